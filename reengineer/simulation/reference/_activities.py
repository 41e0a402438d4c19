"""Let activities live: enabled, on their way, gathered, ready; repeated; run from inside; events waited for."""

import math

from reengineer.simulation import _draws as draws
from reengineer.simulation._program import CATCH, SUBPROCESS
from reengineer.simulation._tables import (
    CONDITION,
    MESSAGE,
    NO_LOOP,
    PARALLEL_INSTANCES,
    SEQUENTIAL,
    SIGNAL,
    STANDARD_AFTER,
    STANDARD_BEFORE,
)
from reengineer.simulation.reference import _endings as endings
from reengineer.simulation.reference import _scopes as scopes
from reengineer.simulation.reference._model import Known, Step, evaluate
from reengineer.simulation.reference._people import People
from reengineer.simulation.reference._records import (
    ARMED,
    BOUNDARY_RING,
    DONE,
    ESCALATING,
    GATHERING,
    HOLD,
    INSIDE,
    PATIENCE,
    QUEUED,
    RELEASE,
    RING,
    TRANSFER,
    WAITING,
    Catch,
    Clock,
    Item,
    Scope,
)
from reengineer.simulation.reference._run import Run


def activate(run: Run, scope: Scope, step: Step) -> None:
    """Begin a visit of an activity or catch event."""
    item = Item(step, scope, run.count_visit(scope, step), 0, run.now)
    arm_borders(run, item)
    if step.loop == NO_LOOP:
        enable(run, item)
    else:
        _begin_repetition(run, item)


def arm_borders(run: Run, item: Item) -> None:
    """Arm the boundary events of an activity; those that run from the start of work wait for it."""
    for number in item.step.boundaries:
        border = run.steps[number]
        catch = Catch(border, item.scope, item, run.count_visit(item.scope, border), run.now)
        item.borders.append(catch)
        if not border.from_started:
            scopes.await_trigger(run, catch, BOUNDARY_RING)


def arm_late_borders(run: Run) -> None:
    """Arm the boundary timers that run from the start of work, of what has just begun."""
    begun, run.begun = run.begun, []
    for item in begun:
        for catch in (item.parent or item).borders:
            if catch.step.from_started and catch.is_active and not catch.rung:
                catch.armed_at = max(item.started, run.now)
                scopes.await_trigger(run, catch, BOUNDARY_RING)


def enable(run: Run, item: Item) -> None:
    """Enable an instance: a sub-process starts, an event is armed, work is on its way to who does it."""
    step = item.step
    item.scope.live[item] = None
    item.enabled = run.now
    item.enabled_phase = run.phase
    if step.opcode == SUBPROCESS:
        scopes.open_inside(run, item)
    elif step.opcode == CATCH:
        arm(run, item)
    else:
        set_limits(run, item)
        if step.transfer >= 0:
            item.stage = WAITING
            delay = run.ticks(step.transfer, run.uniform_of(item, draws.TRANSFER), step)
            _clock(run, item, run.now + delay, TRANSFER)
        else:
            arrive(run, item)


def arrive(run: Run, item: Item) -> None:
    """Let work arrive where it is done: it gathers, is held for a release, or is ready."""
    step = item.step
    if step.is_batched:
        item.stage = GATHERING
        item.since = run.now
        value = item.case.attributes[step.group_by] if step.group_by >= 0 else 0.0
        run.gathering.setdefault((step.number, value), []).append(item)
        run.fresh_sets.add((step.number, value))
    elif step.release >= 0:
        item.stage = WAITING
        item.since = run.now
        _clock(run, item, run.calendars[step.release].next_open(run.now), RELEASE)
    else:
        make_ready(run, item)


def make_ready(run: Run, item: Item) -> None:
    """Make an item ready: it may start in phase C of this tick."""
    item.stage = QUEUED
    item.ready = run.now
    item.first_phase = run.phase + 1
    if item.step.hold and item.step.preferred >= 0:
        item.hold_until = run.now + item.step.hold
        _clock(run, item, item.hold_until, HOLD)
    run.newly_ready.append(item)


def set_limits(run: Run, item: Item) -> None:
    """Set the clocks of how long an item may wait, from now on: until it is escalated, until it is abandoned."""
    if item.step.escalates_after >= 0:
        _clock(run, item, run.now + item.step.escalates_after, ESCALATING)
    _set_patience(run, item)


def _set_patience(run: Run, item: Item) -> None:
    step = item.step
    if step.patience >= 0:
        lasts = run.ticks(step.patience, run.uniform_of(item, draws.PATIENCE), step)
    elif step.patience_of:
        seconds = evaluate(step.patience_of, item.known)
        if math.isnan(seconds):
            return
        lasts = run.rounded(seconds, step)
    else:
        return
    _clock(run, item, run.along(step.patience_calendar, lasts), PATIENCE)


def _clock(run: Run, item: Item, tick: int, purpose: int) -> None:
    rank = 1 if purpose == PATIENCE else 2
    item.clocks.append(run.at(tick, Clock(purpose, (*item.key, rank, 0), item)))


# Events that are waited for


def arm(run: Run, item: Item) -> None:
    """Let a catch event wait: for a release, a timer, a message, a signal, a condition, or so long as is stated."""
    step = item.step
    item.stage = ARMED
    catch = Catch(step, item.scope, item, item.visit, run.now)
    if step.release >= 0:
        _clock(run, item, run.calendars[step.release].next_open(run.now), RING)
    elif step.timer_tick >= 0:
        _clock(run, item, max(step.timer_tick, run.now), RING)
    elif step.delay >= 0:
        left = run.left_of(item)
        lasts = run.ticks(step.delay if left < 0 else left, run.uniform_of(item, draws.EVENT_DELAY), step)
        _clock(run, item, run.along(step.delay_calendar, lasts), RING)
    elif step.trigger == MESSAGE:
        item.borders.append(catch)
        run.arm(catch, (MESSAGE, step.number))
        run.mail[item.case.number, step.number] = item.case
    elif step.trigger == SIGNAL:
        item.borders.append(catch)
        run.arm(catch, (SIGNAL, step.code))
    elif step.trigger == CONDITION:
        item.borders.append(catch)
        run.arm(catch, (CONDITION, 0))
        run.changed[item.case.number] = item.case


# Repetition


def _begin_repetition(run: Run, carrier: Item) -> None:
    """Begin a loop or a multi-instance activity; the carrier has no row, and holds the boundary events."""
    step = carrier.step
    carrier.stage = INSIDE
    carrier.scope.live[carrier] = None
    if step.loop in (SEQUENTIAL, PARALLEL_INSTANCES):
        carrier.count = _cardinality(run, carrier)
        first = carrier.count if step.loop == PARALLEL_INSTANCES else min(carrier.count, 1)
    else:
        first = int(step.loop == STANDARD_AFTER or _goes_on(run, carrier, 1))
    if not first:
        end_repetition(run, carrier)
        return
    for _ in range(first):
        _next_instance(run, carrier)


def _cardinality(run: Run, carrier: Item) -> int:
    step = carrier.step
    if step.cardinality >= 0:
        number = run.value(step.cardinality, run.uniform_of(carrier, draws.CARDINALITY))
    else:
        number = evaluate(step.cardinality_of, carrier.known)
    return max(math.floor(number + 0.5), 0) if math.isfinite(number) else 0


def _next_instance(run: Run, carrier: Item) -> None:
    number = len(carrier.children) + 1
    item = Item(carrier.step, carrier.scope, carrier.visit, number, run.now)
    item.parent = carrier
    carrier.children.append(item)
    enable(run, item)


def _goes_on(run: Run, carrier: Item, iteration: int) -> bool:
    """Say whether a standard loop begins one more iteration; the draw is that of the iteration named."""
    step = carrier.step
    done = len(carrier.children)
    if step.loop_most and done >= step.loop_most:
        return False
    if step.loop_share >= 0:
        return run.uniform_of(carrier, draws.REPEAT, iteration) < step.loop_share
    if step.loop_condition:
        known = carrier.known
        return bool(evaluate(step.loop_condition, Known(known.attributes, known.case, known.visit, done, done, done)))
    return True


def settle(run: Run, people: People, carrier: Item) -> None:
    """Let a repeated activity go on whose instances ended; they count in their order."""
    ended = len(carrier.ended)
    carrier.ended.clear()
    for _ in range(ended):
        carrier.completed_count += 1
        if carrier.step.completion and evaluate(carrier.step.completion, carrier.known):
            for child in carrier.children:
                if child.stage != DONE:
                    endings.end_item(run, people, child)
            end_repetition(run, carrier)
            return
    if _is_all_done(carrier):
        end_repetition(run, carrier)
    elif carrier.step.loop == SEQUENTIAL:
        _next_instance(run, carrier)
    elif carrier.step.loop != PARALLEL_INSTANCES:
        if _goes_on(run, carrier, len(carrier.children) + (carrier.step.loop == STANDARD_BEFORE)):
            _next_instance(run, carrier)
        else:
            end_repetition(run, carrier)


def _is_all_done(carrier: Item) -> bool:
    """Say whether all instances of a multi-instance activity are done."""
    is_counted = carrier.step.loop in (SEQUENTIAL, PARALLEL_INSTANCES)
    return is_counted and carrier.completed_count >= carrier.count


def end_repetition(run: Run, carrier: Item) -> None:
    """Let the token of a repeated activity leave."""
    run.last = run.now
    carrier.stage = DONE
    carrier.finished = run.now
    del carrier.scope.live[carrier]
    scopes.disarm_borders(run, carrier)
    if carrier.step.handler >= 0:
        carrier.scope.finished.append(carrier)
    scopes.go_on(run, carrier)
