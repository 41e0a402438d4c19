"""Find what catches an error or an escalation."""

from reengineer.simulation._program import BOUNDARY, START
from reengineer.simulation._tables import ERROR
from reengineer.simulation.loop._codes import (
    ARMED,
    CARRIER,
    HAPPENED,
)
from reengineer.simulation.loop._state import State


def carrier_of(state: State, item: int) -> int:
    """Return the item on which the boundary events of an activity stand."""
    parent = state.item_parent[item]
    return parent if parent >= 0 and state.item_state[parent] == CARRIER else item


def catcher(state: State, slot: int, trigger: int, code: int) -> int:
    """Return what catches an error or escalation from a scope: innermost first, the same code before none."""
    while True:
        catch = _start_of(state, slot, trigger, code)
        if catch >= 0:
            return catch
        holder = state.slot_holder[slot]
        if holder < 0:
            return -1
        catch = child_of(state, carrier_of(state, holder), trigger, code)
        if catch >= 0:
            return catch
        slot = state.item_slot[holder]


def own_catcher(state: State, item: int) -> int:
    """Return the boundary event of an activity that catches its failure."""
    return child_of(state, carrier_of(state, item), ERROR, -1)


def _fitness(state: State, catch: int, trigger: int, code: int) -> int:
    """Return how well something takes a code: 2 for its own, 1 for none, 0 for not at all; no code is taken by any."""
    element = state.item_element[catch]
    if state.rules.trigger[element] != trigger:
        return 0
    own = state.rules.code[element]
    if code >= 0:
        return 2 if own == code else 1 if own < 0 else 0
    return 2 if own < 0 else 1


def child_of(state: State, item: int, trigger: int, code: int) -> int:
    """Return the boundary event of an item that takes a code best; of equals the first."""
    found = -1
    best = 0
    child = state.item_child[item]
    while child >= 0:
        if state.opcode[state.item_element[child]] == BOUNDARY and state.item_state[child] != HAPPENED:
            fitness = _fitness(state, child, trigger, code)
            if fitness > best:
                best = fitness
                found = child
        child = state.item_sibling[child]
    return found


def _start_of(state: State, slot: int, trigger: int, code: int) -> int:
    """Return the start of an event sub-process of a scope that takes a code best; of equals the first."""
    found = -1
    best = 0
    item = state.slot_items[slot]
    while item >= 0:
        if state.opcode[state.item_element[item]] == START and state.item_state[item] == ARMED:
            fitness = _fitness(state, item, trigger, code)
            if fitness > best or (fitness == best > 0 and state.item_element[item] < state.item_element[found]):
                best = fitness
                found = item
        item = state.item_after[item]
    return found


# Events that wait together


def next_together(state: State, catch: int, before: int) -> int:
    """Return the next part, behind one, of the event to which something armed belongs; the first behind -1."""
    host = state.item_parent[catch]
    if before < 0:
        item = state.item_child[host] if host >= 0 else state.slot_items[state.item_slot[catch]]
    else:
        item = state.item_sibling[before] if host >= 0 else state.item_after[before]
    whole = state.rules.whole[state.item_element[catch]]
    while item >= 0 and state.rules.whole[state.item_element[item]] != whole:
        item = state.item_sibling[item] if host >= 0 else state.item_after[item]
    return item


def must_wait(state: State, catch: int) -> bool:
    """Let one of several events have happened; say whether another is still to come."""
    state.item_state[catch] = HAPPENED
    item = next_together(state, catch, -1)
    while item >= 0:
        if state.item_state[item] != HAPPENED:
            return True
        item = next_together(state, catch, item)
    return False
