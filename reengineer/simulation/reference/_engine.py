"""Run a program on SimPy: the reference engine, written to be read beside the page on semantics.

SimPy holds the clock, the list of events and a process for each stream of arrivals. An instant has three phases: what
happens (work ends, cases start, then tokens move), then clocks, then starts. SimPy steps through all that happens at a
tick, and then one dispatcher goes through the rest. Where order within a phase could matter, keys decide, never the
order in which events were scheduled.
"""

from reengineer.calendars import NEVER
from reengineer.simulation._draws import BALKING, FAILURE
from reengineer.simulation._hooks import Hooks
from reengineer.simulation._items import RawRun
from reengineer.simulation._limits import EVENTS, NO_LIMIT, Watch
from reengineer.simulation._log import (
    CASE_OPEN,
    STATE_BALKED,
    STATE_COMPLETED,
    STATE_FAILED,
    STATE_OPEN,
)
from reengineer.simulation._program import Program
from reengineer.simulation._trouble import MOST_ROUNDS, too_many_rounds
from reengineer.simulation.reference import _activities as activities
from reengineer.simulation.reference import _batches as batches
from reengineer.simulation.reference import _callbacks as callbacks
from reengineer.simulation.reference import _clocks as clocks
from reengineer.simulation.reference import _endings as endings
from reengineer.simulation.reference import _events as events
from reengineer.simulation.reference import _scopes as scopes
from reengineer.simulation.reference import _settling as settling
from reengineer.simulation.reference import _work as work
from reengineer.simulation.reference._demand import Demand
from reengineer.simulation.reference._model import Step
from reengineer.simulation.reference._people import People
from reengineer.simulation.reference._records import (
    ARMED,
    GATHERING,
    INSIDE,
    QUEUED,
    WAITING,
    WORKING,
    Item,
    Scope,
)
from reengineer.simulation.reference._run import Run
from reengineer.simulation.reference._tokens import TokenGame


class ReferenceEngine:
    """Run one replication of a program.

    Parameters
    ----------
    program : Program
    seed, replication : int
        Key of every draw.
    hooks : Hooks or None
        A user's own durations and routes.
    watch : Watch or None
        Asked after each instant whether the run may go on.
    """

    def __init__(
        self,
        program: Program,
        seed: int,
        replication: int,
        hooks: Hooks | None = None,
        watch: Watch | None = None,
    ) -> None:
        self.program = program
        self.watch, self.limit = watch, NO_LIMIT
        self.state = Run(program, seed, replication, hooks)
        self.people = self._people()
        self.tokens = TokenGame(self.state, self.people)
        self.demand = Demand(self.state)
        self._tick = -1
        self._rounds = 0

    def _people(self) -> People:
        return People(self.state)

    def run(self) -> RawRun:
        """Run until nothing is left to do, or to the cut.

        Raises
        ------
        ModelError
            If a case goes round in circles without time passing, or a drawn duration is impossible.
        """
        run, env = self.state, self.state.env
        self.demand.begin()
        end = self.program.horizon if self.program.cut else NEVER
        tick = env.peek()
        while tick < end or (tick == float("inf") and not self.program.cut and self._flush()):
            if tick == float("inf"):
                tick = run.now
                self._pass_instant()
            else:
                self._advance(int(tick))
            tick = env.peek()
            if tick > run.now and self._must_stop():
                return self._close(run.now)
        return self._close(self.program.horizon if self.program.cut else run.last)

    def _must_stop(self) -> bool:
        """Say whether a limit is reached; looked at between instants, so that none is cut in its midst."""
        if 0 <= self.program.events_at_most < sum(self.state.moved_in):
            self.limit = EVENTS
        elif self.watch is not None:
            self.limit = self.watch.reached()
        return self.limit != NO_LIMIT

    def _advance(self, tick: int) -> None:
        """Step through all that SimPy holds for a tick, then through the rest of the instant."""
        env = self.state.env
        self.state.now = tick
        env.step()
        while env.peek() <= tick:
            env.step()
        self._pass_instant()

    def _flush(self) -> bool:
        """Let the batches go that are left at the end of a drain, where their step says so."""
        run = self.state
        went = False
        for key in sorted(run.gathering):
            while run.steps[key[0]].flush and batches.fire(run, key, forced=True):
                went = True
        return went

    # Phases of an instant

    def _pass_instant(self) -> None:
        """Go through what follows once nothing more happens at this tick.

        What is due at the same tick after it, such as the end of work of no duration, begins another round.
        """
        run = self.state
        if run.now == self._tick:
            self._count_round()
        else:
            self._tick, self._rounds = run.now, 0
        if run.ended:
            self._end_work()
        if run.starting:
            self.demand.start_cases()
        self.tokens.move()
        self._look_at_batches()
        if run.now in run.clocks:
            clocks.ring_all(run, self.people)
            self.tokens.move()
            self._look_at_batches()
        self._start()
        if run.leavers:
            self.demand.send_away()

    def _count_round(self) -> None:
        """Count another round of the same tick; without end it would be a loop in which no time passes."""
        self._rounds += 1
        if self._rounds > MOST_ROUNDS:
            raise too_many_rounds()

    def _look_at_batches(self) -> None:
        if self.state.fresh_sets:
            batches.look(self.state)

    # Phase A: work ends

    def _end_work(self) -> None:
        """Record every end of work and let its people go, before anything else; then let tokens leave."""
        run = self.state
        ended, run.ended = sorted(run.ended, key=lambda item: (item.size > 0, item.key)), []
        run.last = run.now
        done: list[tuple[Item, int]] = []
        for item in ended:
            if item.rows or item.size:
                done.extend((row, self._outcome(row)) for row in batches.end(run, self.people.members, item))
            elif item.batch is not None:
                batches.end_row(run, self.people.members, item)
                done.append((item, self._outcome(item)))
            else:
                work.stop(run, self.people.members, item)
                if item.is_ringing:
                    callbacks.miss(run, self.people, item)
                else:
                    done.append((item, self._outcome(item)))
        for item, state in done:
            scopes.write_off(run, item, state)
            if state == STATE_COMPLETED:
                events.update(run, item)
        for item, state in done:
            if item.scope.is_over:
                scopes.disarm_borders(run, item)
            elif state == STATE_COMPLETED:
                scopes.after(run, item)
            else:
                events.fail(run, self.people, item)
        settling.settle(run, self.people)

    def _outcome(self, item: Item) -> int:
        """Return whether an execution failed."""
        share = item.step.failure
        return STATE_FAILED if share > 0 and self.state.uniform_of(item, FAILURE) < share else STATE_COMPLETED

    # Phase C: starts

    def _start(self) -> None:
        """Let ready items queue, start what can start, then turn away whom the limits leave no place."""
        run = self.state
        ready, run.newly_ready = sorted(run.newly_ready, key=lambda item: item.key), []
        run.phase += 1
        for item in ready:
            if item.step.alternatives:
                self.people.join_queue(item)
            else:
                run.unstaffed.append(item)
        if self.people.dirty:
            self.people.dispatch()
        if run.unstaffed:
            self._start_unstaffed()
        limited = [item for item in ready if item.step.limit >= 0 or item.step.balk or item.step.callback_from >= 0]
        if limited:
            self._turn_away(limited)
        if run.begun:
            activities.arm_late_borders(run)
        if run.worklist or run.pending or run.mail:
            run.env.timeout(0)
        elif run.closing:
            scopes.close_cases(run)

    def _start_unstaffed(self) -> None:
        run = self.state
        items, run.unstaffed = sorted(run.unstaffed, key=lambda item: item.key), []
        for item in items:
            work.begin(run, self.people.members, item, (), None)
            if item.rows:
                batches.started(run, self.people.members, item)

    def _turn_away(self, items: list[Item]) -> None:
        """Turn away items that became ready at this tick, still wait, and find too many before them.

        Others may be offered a call-back instead of waiting.
        """
        run = self.state
        kept: dict[int, int] = {}
        for item in sorted((row for item in items for row in item.rows or (item,)), key=lambda item: item.key):
            if item.stage != QUEUED:
                continue
            step = item.step
            before = kept.get(step.number, 0) + self._waiting_since_before(step)
            if not item.called and self._is_full(item, before):
                endings.end_item(run, self.people, item, STATE_BALKED)
                clocks.gone(run, item, step.on_balked)
            else:
                kept[step.number] = kept.get(step.number, 0) + 1
                callbacks.offer(run, item, before)

    def _waiting_since_before(self, step: Step) -> int:
        queue = self.people.component_of(step).queue
        before = (item for _, _, item in queue if item.step is step and item.first_phase < self.state.phase)
        return sum(len(item.rows) or 1 for item in before)

    def _is_full(self, item: Item, waiting: int) -> bool:
        step = item.step
        if 0 <= step.limit <= waiting:
            return True
        if not step.balk:
            return False
        share = step.balk[min(waiting, len(step.balk) - 1)]
        return share > 0 and self.state.uniform_of(item, BALKING) < share

    # The end

    def _close(self, last: int) -> RawRun:
        """Write the rows of what the end of the run finds unfinished."""
        run = self.state
        run.now = last
        run.count_cases(0)
        for case in run.cases:
            for root in case.roots:
                self._close_scope(root)
        self._close_batches()
        return RawRun(
            log=run.log.finish(),
            cases=[
                (
                    case.number, case.stream, case.index, case.kind, case.arrived, case.completed,
                    CASE_OPEN if case.completed < 0 else case.state, case.cost,
                )
                for case in run.cases
            ],
            last_tick=last,
            area=run.area,
            busy=self.people.members.busy,
            moved_in=run.moved_in,
            moved_out=run.moved_out,
            worked=run.worked,
            held=run.held,
            limit=self.limit,
        )  # fmt: skip

    def _close_scope(self, scope: Scope) -> None:
        for item in sorted(scope.live, key=lambda each: each.key):
            self._close_item(item)

    def _close_batches(self) -> None:
        """Count the time of those who are at work on a batch."""
        members = self.people.members
        open_batches = dict.fromkeys(item for held in members.in_hand for item in held if item.size)
        for batch in open_batches:
            work.let_go(self.state, members, batch)

    def _close_item(self, item: Item) -> None:
        """Write the row of an unfinished item: waits charged and work paid up to now."""
        run, members = self.state, self.people.members
        if item.stage == INSIDE:
            if item.inside is None:
                return
            self._close_scope(item.inside)
        elif item.stage == ARMED:
            if item.group is not None and item.group[0] is not item:
                return
            item.waits[item.step.delay_cause] += run.now - item.enabled
        elif item.stage in (WAITING, GATHERING, QUEUED):
            endings.charge(run, self.people, item)
        elif item.stage == WORKING and item.batch is not None:
            batches.finish_row(run, members, item.batch, item, is_cut=True)
        elif item.stage == WORKING:
            work.stop(run, members, item)
        run.record(item, STATE_OPEN, -1)


class LiteralEngine(ReferenceEngine):
    """Run like the reference engine, and find the cause of each piece of each wait by looking at everybody again."""

    def _people(self) -> People:
        return People(self.state, literal=True)
