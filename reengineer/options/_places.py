"""Find the place on a map that a change names: on a flow, before a step, or after one."""

from reengineer._records import dataclass
from reengineer.annotations import AnnotatedMap
from reengineer.options._change import Change
from reengineer.options._redraw import Redraw
from reengineer.options._routes import is_backward
from reengineer.processmap import Flow, Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Say where something may stand.

    Parameters
    ----------
    flows : tuple of Flow
        The ways that lead to it.
    target : str
        The node to which it leads on.
    beside : Node
        In whose lane it stands.
    """

    flows: tuple[Flow, ...]
    target: str
    beside: Node

    def put(self, redraw: Redraw, first: str, last: str) -> str:
        """Lead the ways to `first`, and `last` on; return the id of the new flow from `last`."""
        for flow in self.flows:
            redraw.redirect(flow.id, target=first)
        return redraw.flow(last, self.target)


def place_of(change: Change, as_is: AnnotatedMap, ref: str) -> Place:
    """Return the place that text names: a flow by id or name, ``before STEP`` or ``after STEP``.

    Before a step means on every way that leads to it for the first time; rework that leads back to it does not pass.

    Raises
    ------
    ChangeError
        RE403 there is no such flow or element; RE408 nothing leads there, or several ways lead on; RE615 the text
        names no place.
    """
    word, _, name = ref.strip().partition(" ")
    if name and word in ("before", "after"):
        node = change.step_of(as_is, name.strip(), activity=False).node
        return _before(change, as_is, node) if word == "before" else _after(change, as_is, node)
    flow = as_is.map.index.flows.get(ref) or _named(as_is, ref)
    if flow is None and as_is.map.find(ref) is not None:
        message = f'"{ref}" is an element, and a place lies between two'
        raise change.refuse("RE615", message, f'Write "before {ref}", "after {ref}" or the id of a sequence flow.')
    if flow is None:
        remedy = 'Write the id of a sequence flow, "before STEP" or "after STEP".'
        raise change.refuse("RE403", f'"{ref}" is not a place of the map', remedy)
    target = as_is.map.node(flow.target)
    return Place(
        flows=(flow,), target=flow.target, beside=target if target.is_activity else as_is.map.node(flow.source)
    )


def _named(as_is: AnnotatedMap, ref: str) -> Flow | None:
    found = [flow for flow in as_is.map.flows if flow.name and flow.name == ref]
    return found[0] if len(found) == 1 else None


def _before(change: Change, as_is: AnnotatedMap, node: Node) -> Place:
    flows = tuple(flow for flow in as_is.map.incoming(node.id) if not is_backward(as_is, flow))
    if not flows:
        raise change.refuse("RE408", f"nothing leads to {node.id}", "Keep a start event before it.")
    if node.type == "parallelGateway" and len(flows) > 1:
        message = f"{node.id} waits for {len(flows)} branches, and what stands before it would stand in each"
        raise change.refuse("RE408", message, "Name one of the flows that lead to it.")
    return Place(flows=flows, target=node.id, beside=node)


def _after(change: Change, as_is: AnnotatedMap, node: Node) -> Place:
    flow = change.one_way_on(as_is, as_is.step(node.id))
    return Place(flows=(flow,), target=flow.target, beside=node)
