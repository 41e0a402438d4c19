"""Count open time: weekly calendars as people write them, and the same in integer ticks as the engines use them."""

from reengineer.calendars._ticks import ALWAYS_OPEN, NEVER, OpenTime
from reengineer.calendars._weekly import WeeklyCalendar

__all__ = ["ALWAYS_OPEN", "NEVER", "OpenTime", "WeeklyCalendar"]
