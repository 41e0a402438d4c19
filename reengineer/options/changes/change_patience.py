"""Change how long customers wait before they give up."""

from reengineer.annotations import AnnotatedMap
from reengineer.options._change import Change, edited
from reengineer.options._fields import Minutes
from reengineer.options._queues import live_steps
from reengineer.quantities import Distribution


class ChangePatience(Change):
    """Change the mean time that customers wait in a live queue before they give up.

    A patience that is known keeps its family and its spread; else it becomes exponential.

    **Needs** a live queue: a step at which customers wait, or a group that answers them.
    **A boundary may forbid** messages that are not honest.

    Parameters
    ----------
    queue : str
        A step, or the group that serves it.
    mean : duration, or minutes as a plain number
    """

    operation = "change_patience"

    queue: str
    mean: Minutes

    def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
        """Return the map with other customers, more or less patient."""
        if self.mean.seconds.least <= 0:
            raise self.refuse("RE406", "nobody waits at all with a patience of 0", "Write a time, such as 3 min.")
        to_be = as_is
        for step in live_steps(self, as_is, self.queue):
            patience = step.notes.patience
            now = Distribution.of("exponential", mean=self.mean.seconds)
            now = now if patience is None else patience.with_mean(float(self.mean))
            to_be = to_be.with_step(step.id, edited(step.notes, patience=now))
        return to_be
