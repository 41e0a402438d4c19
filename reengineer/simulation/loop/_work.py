"""Let people begin, pause and end work of any kind, and pay for it."""

from reengineer.calendars import _ticks as ticks
from reengineer.simulation import _draws as draws
from reengineer.simulation._draws import DURATION, SETUP
from reengineer.simulation._tables import FINISH
from reengineer.simulation.loop import _arming as arming
from reengineer.simulation.loop import _by_hour as by_hour
from reengineer.simulation.loop import _calling as calling
from reengineer.simulation.loop import _cases as cases
from reengineer.simulation.loop import _duty as duty
from reengineer.simulation.loop import _heap as heap
from reengineer.simulation.loop import _hours as hours
from reengineer.simulation.loop import _items as items
from reengineer.simulation.loop import _queues as queues
from reengineer.simulation.loop import _records as records
from reengineer.simulation.loop import _sampling as sampling
from reengineer.simulation.loop import _stretches as stretches
from reengineer.simulation.loop._codes import (
    HAPPENING,
    MANY_CALENDARS,
    NO_CALENDAR,
    RINGING,
    SET_UP_END,
    WORK_END,
    WORKING,
)
from reengineer.simulation.loop._state import State


def amount(state: State, item: int, alternative: int) -> int:
    """Return the ticks of work that an item takes when those who are chosen begin it.

    The items of a batch take one time together, or each its own one after the other.
    """
    size = state.item_size[item]
    if size == 0:
        return _one_amount(state, item, alternative, 0)
    size = count_rows(state, item)
    if not state.rules.is_sequential[state.item_element[item]]:
        return _one_amount(state, state.item_inner[item], alternative, size)
    total = 0
    row = state.item_inner[item]
    while row >= 0:
        state.item_share[row] = _one_amount(state, row, alternative, size)
        total += state.item_share[row]
        row = state.item_next[row]
    return total


def count_rows(state: State, batch: int) -> int:
    """Return how many items a batch has now."""
    count = 0
    row = state.item_inner[batch]
    while row >= 0:
        count += 1
        row = state.item_next[row]
    return count


def _one_amount(state: State, item: int, alternative: int, size: int) -> int:
    element = state.item_element[item]
    row = cases.left_of(state, item)
    if row < 0:
        row = state.duration[element]
        if alternative >= 0 and state.rules.alternative_duration[alternative] >= 0:
            row = state.rules.alternative_duration[alternative]
    seconds: float = 0.0
    if row >= 0:
        u: float = sampling.uniform_of(state, item, DURATION, state.item_instance[item])
        seconds = sampling.value_of(state, row, u)
    elif state.rules.duration_of[element] >= 0:
        seconds = sampling.evaluate(
            state, state.rules.duration_of[element], state.item_slot[item], state.item_visit[item],
            state.item_instance[item], state.item_done[item], state.item_count_of[item],
        )  # fmt: skip
    else:
        return 0
    return sampling.rounded(state, _factored(state, seconds, alternative, element, size), element)


def _factored(state: State, seconds: float, alternative: int, element: int, size: int) -> float:
    """Return seconds times the factors of who does it: mean of the members, alternative, batch, load."""
    mean: float = 0.0
    load: float = -1.0
    for place in range(state.chosen_count):
        member = state.chosen[place]
        mean += state.member_factor[member]
        slow: float = slowness(state, member)
        if slow > load:
            load = slow
    if state.chosen_count > 0:
        seconds = seconds * (mean / state.chosen_count) * state.rules.alternative_factor[alternative]
    if state.rules.learner[element] >= 0:
        seconds = seconds * _learning(state, element)
    if size > 0:
        seconds = seconds * _batch_factor(state, element, size)
    return seconds * load if load >= 0.0 else seconds


def _learning(state: State, element: int) -> float:
    """Return the factor of what those who are chosen have learned of a step: the mean of theirs."""
    first = state.rules.learner[element] * (state.member_count + 1)
    exponent: float = state.rules.learning[element]
    floor: float = state.rules.learning_floor[element]
    if state.rules.learns_together[element]:
        return draws.learned(state.times[first + state.member_count], exponent, floor)
    total: float = 0.0
    for place in range(state.chosen_count):
        total += draws.learned(state.times[first + state.chosen[place]], exponent, floor)
    return total / state.chosen_count


def _practise(state: State, element: int) -> None:
    """Count that those who are chosen begin a step once more."""
    first = state.rules.learner[element] * (state.member_count + 1)
    if state.rules.learns_together[element]:
        state.times[first + state.member_count] += 1
        return
    for place in range(state.chosen_count):
        state.times[first + state.chosen[place]] += 1


def _batch_factor(state: State, element: int, size: int) -> float:
    """Return the factor on the time of a batch of so many items."""
    found: float = 1.0
    for place in range(state.rules.factor_first[element], state.rules.factor_first[element + 1]):
        if size >= state.rules.factor_size[place]:
            found = state.rules.batch_factor[place]
    return found


def slowness(state: State, member: int) -> float:
    """Return the factor by which one more item in hand slows a member down; -1 where nothing is said."""
    group = state.member_group[member]
    first = state.rules.slow_first[group]
    last = state.rules.slow_first[group + 1]
    if last == first:
        return -1.0
    place = first + state.hand[member]
    return state.rules.slow[place if place < last else last - 1]


def setup_is_due(state: State, element: int) -> bool:
    """Say whether somebody of those who are chosen has to change over to a step."""
    if state.rules.setup[element] < 0:
        return False
    for place in range(state.chosen_count):
        if state.member_kind[state.chosen[place]] != state.rules.work_kind[element]:
            return True
    return False


def setup_ticks(state: State, item: int) -> int:
    """Return the ticks of the change-over to an item's work by those who are chosen; 0 where none is due."""
    element = state.item_element[item]
    if not setup_is_due(state, element):
        return 0
    return sampling.draw(state, items.lead(state, item), state.rules.setup[element], SETUP)


def takes(state: State, item: int, alternative: int) -> int:
    """Return the ticks that an item's set-up and work would take now, by those who are chosen."""
    return amount(state, item, alternative) + setup_ticks(state, item)


def is_too_long(state: State, item: int, alternative: int) -> bool:
    """Say whether an item's work fits into no time in which those who are chosen are on duty together."""
    duty.set_calendar(state, False)
    return takes(state, item, alternative) > duty.longest(state)


def begin(state: State, item: int, alternative: int) -> None:
    """Let those who are chosen begin: set-up where it is due, then work, over closed hours by the rule of the step."""
    element = state.item_element[item]
    if state.item_remaining[item] < 0:
        if calling.dial(state, item):
            state.item_remaining[item] = state.rules.callback_ring[element]
        else:
            state.item_remaining[item] = amount(state, item, alternative)
            if state.rules.learner[element] >= 0:
                _practise(state, element)
        state.item_allocated[item] = state.now
    state.item_last[item] = state.now
    state.item_phase[item] = state.starts_phase
    setting = setup_ticks(state, item)
    seize(state, item, element)
    duty.set_calendar(state, state.rules.at_close[element] == FINISH)
    begins = duty.advance(state, state.now, setting)
    if setting > 0 and state.item_remaining[item] > 0:
        begins = duty.next_open(state, begins)
    state.item_begins[item] = state.now
    state.item_setting[item] = setting
    state.item_work_begins[item] = begins
    state.item_ends[item] = duty.advance(state, begins, state.item_remaining[item])
    state.item_state[item] = WORKING
    if state.item_started[item] < 0:
        state.item_started[item] = begins
    if state.item_ends[item] < state.end_of_time and state.item_size[item] == 0:
        heap.push_event(state, state.item_ends[item] << 2 | HAPPENING, items.said(state, item, WORK_END))
    if begins > state.now and state.rules.preempters > 0:
        heap.push_event(state, begins << 2 | HAPPENING, items.said(state, item, SET_UP_END))
    hosts = state.rules.boundary_first[element] < state.rules.boundary_first[element + 1]
    if hosts and state.item_called[item] != RINGING:
        arming.arm_late_borders(state, item)


def seize(state: State, item: int, element: int) -> None:
    """Give those who are chosen one more item in hand."""
    items.drop_seats(state, item)
    state.item_member[item] = -1
    for place in range(state.chosen_count):
        member = state.chosen[place]
        if place == 0:
            state.item_member[item] = member
        else:
            add_seat(state, item, member)
        take_in_hand(state, item, member)
        state.member_kind[member] = state.rules.work_kind[element]


def add_seat(state: State, item: int, member: int) -> None:
    """Chain one more member to an item, behind the others."""
    seat = state.seat_free
    if seat >= 0:
        state.seat_free = state.seat_next[seat]
    else:
        seat = state.seat_count
        state.seat_count += 1
    state.seat_used += 1
    state.seat_member[seat] = member
    state.seat_next[seat] = -1
    last = state.item_seats[item]
    if last < 0:
        state.item_seats[item] = seat
        return
    while state.seat_next[last] >= 0:
        last = state.seat_next[last]
    state.seat_next[last] = seat


def copy_members(state: State, batch: int, row: int) -> None:
    """Note the members of a batch in one of its items."""
    items.drop_seats(state, row)
    state.item_member[row] = state.item_member[batch]
    seat = state.item_seats[batch]
    while seat >= 0:
        add_seat(state, row, state.seat_member[seat])
        seat = state.seat_next[seat]


def take_in_hand(state: State, item: int, member: int) -> None:
    """Give a member an item in hand; in a simple group it is then no longer free."""
    state.held[member * state.rules.most_capacity + state.hand[member]] = item
    state.hand[member] += 1
    if state.member_is_free[member]:
        state.member_is_free[member] = 0
        state.free_count[state.member_group[member]] -= 1


def put_down(state: State, item: int, member: int) -> None:
    """Take an item out of the hands of a member."""
    base = member * state.rules.most_capacity
    last = base + state.hand[member] - 1
    place = base
    while state.held[place] != item:
        place += 1
    state.held[place] = state.held[last]
    state.held[last] = -1
    state.hand[member] -= 1
    state.released[member] = state.now
    if state.hand[member] == 0:
        queues.set_free(state, member, state.member_group[member])
    queues.make_dirty(state, state.rules.component_of_member[member])


def setup_done(state: State, item: int) -> int:
    """Return the ticks of set-up that a working item has had; the duty is that of its members."""
    if state.now >= state.item_work_begins[item] or state.now >= state.item_ends[item]:
        return state.item_setting[item]
    done = duty.open_between(state, state.item_begins[item], state.now)
    return done if done < state.item_setting[item] else state.item_setting[item]


def work_done(state: State, item: int) -> int:
    """Return the ticks of work that a working item has had in this stretch; the duty is that of its members."""
    if state.now >= state.item_ends[item]:
        return state.item_remaining[item]
    if state.now < state.item_work_begins[item]:
        return 0
    return duty.open_between(state, state.item_work_begins[item], state.now)


def stop(state: State, item: int) -> None:
    """End the stretch of a working item now: charge set-up and pauses, pay for what was done, let people go.

    Work that has ended at this tick, and is cut before it completes, was stopped before.
    """
    if state.item_begins[item] < 0:
        return
    runs_on = state.rules.at_close[state.item_element[item]] == FINISH
    duty.load(state, item)
    duty.set_calendar(state, runs_on)
    setting = setup_done(state, item)
    work = work_done(state, item)
    state.item_setup[item] += setting
    state.item_closed[item] += state.now - state.item_begins[item] - setting - work
    state.item_work[item] += work
    state.item_remaining[item] -= work
    if state.now < state.item_work_begins[item] and state.item_started[item] == state.item_work_begins[item]:
        state.item_started[item] = -1
    for place in range(state.chosen_count):
        state.item_cost[item] += price(state, item, state.chosen[place], setting + work)
    if work > 0:
        note_work(state, item, state.item_work_begins[item], work)
    let_go(state, item, setting + work)
    state.item_begins[item] = -1


def price(state: State, item: int, member: int, busy: int) -> int:
    """Return what a member costs who was busy with an item up to now."""
    if state.rules.at_close[state.item_element[item]] != FINISH:
        return draws.cost_of(busy, state.rules.rate[member])
    on_duty = hours.open_since(state, state.member_calendar[member], state.item_begins[item])
    return draws.cost_of(on_duty, state.rules.rate[member]) + draws.cost_of(
        busy - on_duty, state.rules.overtime_rate[member]
    )


def note_work(state: State, item: int, begins: int, work: int) -> None:
    """Keep when a case was worked on, in the hours of those who are chosen."""
    root = state.slot_root[state.item_slot[item]]
    element = state.item_element[item]
    group = -1
    if state.chosen_count > 0:
        group = state.member_group[state.chosen[0]]
    stretches.keep(state, root, element, begins, state.now, work, state.duty_calendar, group)
    if state.duty_calendar != MANY_CALENDARS:
        return
    start = duty.next_open(state, begins)
    while start < state.now:
        closes = duty.next_close(state, start)
        if closes > state.now:
            closes = state.now
        stretches.keep(state, root, element, start, closes, closes - start, NO_CALENDAR, -1)
        start = duty.next_open(state, closes)


def let_go(state: State, item: int, busy: int) -> None:
    """Let those who are chosen, the members of an item, go, and count the time for which they were busy."""
    count_time(state, item, busy)
    for place in range(state.chosen_count):
        put_down(state, item, state.chosen[place])


def count_time(state: State, item: int, busy: int) -> None:
    """Count the time for which those who are chosen were busy with an item."""
    runs_on = state.rules.at_close[state.item_element[item]] == FINISH
    for place in range(state.chosen_count):
        member = state.chosen[place]
        on_duty = busy
        if runs_on:
            on_duty = hours.open_since(state, state.member_calendar[member], state.item_begins[item])
        if state.keeps_hours:
            by_hour.note_together(state, member, state.item_begins[item], on_duty)
        count_busy(state, item, member, on_duty, runs_on)


def count_busy(state: State, item: int, member: int, on_duty: int, runs_on: bool) -> None:
    """Add to what a member did in each week; what lies across the edge of a week is split there."""
    begins = state.item_begins[item]
    until = records.edge_of(state, begins)
    if until >= state.now:
        records.add_busy(state, member, begins, on_duty)
        if runs_on:
            records.add_overtime(state, member, begins, state.now - begins - on_duty)
        return
    while begins < state.now:
        if until > state.now:
            until = state.now
        if runs_on:
            done = ticks.open_between(state.calendars, state.member_calendar[member], begins, until)
            records.add_overtime(state, member, begins, until - begins - done)
        else:
            done = duty.open_between(state, begins, until)
        records.add_busy(state, member, begins, done)
        begins = until
        until = records.edge_of(state, begins)
