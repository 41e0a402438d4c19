"""Go through the queue of a component by rank, and start what can start: all needs of an alternative at once."""

from reengineer.calendars import _ticks as ticks
from reengineer.simulation._tables import FINISH, FITS, LEAST_BUSY
from reengineer.simulation.loop import _batches as batches
from reengineer.simulation.loop import _causes as causes
from reengineer.simulation.loop import _duty as duty
from reengineer.simulation.loop import _heap as heap
from reengineer.simulation.loop import _hours as hours
from reengineer.simulation.loop import _items as items
from reengineer.simulation.loop import _members as members
from reengineer.simulation.loop import _queues as queues
from reengineer.simulation.loop import _work as work
from reengineer.simulation.loop._codes import HAPPENING, KIND_BITS, NO_WALK, RINGING, WAKE, WORKING
from reengineer.simulation.loop._state import State


def dispatch_one(state: State, component: int) -> bool:
    """Go on with the walk to the next start; say whether there may be another."""
    if state.walk_at[component] == NO_WALK:
        state.turn += 1
        state.walk_turn[component] = state.turn
        state.walk_at[component] = state.queue_head[component]
    item = state.walk_at[component]
    while item >= 0 and (state.rules.is_stubborn[component] or _is_anybody_free(state, component)):
        following = state.item_next[item]
        alternative = _staff(state, item, -1)
        if alternative >= 0 and not batches.has_room_for(state, item):
            return True
        if alternative >= 0:
            _start(state, component, item, alternative)
            state.walk_at[component] = following
            return True
        if state.rules.preempts[state.item_element[item]] and _preempt(state, component, item):
            state.walk_at[component] = NO_WALK
            return True
        if state.rules.takes_several[state.item_element[item]]:
            _reserve(state, item)
        item = following
    state.walk_at[component] = NO_WALK
    causes.look(state, component)
    if state.queue_head[component] >= 0:
        _wake_at_change(state, component)
    return False


def _is_anybody_free(state: State, component: int) -> bool:
    """Say whether any member of a component is on duty with room."""
    for member in range(state.member_count):
        if (
            state.rules.component_of_member[member] == component
            and state.hand[member] < state.rules.member_capacity[member]
            and duty.is_on_duty(state, member)
        ):
            return True
    return False


def _start(state: State, component: int, item: int, alternative: int) -> None:
    """Start an item with those who are chosen."""
    queues.charge(state, item)
    queues.count_waiting(state, item, -1)
    queues.unlink(state, item, component)
    if state.rules.is_watched[state.item_element[item]]:
        _remember(state, item)
    work.begin(state, item, alternative)
    batches.begun(state, item)
    if state.rules.is_stubborn[component]:
        _count_overtaking(state, component, item)


def _remember(state: State, item: int) -> None:
    """Remember who begins an element of a case; of a batch, in each of its cases."""
    if state.item_size[item] == 0:
        _remember_in(state, item)
        return
    row = state.item_inner[item]
    while row >= 0:
        _remember_in(state, row)
        row = state.item_next[row]


def _remember_in(state: State, item: int) -> None:
    root = state.slot_root[state.item_slot[item]]
    state.mark += 1
    for place in range(state.chosen_count):
        doer = state.doer_free
        if doer >= 0:
            state.doer_free = state.doer_next[doer]
        else:
            doer = state.doer_count
            state.doer_count += 1
        state.doer_used += 1
        state.doer_element[doer] = state.item_element[item]
        state.doer_member[doer] = state.chosen[place]
        state.doer_turn[doer] = state.mark
        state.doer_next[doer] = state.slot_doers[root]
        state.slot_doers[root] = doer


# Who is free for what


def _staff(state: State, item: int, extra: int) -> int:
    """Choose who does an item, in the first alternative that can begin now; `extra` counts as free too.

    Returns the alternative, -1 where none can begin.
    """
    element = state.item_element[item]
    for alternative in range(state.rules.alternative_first[element], members.ways_end(state, item)):
        if _staff_by(state, item, alternative, extra) and (
            state.rules.at_close[element] != FITS or _staff_in_time(state, item, alternative, extra)
        ):
            return alternative
    return -1


def _staff_in_time(state: State, item: int, alternative: int, extra: int) -> bool:
    """Pass over those who go before the work would end; what is too long for those chosen first may pause."""
    state.mark += 1
    state.passing = state.mark
    while _pass_over(state, state.now + work.takes(state, item, alternative)):
        if not _staff_by(state, item, alternative, extra):
            state.passing = -1
            return _staff_by(state, item, alternative, extra) and work.is_too_long(state, item, alternative)
    state.passing = -1
    return True


def _pass_over(state: State, ends: int) -> bool:
    """Mark those of the chosen who go before a tick; say whether there are any."""
    found = False
    for place in range(state.chosen_count):
        member = state.chosen[place]
        if ticks.next_change(state.calendars, state.member_calendar[member], state.now) < ends:
            state.passed[member] = state.passing
            found = True
    return found


def _staff_by(state: State, item: int, alternative: int, extra: int) -> bool:
    """Choose who does an item in an alternative; say whether all of its needs can be met now."""
    state.chosen_count = 0
    first = state.rules.need_first[alternative]
    for need in range(first, state.rules.need_first[alternative + 1]):
        group = state.rules.need_group[need]
        state.pool_count = 0
        for member in range(state.member_first[group], state.member_first[group + 1]):
            if state.passed[member] == state.passing:
                continue
            if (member == extra or members.is_free(state, item, member)) and members.may(state, item, need, member):
                state.pool[state.pool_count] = member
                state.pool_count += 1
        if state.pool_count < state.rules.need_quantity[need]:
            return False
        if state.rules.choice[group] == LEAST_BUSY:
            _find_spent(state)
        members.choose(state, item, need, need - first)
    return True


def _find_spent(state: State) -> None:
    """Find for how long each of the pool has been busy up to now, overtime and what is in hand included."""
    count = state.chosen_count
    for place in range(count):
        state.saved[place] = state.chosen[place]
    for place in range(state.pool_count):
        member = state.pool[place]
        state.member_spent[member] = state.member_busy[member] + state.member_overtime[member]
        base = member * state.rules.most_capacity
        for held in range(base, base + state.hand[member]):
            item = state.held[held]
            duty.load(state, item)
            duty.set_calendar(state, state.rules.at_close[state.item_element[item]] == FINISH)
            state.member_spent[member] += work.setup_done(state, item) + work.work_done(state, item)
    for place in range(count):
        state.chosen[place] = state.saved[place]
    state.chosen_count = count


# Overtaking and pre-emption


def _count_overtaking(state: State, component: int, started: int) -> None:
    """Count a start for each item before it in its queue that takes several and needs a group it took from."""
    item = state.queue_head[component]
    while item >= 0 and queues.ranks_before(state, item, started):
        if state.rules.takes_several[state.item_element[item]] and _needs_any(state, item):
            state.item_overtaken[item] += 1
            _reserve(state, item)
        item = state.item_next[item]


def _needs_any(state: State, item: int) -> bool:
    """Say whether an item needs, in any alternative, a group of which somebody is chosen."""
    element = state.item_element[item]
    first = state.rules.need_first[state.rules.alternative_first[element]]
    for need in range(first, state.rules.need_first[members.ways_end(state, item)]):
        for place in range(state.chosen_count):
            if state.member_group[state.chosen[place]] == state.rules.need_group[need]:
                return True
    return False


def _reserve(state: State, item: int) -> None:
    """Keep free members for an item that was overtaken too often, as long as enough are on duty."""
    if state.item_overtaken[item] < state.rules.overtakes or _has_reserved(state, item):
        return
    element = state.item_element[item]
    for alternative in range(state.rules.alternative_first[element], members.ways_end(state, item)):
        if causes.enough_on_duty(state, item, alternative):
            for need in range(state.rules.need_first[alternative], state.rules.need_first[alternative + 1]):
                _keep(state, item, need)
            return


def _has_reserved(state: State, item: int) -> bool:
    component = state.rules.component_of[state.item_element[item]]
    for member in range(state.member_count):
        if state.kept_turn[member] == state.walk_turn[component] and state.kept_for[member] == item:
            return True
    return False


def _keep(state: State, item: int, need: int) -> None:
    left = state.rules.need_quantity[need]
    group = state.rules.need_group[need]
    for member in range(state.member_first[group], state.member_first[group + 1]):
        if left > 0 and members.is_free(state, item, member) and members.may(state, item, need, member):
            state.kept_turn[member] = state.walk_turn[state.rules.component_of_member[member]]
            state.kept_for[member] = item
            left -= 1


def _preempt(state: State, component: int, item: int) -> bool:
    """Take the member of a worse task for an item; say whether that was done."""
    victim = _next_victim(state, component, item, -1)
    while victim >= 0:
        member = state.item_member[victim]
        if duty.is_on_duty(state, member):
            alternative = _staff(state, item, member)
            if alternative >= 0 and _is_chosen(state, member):
                _take_from(state, component, item, victim, alternative)
                return True
        victim = _next_victim(state, component, item, victim)
    return False


def _take_from(state: State, component: int, item: int, victim: int, alternative: int) -> None:
    """Queue a victim again, and start an item with those who were chosen before."""
    count = state.chosen_count
    for place in range(count):
        state.saved[place] = state.chosen[place]
    work.stop(state, victim)
    queues.join(state, victim)
    for place in range(count):
        state.chosen[place] = state.saved[place]
    state.chosen_count = count
    queues.charge(state, item)
    queues.count_waiting(state, item, -1)
    queues.unlink(state, item, component)
    if state.rules.is_watched[state.item_element[item]]:
        _remember(state, item)
    work.begin(state, item, alternative)
    batches.begun(state, item)
    _count_overtaking(state, component, item)


def _is_chosen(state: State, member: int) -> bool:
    found = False
    for place in range(state.chosen_count):
        found = found or state.chosen[place] == member
    return found


def _next_victim(state: State, component: int, item: int, after: int) -> int:
    """Return the next to lose its member to an item: the worst first, of these the last allocated."""
    found = -1
    own = queues.priority_of(state, item)
    for member in range(state.member_count):
        if state.rules.component_of_member[member] != component:
            continue
        base = member * state.rules.most_capacity
        for place in range(base, base + state.hand[member]):
            other = state.held[place]
            is_next = _is_victim(state, other, own) and (after < 0 or _is_worse(state, after, other))
            if is_next and (found < 0 or _is_worse(state, other, found)):
                found = other
    return found


def _is_victim(state: State, other: int, own: int) -> bool:
    return (
        state.rules.interruptible[state.item_element[other]] != 0
        and state.item_state[other] == WORKING
        and state.item_seats[other] < 0
        and state.item_size[other] == 0
        and state.item_called[other] != RINGING
        and state.now >= state.item_work_begins[other]
        and queues.priority_of(state, other) > own
    )


def _is_worse(state: State, one: int, other: int) -> bool:
    """Say whether an item loses its member before another."""
    if one == other:
        return False
    priority = queues.priority_of(state, one)
    other_priority = queues.priority_of(state, other)
    if priority != other_priority:
        return priority > other_priority
    if state.item_last[one] != state.item_last[other]:
        return state.item_last[one] > state.item_last[other]
    return items.comes_before(state, other, one)


# Shifts and impossible requests


def _wake_at_change(state: State, component: int) -> None:
    """Look again when a shift of anybody here changes, as long as somebody waits."""
    soonest = state.end_of_time
    for member in range(state.member_count):
        if state.rules.component_of_member[member] == component:
            changes = hours.next_change(state, state.member_calendar[member])
            if changes < soonest:
                soonest = changes
    wake(state, component, soonest)


def wake(state: State, component: int, tick: int) -> None:
    """Look at a component again at a tick."""
    if tick >= state.end_of_time or state.now < state.wake_at[component] <= tick:
        return
    state.wake_at[component] = tick
    heap.push_event(state, tick << 2 | HAPPENING, component << KIND_BITS | WAKE)


def prepare(state: State) -> None:
    """Look at who has just become ready, and let components go in the order of their numbers, as phase C begins.

    That order matters only where a step is bound to who does another.
    """
    for place in range(state.dirty_count):
        least = place
        for other in range(place + 1, state.dirty_count):
            if state.dirty[other] > state.dirty[least]:
                least = other
        component = state.dirty[least]
        state.dirty[least] = state.dirty[place]
        state.dirty[place] = component
        if state.rules.has_bound[component]:
            _check_newcomers(state, component)


def _check_newcomers(state: State, component: int) -> None:
    """Look at each item that has just become ready, whether anybody may ever begin it."""
    item = state.queue_head[component]
    while item >= 0:
        if state.item_first[item] == state.starts_phase and state.item_allocated[item] < 0:
            causes.check_somebody_may(state, item)
        item = state.item_next[item]
