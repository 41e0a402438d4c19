"""Count whole numbers in buckets that grow with them, so that any quantile is known to a stated share of itself.

A number below 256 has a bucket of its own; from there on each doubling has 128 buckets of one width. So the middle of
a bucket is nowhere further from what lies in it than one part in 256 of it. Buckets are found with whole numbers alone
and counts are added up: the same numbers give the same counts, in whatever order and in however many parts they come.
"""

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

BITS = 7
"""Of each number, the bits behind its first that count."""
ERROR = 2.0 ** -(BITS + 1)
"""The largest error of a quantile, as a share of it: 0.4 %."""


_OWN = 1 << BITS
_BELOW = 52 - BITS
_FIRST = (1023 + BITS - 1) << BITS
"""A float holds its power of two, raised by 1023, and behind it 52 bits of what follows the first."""


def bucket_of(values: Ints) -> Ints:
    """Return the number of the bucket of each value; the bucket of ``-v`` has the negative number of that of ``v``."""
    size = np.abs(values)
    found: Ints = np.maximum(size, _OWN).astype(np.float64).view(np.int64)
    found >>= _BELOW
    found -= _FIRST + _OWN
    found += np.minimum(size, _OWN)
    return np.where(values < 0, -found, found) if values.min(initial=0) < 0 else found


def middle_of(buckets: Ints) -> NDArray[np.float64]:
    """Return the middle of what lies in each bucket."""
    number = np.abs(buckets)
    shift = np.maximum((number >> BITS) - 1, 0)
    low = (number - (shift << BITS)) << shift
    middle = low + ((np.int64(1) << shift) - 1) / 2
    signed: NDArray[np.float64] = np.where(buckets < 0, -middle, middle)
    return signed


class Counts:
    """Count values by bucket; the buckets from the lowest to the highest that occurred are there."""

    __slots__ = ("counts", "lowest")

    def __init__(self) -> None:
        self.lowest = 0
        self.counts: Ints = np.zeros(0, dtype=np.int64)

    def merge(self, lowest: int, counts: Ints) -> None:
        """Add counts of the buckets from a lowest one on."""
        if not len(counts):
            return
        first = min(lowest, self.lowest) if len(self.counts) else lowest
        last = max(lowest + len(counts), self.lowest + len(self.counts))
        if (first, last) != (self.lowest, self.lowest + len(self.counts)):
            wider: Ints = np.zeros(last - first, dtype=np.int64)
            wider[self.lowest - first :][: len(self.counts)] = self.counts
            self.lowest, self.counts = first, wider
        self.counts[lowest - first :][: len(counts)] += counts

    @property
    def filled(self) -> tuple[Ints, Ints]:
        """Return the buckets that hold anything, in order, and how much."""
        places = np.flatnonzero(self.counts)
        return places + self.lowest, self.counts[places]


def counted(buckets: Ints) -> tuple[int, Ints]:
    """Return the lowest of some buckets, and how often each from it on is among them."""
    low = int(buckets.min(initial=2**62))
    return low, np.bincount(buckets - low) if len(buckets) else buckets


def quantile(buckets: Ints, counts: Ints, share: float) -> float:
    """Return a quantile of what was counted, as numpy defines it for single values; `buckets` are in order."""
    reached = np.cumsum(counts)
    place = share * (int(reached[-1]) - 1)
    below = int(place)
    ends = np.array([below, min(below + 1, int(reached[-1]) - 1)])
    low, high = middle_of(buckets[np.searchsorted(reached, ends, side="right")]).tolist()
    return float(low + (high - low) * (place - below))
