"""Hold a diagram while room is made in it: who stands where, who contains whom, what has moved."""

from collections.abc import Container, Iterable, Iterator

from reengineer.bpmn import _edits as edits
from reengineer.bpmn._containers import Lane, Process, SubProcess
from reengineer.bpmn._definitions import Definitions
from reengineer.bpmn._diagram import Bounds, Diagram, Edge, Point, Shape
from reengineer.bpmn._elements import BoundaryEvent, Event, FlowNode, Gateway, SequenceFlow
from reengineer.bpmn._placing import frames_of

LABEL_WIDTH, LABEL_HEIGHT = 90.0, 28.0
"""Room for a label of two lines, where the file does not say how much it takes."""


class Picture:
    """Hold shapes and lines by element, and remember which of them changed."""

    def __init__(self, definitions: Definitions) -> None:
        diagram = definitions.diagram
        self.shapes = {key: shape.bounds for key, shape in diagram.shapes.items() if shape.bounds is not None}
        self._label_bounds = {key: shape.label_bounds for key, shape in diagram.shapes.items()}
        self.edges = {key: edge.waypoints for key, edge in diagram.edges.items()}
        self.nodes: dict[str, FlowNode] = {}
        self.flows: dict[str, SequenceFlow] = {}
        self._parent: dict[str, str] = {}
        self._process: dict[str, str] = {}
        self._lane: dict[str, str] = {}
        self._outer: dict[str, str | None] = {}
        self._lane_process: dict[str, str] = {}
        self._pools = _pools(definitions)
        self._near: dict[str, str | None] = {}
        self._horizontal: dict[str, bool] = {}
        self._changed_shapes: dict[str, None] = {}
        self._changed_edges: dict[str, None] = {}
        self._gather(definitions)
        self.frames = frames_of(definitions)

    def diagram(self, without: str) -> Diagram:
        """Return what is drawn now, one line left out."""
        shapes = {key: Shape(bounds) for key, bounds in self.shapes.items()}
        edges = {key: Edge(points) for key, points in self.edges.items() if key != without}
        return Diagram(shapes=shapes, edges=edges)

    def _gather(self, definitions: Definitions) -> None:
        for element, holder, process in definitions.walk():
            key = element.id or ""
            if isinstance(element, FlowNode):
                self.nodes[key] = element
                self._parent[key] = holder.id or ""
                self._process[key] = process.id or ""
            elif isinstance(element, SequenceFlow):
                self.flows[key] = element
            if isinstance(element, SubProcess):
                self._gather_lanes(element, process.id or "")
        for process in definitions.processes:
            self._gather_lanes(process, process.id or "")

    def _gather_lanes(self, holder: Process | SubProcess, process: str) -> None:
        stack: list[tuple[Lane, str | None]] = [(lane, None) for item in holder.lane_sets for lane in item.lanes]
        while stack:
            lane, outer = stack.pop()
            key = lane.id or ""
            self._outer[key] = outer
            self._lane_process[key] = process
            for node in lane.flow_node_refs:
                if self._lane.get(node) in (None, outer):
                    self._lane[node] = key
            stack.extend((inner, key) for inner in lane.lanes)

    def put(self, key: str, bounds: Bounds, near: str | None, *, is_horizontal: bool | None = None) -> None:
        """Place a shape."""
        self.shapes[key] = bounds
        self._near.setdefault(key, near)
        if is_horizontal is not None:
            self._horizontal[key] = is_horizontal
        self._changed_shapes[key] = None

    def lead(self, key: str, points: tuple[Point, ...], near: str | None = None) -> None:
        """Place a line."""
        self.edges[key] = points
        self._near.setdefault(key, near)
        self._changed_edges[key] = None

    def changes(self) -> tuple[edits.PlaceShape | edits.PlaceEdge, ...]:
        """Return what has been placed or moved, as edits."""
        shapes = (
            edits.PlaceShape(key, self.shapes[key], self._near.get(key), self._horizontal.get(key))
            for key in self._changed_shapes
        )
        lines = (edits.PlaceEdge(key, self.edges[key], self._near.get(key)) for key in self._changed_edges)
        return (*shapes, *lines)

    def flows_at(self, node_id: str) -> list[str]:
        """Return the flows that leave or reach a node."""
        return [key for key, flow in self.flows.items() if node_id in (flow.source_ref, flow.target_ref)]

    def before(self, node_id: str) -> list[str]:
        """Return the nodes from which flows come."""
        return [flow.source_ref for flow in self.flows.values() if flow.target_ref == node_id and flow.source_ref]

    def after(self, node_id: str) -> list[str]:
        """Return the nodes to which flows go."""
        return [flow.target_ref for flow in self.flows.values() if flow.source_ref == node_id and flow.target_ref]

    def attached(self, activity: str) -> list[str]:
        """Return the boundary events of an activity."""
        return [
            key for key, node in self.nodes.items() if isinstance(node, BoundaryEvent) and node.attached_to == activity
        ]

    def lanes_of(self, process: str) -> list[str]:
        """Return the lanes of a process that no lane surrounds."""
        return [lane for lane, outer in self._outer.items() if outer is None and self._lane_process[lane] == process]

    def pool_of(self, process: str) -> str | None:
        """Return the pool of a process, where it is drawn."""
        pool = self._pools.get(process)
        return pool if pool in self.shapes else None

    def region(self, node_id: str) -> str | None:
        """Return the shape that must contain a node: its lane, its sub-process or its pool."""
        candidates = (
            self._lane.get(node_id),
            self._parent.get(node_id),
            self._pools.get(self._process.get(node_id, "")),
        )
        return next((key for key in candidates if key in self.shapes), None)

    def is_drawn(self, node_id: str) -> bool:
        """Say whether the surroundings of a node are drawn, so that it must be too."""
        parent = self._parent.get(node_id, "")
        if parent == self._process.get(node_id) or parent in self.shapes:
            siblings = [key for key, other in self._parent.items() if other == parent and key != node_id]
            return not siblings or any(key in self.shapes for key in siblings)
        return False

    def neighbour_in_plane(self, node_id: str) -> str | None:
        """Return a drawn element of the same process or sub-process."""
        parent = self._parent.get(node_id)
        found = next((key for key, other in self._parent.items() if other == parent and key in self.shapes), None)
        return found or self.region(node_id)

    def node_bounds(self, without: Container[str]) -> list[Bounds]:
        """Return the places of drawn nodes but for those that hold others and those named."""
        return [
            bounds
            for key, bounds in self.shapes.items()
            if key in self.nodes and key not in self.frames and key not in without
        ]

    def obstacles(self, node_id: str) -> list[Bounds]:
        """Return what a node must not overlap: all that is not around it."""
        around = {self._parent.get(node_id), *self._frames(self.region(node_id))}
        frames = set(self._outer) | set(self._pools.values())
        shapes = [
            bounds for key, bounds in self.shapes.items() if key != node_id and key not in around and key not in frames
        ]
        return [*shapes, *self._labels(node_id)]

    def _labels(self, node_id: str) -> Iterator[Bounds]:
        """Yield where the labels of events and gateways stand: as the file says, else below the shape."""
        for key, node in self.nodes.items():
            if key == node_id or key not in self.shapes or not node.name or not isinstance(node, Event | Gateway):
                continue
            stated = self._label_bounds.get(key)
            shape = self.shapes[key]
            yield stated or Bounds(shape.centre[0] - LABEL_WIDTH / 2, shape.bottom, LABEL_WIDTH, LABEL_HEIGHT)

    def _frames(self, region: str | None) -> list[str]:
        """Return a lane or sub-process and all shapes around it, inner first."""
        found: list[str] = []
        key = region
        while key and key not in found:
            found.append(key)
            key = self._around(key)
        return [item for item in found if item in self.shapes]

    def _around(self, key: str) -> str | None:
        if key in self._outer:
            return self._outer[key] or self._pools.get(self._lane_process[key])
        if key in self._parent:
            return self._lane.get(key) or self._parent[key]
        return self._pools.get(key)

    def make_room(self, region: str, bounds: Bounds, margin: float) -> None:
        """Let a frame and those around it grow until the rectangle fits, and move what lies below."""
        frame = self.shapes[region]
        missing = bounds.bottom + margin - frame.bottom
        if missing > 0:
            self.push_down(frame.bottom, missing, self._frames(region))
        wider = bounds.right + margin - self.shapes[region].right
        if wider > 0:
            self._widen(region, wider)

    def push_down(self, level: float, distance: float, frames: Iterable[str]) -> None:
        """Move everything that begins at or below a level down; frames that end there or further grow."""
        growing = set(frames)
        for key, bounds in list(self.shapes.items()):
            if key in growing:
                self._resize(key, bounds, 0.0, distance)
            elif bounds.y >= level:
                self.put(key, bounds.moved(dy=distance), None)
        for key, points in list(self.edges.items()):
            if any(y >= level for _, y in points):
                self.lead(key, tuple((x, y + distance if y >= level else y) for x, y in points))

    def _resize(self, key: str, bounds: Bounds, wider: float, higher: float) -> None:
        self.put(key, Bounds(bounds.x, bounds.y, bounds.width + wider, bounds.height + higher), None)

    def _widen(self, region: str, distance: float) -> None:
        """Let a frame grow to the right with all lanes of its process and the pool around them."""
        frames = self._frames(region)
        process = self._lane_process.get(region)
        beside = [lane for lane, owner in self._lane_process.items() if process is not None and owner == process]
        for key in dict.fromkeys([*frames, *beside]):
            if key in self.shapes:
                self._resize(key, self.shapes[key], distance, 0.0)


def _pools(definitions: Definitions) -> dict[str, str]:
    return {
        pool.process_ref: pool.id
        for group in definitions.collaborations
        for pool in group.participants
        if pool.process_ref and pool.id
    }
