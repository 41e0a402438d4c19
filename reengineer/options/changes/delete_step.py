"""Take a step out."""

from reengineer.annotations import AnnotatedMap
from reengineer.options._change import Change
from reengineer.options._removal import removed


class DeleteStep(Change):
    """Take a step out and join what led to it with what follows it.

    Flows that led to the step keep their id, condition and share and lead to what follows. A lane left empty goes.

    **Needs** an activity with one way on, whose outputs nobody uses or somebody else makes too.
    **A boundary may forbid** it where the step is a control or must come before another.

    Parameters
    ----------
    step : str
    """

    operation = "delete_step"

    step: str

    def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
        """Return the map without the step."""
        return removed(self, as_is, self.step_of(as_is, self.step))
