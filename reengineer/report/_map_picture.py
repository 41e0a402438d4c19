"""Draw a process map as SVG: shapes, lines and labels of BPMN, with values or changes marked on the steps."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256

from reengineer.bpmn import Activity, Bounds, Participant, Point, TextAnnotation, plain
from reengineer.errors import shortened
from reengineer.processmap import ProcessMap
from reengineer.report._captions import (
    HEADER,
    frame_label,
    free_label,
    inside_label,
    note_label,
    pool_label,
)
from reengineer.report._heat import Legend, Overlay, draw_legend, scale_of
from reengineer.report._label_places import Label, place_labels
from reengineer.report._labels import FONT, escape, number
from reengineer.report._lines import association_line, message_line, path_of, sequence_line
from reengineer.report._paint import MARKS, Paint, holds_value
from reengineer.report._scene import Line, Scene, Thing, scene_of
from reengineer.report._shapes import LINE_COLOUR, draw_shape, rectangle
from reengineer.source import LONGEST_NAME

__all__ = ["MARKS", "Legend", "Overlay", "draw_map"]

_PADDING = 20.0
_LONGEST_DESCRIPTION = 100_000
_FRAMES = ("pool", "lane", "frame", "group", "other")


@dataclass(slots=True)
class _Canvas:
    """Collect what is drawn, the tags that lie over all of it, and how far it reaches."""

    prefix: str
    parts: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    reach: list[Bounds] = field(default_factory=list)

    def add(self, body: str, kind: str, key: str, words: tuple[str, str]) -> None:
        """Add a group for one element, with its title and description."""
        name = f'id="{self.prefix}-{len(self.parts) + 1}" data-kind="{kind}" data-element-id="{escape(key)}"'
        about = f"<title>{escape(words[0])}</title>" + (f"<desc>{escape(words[1])}</desc>" if words[1] else "")
        self.parts.append(f"<g {name}>{about}{body}</g>")

    def bounds(self) -> Bounds:
        """Return the room of all that is drawn."""
        if not self.reach:
            return Bounds(0, 0, 100, 40)
        left, top = min(one.x for one in self.reach), min(one.y for one in self.reach)
        right, bottom = max(one.right for one in self.reach), max(one.bottom for one in self.reach)
        return Bounds(left, top, right - left, bottom - top)


def draw_map(
    process_map: ProcessMap,
    *,
    overlay: Mapping[str, Overlay] | None = None,
    title: str,
    description: str = "",
    marks: Mapping[str, str] | None = None,
    legend: str | Legend = "",
) -> str:
    """Draw a map as one SVG without scripts, fonts or links.

    Parameters
    ----------
    process_map : ProcessMap
        Drawn from the diagram data of its definitions; what has no place there is laid out.
    overlay : mapping of node id to Overlay, optional
        Values to print on the steps and show by shade; one hue, five steps from light to dark.
    title, description : str
        What the picture shows, and its text alternative; both are part of the SVG and not drawn.
    marks : mapping of node or flow id to str, optional
        ``added``, ``removed`` or ``changed``; drawn as sign, word and outline.
    legend : str or Legend
        What the values of the overlay are, with the unit, such as ``Waiting, hours a case``. The upper end of the
        scale may be fixed, so that the shades of several maps compare.

    Returns
    -------
    str
        The same text for the same arguments. Each element is a group with its BPMN id as ``data-element-id``, a
        title and a description.
    """
    values = dict(overlay or {})
    key = legend if isinstance(legend, Legend) else Legend(legend)
    paint = Paint(
        overlay=values,
        marks=dict(marks or {}),
        scale=scale_of(item.value for item in values.values()) if key.most is None else scale_of([key.most]),
        lanes={node.id: plain(node.lane_name) for node in process_map.nodes},
        legend=key.caption,
    )
    canvas = _Canvas(prefix="map-" + sha256(title.encode()).hexdigest()[:8])
    _draw(scene_of(process_map.definitions), paint, canvas)
    return _whole(canvas, paint, title, description)


def _draw(scene: Scene, paint: Paint, canvas: _Canvas) -> None:
    tags = {
        thing.key: paint.tags(thing) for thing in scene.things if thing.kind not in _FRAMES or thing.kind == "frame"
    }
    labels = place_labels(scene, _ends(scene.lines), (room for _, rooms in tags.values() for room in rooms))
    canvas.reach.extend(room for _, room in labels.values())
    for body, rooms in tags.values():
        canvas.tags.append(body)
        canvas.reach.extend(rooms)
    headers = _headers(scene.things)
    for thing in scene.things:
        if thing.kind in _FRAMES:
            _draw_frame(thing, paint, canvas, headers.get(thing.key, 0.0 if thing.kind == "pool" else HEADER))
    for line in scene.lines:
        if line.kind != "message":
            _draw_line(line, paint, canvas, labels.get(line.key))
    for thing in scene.things:
        if thing.kind not in _FRAMES:
            _draw_thing(thing, paint, canvas, labels.get(thing.key))
    for line in scene.lines:
        if line.kind == "message":
            _draw_line(line, paint, canvas, labels.get(line.key))


def _ends(lines: Sequence[Line]) -> Mapping[str, Sequence[Point]]:
    """Return where lines touch each element."""
    ends: dict[str, list[Point]] = defaultdict(list)
    for line in lines:
        ends[getattr(line.element, "source_ref", None) or ""].append(line.points[0])
        ends[getattr(line.element, "target_ref", None) or ""].append(line.points[-1])
    return ends


def _headers(things: Sequence[Thing]) -> dict[str, float]:
    """Return how wide the label's strip is of each pool that shows something within; lanes begin beside it."""
    inside = [thing for thing in things if thing.kind in ("lane", "frame", "node", "data")]
    headers = {}
    for pool in (thing for thing in things if thing.kind == "pool"):
        within = [one for one in inside if pool.bounds.contains(Bounds(*one.bounds.centre, 0, 0))]
        is_upright = pool.shape.is_horizontal is False
        starts = [
            one.bounds.y - pool.bounds.y if is_upright else one.bounds.x - pool.bounds.x
            for one in within
            if one.kind == "lane"
        ]
        if within:
            first = min(starts, default=HEADER)
            headers[pool.key] = first if 12 <= first <= 60 else HEADER
    return headers


def _draw_frame(thing: Thing, paint: Paint, canvas: _Canvas, header: float) -> None:
    element, bounds = thing.element, thing.bounds
    name = plain(element.name)
    canvas.reach.append(bounds)
    if thing.kind in ("pool", "lane"):
        body = _pool(thing, name, header)
    elif thing.kind == "frame":
        body = draw_shape(element, bounds, paint.look(thing.key), is_open=True) + frame_label(thing, name)
    elif thing.kind == "group":
        body = rectangle(bounds, 'fill="none" stroke="#5c5c5c" stroke-width="1.5" stroke-dasharray="10 5 2 5"', 10)
        body += frame_label(thing, name)
    else:
        body = draw_shape(element, bounds)
    canvas.add(body, thing.kind, thing.key, (_title(element.tag, name), ""))


def _pool(thing: Thing, name: str, header: float) -> str:
    """Return a pool or lane; a pool without a strip for its label shows nothing within."""
    bounds = thing.bounds
    is_pool = isinstance(thing.element, Participant)
    fill, width = ("#ffffff", "1.6") if is_pool else ("none", "1.1")
    body = rectangle(bounds, f'fill="{fill}" stroke="{LINE_COLOUR}" stroke-width="{width}"')
    if is_pool and header:
        is_upright = thing.shape.is_horizontal is False
        x, y = (bounds.right, bounds.y + header) if is_upright else (bounds.x + header, bounds.bottom)
        start = (bounds.x, y) if is_upright else (x, bounds.y)
        body += f'<path d="{path_of((start, (x, y)))}" stroke="{LINE_COLOUR}" stroke-width="1.1"/>'
    return body + pool_label(thing, name, is_empty=not header, header=header or HEADER)


def _draw_line(line: Line, paint: Paint, canvas: _Canvas, label: Label | None) -> None:
    name = plain(line.element.name)
    xs, ys = [x for x, _ in line.points], [y for _, y in line.points]
    canvas.reach.append(Bounds(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)))
    mark = paint.marks.get(line.key, "")
    if line.kind == "sequence":
        body = sequence_line(
            line.points, mark=line.mark, colour=paint.line_colour(line.key), width=2.8 if mark else 1.5
        )
    elif line.kind == "message":
        body = message_line(line.points)
    else:
        direction = "one" if line.kind == "data" else getattr(line.element, "direction", "none")
        body = association_line(line.points, direction=direction)
    words = free_label(label) if label is not None else ""
    canvas.add(body + words, line.kind, line.key, (_title(line.element.tag or line.kind, name), mark.capitalize()))


def _draw_thing(thing: Thing, paint: Paint, canvas: _Canvas, label: Label | None) -> None:
    element, bounds = thing.element, thing.bounds
    canvas.reach.append(bounds)
    look = paint.look(thing.key)
    name = plain(element.text if isinstance(element, TextAnnotation) else element.name)
    if isinstance(element, TextAnnotation):
        x, right = bounds.x, bounds.x + 8
        bracket = path_of(((right, bounds.y), (x, bounds.y), (x, bounds.bottom), (right, bounds.bottom)))
        body = f'<path d="{bracket}" fill="none" stroke="{LINE_COLOUR}" stroke-width="1.2"/>' + note_label(thing, name)
    elif isinstance(element, Activity):
        foot = paint.overlay[thing.key].text if thing.key in paint.overlay and holds_value(thing) else ""
        body = draw_shape(element, bounds, look) + inside_label(thing, name, look.ink, foot)
    else:
        body = draw_shape(element, bounds, look) + (free_label(label) if label is not None else "")
    canvas.add(body, thing.kind, thing.key, (_title(element.tag, name), paint.about(thing.key)))


def _title(tag: str, name: str) -> str:
    """Return what an element is, in words, and its name."""
    kind, name = _kind_in_words(tag), shortened(name, LONGEST_NAME)
    return f"{kind}: {name}" if name else kind


@lru_cache(maxsize=200)
def _kind_in_words(tag: str) -> str:
    words = "".join(f" {sign.lower()}" if sign.isupper() else sign for sign in tag) or "element"
    return words[0].upper() + words[1:]


def _whole(canvas: _Canvas, paint: Paint, title: str, description: str) -> str:
    room = canvas.bounds()
    head = ""
    if paint.overlay:
        size = min(max(room.width / 110, 13.0), 28.0)
        head, place = draw_legend(paint.scale, paint.legend, room.x, room.y - size * 2.4, size)
        right = max(room.right, place.right)
        room = Bounds(room.x, place.y, right - room.x, room.bottom - place.y)
    width, height = number(room.width + 2 * _PADDING), number(room.height + 2 * _PADDING)
    left, top = number(room.x - _PADDING), number(room.y - _PADDING)
    ids = f"{canvas.prefix}-title", f"{canvas.prefix}-desc"
    about = f'<title id="{ids[0]}">{escape(title)}</title>'
    about += f'<desc id="{ids[1]}">{escape(description, _LONGEST_DESCRIPTION)}</desc>' if description else ""
    named = " ".join(ids if description else ids[:1])
    start = f'<svg xmlns="http://www.w3.org/2000/svg" role="graphics-document document" aria-labelledby="{named}"'
    size_of = f'width="{width}" height="{height}" viewBox="{left} {top} {width} {height}" font-family="{FONT}"'
    whole, end = f'<g id="{canvas.prefix}-all">', "</g></svg>"
    ground = f'<rect x="{left}" y="{top}" width="{width}" height="{height}" fill="#ffffff"/>'
    return (
        "\n".join((f"{start} {size_of}>", about, ground, whole, head, *canvas.parts, *filter(None, canvas.tags), end))
        + "\n"
    )
