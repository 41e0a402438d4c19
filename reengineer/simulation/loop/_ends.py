"""Phase A, when work ends: record every end and let its people go, before any token leaves."""

from reengineer.simulation._draws import FAILURE
from reengineer.simulation._tables import FINISH
from reengineer.simulation.loop import _batches as batches
from reengineer.simulation.loop import _calling as calling
from reengineer.simulation.loop import _clocks as clocks
from reengineer.simulation.loop import _duty as duty
from reengineer.simulation.loop import _endings as endings
from reengineer.simulation.loop import _events as events
from reengineer.simulation.loop import _items as items
from reengineer.simulation.loop import _leaving as leaving
from reengineer.simulation.loop import _people as people
from reengineer.simulation.loop import _queues as queues
from reengineer.simulation.loop import _records as records
from reengineer.simulation.loop import _sampling as sampling
from reengineer.simulation.loop import _scopes as scopes
from reengineer.simulation.loop import _work as work
from reengineer.simulation.loop._codes import (
    ENDED,
    FAILED,
    IS_GATHERED,
    KIND_MASK,
    RINGING,
    SET_UP_END,
    WORK_END,
    WORKING,
)
from reengineer.simulation.loop._state import State


def finish_plain(state: State, item: int) -> None:
    """End plain work, and let its token go on."""
    people.finish(state, item)
    slot = state.item_slot[item]
    element = state.item_element[item]
    items.free_item(state, item)
    scopes.leave(state, slot, element)


def gather_end(state: State, what: int) -> None:
    """Gather an end of work that is due, where it still stands."""
    if not clocks.is_alive(state, what):
        return
    item = clocks.item_of(what)
    if state.item_state[item] != WORKING:
        return
    if what & KIND_MASK == SET_UP_END:
        queues.make_dirty(state, state.rules.component_of[state.item_element[item]])
    elif state.item_ends[item] == state.now and state.item_cause[item] != IS_GATHERED:
        state.item_cause[item] = IS_GATHERED
        state.ringing[state.ring_count] = what
        state.ring_count += 1


def sort_ends(state: State) -> None:
    """Put the ends that were gathered in key order."""
    if state.ring_count > 1:
        clocks.sort(state)


def stop_next(state: State) -> None:
    """Stop the next work that ended, write its row, and change the attributes that it changes."""
    what = state.ringing[state.place]
    item = clocks.item_of(what)
    if state.item_size[item] > 0:
        _stop_batch(state, item)
        return
    state.last = state.now
    element = state.item_element[item]
    if state.item_batch[item] >= 0:
        batches.leave_working(state, item)
    else:
        work.stop(state, item)
        if state.item_called[item] == RINGING:
            state.place += 1
            _miss(state, item, element)
            return
    if not _fails(state, item, element):
        write_off(state, item)
        state.ringing[state.place] = items.said(state, item, WORK_END)
    state.item_batch[item] = -1
    state.place += 1


def _fails(state: State, item: int, element: int) -> bool:
    """Write the row of work that ended and failed; say whether it did."""
    share: float = state.rules.failure[element]
    if share == 0.0 or sampling.uniform_of(state, item, FAILURE, state.item_instance[item]) >= share:
        return False
    state.item_mark[item] = FAILED
    state.item_state[item] = ENDED
    records.record_full(state, item, state.now, FAILED)
    return True


def _stop_batch(state: State, batch: int) -> None:
    """End a batch: finish the items that are left in it, and let its people go."""
    if not items.has_room(state, state.item_size[batch]):
        return
    state.place += 1
    state.last = state.now
    row = state.item_inner[batch]
    while row >= 0:
        batches.finish_row(state, batch, row, False)
        if not _fails(state, row, state.item_element[row]):
            write_off(state, row)
        row = state.item_next[row]
    duty.load(state, batch)
    duty.set_calendar(state, state.rules.at_close[state.item_element[batch]] == FINISH)
    work.let_go(state, batch, state.item_setting[batch] + state.item_remaining[batch])


def _miss(state: State, item: int, element: int) -> None:
    """End an attempt to call back that reached nobody: it is tried again later, or after the last is given up."""
    records.record_full(state, item, state.now, FAILED)
    calling.begin_anew(state, item)
    if state.item_attempts[item] < state.rules.callback_attempts[element]:
        calling.call_later(state, item, element)
    else:
        leaving.give_up(state, item)


def write_off(state: State, item: int) -> None:
    """Write the row of work that ended, and change the attributes that it changes."""
    element = state.item_element[item]
    state.item_mark[item] = 0
    state.item_state[item] = ENDED
    scopes.write_off(state, item, 0)
    if state.rules.updates_first[element] < state.rules.updates_first[element + 1]:
        events.update(state, item)


def complete_next(state: State) -> None:
    """Let the token of the next work that ended go on; or let what failed throw an error."""
    what = state.ringing[state.place]
    if not clocks.is_alive(state, what):
        state.place += 1
        return
    item = clocks.item_of(what)
    if state.item_size[item] > 0:
        _complete_batch(state, item)
    elif state.item_mark[item] != FAILED:
        state.place += 1
        scopes.after(state, item)
    elif items.has_room(state, endings.count_case(state, state.slot_root[state.item_slot[item]])):
        state.place += 1
        events.fail(state, item)


def _complete_batch(state: State, batch: int) -> None:
    """Complete the next of the items that ended with a batch; behind the last the batch is over."""
    row = state.item_inner[batch]
    if row < 0:
        state.place += 1
        batches.forget(state, batch)
    elif state.item_mark[row] != FAILED:
        _take_next(state, batch, row)
        scopes.after(state, row)
    elif items.has_room(state, endings.count_case(state, state.slot_root[state.item_slot[row]])):
        _take_next(state, batch, row)
        events.fail(state, row)


def _take_next(state: State, batch: int, row: int) -> None:
    """Take the first of the items that ended with a batch out of it: what becomes of it is its own."""
    state.item_inner[batch] = state.item_next[row]
    state.item_batch[row] = -1
