"""Hold a distribution of durations or of plain numbers, and its mean and variance."""

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from types import MappingProxyType
from typing import Literal

from reengineer._records import dataclass
from reengineer.quantities._duration import format_seconds
from reengineer.quantities._estimate import Estimate, Notation, QuantityError, format_number, with_range
from reengineer.quantities._truncated import BELOW, truncated_moments

# "u" is measured in the unit of the distribution, "1" is a plain number that scaling leaves alone.
FAMILIES: MappingProxyType[str, tuple[tuple[str, str], ...]] = MappingProxyType(
    {
        "fixed": (("value", "u"),),
        "exponential": (("mean", "u"),),
        "uniform": (("low", "u"), ("high", "u")),
        "triangular": (("low", "u"), ("mode", "u"), ("high", "u")),
        "normal": (("mean", "u"), ("sd", "u")),
        "lognormal": (("mean", "u"), ("sd", "u")),
        "gamma": (("mean", "u"), ("cv", "1")),
        "erlang": (("k", "1"), ("mean", "u")),
        "weibull": (("shape", "1"), ("scale", "u")),
        "beta": (("low", "u"), ("high", "u"), ("a", "1"), ("b", "1")),
        "pert": (("low", "u"), ("mode", "u"), ("high", "u")),
        "discrete": (),
        "empirical": (),
        "mixture": (),
        "truncated": (("low", "u"), ("high", "u")),
    }
)
_POSITIVE = frozenset({"shape", "scale", "a", "b"})
SUM_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution(Notation):
    """A duration or number that varies, such as gamma(mean=12 min, cv=0.4); a plain one is fixed.

    Parameters
    ----------
    family : str
        A key of `FAMILIES`.
    parameters : tuple of (str, Estimate)
        In the order of `FAMILIES`; seconds where `unit` is ``"s"``.
    unit : {"s", "1"}
        Whether it gives durations in seconds or plain numbers.
    working : bool
        Whether durations count open time only.
    points : tuple of (float, float)
        Values and their probabilities, of ``discrete`` and of ``empirical`` once its file has been read.
    parts : tuple of (float, Distribution)
        Weights and parts of a ``mixture``; what a ``truncated`` one is cut from, with weight 1.
    reference : str
        ``file:column`` of an ``empirical`` one.
    """

    family: str
    parameters: tuple[tuple[str, Estimate], ...] = ()
    unit: Literal["s", "1"] = "s"
    working: bool = False
    points: tuple[tuple[float, float], ...] = ()
    parts: tuple[tuple[float, "Distribution"], ...] = ()
    reference: str = ""

    def __post_init__(self) -> None:
        known = FAMILIES.get(self.family)
        if known is None:
            raise QuantityError(f"'{self.family}' is not a distribution; write one of {', '.join(FAMILIES)}")
        if [name for name, _ in self.parameters] != [name for name, _ in known]:
            raise QuantityError(f"{self.family} takes {', '.join(name for name, _ in known) or 'values and shares'}")
        _check(self)

    @classmethod
    def of(
        cls, family: str, *, unit: Literal["s", "1"] = "s", working: bool = False, **values: float | Estimate
    ) -> "Distribution":
        """Return a distribution of a family with named parameters, in seconds or plain numbers.

        A distribution that cannot vary (no spread and no range) becomes ``fixed``, so that no engine divides by a
        spread of 0.
        """
        given = {name: value if isinstance(value, Estimate) else Estimate(value) for name, value in values.items()}
        names = [name for name, _ in FAMILIES.get(family, ())]
        if unknown := [name for name in given if name not in names]:
            raise QuantityError(f"{family} has no parameter '{unknown[0]}'; it takes {', '.join(names)}")
        if missing := [name for name in names if name not in given]:
            raise QuantityError(f"{family} needs {' and '.join(missing)}")
        parameters = tuple((name, given[name]) for name in names)
        made = cls(family=family, parameters=parameters, unit=unit, working=working)
        return settled(made)

    @classmethod
    def fixed(cls, value: float | Estimate, *, unit: Literal["s", "1"] = "s", working: bool = False) -> "Distribution":
        """Return the distribution that always gives one value."""
        return cls.of("fixed", unit=unit, working=working, value=value)

    @classmethod
    def truncated(cls, whole: "Distribution", low: float, high: float) -> "Distribution":
        """Return a distribution of which only what lies between two bounds is drawn.

        Parameters
        ----------
        whole : Distribution
            Of a family such as ``exponential``, ``normal``, ``lognormal`` or ``gamma``, without ranges.
        low, high : float
            In the unit of `whole`; 0 or more, the low one first.

        Raises
        ------
        QuantityError
            If the family has no truncated form, or hardly any value lies between the bounds.
        """
        bounds = (("low", Estimate(low)), ("high", Estimate(high)))
        return cls(family="truncated", parameters=bounds, unit=whole.unit, working=whole.working, parts=((1.0, whole),))

    @classmethod
    def read(cls, value: object) -> "Distribution":
        """Return the distribution that text or a number of a file stands for; raise `QuantityError`."""
        from reengineer.quantities._notation import parse_distribution

        return parse_distribution(value)

    def get(self, name: str) -> Estimate:
        """Return a parameter by name; raise `KeyError` where the family has none of that name."""
        return dict(self.parameters)[name]

    @property
    def mean(self) -> float:
        """Return the mean, in seconds or plain; that of the truncated variable for ``normal``."""
        return _moments(self)[0]

    @property
    def variance(self) -> float:
        """Return the variance, in the unit squared."""
        return max(_moments(self)[1], 0.0)

    @property
    def cv(self) -> float:
        """Return standard deviation over mean; 0 where the mean is 0."""
        mean, variance = _moments(self)
        return math.sqrt(max(variance, 0.0)) / mean if mean else 0.0

    @property
    def is_uncertain(self) -> bool:
        """Say whether a parameter carries a range."""
        return any(value.is_range for _, value in self.parameters) or any(part.is_uncertain for _, part in self.parts)

    def scaled(self, factor: float) -> "Distribution":
        """Return the distribution with every value times a factor of 0 or more; the cv stays."""
        if not (factor >= 0 and math.isfinite(factor)):
            raise QuantityError(f"a factor is 0 or more, not {factor}")
        if factor == 0:
            return Distribution.fixed(0.0, unit=self.unit, working=self.working)
        kinds = dict(FAMILIES[self.family])
        return replace(
            self,
            # A scaled sample is no longer the column of the file, so it is written out as values.
            family="discrete" if self.points else self.family,
            reference="" if self.points else self.reference,
            parameters=tuple(
                (name, value.scaled(factor) if kinds[name] == "u" else value) for name, value in self.parameters
            ),
            points=tuple((value * factor, share) for value, share in self.points),
            parts=tuple((share, part.scaled(factor)) for share, part in self.parts),
        )

    def with_mean(self, mean: float) -> "Distribution":
        """Return the distribution scaled to a mean; a mean of 0 cannot be scaled up and gives a fixed value."""
        now = self.mean
        return self.scaled(mean / now) if now else Distribution.fixed(mean, unit=self.unit, working=self.working)

    def resolved(self, choose: Callable[[Estimate], Estimate]) -> "Distribution":
        """Return the distribution with each parameter replaced by what `choose` makes of it."""
        parameters = tuple((name, choose(value)) for name, value in self.parameters)
        parts = tuple((share, part.resolved(choose)) for share, part in self.parts)
        return settled(replace(self, parameters=parameters, parts=parts))

    def with_points(self, values: tuple[float, ...]) -> "Distribution":
        """Return an ``empirical`` distribution with the values of its file, each equally likely."""
        counts = Counter(values)
        return replace(self, points=tuple((value, counts[value] / len(values)) for value in sorted(counts)))

    def write(self, value: float) -> str:
        """Print a value in the unit of the distribution."""
        return format_seconds(value, self.working) if self.unit == "s" else format_number(value)

    def as_data(self) -> str | int | float:
        """Return a plain number where the distribution is one, else its text."""
        value = self.parameters[0][1] if self.family == "fixed" else None
        return value.as_data() if value is not None and self.unit == "1" else str(self)

    def __repr__(self) -> str:
        return f"<Distribution {self}>"

    def __str__(self) -> str:
        if self.family == "fixed":
            return with_range(self.parameters[0][1], self.write)
        if self.family == "empirical":
            return f"empirical({self.reference})"
        return f"{self.family}({', '.join(self._arguments())})"

    def _arguments(self) -> list[str]:
        if self.family == "discrete":
            return [f"{self.write(value)}: {format_number(share)}" for value, share in self.points]
        if self.family == "mixture":
            return [f"{format_number(share)}: {part}" for share, part in self.parts]
        if self.family == "truncated":
            return [str(self.parts[0][1]), *(self.write(bound.value) for _, bound in self.parameters)]
        kinds = dict(FAMILIES[self.family])
        named = self.family in ("normal", "lognormal", "gamma", "erlang", "weibull", "beta")
        texts = [
            (name, with_range(value, self.write) if kinds[name] == "u" else str(value))
            for name, value in self.parameters
        ]
        return [f"{name}={text}" if named else text for name, text in texts]


def settled(made: Distribution) -> Distribution:
    """Return a fixed value in place of a distribution that cannot vary."""
    if made.family in ("fixed", "discrete", "empirical", "mixture", "truncated") or made.is_uncertain:
        return made
    spread = {name: value.value for name, value in made.parameters}
    flat = spread.get("cv", spread.get("sd", spread.get("high", 1.0) - spread.get("low", 0.0))) == 0
    if not flat:
        return made
    return Distribution.fixed(spread.get("mean", spread.get("low", 0.0)), unit=made.unit, working=made.working)


_LEAST_SHAPE = 0.012
"""Below it the spread of a Weibull distribution is beyond all numbers."""


def _check(made: Distribution) -> None:
    values = dict(made.parameters)
    for name, value in made.parameters:
        if value.least < 0:
            raise QuantityError(f"{made.family}: {name} is {made.write(value.least)}; it must be 0 or more")
        if value.least == 0 and name in _POSITIVE:
            raise QuantityError(f"{made.family}: {name} is 0; it must be above 0")
    if made.family not in ("fixed", "normal") and "mean" in values and values["mean"].least == 0:
        raise QuantityError(f"{made.family}: mean is 0; it must be above 0, or write a plain 0 min")
    _check_order(made, values)
    if made.family == "erlang" and (values["k"].value != round(values["k"].value) or values["k"].value < 1):
        raise QuantityError(f"erlang: k is {values['k']}; it must be a whole number, 1 or more")
    if made.family == "weibull" and values["shape"].least < _LEAST_SHAPE:
        raise QuantityError(f"weibull: shape is {values['shape']}; it must be {_LEAST_SHAPE} or more")
    if made.family == "truncated":
        _check_truncated(made)
    if made.family in ("discrete", "mixture") or made.points:
        _check_shares(made)


def _check_truncated(made: Distribution) -> None:
    whole = made.parts[0][1] if len(made.parts) == 1 else None
    if whole is None or whole.family not in BELOW:
        raise QuantityError(f"truncated takes one distribution and its bounds; it may be {', '.join(BELOW)}")
    if made.is_uncertain:
        raise QuantityError("truncated takes no ranges; write one number for each value")
    if (whole.unit, whole.working) != (made.unit, made.working):
        raise QuantityError("truncated: the bounds are of another kind than the values; write all as durations")
    _moments(made)


def _check_order(made: Distribution, values: dict[str, Estimate]) -> None:
    order = [name for name in ("low", "mode", "high") if name in values]
    for left, right in pairwise(order):
        if values[left].value > values[right].value:
            shown = f"{left} is {made.write(values[left].value)}, above {right} {made.write(values[right].value)}"
            raise QuantityError(f"{made.family}: {shown}; write {', '.join(order)} from small to large")


def _check_shares(made: Distribution) -> None:
    shares = [share for _, share in made.points] + [share for share, _ in made.parts]
    if not shares:
        raise QuantityError(f"{made.family} has no values; write them as in discrete(1: 0.2, 2: 0.8)")
    total = math.fsum(shares)
    if any(not 0 <= share <= 1 for share in shares) or abs(total - 1) > SUM_TOLERANCE:
        shown = format_number(round(total, 9))
        raise QuantityError(f"{made.family}: the shares add up to {shown}; write shares that add up to 1")
    if any(value < 0 for value, _ in made.points):
        raise QuantityError(f"{made.family}: a value is below 0; write values of 0 or more")
    if len({(part.unit, part.working) for _, part in made.parts}) > 1:
        raise QuantityError("mixture: the parts are not all of one kind; write all as durations, or all as numbers")


Moments = tuple[float, float]


def _moments(made: Distribution) -> Moments:
    if made.family == "mixture":
        return _mixed([(share, *_moments(part)) for share, part in made.parts])
    if made.family == "truncated":
        whole = made.parts[0][1]
        values = {name: value.value for name, value in whole.parameters}
        low, high = (value.value for _, value in made.parameters)
        return truncated_moments(whole.family, values, low, high)
    if made.family in ("discrete", "empirical"):
        if not made.points:
            raise QuantityError(f"the values of {made} have not been read")
        return _mixed([(share, value, 0.0) for value, share in made.points])
    return _FORMULAS[made.family](*(value.value for _, value in made.parameters))


def _mixed(parts: list[tuple[float, float, float]]) -> Moments:
    mean = math.fsum(share * centre for share, centre, _ in parts)
    return mean, math.fsum(share * (variance + (centre - mean) ** 2) for share, centre, variance in parts)


def _normal(mean: float, sd: float) -> Moments:
    if sd == 0:
        return mean, 0.0
    a = -mean / sd
    density = math.exp(-a * a / 2) / math.sqrt(2 * math.pi)
    kept = math.erfc(a / math.sqrt(2)) / 2
    ratio = density / kept
    return mean + sd * ratio, sd * sd * (1 + a * ratio - ratio * ratio)


def _triangular(low: float, mode: float, high: float) -> Moments:
    square = low * low + mode * mode + high * high - low * mode - low * high - mode * high
    return (low + mode + high) / 3, square / 18


def _weibull(shape: float, scale: float) -> Moments:
    mean = scale * math.gamma(1 + 1 / shape)
    return mean, scale * scale * math.gamma(1 + 2 / shape) - mean * mean


def _beta(low: float, high: float, a: float, b: float) -> Moments:
    width = high - low
    return low + width * a / (a + b), width * width * a * b / ((a + b) ** 2 * (a + b + 1))


def _pert(low: float, mode: float, high: float) -> Moments:
    mean = (low + 4 * mode + high) / 6
    return mean, (mean - low) * (high - mean) / 7


_FORMULAS: dict[str, Callable[..., Moments]] = {
    "fixed": lambda value: (value, 0.0),
    "exponential": lambda mean: (mean, mean * mean),
    "uniform": lambda low, high: ((low + high) / 2, (high - low) ** 2 / 12),
    "triangular": _triangular,
    "normal": _normal,
    "lognormal": lambda mean, sd: (mean, sd * sd),
    "gamma": lambda mean, cv: (mean, (mean * cv) ** 2),
    "erlang": lambda k, mean: (mean, mean * mean / k),
    "weibull": _weibull,
    "beta": _beta,
    "pert": _pert,
}
