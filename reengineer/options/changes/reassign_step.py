"""Give a step to another group."""

from reengineer.annotations import AnnotatedMap
from reengineer.options._change import Change, edited
from reengineer.options._fields import Factor
from reengineer.options._lanes import with_lane_of


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
        if step.notes.delay is not None:
            message = f"somebody outside does {step.id}"
            raise self.refuse("RE406", message, "Use insource_step, which says how long the work takes our people.")
        time = step.notes.duration
        if time is not None and self.duration_factor != 1:
            time = time.scaled(self.duration_factor)
        notes = edited(step.notes, role=role, needs=(), duration=time)
        return with_lane_of(self, as_is, step, role).with_step(step.id, notes)
