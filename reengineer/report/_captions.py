"""Put labels into and beside the shapes of a map."""

from collections.abc import Sequence

from reengineer.bpmn import Activity, Bounds, Point
from reengineer.report._icons import task_icon
from reengineer.report._labels import Block, draw_lines, fit, number, text_width, wrap
from reengineer.report._lines import middle_of
from reengineer.report._scene import Line, Thing
from reengineer.report._shapes import foot_signs

SIZE = 12.0
HALO = ' paint-order="stroke" stroke="#ffffff" stroke-width="3" stroke-linejoin="round"'
HEADER = 30.0


def inside_label(thing: Thing, name: str, ink: str, foot: str = "") -> str:
    """Return the label within a task or closed sub-process, and `foot` in bold beneath it."""
    bounds = thing.bounds
    under = 15.0 if foot else 3.0
    element = thing.element
    has_signs = isinstance(element, Activity) and bool(foot_signs(element, is_open=thing.is_open))
    under += 14.0 if has_signs else 0.0
    room = Bounds(bounds.x + 5, bounds.y + 4, max(bounds.width - 10, 10), max(bounds.height - 4 - under, 10))
    block = fit(name, room.width, room.height, SIZE)
    top = room.y + (room.height - block.height) / 2
    if task_icon(element.tag, 0, 0) and _meets_icon(block, top, bounds):
        room = Bounds(room.x, room.y + 14, room.width, max(room.height - 14, 10))
        block = fit(name, room.width, room.height, SIZE)
        top = room.y + (room.height - block.height) / 2
    text = draw_lines(block, bounds.centre[0], top, fill=ink)
    return text + (_foot(foot, bounds, ink, 16.0 if has_signs else 2.0) if foot else "")


def _meets_icon(block: Block, top: float, bounds: Bounds) -> bool:
    left = bounds.centre[0] - block.width / 2
    return top < bounds.y + 20 and left < bounds.x + 21


def _foot(text: str, bounds: Bounds, ink: str, above: float) -> str:
    block = fit(text, bounds.width - 8, 15.0, SIZE)
    top = bounds.bottom - above - block.height
    return draw_lines(block, bounds.centre[0], top, fill=ink, extra=' font-weight="bold"')


def outside_label(
    thing: Thing, name: str, ends: Sequence[Point], tags: Sequence[Bounds] = ()
) -> tuple[str, Bounds | None]:
    """Return the label beside an event, gateway or data element, and its room.

    It stands where the file puts it, else below the shape, or above it where a line leaves below; above the tags where
    it would lie on them.
    """
    if not name:
        return "", None
    given = thing.shape.label_bounds
    if given is not None and given.width > 0 and given.height > 0:
        block = _wrapped(name, max(given.width * 1.12, _widest_word(name)))
        top = given.centre[1] - block.height / 2 if block.height <= given.height * 1.6 else given.y
        x = given.centre[0]
    else:
        block = _wrapped(name, max(90.0, thing.bounds.width + 20, _widest_word(name)))
        x, top = thing.bounds.centre[0], _free_side(thing.bounds, block.height, ends)
    room = Bounds(x - block.width / 2, top, block.width, block.height)
    if any(room.overlaps(one) for one in tags):
        room = room.moved(dy=min(one.y for one in tags) - room.bottom - 2)
    return draw_lines(block, x, room.y, extra=HALO), room


def _widest_word(name: str) -> float:
    """Return the width that keeps words whole, within reason."""
    return min(max(text_width(word, SIZE) for word in name.split()) + 1, 130.0)


def _wrapped(name: str, width: float) -> Block:
    return Block(lines=tuple(wrap(name, width, SIZE)), size=SIZE)


def _free_side(bounds: Bounds, height: float, ends: Sequence[Point]) -> float:
    middle = bounds.centre[0]
    below = any(abs(x - middle) < 5 and abs(y - bounds.bottom) < 5 for x, y in ends)
    above = any(abs(x - middle) < 5 and abs(y - bounds.y) < 5 for x, y in ends)
    return bounds.y - height - 4 if below and not above else bounds.bottom + 4


def line_label(line: Line, name: str) -> tuple[str, Bounds | None]:
    """Return the label of a flow, where the file puts it or at the middle of its longest piece, and its room."""
    if not name:
        return "", None
    if line.label is not None:
        block = _wrapped(name, max(line.label.width * 1.12, _widest_word(name)))
        x, top = line.label.centre[0], line.label.centre[1] - block.height / 2
    else:
        (x, y), across = middle_of(line.points)
        block = _wrapped(name, 110.0)
        top = y - block.height - 3 if across else y - block.height / 2
        x = x if across else x + 5 + block.width / 2
    return draw_lines(block, x, top, extra=HALO), Bounds(x - block.width / 2, top, block.width, block.height)


def frame_label(thing: Thing, name: str) -> str:
    """Return the label at the upper edge of an open sub-process or a group."""
    block = fit(name, max(thing.bounds.width - 16, 20), 30.0, SIZE)
    return draw_lines(block, thing.bounds.centre[0], thing.bounds.y + 5)


def note_label(thing: Thing, text: str) -> str:
    """Return the words of a text annotation, aligned left."""
    block = fit(text, max(thing.bounds.width - 9, 10), max(thing.bounds.height - 4, 10), SIZE)
    top = thing.bounds.y + max((thing.bounds.height - block.height) / 2, 2)
    return draw_lines(block, thing.bounds.x + 6, top, anchor="start")


def pool_label(thing: Thing, name: str, *, is_empty: bool, header: float = HEADER) -> str:
    """Return the label of a pool or lane: along its short side, or in the middle where it shows nothing else."""
    bounds = thing.bounds
    if is_empty:
        block = fit(name, max(bounds.width - 10, 10), max(bounds.height - 4, 10), SIZE + 1)
        return draw_lines(block, bounds.centre[0], bounds.centre[1] - block.height / 2)
    if thing.shape.is_horizontal is False:
        block = fit(name, max(bounds.width - 8, 10), header - 2, SIZE)
        return draw_lines(block, bounds.centre[0], bounds.y + (header - block.height) / 2)
    block = fit(name, max(bounds.height - 8, 10), header - 2, SIZE)
    x, y = number(bounds.x + header / 2), number(bounds.centre[1])
    return f'<g transform="translate({x} {y}) rotate(-90)">{draw_lines(block, 0, -block.height / 2)}</g>'


def tag(
    text: str, shape: Bounds, top: float, fill: str, ink: str = "#ffffff", line: str = "none"
) -> tuple[str, Bounds]:
    """Return a small filled label at the right upper corner of a shape, where few lines end, and its room."""
    width = text_width(text, SIZE) * 1.06 + 10
    left = shape.right - width - 4 if shape.width > 60 else shape.centre[0] + 5
    room = Bounds(left, top, width, 17)
    place = f'x="{number(room.x)}" y="{number(room.y)}" width="{number(width)}" height="17"'
    words = draw_lines(
        Block(lines=(text,), size=SIZE), room.centre[0], top + 1.4, fill=ink, extra=' font-weight="bold"'
    )
    return f'<rect {place} rx="4" fill="{fill}" stroke="{line}"/>{words}', room
