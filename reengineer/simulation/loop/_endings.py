"""End what is unfinished: withdraw, interrupt, abandon; terminate scopes; let errors and boundary events take hold."""

from reengineer.simulation._log import CASE_FAILED, CASE_TERMINATED
from reengineer.simulation._program import BOUNDARY, START
from reengineer.simulation._tables import CANCEL, ERROR, ESCALATION
from reengineer.simulation.loop import _arming as arming
from reengineer.simulation.loop import _batches as batches
from reengineer.simulation.loop import _catchers as catchers
from reengineer.simulation.loop import _items as items
from reengineer.simulation.loop import _queues as queues
from reengineer.simulation.loop import _records as records
from reengineer.simulation.loop import _scopes as scopes
from reengineer.simulation.loop import _sets as sets
from reengineer.simulation.loop import _work as work
from reengineer.simulation.loop._codes import (
    AWAY,
    CARRIER,
    ENDED,
    FINISHED,
    GATHERED,
    HELD_BACK,
    IDLE,
    IN_BATCH,
    INSIDE,
    INTERRUPTED,
    QUEUED,
    RACE,
    TOKEN,
    TRANSFERRED,
    UNDOING,
    WITHDRAWN,
    WORKING,
)
from reengineer.simulation.loop._state import State


def count_under(state: State, item: int) -> int:
    """Return how many items belong to one, itself included."""
    count = 2
    child = state.item_child[item]
    while child >= 0:
        count += count_under(state, child)
        child = state.item_sibling[child]
    if state.item_state[item] == INSIDE:
        count += count_inside(state, state.item_inner[item])
    return count


def count_inside(state: State, slot: int) -> int:
    """Return how many items there are in a scope and in what runs inside it."""
    count = 1
    item = state.slot_items[slot]
    while item >= 0:
        count += 1
        if state.item_state[item] == INSIDE:
            count += count_inside(state, state.item_inner[item])
        item = state.item_after[item]
    return count


def count_case(state: State, root: int) -> int:
    """Return how many items there are in a case, and one more."""
    return state.slot_held[root] + 1


def end_item(state: State, item: int) -> None:
    """End an unfinished item and what belongs to it; its row says how far it came."""
    state.last = state.now
    standing = state.item_state[item]
    if standing == CARRIER:
        end_instances(state, item)
    elif standing == RACE:
        _drop_children(state, item)
    elif standing == INSIDE:
        end_scope(state, state.item_inner[item])
        scopes.give_back(state, state.item_inner[item])
        records.record_full(state, item, state.now, INTERRUPTED)
    elif standing == UNDOING:
        end_instances(state, item)
    elif standing == ENDED and state.item_batch[item] >= 0:
        batches.unchain(state, state.item_batch[item], item)
    elif standing not in (TOKEN, ENDED, FINISHED) and state.opcode[state.item_element[item]] not in (BOUNDARY, START):
        take_out(state, item)
        condition = INTERRUPTED if state.item_allocated[item] >= 0 else WITHDRAWN
        records.record_full(state, item, state.now, condition)
    forget(state, item)


def forget(state: State, item: int) -> None:
    """Free an item that is over, with the boundary events on it."""
    _forget_pending(state, item)
    _drop_children(state, item)
    if state.item_parent[item] >= 0:
        items.disown(state, item)
    items.drop_item(state, item)


def _forget_pending(state: State, item: int) -> None:
    """Take a repeated activity, or who undoes others, out of those that wait to be settled."""
    if state.item_state[item] not in (CARRIER, UNDOING) or state.item_mark[item] == 0:
        return
    for place in range(state.pending_count):
        if state.pending[place] == item:
            state.pending_count -= 1
            state.pending[place] = state.pending[state.pending_count]
            return


def _drop_children(state: State, item: int) -> None:
    """Free what belongs to an item, without rows."""
    child = state.item_child[item]
    while child >= 0:
        _drop_children(state, child)
        items.disown(state, child)
        items.drop_item(state, child)
        child = state.item_child[item]


def end_instances(state: State, carrier: int) -> None:
    """End the instances of a repeated activity that are not over."""
    child = state.item_child[carrier]
    while child >= 0:
        following = state.item_sibling[child]
        if state.opcode[state.item_element[child]] != BOUNDARY:
            if state.item_state[child] in (ENDED, FINISHED):
                if state.item_batch[child] >= 0:
                    batches.unchain(state, state.item_batch[child], child)
                items.disown(state, child)
                items.drop_item(state, child)
            else:
                end_item(state, child)
        child = following


def take_out(state: State, item: int) -> None:
    """Take an item out of where it stands, its waits charged up to now."""
    charge(state, item)
    standing = state.item_state[item]
    if standing == QUEUED:
        queues.leave(state, item)
    elif standing == IDLE:
        queues.leave_idle(state, item)
    elif standing == GATHERED:
        sets.take_out(state, item)
    elif standing == IN_BATCH:
        batches.leave_queued(state, item)
    elif standing == WORKING and state.item_batch[item] >= 0:
        batches.leave_working(state, item)
    elif standing == WORKING:
        work.stop(state, item)


def charge(state: State, item: int) -> None:
    """Charge the wait up to now of an item that is on its way, held back, or in a queue."""
    standing = state.item_state[item]
    if standing in (TRANSFERRED, AWAY):
        state.item_extraneous[item] += state.now - state.item_enabled[item]
    elif standing in (HELD_BACK, GATHERED):
        state.item_batched[item] += state.now - state.item_since[item]
    elif standing == QUEUED:
        queues.charge(state, item)
    elif standing == IN_BATCH:
        batches.charge_queued(state, item)


def end_scope(state: State, slot: int) -> None:
    """End everything in a scope: items, tokens, and what is armed."""
    item = state.slot_items[slot]
    while item >= 0:
        while state.item_parent[item] >= 0:
            item = state.item_parent[item]
        end_item(state, item)
        item = state.slot_items[slot]
    for place in range(slot * state.join_count, (slot + 1) * state.join_count):
        state.join_head[place] = -1
    state.slot_tokens[slot] = 0
    for place in range(state.token_count):
        if state.token_slot[place] == slot:
            state.token_slot[place] = -1
    state.slot_is_over[slot] = 1


# Boundary events and event sub-processes


def count_held(state: State, catch: int) -> int:
    """Return how many items end where something armed takes hold."""
    if not state.rules.interrupting[state.item_element[catch]]:
        return 2
    if state.item_parent[catch] >= 0:
        return count_under(state, state.item_parent[catch])
    return count_inside(state, state.item_slot[catch])


def take_hold(state: State, catch: int) -> None:
    """Let a boundary event or the start of an event sub-process happen; of several that wait together, the last."""
    state.last = state.now
    element = state.item_element[catch]
    slot = state.item_slot[catch]
    if state.rules.whole[element] >= 0:
        element = state.rules.whole[element]
        if state.rules.needs_all[element] and catchers.must_wait(state, catch):
            return
    if state.opcode[element] == START:
        _start_handler(state, catch)
        return
    host = state.item_parent[catch]
    if state.item_element[host] == element:
        complete_catch(state, host)
        return
    if state.rules.interrupting[element]:
        _end_host(state, host)
    else:
        state.slot_tokens[slot] += 1
        arming.again(state, catch)
    scopes.leave(state, slot, element)


def _end_host(state: State, host: int) -> None:
    """End the activity on which a boundary event stands; the token of who undid by it goes on from there."""
    thrower = state.item_parent[host]
    end_item(state, host)
    if thrower >= 0 and state.item_state[thrower] == UNDOING:
        forget(state, thrower)


def _start_handler(state: State, catch: int) -> None:
    """Start an event sub-process; one that interrupts ends all else in its scope."""
    start = state.item_element[catch]
    if state.rules.whole[start] >= 0:
        start = state.rules.whole[start]
    slot = state.item_slot[catch]
    element = state.rules.handler_of[start]
    if state.rules.interrupting[start]:
        end_scope(state, slot)
        state.slot_is_over[slot] = 0
    else:
        arming.again(state, catch)
    item = items.new_full(state, slot, element, INSIDE)
    state.item_visit[item] = items.count_visit(state, slot, element)
    state.slot_tokens[slot] += 1
    scopes.open_inside(state, item, start)


def complete_catch(state: State, item: int) -> None:
    """Complete an armed event; behind an event-based gateway the others are withdrawn."""
    race = state.item_parent[item]
    if race >= 0 and state.item_state[race] == RACE:
        other = state.item_child[race]
        while other >= 0:
            following = state.item_sibling[other]
            if other != item:
                forget(state, other)
            other = following
    state.item_started[item] = state.item_enabled[item]
    scopes.complete(state, item)


# Endings of scopes, phase A (d)


def carry_out(state: State, place: int) -> bool:
    """Carry out an ending that was noted; not where there is no room yet for all of its rows."""
    slot = state.note_slot[place]
    is_gone = state.note_element[place] != ESCALATION and state.note_item[place] != state.slot_scope[slot]
    if is_gone or state.slot_is_over[slot] or state.slot_case[slot] != state.note_case[place]:
        items.drop_note(state, place)
        return True
    if not items.has_room(state, count_case(state, state.slot_root[slot])):
        return False
    trigger = state.note_element[place]
    code = state.note_code[place]
    catch = state.note_item[place]
    items.drop_note(state, place)
    if trigger == ERROR:
        throw_error(state, slot, code)
    elif trigger == CANCEL:
        _cancel(state, slot)
    elif trigger == ESCALATION:
        if items.said(state, catch, 0) == code:
            take_hold(state, catch)
    else:
        _terminate(state, slot)
    return True


def _terminate(state: State, slot: int) -> None:
    """End a scope: who holds it goes on as if it had completed; a pool is over."""
    end_scope(state, slot)
    holder = state.slot_holder[slot]
    if holder >= 0:
        scopes.give_back(state, slot)
        scopes.complete(state, holder)
        return
    root = state.slot_root[slot]
    if state.slot_outcome[root] < CASE_TERMINATED:
        state.slot_outcome[root] = CASE_TERMINATED
    scopes.close_pool(state, slot)


def _cancel(state: State, slot: int) -> None:
    """End a transaction, which was compensated before; its cancel boundary event goes on."""
    holder = state.slot_holder[slot]
    catch = -1
    if holder >= 0:
        catch = catchers.child_of(state, catchers.carrier_of(state, holder), CANCEL, -1)
    if catch >= 0:
        take_hold(state, catch)
    else:
        _terminate(state, slot)


def throw_error(state: State, slot: int, code: int) -> None:
    """End what an error ends, and go on where it is caught; the case fails where nobody does."""
    catch = catchers.catcher(state, slot, ERROR, code)
    if catch >= 0:
        take_hold(state, catch)
        return
    root = state.slot_root[slot]
    state.slot_outcome[root] = CASE_FAILED
    own = state.slot_chain[root]
    while own >= 0:
        following = state.slot_chain[own]
        if state.slot_holder[own] < 0:
            end_scope(state, own)
            scopes.close_pool(state, own)
            following = state.slot_chain[root]
        own = following
    if not state.slot_is_over[root]:
        end_scope(state, root)
        scopes.close_pool(state, root)
