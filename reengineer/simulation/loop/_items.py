"""Take and give back items, and chain them: to their scope, to what they belong to, and in key order."""

from reengineer.simulation._trouble import MOST_VISITS
from reengineer.simulation.loop import _sampling as sampling
from reengineer.simulation.loop._codes import ITEM_BITS, KIND_BITS, LIFE_MASK, MAIL, SIGNALLED, TOO_MANY_VISITS
from reengineer.simulation.loop._state import State


def new_item(state: State, slot: int, element: int) -> int:
    """Return an item for a visit that begins now."""
    item = state.item_free
    if item >= 0:
        state.item_free = state.item_next[item]
    else:
        item = state.item_count
        state.item_count += 1
    state.item_used += 1
    state.item_slot[item] = slot
    state.item_element[item] = element
    state.item_enabled[item] = state.now
    state.item_ready[item] = -1
    state.item_started[item] = -1
    state.item_work[item] = 0
    state.item_member[item] = -1
    state.item_closed[item] = 0
    state.item_batched[item] = 0
    state.item_instance[item] = 0
    return item


def new_full(state: State, slot: int, element: int, standing: int) -> int:
    """Return an item of which everything can be told, chained to its scope."""
    item = new_loose(state, slot, element, standing)
    head = state.slot_items[slot]
    state.item_after[item] = head
    if head >= 0:
        state.item_before[head] = item
    state.slot_items[slot] = item
    state.slot_held[state.slot_root[slot]] += 1
    return item


def new_loose(state: State, slot: int, element: int, standing: int) -> int:
    """Return an item of which everything can be told, that does not end with its scope."""
    item = new_item(state, slot, element)
    state.item_state[item] = standing
    state.item_visit[item] = 0
    state.item_parent[item] = state.item_child[item] = state.item_sibling[item] = state.item_elder[item] = -1
    state.item_inner[item] = state.item_seats[item] = state.item_batch[item] = state.item_way[item] = -1
    state.item_youngest[item] = state.item_after[item] = state.item_before[item] = -1
    state.item_allocated[item] = state.item_last[item] = state.item_remaining[item] = -1
    state.item_phase[item] = state.item_first[item] = state.item_begins[item] = state.item_cause[item] = -1
    state.item_born[item] = state.starts_phase
    state.item_prioritised[item] = state.item_setup[item] = state.item_extraneous[item] = state.item_cost[item] = 0
    state.item_since[item] = state.now
    state.item_hold[item] = state.item_ends[item] = state.item_escalates[item] = -1
    state.item_overtaken[item] = state.item_count_of[item] = state.item_done[item] = state.item_rung[item] = 0
    state.item_rank[item] = state.item_mark[item] = 0
    state.item_size[item] = state.item_place[item] = state.item_share[item] = 0
    state.item_called[item] = state.item_attempts[item] = state.item_escalated[item] = 0
    return item


def free_item(state: State, item: int) -> None:
    """Give a plain item back; what is still to happen to it no longer counts."""
    state.item_slot[item] = -1
    state.item_next[item] = state.item_free
    state.item_free = item
    state.item_used -= 1


def drop_item(state: State, item: int) -> None:
    """Give an item back that is chained to its scope."""
    after = state.item_after[item]
    before = state.item_before[item]
    slot = state.item_slot[item]
    if before >= 0:
        state.item_after[before] = after
        state.slot_held[state.slot_root[slot]] -= 1
    elif state.slot_items[slot] == item:
        state.slot_items[slot] = after
        state.slot_held[state.slot_root[slot]] -= 1
    if after >= 0:
        state.item_before[after] = before
    state.item_life[item] += 1
    drop_seats(state, item)
    free_item(state, item)


def drop_seats(state: State, item: int) -> None:
    """Forget all but the first member of an item."""
    seat = state.item_seats[item]
    while seat >= 0:
        following = state.seat_next[seat]
        state.seat_next[seat] = state.seat_free
        state.seat_free = seat
        state.seat_used -= 1
        seat = following
    state.item_seats[item] = -1


def adopt(state: State, parent: int, item: int) -> None:
    """Chain an item to what it belongs to, as the youngest."""
    state.item_parent[item] = parent
    youngest = state.item_youngest[parent]
    state.item_elder[item] = youngest
    state.item_sibling[item] = -1
    if youngest >= 0:
        state.item_sibling[youngest] = item
    else:
        state.item_child[parent] = item
    state.item_youngest[parent] = item


def disown(state: State, item: int) -> None:
    """Take an item out of the chain of what it belongs to."""
    parent = state.item_parent[item]
    elder = state.item_elder[item]
    younger = state.item_sibling[item]
    if elder >= 0:
        state.item_sibling[elder] = younger
    else:
        state.item_child[parent] = younger
    if younger >= 0:
        state.item_elder[younger] = elder
    else:
        state.item_youngest[parent] = elder
    state.item_parent[item] = -1


def said(state: State, item: int, kind: int) -> int:
    """Return what an event of an item holds."""
    return ((state.item_life[item] & LIFE_MASK) << ITEM_BITS | item) << KIND_BITS | kind


def compare_keys(state: State, one: int, other: int) -> int:
    """Return below 0, 0 or above 0 as an item comes before another: by case, element, scope, visit, instance."""
    slot = state.item_slot[one]
    other_slot = state.item_slot[other]
    if state.slot_case[slot] != state.slot_case[other_slot]:
        return -1 if state.slot_case[slot] < state.slot_case[other_slot] else 1
    if state.item_element[one] != state.item_element[other]:
        return -1 if state.item_element[one] < state.item_element[other] else 1
    if state.slot_scope[slot] != state.slot_scope[other_slot]:
        return -1 if state.slot_scope[slot] < state.slot_scope[other_slot] else 1
    if state.item_visit[one] != state.item_visit[other]:
        return -1 if state.item_visit[one] < state.item_visit[other] else 1
    return state.item_instance[one] - state.item_instance[other]


def comes_before(state: State, one: int, other: int) -> bool:
    """Say whether an item stands before another in key order."""
    return compare_keys(state, one, other) < 0


def has_room(state: State, count: int) -> bool:
    """Say whether each table has room for so many steps at once; where not, the loop makes room and comes back."""
    need = count * state.a_step + state.rules.most_members
    fits = (
        state.item_room - state.item_used >= need
        and state.event_room - state.event_count >= 2 * need
        and state.token_room - state.token_count >= need + state.most_out + 2
        and state.stretch_room - state.stretch_used >= need
        and state.slot_room - state.slot_used >= need
        and state.note_room - state.note_count >= need
        and state.seat_room - state.seat_used >= need
        and state.doer_room - state.doer_used >= need
        and state.set_room - state.set_count >= need
    )
    if fits and state.keep_log:
        fits = state.row_room - state.row_count >= need and state.side_room - state.side_count >= 10 * need
    state.safe_steps = 0
    if not fits:
        state.wanted = count
    return fits


def count_visit(state: State, slot: int, element: int) -> int:
    """Return the number of this visit, from 1."""
    place = slot * state.element_count + element
    visit = state.visits[place] + 1
    state.visits[place] = visit
    if visit > MOST_VISITS:
        sampling.stop_run(state, TOO_MANY_VISITS, element)
        state.trouble_case = state.slot_case[slot]
    return visit


def note(state: State, kind: int, slot: int, element: int, code: int) -> int:
    """Note what is to be told in this instant once tokens have moved; what is noted already is not noted again."""
    case = state.slot_case[slot]
    for place in range(state.note_count):
        if (
            state.note_kind[place] == kind
            and state.note_slot[place] == slot
            and state.note_element[place] == element
            and state.note_code[place] == code
            and state.note_case[place] == case
        ):
            return place
    place = state.note_count
    state.note_count += 1
    state.note_kind[place] = kind
    state.note_slot[place] = slot
    state.note_case[place] = case
    state.note_element[place] = element
    state.note_code[place] = code
    state.note_item[place] = -1
    if kind in (MAIL, SIGNALLED):
        state.slot_live[slot] += 1
    return place


def drop_note(state: State, place: int) -> None:
    """Take a note out; the order of those behind it stays."""
    state.note_count -= 1
    for later in range(place, state.note_count):
        state.note_kind[later] = state.note_kind[later + 1]
        state.note_slot[later] = state.note_slot[later + 1]
        state.note_case[later] = state.note_case[later + 1]
        state.note_element[later] = state.note_element[later + 1]
        state.note_code[later] = state.note_code[later + 1]
        state.note_item[later] = state.note_item[later + 1]


def lead(state: State, item: int) -> int:
    """Return the oldest item of a batch, or the item itself."""
    if state.item_size[item] > 0 and state.item_inner[item] >= 0:
        return state.item_inner[item]
    return item
