"""Hold the complaints model to what its reference and its boundary say, and its picture to what a picture must have."""

from datetime import date
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from reengineer.annotations import AnnotatedMap, annotate
from reengineer.boundaries import Boundary
from reengineer.bpmn import Definitions, read_bpmn, write_bpmn
from reengineer.options import Option
from reengineer.processmap import ProcessMap, build_map
from reengineer.report._map_picture import draw_map

ROOT = Path(__file__).resolve().parents[1]
MODEL = ROOT / "models" / "complaints"
SCENARIO = ROOT / "scenarios" / "complaints"
STEPS = [
    "log",
    "quick",
    "src",
    "ack",
    "alloc",
    "gather",
    "custwait",
    "file",
    "filewait",
    "investigate",
    "draft",
    "approve",
    "qa",
    "redress",
    "payok",
    "pay",
    "send",
]
ROLES = ("agent", "admin", "handler", "manager", "qa", "payments")


@pytest.fixture(scope="module")
def definitions() -> Definitions:
    return read_bpmn(MODEL / "as-is.bpmn")


@pytest.fixture(scope="module")
def process_map(definitions: Definitions) -> ProcessMap:
    return build_map(definitions)


@pytest.fixture(scope="module")
def as_is(definitions: Definitions) -> AnnotatedMap:
    return annotate(definitions, MODEL / "annotations.yaml")


@pytest.fixture(scope="module")
def boundary() -> Boundary:
    return Boundary.read(SCENARIO / "boundary.yaml")


def option(name: str) -> Option:
    (path,) = (SCENARIO / "options").glob(f"{name}.yaml")
    return Option.read(path)


def test_the_file_is_read_without_a_complaint(definitions: Definitions, process_map: ProcessMap) -> None:
    assert definitions.problems == ()
    assert process_map.problems == ()


def test_it_has_the_seventeen_steps_and_nothing_else_to_do(process_map: ProcessMap) -> None:
    waits = [node.id for node in process_map.nodes if node.position == "catch" and node.trigger == "message"]
    done = {node.id for node in process_map.activities} | set(waits)
    assert done == set(STEPS)
    assert waits == ["custwait", "filewait"]


def test_it_has_a_lane_for_each_role(process_map: ProcessMap, as_is: AnnotatedMap) -> None:
    assert [lane.name.lower() for lane in process_map.lanes] == list(ROLES)
    assert tuple(as_is.notes.resources) == ROLES


def test_each_task_stands_in_the_lane_of_the_role_that_does_it(process_map: ProcessMap, as_is: AnnotatedMap) -> None:
    for node in process_map.activities:
        assert (node.lane_name or "").lower() == as_is.group_of(node.id)


def test_events_have_the_names_that_the_boundary_uses(process_map: ProcessMap) -> None:
    for name in ("complaint_received", "ack_due", "allocation_run", "payment_run", "final_response_sent"):
        assert process_map.node(name).kind == "event"
    assert [node.id for node in process_map.ends] == ["summary_sent", "final_response_sent"]


def test_everything_is_drawn(definitions: Definitions, process_map: ProcessMap) -> None:
    shapes, edges = definitions.diagram.shapes, definitions.diagram.edges
    assert {node.id for node in process_map.nodes} <= set(shapes)
    assert {lane.id for lane in process_map.lanes} | {"customer", "complaint_handling", "business_area"} <= set(shapes)
    messages = {message.id for message in definitions.collaborations[0].message_flows}
    assert {flow.id for flow in process_map.flows} | messages <= set(edges)
    assert definitions.diagram.counts.dangling == 0


def test_no_two_shapes_of_nodes_overlap(definitions: Definitions, process_map: ProcessMap) -> None:
    places = {node.id: definitions.diagram.shapes[node.id].bounds for node in process_map.nodes}
    for (one, first), (other, second) in combinations(places.items(), 2):
        assert first is not None
        assert second is not None
        assert not first.overlaps(second, 10), f"{one} and {other}"


def test_each_node_lies_in_its_lane(definitions: Definitions, process_map: ProcessMap) -> None:
    shapes = definitions.diagram.shapes
    for node in process_map.nodes:
        lane, place = shapes[node.lane or ""].bounds, shapes[node.id].bounds
        assert lane is not None
        assert place is not None
        assert lane.contains(place), node.id


def test_flows_run_at_right_angles_from_border_to_border(definitions: Definitions, process_map: ProcessMap) -> None:
    for flow in process_map.flows:
        points = definitions.diagram.edges[flow.id].waypoints
        assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(points)), flow.id
        for end, (x, y) in ((flow.source, points[0]), (flow.target, points[-1])):
            bounds = definitions.diagram.shapes[end].bounds
            assert bounds is not None
            assert x in (bounds.x, bounds.centre[0], bounds.right), flow.id
            assert y in (bounds.y, bounds.centre[1], bounds.bottom), flow.id


def test_the_file_is_written_back_byte_for_byte(definitions: Definitions) -> None:
    assert write_bpmn(definitions) == (MODEL / "as-is.bpmn").read_bytes()


def test_the_workbook_says_what_the_yaml_file_says(definitions: Definitions, as_is: AnnotatedMap) -> None:
    assert annotate(definitions, MODEL / "annotations.xlsx").notes == as_is.notes


def test_nothing_has_to_be_assumed(as_is: AnnotatedMap) -> None:
    assert as_is.assumptions == ()


def test_offered_loads_are_those_of_the_routing_equations(as_is: AnnotatedMap) -> None:
    loads = {name: round(load, 3) for name, load in as_is.offered_load().items()}
    expected = {"agent": 0.822, "admin": 0.504, "handler": 0.793, "manager": 0.801, "qa": 0.579, "payments": 0.159}
    assert loads == expected


def test_visits_count_the_rework(as_is: AnnotatedMap) -> None:
    visits = as_is.visits()
    draft = 0.55 / (1 - 0.04 - 0.96 * 0.05)
    assert visits["draft"] == pytest.approx(draft)
    assert visits["qa"] == pytest.approx(draft * 0.96)
    assert visits["send"] == pytest.approx(0.55)
    assert visits["redress"] == pytest.approx(0.55 * 0.55 / 0.95)


def test_work_a_case_is_what_the_reference_says(as_is: AnnotatedMap) -> None:
    visits = as_is.visits()
    work_min = sum(visits[step.id] * step.notes.duration.mean / 60 for step in as_is.steps if step.notes.duration)
    assert work_min == pytest.approx(139.81, abs=0.005)


def test_every_response_is_checked_today(as_is: AnnotatedMap) -> None:
    assert as_is.shares("qa_sample") == {"qa_sample_to_qa": 1.0, "qa_sample_to_redress_due": 0.0}


def test_ranges_do_not_move_the_nominal_values(as_is: AnnotatedMap) -> None:
    share = as_is.share_estimates("resolved_at_once")["resolved_at_once_to_src"]
    assert (share.value, share.low, share.high) == (0.45, 0.40, 0.50)
    duration = as_is.step("investigate").notes.duration
    assert duration is not None
    assert duration.mean == 75 * 60
    assert duration.is_uncertain


def test_figures_are_those_of_the_reference(shared: Path, as_is: AnnotatedMap) -> None:
    from reengineer.files import read_yaml

    models = read_yaml(shared / "domain" / "reference_models.yaml").data
    for step in models["complaints"]["steps"]:  # type: ignore[index, call-overload]
        if "duration_mean_min" in step:
            notes = as_is.step(step["id"]).notes
            assert notes.duration is not None
            assert notes.duration.mean == step["duration_mean_min"] * 60
            assert notes.duration.cv == pytest.approx(step["cv"])
            assert notes.role == step["role"]
            assert notes.value is not None
            assert notes.value.class_ == step["value_class"]


def test_the_boundary_is_agreed_sealed_and_of_this_map(boundary: Boundary) -> None:
    assert boundary.status(date(2026, 11, 2), (MODEL / "as-is.bpmn").read_bytes()) == ()


@pytest.mark.parametrize("name", ["a_*", "b_*", "c_*", "d_*", "same"])
def test_an_option_stays_within_the_boundary(name: str, as_is: AnnotatedMap, boundary: Boundary) -> None:
    assert option(name).breaches(as_is, boundary) == ()


def test_doing_without_a_second_person_is_forbidden(as_is: AnnotatedMap, boundary: Boundary) -> None:
    rules = {breach.rule for breach in option("x_*").breaches(as_is, boundary)}
    assert "C-4EYES" in rules


def test_less_approval_takes_load_off_the_manager(as_is: AnnotatedMap) -> None:
    assert option("b_*").apply(as_is).offered_load()["manager"] == pytest.approx(0.37, abs=0.01)


def test_no_change_leaves_the_map_as_it_is(as_is: AnnotatedMap) -> None:
    assert option("same").apply(as_is).map.definitions == as_is.map.definitions


@pytest.mark.parametrize("name", ["a_*", "b_*", "c_*", "d_*", "x_*"])
def test_every_map_to_be_can_be_drawn(name: str, as_is: AnnotatedMap) -> None:
    to_be = option(name).apply(as_is)
    svg = draw_map(to_be.map, title=name)
    assert all(f'data-element-id="{node.id}"' in svg for node in to_be.map.nodes)
