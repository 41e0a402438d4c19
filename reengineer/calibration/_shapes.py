"""Choose the distribution that is nearest to what was observed."""

import math
from collections.abc import Callable, Iterator
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from reengineer._records import dataclass
from reengineer._special import special
from reengineer.quantities import Distribution, Estimate

Floats = NDArray[np.float64]
GRID = 200
"""Quantiles at which a sample and a distribution are compared."""

POINTS = 60
"""Values by which a sample stands for itself."""

STEADY, MOSTLY = 0.01, 0.8
"""Values that lie this near to their median, as a share of it, in most cases are taken for that value."""

NEAR_ENOUGH = 0.03
"""Wasserstein distance, as a share of the mean, up to which a named family is taken for the sample."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Hold a distribution and how it was chosen.

    Parameters
    ----------
    distribution : Distribution
    distance : float
        Wasserstein distance from the sample, as a share of its mean.
    n : int
    """

    distribution: Distribution
    distance: float
    n: int


def weighted_quantiles(values: Floats, weights: Floats | None, at: Floats) -> Floats:
    """Return the quantiles of a weighted sample; a step function of it, without interpolation."""
    order = np.argsort(values, kind="stable")
    mass = np.ones(len(values)) if weights is None else weights
    cumulative = np.cumsum(mass[order])
    place = np.searchsorted(cumulative / cumulative[-1], at - 1e-12)
    found: Floats = values[order][np.minimum(place, len(values) - 1)]
    return found


def fit_shape(
    values: Floats, weights: Floats | None = None, *, working: bool = False, interval: tuple[float, float] | None = None
) -> Shape:
    """Return the named family nearest to a sample by Wasserstein distance, or the sample itself where none is near.

    Parameters
    ----------
    values : array of float
        Seconds, 0 or more; at least one.
    weights : array of float, optional
        0 or more.
    working : bool
        Whether they count open time.
    interval : (float, float), optional
        Of the mean; it becomes the range of a family's mean.
    """
    values = np.round(np.maximum(np.asarray(values, dtype=float), 0.0), 3)
    mass = np.ones(len(values)) if weights is None else weights
    mean = float(np.average(values, weights=mass))
    sd = math.sqrt(float(np.average((values - mean) ** 2, weights=mass)))
    n = len(values)
    middle = float(weighted_quantiles(values, mass, np.array([0.5]))[0])
    same = float(mass[np.abs(values - middle) <= STEADY * middle].sum() / mass.sum())
    if mean <= 0 or (same >= MOSTLY and abs(mean - middle) <= 2 * STEADY * middle):
        return Shape(distribution=Distribution.fixed(_sensible(middle), working=working), distance=0.0, n=n)
    grid = (np.arange(GRID) + 0.5) / GRID
    quantiles = weighted_quantiles(values, mass, grid)
    best: Shape | None = None
    for made, quantile in _candidates(mean, sd, working, interval):
        distance = float(np.abs(quantile(grid) - quantiles).mean()) / mean
        # A family of fewer parameters stands before others, and is beaten only clearly.
        if best is None or distance < best.distance - 0.005:
            best = Shape(distribution=made, distance=distance, n=n)
    chance = 1.2 * sd / mean / math.sqrt(n)
    if best is not None and best.distance <= max(NEAR_ENOUGH, chance):
        return best
    return Shape(distribution=sample_points(values, mass, working=working), distance=0.0, n=n)


def _sensible(seconds: float) -> float:
    """Return seconds to four digits, so that files can be read."""
    return float(f"{seconds:.4g}")


def _ranged(value: float, interval: tuple[float, float] | None) -> Estimate:
    value = _sensible(value)
    if interval is None:
        return Estimate(value)
    low, high = max(_sensible(min(interval[0], value)), 0.0), _sensible(max(interval[1], value))
    return Estimate(value, low, high) if low < high and low > 0 else Estimate(value)


def _candidates(
    mean: float, sd: float, working: bool, interval: tuple[float, float] | None
) -> Iterator[tuple[Distribution, Callable[[Floats], Floats]]]:
    """Give families by the moments of the sample, each with its quantiles."""
    centre = _ranged(mean, interval)
    unit: Literal["s"] = "s"
    cv = sd / mean

    def of(family: str, **values: float | Estimate) -> Distribution:
        rounded = {name: value if isinstance(value, Estimate) else _sensible(value) for name, value in values.items()}
        return Distribution.of(family, unit=unit, working=working, **rounded)

    yield of("exponential", mean=centre), lambda u: -mean * np.log1p(-u)
    shape = 1 / cv**2
    yield of("gamma", mean=centre, cv=cv), lambda u: special().gammaincinv(shape, u) * mean / shape
    spread = math.log1p(cv * cv)
    yield (
        of("lognormal", mean=centre, sd=sd),
        lambda u: np.exp(math.log(mean) - spread / 2 + math.sqrt(spread) * special().ndtri(u)),
    )
    half = math.sqrt(3) * sd
    if half < mean:
        yield of("uniform", low=mean - half, high=mean + half), lambda u: mean - half + 2 * half * u
    if cv < 1 / 3:
        yield of("normal", mean=centre, sd=sd), lambda u: np.maximum(mean + sd * special().ndtri(u), 0.0)


def sample_points(
    values: Floats, weights: Floats | None = None, *, working: bool = False, points: int = POINTS
) -> Distribution:
    """Return a sample as values with shares; of many values each stands for a part of equal weight, by its mean."""
    mass = np.ones(len(values)) if weights is None else weights
    order = np.argsort(values, kind="stable")
    values, mass = values[order][mass[order] > 0], mass[order][mass[order] > 0]
    single, place = np.unique(values, return_inverse=True)
    shares = np.bincount(place, weights=mass) / mass.sum()
    if len(single) > points:
        edges = np.minimum((np.cumsum(mass) - mass / 2) / mass.sum() * points, points - 1e-9).astype(int)
        total = np.bincount(edges, weights=mass, minlength=points)
        kept = total > 0
        single = (np.bincount(edges, weights=mass * values, minlength=points)[kept]) / total[kept]
        shares = total[kept] / total.sum()
    rounded = np.maximum(np.round(shares, 6), 1e-6)
    rounded[int(np.argmax(rounded))] += 1 - rounded.sum()
    pairs: dict[float, float] = {}
    for value, share in zip([_sensible(value) for value in single.tolist()], rounded.tolist(), strict=True):
        pairs[value] = round(pairs.get(value, 0.0) + share, 9)
    if len(pairs) == 1:
        return Distribution.fixed(next(iter(pairs)), working=working)
    return Distribution(family="discrete", working=working, points=tuple(pairs.items()))
