"""Move tokens: cases start and end, and what happens when a token reaches an element, one function an opcode."""

import heapq
from abc import abstractmethod
from collections import deque
from collections.abc import Callable, Generator

import simpy

from reengineer.calendars import NEVER
from reengineer.errors import Problem, UsageError
from reengineer.simulation._draws import ARRIVAL_GAP, EVENT_DELAY, ROUTE, uniform
from reengineer.simulation._engine_state import EngineState
from reengineer.simulation._hooks import Hooks
from reengineer.simulation._items import Item
from reengineer.simulation._log import CASE_COMPLETED, CASE_OPEN, KIND_JOIN, STATE_COMPLETED, pack_row
from reengineer.simulation._program import FLOW_BITS, Program
from reengineer.simulation._trouble import MOST_VISITS, too_many_visits

WORD = 0xFFFFFFFF
NO_FLOW = -1
"""The way by which a case comes to the element that it starts at."""


class TokenGame(EngineState):
    """Move the tokens of all cases."""

    @abstractmethod
    def _queue(self, item: Item) -> None:
        """Make an item ready: it may start in phase C of this tick."""

    def __init__(self, program: Program, seed: int, replication: int, hooks: Hooks | None = None) -> None:
        super().__init__(program, seed, replication, hooks)
        self._enter: tuple[Callable[[int, int, int], int], ...] = (
            self._enter_pass,
            self._enter_end,
            self._enter_pass,
            self._enter_task,
            self._enter_catch,
            self._enter_exclusive,
            self._enter_parallel,
        )
        """What happens when a token reaches an element, by opcode: a function of case, element and flow.

        It returns the one flow by which the token goes on at once, or -1.
        """

    # Cases

    def _arrivals(self, stream: int) -> Generator[simpy.Event, None, None]:
        """Be the SimPy process that starts the cases of one stream."""
        program = self.program
        for number, tick in self._arrival_ticks(stream):
            if program.horizon >= 0 and tick >= program.horizon:
                return
            yield self.env.timeout(tick - self._now)
            if 0 <= program.cases <= len(self.cases):
                return
            self._starting.append((stream, number))

    def _arrival_ticks(self, stream: int) -> Generator[tuple[int, int], None, None]:
        """Yield (number, tick): renewal gaps laid on open time, or the exact arrivals of a file."""
        program = self.program
        row = int(program.stream_gap[stream])
        if row < 0:
            first, last = program.arrival_first[stream : stream + 2].tolist()
            yield from enumerate(program.arrival_tick[first:last].tolist(), start=1)
            return
        word = int(program.stream_word[stream])
        calendar = self._calendars[int(program.stream_calendar[stream])]
        position = number = 0
        while True:
            number += 1
            u = uniform(self.seed, self.replication, (word + number) & WORD, word, 0, ARRIVAL_GAP)
            position += self._sampled(row, u, 1.0, -1)
            tick = calendar.tick_at(position)
            if tick >= NEVER:
                return
            yield number, tick

    def _start_cases(self) -> None:
        """Start the cases that arrive at this tick, in the order of their streams; no more than the run may have."""
        self._starting.sort()
        most = self.program.cases
        for stream, number in self._starting:
            if most < 0 or len(self.cases) < most:
                self._start_case(stream, number)
        self._starting.clear()

    def _start_case(self, stream: int, number: int) -> None:
        case, now = len(self.cases) + 1, self._now
        self._last = now
        self.cases.append([case, stream, number, int(self.program.stream_class[stream]), now, -1, CASE_OPEN, 0])
        self._words.append((int(self.program.stream_word[stream]) + number) & WORD)
        self._visits[case] = [0] * self.program.element_count
        self._tokens[case] = 1
        self._count_cases(now, 1)
        element = int(self.program.stream_start[stream])
        self._moved_in[element] += 1
        onward = self._enter[self._opcode[element]](case, element, NO_FLOW)
        if onward >= 0:
            heapq.heappush(self._worklist, case << FLOW_BITS | onward)

    def _count_cases(self, now: int, change: int) -> None:
        self._area += self._open_cases * (now - self._area_since)
        self._area_since = now
        self._open_cases += change

    def _leave(self, case: int, element: int, flows: list[int]) -> None:
        """Put a token on each of the flows; without any, the token ends here."""
        flow = self._forward(case, element, flows)
        if flow >= 0:
            heapq.heappush(self._worklist, case << FLOW_BITS | flow)

    def _forward(self, case: int, element: int, flows: list[int]) -> int:
        """Return the flow of the only token that goes on; put several on the worklist and return -1."""
        count = len(flows)
        self._moved_out[element] += count
        if count == 1:
            return flows[0]
        if count == 0:
            self._end_token(case)
            return -1
        self._tokens[case] += count - 1
        for flow in flows:
            heapq.heappush(self._worklist, case << FLOW_BITS | flow)
        return -1

    def _end_token(self, case: int) -> None:
        self._tokens[case] -= 1
        if self._tokens[case]:
            return
        now = self._now
        del self._tokens[case], self._visits[case]
        self._count_cases(now, -1)
        row = self.cases[case - 1]
        row[5] = now
        row[6] = CASE_COMPLETED

    def _visit(self, case: int, element: int) -> int:
        visits = self._visits[case]
        visit = visits[element] = visits[element] + 1
        if visit > MOST_VISITS:
            raise too_many_visits(case, self.program.names.elements[element])
        return visit

    # What happens when a token reaches an element, one function an opcode

    def _enter_end(self, case: int, element: int, _flow: int) -> int:
        self._visit(case, element)
        self._end_token(case)
        return -1

    def _enter_pass(self, case: int, element: int, _flow: int) -> int:
        self._visit(case, element)
        return self._forward(case, element, self._out[element])

    def _enter_task(self, case: int, element: int, _flow: int) -> int:
        item = Item(case, element, self._visit(case, element), self._now)
        self._live[item] = None
        if self._release[element] >= 0:
            self._set_clock(item, self._calendars[self._release[element]].next_open(self._now))
        else:
            self._queue(item)
        return -1

    def _enter_catch(self, case: int, element: int, _flow: int) -> int:
        item = Item(case, element, self._visit(case, element), self._now)
        self._live[item] = None
        item.started = item.enabled
        self._set_clock(item, self._due(item))
        return -1

    def _enter_exclusive(self, case: int, element: int, _flow: int) -> int:
        visit = self._visit(case, element)
        flows = self._out[element]
        if len(flows) < 2:
            return self._forward(case, element, flows)
        self._moved_out[element] += 1
        return self._hooked_route(case, element, visit) if self.hooks.route else self._route(case, element, visit)

    def _route(self, case: int, element: int, visit: int) -> int:
        """Return the first flow whose running share is above one uniform number; the last takes the rest."""
        u = uniform(self.seed, self.replication, self._words[case], self._word[element], visit, ROUTE)
        flows, shares = self._out[element], self._share[element]
        chosen = 0
        while chosen < len(flows) - 1 and u >= shares[chosen]:
            chosen += 1
        return flows[chosen]

    def _hooked_route(self, case: int, element: int, visit: int) -> int:
        names = self.program.names.elements
        target = self.hooks.route(names[element], case, visit) if self.hooks.route is not None else None
        if target is None:
            return self._route(case, element, visit)
        for flow in self._out[element]:
            if names[self._target[flow]] == target:
                return flow
        message = f"the route hook sent case {case} from {names[element]} to {target}, and no flow leads there"
        remedy = "Return the id of an element that a flow of the gateway leads to."
        raise UsageError([Problem("RE514", message, remedy)])

    def _enter_parallel(self, case: int, element: int, flow: int) -> int:
        first = self._in_first[element]
        incoming = self._in_first[element + 1] - first
        if incoming < 2:
            self._visit(case, element)
            return self._forward(case, element, self._out[element])
        waiting = self._joins.setdefault((case, element), [deque() for _ in range(incoming)])
        waiting[flow - first].append(self._now)
        if not all(waiting):
            return -1
        since = min(tokens.popleft() for tokens in waiting)
        if not any(waiting):
            del self._joins[case, element]
        return self._fire_join(case, element, since, incoming)

    def _fire_join(self, case: int, element: int, since: int, incoming: int) -> int:
        now = self._now
        self.log.append(
            pack_row(
                case, element, 0, self._visit(case, element), 0, KIND_JOIN, STATE_COMPLETED,
                since, -1, -1, now, now, 0, 0, 0, 0, 0, now - since, 0, 0, 0, -1, 0, -1, 0,
            )
        )  # fmt: skip
        self._tokens[case] -= incoming - 1
        return self._forward(case, element, self._out[element])

    # Clocks

    def _due(self, item: Item) -> int:
        """Return the tick at which an armed event happens."""
        now, element = self._now, item.element
        if self._release[element] >= 0:
            return self._calendars[self._release[element]].next_open(now)
        delay = self._draw(item, self._delay[element], EVENT_DELAY, 1.0)
        calendar = self._delay_calendar[element]
        return now + delay if calendar < 0 else self._calendars[calendar].advance(now, delay)

    def _set_clock(self, item: Item, tick: int) -> None:
        if tick >= NEVER:
            return
        if tick in self._clocks:
            self._clocks[tick].append(item)
            return
        self._clocks[tick] = [item]
        self.env.timeout(tick - self._now)

    def _happen(self, item: Item) -> None:
        now, element = self._now, item.element
        item.waits[self._delay_cause[element]] = now - item.enabled
        del self._live[item]
        self._record(item, now, STATE_COMPLETED)
        self._leave(item.case, element, self._out[element])
