"""Make room for what the loop notes by hour, and add up hours that are over; not compiled, as it is seldom."""

from typing import TYPE_CHECKING

import numpy as np

from reengineer.calendars import NEVER
from reengineer.simulation._case_sums import TICKS_A_WEEK
from reengineer.simulation._hour_sums import HOUR, HOURS_A_WEEK, HourSummer, HourSums
from reengineer.simulation.loop._arrays import ints

if TYPE_CHECKING:
    from array import array

    from reengineer.simulation._program import Program
    from reengineer.simulation._tables import Ints
    from reengineer.simulation.loop._state import State

LEAST_HOURS = 16 * HOURS_A_WEEK
"""Hours for which there is room, at the least."""


def begin_hours(state: "State", program: "Program") -> None:
    """Let a run note what goes on by hour."""
    summer = HourSummer(program)
    state.hour_summer, lanes = summer, summer.lanes
    state.keeps_hours = True
    state.first_tick, state.lane_count, state.first_common = summer.first, lanes.count, lanes.common
    state.put("lane_of_member", ints(np.array(lanes.of_member, dtype=np.int64)))
    state.put("lane_calendar", ints(np.array(lanes.calendars, dtype=np.int64)))
    state.hour_base, state.hours_going_on = 0, np.zeros(lanes.count, dtype=np.int64)
    count = LEAST_HOURS if state.horizon < 0 else min(summer.hour_of(state.horizon) + 1, LEAST_HOURS)
    _put(state, np.zeros((count + 1, lanes.count), dtype=np.int64), np.zeros((count + 1, lanes.count), dtype=np.int64))


def hours_until(state: "State") -> int:
    """Return the tick up to which there is room; never where there is room for all that will be noted."""
    if not state.keeps_hours:
        return NEVER
    until = state.first_tick + (state.hour_base + state.hour_room) * HOUR
    return NEVER if 0 <= state.horizon <= until else until


def grow_hours(state: "State") -> None:
    """Add up the hours in which nothing more can be noted, and make room for later ones."""
    summer = _summer_of(state)
    slots = np.frombuffer(state.item_slot, dtype=np.int64)[: state.item_count]
    enabled = np.frombuffer(state.item_enabled, dtype=np.int64)[: state.item_count]
    oldest = int(enabled[slots >= 0].min(initial=state.now))
    base = summer.hour_of(oldest)
    over = base - state.hour_base
    _take(state, over)
    state.hour_base = base
    state.hour_until = 0
    room = max(LEAST_HOURS, 2 * (summer.hour_of(state.now) - base + 1))
    if room > state.hour_room:
        _put(state, *(_first(table, over + room + 1)[over:] for table in _tables(state)))
        return
    for table in _tables(state):
        left = max(len(table) - over, 0)
        table[:left] = table[over:]
        table[left:] = 0


def finished_hours(state: "State", horizon: int) -> HourSums | None:
    """Return the sums by hour of the week of a run that is over; none where none were noted."""
    if not state.keeps_hours:
        return None
    summer = _summer_of(state)
    _take(state, max(summer.hour_of(horizon) + 1 - state.hour_base, 0))
    return summer.finish(-(-horizon // TICKS_A_WEEK))


def _take(state: "State", hours: int) -> None:
    """Add up so many hours from the first of the table on; of those behind its last nothing was noted."""
    summer = _summer_of(state)
    spent, count = (_first(table, hours) for table in _tables(state))
    horizon = state.horizon if state.horizon >= 0 else NEVER
    state.hours_going_on = summer.take(state.hour_base, spent, count, state.hours_going_on, horizon)


def _first(table: "Ints", hours: int) -> "Ints":
    """Return so many rows of a table, of which those behind its last are nothing."""
    if hours <= len(table):
        return table[:hours]
    rest = np.zeros((hours - len(table), table.shape[1]), dtype=np.int64)
    return np.concatenate([table, rest])


def _summer_of(state: "State") -> HourSummer:
    assert state.hour_summer is not None  # noqa: S101 - set by begin_hours
    return state.hour_summer


def _tables(state: "State") -> "tuple[Ints, Ints]":
    return _table(state.hour_spent, state), _table(state.hour_count, state)


def _table(column: "array[int]", state: "State") -> "Ints":
    # Where nobody works and nothing waits for people, there are no lanes.
    rows = len(column) // max(state.lane_count, 1)
    return np.frombuffer(column, dtype=np.int64).reshape(rows, state.lane_count)


def _put(state: "State", spent: "Ints", count: "Ints") -> None:
    state.hour_room = len(spent) - 1
    state.put("hour_spent", ints(spent.ravel()))
    state.put("hour_count", ints(count.ravel()))
