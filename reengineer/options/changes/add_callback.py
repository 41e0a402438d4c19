"""Offer customers who wait to call them back."""

from reengineer.annotations import AnnotatedMap, CallBackNotes
from reengineer.options._change import Change, edited
from reengineer.options._fields import Minutes, ShareOf1
from reengineer.options._queues import live_steps
from reengineer.quantities import Estimate


class AddCallback(Change):
    """Offer customers whose expected wait passes a threshold to be called back; they keep their place in the queue.

    Who accepts does not give up, yet still needs a turn: no capacity is gained. Who is not reached is tried again
    after `retry`, which costs time.

    **Needs** a live queue.
    **A boundary may forbid** a promised time that is not kept, and calls to people who did not agree.

    Parameters
    ----------
    queue : str
        A step, or the group that serves it.
    threshold : duration, or minutes as a plain number
        Expected wait from which it is offered.
    acceptance : share
    reach : share
        That answers an attempt; all where left out.
    retry, max_delay : duration, or minutes as a plain number
    """

    operation = "add_callback"

    queue: str
    threshold: Minutes
    acceptance: ShareOf1
    reach: ShareOf1 = Estimate(1.0)
    retry: Minutes | None = None
    max_delay: Minutes | None = None

    def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
        """Return the map in which a call back is offered."""
        if self.reach.value < 1 and self.retry is None:
            message = "not everybody is reached, and it is not said when they are tried again"
            raise self.refuse("RE407", message, "Write retry, such as retry: 30 min.")
        offer = CallBackNotes(
            threshold=self.threshold,
            acceptance=self.acceptance.value,
            reach=self.reach.value,
            retry=self.retry,
            max_delay=self.max_delay,
        )
        to_be = as_is
        for step in live_steps(self, as_is, self.queue):
            to_be = to_be.with_step(step.id, edited(step.notes, call_back=offer))
        return to_be
