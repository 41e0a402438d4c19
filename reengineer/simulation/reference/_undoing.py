"""Undo what was completed: compensation handlers run one after the other, the latest completed first."""

from reengineer.simulation._tables import CANCEL
from reengineer.simulation.reference import _activities as activities
from reengineer.simulation.reference import _endings as endings
from reengineer.simulation.reference import _scopes as scopes
from reengineer.simulation.reference._model import Step
from reengineer.simulation.reference._records import DONE, INSIDE, Item, Scope
from reengineer.simulation.reference._run import Run


def begin(run: Run, scope: Scope, step: Step, visit: int) -> bool:
    """Undo completed activities of a scope, the latest first; say whether the token of who throws stays."""
    found = [item for item in scope.finished if step.code < 0 or item.step.number == step.code]
    if not found:
        return _is_cancelled(run, scope, step)
    scope.finished = [item for item in scope.finished if item not in found]
    thrower = Item(step, scope, visit, 0, run.now)
    thrower.stage = INSIDE
    thrower.undoes = sorted(found, key=lambda item: (item.finished, item.key))
    scope.live[thrower] = None
    undo_next(run, thrower)
    return True


def undo_next(run: Run, thrower: Item) -> None:
    """Run the handler of the latest that is left to undo; behind the last, who threw goes on."""
    step, scope = thrower.step, thrower.scope
    if not thrower.undoes:
        thrower.stage = DONE
        del scope.live[thrower]
        if not _is_cancelled(run, scope, step):
            scopes.leave(run, scope, run.whole_of(step))
        return
    handler = run.steps[thrower.undoes.pop().step.handler]
    item = Item(handler, scope, run.count_visit(scope, handler), 0, run.now)
    item.thrower = thrower
    thrower.children = [item]
    activities.arm_borders(run, item)
    activities.enable(run, item)


def _is_cancelled(run: Run, scope: Scope, step: Step) -> bool:
    """Let a cancel end event, once all is undone, end its transaction; say whether it is one."""
    if step.trigger == CANCEL:
        run.endings.append(endings.Ending(scope=scope, trigger=CANCEL))
    return step.trigger == CANCEL
