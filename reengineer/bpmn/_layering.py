"""Give the nodes of a graph columns and rows: a layered drawing in which flows run from left to right.

References
----------
K. Sugiyama, S. Tagawa, M. Toda, Methods for visual understanding of hierarchical system structures, IEEE Transactions
on Systems, Man, and Cybernetics 11(2), 1981. Rows are found by following the flow rather than by minimising crossings,
which keeps the main line of a process straight.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Hold the column and the row of each node, the rows of each band, and the flows that run backwards.

    Rows are numbered over all bands; those of a band stand together. `backward` holds positions in the list of flows.
    """

    columns: tuple[int, ...]
    rows: tuple[int, ...]
    band_rows: tuple[tuple[int, int], ...]
    backward: frozenset[int]


def lay_grid(count: int, flows: Sequence[Pair], bands: Sequence[int], band_count: int, anchors: Sequence[Pair]) -> Grid:
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
    """
    backward = _backward(count, flows)
    forward = [flow for number, flow in enumerate(flows) if number not in backward]
    columns = _columns(count, forward)
    loose = {node for node, _ in anchors}
    rows, used = _rows(columns, forward, bands, loose)
    bands = list(bands)
    for node, other in anchors:
        if other >= 0:
            columns[node], bands[node] = columns[other], bands[other]
        rows[node] = used[bands[node]].take(columns[node], rows[other] + 1 if other >= 0 else 0)
    heights = [max([rows[node] + 1 for node in nodes], default=1) for nodes in _by_band(bands, band_count)]
    starts = [sum(heights[:band]) for band in range(band_count)]
    return Grid(
        columns=tuple(columns),
        rows=tuple(starts[bands[node]] + rows[node] for node in range(count)),
        band_rows=tuple(zip(starts, heights, strict=True)),
        backward=frozenset(backward),
    )


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


def _rows(
    columns: Sequence[int], forward: Sequence[Pair], bands: Sequence[int], loose: set[int]
) -> tuple[list[int], dict[int, _Band]]:
    """Return for each node its row in its band: that of the nodes it follows, where it is free, else one below."""
    before: list[list[int]] = [[] for _ in columns]
    for source, target in forward:
        before[target].append(source)
    layers: dict[int, list[int]] = defaultdict(list)
    for node, column in enumerate(columns):
        if node not in loose:
            layers[column].append(node)
    rows = [0] * len(columns)
    used: dict[int, _Band] = defaultdict(_Band)
    for column in sorted(layers):
        wishes = {node: _wish(node, before, rows, bands) for node in layers[column]}
        for node in sorted(layers[column], key=lambda one: (wishes[one], one)):
            rows[node] = used[bands[node]].take(column, wishes[node])
    return rows, used


def _wish(node: int, before: Sequence[Sequence[int]], rows: Sequence[int], bands: Sequence[int]) -> int:
    return min((rows[other] for other in before[node] if bands[other] == bands[node]), default=0)
