"""Find places in a diagram for what an option adds: a free place for a node, a readable line for a flow."""

from collections.abc import Collection, Iterator, Sequence
from heapq import heapify, heappop, heapreplace
from itertools import islice, pairwise, product
from math import inf

from reengineer.bpmn._containers import SubProcess
from reengineer.bpmn._definitions import Definitions
from reengineer.bpmn._diagram import Bounds, Diagram, Point
from reengineer.bpmn._lines import Lines, Segment, crosses

Offsets = Sequence[tuple[float, float]]

STEP = 10.0
HEADER = 30.0
MARGIN = 25.0
BESIDE = 5.0
BESIDE_MESSAGE = 14.0
MOST_WISHES = 40
MOST_PLACES = 2_000
"""Free places that are looked at for one node, the nearest."""
_EDGE_COST = 120.0
_HIT_COST = 5000.0
_BEND_COST = 40.0
_CROSSING_COST = 60.0


def frames_of(definitions: Definitions) -> frozenset[str]:
    """Return the ids of pools, lanes and sub-processes: shapes that may hold others, so that a node may lie on them."""
    pools = (part.id for whole in definitions.collaborations for part in whole.participants)
    lanes = (lane.id for process in definitions.processes for lane in process.lanes)
    subs = (
        lane_or_sub.id
        for element, _, _ in definitions.walk()
        if isinstance(element, SubProcess) and element.flow_elements
        for lane_or_sub in (element, *element.lanes)
    )
    return frozenset(name for name in (*pools, *lanes, *subs) if name is not None)


def place_node(
    diagram: Diagram,
    size: tuple[float, float],
    *,
    near: Sequence[str] = (),
    within: Sequence[str] = (),
    frames: Collection[str] = (),
) -> Bounds:
    """Find a free place for a new node.

    Parameters
    ----------
    diagram : Diagram
        What is drawn already.
    size : tuple of float
        Width and height of the new shape, in pixels.
    near : sequence of str
        Ids of the elements that the new node is joined to; it goes as near to the middle of them as it can.
    within : sequence of str
        Ids of lane, pool or sub-process, innermost first; the first that is drawn bounds the search.
    frames : collection of str
        Ids of shapes that may lie under the new node; see `frames_of`.

    Returns
    -------
    Bounds
        Free of other nodes. Where the frame is full, the place is to the right of everything in it.
    """
    taken = [shape.bounds for key, shape in diagram.shapes.items() if shape.bounds is not None and key not in frames]
    room = _room(diagram, within, taken)
    wish = _wish(diagram, near, room)
    inside = [bounds for bounds in taken if bounds.overlaps(room)]
    lines = Lines([segment for segment in _segments(diagram) if _box(segment).overlaps(room)])
    for margin in (MARGIN, 12.0, 4.0):
        best = _search(size, wish, room, (inside, lines), margin)
        if best is not None:
            return best
    right = max((bounds.right for bounds in inside), default=room.x)
    return Bounds(right + MARGIN, wish[1] - size[1] / 2, *size)


def _room(diagram: Diagram, within: Sequence[str], taken: Sequence[Bounds]) -> Bounds:
    for name in within:
        shape = diagram.shapes.get(name)
        if shape is not None and shape.bounds is not None:
            frame = shape.bounds
            return Bounds(frame.x + HEADER, frame.y + 4, max(frame.width - HEADER - 4, 1.0), max(frame.height - 8, 1.0))
    if not taken:
        return Bounds(0.0, 0.0, 1000.0, 1000.0)
    left, top = min(one.x for one in taken), min(one.y for one in taken)
    right, bottom = max(one.right for one in taken) + 200.0, max(one.bottom for one in taken) + 120.0
    return Bounds(left, top, right - left, bottom - top)


def _wish(diagram: Diagram, near: Sequence[str], room: Bounds) -> Point:
    centres = [shape.bounds.centre for name in near if (shape := diagram.shapes.get(name)) and shape.bounds is not None]
    if not centres:
        return (room.x + 80.0, room.centre[1])
    x, y = sum(one[0] for one in centres) / len(centres), sum(one[1] for one in centres) / len(centres)
    if not room.y <= y <= room.bottom:
        y = room.centre[1]
    return (min(max(x, room.x), room.right), y)


def _search(
    size: tuple[float, float],
    wish: Point,
    room: Bounds,
    things: tuple[list[Bounds], Lines],
    margin: float,
) -> Bounds | None:
    best: Bounds | None = None
    least = float("inf")
    columns = _offsets(wish[0] - size[0] / 2, room.x, room.right - size[0])
    rows = _offsets(wish[1] - size[1] / 2, room.y, room.bottom - size[1])
    is_taken = _taken_places(size, columns, rows, things[0], margin)
    free = ((cost, number) for cost, number in _nearest_first(columns, rows) if not is_taken[number])
    for cost, number in islice(free, MOST_PLACES):
        if cost >= least:
            break
        column, row = divmod(number, len(rows))
        place = Bounds(columns[column][1], rows[row][1], *size)
        total = cost + _EDGE_COST * things[1].crossing(place)
        if total < least:
            best, least = place, total
    return best


def _taken_places(
    size: tuple[float, float], columns: Offsets, rows: Offsets, others: Sequence[Bounds], margin: float
) -> bytearray:
    """Say of each place, column by column, whether it comes too near to others."""
    found = bytearray(len(columns) * len(rows))
    for other in others:
        left, right = other.x - margin - size[0], other.right + margin
        top, bottom = other.y - margin - size[1], other.bottom + margin
        beside = [number for number, (_, y) in enumerate(rows) if top < y < bottom]
        for column, (_, x) in enumerate(columns):
            if beside and left < x < right:
                for number in beside:
                    found[column * len(rows) + number] = 1
    return found


def _nearest_first(columns: Offsets, rows: Offsets) -> Iterator[tuple[float, int]]:
    """Give the places, numbered column by column, nearest first; up or down costs twice as much as sideways."""
    heap = [(abs(columns[0][0]) + 2 * abs(dy), number) for number, (dy, _) in enumerate(rows)]
    heapify(heap)
    while heap:
        cost, number = heap[0]
        yield cost, number
        column, row = divmod(number, len(rows))
        if column + 1 < len(columns):
            further = abs(columns[column + 1][0]) + 2 * abs(rows[row][0])
            heapreplace(heap, (further, number + len(rows)))
        else:
            heappop(heap)


def _offsets(start: float, low: float, high: float) -> list[tuple[float, float]]:
    """Return (distance, position) of the positions between two limits, in steps both ways, at most 120 each way."""
    if high < low:
        return [(0.0, low)]
    start = min(max(start, low), high)
    steps = (sign * STEP * n for n in range(121) for sign in ((1, -1) if n else (1,)))
    return [(step, start + step) for step in steps if low <= start + step <= high]


def _segments(diagram: Diagram) -> Iterator[Segment]:
    for edge in diagram.edges.values():
        yield from pairwise(edge.waypoints)


def _box(segment: Segment) -> Bounds:
    (x1, y1), (x2, y2) = segment
    return Bounds(min(x1, x2), min(y1, y2), abs(x1 - x2), abs(y1 - y2))


def route_flow(diagram: Diagram, source: Bounds, target: Bounds, *, frames: Collection[str] = ()) -> tuple[Point, ...]:
    """Draw a line of horizontal and vertical pieces from one shape to another.

    Of straight lines and those with one to three bends, the one is taken that runs through no other node, then the one
    with fewest bends and crossings, then the shortest; the same input gives the same line.

    Returns
    -------
    tuple of (x, y)
        From the border of `source` to the border of `target`; at least two points.
    """
    reach = _reach(source, target)
    nodes = [
        _widened(shape.bounds)
        for key, shape in diagram.shapes.items()
        if shape.bounds is not None and key not in frames and shape.bounds.overlaps(reach)
        if shape.bounds not in (source, target)
    ]
    lines = [segment for segment in _segments(diagram) if _box(segment).overlaps(reach, 1.0)]
    return _cheapest(list(dict.fromkeys(_routes(source, target, reach))), (*nodes, source, target), lines)


def _cheapest(
    routes: Sequence[tuple[Point, ...]], nodes: Sequence[Bounds], lines: Sequence[Segment]
) -> tuple[Point, ...]:
    """Return the line that costs least, the first of several.

    Lines are looked at in the order of what they cost by themselves, which is quick to tell: once that is above the
    whole cost of another line, nothing cheaper can follow.
    """
    best, least = routes[0], inf
    for bare, place in sorted((_bare_cost(points), place) for place, points in enumerate(routes)):
        if bare >= least:
            break
        cost = bare + _cost_of_meetings(routes[place], nodes, lines, least - bare)
        if cost < least:
            best, least = routes[place], cost
    return best


def _widened(bounds: Bounds) -> Bounds:
    return Bounds(bounds.x - BESIDE, bounds.y - BESIDE, bounds.width + 2 * BESIDE, bounds.height + 2 * BESIDE)


def _reach(source: Bounds, target: Bounds) -> Bounds:
    left, top = min(source.x, target.x) - 60, min(source.y, target.y) - 60
    right, bottom = max(source.right, target.right) + 60, max(source.bottom, target.bottom) + 60
    return Bounds(left, top, right - left, bottom - top)


def _routes(source: Bounds, target: Bounds, reach: Bounds) -> Iterator[tuple[Point, ...]]:
    for leaving, entering in product("rbtl", "ltbr"):
        start, end = _port(source, leaving), _port(target, entering)
        yield from _facing(start, end, leaving + entering)
        out, into = _stub(start, leaving), _stub(end, entering)
        for middle in _bends(out, into, reach):
            yield _simple((start, *middle, end)) if len(middle) <= 1 else _simple((start, out, *middle, into, end))


def _facing(start: Point, end: Point, sides: str) -> Iterator[tuple[Point, ...]]:
    """Give the short way between sides that look at each other: straight, or with a step halfway."""
    across = {"rl": end[0] - start[0], "lr": start[0] - end[0]}.get(sides, 0.0)
    down = {"bt": end[1] - start[1], "tb": start[1] - end[1]}.get(sides, 0.0)
    if across > 0:
        x = (start[0] + end[0]) / 2
        yield _simple((start, (x, start[1]), (x, end[1]), end))
    elif down > 0:
        y = (start[1] + end[1]) / 2
        yield _simple((start, (start[0], y), (end[0], y), end))


def _port(bounds: Bounds, side: str) -> Point:
    x, y = bounds.centre
    return {"l": (bounds.x, y), "r": (bounds.right, y), "t": (x, bounds.y), "b": (x, bounds.bottom)}[side]


def _stub(point: Point, side: str) -> Point:
    dx, dy = {"l": (-20, 0), "r": (20, 0), "t": (0, -20), "b": (0, 20)}[side]
    return (point[0] + dx, point[1] + dy)


def _bends(out: Point, into: Point, reach: Bounds) -> Iterator[tuple[Point, ...]]:
    """Give ways between two points: straight, round one corner, and over a line in the middle or outside both."""
    if out[0] == into[0] or out[1] == into[1]:
        yield ()
    yield ((into[0], out[1]),)
    yield ((out[0], into[1]),)
    for x in ((out[0] + into[0]) / 2, out[0], into[0], reach.x + 20, reach.right - 20):
        yield ((x, out[1]), (x, into[1]))
    for y in ((out[1] + into[1]) / 2, out[1], into[1], reach.y + 20, reach.bottom - 20):
        yield ((out[0], y), (into[0], y))


def _simple(points: Sequence[Point]) -> tuple[Point, ...]:
    """Drop points that repeat, or lie on a straight line between their neighbours."""
    kept: list[Point] = []
    for point in points:
        if kept and kept[-1] == point:
            continue
        if len(kept) >= 2 and _is_straight(kept[-2], kept[-1], point):
            kept.pop()
        kept.append(point)
    return tuple(kept) if len(kept) > 1 else (points[0], points[-1])


def _is_straight(first: Point, second: Point, third: Point) -> bool:
    level = first[1] == second[1] == third[1] and (second[0] - first[0]) * (third[0] - second[0]) >= 0
    upright = first[0] == second[0] == third[0] and (second[1] - first[1]) * (third[1] - second[1]) >= 0
    return level or upright


def _meeting(piece: Segment, line: Segment) -> int:
    """Return 0 for lines apart, 1 where they cross, and more where they lie on each other."""
    if not _box(piece).overlaps(_box(line), 1.0):
        return 0
    (x1, y1), (x2, y2) = piece
    (x3, y3), (x4, y4) = line
    return 4 if (x1 == x2 and x3 == x4) or (y1 == y2 and y3 == y4) else 1


def _bare_cost(points: Sequence[Point]) -> float:
    """Return what a line costs whatever stands in its way: its length, bends, slanted pieces and turns back."""
    pieces = list(pairwise(points))
    length = sum(abs(a[0] - b[0]) + abs(a[1] - b[1]) for a, b in pieces)
    slanted = sum(a[0] != b[0] and a[1] != b[1] for a, b in pieces)
    back = sum(first == third for (first, _), (_, third) in pairwise(pieces))
    return length + _HIT_COST * (slanted + back) + _BEND_COST * len(pieces)


def _cost_of_meetings(
    points: Sequence[Point], nodes: Sequence[Bounds], lines: Sequence[Segment], enough: float
) -> float:
    """Return what a line costs for running through nodes and over lines; stops adding once it is `enough`."""
    cost = 0.0
    for piece in pairwise(points):
        cost += _HIT_COST * sum(crosses(piece, node) for node in nodes)
        if cost >= enough:
            break
        cost += _CROSSING_COST * sum(_meeting(piece, line) for line in lines)
        if cost >= enough:
            break
    return cost


def draw_message(source: Bounds, target: Bounds, obstacles: Sequence[Bounds] = ()) -> tuple[Point, ...]:
    """Return the line of a message: upright out of both shapes, past what stands in its way where that can be done."""
    goes_down = source.centre[1] < target.centre[1]
    upper, lower = (source, target) if goes_down else (target, source)
    others = [one for one in obstacles if one not in (source, target) and upper.bottom < one.bottom and one.y < lower.y]
    high, low = upper.bottom, lower.y
    best, least = _message_line(upper, lower, 0.0, (high + low) / 2), len(others) + 1
    for shift in (0.0, 20.0, -20.0, 36.0, -36.0):
        for level in ((high + low) / 2, low - 20.0, high + 20.0):
            line = _message_line(upper, lower, shift, level)
            hits = sum(crosses(piece, one) for piece in pairwise(line) for one in others)
            if hits < least:
                best, least = line, hits
    if least:
        best = _past(upper, lower, others, (least, best))
    return best if goes_down else tuple(reversed(best))


def _past(
    upper: Bounds, lower: Bounds, others: Sequence[Bounds], known: tuple[int, tuple[Point, ...]]
) -> tuple[Point, ...]:
    """Return a line that goes down beside what stands between two shapes, where that meets less than the known one."""
    (start, end), (high, low) = (_touch(upper, lower, 0.0), _touch(lower, upper, 0.0)), (upper.bottom, lower.y)
    wishes = {side for one in others for side in (one.x - BESIDE_MESSAGE, one.right + BESIDE_MESSAGE)}
    least, best = known
    for x in sorted(wishes, key=lambda wish: (abs(wish - start) + abs(wish - end), wish))[:MOST_WISHES]:
        points = ((start, high), (start, high + 20.0), (x, high + 20.0), (x, low - 20.0), (end, low - 20.0), (end, low))
        hits = sum(crosses(piece, one) for piece in pairwise(points) for one in others)
        if hits < least:
            least, best = hits, _simple(points)
        if not least:
            break
    return best


def _message_line(upper: Bounds, lower: Bounds, shift: float, level: float) -> tuple[Point, ...]:
    start, end = _touch(upper, lower, shift), _touch(lower, upper, shift)
    if start == end:
        return ((start, upper.bottom), (end, lower.y))
    return ((start, upper.bottom), (start, level), (end, level), (end, lower.y))


def _touch(one: Bounds, other: Bounds, shift: float) -> float:
    """Return where a message touches a shape: near its middle, or on a wide one straight above or below the other."""
    wish = other.centre[0] if one.width > 200 and other.width <= one.width else one.centre[0]
    reach = min(one.width, other.width) / 2 - 4
    return min(max(wish + min(max(shift, -reach), reach), one.x + 4), one.right - 4)


def straight_between(first: Bounds, second: Bounds) -> tuple[Point, Point]:
    """Return a straight line from the border of one rectangle to the border of another, as the file gives none."""
    return _border(first, second.centre), _border(second, first.centre)


def _border(bounds: Bounds, towards: Point) -> Point:
    (x, y), (to_x, to_y) = bounds.centre, towards
    dx, dy = to_x - x, to_y - y
    if dx == 0 and dy == 0:
        return (x, y)
    ratios = [half / abs(delta) for half, delta in ((bounds.width / 2, dx), (bounds.height / 2, dy)) if delta]
    scale = min(1.0, *ratios)
    return (x + dx * scale, y + dy * scale)
