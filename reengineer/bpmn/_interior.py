"""Lay out the inside of one process or sub-process, from its own upper left corner."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from math import ceil

from reengineer._records import dataclass
from reengineer.bpmn._axes import Axis, Places, make_axis
from reengineer.bpmn._containers import TextAnnotation
from reengineer.bpmn._diagram import Bounds, Edge, Point, Shape
from reengineer.bpmn._elements import (
    Activity,
    BoundaryEvent,
    DataElement,
    DataStoreReference,
    Element,
    Event,
    Gateway,
    SequenceFlow,
)
from reengineer.bpmn._layering import Grid, lay_grid
from reengineer.bpmn._routing import Router, Way

Size = tuple[float, float]

COLUMN_GAP = 44.0
ROW_GAP = 36.0
BAND_PADDING = 16.0
LEAST_HEIGHT = 80.0
LINE_HEIGHT = 14.0
LABEL = (90.0, 28.0)
NARROW = 70.0
LEAST_WIDTH = 80.0
_FOOT_STEP = 100.0
_LEAST_FOOT_STEP = 48.0
_SIGN = 6.8
_LINE = 14.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Hold what stands inside one process or sub-process.

    Parameters
    ----------
    nodes : mapping of key to Element
        Flow nodes but attached boundary events, data and text annotations, in the order of the file.
    feet : mapping of key to tuple of keys
        For each activity the boundary events on it.
    flows : mapping of key to SequenceFlow
        In the order of the file.
    bands : mapping of key to int
        The lane of each node, from 0.
    band_count : int
        At least 1.
    anchors : mapping of key to key
        For data and annotations the node that they belong to.
    sizes : mapping of key to (width, height)
        Of sub-processes that show their inside.
    named_feet : frozenset of key
        The boundary events that have a label.
    """

    nodes: Mapping[str, Element]
    feet: Mapping[str, Sequence[str]]
    flows: Mapping[str, SequenceFlow]
    bands: Mapping[str, int]
    band_count: int = 1
    anchors: Mapping[str, str] = field(default_factory=dict)
    sizes: Mapping[str, Size] = field(default_factory=dict)
    named_feet: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Interior:
    """Hold places from the upper left corner of a container; `bands` are the tops of its lanes, and the end."""

    size: Size
    shapes: Mapping[str, Shape]
    edges: Mapping[str, Edge]
    bands: tuple[float, ...]


def size_of(element: Element) -> Size:
    """Return the usual size of a shape, in pixels."""
    if isinstance(element, Event):
        return (36.0, 36.0)
    if isinstance(element, Gateway):
        return (50.0, 50.0)
    if isinstance(element, DataStoreReference | DataElement):
        return (50.0, 50.0) if isinstance(element, DataStoreReference) else (36.0, 50.0)
    if isinstance(element, TextAnnotation):
        return (110.0, float(min(max(20 + 15 * (len(element.text or "") // 17), 30), 150)))
    return (100.0, 80.0)


def lay_interior(content: Content) -> Interior:
    """Return places for everything inside a container."""
    keys = list(content.nodes)
    index = {key: number for number, key in enumerate(keys)}
    host = {foot: key for key, feet in content.feet.items() for foot in feet}
    flows = {key: ends for key, flow in content.flows.items() if (ends := _ends(flow, index, host)) is not None}
    grid = _grid(content, index, host, flows)
    router = Router(grid)
    ways_in = Counter(target for number, (_, target) in enumerate(flows.values()) if number not in grid.backward)
    bends = {}
    for number, (key, ends) in enumerate(flows.items()):
        way = _way(content, key, ends, host)
        if number in grid.lines or ways_in[ends[1]] > 1:
            way = replace(way, row=grid.lines.get(number), is_meeting=ways_in[ends[1]] > 1)
        bends[key] = router.route(way, is_backward=number in grid.backward)
    router.upright.settle()
    router.level.settle()
    sizes = [_size(content, key) for key in content.nodes]
    places = _places(grid, router, sizes, _label_needs(content, flows))
    shapes = {key: _shape(content, key, number, places) for number, key in enumerate(keys)}
    offsets = _feet(content, grid, index, shapes)
    shapes.update(_foot_shapes(offsets, index, host, places))
    edges = {key: _edge(content.flows[key], line, places, offsets) for key, line in bends.items()}
    _part_labels(content, edges)
    return Interior(
        size=(places.across.end, places.down.end), shapes=shapes, edges=edges, bands=_band_tops(grid, places.down)
    )


def _ends(flow: SequenceFlow, index: Mapping[str, int], host: Mapping[str, str]) -> tuple[int, int] | None:
    source = host.get(flow.source_ref or "", flow.source_ref or "")
    target = flow.target_ref or ""
    return (index[source], index[target]) if source in index and target in index else None


def _grid(
    content: Content, index: Mapping[str, int], host: Mapping[str, str], flows: Mapping[str, tuple[int, int]]
) -> Grid:
    bands = [content.bands.get(key, 0) for key in index]
    joined = {number for ends in flows.values() for number in ends}
    anchors = [
        (number, index.get(host.get(anchor, anchor), -1))
        for key, number in index.items()
        if number not in joined
        for anchor in (content.anchors.get(key, ""),)
    ]
    late = [number for number, key in enumerate(flows) if (content.flows[key].source_ref or "") in host]
    return lay_grid(len(index), list(flows.values()), bands, content.band_count, anchors, late)


def _way(content: Content, key: str, ends: tuple[int, int], host: Mapping[str, str]) -> Way:
    flow = content.flows[key]
    return Way(
        source=ends[0],
        target=ends[1],
        at_feet=any((end or "") in content.feet for end in (flow.source_ref, flow.target_ref)),
        from_gateway=isinstance(content.nodes.get(flow.source_ref or ""), Gateway),
        to_gateway=isinstance(content.nodes.get(flow.target_ref or ""), Gateway),
        from_foot=flow.source_ref in host,
    )


def _label_needs(content: Content, flows: Mapping[str, tuple[int, int]]) -> dict[int, float]:
    """Return how wide the labels of the flows out of each node are."""
    needs: dict[int, float] = {}
    for key, (source, _) in flows.items():
        name = content.flows[key].name
        if name:
            needs[source] = max(needs.get(source, 0.0), _label_size(name)[0] + 16.0)
    return needs


def _places(grid: Grid, router: Router, sizes: Sequence[Size], needs: Mapping[int, float]) -> Places:
    widths = [LEAST_WIDTH] * (max(grid.columns, default=0) + 1)
    heights = [0.0] * (max((start + count for start, count in grid.band_rows), default=1))
    for column, row, (width, height) in zip(grid.columns, grid.rows, sizes, strict=True):
        widths[column] = max(widths[column], width)
        heights[row] = max(heights[row], height, LEAST_HEIGHT)
    extra = [0.0] * (len(widths) + 1)
    for node, need in needs.items():
        column = grid.columns[node]
        room = COLUMN_GAP + (widths[column] - sizes[node][0]) / 2
        extra[column + 1] = max(extra[column + 1], need - room)
    first_rows = {start for start, _ in grid.band_rows}
    padding = [BAND_PADDING if row in first_rows else 0.0 for row in range(len(heights))]
    lines = set(grid.lines.values())
    heights = [height or (LINE_HEIGHT if row in lines else LEAST_HEIGHT) for row, height in enumerate(heights)]
    return Places(
        across=make_axis(widths, router.upright, COLUMN_GAP, extra),
        down=make_axis(heights, router.level, ROW_GAP, [*padding, 0.0]),
        grid=grid,
        sizes=sizes,
        router=router,
    )


def _shape(content: Content, key: str, number: int, places: Places) -> Shape:
    element = content.nodes[key]
    x, y = places.centre(number)
    width, height = places.sizes[number]
    bounds = Bounds(x - width / 2, y - height / 2, width, height)
    label = None
    if not isinstance(element, Activity | TextAnnotation) and element.name:
        label = _label(bounds, places.router.uses(number, "t"), places.router.uses(number, "b"))
    is_expanded = True if key in content.sizes else None
    return Shape(bounds=bounds, is_expanded=is_expanded, label_bounds=label)


def _label(bounds: Bounds, top_is_used: bool, bottom_is_used: bool) -> Bounds:
    """Return the room of a label: below, else above, else above on the left where lines leave both ways."""
    x = bounds.centre[0] - LABEL[0] / 2
    if not bottom_is_used:
        return Bounds(x, bounds.bottom + 4, *LABEL)
    if not top_is_used:
        return Bounds(x, bounds.y - LABEL[1] - 4, *LABEL)
    return Bounds(bounds.centre[0] - 6 - NARROW, bounds.y - 14, NARROW, LABEL[1])


def _size(content: Content, key: str) -> Size:
    """Return the size of a shape, wide enough for the boundary events on it."""
    width, height = content.sizes.get(key) or size_of(content.nodes[key])
    feet = content.feet.get(key, ())
    step = _FOOT_STEP if len(feet) > 1 and any(foot in content.named_feet for foot in feet) else _LEAST_FOOT_STEP
    return max(width, len(feet) * step), height


def _feet(content: Content, grid: Grid, index: Mapping[str, int], shapes: Mapping[str, Shape]) -> dict[str, float]:
    """Return for each boundary event how far right of its activity's middle it stands.

    Those whose lines lead further down stand further left, so that the lines do not cross.
    """
    rows: dict[str, int] = {}
    for flow in content.flows.values():
        if flow.target_ref is not None and flow.target_ref in index:
            rows.setdefault(flow.source_ref or "", grid.rows[index[flow.target_ref]])
    offsets = {}
    for key, feet in content.feet.items():
        bounds = shapes[key].bounds if key in index else None
        if bounds is None:
            continue
        step = min(_FOOT_STEP, bounds.width / len(feet))
        ordered = sorted(feet, key=lambda foot: -rows.get(foot, 0))
        offsets.update({foot: (n - (len(feet) - 1) / 2) * step for n, foot in enumerate(ordered)})
    return offsets


def _foot_shapes(
    offsets: Mapping[str, float], index: Mapping[str, int], host: Mapping[str, str], places: Places
) -> dict[str, Shape]:
    shapes = {}
    for foot, offset in offsets.items():
        number = index[host[foot]]
        x, y = places.centre(number)
        bounds = Bounds(x + offset - 18, y + places.sizes[number][1] / 2 - 18, 36.0, 36.0)
        shapes[foot] = Shape(bounds=bounds, label_bounds=Bounds(x + offset + 5, bounds.bottom, 72.0, 28.0))
    return shapes


def _edge(
    flow: SequenceFlow,
    line: Sequence[tuple[tuple[str, int], tuple[str, int]]],
    places: Places,
    offsets: Mapping[str, float],
) -> Edge:
    foot = offsets.get(flow.source_ref or "", 0.0)
    points = _tidy([places.point(bend, foot) for bend in line])
    return Edge(waypoints=points, label_bounds=_line_label(points, flow.name) if flow.name else None)


def _tidy(points: Sequence[Point]) -> tuple[Point, ...]:
    """Drop points that repeat the one before."""
    kept = [point for number, point in enumerate(points) if number == 0 or point != points[number - 1]]
    return tuple(kept) if len(kept) > 1 else tuple(points[:2])


def _label_size(name: str) -> Size:
    longest = max((len(word) for word in name.split()), default=1)
    width = min(max(longest * _SIGN, min(len(name) * _SIGN, 54.0)), 90.0)
    return width, _LINE * ceil(len(name) * _SIGN / width)


def _line_label(points: Sequence[Point], name: str) -> Bounds:
    """Return room for a label beside where a line starts: above it where it runs across, else on its right."""
    (x, y), (next_x, next_y) = points[0], points[1]
    width, height = _label_size(name)
    if y == next_y:
        return Bounds(x + 3 if next_x > x else x - width - 3, y - height - 3, width, height)
    return Bounds(x + 5, (y + 5) if next_y > y else y - height - 5, width, height)


def _part_labels(content: Content, edges: dict[str, Edge]) -> None:
    """Move a label to the end of its line, where another line with a label starts at the same point."""
    taken: set[Point] = set()
    for key, edge in edges.items():
        if edge.label_bounds is None:
            continue
        if edge.waypoints[0] in taken:
            width, height = _label_size(content.flows[key].name or "")
            x, y = edge.waypoints[-1]
            edges[key] = replace(edge, label_bounds=Bounds(x - width - 12, y - height - 3, width, height))
        taken.add(edge.waypoints[0])


def _band_tops(grid: Grid, down: Axis) -> tuple[float, ...]:
    tops = [down.starts[start] - (ROW_GAP + BAND_PADDING) / 2 for start, _ in grid.band_rows]
    return (0.0, *tops[1:], down.end)


def group_feet(elements: Mapping[str, Element]) -> dict[str, list[str]]:
    """Return the boundary events by the activity that they stand on, where that is among the elements."""
    feet: dict[str, list[str]] = defaultdict(list)
    for key, element in elements.items():
        host = element.attached_to if isinstance(element, BoundaryEvent) else None
        if host is not None and host in elements and not isinstance(elements[host], BoundaryEvent):
            feet[host].append(key)
    return dict(feet)
