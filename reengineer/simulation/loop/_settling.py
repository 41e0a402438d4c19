"""Let go on, once tokens have moved, what waits for what it began: repeated activities, and who undoes others."""

from reengineer.simulation.loop import _activities as activities
from reengineer.simulation.loop import _endings as endings
from reengineer.simulation.loop import _items as items
from reengineer.simulation.loop import _undoing as undoing
from reengineer.simulation.loop._codes import UNDOING
from reengineer.simulation.loop._state import State


def settle_one(state: State) -> None:
    """Let the first go on, by key order, whose instances ended, or who undoes others and whose handler ended.

    What ends because of that waits for its turn until all that had ended before have gone on.
    """
    first = _first_pending(state)
    if first < 0:
        for place in range(state.pending_count):
            state.item_mark[state.pending[place]] = 2
        first = _first_pending(state)
    carrier = state.pending[first]
    if not items.has_room(state, endings.count_under(state, carrier)):
        return
    state.pending_count -= 1
    state.pending[first] = state.pending[state.pending_count]
    state.item_mark[carrier] = 0
    if state.item_state[carrier] == UNDOING:
        undoing.undo_next(state, carrier)
    else:
        activities.settle(state, carrier)


def _first_pending(state: State) -> int:
    """Return where the first stands of those whose turn it is; -1 where there is none."""
    first = -1
    for place in range(state.pending_count):
        carrier = state.pending[place]
        if state.item_mark[carrier] == 2 and (first < 0 or items.comes_before(state, carrier, state.pending[first])):
            first = place
    return first
