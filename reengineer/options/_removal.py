"""Take a step out of a map, for the changes that do."""

from reengineer.annotations import AnnotatedMap, Step
from reengineer.options._change import Change
from reengineer.options._redraw import Redraw


def removed(change: Change, as_is: AnnotatedMap, step: Step) -> AnnotatedMap:
    """Return the map without a step; flows that led to it lead to what follows it.

    Raises
    ------
    ChangeError
        RE408 the step has several ways on, or is all that stands in a loop, or begins or ends the map.
    """
    ways_in, way_on = as_is.map.incoming(step.id), change.one_way_on(as_is, step)
    if not ways_in:
        raise change.refuse(
            "RE408", f"nothing leads to {step.id}, so the map begins with it", "Keep a start event before it."
        )
    if any(flow.source == way_on.target for flow in ways_in):
        message = f"{step.id} is all that stands in a loop at {way_on.target}, which would lead to itself"
        raise change.refuse("RE408", message, "Change the share of the loop to 0 instead.")
    redraw = Redraw(as_is, change.operation, step.node)
    target = way_on.target
    if len(ways_in) > 1 and as_is.map.node(target).type == "parallelGateway":
        # A parallel join counts its flows, so those of one branch must stay one.
        target = redraw.gateway(near=target)
        redraw.flow(target, way_on.target)
    for flow in ways_in:
        redraw.redirect(flow.id, target=target)
    redraw.remove_node(step.id)
    return redraw.done()
