"""Put shapes and lines into the diagram of a tree, or move those that are there."""

from typing import Any

from lxml import etree

from reengineer.bpmn._diagram import Bounds, Edge, Point, Shape
from reengineer.bpmn._edits import AddDiagram, PlaceEdge, PlaceShape
from reengineer.bpmn._read_diagram import BOUNDS, DIAGRAM, EDGE, LABEL, PLANE, SHAPE, WAYPOINT, number
from reengineer.bpmn._tree import Tree, append, insert_at, remove
from reengineer.bpmn._write_nodes import make
from reengineer.bpmn._xml import BPMNDI, DC, DI


def bounds_of(key: str, tree: Tree) -> Bounds | None:
    """Return where an element is drawn; None where it is not."""
    for shape in tree.drawn((key,)):
        element = shape.find(BOUNDS)
        if shape.tag == SHAPE and element is not None:
            x, y, width, height = (number(element.get(name)) for name in ("x", "y", "width", "height"))
            return Bounds(x, y, width, height)
    return None


def place_shape(edit: PlaceShape, tree: Tree) -> None:
    """Move the shapes of an element, or make one."""
    shapes = [item for item in tree.drawn((edit.id,)) if item.tag == SHAPE]
    for shape in shapes[:1]:
        _move_shape(shape, edit.bounds)
    if not shapes:
        _new_shape(edit, tree)


def _move_shape(shape: etree._Element, bounds: Bounds) -> None:
    element = shape.find(BOUNDS)
    if element is None:
        insert_at(shape, _bounds_element(shape, bounds), 0)
        return
    dx, dy = bounds.x - number(element.get("x")), bounds.y - number(element.get("y"))
    _write_bounds(element, bounds)
    _move_label(shape, dx, dy)


def _move_label(item: etree._Element, dx: float, dy: float) -> None:
    label = item.find(f"{LABEL}/{BOUNDS}")
    if label is not None and (dx or dy):
        label.set("x", _text(number(label.get("x")) + dx))
        label.set("y", _text(number(label.get("y")) + dy))


def _new_shape(edit: PlaceShape, tree: Tree) -> None:
    plane = _plane(tree, edit.near)
    shape = _new_item(SHAPE, edit.id, tree, plane)
    if edit.is_horizontal is not None:
        shape.set("isHorizontal", "true" if edit.is_horizontal else "false")
    shape.append(_bounds_element(shape, edit.bounds))
    append(plane, shape)


def _new_item(tag: str, element_id: str, tree: Tree, plane: etree._Element) -> etree._Element:
    """Return a shape or edge that refers to its element as the file's others do."""
    item = make(tag, plane)
    taken, name, count = tree.ids(), f"{element_id}_di", 1
    while name in taken:
        count += 1
        name = f"{element_id}_di_{count}"
    item.set("id", name)
    item.set("bpmnElement", _prefix(tree, plane) + element_id)
    return item


def _prefix(tree: Tree, plane: etree._Element) -> str:
    for item in plane.iterchildren(SHAPE, EDGE):
        text = item.get("bpmnElement") or ""
        if ":" in text and tree.resolve(text) != text:
            return text.rpartition(":")[0] + ":"
    return ""


def _plane(tree: Tree, near: str | None) -> etree._Element:
    """Return the plane that draws a neighbour, or the first."""
    if near is not None:
        for item in tree.drawn((near,)):
            plane = item.getparent()
            if plane is not None:
                return plane
    return next(tree.planes())


def _bounds_element(shape: etree._Element, bounds: Bounds) -> etree._Element:
    element = make(BOUNDS, shape)
    _write_bounds(element, bounds)
    return element


def _write_bounds(element: etree._Element, bounds: Bounds) -> None:
    for name in ("x", "y", "width", "height"):
        element.set(name, _text(getattr(bounds, name)))


def _text(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(float(value))


def place_edge(edit: PlaceEdge, tree: Tree) -> None:
    """Lead the line of a flow through other points, or make one."""
    edges = [item for item in tree.drawn((edit.id,)) if item.tag == EDGE]
    if edges:
        _move_edge(edges[0], edit.waypoints)
        return
    plane = _plane(tree, edit.near)
    edge = _new_item(EDGE, edit.id, tree, plane)
    edge.extend([_waypoint(edge, point) for point in edit.waypoints])
    append(plane, edge)


def _waypoint(edge: etree._Element, point: Point) -> etree._Element:
    element = make(WAYPOINT, edge)
    element.set("x", _text(point[0]))
    element.set("y", _text(point[1]))
    return element


def _move_edge(edge: etree._Element, points: tuple[Point, ...]) -> None:
    """Move points that stay as many, and the label with them; else draw the line anew and let tools place the label."""
    old = list(edge.iterchildren(WAYPOINT))
    if len(old) == len(points):
        middle = len(old) // 2
        dx, dy = (points[middle][at] - number(old[middle].get(name)) for at, name in enumerate("xy"))
        for element, point in zip(old, points, strict=True):
            element.set("x", _text(point[0]))
            element.set("y", _text(point[1]))
        _move_label(edge, dx, dy)
        return
    position = edge.index(old[0]) if old else 0
    for element in [*old, *edge.iterfind(f"{LABEL}/{BOUNDS}")]:
        remove(element)
    for at, point in enumerate(points):
        insert_at(edge, _waypoint(edge, point), position + at)


def add_diagram(edit: AddDiagram, tree: Tree) -> None:
    """Draw a process or collaboration with all that is in it, and take away diagrams that draw nothing."""
    for empty in [item for item in tree.root.iterchildren(DIAGRAM) if next(item.iter(SHAPE, EDGE), None) is None]:
        remove(empty)
    taken = set(tree.ids())
    spaces: Any = {"bpmndi": BPMNDI, "dc": DC, "di": DI, **tree.root.nsmap}
    diagram = etree.Element(DIAGRAM, nsmap=spaces)
    diagram.set("id", _free(f"{edit.element}_diagram", taken))
    plane = etree.SubElement(diagram, PLANE)
    plane.set("id", _free(f"{edit.element}_plane", taken))
    plane.set("bpmnElement", edit.element)
    for key, shape in edit.shapes:
        _draw_shape(etree.SubElement(plane, SHAPE), key, shape, taken)
    for key, edge in edit.edges:
        _draw_edge(etree.SubElement(plane, EDGE), key, edge, taken)
    append(tree.root, diagram)


def _free(stem: str, taken: set[str]) -> str:
    name, count = stem, 1
    while name in taken:
        count += 1
        name = f"{stem}_{count}"
    taken.add(name)
    return name


def _draw_shape(item: etree._Element, key: str, shape: Shape, taken: set[str]) -> None:
    item.set("id", _free(f"{key}_di", taken))
    item.set("bpmnElement", key)
    for name, value in (("isHorizontal", shape.is_horizontal), ("isExpanded", shape.is_expanded)):
        if value is not None:
            item.set(name, "true" if value else "false")
    if shape.bounds is not None:
        item.append(_bounds_element(item, shape.bounds))
    _draw_label(item, shape.label_bounds)


def _draw_edge(item: etree._Element, key: str, edge: Edge, taken: set[str]) -> None:
    item.set("id", _free(f"{key}_di", taken))
    item.set("bpmnElement", key)
    item.extend([_waypoint(item, point) for point in edge.waypoints])
    _draw_label(item, edge.label_bounds)


def _draw_label(item: etree._Element, bounds: Bounds | None) -> None:
    if bounds is not None:
        label = etree.SubElement(item, LABEL)
        label.append(_bounds_element(label, bounds))
