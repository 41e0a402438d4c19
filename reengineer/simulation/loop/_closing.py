"""End a run: stop it at a limit, and close what its end finds unfinished."""

from reengineer.simulation._limits import EVENTS
from reengineer.simulation._log import STATE_OPEN
from reengineer.simulation._program import BOUNDARY, CATCH, START, TASK
from reengineer.simulation.loop import _batches as batches
from reengineer.simulation.loop import _cases as cases
from reengineer.simulation.loop import _endings as endings
from reengineer.simulation.loop import _people as people
from reengineer.simulation.loop import _records as records
from reengineer.simulation.loop import _work as work
from reengineer.simulation.loop._codes import (
    ARMED,
    CARRIER,
    ENDED,
    FINISHED,
    INSIDE,
    MESSAGE_KEPT,
    MESSAGE_SENT,
    OPEN_CASES,
    OPEN_ITEMS,
    OVER,
    RACE,
    TOKEN,
    UNDOING,
    WORKING,
)
from reengineer.simulation.loop._state import State


def must_stop(state: State) -> bool:
    """Say whether a limit is reached; looked at between instants, so that none is cut in its midst."""
    if 0 <= state.most_moves < state.moves:
        state.stopped = EVENTS
    elif state.asked_to_stop != 0:
        state.stopped = state.asked_to_stop
    return state.stopped != 0


def stop(state: State) -> None:
    """End the run before its time: this instant is its last, and no case arrives after it."""
    if state.now < 0:
        state.now = 0
    if state.horizon < 0 or state.horizon > state.now + 1:
        state.horizon = state.now + 1
        state.hour_until = 0
    begin_to_close(state)


def begin_to_close(state: State) -> None:
    """Let the run go on with what is unfinished, as of now."""
    cases.count_cases(state, 0)
    state.phase = OPEN_ITEMS
    state.place = 0
    if state.now >= state.room_until:
        state.safe_steps = 0


def close_next(state: State) -> None:
    """Write the row of the next item that the end of the run finds unfinished; then sum up the open cases."""
    place = state.place
    state.place += 1
    if state.phase == OPEN_ITEMS:
        if place >= state.item_count:
            state.phase = OPEN_CASES
            state.place = 0
        elif state.item_slot[place] >= 0:
            _close_item(state, place)
    elif place >= state.slot_count:
        state.phase = OVER
    elif state.slot_case[place] > 0 and state.slot_root[place] == place:
        cases.sum_up(state, place)


def _close_item(state: State, item: int) -> None:
    element = state.item_element[item]
    opcode = state.opcode[element]
    if not state.rules.is_plain[element] or opcode not in (TASK, CATCH):
        _close_full(state, item, opcode)
    elif opcode == CATCH:
        records.record_event(state, item, -1, STATE_OPEN)
    else:
        people.stop(state, item)
        records.record_task(state, item, -1, STATE_OPEN)


def _close_full(state: State, item: int, opcode: int) -> None:
    """Write the row of an unfinished item of any kind: waits charged and work paid up to now."""
    if opcode in (BOUNDARY, START) or (not state.keeps_items and opcode not in (TASK, CATCH)):
        return
    standing = state.item_state[item]
    if state.item_size[item] > 0:
        if standing == WORKING:
            batches.count_open(state, item)
        return
    if standing in (TOKEN, CARRIER, RACE, ENDED, MESSAGE_SENT, MESSAGE_KEPT, FINISHED, UNDOING):
        return
    if standing == ARMED:
        race = state.item_parent[item]
        if race >= 0 and state.item_state[race] == RACE and state.item_child[race] != item:
            return
    elif standing == WORKING and state.item_batch[item] >= 0:
        batches.finish_row(state, state.item_batch[item], item, True)
    elif standing == WORKING:
        work.stop(state, item)
    elif standing != INSIDE:
        endings.charge(state, item)
    records.record_full(state, item, -1, STATE_OPEN)
