"""Ask calendars about now: what lies between two changes of one is answered without a search.

Ticks only go forward, so for each calendar the state keeps whether it is open, since when that was looked at, until
when it holds, and how much open time lay before.
"""

from reengineer.calendars import _ticks as ticks
from reengineer.simulation.loop._state import State


def is_open(state: State, calendar: int) -> bool:
    """Say whether a calendar is open now."""
    if state.now >= state.hours_until[calendar]:
        _look(state, calendar)
    return state.hours_open[calendar] != 0


def _look(state: State, calendar: int) -> None:
    """Look at a calendar, and keep what holds until it changes."""
    state.hours_open[calendar] = ticks.is_open(state.calendars, calendar, state.now)
    state.hours_since[calendar] = state.now
    state.hours_until[calendar] = ticks.next_change(state.calendars, calendar, state.now)
    state.hours_before[calendar] = ticks.open_before(state.calendars, calendar, state.now)


def next_open(state: State, calendar: int) -> int:
    """Return the first open tick from now on; the end of time where there is none."""
    return state.now if is_open(state, calendar) else state.hours_until[calendar]


def next_change(state: State, calendar: int) -> int:
    """Return the first tick after now at which a calendar opens or closes; the end of time where there is none."""
    if state.now >= state.hours_until[calendar]:
        _look(state, calendar)
    return state.hours_until[calendar]


def advance(state: State, calendar: int, work: int) -> int:
    """Return the earliest tick by which so many open ticks have passed since now; see the function of calendars."""
    if work == 0 or not is_open(state, calendar):
        return ticks.advance(state.calendars, calendar, state.now, work)
    end = state.now + work
    if end <= state.hours_until[calendar]:
        return end
    last = ticks.tick_at(state.calendars, calendar, before(state, calendar) + work - 1)
    return last if last == state.end_of_time else last + 1


def before(state: State, calendar: int) -> int:
    """Return the open ticks of a calendar until now."""
    if is_open(state, calendar):
        return state.hours_before[calendar] + state.now - state.hours_since[calendar]
    return state.hours_before[calendar]


def open_since(state: State, calendar: int, tick: int) -> int:
    """Return the open ticks of a calendar from an earlier tick until now."""
    if is_open(state, calendar) and state.hours_since[calendar] <= tick:
        return state.now - tick
    return before(state, calendar) - ticks.open_before(state.calendars, calendar, tick)
