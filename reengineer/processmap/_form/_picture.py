"""Check the picture of a map: what it leaves out, what lies over what, what has an odd size."""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import NamedTuple

from reengineer.bpmn import (
    BoundaryEvent,
    Bounds,
    DataObject,
    DataStoreReference,
    Diagram,
    Element,
    Process,
    SubProcess,
    plain,
)
from reengineer.errors import Problem
from reengineer.processmap._form._rules import found, listing
from reengineer.processmap._form._scopes import sub_processes
from reengineer.processmap._map import Node, ProcessMap

_ALIKE = 0.1
_SLACK = 1.0
_MOST = 5


class _Drawn(NamedTuple):
    """Hold an element with its place, and the activity that it stands on: that of a boundary event."""

    element: Element
    bounds: Bounds
    host: str | None
    page: int


def check_picture(map_: ProcessMap) -> Iterator[Problem]:
    """Give what is drawn nowhere, drawn over something else, or drawn larger or smaller than its like."""
    diagram = map_.definitions.diagram
    if diagram.is_empty:
        if map_.nodes:
            message = "the file has no picture of the map; it is laid out anew wherever it is shown"
            yield found("RE291", message, "Export it with its diagram.", map_.definitions.source, other=True)
        return
    yield from _undrawn(map_, diagram)
    yield from _overlaps(map_, diagram)
    yield from _sizes(map_, diagram)


def _undrawn(map_: ProcessMap, diagram: Diagram) -> Iterator[Problem]:
    """Give one finding a process, sub-process or collaboration; the inside of a closed sub-process may be hidden."""
    holders: Iterator[Process | SubProcess] = chain(map_.processes, sub_processes(map_))
    for holder in holders:
        shape = diagram.shapes.get(holder.id or "")
        is_closed = isinstance(holder, SubProcess) and shape is not None and not shape.is_expanded
        yield from _left_out((*holder.flow_elements, *holder.lanes, *holder.artifacts), diagram, is_closed=is_closed)
    for group in map_.definitions.collaborations:
        yield from _left_out((*group.participants, *group.message_flows, *group.artifacts), diagram)


def _left_out(elements: Iterable[Element], diagram: Diagram, *, is_closed: bool = False) -> Iterator[Problem]:
    missing = [
        element
        for element in elements
        if not isinstance(element, DataObject) and element.id not in diagram.shapes and element.id not in diagram.edges
    ]
    if missing:
        names = listing(_label(element) for element in missing)
        count = f"{len(missing)} elements" if len(missing) > 1 else "an element"
        where = " inside the closed sub-process" if is_closed else ""
        yield found(
            "RE291",
            f"the picture does not show {count}{where}: {names}",
            "Draw what is missing, or delete it.",
            missing[0].source,
            other=is_closed,
        )


def _overlaps(map_: ProcessMap, diagram: Diagram) -> Iterator[Problem]:
    yield from _over_each_other(_places(map_.pools, diagram))
    pools = {pool.process_ref: pool.id for pool in map_.pools}
    for process in map_.processes:
        yield from _inside(process.flow_elements, diagram, pools.get(process.id) if process.id else None)
    for element in sub_processes(map_):
        frame = diagram.shapes.get(element.id or "")
        is_open = frame is not None and frame.is_expanded
        yield from _inside(element.flow_elements, diagram, element.id if is_open else None)


def _places(elements: Iterable[Element], diagram: Diagram) -> list[_Drawn]:
    drawn = []
    for element in elements:
        shape = diagram.shapes.get(element.id or "")
        if shape is not None and shape.bounds is not None:
            host = element.attached_to if isinstance(element, BoundaryEvent) else None
            drawn.append(_Drawn(element, shape.bounds, host, diagram.pages.get(element.id or "", 0)))
    return drawn


def _inside(elements: Iterable[Element], diagram: Diagram, frame_id: str | None) -> Iterator[Problem]:
    drawn = _places(elements, diagram)
    yield from _over_each_other(drawn)
    frame, page = diagram.shapes.get(frame_id or ""), diagram.pages.get(frame_id or "", 0)
    if frame is None or frame.bounds is None:
        return
    room = frame.bounds.moved(-_SLACK, -_SLACK)
    room = Bounds(room.x, room.y, room.width + 2 * _SLACK, room.height + 2 * _SLACK)
    # Tools put data stores beside the pool that uses them.
    outside = [
        item.element
        for item in drawn
        if item.page == page and not room.contains(item.bounds) and not isinstance(item.element, DataStoreReference)
    ]
    if outside:
        message = f"the pool or sub-process is drawn too small to hold {listing(map(_label, outside))}"
        yield found("RE292", message, "Move it inside, or draw what holds it larger.", outside[0].source)


def _over_each_other(drawn: list[_Drawn]) -> Iterator[Problem]:
    over: dict[int, list[int]] = defaultdict(list)
    for one, other in _pairs(drawn):
        over[max(one, other)].append(min(one, other))
    for number in sorted(over):
        names = listing(_label(drawn[other].element) for other in sorted(over[number]))
        message = f"in the picture it lies over {names}"
        yield found("RE292", message, "Move them apart.", drawn[number].element.source)


def _pairs(drawn: list[_Drawn]) -> Iterator[tuple[int, int]]:
    """Give pairs that overlap, found by a sweep along the axis on which fewer shapes are beside each other.

    Of a heap of shapes each gives a few pairs only, so that no file makes this long.
    """
    across = [(item.bounds.x, item.bounds.right) for item in drawn]
    down = [(item.bounds.y, item.bounds.bottom) for item in drawn]
    along, beside = (across, down) if _shared_spans(across) < _shared_spans(down) else (down, across)
    under_way: list[tuple[float, float, float, int]] = []
    for number in sorted(range(len(drawn)), key=along.__getitem__):
        (start, end), (low, high) = along[number], beside[number]
        under_way = [item for item in under_way if item[0] > start + _SLACK]
        beside_it = [other for _, least, most, other in under_way if least + _SLACK < high and low + _SLACK < most]
        met = (other for other in beside_it if _may_not_touch(drawn[number], drawn[other]))
        yield from ((number, other) for other in islice(met, _MOST))
        under_way.append((end, low, high, number))


def _shared_spans(spans: list[tuple[float, float]]) -> int:
    """Return how many pairs of spans have a part in common."""
    starts = sorted(start for start, _ in spans)
    return sum(bisect_left(starts, end) - bisect_right(starts, start) for start, end in spans)


def _may_not_touch(one: _Drawn, other: _Drawn) -> bool:
    """Say whether two shapes are on one page, and neither is a boundary event that stands on the other."""
    if one.page != other.page:
        return False
    return one.element.id != other.host and other.element.id != one.host


def _label(element: Element) -> str:
    return plain(element.name) or element.id or element.tag


def _sizes(map_: ProcessMap, diagram: Diagram) -> Iterator[Problem]:
    """Give shapes that differ from the commonest size of their kind in the same file."""
    kinds: dict[str, list[tuple[Node, tuple[float, float]]]] = defaultdict(list)
    for node in map_.nodes:
        shape = diagram.shapes.get(node.element.id or "")
        if shape is not None and shape.bounds is not None and not shape.is_expanded:
            kind = "activity" if node.is_activity else node.kind
            kinds[kind].append((node, (shape.bounds.width, shape.bounds.height)))
    for kind, sized in kinds.items():
        (width, height), _ = Counter(size for _, size in sized).most_common(1)[0]
        odd = [node for node, size in sized if not (_alike(size[0], width) and _alike(size[1], height))]
        if len(odd) > len(sized) / 2:
            message = f"the {_PLURAL[kind]} of the picture have {len({size for _, size in sized})} different sizes"
            yield found("RE295", message, "Give shapes of one kind one size.", odd[0].source)
        elif odd:
            names = listing(node.label for node in odd)
            usual = f"{width:g} by {height:g}"
            message = f"the other {_PLURAL[kind]} of the picture measure {usual}, and these do not: {names}"
            yield found("RE295", message, "Give shapes of one kind one size.", odd[0].source)


_PLURAL = {"activity": "activities", "event": "events", "gateway": "gateways"}


def _alike(size: float, usual: float) -> bool:
    return abs(size - usual) <= _ALIKE * abs(usual)
