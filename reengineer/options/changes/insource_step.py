"""Do a step ourselves that somebody outside has done."""

from reengineer.annotations import AnnotatedMap
from reengineer.bpmn import SetType
from reengineer.options._change import Change, edited
from reengineer.options._fields import Time
from reengineer.options._lanes import with_lane_of


class InsourceStep(Change):
    """Do a step ourselves that a supplier has done: a queue of ours in place of a delay and a price.

    The step moves to the lane in which the group works, where there is one.

    **Needs** a task that somebody outside does, a group, and how long the work takes its people.
    **A boundary may forbid** more posts than its cap.

    Parameters
    ----------
    step : str
    role : str
        The group that will do it.
    duration : time
        Of the work; the supplier's delay does not tell it.
    """

    operation = "insource_step"

    step: str
    role: str
    duration: Time | None = None

    def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
        """Return the map with the step in our hands."""
        step = self.step_of(as_is, self.step)
        role = self.group_of(as_is, self.role)
        if step.notes.delay is None:
            raise self.refuse("RE406", f"nobody outside does {step.id}", "Name a step with a delay outside.")
        if self.duration is None:
            message = f"it is not known how long the work of {step.id} takes people of ours"
            raise self.refuse("RE407", message, "Write duration, such as duration: gamma(mean=20 min, cv=0.5).")
        notes = edited(
            step.notes, delay=None, calendar=None, cost=None, role=role, duration=self.duration, third_party=False
        )
        if step.node.type == "receiveTask":
            # Nothing is awaited any more: people of ours do it.
            as_is = as_is.with_definitions(as_is.map.definitions.edit(SetType(id=step.id, type="userTask")))
            step = as_is.step(step.id)
        return with_lane_of(self, as_is, step, role).with_step(step.id, notes)
