"""Hold the state of the loop: the program in flat arrays, and room for events, items, cases and rows.

Tables are kept column by column, so that ``state.item_ready[item]`` reads like a field of a record. A column is an
array of 64-bit integers (some of doubles) that Python owns; between two calls of the loop it may grow. The types file
says what each one is; ``-1`` stands for none throughout.
"""

from array import array
from itertools import pairwise
from typing import TYPE_CHECKING

from reengineer.calendars import _ticks as ticks
from reengineer.simulation._program import EXCLUSIVE, FLOW_BITS, PARALLEL

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from reengineer.simulation._program import Program

LOG_WIDTH = 8
"""Integers of one row of the log: 64 bytes."""

ROWS_A_CHUNK = 16_384
CASE_WIDTH = 13
STEP_WIDTH = 11
WEEK = 604_800_000_000
LEAST_ROOM = 4
ITEMS_A_STEP, EVENTS_A_STEP = 2, 4
"""The most that one step of the loop takes of each table."""

ITEM_COLUMNS = (
    "item_slot", "item_element", "item_visit", "item_enabled", "item_ready", "item_started", "item_work",
    "item_member", "item_closed", "item_batched", "item_next", "item_previous", "ringing",
)  # fmt: skip
SLOT_COLUMNS = (
    "slot_case", "slot_word", "slot_tokens", "slot_next", "slot_week", "slot_stretch", "slot_is_mixed",
    "slot_started", "slot_reached", "slot_work", "slot_group", "slot_handoffs", "slot_repeats", "slot_cost",
)  # fmt: skip
STRETCH_COLUMNS = (
    "stretch_next", "stretch_started", "stretch_completed", "stretch_element", "stretch_enabled", "stretch_visit",
    "stretch_member",
)  # fmt: skip


def ints(values: "NDArray[np.int64]") -> "array[int]":
    """Return integers as an array that Python reads quickly and C without asking."""
    return array("q", values.tolist())


def zeros(count: int, value: int = 0) -> "array[int]":
    """Return so many integers of one value."""
    return array("q", [value]) * count


def columns(room: int, count: int) -> "tuple[array[int], ...]":
    """Return so many columns of a table."""
    return tuple(zeros(room) for _ in range(count))


class State:
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
        self._take_elements(program)
        self._take_joins(program)
        self._take_people(program)
        self._take_demand(program)
        self._begin()
        self._make_room(max(room, LEAST_ROOM))

    def _take_elements(self, program: "Program") -> None:
        self.element_count = program.element_count
        self.opcode, self.kind, self.word = ints(program.opcode), ints(program.kind), ints(program.word)
        self.out_first, self.out_flow = ints(program.out_first), ints(program.out_flow)
        self.out_share = array("d", program.out_share.tolist())
        self.in_first, self.flow_target = ints(program.in_first), ints(program.flow_target)
        self.duration, self.delay = ints(program.duration), ints(program.delay)
        self.delay_calendar, self.delay_cause = ints(program.delay_calendar), ints(program.delay_cause)
        self.release, self.fixed_cost = ints(program.release), ints(program.fixed_cost)
        self.family = ints(program.family)
        self.parameters = array("d", program.parameters.ravel().tolist())
        self.table_value = array("d", program.table_value.tolist())
        self.table_cumulative = array("d", program.table_cumulative.tolist())
        self.curve = array("d", program.curve.tolist())
        self.calendars = ticks.Calendars(calendar.laid() for calendar in program.calendars)
        self.open_calendar, self.working_calendar = program.open_calendar, program.working_calendar

    def _take_joins(self, program: "Program") -> None:
        """Give a number to each flow at which tokens wait for others: those into a parallel gateway with several."""
        first = program.in_first.tolist()
        places = zeros(len(program.flow_target), -1)
        self.join_count = 0
        for element, opcode in enumerate(program.opcode.tolist()):
            if opcode == PARALLEL and first[element + 1] > first[element] + 1:
                for flow in range(first[element], first[element + 1]):
                    places[flow] = self.join_count
                    self.join_count += 1
        self.join_place = places
        out = program.out_first.tolist()
        self.is_parallel = any(
            last - begin > 1 and opcode != EXCLUSIVE
            for (begin, last), opcode in zip(pairwise(program.out_first.tolist()), program.opcode.tolist(), strict=True)
        )
        self.most_out = max((last - begin for begin, last in pairwise(out)), default=0)

    def _take_people(self, program: "Program") -> None:
        first = program.member_first.tolist()
        self.group_of_element = ints(program.group_of_element)
        self.member_first, self.member_calendar = ints(program.member_first), ints(program.member_calendar)
        self.member_group = ints(program.group_of_member)
        self.member_rate, self.member_factor = ints(program.member_rate), array("d", program.member_factor.tolist())
        self.group_calendar = ints(program.group_calendar)
        self.member_count = len(self.member_rate)
        self.member_is_free, self.member_busy = zeros(self.member_count, 1), zeros(self.member_count)
        self.free_count = array("q", [last - begin for begin, last in pairwise(first)])
        groups = program.group_count
        self.queue_head, self.queue_tail = zeros(groups, -1), zeros(groups, -1)
        self.is_dirty, self.dirty, self.dirty_count = zeros(groups), zeros(groups), 0
        self.wake_at = zeros(groups, ticks.NEVER)
        self.idle_head = self.idle_tail = -1

    def _take_demand(self, program: "Program") -> None:
        self.stream_count = len(program.stream_start)
        self.stream_start, self.stream_word = ints(program.stream_start), ints(program.stream_word)
        self.stream_gap, self.stream_calendar = ints(program.stream_gap), ints(program.stream_calendar)
        self.stream_class = ints(program.stream_class)
        self.arrival_first, self.arrival_tick = ints(program.arrival_first), ints(program.arrival_tick)
        self.stream_number, self.stream_position = zeros(self.stream_count), zeros(self.stream_count)
        self.stream_drawn, self.stream_ready = zeros(self.stream_count), zeros(self.stream_count)
        self.pending_streams = self.arrived = 0
        self.horizon, self.most_cases = program.horizon, program.cases
        self.arrivals_end = program.horizon
        self.end = program.horizon if program.cut else ticks.NEVER
        self.end_of_time, self.word_mask = ticks.NEVER, 0xFFFFFFFF
        self.flow_bits, self.flow_mask = FLOW_BITS, (1 << FLOW_BITS) - 1

    def _begin(self) -> None:
        self.now = self.last = self.phase = self.rounds = self.place = self.budget = self.safe_steps = 0
        self.tick = -1
        self.trouble = self.trouble_case = self.trouble_element = 0
        self.open_cases = self.area = self.area_since = self.broken_rows = 0
        self.moved_in, self.moved_out = zeros(self.element_count), zeros(self.element_count)
        self.rows_of, self.ended_of = zeros(self.element_count), zeros(self.element_count)
        self.busy_late = zeros(self.member_count)
        self.item_count = self.item_used = self.slot_count = self.slot_used = 0
        self.stretch_count = self.stretch_used = self.row_count = self.case_count = 0
        self.item_free = self.slot_free = self.stretch_free = -1
        self.event_count = self.token_count = self.ring_count = 0

    def _make_room(self, room: int) -> None:
        self.item_room = self.slot_room = self.stretch_room = self.event_room = self.case_room = room
        self._make_item_room(room)
        self.event_key, self.event_what = columns(room, 2)
        self.token_room = room + self.most_out
        self.token_key, self.token_slot = columns(self.token_room, 2)
        self.visits = zeros(room * self.element_count)
        self.join_head, self.join_tail = columns(room * self.join_count, 2)
        self.row_room = min(16 * room, ROWS_A_CHUNK)
        self.rows, self.cases = zeros(self.row_room * LOG_WIDTH if self.keep_log else 0), zeros(room * CASE_WIDTH)
        self.rows_aside: list[bytes] = []
        self.week_room = 1 if self.horizon < 0 else max(-(-self.horizon // WEEK), 1)
        self.steps = zeros(self.week_room * self.element_count * STEP_WIDTH)
        self.busy = zeros(self.week_room * self.member_count)

    def _make_item_room(self, room: int) -> None:
        self.item_slot, self.item_element, self.item_visit, self.item_enabled, self.item_ready = columns(room, 5)
        self.item_started, self.item_work, self.item_member, self.item_closed, self.item_batched = columns(room, 5)
        self.item_next, self.item_previous, self.ringing = columns(room, 3)
        self.slot_case, self.slot_word, self.slot_tokens, self.slot_next, self.slot_week = columns(room, 5)
        self.slot_stretch, self.slot_is_mixed, self.slot_started, self.slot_reached = columns(room, 4)
        self.slot_work, self.slot_group, self.slot_handoffs, self.slot_repeats, self.slot_cost = columns(room, 5)
        self.stretch_next, self.stretch_started, self.stretch_completed, self.stretch_element = columns(room, 4)
        self.stretch_enabled, self.stretch_visit, self.stretch_member = columns(room, 3)

    def grow(self) -> None:
        """Double the room of each table that is nearly full."""
        if self.item_used + ITEMS_A_STEP > self.item_room:
            self.item_room = self._longer(ITEM_COLUMNS, self.item_room)
        if self.stretch_used + ITEMS_A_STEP > self.stretch_room:
            self.stretch_room = self._longer(STRETCH_COLUMNS, self.stretch_room)
        if self.event_count + EVENTS_A_STEP > self.event_room:
            self.event_room = self._longer(("event_key", "event_what"), self.event_room)
        if self.token_count + self.most_out + 2 > self.token_room:
            self.token_room = self._longer(("token_key", "token_slot"), self.token_room)
        if self.row_count + ITEMS_A_STEP > self.row_room:
            self.take_rows()
        if self.case_count + ITEMS_A_STEP > self.case_room:
            self.case_room = self._longer(("cases",), self.case_room)
        if self.slot_used + ITEMS_A_STEP > self.slot_room:
            self.slot_room = self._longer((*SLOT_COLUMNS, "visits", "join_head", "join_tail"), self.slot_room)
        if self.horizon < 0 and self.now // WEEK >= self.week_room:
            self.week_room = self._longer(("steps", "busy"), self.week_room)
            self.grow()

    def take_rows(self) -> None:
        """Put the rows of the log aside, so that their chunk of memory, which is warm, can be filled again."""
        self.rows_aside.append(bytes(memoryview(self.rows).cast("B")[: self.row_count * LOG_WIDTH * 8]))
        self.row_count = 0

    def _longer(self, names: tuple[str, ...], room: int) -> int:
        for name in names:
            old = array("q")
            old.frombytes(memoryview(getattr(self, name)).cast("B"))
            setattr(self, name, old + zeros(len(old)))
        return 2 * room
