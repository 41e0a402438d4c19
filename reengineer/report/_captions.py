"""Put labels into and beside the shapes of a map."""

from reengineer.bpmn import Activity, Bounds
from reengineer.report._icons import task_icon
from reengineer.report._label_places import SIZE, Label
from reengineer.report._labels import Block, draw_lines, fit, number, text_width
from reengineer.report._scene import Thing
from reengineer.report._shapes import foot_signs

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
        below = Bounds(room.x, room.y + 14, room.width, max(room.height - 14, 10))
        beside = Bounds(room.x + 17, room.y, max(room.width - 17, 10), room.height)
        blocks = [(fit(name, one.width, one.height, SIZE), one) for one in (below, beside)]
        block, room = max(blocks, key=lambda item: (not item[0].is_cut, item[0].size))
        top = room.y + (room.height - block.height) / 2
    text = draw_lines(block, room.centre[0], top, fill=ink)
    return text + (_foot(foot, bounds, ink, 16.0 if has_signs else 2.0) if foot else "")


def _meets_icon(block: Block, top: float, bounds: Bounds) -> bool:
    left = bounds.centre[0] - block.width / 2
    return top < bounds.y + 20 and left < bounds.x + 21


def _foot(text: str, bounds: Bounds, ink: str, above: float) -> str:
    block = fit(text, bounds.width - 8, 15.0, SIZE)
    top = bounds.bottom - above - block.height
    return draw_lines(block, bounds.centre[0], top, fill=ink, extra=' font-weight="bold"')


def free_label(label: Label) -> str:
    """Return a label outside shapes, on a ground that keeps it readable where a line passes under it."""
    block, room = label
    return draw_lines(block, room.centre[0], room.y, extra=HALO)


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
