"""Work out what of a map is drawn, where, and in which order."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import replace
from math import isfinite

from reengineer._records import dataclass
from reengineer.bpmn import (
    Activity,
    Association,
    BoundaryEvent,
    Bounds,
    Definitions,
    Diagram,
    Edge,
    Element,
    FlowNode,
    Gateway,
    Keyed,
    Keys,
    Participant,
    Point,
    SequenceFlow,
    Shape,
    SubProcess,
    keys_of,
)
from reengineer.bpmn._layout import complete_diagram
from reengineer.bpmn._placing import straight_between

LIMIT = 1e7
PAGE_GAP = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """Hold something with a place: `kind` is pool, lane, frame, node, data, note, group or other."""

    key: str
    element: Element
    kind: str
    bounds: Bounds
    shape: Shape
    is_open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Hold something with waypoints: `kind` is sequence, message, association or data."""

    key: str
    element: Element
    kind: str
    points: tuple[Point, ...]
    label: Bounds | None = None
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Hold all that is drawn, in the order of drawing, and what a sub-process drawn closed hides.

    `is_laid_out` says that places come from our layout, not from the file.
    """

    things: tuple[Thing, ...]
    lines: tuple[Line, ...]
    hidden: frozenset[str]
    is_laid_out: bool = False


def scene_of(definitions: Definitions) -> Scene:
    """Return what a picture shows: shapes and lines of the diagram, with places worked out where the file has none."""
    keys = keys_of(definitions)
    diagram = complete_diagram(definitions)
    closed = _closed(keys, diagram)
    hidden = _hidden(keys, closed)
    diagram = spread_pages(diagram, hidden)
    things = tuple(sorted(_things(definitions, keys, diagram, closed, hidden), key=_order))
    lines = tuple(_lines(definitions, keys, diagram, hidden))
    return Scene(things=things, lines=lines, hidden=hidden, is_laid_out=definitions.diagram.is_empty)


_ORDER = ("pool", "lane", "frame", "group", "other", "data", "note", "node")


def _order(thing: Thing) -> tuple[int, bool]:
    return (_ORDER.index(thing.kind), isinstance(thing.element, BoundaryEvent))


def _is_sound(bounds: Bounds | None) -> bool:
    if bounds is None or not (bounds.width > 0 and bounds.height > 0):
        return False
    return all(isfinite(one) and abs(one) < LIMIT for one in (bounds.x, bounds.y, bounds.width, bounds.height))


def _closed(keys: Keys, diagram: Diagram) -> frozenset[str]:
    """Return the sub-processes that are drawn without their inside.

    Tools that draw the inside of a sub-process on a page of its own give it places that mean nothing on this page, so
    a sub-process counts as open only where something of it lies within its shape.
    """
    open_ones = set()
    for keyed in keys.elements:
        inner, outer = diagram.shapes.get(keyed.key), diagram.shapes.get(keyed.parent)
        if diagram.pages.get(keyed.key) == diagram.pages.get(keyed.parent) and _lies_within(inner, outer):
            open_ones.add(keyed.parent)
    subs = (keyed.key for keyed in keys.elements if isinstance(keyed.element, SubProcess))
    drawn = (key for key in subs if key in diagram.shapes and _is_sound(diagram.shapes[key].bounds))
    return frozenset(key for key in drawn if key not in open_ones and not diagram.shapes[key].is_expanded)


def spread_pages(diagram: Diagram, hidden: Container[str]) -> Diagram:
    """Return a diagram in which the pages of a file stand one below the other."""
    if not diagram.pages:
        return diagram
    spans = _spans(diagram, hidden)
    drops: dict[int, float] = {}
    level: float | None = None
    for page in sorted(spans):
        top, bottom = spans[page]
        drops[page] = 0.0 if level is None else level - top
        level = bottom + drops[page] + PAGE_GAP
    shapes, edges = dict(diagram.shapes), dict(diagram.edges)
    for key, page in diagram.pages.items():
        drop = drops.get(page, 0.0)
        if key in shapes:
            shape = shapes[key]
            bounds, label = _dropped(shape.bounds, drop), _dropped(shape.label_bounds, drop)
            shapes[key] = replace(shape, bounds=bounds, label_bounds=label)
        elif key in edges:
            points = tuple((x, y + drop) for x, y in edges[key].waypoints)
            edges[key] = Edge(points, _dropped(edges[key].label_bounds, drop))
    return replace(diagram, shapes=shapes, edges=edges)


def _spans(diagram: Diagram, hidden: Container[str]) -> dict[int, tuple[float, float]]:
    """Return how far up and down each page reaches with what is not hidden."""
    spans: dict[int, tuple[float, float]] = {}
    for key, shape in diagram.shapes.items():
        if shape.bounds is not None and _is_sound(shape.bounds) and key not in hidden:
            page = diagram.pages.get(key, 0)
            top, bottom = spans.get(page, (shape.bounds.y, shape.bounds.bottom))
            spans[page] = (min(top, shape.bounds.y), max(bottom, shape.bounds.bottom))
    return spans


def _dropped(bounds: Bounds | None, drop: float) -> Bounds | None:
    return bounds.moved(dy=drop) if bounds is not None else None


def _lies_within(inner: Shape | None, outer: Shape | None) -> bool:
    if inner is None or outer is None or inner.bounds is None or outer.bounds is None or outer.is_expanded is False:
        return False
    x, y = inner.bounds.centre
    return outer.bounds.contains(Bounds(x, y, 0, 0))


def _hidden(keys: Keys, closed: frozenset[str]) -> frozenset[str]:
    hidden: set[str] = set()
    for keyed in keys.elements:
        if keyed.parent in closed or keyed.parent in hidden:
            hidden.add(keyed.key)
    return frozenset(hidden)


def _things(
    definitions: Definitions, keys: Keys, diagram: Diagram, closed: frozenset[str], hidden: frozenset[str]
) -> Iterator[Thing]:
    found = dict(_known(definitions, keys, closed, hidden))
    for key, shape in diagram.shapes.items():
        if not _is_sound(shape.bounds) or shape.bounds is None or key in hidden:
            continue
        element, kind = found.get(key, (Element(id=key), "other"))
        is_open = kind == "frame"
        yield Thing(key=key, element=element, kind=kind, bounds=shape.bounds, shape=shape, is_open=is_open)


def _known(
    definitions: Definitions, keys: Keys, closed: frozenset[str], hidden: frozenset[str]
) -> Iterator[tuple[str, tuple[Element, str]]]:
    for pool in _pools(definitions):
        if pool.id:
            yield pool.id, (pool, "pool")
    for key, lane, _, _ in keys.lanes:
        yield key, (lane, "lane")
    for holder_key, artifact in _artifacts(definitions, keys):
        if artifact.id and holder_key not in hidden and holder_key not in closed:
            kind = {"textAnnotation": "note", "group": "group"}.get(artifact.tag, "other")
            yield artifact.id, (artifact, kind)
    for keyed in keys.elements:
        yield keyed.key, (keyed.element, _kind(keyed, closed))


def _kind(keyed: Keyed, closed: frozenset[str]) -> str:
    if isinstance(keyed.element, SubProcess) and keyed.key not in closed and keyed.element.flow_elements:
        return "frame"
    return "node" if isinstance(keyed.element, FlowNode) else "data"


def _pools(definitions: Definitions) -> Iterator[Participant]:
    for collaboration in definitions.collaborations:
        yield from collaboration.participants


def _artifacts(definitions: Definitions, keys: Keys) -> Iterator[tuple[str, Element]]:
    for collaboration in definitions.collaborations:
        yield from (("", artifact) for artifact in collaboration.artifacts)
    for process_key, process in keys.processes:
        yield from ((process_key, artifact) for artifact in process.artifacts)
    for keyed in keys.elements:
        if isinstance(keyed.element, SubProcess):
            yield from ((keyed.key, artifact) for artifact in keyed.element.artifacts)


def _lines(definitions: Definitions, keys: Keys, diagram: Diagram, hidden: frozenset[str]) -> Iterator[Line]:
    by_key = {keyed.key: keyed for keyed in keys.elements}
    for key, keyed in by_key.items():
        if isinstance(keyed.element, SequenceFlow) and key not in hidden:
            yield from _sequence(key, keyed.element, by_key, diagram)
    for collaboration in definitions.collaborations:
        for message in collaboration.message_flows:
            ends = (message.source_ref, message.target_ref)
            yield from _line(message, "message", ends, diagram, hidden)
    for holder_key, artifact in _artifacts(definitions, keys):
        if isinstance(artifact, Association) and holder_key not in hidden:
            yield from _line(artifact, "association", (artifact.source_ref, artifact.target_ref), diagram, hidden)
    for key, keyed in by_key.items():
        if isinstance(keyed.element, FlowNode) and key not in hidden:
            yield from _data_lines(key, keyed.element, diagram)


def _sequence(key: str, flow: SequenceFlow, by_key: Mapping[str, Keyed], diagram: Diagram) -> Iterator[Line]:
    edge = diagram.edges.get(key) or _straight(flow.source_ref, flow.target_ref, diagram)
    if edge is None or not _is_line(edge.waypoints):
        return
    source = by_key.get(flow.source_ref or "")
    mark = ""
    if source is not None and isinstance(source.element, Activity | Gateway) and source.element.default == flow.id:
        mark = "default" if flow.id else ""
    elif source is not None and flow.has_condition and isinstance(source.element, Activity):
        mark = "conditional"
    yield Line(key=key, element=flow, kind="sequence", points=edge.waypoints, label=_label(edge), mark=mark)


def _line(
    element: Element, kind: str, ends: tuple[str | None, str | None], diagram: Diagram, hidden: frozenset[str]
) -> Iterator[Line]:
    if not hidden.isdisjoint(end for end in ends if end):
        return
    edge = diagram.edges.get(element.id or "") or _straight(ends[0], ends[1], diagram)
    if edge is not None and _is_line(edge.waypoints):
        yield Line(key=element.id or "", element=element, kind=kind, points=edge.waypoints, label=_label(edge))


def _data_lines(key: str, node: FlowNode, diagram: Diagram) -> Iterator[Line]:
    for number, link in enumerate(node.data_associations):
        others = link.sources if link.kind == "input" else (link.target,)
        for other in others:
            source, target = (other, key) if link.kind == "input" else (key, other)
            edge = diagram.edges.get(link.id or "") or _straight(source, target, diagram)
            if edge is not None and _is_line(edge.waypoints):
                name = link.id or f"{key}_data_{number}"
                yield Line(key=name, element=Element(id=link.id), kind="data", points=edge.waypoints)


def _straight(source: str | None, target: str | None, diagram: Diagram) -> Edge | None:
    first, second = diagram.shapes.get(source or ""), diagram.shapes.get(target or "")
    if first is None or second is None or first.bounds is None or second.bounds is None:
        return None
    return Edge(straight_between(first.bounds, second.bounds))


def _is_line(points: tuple[Point, ...]) -> bool:
    return len(points) > 1 and all(isfinite(one) and abs(one) < LIMIT for point in points for one in point)


def _label(edge: Edge) -> Bounds | None:
    return edge.label_bounds if _is_sound(edge.label_bounds) else None
