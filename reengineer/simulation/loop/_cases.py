"""Start and end cases, and work out what their rows add up to."""

from reengineer.simulation._log import CASE_COMPLETED, CASE_OPEN
from reengineer.simulation.loop import _hours as hours
from reengineer.simulation.loop import _stretches as stretches
from reengineer.simulation.loop._state import CASE_WIDTH, WEEK, State

CYCLES = 65_536
"""Numbers of cases that each customer of a finite population has for their own."""

COMPLETED, STATE, COST, CYCLE_OPEN, CYCLE_WORKING, PROCESSING, HANDOFFS, REPEATS = 5, 6, 7, 8, 9, 10, 11, 12
"""Columns of a case."""


def open_case(state: State, stream: int, number: int) -> int:
    """Take a slot for a case that arrives now, and write its row; return the slot."""
    slot = state.slot_free
    if slot >= 0:
        state.slot_free = state.slot_next[slot]
    else:
        slot = state.slot_count
        state.slot_count += 1
    state.slot_used += 1
    case = state.case_count + 1
    state.case_count = case
    row = state.case_rows
    state.case_rows = row + 1
    place = row * CASE_WIDTH
    state.cases[place] = case
    state.cases[place + 1] = stream
    state.cases[place + 2] = number
    state.cases[place + 3] = state.stream_class[stream]
    state.cases[place + 4] = state.now
    state.cases[place + COMPLETED] = -1
    state.cases[place + STATE] = CASE_OPEN
    _clear(state, slot)
    state.slot_row[slot] = row
    state.slot_cost[slot] = state.rules.case_cost[stream]
    if stream < state.streams_in_hand:
        state.slot_week[slot] = 0
    state.slot_case[slot] = case
    state.slot_word[slot] = (state.stream_word[stream] + number) & state.word_mask
    count_cases(state, 1)
    if state.most_cases == case and state.horizon < 0:
        state.horizon = state.now + 1
        state.hour_until = 0
    return slot


def _clear(state: State, slot: int) -> None:
    """Make a slot the first of a case."""
    clear_scope(state, slot, 0)
    state.slot_root[slot] = slot
    state.slot_chain[slot] = -1
    state.slot_tokens[slot] = state.slot_live[slot] = 1
    state.slot_outcome[slot] = CASE_COMPLETED
    state.slot_box[slot] = state.slot_doers[slot] = -1
    for place in range(slot * state.body_count, (slot + 1) * state.body_count):
        state.pool_starts[place] = 0
    state.pool_starts[slot * state.body_count] = 1
    state.slot_week[slot] = 1 + state.now // WEEK
    state.slot_open[slot] = hours.before(state, state.open_calendar)
    state.slot_working[slot] = hours.before(state, state.working_calendar)
    state.slot_stretch[slot] = -1
    state.slot_reached[slot] = -1
    state.slot_work[slot] = 0
    state.slot_group[slot] = -1
    state.slot_handoffs[slot] = 0
    state.slot_repeats[slot] = 0


def clear_scope(state: State, slot: int, body: int) -> None:
    """Make a slot an instance of a body, in which nothing is yet."""
    for place in range(slot * state.element_count, (slot + 1) * state.element_count):
        state.visits[place] = 0
    for place in range(slot * state.join_count, (slot + 1) * state.join_count):
        state.join_head[place] = -1
    state.slot_scope[slot] = state.slot_depth[slot] = state.slot_tokens[slot] = 0
    state.slot_is_over[slot] = state.slot_moved[slot] = state.slot_held[slot] = 0
    state.slot_holder[slot] = state.slot_items[slot] = -1
    state.slot_body[slot] = body


def count_cases(state: State, change: int) -> None:
    """Go on with the integral over time of the number of open cases."""
    state.area += state.open_cases * (state.now - state.area_since)
    state.area_since = state.now
    state.open_cases += change


def close_case(state: State, slot: int) -> None:
    """End a case whose last token is gone, and give its slot back."""
    place = state.slot_row[slot] * CASE_WIDTH
    state.cases[place + COMPLETED] = state.now
    state.cases[place + STATE] = state.slot_outcome[slot]
    _drop_doers(state, slot)
    count_cases(state, -1)
    if state.rules.population[state.cases[place + 1]] > 0:
        state.leavers[state.leaver_count] = customer_of(state, state.cases[place + 1], state.cases[place + 2])
        state.leaver_count += 1
    sum_up(state, slot)
    state.slot_next[slot] = state.slot_free
    state.slot_free = slot
    state.slot_used -= 1
    state.slot_case[slot] = 0


def customer_of(state: State, stream: int, number: int) -> int:
    """Return the customer of a finite population to whom a case of its stream belongs."""
    first: int = state.rules.customer_first[stream]
    return first + number // CYCLES


def _drop_doers(state: State, slot: int) -> None:
    doer = state.slot_doers[slot]
    while doer >= 0:
        following = state.doer_next[doer]
        state.doer_next[doer] = state.doer_free
        state.doer_free = doer
        state.doer_used -= 1
        doer = following
    state.slot_doers[slot] = -1


def sum_up(state: State, slot: int) -> None:
    """Write what the rows of a case add up to."""
    place = state.slot_row[slot] * CASE_WIDTH
    completed = state.cases[place + COMPLETED]
    state.cases[place + CYCLE_OPEN] = -1
    state.cases[place + CYCLE_WORKING] = -1
    if completed >= 0:
        state.cases[place + CYCLE_OPEN] = hours.before(state, state.open_calendar) - state.slot_open[slot]
        state.cases[place + CYCLE_WORKING] = hours.before(state, state.working_calendar) - state.slot_working[slot]
    if state.slot_stretch[slot] >= 0:
        stretches.add_up(state, slot)
    state.cases[place + COST] = state.slot_cost[slot]
    state.cases[place + PROCESSING] = state.slot_work[slot]
    state.cases[place + HANDOFFS] = state.slot_handoffs[slot]
    state.cases[place + REPEATS] = state.slot_repeats[slot]


# Work in hand when the run begins


def came(state: State, root: int) -> int:
    """Return the tick at which a case came; below 0 where it was there before the run."""
    place = state.slot_row[root] * CASE_WIDTH
    stream = state.cases[place + 1]
    arrived: int = state.cases[place + 4]
    return arrived - state.rules.hand_age[stream] if stream < state.streams_in_hand else arrived


def left_of(state: State, item: int) -> int:
    """Return the row of what is left of work that was under way when the run began; -1 for all other work."""
    element = state.item_element[item]
    slot = state.item_slot[item]
    if (
        not state.rules.has_left[element]
        or state.slot_root[slot] != slot
        or state.item_visit[item] > 1
        or state.item_instance[item] > 1
    ):
        return -1
    place = state.slot_row[slot] * CASE_WIDTH
    stream = state.cases[place + 1]
    if stream >= state.streams_in_hand or state.stream_start[stream] != element:
        return -1
    if state.cases[place + 2] > state.rules.hand_begun[stream]:
        return -1
    found: int = state.rules.hand_left[stream]
    return found
