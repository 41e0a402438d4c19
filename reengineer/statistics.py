"""Turn samples into intervals: means, paired differences, families of tests, quantiles and shares.

Everything here takes plain numbers, one for each replication or sampled item, and is exact about small samples: one
value gives an estimate without an interval, never a not-a-number.
"""

from collections.abc import Iterable, Sequence
from math import ceil, fsum, isfinite, sqrt
from typing import TYPE_CHECKING

from reengineer._records import dataclass
from reengineer._special import special

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

# Differences of floats that agree to twelve digits are one number computed in two orders.
_SAME = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Hold the two ends of an interval.

    Parameters
    ----------
    low, high : float or None
        In the unit of the values; None where the sample is too small to tell.
    level : float
        Share of such intervals that hold the truth, 0 to 1.
    """

    low: float | None
    high: float | None
    level: float

    @property
    def half_width(self) -> float | None:
        """Return half the distance between the ends; None where an end is unknown."""
        return None if self.low is None or self.high is None else (self.high - self.low) / 2

    def within(self, low: float, high: float) -> bool:
        """Return whether the whole interval lies between the two values; False where an end is unknown."""
        return self.low is not None and self.high is not None and low <= self.low and self.high <= high


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanEstimate:
    """Hold a mean, its spread and how many values it rests on.

    Parameters
    ----------
    mean : float or None
        None where there is no value.
    sd : float
        Standard deviation of single values; 0 where they agree or there is only one.
    n : int
        Finite values used.
    """

    mean: float | None
    sd: float
    n: int

    def interval(self, level: float = 0.95) -> Interval:
        """Return the t interval of the mean; without ends below two values.

        Parameters
        ----------
        level : float
            Above 0 and below 1.

        References
        ----------
        A. M. Law, Simulation Modeling and Analysis, 5th edition, section 9.4 (replications).
        """
        if self.mean is None or self.n < 2:
            return Interval(low=None, high=None, level=level)
        half = t_quantile(self.n, level) * self.sd / sqrt(self.n)
        return Interval(low=self.mean - half, high=self.mean + half, level=level)

    @property
    def p(self) -> float | None:
        """Return the two-sided p of a true mean of 0; None where it cannot be tested.

        Values that never vary leave nothing to chance: 1 where all are 0, else 0.
        """
        if self.mean is None or (self.n < 2 and self.mean != 0):
            return None
        if self.sd == 0:
            return 1.0 if self.mean == 0 else 0.0
        return min(1.0, 2 * float(special().stdtr(self.n - 1, -abs(self.mean) / (self.sd / sqrt(self.n)))))


def t_quantile(n: float, level: float) -> float:
    """Return how many standard errors a two-sided t interval reaches from the mean of ``n`` values.

    Examples
    --------
    >>> round(t_quantile(10, 0.95), 3)
    2.262
    """
    return float(special().stdtrit(n - 1, (1 + level) / 2))


def mean_estimate(values: Iterable[float]) -> MeanEstimate:
    """Return mean and standard deviation of the finite values among ``values``.

    Examples
    --------
    >>> mean_estimate([1.0, 2.0, 3.0])
    MeanEstimate(mean=2.0, sd=1.0, n=3)
    """
    finite = [float(value) for value in values if isfinite(value)]
    n = len(finite)
    if n == 0:
        return MeanEstimate(mean=None, sd=0.0, n=0)
    mean = fsum(finite) / n
    if max(finite) - min(finite) <= _SAME * max(abs(mean), abs(finite[0])):
        return MeanEstimate(mean=finite[0], sd=0.0, n=n)
    return MeanEstimate(mean=mean, sd=sqrt(fsum((value - mean) ** 2 for value in finite) / (n - 1)), n=n)


def paired_differences(values: Sequence[float], baseline: Sequence[float]) -> tuple[float, ...]:
    """Return value minus baseline for each pair in which both are finite.

    Parameters
    ----------
    values, baseline : sequence of float
        Same order of replications; a longer one is cut to the shorter.

    Returns
    -------
    tuple of float
        A difference below one part in 10^12 of its pair is rounding and becomes exactly 0.
    """
    pairs = ((float(a), float(b)) for a, b in zip(values, baseline, strict=False) if isfinite(a) and isfinite(b))
    return tuple(0.0 if abs(a - b) <= _SAME * max(abs(a), abs(b)) else a - b for a, b in pairs)


def holm(p_values: Sequence[float | None]) -> tuple[float | None, ...]:
    """Return Holm's step-down adjusted p values, in the order given.

    Parameters
    ----------
    p_values : sequence of float or None
        One a test; None, for a test that could not be made, stays None and does not count.

    References
    ----------
    S. Holm, Scandinavian Journal of Statistics 6, 1979.

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03])
    (0.03, 0.06, 0.06)
    """
    tested = sorted((p, place) for place, p in enumerate(p_values) if p is not None)
    adjusted: list[float | None] = [None] * len(p_values)
    largest = 0.0
    for rank, (p, place) in enumerate(tested):
        largest = max(largest, min(1.0, p * (len(tested) - rank)))
        adjusted[place] = largest
    return tuple(adjusted)


def simultaneous_intervals(
    estimates: Sequence[MeanEstimate], p_adjusted: Sequence[float | None], level: float = 0.95
) -> tuple[Interval, ...]:
    """Return one interval for each estimate, wide enough to be read together and never at odds with ``p_adjusted``.

    Bonferroni's intervals hold together with at least the stated level whatever the estimates' dependence. Holm decides
    the sign of a few more differences than they do; there the interval ends at 0, so that it leaves out the other
    sign exactly where the adjusted p is below ``1 - level``.

    Parameters
    ----------
    estimates : sequence of MeanEstimate
    p_adjusted : sequence of float or None
        Holm's values of the same estimates.
    level : float
        Of the family as a whole.
    """
    family = max(1, sum(p is not None for p in p_adjusted))
    each = 1 - (1 - level) / family
    return tuple(_one_of_family(estimate, p, each, level) for estimate, p in zip(estimates, p_adjusted, strict=True))


def _one_of_family(estimate: MeanEstimate, p: float | None, each: float, level: float) -> Interval:
    if estimate.mean == 0 and estimate.sd == 0:
        return Interval(low=0.0, high=0.0, level=level)
    wide = estimate.interval(each)
    low, high = wide.low, wide.high
    if p is not None and p < 1 - level and estimate.mean is not None and low is not None and high is not None:
        low, high = (max(low, 0.0), high) if estimate.mean > 0 else (low, min(high, 0.0))
    return Interval(low=low, high=high, level=level)


def values_needed(sd: float, half_width: float, level: float = 0.95, most: int = 100_000) -> int | None:
    """Return how many values make a t interval no wider than asked; None above ``most`` or where it cannot be done.

    Parameters
    ----------
    sd : float
        Standard deviation of single values, as seen in a first run.
    half_width : float
        Wanted, in the same unit; above 0.

    Examples
    --------
    >>> values_needed(1.0, 0.5)
    18
    """
    if half_width <= 0:
        return None
    n = max(2, ceil((float(special().ndtri((1 + level) / 2)) * sd / half_width) ** 2))
    while n <= most and t_quantile(n, level) * sd / sqrt(n) > half_width:
        n += 1
    return n if n <= most else None


def quantile_interval(values: Sequence[float], share: float, level: float = 0.95) -> Interval:
    """Return an interval for a quantile from order statistics, without assuming a distribution.

    Parameters
    ----------
    values : sequence of float
        Independent; finite.
    share : float
        Of the quantile, above 0 and below 1: 0.95 for the 95th percentile.
    level : float
        Reached or passed; ends that a small sample cannot reach are None.

    References
    ----------
    G. J. Hahn and W. Q. Meeker, Statistical Intervals, 1991, section 5.2.
    """
    ordered = sorted(float(value) for value in values)
    n = len(ordered)
    tail, bdtr = (1 - level) / 2, special().bdtr
    # P(fewer than k values lie at or below the quantile) is the chance that the k-th value lies above it.
    chance = [float(bdtr(k, n, share)) for k in range(n)]
    below = [k for k in range(n) if chance[k] <= tail]
    above = [k for k in range(n) if chance[k] >= 1 - tail]
    return Interval(low=ordered[below[-1]] if below else None, high=ordered[above[0]] if above else None, level=level)


def wilson_interval(hits: float, n: float, level: float = 0.95) -> Interval:
    """Return Wilson's score interval for a share.

    Parameters
    ----------
    hits, n : float
        Items that count and items looked at; without ends where ``n`` is 0.

    References
    ----------
    E. B. Wilson, Journal of the American Statistical Association 22, 1927.

    Examples
    --------
    >>> interval = wilson_interval(8, 10)
    >>> round(interval.low, 3), round(interval.high, 3)
    (0.49, 0.943)
    """
    if n <= 0:
        return Interval(low=None, high=None, level=level)
    z = float(special().ndtri((1 + level) / 2))
    share = hits / n
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    low = 0.0 if hits == 0 else max(0.0, centre - half)
    return Interval(low=low, high=1.0 if hits == n else min(1.0, centre + half), level=level)


def clustered_quantile_interval(
    clusters: "Sequence[npt.NDArray[np.float64]]", share: float, level: float = 0.95
) -> tuple[float | None, Interval]:
    """Return a quantile of all values and its interval by order statistics, where values of one cluster are alike.

    Cases of one replication wait in the same queues, so they are not independent; replications are. The share of
    values at or below the quantile is therefore judged by how it varies between clusters, and its interval is turned
    into one of the quantile through the ordered values: no distribution is assumed.

    Parameters
    ----------
    clusters : sequence of array of float
        Finite values, one array a replication; empty ones are left out.
    share : float
        Of the quantile, above 0 and below 1.
    level : float

    Returns
    -------
    tuple of float or None, Interval
        None where there is no value; an interval without ends below two clusters, or where the ends lie beyond the
        values seen.

    References
    ----------
    R. S. Woodruff, Journal of the American Statistical Association 47, 1952.
    """
    import numpy as np

    kept = [values for values in clusters if len(values)]
    if not kept:
        return None, Interval(low=None, high=None, level=level)
    ordered = np.sort(np.concatenate(kept))
    value = float(np.quantile(ordered, share))
    if len(kept) < 2:
        return value, Interval(low=None, high=None, level=level)
    sizes = np.array([len(values) for values in kept], dtype=float)
    below = np.array([float(np.count_nonzero(values <= value)) for values in kept])
    # The spread of a ratio estimate: clusters of unequal size count by their size.
    residuals = below - below.sum() / sizes.sum() * sizes
    error = sqrt(float((residuals**2).sum()) * len(kept) / (len(kept) - 1)) / float(sizes.sum())
    reach = t_quantile(len(kept), level) * error
    return value, Interval(low=_ranked(ordered, share - reach), high=_ranked(ordered, share + reach), level=level)


def _ranked(ordered: "npt.NDArray[np.float64]", share: float) -> float | None:
    import numpy as np

    return float(np.quantile(ordered, share)) if 0 < share < 1 else None


def keyed_uniforms(key: int, count: int, dimension: int) -> "npt.NDArray[np.float64]":
    """Return numbers spread evenly between 0 and 1, the same for the same key on every machine.

    Parameters
    ----------
    key : int
        0 to 2**64 - 1; another key gives other numbers.
    count, dimension : int
        Shape of the result.

    Returns
    -------
    array of float, shape (count, dimension)
        Above 0 and below 1.

    References
    ----------
    G. L. Steele, D. Lea and C. H. Flood, OOPSLA 2014 (SplitMix64), used with a counter.

    Examples
    --------
    >>> bool((keyed_uniforms(7, 3, 2) == keyed_uniforms(7, 3, 2)).all())
    True
    """
    import numpy as np

    counter = np.arange(1, count * dimension + 1, dtype=np.uint64)
    mixed = counter * np.uint64(0x9E3779B97F4A7C15) + np.uint64(key * 0xD1342543DE82EF95 % 2**64)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    mixed ^= mixed >> np.uint64(31)
    values: npt.NDArray[np.float64] = ((mixed >> np.uint64(11)).astype(np.float64) + 0.5) / 2.0**53
    return values.reshape(count, dimension)
