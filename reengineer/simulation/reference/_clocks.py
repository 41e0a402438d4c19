"""Ring clocks, phase B: delays, boundary timers, patience, releases; and let go of those who leave their queue."""

from reengineer.simulation._draws import RETRIAL, RETRIAL_DELAY
from reengineer.simulation._log import STATE_ABANDONED
from reengineer.simulation.reference import _activities as activities
from reengineer.simulation.reference import _endings as endings
from reengineer.simulation.reference import _scopes as scopes
from reengineer.simulation.reference._people import People
from reengineer.simulation.reference._records import (
    BATCH_LIMIT,
    BOUNDARY_RING,
    CALL_AGAIN,
    DELIVERY,
    DONE,
    ESCALATING,
    HANDLER_RING,
    HOLD,
    PATIENCE,
    QUEUED,
    RELEASE,
    RETRY,
    RING,
    TRANSFER,
    WAITING,
    Clock,
    Item,
)
from reengineer.simulation.reference._run import BATCHING, EXTRANEOUS, Run


def ring_all(run: Run, people: People) -> None:
    """Ring all that is due as the phase begins, in key order; what is set now for this tick is of a later round."""
    for clock in sorted(run.clocks.pop(run.now), key=lambda clock: (clock.order, clock.purpose)):
        if not clock.is_active:
            continue
        clock.is_active = False
        if clock.purpose == BATCH_LIMIT:
            run.fresh_sets.add(clock.target)
        elif clock.purpose == DELIVERY:
            _arrive_by_post(run, clock)
        elif clock.purpose in (BOUNDARY_RING, HANDLER_RING):
            if clock.target.is_active:
                endings.take_hold(run, people, clock.target)
        elif clock.target.stage != DONE:
            _ring_item(run, people, clock, clock.target)


def _arrive_by_post(run: Run, clock: Clock) -> None:
    """Deliver a message that was on its way."""
    run.last = run.now
    case, receiver = clock.target
    case.in_transit -= 1
    run.closing[case.number] = case
    scopes.deliver(run, case, receiver)


def _ring_item(run: Run, people: People, clock: Clock, item: Item) -> None:
    """Ring the clock of an item: it happens, arrives, is released, or is abandoned."""
    if clock.purpose == PATIENCE:
        _lose_patience(run, people, clock, item)
        return
    if clock.purpose == ESCALATING:
        _escalate(run, people, item)
        return
    run.last = run.now
    if clock.purpose == RING:
        endings.complete_catch(run, people, item)
    elif clock.purpose in (TRANSFER, RETRY):
        item.waits[EXTRANEOUS] += run.now - item.enabled
        if clock.purpose == RETRY:
            item.enabled_phase = run.phase
            activities.set_limits(run, item)
        activities.arrive(run, item)
    elif clock.purpose == RELEASE:
        item.waits[BATCHING] += run.now - item.since
        activities.make_ready(run, item)
    elif clock.purpose == CALL_AGAIN:
        item.waits[EXTRANEOUS] += run.now - item.enabled
        activities.make_ready(run, item)
    elif clock.purpose == HOLD and item.stage == QUEUED:
        people.dirty.add(people.component_of(item.step).number)


def _escalate(run: Run, people: People, item: Item) -> None:
    """Escalate an item that has waited so long, unless its work was begun."""
    if item.allocated >= 0:
        return
    run.last = run.now
    item.escalated = True
    if item.stage == QUEUED and item.rank:
        people.escalate(item)


def _lose_patience(run: Run, people: People, clock: Clock, item: Item) -> None:
    """Let an item be abandoned, unless its work was begun; it first goes through one phase C."""
    if item.allocated >= 0:
        return
    if run.phase <= item.enabled_phase:
        again = Clock(PATIENCE, clock.order, item)
        item.clocks.append(again)
        run.at(run.now, again)
        return
    endings.end_item(run, people, item, STATE_ABANDONED)
    gone(run, item, item.step.on_abandoned)


def gone(run: Run, item: Item, target: int) -> None:
    """Let the token of an item that left its queue come back, go to where such tokens go, or end."""
    step, scope = item.step, item.scope
    if item.parent is not None:
        item.parent.ended.append(item)
        run.pending[item.parent] = None
    elif item.thrower is not None:
        run.pending[item.thrower] = None
    elif step.retrial_share > 0 and run.uniform_of(item, RETRIAL) < step.retrial_share:
        _come_back(run, item)
    elif target >= 0:
        run.put_at(scope, target)
    else:
        scopes.end_token(run, scope)


def _come_back(run: Run, item: Item) -> None:
    """Let who left begin a new visit; the time until then is extraneous."""
    step, scope = item.step, item.scope
    delay = run.ticks(step.retrial_delay, run.uniform_of(item, RETRIAL_DELAY), step)
    again = Item(step, scope, run.count_visit(scope, step), 0, run.now)
    activities.arm_borders(run, again)
    scope.live[again] = None
    again.stage = WAITING
    again.enabled_phase = run.phase
    again.clocks.append(run.at(run.now + delay, Clock(RETRY, (*again.key, 2, 0), again)))
