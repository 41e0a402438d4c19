"""Find out whom a review or an option concerns, and why."""

from collections.abc import Iterable

from reengineer._records import dataclass
from reengineer.annotations import AnnotatedMap
from reengineer.options import Option
from reengineer.plan import affected_groups, neighbours
from reengineer.review._folder import Review


@dataclass(frozen=True, slots=True, kw_only=True)
class Concerned:
    """Hold a role that is concerned, and why.

    Parameters
    ----------
    role : str
        A group of people, or the name of who owns a control.
    does : tuple of str
        Ids of steps in scope that the role does, or, of an option, that change for it.
    beside : tuple of str
        Ids of steps of others, next to its own across a hand-off.
    owns : tuple of str
        Ids of controls that it answers for.
    """

    role: str
    does: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    owns: tuple[str, ...] = ()

    def because(self, *maps: AnnotatedMap) -> str:
        """Return why it is concerned, in words; steps are named as the first of the maps that has them names them."""
        parts = []
        if self.does:
            parts.append(f"does {_listed(self.does, maps)}")
        if self.beside:
            parts.append(f"works next to {_listed(self.beside, maps)}")
        if self.owns:
            parts.append(f"answers for control {', '.join(self.owns)}")
        return "; ".join(parts)


def _listed(steps: Iterable[str], maps: Iterable[AnnotatedMap]) -> str:
    known = tuple(maps)
    return ", ".join(label(step, *known) for step in steps)


def label(ref: str, *maps: AnnotatedMap) -> str:
    """Return the name of an element by the first map that has it; the reference itself where none has."""
    return next((node.label for each in maps if (node := each.map.find(ref)) is not None), ref)


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """Hold what an option does to a step, an event, a gateway that has a name, or a group of people.

    Parameters
    ----------
    how : {"added", "removed", "changed"}
    texts : tuple of str
        What is different, each once.
    """

    how: str
    texts: tuple[str, ...]


def touches(as_is: AnnotatedMap, option: Option, to_be: AnnotatedMap) -> dict[str, Touch]:
    """Return what an option does to all that people know by name, by id; what only joins lines together is left out.

    A step that an operation is about counts as changed by it, even where its own numbers stay.
    """
    found: dict[str, tuple[str, list[str]]] = {}
    for difference in to_be.differences:
        for how, steps in (("added", difference.added), ("removed", difference.removed)):
            for step in steps:
                found.setdefault(step, (how, []))[1].append(difference.title)
        for element, what, before, after in difference.changed:
            if what.replace("_", " ") != "stands for":
                text = f"{what.replace('_', ' ')} from {before or 'nothing'} to {after or 'nothing'}"
                found.setdefault(element, ("changed", []))[1].append(text)
    titles = [each.title for each in to_be.differences]
    same = len(titles) == len(option.changes)
    for number, change in enumerate(option.changes):
        title = titles[number] if same else change.operation.replace("_", " ")
        for ref in change.subjects():
            node = as_is.map.find(ref)
            if node is not None and node.is_activity and node.id not in found:
                found[node.id] = ("changed", [title])
    return {
        element: Touch(how=how, texts=tuple(dict.fromkeys(texts)))
        for element, (how, texts) in found.items()
        if _has_a_name(element, as_is) or _has_a_name(element, to_be)
    }


def _has_a_name(element: str, annotated: AnnotatedMap) -> bool:
    if element in annotated.notes.resources:
        return True
    node = annotated.map.find(element)
    return node is not None and node.id == element and (node.is_activity or bool(node.name))


def steps_in_scope(review: Review) -> tuple[str, ...]:
    """Return the ids of the steps that the boundary puts under review; all of them where nothing was agreed."""
    steps = [step.id for step in review.as_is.steps if step.node.is_activity]
    if review.boundary is None:
        return tuple(steps)
    scope = review.boundary.scope
    find = review.as_is.map.find
    left_out = {node.id for ref in scope.exclude_steps if (node := find(ref)) is not None}
    if scope.include_steps != "all":
        included = {node.id for ref in scope.include_steps if (node := find(ref)) is not None}
        return tuple(step for step in steps if step in included and step not in left_out)
    return tuple(step for step in steps if step not in left_out)


def concerned_by_plan(review: Review) -> tuple[Concerned, ...]:
    """Return the roles that a review concerns: those of steps in scope first, then neighbours, then control owners."""
    scope = steps_in_scope(review)
    does = _by_group(review.as_is, scope)
    near = {step: [other for other in neighbours(review.as_is, step) if other not in scope] for step in scope}
    beside = _by_group(review.as_is, [other for others in near.values() for other in others])
    owns: dict[str, list[str]] = {}
    if review.boundary is not None:
        for control in review.boundary.controls:
            owner = control.verified_by or control.by
            if owner:
                owns.setdefault(owner, []).append(control.id)
    return _joined(does, beside, owns)


def concerned_by_option(review: Review, option: Option, to_be: AnnotatedMap) -> tuple[Concerned, ...]:
    """Return the roles that an option concerns: whose steps change, who hands work to them or takes it, and owners.

    Parameters
    ----------
    review : Review
    option : Option
    to_be : AnnotatedMap
        The map that the option leads to.
    """
    touched = set(touches(review.as_is, option, to_be))
    does: dict[str, list[str]] = {}
    beside: dict[str, list[str]] = {}
    for annotated in (review.as_is, to_be):
        ids = [node.id for node in annotated.map.nodes if node.id in touched]
        near = [other for step in ids for other in neighbours(annotated, step) if other not in touched]
        for found, steps in ((does, ids), (beside, near)):
            for group, mine in _by_group(annotated, steps).items():
                found[group] = list(dict.fromkeys((*found.get(group, ()), *mine)))
    for group in (*review.as_is.notes.resources, *to_be.notes.resources):
        if group in touched:
            does.setdefault(group, [])
    for group in affected_groups(review.as_is, to_be):
        if group not in does:
            beside.setdefault(group, [])
    return _joined(does, beside, _owners(review, option, touched))


def _owners(review: Review, option: Option, touched: set[str]) -> dict[str, list[str]]:
    owns: dict[str, list[str]] = {}
    if review.boundary is None:
        return owns
    find = review.as_is.map.find
    about = {node.id for change in option.changes for ref in change.subjects() if (node := find(ref)) is not None}
    for control in review.boundary.controls:
        steps = {node.id for ref in control.steps if (node := find(ref)) is not None}
        owner = control.verified_by or control.by
        if owner and steps & (touched | about):
            owns.setdefault(owner, []).append(control.id)
    return owns


def _groups(annotated: AnnotatedMap, step: str) -> tuple[str, ...]:
    notes = annotated.notes.steps.get(step)
    return notes.groups if notes is not None else ()


def _by_group(annotated: AnnotatedMap, steps: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for step in steps:
        for group in _groups(annotated, step):
            if step not in found.setdefault(group, []):
                found[group].append(step)
    return found


def _joined(
    does: dict[str, list[str]], beside: dict[str, list[str]], owns: dict[str, list[str]]
) -> tuple[Concerned, ...]:
    roles = dict.fromkeys((*does, *beside, *owns))
    return tuple(
        Concerned(
            role=role, does=tuple(does.get(role, ())), beside=tuple(dict.fromkeys(beside.get(role, ()))),
            owns=tuple(owns.get(role, ())),
        )
        for role in roles
    )  # fmt: skip
