"""Make calendars of the weekly hours that other tools write."""

import re
from collections.abc import Iterable

from reengineer.annotations import CalendarNotes
from reengineer.interop._imported import Told
from reengineer.source import Source

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEKDAYS = {name: number for number, name in enumerate(
    ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"))}  # fmt: skip
DAY_S = 86_400
ALWAYS = "always"
LAST_MINUTE_S = DAY_S - 60
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s*(?:Z|[+-]\d{2}:?\d{2})?")

Span = tuple[int, float, float]
"""A weekday from 0 for Monday, and seconds from its midnight: open from the first to the second."""


def clock_s(text: object) -> float | None:
    """Return a time of day in seconds from midnight; an offset behind it is not looked at. None for anything else."""
    match = _CLOCK.fullmatch(str(text).strip())
    if match is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in match.group(1, 2, 3))
    if hours > 24 or minutes > 59 or seconds > 60 or (hours == 24 and (minutes or seconds)):
        return None
    return hours * 3600 + minutes * 60 + seconds + float(f"0.{match[4] or 0}")


def end_s(seconds: float) -> float:
    """Return the end of an interval; one within the last minute of a day means midnight."""
    return DAY_S if seconds >= LAST_MINUTE_S else seconds


def days_between(first: object, last: object) -> tuple[int, ...] | None:
    """Return the weekdays from one to another, over the end of the week too; None where one is no weekday."""
    start = WEEKDAYS.get(str(first).strip().upper())
    end = WEEKDAYS.get(str(last).strip().upper()) if last not in (None, "") else start
    if start is None or end is None:
        return None
    return tuple((start + step) % 7 for step in range((end - start) % 7 + 1))


def weekly_hours(spans: Iterable[Span], name: str, told: Told, place: Source) -> CalendarNotes | None:
    """Return the calendar that is open in these spans, merged; None where there are none, which is told.

    Times are rounded to minutes, and it is told where that changes one.
    """
    hours: dict[str, list[tuple[int, int]]] = {}
    rounded = False
    for day, start, end in spans:
        first, last = round(start / 60), round(end / 60)
        rounded |= (first * 60, last * 60) != (start, end)
        if first < last:
            hours.setdefault(DAYS[day], []).append((first, last))
    if rounded:
        told.translate(f"the hours of the calendar '{name}' are rounded to minutes", place)
    merged = {day: _merged(found) for day, found in hours.items()}
    if not merged:
        told.impossible(f"the calendar '{name}' never opens", "Give it hours of at least a minute.", place)
        return None
    return CalendarNotes(hours={day: tuple(map(_text, merged[day])) for day in DAYS if day in merged})


def always_open() -> CalendarNotes:
    """Return the calendar that never closes; a group without one would be taken to keep unknown hours."""
    return CalendarNotes(hours=dict.fromkeys(DAYS, ("00:00-24:00",)))


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def _text(span: tuple[int, int]) -> str:
    return "-".join(f"{minutes // 60:02d}:{minutes % 60:02d}" for minutes in span)
