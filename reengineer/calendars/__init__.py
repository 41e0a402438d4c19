"""Count open time: weekly calendars as people write them, and the same in integer ticks as the engines use them."""

from reengineer.calendars._spans import OpenSpans, Spans, cut, merged, subtract
from reengineer.calendars._ticks import ALWAYS_OPEN, NEVER, OpenTime
from reengineer.calendars._weekly import WeeklyCalendar

__all__ = ["ALWAYS_OPEN", "NEVER", "OpenSpans", "OpenTime", "Spans", "WeeklyCalendar", "cut", "merged", "subtract"]
