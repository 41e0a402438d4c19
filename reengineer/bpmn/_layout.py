"""Lay out what a file has no places for: a whole map, or the elements that its diagram leaves out.

The layout is deterministic, walks no structure recursively, and takes time about proportional to the number of
elements. Pools stand one below the other, lanes keep their order, flows run from left to right.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from reengineer.bpmn._containers import Artifact, Association, Lane, Participant, Process, SubProcess, TextAnnotation
from reengineer.bpmn._definitions import Definitions
from reengineer.bpmn._diagram import Bounds, Diagram, Edge, Shape
from reengineer.bpmn._elements import DataObject, Element, FlowNode, SequenceFlow
from reengineer.bpmn._interior import Content, Interior, group_feet, lay_interior, size_of
from reengineer.bpmn._keys import Keyed, Keys, keys_of
from reengineer.bpmn._placing import draw_message, frames_of, place_node, route_flow, straight_between

HEADER = 30.0
POOL_GAP = 60.0
BLACK_BOX_HEIGHT = 60.0
LEFT, TOP = 80.0, 80.0
_SUB_LEFT, _SUB_TOP, _SUB_RIGHT, _SUB_BOTTOM = 10.0, 24.0, 10.0, 10.0


def lay_out(definitions: Definitions) -> Diagram:
    """Return places for all processes, pools, lanes, nodes, flows, data and messages of a file.

    Parameters
    ----------
    definitions : Definitions
        Its own diagram is not looked at.

    Returns
    -------
    Diagram
        Of the same kind as one read from a file. Tasks are 100 by 80 pixels, events 36, gateways 50; sub-processes
        with content are open. Choreographies and conversations have no places.
    """
    return _Sheet(definitions).diagram()


def complete_diagram(definitions: Definitions) -> Diagram:
    """Return the diagram of a file with a place for every node and flow that it leaves out.

    A file without shapes is laid out whole. Else a node without a place goes near what it is joined to, if others of
    its process are drawn, and nothing that has a place moves.
    """
    diagram = definitions.diagram
    if diagram.is_empty:
        return lay_out(definitions)
    keys = keys_of(definitions)
    drawn = {keyed.parent for keyed in keys.elements if keyed.key in diagram.shapes}
    missing = [keyed for keyed in keys.elements if keyed.parent in drawn and _lacks_place(keyed, diagram)]
    return _fill_in(definitions, keys, missing) if missing else diagram


def _lacks_place(keyed: Keyed, diagram: Diagram) -> bool:
    if isinstance(keyed.element, SequenceFlow):
        return keyed.key not in diagram.edges
    return isinstance(keyed.element, FlowNode) and keyed.key not in diagram.shapes


def _fill_in(definitions: Definitions, keys: Keys, missing: Sequence[Keyed]) -> Diagram:
    frames = frames_of(definitions)
    diagram = replace(
        definitions.diagram, shapes=dict(definitions.diagram.shapes), edges=dict(definitions.diagram.edges)
    )
    joined = _joined(keys)
    lane_of = {node: key for key, lane, _, _ in keys.lanes for node in lane.flow_node_refs}
    for keyed in missing:
        if not isinstance(keyed.element, SequenceFlow):
            within = [name for name in (lane_of.get(keyed.key), keyed.parent) if name]
            near = joined.get(keyed.key, [])
            size = size_of(keyed.element)
            bounds = place_node(diagram, size, near=near, within=within, frames=frames)
            diagram = replace(diagram, shapes={**diagram.shapes, keyed.key: Shape(bounds=bounds)})
    for keyed in missing:
        flow = keyed.element
        if isinstance(flow, SequenceFlow):
            ends = [diagram.shapes.get(end or "") for end in (flow.source_ref, flow.target_ref)]
            bounds_of = [shape.bounds for shape in ends if shape is not None and shape.bounds is not None]
            if len(bounds_of) == 2:
                points = route_flow(diagram, bounds_of[0], bounds_of[1], frames=frames)
                diagram = replace(diagram, edges={**diagram.edges, keyed.key: Edge(waypoints=points)})
    return diagram


def _joined(keys: Keys) -> dict[str, list[str]]:
    joined: dict[str, list[str]] = {}
    for keyed in keys.elements:
        if isinstance(keyed.element, SequenceFlow):
            source, target = keyed.element.source_ref or "", keyed.element.target_ref or ""
            joined.setdefault(source, []).append(target)
            joined.setdefault(target, []).append(source)
    return joined


@dataclass(slots=True)
class _Sheet:
    """Put the insides of all containers together."""

    definitions: Definitions
    keys: Keys = field(init=False)
    shapes: dict[str, Shape] = field(default_factory=dict)
    edges: dict[str, Edge] = field(default_factory=dict)
    interiors: dict[str, Interior] = field(default_factory=dict)
    _frames: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.keys = keys_of(self.definitions)

    def diagram(self) -> Diagram:
        """Return the places of everything."""
        inside = self._inside()
        self._lay_interiors(inside)
        self._stack_pools()
        self._settle(inside)
        self._draw_messages()
        self._draw_ties()
        return Diagram(shapes=self.shapes, edges=self.edges)

    def _inside(self) -> dict[str, dict[str, Element]]:
        """Return what stands directly in each process and sub-process, by key, in the order of the file."""
        inside: dict[str, dict[str, Element]] = {key: {} for key, _ in self.keys.processes}
        for key, process in self.keys.processes:
            inside[key].update(_notes(process))
        holders = {keyed.key: keyed.parent for keyed in self.keys.elements}
        flows = [keyed for keyed in self.keys.elements if isinstance(keyed.element, SequenceFlow)]
        for keyed in self.keys.elements:
            if not isinstance(keyed.element, SequenceFlow):
                inside[keyed.parent][keyed.key] = keyed.element
            if isinstance(keyed.element, SubProcess) and keyed.element.flow_elements:
                inside[keyed.key] = _notes(keyed.element)
        for keyed in flows:
            inside[_holder(keyed.element, holders) or keyed.parent][keyed.key] = keyed.element
        return inside

    def _lay_interiors(self, inside: Mapping[str, Mapping[str, Element]]) -> None:
        """Lay out the insides, inner before outer, as an outer one has to know how large the inner ones are."""
        sizes: dict[str, tuple[float, float]] = {}
        anchors = _anchors(self.definitions)
        process_keys = {key for key, _ in self.keys.processes}
        for key in reversed(list(inside)):
            bands, count = self._bands(key) if key in process_keys else ({}, 1)
            interior = lay_interior(_content(inside[key], bands, count, anchors, sizes))
            self.interiors[key] = interior
            width, height = interior.size
            sizes[key] = (width + _SUB_LEFT + _SUB_RIGHT, height + _SUB_TOP + _SUB_BOTTOM)

    def _leaves(self, process_key: str) -> list[tuple[str, Lane]]:
        """Return the innermost lanes of a process."""
        lanes = [(key, lane) for key, lane, process, _ in self.keys.lanes if process == process_key]
        return [(key, lane) for key, lane in lanes if not lane.lanes]

    def _bands(self, process_key: str) -> tuple[dict[str, int], int]:
        """Return the band of each node, and how many there are; nodes without a lane get one of their own, the last."""
        leaves = self._leaves(process_key)
        band_of = {
            ref: number for number, (_, lane) in reversed(list(enumerate(leaves))) for ref in lane.flow_node_refs
        }
        inside = [keyed for keyed in self.keys.elements if keyed.parent == process_key]
        nodes = [keyed.key for keyed in inside if isinstance(keyed.element, FlowNode)]
        feet = group_feet({keyed.key: keyed.element for keyed in inside})
        riding = {foot for group in feet.values() for foot in group}
        has_loose = any(node not in band_of and node not in riding for node in nodes)
        bands = {node: band_of.get(node, len(leaves)) for node in nodes}
        return bands, max(len(leaves) + (has_loose and bool(leaves)), 1)

    def _stack_pools(self) -> None:
        """Put pools and processes without a pool one below the other, all as wide as the widest."""
        rows = list(self._pool_rows())
        width = max((self._width(process) for _, process in rows), default=300.0)
        top = TOP
        for pool, process in rows:
            height = self._height(process)
            if pool is not None and pool.id:
                self.shapes[pool.id] = Shape(bounds=Bounds(LEFT, top, width, height), is_horizontal=True)
                self._frames.update((pool.id,) if process is not None else ())
            if process is not None:
                self._place_lanes(process, top, width)
                left = LEFT + HEADER * (1 + self._depth(process))
                self._shift(process, left, top)
            top += height + POOL_GAP

    def _pool_rows(self) -> Iterator[tuple[Participant | None, str | None]]:
        """Give each pool with the key of the process it shows, then the processes that no pool shows."""
        by_id = {process.id: key for key, process in reversed(self.keys.processes) if process.id}
        shown: set[str] = set()
        for collaboration in self.definitions.collaborations:
            for pool in collaboration.participants:
                key = by_id.get(pool.process_ref or "")
                yield pool, key if key not in shown else None
                shown.update((key,) if key else ())
        yield from ((None, key) for key, _ in self.keys.processes if key not in shown)

    def _depth(self, process_key: str) -> int:
        """Return how deep the lanes of a process are nested; 0 without lanes."""
        depths: dict[str, int] = {}
        for key, _, process, parent in self.keys.lanes:
            if process == process_key:
                depths[key] = depths.get(parent or "", 0) + 1
        return max(depths.values(), default=0)

    def _width(self, process_key: str | None) -> float:
        if process_key is None:
            return 300.0
        return self.interiors[process_key].size[0] + HEADER * (1 + self._depth(process_key))

    def _height(self, process_key: str | None) -> float:
        return BLACK_BOX_HEIGHT if process_key is None else self.interiors[process_key].size[1]

    def _place_lanes(self, process_key: str, top: float, width: float) -> None:
        """Draw lanes over their bands; an outer lane runs from the first to the last of its inner ones."""
        bands = self.interiors[process_key].bands
        spans: dict[str, tuple[float, float]] = {
            key: (bands[number], bands[number + 1]) for number, (key, _) in enumerate(self._leaves(process_key))
        }
        lanes = [(key, parent) for key, _, process, parent in self.keys.lanes if process == process_key]
        for key, parent in reversed(lanes):
            if parent is not None and key in spans:
                low, high = spans.get(parent, spans[key])
                spans[parent] = (min(low, spans[key][0]), max(high, spans[key][1]))
        depths: dict[str, int] = {}
        for key, parent in lanes:
            depths[key] = depths.get(parent or "", 0) + 1
            left = LEFT + HEADER * depths[key]
            low, high = spans.get(key, (0.0, LEAST_LANE))
            bounds = Bounds(left, top + low, width - left + LEFT, high - low)
            self.shapes[key] = Shape(bounds=bounds, is_horizontal=True)
            self._frames.add(key)

    def _shift(self, container: str, dx: float, dy: float) -> None:
        """Add the inside of a container to the sheet, its corner at (dx, dy)."""
        interior = self.interiors[container]
        for key, shape in interior.shapes.items():
            bounds, label = _moved(shape.bounds, dx, dy), _moved(shape.label_bounds, dx, dy)
            self.shapes[key] = Shape(bounds, shape.is_horizontal, shape.is_expanded, label)
        for key, edge in interior.edges.items():
            points = tuple((x + dx, y + dy) for x, y in edge.waypoints)
            self.edges[key] = Edge(waypoints=points, label_bounds=_moved(edge.label_bounds, dx, dy))

    def _settle(self, inside: Mapping[str, object]) -> None:
        """Add the insides of sub-processes, outer before inner, where the outer ones have come to stand."""
        for key in inside:
            shape = self.shapes.get(key)
            if shape is not None and shape.bounds is not None:
                self._frames.add(key)
                self._shift(key, shape.bounds.x + _SUB_LEFT, shape.bounds.y + _SUB_TOP)

    def _draw_messages(self) -> None:
        nodes = [shape.bounds for key, shape in self.shapes.items() if key not in self._frames and shape.bounds]
        messages = [item for group in self.definitions.collaborations for item in group.message_flows]
        obstacles = nodes if len(nodes) * len(messages) < MESSAGE_CARE else []
        for message in messages:
            ends = [self.shapes.get(ref or "") for ref in (message.source_ref, message.target_ref)]
            bounds = [shape.bounds for shape in ends if shape is not None and shape.bounds is not None]
            if message.id and len(bounds) == 2:
                points = draw_message(bounds[0], bounds[1], obstacles)
                self.edges[message.id] = Edge(waypoints=points)

    def _draw_ties(self) -> None:
        """Draw associations and the ways of data as straight lines, and flows across the border of a sub-process."""
        flows = [(keyed.key, keyed.element) for keyed in self.keys.elements if isinstance(keyed.element, SequenceFlow)]
        loose = ((key, flow.source_ref or "", flow.target_ref or "") for key, flow in flows if key not in self.edges)
        for key, source, target in (*_ties(self.definitions), *loose):
            first, second = self.shapes.get(source), self.shapes.get(target)
            if first is not None and second is not None and first.bounds is not None and second.bounds is not None:
                self.edges.setdefault(key, Edge(straight_between(first.bounds, second.bounds)))


LEAST_LANE = 80.0
MESSAGE_CARE = 50_000
"""Messages times shapes up to which messages are led past shapes."""


def _holder(flow: Element, holders: Mapping[str, str]) -> str | None:
    """Return what holds both ends of a flow, if anything does; some tools write the flow elsewhere."""
    ends = {holders.get(getattr(flow, name) or "") for name in ("source_ref", "target_ref")}
    return ends.pop() if len(ends) == 1 else None


def _moved(bounds: Bounds | None, dx: float, dy: float) -> Bounds | None:
    return bounds.moved(dx, dy) if bounds is not None else None


def _notes(holder: Process | SubProcess) -> dict[str, Element]:
    return {note.id: note for note in holder.artifacts if isinstance(note, TextAnnotation) and note.id}


def _anchors(definitions: Definitions) -> dict[str, str]:
    """Return for data and annotations the element that they are tied to first."""
    anchors: dict[str, str] = {}
    for element, _, _ in definitions.walk():
        if isinstance(element, FlowNode) and element.id:
            for link in element.data_associations:
                for other in (*link.sources, link.target):
                    anchors.setdefault(other or "", element.id)
    for item in _artifacts(definitions):
        if isinstance(item, Association):
            anchors.setdefault(item.target_ref or "", item.source_ref or "")
            anchors.setdefault(item.source_ref or "", item.target_ref or "")
    return anchors


def _artifacts(definitions: Definitions) -> list[Artifact]:
    """Return the remarks and associations of processes, then those of sub-processes."""
    found = [item for process in definitions.processes for item in process.artifacts]
    for element, _, _ in definitions.walk():
        if isinstance(element, SubProcess):
            found.extend(element.artifacts)
    return found


def _ties(definitions: Definitions) -> Iterator[tuple[str, str, str]]:
    """Give associations and the ways of data that have an id: (id, source, target)."""
    wholes = (item for whole in definitions.collaborations for item in whole.artifacts)
    for item in (*_artifacts(definitions), *wholes):
        if isinstance(item, Association) and item.id:
            yield item.id, item.source_ref or "", item.target_ref or ""
    for element, _, _ in definitions.walk():
        for link in element.data_associations if isinstance(element, FlowNode) and element.id else ():
            other = link.target if link.kind == "output" else next(iter(link.sources), None)
            ends = (element.id or "", other or "")
            if link.id:
                yield link.id, *(ends if link.kind == "output" else reversed(ends))


def _content(
    elements: Mapping[str, Element],
    bands: Mapping[str, int],
    band_count: int,
    anchors: Mapping[str, str],
    sizes: Mapping[str, tuple[float, float]],
) -> Content:
    feet = group_feet(elements)
    attached = {foot for feet_of in feet.values() for foot in feet_of}
    nodes = {
        key: element
        for key, element in elements.items()
        if not isinstance(element, SequenceFlow | DataObject) and key not in attached
    }
    return Content(
        nodes=nodes,
        feet=feet,
        flows={key: element for key, element in elements.items() if isinstance(element, SequenceFlow)},
        bands=bands,
        band_count=band_count,
        anchors={key: anchor for key, anchor in anchors.items() if key in nodes},
        sizes={key: sizes[key] for key in nodes if key in sizes},
        named_feet=frozenset(foot for foot in attached if elements[foot].name),
    )
