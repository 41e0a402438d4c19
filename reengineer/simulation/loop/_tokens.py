"""Move tokens: what happens when one reaches an element, one function an opcode.

Each of these functions returns the one flow by which the token goes on at once, or -1.
"""

from reengineer.calendars import _ticks as ticks
from reengineer.simulation import _draws as draws
from reengineer.simulation._program import CATCH, END, EXCLUSIVE, PARALLEL, TASK
from reengineer.simulation._trouble import MOST_VISITS
from reengineer.simulation.loop import _cases as cases
from reengineer.simulation.loop import _heap as heap
from reengineer.simulation.loop import _people as people
from reengineer.simulation.loop import _records as records
from reengineer.simulation.loop._codes import TOO_MANY_VISITS
from reengineer.simulation.loop._state import State

ROUTE, EVENT_DELAY = 5, 12
"""Purposes of draws: see `_draws`."""


def enter(state: State, slot: int, element: int, flow: int) -> int:
    """Let a token reach an element by a flow, or by none where a case starts there."""
    opcode = state.opcode[element]
    if opcode == TASK:
        return _enter_task(state, slot, element)
    if opcode == EXCLUSIVE:
        return _enter_exclusive(state, slot, element)
    if opcode == END:
        count_visit(state, slot, element)
        end_token(state, slot)
        return -1
    if opcode == PARALLEL:
        return _enter_parallel(state, slot, element, flow)
    if opcode == CATCH:
        return _enter_catch(state, slot, element)
    count_visit(state, slot, element)
    return forward(state, slot, element)


def count_visit(state: State, slot: int, element: int) -> int:
    """Return the number of this visit, from 1."""
    place = slot * state.element_count + element
    visit = state.visits[place] + 1
    state.visits[place] = visit
    if visit > MOST_VISITS:
        people.stop_run(state, TOO_MANY_VISITS, element)
        state.trouble_case = state.slot_case[slot]
    return visit


def forward(state: State, slot: int, element: int) -> int:
    """Put a token on each flow that leaves an element; one goes on at once, and without any it ends here."""
    first = state.out_first[element]
    last = state.out_first[element + 1]
    state.moved_out[element] += last - first
    if last == first + 1:
        return state.out_flow[first]
    if last == first:
        end_token(state, slot)
        return -1
    state.slot_tokens[slot] += last - first - 1
    for place in range(first, last):
        put(state, slot, state.out_flow[place])
    return -1


def put(state: State, slot: int, flow: int) -> None:
    """Put a token on a flow."""
    heap.push_token(state, state.slot_case[slot] << state.flow_bits | flow, slot)


def end_token(state: State, slot: int) -> None:
    """Take a token out of its case, and end the case with the last."""
    state.slot_tokens[slot] -= 1
    if state.slot_tokens[slot] == 0:
        cases.close_case(state, slot)


def _enter_task(state: State, slot: int, element: int) -> int:
    item = people.new_item(state, slot, element)
    state.item_visit[item] = count_visit(state, slot, element)
    if state.release[element] >= 0:
        _set_clock(state, item, ticks.next_open(state.calendars, state.release[element], state.now))
    else:
        people.queue_item(state, item)
    return -1


def _enter_catch(state: State, slot: int, element: int) -> int:
    item = people.new_item(state, slot, element)
    state.item_visit[item] = count_visit(state, slot, element)
    state.item_started[item] = state.now
    if state.release[element] >= 0:
        due = ticks.next_open(state.calendars, state.release[element], state.now)
    else:
        delay = people.draw(state, item, state.delay[element], EVENT_DELAY, 1.0)
        due = state.now + delay
        if state.delay_calendar[element] >= 0:
            due = ticks.advance(state.calendars, state.delay_calendar[element], state.now, delay)
    _set_clock(state, item, due)
    return -1


def _set_clock(state: State, item: int, tick: int) -> None:
    if tick < state.end_of_time:
        heap.push_event(state, tick << 2 | people.CLOCK, item << 2 | people.RING)


def _enter_exclusive(state: State, slot: int, element: int) -> int:
    """Choose the first flow whose running share is above one uniform number; the last takes the rest."""
    visit = count_visit(state, slot, element)
    place = state.out_first[element]
    last = state.out_first[element + 1] - 1
    if last <= place:
        return forward(state, slot, element)
    u = draws.uniform(state.seed, state.replication, state.slot_word[slot], state.word[element], visit, ROUTE)
    while place < last and u >= state.out_share[place]:
        place += 1
    state.moved_out[element] += 1
    return state.out_flow[place]


def _enter_parallel(state: State, slot: int, element: int, flow: int) -> int:
    """Let a token wait for one on each other flow into a join; a split lets it pass."""
    first = state.in_first[element]
    incoming = state.in_first[element + 1] - first
    if incoming < 2:
        count_visit(state, slot, element)
        return forward(state, slot, element)
    base = slot * state.join_count + state.join_place[first]
    _wait_at_join(state, slot, element, base + flow - first)
    for place in range(base, base + incoming):
        if state.join_head[place] < 0:
            return -1
    return _fire_join(state, slot, element, base)


def _wait_at_join(state: State, slot: int, element: int, place: int) -> None:
    item = people.new_item(state, slot, element)
    state.item_next[item] = -1
    if state.join_head[place] < 0:
        state.join_head[place] = item
    else:
        state.item_next[state.join_tail[place]] = item
    state.join_tail[place] = item


def _fire_join(state: State, slot: int, element: int, base: int) -> int:
    """Take the first token of each flow into a join, and write a row for the one that came first of all."""
    incoming = state.in_first[element + 1] - state.in_first[element]
    eldest = state.join_head[base]
    state.join_head[base] = state.item_next[eldest]
    for place in range(base + 1, base + incoming):
        item = state.join_head[place]
        state.join_head[place] = state.item_next[item]
        if state.item_enabled[item] < state.item_enabled[eldest]:
            people.free_item(state, eldest)
            eldest = item
        else:
            people.free_item(state, item)
    state.item_visit[eldest] = count_visit(state, slot, element)
    records.record_join(state, eldest)
    people.free_item(state, eldest)
    state.slot_tokens[slot] -= incoming - 1
    return forward(state, slot, element)
