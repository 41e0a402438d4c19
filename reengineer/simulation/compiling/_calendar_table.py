"""Lay out the calendars of a model in ticks and number them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

from reengineer.annotations import Release
from reengineer.calendars import NEVER, OpenTime, WeeklyCalendar

TICKS_A_SECOND = 1_000_000
WEEK = timedelta(weeks=1)
TICKS_A_WEEK = 604_800 * TICKS_A_SECOND


@dataclass(slots=True)
class CalendarTable:
    """Number the calendars of a program; equal ones share a number.

    Parameters
    ----------
    start : datetime
        Tick 0.
    horizon_s : float
        Seconds for which dates are laid out exactly.
    """

    start: datetime
    horizon_s: float
    laid_out: list[OpenTime] = field(default_factory=list)
    numbers: dict[tuple[object, ...], int] = field(default_factory=dict)

    def weekly(self, calendar: WeeklyCalendar) -> int:
        """Return the number of a calendar."""
        key = ("weekly", calendar.weekly, calendar.exceptions, calendar.timezone)
        return self._number(key, lambda: calendar.open_time(self.start, self.horizon_s))

    def release(self, calendar: WeeklyCalendar, release: Release) -> int:
        """Return the number of the calendar whose open ticks are the instants of a release."""
        key = ("release", calendar.weekly, calendar.exceptions, calendar.timezone, str(release))
        return self._number(key, lambda: self._release(calendar, release))

    def union(self, numbers: list[int]) -> int:
        """Return the calendar that is open where any of some is."""
        distinct = sorted(set(numbers))
        if len(distinct) == 1:
            return distinct[0]
        return self._number(("union", *distinct), lambda: _union([self.laid_out[number] for number in distinct]))

    def _release(self, calendar: WeeklyCalendar, release: Release) -> OpenTime:
        if release.at:
            times = tuple(time.fromisoformat(text) for text in release.at)
            return calendar.release_ticks(self.start, self.horizon_s, times)
        period_s = release.every.seconds.value if release.every else 0.0
        return self._repeated(calendar, round(period_s * TICKS_A_SECOND))

    def _repeated(self, calendar: WeeklyCalendar, every: int) -> OpenTime:
        """Return instants every so often from each opening.

        The week before the start is laid out too, so that a shift that began before it keeps its rhythm.
        """
        office = calendar.open_time(self.start.astimezone(UTC) - WEEK, self.horizon_s + WEEK.total_seconds())
        if office.is_open(0) and office.next_change(0) == NEVER:
            return OpenTime((0,), (1,), 0, every)
        fold, period = office.repeats()
        intervals = office.intervals()
        if fold == 0:
            intervals += [(opens + period, closes + period) for opens, closes in intervals]
        ticks = [tick - TICKS_A_WEEK for tick in rhythm(intervals, every) if tick >= TICKS_A_WEEK]
        return OpenTime(ticks, [tick + 1 for tick in ticks], max(fold - TICKS_A_WEEK, 0), period)

    def _number(self, key: tuple[object, ...], make: Callable[[], OpenTime]) -> int:
        if key not in self.numbers:
            self.numbers[key] = len(self.laid_out)
            self.laid_out.append(make())
        return self.numbers[key]


def rhythm(intervals: list[tuple[int, int]], every: int) -> Iterator[int]:
    """Yield ticks every so often from each opening; intervals that touch are one."""
    opening = closing = -1
    for opens, closes in intervals:
        opening = opening if opens == closing else opens
        closing = closes
        yield from range(opening + -(-(opens - opening) // every) * every, closes, every)


def _union(calendars: list[OpenTime]) -> OpenTime:
    """Return the union of calendars, laid out over the longest of them and repeated as that one is."""
    folds = [calendar.repeats() for calendar in calendars]
    fold, period = max(folds, key=lambda pair: pair[1])
    fold = max(start for start, _ in folds)
    end = fold + period if period else max(calendar.intervals()[-1][1] for calendar in calendars)
    edges = sorted({edge for calendar in calendars for edge in _edges(calendar, end)} | {0, fold, end})
    opens: list[int] = []
    closes: list[int] = []
    for first, last in pairwise(edges):
        if any(calendar.is_open(first) for calendar in calendars):
            if closes and closes[-1] == first and first != fold:
                closes[-1] = last
            else:
                opens.append(first)
                closes.append(last)
    return OpenTime(opens, closes, fold, period)


def _edges(calendar: OpenTime, end: int) -> Iterator[int]:
    tick = 0
    while tick < end:
        yield tick
        tick = calendar.next_change(tick)
