"""Hold the log of one replication: integers only, one row an activity, event or join."""

from array import array
from struct import Struct

import numpy as np
from numpy.typing import NDArray

from reengineer._records import dataclass
from reengineer.measures import CAUSES

COLUMNS = (
    "case", "element", "scope", "visit", "instance", "kind", "state",
    "enabled", "ready", "allocated", "started", "completed", "work",
    *(f"wait_{cause}" for cause in CAUSES),
    "member_first", "member_count", "batch", "cost",
)  # fmt: skip
"""Columns of a row. Times and waits are ticks, cost is micro-units, -1 stands for empty.

``member_first`` and ``member_count`` point into a list of member numbers beside the rows.
"""

CASE_COLUMNS = ("case", "stream", "number", "class", "arrived", "completed", "state", "cost")

KINDS = ("task", "event", "join", "subprocess")
STATES = ("completed", "interrupted", "withdrawn", "abandoned", "balked", "failed", "open")
CASE_STATES = ("completed", "terminated", "failed", "open")
KIND_TASK, KIND_EVENT, KIND_JOIN, KIND_SUBPROCESS = range(4)
(
    STATE_COMPLETED, STATE_INTERRUPTED, STATE_WITHDRAWN, STATE_ABANDONED, STATE_BALKED, STATE_FAILED, STATE_OPEN,
) = range(7)  # fmt: skip
CASE_COMPLETED, CASE_TERMINATED, CASE_FAILED, CASE_OPEN = range(4)

AT = {name: place for place, name in enumerate(COLUMNS)}
CASE_AT = {name: place for place, name in enumerate(CASE_COLUMNS)}
FIRST_WAIT = AT["wait_contention"]
LAST_WAIT = FIRST_WAIT + len(CAUSES)

Rows = NDArray[np.int64]


pack_row = Struct(f"{len(COLUMNS)}q").pack
"""Turn the integers of one row, in the order of `COLUMNS`, into what `LogWriter.append` takes."""


class LogWriter:
    """Take rows as an engine makes them; nothing but integers gets in."""

    def __init__(self) -> None:
        self._rows = bytearray()
        self._members = array("q")
        self.append = self._rows.extend
        """Add one row, packed by `pack_row`."""

    def member(self, member: int) -> int:
        """Keep the one member of a row; return its place."""
        place = len(self._members)
        self._members.append(member)
        return place

    def members_of(self, members: tuple[int, ...]) -> int:
        """Keep the members of a row; return the place of the first."""
        place = len(self._members)
        self._members.extend(members)
        return place

    def finish(self) -> "LogRows":
        """Return what was written, in canonical order."""
        rows = np.frombuffer(self._rows, dtype=np.int64).reshape(-1, len(COLUMNS))
        return in_order(rows, np.array(self._members, dtype=np.int64))


def in_order(rows: Rows, members: Rows) -> "LogRows":
    """Return a log in canonical order, its members in the order of its rows."""
    ordered = rows[_canonical(rows)]
    held = np.flatnonzero(ordered[:, AT["member_count"]] > 0)
    counts, first = ordered[held, AT["member_count"]], ordered[held, AT["member_first"]]
    ends = np.cumsum(counts)
    ordered[held, AT["member_first"]] = ends - counts
    places = np.arange(ends[-1] if len(ends) else 0) + np.repeat(first - (ends - counts), counts)
    return LogRows(rows=ordered, members=members[places])


def _canonical(rows: Rows) -> Rows:
    """Return the places of rows in canonical order; the last keys are read only of rows that are alike in the first."""
    enabled, case, element = (np.ascontiguousarray(rows[:, AT[name]]) for name in ("enabled", "case", "element"))
    order = np.lexsort([element, case, enabled])
    differs = np.ones(len(order), dtype=np.bool_)
    differs[1:] = np.any([np.diff(column[order]) != 0 for column in (enabled, case, element)], axis=0)
    alike = np.flatnonzero(~(differs & np.append(differs[1:], True)))
    mine = order[alike]
    last = [rows[mine, AT[name]] for name in ("instance", "visit", "scope")]
    order[alike] = mine[np.lexsort([*last, np.cumsum(differs)[alike]])]
    return order


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRows:
    """Hold the rows of a log, sorted by (enabled, case, element, scope, visit, instance).

    Parameters
    ----------
    rows : array of int, shape (n, 25)
        Columns as in `COLUMNS`.
    members : array of int
        Members of the rows, one after the other.
    """

    rows: Rows
    members: Rows

    def column(self, name: str) -> Rows:
        """Return one column."""
        values: Rows = self.rows[:, AT[name]]
        return values

    @property
    def waits(self) -> Rows:
        """Return the eight waits of each row, shape (n, 8)."""
        waits: Rows = self.rows[:, FIRST_WAIT:LAST_WAIT]
        return waits

    @property
    def first_member(self) -> Rows:
        """Return the first member of each row; -1 where there is none."""
        if not len(self.members):
            return np.full(len(self.rows), -1, dtype=np.int64)
        place = np.minimum(self.column("member_first"), len(self.members) - 1)
        return np.where(self.column("member_count") > 0, self.members[place], -1)
