"""Take away a cause of demand that would not be there if things had gone right."""

from reengineer.annotations import AnnotatedMap
from reengineer.options._causes import without_part
from reengineer.options._change import Change
from reengineer.options._fields import PositiveShare, ShareOf1


class ReduceFailureDemand(Change):
    """Take away a share of the demand that has a cause: contacts and repeats because something failed.

    The cause is a kind of case, of which fewer then come; a way on which cases repeat (its flow, or the step that it
    leads to), which fewer then take; or words, with `part` for its share of all arrivals. What is left is harder on
    average: say so with ``change_duration``.

    **Needs** a cause whose share is known.
    **A boundary may forbid** closing a channel to do so.

    Parameters
    ----------
    cause : str
    share : share above 0
        Of the demand with that cause, that goes away.
    part : share, optional
        Of all arrivals that the cause brings, where it is neither a kind of case nor on the map.
    """

    operation = "reduce_failure_demand"

    cause: str
    share: PositiveShare
    part: ShareOf1 | None = None

    def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
        """Return the map with less of that demand."""
        return without_part(self, as_is, self.cause, self.share, self.part)
