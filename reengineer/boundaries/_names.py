"""Check a boundary against the map it is about: names, contradictions, and whether the scope is one fragment."""

from collections.abc import Iterator

from reengineer.annotations import AnnotatedMap
from reengineer.boundaries._ground import Ground
from reengineer.boundaries._records import Must
from reengineer.errors import Problem, nearest

Place = tuple[str | int, ...]


def name_problems(ground: Ground) -> Iterator[Problem]:
    """Give a problem for every name of the boundary that the map does not have (B002)."""
    boundary, as_is = ground.boundary, ground.as_is
    processes = [process.id for process in as_is.map.processes if process.id]
    if boundary.process not in processes:
        yield _unknown(ground, "process", boundary.process, ("process",), processes)
    for what, ref, place in _element_refs(ground):
        if ground.id_of(ref) is None:
            yield _unknown(ground, what, ref, place, _element_names(as_is))
    flows = {flow.id for flow in as_is.map.flows}
    for number, entry in enumerate(boundary.rules.closed_flows):
        if entry.flow not in flows:
            yield _unknown(ground, "closed flow", entry.flow, ("rules", "closed_flows", number, "flow"), sorted(flows))
    groups = list(as_is.notes.resources)
    for number, keep in enumerate(boundary.people.roles_may_not_lose):
        if keep.role not in groups:
            yield _unknown(ground, "role", keep.role, ("people", "roles_may_not_lose", number, "role"), groups)


def _unknown(ground: Ground, what: str, name: str, place: Place, known: list[str]) -> Problem:
    hint = nearest(name, known)
    message = f'{what} "{name}" is not in the map' + (f" ({hint})" if hint else "")
    remedy = "Name it as the map does." if hint else f"Known here: {', '.join(known[:20]) or 'none'}."
    return Problem("B002", message, remedy, ground.boundary.place(place))


def _element_names(as_is: AnnotatedMap) -> list[str]:
    names = [node.name for node in as_is.map.nodes if node.name and node.name.lower() != node.id.lower()]
    return [node.id for node in as_is.map.nodes] + names


def _element_refs(ground: Ground) -> Iterator[tuple[str, str, Place]]:
    boundary, scope = ground.boundary, ground.boundary.scope
    for key, ref in (("from_event", scope.from_event), ("to_event", scope.to_event)):
        if ref is not None:
            yield "scope event", ref, ("scope", key)
    if scope.include_steps != "all":
        yield from (("included step", ref, ("scope", "include_steps", n)) for n, ref in enumerate(scope.include_steps))
    yield from (("excluded step", ref, ("scope", "exclude_steps", n)) for n, ref in enumerate(scope.exclude_steps))
    yield from (("locked step", lock.step, ("locked_steps", n, "step")) for n, lock in enumerate(boundary.locked_steps))
    for number, control in enumerate(boundary.controls):
        what = f"step of {control.id}"
        yield from ((what, ref, ("controls", number, "steps", n)) for n, ref in enumerate(control.steps))
        yield from _must_refs(control.id, control.must, ("controls", number, "must"))
    yield from _rule_refs(ground)


def _must_refs(control: str, must: Must, place: Place) -> Iterator[tuple[str, str, Place]]:
    if must.on_every_path is not None:
        for key, ref in (("from", must.on_every_path.from_), ("to", must.on_every_path.to)):
            if ref not in ("start", "end"):
                yield f"{control} {key}", ref, (*place, "on_every_path", key)
    for number, ref in enumerate(must.different_people):
        yield f"{control} step", ref, (*place, "different_people", number)


def _rule_refs(ground: Ground) -> Iterator[tuple[str, str, Place]]:
    rules = ground.boundary.rules
    for number, order in enumerate(rules.precedence):
        yield "step", order.before, ("rules", "precedence", number, "before")
        yield "step", order.after, ("rules", "precedence", number, "after")
    for number, group in enumerate(rules.separation_of_duties):
        for n, ref in enumerate(group.steps):
            yield "step", ref, ("rules", "separation_of_duties", number, "steps", n)
    for number, share in enumerate(rules.minimum_check_share):
        yield "step", share.step, ("rules", "minimum_check_share", number, "step")
    for number, keep in enumerate(ground.boundary.people.roles_may_not_lose):
        for n, ref in enumerate(keep.steps):
            yield "step", ref, ("people", "roles_may_not_lose", number, "steps", n)


def contradictions(ground: Ground) -> Iterator[Problem]:
    """Give a problem for every pair of entries that cannot both hold (B006)."""
    boundary = ground.boundary
    forbidden = {entry.op for entry in boundary.forbidden_changes}
    scope = boundary.scope
    for number, entry in enumerate(boundary.permitted_changes):
        place: Place = ("permitted_changes", number)
        if entry.op in forbidden:
            yield _both(ground, f"permitted {entry.op} contradicts forbidden {entry.op}", place)
        named = {ref for name, refs in entry.choices() if name in ("step", "steps") for ref in refs}
        for lock in boundary.locked_steps:
            if lock.step in named:
                yield _both(ground, f"permitted {entry.op} {lock.step} contradicts the lock on {lock.step}", place)
        for share in boundary.rules.minimum_check_share:
            if share.step in named and share.min > 0 and entry.op in ("delete_step", "remove_control"):
                text = f"permitted {entry.op} {share.step} contradicts minimum_check_share {share.step} {share.min:g}"
                yield _both(ground, text, place)
    included = () if scope.include_steps == "all" else scope.include_steps
    for number, ref in enumerate(scope.exclude_steps):
        if ref in included:
            yield _both(ground, f"{ref} is both included and excluded", ("scope", "exclude_steps", number))


def _both(ground: Ground, message: str, place: Place) -> Problem:
    return Problem("B006", message, "Remove one of the two entries.", ground.boundary.place(place))


def scope_problems(ground: Ground) -> Iterator[Problem]:
    """Give a problem for every included step that hangs on steps neither included nor excluded (B007)."""
    scope = ground.boundary.scope
    if scope.include_steps == "all":
        return
    included = [found for ref in scope.include_steps if (found := ground.id_of(ref)) is not None]
    listed = {*included, *(ground.id_of(ref) for ref in scope.exclude_steps)}
    beyond = {step.id for step in ground.as_is.steps} - listed
    near = _neighbours(ground)
    reached = _spread(near, included[:1], beyond)
    for step in included:
        if step not in reached:
            between = _between(near, reached, step, beyond)
            message = (
                f'scope is not one fragment: "{step}" is reached only through "{between}", '
                "which is neither included nor excluded"
            )
            place = ground.boundary.place(("scope", "include_steps"))
            yield Problem("B007", message, f"Include or exclude {between}.", place)
            reached |= _spread(near, [step], beyond)


def _neighbours(ground: Ground) -> dict[str, list[str]]:
    near: dict[str, list[str]] = {node: [] for node in ground.before.arcs}
    for node, out in ground.before.arcs.items():
        for target, _ in out:
            near[node].append(target)
            near[target].append(node)
    return near


def _spread(near: dict[str, list[str]], first: list[str], shut: set[str]) -> set[str]:
    seen = list(first)
    for node in seen:
        seen.extend(dict.fromkeys(other for other in near[node] if other not in seen and other not in shut))
    return set(seen)


def _between(near: dict[str, list[str]], reached: set[str], step: str, beyond: set[str]) -> str:
    """Return the step just outside the part of the scope that hangs together, on a shortest way back to it."""
    came: dict[str, str] = {step: step}
    waiting = [step]
    for node in waiting:
        if node in reached:
            return _next_in(came, node, beyond)
        fresh = [other for other in dict.fromkeys(near[node]) if other not in came]
        came.update(dict.fromkeys(fresh, node))
        waiting.extend(fresh)
    return "no way at all"


def _next_in(came: dict[str, str], node: str, beyond: set[str]) -> str:
    while node not in beyond:
        node = came[node]
    return node
