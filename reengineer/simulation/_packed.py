"""Hold the rows that the loop writes, eight integers each, and derive the columns of a log from them when read."""

import numpy as np

from reengineer._records import dataclass
from reengineer.measures import CAUSES
from reengineer.simulation._log import AT, COLUMNS, FIRST_WAIT, KIND_JOIN, KIND_TASK, LogRows, Rows, in_order
from reengineer.simulation._program import CATCH, Program

CONTENTION, UNAVAILABILITY = CAUSES.index("contention"), CAUSES.index("unavailability")
BATCHING, SYNCHRONISATION = CAUSES.index("batching"), CAUSES.index("synchronisation")
HOUR = 3_600_000_000
BESIDE = (
    "instance", "scope", "ready", "allocated", "wait_prioritisation", "wait_setup", "wait_extraneous", "batch", "cost",
)  # fmt: skip
"""Columns that stand beside the base rows where they do not follow from these; waits among them were no contention."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedLog:
    """Hold the log of a run as the loop wrote it.

    Parameters
    ----------
    program : Program
    base : array of int, shape (n, 8)
        ``case << 32 | element << 12 | kind << 8 | state``, ``visit << 32 | member + 1``, enabled, started, completed,
        work, unavailability, batching; in the order in which rows ended.
    side : array of int, shape (m, 2)
        What of a row does not follow from its base, in the order of the rows: ``row << 8 | column``, value. The columns
        are those of `BESIDE`; members after the first stand there too.
    last_tick : int
        Up to which open rows are counted.
    """

    program: Program
    base: Rows
    side: Rows
    last_tick: int

    def unpacked(self) -> LogRows:
        """Return all columns, in canonical order."""
        found = self.as_written()
        return in_order(np.ascontiguousarray(found.rows), found.members)

    def as_written(self) -> LogRows:
        """Return all columns, in the order in which rows ended: sooner there, for what is summed over rows."""
        program, base = self.program, self.base
        # Column by column, as it is filled and read.
        rows = np.zeros((len(base), len(COLUMNS)), dtype=np.int64, order="F")
        head, visit = base[:, 0], base[:, 1]
        member = (visit & 0xFFFFFFFF) - 1
        parts = {
            "case": head >> 32, "element": head >> 12 & 0xFFFFF, "kind": head >> 8 & 0xF, "state": head & 0xF,
            "visit": visit >> 32, "enabled": base[:, 2], "started": base[:, 3], "completed": base[:, 4],
            "work": base[:, 5],
        }  # fmt: skip
        for name, values in parts.items():
            rows[:, AT[name]] = values
        _put_waits(program, rows, base, self.last_tick)
        rows[:, AT["batch"]] = -1
        rows[:, AT["cost"]] = _costs(program, rows, member)
        place, column, value = self.side[:, 0] >> 8, self.side[:, 0] & 0xFF, self.side[:, 1]
        for number, name in enumerate(BESIDE):
            named = column == number
            rows[place[named], AT[name]] = value[named]
            if name.startswith("wait_"):
                rows[place[named], FIRST_WAIT + CONTENTION] -= value[named]
        more = column == len(BESIDE)
        return LogRows(rows=rows, members=_put_members(rows, member, place[more], value[more]))


def _put_members(rows: Rows, first: Rows, place: Rows, more: Rows) -> Rows:
    """Note in each row how many members it has and where the first stands; return the members, row by row."""
    held = np.flatnonzero(first >= 0)
    owners = np.concatenate([held, place])
    order = np.argsort(owners, kind="stable")
    members: Rows = np.concatenate([first[held], more])[order]
    counts = np.bincount(owners, minlength=len(rows)).astype(np.int64)
    rows[:, AT["member_count"]] = counts
    rows[:, AT["member_first"]] = np.where(counts > 0, np.cumsum(counts) - counts, -1)
    return members


def _put_waits(program: Program, rows: Rows, base: Rows, last_tick: int) -> None:
    """Fill in waits by cause, and the times of being ready and allocated, which follow from them."""
    element, kind = rows[:, AT["element"]], rows[:, AT["kind"]]
    completed, enabled = rows[:, AT["completed"]], rows[:, AT["enabled"]]
    lasted = np.where(completed >= 0, completed, last_tick) - enabled
    is_join = kind == KIND_JOIN
    is_armed = (program.opcode[element] == CATCH) & ~is_join
    is_step = (kind == KIND_TASK) & ~is_armed
    closed, batched = base[:, 6], base[:, 7]
    rows[:, FIRST_WAIT + SYNCHRONISATION] = np.where(is_join, lasted, 0)
    armed = np.flatnonzero(is_armed)
    rows[armed, FIRST_WAIT + program.delay_cause[element[armed]]] = lasted[armed]
    rows[:, FIRST_WAIT + UNAVAILABILITY] += np.where(is_step, closed, 0)
    rows[:, FIRST_WAIT + BATCHING] += np.where(is_step, batched, 0)
    rows[:, FIRST_WAIT + CONTENTION] += np.where(is_step, lasted - rows[:, AT["work"]] - closed - batched, 0)
    is_ready = is_step & ((rows[:, AT["started"]] >= 0) | (batched < lasted) | (program.release[element] < 0))
    rows[:, AT["ready"]] = np.where(is_ready, enabled + batched, -1)
    rows[:, AT["allocated"]] = np.where(is_step, rows[:, AT["started"]], -1)


def _costs(program: Program, rows: Rows, member: Rows) -> Rows:
    """Return the cost of each row: what an execution costs, and the work of its member, half up."""
    begun = (rows[:, AT["started"]] >= 0) & (rows[:, AT["kind"]] != KIND_JOIN)
    fixed = np.where(begun, program.fixed_cost[rows[:, AT["element"]]], 0)
    if not len(program.member_rate):
        return fixed
    work = rows[:, AT["work"]]
    rate = np.where(member >= 0, program.member_rate[member], 0)
    costs: Rows = fixed + work // HOUR * rate + (work % HOUR * rate + HOUR // 2) // HOUR
    return costs
