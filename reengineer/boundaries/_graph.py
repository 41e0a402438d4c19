"""Answer whether a path can avoid some nodes, and how likely that is.

The checks of a boundary ask one question in several ways: can a case get from here to there without having passed
this control? It is answered by reachability after the control's nodes are taken out (a vertex cut), never by listing
paths, which loops make endless. What stands in one branch of a parallel block runs on every path through the block,
although a path of the graph goes round it; so such blocks are contracted to one node first, from the inside.
"""

from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import field, replace
from math import prod

from reengineer._records import dataclass

Arcs = Mapping[str, tuple[tuple[str, float | None], ...]]

_SWEEPS = 10_000
_SETTLED = 1e-13


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Be a parallel block: every case that enters ``split`` runs all branches and leaves by ``join``."""

    split: str
    join: str
    inside: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FlowGraph:
    """Hold sequence flow as arcs with probabilities; two of them are equal only if they are one.

    Parameters
    ----------
    arcs : mapping
        For each node, in document order, its successors and the probability of each; None where it is not known.
    starts, ends : tuple of str
    all_of : frozenset of str
        Nodes that send a token along every arc.
    blocks : tuple of Block
        Innermost first.
    events : mapping
        The boundary events of an activity, by which a case leaves it before it is completed.
    """

    arcs: Arcs
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    all_of: frozenset[str] = frozenset()
    blocks: tuple[Block, ...] = ()
    events: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def without(self, nodes: Collection[str], keep: Collection[str] = ()) -> "FlowGraph":
        """Return the graph in which no path completes one of the nodes; blocks holding one of ``keep`` stay whole.

        A node is taken out. Of one that boundary events stand on the ways through these stay: a case that leaves by
        them has begun the activity and not completed it.
        """
        out_of_reach = {node for node in nodes if not set(self.events.get(node, ())) - set(nodes)}
        arcs = {node: _avoiding(out, out_of_reach) for node, out in self.arcs.items() if node not in out_of_reach}
        for node in nodes:
            if node in arcs:
                arcs[node] = tuple(arc for arc in arcs[node] if arc[0] in self.events[node])
        gone: set[str] = set()
        for block in self.blocks:
            if block.split in arcs and block.join in arcs and not _touches(block, keep):
                arcs[block.split] = _round(arcs, block, self.all_of, whole=self.arcs[block.split])
                gone |= block.inside
        return FlowGraph(
            arcs={node: out for node, out in arcs.items() if node not in gone},
            starts=tuple(start for start in self.starts if start in arcs),
            ends=tuple(end for end in self.ends if end in arcs),
            all_of=self.all_of - {block.split for block in self.blocks if not _touches(block, keep)},
        )

    def shortest_path(self, sources: Iterable[str], goals: Collection[str]) -> tuple[str, ...] | None:
        """Return a path of fewest arcs from a source to a goal, both included; None where there is none."""
        came: dict[str, str | None] = {source: None for source in sources if source in self.arcs}
        waiting = deque(came)
        while waiting:
            node = waiting.popleft()
            if node in goals:
                return _walk_back(came, node)
            for target, _ in self.arcs.get(node, ()):
                if target not in came and target in self.arcs:
                    came[target] = node
                    waiting.append(target)
        return None

    def reached_from(self, sources: Iterable[str]) -> frozenset[str]:
        """Return every node that can be reached from a source, the sources included."""
        seen = list(dict.fromkeys(source for source in sources if source in self.arcs))
        known = set(seen)
        for node in seen:
            for target, _ in self.arcs[node]:
                if target not in known and target in self.arcs:
                    known.add(target)
                    seen.append(target)
        return frozenset(known)

    def stopping_at(self, node: str) -> "FlowGraph":
        """Return the graph in which nothing leads on from a node."""
        return replace(self, arcs={**self.arcs, node: ()})

    def leading_to(self, goals: Iterable[str]) -> frozenset[str]:
        """Return every node from which a goal can be reached, the goals included."""
        before: dict[str, list[str]] = {}
        for node, out in self.arcs.items():
            for target, _ in out:
                before.setdefault(target, []).append(node)
        seen = {goal for goal in goals if goal in self.arcs}
        waiting = list(seen)
        while waiting:
            fresh = [node for node in before.get(waiting.pop(), ()) if node not in seen]
            seen.update(fresh)
            waiting.extend(fresh)
        return frozenset(seen)

    def probability(self, source: str, goals: Collection[str]) -> float | None:
        """Return the probability that a case at ``source`` gets to a goal; None where a share on the way is unknown.

        The goals absorb. A parallel split that could not be contracted counts as its likeliest branch.
        """
        return _probability(self.arcs, self.all_of, source, goals)


def _avoiding(out: Sequence[tuple[str, float | None]], nodes: Collection[str]) -> tuple[tuple[str, float | None], ...]:
    return tuple(arc for arc in out if arc[0] not in nodes)


def _touches(block: Block, keep: Collection[str]) -> bool:
    return any(node in block.inside or node in (block.split, block.join) for node in keep)


def _round(
    arcs: Arcs, block: Block, all_of: frozenset[str], whole: Sequence[tuple[str, float | None]]
) -> tuple[tuple[str, float | None], ...]:
    """Return the arc that stands for the block: none where a branch cannot be run without the nodes taken out."""
    if len(arcs[block.split]) < len(whole):
        return ()
    within = {node: arcs[node] for node in arcs if node in block.inside} | {block.join: ()}
    graph = FlowGraph(arcs=within, starts=(), ends=(block.join,), all_of=all_of)
    chances = []
    for target, _ in whole:
        if graph.shortest_path([target], [block.join]) is None:
            return ()
        chances.append(graph.probability(target, [block.join]))
    known = [chance for chance in chances if chance is not None]
    return ((block.join, prod(known) if len(known) == len(chances) else None),)


def _walk_back(came: Mapping[str, str | None], node: str) -> tuple[str, ...]:
    path = [node]
    while (before := came[path[-1]]) is not None:
        path.append(before)
    return tuple(reversed(path))


def _probability(arcs: Arcs, all_of: frozenset[str], source: str, goals: Collection[str]) -> float | None:
    graph = FlowGraph(arcs=arcs, starts=(), ends=())
    useful = graph.leading_to(goals)
    if source not in useful:
        return 0.0
    value = {node: 1.0 if node in goals else 0.0 for node in arcs if node in useful}
    order = [node for node in reversed(list(value)) if node not in goals]
    ways = {node: [arc for arc in arcs[node] if arc[0] in value] for node in order}
    if any(chance is None for node in _between(ways, source, goals) for _, chance in ways[node]):
        return None
    _settle(value, {node: [(to, chance or 0.0) for to, chance in out] for node, out in ways.items()}, all_of)
    return min(1.0, value[source])


def _between(ways: Mapping[str, list[tuple[str, float | None]]], source: str, goals: Collection[str]) -> list[str]:
    seen = [source] if source not in goals else []
    for node in seen:
        seen.extend(to for to in dict.fromkeys(to for to, _ in ways[node]) if to not in goals and to not in seen)
    return seen


def _settle(value: dict[str, float], ways: Mapping[str, list[tuple[str, float]]], all_of: frozenset[str]) -> None:
    """Solve v = P v by sweeps from zero upwards, which finds the least solution however the flows loop."""
    for _ in range(_SWEEPS):
        moved = 0.0
        for node, out in ways.items():
            parts = [chance * value[to] for to, chance in out]
            new = max(parts, default=0.0) if node in all_of else sum(parts)
            moved = max(moved, new - value[node])
            value[node] = new
        if moved < _SETTLED:
            return
