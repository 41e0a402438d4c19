"""Take a part of the map out where it stands and put it in elsewhere."""

from reengineer._records import dataclass
from reengineer.annotations import AnnotatedMap, Step
from reengineer.options._change import Change
from reengineer.options._places import Place
from reengineer.options._redraw import Redraw
from reengineer.options._routes import is_backward
from reengineer.processmap import Flow


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """Hold what moves: a step, and the gateway behind it at which it turns cases down.

    Parameters
    ----------
    step : Step
    nodes : tuple of str
        The step, and its gateway where it has one.
    way_on : Flow
        On which cases go on that are not turned down.
    rejects : tuple of Flow
        On which the others leave; empty for a step without gateway.
    """

    step: Step
    nodes: tuple[str, ...]
    way_on: Flow
    rejects: tuple[Flow, ...] = ()


def unit_of(change: Change, as_is: AnnotatedMap, step: Step) -> Unit:
    """Return a check with the gateway behind it; a step alone where none follows.

    Of the gateway's branches one goes on: the only one that neither leads back nor to an end; of several the default,
    or the one that most cases take.

    Raises
    ------
    ChangeError
        RE408 the step has several ways on; RE617 it is not clear which branch goes on.
    """
    way = change.one_way_on(as_is, step)
    gateway = as_is.map.node(way.target)
    branches = as_is.map.outgoing(gateway.id)
    if gateway.type != "exclusiveGateway" or len(branches) < 2 or as_is.map.is_join(gateway.id):
        return Unit(step=step, nodes=(step.id,), way_on=way)
    onward = [
        flow for flow in branches if not is_backward(as_is, flow) and as_is.map.node(flow.target).position != "end"
    ]
    chosen = onward if len(onward) == 1 else [flow for flow in onward if flow.is_default] or _usual(as_is, onward)
    if len(chosen) != 1:
        message = f"it is not clear which branch of {gateway.id} cases take that pass {step.id}"
        raise change.refuse("RE617", message, "Make that branch the default of the gateway, or state the shares.")
    rejects = tuple(flow for flow in branches if flow.id != chosen[0].id)
    return Unit(step=step, nodes=(step.id, gateway.id), way_on=chosen[0], rejects=rejects)


def _usual(as_is: AnnotatedMap, flows: list[Flow]) -> list[Flow]:
    """Return the branch that more than half of the cases take."""
    if not flows or flows[0].source not in as_is.notes.flows:
        return []
    shares = as_is.shares(flows[0].source)
    return [flow for flow in flows if shares[flow.id] > 0.5]


def moved_to(change: Change, as_is: AnnotatedMap, unit: Unit, place: Place) -> AnnotatedMap:
    """Return the map with a unit at another place; its elements keep their ids.

    Raises
    ------
    ChangeError
        RE408 nothing leads to the unit, or it is all that stands in a loop; RE616 it stands there already.
    """
    entry, on = unit.nodes[0], unit.way_on
    flows = tuple(flow for flow in place.flows if flow.id != on.id)
    if place.target == entry or not flows or any(flow.source in unit.nodes for flow in flows):
        message = f"{entry} stands there already"
        raise change.refuse("RE616", message, "Name another place.")
    redraw = Redraw(as_is, change.operation, unit.step.node)
    if len(flows) == len(place.flows):
        cut(change, redraw, unit)
        redraw.redirect(on.id, target=place.target)
    for flow in flows:
        redraw.redirect(flow.id, target=entry)
    near = flows[0].source
    for node in unit.nodes:
        redraw.move_shape(node, near)
        near = node
    return redraw.done()


def cut(change: Change, redraw: Redraw, unit: Unit) -> None:
    """Lead what leads to a unit to what follows it instead."""
    as_is, entry, target = redraw.as_is, unit.nodes[0], unit.way_on.target
    ways_in = [flow for flow in as_is.map.incoming(entry) if flow.source not in unit.nodes]
    if not ways_in:
        message = f"nothing leads to {entry}, so the map begins with it"
        raise change.refuse("RE408", message, "Keep a start event before it.")
    if any(flow.source == target for flow in ways_in):
        message = f"{entry} is all that stands in a loop at {target}, which would lead to itself"
        raise change.refuse("RE408", message, "Change the share of the loop to 0 instead.")
    if len(ways_in) > 1 and as_is.map.node(target).type == "parallelGateway":
        # A parallel join counts its flows, so those of one branch must stay one.
        merge = redraw.gateway(near=target)
        redraw.flow(merge, target)
        target = merge
    for flow in ways_in:
        redraw.redirect(flow.id, target=target)
