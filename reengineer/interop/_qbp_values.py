"""Read the values of QBP: attributes, distributions and timetables."""

import math

from reengineer.annotations import CalendarNotes
from reengineer.bpmn import Extension
from reengineer.interop._hours import DAY_S, Span, clock_s, days_between, end_s, weekly_hours
from reengineer.interop._imported import Told
from reengineer.interop._values import cut_at_zero, make, number_of, stated
from reengineer.quantities import Distribution, QuantityError
from reengineer.source import Source

FAMILIES = (
    "FIXED", "EXPONENTIAL", "NORMAL", "GAMMA", "LOGNORMAL", "TRIANGULAR", "UNIFORM", "HISTOGRAM", "EXACT",
)  # fmt: skip
_TAKES = {
    "FIXED": ("mean",),
    "EXPONENTIAL": ("arg1",),
    "UNIFORM": ("arg1", "arg2"),
    "TRIANGULAR": ("mean", "arg1", "arg2"),
}


def attribute(item: Extension | None, name: str) -> str | None:
    """Return an attribute of an element, or None."""
    return next((value for key, value in item.attributes if key == name), None) if item is not None else None


def inner(item: Extension, name: str) -> list[Extension]:
    """Return the children of an element with a name."""
    return [child for child in item.children if child.name == name]


def children(item: Extension, holder: str, name: str) -> list[Extension]:
    """Return the elements of a name in all holders of a name, such as each timetable of the timetables."""
    return [child for part in inner(item, holder) for child in inner(part, name)]


def distribution(item: Extension, told: Told, place: Source) -> Distribution | None:
    """Return the distribution that an element states in seconds; None where it states none or an impossible one."""
    family = (attribute(item, "type") or "").upper()
    mean, first, second = (stated(attribute(item, name), name, told, place) for name in ("mean", "arg1", "arg2"))
    if family == "HISTOGRAM":
        return _histogram(item, told, place)
    if family == "EXACT":
        return _exact(item, told, place)
    if family not in FAMILIES:
        if family:
            told.impossible(f"'{family[:40]}' is no distribution of QBP", f"Use {', '.join(FAMILIES)}.", place)
        elif mean or first or second:
            told.find("a distribution has values but no type; it is not used", f"Use {', '.join(FAMILIES)}.", place)
        return None
    return cut_at_zero(_plain(family, (mean, first, second), told, place), told, place, "the tool")


def _plain(
    family: str, values: tuple[float | None, float | None, float | None], told: Told, place: Source
) -> Distribution | None:
    """Return a distribution of mean, first and second argument, of which each family takes some."""
    names = _TAKES.get(family, ("mean", "arg1"))
    given = dict(zip(("mean", "arg1", "arg2"), values, strict=True))
    needed = tuple(given[name] for name in names)
    missing = [name for name, value in zip(names, needed, strict=True) if value is None]
    if family == "EXPONENTIAL" and not given["arg1"]:
        missing = ["arg1"]
    if missing:
        if any(values):
            message = f"a distribution {family} lacks {' and '.join(missing)}; it is not used"
            told.find(message, f"It is told by {', '.join(names)}.", place)
        return None
    second = given["arg2"]
    a, b = needed[0] or 0.0, (needed[1] or 0.0) if len(needed) > 1 else 0.0
    if family == "FIXED":
        return make("fixed", told, place, value=a)
    if family == "EXPONENTIAL":
        return make("exponential", told, place, mean=a)
    if family == "UNIFORM":
        return make("uniform", told, place, low=a, high=b)
    if family == "TRIANGULAR":
        return make("triangular", told, place, mode=a, low=b, high=second or 0.0)
    if family == "NORMAL":
        return make("normal", told, place, mean=a, sd=b)
    return _by_variance(family, a, b, told, place)


def _by_variance(family: str, mean: float, variance: float, told: Told, place: Source) -> Distribution | None:
    if mean <= 0 or variance < 0:
        told.impossible(
            f"a {family.lower()} distribution has mean {mean:g} and variance {variance:g}",
            "Write a mean above 0 and a variance of 0 or more.",
            place,
        )
        return None
    sd = math.sqrt(variance)
    if family == "GAMMA":
        return make("gamma", told, place, mean=mean, cv=sd / mean)
    return make("lognormal", told, place, mean=mean, sd=sd)


def _histogram(item: Extension, told: Told, place: Source) -> Distribution | None:
    """Return a mixture of the bins, whose probabilities are in percent."""
    bins: list[tuple[float, Distribution]] = []
    for bar in children(item, "histogramDataBins", "histogramData"):
        share = number_of(attribute(bar, "probability"))
        inside = next((distribution(part, told, place) for part in inner(bar, "distribution")), None)
        if share is None or inside is None or share < 0:
            told.impossible("a bin of a histogram lacks its probability or its values", "Complete it.", place)
            return None
        bins.append((share / 100, inside))
    total = math.fsum(share for share, _ in bins)
    if not bins or abs(total - 1) > 0.01:
        told.impossible(f"the bins of a histogram add up to {total * 100:g} %", "Make it 100 %.", place)
        return None
    parts = tuple((share / total, part) for share, part in bins if share)
    if all(part.family == "fixed" for _, part in parts):
        return Distribution(family="discrete", points=tuple((part.mean, share) for share, part in parts))
    return parts[0][1] if len(parts) == 1 else Distribution(family="mixture", parts=parts)


def _exact(item: Extension, told: Told, place: Source) -> Distribution | None:
    """Return the values of a list, each as likely as the others."""
    texts = [child.text or attribute(child, "value") for child in children(item, "exactValues", "value")]
    values = [number_of(text) for text in texts]
    if not values or any(value is None for value in values):
        told.impossible("a list of exact values holds none, or what is no number", "Write numbers.", place)
        return None
    try:
        return Distribution(family="discrete", points=tuple((value or 0.0, 1 / len(values)) for value in values))
    except QuantityError as fault:
        told.impossible(str(fault), "Mend the values.", place)
        return None


def timetable(
    item: Extension, name: str, holidays: Extension | None, told: Told, place: Source
) -> CalendarNotes | None:
    """Return the calendar of a timetable; None where it is impossible, which is told."""
    spans: list[Span] = []
    for rule in children(item, "rules", "rule"):
        days = days_between(attribute(rule, "fromWeekDay"), attribute(rule, "toWeekDay"))
        start, end = (clock_s(attribute(rule, key) or "") for key in ("fromTime", "toTime"))
        where = Source(file=place.file, line=rule.line)
        if end == 0:
            end = float(DAY_S)
        if days is None or start is None or end is None:
            told.impossible(f"a rule of the timetable '{name}' lacks a day or a time", "Complete it.", where)
        elif start == end:
            told.impossible(f"a rule of the timetable '{name}' ends when it begins", "Write both times.", where)
        elif end_s(end) <= start:
            told.translate(f"a rule of the timetable '{name}' is taken to go on over midnight to the next day", where)
            spans.extend((day, start, float(DAY_S)) for day in days)
            spans.extend(((day + 1) % 7, 0.0, end) for day in days)
        else:
            spans.extend((day, start, end_s(end)) for day in days)
    if told.is_refused:
        return None
    found = weekly_hours(spans, name, told, place)
    dates = [attribute(child, "date") for child in holidays.children] if holidays else []
    closed = tuple(str(date)[:10] for date in dates if date)
    if not closed or found is None:
        return found
    try:
        return found.model_copy(update={"closed": CalendarNotes(closed=closed).closed})
    except ValueError:
        told.impossible(f"a holiday of '{name}' is no date", "Write it as 2026-12-24.", place)
        return None
