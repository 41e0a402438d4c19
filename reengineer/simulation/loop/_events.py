"""Throw, and deliver what was thrown: messages, signals, changes of attributes."""

from reengineer.simulation._draws import UPDATE
from reengineer.simulation._program import CATCH, START
from reengineer.simulation._tables import CANCEL, COMPENSATION, CONDITION, ERROR, ESCALATION, SIGNAL, TERMINATE
from reengineer.simulation.loop import _catchers as catchers
from reengineer.simulation.loop import _endings as endings
from reengineer.simulation.loop import _items as items
from reengineer.simulation.loop import _sampling as sampling
from reengineer.simulation.loop import _scopes as scopes
from reengineer.simulation.loop import _undoing as undoing
from reengineer.simulation.loop._codes import ARMED, CHANGED, ENDED, ENDING, MAIL, SIGNALLED, VISIT_BITS
from reengineer.simulation.loop._state import State


def throw(state: State, slot: int, element: int, visit: int) -> bool:
    """Let an end or throw event throw, each of its parts in turn; say whether its token stays until it is ended."""
    stays = _throw_one(state, slot, element, visit)
    for part in range(element + 1, element + 1 + state.rules.parts[element]):
        if _throw_one(state, slot, part, visit):
            stays = True
    return stays


def _throw_one(state: State, slot: int, element: int, visit: int) -> bool:
    scopes.send_from(state, slot, element, visit)
    trigger = state.rules.trigger[element]
    if trigger == SIGNAL:
        items.note(state, SIGNALLED, state.slot_root[slot], element, state.slot_scope[slot] << VISIT_BITS | visit)
    elif trigger == ESCALATION:
        _escalate(state, slot, state.rules.code[element])
    elif trigger in (ERROR, TERMINATE):
        place = items.note(state, ENDING, slot, trigger, state.rules.code[element])
        state.note_item[place] = state.slot_scope[slot]
        return True
    if trigger in (COMPENSATION, CANCEL):
        return undoing.begin(state, slot, element, visit)
    return False


def _escalate(state: State, slot: int, code: int) -> None:
    """Tell who catches an escalation; it ends something only where the catch interrupts, and then in (d)."""
    catch = catchers.catcher(state, slot, ESCALATION, code)
    if catch < 0:
        return
    if not state.rules.interrupting[state.item_element[catch]]:
        endings.take_hold(state, catch)
        return
    ended = state.item_slot[catch]
    host = state.item_parent[catch]
    if host >= 0 and state.item_inner[host] >= 0:
        ended = state.item_inner[host]
    place = items.note(state, ENDING, ended, ESCALATION, items.said(state, catch, 0))
    state.note_item[place] = catch


# Phase A (c)


def first_note(state: State) -> int:
    """Return what is to be told next: messages, then signals, then changes, then endings; each in its order."""
    found = 0
    for place in range(1, state.note_count):
        if _is_told_before(state, place, found):
            found = place
    return found


def _is_told_before(state: State, one: int, other: int) -> bool:
    kind = state.note_kind[one]
    if kind != state.note_kind[other]:
        return kind < state.note_kind[other]
    slot = state.note_slot[one]
    other_slot = state.note_slot[other]
    if kind == ENDING and state.slot_depth[slot] != state.slot_depth[other_slot]:
        return state.slot_depth[slot] < state.slot_depth[other_slot]
    if state.note_case[one] != state.note_case[other]:
        return state.note_case[one] < state.note_case[other]
    if kind == ENDING:
        return state.slot_scope[slot] < state.slot_scope[other_slot]
    if state.note_element[one] != state.note_element[other]:
        return state.note_element[one] < state.note_element[other]
    if state.slot_scope[slot] != state.slot_scope[other_slot]:
        return state.slot_scope[slot] < state.slot_scope[other_slot]
    return state.note_code[one] < state.note_code[other]


def tell(state: State, place: int) -> None:
    """Tell one thing that was noted; where there is no room yet for all that follows, later."""
    kind = state.note_kind[place]
    if kind == ENDING:
        endings.carry_out(state, place)
        return
    slot = state.note_slot[place]
    root = state.slot_root[slot]
    element = state.note_element[place]
    if state.slot_case[root] != state.note_case[place]:
        items.drop_note(state, place)
        return
    if kind == SIGNALLED and state.rules.broadcast[element]:
        _broadcast(state, place, element)
        return
    if not items.has_room(state, endings.count_case(state, root)):
        return
    if kind == MAIL:
        if not _match_one(state, root, element):
            items.drop_note(state, place)
            scopes.let_end(state, root)
        return
    items.drop_note(state, place)
    if kind == SIGNALLED:
        state.mark += 1
        _signal(state, root, state.rules.code[element], state.mark)
        scopes.let_end(state, root)
    else:
        state.mark += 1
        _conditions(state, root, state.mark)


def _broadcast(state: State, place: int, element: int) -> None:
    """Let a signal reach every case, and start in its own the pools whose start events wait for it."""
    code = state.rules.code[element]
    root = state.note_slot[place]
    count = 0
    for start in range(state.element_count):
        if _is_started_by(state, start, code):
            count += 1
    for slot in range(state.slot_count):
        if state.slot_case[slot] > 0 and state.slot_root[slot] == slot:
            count += endings.count_case(state, slot)
    if not items.has_room(state, count + 1):
        return
    items.drop_note(state, place)
    state.mark += 1
    mark = state.mark
    for slot in range(state.slot_count):
        if state.slot_case[slot] > 0 and state.slot_root[slot] == slot:
            _signal(state, slot, code, mark)
    for start in range(state.element_count):
        if _is_started_by(state, start, code):
            scopes.open_pool(state, root, state.rules.body[start], start)
    scopes.let_end(state, root)


def _is_started_by(state: State, element: int, code: int) -> bool:
    """Say whether a signal starts a pool at an element."""
    is_start = state.opcode[element] == START and state.rules.handler_of[element] < 0
    return is_start and _waits_for(state, element, SIGNAL, code)


def _match_one(state: State, root: int, receiver: int) -> bool:
    """Let one armed catch of a receiver take the oldest message that waits for it; say whether one did."""
    message = state.slot_box[root]
    before = -1
    while message >= 0 and state.item_element[message] != receiver:
        before = message
        message = state.item_sibling[message]
    if message < 0:
        return False
    is_start = state.opcode[receiver] == START and state.rules.handler_of[receiver] < 0
    catch = -1
    if not is_start:
        catch = _first_armed(state, root, receiver)
        if catch < 0:
            return False
    following = state.item_child[message]
    if following < 0:
        following = state.item_sibling[message]
    else:
        state.item_sibling[following] = state.item_sibling[message]
        state.item_youngest[following] = state.item_youngest[message]
    if before < 0:
        state.slot_box[root] = following
    else:
        state.item_sibling[before] = following
    state.item_life[message] += 1
    items.free_item(state, message)
    if is_start:
        scopes.open_pool(state, root, state.rules.body[receiver], receiver)
    else:
        happen(state, catch)
    return True


def _first_armed(state: State, root: int, receiver: int) -> int:
    """Return what is armed at an element of a case, of the smallest visit, then scope."""
    found = -1
    # The start of an event sub-process is armed where the event sub-process stands.
    body = state.rules.body[state.rules.handler_of[receiver] if state.opcode[receiver] == START else receiver]
    slot = root
    while slot >= 0:
        item = state.slot_items[slot] if state.slot_body[slot] == body else -1
        while item >= 0:
            if (
                state.item_element[item] == receiver
                and state.item_state[item] == ARMED
                and (found < 0 or _is_armed_before(state, item, found))
            ):
                found = item
            item = state.item_after[item]
        slot = state.slot_chain[slot]
    return found


def _is_armed_before(state: State, one: int, other: int) -> bool:
    if state.item_visit[one] != state.item_visit[other]:
        return state.item_visit[one] < state.item_visit[other]
    scope = state.slot_scope[state.item_slot[one]]
    other_scope = state.slot_scope[state.item_slot[other]]
    return scope < other_scope or (scope == other_scope and state.item_instance[one] < state.item_instance[other])


def _signal(state: State, root: int, code: int, mark: int) -> None:
    """Let a signal reach what is armed for it in a case; not what is armed by it."""
    _mark_armed(state, root, SIGNAL, code, mark)
    item = _next_marked(state, root, mark)
    while item >= 0:
        happen(state, item)
        item = _next_marked(state, root, mark)


def _mark_armed(state: State, root: int, trigger: int, code: int, mark: int) -> None:
    """Put a mark on all that is armed for a trigger in a case."""
    slot = root
    while slot >= 0:
        item = state.slot_items[slot]
        while item >= 0:
            if state.item_state[item] == ARMED and _waits_for(state, state.item_element[item], trigger, code):
                state.item_overtaken[item] = mark
            item = state.item_after[item]
        slot = state.slot_chain[slot]


def _next_marked(state: State, root: int, mark: int) -> int:
    """Return the first in key order of what is armed in a case and has a mark, and take the mark off it."""
    found = -1
    slot = root
    while slot >= 0:
        item = state.slot_items[slot]
        while item >= 0:
            if (
                state.item_state[item] == ARMED
                and state.item_overtaken[item] == mark
                and (found < 0 or items.comes_before(state, item, found))
            ):
                found = item
            item = state.item_after[item]
        slot = state.slot_chain[slot]
    if found >= 0:
        state.item_overtaken[found] = 0
    return found


def _waits_for(state: State, element: int, trigger: int, code: int) -> bool:
    """Say whether what is armed at an element waits for a trigger, and for this code or any."""
    if state.rules.trigger[element] != trigger or state.delay[element] >= 0 or state.release[element] >= 0:
        return False
    return trigger != SIGNAL or state.rules.code[element] == code or state.rules.code[element] < 0


def _conditions(state: State, root: int, mark: int) -> None:
    """Let happen what waits for a condition of a case that has become true."""
    _mark_armed(state, root, CONDITION, -1, mark)
    item = _next_marked(state, root, mark)
    while item >= 0:
        condition = state.rules.event_condition[state.item_element[item]]
        holds = sampling.evaluate(state, condition, root, state.item_visit[item], 0, 0, 0) != 0.0
        if holds and state.item_rung[item] == 0:
            state.item_rung[item] = 1
            happen(state, item)
        elif not holds:
            state.item_rung[item] = 0
        item = _next_marked(state, root, mark)


def happen(state: State, item: int) -> None:
    """Let something armed happen: a catch event completes, a boundary event or event sub-process takes hold."""
    if state.opcode[state.item_element[item]] == CATCH:
        endings.complete_catch(state, item)
    else:
        endings.take_hold(state, item)


# Attributes


def update(state: State, item: int) -> None:
    """Change the attributes of a case that the completion of a step changes."""
    element = state.item_element[item]
    root = state.slot_root[state.item_slot[item]]
    for place in range(state.rules.updates_first[element], state.rules.updates_first[element + 1]):
        attribute = state.rules.update_attribute[place]
        row = state.rules.update_value[place]
        value: float = 0.0
        if row >= 0:
            u: float = sampling.uniform_of(state, item, UPDATE, state.item_instance[item] * 64 + attribute)
            value = sampling.value_of(state, row, u)
        else:
            value = sampling.evaluate(
                state, state.rules.update_of[place], root, state.item_visit[item], state.item_instance[item],
                state.item_done[item], state.item_count_of[item],
            )  # fmt: skip
        state.attributes[root * state.rules.attribute_count + attribute] = value
        items.note(state, CHANGED, root, -1, 0)


def fail(state: State, item: int) -> None:
    """Let a task that failed throw an error: its own boundary events catch it first. The item is over and recorded."""
    slot = state.item_slot[item]
    catch = catchers.own_catcher(state, item)
    state.item_state[item] = ENDED
    if catch >= 0 and state.rules.interrupting[state.item_element[catch]]:
        endings.take_hold(state, catch)
    else:
        endings.throw_error(state, slot, -1)
