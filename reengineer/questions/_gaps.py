"""Find the ways past the controls that a boundary demands on every path, and how likely each is."""

from collections.abc import Callable, Mapping

from reengineer._records import dataclass
from reengineer.questions._chances import Bounds, escaping
from reengineer.questions._study import Study, Value

Computed = Callable[[Study, str], Value]


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


GAPS: Mapping[str, Computed] = {
    "uncontrolled_path_prob": _uncontrolled_path_prob,
    "uncontrolled_path": _uncontrolled_path,
    "missing_control": _missing_control,
}
