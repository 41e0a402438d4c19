"""Count the time in which several members are on duty together: those who are chosen in the state."""

from reengineer.calendars import _ticks as ticks
from reengineer.simulation.loop import _hours as hours
from reengineer.simulation.loop._codes import MANY_CALENDARS, NO_CALENDAR
from reengineer.simulation.loop._state import State


def load(state: State, item: int) -> None:
    """Choose the members of an item."""
    state.chosen_count = 0
    if state.item_member[item] >= 0:
        add(state, state.item_member[item])
    seat = state.item_seats[item]
    while seat >= 0:
        add(state, state.seat_member[seat])
        seat = state.seat_next[seat]


def add(state: State, member: int) -> None:
    """Choose one more member."""
    state.chosen[state.chosen_count] = member
    state.chosen_count += 1


def set_calendar(state: State, runs_on: bool) -> None:
    """Find the one calendar of those who are chosen, where there is one; work that runs on heeds none."""
    state.duty_calendar = NO_CALENDAR
    if runs_on:
        return
    for place in range(state.chosen_count):
        calendar = state.member_calendar[state.chosen[place]]
        if state.duty_calendar == NO_CALENDAR:
            state.duty_calendar = calendar
        elif state.duty_calendar != calendar:
            state.duty_calendar = MANY_CALENDARS


def next_open(state: State, tick: int) -> int:
    """Return the first tick, from `tick` on, at which all are on duty."""
    if state.duty_calendar == NO_CALENDAR:
        return tick
    if state.duty_calendar >= 0:
        if tick == state.now:
            return hours.next_open(state, state.duty_calendar)
        return ticks.next_open(state.calendars, state.duty_calendar, tick)
    later = tick
    place = 0
    while place < state.chosen_count:
        opens = ticks.next_open(state.calendars, state.member_calendar[state.chosen[place]], later)
        place += 1
        if opens > later:
            later = opens
            if later >= state.end_of_time:
                return state.end_of_time
            place = 0
    return later


def next_close(state: State, tick: int) -> int:
    """Return the first tick after one at which all are on duty at which one of them goes."""
    if state.duty_calendar == NO_CALENDAR:
        return state.end_of_time
    if state.duty_calendar >= 0:
        if tick == state.now:
            return hours.next_change(state, state.duty_calendar)
        return ticks.next_change(state.calendars, state.duty_calendar, tick)
    soonest = state.end_of_time
    for place in range(state.chosen_count):
        closes = ticks.next_change(state.calendars, state.member_calendar[state.chosen[place]], tick)
        if closes < soonest:
            soonest = closes
    return soonest


def advance(state: State, tick: int, work: int) -> int:
    """Return the earliest tick by which so many common ticks have passed; work may end at a closing time."""
    if work == 0:
        return tick
    if state.duty_calendar == NO_CALENDAR:
        return tick + work
    if state.duty_calendar >= 0:
        if tick == state.now:
            return hours.advance(state, state.duty_calendar, work)
        return ticks.advance(state.calendars, state.duty_calendar, tick, work)
    left = work
    while True:
        tick = next_open(state, tick)
        if tick >= state.end_of_time:
            return state.end_of_time
        closes = next_close(state, tick)
        if tick + left <= closes:
            return tick + left
        left -= closes - tick
        tick = closes


def open_between(state: State, start: int, end: int) -> int:
    """Return the common ticks in [start, end)."""
    if state.duty_calendar == NO_CALENDAR:
        return end - start
    if state.duty_calendar >= 0:
        if end == state.now:
            return hours.open_since(state, state.duty_calendar, start)
        return ticks.open_between(state.calendars, state.duty_calendar, start, end)
    total = 0
    start = next_open(state, start)
    while start < end:
        closes = next_close(state, start)
        if closes > end:
            closes = end
        total += closes - start
        start = next_open(state, closes)
    return total


def longest(state: State) -> int:
    """Return the longest time in which all are on duty without a break."""
    if state.duty_calendar == NO_CALENDAR:
        return state.end_of_time
    end = 0
    for place in range(state.chosen_count):
        until = state.rules.calendar_end[state.member_calendar[state.chosen[place]]]
        if until > end:
            end = until
    found = 0
    tick = next_open(state, 0)
    while tick < end:
        closes = next_close(state, tick)
        if closes >= state.end_of_time:
            return state.end_of_time
        if closes - tick > found:
            found = closes - tick
        tick = next_open(state, closes)
    return found


def is_on_duty(state: State, member: int) -> bool:
    """Say whether a member is on duty now."""
    return hours.is_open(state, state.member_calendar[member])
