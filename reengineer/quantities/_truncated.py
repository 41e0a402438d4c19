"""Work out the share, mean and variance of what lies between two bounds of a distribution."""

import math
from collections.abc import Callable

from reengineer._special import special
from reengineer.quantities._estimate import QuantityError

LEAST_SHARE = 1e-9
"""Bounds that hold a smaller share of a distribution are refused: hardly a value lies between them."""

Powers = tuple[float, float, float]
"""The shares of mass, of the mean and of the mean square that lie below a point."""


def truncated_moments(family: str, values: dict[str, float], low: float, high: float) -> tuple[float, float]:
    """Return mean and variance of a distribution of which only what lies between two bounds is drawn.

    Raises
    ------
    QuantityError
        If less than `LEAST_SHARE` of the distribution lies between the bounds.
    """
    below = BELOW[family](values)
    mass, first, second = (after - before for before, after in zip(below(low), below(high), strict=True))
    if not mass >= LEAST_SHARE:
        raise QuantityError("truncated: hardly any value lies between the bounds; write bounds around the mean")
    mean = min(max(first / mass, low), high)
    return mean, max(second / mass - mean * mean, 0.0)


def _normal(values: dict[str, float]) -> Callable[[float], Powers]:
    mean, sd = values["mean"], values["sd"]

    def below(x: float) -> Powers:
        z = (x - mean) / sd
        mass = math.erfc(-z / math.sqrt(2)) / 2
        density = sd * math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
        return mass, mean * mass - density, (mean * mean + sd * sd) * mass - (x + mean) * density

    return below


def _lognormal(values: dict[str, float]) -> Callable[[float], Powers]:
    mean, sd = values["mean"], values["sd"]
    spread = math.log1p((sd / mean) ** 2)
    mu, sigma = math.log(mean) - spread / 2, math.sqrt(spread)

    def share(x: float, power: int) -> float:
        if x <= 0:
            return 0.0
        z = (math.log(x) - mu) / sigma - power * sigma
        return math.exp(power * mu + power * power * spread / 2) * math.erfc(-z / math.sqrt(2)) / 2

    return lambda x: (share(x, 0), share(x, 1), share(x, 2))


def _gamma(shape: float, scale: float) -> Callable[[float], Powers]:
    def below(x: float) -> Powers:
        masses = [float(special().gammainc(shape + power, x / scale)) for power in range(3)]
        return masses[0], shape * scale * masses[1], shape * (shape + 1) * scale * scale * masses[2]

    return below


def _weibull(values: dict[str, float]) -> Callable[[float], Powers]:
    shape, scale = values["shape"], values["scale"]

    def below(x: float) -> Powers:
        reduced = (x / scale) ** shape
        first, second = (
            scale**power * math.gamma(1 + power / shape) * float(special().gammainc(1 + power / shape, reduced))
            for power in (1, 2)
        )
        return -math.expm1(-reduced), first, second

    return below


BELOW: dict[str, Callable[[dict[str, float]], Callable[[float], Powers]]] = {
    "exponential": lambda values: _gamma(1.0, values["mean"]),
    "normal": _normal,
    "lognormal": _lognormal,
    "gamma": lambda values: _gamma(1 / values["cv"] ** 2, values["mean"] * values["cv"] ** 2),
    "erlang": lambda values: _gamma(values["k"], values["mean"] / values["k"]),
    "weibull": _weibull,
}
"""By family, what gives the shares below a point; these are the families that can be truncated."""
