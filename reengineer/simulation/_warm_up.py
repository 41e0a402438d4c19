"""Find the time at the start of a run in which the process is not yet in its usual state."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from reengineer.simulation._log import CASE_COMPLETED
from reengineer.simulation._replication import TICKS_A_WEEK, Replication
from reengineer.simulation._tables import Ints

LEAST_WEEKS = 6
"""Below this many whole weeks no warm-up is looked for."""


def weekly_means(replications: Sequence[Replication], in_hand: int = 0) -> NDArray[np.float64]:
    """Return the mean cycle time of the cases that arrived in each whole week, over all replications."""
    weeks = _weeks(replications)
    sums, counts = np.zeros(weeks), np.zeros(weeks)
    for run in replications:
        if run.sums is not None:
            sums += run.sums.weekly_sums("cycle")[:weeks]
            counts += run.sums.weekly_sums("kept")[:weeks]
            continue
        kept = (run.column("state") == CASE_COMPLETED) & run.has_come(0, in_hand)
        kept &= run.column("arrived") < weeks * TICKS_A_WEEK
        week = run.column("arrived")[kept] // TICKS_A_WEEK
        cycle = (run.column("completed") - run.column("arrived"))[kept]
        sums += np.bincount(week, weights=cycle, minlength=weeks)[:weeks]
        counts += np.bincount(week, minlength=weeks)[:weeks]
    return np.divide(sums, counts, out=np.zeros(weeks), where=counts > 0)


def weekly_open_cases(replications: Sequence[Replication]) -> NDArray[np.float64]:
    """Return the mean number of open cases in each whole week, over all replications."""
    weeks = _weeks(replications)
    edges = np.arange(weeks + 1, dtype=np.int64) * TICKS_A_WEEK
    total = np.zeros(weeks)
    for run in replications:
        if run.sums is not None:
            total += run.sums.opened(run.horizon)[:weeks]
            continue
        completed = run.column("completed")
        left = np.where(completed < 0, run.last_tick, completed)
        spent = _time_since(run.column("arrived"), edges) - _time_since(left, edges)
        total += np.diff(spent.astype(np.float64))
    open_cases: NDArray[np.float64] = total / TICKS_A_WEEK / len(replications)
    return open_cases


def _weeks(replications: Sequence[Replication]) -> int:
    """Return the whole weeks in which cases arrived; they may end before the run does, at a number of cases."""
    return min(min(run.horizon // TICKS_A_WEEK, _last_week(run) + 1) for run in replications)


def _last_week(run: Replication) -> int:
    """Return the number of the last week in which a case arrived; -1 where none did."""
    if run.sums is not None:
        return int(np.flatnonzero(run.sums.weekly_sums("kept")).max(initial=-1))
    return int(run.column("arrived").max(initial=-1) // TICKS_A_WEEK)


def _time_since(ticks: Ints, edges: Ints) -> Ints:
    """Return for each edge the time from each of the ticks before it to it, all together.

    What does not fit into 64 bits wraps round, and back again where one such sum is taken from another.
    """
    ordered = np.sort(ticks)
    before = np.searchsorted(ordered, edges)
    found: Ints = before * edges - np.concatenate(([0], np.cumsum(ordered)))[before]
    return found


def warm_up_weeks(replications: Sequence[Replication], in_hand: int = 0) -> int:
    """Return the weeks to leave out, by the marginal standard error rule on weekly means.

    Among the first half of the weeks, the cut after which the remaining means have the smallest variance divided by
    their number. It is looked for in the cycle times and in the number of open cases, and the later cut counts: a
    process may treat its first cases as any others, and yet be half empty while they are on their way. How long cases
    of the first `in_hand` streams took is not known: they were there when the run began.

    References
    ----------
    K. P. White, Simulation 69, 1997 (MSER); batches are whole weeks, so that the day of the week does not matter.
    """
    series = (weekly_means(replications, in_hand), weekly_open_cases(replications))
    return 0 if len(series[0]) < LEAST_WEEKS else max(_cut(means) for means in series)


def _cut(means: NDArray[np.float64]) -> int:
    scores = [float(np.var(means[cut:])) / (len(means) - cut) for cut in range(len(means) // 2 + 1)]
    return int(np.argmin(scores))
