"""Let items go on at once instead of in batches or at set times."""

from reengineer.annotations import AnnotatedMap
from reengineer.options._change import Change, edited
from reengineer.quantities import Distribution


class Unbatch(Change):
    """Let items go on at once instead of in batches or at set times.

    The wait for the batch disappears; what is set up for a batch is then set up for each item.

    **Needs** a step, or an event, with a batch or a release.

    Parameters
    ----------
    step : str
        May name an event.
    """

    operation = "unbatch"

    step: str

    def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
        """Return the map in which nothing is held back there."""
        step = self.step_of(as_is, self.step, activity=False)
        if step.id in as_is.notes.events:
            event = as_is.notes.events[step.id]
            if event.release is not None:
                # A timer that releases nothing any more still stands in the map; it now rings at once.
                at_once = event.delay if event.delay is not None else Distribution.fixed(0.0)
                return as_is.with_event(step.id, event.model_copy(update={"release": None, "delay": at_once}))
        elif step.notes.release is not None or step.notes.batch is not None:
            return as_is.with_step(step.id, edited(step.notes, release=None, batch=None))
        raise self.refuse(
            "RE406", f"{step.id} has neither a batch nor a release", "Name a step or event that holds items back."
        )
