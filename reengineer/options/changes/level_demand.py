"""Move demand from some hours of the day to others."""

from reengineer.annotations import AnnotatedMap
from reengineer.options._arrivals import arrivals_of, between_hours, kinds_named
from reengineer.options._change import Change
from reengineer.options._fields import PositiveShare


class LevelDemand(Change):
    """Move a share of the cases of some hours to other hours of the same day; as many come as before.

    They spread evenly over the hours to which they move, in open time.

    **Needs** demand at hourly rates, or with exponential gaps in the open hours of a calendar.
    **A boundary may forbid** hours at which the service must be open.

    Parameters
    ----------
    share : share above 0
        Of the cases of `from_hours`.
    from_hours, to_hours : hours
        Such as ``09:00-12:00``.
    """

    operation = "level_demand"

    share: PositiveShare
    from_hours: str
    to_hours: str

    def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
        """Return the map with demand at other hours."""
        to_be = as_is
        for kind in kinds_named(self, as_is, None):
            arrivals = between_hours(
                self, as_is, arrivals_of(self, as_is, kind), (self.from_hours, self.to_hours), self.share.value
            )
            to_be = to_be.with_cases({kind: as_is.notes.cases[kind].model_copy(update={"arrivals": arrivals})})
        return to_be
