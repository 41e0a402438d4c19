"""Go through instants: what happens, then clocks, then starts, again and again until nothing is due at the tick.

The loop may leave at any step, for want of room or because its budget is used up, and goes on where it was: the
phase and the place in it are part of the state.
"""

from collections.abc import Callable

from reengineer.simulation._trouble import MOST_ROUNDS
from reengineer.simulation.loop import _batches as batches
from reengineer.simulation.loop import _clocks as clocks
from reengineer.simulation.loop import _closing as closing
from reengineer.simulation.loop import _demand as demand
from reengineer.simulation.loop import _ends as ends
from reengineer.simulation.loop import _events as events
from reengineer.simulation.loop import _heap as heap
from reengineer.simulation.loop import _inclusive as inclusive
from reengineer.simulation.loop import _leaving as leaving
from reengineer.simulation.loop import _people as people
from reengineer.simulation.loop import _queues as queues
from reengineer.simulation.loop import _sampling as sampling
from reengineer.simulation.loop import _sets as sets
from reengineer.simulation.loop import _settling as settling
from reengineer.simulation.loop import _tokens as tokens
from reengineer.simulation.loop import _walk as walk
from reengineer.simulation.loop import _work as work
from reengineer.simulation.loop._codes import (
    ARRIVAL,
    CLOCKS,
    COMPLETIONS,
    DONE,
    ENDING,
    HAPPENINGS,
    IN_TROUBLE,
    KIND_BITS,
    KIND_MASK,
    MOVES,
    MOVES_AGAIN,
    NEEDS_ROOM,
    OVER,
    PAUSED,
    PLAIN_END,
    RETURN,
    RINGS,
    SETTLING,
    STARTS,
    STARTS_OF_CASES,
    STAYS,
    STOPS,
    TOO_MANY_ROUNDS,
    WAKE,
)
from reengineer.simulation.loop._state import SIDE_A_ROW, State

released: Callable[[State], int]
"""Run, and let other threads go on meanwhile; see the end of the module."""


def begin_run(state: State) -> None:
    """Set the first arrival of each stream."""
    demand.begin(state)
    state.phase = STARTS


def run(state: State) -> int:
    """Go on with a run; return why it stopped."""
    while state.phase != OVER:
        if state.safe_steps == 0:
            if state.trouble != 0:
                return IN_TROUBLE
            if state.wanted > 0:
                return NEEDS_ROOM
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
    most = state.a_step + state.rules.most_members
    steps = state.budget
    steps = _least(steps, (state.item_room - state.item_used) // most)
    steps = _least(steps, (state.event_room - state.event_count) // (2 * most))
    steps = _least(steps, (state.token_room - state.token_count) // (most + state.most_out + 2))
    steps = _least(steps, (state.stretch_room - state.stretch_used) // most)
    steps = _least(steps, (state.slot_room - state.slot_used) // most)
    steps = _least(steps, (state.case_room - state.case_rows) // most)
    steps = _least(steps, (state.note_room - state.note_count) // most)
    steps = _least(steps, (state.seat_room - state.seat_used) // most)
    steps = _least(steps, (state.doer_room - state.doer_used) // most)
    steps = _least(steps, (state.set_room - state.set_count) // most)
    if state.keep_log:
        steps = _least(steps, (state.row_room - state.row_count) // most)
        if state.a_step > 2:
            steps = _least(steps, (state.side_room - state.side_count) // (most * SIDE_A_ROW))
    if state.now >= state.room_until:
        return 0
    return steps


def _least(one: int, other: int) -> int:
    return one if one < other else other


def _step(state: State) -> None:
    """Go through what is left of this instant and on to the next tick; stop where no more steps may be done."""
    if state.phase > STARTS:
        closing.close_next(state)
        return
    if state.phase <= MOVES:
        while _did_happen(state):
            if state.safe_steps == 0:
                return
            state.safe_steps -= 1
    if state.phase <= MOVES_AGAIN:
        while _did_ring(state):
            if state.safe_steps == 0:
                return
            state.safe_steps -= 1
    _begin_starts(state)
    while _did_start(state):
        if state.safe_steps == 0:
            return
        state.safe_steps -= 1
    _next_tick(state)


def _begin_starts(state: State) -> None:
    """Begin phase C, unless the loop comes back into it."""
    if state.phase == STARTS:
        return
    state.phase = STARTS
    state.starts_phase += 1
    state.place = 0
    if state.rules.binds:
        walk.prepare(state)


def _did_start(state: State) -> bool:
    """Do one thing of phase C: a start, or what limits and finite populations ask for; say whether there was one."""
    if state.place == 0 and (state.dirty_count > 0 or state.idle_head >= 0):
        _start(state)
        return True
    if state.rules.has_limits:
        # Once nothing more can start, limits may leave no place for the next newcomer.
        state.place = 1
        if leaving.turn_away_one(state):
            return True
    if state.leaver_count > 0:
        demand.send_away(state)
        return True
    return False


def _did_happen(state: State) -> bool:
    """Do one thing of phase A: an event, the start of a case, or the move of a token; say whether there was one."""
    if state.phase == HAPPENINGS:
        if state.event_count > 0 and state.event_key[0] == state.now << 2:
            _happen(state, heap.pop_event(state))
            return True
        state.phase = STARTS_OF_CASES
        state.place = 0
        if state.ring_count > 0:
            ends.sort_ends(state)
            state.phase = STOPS
    if state.phase < STARTS_OF_CASES and _did_end(state):
        return True
    if state.phase == STARTS_OF_CASES:
        if state.arrived > 0:
            demand.start_case(state)
            return True
        state.phase = MOVES
    if (_may_move(state) and _did_move(state)) or (state.fresh_sets > 0 and sets.look_once(state)):
        return True
    state.phase = RINGS
    return False


def _did_end(state: State) -> bool:
    """Do one thing of the ends of work: stop, then complete, then let repeated activities go on."""
    if state.phase == STOPS:
        if state.place < state.ring_count:
            ends.stop_next(state)
            return True
        state.phase = COMPLETIONS
        state.place = 0
    if state.phase == COMPLETIONS:
        if state.place < state.ring_count:
            ends.complete_next(state)
            return True
        state.ring_count = 0
        state.place = 0
        state.phase = SETTLING
    if state.pending_count > 0:
        settling.settle_one(state)
        return True
    state.phase = STARTS_OF_CASES
    return False


def _did_ring(state: State) -> bool:
    """Do one thing of phase B: let a clock ring, or move a token; say whether there was one."""
    if state.phase == RINGS:
        clocks.gather(state)
        state.phase = CLOCKS
        if state.ring_count == 0:
            return False  # and nothing is left to move
    if state.phase == CLOCKS:
        if state.place < state.ring_count:
            clocks.ring_next(state)
            return True
        state.ring_count = 0
        state.phase = MOVES_AGAIN
    return (_may_move(state) and _did_move(state)) or (state.fresh_sets > 0 and sets.look_once(state))


def _may_move(state: State) -> bool:
    """Say whether there is anything that `_did_move` looks at; mostly there is not."""
    return state.token_count + state.pending_count + state.moved_count + state.note_count > 0 or state.is_telling


def _did_move(state: State) -> bool:
    """Move a token; where none is left let repeated activities, inclusive joins, deliveries and endings go on."""
    if state.is_telling and _did_tell_on(state):
        return True
    if state.token_count > 0:
        _move(state)
        return True
    return _did_settle(state)


def _did_tell_on(state: State) -> bool:
    """Deliver the next of what was thrown, before any token moves; say whether there was one."""
    place = events.first_note(state)
    if state.note_count > 0 and state.note_kind[place] < ENDING:
        events.tell(state, place)
        return True
    state.is_telling = False
    return False


def _did_settle(state: State) -> bool:
    """Do the next thing that follows once no token moves; say whether there was one."""
    if state.pending_count > 0:
        settling.settle_one(state)
        return True
    if state.moved_count > 0 and inclusive.fire_one(state):
        return True
    if state.note_count == 0:
        return False
    place = events.first_note(state)
    if state.note_kind[place] < ENDING:
        state.is_telling = True
    events.tell(state, place)
    return True


def _move(state: State) -> None:
    """Move the token with the smallest key, and on, as long as it is the first and steps may be done."""
    key = state.token_key[0]
    slot = state.token_slot[0]
    heap.drop_token(state)
    if slot < 0:
        return
    while True:
        door = key & state.door_mask
        element = state.door_element[door]
        flow = door - element - 1
        if state.rules.has_inclusive_joins:
            inclusive.touch(state, slot)
        onward = tokens.enter(state, slot, element, flow)
        if onward == STAYS:
            break
        state.moved_in[element] += 1
        state.moves += 1
        if onward < 0:
            return
        key = state.slot_case[slot] << state.door_bits | state.door_of_flow[onward]
        if state.safe_steps == 0 or (state.token_count > 0 and key >= state.token_key[0]):
            break
        state.safe_steps -= 1
    heap.push_token(state, key, slot)


def _next_tick(state: State) -> None:
    """Go on to the next tick at which something is due; behind the last, close what is open."""
    tick = state.event_key[0] >> 2 if state.event_count > 0 else state.end_of_time
    if state.token_count > 0 or state.note_count > 0 or state.pending_count > 0:
        tick = state.now
    elif tick > state.now and closing.must_stop(state):
        closing.stop(state)
        return
    elif state.event_count == 0 and state.set_count > 0 and state.end == state.end_of_time and sets.flush(state):
        if state.wanted > 0:
            return
        tick = state.now
    elif state.event_count == 0 or tick >= state.end:
        state.now = state.end if state.end < state.end_of_time else state.last
        closing.begin_to_close(state)
        return
    if tick == state.tick:
        state.rounds += 1
        if state.rounds > MOST_ROUNDS:
            sampling.stop_run(state, TOO_MANY_ROUNDS, -1)
    else:
        state.tick = tick
        state.rounds = 0
    state.now = tick
    state.phase = HAPPENINGS
    state.ring_count = 0
    if tick >= state.room_until:
        state.safe_steps = 0


def _happen(state: State, what: int) -> None:
    """Phase A: work ends, cases arrive, shifts open."""
    kind = what & KIND_MASK
    number = what >> KIND_BITS
    if kind == PLAIN_END:
        ends.finish_plain(state, number)
    elif kind == ARRIVAL:
        if 0 <= state.most_cases <= state.case_count:
            state.pending_streams -= 1
        else:
            state.stream_ready[number] += 1
            state.arrived += 1
            demand.next_arrival(state, number)
    elif kind == RETURN:
        demand.come_back(state, number)
    elif kind == WAKE:
        queues.make_dirty(state, number)
    else:
        ends.gather_end(state, what)


def _start(state: State) -> None:
    """Phase C: start the next thing that can start."""
    if state.dirty_count > 0:
        component = state.dirty[state.dirty_count - 1]
        if state.rules.is_simple[component]:
            goes_on = people.dispatch_one(state, component)
        else:
            goes_on = walk.dispatch_one(state, component)
        if not goes_on:
            state.is_dirty[component] = 0
            state.dirty_count -= 1
        return
    item = state.idle_head
    queues.leave_idle(state, item)
    if state.rules.is_plain[state.item_element[item]]:
        people.begin(state, item, -1)
    else:
        if not batches.has_room_for(state, item):
            queues.join_idle(state, item)
            return
        state.chosen_count = 0
        work.begin(state, item, -1)
        batches.begun(state, item)


def advance(state: State, steps: int) -> int:
    """Go on for so many steps at most; compiled, other threads may run meanwhile."""
    state.budget = steps
    state.safe_steps = 0
    return released(state)  # noqa: F821 - declared above


globals().update(released=run)  # Compiled, the types file has a function by this name that lets go of the lock.
