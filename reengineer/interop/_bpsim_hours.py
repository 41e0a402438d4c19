"""Read the calendars of BPSim, and staff that changes from one shift to the next."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from reengineer._records import dataclass
from reengineer.annotations import CalendarNotes
from reengineer.interop._hours import DAY_S, Span, weekly_hours
from reengineer.interop._imported import Told
from reengineer.source import Source

WEEK_MINUTES = 7 * 24 * 60
_DAYS = {"MO": 0, "TU": 1, "WE": 2, "TH": 3, "FR": 4, "SA": 5, "SU": 6}
_PART = re.compile(r"\b(BEGIN|END|DTSTART|DTEND|DURATION|RRULE|EXDATE|RDATE|EXRULE)\b(?:;([^:\s]*))?:([^\s]*)")
_FOLD = re.compile(r"(?<=[,;=])\s+(?![A-Z-]+(?:;[A-Z]+=[^:\s]*)?:)|\s+(?=[,;])")
_HOURS = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?")
_RULE = ("FREQ", "INTERVAL", "BYDAY", "WKST", "UNTIL", "COUNT")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """Hold one calendar: its name, and when it is open in any week.

    Parameters
    ----------
    name : str
    spans : tuple of Span
    """

    name: str
    spans: tuple[Span, ...]

    @property
    def minutes(self) -> frozenset[int]:
        """Return the open minutes of a week from Monday 00:00."""
        return frozenset(
            day * 1440 + minute
            for day, start, end in self.spans
            for minute in range(round(start / 60), round(end / 60))
        )


def shift(name: str, text: str, told: Told, place: Source) -> Shift | None:
    """Return the calendar that an iCalendar text describes; None where it cannot be read, which is told."""
    events: list[dict[str, str]] = []
    inside: list[str] = []
    for match in _PART.finditer(_FOLD.sub("", text)):
        what, about, value = match.groups()
        if what == "BEGIN":
            inside.append(value)
            events += [{}] if value == "VEVENT" else []
        elif what == "END":
            inside = inside[:-1]
        elif events and inside[-1:] in ([], ["VCALENDAR"], ["VEVENT"]):
            # There are files whose rule stands behind its event; those of alarms and time zones are no hours.
            events[-1].setdefault(what, value)
            _tell_zone(name, about or "", value, told, place)
    spans: list[Span] = []
    for event in events:
        found = _event(name, event, told, place)
        if found is None:
            return None
        spans.extend(found)
    if not spans:
        told.impossible(f"the calendar '{name}' holds no time", "Give it a VEVENT with DTSTART and DTEND.", place)
        return None
    return Shift(name=name, spans=tuple(spans))


def _tell_zone(name: str, about: str, value: str, told: Told, place: Source) -> None:
    zone = next((part[5:] for part in about.split(";") if part.upper().startswith("TZID=")), "")
    zone = zone.strip('"') or ("UTC" if re.fullmatch(r"\d{8}T\d{4,6}Z", value, re.IGNORECASE) else "")
    if zone:
        told.translate(f"the times of the calendar '{name}' are in {zone[:60]}; they are taken as local times", place)


def _event(name: str, event: dict[str, str], told: Told, place: Source) -> list[Span] | None:
    start, end = _instant(event.get("DTSTART", "")), _instant(event.get("DTEND", ""))
    if start is not None and end is None:
        match = _HOURS.fullmatch(event.get("DURATION", ""))
        lasting = [int(part or 0) for part in match.groups()] if match else [0, 0, 0]
        end = start + timedelta(days=lasting[0], hours=lasting[1], minutes=lasting[2])
    if start is None or end is None or not timedelta(0) < end - start <= timedelta(days=7):
        message = f"an event of the calendar '{name}' has no start and end, or lasts more than a week"
        told.impossible(message, "Write DTSTART and DTEND as 20260105T090000.", place)
        return None
    rule = dict(part.partition("=")[::2] for part in event.get("RRULE", "").upper().split(";") if part)
    words = [word for word in rule.get("BYDAY", "").split(",") if word]
    strange = set(rule) - set(_RULE) or [word for word in words if word not in _DAYS]
    if rule.get("FREQ") not in ("DAILY", "WEEKLY") or rule.get("INTERVAL", "1") != "1" or strange:
        shown = event.get("RRULE", "") or "nothing"
        message = f"the calendar '{name}' repeats by '{shown[:60]}', which is not read"
        told.refuse(message, "Use FREQ=DAILY or FREQ=WEEKLY with BYDAY.", place)
        return None
    for key in ("UNTIL", "COUNT"):
        if key in rule:
            told.find(f"the calendar '{name}' ends by {key}; it is taken to go on", "Take it out.", place)
    for key in ("EXDATE", "RDATE", "EXRULE"):
        if key in event:
            told.find(f"the calendar '{name}' has exceptions ({key}), which are not read", "Take them out.", place)
    named = [_DAYS[word] for word in words]
    days = named or (list(range(7)) if rule["FREQ"] == "DAILY" else [start.weekday()])
    return [span for day in days for span in _cut(day, start, end)]


def _instant(text: str) -> datetime | None:
    for form in ("%Y%m%dT%H%M%S", "%Y%m%dT%H%M", "%Y%m%d"):
        try:
            return datetime.strptime(text.rstrip("Zz"), form)  # noqa: DTZ007 - local time
        except ValueError:
            continue
    return None


def _cut(day: int, start: datetime, end: datetime) -> Iterable[Span]:
    """Give a stretch of time from one weekday on, cut at each midnight."""
    left = (end - start).total_seconds()
    at = start.hour * 3600.0 + start.minute * 60 + start.second
    while left > 0:
        taken = min(left, DAY_S - at)
        yield day % 7, at, at + taken
        day, at, left = day + 1, 0.0, left - taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """Hold members who keep the same hours; without a calendar they are always there."""

    count: int
    calendar: str | None = None
    hours: CalendarNotes | None = None


def staff(name: str, always: int, by_shift: list[tuple[Shift, int]], told: Told, place: Source) -> tuple[Staff, ...]:
    """Return the members of a group whose number changes by shift, so that as few as can be come and go.

    Parameters
    ----------
    name : str
        Of the group.
    always : int
        Number outside every shift.
    by_shift : list of (Shift, int)
        In the order of the file; where several are open at once, the first counts, which is told.
    """
    if len(by_shift) == 1 and always == 0:
        only, count = by_shift[0]
        return (Staff(count=count, calendar=only.name, hours=weekly_hours(only.spans, only.name, told, place)),)
    counts = _counts(name, always, by_shift, told, place)
    found: list[Staff] = []
    before = 0
    for level in sorted({count for count in counts if count > 0}):
        spans = _spans([count >= level for count in counts])
        calendar = f"{name}, {before + 1} to {level}" if level > before + 1 else f"{name}, {level}"
        hours = weekly_hours(spans, calendar, told, place)
        found.append(Staff(count=level - before, calendar=calendar if hours else None, hours=hours))
        before = level
    return tuple(found)


def _counts(name: str, always: int, by_shift: list[tuple[Shift, int]], told: Told, place: Source) -> list[int]:
    counts: list[int | None] = [None] * WEEK_MINUTES
    for each, count in by_shift:
        overlap = False
        for minute in each.minutes:
            if counts[minute] is None:
                counts[minute] = count
            else:
                overlap |= counts[minute] != count
        if overlap:
            message = f"the calendar '{each.name}' of '{name}' overlaps another, which stands first and counts"
            told.find(message, "Make the calendars follow each other.", place)
    return [always if count is None else count for count in counts]


def _spans(is_open: list[bool]) -> list[Span]:
    spans: list[Span] = []
    for day in range(7):
        start = None
        for minute in range(1441):
            now = minute < 1440 and is_open[day * 1440 + minute]
            if now and start is None:
                start = minute
            elif not now and start is not None:
                spans.append((day, start * 60.0, minute * 60.0))
                start = None
    return spans
