"""Hold what moves through an engine, and what a run leaves behind."""

from dataclasses import dataclass

import simpy

from reengineer.simulation._log import LogRows


class Item(simpy.Event):
    """Be one activity instance or armed event; as a SimPy event it is the end of the work.

    There is one for each activity of a run, so it keeps its fields in slots and leaves out what an end never needs.
    """

    __slots__ = (
        "allocated",
        "callbacks",
        "case",
        "element",
        "enabled",
        "member",
        "ready",
        "started",
        "visit",
        "waits",
        "work",
    )
    _ok = True
    _value = None

    def __init__(self, case: int, element: int, visit: int, enabled: int) -> None:
        self.case = case
        self.element = element
        self.visit = visit
        self.enabled = enabled
        self.ready = self.allocated = self.started = self.member = -1
        self.work = 0
        self.waits = [0, 0, 0, 0, 0, 0, 0, 0]

    @property
    def order(self) -> tuple[int, int, int]:
        """Return the key that decides ties: case, element, visit."""
        return (self.case, self.element, self.visit)


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRun:
    """Hold what one replication left behind.

    Parameters
    ----------
    log : LogRows
    cases : list of tuple of int
        Rows in the order of `_log.CASE_COLUMNS`.
    last_tick : int
        When the run ended.
    area : int
        Integral over time of the number of cases open, kept while the run went; checked against the cases.
    busy : list of int
        Ticks worked by each member, kept while the run went; checked against the log.
    moved_in, moved_out : list of int
        Tokens that reached and left each element; checked against the log.
    """

    log: LogRows
    cases: list[tuple[int, ...]]
    last_tick: int
    area: int
    busy: list[int]
    moved_in: list[int]
    moved_out: list[int]
