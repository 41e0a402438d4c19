"""Find entries of a boundary that cannot both hold (B006)."""

from collections.abc import Callable, Iterator

from reengineer.boundaries._ground import Ground
from reengineer.boundaries._records import PermittedChange
from reengineer.errors import Problem

Place = tuple[str | int, ...]
_TAKES_OUT = ("delete_step", "remove_control")
_BENEATH = "the least is above the most"


def contradictions(ground: Ground) -> Iterator[Problem]:
    """Give a problem for every pair of entries that cannot both hold."""
    for check in _CHECKS:
        for message, place in check(ground):
            yield Problem("B006", message, "Remove or change one of the two entries.", ground.boundary.place(place))


Found = Iterator[tuple[str, Place]]


def _permissions(ground: Ground) -> Found:
    forbidden = {entry.op for entry in ground.boundary.forbidden_changes}
    for number, entry in enumerate(ground.boundary.permitted_changes):
        place: Place = ("permitted_changes", number)
        if entry.op in forbidden:
            yield f"permitted {entry.op} contradicts forbidden {entry.op}", place
        for what in _against(ground, entry, _named(ground, entry)):
            yield f"permitted {entry.op} {what}", place


def _named(ground: Ground, entry: PermittedChange) -> set[str]:
    return {ground.id_of(ref) or ref for name, refs in entry.choices() if name in ("step", "steps") for ref in refs}


def _against(ground: Ground, entry: PermittedChange, named: set[str]) -> Iterator[str]:
    """Say what forbids an operation on the very steps for which it is permitted."""
    boundary = ground.boundary
    for lock in boundary.locked_steps:
        if ground.id_of(lock.step) in named:
            yield f"{lock.step} contradicts the lock on {lock.step}"
    for ref in boundary.scope.exclude_steps:
        if ground.id_of(ref) in named:
            yield f"{ref} contradicts the exclusion of {ref} from the scope"
    if entry.op in _TAKES_OUT:
        yield from _needed(ground, named)


def _needed(ground: Ground, named: set[str]) -> Iterator[str]:
    """Say what needs the steps that may be taken out."""
    boundary = ground.boundary
    for share in boundary.rules.minimum_check_share:
        if ground.id_of(share.step) in named and share.min > 0:
            yield f"{share.step} contradicts minimum_check_share {share.step} {share.min:g}"
    for control in boundary.controls:
        for ref in control.steps:
            if ground.id_of(ref) in named:
                yield f"{ref} contradicts control {control.id}, which {ref} carries out"


def _scope(ground: Ground) -> Found:
    scope = ground.boundary.scope
    included = () if scope.include_steps == "all" else tuple(ground.id_of(ref) for ref in scope.include_steps)
    for number, ref in enumerate(scope.exclude_steps):
        if ground.id_of(ref) in included:
            yield f"{ref} is both included and excluded", ("scope", "exclude_steps", number)


def _names(ground: Ground) -> Found:
    seen: set[str] = set()
    for number, control in enumerate(ground.boundary.controls):
        if control.id in seen:
            yield f"two controls are called {control.id}", ("controls", number, "id")
        seen.add(control.id)


def _ranges(ground: Ground) -> Found:
    boundary, limits = ground.boundary, ground.boundary.constraints
    for number, entry in enumerate(boundary.permitted_changes):
        bounds = {(side, name): bound for side, name, bound in entry.bounds()}
        for (side, name), bound in bounds.items():
            if side == "min" and bound > bounds.get(("max", name), bound):
                yield f"permitted {entry.op} {name}: {_BENEATH}", ("permitted_changes", number)
    for number, limit in enumerate(limits.outcomes):
        if limit.min is not None and limit.max is not None and limit.min > limit.max:
            yield f"outcome {limit.measure}: {_BENEATH}", ("constraints", "outcomes", number)
    posts, hours = limits.headcount, limits.opening_hours
    least, most = (None, None) if posts is None else (posts.total_min, posts.total_max)
    if least is not None and most is not None and least > most:
        yield f"headcount: {_BENEATH}", ("constraints", "headcount")
    if hours is not None and hours.earliest >= hours.latest:
        yield f"opening hours begin at {hours.earliest} and end at {hours.latest}", ("constraints", "opening_hours")
    stated = posts.redundancies if posts is not None and "redundancies" in posts.model_fields_set else None
    if boundary.people.no_redundancies and stated == "allowed":
        yield "headcount redundancies: allowed contradicts no_redundancies", ("constraints", "headcount")


def _dates(ground: Ground) -> Found:
    agreed = ground.boundary.agreed
    for number, person in enumerate(agreed.by):
        if agreed.review_by is not None and person.date > agreed.review_by:
            yield f"{person.name} signed on {person.date}, after review_by {agreed.review_by}", ("agreed", "by", number)


def _order(ground: Ground) -> Found:
    """Find rules of precedence that lead back to where they began."""
    rules = ground.boundary.rules.precedence
    ids = [(ground.id_of(rule.before), ground.id_of(rule.after)) for rule in rules]
    after: dict[str, list[str]] = {}
    for number, (before, then) in enumerate(ids):
        if before is None or then is None:
            continue
        if before in _all_after(after, then):
            rule = rules[number]
            yield f'"{rule.before}" before "{rule.after}" contradicts the rules above', ("rules", "precedence", number)
        else:
            after.setdefault(before, []).append(then)


def _all_after(after: dict[str, list[str]], first: str) -> list[str]:
    seen = [first]
    for node in seen:
        seen.extend(other for other in dict.fromkeys(after.get(node, ())) if other not in seen)
    return seen


def _people(ground: Ground) -> Found:
    """Find steps that one role may not lose and that different roles must do."""
    for number, keep in enumerate(ground.boundary.people.roles_may_not_lose):
        kept = {ground.id_of(ref) for ref in keep.steps} - {None}
        for rule in ground.boundary.rules.separation_of_duties:
            if rule.level == "role" and len(kept & {ground.id_of(ref) for ref in rule.steps}) > 1:
                text = f"role {keep.role} may not lose steps that group {rule.group} gives to different roles"
                yield text, ("people", "roles_may_not_lose", number)
    for number, rule in enumerate(ground.boundary.rules.separation_of_duties):
        ids = [ground.id_of(ref) or ref for ref in rule.steps]
        if len(set(ids)) < len(ids):
            yield f"group {rule.group} separates a step from itself", ("rules", "separation_of_duties", number)


_CHECKS: tuple[Callable[[Ground], Found], ...] = (
    _permissions, _scope, _names, _ranges, _dates, _order, _people,
)  # fmt: skip
