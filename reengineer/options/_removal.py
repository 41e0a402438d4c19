"""Take a step out of a map, for the changes that do."""

from reengineer.annotations import AnnotatedMap, Step
from reengineer.options._change import Change
from reengineer.options._moving import Unit, cut
from reengineer.options._redraw import Redraw


def removed(change: Change, as_is: AnnotatedMap, step: Step) -> AnnotatedMap:
    """Return the map without a step; flows that led to it lead to what follows it, and a lane left empty goes.

    Raises
    ------
    ChangeError
        RE408 the step has several ways on, or is all that stands in a loop, or begins or ends the map.
    """
    unit = Unit(step=step, nodes=(step.id,), way_on=change.one_way_on(as_is, step))
    redraw = Redraw(as_is, change.operation, step.node)
    cut(change, redraw, unit)
    redraw.remove_node(step.id)
    redraw.drop_lane_left_by(step.node)
    return redraw.done()
