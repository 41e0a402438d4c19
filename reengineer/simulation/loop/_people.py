"""Let people work: queues of groups, who takes what, when it ends."""

from reengineer.calendars import _ticks as ticks
from reengineer.simulation import _draws as draws
from reengineer.simulation import _quantiles as quantiles
from reengineer.simulation.loop import _heap as heap
from reengineer.simulation.loop import _records as records
from reengineer.simulation.loop._codes import BAD_DURATION
from reengineer.simulation.loop._state import State

HAPPENING, CLOCK = 0, 1
"""Phases in which events are due; the two lowest bits of their keys."""

WORK_END, RING, ARRIVAL, WAKE = 0, 1, 2, 3
"""What an event is; the two lowest bits of what it holds."""

DURATION, TABLE = 4, 9
"""The purpose of a draw of work, and the family of distributions given by points: see `_draws` and `_program`."""


def new_item(state: State, slot: int, element: int) -> int:
    """Return an item for a visit that begins now."""
    item = state.item_free
    if item >= 0:
        state.item_free = state.item_next[item]
    else:
        item = state.item_count
        state.item_count += 1
    state.item_used += 1
    state.item_slot[item] = slot
    state.item_element[item] = element
    state.item_enabled[item] = state.now
    state.item_ready[item] = -1
    state.item_started[item] = -1
    state.item_work[item] = 0
    state.item_member[item] = -1
    state.item_closed[item] = 0
    state.item_batched[item] = 0
    return item


def free_item(state: State, item: int) -> None:
    """Give an item back."""
    state.item_slot[item] = -1
    state.item_next[item] = state.item_free
    state.item_free = item
    state.item_used -= 1


def comes_before(state: State, one: int, other: int) -> bool:
    """Say whether an item stands before another: by case, element, visit."""
    case = state.slot_case[state.item_slot[one]]
    other_case = state.slot_case[state.item_slot[other]]
    if case != other_case:
        return case < other_case
    if state.item_element[one] != state.item_element[other]:
        return state.item_element[one] < state.item_element[other]
    return state.item_visit[one] < state.item_visit[other]


def sample_ticks(state: State, row: int, u: float, factor: float) -> int:
    """Return a value of a distribution in ticks; -1 where it is no duration."""
    if state.family[row] > TABLE:
        height = quantiles.curve_at(state.curve, quantiles.whole(state.parameters[5 * row]), u)
        low_end = state.parameters[5 * row + 2]
        return draws.to_ticks(
            quantiles.on_curve(state.family[row], state.parameters[5 * row + 1], low_end, height) * factor
        )
    if state.family[row] < TABLE:
        return draws.sample_ticks(
            u, factor, state.family[row], state.parameters[5 * row], state.parameters[5 * row + 1],
            state.parameters[5 * row + 2], state.parameters[5 * row + 3], state.parameters[5 * row + 4],
        )  # fmt: skip
    first = quantiles.whole(state.parameters[5 * row])
    last = quantiles.whole(state.parameters[5 * row + 1])
    low = first
    high = last - 1
    while low < high:
        middle = (low + high) >> 1
        if state.table_cumulative[middle] > u:
            high = middle
        else:
            low = middle + 1
    return draws.to_ticks(state.table_value[low] * factor)


def draw(state: State, item: int, row: int, purpose: int, factor: float) -> int:
    """Return the ticks of an item's work or delay; -1, and trouble, where they are no duration."""
    element = state.item_element[item]
    word = state.slot_word[state.item_slot[item]]
    u = draws.uniform(state.seed, state.replication, word, state.word[element], state.item_visit[item], purpose)
    drawn = sample_ticks(state, row, u, factor)
    if drawn < 0:
        stop_run(state, BAD_DURATION, element)
        return 0
    return drawn


def stop_run(state: State, trouble: int, element: int) -> None:
    """End the run before its next step."""
    state.trouble = trouble
    state.trouble_element = element
    state.safe_steps = 0


def queue_item(state: State, item: int) -> None:
    """Make an item ready: it may start in phase C of this tick."""
    state.item_ready[item] = state.now
    group = state.group_of_element[state.item_element[item]]
    if group < 0:
        state.item_next[item] = -1
        if state.idle_tail < 0:
            state.idle_head = item
        else:
            state.item_next[state.idle_tail] = item
        state.idle_tail = item
        return
    before = state.queue_tail[group]
    while before >= 0 and state.item_ready[before] == state.now and comes_before(state, item, before):
        before = state.item_previous[before]
    after = state.queue_head[group] if before < 0 else state.item_next[before]
    state.item_previous[item] = before
    state.item_next[item] = after
    if before < 0:
        state.queue_head[group] = item
    else:
        state.item_next[before] = item
    if after < 0:
        state.queue_tail[group] = item
    else:
        state.item_previous[after] = item
    make_dirty(state, group)


def make_dirty(state: State, group: int) -> None:
    """Remember that something of a group may start in phase C."""
    if state.is_dirty[group] == 0:
        state.is_dirty[group] = 1
        state.dirty[state.dirty_count] = group
        state.dirty_count += 1


def dispatch_one(state: State, group: int) -> bool:
    """Start the first item of a queue with the first free member on duty; say whether there may be another."""
    item = state.queue_head[group]
    if item < 0 or state.free_count[group] == 0:
        return False
    member = _member_on_duty(state, group)
    if member < 0:
        return False
    following = state.item_next[item]
    state.queue_head[group] = following
    if following < 0:
        state.queue_tail[group] = -1
    else:
        state.item_previous[following] = -1
    state.member_is_free[member] = 0
    state.free_count[group] -= 1
    state.item_member[item] = member
    if state.item_ready[item] < state.now:
        _charge_queueing(state, item, group)
    begin(state, item, member)
    return following >= 0 and state.free_count[group] > 0


def _charge_queueing(state: State, item: int, group: int) -> None:
    """Charge the closed part of a wait in the queue; the rest is contention.

    With one need a step and first come first served nobody is overtaken, and while anybody is on duty all of those on
    duty are busy.
    """
    ready = state.item_ready[item]
    on_duty = ticks.open_between(state.calendars, state.group_calendar[group], ready, state.now)
    state.item_closed[item] = state.now - ready - on_duty


def _member_on_duty(state: State, group: int) -> int:
    """Return the first free member on duty; -1, and a wake-up at the next opening, where there is none."""
    opens = state.end_of_time
    for member in range(state.member_first[group], state.member_first[group + 1]):
        if state.member_is_free[member]:
            tick = ticks.next_open(state.calendars, state.member_calendar[member], state.now)
            if tick == state.now:
                return member
            if tick < opens:
                opens = tick
    if opens < state.end_of_time and not state.now < state.wake_at[group] <= opens:
        state.wake_at[group] = opens
        heap.push_event(state, opens << 2 | HAPPENING, group << 2 | WAKE)
    return -1


def begin(state: State, item: int, member: int) -> None:
    """Seize people and work; over closed hours the work pauses."""
    row = state.duration[state.item_element[item]]
    factor = state.member_factor[member] if member >= 0 else 1.0
    work = draw(state, item, row, DURATION, factor) if row >= 0 else 0
    ends = state.now + work
    if member >= 0:
        ends = ticks.advance(state.calendars, state.member_calendar[member], state.now, work)
    state.item_started[item] = state.now
    state.item_work[item] = work
    state.item_closed[item] += ends - state.now - work
    heap.push_event(state, ends << 2 | HAPPENING, item << 2 | WORK_END)


def finish(state: State, item: int) -> None:
    """Record the end of work and let its member go."""
    member = state.item_member[item]
    state.last = state.now
    records.record_task(state, item, state.now, 0)
    if member >= 0:
        group = state.member_group[member]
        state.member_is_free[member] = 1
        state.free_count[group] += 1
        if state.queue_head[group] >= 0:
            make_dirty(state, group)


def stop(state: State, item: int) -> None:
    """Charge an item that the end of the run finds unfinished: waits and work up to now."""
    group = state.group_of_element[state.item_element[item]]
    started = state.item_started[item]
    if started < 0:
        if state.item_ready[item] < 0:
            state.item_batched[item] = state.now - state.item_enabled[item]
        elif group >= 0:
            _charge_queueing(state, item, group)
        return
    member = state.item_member[item]
    work = state.item_work[item]
    done = state.now - started
    if member >= 0:
        calendar = state.member_calendar[member]
        state.item_closed[item] -= ticks.advance(state.calendars, calendar, started, work) - started - work
        done = ticks.open_between(state.calendars, calendar, started, state.now)
    state.item_closed[item] += state.now - started - done
    state.item_work[item] = done
