"""Give the interval of a difference when its inputs are uncertain too."""

from collections.abc import Sequence
from math import exp, sqrt

from reengineer.statistics import Interval, MeanEstimate, mean_estimate, t_quantile

LEAST_WORTH = 4.0
"""Values that a spread is worth at least: with fewer an interval says nothing at all."""


def total_interval(fixed: MeanEstimate, drawn: MeanEstimate, level: float) -> Interval:
    """Return the interval of a difference whose inputs were drawn from their ranges, anew for each replication.

    Parameters
    ----------
    fixed, drawn : MeanEstimate
        Paired differences with every input at its stated value, and with inputs drawn from their ranges.
    level : float

    Notes
    -----
    The spread of the drawn differences is that of the inputs and of chance; what chance alone gives is known from the
    fixed ones. More replications shrink the part of chance, never that of the inputs. Where few replications happen to
    spread less with drawn inputs, the spread of the fixed ones counts: not knowing the inputs never makes surer.
    Degrees of freedom as F. E. Satterthwaite has them, Biometrics Bulletin 2, 1946; at least 3.
    """
    if drawn.mean is None or drawn.n < 2:
        return Interval(low=None, high=None, level=level)
    seen, known = drawn.sd**2, min(fixed.sd, drawn.sd) ** 2
    variance = seen - known + max(drawn.sd, fixed.sd) ** 2 / drawn.n
    half = t_quantile(_values_worth(seen, known, variance, (drawn.n, fixed.n)), level) * sqrt(variance)
    return Interval(low=drawn.mean - half, high=drawn.mean + half, level=level)


def _values_worth(seen: float, known: float, variance: float, counts: tuple[int, int]) -> float:
    """Return how many values a variance made of two others is worth: its degrees of freedom and one."""
    if seen == known:
        return counts[0]
    spread = ((1 + 1 / counts[0]) * seen) ** 2 / (counts[0] - 1) + known**2 / max(1, counts[1] - 1)
    return 1 + min(counts[0] - 1, max(LEAST_WORTH - 1, variance**2 / spread)) if spread > 0 else counts[0]


def refitted_interval(fixed: Sequence[float], drawn: Sequence[float], refits: int, level: float) -> Interval:
    """Return the interval of a difference of a model that was fitted, from refits of it.

    Parameters
    ----------
    fixed : sequence of float
        Differences of the model as fitted, one a replication; not-a-numbers where there is none.
    drawn : sequence of float
        Differences of the refits, which take turns: the first replication is of the first, and of the first again after
        the last.
    refits : int
        1 or more.
    level : float
        Above 0 and below 1.

    Notes
    -----
    The model as fitted is the middle: refits are off from it as it is off from the process. What spreads between the
    means of refits beyond what replications of one refit spread is the part of the inputs; chance in the middle comes
    on top. Degrees of freedom as F. E. Satterthwaite has them, at least 3. Where that leaves no doubt of the sign, the
    interval is taken in proportion: near saturation a model that is off by a tenth of its load is off by a factor.
    Where few replications tell the two parts apart badly, the interval of chance is the least that counts.
    """
    middle = mean_estimate(fixed)
    groups = [mean_estimate(drawn[number::refits]) for number in range(refits)]
    groups = [each for each in groups if each.n]
    between = mean_estimate([each.mean for each in groups if each.mean is not None])
    if middle.mean is None or middle.n < 2 or between.n < 2:
        return Interval(low=None, high=None, level=level)
    repeats = sum(each.n - 1 for each in groups)
    within = sum(each.sd**2 * (each.n - 1) for each in groups) / repeats if repeats else middle.sd**2
    chance = within * sum(1 / each.n for each in groups) / len(groups)
    parts = (
        (between.sd**2, between.n - 1),
        (chance, repeats or middle.n - 1),
        (middle.sd**2 / middle.n, middle.n - 1),
    )
    variance = max(parts[0][0] - parts[1][0], 0.0) + parts[2][0]
    half = max(t_quantile(_worth(variance, parts), level) * sqrt(variance), middle.interval(level).half_width or 0.0)
    return _around(middle.mean, half, level)


def _worth(variance: float, parts: Sequence[tuple[float, int]]) -> float:
    """Return how many values a variance made of parts is worth; each part has its own degrees of freedom."""
    spread = sum(part**2 / freedom for part, freedom in parts)
    most = max(freedom for _, freedom in parts)
    return 1 + min(most, max(LEAST_WORTH - 1, variance**2 / spread)) if spread > 0 else LEAST_WORTH


def _around(middle: float, half: float, level: float) -> Interval:
    """Return the interval about a middle: in proportion where 0 is outside of it, else as far to both sides."""
    if abs(middle) <= half or half == 0:
        return Interval(low=middle - half, high=middle + half, level=level)
    factor = exp(half / abs(middle))
    ends = sorted((middle / factor, middle * factor))
    return Interval(low=ends[0], high=ends[1], level=level)
