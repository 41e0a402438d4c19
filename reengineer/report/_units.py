"""Name measures and units in words that a reader knows."""

from typing import TYPE_CHECKING

from reengineer._records import dataclass
from reengineer.measures import CAUSES, MEASURES
from reengineer.report._rounding import MINUS, Rounded, plain, rounded

if TYPE_CHECKING:
    from reengineer.measures import Measure

_STATISTIC = {
    "mean": "mean {}",
    "median": "median {}",
    "sd": "standard deviation of {}",
    "p80": "80th percentile of {}",
    "p90": "90th percentile of {}",
    "p95": "95th percentile of {}",
    "p99": "99th percentile of {}",
    "max": "longest {}",
    "sum": "total {}",
}
_TIME = {"s": "seconds", "min": "minutes", "h": "hours", "day": "days", "week": "weeks"}
_CLOCK = {"open": "open ", "working": "working "}
_COUNTED = {"handoffs": "hand-offs", "queue_length": "items waiting", "work_in_progress": "cases open"}
_RATE = {"throughput": "cases an hour", "complaint_rate": "for 1,000 cases"}
_NAMES = {
    "handoffs": "hand-offs",
    "csat": "satisfaction score",
    "nps": "net promoter score",
    "ces": "effort score",
    "wait_by_cause": "wait of the steps",
}

CAUSE_WORDS = {
    "contention": "everyone who can do it is busy",
    "prioritisation": "other work is taken first",
    "unavailability": "closed or off duty",
    "batching": "waiting for a batch or a set time",
    "synchronisation": "waiting for a parallel branch",
    "setup": "getting ready",
    "external": "waiting for someone outside",
    "extraneous": "other delay, cause not known",
}
"""What each cause of waiting means."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """Say how values of a measure are shown.

    Parameters
    ----------
    factor : float
        From the value held to the value shown: 100 for shares.
    value, difference : str
        Words after a value and after a difference: per cent for one, points for the other.
    """

    factor: float
    value: str
    difference: str

    def show(self, value: float, low: float | None, high: float | None) -> Rounded:
        """Return a value and its interval as rounded text, without the unit."""
        return rounded(value * self.factor, _times(low, self.factor), _times(high, self.factor))

    def show_difference(self, value: float, low: float | None, high: float | None) -> Rounded:
        """Return a difference and its interval as rounded text with signs, without the unit."""
        return rounded(value * self.factor, _times(low, self.factor), _times(high, self.factor), signed=True)

    def bound(self, value: float) -> str:
        """Return a target or a limit with its unit."""
        return join(plain(value * self.factor), self.value)

    def change(self, value: float) -> str:
        """Return the size of a change with its unit."""
        return join(plain(value * self.factor), self.difference)


def _times(value: float | None, factor: float) -> float | None:
    return None if value is None else value * factor


def join(text: str, unit: str) -> str:
    """Return a number and its unit; one of a thing is not many."""
    if not unit:
        return text
    one_word = " " not in unit.removeprefix("working ").removeprefix("open ")
    return f"{text} {unit[:-1] if text in {'1', '+1', f'{MINUS}1'} and one_word and unit.endswith('s') else unit}"


def unit_of(measure: "Measure") -> Unit:
    """Return how a measure's values are shown."""
    kind = MEASURES[measure.name].kind
    if kind == "share":
        return Unit(factor=1 if measure.unit == "%" else 100, value="%", difference="points")
    word = {
        "time": _CLOCK.get(measure.clock or "", "") + _TIME.get(measure.unit or "s", measure.unit or ""),
        "money": measure.unit or "units of money",
        "count": _COUNTED.get(measure.name, ""),
        "rate": _RATE.get(measure.name, ""),
        "points": "points",
    }[kind]
    return Unit(factor=1, value=word, difference=word)


def name_of(measure: "Measure") -> str:
    """Return a measure in words, such as ``95th percentile of cycle time``."""
    name = _NAMES.get(measure.name, measure.name.replace("_", " "))
    where = f" of {measure.scope_id}" if measure.scope_id else ""
    if measure.name == "wait_by_cause" and measure.scope_id in CAUSES:
        where = f" from {measure.scope_id}"
    if measure.name == "service_level" and measure.within_s is not None:
        return f"share answered within {plain(measure.within_s)} s{where}"
    kind = MEASURES[measure.name].kind
    if kind in {"share", "rate"} and measure.statistic in {"mean", "share", "sum"}:
        return name + where
    return _STATISTIC.get(measure.statistic, "{}").format(name) + where


def length(seconds: float) -> str:
    """Return a stretch of time in the largest unit that it fills.

    Examples
    --------
    >>> length(26 * 604800), length(3600), length(86400 * 1.5)
    ('26 weeks', '1 hour', '1.5 days')
    """
    for size, word in ((604_800, "weeks"), (86_400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= size:
            return join(plain(seconds / size), word)
    return join(plain(seconds), "seconds")
