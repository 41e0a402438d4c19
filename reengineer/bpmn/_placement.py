"""Find places in the diagram for new nodes, lanes and flows, without moving what need not move.

A new node stands to the right of its predecessor in its own lane, shifted down until it overlaps nothing. Where the
lane ends too soon it grows, and whatever lies below moves down.
"""

from collections.abc import Iterable
from itertools import pairwise

from reengineer.bpmn import _edits as edits
from reengineer.bpmn._definitions import Definitions
from reengineer.bpmn._diagram import Bounds, Point
from reengineer.bpmn._elements import Activity, BoundaryEvent, Event, FlowNode, Gateway, SequenceFlow
from reengineer.bpmn._lines import crosses
from reengineer.bpmn._picture import Picture
from reengineer.bpmn._placing import route_flow

GAP = 50.0
STEP = 20.0
MARGIN = 20.0

Places = tuple[edits.PlaceShape | edits.PlaceEdge, ...]


def size_of(node: FlowNode) -> tuple[float, float]:
    """Return the usual width and height of a node in pixels."""
    if isinstance(node, Event):
        return (36.0, 36.0)
    if isinstance(node, Gateway):
        return (50.0, 50.0)
    return (100.0, 80.0) if isinstance(node, Activity) else (50.0, 50.0)


def find_places(definitions: Definitions, new: tuple[edits.Edit, ...]) -> Places:
    """Return where what is new is drawn, and what has to make room for it.

    Parameters
    ----------
    definitions : Definitions
        With the new edits made, their shapes not yet there.
    new : tuple of Edit
        The edits to find places for.
    """
    picture = Picture(definitions)
    for edit in new:
        _place_lane(edit, picture)
    for edit in new:
        _place_node(edit, picture)
    for edit in new:
        _place_flow(edit, picture)
    for edit in new:
        _close_gap(edit, picture)
    return picture.changes()


def _close_gap(edit: edits.Edit, picture: Picture) -> None:
    """Let what stands below a lane that is gone move up, and the pool around it end sooner."""
    if not isinstance(edit, edits.RemoveLane) or edit.bounds is None:
        return
    gone = edit.bounds
    inside = [bounds for key, bounds in picture.shapes.items() if key in picture.nodes and gone.overlaps(bounds)]
    if inside:
        return
    around = [key for key, bounds in picture.shapes.items() if key in picture.frames and bounds.contains(gone)]
    picture.push_down(gone.bottom, -gone.height, frames=around)


def _place_lane(edit: edits.Edit, picture: Picture) -> None:
    if not isinstance(edit, edits.AddLane):
        return
    if edit.bounds is not None:
        picture.put(edit.id, edit.bounds, None, is_horizontal=True)
        return
    holder = picture.pool_of(edit.process)
    lanes = [picture.shapes[lane] for lane in picture.lanes_of(edit.process) if lane in picture.shapes]
    frame = picture.shapes.get(holder or "")
    if lanes:
        last = max(lanes, key=lambda bounds: bounds.bottom)
        bounds = Bounds(last.x, last.bottom, last.width, 120.0)
    elif frame is not None:
        bounds = Bounds(frame.x + 30.0, frame.bottom, frame.width - 30.0, 120.0)
    else:
        return
    picture.push_down(bounds.y, 120.0, frames=(holder,) if holder else ())
    picture.put(edit.id, bounds, holder, is_horizontal=True)


def _place_node(edit: edits.Edit, picture: Picture) -> None:
    if isinstance(edit, edits.AddFlowNode):
        node_id, bounds, near = str(edit.node.id), edit.bounds, edit.near
    elif isinstance(edit, edits.MoveShape):
        node_id, bounds, near = edit.id, None, edit.near
        if node_id not in picture.shapes or near not in picture.shapes:
            return
    elif isinstance(edit, edits.AssignLane):
        node_id, bounds, near = edit.node, edit.bounds, None
        if node_id not in picture.shapes:
            return
        if bounds is None and _stays(node_id, picture):
            return
    else:
        return
    node = picture.nodes.get(node_id)
    if node is None or not picture.is_drawn(node_id):
        return
    _put_node(node_id, bounds or _find_bounds(node, node_id, near, picture), picture)


def _stays(node_id: str, picture: Picture) -> bool:
    region = picture.region(node_id)
    return region is None or picture.shapes[region].contains(picture.shapes[node_id])


def _put_node(node_id: str, bounds: Bounds, picture: Picture) -> None:
    neighbour = picture.neighbour_in_plane(node_id)
    has_moved = picture.shapes.pop(node_id, None) is not None
    picture.put(node_id, bounds, neighbour)
    for flow_id in picture.flows_at(node_id) if has_moved else ():
        if flow_id in picture.edges and _has_ends(picture.flows[flow_id], picture):
            picture.lead(flow_id, route(picture, flow_id))


def _find_bounds(node: FlowNode, node_id: str, near: str | None, picture: Picture) -> Bounds:
    width, height = size_of(node)
    if isinstance(node, BoundaryEvent) and node.attached_to in picture.shapes:
        return _on_border(picture, node_id, node.attached_to)
    region = picture.region(node_id)
    anchor, to_the_right = _anchor(node_id, near, picture)
    frame = picture.shapes.get(region or "")
    obstacles = picture.obstacles(node_id)
    x, y = _first_place(anchor, frame, obstacles, (width, height), to_the_right=to_the_right)
    bounds = _clear(Bounds(x, y, width, height), obstacles)
    if region is not None and frame is not None:
        picture.make_room(region, bounds, MARGIN)
    return bounds


def _anchor(node_id: str, near: str | None, picture: Picture) -> tuple[Bounds | None, bool]:
    """Return the shape to stand beside, and whether to stand on its right."""
    before = [near] if near is not None else picture.before(node_id)
    for other in before:
        if other in picture.shapes and other != node_id:
            return picture.shapes[other], True
    for other in picture.after(node_id):
        if other in picture.shapes and other != node_id:
            return picture.shapes[other], False
    return None, True


def _first_place(
    anchor: Bounds | None,
    frame: Bounds | None,
    obstacles: Iterable[Bounds],
    size: tuple[float, float],
    *,
    to_the_right: bool,
) -> tuple[float, float]:
    width, height = size
    if anchor is not None:
        x = anchor.right + GAP if to_the_right else anchor.x - GAP - width
        y = anchor.centre[1] - height / 2
    else:
        x = max((bounds.right for bounds in obstacles), default=0.0) + GAP
        y = GAP
    if frame is None:
        return max(x, 0.0), max(y, 0.0)
    inside = frame.y + MARGIN <= y and y + height + MARGIN <= frame.bottom
    left = frame.x + 2 * MARGIN
    if anchor is None:
        x = max((item.right + GAP for item in obstacles if frame.contains(item)), default=left + GAP)
    return max(x, left), y if inside else max(frame.y + MARGIN, frame.centre[1] - height / 2)


def _clear(bounds: Bounds, obstacles: list[Bounds]) -> Bounds:
    """Shift a rectangle down until it overlaps nothing."""
    while True:
        hit = [other.bottom for other in obstacles if bounds.overlaps(other, MARGIN)]
        if not hit:
            return bounds
        bounds = Bounds(bounds.x, max(hit) + STEP, bounds.width, bounds.height)


def _on_border(picture: Picture, node_id: str, activity: str) -> Bounds:
    """Return a place on the lower border of an activity, from the right, beside other boundary events."""
    host = picture.shapes[activity]
    taken = [picture.shapes[item] for item in picture.attached(activity) if item in picture.shapes and item != node_id]
    x = host.right - 18.0 - 36.0
    while any(other.overlaps(Bounds(x, host.bottom - 18.0, 36.0, 36.0)) for other in taken) and x > host.x - 18.0:
        x -= 40.0
    return Bounds(x, host.bottom - 18.0, 36.0, 36.0)


def _place_flow(edit: edits.Edit, picture: Picture) -> None:
    if isinstance(edit, edits.AddSequenceFlow):
        flow_id, points = str(edit.flow.id), edit.waypoints
    elif isinstance(edit, edits.RedirectFlow):
        flow_id, points = edit.id, edit.waypoints
    else:
        return
    flow = picture.flows.get(flow_id)
    if flow is None or not _has_ends(flow, picture):
        return
    picture.lead(flow_id, points or route(picture, flow_id), flow.source_ref)


def _has_ends(flow: SequenceFlow, picture: Picture) -> bool:
    return flow.source_ref in picture.shapes and flow.target_ref in picture.shapes


def route(picture: Picture, flow_id: str) -> tuple[Point, ...]:
    """Return a line of straight pieces from a flow's source to its target.

    The plain line to the right, or up and down, is taken where it meets no node; only then are ways around looked for,
    which takes a hundred times as long.
    """
    flow = picture.flows[flow_id]
    ends = (flow.source_ref or "", flow.target_ref or "")
    source, target = picture.shapes[ends[0]], picture.shapes[ends[1]]
    if source == target:
        return _around(source)
    line = _plain_line(source, target, picture.nodes.get(ends[0]))
    if line and not any(crosses(piece, node) for node in picture.node_bounds(ends) for piece in pairwise(line)):
        return line
    return route_flow(picture.diagram(flow_id), source, target, frames=picture.frames)


def _plain_line(source: Bounds, target: Bounds, node: FlowNode | None) -> tuple[Point, ...]:
    """Return the line that one would draw first; empty where none suggests itself."""
    (x, y), (to_x, to_y) = source.centre, target.centre
    if isinstance(node, BoundaryEvent):
        return ((x, source.bottom), (x, to_y), (target.x, to_y)) if to_y > source.bottom and target.x > x else ()
    if source.right + 10.0 <= target.x:
        middle = (source.right + target.x) / 2
        bends = () if y == to_y else ((middle, y), (middle, to_y))
        return ((source.right, y), *bends, (target.x, to_y))
    if x == to_x:
        down = y < to_y
        return ((x, source.bottom if down else source.y), (x, target.y if down else target.bottom))
    return ()


def _around(shape: Bounds) -> tuple[Point, ...]:
    """Lead from the right side of a shape to its own lower side."""
    x, y = shape.centre
    right, below = shape.right + 25.0, shape.bottom + 25.0
    return ((shape.right, y), (right, y), (right, below), (x, below), (x, shape.bottom))
