"""Find delays that nobody's absence or work explains, from what the log leaves open about them.

The delay before an activity runs from when it could begin. It ended at some time between the last instant at which
somebody who could do the work was on duty and free, and the start: had it ended before, they would have begun. So the
log gives an interval for each delay, often a point, and the delays are estimated from the intervals by the
self-consistency of B. W. Turnbull, Journal of the Royal Statistical Society B 38(3), 1976.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

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

ROUNDS = 60
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
    points = np.unique(np.concatenate([[0.0], high[exact]]))
    if len(points) > MOST_POINTS:
        points = np.unique(np.quantile(high[exact], np.linspace(0, 1, MOST_POINTS)))
    nearest = np.clip(np.searchsorted(points, (high[exact] + low[exact]) / 2), 0, len(points) - 1)
    known = np.bincount(nearest, minlength=len(points)).astype(float)
    first = np.searchsorted(points, low[~exact] - POINT, side="left")
    last = np.searchsorted(points, high[~exact] + POINT, side="right")
    empty = first >= last
    middle = (low[~exact] + high[~exact])[empty] / 2
    spans, counts = np.unique(np.stack([first, last], axis=1)[~empty], axis=0, return_counts=True)
    weights = (known + 0.5) / (known + 0.5).sum()
    for _ in range(ROUNDS):
        total = np.concatenate([[0.0], np.cumsum(weights)])
        mass = np.maximum(total[spans[:, 1]] - total[spans[:, 0]], 1e-12) if len(spans) else np.zeros(0)
        change = np.zeros(len(points) + 1)
        if len(spans):
            np.add.at(change, spans[:, 0], counts / mass)
            np.add.at(change, spans[:, 1], -counts / mass)
        updated = known + weights * np.maximum(np.cumsum(change)[:-1], 0.0)
        weights = updated / max(updated.sum(), 1e-12)
    share = len(middle) / len(low)
    values = np.concatenate([points, middle])
    found = np.concatenate([weights * (1 - share), np.full(len(middle), 1 / len(low))])
    kept = found > 1e-7
    return values[kept], found[kept] / found[kept].sum()
