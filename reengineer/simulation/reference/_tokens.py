"""Move tokens: what happens when one reaches an element, one function an opcode; joins; and the order of it all."""

import heapq
from collections import deque

from reengineer.errors import Problem, UsageError
from reengineer.simulation._draws import ROUTE
from reengineer.simulation._log import KIND_JOIN
from reengineer.simulation._program import (
    BOUNDARY,
    CATCH,
    END,
    EVENT_BASED,
    EXCLUSIVE,
    INCLUSIVE,
    PARALLEL,
    PASS,
    START,
    SUBPROCESS,
    TASK,
    THROW,
)
from reengineer.simulation.reference import _activities as activities
from reengineer.simulation.reference import _endings as endings
from reengineer.simulation.reference import _events as events
from reengineer.simulation.reference import _scopes as scopes
from reengineer.simulation.reference import _settling as settling
from reengineer.simulation.reference._model import Known, Step
from reengineer.simulation.reference._people import People
from reengineer.simulation.reference._records import Item, Scope
from reengineer.simulation.reference._run import Run


class TokenGame:
    """Move the tokens of all cases.

    Parameters
    ----------
    run : Run
    people : People
    """

    def __init__(self, run: Run, people: People) -> None:
        self.run = run
        self.people = people
        self._enter = {
            START: self._enter_pass,
            PASS: self._enter_pass,
            BOUNDARY: self._enter_pass,
            END: self._enter_end,
            THROW: self._enter_throw,
            TASK: self._enter_activity,
            CATCH: self._enter_activity,
            SUBPROCESS: self._enter_activity,
            EXCLUSIVE: self._enter_exclusive,
            PARALLEL: self._enter_parallel,
            INCLUSIVE: self._enter_inclusive,
            EVENT_BASED: self._enter_event_based,
        }
        joins = [step for step in run.steps if step.join_bits]
        self._joins = {body: [step for step in joins if step.body == body] for body in {step.body for step in joins}}

    def move(self) -> None:
        """Move tokens until nothing moves: (a) ordinary moves, (b) inclusive joins, (c) deliveries, (d) endings."""
        run = self.run
        while True:
            self._move_all()
            if run.pending:
                settling.settle(run, self.people)
            elif self._fire_one_join():
                continue
            elif run.mail or run.signals or run.changed:
                events.deliver_all(run, self.people)
            elif run.endings:
                endings.carry_out(run, self.people)
            else:
                if run.closing:
                    scopes.close_cases(run)
                return

    def _move_all(self) -> None:
        run, steps, enter, moved_in = self.run, self.run.steps, self._enter, self.run.moved_in
        while run.worklist:
            _, element, _, _, _, scope, flow = heapq.heappop(run.worklist)
            moved_in[element] += 1
            step = steps[element]
            if scope.body in self._joins:
                run.touched[scope.case.number, scope.body, scope.word] = scope
            enter[step.opcode](scope, step, flow)

    # One function an opcode

    def _enter_pass(self, scope: Scope, step: Step, _flow: int) -> None:
        self.run.count_visit(scope, step)
        scopes.leave(self.run, scope, step)

    def _enter_end(self, scope: Scope, step: Step, _flow: int) -> None:
        visit = self.run.count_visit(scope, step)
        if not events.throw(self.run, self.people, scope, step, visit):
            scopes.end_token(self.run, scope)

    def _enter_throw(self, scope: Scope, step: Step, _flow: int) -> None:
        visit = self.run.count_visit(scope, step)
        if not events.throw(self.run, self.people, scope, step, visit):
            scopes.leave(self.run, scope, step)

    def _enter_activity(self, scope: Scope, step: Step, _flow: int) -> None:
        activities.activate(self.run, scope, step)

    def _enter_exclusive(self, scope: Scope, step: Step, _flow: int) -> None:
        visit = self.run.count_visit(scope, step)
        if len(step.ways) < 2:
            scopes.leave(self.run, scope, step)
            return
        self.run.moved_out[step.number] += 1
        self.run.put(scope, self._choose(scope, step, visit))

    def _choose(self, scope: Scope, step: Step, visit: int) -> int:
        """Return the flow that a token takes out of an exclusive gateway."""
        run = self.run
        hooked = self._hooked_route(scope, step, visit)
        if hooked is not None:
            return hooked
        if any(way.condition for way in step.ways):
            return scopes.open_ways(run, scope, step, Known(scope.case.attributes, scope.case.number, visit))[0]
        u = run.uniform(scope.case, step.word, scope.word, visit, ROUTE)
        sums = step.shares[min(visit, len(step.shares)) - 1]
        place = 0
        while place < len(step.ways) - 1 and u >= sums[place]:
            place += 1
        return step.ways[place].flow

    def _hooked_route(self, scope: Scope, step: Step, visit: int) -> int | None:
        if self.run.hooks.route is None:
            return None
        target = self.run.hooks.route(step.id, scope.case.number, visit)
        if target is None:
            return None
        for way in step.ways:
            if self.run.steps[way.target].id == target:
                return way.flow
        message = f"the route hook sent case {scope.case.number} from {step.id} to {target}, and no flow leads there"
        remedy = "Return the id of an element that a flow of the gateway leads to."
        raise UsageError([Problem("RE514", message, remedy)])

    def _enter_parallel(self, scope: Scope, step: Step, flow: int) -> None:
        if step.incoming < 2:
            self.run.count_visit(scope, step)
            scopes.leave(self.run, scope, step)
            return
        waiting = self._wait(scope, step, flow)
        if all(waiting):
            self._fire(scope, step, waiting)

    def _wait(self, scope: Scope, step: Step, flow: int) -> list[deque[int]]:
        """Let a token wait at a join; return who waits there, by flow."""
        waiting = scope.joins.setdefault(step.number, [deque() for _ in range(step.incoming)])
        waiting[flow - step.in_first].append(self.run.now)
        return waiting

    def _fire(self, scope: Scope, step: Step, waiting: list[deque[int]]) -> None:
        """Take one token from each flow into a join that holds any, and go on with one."""
        taken = [tokens.popleft() for tokens in waiting if tokens]
        if not any(waiting):
            del scope.joins[step.number]
        scope.tokens -= len(taken) - 1
        visit = self.run.count_visit(scope, step)
        self.run.last = self.run.now
        self.run.record_join(scope, step, visit, min(taken), KIND_JOIN)
        if step.opcode == INCLUSIVE:
            self._split_inclusively(scope, step, visit)
        else:
            scopes.leave(self.run, scope, step)

    # Inclusive gateways

    def _enter_inclusive(self, scope: Scope, step: Step, flow: int) -> None:
        if step.incoming < 2:
            self._split_inclusively(scope, step, self.run.count_visit(scope, step))
        else:
            self._wait(scope, step, flow)

    def _split_inclusively(self, scope: Scope, step: Step, visit: int) -> None:
        run = self.run
        if len(step.ways) < 2:
            scopes.leave(run, scope, step)
            return
        flows = self._inclusive_ways(scope, step, visit)
        run.moved_out[step.number] += len(flows)
        scopes.spread(run, scope, flows)

    def _inclusive_ways(self, scope: Scope, step: Step, visit: int) -> list[int]:
        run = self.run
        if any(way.condition for way in step.ways):
            return scopes.open_ways(run, scope, step, Known(scope.case.attributes, scope.case.number, visit))
        default = step.default - int(run.program.out_first[step.number])
        flows = [
            way.flow
            for place, way in enumerate(step.ways)
            if place != default and run.uniform(scope.case, way.word, scope.word, visit, ROUTE) < step.shares[0][place]
        ]
        return flows or [step.ways[default].flow]

    def _fire_one_join(self) -> bool:
        """Let the first inclusive join fire that can, of the cases whose tokens moved; say whether one did."""
        run = self.run
        for key in sorted(run.touched):
            scope = run.touched[key]
            for join in () if scope.is_over else self._joins[scope.body]:
                waiting = scope.joins.get(join.number)
                if waiting is not None and self._may_fire(scope, join, waiting):
                    self._fire(scope, join, waiting)
                    return True
        run.touched.clear()
        return False

    def _may_fire(self, scope: Scope, join: Step, waiting: list[deque[int]]) -> bool:
        """Say whether no token elsewhere could still come by a flow without one, and by none that has one."""
        marked = sum(1 << place for place, tokens in enumerate(waiting) if tokens)
        for element in self._places(scope, join):
            bits = join.join_bits[element]
            if bits & ~marked and not bits & marked:
                return False
        return marked != 0

    def _places(self, scope: Scope, join: Step) -> list[int]:
        """Return the elements before which, or in which, the other tokens of a scope are."""
        found = [item.token_at for item in scope.live]
        for element, waiting in scope.joins.items():
            if element != join.number and any(waiting):
                found.append(element)
        return found

    # Event-based gateways

    def _enter_event_based(self, scope: Scope, step: Step, _flow: int) -> None:
        """Arm all events behind the gateway; the first to happen wins."""
        run = self.run
        run.count_visit(scope, step)
        if len(step.ways) < 2:
            scopes.leave(run, scope, step)
            return
        run.moved_out[step.number] += 1
        group: list[Item] = []
        for way in step.ways:
            target = run.steps[way.target]
            item = Item(target, scope, run.count_visit(scope, target), 0, run.now)
            item.group, item.token_at = group, step.number
            group.append(item)
        for item in group:
            if item.step.parts:
                activities.arm_borders(run, item)
            activities.enable(run, item)
