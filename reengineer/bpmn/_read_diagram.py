"""Turn the diagram part of a file into shapes and edges."""

from collections.abc import Callable, Container, Iterator
from typing import NamedTuple

from lxml import etree

from reengineer.bpmn._diagram import Bounds, Edge, Point, Shape
from reengineer.bpmn._read_nodes import flag
from reengineer.bpmn._xml import BPMNDI, DC, DI, qualified

DIAGRAM = qualified("BPMNDiagram", BPMNDI)
PLANE = qualified("BPMNPlane", BPMNDI)
SHAPE = qualified("BPMNShape", BPMNDI)
EDGE = qualified("BPMNEdge", BPMNDI)
LABEL = qualified("BPMNLabel", BPMNDI)
BOUNDS = qualified("Bounds", DC)
WAYPOINT = qualified("waypoint", DI)

_FAR = 1e9

Resolve = Callable[[str | None], str | None]


class Places(NamedTuple):
    """Hold shapes, edges, and the pages that are not the first, by the id of what is drawn."""

    shapes: dict[str, Shape]
    edges: dict[str, Edge]
    pages: dict[str, int]


def number(text: str | None) -> float:
    """Read a coordinate; what is no finite number counts as 0."""
    try:
        value = float(text or 0)
    except ValueError:
        return 0.0
    return value if -_FAR < value < _FAR else 0.0


def _bounds(element: etree._Element) -> Bounds:
    get = element.get
    texts = (get("x"), get("y"), get("width"), get("height"))
    try:
        x, y, width, height = map(float, texts)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return Bounds(*map(number, texts))
    # One comparison finds any value that is endless or no number.
    if -_FAR < x + y + width + height < _FAR:
        return Bounds(x, y, width, height)
    return Bounds(*map(number, texts))


def _point(element: etree._Element) -> Point:
    texts = (element.get("x"), element.get("y"))
    try:
        x, y = map(float, texts)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return (number(texts[0]), number(texts[1]))
    return (x, y) if -_FAR < x + y < _FAR else (number(texts[0]), number(texts[1]))


def _shape(element: etree._Element) -> Shape:
    bounds = label = None
    for child in element:
        tag = child.tag
        if tag == BOUNDS:
            bounds = _bounds(child)
        elif tag == LABEL:
            label = _label_bounds(child)
    horizontal, expanded = element.get("isHorizontal"), element.get("isExpanded")
    return Shape(
        bounds,
        None if horizontal is None else flag(horizontal),
        None if expanded is None else flag(expanded),
        label,
    )


def _edge(element: etree._Element) -> Edge:
    points: list[Point] = []
    label = None
    for child in element:
        tag = child.tag
        if tag == WAYPOINT:
            points.append(_point(child))
        elif tag == LABEL:
            label = _label_bounds(child)
    return Edge(tuple(points), label)


def _label_bounds(element: etree._Element) -> Bounds | None:
    for child in element:
        if child.tag == BOUNDS:
            return _bounds(child)
    return None


def planes_of(root: etree._Element) -> list[etree._Element]:
    """Return the planes of all diagrams of a file."""
    return [plane for diagram in root.iterchildren(DIAGRAM) for plane in diagram.iterchildren(PLANE)]


def drawn_in(planes: list[etree._Element], tag: str) -> list[str | None]:
    """Return what the shapes or the edges of some planes say that they draw."""
    return [element.get("bpmnElement") for plane in planes for element in plane.iterchildren(tag)]


def read_places(root: etree._Element, resolve: Resolve, known: Container[str | None]) -> Places:
    """Read where shapes and edges are, by the id of what they draw; the first where something is drawn twice."""
    places = Places({}, {}, {})
    for page, element in _drawn(root):
        drawn = resolve(element.get("bpmnElement"))
        if drawn is None or drawn not in known or drawn in places.shapes or drawn in places.edges:
            continue
        if element.tag == EDGE:
            places.edges[drawn] = _edge(element)
        else:
            places.shapes[drawn] = _shape(element)
        if page:
            places.pages[drawn] = page
    return places


def _drawn(root: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    """Give what is drawn with the number of its diagram, counted from 0 over those that draw anything."""
    page = 0
    for diagram in root.iterchildren(DIAGRAM):
        items = [item for plane in diagram.iterchildren(PLANE) for item in plane.iterchildren(SHAPE, EDGE)]
        yield from ((page, item) for item in items)
        page += bool(items)
