"""Phase B: let all that is due as it begins ring, in key order."""

from reengineer.simulation._program import BOUNDARY, CATCH
from reengineer.simulation.loop import _activities as activities
from reengineer.simulation.loop import _endings as endings
from reengineer.simulation.loop import _heap as heap
from reengineer.simulation.loop import _items as items
from reengineer.simulation.loop import _leaving as leaving
from reengineer.simulation.loop import _people as people
from reengineer.simulation.loop import _queues as queues
from reengineer.simulation.loop import _records as records
from reengineer.simulation.loop import _scopes as scopes
from reengineer.simulation.loop import _sets as sets
from reengineer.simulation.loop._codes import (
    ARMED,
    AWAY,
    BATCH_RING,
    CLOCK,
    ESCALATION_RING,
    HELD_BACK,
    HOLD_RING,
    ITEM_BITS,
    ITEM_MASK,
    KIND_BITS,
    KIND_MASK,
    LIFE_MASK,
    MESSAGE_SENT,
    PATIENCE_RING,
    PLAIN_RING,
    QUEUED,
    TRANSFERRED,
    WORK_END,
)
from reengineer.simulation.loop._state import State


def gather(state: State) -> None:
    """Take all that is due as phase B begins, in key order; what is set now for this tick is of the next round."""
    key = state.now << 2 | CLOCK
    state.ring_count = 0
    while state.event_count > 0 and state.event_key[0] == key:
        state.ringing[state.ring_count] = heap.pop_event(state)
        state.ring_count += 1
    if state.ring_count > 1:
        sort(state)
    state.place = 0


def sort(state: State) -> None:
    """Put what rings, or what ends, in key order."""
    for place in range(state.ring_count // 2 - 1, -1, -1):
        _sift(state, place, state.ring_count)
    for end in range(state.ring_count - 1, 0, -1):
        last = state.ringing[end]
        state.ringing[end] = state.ringing[0]
        state.ringing[0] = last
        _sift(state, 0, end)


def _sift(state: State, place: int, end: int) -> None:
    """Let an event sink in a heap whose first event is the last in key order."""
    what = state.ringing[place]
    while True:
        child = 2 * place + 1
        if child >= end:
            break
        if child + 1 < end and _rings_before(state, state.ringing[child], state.ringing[child + 1]):
            child += 1
        if not _rings_before(state, what, state.ringing[child]):
            break
        state.ringing[place] = state.ringing[child]
        place = child
    state.ringing[place] = what


def item_of(what: int) -> int:
    """Return the item of an event."""
    return what >> KIND_BITS & ITEM_MASK


def is_alive(state: State, what: int) -> bool:
    """Say whether the item of an event is still the one it was set for."""
    if what & KIND_MASK in (PLAIN_RING, BATCH_RING):
        return True
    item = what >> KIND_BITS & ITEM_MASK
    return state.item_life[item] & LIFE_MASK == what >> (KIND_BITS + ITEM_BITS)


def _rings_before(state: State, one: int, other: int) -> bool:
    """Say whether an event rings before another: by activity, then boundary events, then patience, then the rest."""
    if one & KIND_MASK == BATCH_RING or other & KIND_MASK == BATCH_RING:
        return one < other if one & KIND_MASK == other & KIND_MASK else one & KIND_MASK == BATCH_RING
    if not is_alive(state, one) or not is_alive(state, other):
        return one < other if is_alive(state, one) == is_alive(state, other) else is_alive(state, one)
    item = item_of(one)
    other_item = item_of(other)
    if one & KIND_MASK == WORK_END and (state.item_size[item] > 0) != (state.item_size[other_item] > 0):
        return state.item_size[other_item] > 0
    compared = items.compare_keys(state, _activity(state, item), _activity(state, other_item))
    if compared != 0:
        return compared < 0
    rank = _rank(state, one)
    other_rank = _rank(state, other)
    if rank != other_rank:
        return rank < other_rank
    return state.item_element[item] < state.item_element[other_item]


def _activity(state: State, item: int) -> int:
    """Return the activity on which an item stands, or itself."""
    if state.opcode[state.item_element[item]] == BOUNDARY and state.item_parent[item] >= 0:
        return state.item_parent[item]
    return item


def _rank(state: State, what: int) -> int:
    if what & KIND_MASK == PATIENCE_RING:
        return 1
    return 0 if state.opcode[state.item_element[item_of(what)]] == BOUNDARY else 2


def ring_next(state: State) -> None:
    """Let the next clock ring, where what it was set for still stands."""
    what = state.ringing[state.place]
    item = item_of(what)
    kind = what & KIND_MASK
    if kind == PLAIN_RING:
        state.place += 1
        state.last = state.now
        _ring_plainly(state, item)
        return
    if kind == BATCH_RING:
        state.place += 1
        sets.freshen(state, what >> KIND_BITS)
        return
    if not is_alive(state, what):
        state.place += 1
        return
    if kind == PATIENCE_RING:
        if not items.has_room(state, endings.count_under(state, item)):
            return
        state.place += 1
        leaving.lose_patience(state, item)
    elif kind == ESCALATION_RING:
        state.place += 1
        _escalate(state, item)
    elif kind == HOLD_RING:
        state.place += 1
        state.last = state.now
        if state.item_state[item] == QUEUED:
            queues.make_dirty(state, state.rules.component_of[state.item_element[item]])
    else:
        _ring(state, item)


def _escalate(state: State, item: int) -> None:
    """Escalate an item that has waited so long, unless its work was begun."""
    if state.item_allocated[item] >= 0:
        return
    state.last = state.now
    state.item_escalated[item] = 1
    if state.item_state[item] == QUEUED:
        queues.escalate(state, item)


def _ring_plainly(state: State, item: int) -> None:
    """Let a plain event happen, or a plain item that was held back become ready."""
    if state.opcode[state.item_element[item]] != CATCH:
        state.item_batched[item] = state.now - state.item_enabled[item]
        people.queue_item(state, item)
        return
    state.item_started[item] = state.item_enabled[item]
    records.record_event(state, item, state.now, 0)
    slot = state.item_slot[item]
    element = state.item_element[item]
    items.free_item(state, item)
    scopes.leave(state, slot, element)


def _ring(state: State, item: int) -> None:
    """Let an armed event happen, or an item go on that was on its way or held back."""
    standing = state.item_state[item]
    if standing == ARMED and state.opcode[state.item_element[item]] != CATCH:
        if not items.has_room(state, endings.count_held(state, item)):
            return
        state.place += 1
        endings.take_hold(state, item)
        return
    state.place += 1
    state.last = state.now
    if standing == ARMED:
        endings.complete_catch(state, item)
    elif standing == TRANSFERRED:
        state.item_extraneous[item] += state.now - state.item_enabled[item]
        activities.arrive(state, item)
    elif standing == AWAY:
        state.item_extraneous[item] += state.now - state.item_enabled[item]
        activities.come_again(state, item)
    elif standing == HELD_BACK:
        state.item_batched[item] += state.now - state.item_since[item]
        activities.make_ready(state, item)
    elif standing == MESSAGE_SENT:
        scopes.deliver(state, item)
