"""Read the values of BPSim: numbers, durations and distributions, with their units."""

import math
import re
from datetime import datetime
from itertools import pairwise

from reengineer.bpmn import Extension
from reengineer.interop._imported import Told
from reengineer.interop._qbp_values import attribute, inner
from reengineer.interop._values import Unit, cut_at_zero, is_blank, make, number_of, within
from reengineer.quantities import Distribution, QuantityError, parse_duration
from reengineer.source import Source

UNITS_S = {"ms": 0.001, "s": 1.0, "min": 60.0, "hour": 3600.0, "day": 86_400.0, "year": 365 * 86_400.0}
NUMBERS = ("NumericParameter", "FloatingParameter")
_ANY = {"timeUnit", "currencyUnit", "validFor", "instance", "result", "resultTimeStamp", "id", "type"}
POINTS = (*NUMBERS, "DurationParameter")
PERCENT = 100.0
DISTRIBUTIONS = (
    "UniformDistribution", "TriangularDistribution", "NormalDistribution", "LogNormalDistribution",
    "TruncatedNormalDistribution", "NegativeExponentialDistribution", "PoissonDistribution", "ErlangDistribution",
    "GammaDistribution", "WeibullDistribution", "BetaDistribution", "BinomialDistribution", "UserDistribution",
)  # fmt: skip
VALUES = (
    *NUMBERS, *DISTRIBUTIONS, "StringParameter", "BooleanParameter", "DurationParameter", "DateTimeParameter",
    "ExpressionParameter", "EnumParameter",
)  # fmt: skip
PLAIN = (
    *NUMBERS, "StringParameter", "BooleanParameter", "DurationParameter", "DateTimeParameter", "ExpressionParameter",
)  # fmt: skip
_NEEDS = {
    "UniformDistribution": ("min", "max"),
    "TriangularDistribution": ("min", "mode", "max"),
    "NormalDistribution": ("mean", "standardDeviation"),
    "LogNormalDistribution": ("mean", "standardDeviation"),
    "TruncatedNormalDistribution": ("mean", "standardDeviation"),
    "NegativeExponentialDistribution": ("mean",),
    "PoissonDistribution": ("mean",),
    "ErlangDistribution": ("mean", "k"),
    "GammaDistribution": ("shape", "scale"),
    "WeibullDistribution": ("shape", "scale"),
    "BetaDistribution": ("shape", "scale"),
    "BinomialDistribution": ("probability", "trials"),
}
MOST_TRIALS = 1000
NEAR_NORMAL = 1000.0
"""A count of so great a mean, and of so great a variance, can be told from a normal one by nobody."""
_MONTHS = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?=$|T|\d)(.*)")


def spare_attributes(value: Extension) -> list[str]:
    """Return the attributes of a value that it does not take, such as the minimum of a normal distribution."""
    taken = {"min", "max"} if value.name == "TruncatedNormalDistribution" else set()
    needs = _NEEDS.get(value.name, ("value",) if value.name in PLAIN else None)
    return [] if needs is None else [name for name, _ in value.attributes if name not in {*_ANY, *needs, *taken}]


def time_of(value: Extension, base_s: float, told: Told, place: Source) -> Distribution | None:
    """Return the time that a value states; None where it states none, or an impossible one, which is told."""
    if value.name == "DurationParameter":
        try:
            return Distribution.fixed(parse_duration(attribute(value, "value") or "").seconds)
        except QuantityError as fault:
            told.impossible(str(fault).partition("; ")[0], "Write it as PT90M.", place)
            return None
    unit = attribute(value, "timeUnit")
    if not is_blank(unit) and unit not in UNITS_S:
        told.impossible(f"'{str(unit)[:20]}' is no unit of time", f"Use {', '.join(UNITS_S)}.", place)
        return None
    return drawn(value, UNITS_S.get(unit or "", base_s), "s", told, place)


def number(value: Extension, told: Told, place: Source) -> Distribution | None:
    """Return a value that is a plain number, or is drawn."""
    return drawn(value, 1.0, "1", told, place)


def drawn(value: Extension, scale: float, unit: Unit, told: Told, place: Source) -> Distribution | None:
    """Return a number or distribution in units of `scale`."""
    if value.name in NUMBERS:
        found = number_of(attribute(value, "value"))
        if found is None:
            shown = attribute(value, "value") or ""
            told.impossible(f"the value '{shown[:40]}' is no number", "Write it as 1234.5.", place)
            return None
        return make("fixed", told, place, unit=unit, value=found * scale)
    if value.name == "UserDistribution":
        return _user(value, scale, unit, told, place)
    if value.name not in _NEEDS:
        return None
    given = {name: number_of(attribute(value, name)) for name in _NEEDS[value.name]}
    stated = {name: found for name, found in given.items() if found is not None}
    if len(stated) < len(given):
        lacking = ", ".join(name for name in given if name not in stated)
        told.impossible(f"a {value.name} lacks {lacking}", "Complete it.", place)
        return None
    made = _made(value, stated, scale, unit, told, place)
    return cut_at_zero(made, told, place, "another tool")


def _made(
    value: Extension, given: dict[str, float], scale: float, unit: Unit, told: Told, place: Source
) -> Distribution | None:
    kind = value.name.removesuffix("Distribution")
    mean, sd = given.get("mean", 0.0) * scale, given.get("standardDeviation", 0.0) * scale
    if kind in ("Normal", "TruncatedNormal"):
        whole = make("normal", told, place, unit=unit, mean=mean, sd=sd)
        low, high = (number_of(attribute(value, name)) for name in ("min", "max"))
        if kind == "Normal":
            return whole
        least, most = (bound * scale if bound is not None else None for bound in (low, high))
        return within(whole, least, most, told, place)
    if kind in ("Poisson", "Binomial"):
        return _counted(kind, given, scale, unit, told, place)
    low, high = given.get("min", 0.0) * scale, given.get("max", 0.0) * scale
    shape, size = given.get("shape", 1.0), given.get("scale", 1.0)
    families: dict[str, tuple[str, dict[str, float]]] = {
        "Uniform": ("uniform", {"low": low, "high": high}),
        "Triangular": ("triangular", {"low": low, "mode": given.get("mode", 0.0) * scale, "high": high}),
        "LogNormal": ("lognormal", {"mean": mean, "sd": sd}),
        "NegativeExponential": ("exponential", {"mean": mean}),
        "Erlang": ("erlang", {"k": given.get("k", 1.0), "mean": mean}),
        "Gamma": ("gamma", {"mean": shape * size * scale, "cv": 1 / math.sqrt(shape) if shape > 0 else -1.0}),
        "Weibull": ("weibull", {"shape": shape, "scale": size * scale}),
        "Beta": ("beta", {"low": 0.0, "high": scale, "a": shape, "b": size}),
    }
    family, values = families[kind]
    return make(family, told, place, unit=unit, **values)


def _counted(
    kind: str, given: dict[str, float], scale: float, unit: Unit, told: Told, place: Source
) -> Distribution | None:
    """Return a distribution over whole numbers, up to where next to nothing is left."""
    mean, chance, trials = given.get("mean", 0.0), given.get("probability", 0.0), given.get("trials", 0.0)
    centre, variance = (mean, mean) if kind == "Poisson" else (trials * chance, trials * chance * (1 - chance))
    if 0 <= chance <= 1 and min(centre, variance) >= NEAR_NORMAL:
        told.translate(f"a {kind} distribution of mean {centre:g} is taken as a normal one", place)
        return make("normal", told, place, unit=unit, mean=centre * scale, sd=math.sqrt(variance) * scale)
    if not (0 <= mean <= MOST_TRIALS and 0 <= chance <= 1 and 0 <= trials <= MOST_TRIALS and trials == int(trials)):
        message = f"a {kind} distribution has impossible values, or more than {MOST_TRIALS} steps"
        told.impossible(message, "Use another distribution.", place)
        return None
    if kind == "Poisson":
        counts = range(int(mean + 12 * math.sqrt(mean) + 20))
        weights = [math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) if mean else float(k == 0) for k in counts]
    else:
        counts = range(int(trials) + 1)
        weights = [math.comb(len(counts) - 1, k) * chance**k * (1 - chance) ** (len(counts) - 1 - k) for k in counts]
    total = math.fsum(weights)
    points = tuple((k * scale, weight / total) for k, weight in zip(counts, weights, strict=True) if weight > 1e-15)
    kept = math.fsum(weight for _, weight in points)
    return Distribution(family="discrete", unit=unit, points=tuple((k, weight / kept) for k, weight in points))


def _user(value: Extension, scale: float, unit: Unit, told: Told, place: Source) -> Distribution | None:
    """Return a distribution of points: the points themselves, or what lies between them."""
    points: list[tuple[float, float]] = []
    for point in inner(value, "UserDistributionDataPoint"):
        chance = number_of(attribute(point, "probability"))
        inside = next((_point(child, scale, unit) for child in point.children if child.name in POINTS), None)
        if chance is None or inside is None or chance < 0 or inside < 0:
            told.impossible("a point of a UserDistribution lacks its probability or value", "Complete it.", place)
            return None
        points.append((inside, chance))
    total = math.fsum(chance for _, chance in points)
    if abs(total - PERCENT) <= 1:
        told.translate("the points of a UserDistribution are in percent", place)
        points = [(at, chance / PERCENT) for at, chance in points]
        total /= PERCENT
    if not points or abs(total - 1) > 0.01:
        told.impossible(f"the points of a UserDistribution add up to {total:g}", "Make it 1.", place)
        return None
    shared = [(at, chance / total) for at, chance in points]
    try:
        if (attribute(value, "discrete") or "").lower() in ("true", "1") or len(shared) == 1:
            return Distribution(family="discrete", unit=unit, points=tuple(shared))
        return _between(sorted(shared), unit)
    except QuantityError as fault:
        told.impossible(str(fault), "Mend the points.", place)
        return None


def _point(value: Extension, scale: float, unit: Unit) -> float | None:
    """Return the value of a point; a unit of its own goes before that of the whole."""
    text, own = attribute(value, "value") or "", attribute(value, "timeUnit") or ""
    if value.name != "DurationParameter":
        found = number_of(text)
        return found * (UNITS_S.get(own, scale) if unit == "s" else scale) if found is not None else None
    try:
        return parse_duration(text).seconds.value if unit == "s" else None
    except QuantityError:
        return None


def _between(points: list[tuple[float, float]], unit: Unit) -> Distribution:
    """Return the mixture that rises evenly from each point to the next one."""
    first, chance = points[0]
    parts = [(chance, Distribution.fixed(first, unit=unit))] if chance else []
    for (low, _), (high, share) in pairwise(points):
        if share:
            parts.append((share, Distribution.of("uniform", unit=unit, low=low, high=high)))
    return Distribution(family="mixture", unit=unit, parts=tuple(parts))


def length_s(text: str, start: datetime | None) -> float | None:
    """Return a duration in seconds; one with months or years counts from a start, and is None without one.

    Raises
    ------
    QuantityError
        If the text is no duration.
    """
    match = _MONTHS.fullmatch(text.strip())
    months = int(match[1] or 0) * 12 + int(match[2] or 0) if match else 0
    if match is None or not months:
        return parse_duration(text.strip()).seconds.value
    rest = parse_duration(f"P{match[3]}").seconds.value if match[3] else 0.0
    if start is None:
        return None
    year, month = divmod(start.month - 1 + months, 12)
    if start.year + year > 9000:
        raise QuantityError("the duration is thousands of years")
    last = [31, 29 if (start.year + year) % 4 == 0 else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month]
    end = start.replace(year=start.year + year, month=month + 1, day=min(start.day, last))
    return (end - start).total_seconds() + rest
