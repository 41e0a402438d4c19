"""Say which hours of a calendar lie outside those agreed."""

from typing import TYPE_CHECKING

from reengineer.boundaries._records import OpeningHours

if TYPE_CHECKING:
    from reengineer.calendars import WeeklyCalendar

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY_MIN = 1440


def outside_hours(calendar: "WeeklyCalendar", limit: OpeningHours) -> str:
    """Return the first span of the week outside the agreed hours, such as ``sun 09:00-12:00``; empty where none is."""
    for start, end in calendar.weekly:
        for day in range(start // _DAY_MIN, (end - 1) // _DAY_MIN + 1):
            opens, closes = max(start - day * _DAY_MIN, 0), min(end - day * _DAY_MIN, _DAY_MIN)
            name = _DAYS[day % 7]
            if name not in limit.days or opens < _minutes(limit.earliest) or closes > _minutes(limit.latest):
                return f"{name} {_clock(opens)}-{_clock(closes)}"
    return ""


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
