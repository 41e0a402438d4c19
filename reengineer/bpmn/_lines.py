"""Keep the lines of a diagram by where they run, so that few are looked at for one place."""

from collections.abc import Iterator, Sequence
from itertools import product

from reengineer.bpmn._diagram import Bounds, Point

Segment = tuple[Point, Point]
CELL = 100.0
MOST_CELLS = 400


class Lines:
    """Be pieces of lines in squares of 100 pixels; those that run through very many are looked at everywhere.

    Parameters
    ----------
    segments : sequence of Segment
    """

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._cells: dict[tuple[int, int], list[Segment]] = {}
        self._everywhere: list[Segment] = []
        for segment in segments:
            (x1, y1), (x2, y2) = segment
            columns, rows = _span(x1, x2), _span(y1, y2)
            if len(columns) > MOST_CELLS or len(rows) > MOST_CELLS or len(columns) * len(rows) > MOST_CELLS:
                self._everywhere.append(segment)
                continue
            for cell in product(columns, rows):
                self._cells.setdefault(cell, []).append(segment)

    def crossing(self, place: Bounds) -> int:
        """Count the pieces that run through a place."""
        return sum(crosses(segment, place) for segment in self._near(place))

    def _near(self, place: Bounds) -> Iterator[Segment]:
        yield from self._everywhere
        seen: set[int] = set()
        for cell in product(_span(place.x, place.right), _span(place.y, place.bottom)):
            for segment in self._cells.get(cell, ()):
                if id(segment) not in seen:
                    seen.add(id(segment))
                    yield segment


def _span(one: float, other: float) -> range:
    return range(int(min(one, other) // CELL), int(max(one, other) // CELL) + 1)


def crosses(segment: Segment, bounds: Bounds) -> bool:
    """Say whether a line runs through a rectangle; touching its border does not count."""
    (x1, y1), (x2, y2) = segment
    low, high = 0.0, 1.0
    for start, delta, least, most in ((x1, x2 - x1, bounds.x, bounds.right), (y1, y2 - y1, bounds.y, bounds.bottom)):
        if delta == 0:
            if not least < start < most:
                return False
            continue
        first, second = sorted(((least - start) / delta, (most - start) / delta))
        low, high = max(low, first), min(high, second)
    return low < high
