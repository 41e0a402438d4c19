"""Find the loops of a map: what sends cases back, and what lies in between."""

from reengineer._records import dataclass
from reengineer.annotations import AnnotatedMap
from reengineer.options._change import Change
from reengineer.options._routes import is_backward
from reengineer.options._shares import as_share, with_share
from reengineer.processmap import Flow
from reengineer.quantities import Estimate

_CHOICES = ("exclusiveGateway", "inclusiveGateway")


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop:
    """Hold a loop.

    Parameters
    ----------
    branch : Flow
        The way of a choice on which cases go round once more.
    inside : frozenset of str
        All nodes of the loop.
    """

    branch: Flow
    inside: frozenset[str]


def loops(as_is: AnnotatedMap) -> tuple[Loop, ...]:
    """Return the loops of a map by the choices that cases leave them at, the smallest first."""
    found: dict[str, Loop] = {}
    for flow in as_is.map.flows:
        if not is_backward(as_is, flow):
            continue
        inside = _body(as_is, flow)
        exits = _exits(as_is, flow, inside)
        # Of several choices on one way round, that which fewest cases take is where they turn: rework is the exception.
        loop = min(exits, key=lambda exit_: (_share(as_is, exit_.branch), -exit_.branch.index), default=None)
        if loop is not None:
            known = found.setdefault(loop.branch.id, loop)
            found[loop.branch.id] = min(known, loop, key=lambda one: len(one.inside))
    return tuple(sorted(found.values(), key=lambda loop: (len(loop.inside), loop.branch.index)))


def _body(as_is: AnnotatedMap, back: Flow) -> frozenset[str]:
    """Return the nodes from which the backward flow is reached without passing the node it leads to."""
    inside = {back.target, back.source}
    waiting = [back.source]
    while waiting:
        node = waiting.pop()
        if node == back.target:
            continue
        fresh = [flow.source for flow in as_is.map.incoming(node) if flow.source not in inside]
        inside.update(fresh)
        waiting.extend(fresh)
    return frozenset(inside)


def _exits(as_is: AnnotatedMap, back: Flow, inside: frozenset[str]) -> list[Loop]:
    """Return the choices at which a case either goes on or turns round."""
    found = []
    for node in inside:
        ways = as_is.map.outgoing(node)
        if as_is.map.node(node).type not in _CHOICES or all(flow.target in inside for flow in ways):
            continue
        turning = [flow for flow in ways if flow.target in inside and _turns_back(as_is, flow, back)]
        if len(turning) == 1:
            found.append(Loop(branch=turning[0], inside=inside))
    return found


def _share(as_is: AnnotatedMap, branch: Flow) -> float:
    return as_is.shares(branch.source, assume=True)[branch.id]


def _turns_back(as_is: AnnotatedMap, flow: Flow, back: Flow) -> bool:
    """Say whether a way leads back, and not to where the other branches lead as well."""
    ahead = as_is.map.reachable(flow.target, (flow.source, back.target))
    others = {other.target for other in as_is.map.outgoing(flow.source) if other.id != flow.id}
    return (flow.id == back.id or back.source in ahead) and not others & ahead


def loop_at(change: Change, as_is: AnnotatedMap, gateway: str) -> Loop:
    """Return the loop that a gateway closes; raise ChangeError RE618 where it closes none, or several."""
    found = [loop for loop in loops(as_is) if loop.branch.source == gateway]
    if len(found) != 1:
        what = "no branch that leads" if not found else f"{len(found)} branches that lead"
        raise change.refuse("RE618", f"{gateway} has {what} back", "Name a gateway with one branch that leads back.")
    return found[0]


def rework_of(as_is: AnnotatedMap, step: str) -> tuple[Loop, ...]:
    """Return the loops that do a step again, smallest first."""
    return tuple(loop for loop in loops(as_is) if step in loop.inside)


def sent_back(as_is: AnnotatedMap, found: tuple[Loop, ...]) -> float:
    """Return the share of cases that at least one of some loops sends back once."""
    kept = 1.0
    for loop in found:
        kept *= 1 - as_is.shares(loop.branch.source)[loop.branch.id]
    return 1 - kept


def with_error_rate(change: Change, as_is: AnnotatedMap, step: str, rate: Estimate) -> AnnotatedMap:
    """Return the map in which a step goes wrong at another rate, and its rework moves in proportion.

    Where the rate of today is not noted, the share of cases that are sent back to the step counts as it.

    Raises
    ------
    ChangeError
        RE618 nothing is linked to the errors of the step; RE408 a share would pass 1.
    """
    found = rework_of(as_is, step)
    notes = as_is.step(step).notes
    today = notes.error_rate if notes.error_rate is not None else sent_back(as_is, found)
    if not found:
        message = f"nothing sends cases back to {step}, so no share follows from its errors"
        raise change.refuse("RE618", message, "Draw the rework, or use change_routing where its errors come out.")
    if today <= 0:
        message = f"the error rate of {step} is 0 today, so nothing can move in proportion to it"
        raise change.refuse("RE407", message, "State error_rate of the step in the annotations.")
    to_be = as_is.with_step(step, notes.model_copy(update={"error_rate": rate.value}))
    for loop in found:
        share = as_is.share_estimates(loop.branch.source)[loop.branch.id].value
        if share * rate.most / today > 1:
            message = f"the share of {loop.branch.id} would become {share * rate.most / today:g}, above 1"
            raise change.refuse("RE408", message, "State a lower rate.")
        to_be = with_share(change, to_be, loop.branch, as_share(rate.scaled(share / today)))
    return to_be
