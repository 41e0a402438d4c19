"""Do open-time arithmetic on many instants at once, and on sets of half-open intervals."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from reengineer.calendars._weekly import WeeklyCalendar

Ints = NDArray[np.int64]
Spans = list[tuple[int, int]]
"""Half-open intervals [first, last)."""

_FIRST = date(1970, 1, 1)
_MINUTE = 60_000_000
_DAY = 1440 * _MINUTE
_BEYOND = 14 * _DAY


def merged(spans: Iterable[tuple[int, int]]) -> Spans:
    """Return intervals sorted, overlapping and touching ones joined, empty ones left out."""
    found: Spans = []
    for first, last in sorted(spans):
        if first >= last:
            continue
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def subtract(spans: Iterable[tuple[int, int]], gone: Iterable[tuple[int, int]]) -> Spans:
    """Return what is left of intervals when others are taken out."""
    taken = merged(gone)
    found: Spans = []
    for first, last in merged(spans):
        at = first
        for start, end in taken:
            if end <= at:
                continue
            if start >= last:
                break
            if start > at:
                found.append((at, start))
            at = max(at, end)
        if at < last:
            found.append((at, last))
    return found


def cut(spans: Iterable[tuple[int, int]], first: int, last: int) -> Spans:
    """Return what of intervals lies in [first, last)."""
    return merged((max(start, first), min(end, last)) for start, end in spans)


def _instants(local: Ints, timezone: str) -> Ints:
    """Return local times as instants; of one that comes twice the first, of one left out the change of the clocks."""
    if timezone == "UTC":
        return local
    import pandas as pd

    naive = pd.DatetimeIndex(local.view("datetime64[us]"))
    zoned = naive.tz_localize(timezone, ambiguous=np.ones(len(naive), dtype=bool), nonexistent="shift_forward")
    found: Ints = zoned.tz_convert("UTC").tz_localize(None).to_numpy().astype("datetime64[us]").view(np.int64)
    return found


class OpenSpans:
    """Answer for arrays of instants how much open time lies between them.

    Parameters
    ----------
    opens, closes : sequence of int
        Starts and ends of the intervals, in microseconds since 1970 UTC; sorted, not touching.
    """

    __slots__ = ("before", "closes", "opens")

    def __init__(self, opens: Sequence[int] | Ints, closes: Sequence[int] | Ints) -> None:
        self.opens: Ints = np.asarray(opens, dtype=np.int64)
        self.closes: Ints = np.asarray(closes, dtype=np.int64)
        self.before: Ints = np.concatenate([[0], np.cumsum(self.closes - self.opens)]).astype(np.int64)

    @classmethod
    def of(cls, calendar: WeeklyCalendar, first: int, last: int) -> "OpenSpans":
        """Lay a calendar out over all days between two instants, and two weeks beyond on either side."""
        days = range((first - _BEYOND) // _DAY, (last + _BEYOND) // _DAY + 1)
        spans = [
            (day * _DAY + start * _MINUTE, day * _DAY + end * _MINUTE)
            for day in days
            for start, end in calendar.minutes_of(_FIRST + timedelta(days=day))
        ]
        local = np.array(merged(spans), dtype=np.int64).reshape(-1, 2)
        return cls(_instants(local[:, 0], calendar.timezone), _instants(local[:, 1], calendar.timezone))

    def between(self, start: Ints, end: Ints) -> Ints:
        """Return the open microseconds in [start, end)."""
        return self.open_before(end) - self.open_before(start)

    def open_before(self, at: Ints) -> Ints:
        """Return the open microseconds before each instant."""
        place = np.searchsorted(self.opens, at, side="right")
        inside = np.minimum(at, self.closes[np.maximum(place - 1, 0)]) - self.opens[np.maximum(place - 1, 0)]
        found: Ints = np.where(place > 0, self.before[np.maximum(place - 1, 0)] + inside, 0)
        return found

    def is_open(self, at: Ints) -> NDArray[np.bool_]:
        """Say of each instant whether it is open; closing time is not."""
        place = np.searchsorted(self.opens, at, side="right") - 1
        found: NDArray[np.bool_] = (place >= 0) & (at < self.closes[np.maximum(place, 0)])
        return found

    def next_open(self, at: Ints) -> Ints:
        """Return the first open instant at or after each; the end of the last interval where there is none."""
        place = np.searchsorted(self.closes, at, side="right")
        clipped = np.minimum(place, len(self.opens) - 1)
        found: Ints = np.where(place < len(self.opens), np.maximum(at, self.opens[clipped]), self.closes[-1])
        return found

    def advance(self, at: Ints, work: Ints) -> Ints:
        """Return the earliest instant by which so much open time has passed; none passes at the instant itself."""
        position = self.open_before(at) + work
        place = np.clip(np.searchsorted(self.before, position, side="left") - 1, 0, len(self.opens) - 1)
        found: Ints = np.where(work <= 0, at, self.opens[place] + position - self.before[place])
        return found

    def closed_in(self, start: int, end: int) -> Spans:
        """Return the closed intervals within [start, end)."""
        low = int(np.searchsorted(self.closes, start, side="right"))
        high = int(np.searchsorted(self.opens, end, side="left"))
        open_ = zip(self.opens[low:high].tolist(), self.closes[low:high].tolist(), strict=True)
        return subtract([(start, end)], open_)
