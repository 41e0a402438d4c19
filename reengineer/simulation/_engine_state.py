"""Hold the state of the reference engine: the program as lists, and the draws and rows made from it."""

from abc import ABC, abstractmethod
from array import array
from collections import deque

import simpy

from reengineer.calendars import NEVER, OpenTime
from reengineer.measures import CAUSES
from reengineer.simulation._draws import cost_of, sample_ticks, to_ticks, uniform
from reengineer.simulation._hooks import Hooks
from reengineer.simulation._items import Item
from reengineer.simulation._log import CASE_AT, STATE_OPEN, LogWriter, pack_row
from reengineer.simulation._program import CATCH, TABLE, Program
from reengineer.simulation._quantiles import curve_at, on_curve
from reengineer.simulation._trouble import bad_duration

BATCHING = CAUSES.index("batching")
CONTENTION = CAUSES.index("contention")
UNAVAILABILITY = CAUSES.index("unavailability")
CASE_COST = CASE_AT["cost"]


class EngineState(ABC):
    """Hold one replication while it runs.

    Parameters
    ----------
    program : Program
    seed, replication : int
        Key of every draw.
    hooks : Hooks or None
        A user's own durations and routes.
    """

    def __init__(self, program: Program, seed: int, replication: int, hooks: Hooks | None = None) -> None:
        self.program = program
        self.hooks = hooks or Hooks()
        self._hooked_duration = self.hooks.duration
        self.seed = seed
        self.replication = replication
        self.env = simpy.Environment()
        self.log = LogWriter()
        self._unpack(program)
        self._now = 0
        self._starting: list[tuple[int, int]] = []
        self._worklist: list[int] = []
        self._clocks: dict[int, list[Item]] = {}
        self._unstaffed: list[Item] = []
        self._dirty: set[int] = set()
        self._live: dict[Item, None] = {}
        self._last = 0
        self._delay_calendar: list[int] = program.delay_calendar.tolist()
        self._delay_cause: list[int] = program.delay_cause.tolist()
        self._tick = -1
        self._rounds = 0
        # Cases, by number from 1.
        self.cases: list[list[int]] = []
        self._words = [0]
        self._visits: dict[int, list[int]] = {}
        self._tokens: dict[int, int] = {}
        self._joins: dict[tuple[int, int], list[deque[int]]] = {}
        self._open_cases = 0
        self._area = 0
        self._area_since = 0

    def _unpack(self, program: Program) -> None:
        """Turn arrays into lists: reading a list is quicker than reading an array from Python."""
        self._opcode: list[int] = program.opcode.tolist()
        self._kind: list[int] = program.kind.tolist()
        self._word: list[int] = program.word.tolist()
        self._priority: list[int] = program.priority.tolist()
        self._in_first: list[int] = program.in_first.tolist()
        self._target: list[int] = program.flow_target.tolist()
        first, flows, shares = program.out_first.tolist(), program.out_flow.tolist(), program.out_share.tolist()
        self._out: list[list[int]] = [flows[first[e] : first[e + 1]] for e in range(program.element_count)]
        self._share: list[list[float]] = [shares[first[e] : first[e + 1]] for e in range(program.element_count)]
        self._duration: list[int] = program.duration.tolist()
        self._delay: list[int] = program.delay.tolist()
        self._release: list[int] = program.release.tolist()
        self._fixed_cost: list[int] = program.fixed_cost.tolist()
        self._rate: list[int] = program.member_rate.tolist()
        self._factor: list[float] = program.member_factor.tolist()
        rows = zip(program.family.tolist(), program.parameters.tolist(), strict=True)
        self._rows = [(family, *parameters) for family, parameters in rows]
        self._curve = array("d", program.curve.tolist())
        self._calendars = program.calendars
        self._group: list[int] = program.group_of_element.tolist()
        members = program.member_first.tolist()
        self._free = [list(range(members[g], members[g + 1])) for g in range(program.group_count)]
        self._member_calendar: list[OpenTime] = [program.calendars[c] for c in program.member_calendar.tolist()]
        self._group_calendar: list[OpenTime] = [program.calendars[c] for c in program.group_calendar.tolist()]
        self._queues: list[list[tuple[int, int, int, int, int, Item]]] = [[] for _ in range(program.group_count)]
        self._wake = [NEVER] * program.group_count
        self._busy = [0] * len(self._rate)
        self._moved_in = [0] * program.element_count
        self._moved_out = [0] * program.element_count

    @abstractmethod
    def _charge_queueing(self, item: Item, group: int) -> None:
        """Split the wait of an item in its queue by cause."""

    def _draw(self, item: Item, row: int, purpose: int, factor: float) -> int:
        """Return the ticks of an item's work or delay."""
        element = item.element
        if self._hooked_duration is not None:
            seconds = self._hooked_duration(self.program.names.elements[element], item.case, item.visit)
            if seconds is not None:
                return self._possible(to_ticks(seconds * factor), element)
        u = uniform(self.seed, self.replication, self._words[item.case], self._word[element], item.visit, purpose)
        distribution = self._rows[row]
        if distribution[0] < TABLE:
            ticks = sample_ticks(u, factor, *distribution)
            if ticks >= 0:
                return ticks
        return self._sampled(row, u, factor, element)

    def _sampled(self, row: int, u: float, factor: float, element: int) -> int:
        distribution = self._rows[row]
        if distribution[0] < TABLE:
            return self._possible(sample_ticks(u, factor, *distribution), element)
        value = self._table_value(distribution, u) if distribution[0] == TABLE else self._curve_value(distribution, u)
        return self._possible(to_ticks(value * factor), element)

    def _table_value(self, distribution: tuple[float, ...], u: float) -> float:
        first, last = int(distribution[1]), int(distribution[2])
        place = int(self.program.table_cumulative[first:last].searchsorted(u, side="right"))
        return float(self.program.table_value[min(first + place, last - 1)])

    def _curve_value(self, distribution: tuple[float, ...], u: float) -> float:
        family, first, scale, low = distribution[:4]
        return on_curve(int(family), scale, low, curve_at(self._curve, int(first), u))

    def _possible(self, ticks: int, element: int) -> int:
        """Return ticks; stop the run where they are no duration."""
        if ticks >= 0:
            return ticks
        raise bad_duration(self.program.names.elements[element] if element >= 0 else "")

    def _record(self, item: Item, completed: int, state: int) -> None:
        member, element = item.member, item.element
        cost = self._fixed_cost[element] if item.started >= 0 else 0
        place, count = -1, 0
        if member >= 0:
            cost += cost_of(item.work, self._rate[member])
            place, count = self.log.member(member), 1
        if cost:
            self.cases[item.case - 1][CASE_COST] += cost
        self.log.append(
            pack_row(
                item.case, element, 0, item.visit, 0, self._kind[element], state,
                item.enabled, item.ready, item.allocated, item.started, completed, item.work,
                *item.waits, place, count, -1, cost,
            )
        )  # fmt: skip

    def _record_open(self, item: Item, last: int) -> None:
        """Write the row of what the cut found unfinished: waits charged and work paid up to the last tick."""
        element = item.element
        if self._opcode[element] == CATCH:
            item.waits[self._delay_cause[element]] = last - item.enabled
            self._record(item, -1, STATE_OPEN)
            return
        if item.allocated >= 0:
            self._pay_to(item, last)
        elif item.ready >= 0:
            self._charge_queueing(item, self._group[element])
        else:
            item.waits[BATCHING] = last - item.enabled
        self._record(item, -1, STATE_OPEN)

    def _pay_to(self, item: Item, last: int) -> None:
        """Set work and pauses of a running item to what was done by the last tick."""
        calendar = self._member_calendar[item.member] if item.member >= 0 else None
        item.waits[UNAVAILABILITY] -= self._pause_of(item, calendar)
        done = last - item.started if calendar is None else calendar.open_between(item.started, last)
        item.waits[UNAVAILABILITY] += last - item.started - done
        item.work = done
        if item.member >= 0:
            self._busy[item.member] += done

    def _pause_of(self, item: Item, calendar: OpenTime | None) -> int:
        if calendar is None:
            return 0
        return calendar.advance(item.started, item.work) - item.started - item.work
