"""Open and close scope instances, and let tokens leave elements."""

from reengineer.simulation import _draws as draws
from reengineer.simulation._draws import EVENT_DELAY
from reengineer.simulation._program import BOUNDARY
from reengineer.simulation.loop import _arming as arming
from reengineer.simulation.loop import _cases as cases
from reengineer.simulation.loop import _heap as heap
from reengineer.simulation.loop import _items as items
from reengineer.simulation.loop import _records as records
from reengineer.simulation.loop import _sampling as sampling
from reengineer.simulation.loop._codes import (
    CARRIER,
    ENDED,
    FINISHED,
    INSIDE,
    MAIL,
    MESSAGE_KEPT,
    MESSAGE_SENT,
    NO_WAY_OUT,
    RING,
    UNDOING,
)
from reengineer.simulation.loop._state import State


def put(state: State, slot: int, flow: int) -> None:
    """Put a token on a flow."""
    heap.push_token(state, state.slot_case[slot] << state.door_bits | state.door_of_flow[flow], slot)


def put_at(state: State, slot: int, element: int) -> None:
    """Put a token before an element, where it comes by no flow."""
    heap.push_token(state, state.slot_case[slot] << state.door_bits | (state.in_first[element] + element), slot)


def forward(state: State, slot: int, element: int) -> int:
    """Put a token on each flow that leaves an element; one goes on at once, and without any it ends here."""
    first = state.out_first[element]
    last = state.out_first[element + 1]
    if last == first + 1:
        state.moved_out[element] += 1
        return state.out_flow[first]
    state.moved_out[element] += last - first
    if last == first:
        end_token(state, slot)
        return -1
    state.slot_tokens[slot] += last - first - 1
    for place in range(first, last):
        put(state, slot, state.out_flow[place])
    return -1


def leave(state: State, slot: int, element: int) -> None:
    """Let a token leave an element of which nothing is known but where it is."""
    if state.rules.is_conditional[element]:
        leave_openly(state, slot, element, 0, 0, 0, 0)
        return
    flow = forward(state, slot, element)
    if flow >= 0:
        put(state, slot, flow)


def leave_openly(  # noqa: PLR0913, PLR0917 - flat numbers, so that it is compiled without objects
    state: State, slot: int, element: int, visit: int, instance: int, done: int, count: int
) -> None:
    """Let a token leave by each way whose condition holds or that has none; by the default where none does."""
    default = state.rules.default_way[element]
    found = 0
    for place in range(state.out_first[element], state.out_first[element + 1]):
        if place != default and is_open(state, place, slot, visit, instance, done, count):
            found += 1
            put(state, slot, state.out_flow[place])
    if found == 0:
        take_default(state, slot, element)
        found = 1
    state.moved_out[element] += found
    state.slot_tokens[slot] += found - 1


def is_open(  # noqa: PLR0913, PLR0917 - flat numbers, as above
    state: State, place: int, slot: int, visit: int, instance: int, done: int, count: int
) -> bool:
    """Say whether a way is open."""
    condition = state.rules.way_condition[place]
    return condition < 0 or sampling.evaluate(state, condition, slot, visit, instance, done, count) != 0.0


def take_default(state: State, slot: int, element: int) -> None:
    """Put a token on the default flow of an element; trouble where there is none."""
    default = state.rules.default_way[element]
    if default >= 0:
        put(state, slot, state.out_flow[default])
        return
    if state.trouble == 0:
        state.trouble_case = state.slot_case[slot]
    sampling.stop_run(state, NO_WAY_OUT, element)


def end_token(state: State, slot: int) -> None:
    """Take a token out of its scope, and close the scope with the last."""
    state.slot_tokens[slot] -= 1
    if state.slot_tokens[slot] == 0:
        if state.keeps_items:
            close(state, slot)
        else:
            cases.close_case(state, slot)


def close(state: State, slot: int) -> None:
    """Complete a scope in which no token is left."""
    if state.slot_is_over[slot]:
        return
    shut(state, slot)
    holder = state.slot_holder[slot]
    if holder >= 0:
        give_back(state, slot)
        complete(state, holder)
    else:
        close_pool(state, slot)


def shut(state: State, slot: int) -> None:
    """Disarm what waits in a scope, which is over now."""
    state.slot_is_over[slot] = 1
    item = state.slot_items[slot]
    while item >= 0:
        items.drop_item(state, item)
        item = state.slot_items[slot]


def close_pool(state: State, slot: int) -> None:
    """Take a pool out of its case, and end the case with the last."""
    root = state.slot_root[slot]
    if slot != root:
        give_back(state, slot)
    let_end(state, root)


def let_end(state: State, root: int) -> None:
    """Let one thing less keep a case open: a pool, a message on its way, or mail that was not looked at yet."""
    state.slot_live[root] -= 1
    if state.slot_live[root] > 0:
        return
    _empty_box(state, root)
    state.last = state.now
    cases.close_case(state, root)


def _empty_box(state: State, root: int) -> None:
    """Throw away the messages that nobody took."""
    oldest = state.slot_box[root]
    while oldest >= 0:
        other = state.item_sibling[oldest]
        message = oldest
        while message >= 0:
            following = state.item_child[message]
            state.item_life[message] += 1
            items.free_item(state, message)
            message = following
        oldest = other
    state.slot_box[root] = -1


def give_back(state: State, slot: int) -> None:
    """Give the slot of a scope back that is not the first of its case."""
    root = state.slot_root[slot]
    before = root
    while state.slot_chain[before] != slot:
        before = state.slot_chain[before]
    state.slot_chain[before] = state.slot_chain[slot]
    state.slot_next[slot] = state.slot_free
    state.slot_free = slot
    state.slot_used -= 1
    state.slot_case[slot] = 0


# Activities that are over


def complete(state: State, item: int) -> None:
    """Complete an activity: write its row, disarm its boundary events, and let its token go on."""
    write_off(state, item, 0)
    after(state, item)


def write_off(state: State, item: int, condition: int) -> None:
    """Write the row of an item that is over, and disarm what stands on it."""
    state.last = state.now
    records.record_full(state, item, state.now, condition)
    drop_borders(state, item)


def drop_borders(state: State, item: int) -> None:
    """Disarm the boundary events of an item, and the clocks that run for it."""
    state.item_life[item] += 1
    catch = state.item_child[item]
    while catch >= 0:
        following = state.item_sibling[catch]
        if state.opcode[state.item_element[catch]] == BOUNDARY:
            items.disown(state, catch)
            items.drop_item(state, catch)
        catch = following


def after(state: State, item: int) -> None:
    """Go on after an activity that completed: it sends its message, and its token goes on.

    An instance of a repeated activity tells its carrier instead, a compensation handler who undoes.
    """
    send(state, item)
    parent = state.item_parent[item]
    if parent >= 0 and state.item_state[parent] == CARRIER:
        tell_carrier(state, item)
    elif parent >= 0 and state.item_state[parent] == UNDOING:
        items.disown(state, item)
        items.drop_item(state, item)
        tell(state, parent)
    else:
        pass_on(state, item)


def pass_on(state: State, item: int) -> None:
    """Free an item that is over, and let its token go on."""
    element = state.item_element[item]
    slot = state.item_slot[item]
    visit = state.item_visit[item]
    instance = state.item_instance[item]
    done = state.item_done[item]
    count = state.item_count_of[item]
    if state.rules.handler[element] >= 0 and state.item_parent[item] < 0:
        state.item_state[item] = FINISHED
        state.item_ends[item] = state.now
    else:
        release(state, item)
    if state.rules.is_conditional[element]:
        leave_openly(state, slot, element, visit, instance, done, count)
    else:
        leave(state, slot, element)


def release(state: State, item: int) -> None:
    """Free an item that is over, and with the winner of a race its gateway."""
    parent = state.item_parent[item]
    if parent >= 0:
        items.disown(state, item)
        items.drop_item(state, parent)
    items.drop_item(state, item)


def tell_carrier(state: State, item: int) -> None:
    """Let a repeated activity know that one of its instances is over."""
    state.item_state[item] = ENDED
    tell(state, state.item_parent[item])


def tell(state: State, parent: int) -> None:
    """Let a repeated activity, or who undoes others, go on once tokens have moved."""
    if state.item_mark[parent] == 0:
        state.item_mark[parent] = 1
        state.pending[state.pending_count] = parent
        state.pending_count += 1


# What runs inside


def new_slot(state: State) -> int:
    """Return a slot."""
    slot = state.slot_free
    if slot >= 0:
        state.slot_free = state.slot_next[slot]
    else:
        slot = state.slot_count
        state.slot_count += 1
    state.slot_used += 1
    return slot


def open_scope(state: State, root: int, body: int, word: int, depth: int) -> int:
    """Return a slot for a scope of a case beside its first one."""
    slot = new_slot(state)
    state.slot_case[slot] = state.slot_case[root]
    state.slot_word[slot] = state.slot_word[root]
    state.slot_root[slot] = root
    state.slot_chain[slot] = state.slot_chain[root]
    state.slot_chain[root] = slot
    cases.clear_scope(state, slot, body)
    state.slot_scope[slot] = word
    state.slot_depth[slot] = depth
    return slot


def open_inside(state: State, item: int, only: int) -> None:
    """Start what a sub-process runs; an event sub-process at `only` the start event that happened."""
    element = state.item_element[item]
    parent = state.item_slot[item]
    body = state.rules.inside[element]
    word = draws.scope_word(
        state.slot_scope[parent], state.word[element], state.item_visit[item], state.item_instance[item]
    )
    slot = open_scope(state, state.slot_root[parent], body, word, state.slot_depth[parent] + 1)
    state.slot_holder[slot] = item
    state.item_inner[item] = slot
    state.item_state[item] = INSIDE
    state.item_started[item] = state.now
    fill(state, slot, only)


def open_pool(state: State, root: int, body: int, only: int) -> None:
    """Start a pool of a case that a message starts."""
    place = root * state.body_count + body
    state.pool_starts[place] += 1
    word = 0
    if state.pool_starts[place] > 1:
        word = draws.scope_word(0, state.rules.body_word[body], state.pool_starts[place], 0)
    slot = open_scope(state, root, body, word, 0)
    state.slot_live[root] += 1
    fill(state, slot, only)


def fill(state: State, slot: int, only: int) -> None:
    """Put the first tokens of a scope before its elements."""
    body = state.slot_body[slot]
    first = state.rules.entry_first[body]
    last = state.rules.entry_first[body + 1]
    state.slot_tokens[slot] = last - first if only < 0 else 1
    arming.arm_handlers(state, slot)
    if only >= 0:
        put_at(state, slot, only)
        return
    for place in range(first, last):
        put_at(state, slot, state.rules.entry_element[place])
    if last == first:
        close(state, slot)


# Messages


def send(state: State, item: int) -> None:
    """Send the messages of an activity."""
    send_from(state, state.item_slot[item], state.item_element[item], state.item_visit[item])


def send_from(state: State, slot: int, element: int, visit: int) -> None:
    """Send the messages of an element at a visit to those in the model who receive them, all by one delay."""
    root = state.slot_root[slot]
    delay = state.rules.message_delay[element]
    for place in range(state.rules.receiver_first[element], state.rules.receiver_first[element + 1]):
        receiver = state.rules.receiver_element[place]
        item = items.new_item(state, root, receiver)
        state.item_parent[item] = state.item_child[item] = state.item_before[item] = state.item_after[item] = -1
        if delay < 0:
            keep_message(state, item)
            continue
        u: float = sampling.uniform_at(state, slot, element, visit, EVENT_DELAY)
        lasts = sampling.rounded(state, sampling.value_of(state, delay, u), element)
        state.item_state[item] = MESSAGE_SENT
        state.item_element[item] = element
        state.item_visit[item] = visit
        state.item_mark[item] = state.slot_case[slot]
        state.item_rank[item] = state.slot_scope[slot]
        state.item_way[item] = receiver
        state.slot_live[root] += 1
        arming.set_clock(state, item, state.now + lasts, RING)


def keep_message(state: State, item: int) -> None:
    """Put a message into its receiver's box for (c): the oldest of each are siblings, those behind it its children."""
    root = state.item_slot[item]
    receiver = state.item_element[item]
    state.item_state[item] = MESSAGE_KEPT
    state.item_child[item] = -1
    state.item_youngest[item] = item
    items.note(state, MAIL, root, receiver, 0)
    oldest = state.slot_box[root]
    while oldest >= 0 and state.item_element[oldest] != receiver:
        oldest = state.item_sibling[oldest]
    if oldest < 0:
        state.item_sibling[item] = state.slot_box[root]
        state.slot_box[root] = item
        return
    state.item_child[state.item_youngest[oldest]] = item
    state.item_youngest[oldest] = item


def deliver(state: State, item: int) -> None:
    """Let a message come to its receiver that was on its way; nothing is told to a case that is over."""
    state.last = state.now
    if state.slot_case[state.item_slot[item]] != state.item_mark[item]:
        state.item_life[item] += 1
        items.free_item(state, item)
        return
    state.item_element[item] = state.item_way[item]
    root = state.item_slot[item]
    keep_message(state, item)
    let_end(state, root)
