"""Go through instants: what happens, then clocks, then starts, again and again until nothing is due at the tick.

The loop may leave at any step, for want of room or because its budget is used up, and goes on where it was: the
phase and the place in it are part of the state.
"""

from collections.abc import Callable

from reengineer.calendars import _ticks as ticks
from reengineer.simulation import _draws as draws
from reengineer.simulation._log import STATE_OPEN
from reengineer.simulation._program import CATCH, TASK
from reengineer.simulation._trouble import MOST_ROUNDS
from reengineer.simulation.loop import _cases as cases
from reengineer.simulation.loop import _heap as heap
from reengineer.simulation.loop import _people as people
from reengineer.simulation.loop import _records as records
from reengineer.simulation.loop import _tokens as tokens
from reengineer.simulation.loop._codes import BAD_DURATION, DONE, IN_TROUBLE, NEEDS_ROOM, PAUSED, TOO_MANY_ROUNDS
from reengineer.simulation.loop._state import EVENTS_A_STEP, ITEMS_A_STEP, WEEK, State

HAPPENINGS, STARTS_OF_CASES, MOVES, RINGS, CLOCKS, MOVES_AGAIN, STARTS, OPEN_ITEMS, OPEN_CASES, OVER = range(10)
"""Phases of an instant, in order, and those of the end; after the starts it begins again with the next tick."""

released: Callable[[State], int]
"""Run, and let other threads go on meanwhile; see the end of the module."""

ARRIVAL_GAP = 1


def begin_run(state: State) -> None:
    """Set the first arrival of each stream."""
    for stream in range(state.stream_count):
        state.pending_streams += 1
        _next_arrival(state, stream)
    state.phase = STARTS


def run(state: State) -> int:
    """Go on with a run; return why it stopped."""
    while state.phase != OVER:
        if state.safe_steps == 0:
            if state.trouble != 0:
                return IN_TROUBLE
            if state.budget <= 0:
                return PAUSED
            state.safe_steps = count_safe_steps(state)
            if state.safe_steps == 0:
                return NEEDS_ROOM
            state.budget -= state.safe_steps
        state.safe_steps -= 1
        _step(state)
    return IN_TROUBLE if state.trouble != 0 else DONE


def count_safe_steps(state: State) -> int:
    """Return how many steps can be done before any table may be full: the room left over the most that a step takes."""
    steps = state.budget
    steps = _least(steps, (state.item_room - state.item_used) // ITEMS_A_STEP)
    steps = _least(steps, (state.event_room - state.event_count) // EVENTS_A_STEP)
    steps = _least(steps, (state.token_room - state.token_count) // (state.most_out + 2))
    steps = _least(steps, (state.stretch_room - state.stretch_used) // ITEMS_A_STEP)
    steps = _least(steps, (state.slot_room - state.slot_used) // ITEMS_A_STEP)
    steps = _least(steps, (state.case_room - state.case_count) // ITEMS_A_STEP)
    if state.keep_log:
        steps = _least(steps, (state.row_room - state.row_count) // ITEMS_A_STEP)
    if state.horizon < 0 and state.now // WEEK >= state.week_room:
        return 0
    return steps


def _least(one: int, other: int) -> int:
    return one if one < other else other


def _step(state: State) -> None:
    """Do the next thing of this instant, whichever phase it is in; when nothing is left, go on to the next tick."""
    if state.phase > STARTS:
        _close_next(state)
    elif (state.phase <= MOVES and _did_happen(state)) or (state.phase <= MOVES_AGAIN and _did_ring(state)):
        return
    elif state.dirty_count > 0 or state.idle_head >= 0:
        state.phase = STARTS
        _start(state)
    else:
        _next_tick(state)


def _did_happen(state: State) -> bool:
    """Do one thing of phase A: an event, the start of a case, or the move of a token; say whether there was one."""
    if state.phase == HAPPENINGS:
        if state.event_count > 0 and state.event_key[0] == state.now << 2:
            _happen(state, heap.pop_event(state))
            return True
        state.phase = STARTS_OF_CASES
        state.place = 0
    if state.phase == STARTS_OF_CASES:
        if state.arrived > 0:
            _start_case(state)
            return True
        state.phase = MOVES
    if state.token_count > 0:
        _move(state)
        return True
    state.phase = RINGS
    return False


def _did_ring(state: State) -> bool:
    """Do one thing of phase B: let a clock ring, or move a token; say whether there was one."""
    if state.phase == RINGS:
        _gather_clocks(state)
        state.phase = CLOCKS
    if state.phase == CLOCKS:
        if state.place < state.ring_count:
            _ring_next(state)
            return True
        state.phase = MOVES_AGAIN
    if state.token_count > 0:
        _move(state)
        return True
    return False


def _move(state: State) -> None:
    """Move the token with the smallest key."""
    key = state.token_key[0]
    slot = state.token_slot[0]
    heap.drop_token(state)
    flow = key & state.flow_mask
    element = state.flow_target[flow]
    state.moved_in[element] += 1
    onward = tokens.enter(state, slot, element, flow)
    if onward >= 0:
        tokens.put(state, slot, onward)


def _next_tick(state: State) -> None:
    """Go on to the next tick at which something is due; behind the last, close what is open."""
    tick = state.event_key[0] >> 2 if state.event_count > 0 else state.end_of_time
    if state.event_count == 0 or tick >= state.end:
        state.now = state.end if state.end < state.end_of_time else state.last
        cases.count_cases(state, 0)
        state.phase = OPEN_ITEMS
        state.place = 0
        return
    if tick == state.tick:
        state.rounds += 1
        if state.rounds > MOST_ROUNDS:
            people.stop_run(state, TOO_MANY_ROUNDS, -1)
    else:
        state.tick = tick
        state.rounds = 0
    state.now = tick
    state.phase = HAPPENINGS
    if state.horizon < 0 and tick // WEEK >= state.week_room:
        state.safe_steps = 0


def _happen(state: State, what: int) -> None:
    """Phase A: work ends, cases arrive, shifts open."""
    kind = what & 3
    number = what >> 2
    if kind == people.WORK_END:
        people.finish(state, number)
        _go_on(state, number)
    elif kind == people.ARRIVAL:
        if 0 <= state.most_cases <= state.case_count:
            state.pending_streams -= 1
        else:
            state.stream_ready[number] += 1
            state.arrived += 1
            _next_arrival(state, number)
    else:
        people.make_dirty(state, number)


def _go_on(state: State, item: int) -> None:
    """Let the token of an item that is done go on."""
    slot = state.item_slot[item]
    element = state.item_element[item]
    people.free_item(state, item)
    flow = tokens.forward(state, slot, element)
    if flow >= 0:
        tokens.put(state, slot, flow)


def _next_arrival(state: State, stream: int) -> None:
    """Set the next arrival of a stream: a gap laid on open time, or the next of a file."""
    state.stream_drawn[stream] += 1
    number = state.stream_drawn[stream]
    tick = state.end_of_time
    if state.stream_gap[stream] < 0:
        place = state.arrival_first[stream] + number - 1
        if place < state.arrival_first[stream + 1]:
            tick = state.arrival_tick[place]
    else:
        word = state.stream_word[stream]
        u = draws.uniform(state.seed, state.replication, (word + number) & state.word_mask, word, 0, ARRIVAL_GAP)
        gap = people.sample_ticks(state, state.stream_gap[stream], u, 1.0)
        if gap < 0:
            people.stop_run(state, BAD_DURATION, -1)
            return
        state.stream_position[stream] += gap
        tick = ticks.tick_at(state.calendars, state.stream_calendar[stream], state.stream_position[stream])
    if tick < state.end_of_time and not 0 <= state.arrivals_end <= tick:
        heap.push_event(state, tick << 2, stream << 2 | people.ARRIVAL)
        return
    state.pending_streams -= 1
    if state.pending_streams == 0 and state.horizon < 0:
        state.horizon = state.now + 1


def _start_case(state: State) -> None:
    """Start one case that arrives at this tick, in the order of streams."""
    while state.stream_ready[state.place] == 0:
        state.place += 1
    stream = state.place
    state.arrived -= 1
    state.stream_ready[stream] -= 1
    if 0 <= state.most_cases <= state.case_count:
        return
    state.last = state.now
    state.stream_number[stream] += 1
    slot = cases.open_case(state, stream, state.stream_number[stream])
    element = state.stream_start[stream]
    state.moved_in[element] += 1
    flow = tokens.enter(state, slot, element, -1)
    if flow >= 0:
        tokens.put(state, slot, flow)


def _gather_clocks(state: State) -> None:
    """Phase B: take all that is due as it begins, in key order; what is set now for this tick is of the next round."""
    key = state.now << 2 | people.CLOCK
    state.ring_count = 0
    while state.event_count > 0 and state.event_key[0] == key:
        state.ringing[state.ring_count] = heap.pop_event(state) >> 2
        state.ring_count += 1
    if state.ring_count > 0:
        state.last = state.now
    if state.ring_count > 1:
        _sort_ringing(state)
    state.place = 0


def _sort_ringing(state: State) -> None:
    for place in range(state.ring_count // 2 - 1, -1, -1):
        _sift(state, place, state.ring_count)
    for end in range(state.ring_count - 1, 0, -1):
        last = state.ringing[end]
        state.ringing[end] = state.ringing[0]
        state.ringing[0] = last
        _sift(state, 0, end)


def _sift(state: State, place: int, end: int) -> None:
    """Let an item sink in a heap whose first item is the last in key order."""
    item = state.ringing[place]
    while True:
        child = 2 * place + 1
        if child >= end:
            break
        if child + 1 < end and people.comes_before(state, state.ringing[child], state.ringing[child + 1]):
            child += 1
        if not people.comes_before(state, item, state.ringing[child]):
            break
        state.ringing[place] = state.ringing[child]
        place = child
    state.ringing[place] = item


def _ring_next(state: State) -> None:
    """Let an armed event happen, or a released item become ready."""
    item = state.ringing[state.place]
    state.place += 1
    if state.opcode[state.item_element[item]] == CATCH:
        records.record_event(state, item, state.now, 0)
        _go_on(state, item)
    else:
        state.item_batched[item] = state.now - state.item_enabled[item]
        people.queue_item(state, item)


def _start(state: State) -> None:
    """Phase C: start the next thing that can start."""
    if state.dirty_count > 0:
        group = state.dirty[state.dirty_count - 1]
        if not people.dispatch_one(state, group):
            state.is_dirty[group] = 0
            state.dirty_count -= 1
        return
    item = state.idle_head
    state.idle_head = state.item_next[item]
    if state.idle_head < 0:
        state.idle_tail = -1
    people.begin(state, item, -1)


def _close_next(state: State) -> None:
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
    elif state.slot_case[place] > 0:
        cases.sum_up(state, place)


def _close_item(state: State, item: int) -> None:
    opcode = state.opcode[state.item_element[item]]
    if opcode == CATCH:
        records.record_event(state, item, -1, STATE_OPEN)
    elif opcode == TASK:
        people.stop(state, item)
        records.record_task(state, item, -1, STATE_OPEN)


def advance(state: State, steps: int) -> int:
    """Go on for so many steps at most; compiled, other threads may run meanwhile."""
    state.budget = steps
    state.safe_steps = 0
    return released(state)  # noqa: F821 - declared above


globals().update(released=run)  # Compiled, the types file has a function by this name that lets go of the lock.
