"""Let tokens wait at joins, and split and join inclusively."""

from reengineer.simulation import _draws as draws
from reengineer.simulation._draws import ROUTE
from reengineer.simulation._program import BOUNDARY, START
from reengineer.simulation.loop import _items as items
from reengineer.simulation.loop import _records as records
from reengineer.simulation.loop import _scopes as scopes
from reengineer.simulation.loop._codes import FINISHED, TOKEN
from reengineer.simulation.loop._state import State


def wait(state: State, slot: int, element: int, place: int) -> None:
    """Let a token wait at a join, behind those on the same flow."""
    item = items.new_full(state, slot, element, TOKEN) if state.keeps_items else items.new_item(state, slot, element)
    state.item_next[item] = -1
    if state.join_head[place] < 0:
        state.join_head[place] = item
    else:
        state.item_next[state.join_tail[place]] = item
    state.join_tail[place] = item


def take_tokens(state: State, slot: int, element: int, base: int) -> None:
    """Take the first token of each flow into a join that holds any; the row is of the one that came first of all."""
    incoming = state.in_first[element + 1] - state.in_first[element]
    eldest = -1
    for place in range(base, base + incoming):
        item = state.join_head[place]
        if item < 0:
            continue
        state.join_head[place] = state.item_next[item]
        if eldest < 0:
            eldest = item
            continue
        state.slot_tokens[slot] -= 1
        if state.item_enabled[item] < state.item_enabled[eldest]:
            _drop(state, eldest)
            eldest = item
        else:
            _drop(state, item)
    state.last = state.now
    state.item_visit[eldest] = items.count_visit(state, slot, element)
    records.record_join(state, eldest)
    _drop(state, eldest)


def _drop(state: State, item: int) -> None:
    """Free the item of a token that waited."""
    if state.keeps_items:
        items.drop_item(state, item)
    else:
        items.free_item(state, item)


def enter(state: State, slot: int, element: int, flow: int) -> int:
    """Let a token reach an inclusive gateway: it waits where several flows join, else it goes on by some."""
    first = state.in_first[element]
    if state.in_first[element + 1] - first < 2:
        return _split(state, slot, element, items.count_visit(state, slot, element))
    wait(state, slot, element, slot * state.join_count + state.join_place[first] + flow - first)
    return -1


def _split(state: State, slot: int, element: int, visit: int) -> int:
    """Put a token on each flow that is taken, and on the default where none is."""
    first = state.out_first[element]
    last = state.out_first[element + 1]
    if last - first < 2:
        if state.rules.is_conditional[element]:
            scopes.leave(state, slot, element)
            return -1
        return scopes.forward(state, slot, element)
    if state.rules.is_conditional[element]:
        scopes.leave_openly(state, slot, element, visit, 0, 0, 0)
        return -1
    default = state.rules.default_way[element]
    found = 0
    for place in range(first, last):
        if place != default and _is_taken(state, slot, place, visit):
            found += 1
            scopes.put(state, slot, state.out_flow[place])
    if found == 0:
        scopes.take_default(state, slot, element)
        found = 1
    state.moved_out[element] += found
    state.slot_tokens[slot] += found - 1
    return -1


def _is_taken(state: State, slot: int, place: int, visit: int) -> bool:
    """Say whether a flow is taken, by a draw of its own."""
    word = state.rules.flow_word[place]
    if state.slot_scope[slot] != 0:
        word = draws.word_of_scope(word, state.slot_scope[slot])
    u: float = draws.uniform(state.seed, state.replication, state.slot_word[slot], word, visit, ROUTE)
    return u < state.out_share[place]


# Phase A (b)


def touch(state: State, slot: int) -> None:
    """Remember that a token of a scope moved, so that its inclusive joins are looked at."""
    if state.slot_moved[slot] == 0:
        state.slot_moved[slot] = 1
        state.moved[state.moved_count] = slot
        state.moved_count += 1


def fire_one(state: State) -> bool:
    """Let the first inclusive join fire that can, of the scopes whose tokens moved; say whether one did."""
    found = -1
    join = -1
    for place in range(state.moved_count):
        slot = state.moved[place]
        if state.slot_case[slot] > 0 and (found < 0 or _is_before(state, slot, found)):
            first = _first_that_fires(state, slot)
            if first >= 0:
                found = slot
                join = first
    if found < 0:
        for place in range(state.moved_count):
            state.slot_moved[state.moved[place]] = 0
        state.moved_count = 0
        return False
    base = found * state.join_count + state.join_place[state.in_first[join]]
    visit = state.visits[found * state.element_count + join] + 1
    take_tokens(state, found, join, base)
    flow = _split(state, found, join, visit)
    if flow >= 0:
        scopes.put(state, found, flow)
    return True


def _is_before(state: State, slot: int, other: int) -> bool:
    """Say whether the joins of a scope are looked at before those of another: by case, body, scope."""
    if state.slot_case[slot] != state.slot_case[other]:
        return state.slot_case[slot] < state.slot_case[other]
    if state.slot_body[slot] != state.slot_body[other]:
        return state.slot_body[slot] < state.slot_body[other]
    return state.slot_scope[slot] < state.slot_scope[other]


def _first_that_fires(state: State, slot: int) -> int:
    """Return the first inclusive join of a scope that may fire; -1 for none."""
    if state.slot_is_over[slot]:
        return -1
    for element in range(state.element_count):
        if (
            state.rules.join_number[element] >= 0
            and state.rules.body[element] == state.slot_body[slot]
            and _may_fire(state, slot, element)
        ):
            return element
    return -1


def _may_fire(state: State, slot: int, join: int) -> bool:
    """Say whether no token elsewhere could still come by a flow without one, and by none that has one."""
    first = state.in_first[join]
    base = slot * state.join_count + state.join_place[first]
    marked = 0
    bit = 1
    for place in range(base, base + state.in_first[join + 1] - first):
        if state.join_head[place] >= 0:
            marked |= bit
        bit <<= 1
    if marked == 0:
        return False
    row = state.rules.join_number[join] * state.element_count
    item = state.slot_items[slot]
    while item >= 0:
        element = state.item_element[item]
        if element != join and _is_token(state, item):
            bits = state.rules.join_bits[row + element]
            if bits & ~marked != 0 and bits & marked == 0:
                return False
        item = state.item_after[item]
    return True


def _is_token(state: State, item: int) -> bool:
    """Say whether an item stands for a token, and not for something that is armed beside one or belongs to one."""
    if state.item_state[item] == FINISHED or state.item_parent[item] >= 0:
        return False
    return state.opcode[state.item_element[item]] not in (BOUNDARY, START)
