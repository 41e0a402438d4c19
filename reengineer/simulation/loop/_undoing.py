"""Undo what was completed: compensation handlers run one after the other, the latest completed first."""

from reengineer.simulation._tables import CANCEL
from reengineer.simulation.loop import _activities as activities
from reengineer.simulation.loop import _arming as arming
from reengineer.simulation.loop import _items as items
from reengineer.simulation.loop import _scopes as scopes
from reengineer.simulation.loop._codes import ENDING, FINISHED, IDLE, UNDOING
from reengineer.simulation.loop._state import State


def begin(state: State, slot: int, element: int, visit: int) -> bool:
    """Undo completed activities of a scope; say whether the token of who throws stays for a while."""
    thrower = -1
    item = state.slot_items[slot]
    code = state.rules.code[element]
    while item >= 0:
        after = state.item_after[item]
        is_found = state.item_state[item] == FINISHED and state.item_parent[item] < 0
        if is_found and (code < 0 or state.item_element[item] == code):
            if thrower < 0:
                thrower = items.new_full(state, slot, element, UNDOING)
                state.item_visit[thrower] = visit
            items.adopt(state, thrower, item)
        item = after
    if thrower >= 0:
        undo_next(state, thrower)
        return True
    return _is_cancelled(state, slot, element)


def undo_next(state: State, thrower: int) -> None:
    """Run the handler of the latest that is left to undo; behind the last, who threw goes on."""
    slot = state.item_slot[thrower]
    element = state.item_element[thrower]
    latest = _latest(state, thrower)
    if latest < 0:
        if not _is_cancelled(state, slot, element):
            items.drop_item(state, thrower)
            whole = state.rules.whole[element]
            scopes.leave(state, slot, element if whole < 0 else whole)
        return
    handler = state.rules.handler[state.item_element[latest]]
    items.disown(state, latest)
    items.drop_item(state, latest)
    item = items.new_full(state, slot, handler, IDLE)
    state.item_visit[item] = items.count_visit(state, slot, handler)
    items.adopt(state, thrower, item)
    arming.arm_borders(state, item)
    activities.enable(state, item)


def _latest(state: State, thrower: int) -> int:
    """Return the latest completed activity that is left to undo; of equals the last in key order."""
    found = -1
    item = state.item_child[thrower]
    while item >= 0:
        if state.item_state[item] == FINISHED and (
            found < 0
            or state.item_ends[item] > state.item_ends[found]
            or (state.item_ends[item] == state.item_ends[found] and items.comes_before(state, found, item))
        ):
            found = item
        item = state.item_sibling[item]
    return found


def _is_cancelled(state: State, slot: int, element: int) -> bool:
    """Let a cancel end event, once all is undone, end its transaction; say whether it is one."""
    if state.rules.trigger[element] != CANCEL:
        return False
    place = items.note(state, ENDING, slot, CANCEL, -1)
    state.note_item[place] = state.slot_scope[slot]
    return True
