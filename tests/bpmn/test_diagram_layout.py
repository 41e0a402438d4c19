"""Hold the layout of maps without a diagram: nothing overlaps, flows run to the right, lanes are kept, it is quick."""

import time
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reengineer.bpmn import (
    Association,
    BoundaryEvent,
    Bounds,
    Collaboration,
    DataAssociation,
    DataObjectReference,
    Definitions,
    Diagram,
    EndEvent,
    ExclusiveGateway,
    FlowElement,
    Lane,
    LaneSet,
    MessageFlow,
    Participant,
    Process,
    SequenceFlow,
    Shape,
    StartEvent,
    SubProcess,
    Task,
    TextAnnotation,
    read_bpmn,
)
from reengineer.bpmn._layout import complete_diagram, lay_out
from reengineer.bpmn._lines import crosses

ROOT = Path(__file__).resolve().parents[2]


def flow(source: str, target: str, name: str | None = None) -> SequenceFlow:
    return SequenceFlow(id=f"{source}>{target}", source_ref=source, target_ref=target, name=name)


def chain(*keys: str) -> tuple[FlowElement, ...]:
    return (*(Task(id=key) for key in keys), *(flow(a, b) for a, b in pairwise(keys)))


def one(*elements: FlowElement, **more: object) -> Definitions:
    return Definitions(processes=(Process(id="p", flow_elements=elements, **more),))  # type: ignore[arg-type]


def place(diagram: Diagram, key: str) -> Bounds:
    bounds = diagram.shapes[key].bounds
    assert bounds is not None
    return bounds


def assert_clear(diagram: Diagram, keys: list[str]) -> None:
    """No two nodes overlap, and no flow runs through a node."""
    places = {key: place(diagram, key) for key in keys}
    for (first, a), (second, b) in combinations(places.items(), 2):
        assert not a.overlaps(b), f"{first} lies on {second}"
    for name, edge in diagram.edges.items():
        for piece in pairwise(edge.waypoints):
            hit = [key for key, bounds in places.items() if crosses(piece, bounds)]
            assert not hit, f"{name} runs through {hit}"


def test_a_chain_runs_to_the_right_on_one_line() -> None:
    diagram = lay_out(one(*chain("a", "b", "c")))
    places = [place(diagram, key) for key in "abc"]
    assert places[0].right < places[1].x < places[1].right < places[2].x
    assert len({bounds.y for bounds in places}) == 1
    assert diagram.edges["a>b"].waypoints == (
        (places[0].right, places[0].centre[1]),
        (places[1].x, places[1].centre[1]),
    )


def test_usual_sizes_are_used() -> None:
    diagram = lay_out(one(StartEvent(id="s"), ExclusiveGateway(id="g"), Task(id="t")))
    assert [(place(diagram, key).width, place(diagram, key).height) for key in "sgt"] == [(36, 36), (50, 50), (100, 80)]


def test_branches_stand_below_each_other() -> None:
    elements = (ExclusiveGateway(id="g"), *(Task(id=key) for key in "abc"), ExclusiveGateway(id="j"))
    flows = [flow("g", key) for key in "abc"] + [flow(key, "j") for key in "abc"]
    diagram = lay_out(one(*elements, *flows))
    assert len({place(diagram, key).x for key in "abc"}) == 1
    assert place(diagram, "a").bottom < place(diagram, "b").y < place(diagram, "c").y
    assert_clear(diagram, ["g", "a", "b", "c", "j"])


def test_a_loop_runs_back_without_crossing_a_node() -> None:
    diagram = lay_out(one(*chain("a", "b", "c"), flow("c", "a")))
    assert place(diagram, "a").x < place(diagram, "c").x
    assert_clear(diagram, ["a", "b", "c"])


def test_a_flow_to_itself_is_drawn_round_the_node() -> None:
    diagram = lay_out(one(Task(id="a"), flow("a", "a")))
    assert len(diagram.edges["a>a"].waypoints) == 5
    assert_clear(diagram, ["a"])


def test_a_second_start_stands_right_before_what_it_leads_to() -> None:
    diagram = lay_out(one(*chain("a", "b", "c", "d"), StartEvent(id="s"), flow("s", "d")))
    assert place(diagram, "s").centre[0] == place(diagram, "c").centre[0]


def test_lanes_keep_their_order_and_hold_their_nodes() -> None:
    lanes = tuple(Lane(id=f"l{n}", name=f"L{n}", flow_node_refs=(key,)) for n, key in enumerate("bca"))
    diagram = lay_out(one(*chain("a", "b", "c"), lane_sets=(LaneSet(lanes=lanes),)))
    tops = [place(diagram, f"l{n}").y for n in range(3)]
    assert tops == sorted(tops)
    for n, key in enumerate("bca"):
        assert place(diagram, f"l{n}").contains(place(diagram, key))


def test_lanes_share_borders_and_fill_the_pool() -> None:
    lanes = tuple(Lane(id=f"l{n}", flow_node_refs=(key,)) for n, key in enumerate("ab"))
    process = Process(id="p", flow_elements=chain("a", "b"), lane_sets=(LaneSet(lanes=lanes),))
    pools = (Participant(id="pool", process_ref="p"), Participant(id="box", name="Customer"))
    diagram = lay_out(Definitions(processes=(process,), collaborations=(Collaboration(participants=pools),)))
    pool, first, second = (place(diagram, key) for key in ("pool", "l0", "l1"))
    assert first.bottom == second.y
    assert (first.y, second.bottom, first.right) == (pool.y, pool.bottom, pool.right)
    assert place(diagram, "box").y > pool.bottom


def test_an_outer_lane_spans_its_inner_lanes() -> None:
    inner = tuple(Lane(id=f"i{n}", flow_node_refs=(key,)) for n, key in enumerate("ab"))
    outer = (Lane(id="o", lanes=inner), Lane(id="other"))
    diagram = lay_out(one(*chain("a", "b"), lane_sets=(LaneSet(lanes=outer),)))
    assert place(diagram, "o").contains(place(diagram, "i0"))
    assert place(diagram, "o").contains(place(diagram, "i1"))
    assert place(diagram, "other").y == place(diagram, "o").bottom


def test_nodes_without_a_lane_stand_below_the_lanes() -> None:
    lanes = (LaneSet(lanes=(Lane(id="l", flow_node_refs=("a",)),)),)
    diagram = lay_out(one(*chain("a", "b"), lane_sets=lanes))
    assert place(diagram, "b").y >= place(diagram, "l").bottom


def test_a_sub_process_holds_its_inside() -> None:
    inner = SubProcess(id="deep", flow_elements=chain("x", "y"))
    outer = SubProcess(id="sub", flow_elements=(Task(id="a"), inner, flow("a", "deep")))
    diagram = lay_out(one(Task(id="t"), outer, flow("t", "sub")))
    assert place(diagram, "sub").contains(place(diagram, "deep"))
    assert place(diagram, "deep").contains(place(diagram, "y"))
    assert diagram.shapes["sub"].is_expanded is True
    assert not place(diagram, "t").overlaps(place(diagram, "sub"))


def test_boundary_events_sit_on_the_foot_of_their_activity() -> None:
    events = (BoundaryEvent(id="e", attached_to="a"), BoundaryEvent(id="f", attached_to="a"))
    diagram = lay_out(one(*chain("a", "b"), *events, Task(id="c"), flow("e", "c"), flow("f", "a")))
    for key in "ef":
        assert place(diagram, key).centre[1] == place(diagram, "a").bottom
        x, y = diagram.edges["e>c" if key == "e" else "f>a"].waypoints[0]
        assert (x, y) == (place(diagram, key).centre[0], place(diagram, key).bottom)


def test_a_boundary_event_without_an_activity_is_still_placed() -> None:
    diagram = lay_out(one(Task(id="a"), BoundaryEvent(id="e", attached_to="missing")))
    assert not place(diagram, "e").overlaps(place(diagram, "a"))


def test_data_and_remarks_stand_below_what_they_belong_to() -> None:
    reads = (DataAssociation(kind="input", sources=("d",)),)
    elements = (Task(id="a"), Task(id="b", data_associations=reads), flow("a", "b"), DataObjectReference(id="d"))
    artifacts = (
        TextAnnotation(id="n", text="A remark on the first step"),
        TextAnnotation(id="m", text="On nothing"),
        Association(id="x", source_ref="a", target_ref="n"),
    )
    diagram = lay_out(one(*elements, artifacts=artifacts))
    assert place(diagram, "d").centre[0] == place(diagram, "b").centre[0]
    assert place(diagram, "n").centre[0] == place(diagram, "a").centre[0]
    assert_clear(diagram, ["a", "b", "d", "n", "m"])


def test_a_message_keeps_clear_of_other_nodes() -> None:
    lanes = (LaneSet(lanes=(Lane(id="l0", flow_node_refs=("a",)), Lane(id="l1", flow_node_refs=("b",)))),)
    process = Process(id="p", flow_elements=(EndEvent(id="a"), Task(id="b")), lane_sets=lanes)
    pools = (Participant(id="box"), Participant(id="pool", process_ref="p"))
    message = MessageFlow(id="m", source_ref="b", target_ref="box")
    whole = Collaboration(participants=pools, message_flows=(message,))
    diagram = lay_out(Definitions(processes=(process,), collaborations=(whole,)))
    points = diagram.edges["m"].waypoints
    assert (points[0][1], points[-1][1]) == (place(diagram, "b").y, place(diagram, "box").bottom)
    assert_clear(diagram, ["a"])


def test_two_pools_of_one_process_show_it_once() -> None:
    pools = (Participant(id="one", process_ref="p"), Participant(id="two", process_ref="p"))
    process = Process(id="p", flow_elements=chain("a", "b"))
    diagram = lay_out(Definitions(processes=(process,), collaborations=(Collaboration(participants=pools),)))
    assert place(diagram, "one").contains(place(diagram, "a"))
    assert not place(diagram, "two").overlaps(place(diagram, "one"))


def test_labels_have_room_of_their_own() -> None:
    elements = (ExclusiveGateway(id="g", name="Which?"), Task(id="a"), Task(id="b"))
    diagram = lay_out(one(*elements, flow("g", "a", "yes"), flow("g", "b", "no")))
    label = diagram.shapes["g"].label_bounds
    assert label is not None
    assert not label.overlaps(place(diagram, "g"))
    assert diagram.edges["g>b"].label_bounds is not None
    assert diagram.shapes["a"].label_bounds is None


def test_a_label_is_not_hidden_by_the_next_step() -> None:
    elements = (ExclusiveGateway(id="g"), *(Task(id=key) for key in "abcd"))
    flows = [flow("g", key, "applicant eligible") for key in "abcd"]
    diagram = lay_out(one(*elements, *flows))
    labels = [diagram.edges[item.id or ""].label_bounds for item in flows]
    tasks = [place(diagram, key) for key in "abcd"]
    assert not any(label is None or label.overlaps(task) for label in labels for task in tasks)
    assert not any(a is not None and b is not None and a.overlaps(b) for a, b in combinations(labels, 2))


def test_the_same_map_is_laid_out_the_same() -> None:
    definitions = read_bpmn(ROOT / "models" / "complaints" / "as-is.bpmn")
    assert lay_out(definitions) == lay_out(definitions)


def test_the_complaints_map_is_laid_out_clear_of_itself() -> None:
    definitions = read_bpmn(ROOT / "models" / "complaints" / "as-is.bpmn")
    diagram = lay_out(definitions)
    process = definitions.processes[0]
    flows = {key: edge for key, edge in diagram.edges.items() if "_to_" in key}
    assert_clear(Diagram(shapes=diagram.shapes, edges=flows), [node.id or "" for node in process.flow_nodes])
    assert len(flows) == len(process.sequence_flows)


def test_a_whole_diagram_is_left_alone() -> None:
    definitions = read_bpmn(ROOT / "models" / "complaints" / "as-is.bpmn")
    assert complete_diagram(definitions) is definitions.diagram


def test_what_a_diagram_leaves_out_is_added_and_nothing_moves() -> None:
    shapes = {"a": Shape(Bounds(0, 0, 100, 80)), "c": Shape(Bounds(400, 0, 100, 80))}
    definitions = one(*chain("a", "b", "c"))
    partial = Definitions(processes=definitions.processes, diagram=Diagram(shapes=shapes))
    diagram = complete_diagram(partial)
    assert diagram.shapes["a"] == shapes["a"]
    assert place(diagram, "a").right < place(diagram, "b").x
    assert place(diagram, "b").right < place(diagram, "c").x
    assert set(diagram.edges) == {"a>b", "b>c"}


def test_loose_nodes_beside_a_boundary_event_keep_to_their_bands() -> None:
    lanes = (LaneSet(lanes=(Lane(id="l", flow_node_refs=("a",)),)),)
    events = (BoundaryEvent(id="e", attached_to="a"), BoundaryEvent(id="lost", attached_to="missing"))
    diagram = lay_out(one(Task(id="a"), *events, lane_sets=lanes))
    assert place(diagram, "lost").y >= place(diagram, "l").bottom
    assert place(diagram, "e").centre[1] == place(diagram, "a").bottom


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=30, unique=True), st.integers(1, 3))
def test_no_map_is_drawn_over_itself(pairs: list[tuple[int, int]], lane_count: int) -> None:
    keys = [f"n{number}" for number in range(12)]
    nodes = [(ExclusiveGateway if number % 3 == 0 else Task)(id=key) for number, key in enumerate(keys)]
    flows = [flow(keys[a], keys[b]) for a, b in pairs]
    lanes = tuple(Lane(id=f"l{n}", flow_node_refs=tuple(keys[n::lane_count])) for n in range(lane_count))
    diagram = lay_out(one(*nodes, *flows, lane_sets=(LaneSet(lanes=lanes),)))
    assert_clear(diagram, keys)
    assert set(diagram.edges) == {item.id for item in flows}


@pytest.mark.speed
@pytest.mark.parametrize("back", [False, True])
def test_ten_thousand_nodes_take_two_seconds(back: bool) -> None:
    keys = [f"t{n}" for n in range(10_000)]
    extra = [flow(keys[n], keys[n // 2 if back else min(n + 5, 9_999)]) for n in range(1, 10_000, 5)]
    definitions = one(*chain(*keys), *extra)
    start = time.process_time()
    diagram = lay_out(definitions)
    assert time.process_time() - start < 2
    assert len(diagram.shapes) == 10_000


@pytest.mark.slow
def test_corpus_files_without_a_diagram_are_laid_out(shared: Path) -> None:
    done = 0
    for path in sorted((shared / "corpus" / "files").rglob("*.bpmn"))[::40]:
        definitions = read_bpmn(path)
        diagram = lay_out(definitions)
        nodes = {element.id for element, _, _ in definitions.walk() if isinstance(element, Task) and element.id}
        assert nodes <= set(diagram.shapes)
        done += 1
    assert done > 10


def test_a_flow_written_outside_the_sub_process_of_its_ends_is_laid_out_inside() -> None:
    inner = SubProcess(id="sub", flow_elements=(Task(id="x"), Task(id="y")))
    diagram = lay_out(one(Task(id="a"), flow("x", "y"), inner, flow("a", "sub")))
    assert place(diagram, "x").right < place(diagram, "y").x
    assert diagram.edges["x>y"].waypoints[0] == (place(diagram, "x").right, place(diagram, "x").centre[1])


def test_a_flow_across_a_border_is_still_drawn() -> None:
    diagram = lay_out(one(Task(id="a"), SubProcess(id="sub", flow_elements=(Task(id="x"),)), flow("a", "x")))
    assert len(diagram.edges["a>x"].waypoints) == 2


def test_a_message_goes_round_what_stands_between() -> None:
    processes = tuple(Process(id=f"p{n}", flow_elements=(Task(id=f"t{n}"),)) for n in range(3))
    pools = tuple(Participant(id=f"pool{n}", process_ref=f"p{n}") for n in range(3))
    message = MessageFlow(id="m", source_ref="t0", target_ref="t2")
    whole = Collaboration(participants=pools, message_flows=(message,))
    diagram = lay_out(Definitions(processes=processes, collaborations=(whole,)))
    assert_clear(diagram, ["t0", "t1", "t2"])
    assert diagram.edges["m"].waypoints[0][1] == place(diagram, "t0").bottom
    assert diagram.edges["m"].waypoints[-1][1] == place(diagram, "t2").y


def test_boundary_events_stand_apart_in_the_order_of_their_lines() -> None:
    events = tuple(BoundaryEvent(id=key, name="Late", attached_to="a") for key in "efg")
    more = tuple(Task(id=f"to_{key}") for key in "efg")
    diagram = lay_out(one(*chain("a", "b"), *events, *more, *(flow(key, f"to_{key}") for key in "efg")))
    places = [place(diagram, key) for key in "efg"]
    assert not any(first.overlaps(second) for first, second in combinations(places, 2))
    rows = [place(diagram, f"to_{key}").y for key in "efg"]
    assert sorted(rows) == [row for _, row in sorted(zip([-one.x for one in places], rows, strict=True))]
    assert_clear(Diagram(shapes=diagram.shapes, edges=diagram.edges), ["b", "to_e", "to_f", "to_g"])


def test_steps_that_nothing_joins_fill_a_square() -> None:
    diagram = lay_out(one(*(Task(id=f"t{n}") for n in range(16))))
    places = [place(diagram, f"t{n}") for n in range(16)]
    assert len({one.x for one in places}) == len({one.y for one in places}) == 4


def test_what_an_association_ties_stands_below_its_event() -> None:
    event = BoundaryEvent(id="e", attached_to="b")
    tie = Association(id="x", source_ref="e", target_ref="undo")
    diagram = lay_out(one(*chain("a", "b"), event, Task(id="undo"), artifacts=(tie,)))
    assert place(diagram, "undo").centre[0] == place(diagram, "b").centre[0]
    assert place(diagram, "undo").y > place(diagram, "b").bottom
    assert "x" in diagram.edges
