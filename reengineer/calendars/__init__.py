"""Count open time: weekly calendars as people write them, and the same in integer ticks as the engines use them."""

from typing import TYPE_CHECKING

from reengineer._lazy import on_first_use

if TYPE_CHECKING:
    from reengineer.calendars._spans import OpenSpans, Spans, cut, merged, subtract
    from reengineer.calendars._ticks import ALWAYS_OPEN, NEVER, OpenTime
    from reengineer.calendars._weekly import WeeklyCalendar
    from reengineer.calendars._zones import time_zones

__all__ = [
    "ALWAYS_OPEN",
    "NEVER",
    "OpenSpans",
    "OpenTime",
    "Spans",
    "WeeklyCalendar",
    "cut",
    "merged",
    "subtract",
    "time_zones",
]

_HOMES = {
    "OpenSpans": "_spans",
    "Spans": "_spans",
    "cut": "_spans",
    "merged": "_spans",
    "subtract": "_spans",
    "ALWAYS_OPEN": "_ticks",
    "NEVER": "_ticks",
    "OpenTime": "_ticks",
    "WeeklyCalendar": "_weekly",
    "time_zones": "_zones",
}

__getattr__ = on_first_use(__name__, _HOMES)
