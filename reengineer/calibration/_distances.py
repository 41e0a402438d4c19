"""Measure how far apart two logs are: what was done, when, and how long it took.

The definitions are those of D. Chapela-Campa, I. Benchekroun, O. Baron, M. Dumas, D. Krass and A. Senderovich, "Can I
trust my simulation model? Measuring the quality of business process simulation models", BPM 2023. Distances in time are
Wasserstein distances between hours; the distance of control flow is between 0 and 1.
"""

from collections import Counter
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from reengineer.calibration._hours import local_minutes
from reengineer.calibration._items import Items

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
HOUR = 3_600_000_000
GRAM = 3

DISTANCES = ("n_gram", "absolute_event", "circular_event", "relative_event", "case_arrival", "cycle_time")
"""Names of the distances; all but the first are in hours."""


def distances(one: Items, other: Items) -> dict[str, float]:
    """Return every distance between two logs; symmetric, 0 between a log and itself."""
    return {
        "n_gram": n_gram_distance(one, other),
        "absolute_event": _absolute(one, other),
        "circular_event": _circular(one, other),
        "relative_event": wasserstein(_relative(one), _relative(other)),
        "case_arrival": _arrivals(one, other),
        "cycle_time": _cycles(one, other),
    }


def wasserstein(one: Floats | Ints, other: Floats | Ints) -> float:
    """Return the area between two empirical distribution functions."""
    one, other = np.sort(np.asarray(one, dtype=float)), np.sort(np.asarray(other, dtype=float))
    both = np.sort(np.concatenate([one, other]))
    gaps = np.diff(both)
    below = np.searchsorted(one, both[:-1], side="right") / len(one)
    below_other = np.searchsorted(other, both[:-1], side="right") / len(other)
    return float((np.abs(below - below_other) * gaps).sum())


def n_gram_distance(one: Items, other: Items, size: int = GRAM) -> float:
    """Return how many runs of so many activities one log has more of than the other, as a share of all runs.

    Each case is filled up with nothing at both ends.
    """
    a, b = _grams(one, size), _grams(other, size)
    apart = sum(abs(a[gram] - b[gram]) for gram in a.keys() | b.keys())
    return apart / max(sum(a.values()) + sum(b.values()), 1)


def _grams(items: Items, size: int) -> Counter[tuple[str, ...]]:
    found: Counter[tuple[str, ...]] = Counter()
    names = items.labels
    rows = items.label.tolist()
    for first, last in zip(items.first[:-1].tolist(), items.first[1:].tolist(), strict=True):
        case = [*[""] * (size - 1), *(names[label] for label in rows[first:last]), *[""] * (size - 1)]
        found.update(tuple(case[at : at + size]) for at in range(len(case) - size + 1))
    return found


def _events(items: Items) -> Ints:
    return np.concatenate([items.start, items.end])


def _absolute(one: Items, other: Items) -> float:
    zero = min(int(items.start.min()) // HOUR for items in (one, other))
    hours = [_events(items) // HOUR - zero for items in (one, other)]
    return wasserstein(*hours)


def _arrivals(one: Items, other: Items) -> float:
    zero = min(int(items.arrivals.min()) // HOUR for items in (one, other))
    hours = [items.arrivals // HOUR - zero for items in (one, other)]
    return wasserstein(*hours)


def _relative(items: Items) -> Ints:
    since = np.concatenate([items.arrivals[items.case]] * 2)
    found: Ints = (_events(items) - since) // HOUR
    return found


def _cycles(one: Items, other: Items) -> float:
    cycles = [items.departures - items.arrivals for items in (one, other)]
    shortest = min(int(each.min()) for each in cycles)
    return wasserstein(*((each - shortest) // HOUR for each in cycles))


def _circular(one: Items, other: Items) -> float:
    """Return the mean distance of the hours of the day, weekday by weekday; a weekday of one log alone counts 23."""
    total = 0.0
    shares = [_by_weekday(items) for items in (one, other)]
    for day in range(7):
        a, b = (each.get(day, np.zeros(0)) for each in shares)
        if len(a) and len(b):
            total += wasserstein(a, b)
        elif len(a) or len(b):
            total += 23.0
    return total / 7


def _by_weekday(items: Items) -> Mapping[int, Ints]:
    local = local_minutes(_events(items), items.timezone) // HOUR
    day = (local // 24 + 3) % 7
    return {number: (local % 24)[day == number] for number in range(7)}
