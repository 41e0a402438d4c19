"""Keep what is to happen: events by tick and phase, tokens by case and flow, in binary heaps."""

from reengineer.simulation.loop._state import State


def push_event(state: State, key: int, what: int) -> None:
    """Add an event; `key` is ``tick << 2 | phase``."""
    place = state.event_count
    state.event_count = place + 1
    while place > 0:
        parent = (place - 1) >> 1
        if state.event_key[parent] <= key:
            break
        state.event_key[place] = state.event_key[parent]
        state.event_what[place] = state.event_what[parent]
        place = parent
    state.event_key[place] = key
    state.event_what[place] = what


def pop_event(state: State) -> int:
    """Take out an event with the smallest key, and return what it is."""
    first = state.event_what[0]
    count = state.event_count - 1
    state.event_count = count
    key = state.event_key[count]
    what = state.event_what[count]
    place = 0
    while True:
        child = 2 * place + 1
        if child >= count:
            break
        # The last event, which is to be put down, still stands behind the others: no need to ask for a second child.
        child += state.event_key[child + 1] < state.event_key[child]
        if key <= state.event_key[child]:
            break
        state.event_key[place] = state.event_key[child]
        state.event_what[place] = state.event_what[child]
        place = child
    state.event_key[place] = key
    state.event_what[place] = what
    return first


def push_token(state: State, key: int, slot: int) -> None:
    """Put a token before a door; `key` is ``case << 21 | door``. Tokens of one key go by the words of their scopes."""
    place = state.token_count
    state.token_count = place + 1
    while place > 0:
        parent = (place - 1) >> 1
        if state.token_key[parent] < key:
            break
        if state.token_key[parent] == key and not _is_before(state, slot, state.token_slot[parent]):
            break
        state.token_key[place] = state.token_key[parent]
        state.token_slot[place] = state.token_slot[parent]
        place = parent
    state.token_key[place] = key
    state.token_slot[place] = slot


def _is_before(state: State, slot: int, other: int) -> bool:
    """Say whether a token of one key comes before another; one whose scope has ended comes first."""
    if slot < 0 or other < 0:
        return slot < other
    return state.slot_scope[slot] < state.slot_scope[other]


def drop_token(state: State) -> None:
    """Take out the token with the smallest key, which stands first."""
    count = state.token_count - 1
    state.token_count = count
    key = state.token_key[count]
    slot = state.token_slot[count]
    place = 0
    while True:
        child = 2 * place + 1
        if child >= count:
            break
        if child + 1 < count and _goes_first(
            state, state.token_key[child + 1], state.token_slot[child + 1],
            state.token_key[child], state.token_slot[child],
        ):  # fmt: skip
            child += 1
        if not _goes_first(state, state.token_key[child], state.token_slot[child], key, slot):
            break
        state.token_key[place] = state.token_key[child]
        state.token_slot[place] = state.token_slot[child]
        place = child
    state.token_key[place] = key
    state.token_slot[place] = slot


def _goes_first(state: State, key: int, slot: int, other_key: int, other_slot: int) -> bool:
    """Say whether one token goes before another."""
    if key != other_key:
        return key < other_key
    return _is_before(state, slot, other_slot)
