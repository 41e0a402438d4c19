"""Take a control out."""

from reengineer.annotations import AnnotatedMap
from reengineer.options._change import Change
from reengineer.options._removal import removed


class RemoveControl(Change):
    """Take a step out that carries a control out, stating what its absence lets through.

    Works as ``delete_step``. `escape` is kept on record: what gets through is a loss to be entered under costs, and no
    simulation shows it.

    **Needs** a step that carries out the control, where its notes say which it carries out.
    **A boundary may forbid** it for every control that it demands.

    Parameters
    ----------
    step, control : str
    escape : share, number or text
        What the absence of the control lets through.
    """

    operation = "remove_control"

    step: str
    control: str
    escape: float | str

    def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
        """Return the map without the step."""
        step = self.step_of(as_is, self.step)
        if step.notes.controls and self.control not in step.notes.controls:
            carried = ", ".join(step.notes.controls)
            message = f"{step.id} does not carry out {self.control}; it carries out {carried}"
            raise self.refuse("RE406", message, "Name the control and a step that carries it out.")
        return removed(self, as_is, step)
