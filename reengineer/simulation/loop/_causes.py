"""Find why items wait in a queue: after each phase C that changed something, for all who still wait."""

from reengineer.calendars import _ticks as ticks
from reengineer.simulation.loop import _batches as batches
from reengineer.simulation.loop import _duty as duty
from reengineer.simulation.loop import _items as items
from reengineer.simulation.loop import _members as members
from reengineer.simulation.loop import _queues as queues
from reengineer.simulation.loop import _sampling as sampling
from reengineer.simulation.loop._codes import CAUSE_CONTENTION, CAUSE_PRIORITISATION, CAUSE_UNAVAILABILITY, NOBODY_MAY
from reengineer.simulation.loop._state import State


def look(state: State, component: int) -> None:
    """Cut the wait of each item of a queue where its cause changes."""
    item = state.queue_head[component]
    while item >= 0:
        cause = _cause(state, item)
        if cause == CAUSE_UNAVAILABILITY:
            check_somebody_may(state, item)
        if cause != state.item_cause[item]:
            queues.charge(state, item)
            state.item_cause[item] = cause
        item = state.item_next[item]


def _cause(state: State, item: int) -> int:
    """Return why an item waits from now on."""
    element = state.item_element[item]
    is_possible = False
    is_short = False
    is_kept = False
    for alternative in range(state.rules.alternative_first[element], members.ways_end(state, item)):
        if not enough_on_duty(state, item, alternative):
            continue
        is_possible = True
        if not _are_met(state, item, alternative, False):
            is_short = True
            if _are_met(state, item, alternative, True):
                return CAUSE_PRIORITISATION
        is_kept = is_kept or _is_any_kept(state, item, alternative)
    if not is_possible:
        return CAUSE_UNAVAILABILITY
    return CAUSE_CONTENTION if is_short or is_kept else CAUSE_UNAVAILABILITY


def enough_on_duty(state: State, item: int, alternative: int) -> bool:
    """Say whether enough admissible members are on duty, busy or not, for every need of an alternative."""
    for need in range(state.rules.need_first[alternative], state.rules.need_first[alternative + 1]):
        group = state.rules.need_group[need]
        count = 0
        for member in range(state.member_first[group], state.member_first[group + 1]):
            if duty.is_on_duty(state, member) and members.may(state, item, need, member):
                count += 1
        if count < state.rules.need_quantity[need]:
            return False
    return True


def _are_met(state: State, item: int, alternative: int, without_overtakers: bool) -> bool:
    """Say whether every need could be met now, as things stand or without those who overtook the item."""
    for need in range(state.rules.need_first[alternative], state.rules.need_first[alternative + 1]):
        group = state.rules.need_group[need]
        count = 0
        for member in range(state.member_first[group], state.member_first[group + 1]):
            if (
                _load(state, item, member, without_overtakers) < state.rules.member_capacity[member]
                and duty.is_on_duty(state, member)
                and members.may(state, item, need, member)
            ):
                count += 1
        if count < state.rules.need_quantity[need]:
            return False
    return True


def _load(state: State, item: int, member: int, without_overtakers: bool) -> int:
    """Return how many items a member has in hand."""
    count = state.hand[member]
    if without_overtakers:
        base = member * state.rules.most_capacity
        for place in range(base, base + state.hand[member]):
            count -= _overtook(state, state.held[place], item)
    return count


def _overtook(state: State, other: int, item: int) -> bool:
    """Say whether a later item was taken in a phase C in which this one could have been."""
    if state.item_phase[other] < state.item_first[item]:
        return False
    if state.item_ready[other] != state.item_ready[item]:
        return state.item_ready[other] > state.item_ready[item]
    if state.item_size[other] > 0:
        return batches.is_behind(state, other, items.lead(state, item))
    return items.comes_before(state, items.lead(state, item), other)


def _is_any_kept(state: State, item: int, alternative: int) -> bool:
    """Say whether somebody who could meet a need is kept for another item."""
    for need in range(state.rules.need_first[alternative], state.rules.need_first[alternative + 1]):
        group = state.rules.need_group[need]
        for member in range(state.member_first[group], state.member_first[group + 1]):
            if members.is_kept(state, item, member) and members.may(state, item, need, member):
                return True
    return False


# Impossible requests


def check_somebody_may(state: State, item: int) -> None:
    """Stop the run where nobody could ever begin an item, because of who did other steps of its case."""
    element = state.item_element[item]
    if state.rules.barred_first[element] == state.rules.barred_first[element + 1] and state.rules.owner[element] < 0:
        return
    held = state.item_hold[item]
    state.item_hold[item] = -1  # a hold ends
    found = False
    for alternative in range(state.rules.alternative_first[element], members.ways_end(state, item)):
        found = found or _could_ever(state, item, alternative)
    state.item_hold[item] = held
    if found:
        return
    if state.trouble == 0:
        state.trouble_case = state.slot_case[state.item_slot[items.lead(state, item)]]
    sampling.stop_run(state, NOBODY_MAY, element)


def _could_ever(state: State, item: int, alternative: int) -> bool:
    """Say whether enough who may do an item are on duty together at any time: if ever, then as one of them comes."""
    if not _are_enough(state, item, alternative, -1):
        return False
    if not state.rules.takes_several[state.item_element[item]]:
        return True
    for need in range(state.rules.need_first[alternative], state.rules.need_first[alternative + 1]):
        group = state.rules.need_group[need]
        for member in range(state.member_first[group], state.member_first[group + 1]):
            if members.may(state, item, need, member) and _meets_others(state, item, alternative, member):
                return True
    return False


def _meets_others(state: State, item: int, alternative: int, member: int) -> bool:
    """Say whether enough for all needs are on duty at any of the ticks at which a member comes."""
    calendar = state.member_calendar[member]
    tick = ticks.next_open(state.calendars, calendar, 0)
    while tick < state.end_of_time and tick <= state.rules.calendar_end[calendar]:
        if _are_enough(state, item, alternative, tick):
            return True
        tick = ticks.next_change(state.calendars, calendar, tick)
        if tick < state.end_of_time:
            tick = ticks.next_open(state.calendars, calendar, tick)
    return False


def _are_enough(state: State, item: int, alternative: int, tick: int) -> bool:
    """Say whether enough may do an item of those on duty at a tick, of all where it is below 0."""
    for need in range(state.rules.need_first[alternative], state.rules.need_first[alternative + 1]):
        group = state.rules.need_group[need]
        count = 0
        for member in range(state.member_first[group], state.member_first[group + 1]):
            if tick < 0 or ticks.next_open(state.calendars, state.member_calendar[member], tick) == tick:
                count += members.may(state, item, need, member)
        if count < state.rules.need_quantity[need]:
            return False
    return True
