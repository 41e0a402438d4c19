"""Choose where labels stand: where the file puts them, unless that is far away or on top of something else."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import hypot

from reengineer.bpmn import Activity, Bounds, Point, TextAnnotation, plain
from reengineer.report._labels import Block, text_width, wrap
from reengineer.report._scene import Line, Scene, Thing

SIZE = 12.0
FAR = 150.0
"""Pixels from its element at which a label that the file places is not trusted."""

_SMALL = 0.05
_NARROWEST = 54.0
_CELL = 120.0
_MOST_CELLS = 200
_MOST_LARGE = 50

Label = tuple[Block, Bounds]
Choice = tuple[Label, bool]
"""A label in a place, and whether the file puts it there."""


class Taken:
    """Hold the rectangles in use, and say how much of another one they cover."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[Bounds]] = defaultdict(list)
        self._large: list[Bounds] = []
        self._lines: dict[tuple[int, int], list[Bounds]] = defaultdict(list)

    def add_line(self, piece: Bounds) -> None:
        """Take a level or upright piece of a line."""
        left, right, top, bottom = _span(piece)
        if (right - left + 1) * (bottom - top + 1) <= _MOST_CELLS:
            thick = Bounds(piece.x - 1, piece.y - 1, piece.width + 2, piece.height + 2)
            for column in range(left, right + 1):
                for row in range(top, bottom + 1):
                    self._lines[column, row].append(thick)

    def add(self, bounds: Bounds) -> None:
        """Take a rectangle; very large ones beyond the first few are left out."""
        left, right, top, bottom = _span(bounds)
        if (right - left + 1) * (bottom - top + 1) > _MOST_CELLS:
            self._large.extend([bounds] if len(self._large) < _MOST_LARGE else ())
            return
        for column in range(left, right + 1):
            for row in range(top, bottom + 1):
                self._cells[column, row].append(bounds)

    def cover(self, bounds: Bounds, *, with_lines: bool) -> float:
        """Return the share of a rectangle that is taken, by lines too if wanted; above 1 where several lie there."""
        area = bounds.width * bounds.height
        if area <= 0:
            return 0.0
        left, right, top, bottom = _span(bounds)
        near = list(self._large)
        for column in range(left, min(right, left + 20) + 1):
            for row in range(top, min(bottom, top + 20) + 1):
                near.extend(self._cells.get((column, row), ()))
                near.extend(self._lines.get((column, row), ()) if with_lines else ())
        return sum(_shared(bounds, one) for one in dict.fromkeys(near)) / area


def _header(thing: Thing) -> Bounds:
    """Return the strip in which the name of a pool or lane is written."""
    bounds = thing.bounds
    if thing.shape.is_horizontal is False:
        return Bounds(bounds.x, bounds.y, bounds.width, min(bounds.height, 30.0))
    return Bounds(bounds.x, bounds.y, min(bounds.width, 30.0), bounds.height)


def _span(bounds: Bounds) -> tuple[int, int, int, int]:
    return (
        int(bounds.x // _CELL),
        int(bounds.right // _CELL),
        int(bounds.y // _CELL),
        int(bounds.bottom // _CELL),
    )


def _shared(one: Bounds, other: Bounds) -> float:
    width = min(one.right, other.right) - max(one.x, other.x)
    height = min(one.bottom, other.bottom) - max(one.y, other.y)
    return width * height if width > 0 and height > 0 else 0.0


def place_labels(scene: Scene, ends: Mapping[str, Sequence[Point]], tags: Iterable[Bounds]) -> dict[str, Label]:
    """Return the label beside each event, gateway, data element and line that has a name, and its room.

    Parameters
    ----------
    scene : Scene
        What is drawn.
    ends : mapping of key to points
        Where lines touch each element.
    tags : iterable of Bounds
        What is laid over the map besides.
    """
    taken = _taken(scene, tags)
    labels: dict[str, Label] = {}
    for thing in scene.things:
        name = plain(thing.element.name)
        if name and thing.kind in ("node", "data") and not isinstance(thing.element, Activity | TextAnnotation):
            _settle(
                thing.key, _beside(thing, name, ends.get(thing.key, ())), taken, labels, mind_lines=scene.is_laid_out
            )
    for line in scene.lines:
        name = plain(line.element.name)
        if name:
            _settle(line.key, _along(line, name), taken, labels, mind_lines=scene.is_laid_out)
    return labels


def _taken(scene: Scene, tags: Iterable[Bounds]) -> Taken:
    taken = Taken()
    for thing in scene.things:
        if thing.kind in ("pool", "lane"):
            taken.add(_header(thing))
        elif thing.kind in ("node", "data", "note"):
            taken.add(thing.bounds)
    for one in tags:
        taken.add(one)
    for line in scene.lines:
        for start, end in pairwise(line.points):
            if start[0] == end[0] or start[1] == end[1]:
                taken.add_line(_box((start, end)))
    return taken


def _settle(key: str, choices: Iterator[Choice], taken: Taken, labels: dict[str, Label], *, mind_lines: bool) -> None:
    """Take the first place that is free, or else the one least covered; where the file puts it lines do not count."""
    best: Label | None = None
    least = float("inf")
    for choice, is_given in choices:
        cover = taken.cover(choice[1], with_lines=mind_lines or not is_given)
        if cover < least:
            best, least = choice, cover
        if least <= _SMALL:
            break
    if best is not None:
        labels[key] = best
        taken.add(best[1])


def _widest_word(name: str) -> float:
    """Return the width that keeps words whole, within reason."""
    return min(max(text_width(word, SIZE) for word in name.split()) + 1, 130.0)


def _wrapped(name: str, width: float) -> Block:
    return Block(lines=tuple(wrap(name, width, SIZE)), size=SIZE)


def _given(name: str, given: Bounds | None) -> Iterator[Label]:
    """Give the place that the file says, grown where the text needs it."""
    if given is not None and given.width > 0 and given.height > 0:
        block = _wrapped(name, max(given.width * 1.12, _widest_word(name), _NARROWEST))
        top = given.centre[1] - block.height / 2 if block.height <= given.height * 1.6 else given.y
        yield block, Bounds(given.centre[0] - block.width / 2, top, block.width, block.height)


def _beside(thing: Thing, name: str, ends: Sequence[Point]) -> Iterator[Choice]:
    """Give places for the label of a shape: the file's, below, above, and beside it."""
    shape = thing.bounds
    for block, room in _given(name, thing.shape.label_bounds):
        if _gap(room, shape) < FAR:
            yield (block, room), True
    block = _wrapped(name, max(90.0, shape.width + 20, _widest_word(name)))
    size = (block.width, block.height)
    x, middle = shape.centre[0] - block.width / 2, shape.centre[1] - block.height / 2
    places = [(x, shape.bottom + 4), (x, shape.y - block.height - 4)]
    if _is_used(shape, ends, shape.bottom) and not _is_used(shape, ends, shape.y):
        places.reverse()
    right, left = shape.right + 3, shape.x - block.width - 3
    corners = [(side, y) for y in (shape.bottom + 4, shape.y - block.height - 4) for side in (right - 18, left + 18)]
    for place in (*places, *corners, (right, middle), (left, middle)):
        yield (block, Bounds(*place, *size)), False


def _is_used(shape: Bounds, ends: Sequence[Point], level: float) -> bool:
    return any(abs(x - shape.centre[0]) < 5 and abs(y - level) < 5 for x, y in ends)


def _gap(one: Bounds, other: Bounds) -> float:
    across = max(one.x - other.right, other.x - one.right, 0.0)
    down = max(one.y - other.bottom, other.y - one.bottom, 0.0)
    return hypot(across, down)


def _along(line: Line, name: str) -> Iterator[Choice]:
    """Give places for the label of a line: the file's, then beside each of its pieces, the longest first."""
    pieces = sorted(
        pairwise(line.points), key=lambda piece: -hypot(piece[1][0] - piece[0][0], piece[1][1] - piece[0][1])
    )
    for block, room in _given(name, line.label):
        if any(_gap(room, _box(piece)) < FAR for piece in pieces):
            yield (block, room), True
    block = _wrapped(name, 110.0)
    for off in (3.0, 30.0, 50.0):
        for piece in pieces[:6]:
            for room in _both_sides(piece, (block.width, block.height), off):
                yield (block, room), False


def _both_sides(piece: tuple[Point, Point], size: tuple[float, float], off: float) -> Iterator[Bounds]:
    """Give rooms above and below a piece of a line, or on its right and left, at its middle and its quarters."""
    (x1, y1), (x2, y2) = piece
    width, height = size
    for share in (0.5, 0.25, 0.75):
        x, y = x1 + (x2 - x1) * share, y1 + (y2 - y1) * share
        if abs(x2 - x1) >= abs(y2 - y1):
            places = [(x - width / 2, y - height - off), (x - width / 2, y + off)]
        else:
            places = [(x + off + 2, y - height / 2), (x - width - off - 2, y - height / 2)]
        yield from (Bounds(*place, width, height) for place in places)


def _length(piece: tuple[Point, Point]) -> float:
    return hypot(piece[1][0] - piece[0][0], piece[1][1] - piece[0][1])


def _box(piece: tuple[Point, Point]) -> Bounds:
    (x1, y1), (x2, y2) = piece
    return Bounds(min(x1, x2), min(y1, y2), abs(x1 - x2), abs(y1 - y2))
