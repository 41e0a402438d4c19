"""Promise a time for a step, and act before it is broken."""

from typing import Self

from pydantic import model_validator

from reengineer.annotations import AnnotatedMap, EscalationNotes
from reengineer.options._change import Change, edited
from reengineer.options._fields import Minutes
from reengineer.quantities import QuantityError


class SetSla(Change):
    """Promise a time for a step: what has waited too long goes to the head of the queue, or others may take it too.

    Who is escalated waits less, the others longer.

    **Needs** a step that a group does.
    **A boundary may forbid** it where others would wait too long.

    Parameters
    ----------
    step : str
    target : duration, or minutes as a plain number
        The time that is promised.
    after : duration, or minutes as a plain number
        The wait after which it is escalated; half the target where left out.
    escalate_to : str, optional
        The group that may take it then; without one it goes before all others in its queue.
    """

    operation = "set_sla"

    step: str
    target: Minutes
    after: Minutes | None = None
    escalate_to: str | None = None

    @model_validator(mode="after")
    def _in_time(self) -> Self:
        if self.target.seconds.least <= 0:
            raise QuantityError(f"the target is {self.target}; write a time above 0, such as 2 days")
        if self.after is not None and self.after.seconds.most > self.target.seconds.least:
            raise QuantityError(f"after {self.after} the target of {self.target} has passed; write a shorter time")
        return self

    def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
        """Return the map with the promise on the step."""
        step = self.step_of(as_is, self.step)
        if not step.notes.groups:
            raise self.refuse("RE407", f"nobody of ours does {step.id}", "Name a step that a group does.")
        if self.escalate_to is not None:
            helper = self.group_of(as_is, self.escalate_to)
            if helper in step.notes.groups:
                raise self.refuse("RE406", f"{helper} does {step.id} already", "Name another group, or none.")
        after = self.after if self.after is not None else _half(self.target)
        first = min((notes.priority or 0 for notes in as_is.notes.steps.values()), default=0) - 1
        escalation = EscalationNotes(
            after=after,
            target=self.target,
            group=self.escalate_to,
            priority=first if self.escalate_to is None else None,
        )
        return as_is.with_step(step.id, edited(step.notes, escalation=escalation))


def _half(time: Minutes) -> Minutes:
    return type(time)(time.seconds.scaled(0.5))
