"""Let people work where nothing but the order of being ready decides: plain steps, and simple queues."""

from reengineer.calendars import _ticks as ticks
from reengineer.simulation._draws import DURATION
from reengineer.simulation.loop import _by_hour as by_hour
from reengineer.simulation.loop import _heap as heap
from reengineer.simulation.loop import _hours as hours
from reengineer.simulation.loop import _queues as queues
from reengineer.simulation.loop import _records as records
from reengineer.simulation.loop import _sampling as sampling
from reengineer.simulation.loop import _walk as walk
from reengineer.simulation.loop import _work as work
from reengineer.simulation.loop._codes import BAD_DURATION, HAPPENING, KIND_BITS, PLAIN_END
from reengineer.simulation.loop._state import State


def queue_item(state: State, item: int) -> None:
    """Make a plain item ready: it may start in phase C of this tick."""
    state.item_ready[item] = state.now
    component = state.rules.component_of[state.item_element[item]]
    if component < 0:
        queues.join_idle(state, item)
    else:
        queues.join_simple(state, item, component)


def dispatch_one(state: State, component: int) -> bool:
    """Start the first item of a queue with the first free member on duty; say whether there may be another."""
    item = state.queue_head[component]
    group = state.rules.group_of_component[component]
    if item < 0 or state.free_count[group] == 0:
        return False
    member = _member_on_duty(state, component, group)
    if member < 0:
        return False
    following = state.item_next[item]
    state.queue_head[component] = following
    if following < 0:
        state.queue_tail[component] = -1
    else:
        state.item_previous[following] = -1
    if state.rules.is_plain[state.item_element[item]]:
        state.member_is_free[member] = 0
        state.free_count[group] -= 1
        if state.item_ready[item] < state.now:
            _charge_queueing(state, item, group)
            if state.keeps_hours:
                by_hour.note_queue(state, group, state.item_ready[item])
        begin(state, item, member)
    else:
        queues.charge(state, item)
        queues.count_waiting(state, item, -1)
        state.chosen[0] = member
        state.chosen_count = 1
        work.begin(state, item, state.rules.alternative_first[state.item_element[item]])
    return following >= 0 and state.free_count[group] > 0


def _charge_queueing(state: State, item: int, group: int) -> None:
    """Charge the closed part of a wait in the queue; the rest is contention.

    With one need a step and first come first served nobody is overtaken, and while anybody is on duty all of those on
    duty are busy.
    """
    ready = state.item_ready[item]
    on_duty = hours.open_since(state, state.group_calendar[group], ready)
    state.item_closed[item] = state.now - ready - on_duty


def _member_on_duty(state: State, component: int, group: int) -> int:
    """Return the first free member on duty; -1, and a wake-up at the next opening, where there is none."""
    opens = state.end_of_time
    member: int = state.first_free[group]
    while state.member_is_free[member] == 0:
        member += 1
    state.first_free[group] = member
    while member < state.member_first[group + 1]:
        if state.member_is_free[member]:
            tick = hours.next_open(state, state.member_calendar[member])
            if tick == state.now:
                return member
            if tick < opens:
                opens = tick
            if state.member_calendar[member] == state.group_calendar[group]:
                break  # nobody of the group is there before
        member += 1
    walk.wake(state, component, opens)
    return -1


def begin(state: State, item: int, member: int) -> None:
    """Seize a member, or nobody, and work; over closed hours the work pauses."""
    element = state.item_element[item]
    row = state.duration[element]
    work_ticks = 0
    if row >= 0:
        factor: float = 1.0
        if member >= 0:
            factor = state.member_factor[member]
        u: float = sampling.uniform_at(state, state.item_slot[item], element, state.item_visit[item], DURATION)
        work_ticks = sampling.sample_ticks(state, row, u, factor)
        if work_ticks < 0:
            sampling.stop_run(state, BAD_DURATION, element)
            work_ticks = 0
    ends = state.now + work_ticks
    if member >= 0:
        ends = hours.advance(state, state.member_calendar[member], work_ticks)
    state.item_member[item] = member
    state.item_started[item] = state.now
    state.item_work[item] = work_ticks
    state.item_closed[item] += ends - state.now - work_ticks
    heap.push_event(state, ends << 2 | HAPPENING, item << KIND_BITS | PLAIN_END)


def finish(state: State, item: int) -> None:
    """Record the end of plain work and let its member go."""
    member = state.item_member[item]
    state.last = state.now
    records.record_task(state, item, state.now, 0)
    if member >= 0:
        group = state.member_group[member]
        component = state.rules.component_of_group[group]
        queues.set_free(state, member, group)
        if state.queue_head[component] >= 0:
            queues.make_dirty(state, component)


def stop(state: State, item: int) -> None:
    """Charge a plain item that the end of the run finds unfinished: waits and work up to now."""
    element = state.item_element[item]
    group = state.group_of_element[element]
    started = state.item_started[item]
    if started < 0:
        if state.item_ready[item] < 0:
            state.item_batched[item] = state.now - state.item_enabled[item]
        elif group >= 0:
            _charge_queueing(state, item, group)
            if state.keeps_hours:
                by_hour.note_wait(state, item, state.now)
        return
    member = state.item_member[item]
    work_ticks = state.item_work[item]
    done = state.now - started
    if member >= 0:
        calendar = state.member_calendar[member]
        state.item_closed[item] -= ticks.advance(state.calendars, calendar, started, work_ticks) - started - work_ticks
        done = ticks.open_between(state.calendars, calendar, started, state.now)
    state.item_closed[item] += state.now - started - done
    state.item_work[item] = done
