"""Look at the single rows of a run: how much waits at each hour of the week, and what was done again.

A run keeps sums, not rows. The same replications are run once more with their rows kept; the same seed gives the same
rows, so that what is seen belongs to the sums.
"""

from copy import copy
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from reengineer._records import dataclass
from reengineer.annotations import AnnotatedMap
from reengineer.simulation._hourly_load import busy_by_hour, duty_by_hour
from reengineer.simulation._log import CASE_COMPLETED, FIRST_WAIT, LAST_WAIT, LogRows
from reengineer.simulation._program import Program
from reengineer.simulation._replication import Replication
from reengineer.simulation._result import TICKS_A_SECOND, SimulationResult
from reengineer.simulation._series import Task
from reengineer.simulation._tables import Ints
from reengineer.simulation.compiling._compile import compile_model

HOURS_A_WEEK = 168
TICKS_A_HOUR = 3600 * TICKS_A_SECOND
MOST_ROWS = 3_000_000
"""Rows that are looked at in all: some seconds of work."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Closeup:
    """Hold what only single rows tell of a run.

    Parameters
    ----------
    replications : int
        Looked at, from the first; fewer than were run where there are very many rows.
    groups : tuple of str
    queue : array of float, shape (groups, 168)
        Items waiting to be begun, averaged over each hour of the week after the warm-up; Monday 00:00 comes first, in
        the local time of the model.
    is_open : array of bool, shape (groups, 168)
        Whether somebody of the group is on duty for half of that hour or more.
    load : array of float, shape (groups, 168)
        Share of the time on duty in that hour in which the group is busy; not a number where nobody is on duty.
    again : array of float, shape (replications, 9)
        Seconds a completed case of work and of each cause of waiting in visits after the first.
    """

    replications: int
    groups: tuple[str, ...]
    queue: Floats
    is_open: NDArray[np.bool_]
    load: Floats
    again: Floats


def look_closely(annotated: AnnotatedMap, result: SimulationResult) -> Closeup:
    """Run the replications of a result again and look at their rows.

    Parameters
    ----------
    annotated : AnnotatedMap
        In which everything is known that a run needs.
    result : SimulationResult
        Of this map; its warm-up is left out.
    """
    program = compile_model(annotated, result.settings)
    counts = np.cumsum([int(run.steps[:, :, 0].sum()) for run in result.replications])
    seen = max(1, int((counts <= MOST_ROWS).sum()))
    warm_up = result.scale.warm_up
    queue: Floats = np.zeros((program.group_count, HOURS_A_WEEK))
    hours: Floats = np.zeros(HOURS_A_WEEK)
    busy, duty = np.zeros_like(queue), np.zeros_like(queue)
    again = []
    longest = Week(program.names.start, warm_up, max(run.horizon for run in result.replications))
    for stored in result.replications[:seen]:
        task = Task(program=program, settings=result.settings, number=stored.number, engine=result.engine, log=True)
        run = task.run()
        log = run.rows
        if log is not None:
            week = longest.until(run.horizon)
            hours += week.seen
            queue += _queues(program, log, week, run.last_tick)
            busy += busy_by_hour(program, log, week, run.last_tick)
            duty += duty_by_hour(program, week)
            again.append(_again(log, run, warm_up, result.scale.in_hand))
    is_open = _open_hours(program, longest.until(result.replications[0].horizon))
    mean = np.divide(queue, hours, out=np.zeros_like(queue), where=hours > 0)
    load = np.divide(busy, duty, out=np.full_like(duty, np.nan), where=duty > 0)
    names = program.names.groups
    return Closeup(replications=seen, groups=names, queue=mean, is_open=is_open, load=load, again=np.array(again))


class Week:
    """Divide a window of a run into hours, and know which hour of the week each is, in local time.

    Parameters
    ----------
    start : datetime
        The instant of tick 0, with its time zone.
    begins, ends : int
        Ticks of the window.
    """

    def __init__(self, start: datetime, begins: int, ends: int) -> None:
        past = timedelta(minutes=start.minute, seconds=start.second, microseconds=start.microsecond)
        first = -(past // timedelta(microseconds=1))
        edges = np.arange(first, max(ends, begins) + TICKS_A_HOUR, TICKS_A_HOUR)
        self.edges: Ints = np.unique(np.clip(edges, begins, max(ends, begins)))
        origin = start.astimezone(UTC)
        moments = [(origin + timedelta(microseconds=int(edge))).astimezone(start.tzinfo) for edge in self.edges[:-1]]
        self.hour: Ints = np.array([each.weekday() * 24 + each.hour for each in moments], dtype=np.int64)

    def until(self, ends: int) -> "Week":
        """Return the part of the window that ends at a tick, its own end or one before."""
        part = copy(self)
        part.edges = np.unique(np.minimum(self.edges, max(ends, int(self.edges[0]))))
        part.hour = self.hour[: len(part.edges) - 1]
        return part

    @property
    def hours(self) -> int:
        """Return how many hours a week has."""
        return HOURS_A_WEEK

    @property
    def seen(self) -> Floats:
        """Return the ticks of the window that lie in each hour of the week."""
        return self.by_hour(np.diff(self.edges))

    def by_hour(self, values: Ints) -> Floats:
        """Return values of the single hours, summed by hour of the week."""
        summed: Floats = np.zeros(HOURS_A_WEEK)
        np.add.at(summed, self.hour, values.astype(np.float64))
        return summed

    def waited(self, begins: Ints, ends: Ints) -> Ints:
        """Return the ticks that stretches of time spend in each hour of the window, all of them together."""
        return self.passed(begins, ends, self.edges)

    @staticmethod
    def passed(begins: Ints, ends: Ints, edges: Ints) -> Ints:
        """Return what stretches of time have in common with each stretch between two edges, all of them together."""
        return np.diff(_passed(begins, edges) - _passed(ends, edges))


def _passed(instants: Ints, at: Ints) -> Ints:
    """Return for each moment the ticks that have gone by since the instants before it, summed over these.

    The sums may leave 64 bits and come round again; differences of them are right all the same.
    """
    ordered = np.sort(instants)
    count = np.searchsorted(ordered, at, side="right")
    sums = np.concatenate([[0], np.cumsum(ordered)])
    with np.errstate(over="ignore"):
        passed: Ints = count * at - sums[count]
    return passed


def _queues(program: Program, log: LogRows, week: Week, last_tick: int) -> Floats:
    """Return the ticks of waiting for each group by hour of the week."""
    ready, allocated, completed = (log.column(name) for name in ("ready", "allocated", "completed"))
    group = program.group_of_element[log.column("element")]
    ends = np.where(allocated >= 0, allocated, np.where(completed >= 0, completed, last_tick))
    waits = (ready >= 0) & (ends > ready)
    found = np.zeros((program.group_count, HOURS_A_WEEK))
    for number in range(program.group_count):
        mine = waits & (group == number)
        if mine.any():
            found[number] = week.by_hour(week.waited(ready[mine], ends[mine]))
    return found


def _open_hours(program: Program, week: Week) -> NDArray[np.bool_]:
    """Return in which hours of the week somebody of each group is on duty."""
    seen = week.seen
    found = np.zeros((program.group_count, HOURS_A_WEEK), dtype=np.bool_)
    for group, number in enumerate(program.group_calendar.tolist()):
        calendar = program.calendars[number]
        before = np.array([calendar.open_before(edge) for edge in week.edges.tolist()], dtype=np.int64)
        found[group] = (week.by_hour(np.diff(before)) * 2 >= seen) & (seen > 0)
    return found


def _again(log: LogRows, run: Replication, warm_up: int, in_hand: int) -> list[float]:
    """Return seconds a completed case of work and waits in visits after the first, of the cases of the window."""
    came = run.has_come(warm_up, in_hand)
    inside = came & (run.column("arrived") < run.horizon)
    rows = (log.column("visit") > 1) & inside[log.column("case") - 1]
    sums = [int(log.column("work")[rows].sum()), *log.rows[rows, FIRST_WAIT:LAST_WAIT].sum(axis=0).tolist()]
    done = int(((run.column("state") == CASE_COMPLETED) & came).sum())
    return [each / done / TICKS_A_SECOND if done else float("nan") for each in sums]
