"""Write the days of a trial for spreadsheets and calendars."""

import csv
import io
from collections.abc import Iterator
from datetime import timedelta

from reengineer.monitor._organise import OrganisedTrial

_MOST = 73


def calendar_csv(trial: OrganisedTrial) -> str:
    """Return the calendar as CSV: week, day, what, who."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("week", "on", "what", "who"))
    for each in trial.calendar:
        texts = ("" if each.on is None else each.on.isoformat(), each.what, each.who)
        # An apostrophe keeps a spreadsheet from taking a text for a formula.
        writer.writerow((each.week, *(f"'{text}" if text[:1] in ("=", "+", "-", "@") else text for text in texts)))
    return out.getvalue()


def calendar_ics(trial: OrganisedTrial) -> str:
    """Return the calendar as iCalendar (RFC 5545), one event of a whole day each; the same trial gives the same text.

    Days without a date, where the trial has no start, are left out.
    """
    return "".join(f"{part}\r\n" for line in _lines(trial) for part in _folded(line))


def _lines(trial: OrganisedTrial) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//reengineer//trial//EN", "CALSCALE:GREGORIAN")
    for number, each in enumerate(trial.calendar, 1):
        if each.on is None:
            continue
        yield "BEGIN:VEVENT"
        yield f"UID:{_text(trial.plan.option)}-{number}@trial.reengineer"
        yield f"DTSTAMP:{each.on:%Y%m%d}T000000Z"
        yield f"DTSTART;VALUE=DATE:{each.on:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{each.on + timedelta(days=1):%Y%m%d}"
        yield f"SUMMARY:{_text(f'{each.what} ({each.who})')}"
        yield "END:VEVENT"
    yield "END:VCALENDAR"


def _text(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())


def _folded(line: str) -> Iterator[str]:
    """Give a line in parts of at most 75 octets, the later ones after a blank."""
    part = ""
    for letter in line:
        if len((part + letter).encode()) > _MOST:
            yield part
            part = " "
        part += letter
    yield part
