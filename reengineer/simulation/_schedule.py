"""Run the replications of several models wherever a worker is free; the unit is one replication of one model."""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from dataclasses import replace

from reengineer._records import dataclass
from reengineer.errors import Problem, UsageError
from reengineer.simulation._limits import EVENTS, NO_LIMIT
from reengineer.simulation._replication import Replication
from reengineer.simulation._series import Series, Task
from reengineer.simulation._workers import Workers

AHEAD = 2
"""Tasks for each worker that are on their way at a time: enough to keep it busy, and no more to hold in memory."""
TRIES = 3
"""Times that workers may break one after the other without a replication between."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Say how far a run is.

    Parameters
    ----------
    name : str
        Of the option whose replication came last.
    done, wanted : int
        Replications that are there, and that are wanted up to now; those that were there before count in both.
    ran, activities : int
        Replications of this run, and the rows that they made.
    """

    name: str
    done: int
    wanted: int
    ran: int = 0
    activities: int = 0


Told = Callable[[Progress], None]


def run_series(series: Sequence[Series], workers: Workers | None = None, told: Told | None = None) -> None:
    """Run what is wanted of each series, and put it there.

    Parameters
    ----------
    series : sequence of Series
    workers : Workers or None
        Here, one after the other, where None.
    told : callable or None
        Told how far the run is: at the begin, and after each replication.

    Raises
    ------
    UsageError
        RE533 if the workers cannot start or break again and again; RE554 if a cluster has gone.
    """
    course = _Course(series, told)
    if workers is None:
        while course.has_more():
            owner, number = course.ready.popleft()
            course.take(owner, replace(owner.first, number=number).run())
    else:
        _spread(course, workers)


class _Course:
    """Hold what is to be run next, and tell how far it is."""

    def __init__(self, series: Sequence[Series], told: Told | None) -> None:
        self._series, self._told = series, told
        self._ran = self._activities = 0
        self._watch = series[0].first.watch if series else None
        self.limit = NO_LIMIT
        ready = [(each, number) for each in series for number in each.next_round()]
        if self._watch is not None:
            # In turn, so that a limit finds all options with about as many replications.
            ready.sort(key=lambda pair: pair[1])
        self.ready = deque(ready)
        if series:
            self._tell(series[0].name)

    def has_more(self) -> bool:
        """Say whether anything is still to be begun; where time or memory is used up, next to nothing is."""
        if self._watch is not None and self.limit == NO_LIMIT and self.ready:
            self._give_up(self._watch.reached())
        return bool(self.ready)

    def _give_up(self, limit: int) -> None:
        if limit != NO_LIMIT and self.limit == NO_LIMIT:
            self.limit = limit
            waiting = list(self.ready)
            first = {id(each): each.give_up(limit) for each in self._series}
            self.ready = deque((each, number) for each, number in waiting if number in first[id(each)])

    def take(self, owner: Series, run: Replication) -> None:
        """Take in a replication; where it was the last of its round, the next round begins."""
        owner.take(run)
        self._give_up(run.limit if run.limit > EVENTS else NO_LIMIT)
        self._ran += 1
        self._activities += int(run.steps[:, :, 0].sum())
        if not owner.missing:
            self.ready.extend((owner, number) for number in owner.next_round())
        self._tell(owner.name)

    def _tell(self, name: str) -> None:
        if self._told is not None:
            wanted = sum(each.wanted for each in self._series)
            done = wanted - sum(len(each.missing) for each in self._series)
            self._told(Progress(name=name, done=done, wanted=wanted, ran=self._ran, activities=self._activities))


def _spread(course: _Course, workers: Workers) -> None:
    """Keep every worker busy until nothing is left; what broken ones held is given to others."""
    running: dict[Future[Replication], tuple[Series, int]] = {}
    broken = 0
    while course.has_more() or running:
        try:
            if course.limit != NO_LIMIT:
                _call_back(running)
            _hand_out(course, workers, running)
            if not running:
                continue
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                course.take(running[future][0], future.result())
                del running[future]
                broken = 0
        except BrokenExecutor:
            broken += 1
            if broken == TRIES:
                raise _cannot_start() from None
            course.ready.extendleft(reversed(running.values()))
            running.clear()
            workers.restart()
        except workers.lost:
            raise _cluster_gone() from None


def _call_back(running: dict["Future[Replication]", tuple[Series, int]]) -> None:
    """Take back what no worker has begun, but for the first replication of each."""
    for future in [future for future, (_, number) in running.items() if number > 0]:
        if future.cancel():
            del running[future]


def _hand_out(course: _Course, workers: Workers, running: dict["Future[Replication]", tuple[Series, int]]) -> None:
    while course.ready and len(running) < AHEAD * workers.count:
        owner, number = course.ready[0]
        task: Task = replace(owner.first, number=number)
        running[workers.submit(task)] = (owner, number)
        course.ready.popleft()


def _cannot_start() -> UsageError:
    message = "the processes that should share the work could not start, or were ended"
    remedy = "In a script, run it under: if __name__ == '__main__'. Or leave jobs at 1."
    return UsageError([Problem("RE533", message, remedy)])


def _cluster_gone() -> UsageError:
    message = "the cluster has gone: its scheduler ended, or gave up a replication"
    remedy = "Start it again and give the same command; replications that were kept are not run again."
    return UsageError([Problem("RE554", message, remedy)])
