"""Survey a layered graph: what leads to what alone, where branches meet again, which end on their own.

References
----------
T. Lengauer, R. E. Tarjan, A fast algorithm for finding dominators in a flowgraph, ACM Transactions on Programming
Languages and Systems 1(1), 1979, for the notion; the graph has no circles here, so one walk finds them.
"""

from collections import defaultdict
from collections.abc import Sequence

from reengineer._records import dataclass

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layers:
    """Hold a graph in columns: its flows, which of them run backwards, and the band of each node.

    `late` are flows, such as those of boundary events, whose branches stand below the others of their node.
    """

    columns: Sequence[int]
    flows: Sequence[Pair]
    backward: frozenset[int]
    bands: Sequence[int]
    late: frozenset[int] = frozenset()


@dataclass(slots=True)
class Dominators:
    """Hold for each node the nearest node that all ways to it pass, with short cuts to find a common one quickly."""

    above: list[int]
    depth: list[int]
    jump: list[int]

    @classmethod
    def of(cls, count: int, order: Sequence[int], before: Sequence[Sequence[int]]) -> "Dominators":
        """Walk the nodes in an order in which each follows those before it; node `count` stands above all."""
        tree = cls([count] * (count + 1), [0] * (count + 1), [count] * (count + 1))
        for node in order:
            ways = iter(before[node])
            above = next(ways, count)
            for other in ways:
                above = tree._common(above, other)
            tree._hang(node, above)
        return tree

    def _hang(self, node: int, above: int) -> None:
        self.above[node], self.depth[node] = above, self.depth[above] + 1
        jump = self.jump[above]
        is_even = self.depth[above] - self.depth[jump] == self.depth[jump] - self.depth[self.jump[jump]]
        self.jump[node] = self.jump[jump] if is_even else above

    def _common(self, first: int, second: int) -> int:
        depth = self.depth
        if depth[first] < depth[second]:
            first, second = second, first
        while depth[first] > depth[second]:
            jump = self.jump[first]
            first = jump if depth[jump] >= depth[second] else self.above[first]
        while first != second:
            if self.jump[first] != self.jump[second]:
                first, second = self.jump[first], self.jump[second]
            else:
                first, second = self.above[first], self.above[second]
        return first

    def is_above(self, upper: int, lower: int) -> bool:
        """Say whether all ways to `lower` pass `upper`."""
        return self._common(upper, lower) == upper


@dataclass(frozen=True, slots=True)
class Branch:
    """Hold one way out of a node: the flow, the node that it alone leads to, or -1 where others lead there too.

    `is_late` and `is_open` say that it stands below the others, and that it meets others further on. `far` is the
    column where it does or where it ends, `ends` says that something within ends on its own, and `loops` that a line
    leads from it back to before the node.
    """

    flow: int
    head: int
    is_late: bool
    is_open: bool
    far: int
    ends: bool = False
    loops: bool = False

    @property
    def order(self) -> tuple[bool, int, int, bool, bool, int]:
        """Return what puts branches in order, so that lines need not cross.

        First those that meet others, soonest first; then the one that goes on behind a line back, as that line runs
        above; then those that end, the longest first; last those that only lead back, as their lines run below.
        """
        if self.is_open:
            return (self.is_late, 0, self.far, self.ends, self.head < 0, self.flow)
        kind = 2 if not self.loops else 1 if self.ends else 3
        return (self.is_late, kind, -self.far, False, False, self.flow)


class Survey:
    """Hold for each node what hangs on it alone, found from the last nodes to the first.

    Node ``count`` stands above all. `leaves` holds the flow that leads furthest out of what hangs on a node, as the
    depth of the node where it meets others, the column less than 0, and the target; `reach` the last column, `returns`
    the first column that a line leads back to, and `ends` whether something ends there.
    """

    def __init__(self, layers: Layers, loose: frozenset[int]) -> None:
        self.layers = layers
        self.count = count = len(layers.columns)
        before: list[list[int]] = [[] for _ in range(count)]
        self.out: list[list[int]] = [[] for _ in range(count)]
        for number, (source, target) in enumerate(layers.flows):
            if number not in layers.backward:
                before[target].append(source)
                self.out[source].append(number)
        self.ways_in = [len(ways) for ways in before]
        nodes = (node for node in range(count) if node not in loose)
        self.order = sorted(nodes, key=lambda node: (layers.columns[node], node))
        self.tree = Dominators.of(count, self.order, before)
        self.meetings: dict[int, list[int]] = defaultdict(list)
        self.loops: dict[int, list[int]] = defaultdict(list)
        self.leaves = [(count, 0, -1)] * (count + 1)
        self.reach = [*layers.columns, 0]
        self.returns = [*layers.columns, 0]
        self.ends = [False] * (count + 1)
        self._find_meetings()
        for node in reversed(self.order):
            self._look_at(node)

    def _find_meetings(self) -> None:
        layers = self.layers
        for node in self.order:
            if self.ways_in[node] != 1:
                self.meetings[self.tree.above[node]].append(node)
        for number in sorted(layers.backward, key=lambda one: layers.columns[layers.flows[one][0]]):
            source, target = layers.flows[number]
            self.returns[source] = min(self.returns[source], layers.columns[target])
            if source != target and self.tree.is_above(target, source):
                self.loops[target].append(number)

    def _look_at(self, node: int) -> None:
        self.ends[node] = not self.out[node] and self.returns[node] == self.layers.columns[node]
        for number in self.out[node]:
            target = self.layers.flows[number][1]
            if self.ways_in[target] == 1:
                self._take_in(node, target)
            else:
                meeting = (self.tree.depth[self.tree.above[target]], -self.layers.columns[target], target)
                self.leaves[node] = min(self.leaves[node], meeting)
        for target in self.meetings.get(node, ()):
            self._take_in(node, target)

    def _take_in(self, node: int, below: int) -> None:
        self.leaves[node] = min(self.leaves[node], self.leaves[below])
        self.reach[node] = max(self.reach[node], self.reach[below])
        self.returns[node] = min(self.returns[node], self.returns[below])
        self.ends[node] = self.ends[node] or self.ends[below]

    def branches(self, node: int) -> list[Branch]:
        """Return the ways out of a node, from the upper to the lower."""
        return sorted((self._branch(number) for number in self.out[node]), key=lambda branch: branch.order)

    def _branch(self, number: int) -> Branch:
        layers, target = self.layers, self.layers.flows[number][1]
        is_late = number in layers.late
        if self.ways_in[target] != 1:
            return Branch(number, -1, is_late, is_open=True, far=layers.columns[target])
        depth, column, _ = self.leaves[target]
        is_open = depth < self.tree.depth[target]
        return Branch(
            number,
            target,
            is_late,
            is_open,
            -column if is_open else self.reach[target],
            self.ends[target],
            self.returns[target] < layers.columns[target],
        )

    def enclosed(self) -> list[Pair]:
        """Return (node, meeting) for the nodes that end between branches, and so must stand before these meet."""
        bound = [self.count] * (self.count + 1)
        found: list[Pair] = []
        lowest = {ways[-1].head for node in self.order if (ways := self._open_ones(node))}
        for node in self.order:
            above = self.tree.above[node]
            depth = self.leaves[node][0]
            is_head = self.ways_in[node] == 1 and depth == self.tree.depth[above]
            bound[node] = node if is_head and node not in lowest else bound[above]
            if not self.out[node] and bound[node] != self.count:
                found.append((node, self.leaves[bound[node]][2]))
        return found

    def _open_ones(self, node: int) -> list[Branch]:
        if len(self.out[node]) < 2:
            return []
        return [branch for branch in self.branches(node) if branch.is_open]
