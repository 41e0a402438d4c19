"""Find out whether two options can be carried out together, and in which order."""

from datetime import date
from typing import Literal

from reengineer._records import dataclass
from reengineer.annotations import AnnotatedMap
from reengineer.boundaries import Boundary, Breach
from reengineer.errors import ChangeError, Problem
from reengineer.options._option import Option

Verdict = Literal["any_order", "order_matters", "in_order", "reversed", "no"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """Say how two options go together.

    Parameters
    ----------
    first, second : str
        Their ids.
    verdict : {"any_order", "order_matters", "in_order", "reversed", "no"}
        They lead to one map in any order; to two maps, each good; only the first may come first; only the second may;
        or neither order applies.
    conflicts : tuple of str
        What is in the way, or what both change.
    breaches : tuple of Problem
        What the boundary has against the pair in the order that applies, and has against neither alone.
    """

    first: str
    second: str
    verdict: Verdict
    conflicts: tuple[str, ...] = ()
    breaches: tuple[Problem, ...] = ()

    @property
    def is_possible(self) -> bool:
        """Say whether the two apply in some order and the boundary has nothing new against them."""
        return self.verdict != "no" and not self.breaches


def pairing(
    as_is: AnnotatedMap,
    options: tuple[Option, Option],
    boundary: Boundary | None = None,
    *,
    as_of: date | None = None,
) -> Pairing:
    """Return how two options go together; each must apply by itself.

    Raises
    ------
    ChangeError
        One of them does not apply to the map.
    """
    first, second = options
    alone = [option.apply(as_is) for option in options]
    there = _after(alone[0], first, second)
    back = _after(alone[1], second, first)
    verdict, conflicts = _verdict(options, there, back)
    if verdict == "no":
        return Pairing(first=first.id, second=second.id, verdict=verdict, conflicts=conflicts)
    pair, to_be = (second + first, back) if verdict == "reversed" else (first + second, there)
    assert isinstance(to_be, AnnotatedMap)  # noqa: S101 - of a verdict other than no
    breaches: tuple[Problem, ...] = ()
    if boundary is not None:
        known = {
            _key(breach)
            for option, made in zip(options, alone, strict=True)
            for breach in option.breaches(as_is, boundary, as_of=as_of, to_be=made)
        }
        found = pair.breaches(as_is, boundary, as_of=as_of, to_be=to_be)
        breaches = tuple(breach.problem for breach in found if _key(breach) not in known)
    return Pairing(first=first.id, second=second.id, verdict=verdict, conflicts=conflicts, breaches=breaches)


def _key(breach: Breach) -> tuple[str, str, str]:
    """Return what is broken and by which change, whatever the way that shows it."""
    return breach.problem.code, breach.rule, breach.problem.source.place


def _after(changed: AnnotatedMap, first: Option, second: Option) -> AnnotatedMap | str:
    """Return the map after both, or why the second does not apply after the first."""
    try:
        return second.apply(changed)
    except ChangeError as error:
        problem = error.problems[0]
        gone = [
            f"{first.id} takes {element} away ({done.title})"
            for done in changed.differences
            for element in done.removed
            if f'"{element}"' in problem.message or f" {element} " in f" {problem.message} "
        ]
        because = f"; {gone[0]}" if gone else ""
        return f"{second.id} after {first.id}: {problem.message}{because}"


def _verdict(
    options: tuple[Option, Option], there: AnnotatedMap | str, back: AnnotatedMap | str
) -> tuple[Verdict, tuple[str, ...]]:
    if isinstance(there, str) and isinstance(back, str):
        return "no", (there, back)
    if isinstance(back, str):
        return "in_order", (back,)
    if isinstance(there, str):
        return "reversed", (there,)
    if _is_one_end(there, back):
        return "any_order", ()
    return "order_matters", _shared(options, there, back)


def _is_one_end(there: AnnotatedMap, back: AnnotatedMap) -> bool:
    return _state(there) == _state(back)


def _state(annotated: AnnotatedMap) -> tuple[object, ...]:
    """Return what a map says, whatever the order in which it came about."""
    nodes = {node.id: (node.type, node.name, node.lane, node.attached_to) for node in annotated.map.nodes}
    flows = {flow.id: (flow.source, flow.target, flow.condition, flow.is_default) for flow in annotated.map.flows}
    return nodes, flows, annotated.notes, dict(annotated.stands_for)


def _shared(options: tuple[Option, Option], there: AnnotatedMap, back: AnnotatedMap) -> tuple[str, ...]:
    """Name what both options change, or else what comes out differently."""
    first, second = options
    count = len(first.changes)
    by_first = {row[:2] for done in there.differences[:count] for row in done.changed}
    by_second = {row[:2] for done in there.differences[count:] for row in done.changed}
    both = [f"both change {what} of {element}" for element, what in sorted(by_first & by_second)]
    if both:
        return tuple(both)
    then, now = (annotated.map.index.flows for annotated in (there, back))
    moved = [
        f"{flow} leads to {then[flow].target} after {first.id}, {second.id} and to {now[flow].target} the other way"
        for flow in then
        if flow in now and then[flow].target != now[flow].target
    ]
    return tuple(moved[:3]) or ("the maps that they lead to differ",)
