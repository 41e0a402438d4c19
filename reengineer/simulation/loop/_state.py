"""Hold the state of the loop: the program in flat arrays, and room for events, items, cases and rows.

Tables are kept column by column, so that ``state.item_ready[item]`` reads like a field of a record. A column is an
array of 64-bit integers (some of doubles) that Python owns; between two calls of the loop it may grow. The types file
says what each one is; ``-1`` stands for none throughout.
"""

from array import array
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from reengineer.calendars import _ticks as ticks
from reengineer.simulation._program import INCLUSIVE, PARALLEL
from reengineer.simulation.loop._arrays import columns, doubles, ints, point_all, zeros
from reengineer.simulation.loop._hour_room import grow_hours, hours_until
from reengineer.simulation.loop._kernel import StateTable
from reengineer.simulation.loop._rules import PROGRAMS, rules_of
from reengineer.simulation.loop._summing import sum_ended

if TYPE_CHECKING:
    from reengineer.calendars import OpenTime
    from reengineer.simulation._case_sums import CaseSummer
    from reengineer.simulation._hour_sums import HourSummer
    from reengineer.simulation._program import Program
    from reengineer.simulation._tables import Ints

LOG_WIDTH = 8
"""Integers of one row of the log: 64 bytes."""

SIDE_WIDTH = 2
"""Integers of one entry beside the log: ``row << 8 | column``, value."""

ROWS_A_CHUNK = 16_384
CASE_WIDTH = 13
STEP_WIDTH = 14
WEEK = 604_800_000_000
LEAST_ROOM = 4
SIDE_A_ROW = 10
DOOR_BITS = 21
"""Bits of a token's key that hold its door: the flow by which it comes to an element, or the way in without one."""

ITEM_COLUMNS = (
    "item_slot", "item_element", "item_visit", "item_enabled", "item_ready", "item_started", "item_work",
    "item_member", "item_closed", "item_batched", "item_next", "item_previous", "item_life",
    "item_instance",
)  # fmt: skip
FULL_COLUMNS = (
    "item_youngest", "item_state", "item_parent", "item_child", "item_sibling", "item_elder", "item_after",
    "item_before", "item_inner", "item_allocated", "item_last", "item_phase", "item_born", "item_first",
    "item_prioritised", "item_setup", "item_extraneous", "item_cost", "item_since", "item_cause", "item_remaining",
    "item_begins", "item_work_begins", "item_ends", "item_setting", "item_rank", "item_overtaken",
    "item_hold", "item_way", "item_seats", "item_urgency", "item_size", "item_place", "item_share",
    "item_called", "item_attempts", "item_escalated", "item_escalates", "item_count_of", "item_done", "item_rung",
    "item_mark", "item_batch", "pending",
)  # fmt: skip
SLOT_COLUMNS = (
    "slot_case", "slot_word", "slot_tokens", "slot_next", "slot_week", "slot_stretch",
    "slot_reached", "slot_work", "slot_group", "slot_handoffs", "slot_repeats", "slot_cost",
    "slot_scope", "slot_root", "slot_open", "slot_working", "slot_row",
)  # fmt: skip
SCOPE_COLUMNS = (
    "slot_holder", "slot_body", "slot_depth", "slot_items", "slot_live", "slot_outcome", "slot_box", "slot_chain",
    "slot_doers", "slot_is_over", "slot_moved", "slot_held", "moved",
)  # fmt: skip
STRETCH_COLUMNS = (
    "stretch_next", "stretch_started", "stretch_completed", "stretch_work", "stretch_element", "stretch_calendar",
    "stretch_group",
)  # fmt: skip
NOTE_COLUMNS = ("note_kind", "note_slot", "note_case", "note_element", "note_code", "note_item")
SEAT_COLUMNS = ("seat_member", "seat_next")
DOER_COLUMNS = ("doer_element", "doer_member", "doer_turn", "doer_next")


@lru_cache(maxsize=PROGRAMS)
def calendars_of(calendars: "tuple[OpenTime, ...]") -> ticks.Calendars:
    """Return the calendars of a program as the loop reads them; made once for all programs that have the same."""
    return ticks.Calendars(calendar.laid() for calendar in calendars)


class State(StateTable):
    """Hold one replication while the loop runs it.

    Parameters
    ----------
    program : Program
    seed, replication : int
        Key of every draw.
    keep_log : bool
        Keep a row for each activity, event and join.
    room : int
        Rows of each table to begin with.
    """

    def __init__(self, program: "Program", seed: int, replication: int, *, keep_log: bool, room: int = 64) -> None:
        self.seed = seed
        self.replication = replication
        self.keep_log = keep_log
        self.rules = rules_of(program)
        self.keeps_items = self.rules.keeps_items
        self._take_elements(program)
        self._take_joins(program)
        self._take_people(program)
        self._take_demand(program)
        self._begin()
        self._make_room(max(room, LEAST_ROOM))
        self.hour_spent, self.hour_count, self.lane_of_member, self.lane_calendar = columns(1, 4)
        self.set_room_until()
        point_all(self)

    def _take_elements(self, program: "Program") -> None:
        self.element_count = program.element_count
        self.body_count = len(program.scopes.body_word)
        self.opcode, self.kind, self.word = ints(program.opcode), ints(program.kind), ints(program.word)
        self.out_first, self.out_flow = ints(program.out_first), ints(program.out_flow)
        self.out_share = doubles(program.out_share)
        self.in_first, self.flow_target = ints(program.in_first), ints(program.flow_target)
        self.duration, self.delay = ints(program.duration), ints(program.delay)
        self.delay_calendar, self.delay_cause = ints(program.delay_calendar), ints(program.delay_cause)
        self.release, self.fixed_cost = ints(program.release), ints(program.fixed_cost)
        self.family = ints(program.family)
        self.parameters = doubles(program.parameters)
        self.table_value = doubles(program.table_value)
        self.table_cumulative = doubles(program.table_cumulative)
        self.curve = doubles(program.curve)
        self.calendars = calendars_of(program.calendars)
        self.open_calendar, self.working_calendar = program.open_calendar, program.working_calendar
        self.hours_open, self.hours_since, self.hours_until, self.hours_before = columns(len(program.calendars), 4)
        # The doors of an element: one for tokens that come by no flow, then one a flow.
        doors, door_of_flow = array("q"), array("q")
        for element, (first, last) in enumerate(pairwise(program.in_first.tolist())):
            doors.extend([element] * (last - first + 1))
            door_of_flow.extend(flow + element + 1 for flow in range(first, last))
        self.door_element = array("q", doors)
        self.door_of_flow = array("q", door_of_flow)

    def _take_joins(self, program: "Program") -> None:
        """Give a number to each flow at which tokens wait for others: those into a gateway that joins several."""
        first = program.in_first.tolist()
        self.join_place = zeros(len(program.flow_target), -1)
        self.join_count = 0
        for element, opcode in enumerate(program.opcode.tolist()):
            if opcode in (PARALLEL, INCLUSIVE) and first[element + 1] > first[element] + 1:
                for flow in range(first[element], first[element + 1]):
                    self.join_place[flow] = self.join_count
                    self.join_count += 1
        self.most_out = max((last - begin for begin, last in pairwise(program.out_first.tolist())), default=0)
        scopes = program.scopes
        lists = (scopes.entry_first, scopes.handler_first, scopes.boundary_first)
        longest = max(int(last - begin) for each in lists for begin, last in pairwise(each))
        # What an element throws at once: one thing, or one a part, or one a receiver.
        sent = max(last - begin for begin, last in pairwise(program.events.receiver_first.tolist()))
        thrown = sent + int(program.events.parts.max())
        self.a_step = 2 + (0 if self.rules.is_all_plain else 40 + self.most_out + 3 * longest + 3 * thrown)

    def _take_people(self, program: "Program") -> None:
        first = program.member_first.tolist()
        self.group_of_element = ints(program.group_of_element)
        self.member_first, self.member_calendar = ints(program.member_first), ints(program.member_calendar)
        self.member_group = ints(program.group_of_member)
        self.member_rate, self.member_factor = ints(program.member_rate), doubles(program.member_factor)
        self.group_calendar = ints(program.group_calendar)
        count = self.member_count = len(self.member_rate)
        self.member_is_free, self.member_busy = zeros(count, 1), zeros(count)
        self.member_overtime, self.member_spent = zeros(count), zeros(count)
        self.free_count = array("q", [last - begin for begin, last in pairwise(first)])
        self.first_free = array("q", first)
        number = self.rules.component_count
        self.queue_head, self.queue_tail = zeros(number, -1), zeros(number, -1)
        self.is_dirty, self.dirty, self.dirty_count = zeros(number), zeros(number), 0
        self.wake_at, self.walk_at, self.walk_turn = zeros(number, ticks.NEVER), zeros(number, -2), zeros(number)
        self.idle_head = self.idle_tail = -1
        self.hand, self.held = zeros(count), zeros(count * self.rules.most_capacity, -1)
        self.member_kind, self.released = array("q", self.rules.initial_kind), zeros(count, -1)
        self.kept_turn, self.kept_for, self.passed = zeros(count), zeros(count, -1), zeros(count)
        self.chosen, self.chosen_count = zeros(max(self.rules.most_members, 1) + count), 0
        self.pool, self.pool_count, self.saved = zeros(count), 0, zeros(count + self.rules.most_members)
        self.duty_calendar = -1
        self.times = zeros(self.rules.learners * (count + 1))

    def _take_demand(self, program: "Program") -> None:
        count = self.stream_count = len(program.stream_start)
        self.stream_start, self.stream_word = ints(program.stream_start), ints(program.stream_word)
        self.stream_gap, self.stream_calendar = ints(program.stream_gap), ints(program.stream_calendar)
        self.stream_class = ints(program.stream_class)
        self.arrival_first, self.arrival_tick = ints(program.arrival_first), ints(program.arrival_tick)
        self.streams_in_hand = program.streams_in_hand
        self.stream_number, self.stream_position = zeros(count), zeros(count)
        self.stream_drawn, self.stream_ready = zeros(count), zeros(count)
        self.stream_segment, self.stream_used = zeros(count), array("d", [0.0]) * count
        self.stream_shift = zeros(count)
        self.pending_streams = self.arrived = 0
        customers = self.rules.customer_count
        streams = [stream for stream, many in enumerate(program.demand.population.tolist()) for _ in range(many)]
        self.customer_stream, self.customer_cycle = array("q", streams), zeros(customers)
        self.customer_is_back, self.leavers, self.leaver_count = zeros(customers), zeros(customers), 0
        self.horizon, self.most_cases = program.horizon, program.cases
        self.arrivals_end = program.horizon
        self.end = program.horizon if program.cut else ticks.NEVER
        self.most_moves = program.events_at_most
        self.end_of_time, self.word_mask = ticks.NEVER, 0xFFFFFFFF
        self.door_bits, self.door_mask = DOOR_BITS, (1 << DOOR_BITS) - 1

    def _begin(self) -> None:
        self.now = self.last = self.phase = self.rounds = self.place = self.budget = self.safe_steps = self.wanted = 0
        self.tick = -1
        self.summer: CaseSummer | None = None
        self.most_kept = 0
        self.keeps_hours = False
        self.hour_since = self.hour_until = self.hour_place = 0
        self.hour_base = self.hour_room = self.lane_count = self.first_common = self.first_tick = 0
        self.hour_summer: HourSummer | None = None
        self.hours_going_on: Ints
        self.moves = self.asked_to_stop = self.stopped = 0
        self.starts_phase = self.turn = self.mark = 0
        self.passing = -1
        self.is_telling = False
        self.trouble = self.trouble_case = self.trouble_element = 0
        self.open_cases = self.area = self.area_since = self.broken_rows = 0
        self.moved_in, self.moved_out = zeros(self.element_count), zeros(self.element_count)
        self.rows_of, self.ended_of = zeros(self.element_count), zeros(self.element_count)
        self.fresh_count, self.fresh_tick = zeros(self.element_count), zeros(self.element_count, -1)
        self.busy_late, self.overtime_late = columns(self.member_count, 2)
        self.item_count = self.item_used = self.slot_count = self.slot_used = 0
        self.stretch_count = self.stretch_used = self.row_count = self.case_count = self.case_rows = 0
        self.seat_count = self.seat_used = self.doer_count = self.doer_used = self.note_count = 0
        self.item_free = self.slot_free = self.stretch_free = self.seat_free = self.doer_free = -1
        self.event_count = self.token_count = self.ring_count = self.pending_count = self.moved_count = 0
        self.side_count = self.rows_before = 0
        self.set_count = self.fresh_sets = 0
        self.stack = array("d", [0.0]) * self.rules.stack_room

    def _make_room(self, room: int) -> None:
        step = self.a_step
        self.item_room = self.slot_room = self.stretch_room = self.event_room = self.case_room = room + 2 * step
        self.note_room = self.seat_room = self.doer_room = room + 2 * step + self.rules.most_members
        self._make_item_room(self.item_room)
        self._make_full_room(self.item_room)
        self._make_slot_room(self.slot_room)
        self.event_room += self.rules.customer_count
        self.event_key, self.event_what, self.ringing = columns(self.event_room, 3)
        self.token_room = room + 2 * step
        self.token_key, self.token_slot = columns(self.token_room, 2)
        self.row_room = min(16 * room + 2 * step, ROWS_A_CHUNK + 2 * step)
        self.side_room = self.row_room * SIDE_A_ROW if step > 2 else 2 * SIDE_A_ROW
        self.rows, self.cases = (
            zeros(self.row_room * LOG_WIDTH if self.keep_log else 0),
            zeros(self.case_room * CASE_WIDTH),
        )
        self.side = zeros(self.side_room * SIDE_WIDTH if self.keep_log else 0)
        self.rows_aside: list[bytes] = []
        self.side_aside: list[bytes] = []
        self.week_room = 1 if self.horizon < 0 else max(-(-self.horizon // WEEK), 1)
        # Before the weeks stands the work in hand at the start.
        self.steps = zeros((self.week_room + 1) * self.element_count * STEP_WIDTH)
        self.busy, self.overtime = columns(self.week_room * self.member_count, 2)

    def _make_item_room(self, room: int) -> None:
        self.item_slot, self.item_element, self.item_visit, self.item_enabled, self.item_ready = columns(room, 5)
        self.item_started, self.item_work, self.item_member, self.item_closed, self.item_batched = columns(room, 5)
        self.item_next, self.item_previous, self.item_life, self.item_instance = columns(room, 4)

    def _make_full_room(self, room: int) -> None:
        self.item_youngest, self.item_state, self.item_parent, self.item_child, self.item_sibling = columns(room, 5)
        self.item_elder, self.item_after, self.item_before, self.item_inner, self.item_allocated = columns(room, 5)
        self.item_last, self.item_phase, self.item_born, self.item_first, self.item_prioritised = columns(room, 5)
        self.item_setup, self.item_extraneous, self.item_cost, self.item_since, self.item_cause = columns(room, 5)
        self.item_remaining, self.item_begins, self.item_work_begins, self.item_ends = columns(room, 4)
        self.item_setting, self.item_rank, self.item_overtaken, self.item_hold = columns(room, 4)
        self.item_way, self.item_seats, self.item_count_of, self.item_done, self.item_rung = columns(room, 5)
        self.item_mark, self.item_batch, self.pending, self.item_urgency = columns(room, 4)
        self.item_size, self.item_place, self.item_share = columns(room, 3)
        self.item_called, self.item_attempts, self.item_escalated, self.item_escalates = columns(room, 4)

    def _make_slot_room(self, room: int) -> None:
        self.slot_case, self.slot_word, self.slot_tokens, self.slot_next, self.slot_week = columns(room, 5)
        self.slot_stretch, self.slot_reached = columns(room, 2)
        self.slot_work, self.slot_group, self.slot_handoffs, self.slot_repeats, self.slot_cost = columns(room, 5)
        self.slot_scope, self.slot_root, self.slot_holder, self.slot_body, self.slot_depth = columns(room, 5)
        self.slot_items, self.slot_live, self.slot_outcome, self.slot_box, self.slot_chain = columns(room, 5)
        self.slot_doers, self.slot_is_over, self.slot_moved, self.slot_held, self.moved = columns(room, 5)
        self.slot_open, self.slot_working, self.slot_row = columns(room, 3)
        self.visits = zeros(room * self.element_count)
        self.pool_starts = zeros(room * self.body_count)
        self.attributes = array("d", [0.0]) * (room * self.rules.attribute_count)
        self.join_head, self.join_tail = columns(room * self.join_count, 2)
        self.stretch_next, self.stretch_started, self.stretch_completed, self.stretch_element = columns(room, 4)
        self.stretch_work, self.stretch_calendar, self.stretch_group = columns(room, 3)
        more = self.note_room
        self.note_kind, self.note_slot, self.note_case, self.note_element = columns(more, 4)
        self.note_code, self.note_item = columns(more, 2)
        self.seat_member, self.seat_next = columns(more, 2)
        self.set_element, self.set_head, self.set_tail, self.set_is_fresh = columns(more, 4)
        self.set_value = array("d", [0.0]) * more
        self.set_room = more
        self.doer_element, self.doer_member, self.doer_turn, self.doer_next = columns(more, 4)

    def grow(self) -> None:
        """Make more room in each table that is nearly full."""
        need = max(self.wanted, 1) * self.a_step + self.rules.most_members
        self.wanted = 0
        while self.item_used + need > self.item_room:
            self._longer(FULL_COLUMNS, self.item_room)
            self.item_room = self._longer(ITEM_COLUMNS, self.item_room)
        while self.stretch_used + need > self.stretch_room:
            self.stretch_room = self._longer(STRETCH_COLUMNS, self.stretch_room)
        while self.event_count + 2 * need > self.event_room:
            self.event_room = self._longer(("event_key", "event_what", "ringing"), self.event_room)
        while self.token_count + need + self.most_out + 2 > self.token_room:
            self.token_room = self._longer(("token_key", "token_slot"), self.token_room)
        self._grow_cases(need)
        while self.slot_used + need > self.slot_room:
            self._longer((*SCOPE_COLUMNS, "pool_starts"), self.slot_room)
            self.put("attributes", self.attributes * 2)
            self.slot_room = self._longer((*SLOT_COLUMNS, "visits", "join_head", "join_tail"), self.slot_room)
        self._grow_lists(need)
        if self.keep_log:
            self._grow_log(need)
        while self.horizon < 0 and self.now // WEEK >= self.week_room:
            self.week_room = self._longer(("steps", "busy", "overtime"), self.week_room)
        if self.now >= hours_until(self):
            grow_hours(self)
        self.set_room_until()

    def set_room_until(self) -> None:
        """Note the tick up to which there is room for what is noted by week and by hour."""
        weeks = self.week_room * WEEK if self.horizon < 0 else ticks.NEVER
        self.room_until = min(weeks, hours_until(self))

    def _grow_cases(self, need: int) -> None:
        """Make room for more cases: by adding up those that have ended, where there are more than are to keep a row."""
        if self.case_rows + need > self.case_room and self.summer is not None and self.case_count > self.most_kept:
            self.put("cases", sum_ended(self, need))
            self.case_room = len(self.cases) // CASE_WIDTH
        while self.case_rows + need > self.case_room:
            self.case_room = self._longer(("cases",), self.case_room)

    def _grow_lists(self, need: int) -> None:
        while self.note_count + need > self.note_room:
            self.note_room = self._longer(NOTE_COLUMNS, self.note_room)
        while self.seat_used + need > self.seat_room:
            self.seat_room = self._longer(SEAT_COLUMNS, self.seat_room)
        while self.set_count + need > self.set_room:
            self.put("set_value", self.set_value * 2)
            self.set_room = self._longer(("set_element", "set_head", "set_tail", "set_is_fresh"), self.set_room)
        while self.doer_used + need > self.doer_room:
            self.doer_room = self._longer(DOER_COLUMNS, self.doer_room)

    def _grow_log(self, need: int) -> None:
        if self.row_count + need > self.row_room or self.side_count + need * SIDE_A_ROW > self.side_room:
            self.take_rows()
        while need > self.row_room:
            self.row_room = self._longer(("rows",), self.row_room)
        while need * SIDE_A_ROW > self.side_room:
            self.side_room = self._longer(("side",), self.side_room)

    def take_rows(self) -> None:
        """Put the rows of the log aside, so that their chunk of memory, which is warm, can be filled again."""
        self.rows_aside.append(bytes(memoryview(self.rows).cast("B")[: self.row_count * LOG_WIDTH * 8]))
        self.side_aside.append(bytes(memoryview(self.side).cast("B")[: self.side_count * SIDE_WIDTH * 8]))
        self.rows_before += self.row_count
        self.row_count = self.side_count = 0

    def put(self, name: str, column: "array[int] | array[float]") -> None:
        """Put an array in the place of a column."""
        setattr(self, name, column)
        self.point(name, column)

    def _longer(self, names: tuple[str, ...], room: int) -> int:
        for name in names:
            old = memoryview(getattr(self, name)).cast("B")
            longer = zeros(2 * len(old) // 8)
            memoryview(longer).cast("B")[: len(old)] = old
            self.put(name, longer)
        return 2 * room
