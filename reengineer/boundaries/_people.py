"""Check that steps which different people must do can still only be done by different people."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from reengineer.annotations import AnnotatedMap
from reengineer.boundaries._ground import Breach, Ground


@dataclass(frozen=True, slots=True, kw_only=True)
class _Need:
    """What demands different people, in words, and where it stands."""

    text: str
    rule: str
    place: tuple[str | int, ...]
    level: str = "person"


def separation_breaches(ground: Ground) -> Iterator[Breach]:
    """Give a breach for every pair of steps that one role, or one person, could now do both (B203)."""
    for number, rule in enumerate(ground.boundary.rules.separation_of_duties):
        whom = "roles" if rule.level == "role" else "people"
        need = _Need(
            text=f"rule group {rule.group} needs different {whom}",
            rule=f"separation_of_duties {rule.group}",
            place=("rules", "separation_of_duties", number),
            level=rule.level,
        )
        yield from _pairs(ground, rule.steps, need)
    for number, control in enumerate(ground.boundary.controls):
        text = f"control {control.id} needs different people"
        need = _Need(text=text, rule=control.id, place=("controls", number))
        yield from _pairs(ground, control.must.different_people, need)
        for step in control.must.different_people:
            yield from _no_person(ground, step, need)


def _pairs(ground: Ground, steps: Sequence[str], need: _Need) -> Iterator[Breach]:
    for first, second in combinations(steps, 2):
        found = (
            f"one task does {first} and {second}" if one == other else _clash(ground.to_be, one, other, need.level)
            for one in ground.carriers(first)
            for other in ground.carriers(second)
        )
        for clash in dict.fromkeys(text for text in found if text):
            remedy = f"Give {first} and {second} to different people, or ask who set the rule."
            about = [ground.id_of(ref) or ref for ref in (first, second)]
            yield ground.breach("B203", f"{clash}; {need.text}", remedy, rule=need.rule, path=need.place, about=about)


def _clash(to_be: AnnotatedMap, one: str, other: str, level: str) -> str:
    """Say why one member could do both steps; empty where none could."""
    first, second = _groups(to_be, one), _groups(to_be, other)
    shared = [group for group in first if group in second]
    if level == "role":
        return f"{one} and {other} are both done by role {shared[0]}" if shared else ""
    if _kept_apart(to_be, one, other):
        return ""
    if shared:
        return f"{one} and {other} are both done by role {shared[0]} and nothing keeps the two people apart"
    names = _names(to_be, first)
    both = [name for name in _names(to_be, second) if name in names]
    return f"{both[0]} may do both {one} and {other}" if both else ""


def _groups(to_be: AnnotatedMap, step: str) -> tuple[str, ...]:
    return to_be.step(step).notes.groups


def _names(to_be: AnnotatedMap, groups: tuple[str, ...]) -> list[str]:
    members = (to_be.notes.resources[group].members for group in groups if group in to_be.notes.resources)
    return [member.name for named in members if isinstance(named, tuple) for member in named]


def _kept_apart(to_be: AnnotatedMap, one: str, other: str) -> bool:
    return other in to_be.step(one).notes.not_same_person or one in to_be.step(other).notes.not_same_person


def _no_person(ground: Ground, step: str, need: _Need) -> Iterator[Breach]:
    """Give a breach where what stands for a step has no person although the step had one."""
    then = ground.id_of(step)
    if then is None or ground.as_is.group_of(then) is None:
        return
    for carrier in ground.carriers(step):
        if ground.to_be.group_of(carrier) is None:
            message = f"{carrier} does {step} without a person; {need.text}"
            remedy = f"Leave {step} with a person, or ask who verifies the control."
            yield ground.breach("B203", message, remedy, rule=need.rule, path=need.place, about=[then])
