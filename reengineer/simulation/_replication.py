"""Hold one replication, reduced to what every measure can be computed from."""

import struct
import zlib
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile

import numpy as np

from reengineer.calendars import OpenTime
from reengineer.measures import CAUSES
from reengineer.simulation._items import RawRun
from reengineer.simulation._log import CASE_AT, CASE_COLUMNS, KIND_TASK, LogRows
from reengineer.simulation._packed import PackedLog
from reengineer.simulation._program import Ints, Program

TICKS_A_WEEK = 604_800_000_000
DERIVED = ("cycle_open", "cycle_working", "processing", "handoffs", "repeats")
ALL_CASE_COLUMNS = (*CASE_COLUMNS, *DERIVED)
COLUMN = {name: place for place, name in enumerate(ALL_CASE_COLUMNS)}
DAMAGED = (ValueError, TypeError, KeyError, OSError, EOFError, RuntimeError, BadZipFile, zlib.error, struct.error)
"""What reading an archive raises, wherever in it a byte is wrong."""
STEP_COLUMNS = ("count", "work", *CAUSES, "cost")


@dataclass(frozen=True, slots=True, kw_only=True)
class Replication:
    """Hold what one replication showed; integers only, so that it is the same bytes everywhere.

    Parameters
    ----------
    number : int
        From 0.
    cases : array of int, shape (cases, 13)
        Columns as in `ALL_CASE_COLUMNS`: ticks, micro-units of money, counts; -1 for empty.
    steps : array of int, shape (elements, weeks + 1, 11)
        Sums over the rows of the cases that arrived in each week: columns as in `STEP_COLUMNS`.
    busy, duty : array of int, shape (members, weeks + 1)
        Ticks worked on duty, and ticks on duty. The last week is all that came after the arrivals stopped.
    horizon : int
        Tick at which arrivals stopped.
    last_tick : int
        Tick at which the run ended.
    kept : LogRows or PackedLog or None
        All rows, where they were asked for.
    """

    number: int
    cases: Ints
    steps: Ints
    busy: Ints
    duty: Ints
    horizon: int
    last_tick: int
    kept: LogRows | PackedLog | None = None

    @property
    def log(self) -> LogRows | None:
        """Return all rows, where they were asked for; columns are derived anew at each call."""
        return self.kept.unpacked() if isinstance(self.kept, PackedLog) else self.kept

    @property
    def weeks(self) -> int:
        """Return the number of weeks in which cases arrive, a last part of a week counted."""
        return int(self.busy.shape[1]) - 1

    def column(self, name: str) -> Ints:
        """Return one column of the cases."""
        values: Ints = self.cases[:, COLUMN[name]]
        return values


def to_bytes(run: Replication, key: str) -> bytes:
    """Return a replication, without its log, as the bytes of an ``npz`` file; the same numbers give the same bytes.

    `key` names the inputs it came from.
    """
    stream = BytesIO()
    scalars = np.array([run.number, run.horizon, run.last_tick], dtype=np.int64)
    label = np.frombuffer(key.encode("ascii"), dtype=np.uint8)
    np.savez_compressed(
        stream, key=label, scalars=scalars, cases=run.cases, steps=run.steps, busy=run.busy, duty=run.duty
    )
    return stream.getvalue()


def from_bytes(data: bytes, key: str) -> Replication | None:
    """Return a replication from its bytes; None where they are damaged or came from other inputs."""
    try:
        with np.load(BytesIO(data), allow_pickle=False) as held:
            if held["key"].tobytes().decode("ascii") != key:
                return None
            number, horizon, last_tick = held["scalars"].tolist()
            tables = {name: held[name] for name in ("cases", "steps", "busy", "duty")}
    except DAMAGED:
        return None
    return Replication(number=number, horizon=horizon, last_tick=last_tick, **tables)


def reduce_run(program: Program, raw: RawRun, number: int, *, keep_log: bool) -> Replication:
    """Reduce what an engine left to a `Replication`."""
    cases = np.array(raw.cases, dtype=np.int64).reshape(-1, len(CASE_COLUMNS))
    horizon = program.horizon if program.horizon >= 0 else int(cases[:, CASE_AT["arrived"]].max(initial=0)) + 1
    edges = week_edges(horizon, raw.last_tick)
    return Replication(
        number=number,
        cases=np.column_stack([cases, *_derive(program, cases, raw)]),
        steps=_step_sums(program, raw.log, cases[:, CASE_AT["arrived"]], edges),
        busy=_busy(program, raw.log, edges, raw.last_tick),
        duty=duty_of(program, edges),
        horizon=horizon,
        last_tick=raw.last_tick,
        kept=raw.log if keep_log else None,
    )


def week_edges(horizon: int, last_tick: int) -> Ints:
    """Return the ticks between which weeks lie: whole weeks up to the horizon, the horizon, and the end."""
    weeks = np.arange(0, horizon, TICKS_A_WEEK)
    return np.append(weeks, [horizon, max(last_tick, horizon) + 1])


def _derive(program: Program, cases: Ints, raw: RawRun) -> list[Ints]:
    arrived, completed = cases[:, CASE_AT["arrived"]], cases[:, CASE_AT["completed"]]
    clocks = [
        _between(program.calendars[calendar], arrived, completed)
        for calendar in (program.open_calendar, program.working_calendar)
    ]
    stretches = _stretches_of(raw.log, raw.last_tick)
    return [
        *clocks,
        _processing(program, raw.log, stretches, len(cases)),
        _handoffs(program, raw.log, stretches, len(cases)),
        _repeats(raw.log, len(cases)),
    ]


def _between(calendar: OpenTime, starts: Ints, ends: Ints) -> Ints:
    pairs = zip(starts.tolist(), ends.tolist(), strict=True)
    return np.array([calendar.open_between(start, end) if end >= 0 else -1 for start, end in pairs], dtype=np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stretches:
    """Hold the rows in which somebody or something worked, by case, start and element; open ones up to the end."""

    places: Ints
    case: Ints
    started: Ints
    completed: Ints


def _stretches_of(log: LogRows, last: int) -> _Stretches:
    started, completed = log.column("started"), log.column("completed")
    is_held, is_work = log.column("member_count") > 0, log.column("work") > 0
    places = np.flatnonzero((log.column("kind") == KIND_TASK) & (started >= 0) & (is_held | is_work))
    order = np.lexsort([log.column("element")[places], started[places], log.column("case")[places]])
    places = places[order]
    ends = np.where(completed < 0, last, completed)[places]
    return _Stretches(places=places, case=log.column("case")[places], started=started[places], completed=ends)


def _processing(program: Program, log: LogRows, stretches: _Stretches, count: int) -> Ints:
    """Return for each case the ticks in which anything worked on it; work side by side counts once."""
    total = np.bincount(log.column("case"), weights=log.column("work"), minlength=count + 1).astype(np.int64)[1:]
    case = stretches.case
    side_by_side = (case[1:] == case[:-1]) & (stretches.started[1:] < stretches.completed[:-1])
    for number in np.unique(case[1:][side_by_side]).tolist():
        total[number - 1] = _union(program, log, stretches, number)
    return total


def _union(program: Program, log: LogRows, stretches: _Stretches, case: int) -> int:
    """Return the length of the union of the stretches of work of a case."""
    found: list[tuple[int, int]] = []
    members = log.first_member
    for place in np.flatnonzero(stretches.case == case).tolist():
        member = int(members[stretches.places[place]])
        calendar = program.calendars[int(program.member_calendar[member])] if member >= 0 else None
        found.extend(_stretches(calendar, int(stretches.started[place]), int(stretches.completed[place])))
    total = reached = 0
    for start, end in sorted(found):
        total += max(0, end - max(start, reached))
        reached = max(reached, end)
    return total


def _stretches(calendar: OpenTime | None, start: int, end: int) -> list[tuple[int, int]]:
    if calendar is None:
        return [(start, end)]
    found = []
    while (start := calendar.next_open(start)) < end:
        close = min(calendar.next_change(start), end)
        found.append((start, close))
        start = close
    return found


def _handoffs(program: Program, log: LogRows, stretches: _Stretches, count: int) -> Ints:
    """Return how often the work of each case passed to another group, by start; work side by side does not count."""
    group = program.group_of_element[log.column("element")[stretches.places]]
    staffed = group >= 0
    group, case = group[staffed], stretches.case[staffed]
    started, completed = stretches.started[staffed], stretches.completed[staffed]
    passed = (case[1:] == case[:-1]) & (group[1:] != group[:-1]) & (started[1:] >= completed[:-1])
    return np.bincount(case[1:][passed], minlength=count + 1).astype(np.int64)[1:]


def _repeats(log: LogRows, count: int) -> Ints:
    """Return for each case how many times a task was done again."""
    again = (log.column("kind") == KIND_TASK) & (log.column("visit") > 1)
    return np.bincount(log.column("case")[again], minlength=count + 1).astype(np.int64)[1:]


def _step_sums(program: Program, log: LogRows, arrived: Ints, edges: Ints) -> Ints:
    """Sum rows by element and by the week in which their case arrived."""
    weeks = len(edges) - 1
    sums = np.zeros((program.element_count * weeks, len(STEP_COLUMNS)), dtype=np.int64)
    week = np.searchsorted(edges, arrived[log.column("case") - 1], side="right") - 1
    place = log.column("element") * weeks + np.clip(week, 0, weeks - 1)
    values = np.column_stack([np.ones(len(log.rows), np.int64), log.column("work"), log.waits, log.column("cost")])
    np.add.at(sums, place, values)
    return sums.reshape(program.element_count, weeks, len(STEP_COLUMNS))


def _busy(program: Program, log: LogRows, edges: Ints, last: int) -> Ints:
    """Return ticks worked by member and week; work that lies across the edge of a week is split there."""
    weeks = len(edges) - 1
    busy = np.zeros((len(program.member_rate), weeks), dtype=np.int64)
    member = log.first_member
    rows = np.flatnonzero((member >= 0) & (log.column("work") > 0))
    completed = log.column("completed")[rows]
    start, end = log.column("started")[rows], np.where(completed < 0, last, completed)
    first = np.searchsorted(edges, start, side="right") - 1
    final = np.searchsorted(edges, end - 1, side="right") - 1
    inside = first == final
    np.add.at(busy, (member[rows][inside], first[inside]), log.column("work")[rows][inside])
    for row in np.flatnonzero(~inside).tolist():
        who = int(member[rows[row]])
        calendar = program.calendars[int(program.member_calendar[who])]
        for week in range(int(first[row]), int(final[row]) + 1):
            low, high = max(int(start[row]), int(edges[week])), min(int(end[row]), int(edges[week + 1]))
            busy[who, week] += calendar.open_between(low, high)
    return busy


def duty_of(program: Program, edges: Ints) -> Ints:
    per_calendar = {
        calendar: np.diff([program.calendars[calendar].open_before(edge) for edge in edges.tolist()])
        for calendar in sorted(set(program.member_calendar.tolist()))
    }
    duty = [per_calendar[calendar] for calendar in program.member_calendar.tolist()]
    return np.array(duty, dtype=np.int64).reshape(len(duty), len(edges) - 1)
