"""Hold the layout of maps made of blocks to what a person would draw: lines cross neither each other nor nodes."""

from collections.abc import Iterator, Mapping
from itertools import combinations, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from reengineer.bpmn import (
    Bounds,
    Definitions,
    Diagram,
    EndEvent,
    ExclusiveGateway,
    FlowElement,
    FlowNode,
    ParallelGateway,
    Point,
    Process,
    SequenceFlow,
    StartEvent,
    Task,
)
from reengineer.bpmn._layout import lay_out
from reengineer.bpmn._lines import crosses

Block = tuple[str, tuple["Block", ...]]

# A block is a step, nothing, a row of blocks, a choice of blocks that meet again, or one that is done again.
STEP: Block = ("step", ())
NOTHING: Block = ("nothing", ())


def larger(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    blocks = st.lists(inner, min_size=1, max_size=3).map(tuple)
    rows = st.tuples(st.just("row"), blocks)
    choices = st.tuples(st.just("choice"), st.lists(inner | st.just(NOTHING), min_size=2, max_size=4).map(tuple))
    ends = st.tuples(st.just("end"), st.tuples(inner, inner))
    return rows | choices | ends | st.tuples(st.just("again"), st.tuples(inner))


BLOCKS = st.recursive(st.just(STEP), larger, max_leaves=14)


class Drawing:
    """Turn blocks into nodes and flows."""

    def __init__(self) -> None:
        self.nodes: list[FlowNode] = []
        self.flows: list[SequenceFlow] = []

    def node(self, kind: type[FlowNode]) -> str:
        self.nodes.append(kind(id=f"n{len(self.nodes)}"))
        return self.nodes[-1].id or ""

    def join(self, source: str, target: str) -> None:
        self.flows.append(SequenceFlow(id=f"f{len(self.flows)}", source_ref=source, target_ref=target))

    def follow(self, last: str, block: Block) -> str:
        """Draw a block behind a node, and return the last node of the block."""
        kind, parts = block
        if kind == "step":
            return self._next(last, Task)
        if kind == "row":
            for part in parts:
                last = self.follow(last, part)
            return last
        if kind == "choice":
            return self._choice(last, parts)
        if kind == "end":
            split = self._next(last, ExclusiveGateway)
            self._next(self.follow(split, parts[0]), EndEvent)
            return self.follow(split, parts[1])
        head = self._next(last, ExclusiveGateway) if kind == "again" else last
        tail = self._next(self.follow(head, parts[0]), ExclusiveGateway) if kind == "again" else last
        if kind == "again":
            self.join(tail, head)
        return tail

    def _next(self, last: str, kind: type[FlowNode]) -> str:
        node = self.node(kind)
        self.join(last, node)
        return node

    def _choice(self, last: str, parts: tuple[Block, ...]) -> str:
        split = self._next(last, ParallelGateway)
        ends = [self.follow(split, part) for part in parts]
        meeting = self.node(ParallelGateway)
        for end in ends:
            self.join(end, meeting)
        return meeting


def map_of(block: Block) -> Definitions:
    drawing = Drawing()
    drawing._next(drawing.follow(drawing.node(StartEvent), block), EndEvent)
    elements: tuple[FlowElement, ...] = (*drawing.nodes, *drawing.flows)
    return Definitions(processes=(Process(id="p", flow_elements=elements),))


def pieces(points: tuple[Point, ...]) -> Iterator[tuple[Point, Point]]:
    for first, second in pairwise(points):
        yield min(first, second), max(first, second)


def cross(first: tuple[Point, Point], second: tuple[Point, Point]) -> bool:
    """Say whether a level and an upright piece cross within both."""
    for level, upright in ((first, second), (second, first)):
        (x1, y1), (x2, y2) = level
        (x3, y3), (x4, y4) = upright
        if y1 == y2 and x3 == x4 and x1 < x3 < x2 and y3 < y1 < y4:
            return True
    return False


def crossings(diagram: Diagram) -> list[tuple[str, str]]:
    return [
        (one, other)
        for (one, first), (other, second) in combinations(diagram.edges.items(), 2)
        if any(cross(a, b) for a in pieces(first.waypoints) for b in pieces(second.waypoints))
    ]


def lying_on_each_other(diagram: Diagram, ends: Mapping[str, tuple[str, str]]) -> list[tuple[str, str]]:
    """Return flows that run along each other though neither their sources nor their targets are the same."""
    found = []
    for (one, first), (other, second) in combinations(diagram.edges.items(), 2):
        if ends[one][0] == ends[other][0] or ends[one][1] == ends[other][1]:
            continue
        if any(along(a, b) for a in pieces(first.waypoints) for b in pieces(second.waypoints)):
            found.append((one, other))
    return found


def along(first: tuple[Point, Point], second: tuple[Point, Point]) -> bool:
    for axis in (0, 1):
        other = 1 - axis
        if len({point[axis] for point in (*first, *second)}) == 1:
            return max(first[0][other], second[0][other]) < min(first[1][other], second[1][other])
    return False


def bounds_of(diagram: Diagram) -> dict[str, Bounds]:
    return {key: shape.bounds for key, shape in diagram.shapes.items() if shape.bounds is not None}


@settings(max_examples=300)
@given(BLOCKS)
def test_lines_of_a_map_made_of_blocks_do_not_cross(block: Block) -> None:
    definitions = map_of(block)
    diagram = lay_out(definitions)
    assert crossings(diagram) == []
    flows = definitions.processes[0].sequence_flows
    assert len(diagram.edges) == len(flows)
    ends = {flow.id or "": (flow.source_ref or "", flow.target_ref or "") for flow in flows}
    assert lying_on_each_other(diagram, ends) == []


@settings(max_examples=100)
@given(BLOCKS)
def test_lines_of_a_map_made_of_blocks_keep_clear_of_nodes(block: Block) -> None:
    diagram = lay_out(map_of(block))
    places = bounds_of(diagram)
    assert not [pair for pair in combinations(places.values(), 2) if pair[0].overlaps(pair[1])]
    for edge in diagram.edges.values():
        assert not [key for key, place in places.items() if any(crosses(one, place) for one in pieces(edge.waypoints))]
