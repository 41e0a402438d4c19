"""Write values of BPSim: numbers, distributions and calendars."""

import re

from reengineer.annotations import AttributeNotes
from reengineer.bpmn import Extension
from reengineer.files import sha256
from reengineer.quantities import Distribution, Estimate

DAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def element(tag: str, /, *children: Extension, text: str = "", **attributes: str) -> Extension:
    """Return an element with attributes and what is inside it."""
    return Extension(name=tag, attributes=tuple(attributes.items()), children=children, text=text)


def number_text(value: float) -> str:
    """Return a number as XML has it."""
    return repr(float(value)).removesuffix(".0")


def words_value(notes: AttributeNotes) -> Extension:
    """Return an attribute that is one of several words."""
    shares = {word: share for word, share in (notes.words or {}).items() if isinstance(share, Estimate)}
    rest = max(1 - sum(float(share) for share in shares.values()), 0.0)
    points = (
        element(
            "UserDistributionDataPoint",
            element("StringParameter", value=word),
            probability=number_text(float(shares[word]) if word in shares else rest),
        )
        for word in notes.words or {}
    )
    return element("UserDistribution", *points, discrete="true")


def value_of(made: Distribution) -> Extension | None:
    """Return the value that states a distribution in the base unit; None where the standard has none."""
    given = {name: value.value for name, value in made.parameters}
    mean, sd = given.get("mean", 0.0), given.get("sd", 0.0)
    low, high = given.get("low", 0.0), given.get("high", 0.0)
    if made.family == "normal":
        if mean >= 5 * sd:
            return element("NormalDistribution", mean=number_text(mean), standardDeviation=number_text(sd))
        high = mean + 40 * sd
    elif made.family == "truncated" and made.parts[0][1].family == "normal":
        mean, sd = (value.value for _, value in made.parts[0][1].parameters)
    elif made.family in ("discrete", "empirical") and made.points:
        return _points(made)
    cv = given.get("cv", 1.0)
    forms: dict[str, tuple[str, dict[str, float]]] = {
        "fixed": ("FloatingParameter", {"value": given.get("value", 0.0)}),
        "exponential": ("NegativeExponentialDistribution", {"mean": mean}),
        "uniform": ("UniformDistribution", {"min": low, "max": high}),
        "triangular": ("TriangularDistribution", {"min": low, "mode": given.get("mode", 0.0), "max": high}),
        "normal": ("TruncatedNormalDistribution", {"mean": mean, "standardDeviation": sd, "min": 0.0, "max": high}),
        "lognormal": ("LogNormalDistribution", {"mean": mean, "standardDeviation": sd}),
        "gamma": ("GammaDistribution", {"shape": 1 / cv**2 if cv else 1.0, "scale": mean * cv**2}),
        "erlang": ("ErlangDistribution", {"mean": mean, "k": given.get("k", 1.0)}),
        "weibull": ("WeibullDistribution", {"shape": given.get("shape", 1.0), "scale": given.get("scale", 1.0)}),
    }
    if made.family == "truncated" and made.parts[0][1].family == "normal":
        forms["truncated"] = (
            "TruncatedNormalDistribution",
            {"mean": mean, "standardDeviation": sd, "min": low, "max": high},
        )
    if made.family not in forms:
        return None
    name, values = forms[made.family]
    return element(name, **{key: number_text(value) for key, value in values.items()})


def _points(made: Distribution) -> Extension:
    points = (
        element(
            "UserDistributionDataPoint",
            element("FloatingParameter", value=number_text(value)),
            probability=number_text(share),
        )
        for value, share in made.points
    )
    return element("UserDistribution", *points, discrete="true")


def xml_id(kind: str, name: str) -> str:
    """Return an id that XML allows for something with a name of its own; other names give other ids."""
    word = re.sub(r"[^A-Za-z0-9_.-]", "_", name)
    return f"{kind}_{word}" if word == name else f"{kind}_{word}_{sha256(name.encode())[:6]}"


def calendar_of(key: str, name: str, is_open: list[bool]) -> Extension:
    """Return a calendar of a week, as iCalendar text: one event for each stretch of hours, on its days."""
    hours: dict[tuple[int, int], list[int]] = {}
    for day in range(7):
        start = None
        for minute in range(1441):
            now = minute < 1440 and is_open[day * 1440 + minute]
            if now and start is None:
                start = minute
            elif not now and start is not None:
                hours.setdefault((start, minute), []).append(day)
                start = None
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0"]
    for (start, end), days in hours.items():
        # 5 January 2026 is a Monday.
        first = days[0] + 5
        after = first + 1 if end == 1440 else first
        codes = ",".join(DAY_CODES[day] for day in days)
        lines += [
            "BEGIN:VEVENT",
            f"DTSTART:202601{first:02d}T{start // 60:02d}{start % 60:02d}00",
            f"DTEND:202601{after:02d}T{end % 1440 // 60:02d}{end % 60:02d}00",
            f"RRULE:FREQ=WEEKLY;BYDAY={codes}",
            "END:VEVENT",
        ]
    return element("Calendar", text="\n".join((*lines, "END:VCALENDAR")), id=key, name=name)
