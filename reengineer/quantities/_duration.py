"""Read and print durations."""

from reengineer._records import dataclass
from reengineer.quantities._estimate import (
    Estimate,
    Notation,
    QuantityError,
    as_text,
    format_number,
    read_ranged,
    with_range,
)

EXAMPLE = "a duration such as 12 min, 1.5 h, 2 days or 32 h working"
_UNITS = {
    1.0: ("s", "sec", "second", "seconds"),
    60.0: ("min", "mins", "minute", "minutes"),
    3600.0: ("h", "hr", "hour", "hours"),
    86400.0: ("day", "days"),
    604800.0: ("week", "weeks"),
}
UNIT_S = {name: seconds for seconds, names in _UNITS.items() for name in names}
_PRINTED = ((604800.0, "week"), (86400.0, "day"), (3600.0, "h"), (60.0, "min"), (1.0, "s"))


@dataclass(frozen=True, slots=True)
class Duration(Notation):
    """A length of time, such as 12 min, 1.5 h or 32 h working.

    Parameters
    ----------
    seconds : Estimate
        0 or more.
    working : bool
        Whether only open time of a calendar counts.
    """

    seconds: Estimate
    working: bool = False

    def __post_init__(self) -> None:
        if self.seconds.least < 0:
            raise QuantityError(f"a duration is 0 or more, not {format_seconds(self.seconds.least)}; write {EXAMPLE}")

    @classmethod
    def read(cls, value: object) -> "Duration":
        """Return the duration that text of a file stands for; raise `QuantityError`."""
        return parse_duration(value)

    def __float__(self) -> float:
        return float(self.seconds)

    def __str__(self) -> str:
        return with_range(self.seconds, lambda seconds: format_seconds(seconds, self.working))


def parse_duration(value: object) -> Duration:
    """Read a duration: a number and a unit, ISO 8601, optionally *working* and a range.

    A day is 24 hours and a week 7 days. Neither can be *working*: how many open hours a working day has depends on
    the calendar, so open time is written in hours.

    Raises
    ------
    QuantityError
        If the text is no duration, is negative, has no unit, or counts months or years.

    Examples
    --------
    >>> str(parse_duration("PT90M"))
    '90 min'
    """
    seconds, working = read_ranged(as_text(value, EXAMPLE), to_seconds, EXAMPLE)
    return Duration(seconds, working)


def to_seconds(number: float, unit: str) -> tuple[float, bool]:
    """Return a number of units in seconds, and whether open time is meant."""
    words = unit.lower().split()
    working = len(words) == 2 and words[1] == "working"
    if not words or words == ["working"]:
        raise QuantityError(f"{format_number(number)} has no unit; write {EXAMPLE}")
    if words[0] in ("month", "months", "year", "years"):
        raise QuantityError(f"a {words[0].rstrip('s')} has no fixed length; write days or weeks, such as 30 days")
    if len(words) == 2 and words[0] in ("working", "business") and words[1] in UNIT_S:
        words, working = [words[1], "working"], True
        if UNIT_S[words[0]] <= 3600:
            open_time = f"{format_number(number)} {words[0]} working"
            raise QuantityError(f"'{unit}' has its words the other way round; write {open_time}")
    if words[0] not in UNIT_S or len(words) > 1 + working:
        raise QuantityError(f"'{unit}' is not a unit of time; write s, min, h, days or weeks, such as 12 min")
    if working and UNIT_S[words[0]] > 3600:
        shown = f"the open hours of a {words[0].rstrip('s')} depend on the calendar"
        raise QuantityError(f"{shown}; write hours, such as 16 h working")
    return number * UNIT_S[words[0]], working


def format_seconds(seconds: float, working: bool = False) -> str:
    """Print seconds in the unit that needs the fewest characters and reads back to the same number."""
    texts = []
    for size, name in _PRINTED:
        number = seconds / size
        if (number * size == seconds or size == 1) and not (working and size > 3600):
            plural = "s" if size > 3600 and number != 1 else ""
            texts.append((len(format_number(number)), f"{format_number(number)} {name}{plural}"))
    text = min(texts, key=lambda item: item[0])[1] if seconds else "0 min"
    return f"{text} working" if working else text
