"""Compute what is known of resource groups, gateways and the process as a whole."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from reengineer.questions._chances import Bounds, escaping
from reengineer.questions._steps import exec_bounds
from reengineer.questions._study import Study, Value, plain

Computed = Callable[[Study, str], Value]
_MAIN_PATH = 0.5


def _headcount(study: Study, group: str) -> Value:
    notes = study.annotated.notes.resources.get(group)
    members = notes.members if notes is not None else None
    return len(members) if isinstance(members, tuple | list) else plain(members)


def _on_main_path(study: Study, group: str) -> Value:
    """Say whether at least half of the cases pass one of the group's steps; one such step decides it."""
    steps = [step for step in study.activities if study.annotated.group_of(step) == group]
    answers = [_is_main(study, step) for step in steps]
    return True if True in answers else (None if None in answers else False)


def _is_main(study: Study, step: str) -> bool | None:
    bounds = exec_bounds(study, step)
    return bounds.is_at_least(_MAIN_PATH) if bounds is not None else None


RESOURCE: Mapping[str, Computed] = {
    "id": lambda _study, group: group,
    "name": lambda _study, group: group,
    "headcount": _headcount,
    "on_main_path": _on_main_path,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Hold a control that a case can get past.

    Parameters
    ----------
    control : str
        Name of the control.
    path : tuple of str
        Ids of the nodes of a shortest way past it.
    chance : Bounds
        Of a case that starts at the first of them.
    """

    control: str
    path: tuple[str, ...]
    chance: Bounds


def control_gaps(study: Study) -> tuple[Gap, ...] | None:
    """Return every control that the boundary demands on all paths and some path lacks; None without a boundary."""
    if study.boundary is None or study.limits is None:
        return None
    gaps = []
    for control in study.boundary.controls:
        span = control.must.on_every_path
        if span is not None:
            nodes = frozenset(study.limits.id_of(step) for step in control.steps)
            for start in _ends(study, span.from_, study.map.starts):
                gap = _gap(
                    study, control.name or control.id, start, frozenset(_ends(study, span.to, study.map.ends)), nodes
                )
                gaps.extend([gap] if gap is not None else [])
    return tuple(gaps)


def _ends(study: Study, reference: str, every: tuple[object, ...]) -> tuple[str, ...]:
    if reference in ("start", "end") and study.map.find(reference) is None:
        return tuple(str(getattr(node, "id", "")) for node in every)
    found = study.map.find(reference)
    return (found.id,) if found is not None else ()


def _gap(study: Study, name: str, start: str, goals: frozenset[str], control: frozenset[str]) -> Gap | None:
    chance = escaping(study.exits, start, goals, control)
    if start in control or chance.high <= 0:
        return None
    paths = [study.map.shortest_path(start, goal, control) for goal in sorted(goals)]
    known = [path for path in paths if path is not None]
    return Gap(control=name, path=min(known, key=len), chance=chance) if known else None


def _worst(study: Study, element: str) -> Gap | None:
    known = study.values("process", element)
    if "worst gap" not in known:
        known["worst gap"] = max(control_gaps(study) or (), key=lambda gap: gap.chance.high, default=None)
    gap = known["worst gap"]
    return gap if isinstance(gap, Gap) else None


def _uncontrolled_path_prob(study: Study, element: str) -> Value:
    """Return the chance of the likeliest gap; 0 where the boundary's controls leave none."""
    gap = _worst(study, element)
    if gap is not None:
        return gap.chance.value
    return None if study.boundary is None else 0.0


def _uncontrolled_path(study: Study, element: str) -> Value:
    gap = _worst(study, element)
    return " > ".join(study.nodes[node].name or node for node in gap.path) if gap is not None else None


def _missing_control(study: Study, element: str) -> Value:
    gap = _worst(study, element)
    return gap.control if gap is not None else None


PROCESS: Mapping[str, Computed] = {
    "uncontrolled_path_prob": _uncontrolled_path_prob,
    "uncontrolled_path": _uncontrolled_path,
    "missing_control": _missing_control,
}


def _gateway_kind(study: Study, gateway: str) -> Value:
    node, split = study.nodes[gateway], study.map.is_split(gateway)
    if node.type == "exclusiveGateway":
        back = split and len(study.ways.forward.get(gateway, ())) < len(study.map.successors(gateway))
        return "loop" if back else ("exclusive_split" if split else "exclusive_join")
    if node.type == "parallelGateway":
        return "parallel_split" if split else "parallel_join"
    if node.type == "inclusiveGateway" and split:
        return "inclusive_split"
    return "event" if node.type == "eventBasedGateway" else None


def _branch_share(choose: Callable[[list[float]], float]) -> Computed:
    def find(study: Study, gateway: str) -> Value:
        shares = study.shares(gateway) if study.map.is_split(gateway) else None
        return choose(list(shares.values())) if shares else None

    return find


def _loop_prob(study: Study, gateway: str) -> Value:
    shares = study.shares(gateway) if study.map.is_split(gateway) else None
    if not shares:
        return None
    onward = study.ways.forward.get(gateway, ())
    return float(sum(shares[flow.id] for flow in study.map.outgoing(gateway) if flow.target not in onward))


GATEWAY: Mapping[str, Computed] = {
    "id": lambda _study, gateway: gateway,
    "name": lambda study, gateway: study.nodes[gateway].name or gateway,
    "kind": _gateway_kind,
    "max_branch_prob": _branch_share(max),
    "min_branch_prob": _branch_share(min),
    "loop_prob": _loop_prob,
}
