"""Give a step to another group."""

from reengineer.annotations import AnnotatedMap, Step
from reengineer.options._change import Change, edited
from reengineer.options._fields import Factor
from reengineer.options._redraw import Redraw


class ReassignStep(Change):
    """Give a step to another group of people, and move it to the lane in which that group works.

    The lane is the one whose id or name is the group's, else the one in which most of its steps stand; where there is
    neither, the step stays in its lane. `location` is kept on record.

    **Needs** a group of the annotations.
    **A boundary may forbid** it where two steps need different people, or a role may not lose the step.

    Parameters
    ----------
    step, role : str
    location : str, optional
    duration_factor : number above 0
        On the time the step takes the new group.
    """

    operation = "reassign_step"

    step: str
    role: str
    location: str | None = None
    duration_factor: Factor = 1.0

    def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
        """Return the map with the step in other hands."""
        step = self.step_of(as_is, self.step)
        role = self.group_of(as_is, self.role)
        time = step.notes.duration
        if time is not None and self.duration_factor != 1:
            time = time.scaled(self.duration_factor)
        notes = edited(step.notes, role=role, needs=(), duration=time)
        lane = _lane_of(as_is, role, step)
        if lane is None or lane == step.node.lane:
            return as_is.with_step(step.id, notes)
        redraw = Redraw(as_is, self.operation, step.node)
        redraw.assign_lane(step.id, lane)
        return redraw.done().with_step(step.id, notes)


def _lane_of(as_is: AnnotatedMap, role: str, step: Step) -> str | None:
    lanes = [lane for lane in as_is.map.lanes if lane.process == step.node.process]
    named = next((lane.id for lane in lanes if role in (lane.id, lane.name)), None)
    if named is not None:
        return named
    counts = {lane.id: sum(as_is.group_of(node) == role for node in lane.nodes) for lane in lanes}
    best = max(counts, key=lambda lane: counts[lane], default=None)
    return best if best is not None and counts[best] else None
