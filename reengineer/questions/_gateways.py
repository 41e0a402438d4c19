"""Compute what is known of gateways: what they do, how cases divide there, and how long branches wait."""

from collections.abc import Callable, Mapping

import numpy as np

from reengineer.questions._silent import walk
from reengineer.questions._steps_seen import work_mean
from reengineer.questions._study import Study, Value
from reengineer.questions._trace import Floats, Trace, mean, ratio

Computed = Callable[[Study, str], Value]
_JOINING = ("parallelGateway", "inclusiveGateway")


def _kind(study: Study, gateway: str) -> Value:
    node, split = study.nodes[gateway], study.map.is_split(gateway)
    if node.type == "exclusiveGateway":
        back = split and len(study.ways.forward.get(gateway, ())) < len(study.map.successors(gateway))
        return "loop" if back else ("exclusive_split" if split else "exclusive_join")
    if node.type == "parallelGateway":
        return "parallel_split" if split else "parallel_join"
    if node.type == "inclusiveGateway" and split:
        return "inclusive_split"
    return "event" if node.type == "eventBasedGateway" else None


def _name(study: Study, gateway: str) -> Value:
    """Return the label; where there is none, where the gateway stands."""
    label, flows = study.nodes[gateway].name, study.map.incoming(gateway)
    before = study.nodes[flows[0].source] if len(flows) == 1 and flows[0].source else None
    if label or before is None or not before.name:
        return label or gateway
    return f"the gateway after {before.name}"


def _shares(study: Study, gateway: str) -> Mapping[str, float] | None:
    """Return the shares of the flows out of a split: as seen, else as stated."""
    if not study.map.is_split(gateway):
        return None
    return study.seen_shares(gateway) or study.shares(gateway)


def _branch_share(choose: Callable[[list[float]], float]) -> Computed:
    def find(study: Study, gateway: str) -> Value:
        shares = _shares(study, gateway)
        return choose(list(shares.values())) if shares else None

    return find


def _majority_flow(study: Study, gateway: str) -> Value:
    shares = _shares(study, gateway)
    return max(shares, key=lambda flow: shares[flow]) if shares else None


def _loop_prob(study: Study, gateway: str) -> Value:
    shares = _shares(study, gateway)
    if not shares:
        return None
    onward = study.ways.forward.get(gateway, ())
    return float(sum(shares[flow.id] for flow in study.map.outgoing(gateway) if flow.target not in onward))


def _n(study: Study, gateway: str) -> Value:
    counts = study.branch_counts(gateway)
    return sum(counts.values()) if counts is not None else None


def _rarest(study: Study, gateway: str) -> tuple[frozenset[str], frozenset[str]] | None:
    """Return the steps that the one least likely branch alone leads to, and those of all other branches."""
    shares = _shares(study, gateway)
    if not shares:
        return None
    least = [flow for flow, share in shares.items() if share == min(shares.values())]
    ahead = {flow.id: frozenset(study.ways.onward(str(flow.target))) for flow in study.map.outgoing(gateway)}
    if len(least) != 1 or len(ahead) != len(shares):
        return None
    others = frozenset[str]().union(*(steps for flow, steps in ahead.items() if flow != least[0]))
    return ahead[least[0]] - others, others


def _rare_work(study: Study, gateway: str) -> Value:
    parts = _rarest(study, gateway)
    if parts is None:
        return None
    own, others = ({step: _work_a_case(study, step) for step in steps} for steps in parts)
    known = [work for work in (*own.values(), *others.values()) if work is not None]
    if len(known) < len(own) + len(others):
        return None
    return ratio(sum(work for work in own.values() if work is not None), sum(known))


def _work_a_case(study: Study, step: str) -> float | None:
    trace = study.trace
    if trace is not None and step in trace.logged:
        return float(np.nansum(trace.work[trace.completed_rows(step)])) / trace.cases
    work, visits = work_mean(study, step), study.visits.get(step)
    return work * visits if isinstance(work, float) and visits is not None else None


def _same_role_both(study: Study, gateway: str) -> Value:
    parts = _rarest(study, gateway)
    if parts is None or not parts[0]:
        return None
    own, others = ({study.roles[step] for step in steps} for steps in parts)
    shared = own & others - {None}
    return True if shared else (None if None in own | others else False)


def _has_control(study: Study, gateway: str) -> Value:
    """Say whether some control lies on a branch and not on all of them, so that the choice decides about it."""
    if study.limits is None:
        return None
    ahead = [frozenset(study.ways.onward(target)) for target in study.ways.forward.get(gateway, ())]
    controlled = frozenset(study.limits.controls) | {
        step for step in study.activities if study.steps[step].notes.controls
    }
    if len(ahead) < 2:
        return False
    return bool((frozenset.union(*ahead) - frozenset.intersection(*ahead)) & controlled)


def _sync_wait(study: Study, gateway: str) -> Value:
    """Return the mean time from the first branch to the last, by the rows of the join, else by the steps before it."""
    trace = study.trace
    if trace is None or study.nodes[gateway].type not in _JOINING or not study.map.is_join(gateway):
        return None
    joined = trace.rows(gateway)
    if len(joined):
        return mean(trace.completed[joined] - trace.enabled[joined])
    ends = _branch_ends(study, trace, gateway)
    return mean(np.max(ends, axis=0) - np.min(ends, axis=0)) if ends is not None else None


def _branch_ends(study: Study, trace: Trace, gateway: str) -> Floats | None:
    """Return when each branch into a join ended last in each case; a case that lacks one is left out."""
    found = []
    for flow in study.map.incoming(gateway):
        ends = np.full(trace.cases, np.nan)
        for step in _before(study, str(flow.source)):
            rows = trace.completed_rows(step)
            np.fmax.at(ends, trace.case[rows], trace.completed[rows])
        found.append(ends)
    stacked = np.stack(found) if found else np.empty((0, 0))
    whole = ~np.isnan(stacked).any(axis=0)
    return stacked[:, whole] if whole.any() else None


def _before(study: Study, node: str) -> frozenset[str]:
    found = walk(study.seen.predecessors, (node,), study.activities) if study.seen is not None else None
    return found.stops if found is not None else frozenset()


def _slowest_branch(study: Study, gateway: str) -> Value:
    trace = study.trace
    if trace is None or study.nodes[gateway].type not in _JOINING or not study.map.is_join(gateway):
        return None
    ends = _branch_ends(study, trace, gateway)
    if ends is None:
        return None
    last = int(np.bincount(np.argmax(ends, axis=0), minlength=len(ends)).argmax())
    steps = sorted(_before(study, str(study.map.incoming(gateway)[last].source)))
    return study.nodes[steps[0]].label if steps else None


def _decision_time(study: Study, gateway: str) -> Value:
    """Return the mean work of the one step that comes right before."""
    flows = study.map.incoming(gateway)
    step = flows[0].source if len(flows) == 1 else None
    return work_mean(study, step) if step in study.activities else None


def _loop_work(study: Study, gateway: str) -> Value:
    """Return the work of the steps between where the flow leads back to and the gateway, each done once."""
    onward = study.ways.forward.get(gateway, ())
    back = [flow.target for flow in study.map.outgoing(gateway) if flow.target and flow.target not in onward]
    if len(back) != 1:
        return None
    again = [step for step in study.ways.onward(back[0]) if gateway in study.map.reachable(step)]
    before = [step for step in again if step not in study.ways.onward(gateway)]
    works = [work_mean(study, step) for step in before]
    known = [work for work in works if isinstance(work, float)]
    return sum(known) if len(known) == len(works) and works else None


GATEWAY: Mapping[str, Computed] = {
    "id": lambda _study, gateway: gateway,
    "name": _name,
    "kind": _kind,
    "max_branch_prob": _branch_share(max),
    "min_branch_prob": _branch_share(min),
    "loop_prob": _loop_prob,
    "majority_flow": _majority_flow,
    "n": _n,
    "min_branch_work_share": _rare_work,
    "same_role_both": _same_role_both,
    "has_control": _has_control,
    "sync_wait_mean": _sync_wait,
    "slowest_branch": _slowest_branch,
    "decision_time": _decision_time,
    "loop_work": _loop_work,
}
