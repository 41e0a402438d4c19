"""Hold one replication, reduced to what every measure can be computed from."""

from bisect import bisect_right

import numpy as np
from numpy.typing import NDArray

from reengineer._records import dataclass
from reengineer.calendars import OpenTime
from reengineer.errors import Problem, UsageError
from reengineer.measures import CAUSES
from reengineer.simulation._case_sums import MOST_KEPT, CaseSummer, CaseSums
from reengineer.simulation._duty import common, open_pieces
from reengineer.simulation._hour_sums import HourSums, hours_of_raw
from reengineer.simulation._items import Held, RawRun, Worked
from reengineer.simulation._log import (
    CASE_AT,
    CASE_COLUMNS,
    CASE_COMPLETED,
    KIND_TASK,
    STATE_ABANDONED,
    STATE_BALKED,
    LogRows,
)
from reengineer.simulation._packed import PackedLog
from reengineer.simulation._program import Program
from reengineer.simulation._tables import Ints

TICKS_A_WEEK = 604_800_000_000
DERIVED = ("cycle_open", "cycle_working", "processing", "handoffs", "repeats")
ALL_CASE_COLUMNS = (*CASE_COLUMNS, *DERIVED)
COLUMN = {name: place for place, name in enumerate(ALL_CASE_COLUMNS)}
STEP_COLUMNS = ("count", "work", *CAUSES, "cost", "left", "begun", "answered")
"""Sums over the visits of a step; `left` and `begun` count, `answered` is the wait of those begun for somebody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replication:
    """Hold what one replication showed; integers only, so that it is the same bytes everywhere.

    Parameters
    ----------
    number : int
        From 0.
    cases : array of int, shape (cases, 13)
        Columns as in `ALL_CASE_COLUMNS`: ticks, micro-units of money, counts; -1 for empty.
    steps : array of int, shape (elements, weeks + 1, 14)
        Sums over the rows of the cases that arrived in each week: columns as in `STEP_COLUMNS`. The last place, after
        the weeks, holds the cases that were in hand when the run began.
    busy, duty, overtime : array of int, shape (members, weeks + 1)
        Ticks worked on duty, ticks on duty, and ticks worked outside of them. The last week is all that came after the
        arrivals stopped.
    horizon : int
        Tick at which arrivals stopped.
    last_tick : int
        Tick at which the run ended.
    limit : int
        The limit that stopped it before its time; see `_limits`.
    kept : LogRows or PackedLog or None
        All rows, where they were asked for.
    sums : CaseSums or None
        What the cases add up to, where there were so many that they kept no rows; `cases` is empty then.
    hours : HourSums or None
        Waiting and work by hour of the week, where they were asked for.
    """

    number: int
    cases: Ints
    steps: Ints
    busy: Ints
    duty: Ints
    overtime: Ints
    horizon: int
    last_tick: int
    limit: int = 0
    kept: LogRows | PackedLog | None = None
    sums: CaseSums | None = None
    hours: HourSums | None = None

    def __repr__(self) -> str:
        return f"<Replication {self.number}: cases {self.case_count}, weeks {self.weeks}>"

    @property
    def log(self) -> LogRows | None:
        """Return all rows, where they were asked for; columns are derived anew at each call."""
        return self.kept.unpacked() if isinstance(self.kept, PackedLog) else self.kept

    @property
    def rows(self) -> LogRows | None:
        """Return all rows in whatever order they are held, where they were asked for."""
        return self.kept.as_written() if isinstance(self.kept, PackedLog) else self.kept

    @property
    def weeks(self) -> int:
        """Return the number of weeks in which cases arrive, a last part of a week counted."""
        return int(self.busy.shape[1]) - 1

    @property
    def case_count(self) -> int:
        """Return how many cases there were, those in hand when the run began among them."""
        return len(self.cases) if self.sums is None else self.sums.count

    def column(self, name: str) -> Ints:
        """Return one column of the cases.

        Raises
        ------
        UsageError
            RE524 if cases kept no rows.
        """
        if self.sums is not None:
            raise UsageError([no_rows(self.case_count)])
        values: Ints = self.cases[:, COLUMN[name]]
        return values

    def count_came(self, since: int, in_hand: int) -> int:
        """Return how many cases arrived from a tick on; those of the first `in_hand` streams were there before."""
        if self.sums is not None:
            return self.sums.pooled(since).came
        return int((self.has_come(since, in_hand) & (self.column("arrived") < self.horizon)).sum())

    def completed_since(self, since: int, in_hand: int) -> tuple[int, int]:
        """Return how many of the cases that arrived from a tick on were completed, and the ticks they took in all."""
        if self.sums is not None:
            cases = self.sums.pooled(since)
            return cases.kept, cases.total("cycle")
        kept = (self.column("state") == CASE_COMPLETED) & self.has_come(since, in_hand)
        return int(kept.sum()), int((self.column("completed") - self.column("arrived"))[kept].sum())

    def has_come(self, since: int, in_hand: int) -> NDArray[np.bool_]:
        """Return which cases arrived from a tick on; those of the first `in_hand` streams were there before."""
        came: NDArray[np.bool_] = (self.column("arrived") >= since) & (self.column("stream") >= in_hand)
        return came


def no_rows(count: int) -> Problem:
    """Return why single cases cannot be looked at."""
    return Problem(
        "RE524",
        f"the {count:,} cases of a replication were added up, and kept no rows of their own",
        f"Run it with a log, or with {MOST_KEPT:,} cases a replication at the most.",
    )


def reduce_run(
    program: Program, raw: RawRun, number: int, *, keep_log: bool, most_kept: int = MOST_KEPT, keep_hours: bool = False
) -> Replication:
    """Reduce what an engine left to a `Replication`; without a log, many cases are added up."""
    cases = np.array(raw.cases, dtype=np.int64).reshape(-1, len(CASE_COLUMNS))
    horizon = _horizon(program, raw, cases)
    edges = week_edges(horizon, raw.last_tick)
    busy, overtime = _worked_by_week(program, raw.held, edges)
    whole = np.column_stack([cases, *_derive(program, cases, raw)])
    sums = None
    if not keep_log and len(cases) > most_kept:
        summer = CaseSummer(program.streams_in_hand)
        summer.add(whole, horizon, raw.last_tick)
        sums, whole = summer.finish(len(edges) - 2), whole[:0]
    return Replication(
        number=number,
        cases=whole,
        steps=_step_sums(program, raw.log, cases, edges),
        busy=busy,
        overtime=overtime,
        duty=duty_of(program, edges),
        horizon=horizon,
        last_tick=raw.last_tick,
        limit=raw.limit,
        sums=sums,
        hours=hours_of_raw(program, raw, horizon) if keep_hours else None,
        kept=raw.log if keep_log else None,
    )


def _horizon(program: Program, raw: RawRun, cases: Ints) -> int:
    """Return the tick at which arrivals stopped; for a run that a limit stopped, that of its end at the latest."""
    last = raw.last_tick + 1
    if program.horizon >= 0:
        return min(program.horizon, last) if raw.limit else program.horizon
    stated = len(program.arrival_tick) if (program.stream_gap < 0).all() else -1
    is_over = len(cases) in (program.cases, stated)
    return last if raw.limit and not is_over else int(cases[:, CASE_AT["arrived"]].max(initial=0)) + 1


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
    return [
        *clocks,
        _processing(program, raw.worked, len(cases)),
        _handoffs(program, raw.worked, len(cases)),
        _repeats(raw.log, len(cases)),
    ]


def _between(calendar: OpenTime, starts: Ints, ends: Ints) -> Ints:
    pairs = zip(starts.tolist(), ends.tolist(), strict=True)
    return np.array([calendar.open_between(start, end) if end >= 0 else -1 for start, end in pairs], dtype=np.int64)


def _processing(program: Program, worked: list[Worked], count: int) -> Ints:
    """Return for each case the ticks in which anything worked on it; work side by side counts once."""
    by_case: dict[int, list[tuple[int, int]]] = {}
    for work in worked:
        by_case.setdefault(work.case, []).extend(_pieces(program, work))
    total = np.zeros(count, dtype=np.int64)
    for case, pieces in by_case.items():
        reached = 0
        for start, end in sorted(pieces):
            total[case - 1] += max(0, end - max(start, reached))
            reached = max(reached, end)
    return total


def _pieces(program: Program, work: Worked) -> list[tuple[int, int]]:
    """Return the times of a stretch in which all who did it were on duty."""
    numbers = () if work.runs_on else tuple(dict.fromkeys(program.member_calendar[list(work.members)].tolist()))
    duty = common(program.calendars[number] for number in numbers)
    if isinstance(duty, OpenTime) and duty.open_between(work.begins, work.ends) == work.ends - work.begins:
        return [(work.begins, work.ends)]
    return list(open_pieces(duty, work.begins, work.ends))


def _handoffs(program: Program, worked: list[Worked], count: int) -> Ints:
    """Return how often the work of each case passed to another group; work side by side does not count.

    Stretches go by start, then element, end and group, so that it does not matter in which order they were noted.
    """
    group = program.group_of_member.tolist()
    found = np.zeros(count, dtype=np.int64)
    before: Worked | None = None

    def order(work: Worked) -> tuple[int, ...]:
        return work.case, work.begins, work.element, work.ends, group[work.members[0]]

    for work in sorted((work for work in worked if work.members), key=order):
        if before is not None and before.case == work.case and work.begins >= before.ends:
            found[work.case - 1] += group[work.members[0]] != group[before.members[0]]
        before = work
    return found


def _repeats(log: LogRows, count: int) -> Ints:
    """Return for each case how many times a task was done again."""
    again = (log.column("kind") == KIND_TASK) & (log.column("visit") > 1)
    return np.bincount(log.column("case")[again], minlength=count + 1).astype(np.int64)[1:]


def _step_sums(program: Program, log: LogRows, cases: Ints, edges: Ints) -> Ints:
    """Sum rows by element and by the week in which their case arrived; work in hand takes the place of the last."""
    weeks = len(edges) - 1
    was_there = cases[:, CASE_AT["stream"]] < program.streams_in_hand
    arrived = np.where(was_there, edges[-1], cases[:, CASE_AT["arrived"]])
    sums = np.zeros((program.element_count * weeks, len(STEP_COLUMNS)), dtype=np.int64)
    week = np.searchsorted(edges, arrived[log.column("case") - 1], side="right") - 1
    place = log.column("element") * weeks + np.clip(week, 0, weeks - 1)
    values = np.column_stack(
        [np.ones(len(log.rows), np.int64), log.column("work"), log.waits, log.column("cost"), *_answers(log)]
    )
    np.add.at(sums, place, values)
    return sums.reshape(program.element_count, weeks, len(STEP_COLUMNS))


def _answers(log: LogRows) -> tuple[Ints, Ints, Ints]:
    """Return of each row whether it was left, whether its work was begun, and how long it waited for that."""
    state, started = log.column("state"), log.column("started")
    begun = (started >= 0) & (log.column("kind") == KIND_TASK)
    before = log.column("enabled") + log.column("wait_batching") + log.column("wait_extraneous")
    left = (state == STATE_ABANDONED) | (state == STATE_BALKED)
    return left.astype(np.int64), begun.astype(np.int64), np.where(begun, started - before, 0)


def _worked_by_week(program: Program, held: list[Held], edges: Ints) -> tuple[Ints, Ints]:
    """Return ticks worked on duty, and outside of it, by member and week; work is split at the edge of a week."""
    weeks = len(edges) - 1
    busy, overtime = (np.zeros((len(program.member_rate), weeks), dtype=np.int64) for _ in range(2))
    limits: list[int] = edges.tolist()
    for stretch in held:
        first = bisect_right(limits, stretch.begins) - 1
        final = bisect_right(limits, stretch.ends - 1) - 1
        if first == final:
            busy[stretch.member, first] += stretch.on_duty
            overtime[stretch.member, first] += stretch.ends - stretch.begins - stretch.on_duty if stretch.runs_on else 0
            continue
        who = (stretch.member,) if stretch.runs_on else stretch.members
        numbers = dict.fromkeys(program.member_calendar[list(who)].tolist())
        duty = common(program.calendars[number] for number in numbers)
        for week in range(first, final + 1):
            low, high = max(stretch.begins, limits[week]), min(stretch.ends, limits[week + 1])
            on_duty = duty.open_between(low, high)
            busy[stretch.member, week] += on_duty
            overtime[stretch.member, week] += high - low - on_duty if stretch.runs_on else 0
    return busy, overtime


def duty_of(program: Program, edges: Ints) -> Ints:
    per_calendar = {
        calendar: np.diff([program.calendars[calendar].open_before(edge) for edge in edges.tolist()])
        for calendar in sorted(set(program.member_calendar.tolist()))
    }
    duty = [per_calendar[calendar] for calendar in program.member_calendar.tolist()]
    return np.array(duty, dtype=np.int64).reshape(len(duty), len(edges) - 1)
