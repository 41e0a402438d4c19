"""Turn the diagram part of a file into shapes and edges."""

from collections.abc import Callable, Iterable, Iterator

from lxml import etree

from reengineer.bpmn._diagram import Bounds, Diagram, DiagramCounts, Edge, Point, Shape
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


def _shape(element: etree._Element, page: int) -> Shape:
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
        page,
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


def read_diagram(root: etree._Element, resolve: Resolve, is_known: Callable[[str], bool]) -> Diagram:
    """Read all diagrams of a file into one record."""
    shapes: dict[str, Shape] = {}
    edges: dict[str, Edge] = {}
    diagrams = list(root.iterchildren(DIAGRAM))
    shape_count = edge_count = dangling = 0
    for page, element in _drawn(diagrams):
        is_shape = element.tag == SHAPE
        shape_count += is_shape
        edge_count += not is_shape
        drawn = element.get("bpmnElement")
        if drawn is not None and ":" in drawn:
            drawn = resolve(drawn)
        if drawn is None or not is_known(drawn):
            dangling += 1
        elif is_shape:
            if drawn not in shapes:
                shapes[drawn] = _shape(element, page)
        elif drawn not in edges:
            edges[drawn] = _edge(element)
    counts = DiagramCounts(diagrams=len(diagrams), shapes=shape_count, edges=edge_count, dangling=dangling)
    return Diagram(shapes=shapes, edges=edges, counts=counts)


def _drawn(diagrams: Iterable[etree._Element]) -> Iterator[tuple[int, etree._Element]]:
    for page, diagram in enumerate(diagrams):
        for plane in diagram.iterchildren(PLANE):
            for element in plane.iterchildren(SHAPE, EDGE):
                yield page, element
