"""Draw flows between the nodes of a grid as lines of horizontal and vertical pieces that run through no node.

A line runs along rows and columns that are free, else through the channels between columns and the gaps between rows.
Pieces that share a channel or gap get tracks of their own where they would lie on each other. Channel c is left of
column c, gap g is above row g. Where lines run is settled first; coordinates follow once all tracks are counted.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush

from reengineer.bpmn._diagram import Point
from reengineer.bpmn._layering import Grid

Ref = tuple[str, int]
"""A side ("l", "r", "t", "b") or the centre ("c") of a node, or a track ("v")."""

Bend = tuple[Ref, Ref]


@dataclass(slots=True)
class Tracks:
    """Hold the pieces that run in channels or gaps: (channel, from, to), in columns or rows."""

    pieces: list[tuple[int, float, float]] = field(default_factory=list)
    slots: list[int] = field(default_factory=list)
    counts: dict[int, int] = field(default_factory=dict)

    def add(self, channel: int, start: float, end: float) -> Ref:
        """Add a piece, and return how a bend refers to it."""
        self.pieces.append((channel, min(start, end), max(start, end)))
        return ("v", len(self.pieces) - 1)

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
    """Ask for a line: its ends, whether they are gateways, and whether it starts at the foot of the source."""

    source: int
    target: int
    from_gateway: bool = False
    to_gateway: bool = False
    from_foot: bool = False


class Router:
    """Settle where the lines of one grid run."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.upright = Tracks()
        self.level = Tracks()
        self._in_row: dict[int, list[int]] = defaultdict(list)
        self._in_column: dict[int, list[int]] = defaultdict(list)
        self._used: set[tuple[int, str]] = set()
        for column, row in sorted(zip(grid.columns, grid.rows, strict=True)):
            self._in_row[row].append(column)
            self._in_column[column].append(row)
        for rows in self._in_column.values():
            rows.sort()

    def route(self, way: Way, *, is_backward: bool) -> list[Bend]:
        """Return the bends of a line, its ends included."""
        if is_backward or self._column(way.target) <= self._column(way.source):
            return self._back(way)
        if way.from_foot:
            return self._from_foot(way)
        direct = self._straight(way) or self._from_corner(way) or self._into_corner(way)
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

    def _claim(self, node: int, side: str) -> bool:
        """Take the upper or lower corner of a gateway, where no line starts or ends there yet."""
        if (node, side) in self._used:
            return False
        self._used.add((node, side))
        return True

    def _from_corner(self, way: Way) -> list[Bend] | None:
        """Leave a gateway above or below, then run along the row of the target."""
        start, end = self._column(way.source), self._column(way.target)
        row = self._row(way.target)
        side = "b" if row > self._row(way.source) else "t"
        fits = way.from_gateway and row != self._row(way.source) and self._row_is_free(row, start, end - 1)
        if not fits or not self._column_is_free(start, *self._between(way.source, way.target)):
            return None
        if not self._claim(way.source, side):
            return None
        source, target = way.source, way.target
        return [(("c", source), (side, source)), (("c", source), ("c", target)), (("l", target), ("c", target))]

    def _into_corner(self, way: Way) -> list[Bend] | None:
        """Run along the row of the source, then enter a gateway from above or below."""
        start, end = self._column(way.source), self._column(way.target)
        row = self._row(way.source)
        side = "b" if row > self._row(way.target) else "t"
        fits = way.to_gateway and row != self._row(way.target) and self._row_is_free(row, start + 1, end)
        if not fits or not self._column_is_free(end, *self._between(way.source, way.target)):
            return None
        source, target = way.source, way.target
        self._used.add((target, side))
        return [(("r", source), ("c", source)), (("c", target), ("c", source)), (("c", target), (side, target))]

    def _stepped(self, way: Way) -> list[Bend]:
        """Change rows in one channel where a row is free, else in two channels with a gap between them."""
        source, target = way.source, way.target
        start, end = self._column(source), self._column(target)
        rows = self._row(source), self._row(target)
        if self._row_is_free(rows[1], start + 1, end - 1):
            return self._one_channel(way, start + 1)
        if self._row_is_free(rows[0], start + 1, end - 1):
            return self._one_channel(way, end)
        gap = rows[0] if rows[1] < rows[0] else rows[0] + 1
        side = "t" if gap == rows[0] else "b"
        if way.from_gateway and self._claim(source, side):
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
            self._used.add((target, side))
            return [(("c", target), run), (("c", target), (side, target))]
        last = self.upright.add(self._column(target), gap - 0.5, row)
        return [(last, run), (last, ("c", target)), (("l", target), ("c", target))]

    def _one_channel(self, way: Way, channel: int) -> list[Bend]:
        source, target = way.source, way.target
        track = self.upright.add(channel, self._row(source), self._row(target))
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
        self._used.update(((source, sides[0]), (target, sides[1])))
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
        self._used.add((node, "b"))
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """Hold the places along one axis: of columns or rows, and of the channels or gaps before them."""

    starts: tuple[float, ...]
    sizes: tuple[float, ...]
    channels: tuple[float, ...]
    end: float

    def centre(self, index: int) -> float:
        """Return the middle of a column or row."""
        return self.starts[index] + self.sizes[index] / 2


TRACK = 12.0


def make_axis(sizes: Sequence[float], tracks: Tracks, gap: float, extra: Sequence[float]) -> Axis:
    """Return an axis with room for all tracks; `extra` is added before each column or row, and at the end."""
    starts, channels = [], []
    place = 0.0
    for index, size in enumerate((*sizes, 0.0)):
        channels.append(place + gap / 2)
        count = tracks.counts.get(index, 0)
        place += gap + max(count - 1, 0) * TRACK + extra[index]
        starts.append(place)
        place += size
    return Axis(starts=tuple(starts[:-1]), sizes=tuple(sizes), channels=tuple(channels), end=starts[-1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Turn bends into points."""

    across: Axis
    down: Axis
    grid: Grid
    sizes: Sequence[tuple[float, float]]
    router: Router

    def centre(self, node: int) -> Point:
        """Return the middle of a node."""
        return self.across.centre(self.grid.columns[node]), self.down.centre(self.grid.rows[node])

    def point(self, bend: Bend, foot: float = 0.0) -> Point:
        """Return the point of a bend; `foot` is where along a node a boundary event stands, from its middle."""
        return self._x(bend[0], foot), self._y(bend[1])

    def _x(self, ref: Ref, foot: float) -> float:
        side, number = ref
        if side == "v":
            tracks = self.router.upright
            return self.across.channels[tracks.pieces[number][0]] + tracks.slots[number] * TRACK
        middle, half = self.across.centre(self.grid.columns[number]), self.sizes[number][0] / 2
        return middle + {"l": -half, "r": half, "f": foot}.get(side, 0.0)

    def _y(self, ref: Ref) -> float:
        side, number = ref
        if side == "v":
            tracks = self.router.level
            return self.down.channels[tracks.pieces[number][0]] + tracks.slots[number] * TRACK
        middle, half = self.down.centre(self.grid.rows[number]), self.sizes[number][1] / 2
        return middle + {"t": -half, "b": half, "f": half + 18.0}.get(side, 0.0)
