"""Hold what a run of the reference engine leaves behind."""

from typing import NamedTuple

from reengineer._records import dataclass
from reengineer.simulation._log import LogRows


class Worked(NamedTuple):
    """Be a time in which a case was worked on: on open time of all who did it, or on all time where work runs on."""

    case: int
    element: int
    begins: int
    ends: int
    runs_on: bool
    members: tuple[int, ...]


class Held(NamedTuple):
    """Be a time in which a member was busy, `on_duty` ticks of it in its own hours."""

    member: int
    begins: int
    ends: int
    on_duty: int
    runs_on: bool
    members: tuple[int, ...]


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
        Ticks that each member worked on duty, kept while the run went; checked against the holdings.
    moved_in, moved_out : list of int
        Tokens that reached and left each element; checked against the log.
    limit : int
        The limit that stopped it; see `_limits`.
    worked, held : list
        When cases were worked on, and when members were busy.
    """

    log: LogRows
    cases: list[tuple[int, ...]]
    last_tick: int
    area: int
    busy: list[int]
    moved_in: list[int]
    moved_out: list[int]
    worked: list[Worked]
    held: list[Held]
    limit: int = 0
