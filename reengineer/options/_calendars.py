"""Make calendars for groups whose hours change."""

from datetime import timedelta

from reengineer.annotations import AnnotatedMap, CalendarNotes, ResourceNotes
from reengineer.options._change import Change

# Nobody spreads one training over more than this; a calendar that opens too little would be asked for ever.
_MOST_DAYS = 1000

Spans = tuple[tuple[int, int], ...]


def calendar_of(change: Change, as_is: AnnotatedMap, group: str) -> CalendarNotes:
    """Return the calendar of a group; raise ChangeError RE407 where it has none, RE406 where members differ."""
    notes = as_is.notes.resources[group]
    if notes.calendar is None:
        raise change.refuse("RE407", f"{group} has no calendar", "State when the group works in the annotations.")
    apart = [member.name for member in notes.people(group) if member.calendar not in (None, notes.calendar)]
    if apart:
        message = f"{', '.join(apart)} of {group} works by a calendar of their own"
        raise change.refuse("RE406", message, "Give all members one calendar, or change their calendars instead.")
    return as_is.notes.calendars[notes.calendar]


def free_name(as_is: AnnotatedMap, wanted: str) -> str:
    """Return a name that no calendar has."""
    name, number = wanted, 1
    while name in as_is.notes.calendars:
        number += 1
        name = f"{wanted} {number}"
    return name


def with_calendar_of(as_is: AnnotatedMap, group: str, name: str, calendar: CalendarNotes) -> AnnotatedMap:
    """Return the map in which a group works by a new calendar."""
    changed: ResourceNotes = as_is.notes.resources[group].model_copy(update={"calendar": name})
    return as_is.with_calendar(name, calendar).with_resources({group: changed})


def with_hours_taken(change: Change, as_is: AnnotatedMap, group: str, hours: float) -> AnnotatedMap:
    """Return the map in which every member of a group is away for some hours from the start of the run on.

    The hours are taken from the end of each open day, at most half of its hours.
    """
    calendar = calendar_of(change, as_is, group)
    left, day = round(hours * 60), as_is.notes.clock.start.date()
    taken: dict[str, tuple[str, ...]] = {}
    known = as_is.calendar(as_is.notes.resources[group].calendar)
    for _ in range(_MOST_DAYS):
        if left <= 0:
            break
        spans = known.minutes_of(day)
        away = min(left, sum(end - start for start, end in spans) // 2)
        if away:
            taken[day.isoformat()] = tuple(_text(span) for span in _shortened(spans, away))
            left -= away
        day += timedelta(days=1)
    else:
        message = f"{group} does not work {hours:g} hours within {_MOST_DAYS} days"
        raise change.refuse("RE408", message, "State fewer hours.")
    changed = calendar.model_copy(update={"open": {**calendar.open, **taken}})
    return with_calendar_of(as_is, group, free_name(as_is, f"{group} in training"), changed)


def _shortened(spans: Spans, minutes: int) -> Spans:
    """Return opening hours without so many minutes at their end."""
    kept = list(spans)
    while minutes > 0:
        start, end = kept.pop()
        if end - start > minutes:
            kept.append((start, end - minutes))
            break
        minutes -= end - start
    return tuple(kept)


def _text(span: tuple[int, int]) -> str:
    return "-".join(f"{minutes // 60:02d}:{minutes % 60:02d}" for minutes in span)
