"""Change how often a step goes wrong."""

from reengineer.annotations import AnnotatedMap
from reengineer.options._change import Change
from reengineer.options._fields import ShareOf1
from reengineer.options._loops import with_error_rate


class ChangeErrorRate(Change):
    """Change the share of executions of a step that turn out wrong.

    What sends cases back to the step moves in proportion: at half the error rate each of its rework shares is half of
    what it was. Where the annotations do not state an `error_rate`, the share of cases that are sent back to the step
    today counts as it.

    **Needs** a step that cases are sent back to.
    **A boundary may forbid** a rate that its quality limits do not allow.

    Parameters
    ----------
    step : str
    rate : share
    """

    operation = "change_error_rate"

    step: str
    rate: ShareOf1

    def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
        """Return the map with the new error rate and rework."""
        return with_error_rate(self, as_is, self.step_of(as_is, self.step).id, self.rate)
