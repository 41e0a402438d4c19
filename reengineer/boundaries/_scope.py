"""Say which elements are in the agreed scope, and whether it is one fragment."""

from collections.abc import Iterator

from reengineer.boundaries._ground import Ground
from reengineer.errors import Problem


def beyond_ends(ground: Ground) -> frozenset[str]:
    """Return the as-is elements that lie before the scope's first event, or after its last.

    An element lies within where a case can come to it from the first event without having passed the last.
    """
    scope = ground.boundary.scope
    first, last = (ref and ground.id_of(ref) for ref in (scope.from_event, scope.to_event))
    graph = ground.before
    if last:
        graph = graph.stopping_at(last)
    within = graph.reached_from((first,) if first else graph.starts)
    return frozenset(node for node in ground.before.arcs if node not in within)


def scope_problems(ground: Ground) -> Iterator[Problem]:
    """Give a problem for every included step that hangs on steps neither included nor excluded (B007)."""
    scope = ground.boundary.scope
    yield from _unreached_end(ground)
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


def _unreached_end(ground: Ground) -> Iterator[Problem]:
    scope = ground.boundary.scope
    last = ground.id_of(scope.to_event) if scope.to_event else None
    if last is None or (scope.from_event and ground.id_of(scope.from_event) is None):
        return
    if last in beyond_ends(ground):
        first = f'"{scope.from_event}"' if scope.from_event else "a start"
        message = f'scope is not one fragment: no way leads from {first} to "{scope.to_event}"'
        place = ground.boundary.place(("scope", "to_event"))
        yield Problem("B007", message, "Name two events that a case passes one after the other.", place)


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
