"""Keep queues: one a component, in rank order, and the list of what is ready without people."""

from reengineer.simulation import _quantiles as quantiles
from reengineer.simulation._tables import DUE_DATE, LIFO, SHORTEST
from reengineer.simulation.loop import _cases as cases
from reengineer.simulation.loop import _hours as hours
from reengineer.simulation.loop import _items as items
from reengineer.simulation.loop import _sampling as sampling
from reengineer.simulation.loop._codes import CAUSE_PRIORITISATION, CAUSE_UNAVAILABILITY, IDLE, QUEUED
from reengineer.simulation.loop._state import State


def make_dirty(state: State, component: int) -> None:
    """Remember that something of a component may start in phase C."""
    if state.is_dirty[component] == 0:
        state.is_dirty[component] = 1
        state.dirty[state.dirty_count] = component
        state.dirty_count += 1


def set_free(state: State, member: int, group: int) -> None:
    """Let a member take other work; nobody before the first who is looked at is free."""
    state.member_is_free[member] = 1
    state.free_count[group] += 1
    if member < state.first_free[group]:
        state.first_free[group] = member


def join_idle(state: State, item: int) -> None:
    """Put an item behind the others that need nobody."""
    state.item_next[item] = -1
    state.item_previous[item] = state.idle_tail
    if state.idle_tail < 0:
        state.idle_head = item
    else:
        state.item_next[state.idle_tail] = item
    state.idle_tail = item


def leave_idle(state: State, item: int) -> None:
    """Take an item out of those that need nobody."""
    _unlink_idle(state, state.item_previous[item], state.item_next[item])


def _unlink_idle(state: State, before: int, after: int) -> None:
    if before < 0:
        state.idle_head = after
    else:
        state.item_next[before] = after
    if after < 0:
        state.idle_tail = before
    else:
        state.item_previous[after] = before


def join_simple(state: State, item: int, component: int) -> None:
    """Put an item into a queue where the order of being ready decides."""
    before = state.queue_tail[component]
    while before >= 0 and state.item_ready[before] == state.now and items.comes_before(state, item, before):
        before = state.item_previous[before]
    link(state, item, component, before)


def link(state: State, item: int, component: int, before: int) -> None:
    """Put an item into a queue behind another, or first."""
    after = state.queue_head[component] if before < 0 else state.item_next[before]
    state.item_previous[item] = before
    state.item_next[item] = after
    if before < 0:
        state.queue_head[component] = item
    else:
        state.item_next[before] = item
    if after < 0:
        state.queue_tail[component] = item
    else:
        state.item_previous[after] = item
    make_dirty(state, component)


def unlink(state: State, item: int, component: int) -> None:
    """Take an item out of a queue."""
    before = state.item_previous[item]
    after = state.item_next[item]
    if before < 0:
        state.queue_head[component] = after
    else:
        state.item_next[before] = after
    if after < 0:
        state.queue_tail[component] = before
    else:
        state.item_previous[after] = before


def join(state: State, item: int) -> None:
    """Make an item of any kind wait for who does it; it may start in phase C of this tick."""
    element = state.item_element[item]
    component = state.rules.component_of[element]
    if component < 0:
        state.item_state[item] = IDLE
        join_idle(state, item)
        return
    state.item_state[item] = QUEUED
    state.item_since[item] = state.now
    state.item_cause[item] = -1
    count_waiting(state, item, 1)
    if state.rules.is_simple[component]:
        join_simple(state, item, component)
        return
    if state.item_allocated[item] < 0:
        _rank(state, item, component)
        state.item_overtaken[item] = 0
    _link_by_rank(state, item, component)


def _link_by_rank(state: State, item: int, component: int) -> None:
    before = state.queue_tail[component]
    while before >= 0 and ranks_before(state, item, before):
        before = state.item_previous[before]
    link(state, item, component, before)


def escalate(state: State, item: int) -> None:
    """Give an item that waits the place in its queue that it has once it is escalated."""
    component = state.rules.component_of[state.item_element[item]]
    unlink(state, item, component)
    _rank(state, item, component)
    _link_by_rank(state, item, component)


def count_waiting(state: State, item: int, change: int) -> None:
    """Count who waits for an element, and who of them became ready at this tick."""
    element = state.item_element[item]
    if state.rules.has_limit[element] == 0:
        return
    if state.fresh_tick[element] != state.now:
        state.fresh_tick[element] = state.now
        state.fresh_count[element] = 0
    if state.item_ready[item] == state.now:
        state.fresh_count[element] += change


def leave(state: State, item: int) -> None:
    """Take an item out of where it waits, its wait charged up to now."""
    component = state.rules.component_of[state.item_element[item]]
    if component < 0:
        leave_idle(state, item)
        return
    charge(state, item)
    count_waiting(state, item, -1)
    if state.walk_at[component] == item:
        state.walk_at[component] = state.item_next[item]
    unlink(state, item, component)
    make_dirty(state, component)


def priority_of(state: State, item: int) -> int:
    """Return the priority of an item."""
    item = items.lead(state, item)
    element = state.item_element[item]
    if state.item_escalated[item] and state.rules.raises_priority[element]:
        return state.rules.escalated_priority[element]
    expression = state.rules.priority_of[element]
    if expression < 0:
        return state.rules.priority[element]
    return quantiles.whole(
        sampling.evaluate(
            state, expression, state.item_slot[item], state.item_visit[item], state.item_instance[item],
            state.item_done[item], state.item_count_of[item],
        )
    )  # fmt: skip


def _rank(state: State, item: int, component: int) -> None:
    """Fill in what decides the place of an item in its queue."""
    element = state.item_element[item]
    discipline = state.rules.discipline[component]
    priority = priority_of(state, item)
    ready = state.item_ready[item]
    state.item_urgency[item] = priority
    state.item_rank[item] = ready
    if state.rules.ageing[component] > 0:
        state.item_urgency[item] = ready + priority * state.rules.ageing[component]
        state.item_rank[item] = 0
    elif discipline == LIFO:
        state.item_rank[item] = -ready
    elif discipline == SHORTEST:
        state.item_rank[item] = state.rules.expected[element]
    elif discipline == DUE_DATE:
        state.item_rank[item] = _due(state, item, element)


def _due(state: State, item: int, element: int) -> int:
    expression = state.rules.due[element]
    if expression < 0:
        return state.end_of_time
    item = items.lead(state, item)
    seconds: float = sampling.evaluate(
        state, expression, state.item_slot[item], state.item_visit[item], state.item_instance[item], 0, 0
    )
    root = state.slot_root[state.item_slot[item]]
    return sampling.rounded(state, seconds, element) + cases.came(state, root)


def ranks_before(state: State, one: int, other: int) -> bool:
    """Say whether an item stands before another in their queue."""
    if state.item_urgency[one] != state.item_urgency[other]:
        return state.item_urgency[one] < state.item_urgency[other]
    if state.item_rank[one] != state.item_rank[other]:
        return state.item_rank[one] < state.item_rank[other]
    if state.item_ready[one] != state.item_ready[other]:
        return state.item_ready[one] < state.item_ready[other]
    return items.comes_before(state, items.lead(state, one), items.lead(state, other))


def charge(state: State, item: int) -> None:
    """Charge the wait of an item in its queue up to now; what has no other cause is contention, and stands nowhere."""
    waited = state.now - state.item_since[item]
    if waited == 0:
        return
    component = state.rules.component_of[state.item_element[item]]
    if state.rules.is_simple[component]:
        group = state.rules.group_of_component[component]
        on_duty = hours.open_since(state, state.group_calendar[group], state.item_since[item])
        state.item_closed[item] += waited - on_duty
    elif state.item_cause[item] == CAUSE_UNAVAILABILITY:
        state.item_closed[item] += waited
    elif state.item_cause[item] == CAUSE_PRIORITISATION:
        state.item_prioritised[item] += waited
    state.item_since[item] = state.now
