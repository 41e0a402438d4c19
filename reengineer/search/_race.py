"""Compare candidates that share random numbers: estimates, who is clearly beaten, and who is on the front.

Everything here takes arrays in which less is better: a criterion of which more is better has had its sign turned.
"""

from collections.abc import Sequence
from math import sqrt
from typing import TYPE_CHECKING

from reengineer.statistics import t_quantile

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Table = npt.NDArray[np.float64]

RUNGS = (3, 6, 12, 24)
"""Replications of a candidate, doubled for as long as it is in the race."""
LEVEL = 0.99
"""Of each paired interval by which a candidate leaves the race."""
SAME = 1e-12
"""Relative difference up to which two values are one number."""


def estimate(values: "Table", as_is: "Table") -> "Table":
    """Return what a candidate gives, from however many replications there are of it.

    The difference from the as-is, paired by replication, is added to the mean of the as-is over all of its
    replications. So candidates that have been run more and less often can be set beside each other: which replications
    they had plays little part.

    Parameters
    ----------
    values : array of float, shape (n, criteria)
    as_is : array of float, shape (N, criteria)
        At least as many replications, the first n under the same random numbers.

    Returns
    -------
    array of float, shape (criteria,)
    """
    found: Table = (values - as_is[: len(values)]).mean(axis=0) + as_is.mean(axis=0)
    return found


def beaten(values: "Table", rivals: "Table", simpler: Sequence[bool], room: "Table") -> "npt.NDArray[np.bool_]":
    """Return which rivals clearly beat a candidate.

    A rival does that if it is shown to be better on some criterion and worse on none: paired t intervals lie on one
    side of 0, or end there. One that takes more changes must be better by no less than the smallest change worth
    having.

    Parameters
    ----------
    values : array of float, shape (n, criteria)
    rivals : array of float, shape (k, n, criteria)
        The same replications of each.
    simpler : sequence of bool, length k
        Whether a rival sets no more levers.
    room : array of float, shape (criteria,)
        Smallest changes worth having, 0 or more.

    Returns
    -------
    array of bool, shape (k,)
    """
    import numpy as np

    n = len(values)
    gaps = values[None] - rivals
    # Values that agree to twelve digits are one number computed in two orders.
    gaps = np.where(np.abs(gaps) <= SAME * np.abs(values), 0.0, gaps)
    mean = gaps.mean(axis=1)
    low = mean - t_quantile(n, LEVEL) * gaps.std(axis=1, ddof=1) / sqrt(n)
    better = (low > 0) & ((mean >= room) | np.asarray(simpler, dtype=bool)[:, None])
    found: npt.NDArray[np.bool_] = better.any(axis=1) & (low >= 0).all(axis=1)
    return found


def ranks(estimates: "Table", effort: Sequence[int], room: "Table", layers: int) -> "npt.NDArray[np.int64]":
    """Return how many layers of better candidates lie before each: 0 on the front, 1 on that of the rest, and so on.

    Parameters
    ----------
    estimates, effort, room
        As in `undominated`.
    layers : int
        How many are told apart; what lies behind them all has this number.
    """
    import numpy as np

    found, efforts = np.full(len(estimates), layers, dtype=np.int64), np.asarray(effort)
    left = np.arange(len(estimates))
    for layer in range(layers):
        front = undominated(estimates[left], efforts[left].tolist(), room)
        found[left[front]] = layer
        left = left[~front]
    return found


def undominated(estimates: "Table", effort: Sequence[int], room: "Table") -> "npt.NDArray[np.bool_]":
    """Return which candidates no other dominates.

    One dominates another if it is worse on no criterion and better on some; if it takes more changes, it must be better
    somewhere by no less than the smallest change worth having. So a change that brings nothing anyone would notice
    joins no front. This order is transitive.

    Parameters
    ----------
    estimates : array of float, shape (k, criteria)
    effort : sequence of int
        Levers that each sets.
    room : array of float, shape (criteria,)
    """
    import numpy as np

    efforts = np.asarray(effort, dtype=np.int64)
    kept = np.ones(len(estimates), dtype=bool)
    # What dominates has the smaller sum; as the order is transitive, a row need only be held against those kept.
    front: list[int] = []
    for place in np.lexsort((*estimates.T, estimates.sum(axis=1))).tolist():
        if front:
            gains = estimates[place] - estimates[front]
            gains = np.where(np.abs(gains) <= SAME * np.abs(estimates[place]), 0.0, gains)
            is_enough = (efforts[front] <= efforts[place]) | (gains >= room).any(axis=1)
            kept[place] = not ((gains >= 0).all(axis=1) & (gains > 0).any(axis=1) & is_enough).any()
        if kept[place]:
            front.append(place)
    return kept


def thinned(estimates: "Table", effort: Sequence[int], room: "Table") -> list[int]:
    """Return the rows of a front that are worth telling apart: simpler ones stand for those that gain nothing on them.

    A row is left out where one that is kept, and takes no more changes, is worse nowhere by more than the smallest
    change worth having.

    Parameters
    ----------
    estimates : array of float, shape (k, criteria)
    effort : sequence of int
        Levers that each sets.
    room : array of float, shape (criteria,)

    Returns
    -------
    list of int
        In the order given.
    """
    kept: list[int] = []
    for place in sorted(range(len(estimates)), key=lambda row: (effort[row], tuple(estimates[row].tolist()))):
        if not any((estimates[other] <= estimates[place] + room).all() for other in kept):
            kept.append(place)
    return sorted(kept)


def spread(estimates: "Table", count: int) -> list[int]:
    """Return so many rows that show the whole front: the best on each criterion, then always the farthest from those.

    Parameters
    ----------
    estimates : array of float, shape (k, criteria)
    count : int
        At the most.
    """
    import numpy as np

    if len(estimates) <= count:
        return list(range(len(estimates)))
    span = np.ptp(estimates, axis=0)
    scaled = (estimates - estimates.min(axis=0)) / np.where(span > 0, span, 1.0)
    chosen = list(dict.fromkeys(int(scaled[:, place].argmin()) for place in range(scaled.shape[1])))[:count]
    while len(chosen) < count:
        far = np.linalg.norm(scaled[:, None] - scaled[chosen][None], axis=2).min(axis=1)
        far[chosen] = -1.0
        chosen.append(int(far.argmax()))
    return sorted(chosen)
