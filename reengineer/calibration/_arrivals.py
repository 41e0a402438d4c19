"""Find how cases arrive."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from reengineer._records import dataclass
from reengineer.calendars import OpenSpans
from reengineer.calibration._chance import uniforms
from reengineer.calibration._distances import HOUR, wasserstein
from reengineer.calibration._hours import (
    DAY,
    MICRO_A_MINUTE,
    Hours,
    find_hours,
    local_minutes,
    marks_of,
    starts_at_close,
)
from reengineer.calibration._items import Items
from reengineer.calibration._shapes import Shape, fit_shape
from reengineer.calibration._short import Covered

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
GRANULE = 30
"""Minutes of a granule of the hours in which cases arrive; fine enough for a timetable."""

TRIM = 0.9
"""Quantile of the cycle time before the end of the log, after which arrivals are cut off: their cases are not over."""

TRIES = 5
INNER = 0.2
"""Share of the arrivals, the last ones, on which the two ways are compared."""

IDLE, SWEEPS = 60_000_000, 40
"""Microseconds of a wait for the first activity that count, and draws of each arrival that is not seen."""

SURER = 0.9
"""How much nearer the rates must come than the gaps to be taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arriving:
    """Hold how cases arrive: by gaps in open time, or by rates of the hours of the week.

    Parameters
    ----------
    hours : Hours
    gap : Shape
        Seconds of open time between two cases.
    rates : array of float, shape (7, 24), or None
        Cases an hour, where these come nearer to the last arrivals than gaps do.
    first, last : int
        Instants of the first arrival and of the last that is not cut off.
    n : int
    trimmed : int
        Arrivals that were cut off.
    interval : (float, float)
        Of the mean gap, 95 %, in seconds.
    """

    hours: Hours
    gap: Shape
    rates: Floats | None
    first: int
    last: int
    n: int
    trimmed: int
    interval: tuple[float, float]


def find_arrivals(items: Items, weights: Floats | None = None, free: Ints | None = None) -> Arriving:
    """Return how cases arrive; those that came too late for most of their kind to be over are cut off.

    Parameters
    ----------
    items : Items
    weights : array of float, optional
        Of the cases.
    free : array of int, optional
        Of each case the last instant before its first activity at which somebody who could begin it was free.
    """
    order = np.argsort(items.arrivals, kind="stable")
    arrivals = items.arrivals[order]
    kept = arrivals[arrivals <= _cut(items)]
    kept = kept if len(kept) >= max(0.5 * len(arrivals), 2) else arrivals
    mass = None if weights is None or len(kept) < 3 else weights[order][: len(kept)][1:]
    covered = Covered.by(items)
    marks = marks_of(kept[:0], kept, items.timezone, GRANULE)
    hours = covered.widened(find_hours(marks, GRANULE), arrivals=True)
    if starts_at_close((hours,), kept, items.timezone):
        # Nothing arrives at the very instant of opening then, and a day has to stay as long as it was.
        hours = replace(hours, late=True, shifted=True)
    spans = _spans(hours, kept, items.timezone)
    gaps = _gaps(kept, spans)
    gap = fit_shape(gaps, mass, interval=_interval(gaps))
    if free is not None and spans is not None and gap.distribution.family != "fixed":
        waited = _gaps_before_waits(kept, np.minimum(free[order][: len(kept)], kept), spans)
        gap = fit_shape(waited, mass, interval=_interval(waited))
    rates = _rates(kept, hours, items.timezone) * _busier(gaps, mass)
    return Arriving(
        hours=hours,
        gap=gap,
        rates=rates if not covered.is_short and _rates_are_nearer(kept, hours, items.timezone) else None,
        first=int(kept[0]),
        last=int(kept[-1]),
        n=len(kept),
        trimmed=len(arrivals) - len(kept),
        interval=_interval(gaps),
    )


def _cut(items: Items) -> int:
    cycle = np.sort(items.departures - items.arrivals)
    return int(items.end.max() - cycle[min(int(TRIM * len(cycle)), len(cycle) - 1)])


def _spans(hours: Hours, arrivals: Ints, timezone: str) -> OpenSpans | None:
    if hours.always:
        return None
    plain = replace(hours, late=False, shifted=False)
    first, last = int(arrivals.min()), int(arrivals.max())
    return OpenSpans.of(plain.calendar("arrivals", timezone), first, last + (last - first))


def _gaps(arrivals: Ints, spans: OpenSpans | None) -> Floats:
    if len(arrivals) < 2:
        return np.array([3600.0])
    gaps = np.diff(arrivals) if spans is None else spans.between(arrivals[:-1], arrivals[1:])
    found: Floats = gaps / 1e6
    return found if found.sum() > 0 else np.diff(arrivals) / 1e6


def _gaps_before_waits(starts: Ints, free: Ints, spans: OpenSpans) -> Floats:
    """Return gaps between arrivals in seconds, where cases may have waited for their first activity.

    A case that began when somebody had been free had just arrived; one that began while all were busy arrived at some
    time since the last of them was free, behind the case before it. Among such times all are alike likely, as they are
    for random arrivals (R. C. Larson, Management Science 36(5), 1990, on what starts tell of a queue); they are drawn
    in turn, each between its neighbours.
    """
    latest = spans.open_before(starts)
    earliest = spans.open_before(free)
    hidden = latest - earliest > IDLE
    found = latest.astype(float)
    low = np.where(hidden, earliest, latest).astype(float)
    places = [np.flatnonzero(hidden & (np.arange(len(starts)) % 2 == parity)) for parity in (0, 1)]
    ends = np.concatenate([[-np.inf], found, [np.inf]])
    for sweep in range(SWEEPS):
        for parity, place in enumerate(places):
            lower = np.maximum(low[place], ends[place])
            upper = np.minimum(found[place], ends[place + 2])
            drawn = lower + uniforms(2 * sweep + parity, len(place)) * np.maximum(upper - lower, 0.0)
            ends[place + 1] = drawn
    gaps: Floats = np.diff(ends[1:-1]) / 1e6
    return np.maximum(gaps, 0.0)


def _interval(gaps: Floats) -> tuple[float, float]:
    mean, error = float(gaps.mean()), float(gaps.std() / max(len(gaps), 1) ** 0.5)
    return max(mean - 1.96 * error, 0.0), mean + 1.96 * error


def _busier(gaps: Floats, weights: Floats | None) -> float:
    """Return by how much more cases come where gaps count with weights: as many are drawn anew as there were."""
    if weights is None:
        return 1.0
    weighted = float(np.average(gaps, weights=weights))
    return float(gaps.mean()) / weighted if weighted > 0 else 1.0


def _places(arrivals: Ints, timezone: str) -> Ints:
    minutes = local_minutes(arrivals, timezone) // MICRO_A_MINUTE
    found: Ints = ((minutes // DAY + 3) % 7) * 24 + minutes % DAY // 60
    return found


def _rates(arrivals: Ints, hours: Hours, timezone: str) -> Floats:
    """Return cases an hour by weekday and hour, drawn towards the profile that all weekdays share."""
    places = _places(arrivals, timezone)
    counts = np.bincount(places, minlength=168).reshape(7, 24).astype(float)
    weeks = max((int(arrivals.max()) - int(arrivals.min())) / (7 * 24 * HOUR), 1 / 7)
    by_day, by_hour = counts.sum(axis=1), counts.sum(axis=0)
    pooled = np.outer(by_day, by_hour) / max(counts.sum(), 1)
    # A cell counts for as much as its own arrivals say beside those that the shared profile expects of it.
    own = np.maximum(counts - pooled, 0) ** 2
    trust = own / np.maximum(own + pooled, 1e-9)
    open_ = np.max(hours.open.reshape(7, 24, -1), axis=2) | (counts > 0)
    found: Floats = np.where(open_, trust * counts + (1 - trust) * pooled, 0) / weeks
    return found


def _rates_are_nearer(arrivals: Ints, hours: Hours, timezone: str) -> bool:
    """Compare both ways on the last arrivals, each fitted on those before."""
    split = int(len(arrivals) * (1 - INNER))
    if split < 50 or len(arrivals) - split < 20:
        return False
    train, rest = arrivals[:split], arrivals[split:]
    zero = int(rest[0]) // HOUR
    spans = _spans(hours, train, timezone)
    gaps = _gaps(train, spans)
    rates = _rates(train, hours, timezone)
    if rates.sum() <= 0:
        return False
    apart = [0.0, 0.0]
    for key in range(TRIES):
        for way, made in enumerate(
            (
                _by_gaps(gaps, spans, int(train[-1]), len(rest), key),
                _by_rates(rates, int(train[-1]), len(rest), key, timezone),
            )
        ):
            apart[way] += wasserstein(made // HOUR - zero, rest // HOUR - zero)
    return apart[1] < SURER * apart[0]


def _by_gaps(gaps: Floats, spans: OpenSpans | None, start: int, count: int, key: int) -> Ints:
    drawn = np.sort(gaps)[(uniforms(key, count) * len(gaps)).astype(int)]
    since = np.cumsum(drawn * 1e6).astype(np.int64)
    return start + since if spans is None else spans.advance(np.full(count, start, dtype=np.int64), since)


def _by_rates(rates: Floats, start: int, count: int, key: int, timezone: str) -> Ints:
    """Return arrivals of a Poisson stream by the hours of the week."""
    offset = int(local_minutes(np.array([start], dtype=np.int64), timezone)[0]) - start
    local = start + offset
    into = ((local // (DAY * MICRO_A_MINUTE) + 3) % 7) * DAY * MICRO_A_MINUTE + local % (DAY * MICRO_A_MINUTE)
    weekly = np.concatenate([[0.0], np.cumsum(rates.ravel())])
    position = float(np.interp(into / HOUR, np.arange(169), weekly))
    wanted = position + np.cumsum(-np.log(uniforms(key + 1_000, count)))
    weeks, rest = np.divmod(wanted, max(weekly[-1], 1e-9))
    found: Ints = ((np.interp(rest, weekly, np.arange(169)) + weeks * 168) * HOUR).astype(np.int64) - into + start
    return found
