"""Find the hours in which people work and cases come, from the marks that they leave in a log."""

from collections.abc import Sequence
from dataclasses import field, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from reengineer._records import dataclass
from reengineer.calendars import WeeklyCalendar

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
MICRO_A_MINUTE = 60_000_000
DAY = 1440
WEEK = 7 * DAY
SEEN = 0.15
"""Share of the weeks in which a granule must be seen to count as open."""

EXPECTED = 4.6
"""Marks expected where none is seen from which a person, or a date, is taken to be off: e**-4.6 is 1 %."""

TAIL = 0.05
"""Marks of a week at either end of the log, as a share of those of the busiest, below which it does not count."""

MOST_CLOSED = 0.08
"""Share of the dates on which somebody was due, up to which those without a mark are holidays."""

FEWEST_DAYS, WORKED = 3, 0.5
"""Days on which somebody must be seen at an hour, and their share of those on which there was work to do then."""

ROUND_THE_CLOCK = 0.85
"""Share of the week's granules seen from which a calendar is taken never to close."""

FEWEST_AT_CLOSE = 5
"""Starts exactly at closing time from which work may start then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """Hold local instants at which somebody was seen at work.

    Parameters
    ----------
    minute : array of int
        Minute of the week, Monday 00:00 = 0, of the granule that the mark stands for.
    day : array of int
        Days since 1970, local.
    """

    minute: Ints
    day: Ints

    @property
    def count(self) -> int:
        """Return the number of marks."""
        return len(self.minute)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Hold when somebody is on duty.

    Parameters
    ----------
    open : array of bool
        Of each granule of the week.
    granule : int
        Minutes.
    closed : tuple of date
        Dates on which nobody was seen although the week would have it so.
    late : bool
        Whether work may start exactly at closing time; the calendar then closes a minute later.
    shifted : bool
        Whether it opens a minute later too, so that a day is no longer for it.
    n : int
        Marks that it rests on.
    weeks : int
    """

    open: Flags = field(repr=False)
    granule: int
    closed: tuple[date, ...] = ()
    late: bool = False
    shifted: bool = False
    n: int = 0
    weeks: int = 0

    @property
    def always(self) -> bool:
        """Say whether it never closes."""
        return bool(self.open.all())

    @property
    def key(self) -> tuple[bytes, int, tuple[bool, bool]]:
        """Return what two calendars share that are alike."""
        return self.open.tobytes(), self.granule, (self.late, self.shifted)

    def weekly(self) -> tuple[tuple[int, int], ...]:
        """Return open minutes of the week, merged; a run ends a minute later where work may start at closing time."""
        if self.always:
            return ((0, WEEK),)
        edges = np.flatnonzero(np.diff(np.concatenate([[False], self.open, [False]]).astype(np.int8)))
        spans = [(int(a) * self.granule, int(b) * self.granule) for a, b in edges.reshape(-1, 2)]
        if self.late:
            spans = [(first + self.shifted, last + 1 if last % DAY else last) for first, last in spans]
        return tuple(spans)

    def calendar(self, name: str, timezone: str) -> WeeklyCalendar:
        """Return the calendar."""
        exceptions = tuple((day, ()) for day in self.closed)
        return WeeklyCalendar(name=name, weekly=self.weekly(), exceptions=exceptions, timezone=timezone)


def local_minutes(micros: Ints, timezone: str) -> Ints:
    """Return local instants in microseconds since 1970, as if the zone were UTC."""
    if timezone == "UTC":
        return micros
    import pandas as pd

    stamps = pd.DatetimeIndex(micros.view("datetime64[us]")).tz_localize("UTC").tz_convert(timezone)
    found: Ints = stamps.tz_localize(None).to_numpy().astype("datetime64[us]").view(np.int64)
    return found


def marks_of(starts: Ints, ends: Ints, timezone: str, granule: int) -> Marks:
    """Return the marks that starts and ends leave.

    A start on the edge of two granules tells of neither; an end there tells of the one before.
    """
    size = granule * MICRO_A_MINUTE
    begun = local_minutes(starts, timezone)
    ended = local_minutes(ends, timezone)
    begun = begun[begun % size != 0]
    whole = np.concatenate([begun, np.where(ended % size == 0, ended - 1, ended)])
    minutes = whole // MICRO_A_MINUTE
    day = minutes // DAY
    # 1970 began on a Thursday.
    weekday = (day + 3) % 7
    return Marks(minute=weekday * DAY + (minutes % DAY) // granule * granule, day=day)


def find_hours(marks: Marks, granule: int, seldom: Hours | None = None) -> Hours:
    """Return the hours of a group: the granules seen in enough weeks, and the dates on which it was closed.

    Who is seen so seldom that no granule is has the hours `seldom`, or where there are none, all that were seen once.
    """
    granules = WEEK // granule
    if not marks.count:
        return Hours(open=np.ones(granules, dtype=bool), granule=granule)
    marks = _without_tails(marks)
    place = marks.minute // granule
    week = (marks.day + 3) // 7
    weeks = int(week.max() - week.min() + 1)
    seen = np.unique(np.stack([place, week]), axis=1)[0]
    open_ = np.bincount(seen, minlength=granules) >= max(SEEN * weeks, 1)
    if not open_.any():
        if seldom is not None:
            return seldom
        open_ = np.bincount(place, minlength=granules) > 0
    if open_.mean() >= ROUND_THE_CLOCK:
        return Hours(open=np.ones(granules, dtype=bool), granule=granule, n=marks.count, weeks=weeks)
    closed = _closed_dates(marks, open_, granule)
    return Hours(open=open_, granule=granule, closed=closed, n=marks.count, weeks=weeks)


def _without_tails(marks: Marks) -> Marks:
    """Return the marks without the first and last weeks in which hardly anything was done.

    Where the cases of some days were chosen, the last of them drag on for months in which these people did other work.
    """
    week = (marks.day + 3) // 7
    counts = np.bincount(week - week.min())
    full = np.flatnonzero(counts >= TAIL * counts.max()) + week.min()
    kept = (week >= full[0]) & (week <= full[-1])
    return Marks(minute=marks.minute[kept], day=marks.day[kept])


def marks_between(begins: Ints, ends: Ints, timezone: str, granule: int) -> Marks:
    """Return the granules that begin within spans of time.

    Parameters
    ----------
    begins, ends : array of int
        Of each span; it takes in its begin, and not its end.
    """
    size = granule * MICRO_A_MINUTE
    first, last = (-(-local_minutes(each, timezone) // size) for each in (begins, ends))
    inside = last > first
    if not inside.any():
        return Marks(minute=np.zeros(0, dtype=np.int64), day=np.zeros(0, dtype=np.int64))
    zero, final = int(first[inside].min()), int(last[inside].max())
    change = np.bincount(first[inside] - zero, minlength=final - zero + 1)
    change = change - np.bincount(last[inside] - zero, minlength=final - zero + 1)
    minutes = (np.flatnonzero(np.cumsum(change) > 0) + zero) * granule
    day = minutes // DAY
    return Marks(minute=(day + 3) % 7 * DAY + minutes % DAY, day=day)


def _closed_dates(marks: Marks, open_: Flags, granule: int) -> tuple[date, ...]:
    """Return dates without a mark on which so many were to be expected that it is no chance.

    More of them than there are holidays show work that comes in fits and starts, and will do so on other dates.
    """
    weekday = (marks.day + 3) % 7
    first, last = int(marks.day.min()), int(marks.day.max())
    days = np.arange(first, last + 1)
    counts = np.bincount(weekday, minlength=7) / np.maximum(np.bincount((days + 3) % 7, minlength=7), 1)
    by_day: Flags = np.max(open_.reshape(7, DAY // granule), axis=1)
    seen = set(np.unique(marks.day).tolist())
    due = [day for day in days.tolist() if by_day[(day + 3) % 7]]
    gone = [day for day in due if day not in seen and counts[(day + 3) % 7] > EXPECTED]
    if len(gone) > MOST_CLOSED * len(due):
        return ()
    return tuple(date(1970, 1, 1) + timedelta(days=day) for day in gone)


def member_hours(group: Hours, of_group: Marks, own: Marks) -> Hours:
    """Return the hours of one person: those of the group, but for granules in which more was expected than seen."""
    if not own.count or (group.always and own.count < 200):
        return group
    granules = len(group.open)
    shared = np.bincount(of_group.minute // group.granule, minlength=granules) / max(of_group.count, 1)
    inside = shared[group.open].sum()
    expected = shared / max(inside, 1e-9) * own.count
    seen = np.bincount(own.minute // group.granule, minlength=granules)
    open_ = group.open & ~((seen == 0) & (expected > EXPECTED))
    return replace(group, open=open_, n=own.count) if open_.any() else group


def with_idle_hours(hours: Hours, seen: Marks, due: Marks) -> Hours:
    """Return the hours of one person with those next to them in which there is seldom anything to do.

    A late shift whose work is done early leaves few marks; it is on duty all the same where, whenever there was work,
    it was done. All weekdays tell of an hour of the day, and those of the weekday itself must not speak against it.

    Parameters
    ----------
    hours : Hours
    seen : Marks
        Of the person.
    due : Marks
        Granules that began while work for the person was waiting, or was in their hands.
    """
    if hours.always or not seen.count:
        return hours
    shape = (7, DAY // hours.granule)
    worked = _days_seen(seen, hours.granule)
    both = Marks(minute=np.concatenate([seen.minute, due.minute]), day=np.concatenate([seen.day, due.day]))
    asked = _days_seen(both, hours.granule)
    open_ = hours.open.reshape(shape)
    days = open_.any(axis=1, keepdims=True)
    by_hour, of_all = (np.where(days, each, 0).sum(axis=0) for each in (worked, asked))
    fits = (by_hour >= FEWEST_DAYS) & (by_hour >= WORKED * of_all) & days & (worked >= WORKED * asked)
    found = open_.copy()
    for _ in range(shape[1]):
        beside = np.zeros(shape, dtype=bool)
        beside[:, 1:] |= found[:, :-1]
        beside[:, :-1] |= found[:, 1:]
        found |= fits & beside
    return hours if (found == open_).all() else replace(hours, open=found.ravel())


def _days_seen(marks: Marks, granule: int) -> Ints:
    """Return on how many dates each granule of the week has a mark; by weekday and granule of the day."""
    dates = np.unique(np.stack([marks.minute // granule, marks.day]), axis=1)[0]
    found: Ints = np.bincount(dates, minlength=WEEK // granule).reshape(7, -1)
    return found


def starts_at_close(hours: Sequence[Hours], starts: Ints, timezone: str) -> bool:
    """Say whether work starts exactly at closing time too often for chance."""
    local = local_minutes(starts, timezone)
    exact = local[local % MICRO_A_MINUTE == 0] // MICRO_A_MINUTE
    minute = (exact // DAY + 3) % 7 * DAY + exact % DAY
    closings = {last % WEEK for each in hours if not each.always for _, last in each.weekly()}
    openings = {first for each in hours for first, _ in each.weekly()}
    at_close = np.isin(minute, list(closings - openings)).sum()
    return bool(at_close >= max(FEWEST_AT_CLOSE, 0.005 * len(starts)))
