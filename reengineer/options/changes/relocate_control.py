"""Check at another place, or let the customer check."""

from reengineer.annotations import AnnotatedMap, Step
from reengineer.options._change import Change, cleared, edited
from reengineer.options._moving import moved_to, unit_of
from reengineer.options._places import place_of
from reengineer.quantities import Distribution

_CUSTOMER = "customer"
_OURS = (
    "role", "needs", "duration", "at_close", "priority", "preempts", "interruptible", "setup", "work_kind", "limit",
    "learning", "batch", "release", "not_same_person", "same_person", "prefer_same_person", "hold", "call_back",
    "escalation",
)  # fmt: skip


class RelocateControl(Change):
    """Carry a check out at another place, with the gateway at which it turns cases down; or let the customer do it.

    Done by the customer it takes nobody of ours: its time becomes an outside wait. It then finds only what the
    customer sees, so change the share that it turns down where you know it.

    **Needs** a check, whose data exist at the new place on every way there; for the customer, one that they can do.
    **A boundary may forbid** another kind or time of control, and a check that is not independent.

    Parameters
    ----------
    step : str
        The check.
    to : place, or ``customer``
        A flow's id, ``before STEP`` or ``after STEP``.
    """

    operation = "relocate_control"

    step: str
    to: str

    def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
        """Return the map with the check elsewhere, or in other hands."""
        step = self.step_of(as_is, self.step)
        notes = step.notes
        if notes.is_check is False and not notes.controls and not notes.is_approval:
            raise self.refuse("RE406", f"{step.id} is not a check", "Name a check; for other steps, use move_step.")
        if self.to.strip().lower() == _CUSTOMER:
            return self._by_customer(as_is, step)
        return moved_to(self, as_is, unit_of(self, as_is, step), place_of(self, as_is, self.to))

    def _by_customer(self, as_is: AnnotatedMap, step: Step) -> AnnotatedMap:
        if step.notes.customer_could_check is False:
            message = f"the customer cannot check what {step.id} checks"
            raise self.refuse("RE406", message, "Move the check instead, or correct customer_could_check.")
        if step.notes.delay is not None:
            raise self.refuse("RE406", f"somebody outside does {step.id} already", "Name a check that we do.")
        time = step.notes.duration or Distribution.fixed(0.0)
        theirs = edited(cleared(step.notes, _OURS), delay=time, customer_contact=True, manual=False)
        return as_is.with_step(step.id, theirs)
