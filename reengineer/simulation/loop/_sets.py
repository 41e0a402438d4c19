"""Gather items in ready sets, and let batches go by their rules."""

from reengineer.calendars import _ticks as ticks
from reengineer.simulation.loop import _heap as heap
from reengineer.simulation.loop import _hours as hours
from reengineer.simulation.loop import _items as items
from reengineer.simulation.loop import _queues as queues
from reengineer.simulation.loop._codes import (
    BATCH_RING,
    CLOCK,
    GATHERED,
    HOLD_RING,
    IDLE,
    IN_BATCH,
    KIND_BITS,
)
from reengineer.simulation.loop._state import State


def gather(state: State, item: int) -> None:
    """Put an item into the ready set of its step and of its value of the attribute that sets are made by."""
    element = state.item_element[item]
    value: float = 0.0
    if state.rules.group_by[element] >= 0:
        root = state.slot_root[state.item_slot[item]]
        value = state.attributes[root * state.rules.attribute_count + state.rules.group_by[element]]
    number = _set_of(state, element, value)
    state.item_state[item] = GATHERED
    state.item_since[item] = state.now
    state.item_way[item] = number
    before = state.set_tail[number]
    while before >= 0 and state.item_since[before] == state.now and items.comes_before(state, item, before):
        before = state.item_previous[before]
    _link(state, number, item, before)
    freshen(state, number)


def _set_of(state: State, element: int, value: float) -> int:
    """Return the set of a step and value; a new one where there is none."""
    for number in range(state.set_count):
        if state.set_element[number] == element and state.set_value[number] == value:
            return number
    number = state.set_count
    state.set_count += 1
    state.set_element[number] = element
    state.set_value[number] = value
    state.set_head[number] = state.set_tail[number] = -1
    state.set_is_fresh[number] = 0
    return number


def _link(state: State, number: int, item: int, before: int) -> None:
    after = state.set_head[number] if before < 0 else state.item_next[before]
    state.item_previous[item] = before
    state.item_next[item] = after
    if before < 0:
        state.set_head[number] = item
    else:
        state.item_next[before] = item
    if after < 0:
        state.set_tail[number] = item
    else:
        state.item_previous[after] = item


def take_out(state: State, item: int) -> None:
    """Take an item out of its ready set."""
    number = state.item_way[item]
    before = state.item_previous[item]
    after = state.item_next[item]
    if before < 0:
        state.set_head[number] = after
    else:
        state.item_next[before] = after
    if after < 0:
        state.set_tail[number] = before
    else:
        state.item_previous[after] = before
    freshen(state, number)


def freshen(state: State, number: int) -> None:
    """Remember that something changed in a set, so that its rules are looked at."""
    if state.set_is_fresh[number] == 0:
        state.set_is_fresh[number] = 1
        state.fresh_sets += 1


def look_once(state: State) -> bool:
    """Let the next batch go that a rule lets go, at the end of A and B; say whether one went."""
    for number in range(state.set_count):
        while state.set_is_fresh[number]:
            if state.set_head[number] >= 0 and _may_go(state, number):
                _fire(state, number)
                return True
            state.set_is_fresh[number] = 0
            state.fresh_sets -= 1
            _set_clock(state, number)
    return False


def flush(state: State) -> bool:
    """Let a batch go that is left at the end of a drain, where its step says so; say whether one went."""
    went = False
    for number in range(state.set_count):
        while state.rules.flush[state.set_element[number]] and state.set_head[number] >= 0:
            if not items.has_room(state, 1):
                return True
            _fire(state, number)
            went = True
    return went


def _may_go(state: State, number: int) -> bool:
    """Say whether one of the rules of a set holds."""
    element = state.set_element[number]
    size = 0
    item = state.set_head[number]
    while item >= 0:
        size += 1
        item = state.item_next[item]
    waited = state.now - state.item_since[state.set_head[number]]
    for rule in range(state.rules.rule_first[element], state.rules.rule_first[element + 1]):
        window = state.rules.rule_window[rule]
        if (
            size >= state.rules.rule_size[rule]
            and waited >= state.rules.rule_waited[rule]
            and (window < 0 or hours.is_open(state, window))
        ):
            return True
    return False


def _set_clock(state: State, number: int) -> None:
    """Look again when the oldest has waited long enough, or a window opens."""
    if state.set_head[number] < 0:
        return
    element = state.set_element[number]
    since = state.item_since[state.set_head[number]]
    soonest = state.end_of_time
    for rule in range(state.rules.rule_first[element], state.rules.rule_first[element + 1]):
        tick = since
        if state.rules.rule_waited[rule] > 0:
            tick += state.rules.rule_waited[rule]
        if tick < state.now:
            tick = state.now
        if state.rules.rule_window[rule] >= 0:
            tick = ticks.next_open(state.calendars, state.rules.rule_window[rule], tick)
        if state.now < tick < soonest:
            soonest = tick
    if soonest < state.end_of_time:
        heap.push_event(state, soonest << 2 | CLOCK, number << KIND_BITS | BATCH_RING)


def _fire(state: State, number: int) -> None:
    """Let the oldest items of a set go as one request, ranked by its oldest item."""
    oldest = state.set_head[number]
    element = state.set_element[number]
    batch = items.new_loose(state, state.item_slot[oldest], element, IDLE)
    state.item_visit[batch] = state.item_visit[oldest]
    state.item_instance[batch] = state.item_instance[oldest]
    state.item_ready[batch] = state.now
    state.item_first[batch] = state.starts_phase + 1
    state.item_inner[batch] = oldest
    row = oldest
    last = oldest
    most = state.rules.batch_most[element]
    while row >= 0 and (most == 0 or state.item_size[batch] < most):
        state.item_size[batch] += 1
        state.item_batched[row] += state.now - state.item_since[row]
        state.item_state[row] = IN_BATCH
        state.item_batch[row] = batch
        state.item_rank[row] = state.slot_case[state.item_slot[oldest]]
        state.item_ready[row] = state.now
        last = row
        row = state.item_next[row]
    state.item_next[last] = -1
    state.set_head[number] = row
    if row < 0:
        state.set_tail[number] = -1
    else:
        state.item_previous[row] = -1
    if state.rules.hold[element] > 0 and state.rules.preferred[element] >= 0:
        state.item_hold[batch] = state.now + state.rules.hold[element]
        heap.push_event(state, state.item_hold[batch] << 2 | CLOCK, items.said(state, batch, HOLD_RING))
    queues.join(state, batch)
