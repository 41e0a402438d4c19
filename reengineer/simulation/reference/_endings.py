"""End what is unfinished: withdraw, interrupt; terminate scopes; let errors and boundary events take hold."""

import heapq
from collections.abc import Iterator

from reengineer._records import dataclass
from reengineer.simulation._log import CASE_FAILED, CASE_TERMINATED, STATE_INTERRUPTED, STATE_WITHDRAWN
from reengineer.simulation._tables import CANCEL, CONDITION, ERROR, ESCALATION, MESSAGE, SIGNAL
from reengineer.simulation.reference import _batches as batches
from reengineer.simulation.reference import _scopes as scopes
from reengineer.simulation.reference import _work as work
from reengineer.simulation.reference._people import People
from reengineer.simulation.reference._records import (
    ARMED,
    BOUNDARY_RING,
    DONE,
    GATHERING,
    HANDLER_RING,
    INSIDE,
    QUEUED,
    WAITING,
    WORKING,
    Catch,
    Item,
    Scope,
)
from reengineer.simulation.reference._run import BATCHING, EXTRANEOUS, Run

AGAIN = (MESSAGE, SIGNAL, CONDITION, ERROR, ESCALATION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """Be the end of a scope that was thrown and waits for phase A (d).

    Parameters
    ----------
    scope : Scope
    trigger, code : int
        TERMINATE, ERROR, CANCEL or ESCALATION.
    catch : Catch or None
        Who catches an escalation, and interrupts.
    """

    scope: Scope
    trigger: int
    code: int = -1
    catch: Catch | None = None

    @property
    def order(self) -> tuple[int, int, int]:
        """Return what decides which ending comes first: the outermost."""
        return (self.scope.depth, self.scope.case.number, self.scope.word)


def end_item(run: Run, people: People, item: Item, state: int | None = None) -> None:
    """End an unfinished item and what runs inside it; its row says how far it came."""
    run.last = run.now
    scopes.disarm_borders(run, item)
    found = _take_out(run, people, item)
    item.stage = DONE
    item.generation += 1
    item.scope.live.pop(item, None)
    if found is not None:
        run.record(item, found if state is None else state, run.now)


def _take_out(run: Run, people: People, item: Item) -> int | None:
    """Take an item out of where it stands, its waits charged; return the state of its row, None where it has none."""
    if item.stage == INSIDE:
        return _empty(run, people, item)
    if item.stage == ARMED:
        item.waits[item.step.delay_cause] += run.now - item.enabled
        return STATE_WITHDRAWN if item.group is None else None
    charge(run, people, item)
    if item.stage == GATHERING:
        batches.take_out(run, item)
    elif item.stage == QUEUED:
        _leave_queue(run, people, item)
    elif item.stage == WORKING:
        if item.batch is None:
            work.stop(run, people.members, item)
        else:
            batches.leave_working(run, people.members, item.batch, item)
    return STATE_INTERRUPTED if item.allocated >= 0 else STATE_WITHDRAWN


def charge(run: Run, people: People, item: Item) -> None:
    """Charge the wait up to now of an item that is on its way, held, gathering, or in a queue."""
    if item.stage == WAITING:
        item.waits[EXTRANEOUS if item.since < 0 else BATCHING] += run.now - (
            item.enabled if item.since < 0 else item.since
        )
    elif item.stage == GATHERING:
        item.waits[BATCHING] += run.now - item.since
    elif item.stage == QUEUED and item.step.alternatives:
        people.charge(item.batch or item)
        if item.batch is not None:
            batches.share_waits(item.batch, item)


def _leave_queue(run: Run, people: People, item: Item) -> None:
    """Take an item out of its queue; a batch that nobody is left of leaves it too."""
    leader = item.batch or item
    if item.batch is not None:
        item.batch.rows.remove(item)
        if item.batch.rows:
            return
        leader.stage = DONE
    if leader in run.newly_ready:
        run.newly_ready.remove(leader)
    elif leader in run.unstaffed:
        run.unstaffed.remove(leader)
    else:
        people.leave_queue(leader)


def _empty(run: Run, people: People, item: Item) -> int | None:
    """End all inside a sub-process or a repeated activity; the carrier of repeated instances has no row."""
    for child in item.children:
        if child.stage != DONE:
            end_item(run, people, child)
    if item.inside is None:
        return None
    end_scope(run, people, item.inside)
    return STATE_INTERRUPTED


def end_scope(run: Run, people: People, scope: Scope, *, is_over: bool = True) -> None:
    """End everything in a scope: items, tokens, and what is armed."""
    for item in sorted(scope.live, key=lambda each: each.key):
        if item in scope.live:
            end_item(run, people, item)
    scope.joins.clear()
    scope.tokens = 0
    run.worklist = [token for token in run.worklist if token[5] is not scope]
    heapq.heapify(run.worklist)
    scopes.shut(run, scope)
    scope.is_over = is_over


# Endings of scopes, phase A (d)


def carry_out(run: Run, people: People) -> None:
    """Carry out the outermost of the endings that were thrown."""
    ending = min(run.endings, key=lambda each: each.order)
    run.endings.remove(ending)
    if ending.scope.is_over:
        return
    if ending.trigger == ERROR:
        throw_error(run, people, ending.scope, ending.code)
    elif ending.trigger == CANCEL:
        _cancel(run, people, ending.scope)
    elif ending.catch is not None:
        if ending.catch.is_active:
            take_hold(run, people, ending.catch)
    else:
        _terminate(run, people, ending.scope)


def _terminate(run: Run, people: People, scope: Scope) -> None:
    """End a scope: who holds it goes on as if it had completed; a pool is over."""
    end_scope(run, people, scope)
    if scope.holder is not None:
        scopes.complete(run, scope.holder)
    else:
        scope.case.outcome = max(scope.case.outcome, CASE_TERMINATED)
        scopes.close_pool(run, scope)


def _cancel(run: Run, people: People, scope: Scope) -> None:
    """End a transaction, which was compensated before; its cancel boundary event goes on."""
    holder = scope.holder
    if holder is None:
        _terminate(run, people, scope)
        return
    borders = (holder.parent or holder).borders
    border = next((catch for catch in borders if catch.is_active and catch.step.trigger == CANCEL), None)
    if border is None:
        _terminate(run, people, scope)
    else:
        take_hold(run, people, border)


def throw_error(run: Run, people: People, scope: Scope, code: int) -> None:
    """End what an error ends, and go on where it is caught; the case fails where nobody does."""
    catch = next(catchers(scope, ERROR, code), None)
    if catch is not None:
        take_hold(run, people, catch)
        return
    case = scope.case
    case.outcome = CASE_FAILED
    for root in list(case.roots):
        end_scope(run, people, root)
        scopes.close_pool(run, root)


def catchers(scope: Scope, trigger: int, code: int) -> Iterator[Catch]:
    """Give what could catch an error or escalation from a scope: innermost first, the same code before none."""
    inside: Scope | None = scope
    while inside is not None:
        yield from of_code(inside.handlers, trigger, code)
        holder = inside.holder
        if holder is None:
            return
        yield from of_code((holder.parent or holder).borders, trigger, code)
        inside = holder.scope


def of_code(catches: list[Catch], trigger: int, code: int) -> Iterator[Catch]:
    """Give those of some catches that take a code: its own, then without a code; what has no code is taken by any."""
    own = [catch for catch in catches if catch.is_active and catch.step.trigger == trigger]
    yield from (catch for catch in own if catch.step.code == code and code >= 0)
    yield from (catch for catch in own if catch.step.code < 0)
    if code < 0:
        yield from (catch for catch in own if catch.step.code >= 0)


# Boundary events and event sub-processes


def take_hold(run: Run, people: People, catch: Catch) -> None:
    """Let a boundary event or the start of an event sub-process happen; of several that wait together, the last."""
    run.last = run.now
    event = run.whole_of(catch.step)
    if event.needs_all and _must_wait(run, catch):
        return
    if catch.item is None:
        _start_handler(run, people, catch)
        return
    if catch.item.step is event:
        complete_catch(run, people, catch.item)
        return
    scope = catch.item.scope
    if catch.step.interrupting:
        run.pending.pop(catch.item, None)
        end_item(run, people, catch.item)
        if catch.item.thrower is not None:
            end_item(run, people, catch.item.thrower)
    else:
        scope.tokens += 1
        _again(run, catch, BOUNDARY_RING)
    scopes.leave(run, scope, event)


def _start_handler(run: Run, people: People, catch: Catch) -> None:
    """Start an event sub-process; one that interrupts ends all else in its scope."""
    scope = catch.scope
    step = run.handler_step(catch.step)
    if catch.step.interrupting:
        end_scope(run, people, scope, is_over=False)
    else:
        _again(run, catch, HANDLER_RING)
    item = Item(step, scope, run.count_visit(scope, step), 0, run.now)
    scope.live[item] = None
    scope.tokens += 1
    scopes.open_inside(run, item, only=run.whole_of(catch.step).number)


def _again(run: Run, catch: Catch, purpose: int) -> None:
    """Let a catch that does not interrupt wait for the next time: a timer as often as is stated.

    Of events that wait together each waits again, where all of them can come again.
    """
    if run.whole_of(catch.step).needs_all:
        together = _together(catch)
        if all(_comes_again(each) for each in together):
            for each in together:
                each.is_active = True
                scopes.await_trigger(run, each, purpose)
    elif catch.step.trigger not in AGAIN and _comes_again(catch):
        scopes.set_timer(run, catch, purpose)


def _comes_again(catch: Catch) -> bool:
    step = catch.step
    return step.trigger in AGAIN or (step.timer_tick < 0 and (step.timer_times == 0 or catch.rung < step.timer_times))


def _together(catch: Catch) -> list[Catch]:
    """Return the parts of an event that wait together with one of them, itself included."""
    beside = catch.scope.handlers if catch.item is None else catch.item.borders
    return [each for each in beside if each.step.whole == catch.step.whole]


def _must_wait(run: Run, catch: Catch) -> bool:
    """Let one of several events have happened; say whether another is still to come."""
    run.disarm(catch)
    return any(each.is_active for each in _together(catch))


def complete_catch(run: Run, people: People, item: Item) -> None:
    """Complete an armed event; behind an event-based gateway the others are withdrawn."""
    item.started = item.enabled
    item.waits[item.step.delay_cause] += run.now - item.enabled
    group = item.group or []
    for other in group:
        if other is not item and other.stage != DONE:
            end_item(run, people, other)
    scopes.complete(run, item)
