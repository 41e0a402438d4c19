"""Say who is free for what, and who of them is taken."""

from reengineer.simulation import _quantiles as quantiles
from reengineer.simulation._draws import CHOICE_OF_MEMBER
from reengineer.simulation._tables import CHEAPEST, FASTEST, LEAST_BUSY, LONGEST_IDLE, RANDOM
from reengineer.simulation.loop import _duty as duty
from reengineer.simulation.loop import _items as items
from reengineer.simulation.loop import _sampling as sampling
from reengineer.simulation.loop._state import State


def is_free(state: State, item: int, member: int) -> bool:
    """Say whether a member is on duty with room, and not kept for another item."""
    if state.hand[member] >= state.rules.member_capacity[member] or not duty.is_on_duty(state, member):
        return False
    return not is_kept(state, item, member)


def is_kept(state: State, item: int, member: int) -> bool:
    """Say whether a member is kept for another item in this walk."""
    if state.kept_turn[member] != state.walk_turn[state.rules.component_of_member[member]]:
        return False
    return state.kept_for[member] != item


def ways_end(state: State, item: int) -> int:
    """Return the end of the alternatives that are open to an item: the last one perhaps only once it is escalated."""
    element = state.item_element[item]
    last = state.rules.alternative_first[element + 1]
    return last - 1 if state.rules.escalates_group[element] and not state.item_escalated[item] else last


def may(state: State, item: int, need: int, member: int) -> bool:
    """Say whether a member may meet a need of an item: by skill, and by who did what in its case."""
    skill = state.rules.need_skill[need]
    if skill >= 0 and not state.rules.member_skills[member * state.rules.skill_count + skill]:
        return False
    element = state.item_element[item]
    if not state.rules.is_bound[element]:
        return True
    row = item if state.item_size[item] == 0 else state.item_inner[item]
    while row >= 0:
        if not _may_in(state, state.slot_root[state.item_slot[row]], element, need, member):
            return False
        row = state.item_next[row] if state.item_size[item] > 0 else -1
    if state.item_hold[item] <= state.now:
        return True
    root = state.slot_root[state.item_slot[items.lead(state, item)]]
    return _is_kept_to(state, root, element, state.rules.preferred[element], need, member)


def _may_in(state: State, root: int, element: int, need: int, member: int) -> bool:
    """Say whether a member may do a step by who did what in a case."""
    for place in range(state.rules.barred_first[element], state.rules.barred_first[element + 1]):
        if did(state, root, state.rules.barred_element[place], member):
            return False
    return state.rules.owner[element] < 0 or _is_kept_to(state, root, element, state.rules.owner[element], need, member)


def _is_kept_to(state: State, root: int, element: int, done: int, need: int, member: int) -> bool:
    """Say whether a member may meet a need of what is kept to who last did another step.

    A need of other groups, beside one that they meet, is free; so is all where that step was not done.
    """
    if latest_turn(state, root, done) < 0 or is_owner(state, root, done, member):
        return True
    if _has_owner(state, root, done, state.rules.need_group[need]):
        return False
    alternative = state.rules.alternative_first[element]
    while state.rules.need_first[alternative + 1] <= need:
        alternative += 1
    for other in range(state.rules.need_first[alternative], state.rules.need_first[alternative + 1]):
        if _has_owner(state, root, done, state.rules.need_group[other]):
            return True
    return False


def _has_owner(state: State, root: int, element: int, group: int) -> bool:
    """Say whether somebody of a group is of those who last began an element in a case."""
    latest = latest_turn(state, root, element)
    doer = state.slot_doers[root]
    while doer >= 0:
        if state.doer_turn[doer] == latest and state.member_group[state.doer_member[doer]] == group:
            return True
        doer = state.doer_next[doer]
    return False


def did(state: State, root: int, element: int, member: int) -> bool:
    """Say whether a member began an element in a case."""
    doer = state.slot_doers[root]
    while doer >= 0:
        if state.doer_element[doer] == element and state.doer_member[doer] == member:
            return True
        doer = state.doer_next[doer]
    return False


def latest_turn(state: State, root: int, element: int) -> int:
    """Return when an element was last begun in a case, as a number that rises; -1 for never."""
    doer = state.slot_doers[root]
    while doer >= 0:
        if state.doer_element[doer] == element:
            return state.doer_turn[doer]
        doer = state.doer_next[doer]
    return -1


def is_owner(state: State, root: int, element: int, member: int) -> bool:
    """Say whether a member is of those who last began an element in a case."""
    latest = latest_turn(state, root, element)
    doer = state.slot_doers[root]
    while doer >= 0:
        if state.doer_turn[doer] == latest and state.doer_member[doer] == member:
            return True
        doer = state.doer_next[doer]
    return False


def choose(state: State, item: int, need: int, number: int) -> None:
    """Choose from the pool as many as a need asks for."""
    quantity = state.rules.need_quantity[need]
    rule = state.rules.choice[state.rules.need_group[need]]
    if state.pool_count == quantity and rule != RANDOM:
        for place in range(quantity):
            duty.add(state, state.pool[place])
        return
    _sort_pool(state, item, rule)
    start = 0
    best = 0
    if rule == RANDOM:
        while best < state.pool_count and _compare_first(state, item, state.pool[0], state.pool[best]) == 0:
            best += 1
        u: float = sampling.uniform_of(state, items.lead(state, item), CHOICE_OF_MEMBER, number)
        start = quantiles.whole(u * best)
    for place in range(quantity):
        at = place
        if place < best:
            at = place + start
            if at >= best:
                at -= best
        duty.add(state, state.pool[at])


def _sort_pool(state: State, item: int, rule: int) -> None:
    """Put the pool in the order in which its members are taken; they are few, so each is put in its place."""
    for end in range(1, state.pool_count):
        member = state.pool[end]
        place = end
        while place > 0 and _is_taken_before(state, item, rule, member, state.pool[place - 1]):
            state.pool[place] = state.pool[place - 1]
            place -= 1
        state.pool[place] = member


def _is_taken_before(state: State, item: int, rule: int, one: int, other: int) -> bool:
    """Say whether a member is taken before another."""
    first = _compare_first(state, item, one, other)
    if first != 0:
        return first < 0
    if rule == LONGEST_IDLE and state.released[one] != state.released[other]:
        return state.released[one] < state.released[other]
    if rule == LEAST_BUSY and state.member_spent[one] != state.member_spent[other]:
        return state.member_spent[one] < state.member_spent[other]
    if rule == FASTEST and state.member_factor[one] != state.member_factor[other]:
        return state.member_factor[one] < state.member_factor[other]
    if rule == CHEAPEST and state.rules.rate[one] != state.rules.rate[other]:
        return state.rules.rate[one] < state.rules.rate[other]
    return one < other


def _compare_first(state: State, item: int, one: int, other: int) -> int:
    """Compare two members by what comes before the rule of their group: owner, items in hand, no set-up."""
    element = state.item_element[item]
    preferred = state.rules.preferred[element]
    if preferred >= 0:
        root = state.slot_root[state.item_slot[items.lead(state, item)]]
        by_owner = is_owner(state, root, preferred, other) - is_owner(state, root, preferred, one)
        if by_owner != 0:
            return by_owner
    if state.hand[one] != state.hand[other]:
        return state.hand[one] - state.hand[other]
    if state.rules.setup[element] < 0 or not state.rules.prefers_same_kind[state.member_group[one]]:
        return 0
    kind = state.rules.work_kind[element]
    return (state.member_kind[one] != kind) - (state.member_kind[other] != kind)
