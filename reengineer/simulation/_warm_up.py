"""Find the time at the start of a run in which the process is not yet in its usual state."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from reengineer.simulation._log import CASE_COMPLETED
from reengineer.simulation._replication import TICKS_A_WEEK, Replication

LEAST_WEEKS = 6
"""Below this many whole weeks no warm-up is looked for."""


def weekly_means(replications: Sequence[Replication]) -> NDArray[np.float64]:
    """Return the mean cycle time of the cases that arrived in each whole week, over all replications."""
    weeks = min(int(run.horizon // TICKS_A_WEEK) for run in replications)
    sums, counts = np.zeros(weeks), np.zeros(weeks)
    for run in replications:
        kept = (run.column("state") == CASE_COMPLETED) & (run.column("arrived") < weeks * TICKS_A_WEEK)
        week = run.column("arrived")[kept] // TICKS_A_WEEK
        cycle = (run.column("completed") - run.column("arrived"))[kept]
        sums += np.bincount(week, weights=cycle, minlength=weeks)[:weeks]
        counts += np.bincount(week, minlength=weeks)[:weeks]
    return np.divide(sums, counts, out=np.zeros(weeks), where=counts > 0)


def warm_up_weeks(replications: Sequence[Replication]) -> int:
    """Return the weeks to leave out, by the marginal standard error rule on weekly means.

    Among the first half of the weeks, the cut after which the remaining means have the smallest variance divided by
    their number.

    References
    ----------
    K. P. White, Simulation 69, 1997 (MSER); batches are whole weeks, so that the day of the week does not matter.
    """
    means = weekly_means(replications)
    if len(means) < LEAST_WEEKS:
        return 0
    scores = [float(np.var(means[cut:])) / (len(means) - cut) for cut in range(len(means) // 2 + 1)]
    return int(np.argmin(scores))
