"""Open and close scope instances, and let tokens leave elements."""

from collections import deque

from reengineer.simulation._draws import EVENT_DELAY, scope_word
from reengineer.simulation._log import STATE_COMPLETED
from reengineer.simulation._tables import CONDITION, ERROR, ESCALATION, MESSAGE, SIGNAL
from reengineer.simulation._trouble import no_way_out
from reengineer.simulation.reference._model import Known, Step, evaluate
from reengineer.simulation.reference._records import (
    DELIVERY,
    DONE,
    HANDLER_RING,
    INSIDE,
    Case,
    Catch,
    Clock,
    Item,
    Scope,
)
from reengineer.simulation.reference._run import Run


def open_pool(run: Run, case: Case, body: int, elements: list[int]) -> None:
    """Start a pool of a case, with a token at each of some elements."""
    times = case.started[body] = case.started.get(body, 0) + 1
    body_word = int(run.program.scopes.body_word[body])
    word = 0 if times == 1 else scope_word(0, body_word, times, 0)
    scope = Scope(case, body, word, 0, None)
    case.roots.append(scope)
    _fill(run, scope, elements)


def open_inside(run: Run, item: Item, *, only: int = -1) -> None:
    """Start what a sub-process runs; an event sub-process at `only` the start event that happened."""
    body = item.step.inside
    parent = item.scope
    word = scope_word(parent.word, item.step.word, item.visit, item.instance)
    scope = Scope(item.case, body, word, parent.depth + 1, item)
    item.inside = scope
    item.stage = INSIDE
    item.started = run.now
    first, last = run.program.scopes.entry_first[body : body + 2].tolist()
    _fill(run, scope, run.program.scopes.entry_element[first:last].tolist() if only < 0 else [only])


def _fill(run: Run, scope: Scope, elements: list[int]) -> None:
    scope.tokens = len(elements)
    arm_handlers(run, scope)
    for element in elements:
        run.put_at(scope, element)
    if not elements:
        close(run, scope)


def arm_handlers(run: Run, scope: Scope) -> None:
    """Arm the event sub-processes of a scope."""
    first, last = run.program.scopes.handler_first[scope.body : scope.body + 2].tolist()
    for start in run.program.scopes.handler_start[first:last].tolist():
        arm_handler(run, scope, run.steps[start])


def arm_handler(run: Run, scope: Scope, start: Step) -> None:
    """Arm the start event of one event sub-process."""
    catch = Catch(start, scope, None, run.count_visit(scope, start), run.now)
    scope.handlers.append(catch)
    await_trigger(run, catch, HANDLER_RING)


def await_trigger(run: Run, catch: Catch, purpose: int) -> None:
    """Let a boundary event, or the start of an event sub-process, wait for what it waits for."""
    step = catch.step
    if step.trigger == MESSAGE:
        run.arm(catch, (MESSAGE, step.number))
        run.mail[catch.scope.case.number, step.number] = catch.scope.case
    elif step.trigger == CONDITION:
        run.arm(catch, (CONDITION, 0))
        run.changed[catch.scope.case.number] = catch.scope.case
    elif step.trigger in (SIGNAL, ERROR, ESCALATION):
        run.arm(catch, (step.trigger, step.code))
    elif step.delay >= 0 or step.timer_tick >= 0:
        set_timer(run, catch, purpose)


def set_timer(run: Run, catch: Catch, purpose: int) -> None:
    """Set the clock of a timer for its next ring: a date, a duration, or so many of them since it was armed."""
    step = catch.step
    catch.rung += 1
    if step.timer_tick >= 0:
        tick = max(step.timer_tick, run.now)
    else:
        lasts = _period(run, catch) * catch.rung
        tick = catch.armed_at + lasts
        if step.delay_calendar >= 0:
            tick = run.calendars[step.delay_calendar].advance(catch.armed_at, lasts)
        tick = max(tick, run.now)
    catch.clock = run.at(tick, Clock(purpose, _order(catch), catch))


def _period(run: Run, catch: Catch) -> int:
    case = catch.scope.case
    u = run.uniform(case, catch.step.word, catch.scope.word, catch.visit, EVENT_DELAY)
    return run.ticks(catch.step.delay, u, catch.step)


def _order(catch: Catch) -> tuple[int, ...]:
    """Return the place of a ring among those of its tick: by the activity, then boundary events in order."""
    if catch.item is not None:
        return (*catch.item.key, 0, catch.step.number)
    return (catch.scope.case.number, catch.step.number, catch.scope.word, catch.visit, 0, 2, 0)


def leave(run: Run, scope: Scope, step: Step, known: Known | None = None) -> None:
    """Let a token leave an element: by each way that is open, or by the default; without any way it ends."""
    ways = step.ways
    if len(ways) == 1 and not ways[0].condition:
        run.moved_out[step.number] += 1
        run.put(scope, ways[0].flow)
        return
    flows = open_ways(run, scope, step, known or Known(scope.case.attributes, scope.case.number))
    run.moved_out[step.number] += len(flows)
    spread(run, scope, flows)


def open_ways(run: Run, scope: Scope, step: Step, known: Known) -> list[int]:
    """Return the flows that are unconditional or whose condition holds; the default where none does.

    Raises
    ------
    ModelError
        If none holds and there is no default.
    """
    first = int(run.program.out_first[step.number])
    default = step.default - first
    flows = [
        way.flow
        for place, way in enumerate(step.ways)
        if place != default and (not way.condition or evaluate(way.condition, known))
    ]
    if flows or not step.ways:
        return flows
    if step.default < 0:
        raise no_way_out(scope.case.number, step.id)
    return [step.ways[default].flow]


def spread(run: Run, scope: Scope, flows: list[int]) -> None:
    """Let one token go on by several flows, or end by none."""
    if not flows:
        end_token(run, scope)
        return
    scope.tokens += len(flows) - 1
    for flow in flows:
        run.put(scope, flow)


def end_token(run: Run, scope: Scope) -> None:
    """Take a token out of its scope, and close the scope with the last."""
    scope.tokens -= 1
    if scope.tokens == 0 and not scope.is_over:
        close(run, scope)


def close(run: Run, scope: Scope) -> None:
    """Complete a scope in which no token is left."""
    shut(run, scope)
    if scope.holder is not None:
        complete(run, scope.holder)
    else:
        close_pool(run, scope)


def close_pool(run: Run, scope: Scope) -> None:
    """Take a pool out of its case, which may be over then."""
    scope.case.roots.remove(scope)
    run.closing[scope.case.number] = scope.case


def close_cases(run: Run) -> None:
    """End the cases of which nothing is left: no pool, and no message on its way that could start one."""
    for number in sorted(run.closing):
        case = run.closing[number]
        if not case.roots and not case.in_transit:
            case.completed = run.now
            case.state = case.outcome
            run.last = run.now
            run.leavers.append(case)
            run.count_cases(-1)
            run.kept_messages += sum(len(kept) for kept in case.box.values())
    run.closing.clear()


def shut(run: Run, scope: Scope) -> None:
    """Disarm what waits in a scope, which is over now."""
    scope.is_over = True
    for catch in scope.handlers:
        if catch.is_active:
            run.disarm(catch)


def send(run: Run, scope: Scope, step: Step, visit: int) -> None:
    """Send the messages of an element to those in the model who receive them; all are on their way for one time."""
    if not step.receivers:
        return
    if step.message_delay < 0:
        for receiver in step.receivers:
            deliver(run, scope.case, receiver)
        return
    u = run.uniform(scope.case, step.word, scope.word, visit, EVENT_DELAY)
    lasts = run.ticks(step.message_delay, u, step)
    order = (scope.case.number, step.number, scope.word, visit, 0, 2, 0)
    for receiver in step.receivers:
        scope.case.in_transit += 1
        run.at(run.now + lasts, Clock(DELIVERY, order, (scope.case, receiver)))


def deliver(run: Run, case: Case, receiver: int) -> None:
    """Put a message into the box of its receiver, to be looked at in (c)."""
    case.box.setdefault(receiver, deque()).append(run.now)
    run.mail[case.number, receiver] = case


def complete(run: Run, item: Item, state: int = STATE_COMPLETED) -> None:
    """Complete an activity: write its row, disarm its boundary events, and let its token go on."""
    write_off(run, item, state)
    after(run, item)


def write_off(run: Run, item: Item, state: int) -> None:
    """Write the row of an item that is over, and take it from its scope."""
    run.last = run.now
    item.stage = DONE
    item.finished = run.now
    del item.scope.live[item]
    run.record(item, state, run.now)
    if state == STATE_COMPLETED:
        disarm_borders(run, item)


def after(run: Run, item: Item) -> None:
    """Go on after an activity that completed: it sends its message, and its token goes on.

    An instance of a repeated activity tells its carrier instead, a compensation handler who undoes.
    """
    send(run, item.scope, item.step, item.visit)
    if item.parent is not None:
        item.parent.ended.append(item)
        run.pending[item.parent] = None
        return
    if item.step.handler >= 0:
        item.scope.finished.append(item)
    go_on(run, item)


def go_on(run: Run, item: Item) -> None:
    """Let the token of an item that is done go on."""
    if item.thrower is not None:
        run.pending[item.thrower] = None
    else:
        leave(run, item.scope, item.step, item.known)


def disarm_borders(run: Run, item: Item) -> None:
    """Disarm the boundary events and clocks of an item."""
    for catch in item.borders:
        if catch.is_active:
            run.disarm(catch)
    for clock in item.clocks:
        clock.is_active = False
