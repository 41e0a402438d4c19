"""Part the cycle time of cases into work, waits by cause, and what goes on side by side."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from reengineer.measures import CAUSES
from reengineer.simulation._replication import STEP_COLUMNS, TICKS_A_WEEK, Replication

if TYPE_CHECKING:
    from reengineer.simulation._result import SimulationResult

TICKS_A_SECOND = 1_000_000
TIMES = ("work", *CAUSES)
"""What the time of a row is made of, in the order of the sums of a step."""
PARTS = ("cycle", *TIMES, "rest")
_FIRST = STEP_COLUMNS.index("work")


def cycle_parts(result: "SimulationResult") -> NDArray[np.float64]:
    """Return the mean cycle time of completed cases and what it is made of, in elapsed seconds a case.

    Returns
    -------
    array of float, shape (replications, 11)
        Columns as in `PARTS`. *Rest* is the cycle time less work and waits: below 0 where steps go on side by side, as
        their times then count twice. So the row adds up exactly. Not a number where no case was completed.
    """
    return np.array([_parts(run, result.scale.warm_up, result.scale.in_hand) for run in result.replications])


def _parts(run: Replication, warm_up: int, in_hand: int) -> list[float]:
    weeks = slice(min(warm_up // TICKS_A_WEEK, run.weeks), run.weeks)
    count, total = run.completed_since(warm_up, in_hand)
    if not count:
        return [float("nan")] * len(PARTS)
    sums = run.steps[:, weeks, _FIRST : _FIRST + len(TIMES)].sum(axis=(0, 1)).tolist()
    ticks = [total, *sums, total - sum(sums)]
    return [each / count / TICKS_A_SECOND for each in ticks]
