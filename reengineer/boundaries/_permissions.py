"""Check what an option does against what may be done: scope, locks, permitted kinds of change and their limits."""

from collections.abc import Iterator
from math import prod

from reengineer._records import dataclass
from reengineer.boundaries._ground import EXACT, Breach, Ground
from reengineer.boundaries._posts import posts
from reengineer.boundaries._records import PermittedChange
from reengineer.boundaries._scope import beyond_ends
from reengineer.operations import OPERATIONS, RequestedChange
from reengineer.quantities import Estimate, Money, format_number


def permission_breaches(ground: Ground) -> Iterator[Breach]:
    """Give a breach for every change of a kind that is not permitted, or beyond its limits (B103, B104)."""
    for change in ground.changes:
        operation = OPERATIONS.get(change.operation)
        if operation is not None and not operation.is_simulated:
            continue
        forbidden = list(_forbidden(ground, change))
        yield from forbidden or _permitted(ground, change)


def _forbidden(ground: Ground, change: RequestedChange) -> Iterator[Breach]:
    for number, entry in enumerate(ground.boundary.forbidden_changes):
        if entry.op == change.operation:
            message = f"operation {change.operation} is forbidden" + (f" ({entry.why})" if entry.why else "")
            remedy = f"Leave it out{_or_ask(ground, entry.by)}."
            yield ground.breach_of(
                change, "B103", message, remedy, "forbidden_changes", ("forbidden_changes", number, "op")
            )


def _permitted(ground: Ground, change: RequestedChange) -> Iterator[Breach]:
    entries = [(n, entry) for n, entry in enumerate(ground.boundary.permitted_changes) if entry.op == change.operation]
    if not entries:
        names = ", ".join(dict.fromkeys(entry.op for entry in ground.boundary.permitted_changes)) or "nothing"
        message = f"operation {change.operation} is not permitted; what is not permitted is forbidden"
        remedy = f"Permitted here: {names}. Choose one of them{_or_ask(ground, None)}."
        yield ground.breach_of(change, "B103", message, remedy, "permitted_changes", ("permitted_changes",))
        return
    found = [list(_over_limits(ground, change, entry, number)) for number, entry in entries]
    yield from min(found, key=len)


def _over_limits(ground: Ground, change: RequestedChange, entry: PermittedChange, number: int) -> Iterator[Breach]:
    for text in (*_numbers(ground, change, entry), *_choices(ground, change, entry)):
        remedy = f"Stay within the limit{_or_ask(ground, entry.by)}."
        yield ground.breach_of(change, "B104", text, remedy, "permitted_changes", ("permitted_changes", number))


def _numbers(ground: Ground, change: RequestedChange, entry: PermittedChange) -> Iterator[str]:
    unit = f" {entry.currency}" if entry.currency else ""
    for side, name, bound in entry.bounds():
        value, agreed = _value(ground, change, name), f"the agreed {format_number(bound)}{unit}"
        if value is None:
            yield f"{change.operation} does not state {name}, of which the {side} is {agreed}"
        elif value.currency and entry.currency and value.currency != entry.currency:
            yield f"{change.operation} {name} is in {value.currency}, the agreed limit in {entry.currency}"
        elif side == "max" and value.most > bound + EXACT:
            yield f"{change.operation} {name} {format_number(value.most)}{unit} exceeds {agreed}"
        elif side == "min" and value.least < bound - EXACT:
            yield f"{change.operation} {name} {format_number(value.least)}{unit} is below {agreed}"


# What a second change of the kind takes is a share of what the first has left.
_COMPOUND = ("automate_step", "empower")


@dataclass(frozen=True, slots=True)
class _Value:
    least: float
    most: float
    currency: str = ""


def _value(ground: Ground, change: RequestedChange, name: str) -> _Value | None:
    stated = change.parameters()
    if name == "share" and change.operation in _COMPOUND:
        return _shared_out(ground, change)
    if change.operation == "change_headcount" and name == "by":
        role = str(stated.get("role"))
        moved = posts(ground.to_be).get(role, 0.0) - posts(ground.as_is).get(role, 0.0)
        return _Value(moved, moved)
    return _stated(stated.get(name))


def _shared_out(ground: Ground, change: RequestedChange) -> _Value | None:
    """Return the share of cases that all changes of one kind to the same element take out together."""
    alike = [
        _stated(other.parameters().get("share"))
        for other in ground.changes
        if other.operation == change.operation and ground.subjects(other) == ground.subjects(change)
    ]
    own = _stated(change.parameters().get("share"))
    if own is None or None in alike or len(alike) < 2:
        return own
    known = [value for value in alike if value is not None]
    return _Value(1 - prod(1 - value.least for value in known), 1 - prod(1 - value.most for value in known))


def _stated(value: object) -> _Value | None:
    if isinstance(value, Money):
        return _Value(value.amount.least, value.amount.most, value.currency)
    if isinstance(value, Estimate):
        return _Value(value.least, value.most)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return _Value(float(value), float(value))


def _choices(ground: Ground, change: RequestedChange, entry: PermittedChange) -> Iterator[str]:
    for name, allowed in entry.choices():
        value = change.parameters().get(name)
        items = value if isinstance(value, tuple | list) else [] if value is None else [value]
        stated = [str(item) for item in items]
        known = {*allowed, *(ground.id_of(item) or item for item in allowed)}
        wrong = [item for item in stated if item not in known and (ground.id_of(item) or item) not in known]
        if wrong or not stated:
            shown = f'"{wrong[0]}"' if wrong else "nothing"
            yield f"{change.operation} {name} {shown} is not among those agreed: {', '.join(allowed)}"


def _or_ask(ground: Ground, by: str | None) -> str:
    who = by or next((person.name for person in ground.boundary.agreed.by), None)
    return f", or ask {who} to change the boundary" if who else ", or have the boundary changed"


def lock_breaches(ground: Ground) -> Iterator[Breach]:
    """Give a breach for every locked step that is gone, altered, or replaced on some route (B102)."""
    altered = _altered(ground)
    who = f"option {ground.proposal.id}" if ground.proposal.id else "the option"
    for number, lock in enumerate(ground.boundary.locked_steps):
        step = ground.id_of(lock.step)
        deed = None if step is None else altered.get(step) or _replaced(ground, step)
        if step is None or deed is None:
            continue
        locked = "locked" + (f" by {lock.by}" if lock.by else "") + (f": {lock.why}" if lock.why else "")
        remedy = f"Leave {lock.step} as it is{_or_ask(ground, lock.by)}."
        message = f'{who} {deed} "{lock.step}", {locked}'
        yield ground.breach("B102", message, remedy, rule="locked_steps", path=("locked_steps", number), about=[step])


def _replaced(ground: Ground, step: str) -> str | None:
    stand_ins = [node for node, steps in ground.to_be.stands_for.items() if step in steps and node != step]
    then = [node for node, steps in ground.as_is.stands_for.items() if step in steps]
    new = [node for node in stand_ins if node not in then]
    return f"lets {new[0]} stand for" if new else None


def _altered(ground: Ground) -> dict[str, str]:
    """Return what happened to each as-is element that a change names or the end state shows as different."""
    altered = {subject: "changes" for change in ground.changes for subject in ground.subjects(change)}
    notes = {step.id: step.notes for step in ground.to_be.steps}
    for step in ground.as_is.steps:
        if step.id in notes and notes[step.id] != step.notes:
            altered[step.id] = "changes"
    for node in ground.as_is.map.nodes:
        now = ground.to_be.map.find(node.id)
        if now is None:
            altered[node.id] = "deletes"
        elif (now.name, now.type, now.lane) != (node.name, node.type, node.lane):
            altered[node.id] = "changes"
    return altered


def scope_breaches(ground: Ground) -> Iterator[Breach]:
    """Give a breach for every step outside the agreed scope that is altered (B101).

    Outside are steps excluded or not included, and everything before the scope's first event or after its last. A
    step that a new route passes by is not altered by that: it stays as it is for the cases that reach it. A flow
    between two elements outside is altered where it no longer leads from one to the other.
    """
    who = f"option {ground.proposal.id}" if ground.proposal.id else "the option"
    places = _outside(ground)
    deeds = {element: f'{deed} "{element}"' for element, deed in _altered(ground).items()}
    deeds |= {element: deed for element, deed in _rerouted(ground, places).items() if element not in deeds}
    for element, deed in deeds.items():
        if element in places:
            message = f"{who} {deed}, which is outside the agreed scope (it may be questioned, not changed)"
            remedy = f"Leave {element} as it is{_or_ask(ground, None)}."
            yield ground.breach("B101", message, remedy, rule="scope", path=places[element], about=[element])


def _outside(ground: Ground) -> dict[str, tuple[str | int, ...]]:
    """Return the as-is elements outside the scope, each with the entry of the boundary that says so."""
    scope = ground.boundary.scope
    key = "to_event" if scope.from_event is None else "from_event"
    places: dict[str, tuple[str | int, ...]] = dict.fromkeys(sorted(beyond_ends(ground)), ("scope", key))
    if scope.include_steps != "all":
        included = {ground.id_of(ref) for ref in scope.include_steps}
        places |= {step.id: ("scope", "include_steps") for step in ground.as_is.steps if step.id not in included}
    for number, ref in enumerate(scope.exclude_steps):
        places[ground.id_of(ref) or ref] = ("scope", "exclude_steps", number)
    return places


def _rerouted(ground: Ground, places: dict[str, tuple[str | int, ...]]) -> dict[str, str]:
    """Return elements outside the scope from which a flow to another one outside no longer leads there."""
    found = {}
    for node, out in ground.before.arcs.items():
        now = {target for target, _ in ground.after.arcs.get(node, ())}
        still = (target for target, _ in out if target in places and target in ground.after.arcs)
        lost = [target for target in still if target not in now]
        if node in places and lost and node in ground.after.arcs:
            found[node] = f'alters the way from "{node}" to "{lost[0]}"'
    return found
