"""Run a program on SimPy: the reference engine, written to be read beside the page on semantics.

SimPy holds the clock, the list of events and a process for each stream of arrivals. An instant has three phases: what
happens (work ends, cases start, then tokens move), then clocks, then starts. SimPy steps through all that happens at a
tick, and then one dispatcher goes through the rest. Where order within a phase could matter, keys decide, never the
order in which events were scheduled. `_tokens` has one function an opcode; people and their queues stand here.
"""

import heapq
from bisect import insort

import simpy
from simpy.events import NORMAL

from reengineer.calendars import NEVER, OpenTime
from reengineer.simulation._draws import DURATION
from reengineer.simulation._engine_state import BATCHING, CONTENTION, UNAVAILABILITY
from reengineer.simulation._items import Item, RawRun
from reengineer.simulation._log import STATE_COMPLETED
from reengineer.simulation._program import CATCH, FLOW_BITS
from reengineer.simulation._tokens import TokenGame
from reengineer.simulation._trouble import MOST_ROUNDS, too_many_rounds

FLOW_MASK = (1 << FLOW_BITS) - 1


class ReferenceEngine(TokenGame):
    """Run one replication of a program; see `EngineState` for its parameters."""

    def run(self) -> RawRun:
        """Run until nothing is left to do, or to the cut.

        Raises
        ------
        ModelError
            If a case goes round in circles without time passing, or a drawn duration is impossible.
        """
        for stream in range(len(self.program.stream_start)):
            self.env.process(self._arrivals(stream))
        env, end = self.env, self.program.horizon if self.program.cut else NEVER
        step, peek, pass_instant = env.step, env.peek, self._pass_instant
        tick = peek()
        while tick < end:
            self._now = int(tick)
            step()
            following = peek()
            if following > tick:
                pass_instant()
                following = peek()
            tick = following
        last = self._now = self.program.horizon if self.program.cut else self._last
        self._count_cases(last, 0)
        for item in sorted(self._live, key=lambda item: item.order):
            self._record_open(item, last)
        return RawRun(
            log=self.log.finish(),
            cases=[tuple(case) for case in self.cases],
            last_tick=last,
            area=self._area,
            busy=self._busy,
            moved_in=self._moved_in,
            moved_out=self._moved_out,
        )

    # Phases of an instant

    def _pass_instant(self) -> None:
        """Go through what follows once nothing more happens at this tick.

        Work of no duration ends at the same tick, and so begins another round of the instant.
        """
        if self._now == self._tick:
            self._count_round()
        else:
            self._tick, self._rounds = self._now, 0
        if self._starting:
            self._start_cases()
        self._move_tokens()
        if self._now in self._clocks:
            self._ring_clocks()
            self._move_tokens()
        if self._dirty or self._unstaffed:
            self._start_work()

    def _move_tokens(self) -> None:
        """Phase A, last part: move the token with the smallest key until none can move."""
        worklist = self._worklist
        if not worklist:
            return
        targets, opcode, enter, moved_in = self._target, self._opcode, self._enter, self._moved_in
        while worklist:
            key = heapq.heappop(worklist)
            while key >= 0:
                flow = key & FLOW_MASK
                element = targets[flow]
                moved_in[element] += 1
                onward = enter[opcode[element]](key >> FLOW_BITS, element, flow)
                if onward < 0:
                    break
                key = (key & ~FLOW_MASK) | onward
                if worklist and worklist[0] < key:
                    key = heapq.heapreplace(worklist, key)

    def _ring_clocks(self) -> None:
        """Phase B: all that is due as it begins, in key order; what is set now for this tick is of the next round."""
        self._last = self._now
        for item in sorted(self._clocks.pop(self._now), key=lambda item: item.order):
            if self._opcode[item.element] == CATCH:
                self._happen(item)
            else:
                item.waits[BATCHING] = self._now - item.enabled
                self._queue(item)

    def _start_work(self) -> None:
        """Phase C: start what can start."""
        if self._dirty:
            groups, self._dirty = self._dirty, set()
            for group in sorted(groups) if len(groups) > 1 else groups:
                self._dispatch(group)
        if self._unstaffed:
            for item in sorted(self._unstaffed, key=lambda item: item.order):
                self._begin(item, 1.0, None)
            self._unstaffed.clear()

    def _count_round(self) -> None:
        """Count another round of the same tick; without end it would be a loop in which no time passes."""
        self._rounds += 1
        if self._rounds > MOST_ROUNDS:
            raise too_many_rounds()

    def _queue(self, item: Item) -> None:
        """Make an item ready: it may start in phase C of this tick."""
        item.ready = self._now
        group = self._group[item.element]
        if group < 0:
            self._unstaffed.append(item)
        else:
            rank = (self._priority[item.element], item.ready, item.case, item.element, item.visit, item)
            heapq.heappush(self._queues[group], rank)
            self._dirty.add(group)

    def _dispatch(self, group: int) -> None:
        """Start queued items in the order of their rank, each with the first free member on duty."""
        queue, free, calendars, now = self._queues[group], self._free[group], self._member_calendar, self._now
        while queue and free:
            for member in free:
                calendar = calendars[member]
                if calendar.is_open(now):
                    break
            else:
                self._wake_up(group, min(calendars[member].next_open(now) for member in free))
                return
            free.remove(member)
            item = heapq.heappop(queue)[-1]
            item.member = member
            if item.ready < now:
                self._charge_queueing(item, group)
            self._begin(item, self._factor[member], calendar)

    def _charge_queueing(self, item: Item, group: int) -> None:
        """Split the wait in the queue by cause.

        With one need a step and first come first served nobody is overtaken, and while anybody is on duty all of
        those on duty are busy. So closed time is unavailability and the rest is contention.
        """
        waited = self._now - item.ready
        on_duty = self._group_calendar[group].open_between(item.ready, self._now)
        item.waits[CONTENTION] += on_duty
        item.waits[UNAVAILABILITY] += waited - on_duty

    def _wake_up(self, group: int, tick: int) -> None:
        if tick < NEVER and not self._now < self._wake[group] <= tick:
            self._wake[group] = tick
            self.env.timeout(tick - self._now, group).callbacks.append(self._shift_opens)

    def _shift_opens(self, event: simpy.Event) -> None:
        self._dirty.add(int(event.value or 0))

    def _begin(self, item: Item, factor: float, calendar: OpenTime | None) -> None:
        """Seize people and work; over closed hours the work pauses."""
        row = self._duration[item.element]
        work = self._draw(item, row, DURATION, factor) if row >= 0 else 0
        item.allocated = item.started = now = self._now
        item.work = work
        lasts = work if calendar is None else calendar.advance(now, work) - now
        if lasts > work:
            item.waits[UNAVAILABILITY] += lasts - work
        item.callbacks = [self._finish]
        self.env.schedule(item, NORMAL, lasts)

    def _finish(self, item: Item) -> None:
        """Phase A: record the end of work and let people go, before any token moves."""
        element, member = item.element, item.member
        del self._live[item]
        self._last = self._now
        self._record(item, self._now, STATE_COMPLETED)
        if member >= 0:
            self._busy[member] += item.work
            group = self._group[element]
            insort(self._free[group], member)
            if self._queues[group]:
                self._dirty.add(group)
        flows = self._out[element]
        if len(flows) == 1:
            self._moved_out[element] += 1
            heapq.heappush(self._worklist, item.case << FLOW_BITS | flows[0])
        else:
            self._leave(item.case, element, flows)
