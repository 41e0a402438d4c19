"""Add up the cases of a run that have ended, so that their rows are free for others; not compiled, as it is seldom."""

from array import array
from typing import TYPE_CHECKING

import numpy as np

from reengineer.simulation._case_sums import CaseSums
from reengineer.simulation._log import CASE_AT, CASE_OPEN
from reengineer.simulation._replication import ALL_CASE_COLUMNS
from reengineer.simulation.loop._arrays import ints, zeros

if TYPE_CHECKING:
    from reengineer.simulation._tables import Ints
    from reengineer.simulation.loop._state import State

CASE_WIDTH = len(ALL_CASE_COLUMNS)
CASES_A_CHUNK = 16_384
"""Rows of cases that are filled before they are added up, at the least: few enough to stay in a cache."""


def rows_of(state: "State") -> "Ints":
    """Return the rows of the cases that have one."""
    return np.frombuffer(state.cases, dtype=np.int64).reshape(-1, CASE_WIDTH)[: state.case_rows]


def sum_ended(state: "State", need: int) -> "array[int]":
    """Add up the cases that have ended; return a table with those that are open, and room for more than are needed."""
    assert state.summer is not None  # noqa: S101 - asked by who calls
    rows = rows_of(state)
    is_open = rows[:, CASE_AT["state"]] == CASE_OPEN
    state.summer.add(rows[~is_open], state.horizon)
    left = rows[is_open]
    # The slots of open cases are told where their rows lie now.
    number, case, root = (
        np.frombuffer(column, dtype=np.int64)[: state.slot_count]
        for column in (state.slot_row, state.slot_case, state.slot_root)
    )
    firsts = np.flatnonzero((case > 0) & (root == np.arange(len(root))))
    number[firsts] = (np.cumsum(is_open) - 1)[number[firsts]]
    state.case_rows = len(left)
    table = zeros(max(CASES_A_CHUNK, 2 * (len(left) + need)) * CASE_WIDTH)
    memoryview(table)[: left.size] = ints(left.ravel())
    return table


def finished_sums(state: "State", weeks: int) -> CaseSums | None:
    """Add up what is left at the end of a run; none where each case was to keep its row."""
    if state.summer is None or state.case_count <= state.most_kept:
        return None
    state.summer.add(rows_of(state), state.horizon, state.now)
    return state.summer.finish(weeks)
