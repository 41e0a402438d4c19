"""Arm what waits for an event: catch events, boundary events, and the starts of event sub-processes."""

from reengineer.calendars import _ticks as ticks
from reengineer.simulation._draws import EVENT_DELAY
from reengineer.simulation._program import BOUNDARY
from reengineer.simulation._tables import CONDITION, ERROR, ESCALATION, MESSAGE, SIGNAL
from reengineer.simulation.loop import _cases as cases
from reengineer.simulation.loop import _catchers as catchers
from reengineer.simulation.loop import _heap as heap
from reengineer.simulation.loop import _hours as hours
from reengineer.simulation.loop import _items as items
from reengineer.simulation.loop import _sampling as sampling
from reengineer.simulation.loop._codes import ARMED, CARRIER, CHANGED, CLOCK, ENDED, MAIL, RING
from reengineer.simulation.loop._state import State


def set_clock(state: State, item: int, tick: int, kind: int) -> None:
    """Let a clock ring for an item in phase B of a tick; one that no run reaches never rings."""
    if tick < state.end_of_time:
        heap.push_event(state, tick << 2 | CLOCK, items.said(state, item, kind))


def along(state: State, calendar: int, tick: int, lasts: int) -> int:
    """Return the tick at which so much time will have passed; along a calendar where one is given."""
    if calendar < 0:
        return tick + lasts
    if tick == state.now:
        return hours.advance(state, calendar, lasts)
    return ticks.advance(state.calendars, calendar, tick, lasts)


def arm_borders(state: State, item: int) -> None:
    """Arm the boundary events of an activity; those that run from the start of work wait for it."""
    element = state.item_element[item]
    slot = state.item_slot[item]
    for place in range(state.rules.boundary_first[element], state.rules.boundary_first[element + 1]):
        border = state.rules.boundary_element[place]
        catch = items.new_full(state, slot, border, ARMED)
        state.item_visit[catch] = items.count_visit(state, slot, border)
        items.adopt(state, item, catch)
        if state.rules.from_started[border]:
            state.item_state[catch] = ENDED
        else:
            await_trigger(state, catch)


def arm_late_borders(state: State, item: int) -> None:
    """Arm the boundary timers of an activity that run from the start of its work."""
    host = state.item_parent[item]
    if host < 0 or state.item_state[host] != CARRIER:
        host = item
    catch = state.item_child[host]
    while catch >= 0:
        if state.opcode[state.item_element[catch]] == BOUNDARY and state.item_state[catch] == ENDED:
            state.item_state[catch] = ARMED
            state.item_enabled[catch] = max(state.item_started[item], state.now)
            await_trigger(state, catch)
        catch = state.item_sibling[catch]


def arm_handlers(state: State, slot: int) -> None:
    """Arm the event sub-processes of a scope."""
    body = state.slot_body[slot]
    for place in range(state.rules.handler_first[body], state.rules.handler_first[body + 1]):
        start = state.rules.handler_start[place]
        catch = items.new_full(state, slot, start, ARMED)
        state.item_visit[catch] = items.count_visit(state, slot, start)
        await_trigger(state, catch)


def await_trigger(state: State, catch: int) -> None:
    """Let something wait for what it waits for."""
    element = state.item_element[catch]
    root = state.slot_root[state.item_slot[catch]]
    trigger = state.rules.trigger[element]
    if trigger == MESSAGE:
        items.note(state, MAIL, root, element, 0)
    elif trigger == CONDITION:
        items.note(state, CHANGED, root, -1, 0)
    elif trigger not in (SIGNAL, ERROR, ESCALATION) and (
        state.delay[element] >= 0 or state.rules.timer_tick[element] >= 0
    ):
        set_timer(state, catch)


def set_timer(state: State, catch: int) -> None:
    """Set the clock of a timer for its next ring: a date, or so many durations since it was armed; never before now."""
    element = state.item_element[catch]
    state.item_rung[catch] += 1
    if state.rules.timer_tick[element] >= 0:
        tick = state.rules.timer_tick[element]
    else:
        lasts = sampling.draw(state, catch, state.delay[element], EVENT_DELAY) * state.item_rung[catch]
        tick = along(state, state.delay_calendar[element], state.item_enabled[catch], lasts)
    set_clock(state, catch, tick if tick > state.now else state.now, RING)


def again(state: State, catch: int) -> None:
    """Let a catch that does not interrupt wait for the next time: a timer as often as is stated.

    Of events that wait together each waits again, where all of them can come again.
    """
    whole = state.rules.whole[state.item_element[catch]]
    if whole < 0 or not state.rules.needs_all[whole]:
        if not _is_told(state, catch) and _comes_again(state, catch):
            set_timer(state, catch)
        return
    item = catchers.next_together(state, catch, -1)
    while item >= 0:
        if not _comes_again(state, item):
            return
        item = catchers.next_together(state, catch, item)
    item = catchers.next_together(state, catch, -1)
    while item >= 0:
        state.item_state[item] = ARMED
        await_trigger(state, item)
        item = catchers.next_together(state, catch, item)


def _is_told(state: State, catch: int) -> bool:
    """Say whether something armed waits for what is thrown or changes, not for a time."""
    return state.rules.trigger[state.item_element[catch]] in (MESSAGE, SIGNAL, CONDITION, ERROR, ESCALATION)


def _comes_again(state: State, catch: int) -> bool:
    element = state.item_element[catch]
    if _is_told(state, catch):
        return True
    times = state.rules.timer_times[element]
    return state.rules.timer_tick[element] < 0 and (times == 0 or state.item_rung[catch] < times)


def arm_catch(state: State, item: int) -> None:
    """Let a catch event wait: for a release, a timer, a message, a signal, a condition, or so long as is stated."""
    element = state.item_element[item]
    root = state.slot_root[state.item_slot[item]]
    state.item_state[item] = ARMED
    if state.release[element] >= 0:
        set_clock(state, item, hours.next_open(state, state.release[element]), RING)
    elif state.rules.timer_tick[element] >= 0:
        tick = state.rules.timer_tick[element]
        set_clock(state, item, tick if tick > state.now else state.now, RING)
    elif state.delay[element] >= 0:
        left = cases.left_of(state, item)
        lasts = sampling.draw(state, item, state.delay[element] if left < 0 else left, EVENT_DELAY)
        set_clock(state, item, along(state, state.delay_calendar[element], state.now, lasts), RING)
    elif state.rules.trigger[element] == MESSAGE:
        items.note(state, MAIL, root, element, 0)
    elif state.rules.trigger[element] == CONDITION:
        items.note(state, CHANGED, root, -1, 0)
