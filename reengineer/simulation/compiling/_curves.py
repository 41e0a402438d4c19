"""Lay slow quantile functions out as curves: polynomials over the normal score of a uniform number.

The gamma and the beta distribution have no inverse in closed form, and finding one takes far longer than all else
about a draw. As functions of the normal score, the logarithm of a gamma quantile and the logit of a beta quantile are
smooth over the whole range of uniform numbers. So a Chebyshev polynomial on each of `PIECES` pieces of that range
gives them to about 11 digits; `_quantiles.curve_at` adds one up.

References
----------
L. N. Trefethen, Approximation Theory and Approximation Practice, 2013.
"""

import math
from collections.abc import Callable
from functools import lru_cache

from reengineer.simulation._quantiles import beta_lower, gamma_lower, gamma_quantile, gamma_upper, normal_quantile

PIECES, TERMS, FARTHEST = 16, 12, 8.4
"""Pieces from minus to plus the farthest normal score; the uniform numbers that are drawn reach 8.3."""

LogChance = Callable[[float], tuple[float, float]]
"""Gives the logarithm of a probability at a point of the curve, and its slope."""

_ANGLES = [math.pi * (n + 0.5) / TERMS for n in range(TERMS)]
_WIDTH = 2 * FARTHEST / PIECES


@lru_cache(maxsize=1024)
def gamma_curve(shape: float) -> tuple[float, ...]:
    """Return the curve of the logarithm of a gamma quantile with the given shape and scale 1."""
    log_gamma = math.lgamma(shape)

    def below(y: float) -> tuple[float, float]:
        if y < -600:  # so near 0 that the first term of the series is all
            return shape * y - log_gamma - math.log(shape), shape
        chance = gamma_lower(shape, log_gamma, math.exp(y))
        return math.log(chance), math.exp(shape * y - math.exp(y) - log_gamma) / chance

    def above(y: float) -> tuple[float, float]:
        x = math.exp(y)
        chance = gamma_upper(shape, log_gamma, x) if x > shape + 1 else 1 - gamma_lower(shape, log_gamma, x)
        return math.log(chance), -math.exp(shape * y - x - log_gamma) / chance

    return _curve(below, above, math.log(shape))


@lru_cache(maxsize=1024)
def beta_curve(a: float, b: float) -> tuple[float, ...]:
    """Return the curve of the logit of a beta quantile on [0, 1]."""
    log_beta = math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)

    def below(y: float) -> tuple[float, float]:
        return _log_beta_lower(a, b, log_beta, y)

    def above(y: float) -> tuple[float, float]:
        chance, slope = _log_beta_lower(b, a, log_beta, -y)
        return chance, -slope

    return _curve(below, above, math.log(a / b))


def _log_beta_lower(a: float, b: float, log_beta: float, y: float) -> tuple[float, float]:
    """Return the logarithm of the beta distribution function at the point with logit `y`, and its slope by `y`."""
    if y < -600:
        return a * y - log_beta - math.log(a), a
    log_x, log_rest = -math.log1p(math.exp(-y)), -math.log1p(math.exp(y)) if y < 600 else -y
    chance = beta_lower(a, b, log_beta, math.exp(log_x))
    return math.log(chance), math.exp(a * log_x + b * log_rest - log_beta) / chance


def _curve(below: LogChance, above: LogChance, middle: float) -> tuple[float, ...]:
    """Return the coefficients of all pieces, found from the middle outwards, each node from its neighbour."""
    values: dict[float, float] = {}
    for side, chance in ((-1.0, below), (1.0, above)):
        at = middle
        for score in sorted((score for score in _scores() if score * side > 0), key=abs):
            at = _solve(chance, math.log(0.5 * math.erfc(abs(score) / math.sqrt(2))), at)
            values[score] = at
    return tuple(term for piece in range(PIECES) for term in _terms([values[score] for score in _nodes(piece)]))


@lru_cache(maxsize=1024)
def truncated_curve(family: str, numbers: tuple[float, ...], low: float, high: float) -> tuple[float, ...]:
    """Return the curve of the logarithm of a quantile between two bounds of a distribution.

    Parameters
    ----------
    family : {"exponential", "normal", "lognormal", "weibull", "gamma"}
    numbers : tuple of float
        Mean; mean and sd; mean and sd of the logarithm; shape and scale; shape and scale.
    low, high : float
        0 <= low < high, with a share of the distribution between them.
    """
    before, after = _chances(family, numbers, low), _chances(family, numbers, high)

    def value(score: float) -> float:
        lower, upper = (0.5 * math.erfc(-side * score / math.sqrt(2)) for side in (1, -1))
        chances = (
            before[0] + lower * (after[0] - before[0]),
            after[1] + upper * (before[1] - after[1]),
        )
        return math.log(min(max(_quantile(family, numbers, *chances), low, 1e-300), high))

    values = {score: value(score) for score in _scores()}
    return tuple(term for piece in range(PIECES) for term in _terms([values[score] for score in _nodes(piece)]))


def _chances(family: str, numbers: tuple[float, ...], x: float) -> tuple[float, float]:
    """Return the shares of a distribution below and above a point."""
    if family in ("normal", "lognormal"):
        if family == "lognormal" and x <= 0:
            return 0.0, 1.0
        score = ((math.log(x) if family == "lognormal" else x) - numbers[0]) / numbers[1]
        return 0.5 * math.erfc(-score / math.sqrt(2)), 0.5 * math.erfc(score / math.sqrt(2))
    if family == "gamma":
        shape, scale = numbers
        x, log_gamma = x / scale, math.lgamma(shape)
        if x <= 0:
            return 0.0, 1.0
        above = gamma_upper(shape, log_gamma, x) if x > shape + 1 else 1 - gamma_lower(shape, log_gamma, x)
        return (1 - above if x > shape + 1 else gamma_lower(shape, log_gamma, x)), above
    reduced = x / numbers[0] if family == "exponential" else (x / numbers[1]) ** numbers[0]
    return -math.expm1(-reduced), math.exp(-reduced)


def _quantile(family: str, numbers: tuple[float, ...], lower: float, upper: float) -> float:
    """Return the point with these shares below and above it; the smaller one counts, as it is the more exact."""
    if family in ("normal", "lognormal"):
        score = normal_quantile(lower) if lower < upper else -normal_quantile(upper)
        value = numbers[0] + numbers[1] * score
        return math.exp(value) if family == "lognormal" else value
    if family == "gamma":
        shape, scale = numbers
        chance = min(max(lower, 1e-300), 1 - 2**-53)
        return scale * gamma_quantile(shape, math.lgamma(shape), chance)
    reduced = -math.log1p(-lower) if lower < upper else -math.log(max(upper, 1e-300))
    return numbers[0] * reduced if family == "exponential" else numbers[1] * reduced ** (1 / numbers[0])


def _nodes(piece: int) -> list[float]:
    """Return the normal scores at which a piece meets the function."""
    return [-FARTHEST + _WIDTH * (piece + 0.5 + 0.5 * math.cos(angle)) for angle in _ANGLES]


def _scores() -> list[float]:
    return [score for piece in range(PIECES) for score in _nodes(piece)]


def _solve(chance: LogChance, target: float, start: float) -> float:
    """Return the point at which a probability has the logarithm `target`: Newton steps, none longer than 2."""
    at = start
    for _ in range(100):
        value, slope = chance(at)
        step = min(max((value - target) / slope, -2.0), 2.0)
        at -= step
        if abs(step) < 1e-14 * max(abs(at), 1.0):
            break
    return at


def _terms(values: list[float]) -> list[float]:
    """Return the Chebyshev coefficients of the polynomial through values at the nodes; the first is halved."""
    terms = [
        2.0 / TERMS * math.fsum(value * math.cos(n * angle) for value, angle in zip(values, _ANGLES, strict=True))
        for n in range(TERMS)
    ]
    return [terms[0] / 2, *terms[1:]]
