"""Call back who left a number: who takes the offer keeps the place; who is not reached is called again."""

from reengineer.simulation._draws import CALL_BACK, RETRIAL_DELAY
from reengineer.simulation.loop import _arming as arming
from reengineer.simulation.loop import _items as items
from reengineer.simulation.loop import _sampling as sampling
from reengineer.simulation.loop._codes import ATTEMPTS, AWAY, CALLED, ESCALATION_RING, RING, RINGING
from reengineer.simulation.loop._state import State


def offer(state: State, item: int, element: int, waiting: int) -> None:
    """Offer a call-back to an item that finds so many waiting; who takes it no longer loses patience."""
    if state.item_called[item] > 0 or state.rules.callback_from[element] < 0:
        return
    if waiting < state.rules.callback_from[element]:
        return
    u: float = sampling.uniform_of(state, item, CALL_BACK, state.item_instance[item] * ATTEMPTS)
    if u < state.rules.callback_share[element]:
        state.item_called[item] = CALLED


def dial(state: State, item: int) -> bool:
    """Make an attempt to reach who is called back; say whether it reaches nobody."""
    if state.item_called[item] == 0:
        return False
    state.item_attempts[item] += 1
    reach: float = state.rules.callback_reach[state.item_element[item]]
    if reach >= 1.0:
        return False
    number = state.item_instance[item] * ATTEMPTS + state.item_attempts[item]
    u: float = sampling.uniform_of(state, item, CALL_BACK, number)
    if u < reach:
        return False
    state.item_called[item] = RINGING
    return True


def begin_anew(state: State, item: int) -> None:
    """Forget of an item what the row of an attempt has told; it waits for the next."""
    state.item_called[item] = CALLED
    state.item_state[item] = AWAY
    state.item_life[item] += 1
    items.drop_seats(state, item)
    state.item_enabled[item] = state.now
    state.item_ready[item] = state.item_started[item] = state.item_member[item] = -1
    state.item_allocated[item] = state.item_remaining[item] = state.item_cause[item] = -1
    state.item_work[item] = state.item_closed[item] = state.item_batched[item] = 0
    state.item_prioritised[item] = state.item_setup[item] = state.item_extraneous[item] = state.item_cost[item] = 0
    if not state.item_escalated[item] and state.item_escalates[item] >= state.now:
        arming.set_clock(state, item, state.item_escalates[item], ESCALATION_RING)


def call_later(state: State, item: int, element: int) -> None:
    """Let who was not reached be called again after a while."""
    number = state.item_instance[item] * ATTEMPTS + state.item_attempts[item]
    u: float = sampling.uniform_of(state, item, RETRIAL_DELAY, number)
    delay = sampling.rounded(state, sampling.value_of(state, state.rules.callback_retry[element], u), element)
    arming.set_clock(state, item, state.now + delay, RING)
