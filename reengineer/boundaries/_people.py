"""Check that steps which different people must do can still only be done by different people."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from reengineer._records import dataclass
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
    for number in range(len(ground.boundary.rules.separation_of_duties)):
        yield from breaches_of_separation(ground, number)
    for number in range(len(ground.boundary.controls)):
        yield from breaches_of_two_people(ground, number)


def breaches_of_separation(ground: Ground, number: int) -> Iterator[Breach]:
    """Give the breaches of one rule of separation, by its place in the boundary."""
    rule = ground.boundary.rules.separation_of_duties[number]
    whom = "roles" if rule.level == "role" else "people"
    need = _Need(
        text=f"rule group {rule.group} needs different {whom}",
        rule=f"separation_of_duties {rule.group}",
        place=("rules", "separation_of_duties", number),
        level=rule.level,
    )
    yield from _pairs(ground, rule.steps, need)


def breaches_of_two_people(ground: Ground, number: int) -> Iterator[Breach]:
    """Give the breaches of a control that takes different people, by its place in the boundary."""
    control = ground.boundary.controls[number]
    need = _Need(text=f"control {control.id} needs different people", rule=control.id, place=("controls", number))
    yield from _pairs(ground, control.must.different_people, need)
    for step in control.must.different_people:
        yield from _no_person(ground, step, need)


def apart(ground: Ground, steps: Sequence[str], level: str) -> str:
    """Say what keeps steps apart where nothing is broken: the roles, or a note that keeps the people apart."""
    gone = [step for step in steps if not ground.carriers(step)]
    if gone:
        return f"cannot be one person's: {' and '.join(gone)} is not in the map"
    nodes = [node for step in steps for node in ground.carriers(step)]
    noted = any(_kept_apart(ground.to_be, one, other) for one, other in combinations(nodes, 2))
    roles = dict.fromkeys(group for node in nodes for group in _groups(ground.to_be, node))
    text = f"done by {' and '.join(roles) or 'nobody known'}"
    return f"{text}, never by one person in one case" if noted and level == "person" else text


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
    together = _kept_together(to_be, one, other)
    if together:
        return together
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


def _kept_together(to_be: AnnotatedMap, one: str, other: str) -> str:
    for step, wanted in ((one, other), (other, one)):
        notes = to_be.step(step).notes
        if wanted in (notes.same_person, notes.prefer_same_person):
            return f"{step} is given to whoever did {wanted}"
    return ""


def unknown_people(ground: Ground, steps: Sequence[str]) -> tuple[str, ...]:
    """Return the steps of which nobody said who does them, so that separation cannot be shown."""
    nodes = [(step, node) for step in steps for node in ground.carriers(step)]
    return tuple(dict.fromkeys(step for step, node in nodes if not _groups(ground.to_be, node)))


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
