"""Read dates; where the order of day and month cannot be told, say so instead of guessing."""

import re
from collections.abc import Iterable
from datetime import date, datetime

from reengineer.feedback._mapping import Dates

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?$")
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?:[T ].*)?$")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})(?:[T ,].*)?$")
_MONTH_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[- ]([A-Za-z]{3,9})\.?[- ,]+(\d{4})(?:[T ,].*)?$")
_NAME_FIRST = re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})(?:[T ,].*)?$")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class DateError(ValueError):
    """A date that cannot be read, or that could be read in two ways."""

    def __init__(self, message: str, *, is_ambiguous: bool = False) -> None:
        super().__init__(message)
        self.is_ambiguous = is_ambiguous


def order_of(texts: Iterable[str], stated: Dates | None = None) -> Dates | None:
    """Return the order of day and month in a column, from dates that can be read in one way only.

    Parameters
    ----------
    texts : iterable of str
        The column.
    stated : {"ymd", "dmy", "mdy"}, optional
        What the user says; it is believed.

    Returns
    -------
    {"ymd", "dmy", "mdy"} or None
        None where no date of the column tells, or where some tell one order and some the other.
    """
    if stated is not None:
        return stated
    seen: set[Dates] = set()
    for text in texts:
        match = _YEAR_LAST.match(text.strip())
        if match:
            first, second = int(match[1]), int(match[2])
            if first > 12 >= second:
                seen.add("dmy")
            elif second > 12 >= first:
                seen.add("mdy")
    return seen.pop() if len(seen) == 1 else None


def read_day(text: str, order: Dates | None) -> date:
    """Return the day that a text names.

    Raises
    ------
    DateError
        It is no date, or day and month cannot be told apart.
    """
    text = text.strip()
    if len(text) == 10 and text[4] == "-":
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise DateError(f"'{text}' is no day of the calendar") from None
    for pattern in (_ISO, _YEAR_FIRST):
        match = pattern.match(text)
        if match:
            return _made(text, int(match[1]), int(match[2]), int(match[3]))
    named = _MONTH_NAMED.match(text)
    if named:
        return _made(text, int(named[3]), _month(text, named[2]), int(named[1]))
    named = _NAME_FIRST.match(text)
    if named:
        return _made(text, int(named[3]), _month(text, named[1]), int(named[2]))
    match = _YEAR_LAST.match(text)
    if match is None:
        raise DateError(f"'{text[:40]}' is no date with a year of four digits")
    return _year_last(text, (int(match[1]), int(match[2]), int(match[3])), order)


def _year_last(text: str, parts: tuple[int, int, int], order: Dates | None) -> date:
    first, second, year = parts
    if order in ("dmy", "mdy"):
        day, month = (first, second) if order == "dmy" else (second, first)
        return _made(text, year, month, day)
    if first == second or first > 12:
        return _made(text, year, second, first)
    if second > 12:
        return _made(text, year, first, second)
    one, two = date(year, second, first), date(year, first, second)
    message = f"'{text}' may be {one.day} {one:%B} or {two.day} {two:%B}"
    raise DateError(message, is_ambiguous=True)


def _month(text: str, name: str) -> int:
    short = name[:3].lower()
    if short not in _MONTHS:
        raise DateError(f"'{text[:40]}' names no month")
    return _MONTHS.index(short) + 1


def _made(text: str, year: int, month: int, day: int) -> date:
    try:
        return datetime(year, month, day).date()  # noqa: DTZ001 - a day has no zone
    except ValueError:
        raise DateError(f"'{text[:40]}' is no day of the calendar") from None
