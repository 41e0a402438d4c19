"""Run a program on SimPy: the reference engine, written to be read beside the page on semantics.

SimPy holds the clock, the list of events and a process for each stream of arrivals. An instant has three phases: what
happens (work ends, cases start, then tokens move), then clocks, then starts. SimPy steps through all that happens at a
tick, and then one dispatcher goes through the rest. Where order within a phase could matter, keys decide, never the
order in which events were scheduled.
"""

from reengineer.calendars import NEVER
from reengineer.simulation._draws import BALKING, FAILURE, RETRIAL, RETRIAL_DELAY
from reengineer.simulation._hooks import Hooks
from reengineer.simulation._items import RawRun
from reengineer.simulation._log import (
    CASE_OPEN,
    STATE_ABANDONED,
    STATE_BALKED,
    STATE_COMPLETED,
    STATE_FAILED,
    STATE_OPEN,
)
from reengineer.simulation._program import Program
from reengineer.simulation._trouble import MOST_ROUNDS, too_many_rounds
from reengineer.simulation.reference import _activities as activities
from reengineer.simulation.reference import _batches as batches
from reengineer.simulation.reference import _endings as endings
from reengineer.simulation.reference import _events as events
from reengineer.simulation.reference import _scopes as scopes
from reengineer.simulation.reference import _work as work
from reengineer.simulation.reference._demand import Demand
from reengineer.simulation.reference._model import Step
from reengineer.simulation.reference._people import People
from reengineer.simulation.reference._records import (
    ARMED,
    BATCH_LIMIT,
    BOUNDARY_RING,
    DELIVERY,
    DONE,
    GATHERING,
    HANDLER_RING,
    HOLD,
    INSIDE,
    PATIENCE,
    QUEUED,
    RELEASE,
    RETRY,
    RING,
    TRANSFER,
    WAITING,
    WORKING,
    Catch,
    Clock,
    Item,
    Scope,
)
from reengineer.simulation.reference._run import BATCHING, EXTRANEOUS, Run
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
    """

    def __init__(self, program: Program, seed: int, replication: int, hooks: Hooks | None = None) -> None:
        self.program = program
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
        return self._close(self.program.horizon if self.program.cut else run.last)

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
            self._ring_clocks()
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
                done.extend((row, STATE_COMPLETED) for row in batches.end(run, self.people.members, item))
            elif item.batch is not None:
                batches.end_row(run, self.people.members, item)
                done.append((item, STATE_COMPLETED))
            else:
                work.stop(run, self.people.members, item)
                done.append((item, self._outcome(item)))
        for item, state in done:
            scopes.write_off(run, item, state)
            if state == STATE_COMPLETED:
                events.update(run, item)
        for item, state in done:
            if item.scope.is_over:
                continue
            if state == STATE_COMPLETED:
                scopes.after(run, item)
            else:
                events.fail(run, self.people, item)
        activities.settle(run, self.people)

    def _outcome(self, item: Item) -> int:
        """Return whether an execution failed."""
        share = item.step.failure
        return STATE_FAILED if share > 0 and self.state.uniform_of(item, FAILURE) < share else STATE_COMPLETED

    # Phase B: clocks

    def _ring_clocks(self) -> None:
        """Ring all that is due as the phase begins, in key order; what is set now for this tick is of a later round."""
        run = self.state
        for clock in sorted(run.clocks.pop(run.now), key=lambda clock: (clock.order, clock.purpose)):
            if clock.is_active:
                clock.is_active = False
                self._ring(clock)

    def _ring(self, clock: Clock) -> None:
        run, purpose, target = self.state, clock.purpose, clock.target
        if purpose == BATCH_LIMIT:
            run.fresh_sets.add(target)
            return
        if purpose == DELIVERY:
            run.last = run.now
            case, receiver = target
            case.in_transit -= 1
            run.closing[case.number] = case
            scopes.deliver(run, case, receiver)
            return
        if purpose in (BOUNDARY_RING, HANDLER_RING):
            self._ring_catch(target)
            return
        if target.stage == DONE:
            return
        if purpose == PATIENCE:
            self._lose_patience(clock, target)
            return
        run.last = run.now
        if purpose == RING:
            events.complete_catch(run, self.people, target)
        elif purpose in (TRANSFER, RETRY):
            target.waits[EXTRANEOUS] += run.now - target.enabled
            if purpose == RETRY:
                target.enabled_phase = run.phase
                activities.set_patience(run, target)
            activities.arrive(run, target)
        elif purpose == RELEASE:
            target.waits[BATCHING] += run.now - target.since
            activities.make_ready(run, target)
        elif purpose == HOLD and target.stage == QUEUED:
            self.people.dirty.add(self.people.component_of(target.step).number)

    def _ring_catch(self, catch: Catch) -> None:
        if catch.is_active:
            endings.take_hold(self.state, self.people, catch)

    def _lose_patience(self, clock: Clock, item: Item) -> None:
        """Let an item be abandoned, unless its work was begun; it first goes through one phase C."""
        run = self.state
        if item.allocated >= 0:
            return
        if run.phase <= item.enabled_phase:
            again = Clock(PATIENCE, clock.order, item)
            item.clocks.append(again)
            run.at(run.now, again)
            return
        endings.end_item(run, self.people, item, STATE_ABANDONED)
        self._gone(item, item.step.on_abandoned)

    def _gone(self, item: Item, target: int) -> None:
        """Let the token of an item that left its queue come back, go to where such tokens go, or end."""
        run, step, scope = self.state, item.step, item.scope
        if item.parent is not None:
            item.parent.ended.append(item)
            run.pending[item.parent] = None
        elif step.retrial_share > 0 and run.uniform_of(item, RETRIAL) < step.retrial_share:
            self._come_back(item)
        elif target >= 0:
            run.put_at(scope, target)
        else:
            scopes.end_token(run, scope)

    def _come_back(self, item: Item) -> None:
        run, step, scope = self.state, item.step, item.scope
        delay = run.ticks(step.retrial_delay, run.uniform_of(item, RETRIAL_DELAY), step)
        again = Item(step, scope, run.count_visit(scope, step), 0, run.now)
        activities.arm_borders(run, again)
        scope.live[again] = None
        again.stage = WAITING
        again.enabled_phase = run.phase
        again.clocks.append(run.at(run.now + delay, Clock(RETRY, (*again.key, 2, 0), again)))

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
        limited = [item for item in ready if item.step.limit >= 0 or item.step.balk]
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
        """Turn away items that became ready at this tick, still wait, and find too many before them."""
        run = self.state
        kept: dict[int, int] = {}
        for item in items:
            if item.stage != QUEUED or item.rows:
                continue
            step = item.step
            before = kept.get(step.number, 0) + self._waiting_since_before(step)
            if self._is_full(item, before):
                endings.end_item(run, self.people, item, STATE_BALKED)
                self._gone(item, step.on_balked)
            else:
                kept[step.number] = kept.get(step.number, 0) + 1

    def _waiting_since_before(self, step: Step) -> int:
        queue = self.people.component_of(step).queue
        return sum(item.step is step and item.first_phase < self.state.phase for _, _, item in queue)

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
            batches.finish_row(run, members, item.batch, item, now=run.now)
        elif item.stage == WORKING:
            work.stop(run, members, item)
        run.record(item, STATE_OPEN, -1)


class LiteralEngine(ReferenceEngine):
    """Run like the reference engine, and find the cause of each piece of each wait by looking at everybody again."""

    def _people(self) -> People:
        return People(self.state, literal=True)
