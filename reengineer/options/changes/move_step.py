"""Do a step at another place of the map."""

from reengineer.annotations import AnnotatedMap
from reengineer.options._change import Change
from reengineer.options._moving import Unit, moved_to
from reengineer.options._places import place_of


class MoveStep(Change):
    """Do a step at another place: what led to it leads to what followed it, and it stands on the flow that is named.

    Behind a split it is done on that branch only. The step keeps its id, lane and notes.

    **Needs** an activity with one way on, whose inputs are made before the new place on every way there.
    **A boundary may forbid** it where an order is agreed, or a control would no longer be on every path.

    Parameters
    ----------
    step : str
    to : place
        A flow's id, ``before STEP`` or ``after STEP``.
    """

    operation = "move_step"

    step: str
    to: str

    def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
        """Return the map with the step elsewhere."""
        step = self.step_of(as_is, self.step)
        unit = Unit(step=step, nodes=(step.id,), way_on=self.one_way_on(as_is, step))
        return moved_to(self, as_is, unit, place_of(self, as_is, self.to))
