"""Let cases arrive: renewal on open time, hourly rates, exact instants; with their attributes."""

from reengineer.calendars import _ticks as ticks
from reengineer.simulation import _draws as draws
from reengineer.simulation import _quantiles as quantiles
from reengineer.simulation._draws import ARRIVAL_GAP, ATTRIBUTE, THINK
from reengineer.simulation.loop import _arming as arming
from reengineer.simulation.loop import _cases as cases
from reengineer.simulation.loop import _heap as heap
from reengineer.simulation.loop import _sampling as sampling
from reengineer.simulation.loop import _scopes as scopes
from reengineer.simulation.loop._codes import ARRIVAL, BAD_DURATION, KIND_BITS, PURPOSE_BITS, RETURN
from reengineer.simulation.loop._state import State


def next_arrival(state: State, stream: int) -> None:
    """Set the next arrival of a stream."""
    state.stream_drawn[stream] += 1
    number = state.stream_drawn[stream]
    tick = state.end_of_time
    if state.stream_gap[stream] < 0 and state.rules.gap_of[stream] < 0:
        place = state.arrival_first[stream] + number - 1
        if place < state.arrival_first[stream + 1]:
            tick = state.arrival_tick[place]
    elif state.rules.rate_first[stream] < state.rules.rate_first[stream + 1]:
        tick = _by_rates(state, stream, number)
    else:
        if number > 1 or not state.rules.starts_first[stream]:
            ticks_between = draws.to_ticks(_gap(state, stream, number))
            if ticks_between < 0:
                sampling.stop_run(state, BAD_DURATION, -1)
                return
            state.stream_position[stream] += ticks_between
        tick = ticks.tick_at(state.calendars, state.stream_calendar[stream], state.stream_position[stream])
    if tick < state.end_of_time and not 0 <= state.arrivals_end <= tick:
        heap.push_event(state, tick << 2, stream << KIND_BITS | ARRIVAL)
        return
    state.pending_streams -= 1
    if state.pending_streams == 0 and state.horizon < 0:
        state.horizon = state.now + 1
        state.hour_until = 0


def _gap(state: State, stream: int, number: int) -> float:
    """Return the gap before an arrival: in seconds, or in cases where rates change."""
    if state.rules.gap_of[stream] >= 0:
        return sampling.evaluate(state, state.rules.gap_of[stream], -number, 0, 0, 0, 0)
    word = state.stream_word[stream]
    u: float = draws.uniform(state.seed, state.replication, (word + number) & state.word_mask, word, 0, ARRIVAL_GAP)
    return sampling.value_of(state, state.stream_gap[stream], u)


def _by_rates(state: State, stream: int, number: int) -> int:
    """Return the tick of an arrival: gaps of mean 1 use up the cumulative rate."""
    first = state.rules.rate_first[stream]
    last = state.rules.rate_first[stream + 1]
    period = state.rules.rate_period[stream]
    gap: float = _gap(state, stream, number)
    used: float = state.stream_used[stream]
    place = first + state.stream_segment[stream]
    shift = state.stream_shift[stream]
    while True:
        begins = state.rules.rate_start[place] + shift
        if place + 1 < last:
            ends = state.rules.rate_start[place + 1] + shift
        elif period > 0:
            ends = state.rules.rate_fold[stream] + period + shift
        else:
            ends = state.end_of_time
        rest: float = (ends - begins) * state.rules.hourly[place] - used
        if gap < rest:
            break
        gap = gap - rest
        used = 0.0
        place += 1
        if place == last:
            if period == 0:
                return state.end_of_time
            shift += period
            place = first
            while state.rules.rate_start[place] < state.rules.rate_fold[stream]:
                place += 1
    used = used + gap
    state.stream_used[stream] = used
    state.stream_segment[stream] = place - first
    state.stream_shift[stream] = shift
    tick = begins + quantiles.whole(used / state.rules.hourly[place] + 0.5)
    return tick if tick < ends else ends - 1


def begin(state: State) -> None:
    """Set the first arrival of each stream, and let the customers of finite populations stay away."""
    for stream in range(state.stream_count):
        state.pending_streams += 1
        if state.rules.population[stream] == 0:
            next_arrival(state, stream)
    for customer in range(state.rules.customer_count):
        _stay_away(state, customer)


# A finite population


def _stay_away(state: State, customer: int) -> None:
    """Let a customer come with the next case after a time drawn."""
    stream = state.customer_stream[customer]
    state.customer_cycle[customer] += 1
    word = state.stream_word[stream]
    own = (word + (customer - state.rules.customer_first[stream]) * cases.CYCLES) & state.word_mask
    u: float = draws.uniform(state.seed, state.replication, own, word, state.customer_cycle[customer], THINK)
    lasts = draws.to_ticks(sampling.value_of(state, state.stream_gap[stream], u))
    if lasts < 0:
        sampling.stop_run(state, BAD_DURATION, -1)
        return
    calendar = state.rules.away_calendar[stream]
    tick = state.now + lasts if calendar < 0 else ticks.advance(state.calendars, calendar, state.now, lasts)
    if tick < state.end_of_time and not 0 <= state.arrivals_end <= tick:
        heap.push_event(state, tick << 2, customer << KIND_BITS | RETURN)


def come_back(state: State, customer: int) -> None:
    """Let a customer be among those whose cases start at this tick."""
    state.customer_is_back[customer] = 1
    state.stream_ready[state.customer_stream[customer]] += 1
    state.arrived += 1


def send_away(state: State) -> None:
    """Let a customer go whose case has ended in this round."""
    state.leaver_count -= 1
    _stay_away(state, state.leavers[state.leaver_count])


def _number_of_next(state: State, stream: int) -> int:
    """Return the number within its stream of the next case that starts: of a population, that of its customer."""
    if state.rules.population[stream] == 0:
        state.stream_number[stream] += 1
        return state.stream_number[stream]
    customer = state.rules.customer_first[stream]
    while state.customer_is_back[customer] == 0:
        customer += 1
    state.customer_is_back[customer] = 0
    number: int = (customer - state.rules.customer_first[stream]) * cases.CYCLES + state.customer_cycle[customer]
    return number


# Cases


def start_case(state: State) -> None:
    """Start one case that arrives at this tick, in the order of streams."""
    while state.stream_ready[state.place] == 0:
        state.place += 1
    stream = state.place
    state.arrived -= 1
    state.stream_ready[stream] -= 1
    number = _number_of_next(state, stream)
    if 0 <= state.most_cases <= state.case_count:
        return
    state.last = state.now
    slot = cases.open_case(state, stream, number)
    if state.rules.attribute_count > 0:
        _draw_attributes(state, stream, slot, number)
    body = state.rules.body[state.stream_start[stream]]
    if body > 0:
        state.slot_body[slot] = body
        state.pool_starts[slot * state.body_count] = 0
        state.pool_starts[slot * state.body_count + body] = 1
    arming.arm_handlers(state, slot)
    scopes.put_at(state, slot, state.stream_start[stream])


def _draw_attributes(state: State, stream: int, slot: int, case: int) -> None:
    """Draw the attributes of a case, in their order; what a file states counts instead."""
    count = state.rules.attribute_count
    for number in range(count):
        value: float = sampling.nothing()
        place = stream * count + number
        if state.rules.attribute_value[place] >= 0:
            u: float = draws.uniform(
                state.seed, state.replication, state.slot_word[slot], state.stream_word[stream], 0,
                ATTRIBUTE | number << PURPOSE_BITS,
            )  # fmt: skip
            value = sampling.value_of(state, state.rules.attribute_value[place], u)
        elif state.rules.attribute_of[place] >= 0:
            value = sampling.evaluate(state, state.rules.attribute_of[place], slot, 0, 0, 0, 0)
        state.attributes[slot * count + number] = value
    if not state.rules.has_arrival_values:
        return
    row = state.arrival_first[stream] + case - 1
    if row >= state.arrival_first[stream + 1]:
        return
    for number in range(count):
        stated: float = state.rules.arrival_value[row * count + number]
        if sampling.is_number(stated):
            state.attributes[slot * count + number] = stated
