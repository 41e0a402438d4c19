"""Hold a calendar as people write it, and lay it out in ticks."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from reengineer._records import dataclass
from reengineer.calendars._ticks import OpenTime

MINUTES_A_DAY = 24 * 60
WEEK_DAYS = 7
TICKS_A_SECOND = 1_000_000
TICKS_A_MINUTE = 60 * TICKS_A_SECOND
TICKS_A_WEEK = WEEK_DAYS * 86_400 * TICKS_A_SECOND
REPEATING_WEEKS = 52
KEPT = 256
"""Layouts that are kept: options and replications ask for the same ones."""

Minutes = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyCalendar:
    """Say when somebody is on duty: a week, and dates on which it differs.

    Parameters
    ----------
    name : str
        Name used in files.
    weekly : tuple of (int, int)
        Open minutes of the week, Monday 00:00 = 0, half-open, sorted, merged; at most 10 080.
    exceptions : tuple of (date, tuple of (int, int))
        Dates with other hours, as minutes of that day; an empty tuple means closed.
    timezone : str
        IANA name in which the hours are meant.
    """

    name: str
    weekly: Minutes
    exceptions: tuple[tuple[date, Minutes], ...] = ()
    timezone: str = "UTC"

    @property
    def open_s_per_week(self) -> float:
        """Return the open seconds of an ordinary week."""
        return 60.0 * sum(end - start for start, end in self.weekly)

    @property
    def open_days_per_week(self) -> int:
        """Return the number of weekdays with open time."""
        return sum(bool(self._weekday_minutes(day)) for day in range(WEEK_DAYS))

    @property
    def hours_per_day(self) -> float:
        """Return the open hours of an average open day; 24 where nothing is ever open."""
        days = self.open_days_per_week
        return self.open_s_per_week / 3600 / days if days else 24.0

    @property
    def never_opens(self) -> bool:
        """Say whether neither the week nor any exception holds open time."""
        return not self.weekly and not any(minutes for _, minutes in self.exceptions)

    def minutes_of(self, day: date) -> Minutes:
        """Return the open minutes of one local date."""
        for exception, minutes in self.exceptions:
            if exception == day:
                return minutes
        return self._weekday_minutes(day.weekday())

    @lru_cache(maxsize=KEPT)  # noqa: B019 - a calendar is a frozen record, and one run lays it out again and again
    def open_time(self, start: datetime, horizon_s: float) -> OpenTime:
        """Lay the calendar out in ticks since `start`.

        Parameters
        ----------
        start : datetime
            Tick 0, with an offset.
        horizon_s : float
            Seconds for which dates and changes of the clock are exact. After that, and a further year, the last
            52 weeks repeat.

        Returns
        -------
        OpenTime
        """
        weeks = int(horizon_s // (WEEK_DAYS * 86_400)) + 2
        if self._is_plain_week(start, weeks + REPEATING_WEEKS):
            intervals, fold, period = self._plain_week(start), 0, TICKS_A_WEEK
        else:
            fold, period = weeks * TICKS_A_WEEK, REPEATING_WEEKS * TICKS_A_WEEK
            intervals = merge(self._dated(start, weeks + REPEATING_WEEKS), fold, fold + period)
        opens = [first for first, _ in intervals]
        return OpenTime(opens, [last for _, last in intervals], fold, period)

    @lru_cache(maxsize=KEPT)  # noqa: B019 - as above
    def release_ticks(self, start: datetime, horizon_s: float, times: tuple[time, ...]) -> OpenTime:
        """Lay out instants of the day, on dates with open time, as intervals of one tick each.

        Parameters
        ----------
        start : datetime
            Tick 0, with an offset.
        horizon_s : float
            As for `open_time`.
        times : tuple of time
            Local times of the day. One that a change of the clock leaves out falls at that change.
        """
        weeks = int(horizon_s // (WEEK_DAYS * 86_400)) + 2
        fold, period = weeks * TICKS_A_WEEK, REPEATING_WEEKS * TICKS_A_WEEK
        zone = ZoneInfo(self.timezone)
        found = {
            _tick(_instant(datetime.combine(day, at), zone), start)
            for day in _dates(start.astimezone(zone).date(), weeks + REPEATING_WEEKS)
            if self.minutes_of(day)
            for at in times
        }
        ticks = sorted(tick for tick in found if 0 <= tick < fold + period)
        return OpenTime(ticks, [tick + 1 for tick in ticks], fold, period)

    def _weekday_minutes(self, weekday: int) -> Minutes:
        base = weekday * MINUTES_A_DAY
        clipped = ((max(first - base, 0), min(last - base, MINUTES_A_DAY)) for first, last in self.weekly)
        return tuple((first, last) for first, last in clipped if first < last)

    def _is_plain_week(self, start: datetime, weeks: int) -> bool:
        """Say whether every week is the same in elapsed time: no exceptions, no change of the clock."""
        if self.exceptions:
            return False
        return self.weekly == ((0, WEEK_DAYS * MINUTES_A_DAY),) or _keeps_offset(
            ZoneInfo(self.timezone), start.astimezone(UTC), weeks
        )

    def _plain_week(self, start: datetime) -> list[tuple[int, int]]:
        """Return the intervals of one week from the start; hours that it lies in come back at its end."""
        local = start.astimezone(ZoneInfo(self.timezone)).replace(tzinfo=None)
        monday = datetime.combine(local.date() - timedelta(days=local.weekday()), time())
        into_week = (local - monday) // timedelta(microseconds=1)
        shifts = (-into_week, TICKS_A_WEEK - into_week)
        spans = [(first * TICKS_A_MINUTE, last * TICKS_A_MINUTE) for first, last in self.weekly]
        return merge(((first + by, last + by) for first, last in spans for by in shifts), 0, TICKS_A_WEEK)

    def _dated(self, start: datetime, weeks: int) -> Iterator[tuple[int, int]]:
        zone = ZoneInfo(self.timezone)
        for day in _dates(start.astimezone(zone).date(), weeks):
            for first, last in self.minutes_of(day):
                yield _tick(_local(day, first, zone), start), _tick(_local(day, last, zone), start)


def merge(intervals: Iterator[tuple[int, int]], split: int, end: int) -> list[tuple[int, int]]:
    """Return sorted intervals within [0, end), touching ones joined, none lying across `split`."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted((max(a, 0), min(b, end)) for a, b in intervals if min(b, end) > max(a, 0)):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return [piece for interval in merged for piece in _cut(interval, split)]


def _cut(interval: tuple[int, int], at: int) -> list[tuple[int, int]]:
    first, last = interval
    return [(first, at), (at, last)] if first < at < last else [interval]


def _dates(first: date, weeks: int) -> Iterator[date]:
    """Yield the dates that a run may touch, a day before the start included."""
    for offset in range(-1, weeks * WEEK_DAYS + 2):
        yield first + timedelta(days=offset)


def _keeps_offset(zone: ZoneInfo, start: datetime, weeks: int) -> bool:
    """Say whether the clocks of a zone are not changed in the dates that a run may touch."""
    offset = start.astimezone(zone).utcoffset()
    days = range(-1, weeks * WEEK_DAYS + 2)
    return all((start + timedelta(days=day)).astimezone(zone).utcoffset() == offset for day in days)


def _local(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """Return the instant of a minute of a local day; 24:00 is the next midnight."""
    return _instant(datetime.combine(day, time()) + timedelta(minutes=minute), zone)


def _instant(local: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant of a local time in UTC.

    Of a time that comes twice it is the first; a time that the clocks leave out falls at their change.
    """
    instant = local.replace(tzinfo=zone).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == local:
        return instant
    # The change lies between the two readings of the time, with the offset of after and of before.
    low, high = local.replace(tzinfo=zone, fold=1).astimezone(UTC), instant
    offset = high.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        low, high = (low, middle) if middle.astimezone(zone).utcoffset() == offset else (middle, high)
    return high.replace(microsecond=0)


def _tick(instant: datetime, start: datetime) -> int:
    return (instant - start.astimezone(UTC)) // timedelta(microseconds=1)
