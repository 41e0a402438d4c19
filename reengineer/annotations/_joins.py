"""Count the firings of inclusive joins: once for each time that a case passes where its branches part."""

from collections.abc import Iterator, Mapping

from reengineer.annotations._loops import Moves
from reengineer.processmap import ProcessMap

ROOT = ""
"""Stands before all places at which cases start."""
LEAST = 1e-9


def inclusive_joins(map: ProcessMap) -> tuple[str, ...]:  # noqa: A002
    """Return the inclusive gateways at which branches come together."""
    gateways = (node.id for node in map.nodes if node.type == "inclusiveGateway")
    return tuple(each for each in gateways if len(map.incoming(each)) > 1)


def merged(
    moves: Moves, entries: Mapping[str, float], dominators: Mapping[str, str], joins: Mapping[str, str]
) -> tuple[Moves, dict[str, float]]:
    """Return moves and entries in which tokens that wait for each other at inclusive joins count once.

    Parameters
    ----------
    moves : Moves
    entries : Mapping of node id to float
    dominators : Mapping of str to str
        As `dominators_of` gives them.
    joins : Mapping of str to str
        By the join's id: the node behind which its branches part, which is its dominator.
    """
    found = {
        (source, target): share
        for (source, target), share in moves.items()
        if target not in joins or target in _above(dominators, source)
    }
    started = dict(entries)
    for join, before in joins.items():
        if before == ROOT:
            started[join] = 1.0
        else:
            found[before, join] = found.get((before, join), 0.0) + 1.0
    return found, started


def overcounted(moves: Moves, visits: Mapping[str, float], joins: Mapping[str, str]) -> set[str]:
    """Return the joins to which fewer tokens come than cases pass where its branches part."""
    coming = dict.fromkeys(joins, 0.0)
    for (source, target), share in moves.items():
        if target in coming:
            coming[target] += share * visits.get(source, 0.0)
    return {join for join in joins if coming[join] < visits[join] - LEAST}


def dominators_of(moves: Moves, entries: Mapping[str, float]) -> dict[str, str]:
    """Return for each node that cases reach the last node before it that all ways lead through; `ROOT` if none."""
    after: dict[str, list[str]] = {ROOT: [node for node, share in entries.items() if share > 0]}
    before: dict[str, list[str]] = {node: [ROOT] for node in after[ROOT]}
    for (source, target), share in moves.items():
        if share > 0:
            after.setdefault(source, []).append(target)
            before.setdefault(target, []).append(source)
    order = list(_from_the_start(after))
    place = {node: number for number, node in enumerate(order)}
    found = {ROOT: ROOT}
    changed = True
    while changed:
        changed = False
        for node in order[1:]:
            known = [one for one in before[node] if one in found and one in place]
            best = known[0]
            for other in known[1:]:
                best = _common(found, place, best, other)
            changed = changed or found.get(node) != best
            found[node] = best
    return {node: best for node, best in found.items() if node != ROOT}


def _common(found: Mapping[str, str], place: Mapping[str, int], one: str, other: str) -> str:
    while one != other:
        if place[one] > place[other]:
            one = found[one]
        else:
            other = found[other]
    return one


def _from_the_start(after: Mapping[str, list[str]]) -> Iterator[str]:
    """Give nodes so that, loops aside, each comes behind those that lead to it."""
    done: list[str] = []
    seen = {ROOT}
    ways = [(ROOT, iter(after[ROOT]))]
    while ways:
        node, left = ways[-1]
        following = next((one for one in left if one not in seen), None)
        if following is None:
            done.append(node)
            ways.pop()
        else:
            seen.add(following)
            ways.append((following, iter(after.get(following, []))))
    yield from reversed(done)


def _above(dominators: Mapping[str, str], node: str) -> set[str]:
    """Return a node and all that every way to it leads through."""
    found: set[str] = set()
    while node != ROOT and node not in found:
        found.add(node)
        node = dominators.get(node, ROOT)
    return found
