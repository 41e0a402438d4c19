"""Find delays that nobody's absence or work explains, from what the log leaves open about them.

The delay before an activity runs from when it could begin. It ended at some time between the last instant at which
somebody who could do the work was on duty and free, and the start: had it ended before, they would have begun. So the
log gives an interval for each delay, often a point, and the delays are estimated from the intervals by the
self-consistency of B. W. Turnbull, Journal of the Royal Statistical Society B 38(3), 1976.
"""

from collections.abc import Sequence
from dataclasses import field

import numpy as np
from numpy.typing import NDArray

from reengineer._records import dataclass
from reengineer.calendars import OpenSpans, merged, subtract
from reengineer.calibration._items import Items
from reengineer.calibration._work import by_key

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
IDLE = 60_000_000
"""Microseconds between two pieces of work up to which a person is not taken to be free."""

FEWEST = 20
"""Activities below which no delay is estimated."""

LEAST_S = 60.0
"""Mean delay in seconds below which there is none worth a word."""

UNSEEN = 0.3
"""Share of the delays over closed hours that end unseen from which they are taken to go on while it is closed."""

ROUNDS = 100
SETTLED = 1e-4
"""Change of all weights together in a round from which they are taken to agree."""

MOST_POINTS = 400
POINT = 5e6
"""Microseconds within which an interval is a point."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """Hold the delay before a step, as values with weights.

    Parameters
    ----------
    values, weights : array of float
        Seconds, and how likely each is.
    working : bool
        Whether it counts the open time of the organisation, or time by the clock.
    n : int
        Activities that it rests on.
    exact : int
        How many of them show the delay to the second.
    """

    values: Floats = field(repr=False)
    weights: Floats = field(repr=False)
    working: bool
    n: int
    exact: int

    @property
    def mean_s(self) -> float:
        """Return the mean delay, in seconds."""
        return float(np.average(self.values, weights=self.weights))


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Hold of each activity when it could begin, the last instant at which somebody was free, and its start."""

    enabled: Ints
    free: Ints
    start: Ints


def free_spans(items: Items, spans: Sequence[OpenSpans | None]) -> list[OpenSpans]:
    """Return when each person was on duty and had nothing in hand."""
    if not len(items.start):
        return []
    first, last = int(items.start.min()) - 1, int(items.end.max()) + 1
    rows = dict(by_key(items.member))
    found = []
    for member in range(len(items.members)):
        own = rows.get(member, np.zeros(0, dtype=np.int64))
        busy = merged(zip(items.start[own].tolist(), items.end[own].tolist(), strict=True))
        open_ = spans[member]
        duty = [(first, last)] if open_ is None else list(zip(open_.opens.tolist(), open_.closes.tolist(), strict=True))
        free = [(a, b) for a, b in subtract(duty, busy) if b - a > IDLE]
        found.append(OpenSpans([a for a, _ in free], [b for _, b in free]))
    return found


def bounds_of(rows: Ints, enabled: Ints, start: Ints, free: Sequence[OpenSpans]) -> Bounds:
    """Return the bounds of the delays of some activities, done by a group of people.

    Parameters
    ----------
    rows : array of int
    enabled, start : array of int
        Of all activities.
    free : sequence of OpenSpans
        Of the people who could do them.
    """
    begun, could = start[rows], np.minimum(enabled[rows], start[rows])
    last = could.copy()
    for each in free:
        if len(each.opens):
            place = np.searchsorted(each.opens, begun, side="left") - 1
            until = np.where(place >= 0, np.minimum(each.closes[np.maximum(place, 0)], begun), could)
            last = np.maximum(last, until)
    return Bounds(enabled=could, free=last, start=begun)


def find_delay(bounds: Bounds, organisation: OpenSpans | None) -> Delay | None:
    """Return the delay that bounds show; None where there is none worth a word, or too little to tell.

    It counts time by the clock where those that run over closed hours end at the next opening more often than chance
    has it; else the open time of the organisation.
    """
    if len(bounds.start) < FEWEST:
        return None
    by_clock = organisation is None or _ends_while_closed(bounds, organisation)
    low, high = bounds.free - bounds.enabled, bounds.start - bounds.enabled
    if organisation is not None and not by_clock:
        low = organisation.between(bounds.enabled, bounds.free)
        high = organisation.between(bounds.enabled, bounds.start)
    values, weights = consistent(low.astype(float), high.astype(float))
    found = Delay(
        values=values / 1e6,
        weights=weights,
        working=not by_clock,
        n=len(bounds.start),
        exact=int((high - low <= POINT).sum()),
    )
    return found if found.mean_s > LEAST_S and found.exact > 0 else None


def _ends_while_closed(bounds: Bounds, organisation: OpenSpans) -> bool:
    """Say whether delays end in closed hours.

    Then nobody is seen free between a closing and the start of the work, which a delay of open time leads to only where
    a queue is left over night.
    """
    over = organisation.between(bounds.enabled, bounds.start) < bounds.start - bounds.enabled - IDLE
    if over.sum() < 5:
        return True
    unseen = (bounds.start - bounds.free) - organisation.between(bounds.free, bounds.start)
    return bool((unseen[over] > IDLE).mean() > UNSEEN)


def consistent(low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Return values and weights of the distribution that agrees best with intervals.

    Parameters
    ----------
    low, high : array of float
        ``0 <= low <= high``; where they are the same, the value is known.
    """
    exact = high - low <= POINT
    points = _thinned(np.concatenate([[0.0], high[exact]]), MOST_POINTS)
    points = np.unique(np.concatenate([points, _thinned(_innermost(low, high), MOST_POINTS)]))
    nearest = np.clip(np.searchsorted(points, (high[exact] + low[exact]) / 2), 0, len(points) - 1)
    known = np.bincount(nearest, minlength=len(points)).astype(float)
    first = np.searchsorted(points, low[~exact] - POINT, side="left")
    last = np.searchsorted(points, high[~exact] + POINT, side="right")
    empty = first >= last
    middle = (low[~exact] + high[~exact])[empty] / 2
    spans, counts = np.unique(np.stack([first, last], axis=1)[~empty], axis=0, return_counts=True)
    weights = _settled((known + 0.5) / (known + 0.5).sum(), known, spans, counts)
    share = len(middle) / len(low)
    values = np.concatenate([points, middle])
    found = np.concatenate([weights * (1 - share), np.full(len(middle), 1 / len(low))])
    kept = found > 1e-7
    return values[kept], found[kept] / found[kept].sum()


def _settled(weights: Floats, known: Floats, spans: Ints, counts: Ints) -> Floats:
    """Return weights that agree with themselves: what each interval holds is shared out in their proportion.

    Plain rounds come near very slowly where few values are known. Every third one leaps ahead by as much as the two
    before it show, as R. Varadhan and C. Roland have it, Scandinavian Journal of Statistics 35(2), 2008.
    """
    for _ in range(ROUNDS):
        first = _shared_out(weights, known, spans, counts)
        second = _shared_out(first, known, spans, counts)
        step, bend = first - weights, second - 2 * first + weights
        length = float(np.linalg.norm(bend))
        if np.abs(second - first).sum() < SETTLED or length < SETTLED**2:
            return second
        reach = max(float(np.linalg.norm(step)) / length, 1.0)
        leapt = np.maximum(weights + 2 * reach * step + reach**2 * bend, second / 2)
        weights = _shared_out(leapt / leapt.sum(), known, spans, counts)
    return weights


def _shared_out(weights: Floats, known: Floats, spans: Ints, counts: Ints) -> Floats:
    total = np.concatenate([[0.0], np.cumsum(weights)])
    mass = counts / np.maximum(total[spans[:, 1]] - total[spans[:, 0]], 1e-12)
    size = len(weights) + 1
    change = np.bincount(spans[:, 0], mass, size) - np.bincount(spans[:, 1], mass, size)
    updated = known + weights * np.maximum(np.cumsum(change)[:-1], 0.0)
    found: Floats = updated / max(updated.sum(), 1e-12)
    return found


def _innermost(low: Floats, high: Floats) -> Floats:
    """Return the middles of the intervals in which the most intervals overlap, where no value is known.

    A delay that ends while nobody is there is never seen, so no value is known between the longest that ends before
    closing and the shortest that ends after opening. The intervals say how often it ends between the two, and not
    where: the middle stands for all of it, and is as far as can be from what was seen.
    """
    ends = np.concatenate([low, high])
    closes = np.repeat([0, 1], len(low))
    order = np.lexsort((closes, ends))
    ends, closes = ends[order], closes[order]
    found = np.flatnonzero((closes[:-1] == 0) & (closes[1:] == 1) & (np.diff(ends) > POINT))
    middles: Floats = (ends[found] + ends[found + 1]) / 2
    return middles


def _thinned(values: Floats, most: int) -> Floats:
    """Return the values, or so many of their quantiles where they are more."""
    single = np.unique(values)
    return single if len(single) <= most else np.unique(np.quantile(values, np.linspace(0, 1, most)))
