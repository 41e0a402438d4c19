"""Turn columns, rows and tracks into pixels."""

from collections.abc import Sequence

from reengineer._records import dataclass
from reengineer.bpmn._diagram import Point
from reengineer.bpmn._layering import Grid
from reengineer.bpmn._routing import Bend, Ref, Router, Tracks


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
        if side == "w":
            return self.down.centre(number)
        if side == "v":
            tracks = self.router.level
            return self.down.channels[tracks.pieces[number][0]] + tracks.slots[number] * TRACK
        middle, half = self.down.centre(self.grid.rows[number]), self.sizes[number][1] / 2
        return middle + {"t": -half, "b": half, "f": half + 18.0}.get(side, 0.0)
