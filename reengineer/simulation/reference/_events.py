"""Throw, and deliver what was thrown: messages, signals, changes of attributes."""

from reengineer.simulation._draws import UPDATE
from reengineer.simulation._tables import (
    CANCEL,
    COMPENSATION,
    CONDITION,
    ERROR,
    ESCALATION,
    MESSAGE,
    SIGNAL,
    TERMINATE,
)
from reengineer.simulation.reference import _endings as endings
from reengineer.simulation.reference import _scopes as scopes
from reengineer.simulation.reference import _undoing as undoing
from reengineer.simulation.reference._model import Known, Step, evaluate
from reengineer.simulation.reference._people import People
from reengineer.simulation.reference._records import Case, Catch, Item, Scope
from reengineer.simulation.reference._run import Run


def throw(run: Run, people: People, scope: Scope, step: Step, visit: int) -> bool:
    """Let an end or throw event throw, each of its parts in turn; say whether its token stays.

    It does until something else ends it or lets it go on.
    """
    stays = _throw_one(run, people, scope, step, visit)
    for part in run.parts_of(step):
        stays = _throw_one(run, people, scope, part, visit) or stays
    return stays


def _throw_one(run: Run, people: People, scope: Scope, step: Step, visit: int) -> bool:
    scopes.send(run, scope, step, visit)
    if step.trigger == SIGNAL:
        order = (scope.case.number, step.number, scope.word, visit)
        run.signals.append((order, scope.case, step.code, step.broadcast))
    elif step.trigger == ESCALATION:
        _escalate(run, people, scope, step.code)
    elif step.trigger in (ERROR, TERMINATE):
        run.endings.append(endings.Ending(scope=scope, trigger=step.trigger, code=step.code))
        return True
    elif step.trigger in (COMPENSATION, CANCEL):
        return undoing.begin(run, scope, step, visit)
    return False


def _escalate(run: Run, people: People, scope: Scope, code: int) -> None:
    """Tell who catches an escalation; it ends something only where the catch interrupts, and then in (d)."""
    catch = next(endings.catchers(scope, ESCALATION, code), None)
    if catch is None:
        return
    if not catch.step.interrupting:
        endings.take_hold(run, people, catch)
        return
    ended = catch.item.inside if catch.item is not None and catch.item.inside is not None else catch.scope
    run.endings.append(endings.Ending(scope=ended, trigger=ESCALATION, catch=catch))


# Phase A (c)


def deliver_all(run: Run, people: People) -> bool:
    """Deliver messages, then signals, then changes of attributes; say whether anything happened."""
    happened = False
    while run.mail:
        key = min(run.mail)
        happened = _match(run, people, run.mail.pop(key), key[1]) or happened
    signals, run.signals = sorted(run.signals, key=lambda each: each[0]), []
    for _, case, code, broadcast in signals:
        heard = [each for each in run.cases if each.completed < 0] if broadcast else [case]
        for each in heard:
            happened = _signal(run, people, each, code) or happened
        for start in run.started_by(code) if broadcast else ():
            scopes.open_pool(run, case, start.body, [start.number])
            happened = True
    while run.changed:
        number = min(run.changed)
        happened = _conditions(run, people, run.changed.pop(number)) or happened
    return happened


def _match(run: Run, people: People, case: Case, receiver: int) -> bool:
    """Let armed catches of a receiver take the messages that wait for it, the oldest first."""
    step = run.steps[receiver]
    kept = case.box.get(receiver)
    happened = False
    while kept:
        if run.is_pool_start(step):
            kept.popleft()
            scopes.open_pool(run, case, step.body, [step.number])
            happened = True
            continue
        waiting = [catch for catch in case.armed.get((MESSAGE, receiver), ()) if catch.is_active]
        if not waiting:
            break
        kept.popleft()
        happen(run, people, min(waiting, key=lambda catch: (catch.visit, catch.scope.word, _instance(catch))))
        happened = True
    return happened


def _signal(run: Run, people: People, case: Case, code: int) -> bool:
    waiting = [catch for key in ((SIGNAL, code), (SIGNAL, -1)) for catch in case.armed.get(key, ()) if catch.is_active]
    for catch in sorted(waiting, key=_order):
        if catch.is_active:
            happen(run, people, catch)
    return bool(waiting)


def _conditions(run: Run, people: People, case: Case) -> bool:
    happened = False
    for catch in sorted(case.armed.get((CONDITION, 0), ()), key=_order):
        holds = catch.is_active and bool(
            evaluate(catch.step.condition, Known(case.attributes, case.number, catch.visit))
        )
        if holds and not catch.rung:
            catch.rung = 1
            happen(run, people, catch)
            happened = True
        elif not holds:
            catch.rung = 0
    return happened


def _order(catch: Catch) -> tuple[int, int, int, int]:
    return (catch.step.number, catch.scope.word, catch.visit, _instance(catch))


def _instance(catch: Catch) -> int:
    return catch.item.instance if catch.item is not None and catch.item.step is catch.step else 0


def happen(run: Run, people: People, catch: Catch) -> None:
    """Let something armed happen: a catch event completes, a boundary event or event sub-process takes hold."""
    item = catch.item
    if item is not None and item.step is catch.step:
        endings.complete_catch(run, people, item)
    else:
        endings.take_hold(run, people, catch)


# Attributes


def update(run: Run, item: Item) -> None:
    """Change the attributes of a case that the completion of a step changes."""
    for attribute, row, written in item.step.updates:
        case = item.case
        if row >= 0:
            value = run.value(row, run.uniform_of(item, UPDATE, item.instance * 64 + attribute))
        else:
            value = evaluate(written, item.known)
        case.attributes[attribute] = value
        run.changed[case.number] = case


def fail(run: Run, people: People, item: Item) -> None:
    """Let a task that failed throw an error: its own boundary events catch it first."""
    catch = next(endings.of_code((item.parent or item).borders, ERROR, -1), None)
    scopes.disarm_borders(run, item)
    if catch is None:
        endings.throw_error(run, people, item.scope, -1)
    elif catch.item is item:
        scopes.leave(run, item.scope, run.whole_of(catch.step))
    else:
        endings.take_hold(run, people, catch)
