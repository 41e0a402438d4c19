"""Move tokens: what happens when one reaches an element, one function an opcode.

Each of these functions returns the one flow by which the token goes on at once, or -1.
"""

from reengineer.simulation._draws import EVENT_DELAY, ROUTE
from reengineer.simulation._program import (
    CATCH,
    END,
    EVENT_BASED,
    EXCLUSIVE,
    INCLUSIVE,
    PARALLEL,
    SUBPROCESS,
    TASK,
    THROW,
)
from reengineer.simulation.loop import _activities as activities
from reengineer.simulation.loop import _arming as arming
from reengineer.simulation.loop import _events as events
from reengineer.simulation.loop import _heap as heap
from reengineer.simulation.loop import _hours as hours
from reengineer.simulation.loop import _inclusive as inclusive
from reengineer.simulation.loop import _items as items
from reengineer.simulation.loop import _people as people
from reengineer.simulation.loop import _sampling as sampling
from reengineer.simulation.loop import _scopes as scopes
from reengineer.simulation.loop._codes import CLOCK, KIND_BITS, PLAIN_RING, RACE, STAYS, TOKEN
from reengineer.simulation.loop._state import State


def enter(  # noqa: C901, PLR0911 - one line an opcode
    state: State, slot: int, element: int, flow: int
) -> int:
    """Let a token reach an element by a flow, or by none where a case starts there.

    Returns the flow by which it goes on, -1 where it does not, STAYS where it has to come again for want of room.
    """
    opcode = state.opcode[element]
    if opcode == TASK and state.rules.is_plain[element]:
        return _enter_task(state, slot, element)
    if opcode == EXCLUSIVE:
        return _enter_exclusive(state, slot, element)
    if opcode == END:
        visit = items.count_visit(state, slot, element)
        if not state.rules.throws[element] or not events.throw(state, slot, element, visit):
            scopes.end_token(state, slot)
        return -1
    if opcode == PARALLEL:
        return _enter_parallel(state, slot, element, flow)
    if opcode == CATCH and state.rules.is_plain[element]:
        return _enter_catch(state, slot, element)
    if opcode in (TASK, CATCH, SUBPROCESS):
        return -1 if activities.activate(state, slot, element) else STAYS
    if opcode == INCLUSIVE:
        return inclusive.enter(state, slot, element, flow)
    if opcode == EVENT_BASED:
        return _enter_event_based(state, slot, element)
    visit = items.count_visit(state, slot, element)
    if opcode == THROW and events.throw(state, slot, element, visit):
        return -1
    return forward(state, slot, element)


def forward(state: State, slot: int, element: int) -> int:
    """Let a token go on from an element where nothing but conditions decides."""
    if state.rules.is_conditional[element]:
        scopes.leave(state, slot, element)
        return -1
    return scopes.forward(state, slot, element)


def _enter_task(state: State, slot: int, element: int) -> int:
    item = items.new_item(state, slot, element)
    state.item_visit[item] = items.count_visit(state, slot, element)
    if state.release[element] >= 0:
        _set_clock(state, item, hours.next_open(state, state.release[element]))
    else:
        people.queue_item(state, item)
    return -1


def _enter_catch(state: State, slot: int, element: int) -> int:
    item = items.new_item(state, slot, element)
    state.item_visit[item] = items.count_visit(state, slot, element)
    if state.release[element] >= 0:
        due = hours.next_open(state, state.release[element])
    else:
        delay = sampling.draw(state, item, state.delay[element], EVENT_DELAY)
        due = state.now + delay
        if state.delay_calendar[element] >= 0:
            due = hours.advance(state, state.delay_calendar[element], delay)
    _set_clock(state, item, due)
    return -1


def _set_clock(state: State, item: int, tick: int) -> None:
    if tick < state.end_of_time:
        heap.push_event(state, tick << 2 | CLOCK, item << KIND_BITS | PLAIN_RING)


def _enter_exclusive(state: State, slot: int, element: int) -> int:
    """Choose the first flow whose running share is above one uniform number; the last takes the rest."""
    visit = items.count_visit(state, slot, element)
    place = state.out_first[element]
    last = state.out_first[element + 1] - 1
    if last <= place:
        return forward(state, slot, element)
    state.moved_out[element] += 1
    if state.rules.is_conditional[element]:
        return _choose(state, slot, element, visit)
    u: float = sampling.uniform_at(state, slot, element, visit, ROUTE)
    first = state.rules.share_first[element]
    rows = (state.rules.share_first[element + 1] - first) // (last - place + 1)
    if rows > 0:
        shares = first + ((visit if visit < rows else rows) - 1) * (last - place + 1)
        while place < last and u >= state.rules.share[shares]:
            place += 1
            shares += 1
        return state.out_flow[place]
    while place < last and u >= state.out_share[place]:
        place += 1
    return state.out_flow[place]


def _choose(state: State, slot: int, element: int, visit: int) -> int:
    """Return the first flow whose condition holds, or the default flow."""
    default = state.rules.default_way[element]
    for place in range(state.out_first[element], state.out_first[element + 1]):
        if place != default and scopes.is_open(state, place, slot, visit, 0, 0, 0):
            return state.out_flow[place]
    scopes.take_default(state, slot, element)
    return -1


def _enter_parallel(state: State, slot: int, element: int, flow: int) -> int:
    """Let a token wait for one on each other flow into a join; a split lets it pass."""
    first = state.in_first[element]
    incoming = state.in_first[element + 1] - first
    if incoming < 2:
        items.count_visit(state, slot, element)
        return forward(state, slot, element)
    base = slot * state.join_count + state.join_place[first]
    inclusive.wait(state, slot, element, base + flow - first)
    for place in range(base, base + incoming):
        if state.join_head[place] < 0:
            return -1
    inclusive.take_tokens(state, slot, element, base)
    return forward(state, slot, element)


def _enter_event_based(state: State, slot: int, element: int) -> int:
    """Arm all events behind the gateway; the first to happen wins."""
    items.count_visit(state, slot, element)
    first = state.out_first[element]
    last = state.out_first[element + 1]
    if last - first < 2:
        return forward(state, slot, element)
    state.moved_out[element] += 1
    race = items.new_full(state, slot, element, RACE)
    for place in range(first, last):
        target = state.flow_target[state.out_flow[place]]
        item = items.new_full(state, slot, target, TOKEN)
        state.item_visit[item] = items.count_visit(state, slot, target)
        items.adopt(state, race, item)
    item = state.item_child[race]
    while item >= 0:
        if state.rules.parts[state.item_element[item]] > 0:
            arming.arm_borders(state, item)
        activities.enable(state, item)
        item = state.item_sibling[item]
    return -1
