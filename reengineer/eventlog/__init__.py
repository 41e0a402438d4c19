"""Hold, read and write logs of activities, simulated or observed, and say what their waits were caused by."""

from typing import TYPE_CHECKING

from reengineer._lazy import on_first_use

if TYPE_CHECKING:
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

_HOMES = {
    "LogColumns": "_columns",
    "micros_of": "_enabled",
    "with_enabled": "_enabled",
    "COLUMNS": "_log",
    "INSTANTS": "_log",
    "LAYOUTS": "_log",
    "Layout": "_log",
    "Log": "_log",
    "LogReading": "_read",
    "read_log": "_read",
    "CAUSES": "_waits",
    "transitions": "_waits",
    "with_waits": "_waits",
}

__getattr__ = on_first_use(__name__, _HOMES)
