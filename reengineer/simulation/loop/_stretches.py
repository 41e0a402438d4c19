"""Add up the work on a case: time in which anything worked on it, and how often it passed to another group.

Where only one token moves, stretches of work come one after the other and are added as they end. Others are kept until
no work is under way that may begin before the last of them ends; then they are put in order and added up.
"""

from reengineer.calendars import _ticks as ticks
from reengineer.simulation.loop._codes import MANY_CALENDARS
from reengineer.simulation.loop._state import State


def add(  # noqa: PLR0913, PLR0917 - flat numbers, so that it is compiled without objects
    state: State, slot: int, element: int, begins: int, ended: int, work: int, calendar: int, group: int
) -> None:
    """Add plain work that has ended; nothing else goes on in a case whose only token it holds."""
    if state.slot_tokens[slot] == 1 and state.slot_stretch[slot] < 0:
        state.slot_work[slot] += work
        _pass_on(state, slot, begins, ended, group)
        return
    keep(state, slot, element, begins, ended, work, calendar, group)
    if state.slot_tokens[slot] == 1:
        add_up(state, slot)


def _pass_on(state: State, slot: int, begins: int, ended: int, group: int) -> None:
    """Count where work passes to another group; work side by side passes nothing on."""
    if group < 0:
        return
    before = state.slot_group[slot]
    state.slot_handoffs[slot] += 0 <= before != group and begins >= state.slot_reached[slot]
    state.slot_group[slot] = group
    state.slot_reached[slot] = ended


def keep(  # noqa: PLR0913, PLR0917 - flat numbers, as above
    state: State, slot: int, element: int, begins: int, ended: int, work: int, calendar: int, group: int
) -> None:
    """Hang a stretch of work on its case.

    It lies in the hours of a calendar, or without one has no break, and is done by a group or by nobody.
    """
    stretch = state.stretch_free
    if stretch >= 0:
        state.stretch_free = state.stretch_next[stretch]
    else:
        stretch = state.stretch_count
        state.stretch_count += 1
    state.stretch_used += 1
    state.stretch_started[stretch] = begins
    state.stretch_completed[stretch] = ended
    state.stretch_work[stretch] = work
    state.stretch_element[stretch] = element
    state.stretch_calendar[stretch] = calendar
    state.stretch_group[stretch] = group
    state.stretch_next[stretch] = state.slot_stretch[slot]
    state.slot_stretch[slot] = stretch


def add_up(state: State, slot: int) -> None:
    """Add up the stretches of a case, and let them go; those that overlap, one chain of them after the other."""
    _sort(state, slot)
    first = state.slot_stretch[slot]
    while first >= 0:
        stretch = first
        last = first
        begins = state.stretch_started[first]
        reached = begins
        pauses = 0
        while stretch >= 0 and (stretch == first or state.stretch_started[stretch] < reached):
            started = state.stretch_started[stretch]
            completed = state.stretch_completed[stretch]
            if completed > reached:
                reached = completed
            pauses += completed - started - state.stretch_work[stretch]
            _pass_on(state, slot, started, completed, state.stretch_group[stretch])
            state.stretch_used -= 1
            last = stretch
            stretch = state.stretch_next[stretch]
        if last == first:
            state.slot_work[slot] += state.stretch_work[first]
        elif pauses == 0:
            state.slot_work[slot] += reached - begins
        else:
            state.slot_work[slot] += _union(state, first, stretch)
        state.stretch_next[last] = state.stretch_free
        state.stretch_free = first
        first = stretch
    state.slot_stretch[slot] = -1


def _comes_before(state: State, one: int, other: int) -> bool:
    """Say whether a stretch stands before another: by start, then element, end and group."""
    if state.stretch_started[one] != state.stretch_started[other]:
        return state.stretch_started[one] < state.stretch_started[other]
    if state.stretch_element[one] != state.stretch_element[other]:
        return state.stretch_element[one] < state.stretch_element[other]
    if state.stretch_completed[one] != state.stretch_completed[other]:
        return state.stretch_completed[one] < state.stretch_completed[other]
    return state.stretch_group[one] < state.stretch_group[other]


def _sort(state: State, slot: int) -> None:
    """Put the stretches of a case in order; they are few, so each is put in its place."""
    ordered = -1
    stretch = state.slot_stretch[slot]
    while stretch >= 0:
        following = state.stretch_next[stretch]
        before = -1
        after = ordered
        while after >= 0 and _comes_before(state, after, stretch):
            before = after
            after = state.stretch_next[after]
        state.stretch_next[stretch] = after
        if before < 0:
            ordered = stretch
        else:
            state.stretch_next[before] = stretch
        stretch = following
    state.slot_stretch[slot] = ordered


def _union(state: State, first: int, end: int) -> int:
    """Return the ticks in which anything worked, of the stretches from one to before another.

    From each tick the stretch that works first is followed to its end, or to the closing of its calendar.
    """
    total = 0
    reached = 0
    while True:
        nearest = state.end_of_time
        until = nearest
        stretch = first
        while stretch != end:
            tick = _works_from(state, stretch, reached)
            if tick < nearest:
                nearest = tick
                until = _works_until(state, stretch, tick)
            stretch = state.stretch_next[stretch]
        if nearest == state.end_of_time:
            return total
        total += until - nearest
        reached = until


def _works_from(state: State, stretch: int, tick: int) -> int:
    """Return the first tick at or after `tick` in which a stretch works; the end of time where there is none."""
    if state.stretch_started[stretch] > tick:
        tick = state.stretch_started[stretch]
    calendar = state.stretch_calendar[stretch]
    if calendar == MANY_CALENDARS:
        return state.end_of_time
    if calendar >= 0 and tick < state.stretch_completed[stretch]:
        tick = ticks.next_open(state.calendars, calendar, tick)
    return tick if tick < state.stretch_completed[stretch] else state.end_of_time


def _works_until(state: State, stretch: int, tick: int) -> int:
    calendar = state.stretch_calendar[stretch]
    completed = state.stretch_completed[stretch]
    if calendar < 0:
        return completed
    closes = ticks.next_change(state.calendars, calendar, tick)
    return closes if closes < completed else completed
