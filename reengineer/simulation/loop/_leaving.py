"""Let items leave their queue by themselves: out of patience, or for want of a place."""

from reengineer.simulation._draws import BALKING
from reengineer.simulation.loop import _activities as activities
from reengineer.simulation.loop import _arming as arming
from reengineer.simulation.loop import _calling as calling
from reengineer.simulation.loop import _endings as endings
from reengineer.simulation.loop import _items as items
from reengineer.simulation.loop import _records as records
from reengineer.simulation.loop import _sampling as sampling
from reengineer.simulation.loop import _scopes as scopes
from reengineer.simulation.loop._codes import (
    ABANDONED,
    BALKED,
    CARRIER,
    PATIENCE_RING,
    UNDOING,
)
from reengineer.simulation.loop._state import State


def lose_patience(state: State, item: int) -> None:
    """Let an item be abandoned, unless its work was begun; it first goes through one phase C."""
    if state.item_allocated[item] >= 0 or state.item_called[item] > 0:
        return
    if state.starts_phase <= state.item_born[item]:
        arming.set_clock(state, item, state.now, PATIENCE_RING)
        return
    give_up(state, item)


def give_up(state: State, item: int) -> None:
    """Let an item be abandoned."""
    _go(state, item, ABANDONED, state.rules.on_abandoned[state.item_element[item]])


def _go(state: State, item: int, condition: int, target: int) -> None:
    """Let an item leave its queue by itself; its token goes where such tokens go."""
    state.last = state.now
    slot = state.item_slot[item]
    element = state.item_element[item]
    visit = state.item_visit[item]
    endings.take_out(state, item)
    records.record_full(state, item, state.now, condition)
    scopes.drop_borders(state, item)
    parent = state.item_parent[item]
    if parent >= 0 and state.item_state[parent] == CARRIER:
        scopes.tell_carrier(state, item)
        return
    endings.forget(state, item)
    if parent >= 0 and state.item_state[parent] == UNDOING:
        scopes.tell(state, parent)
        return
    activities.gone(state, slot, element, visit, target)


def turn_away_one(state: State) -> bool:
    """Decide on the next item that became ready in this phase C and still waits for a step with a limit.

    Says whether there was one.
    """
    for element in range(state.element_count):
        if state.rules.has_limit[element] and state.fresh_tick[element] == state.now and state.fresh_count[element] > 0:
            item = _next_fresh(state, element)
            if item >= 0:
                _decide(state, item, element)
                return True
    return False


def _next_fresh(state: State, element: int) -> int:
    """Return the first, in key order, of those who became ready in this phase and are not decided on."""
    found = -1
    item = state.queue_head[state.rules.component_of[element]]
    while item >= 0:
        if (
            state.item_element[item] == element
            and state.item_ready[item] == state.now
            and state.item_first[item] == state.starts_phase
            and state.item_allocated[item] < 0
        ):
            row = item if state.item_size[item] == 0 else state.item_inner[item]
            while row >= 0:
                if state.item_mark[row] != state.starts_phase and (found < 0 or items.comes_before(state, row, found)):
                    found = row
                row = state.item_next[row] if state.item_size[item] > 0 else -1
        item = state.item_next[item]
    return found


def _decide(state: State, item: int, element: int) -> None:
    """Let an item stay or turn away, by how many waited before this phase or were let stay in it.

    Who stays may be offered a call-back.
    """
    waiting = 0
    other = state.queue_head[state.rules.component_of[element]]
    while other >= 0:
        if state.item_element[other] == element:
            is_earlier = state.item_first[other] < state.starts_phase
            row = other if state.item_size[other] == 0 else state.item_inner[other]
            while row >= 0:
                waiting += is_earlier or state.item_mark[row] == state.starts_phase
                row = state.item_next[row] if state.item_size[other] > 0 else -1
        other = state.item_next[other]
    if state.item_called[item] == 0 and _is_full(state, item, element, waiting):
        _go(state, item, BALKED, state.rules.on_balked[element])
    else:
        state.item_mark[item] = state.starts_phase
        calling.offer(state, item, element, waiting)


def _is_full(state: State, item: int, element: int, waiting: int) -> bool:
    """Say whether an item that finds so many waiting turns away."""
    if 0 <= state.rules.limit[element] <= waiting:
        return True
    first = state.rules.balk_first[element]
    last = state.rules.balk_first[element + 1]
    if first == last:
        return False
    place = first + waiting
    share: float = state.rules.balk_share[place if place < last else last - 1]
    return share > 0.0 and sampling.uniform_of(state, item, BALKING, state.item_instance[item]) < share
