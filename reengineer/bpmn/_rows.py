"""Give the nodes of a layered graph rows, so that what belongs together stands together and lines need not cross.

The ways out of a node are its branches. What only one branch leads to is drawn in rows of that branch alone; where
branches come together again, the drawing goes on in the row where they parted. Lines that pass others by, and lines
back, get room of their own as if a node stood there. A map made of blocks within blocks is so drawn without crossings.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from reengineer._records import dataclass
from reengineer.bpmn._branches import Branch, Layers, Pair, Survey

LONGEST = 400
"""Columns up to which a line is given room of its own; longer ones are led through the gaps between rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Hold the row of each node within its band, and the rows, band first, of lines that have room of their own."""

    rows: list[int]
    lines: dict[int, Pair]


class _Outline:
    """Hold how far up and down something reaches in each column of each band; rows are counted from its head."""

    __slots__ = ("cells", "lift")

    def __init__(self) -> None:
        self.cells: dict[int, dict[int, Pair]] = {}
        self.lift: dict[int, int] = {}

    def cover(self, band: int, columns: Iterable[int]) -> None:
        """Take the row of the head in some columns."""
        cells, row = self.cells.setdefault(band, {}), -self.lift.setdefault(band, 0)
        for column in columns:
            low, high = cells.get(column, (row, row))
            cells[column] = (min(low, row), max(high, row))

    def fall(self, other: "_Outline") -> dict[int, int]:
        """Return for each band how far the other has to go down to lie below this one."""
        return {band: self._fall(other, band) for band in other.cells}

    def _fall(self, other: "_Outline", band: int) -> int:
        mine, theirs = self.cells.get(band, {}), other.cells[band]
        shared = mine.keys() & theirs.keys()
        lift = self.lift.get(band, 0) - other.lift[band]
        return max([0, *(mine[column][1] - theirs[column][0] + lift + 1 for column in shared)])

    def free_row(self, band: int, columns: Iterable[int], *, above: bool) -> int:
        """Return the first row above or below all that lies in some columns of a band."""
        cells, lift = self.cells.get(band, {}), self.lift.get(band, 0)
        reached = [cells[column] for column in columns if column in cells]
        if above:
            return min(low for low, _ in reached) + lift - 1
        return max(high for _, high in reached) + lift + 1

    def join(self, other: "_Outline", falls: Mapping[int, int]) -> None:
        """Take in another outline, moved down; the smaller goes into the larger."""
        for band, cells in other.cells.items():
            self._join(band, cells, other.lift[band] + falls.get(band, 0))

    def _join(self, band: int, theirs: dict[int, Pair], their_lift: int) -> None:
        mine, lift = self.cells.get(band, {}), self.lift.get(band, 0)
        if len(mine) < len(theirs):
            mine, theirs, lift, their_lift = theirs, mine, their_lift, lift
        change = their_lift - lift
        for column, (low, high) in theirs.items():
            known = mine.get(column)
            ends = (low + change, high + change)
            mine[column] = (min(known[0], ends[0]), max(known[1], ends[1])) if known else ends
        self.cells[band], self.lift[band] = mine, lift


class _Planner:
    """Find rows, from the last nodes to the first."""

    def __init__(self, layers: Layers, loose: frozenset[int]) -> None:
        self.layers = layers
        self.survey = Survey(layers, loose)
        self.root = self.survey.count
        self.outlines: dict[int, _Outline] = {}
        self.falls: dict[int, dict[int, int]] = {}
        self.lines: dict[int, tuple[int, int, int]] = {}

    def plan(self) -> Rows:
        """Return the rows."""
        for node in reversed(self.survey.order):
            self.outlines[node] = self._outline(node)
        self._stack(self.root, _Outline())
        bases: dict[int, dict[int, int]] = {self.root: {}}
        rows = [0] * self.root
        for node in self.survey.order:
            base, falls = bases[self.survey.tree.above[node]], self.falls.get(node)
            if falls and any(falls.values()):
                base = {band: base.get(band, 0) + falls.get(band, 0) for band in base.keys() | falls.keys()}
            bases[node] = base
            rows[node] = base.get(self.layers.bands[node], 0)
        lines = {
            flow: (band, bases[node].get(band, 0) + fall) for flow, (node, band, fall) in self.lines.items() if fall
        }
        return Rows(rows=rows, lines=lines)

    def _outline(self, node: int) -> _Outline:
        """Return what a node and all that hangs on it alone takes."""
        outline = _Outline()
        self._stack(node, outline)
        for branch in self.survey.branches(node):
            self._branch_out(node, branch, outline)
        outline.cover(self.layers.bands[node], (self.layers.columns[node],))
        for flow in self.survey.loops.get(node, ()):
            self._loop(node, flow, outline)
        return outline

    def _stack(self, node: int, outline: _Outline) -> None:
        """Put where branches of a node meet again into its row, then, above all, what nothing leads to."""
        meetings = self.survey.meetings.get(node, ())
        for meeting in sorted(meetings, key=lambda one: not self.survey.ways_in[one]):
            below = self.outlines.pop(meeting)
            self.falls[meeting] = outline.fall(below)
            outline.join(below, self.falls[meeting])

    def _branch_out(self, node: int, branch: Branch, outline: _Outline) -> None:
        """Put a branch below those before it, with room for the line to it or along it."""
        columns, bands = self.layers.columns, self.layers.bands
        target = self.layers.flows[branch.flow][1]
        reach = range(columns[node], min(columns[target], columns[node] + LONGEST))
        if branch.head >= 0:
            below = self.outlines.pop(branch.head)
            below.cover(bands[target], reach)
            self.falls[branch.head] = outline.fall(below)
            outline.join(below, self.falls[branch.head])
            return
        below = _Outline()
        below.cover(bands[node], reach if columns[target] - columns[node] <= LONGEST else ())
        falls = outline.fall(below)
        outline.join(below, falls)
        self.lines[branch.flow] = (node, bands[node], falls.get(bands[node], 0))

    def _loop(self, node: int, flow: int, outline: _Outline) -> None:
        """Give a line back to a node the row above all that lies between its ends, or below where it starts lower."""
        columns, band = self.layers.columns, self.layers.bands[node]
        source = self.layers.flows[flow][0]
        if self.layers.bands[source] != band or columns[source] - columns[node] > LONGEST:
            return
        between = range(columns[node], columns[source] + 1)
        row = outline.free_row(band, between, above=self._rows_below(source, node) == 0)
        line = _Outline()
        line.cover(band, between)
        outline.join(line, {band: row})
        self.lines[flow] = (node, band, row)

    def _rows_below(self, node: int, upper: int) -> int:
        """Return how many rows a node stands below another that all ways to it pass, in the same band."""
        band, rows = self.layers.bands[node], 0
        while node != upper:
            rows += self.falls.get(node, {}).get(band, 0)
            node = self.survey.tree.above[node]
        return rows


def plan_rows(layers: Layers, loose: frozenset[int]) -> Rows:
    """Return the rows of all nodes but the loose ones, which have no flows.

    Parameters
    ----------
    layers : Layers
        Forward flows lead to a greater column.
    loose : frozenset of int
        Nodes that are left in row 0 of their band for now.
    """
    return _close_up(_Planner(layers, loose).plan(), layers.bands, loose)


def _close_up(rows: Rows, bands: Sequence[int], loose: frozenset[int]) -> Rows:
    """Take out rows in which nothing stands."""
    used: dict[int, set[int]] = defaultdict(set)
    for node, row in enumerate(rows.rows):
        if node not in loose:
            used[bands[node]].add(row)
    for band, row in rows.lines.values():
        used[band].add(row)
    place = {band: {row: number for number, row in enumerate(sorted(taken))} for band, taken in used.items()}
    return Rows(
        rows=[0 if node in loose else place[bands[node]][row] for node, row in enumerate(rows.rows)],
        lines={flow: (band, place[band][row]) for flow, (band, row) in rows.lines.items()},
    )
