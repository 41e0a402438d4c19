"""Write what happened: rows of the log, sums by step and week, and the stretches of work of each case.

A row of the log is 8 integers: ``case << 32 | element << 12 | kind << 8 | condition``, ``visit << 32 | member + 1``,
enabled, started, completed, work, unavailability, batching. All other columns follow from these and the program.
"""

from reengineer.calendars import _ticks as ticks
from reengineer.simulation import _draws as draws
from reengineer.simulation._log import KIND_JOIN, KIND_TASK
from reengineer.simulation.loop._state import LOG_WIDTH, STEP_WIDTH, WEEK, State

COUNT, WORK, CAUSES, UNAVAILABILITY, BATCHING, SYNCHRONISATION, COST = 0, 1, 2, 4, 5, 6, 10
"""Columns of the sums of a step; the eight causes begin with contention."""


def record_task(state: State, item: int, completed: int, condition: int) -> None:
    """Write the row of a step: all of its time that is not work and has no other cause was contention."""
    element = state.item_element[item]
    member = state.item_member[item]
    cost = 0
    if state.item_started[item] >= 0:
        cost = state.fixed_cost[element]
        if member >= 0:
            cost += draws.cost_of(state.item_work[item], state.member_rate[member])
            _count_busy(state, item, completed if completed >= 0 else state.now)
        if member >= 0 or state.item_work[item] > 0:
            _add_stretch(state, item, completed if completed >= 0 else state.now)
    lasted = (completed if completed >= 0 else state.now) - state.item_enabled[item]
    contention = lasted - state.item_work[item] - state.item_closed[item] - state.item_batched[item]
    if contention < 0 or state.item_work[item] < 0 or state.item_closed[item] < 0:
        state.broken_rows += 1
    place = _put_row(state, item, KIND_TASK, completed, condition)
    state.steps[place + WORK] += state.item_work[item]
    state.steps[place + CAUSES] += contention
    state.steps[place + UNAVAILABILITY] += state.item_closed[item]
    state.steps[place + BATCHING] += state.item_batched[item]
    _charge(state, item, place, cost)


def record_event(state: State, item: int, completed: int, condition: int) -> None:
    """Write the row of an armed event or of a step done outside: all of its time has the one cause of the element."""
    element = state.item_element[item]
    lasted = (completed if completed >= 0 else state.now) - state.item_enabled[item]
    place = _put_row(state, item, state.kind[element], completed, condition)
    state.steps[place + CAUSES + state.delay_cause[element]] += lasted
    _charge(state, item, place, state.fixed_cost[element])


def record_join(state: State, item: int) -> None:
    """Write the row of a join that fires; the item is the token that has waited longest."""
    state.item_started[item] = state.now
    place = _put_row(state, item, KIND_JOIN, state.now, 0)
    state.steps[place + SYNCHRONISATION] += state.now - state.item_enabled[item]


def _put_row(state: State, item: int, kind: int, completed: int, condition: int) -> int:
    """Add a row to the log; return where the sums of its step and week stand."""
    slot = state.item_slot[item]
    element = state.item_element[item]
    case = state.slot_case[slot]
    visit = state.item_visit[item]
    state.rows_of[element] += 1
    if completed >= 0:
        state.ended_of[element] += 1
    if kind == KIND_TASK and visit > 1:
        state.slot_repeats[slot] += 1
    if state.keep_log:
        place = state.row_count * LOG_WIDTH
        state.row_count += 1
        state.rows[place] = case << 32 | element << 12 | kind << 8 | condition
        state.rows[place + 1] = visit << 32 | (state.item_member[item] + 1)
        state.rows[place + 2] = state.item_enabled[item]
        state.rows[place + 3] = state.item_started[item]
        state.rows[place + 4] = completed
        state.rows[place + 5] = state.item_work[item]
        state.rows[place + 6] = state.item_closed[item]
        state.rows[place + 7] = state.item_batched[item]
    place = (state.slot_week[slot] * state.element_count + element) * STEP_WIDTH
    state.steps[place + COUNT] += 1
    return place


def _charge(state: State, item: int, place: int, cost: int) -> None:
    state.steps[place + COST] += cost
    state.slot_cost[state.item_slot[item]] += cost


def _count_busy(state: State, item: int, ended: int) -> None:
    """Add work to what its member did in each week; work across the edge of a week is split there."""
    member = state.item_member[item]
    begins = state.item_started[item]
    until = _edge(state, begins)
    if until >= ended:
        _add_busy(state, member, begins, state.item_work[item])
        return
    while begins < ended:
        if until > ended:
            until = ended
        _add_busy(
            state, member, begins, ticks.open_between(state.calendars, state.member_calendar[member], begins, until)
        )
        begins = until
        until = _edge(state, begins)


def _edge(state: State, tick: int) -> int:
    """Return the end of the week of a tick, or the horizon where that comes before it."""
    if 0 <= state.horizon <= tick:
        return state.end_of_time
    edge = (tick // WEEK + 1) * WEEK
    return state.horizon if 0 <= state.horizon < edge else edge


def _add_busy(state: State, member: int, tick: int, work: int) -> None:
    state.member_busy[member] += work
    if 0 <= state.horizon <= tick:
        state.busy_late[member] += work
    else:
        state.busy[tick // WEEK * state.member_count + member] += work


def _add_stretch(state: State, item: int, ended: int) -> None:
    """Add a stretch of work to its case, as long as stretches come one after the other; keep it where they may not."""
    slot = state.item_slot[item]
    started = state.item_started[item]
    if state.is_parallel:
        _keep_stretch(state, item, ended)
        if started <= state.slot_started[slot] or started < state.slot_reached[slot]:
            state.slot_is_mixed[slot] = 1
        state.slot_started[slot] = started
        state.slot_reached[slot] = ended
    state.slot_work[slot] += state.item_work[item]
    if state.item_member[item] >= 0:
        group = state.member_group[state.item_member[item]]
        if state.slot_group[slot] >= 0 and state.slot_group[slot] != group:
            state.slot_handoffs[slot] += 1
        state.slot_group[slot] = group


def _keep_stretch(state: State, item: int, ended: int) -> None:
    """Hang a stretch on its case, to be put in order when the case ends."""
    slot = state.item_slot[item]
    stretch = state.stretch_free
    if stretch >= 0:
        state.stretch_free = state.stretch_next[stretch]
    else:
        stretch = state.stretch_count
        state.stretch_count += 1
    state.stretch_used += 1
    state.stretch_started[stretch] = state.item_started[item]
    state.stretch_completed[stretch] = ended
    state.stretch_element[stretch] = state.item_element[item]
    state.stretch_enabled[stretch] = state.item_enabled[item]
    state.stretch_visit[stretch] = state.item_visit[item]
    state.stretch_member[stretch] = state.item_member[item]
    state.stretch_next[stretch] = state.slot_stretch[slot]
    state.slot_stretch[slot] = stretch
