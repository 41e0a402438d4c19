"""Hold, read and write logs of activities, simulated or observed, and say what their waits were caused by."""

from reengineer.eventlog._columns import LogColumns
from reengineer.eventlog._enabled import micros_of, with_enabled
from reengineer.eventlog._log import COLUMNS, INSTANTS, LAYOUTS, Layout, Log
from reengineer.eventlog._read import LogReading, read_log
from reengineer.eventlog._waits import CAUSES, transitions, with_waits

__all__ = [
    "CAUSES",
    "COLUMNS",
    "INSTANTS",
    "LAYOUTS",
    "Layout",
    "Log",
    "LogColumns",
    "LogReading",
    "micros_of",
    "read_log",
    "transitions",
    "with_enabled",
    "with_waits",
]
