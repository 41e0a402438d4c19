"""Count open time of a calendar between many instants at once, and by hour of the day."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from reengineer._records import dataclass
from reengineer.calendars import WeeklyCalendar
from reengineer.questions._trace import Floats

DAY_MIN = 24 * 60
_MOST_DAYS = 40_000


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenHours:
    """Hold the open time of a calendar on the days of a log, in minutes of local time since its first midnight."""

    opens: Floats
    closes: Floats

    @classmethod
    def of(cls, calendar: WeeklyCalendar, first: date, days: int) -> "OpenHours":
        """Return the open time of some days on end."""
        return _laid_out(calendar, first, min(days, _MOST_DAYS))

    def before(self, minutes: Floats) -> Floats:
        """Return the open minutes before each instant."""
        if not len(self.opens):
            return np.zeros_like(minutes)
        lengths = self.closes - self.opens
        whole = np.concatenate([[0.0], np.cumsum(lengths)])
        place = np.searchsorted(self.opens, minutes, side="right") - 1
        inside = np.clip(minutes - self.opens[np.maximum(place, 0)], 0, lengths[np.maximum(place, 0)])
        return np.where(place < 0, 0.0, whole[np.maximum(place, 0)] + inside)

    def is_open(self, minutes: Floats) -> NDArray[np.bool_]:
        """Return which instants are open; an instant of closing is not."""
        if not len(self.opens):
            return np.zeros(len(minutes), dtype=bool)
        place = np.searchsorted(self.opens, minutes, side="right") - 1
        found: NDArray[np.bool_] = (place >= 0) & (minutes < self.closes[np.maximum(place, 0)])
        return found

    def by_hour(self) -> Floats:
        """Return the open minutes of each hour of the day, all days together."""
        return spread(self.opens, self.closes)


@lru_cache(maxsize=64)
def _laid_out(calendar: WeeklyCalendar, first: date, days: int) -> OpenHours:
    made = np.array(list(_spans(calendar, first, days)), dtype=float).reshape(-1, 2)
    return OpenHours(opens=made[:, 0], closes=made[:, 1])


def _spans(calendar: WeeklyCalendar, first: date, days: int) -> Iterator[tuple[float, float]]:
    for number in range(days):
        for start, end in calendar.minutes_of(first + timedelta(days=number)):
            yield number * DAY_MIN + start, number * DAY_MIN + end


def spread(starts: Floats, ends: Floats, weights: Floats | None = None) -> Floats:
    """Return how the time of spans falls on the hours of the day.

    Parameters
    ----------
    starts, ends : array of float
        Minutes of local time since some midnight.
    weights : array of float, optional
        What is spread evenly over each span, in place of its length.

    Returns
    -------
    array of float, shape (24,)
    """
    found = np.zeros(24)
    length = np.maximum(ends - starts, 0)
    amount = length if weights is None else weights
    is_point = length == 0
    np.add.at(found, (starts[is_point] // 60).astype(int) % 24, amount[is_point])
    starts, ends, amount, length = (each[~is_point] for each in (starts, ends, amount, length))
    first, last = starts // 60, np.ceil(ends / 60) - 1
    counts = (last - first + 1).astype(int)
    which = np.repeat(np.arange(len(starts)), counts)
    hour = np.concatenate([np.arange(a, a + n) for a, n in zip(first, counts, strict=True)]) if len(first) else first
    share = (np.minimum(ends[which], (hour + 1) * 60) - np.maximum(starts[which], hour * 60)) / length[which]
    np.add.at(found, hour.astype(int) % 24, share * amount[which])
    return found
