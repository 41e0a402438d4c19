"""Draw the cases of a log anew, those of one week or day together."""

from dataclasses import field

import numpy as np
from numpy.typing import NDArray

from reengineer._records import dataclass
from reengineer.calibration._chance import uniforms
from reengineer.calibration._hours import DAY, MICRO_A_MINUTE, local_minutes
from reengineer.calibration._items import Items

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
FEWEST_WEEKS = 12
"""Weeks with arrivals from which whole weeks are drawn."""

FEWEST_DAYS = 20
"""Days with arrivals below which cases are drawn one by one: so few days would not tell how much days differ."""

ENOUGH_ALIKE = 4
"""Days of one weekday from which they are drawn among themselves; weekdays of fewer are drawn together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redrawn:
    """Hold which cases are drawn together, and what they are drawn in place of.

    Cases of one week share what the week was like: how many came, and what a queue left over from one day made of the
    next. To draw them one by one would take a log for surer than it is. Where there are too few weeks to tell how much
    weeks differ, days are drawn, each weekday among its like.

    Parameters
    ----------
    block : array of int
        Of each case the number of its block.
    strata : tuple of array of int
        Blocks that may stand for each other.
    """

    block: Ints = field(repr=False)
    strata: tuple[Ints, ...] = field(repr=False)

    @classmethod
    def of(cls, items: Items) -> "Redrawn":
        """Return how the cases of a log are drawn."""
        day = local_minutes(items.arrivals, items.timezone) // (DAY * MICRO_A_MINUTE)
        weeks, week = np.unique((day - day.min()) // 7, return_inverse=True)
        if len(weeks) >= FEWEST_WEEKS:
            return cls(block=week, strata=(np.arange(len(weeks)),))
        days, block = np.unique(day, return_inverse=True)
        if len(days) < FEWEST_DAYS:
            return cls(block=np.arange(items.cases), strata=(np.arange(items.cases),))
        weekday = days % 7
        counts = np.bincount(weekday, minlength=7)
        kinds = np.where(counts[weekday] >= ENOUGH_ALIKE, weekday, 7)
        return cls(block=block, strata=tuple(np.flatnonzero(kinds == kind) for kind in np.unique(kinds)))

    def weights(self, key: int) -> Floats:
        """Return how often each case is drawn; the same for the same key.

        One block fewer is drawn than there are: the spread of draws is then that of the log, without the bias of small
        samples (J. N. K. Rao and C. F. J. Wu, Journal of the American Statistical Association 83, 1988).
        """
        chances = uniforms(key, sum(map(len, self.strata)))
        drawn = np.zeros(len(chances))
        first = 0
        for blocks in self.strata:
            size = len(blocks)
            places = (chances[first : first + max(size - 1, 1)] * size).astype(np.int64)
            drawn[blocks] = np.bincount(places, minlength=size)
            first += size
        found: Floats = drawn[self.block]
        return found
