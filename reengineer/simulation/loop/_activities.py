"""Let activities live: enabled, on their way, held back, ready; and repeated."""

from reengineer.simulation import _quantiles as quantiles
from reengineer.simulation._draws import CARDINALITY, PATIENCE, REPEAT, RETRIAL, RETRIAL_DELAY, TRANSFER
from reengineer.simulation._program import BOUNDARY, CATCH, SUBPROCESS
from reengineer.simulation._tables import NO_LOOP, PARALLEL_INSTANCES, SEQUENTIAL, STANDARD_AFTER, STANDARD_BEFORE
from reengineer.simulation.loop import _arming as arming
from reengineer.simulation.loop import _endings as endings
from reengineer.simulation.loop import _hours as hours
from reengineer.simulation.loop import _items as items
from reengineer.simulation.loop import _queues as queues
from reengineer.simulation.loop import _sampling as sampling
from reengineer.simulation.loop import _scopes as scopes
from reengineer.simulation.loop import _sets as sets
from reengineer.simulation.loop._codes import (
    AWAY,
    CARRIER,
    ENDED,
    ESCALATION_RING,
    HELD_BACK,
    HOLD_RING,
    IDLE,
    PATIENCE_RING,
    RING,
    TRANSFERRED,
)
from reengineer.simulation.loop._state import State


def activate(state: State, slot: int, element: int) -> bool:
    """Begin a visit of an activity or catch event; not where there is no room yet for all of its instances."""
    loop = state.rules.loop[element]
    visit = state.visits[slot * state.element_count + element] + 1
    count = 1
    if loop in (SEQUENTIAL, PARALLEL_INSTANCES):
        count = _cardinality(state, slot, element, visit)
        if loop == PARALLEL_INSTANCES and not items.has_room(state, count + 1):
            return False
    item = items.new_full(state, slot, element, IDLE)
    state.item_visit[item] = items.count_visit(state, slot, element)
    arming.arm_borders(state, item)
    if loop == NO_LOOP:
        enable(state, item)
    else:
        _begin_repetition(state, item, loop, count)
    return True


def enable(state: State, item: int) -> None:
    """Enable an instance: a sub-process starts, an event is armed, work is on its way to who does it."""
    element = state.item_element[item]
    if state.opcode[element] == SUBPROCESS:
        scopes.open_inside(state, item, -1)
    elif state.opcode[element] == CATCH:
        arming.arm_catch(state, item)
    else:
        _set_limits(state, item, element)
        if state.rules.transfer[element] >= 0:
            state.item_state[item] = TRANSFERRED
            delay = sampling.draw(state, item, state.rules.transfer[element], TRANSFER)
            arming.set_clock(state, item, state.now + delay, RING)
        else:
            arrive(state, item)


def arrive(state: State, item: int) -> None:
    """Let work arrive where it is done: it gathers, is held for a release, or is ready."""
    element = state.item_element[item]
    if state.rules.is_batched[element]:
        sets.gather(state, item)
    elif state.release[element] >= 0:
        state.item_state[item] = HELD_BACK
        state.item_since[item] = state.now
        arming.set_clock(state, item, hours.next_open(state, state.release[element]), RING)
    else:
        make_ready(state, item)


def make_ready(state: State, item: int) -> None:
    """Make an item ready: it may start in phase C of this tick."""
    element = state.item_element[item]
    state.item_ready[item] = state.now
    state.item_first[item] = state.starts_phase + 1
    if state.rules.hold[element] > 0 and state.rules.preferred[element] >= 0:
        state.item_hold[item] = state.now + state.rules.hold[element]
        arming.set_clock(state, item, state.item_hold[item], HOLD_RING)
    queues.join(state, item)


def _set_limits(state: State, item: int, element: int) -> None:
    """Set the clocks of how long an item may wait, from now on: until it is escalated, until it is abandoned."""
    if state.rules.escalates_after[element] >= 0:
        state.item_escalates[item] = state.now + state.rules.escalates_after[element]
        arming.set_clock(state, item, state.item_escalates[item], ESCALATION_RING)
    _set_patience(state, item, element)


def _set_patience(state: State, item: int, element: int) -> None:
    if state.rules.patience[element] >= 0:
        lasts = sampling.draw(state, item, state.rules.patience[element], PATIENCE)
    elif state.rules.patience_of[element] >= 0:
        seconds: float = sampling.evaluate(
            state, state.rules.patience_of[element], state.item_slot[item], state.item_visit[item],
            state.item_instance[item], 0, 0,
        )  # fmt: skip
        if not sampling.is_number(seconds):
            return
        lasts = sampling.rounded(state, seconds, element)
    else:
        return
    due = arming.along(state, state.rules.patience_calendar[element], state.now, lasts)
    arming.set_clock(state, item, due, PATIENCE_RING)


def come_again(state: State, item: int) -> None:
    """Let who left arrive again, their patience begins anew; or let who was not reached be called again."""
    if state.item_called[item] > 0:
        make_ready(state, item)
        return
    state.item_born[item] = state.starts_phase
    _set_limits(state, item, state.item_element[item])
    arrive(state, item)


# Repetition


def _begin_repetition(state: State, carrier: int, loop: int, count: int) -> None:
    """Begin a loop or a multi-instance activity; the carrier has no row, and holds the boundary events."""
    state.item_state[carrier] = CARRIER
    first = count
    if loop in (SEQUENTIAL, PARALLEL_INSTANCES):
        state.item_count_of[carrier] = count
        if loop == SEQUENTIAL and count > 1:
            first = 1
    else:
        first = 1 if loop == STANDARD_AFTER or _goes_on(state, carrier, 1) else 0
    if first == 0:
        end_repetition(state, carrier)
        return
    for _ in range(first):
        next_instance(state, carrier)


def _cardinality(state: State, slot: int, element: int, visit: int) -> int:
    """Return how many instances a visit of an element has."""
    number: float = 0.0
    if state.rules.cardinality[element] >= 0:
        u: float = sampling.uniform_at(state, slot, element, visit, CARDINALITY)
        number = sampling.value_of(state, state.rules.cardinality[element], u)
    elif state.rules.cardinality_of[element] >= 0:
        number = sampling.evaluate(state, state.rules.cardinality_of[element], slot, visit, 0, 0, 0)
    number = number + 0.5
    return quantiles.whole(number) if 1.0 <= number < 1e9 else 0


def next_instance(state: State, carrier: int) -> None:
    """Enable the next instance of a repeated activity."""
    item = items.new_full(state, state.item_slot[carrier], state.item_element[carrier], IDLE)
    state.item_rung[carrier] += 1
    state.item_visit[item] = state.item_visit[carrier]
    state.item_instance[item] = state.item_rung[carrier]
    items.adopt(state, carrier, item)
    enable(state, item)


def _goes_on(state: State, carrier: int, iteration: int) -> bool:
    """Say whether a standard loop begins one more iteration; the draw is that of the iteration named."""
    element = state.item_element[carrier]
    done = state.item_rung[carrier]
    most = state.rules.loop_most[element]
    if 0 < most <= done:
        return False
    if state.rules.loop_share[element] >= 0.0:
        return sampling.uniform_of(state, carrier, REPEAT, iteration) < state.rules.loop_share[element]
    condition = state.rules.loop_condition[element]
    if condition < 0:
        return True
    slot = state.item_slot[carrier]
    return sampling.evaluate(state, condition, slot, state.item_visit[carrier], done, done, done) != 0.0


def settle(state: State, carrier: int) -> None:
    """Let a repeated activity go on whose instances ended; they count in their order."""
    element = state.item_element[carrier]
    loop = state.rules.loop[element]
    completion = state.rules.completion[element]
    item = state.item_child[carrier]
    while item >= 0:
        following = state.item_sibling[item]
        if state.opcode[state.item_element[item]] != BOUNDARY and state.item_state[item] == ENDED:
            items.disown(state, item)
            items.drop_item(state, item)
            state.item_done[carrier] += 1
            if completion >= 0 and _is_complete(state, carrier, completion):
                endings.end_instances(state, carrier)
                end_repetition(state, carrier)
                return
        item = following
    if loop in (SEQUENTIAL, PARALLEL_INSTANCES):
        if state.item_done[carrier] >= state.item_count_of[carrier]:
            end_repetition(state, carrier)
        elif loop == SEQUENTIAL:
            next_instance(state, carrier)
    elif _goes_on(state, carrier, state.item_rung[carrier] + (1 if loop == STANDARD_BEFORE else 0)):
        next_instance(state, carrier)
    else:
        end_repetition(state, carrier)


def _is_complete(state: State, carrier: int, completion: int) -> bool:
    """Say whether the completion condition of a multi-instance activity holds."""
    return (
        sampling.evaluate(
            state, completion, state.item_slot[carrier], state.item_visit[carrier], 0, state.item_done[carrier],
            state.item_count_of[carrier],
        )
        != 0.0
    )  # fmt: skip


def end_repetition(state: State, carrier: int) -> None:
    """Let the token of a repeated activity leave."""
    state.last = state.now
    scopes.drop_borders(state, carrier)
    scopes.pass_on(state, carrier)


# Who left the queue


def gone(state: State, slot: int, element: int, visit: int, target: int) -> None:
    """Let the token of who left a queue come back, go to where such tokens go, or end."""
    share: float = state.rules.retrial_share[element]
    if share > 0.0 and sampling.uniform_at(state, slot, element, visit, RETRIAL) < share:
        _come_back(state, slot, element, visit)
    elif target >= 0:
        scopes.put_at(state, slot, target)
    else:
        scopes.end_token(state, slot)


def _come_back(state: State, slot: int, element: int, visit: int) -> None:
    """Let who left a queue return after a delay, as a new visit."""
    u: float = sampling.uniform_at(state, slot, element, visit, RETRIAL_DELAY)
    lasts = sampling.rounded(state, sampling.value_of(state, state.rules.retrial_delay[element], u), element)
    item = items.new_full(state, slot, element, AWAY)
    state.item_visit[item] = items.count_visit(state, slot, element)
    arming.arm_borders(state, item)
    arming.set_clock(state, item, state.now + lasts, RING)
