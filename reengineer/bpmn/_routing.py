"""Draw flows between the nodes of a grid as lines of horizontal and vertical pieces that run through no node.

A line runs along rows and columns that are free, else through the channels between columns and the gaps between rows.
Pieces that share a channel or gap get tracks of their own where they would lie on each other. Channel c is left of
column c, gap g is above row g. Where lines run is settled first; coordinates follow once all tracks are counted.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import field
from heapq import heappop, heappush

from reengineer._records import dataclass
from reengineer.bpmn._layering import Grid

Ref = tuple[str, int]
"""A side ("l", "r", "t", "b") or the centre ("c") of a node, a track ("v"), or the middle of a row ("w")."""

Bend = tuple[Ref, Ref]


@dataclass(slots=True)
class Tracks:
    """Hold the pieces that run in channels or gaps: (channel, from, to), in columns or rows."""

    pieces: list[tuple[int, float, float]] = field(default_factory=list)
    named: dict[tuple[int, int], int] = field(default_factory=dict)
    slots: list[int] = field(default_factory=list)
    counts: dict[int, int] = field(default_factory=dict)

    def add(self, channel: int, start: float, end: float) -> Ref:
        """Add a piece, and return how a bend refers to it."""
        self.pieces.append((channel, min(start, end), max(start, end)))
        return ("v", len(self.pieces) - 1)

    def share(self, channel: int, start: float, end: float, name: int) -> Ref:
        """Add a piece that lies in one track with all others of its name in its channel."""
        number = self.named.setdefault((channel, name), len(self.pieces))
        if number == len(self.pieces):
            return self.add(channel, start, end)
        _, low, high = self.pieces[number]
        self.pieces[number] = (channel, min(low, start, end), max(high, start, end))
        return ("v", number)

    def settle(self) -> None:
        """Give each piece the lowest track of its channel that is free over its length."""
        self.slots = [0] * len(self.pieces)
        by_channel: dict[int, list[int]] = defaultdict(list)
        for number, (channel, _, _) in enumerate(self.pieces):
            by_channel[channel].append(number)
        for channel, numbers in by_channel.items():
            self.counts[channel] = self._colour(numbers)

    def _colour(self, numbers: list[int]) -> int:
        free: list[int] = []
        running: list[tuple[float, int]] = []
        most = 0
        for number in sorted(numbers, key=lambda one: (self.pieces[one][1], self.pieces[one][2], one)):
            _, start, end = self.pieces[number]
            while running and running[0][0] < start:
                heappush(free, heappop(running)[1])
            if free:
                slot = heappop(free)
            else:
                slot, most = most, most + 1
            self.slots[number] = slot
            heappush(running, (end, slot))
        return most


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Ask for a line: its ends, whether they are gateways, and whether it starts at the foot of the source.

    `row` is a row that is kept free for it between its ends, `at_feet` says that boundary events stand on one of them,
    and `is_meeting` that other lines reach the target too, so that this one changes rows there.
    """

    source: int
    target: int
    row: int | None = None
    from_gateway: bool = False
    to_gateway: bool = False
    from_foot: bool = False
    at_feet: bool = False
    is_meeting: bool = False


class Router:
    """Settle where the lines of one grid run."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.upright = Tracks()
        self.level = Tracks()
        self._in_row: dict[int, list[int]] = defaultdict(list)
        self._in_column: dict[int, list[int]] = defaultdict(list)
        self._used: dict[tuple[int, str], str] = {}
        for column, row in sorted(zip(grid.columns, grid.rows, strict=True)):
            self._in_row[row].append(column)
            self._in_column[column].append(row)
        for rows in self._in_column.values():
            rows.sort()

    def route(self, way: Way, *, is_backward: bool) -> list[Bend]:
        """Return the bends of a line, its ends included."""
        if is_backward or self._column(way.target) <= self._column(way.source):
            return self._back_along_row(way) or self._back(way)
        if way.from_foot:
            return self._straight_from_foot(way) or self._from_foot(way)
        if way.is_meeting:
            direct = self._along_row(way) or self._straight(way) or self._into_corner(way)
        else:
            direct = self._straight(way) or self._from_corner(way)
        return direct or self._stepped(way)

    def uses(self, node: int, side: str) -> bool:
        """Say whether a line starts or ends at the top ("t") or bottom ("b") of a node."""
        return (node, side) in self._used

    def _column(self, node: int) -> int:
        return self.grid.columns[node]

    def _row(self, node: int) -> int:
        return self.grid.rows[node]

    def _row_is_free(self, row: int, first: int, last: int) -> bool:
        """Say whether no node stands in a row from column `first` to column `last`, both included."""
        columns = self._in_row.get(row, [])
        return bisect_left(columns, first) == bisect_right(columns, last)

    def _column_is_free(self, column: int, first: int, last: int) -> bool:
        rows = self._in_column.get(column, [])
        return bisect_left(rows, first) == bisect_right(rows, last)

    def _straight(self, way: Way) -> list[Bend] | None:
        start, end = self._column(way.source), self._column(way.target)
        if self._row(way.source) != self._row(way.target):
            return None
        if not self._row_is_free(self._row(way.source), start + 1, end - 1):
            return None
        return [(("r", way.source), ("c", way.source)), (("l", way.target), ("c", way.target))]

    def _between(self, first: int, second: int) -> tuple[int, int]:
        """Return the rows strictly between two nodes, as first and last."""
        upper, lower = sorted((self._row(first), self._row(second)))
        return upper + 1, lower - 1

    def _claim(self, node: int, side: str, use: str) -> bool:
        """Take the upper or lower side of a node, where lines only start ("out") or only end ("in") there so far."""
        return self._used.setdefault((node, side), use) == use

    def _from_corner(self, way: Way) -> list[Bend] | None:
        """Leave a gateway above or below, then run along the row of the target."""
        start, end = self._column(way.source), self._column(way.target)
        row = self._row(way.target)
        side = "b" if row > self._row(way.source) else "t"
        fits = way.from_gateway and row != self._row(way.source) and self._row_is_free(row, start, end - 1)
        if not fits or not self._column_is_free(start, *self._between(way.source, way.target)):
            return None
        if not self._claim(way.source, side, "out"):
            return None
        source, target = way.source, way.target
        return [(("c", source), (side, source)), (("c", source), ("c", target)), (("l", target), ("c", target))]

    def _along_row(self, way: Way) -> list[Bend] | None:
        """Run along the row that is kept for the line: down to it, and up from it."""
        start, end = self._column(way.source), self._column(way.target)
        if way.row is None or not self._row_is_free(way.row, start, end - 1):
            return None
        return [*self._down_to(way, way.row), *self._up_from(way, way.row)]

    def _down_to(self, way: Way, row: int) -> list[Bend]:
        """Leave a gateway at its lower corner, where that can be done, else go down in the channel on the right."""
        source, start = way.source, self._column(way.source)
        is_open = way.from_gateway and self._column_is_free(start, self._row(source) + 1, row)
        if is_open and self._claim(source, "b", "out"):
            return [(("c", source), ("b", source)), (("c", source), ("w", row))]
        track = self.upright.share(start + 1, self._row(source), row, source)
        return [(("r", source), ("c", source)), (track, ("c", source)), (track, ("w", row))]

    def _up_from(self, way: Way, row: int) -> list[Bend]:
        """Enter a gateway at its lower corner, where that can be done, else go up in the channel on the left."""
        target, end = way.target, self._column(way.target)
        is_open = way.to_gateway and row > self._row(target)
        is_open = is_open and self._column_is_free(end, self._row(target) + 1, row)
        if is_open and self._claim(target, "b", "in"):
            return [(("c", target), ("w", row)), (("c", target), ("b", target))]
        track = self.upright.share(end, row, self._row(target), -1 - target)
        return [(track, ("w", row)), (track, ("c", target)), (("l", target), ("c", target))]

    def _back_along_row(self, way: Way) -> list[Bend] | None:
        """Run back below or above all that lies between, from that side of the source to that of the target."""
        source, target, row = way.source, way.target, way.row
        if row is None or way.from_foot or way.at_feet:
            return None
        start, end = self._column(target), self._column(source)
        if not self._row_is_free(row, start, end):
            return None
        side = "t" if row < self._row(source) else "b"
        if not all(self._column_is_free(self._column(node), *self._towards(node, row)) for node in (source, target)):
            return None
        if self._used.get((target, side), "in") != "in" or not self._claim(source, side, "out"):
            return None
        self._used[target, side] = "in"
        line: list[Bend] = [(("c", source), (side, source)), (("c", source), ("w", row))]
        return [*line, (("c", target), ("w", row)), (("c", target), (side, target))]

    def _towards(self, node: int, row: int) -> tuple[int, int]:
        """Return the rows from beside a node to another row, as first and last."""
        own = self._row(node)
        return (own + 1, row) if row > own else (row, own - 1)

    def _straight_from_foot(self, way: Way) -> list[Bend] | None:
        """Leave a boundary event straight down to the row of the target, where nothing is in the way."""
        start, end = self._column(way.source), self._column(way.target)
        row = self._row(way.target)
        if row <= self._row(way.source) or not self._row_is_free(row, start, end - 1):
            return None
        if not self._column_is_free(start, *self._between(way.source, way.target)):
            return None
        return [
            (("f", way.source), ("f", way.source)),
            (("f", way.source), ("c", way.target)),
            (("l", way.target), ("c", way.target)),
        ]

    def _into_corner(self, way: Way) -> list[Bend] | None:
        """Run along the row of the source, then enter a gateway from above or below."""
        start, end = self._column(way.source), self._column(way.target)
        row = self._row(way.source)
        side = "b" if row > self._row(way.target) else "t"
        fits = way.to_gateway and row != self._row(way.target) and self._row_is_free(row, start + 1, end)
        if not fits or not self._column_is_free(end, *self._between(way.source, way.target)):
            return None
        source, target = way.source, way.target
        if not self._claim(target, side, "in"):
            return None
        return [(("r", source), ("c", source)), (("c", target), ("c", source)), (("c", target), (side, target))]

    def _stepped(self, way: Way) -> list[Bend]:
        """Change rows in one channel where a row is free, else in two channels with a gap between them."""
        source, target = way.source, way.target
        start, end = self._column(source), self._column(target)
        rows = self._row(source), self._row(target)
        channels = ((rows[1], start + 1), (rows[0], end))
        for row, channel in reversed(channels) if way.is_meeting else channels:
            if self._row_is_free(row, start + 1, end - 1):
                return self._one_channel(way, channel)
        gap = rows[0] if rows[1] < rows[0] else rows[0] + 1
        side = "t" if gap == rows[0] else "b"
        if way.from_gateway and self._claim(source, side, "out"):
            run = self.level.add(gap, start, end - 0.5)
            bends: list[Bend] = [(("c", source), (side, source)), (("c", source), run)]
        else:
            run = self.level.add(gap, start + 0.5, end - 0.5)
            first = self.upright.add(start + 1, rows[0], gap - 0.5)
            bends = [(("r", source), ("c", source)), (first, ("c", source)), (first, run)]
        return bends + self._arrive(way, run, gap)

    def _arrive(self, way: Way, run: Ref, gap: int) -> list[Bend]:
        """End a line that comes along a gap: at the corner of a gateway beside the gap, else at the left."""
        target, row = way.target, self._row(way.target)
        if way.to_gateway and gap in (row, row + 1):
            side = "t" if gap == row else "b"
            if self._claim(target, side, "in"):
                return [(("c", target), run), (("c", target), (side, target))]
        last = self.upright.add(self._column(target), gap - 0.5, row)
        return [(last, run), (last, ("c", target)), (("l", target), ("c", target))]

    def _one_channel(self, way: Way, channel: int) -> list[Bend]:
        source, target = way.source, way.target
        name = source if channel == self._column(source) + 1 else -1 - target
        track = self.upright.share(channel, self._row(source), self._row(target), name)
        return [
            (("r", source), ("c", source)),
            (track, ("c", source)),
            (track, ("c", target)),
            (("l", target), ("c", target)),
        ]

    def _from_foot(self, way: Way) -> list[Bend]:
        """Leave a boundary event downwards, along the gap below the activity that it stands on."""
        gap = self._row(way.source) + 1
        run = self.level.add(gap, self._column(way.source), self._column(way.target) - 0.5)
        return [(("f", way.source), ("f", way.source)), (("f", way.source), run), *self._arrive(way, run, gap)]

    def _back(self, way: Way) -> list[Bend]:
        """Run back: out of the source above or below, along a gap, and into the target from above or below."""
        source, target = way.source, way.target
        if source == target:
            return self._round(way)
        sides = self._sides_back(way)
        self._used[source, sides[0]], self._used[target, sides[1]] = "out", "in"
        gaps = [self._row(node) + (side == "b") for node, side in zip((source, target), sides, strict=True)]
        ends = self._column(source), self._column(target)
        start: Ref = ("f", source) if way.from_foot else ("c", source)
        head: list[Bend] = [(start, ("f", source) if way.from_foot else (sides[0], source))]
        into: Ref = (sides[1], target)
        if gaps[0] == gaps[1] and ends[0] != ends[1]:
            run = self.level.add(gaps[0], *ends)
            return [*head, (start, run), (("c", target), run), (("c", target), into)]
        middle = self.upright.add(ends[1], gaps[0] - 0.5, gaps[1] - 0.5)
        first = self.level.add(gaps[0], ends[0], ends[1] - 0.5)
        last = self.level.add(gaps[1], ends[1] - 0.5, ends[1])
        return [*head, (start, first), (middle, first), (middle, last), (("c", target), last), (("c", target), into)]

    def _sides_back(self, way: Way) -> tuple[str, str]:
        """Return where a line back leaves and enters: towards the other end, where a gateway has that corner free."""
        rise = self._row(way.source) - self._row(way.target)
        side = "t" if rise > 0 else "b"
        other = "b" if side == "t" else "t"
        if way.from_gateway and (way.source, side) in self._used and (way.source, other) not in self._used:
            side = other
        if way.from_foot:
            side = "b"
        return side, side if rise == 0 else "b" if rise > 0 else "t"

    def _round(self, way: Way) -> list[Bend]:
        """Run from a node to itself, between its right side and its foot, or from a boundary event to its right."""
        node, column = way.source, self._column(way.source)
        self._used[node, "b"] = "out"
        gap = self._row(node) + 1
        down = self.upright.add(column + 1, gap - 1, gap - 0.5)
        run = self.level.add(gap, column, column + 0.5)
        foot: Ref = ("f" if way.from_foot else "c", node)
        below: Ref = ("f" if way.from_foot else "b", node)
        bends: list[Bend] = [
            (("r", node), ("c", node)),
            (down, ("c", node)),
            (down, run),
            (foot, run),
            (foot, below),
        ]
        return bends[::-1] if way.from_foot else bends
