"""Give the nodes of a graph columns and rows: a layered drawing in which flows run from left to right.

References
----------
K. Sugiyama, S. Tagawa, M. Toda, Methods for visual understanding of hierarchical system structures, IEEE Transactions
on Systems, Man, and Cybernetics 11(2), 1981. Rows follow from which nodes belong together rather than from exchanging
neighbours, which keeps the main line of a process straight.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import field, replace
from math import ceil, sqrt

from reengineer._records import dataclass
from reengineer.bpmn._branches import Layers, Survey
from reengineer.bpmn._rows import LONGEST, Rows, plan_rows

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Hold the column and the row of each node, the rows of each band, and the flows that run backwards.

    Rows are numbered over all bands; those of a band stand together. `backward` holds positions in the list of flows,
    `lines` the row of each flow that has one of its own.
    """

    columns: tuple[int, ...]
    rows: tuple[int, ...]
    band_rows: tuple[tuple[int, int], ...]
    backward: frozenset[int]
    lines: Mapping[int, int] = field(default_factory=dict)


def lay_grid(
    count: int,
    flows: Sequence[Pair],
    bands: Sequence[int],
    band_count: int,
    anchors: Sequence[Pair],
    late: Collection[int] = (),
) -> Grid:
    """Return columns and rows of nodes 0 to ``count - 1``.

    Parameters
    ----------
    count : int
        How many nodes there are.
    flows : sequence of (source, target)
        In the order of the file, which decides between ways that are alike.
    bands : sequence of int
        For each node the band, such as a lane, in which it must stand.
    band_count : int
        How many bands there are; one without nodes still has a row.
    anchors : sequence of (node, other)
        Nodes without flows that go into the column and band of another, below what stands there; -1 for no other.
    late : collection of int
        Flows whose branches stand below the others of their node.
    """
    backward = frozenset(_backward(count, flows))
    forward = [flow for number, flow in enumerate(flows) if number not in backward]
    layers = Layers(columns=_columns(count, forward), flows=flows, backward=backward, bands=bands, late=frozenset(late))
    loose = frozenset(node for node, _ in anchors)
    enclosed = Survey(layers, loose).enclosed()
    if enclosed:
        layers = replace(layers, columns=_columns(count, [*forward, *enclosed]))
    columns, plan = list(layers.columns), plan_rows(layers, loose)
    rows, bands = plan.rows, list(bands)
    if anchors:
        _anchor(layers, plan, columns, bands, anchors)
    heights = [max([rows[node] + 1 for node in nodes], default=1) for nodes in _by_band(bands, band_count)]
    for band, row in plan.lines.values():
        heights[band] = max(heights[band], row + 1)
    starts = [sum(heights[:band]) for band in range(band_count)]
    return Grid(
        columns=tuple(columns),
        rows=tuple(starts[bands[node]] + rows[node] for node in range(count)),
        band_rows=tuple(zip(starts, heights, strict=True)),
        backward=backward,
        lines={flow: starts[band] + row for flow, (band, row) in plan.lines.items()},
    )


def _anchor(layers: Layers, plan: Rows, columns: list[int], bands: list[int], anchors: Sequence[Pair]) -> None:
    """Give what is tied to another node a place below it that is free of nodes and of lines along rows."""
    used: dict[int, _Band] = defaultdict(_Band)
    loose = {node for node, _ in anchors}
    for node, row in enumerate(plan.rows):
        if node not in loose:
            used[bands[node]].hold(columns[node], row)
    for number, (source, target) in enumerate(layers.flows):
        low, high = sorted((columns[source], columns[target]))
        band, row = plan.lines.get(number, (bands[target], plan.rows[target]))
        for column in range(low, min(high, low + LONGEST) + 1):
            used[band].hold(column, row)
    alone = sum(other < 0 for _, other in anchors)
    width = max(ceil(sqrt(alone)), min(max(columns) + 1, alone), 1)
    place = 0
    for node, other in anchors:
        if other >= 0:
            columns[node], bands[node] = columns[other], bands[other]
        else:
            columns[node], place = place % width, place + 1
        plan.rows[node] = used[bands[node]].take(columns[node], plan.rows[other] + 1 if other >= 0 else 0)


def _by_band(bands: Sequence[int], band_count: int) -> list[list[int]]:
    groups: list[list[int]] = [[] for _ in range(band_count)]
    for node, band in enumerate(bands):
        groups[band].append(node)
    return groups


def _ways_out(count: int, flows: Sequence[Pair]) -> list[list[Pair]]:
    """Return for each node the (position, target) of its flows."""
    out: list[list[Pair]] = [[] for _ in range(count)]
    for number, (source, target) in enumerate(flows):
        out[source].append((number, target))
    return out


def _backward(count: int, flows: Sequence[Pair]) -> set[int]:
    """Return the flows that lead back to where a walk in the order of the file has come from."""
    out = _ways_out(count, flows)
    entered = {target for _, target in flows}
    backward: set[int] = set()
    state = [0] * count
    for first in sorted(range(count), key=lambda node: (node in entered, node)):
        if state[first]:
            continue
        state[first] = 1
        stack = [(first, iter(out[first]))]
        while stack:
            node, ways = stack[-1]
            number, target = next(ways, (-1, -1))
            if number < 0:
                state[node] = 2
                stack.pop()
            elif state[target] == 1:
                backward.add(number)
            elif state[target] == 0:
                state[target] = 1
                stack.append((target, iter(out[target])))
    return backward


def _columns(count: int, forward: Sequence[Pair]) -> list[int]:
    """Return for each node the length of the longest way to it; what nothing leads to stands right before its next."""
    out = _ways_out(count, forward)
    waiting = [0] * count
    for _, target in forward:
        waiting[target] += 1
    first = [node for node in range(count) if not waiting[node]]
    columns = [0] * count
    order = list(first)
    for node in order:
        for _, target in out[node]:
            columns[target] = max(columns[target], columns[node] + 1)
            waiting[target] -= 1
            if not waiting[target]:
                order.append(target)
    for node in first:
        if out[node]:
            columns[node] = min(columns[target] for _, target in out[node]) - 1
    return columns


class _Band:
    """Hand out the free rows of one band, column by column."""

    def __init__(self) -> None:
        self._next: dict[Pair, int] = {}

    def hold(self, column: int, row: int) -> None:
        """Take a place, whether or not it is free."""
        self._next.setdefault((column, row), row + 1)

    def take(self, column: int, wish: int) -> int:
        """Return the first free row at or below the wish, and take it."""
        row = wish
        passed = []
        while (column, row) in self._next:
            passed.append(row)
            row = self._next[column, row]
        for one in (*passed, row):
            self._next[column, one] = row + 1
        return row
