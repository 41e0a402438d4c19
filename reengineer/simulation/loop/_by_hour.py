"""Note by hour when items wait for a group and when people work; see `_hour_sums`.

Each hour has two numbers a lane. A stretch within one hour adds what it spent; any other adds to the two hours in which
it begins and ends. Most end now and began in this hour, of which the state keeps where it lies.
"""

from reengineer.calendars import _ticks as ticks
from reengineer.simulation.loop import _duty as duty
from reengineer.simulation.loop import _hours as hours
from reengineer.simulation.loop._codes import MANY_CALENDARS
from reengineer.simulation.loop._state import State

HOUR = 3_600_000_000


def _was_in_this_hour(state: State, lane: int, begins: int, spent: int) -> bool:
    """Note a stretch from a tick to now, if it began in this hour; say whether it did."""
    if state.now >= state.hour_until:
        _turn(state)
    if begins < state.hour_since:
        return False
    state.hour_spent[state.hour_place + lane] += spent
    return True


def _turn(state: State) -> None:
    """Look up where the hour of now lies; behind the last arrival there is none."""
    state.hour_since = state.hour_until = state.end_of_time
    if not 0 <= state.horizon <= state.now:
        hour = (state.now - state.first_tick) // HOUR
        state.hour_since = state.first_tick + hour * HOUR
        state.hour_until = state.hour_since + HOUR
        if 0 <= state.horizon < state.hour_until:
            state.hour_until = state.horizon
        state.hour_place = (hour - state.hour_base) * state.lane_count


def note_queue(state: State, group: int, ready: int) -> None:
    """Note that an item waited for a group, from being ready to now."""
    if not _was_in_this_hour(state, group, ready, state.now - ready):
        note(state, group, ready, state.now, ready, state.now)


def note_wait(state: State, item: int, ends: int) -> None:
    """Note that an item waited, from being ready to now or to an earlier tick."""
    ready = state.item_ready[item]
    group = state.group_of_element[state.item_element[item]]
    if 0 <= ready < ends and group >= 0:
        note(state, group, ready, ends, ready, ends)


def note_work(state: State, member: int, begins: int, work: int) -> None:
    """Note that a member was busy from a tick to now, for so many ticks of their own hours."""
    lane = state.lane_of_member[member]
    if work > 0 and not _was_in_this_hour(state, lane, begins, work):
        opened = hours.before(state, state.member_calendar[member])
        note(state, lane, begins, state.now, opened - work, opened)


def note_together(state: State, member: int, begins: int, work: int) -> None:
    """Note that one of those who are chosen was busy from a tick to now, in the hours that they have in common."""
    if state.duty_calendar != MANY_CALENDARS:
        note_work(state, member, begins, work)
        return
    lane = state.first_common + state.member_group[member]
    start = duty.next_open(state, begins)
    while start < state.now:
        closes = duty.next_close(state, start)
        if closes > state.now:
            closes = state.now
        note(state, lane, start, closes, start, closes)
        start = duty.next_open(state, closes)


def note(state: State, lane: int, begins: int, ends: int, opened: int, closed: int) -> None:
    """Note a stretch from a tick to another, and the open time of its lane before the two."""
    if 0 <= state.horizon < ends:
        if begins >= state.horizon:
            return
        ends = closed = state.horizon
        if state.lane_calendar[lane] >= 0:
            closed = ticks.open_before(state.calendars, state.lane_calendar[lane], ends)
    last = (ends - state.first_tick) // HOUR
    place = (last - state.hour_base) * state.lane_count + lane
    if begins >= state.first_tick + last * HOUR:
        state.hour_spent[place] += closed - opened
        return
    state.hour_spent[place] += closed
    state.hour_count[place] -= 1
    place = ((begins - state.first_tick) // HOUR - state.hour_base) * state.lane_count + lane
    state.hour_spent[place] -= opened
    state.hour_count[place] += 1
