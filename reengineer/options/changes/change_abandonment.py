"""Change how many people leave at a step without staff."""

from reengineer.annotations import AnnotatedMap, Step
from reengineer.options._change import Change
from reengineer.options._fields import ShareOf1
from reengineer.options._leaving import leaves_after, with_leaving
from reengineer.options._shares import with_share


class ChangeAbandonment(Change):
    """Change the share of people who leave at a step that nobody of ours attends, such as a form or a menu.

    Where a gateway after the step already has a branch to an end, that branch takes the share; else a gateway and an
    end are drawn.

    **Needs** a step without staff.
    **A boundary may forbid** it where it bars people who need help.

    Parameters
    ----------
    step : str
    dropout : share
    """

    operation = "change_abandonment"

    step: str
    dropout: ShareOf1

    def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
        """Return the map in which another share goes on."""
        step = self._unattended(as_is)
        branch = leaves_after(as_is, step.id)
        if branch is not None:
            return with_share(self, as_is, branch, self.dropout)
        return with_leaving(self, as_is, self.one_way_on(as_is, step), self.dropout)

    def _unattended(self, as_is: AnnotatedMap) -> Step:
        step = self.step_of(as_is, self.step)
        if step.notes.groups:
            message = f"{step.id} is done by {', '.join(step.notes.groups)}"
            raise self.refuse("RE406", message, "Name a step without staff; for a queue, use change_patience.")
        return step
