"""Say what is to be thought of hours that a short log cannot show."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from reengineer._records import dataclass
from reengineer.calibration._hours import DAY, MICRO_A_MINUTE, Hours, local_minutes
from reengineer.calibration._items import Items
from reengineer.errors import Problem

FEW_DAYS = 14
"""Days of a log below which a weekday is seen once at most, so that one without a mark says nothing."""

WORKING_DAYS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """Hold which days a log covers.

    Parameters
    ----------
    first, last : int
        Minutes since 1970, local: of the first instant of these activities, and of the last.
    window : (int, int, int)
        The same of the whole log of which these are a part: its first instant, last arrival and last instant.
    """

    first: int
    last: int
    window: tuple[int, int, int]

    @classmethod
    def by(cls, items: Items) -> "Covered":
        """Return the days that the activities of a log cover."""
        own = (int(items.start.min()), int(items.arrivals.max()), int(items.end.max()))
        edges = np.array([own[0], own[2], *(items.window or own)])
        first, last, *window = (local_minutes(edges, items.timezone) // MICRO_A_MINUTE).tolist()
        return cls(first=first, last=last, window=(window[0], window[1], window[2]))

    @property
    def days(self) -> float:
        """Return how long the whole log is, in days."""
        return (self.window[2] - self.window[0]) / DAY

    @property
    def is_short(self) -> bool:
        """Say whether the log is too short to show the hours of a week."""
        return self.days < FEW_DAYS

    def widened(self, hours: Hours, *, arrivals: bool = False) -> Hours:
        """Return hours with those of days that the log does not cover.

        Of a log of less than a day nothing is known but that there is work from its first instant to its last, so each
        day is taken to be like it. Of one of less than two weeks, weekdays that it does not cover, and the two at its
        edges, are like those that it covers. A weekend that it does not cover is taken to be free.

        Parameters
        ----------
        hours : Hours
        arrivals : bool
            Whether they are those in which cases come, up to the last that came.
        """
        if not self.is_short or hours.always:
            return hours
        weekdays = [(day + 3) % 7 for day in range(self.first // DAY, self.last // DAY + 1)]
        open_ = hours.open.reshape(7, DAY // hours.granule).copy()
        if self.days < 1:
            open_[:] = self._of_a_day(hours.granule, self.window[1 if arrivals else 2])
            if min(weekdays) < WORKING_DAYS:
                open_[WORKING_DAYS:] = False
            return replace(hours, open=open_.ravel(), closed=(), late=False, shifted=False)
        inner = weekdays[1:-1] or weekdays
        at_edges = [day for day in (weekdays[0], weekdays[-1]) if day not in inner]
        for part in (range(WORKING_DAYS), range(WORKING_DAYS, 7)):
            seen = [day for day in weekdays if day in part]
            if not seen and part.start:
                continue
            usual = open_[seen or weekdays].any(axis=0)
            for day in part:
                if day not in weekdays or (day in at_edges and open_[day].any()):
                    open_[day] |= usual
        return replace(hours, open=open_.ravel())

    def _of_a_day(self, granule: int, last: int) -> NDArray[np.bool_]:
        """Return which granules of a day the log reaches into."""
        reached = np.arange(self.window[0] // granule, last // granule + 1) % (DAY // granule)
        found = np.zeros(DAY // granule, dtype=bool)
        found[reached] = True
        return found

    def remarks(self) -> tuple[Problem, ...]:
        """Return what a reader should know of the hours of a short log."""
        if not self.is_short:
            return ()
        what = f"{self.days * 24:.1f} hours" if self.days < 1 else f"{self.days:.1f} days"
        how = "each day is taken to be like it" if self.days < 1 else "days that it does not cover are like the others"
        message = f"the log spans {what}, too little to show the hours of a week; {how}"
        return (
            Problem("RE568", message, "State the hours under calendars, or take a longer log.", severity="warning"),
        )
