"""Add up by hour of the week, without a log, how much waits for each group and how busy it is.

A stretch of waiting or of work is noted in two hours, that in which it begins and that in which it ends: a count of
stretches that go on, and the ticks by which these two hours differ from whole ones. What was spent in the hours between
follows from the counts. Work is measured in the open time of its calendar: pauses over closed hours cost nothing.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from reengineer._records import dataclass
from reengineer.calendars import OpenSpans, OpenTime
from reengineer.simulation._case_sums import TICKS_A_WEEK, spans_of
from reengineer.simulation._duty import common, open_pieces
from reengineer.simulation._items import Held, RawRun
from reengineer.simulation._program import Program

Ints = NDArray[np.int64]

HOUR = 3_600_000_000
HOURS_A_WEEK = 168


@dataclass(frozen=True, slots=True, kw_only=True)
class HourSums:
    """Hold ticks by hour of the week, from the begin of the run until arrivals stopped; integers only.

    Hours are whole hours of local time, Monday 00:00 first, and are apart by spans of weeks; an hour that lies in two
    weeks counts in the first.

    Parameters
    ----------
    width : int
        Weeks of a span: 1 in runs of up to 32 weeks.
    seen : array of int, shape (spans, 168)
        Ticks of the run in each hour.
    queue, busy, duty : array of int, shape (groups, spans, 168)
        Ticks that items waited for a group before work on them began, that its members were busy in their own hours,
        and that they were on duty.
    """

    width: int
    seen: Ints
    queue: Ints
    busy: Ints
    duty: Ints

    def since(self, tick: int) -> slice:
        """Return the spans after a tick; one in which it lies is left out."""
        return slice(-(-tick // (TICKS_A_WEEK * self.width)), None)


class Lanes:
    """Number what stretches are noted of: waiting for a group, work by group and calendar, work in common hours.

    Parameters
    ----------
    program : Program
    """

    def __init__(self, program: Program) -> None:
        groups, calendars = program.group_of_member.tolist(), program.member_calendar.tolist()
        pairs = list(zip(groups, calendars, strict=True))
        own = {pair: program.group_count + place for place, pair in enumerate(dict.fromkeys(pairs))}
        self.of_member = [own[pair] for pair in pairs]
        """The lane in which the work of each member is noted, in open time of their calendar."""
        self.common = program.group_count + len(own)
        """The first of the lanes, one a group, in which work of several calendars is noted, in pieces of time."""
        shared = program.group_count if len(set(calendars)) > 1 else 0
        self.count = self.common + shared
        self.calendars = [*[-1] * program.group_count, *(calendar for _, calendar in own), *[-1] * shared]
        """The calendar of each lane; -1 for none."""
        self.groups = [*range(program.group_count), *(group for group, _ in own), *range(shared)]
        self.members = np.bincount(self.of_member, minlength=self.count) if pairs else np.zeros(self.count, np.int64)


def first_hour(start: datetime) -> int:
    """Return the tick at which the hour began in which a run begins: 0 or below."""
    past = timedelta(minutes=start.minute, seconds=start.second, microseconds=start.microsecond)
    return -(past // timedelta(microseconds=1))


@lru_cache(maxsize=64)
def hours_of_week(start: datetime, first: int, count: int) -> Ints:
    """Return of so many hours from one on, each of which hour of the local week it is."""
    found = []
    for week in range(first, first + count, HOURS_A_WEEK):
        last = min(week + HOURS_A_WEEK, first + count)
        one, other = (_local(start, hour) for hour in (week, last))
        if one.utcoffset() == other.utcoffset():
            found.append((np.arange(last - week) + one.weekday() * 24 + one.hour) % HOURS_A_WEEK)
        else:  # clocks are changed
            local = [_local(start, hour) for hour in range(week, last)]
            found.append(np.array([each.weekday() * 24 + each.hour for each in local]))
    return np.concatenate(found).astype(np.int64) if found else np.zeros(0, dtype=np.int64)


def _local(start: datetime, hour: int) -> datetime:
    tick = first_hour(start) + hour * HOUR
    return (start.astimezone(UTC) + timedelta(microseconds=tick)).astimezone(start.tzinfo)


def _open_before(calendar: OpenTime, edges: Ints) -> Ints:
    """Return the open time before each of some ticks, which are in order."""
    first, last = int(edges[0]), int(edges[-1])
    opens, closes = zip((first, first), *open_pieces(calendar, first, last), strict=True)
    return calendar.open_before(first) + OpenSpans(opens, closes).open_before(edges)


class HourSummer:
    """Add up noted stretches by hour of the week.

    Parameters
    ----------
    program : Program
    """

    def __init__(self, program: Program) -> None:
        self._program = program
        self.lanes = Lanes(program)
        self.first = first_hour(program.names.start)
        self._groups = program.group_count
        self._width = 1
        # Waiting, work and duty of each group, and the hours themselves.
        self._sums: Ints = np.zeros((1, HOURS_A_WEEK, 3 * self._groups + 1), dtype=np.int64)

    def hour_of(self, tick: int) -> int:
        """Return the number of the hour of a tick, from that in which the run begins."""
        return (tick - self.first) // HOUR

    def take(self, base: int, spent: Ints, count: Ints, carry: Ints, horizon: int = 2**62) -> Ints:
        """Add up hours for which nothing more is to be noted.

        Parameters
        ----------
        base : int
            Number of the first of these hours.
        spent, count : array of int, shape (hours, lanes)
        carry : array of int, shape (lanes,)
            How many stretches go on when the first hour begins.
        horizon : int
            Where the last hour ends, at the latest.

        Returns
        -------
        array of int, shape (lanes,)
            How many stretches go on behind the last hour.
        """
        if not len(spent):
            return carry
        edges = np.clip(self.first + HOUR * np.arange(base, base + len(spent) + 1), 0, horizon)
        opened = self._opened(edges)
        before = carry + np.cumsum(count, axis=0) - count
        lasted = np.diff(opened, axis=0)
        lanes = spent + count * opened[1:] + before * lasted
        values: Ints = np.zeros((len(spent), self._sums.shape[2]), dtype=np.int64)
        values[:, : self._groups] = lanes[:, : self._groups]
        for lane in range(self._groups, self.lanes.count):
            group = self.lanes.groups[lane]
            values[:, self._groups + group] += lanes[:, lane]
            values[:, 2 * self._groups + group] += lasted[:, lane] * self.lanes.members[lane]
        values[:, -1] = np.diff(edges)
        self._put(base, np.minimum(edges[:-1], horizon - 1) // TICKS_A_WEEK, values)
        after: Ints = before[-1] + count[-1]
        return after

    def _opened(self, edges: Ints) -> Ints:
        """Return the open time of each lane before each edge."""
        calendars = self._program.calendars
        known = {
            number: edges if number < 0 else _open_before(calendars[number], edges)
            for number in dict.fromkeys(self.lanes.calendars)
        }
        opened: Ints = np.zeros((len(edges), self.lanes.count), dtype=np.int64)
        for lane, number in enumerate(self.lanes.calendars):
            opened[:, lane] = known[number]
        return opened

    def _put(self, base: int, weeks: Ints, values: Ints) -> None:
        self._widen(spans_of(int(weeks[-1]) + 1))
        spans = weeks // self._width
        if int(spans[-1]) >= len(self._sums):
            more = int(spans[-1]) + 1 - len(self._sums)
            self._sums = np.concatenate([self._sums, np.zeros((more, *self._sums.shape[1:]), dtype=np.int64)])
        of_week = hours_of_week(self._program.names.start, base, len(values))
        # Hours of one week and span lie one behind the other, but where clocks are changed.
        follows = (np.diff(of_week) == 1) & (np.diff(spans) == 0)
        ends = [0, *(np.flatnonzero(~follows) + 1).tolist(), len(values)]
        for first, last in pairwise(ends):
            place = int(of_week[first])
            self._sums[spans[first], place : place + last - first] += values[first:last]

    def _widen(self, width: int) -> None:
        """Put spans together, so that each has so many weeks at least."""
        while self._width < width:
            self._width *= 2
            odd = self._sums[1::2]
            self._sums = self._sums[::2].copy()
            self._sums[: len(odd)] += odd

    def finish(self, weeks: int) -> HourSums:
        """Return the sums of a run with so many weeks of arrivals."""
        self._widen(spans_of(weeks))
        sums = np.moveaxis(self._sums[: -(-weeks // self._width)], 2, 0)
        queue, busy, duty = (
            (np.ascontiguousarray(each) for each in np.split(sums[:-1], 3)) if self._groups else [sums[:0]] * 3
        )
        return HourSums(width=self._width, seen=sums[-1].copy(), queue=queue, busy=busy, duty=duty)


def hours_of_raw(program: Program, raw: RawRun, horizon: int) -> HourSums:
    """Return what the rows and the busy times of the reference engine add up to by hour of the week."""
    summer = HourSummer(program)
    noted = [*_waits(program, raw), *(piece for held in raw.held for piece in _pieces(program, summer.lanes, held))]
    hours = summer.hour_of(horizon) + 1
    spent, count = (np.zeros((hours, summer.lanes.count), dtype=np.int64) for _ in range(2))
    for lane, begins, ends in noted:
        number = summer.lanes.calendars[lane]
        for tick, sign in ((begins, 1), (min(ends, horizon), -1)):
            if begins < min(ends, horizon):
                opened = tick if number < 0 else program.calendars[number].open_before(tick)
                spent[summer.hour_of(tick), lane] -= sign * opened
                count[summer.hour_of(tick), lane] += sign
    summer.take(0, spent, count, np.zeros(summer.lanes.count, dtype=np.int64), horizon)
    return summer.finish(-(-horizon // TICKS_A_WEEK))


Noted = tuple[int, int, int]
"""A lane, and the ticks from which and until which something is noted in it."""


def _waits(program: Program, raw: RawRun) -> list[Noted]:
    """Return the waits for groups: from being ready until people were assigned, or until the row ended."""
    names = ("element", "ready", "allocated", "completed")
    element, ready, allocated, completed = (raw.log.column(name) for name in names)
    ends = np.where(allocated >= 0, allocated, np.where(completed >= 0, completed, raw.last_tick))
    group = program.group_of_element[element]
    waits = (ready >= 0) & (ends > ready) & (group >= 0)
    return list(zip(group[waits].tolist(), ready[waits].tolist(), ends[waits].tolist(), strict=True))


def _pieces(program: Program, lanes: Lanes, held: Held) -> list[Noted]:
    """Return when a member was busy, in the lane of their calendar, or of the hours that several have in common."""
    numbers = dict.fromkeys(program.member_calendar[list(held.members)].tolist())
    if held.runs_on or len(numbers) < 2:
        return [(lanes.of_member[held.member], held.begins, held.ends)]
    duty = common(program.calendars[number] for number in numbers)
    lane = lanes.common + int(program.group_of_member[held.member])
    return [(lane, opens, closes) for opens, closes in open_pieces(duty, held.begins, held.ends)]
