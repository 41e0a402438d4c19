"""Move a step to the lane of the group that does it."""

from reengineer.annotations import AnnotatedMap, Step
from reengineer.options._change import Change
from reengineer.options._redraw import Redraw


def lane_of(as_is: AnnotatedMap, role: str, step: Step) -> str | None:
    """Return the lane of a group in the process of a step: the one of its name, else where most of its steps stand."""
    lanes = [lane for lane in as_is.map.lanes if lane.process == step.node.process]
    named = next((lane.id for lane in lanes if role in (lane.id, lane.name)), None)
    if named is not None:
        return named
    counts = {lane.id: sum(as_is.group_of(node) == role for node in lane.nodes) for lane in lanes}
    best = max(counts, key=lambda lane: counts[lane], default=None)
    return best if best is not None and counts[best] else None


def with_lane_of(change: Change, as_is: AnnotatedMap, step: Step, role: str) -> AnnotatedMap:
    """Return the map in which a step stands in the lane of a group; the same map where there is none to move to."""
    lane = lane_of(as_is, role, step)
    if lane is None or lane == step.node.lane or step.node.parent != step.node.process:
        return as_is
    redraw = Redraw(as_is, change.operation, step.node)
    redraw.assign_lane(step.id, lane)
    return redraw.done()
