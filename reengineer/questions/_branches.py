"""Compute what the choice right after a step tells of it: what it turns down, lets pass, sends on or asks for."""

from collections.abc import Callable, Mapping

import numpy as np

from reengineer.processmap import Node
from reengineer.questions._steps_seen import counted, work_mean
from reengineer.questions._study import Study, Value, plain

Computed = Callable[[Study, str], Value]


def choice_after(study: Study, step: str) -> str | None:
    """Return the exclusive gateway that follows a step at once and splits; None where there is none."""
    ahead = study.map.outgoing(step)
    node = study.nodes[ahead[0].target] if len(ahead) == 1 and ahead[0].target else None
    is_choice = node is not None and node.type == "exclusiveGateway" and study.map.is_split(node.id)
    return node.id if is_choice and node is not None and not study.map.is_join(node.id) else None


def refusals(study: Study, step: str) -> frozenset[str]:
    """Return the flows by which a check turns a case down: back, or, of a knock-out check, early to an end.

    A flow leads early to an end if what may still be done on it is part of what may be done on every other one.
    """
    gateway = choice_after(study, step)
    if gateway is None:
        return frozenset()
    flows = study.map.outgoing(gateway)
    onward = study.ways.forward.get(gateway, ())
    back = {flow.id for flow in flows if flow.target not in onward}
    if back or study.steps[step].notes.is_knockout is not True:
        return frozenset(back)
    ahead = {flow.id: frozenset(study.ways.onward(str(flow.target))) for flow in flows}
    early = [flow for flow, steps in ahead.items() if all(steps < ahead[other] for other in ahead if other != flow)]
    return frozenset(early)


def shares_after(study: Study, step: str) -> Mapping[str, float] | None:
    """Return the shares of the choice right after a step: as seen, else as stated."""
    gateway = choice_after(study, step)
    return (study.seen_shares(gateway) or study.shares(gateway)) if gateway is not None else None


def _refused(study: Study, step: str) -> Value:
    flows, shares = refusals(study, step), shares_after(study, step)
    return float(sum(shares[flow] for flow in flows)) if flows and shares else None


def _approved(study: Study, step: str) -> Value:
    refused = _refused(study, step)
    is_approval = study.steps[step].notes.is_approval is True
    return 1 - refused if is_approval and isinstance(refused, float) else None


def _max_route(study: Study, step: str) -> Value:
    shares = shares_after(study, step)
    return max(shares.values()) if shares else None


def _asks_back(study: Study, step: str) -> Value:
    """Return the share that is held up by a wait for a message next, on its way back or on a detour.

    A branch whose wait leads to steps that no other branch leads to is the usual way on: what is waited for there, such
    as a parcel, is no answer that was missing.
    """
    gateway, shares = choice_after(study, step), shares_after(study, step)
    flows = study.map.outgoing(gateway) if gateway is not None else ()
    targets = [flow.target for flow in flows if flow.target]
    asking = [
        flow.id
        for flow in flows
        if flow.target and _is_held_up(study, step, flow.target, [other for other in targets if other != flow.target])
    ]
    return float(sum(shares[flow] for flow in asking)) if asking and shares else None


def _is_held_up(study: Study, step: str, target: str, others: list[str]) -> bool:
    wait = _wait_next(study, target)
    if wait is None:
        return False
    elsewhere = {each for other in others for each in study.ways.onward(other)}
    ahead = set(study.ways.onward(wait)) - elsewhere - {step}
    after = _next_steps(study, wait)
    return bool(after) and not after & ahead


def _wait_next(study: Study, target: str) -> str | None:
    """Return the wait for a message that comes next, what is asked before it left out."""
    seen: set[str] = set()
    while target not in seen:
        seen.add(target)
        node = study.nodes[target]
        if _waits_for_message(node):
            return target
        onward = study.map.successors(target)
        if not (node.type == "sendTask" or node.position == "throw") or len(onward) != 1:
            return None
        target = onward[0]
    return None


def _next_steps(study: Study, node: str) -> set[str]:
    """Return the activities that come next after a node, on whatever way."""
    seen: set[str] = set()
    found: set[str] = set()
    left = list(study.map.successors(node))
    while left:
        each = left.pop()
        if each in seen:
            continue
        seen.add(each)
        if study.nodes[each].is_activity:
            found.add(each)
        else:
            left.extend(study.map.successors(each))
    return found


def _waits_for_message(node: Node) -> bool:
    return node.type == "receiveTask" or (node.position == "catch" and node.trigger == "message")


REJECT_RATE: Computed = counted("reject_rate", _refused)


def _effort_per_reject(study: Study, step: str) -> Value:
    work, refused = work_mean(study, step), REJECT_RATE(study, step)
    return work / refused if isinstance(work, float) and isinstance(refused, float) and refused > 0 else None


def _reject_rate_upstream(study: Study, step: str) -> Value:
    """Return the reject rate of the one check that comes right before a step."""
    before = [other for other in study.activities if step in study.ways.following(other)]
    checks = [other for other in before if _is_check(study, other)]
    return REJECT_RATE(study, checks[0]) if len(checks) == 1 else None


def _is_check(study: Study, step: str) -> bool:
    notes = study.steps[step].notes
    return True in (notes.is_check, notes.is_knockout, notes.is_approval)


def finds_after(study: Study, pair: tuple[str, ...], letter: str) -> Value:
    """Return the part of the cases that passed the first check and are turned down by the second."""
    a, b = pair
    if letter != "b":
        return None
    later = _found_later(study, a, b)
    refused = REJECT_RATE(study, b) if later is None else None
    return refused if refused is not None and study.map.dominates(a, b) else later


def _found_later(study: Study, a: str, b: str) -> Value:
    gateway, refused = choice_after(study, b), refusals(study, b)
    trace, taken = study.trace, study.seen.branches(gateway) if study.seen is not None and gateway is not None else None
    if trace is None or study.seen is None or not taken or not refused:
        return None
    rows = np.concatenate(list(taken.values()))
    passed = ~np.isnan(study.seen.last_before(a, rows, trace.reached[rows])[0])
    turned_down = np.isin(rows, np.concatenate([taken[flow] for flow in refused]))
    return float(turned_down[passed].mean()) if passed.any() else None


def _release_period(study: Study, step: str) -> Value:
    """Return the minutes between two releases, at the step or at the one event right before it."""
    ahead = study.map.incoming(step)
    before = ahead[0].source if len(ahead) == 1 else None
    notes = [study.steps[each].notes.release for each in (step, before) if each is not None and each in study.steps]
    release = next((each for each in notes if each is not None), None)
    if release is None:
        return None
    return plain(release.every) if release.every is not None else 24 * 60 / len(release.at)


BRANCHES: Mapping[str, Computed] = {
    "reject_rate": REJECT_RATE,
    "approve_rate": counted("approve_rate", _approved),
    "max_route_share": counted("max_route_share", _max_route),
    "info_request_rate": counted("info_request_rate", _asks_back),
    "choice_after": choice_after,
    "effort_per_reject": _effort_per_reject,
    "reject_rate_upstream": _reject_rate_upstream,
    "release_period_min": _release_period,
}
