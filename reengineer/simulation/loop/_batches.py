"""Gather items into batches, let batches go, and share out what they take and cost.

A batch that has gone is an item of its own, whose items are chained by `item_next` from its `item_inner`; its size is
how many they are when it begins.
"""

from reengineer.calendars import _ticks as ticks
from reengineer.simulation import _draws as draws
from reengineer.simulation._tables import FINISH
from reengineer.simulation.loop import _arming as arming
from reengineer.simulation.loop import _duty as duty
from reengineer.simulation.loop import _heap as heap
from reengineer.simulation.loop import _items as items
from reengineer.simulation.loop import _queues as queues
from reengineer.simulation.loop import _work as work
from reengineer.simulation.loop._codes import (
    HAPPENING,
    WORK_END,
    WORKING,
)
from reengineer.simulation.loop._state import State

# Batches that wait


def charge_queued(state: State, item: int) -> None:
    """Charge an item of a batch as the batch was charged in its queue up to now."""
    batch = state.item_batch[item]
    if state.rules.component_of[state.item_element[item]] >= 0:
        queues.charge(state, batch)
        _share_waits(state, batch, item)


def _share_waits(state: State, batch: int, item: int) -> None:
    state.item_closed[item] += state.item_closed[batch]
    state.item_prioritised[item] += state.item_prioritised[batch]


def leave_queued(state: State, item: int) -> None:
    """Take an item out of a batch that waits; a batch that nobody is left of leaves its queue too."""
    batch = state.item_batch[item]
    unchain(state, batch, item)
    if state.item_inner[batch] < 0:
        queues.leave(state, batch)
        forget(state, batch)
    elif state.item_first[batch] > state.starts_phase:
        # It is ranked by the oldest of those who are left as phase C begins.
        queues.leave(state, batch)
        queues.join(state, batch)


def unchain(state: State, batch: int, item: int) -> None:
    """Take an item out of the chain of a batch."""
    row = state.item_inner[batch]
    if row == item:
        state.item_inner[batch] = state.item_next[item]
        return
    while row >= 0 and state.item_next[row] != item:
        row = state.item_next[row]
    if row >= 0:
        state.item_next[row] = state.item_next[item]


def forget(state: State, batch: int) -> None:
    """Free a batch that is over."""
    items.drop_seats(state, batch)
    state.item_life[batch] += 1
    items.free_item(state, batch)


# Batches that are worked on


def has_room_for(state: State, item: int) -> bool:
    """Say whether there is room for what the start of a batch takes, which is more than that of one item."""
    if state.item_size[item] == 0:
        return True
    return items.has_room(state, work.count_rows(state, item) * (1 + state.rules.most_members))


def begun(state: State, batch: int) -> None:
    """Note for each item of a batch that it has begun."""
    if state.item_size[batch] == 0:
        return
    element = state.item_element[batch]
    state.item_size[batch] = work.count_rows(state, batch)
    _remember_oldest(state, batch)
    tick = state.item_work_begins[batch]
    place = 0
    before = 0
    row = state.item_inner[batch]
    while row >= 0:
        state.item_hold[row] = before
        before += state.item_share[row]
        _share_waits(state, batch, row)
        state.item_allocated[row] = state.now
        state.item_state[row] = WORKING
        state.item_place[row] = place
        state.item_started[row] = state.item_work_begins[batch]
        state.item_ends[row] = -1
        state.item_cause[row] = -1
        work.copy_members(state, batch, row)
        if state.rules.is_sequential[element]:
            if state.item_share[row] > 0:
                state.item_started[row] = duty.next_open(state, tick)
            else:
                state.item_started[row] = tick
            tick = duty.advance(state, tick, state.item_share[row])
            state.item_ends[row] = tick
            _end_at(state, row, tick)
        if state.rules.boundary_first[element] < state.rules.boundary_first[element + 1]:
            arming.arm_late_borders(state, row)
        place += 1
        row = state.item_next[row]
    state.item_cause[batch] = -1
    _end_at(state, batch, state.item_ends[batch])


def _remember_oldest(state: State, batch: int) -> None:
    """Keep the key of the oldest item with its batch, which lasts even if that item and its case end before."""
    oldest = state.item_inner[batch]
    slot = state.item_slot[oldest]
    state.item_place[batch] = state.slot_case[slot]
    state.item_share[batch] = state.slot_scope[slot]
    state.item_visit[batch] = state.item_visit[oldest]
    state.item_instance[batch] = state.item_instance[oldest]


def is_behind(state: State, batch: int, item: int) -> bool:
    """Say whether a batch that is worked on stands behind an item in key order, by the oldest item it began with."""
    slot = state.item_slot[item]
    if state.item_place[batch] != state.slot_case[slot]:
        return state.item_place[batch] > state.slot_case[slot]
    if state.item_element[batch] != state.item_element[item]:
        return state.item_element[batch] > state.item_element[item]
    if state.item_share[batch] != state.slot_scope[slot]:
        return state.item_share[batch] > state.slot_scope[slot]
    if state.item_visit[batch] != state.item_visit[item]:
        return state.item_visit[batch] > state.item_visit[item]
    return state.item_instance[batch] > state.item_instance[item]


def _end_at(state: State, item: int, tick: int) -> None:
    if tick < state.end_of_time:
        heap.push_event(state, tick << 2 | HAPPENING, items.said(state, item, WORK_END))


def finish_row(state: State, batch: int, row: int, is_cut: bool) -> None:
    """Charge and price the part of an item in a batch, up to now; its work is its own, or that of all at once.

    Who leaves pays as if it stayed to the end; where the run is cut, all pay for what was done by then.
    """
    if state.item_rung[row] != 0:
        return
    state.item_rung[row] = 1
    element = state.item_element[row]
    duty.load(state, batch)
    duty.set_calendar(state, state.rules.at_close[element] == FINISH)
    setting = work.setup_done(state, batch)
    done = work.work_done(state, batch)
    begins = state.item_work_begins[batch]
    state.item_setup[row] += setting
    turn = 0
    state.item_work[row] = done
    if state.rules.is_sequential[element]:
        begun_at = state.item_started[row]
        if begun_at > state.now:
            begun_at = state.now
        if begun_at > begins:
            turn = duty.open_between(state, begins, begun_at)
        else:
            begun_at = begins
        state.item_batched[row] += turn
        state.item_work[row] = 0
        if state.now > begun_at:
            state.item_work[row] = done - turn
            if state.item_work[row] > state.item_share[row]:
                state.item_work[row] = state.item_share[row]
    state.item_closed[row] += state.now - state.item_allocated[row] - setting - turn - state.item_work[row]
    if state.now < state.item_started[row]:
        state.item_started[row] = -1
    if is_cut and state.now < state.item_ends[batch]:
        state.item_cost[row] = _price(state, batch, row, setting + done, state.now)
    else:
        busy = state.item_setting[batch] + state.item_remaining[batch]
        state.item_cost[row] = _price(state, batch, row, busy, state.item_ends[batch])
    if state.item_work[row] > 0:
        work.note_work(state, row, state.item_started[row], state.item_work[row])


def _price(state: State, batch: int, row: int, busy: int, until: int) -> int:
    """Return what an item of a batch pays for its members up to a tick: its turn, or its part of their time."""
    element = state.item_element[row]
    begins = state.item_begins[batch]
    if state.rules.is_sequential[element]:
        begins += _time_before(state, batch, row)
        busy = _time_of_turn(state, batch, row, busy)
        until = begins + busy
    total = 0
    for place in range(state.chosen_count):
        member = state.chosen[place]
        on_duty = busy
        if state.rules.at_close[element] == FINISH:
            on_duty = ticks.open_between(state.calendars, state.member_calendar[member], begins, until)
        overtime = busy - on_duty
        if not state.rules.is_sequential[element]:
            on_duty = _part(on_duty, state.item_size[batch], state.item_place[row])
            overtime = _part(overtime, state.item_size[batch], state.item_place[row])
        total += draws.cost_of(on_duty, state.rules.rate[member])
        total += draws.cost_of(overtime, state.rules.overtime_rate[member])
    return total


def _time_before(state: State, batch: int, row: int) -> int:
    """Return the time that is spent on a batch before the turn of an item; the first has the set-up in its turn."""
    return state.item_hold[row] + (state.item_setting[batch] if state.item_place[row] > 0 else 0)


def _time_of_turn(state: State, batch: int, row: int, busy: int) -> int:
    """Return how much of the time that is spent on a batch falls into the turn of an item."""
    own = state.item_share[row] + (state.item_setting[batch] if state.item_place[row] == 0 else 0)
    busy -= _time_before(state, batch, row)
    if busy < 0:
        return 0
    return own if busy > own else busy


def _part(shared: int, size: int, place: int) -> int:
    """Return the part of one of several among whom ticks are shared out; the first ones take what is left over."""
    return shared // size + (1 if place < shared % size else 0)


def leave_working(state: State, row: int) -> None:
    """Let an item leave a batch that is being worked on: the batch keeps its people, and the item pays its part."""
    batch = state.item_batch[row]
    finish_row(state, batch, row, False)
    unchain(state, batch, row)


def count_open(state: State, batch: int) -> None:
    """Count the time of those who work on a batch that the end of the run finds unfinished."""
    duty.load(state, batch)
    duty.set_calendar(state, state.rules.at_close[state.item_element[batch]] == FINISH)
    work.count_time(state, batch, work.setup_done(state, batch) + work.work_done(state, batch))
