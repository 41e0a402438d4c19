"""Let somebody outside do a step."""

from reengineer.annotations import AnnotatedMap
from reengineer.options._change import Change, cleared, edited
from reengineer.options._fields import Fee, ShareOf1, Time
from reengineer.options._loops import rework_of, with_error_rate

_OURS = (
    "role", "needs", "duration", "at_close", "priority", "preempts", "interruptible", "setup", "work_kind", "limit",
    "learning", "batch", "release", "not_same_person", "same_person", "prefer_same_person", "hold", "call_back",
    "escalation",
)  # fmt: skip


class OutsourceStep(Change):
    """Let a supplier do a step: a delay and a price for each case in place of a queue of ours.

    The supplier's time is an outside wait, whatever the number of cases: a contract, not people of ours. The step
    stays where it is drawn. Errors move the rework that is linked to the step, as in ``change_error_rate``; without
    such rework the rate is kept on record.

    **Needs** a task of ours, and the time the supplier takes.
    **A boundary may forbid** it, and data in other hands.

    Parameters
    ----------
    step : str
    unit_cost : money
        For each case.
    lead_time : time
        From handing over to getting back; ``working`` where the supplier keeps hours.
    error_rate : share
    """

    operation = "outsource_step"

    step: str
    unit_cost: Fee | None = None
    lead_time: Time
    error_rate: ShareOf1 | None = None

    def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
        """Return the map with the step done outside."""
        step = self.step_of(as_is, self.step)
        if step.notes.delay is not None:
            raise self.refuse("RE406", f"somebody outside does {step.id} already", "Name a step that we do.")
        group = as_is.notes.resources.get(next(iter(step.notes.groups), ""))
        calendar = group.calendar if group is not None and self.lead_time.working else step.notes.calendar
        ours = cleared(step.notes, _OURS)
        notes = edited(ours, delay=self.lead_time, cost=self.unit_cost, calendar=calendar, third_party=True)
        to_be = as_is.with_step(step.id, notes)
        if self.error_rate is None:
            return to_be
        if rework_of(as_is, step.id):
            return with_error_rate(self, to_be, step.id, self.error_rate)
        return to_be.with_step(step.id, edited(notes, error_rate=self.error_rate.value))
