"""Write what happened: rows of the log, sums by step and week, and the stretches of work of each case.

A row of the log is 8 integers: ``case << 32 | element << 12 | kind << 8 | condition``, ``visit << 32 | member + 1``,
enabled, started, completed, work, unavailability, batching. All other columns follow from these and the program.
"""

from reengineer.calendars import _ticks as ticks
from reengineer.simulation import _draws as draws
from reengineer.simulation._log import KIND_JOIN, KIND_TASK
from reengineer.simulation._program import CATCH, SUBPROCESS
from reengineer.simulation.loop import _by_hour as by_hour
from reengineer.simulation.loop import _stretches as stretches
from reengineer.simulation.loop._codes import (
    ABANDONED,
    BALKED,
    SIDE_ALLOCATED,
    SIDE_BATCH,
    SIDE_COST,
    SIDE_EXTRANEOUS,
    SIDE_INSTANCE,
    SIDE_MEMBER,
    SIDE_PRIORITISATION,
    SIDE_READY,
    SIDE_SCOPE,
    SIDE_SETUP,
)
from reengineer.simulation.loop._state import LOG_WIDTH, STEP_WIDTH, WEEK, State

COUNT, WORK, CAUSES, PRIORITISATION, UNAVAILABILITY, BATCHING, SYNCHRONISATION, SETUP = 0, 1, 2, 3, 4, 5, 6, 7
EXTRANEOUS, COST, LEFT, BEGUN, ANSWERED = 9, 10, 11, 12, 13
"""Columns of the sums of a step; the eight causes begin with contention."""


def record_task(state: State, item: int, completed: int, condition: int) -> None:
    """Write the row of a step: all of its time that is not work and has no other cause was contention."""
    element = state.item_element[item]
    member = state.item_member[item]
    work = state.item_work[item]
    closed = state.item_closed[item]
    batched = state.item_batched[item]
    ended = completed if completed >= 0 else state.now
    cost = 0
    if state.item_started[item] >= 0:
        cost = state.fixed_cost[element]
        if member >= 0:
            if state.member_rate[member] != 0:
                cost += draws.cost_of(work, state.member_rate[member])
            _count_busy(state, item, ended)
        if work > 0:
            _add_stretch(state, item, ended)
    contention = ended - state.item_enabled[item] - work - closed - batched
    if contention < 0 or work < 0 or closed < 0:
        state.broken_rows += 1
    place = _put_row(state, item, KIND_TASK, completed, condition)
    state.steps[place + WORK] += work
    state.steps[place + CAUSES] += contention
    state.steps[place + UNAVAILABILITY] += closed
    state.steps[place + BATCHING] += batched
    _charge(state, item, place, cost)


def record_event(state: State, item: int, completed: int, condition: int) -> None:
    """Write the row of an armed event or of a step done outside: all of its time has the one cause of the element."""
    element = state.item_element[item]
    lasted = (completed if completed >= 0 else state.now) - state.item_enabled[item]
    place = _put_row(state, item, state.kind[element], completed, condition)
    state.steps[place + CAUSES + state.delay_cause[element]] += lasted
    if CAUSES + state.delay_cause[element] == EXTRANEOUS and state.kind[element] == KIND_TASK:
        _put_off(state, item, place, lasted)
    if state.item_started[item] >= 0:
        _charge(state, item, place, state.fixed_cost[element])


def record_join(state: State, item: int) -> None:
    """Write the row of a join that fires; the item is the token that has waited longest."""
    state.item_started[item] = state.now
    if state.item_instance[item] == 0 and state.slot_scope[state.item_slot[item]] != 0:
        _put_beside(state, SIDE_SCOPE, state.slot_scope[state.item_slot[item]])
    place = _put_row(state, item, KIND_JOIN, state.now, 0)
    state.steps[place + SYNCHRONISATION] += state.now - state.item_enabled[item]


def record_full(state: State, item: int, completed: int, condition: int) -> None:
    """Write the row of an item of which more is to be told than its base row holds."""
    element = state.item_element[item]
    opcode = state.opcode[element]
    lasted = (completed if completed >= 0 else state.now) - state.item_enabled[item]
    _put_identity(state, item)
    if opcode == SUBPROCESS:
        place = _put_row(state, item, state.kind[element], completed, condition)
        _charge(state, item, place, state.fixed_cost[element])
        return
    if opcode == CATCH:
        record_event(state, item, completed, condition)
        return
    others = state.item_closed[item] + state.item_batched[item] + state.item_prioritised[item]
    others += state.item_setup[item] + state.item_extraneous[item]
    contention = lasted - state.item_work[item] - others
    if contention < 0 or state.item_work[item] < 0 or state.item_closed[item] < 0:
        state.broken_rows += 1
    cost = state.item_cost[item]
    if state.item_started[item] >= 0:
        cost += state.fixed_cost[element]
    _put_exceptions(state, item, lasted, cost)
    if state.keeps_hours:
        until = state.item_allocated[item]
        if until < 0:
            until = state.item_enabled[item] + lasted
        by_hour.note_wait(state, item, until)
    place = _put_row(state, item, KIND_TASK, completed, condition)
    state.steps[place + WORK] += state.item_work[item]
    state.steps[place + CAUSES] += contention
    state.steps[place + PRIORITISATION] += state.item_prioritised[item]
    state.steps[place + UNAVAILABILITY] += state.item_closed[item]
    state.steps[place + BATCHING] += state.item_batched[item]
    state.steps[place + SETUP] += state.item_setup[item]
    state.steps[place + EXTRANEOUS] += state.item_extraneous[item]
    _put_off(state, item, place, state.item_extraneous[item])
    _charge(state, item, place, cost)


def _put_off(state: State, item: int, place: int, lasted: int) -> None:
    """Take a delay outside of the queue from what an item that was begun had waited for somebody."""
    if state.item_started[item] >= 0:
        state.steps[place + ANSWERED] -= lasted


def _put_identity(state: State, item: int) -> None:
    if state.item_instance[item] != 0:
        _put_beside(state, SIDE_INSTANCE, state.item_instance[item])
    if state.slot_scope[state.item_slot[item]] != 0:
        _put_beside(state, SIDE_SCOPE, state.slot_scope[state.item_slot[item]])


def _put_exceptions(  # noqa: C901 - one line a column
    state: State, item: int, lasted: int, cost: int
) -> None:
    """Put beside the row what does not follow from it."""
    if not state.keep_log:
        return
    element = state.item_element[item]
    started = state.item_started[item]
    batched = state.item_batched[item]
    is_ready = started >= 0 or batched < lasted or state.release[element] < 0
    if state.item_ready[item] != (state.item_enabled[item] + batched if is_ready else -1):
        _put_beside(state, SIDE_READY, state.item_ready[item])
    if state.item_allocated[item] != started:
        _put_beside(state, SIDE_ALLOCATED, state.item_allocated[item])
    if state.item_prioritised[item] != 0:
        _put_beside(state, SIDE_PRIORITISATION, state.item_prioritised[item])
    if state.item_setup[item] != 0:
        _put_beside(state, SIDE_SETUP, state.item_setup[item])
    if state.item_extraneous[item] != 0:
        _put_beside(state, SIDE_EXTRANEOUS, state.item_extraneous[item])
    if state.item_batch[item] >= 0:
        _put_beside(state, SIDE_BATCH, state.item_rank[item])
    derived = state.fixed_cost[element] if started >= 0 else 0
    if state.item_member[item] >= 0:
        derived += draws.cost_of(state.item_work[item], state.member_rate[state.item_member[item]])
    if cost != derived:
        _put_beside(state, SIDE_COST, cost)
    seat = state.item_seats[item]
    while seat >= 0:
        _put_beside(state, SIDE_MEMBER, state.seat_member[seat])
        seat = state.seat_next[seat]


def _put_beside(state: State, column: int, value: int) -> None:
    """Put a value beside the row that is written next."""
    if state.keep_log:
        place = 2 * state.side_count
        state.side_count += 1
        state.side[place] = (state.rows_before + state.row_count) << 8 | column
        state.side[place + 1] = value


def _put_row(state: State, item: int, kind: int, completed: int, condition: int) -> int:
    """Add a row to the log; return where the sums of its step and week stand."""
    slot = state.item_slot[item]
    element = state.item_element[item]
    root = state.slot_root[slot]
    visit = state.item_visit[item]
    enabled = state.item_enabled[item]
    started = state.item_started[item]
    batched = state.item_batched[item]
    state.rows_of[element] += 1
    if completed >= 0:
        state.ended_of[element] += 1
    if state.keep_log:
        place = state.row_count * LOG_WIDTH
        state.row_count += 1
        state.rows[place] = state.slot_case[slot] << 32 | element << 12 | kind << 8 | condition
        state.rows[place + 1] = visit << 32 | (state.item_member[item] + 1)
        state.rows[place + 2] = enabled
        state.rows[place + 3] = started
        state.rows[place + 4] = completed
        state.rows[place + 5] = state.item_work[item]
        state.rows[place + 6] = state.item_closed[item]
        state.rows[place + 7] = batched
    place = (state.slot_week[root] * state.element_count + element) * STEP_WIDTH
    state.steps[place + COUNT] += 1
    if condition in (ABANDONED, BALKED):
        state.steps[place + LEFT] += 1
    if kind == KIND_TASK:
        if visit > 1:
            state.slot_repeats[root] += 1
        if started >= 0:
            state.steps[place + BEGUN] += 1
            state.steps[place + ANSWERED] += started - enabled - batched
    return place


def _charge(state: State, item: int, place: int, cost: int) -> None:
    state.steps[place + COST] += cost
    state.slot_cost[state.slot_root[state.item_slot[item]]] += cost


def _count_busy(state: State, item: int, ended: int) -> None:
    """Add work to what its member did in each week."""
    member = state.item_member[item]
    begins = state.item_started[item]
    if state.keeps_hours:
        by_hour.note_work(state, member, begins, state.item_work[item])
    if edge_of(state, begins) >= ended:
        add_busy(state, member, begins, state.item_work[item])
    else:
        _split_busy(state, member, begins, ended)


def _split_busy(state: State, member: int, begins: int, ended: int) -> None:
    """Add work across the edges of weeks, in the hours of a member, and split there."""
    until = edge_of(state, begins)
    while begins < ended:
        if until > ended:
            until = ended
        add_busy(
            state, member, begins, ticks.open_between(state.calendars, state.member_calendar[member], begins, until)
        )
        begins = until
        until = edge_of(state, begins)


def edge_of(state: State, tick: int) -> int:
    """Return the end of the week of a tick, or the horizon where that comes before it."""
    if 0 <= state.horizon <= tick:
        return state.end_of_time
    edge = (tick // WEEK + 1) * WEEK
    return state.horizon if 0 <= state.horizon < edge else edge


def add_busy(state: State, member: int, tick: int, work: int) -> None:
    state.member_busy[member] += work
    if 0 <= state.horizon <= tick:
        state.busy_late[member] += work
    else:
        state.busy[tick // WEEK * state.member_count + member] += work


def add_overtime(state: State, member: int, tick: int, work: int) -> None:
    """Add work outside of a member's hours to the week of a tick."""
    state.member_overtime[member] += work
    if 0 <= state.horizon <= tick:
        state.overtime_late[member] += work
    else:
        state.overtime[tick // WEEK * state.member_count + member] += work


def _add_stretch(state: State, item: int, ended: int) -> None:
    """Add the work of a plain item to its case."""
    member = state.item_member[item]
    calendar = -1
    group = -1
    if member >= 0:
        calendar = state.member_calendar[member]
        group = state.member_group[member]
    stretches.add(
        state, state.slot_root[state.item_slot[item]], state.item_element[item], state.item_started[item], ended,
        state.item_work[item], calendar, group,
    )  # fmt: skip
