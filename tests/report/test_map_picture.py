"""Hold the picture of a map: complete, escaped, readable, the same every time."""

import re
import time
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path

import pytest

from reengineer.bpmn import (
    Association,
    BoundaryEvent,
    Bounds,
    CallActivity,
    Collaboration,
    DataAssociation,
    DataObjectReference,
    DataStoreReference,
    Definitions,
    Diagram,
    Edge,
    EndEvent,
    EventBasedGateway,
    EventDefinition,
    ExclusiveGateway,
    FlowElement,
    Group,
    Lane,
    LaneSet,
    MultiInstanceLoopCharacteristics,
    Participant,
    Process,
    SequenceFlow,
    Shape,
    StandardLoopCharacteristics,
    StartEvent,
    SubProcess,
    Task,
    TextAnnotation,
    Transaction,
    UserTask,
    read_bpmn,
)
from reengineer.errors import BpmnError
from reengineer.processmap import ProcessMap, build_map
from reengineer.report._heat import SHADES, WHITE, contrast, ink_on, scale_of
from reengineer.report._labels import text_width
from reengineer.report._map_picture import Legend, Overlay, draw_map
from reengineer.report._scene import scene_of

ROOT = Path(__file__).resolve().parents[2]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def complaints() -> ProcessMap:
    return build_map(read_bpmn(ROOT / "models" / "complaints" / "as-is.bpmn"))


def map_of(*elements: FlowElement, diagram: Diagram | None = None, **more: object) -> ProcessMap:
    process = Process(id="p", flow_elements=elements, **more)  # type: ignore[arg-type]
    return build_map(Definitions(processes=(process,), diagram=diagram or Diagram()))


def group_of(svg: str, element_id: str) -> ET.Element:
    root = ET.fromstring(svg)
    return next(group for group in root.iter(f"{SVG}g") if group.get("data-element-id") == element_id)


def words_of(element: ET.Element) -> list[str]:
    return [span.text or "" for span in element.iter(f"{SVG}tspan")]


def test_the_picture_is_well_formed_and_says_what_it_shows(complaints: ProcessMap) -> None:
    root = ET.fromstring(draw_map(complaints, title="As is", description="Seventeen steps"))
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert desc is not None
    assert (title.text, desc.text) == ("As is", "Seventeen steps")
    assert (root.get("aria-labelledby") or "").split() == [title.get("id"), desc.get("id")]


def test_every_node_flow_lane_and_pool_has_a_group_with_a_title(complaints: ProcessMap) -> None:
    svg = draw_map(complaints, title="As is")
    wanted = {node.id for node in complaints.nodes} | {flow.id for flow in complaints.flows}
    wanted |= {lane.id for lane in complaints.lanes} | {pool.id for pool in complaints.pools if pool.id}
    groups = {g.get("data-element-id"): g for g in ET.fromstring(svg).iter(f"{SVG}g") if g.get("data-element-id")}
    assert wanted <= set(groups)
    assert all(group.find(f"{SVG}title") is not None for group in groups.values())


def test_ids_in_the_picture_are_unique_and_stable(complaints: ProcessMap) -> None:
    first, second = draw_map(complaints, title="As is"), draw_map(complaints, title="As is")
    ids = re.findall(r' id="([^"]+)"', first)
    assert first == second
    assert len(ids) == len(set(ids))
    assert set(ids).isdisjoint(re.findall(r' id="([^"]+)"', draw_map(complaints, title="To be")))


def test_nothing_runs_or_comes_from_elsewhere(complaints: ProcessMap) -> None:
    svg = draw_map(complaints, title="As is")
    assert not re.search(r"<script|href|url\(|@import|<image|<foreignObject|\son\w+=", svg)


def test_all_words_of_a_label_are_there(complaints: ProcessMap) -> None:
    svg = draw_map(complaints, title="As is")
    for node in complaints.nodes:
        assert " ".join(words_of(group_of(svg, node.id))) == node.name


@pytest.mark.speed
def test_a_hundred_nodes_are_drawn_in_fifty_milliseconds(complaints: ProcessMap) -> None:
    draw_map(complaints, title="warm")
    start = time.process_time()
    draw_map(complaints, title="As is")
    assert (time.process_time() - start) * 100 / len(complaints.nodes) < 0.05


def test_labels_are_escaped_and_odd_signs_taken_out() -> None:
    name = "<script>alert('1')</script> & \x00 \ud800 \"x\""
    svg = draw_map(map_of(UserTask(id='a"><b', name=name)), title="<&>", description="]]>")
    ET.fromstring(svg)
    assert "<script>" not in svg


def test_a_very_long_label_is_cut_and_stays_in_the_task() -> None:
    svg = draw_map(map_of(UserTask(id="a", name="word " * 5000)), title="long")
    lines = words_of(group_of(svg, "a"))
    assert len(lines) <= 8
    assert lines[-1].endswith("…")


def test_a_value_is_printed_on_the_step_and_told(complaints: ProcessMap) -> None:
    overlay = {"ack": Overlay(2.4, "2.4 h"), "filewait": Overlay(32.0, "32 h")}
    svg = draw_map(complaints, title="Waiting", overlay=overlay, legend="Waiting, hours a case")
    assert "2.4 h" in words_of(group_of(svg, "ack"))
    assert ">32 h<" in svg
    assert group_of(svg, "ack").findtext(f"{SVG}desc") == "Lane Admin. Waiting, hours a case: 2.4 h."
    assert "Waiting, hours a case</text>" in svg


def test_text_turns_white_on_the_darkest_shade(complaints: ProcessMap) -> None:
    overlay = {"ack": Overlay(0.1, "0.1 h"), "send": Overlay(10.0, "10 h")}
    svg = draw_map(complaints, title="Waiting", overlay=overlay)
    assert f'fill="{WHITE}"' in ET.tostring(group_of(svg, "send"), encoding="unicode")
    text = group_of(svg, "ack").find(f"{SVG}text")
    assert text is not None
    assert text.get("fill") != WHITE


@pytest.mark.parametrize("shade", SHADES)
def test_text_has_enough_contrast_on_every_shade(shade: str) -> None:
    assert contrast(ink_on(shade), shade) >= 4.5


def test_shades_grow_darker() -> None:
    lights = [contrast(shade, "#000000") for shade in SHADES]
    assert lights == sorted(lights, reverse=True)


def test_bins_are_round_and_hold_the_greatest_value() -> None:
    scale = scale_of([0.3, 7.1])
    assert scale.labels == ("0 to 1.5", "1.5 to 3", "3 to 4.5", "4.5 to 6", "6 to 7.5")
    assert [scale.shade(value) for value in (0, 1.5, 1.6, 7.5, 99)] == [SHADES[n] for n in (0, 0, 1, 4, 4)]


@pytest.mark.parametrize("values", [[], [0.0], [float("nan")], [-1.0]])
def test_a_scale_needs_no_positive_value(values: list[float]) -> None:
    assert scale_of(values).labels[0] == "0 to 1"


def test_two_maps_can_share_one_scale(complaints: ProcessMap) -> None:
    svg = draw_map(complaints, title="A", overlay={"ack": Overlay(1, "1 h")}, legend=Legend("Hours", most=50))
    assert "40 to 50" in svg


@pytest.mark.parametrize(("mark", "sign"), [("added", "+"), ("removed", "×"), ("changed", "~"), ("moved", "•")])
def test_a_mark_has_a_sign_and_a_word(complaints: ProcessMap, mark: str, sign: str) -> None:
    svg = draw_map(complaints, title="To be", marks={"ack": mark, "log_to_quick": mark})
    assert f"{sign} {mark}" in svg
    assert group_of(svg, "ack").findtext(f"{SVG}desc") == f"Lane Admin. {mark.capitalize()}."
    assert group_of(svg, "log_to_quick").findtext(f"{SVG}desc") == mark.capitalize()


def test_marks_lie_over_everything_else(complaints: ProcessMap) -> None:
    svg = draw_map(complaints, title="To be", marks={"complaint_received": "added"})
    assert svg.index("+ added") > svg.rindex("data-element-id")


def test_an_empty_map_gives_an_empty_picture() -> None:
    root = ET.fromstring(draw_map(build_map(Definitions()), title="Nothing"))
    assert root.get("width")


def test_a_map_without_a_diagram_is_laid_out() -> None:
    elements = (StartEvent(id="s"), UserTask(id="a"), SequenceFlow(id="f", source_ref="s", target_ref="a"))
    svg = draw_map(map_of(*elements), title="Bare")
    assert all(f'data-element-id="{key}"' in svg for key in ("s", "a", "f"))


def test_every_kind_of_element_is_drawn() -> None:
    kinds = ("message", "timer", "error", "signal", "escalation", "conditional", "compensate", "cancel", "link")
    events = [EndEvent(id=kind, name=kind, event_definitions=(EventDefinition(kind=kind),)) for kind in kinds]
    both = (EventDefinition(kind="timer"), EventDefinition(kind="message"))
    several: list[FlowElement] = [
        StartEvent(id="multiple", event_definitions=both),
        StartEvent(id="all", event_definitions=both, parallel_multiple=True, is_interrupting=False),
        EndEvent(id="terminate", event_definitions=(EventDefinition(kind="terminate"),)),
        Task(id="looped", loop=StandardLoopCharacteristics(), is_for_compensation=True),
        Task(id="one_by_one", loop=MultiInstanceLoopCharacteristics(is_sequential=True)),
        Task(id="together", loop=MultiInstanceLoopCharacteristics()),
        CallActivity(id="call", name="Call"),
        SubProcess(id="closed", name="Closed"),
        Transaction(id="transaction", flow_elements=(Task(id="inner"),)),
        SubProcess(id="event", triggered_by_event=True, flow_elements=(StartEvent(id="inner_start"),)),
        BoundaryEvent(id="edge", attached_to="call", cancel_activity=False),
        EventBasedGateway(id="waits"),
        EventBasedGateway(id="starts", instantiate=True),
        EventBasedGateway(id="starts_all", instantiate=True, event_gateway_type="Parallel"),
        DataObjectReference(id="data", name="Data", is_collection=True),
        DataStoreReference(id="store", name="Store"),
    ]
    notes = (TextAnnotation(id="note", text="A remark"), Group(id="frame", name="Frame"))
    svg = draw_map(map_of(*events, *several, artifacts=notes), title="All")
    keys = [*kinds, *(element.id for element in several), "inner", "inner_start", "note"]
    assert [key for key in keys if f'data-element-id="{key}"' not in svg] == []


def test_what_a_closed_sub_process_holds_is_not_drawn() -> None:
    inner = UserTask(id="inner")
    sub = SubProcess(id="sub", name="Inside", flow_elements=(inner,))
    shapes = {
        "sub": Shape(Bounds(0, 0, 100, 80), is_expanded=False),
        "inner": Shape(Bounds(10, 10, 50, 40)),
    }
    svg = draw_map(map_of(sub, diagram=Diagram(shapes=shapes)), title="Closed")
    assert 'data-element-id="sub"' in svg
    assert 'data-element-id="inner"' not in svg


def test_shapes_at_impossible_places_are_left_out() -> None:
    shapes = {
        "a": Shape(Bounds(0, 0, 100, 80)),
        "b": Shape(Bounds(float("nan"), 0, 100, 80)),
        "c": Shape(Bounds(0, 0, 0, 0)),
        "d": Shape(Bounds(1e12, 0, 10, 10)),
    }
    svg = draw_map(map_of(*(Task(id=key) for key in shapes), diagram=Diagram(shapes=shapes)), title="Odd")
    assert 'data-element-id="a"' in svg
    assert "nan" not in svg
    assert len(re.findall('data-kind="node"', svg)) == 1


def test_default_and_conditional_flows_carry_their_sign() -> None:
    elements = (
        ExclusiveGateway(id="g", default="f1"),
        Task(id="a"),
        Task(id="b"),
        SequenceFlow(id="f1", source_ref="g", target_ref="a"),
        SequenceFlow(id="f2", source_ref="g", target_ref="b"),
        SequenceFlow(id="f3", source_ref="a", target_ref="b", has_condition=True),
    )
    svg = draw_map(map_of(*elements), title="Flows")
    counts = [len(list(group_of(svg, key).iter(f"{SVG}path"))) for key in ("f1", "f2", "f3")]
    assert counts == [3, 2, 3]


def test_an_upright_pool_has_its_name_on_top() -> None:
    lanes = (LaneSet(lanes=(Lane(id="l", name="Left", flow_node_refs=("a",)),)),)
    process = Process(id="p", flow_elements=(Task(id="a"),), lane_sets=lanes)
    pools = (Participant(id="pool", name="Tall", process_ref="p"), Participant(id="box", name="Box"))
    shapes = {
        "pool": Shape(Bounds(0, 0, 300, 600), is_horizontal=False),
        "l": Shape(Bounds(0, 24, 300, 576), is_horizontal=False),
        "a": Shape(Bounds(100, 100, 100, 80)),
        "box": Shape(Bounds(400, 0, 100, 600)),
    }
    whole = Definitions(
        processes=(process,), collaborations=(Collaboration(participants=pools),), diagram=Diagram(shapes=shapes)
    )
    svg = draw_map(build_map(whole), title="Upright")
    assert "rotate" not in ET.tostring(group_of(svg, "pool"), encoding="unicode")
    assert "M0 24L300 24" in svg


def test_a_flow_without_a_line_in_the_file_gets_one() -> None:
    shapes = {"a": Shape(Bounds(0, 0, 100, 80)), "b": Shape(Bounds(200, 0, 100, 80))}
    flow = SequenceFlow(id="f", source_ref="a", target_ref="b")
    svg = draw_map(map_of(Task(id="a"), Task(id="b"), flow, diagram=Diagram(shapes=shapes)), title="Half")
    assert "M100 40L200 40" in svg


def test_a_label_stands_where_the_file_puts_it() -> None:
    shapes = {
        "s": Shape(Bounds(0, 0, 36, 36), label_bounds=Bounds(100, 120, 60, 14)),
        "a": Shape(Bounds(60, 0, 90, 80)),
    }
    edges = {"f": Edge(((36, 18), (60, 18)), label_bounds=Bounds(10, 90, 40, 14))}
    flow = SequenceFlow(id="f", name="on", source_ref="s", target_ref="a")
    diagram = Diagram(shapes=shapes, edges=edges)
    svg = draw_map(map_of(StartEvent(id="s", name="Begin"), Task(id="a"), flow, diagram=diagram), title="Labels")
    assert '<tspan x="130"' in svg
    assert '<tspan x="30"' in svg


@pytest.mark.parametrize(("direction", "heads"), [("none", 1), ("one", 2), ("both", 3)])
def test_an_association_has_a_head_for_each_direction(direction: str, heads: int) -> None:
    notes = (TextAnnotation(id="n", text="x"), Association(id="l", source_ref="a", target_ref="n", direction=direction))
    svg = draw_map(map_of(Task(id="a"), artifacts=notes), title="Note")
    assert len(list(group_of(svg, "l").iter(f"{SVG}path"))) == heads


def test_data_read_and_written_is_joined_to_its_step() -> None:
    links = (DataAssociation(kind="input", sources=("d",)), DataAssociation(kind="output", target="d", id="out"))
    svg = draw_map(map_of(Task(id="a", data_associations=links), DataObjectReference(id="d")), title="Data")
    assert svg.count('data-kind="data"') == 3


def test_a_line_without_length_does_no_harm() -> None:
    shapes = {"a": Shape(Bounds(0, 0, 100, 80)), "b": Shape(Bounds(0, 0, 100, 80))}
    edges = {"f": Edge(((5.0, 5.0), (5.0, 5.0)))}
    flow = SequenceFlow(id="f", source_ref="a", target_ref="b", name="still")
    notes = (Association(id="l", source_ref="a", target_ref="b"),)
    ET.fromstring(
        draw_map(
            map_of(Task(id="a"), Task(id="b"), flow, artifacts=notes, diagram=Diagram(shapes=shapes, edges=edges)),
            title="Point",
        )
    )


def test_what_is_not_read_is_drawn_as_an_empty_frame() -> None:
    diagram = Diagram(shapes={"choreography": Shape(Bounds(0, 0, 100, 80)), "a": Shape(Bounds(200, 0, 100, 80))})
    assert (
        group_of(draw_map(map_of(Task(id="a"), diagram=diagram), title="Odd"), "choreography").get("data-kind")
        == "other"
    )


@pytest.mark.slow
def test_corpus_files_of_many_tools_are_drawn(shared: Path) -> None:
    drawn = 0
    for path in sorted((shared / "corpus" / "files" / "miwg").rglob("*.bpmn"))[::6]:
        process_map = build_map(read_bpmn(path))
        ET.fromstring(draw_map(process_map, title=path.name))
        drawn += 1
    assert drawn > 20


def test_pages_of_a_file_stand_one_below_the_other() -> None:
    shapes = {key: Shape(Bounds(0, 0, 100, 80)) for key in "ab"}
    diagram = Diagram(shapes=shapes, edges={}, pages={"b": 1})
    scene = scene_of(map_of(Task(id="a"), Task(id="b"), diagram=diagram).definitions)
    assert [thing.bounds.y for thing in scene.things] == [0, 140]


def test_what_a_closed_sub_process_hides_takes_no_room_on_its_page() -> None:
    shapes = {"sub": Shape(Bounds(0, 0, 100, 80)), "in": Shape(Bounds(0, 0, 100, 80)), "b": Shape(Bounds(0, 0, 9, 9))}
    sub = SubProcess(id="sub", flow_elements=(Task(id="in"),))
    diagram = Diagram(shapes=shapes, pages={"in": 1, "b": 2})
    things = scene_of(map_of(sub, Task(id="b"), diagram=diagram).definitions).things
    assert {thing.key: thing.bounds.y for thing in things} == {"sub": 0, "b": 140}


def test_a_label_far_from_its_shape_is_brought_back() -> None:
    diagram = Diagram(shapes={"s": Shape(Bounds(0, 0, 36, 36), label_bounds=Bounds(900, 900, 60, 14))})
    svg = draw_map(map_of(StartEvent(id="s", name="Begin"), diagram=diagram), title="Far")
    assert '<tspan x="18"' in svg


def test_the_name_of_a_flat_task_stands_beside_its_sign() -> None:
    diagram = Diagram(shapes={"a": Shape(Bounds(0, 0, 120, 30))})
    svg = draw_map(map_of(UserTask(id="a", name="Validate information"), diagram=diagram), title="Flat")
    text = next(group_of(svg, "a").iter(f"{SVG}text"))
    span = next(text.iter(f"{SVG}tspan"))
    size = float(text.get("font-size", ""))
    assert float(span.get("x", "")) - text_width(span.text or "", size) / 2 >= 19


HOSTILE_NAMES = (
    '"><script>alert(1)</script>',
    "]]>",
    "&lt;b&gt;",
    "javascript:alert(1)",
    "' onload='x",
    "\x00\x1b[31m",
)


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_hostile_names_stay_text(name: str) -> None:
    elements = (
        StartEvent(id="s", name=name),
        Task(id="a", name=name),
        SequenceFlow(id="f", source_ref="s", target_ref="a", name=name),
    )
    svg = draw_map(map_of(*elements), title=name, description=name, overlay={"a": Overlay(1, name)}, legend=name)
    assert_harmless(svg)


def assert_harmless(svg: str) -> None:
    """Check that a picture is XML, runs nothing, and refers to nothing."""
    for element in ET.fromstring(svg).iter():
        assert element.tag.startswith(SVG)
        assert element.tag.removeprefix(SVG) in {
            "svg",
            "g",
            "title",
            "desc",
            "rect",
            "circle",
            "path",
            "polygon",
            "text",
            "tspan",
        }
        for attribute, value in element.attrib.items():
            assert not attribute.lower().startswith("on")
            assert "href" not in attribute
            assert "url(" not in value
            assert attribute != "style"


def test_hostile_files_are_drawn_harmless(shared: Path) -> None:
    drawn = 0
    for path in sorted((shared / "corpus" / "hostile").glob("*.bpmn")):
        try:
            process_map = build_map(read_bpmn(path))
        except BpmnError:
            continue
        assert_harmless(draw_map(process_map, title=path.name))
        drawn += 1
    assert drawn > 20


def test_a_wide_map_is_printed_in_parts_that_hold_every_step() -> None:
    from reengineer.report._map_parts import PAGE, map_parts

    steps = 30
    process_map = long_chain(steps)
    drawn = draw_map(process_map, title="Long")
    parts = map_parts(drawn, process_map)
    assert len(parts) > 2
    assert all(float(part.width) <= PAGE[0] and float(part.height) <= PAGE[1] for part in parts)
    assert {part.whole for part in parts} == set(re.findall(r'<g id="([^"]*-all)">', drawn))
    assert all(after - before < PAGE[0] for before, after in pairwise(float(part.view.split()[0]) for part in parts))
    assert {thing for part in parts for thing in whole_in(part.view, process_map)} >= {f"t{n}" for n in range(steps)}
    short = long_chain(1)
    assert map_parts(draw_map(short, title="Short"), short) == ()


def whole_in(view: str, process_map: ProcessMap) -> set[str]:
    """Return the steps that lie whole in a window."""
    x, y, width, height = map(float, view.split())
    rooms = {thing.key: thing.bounds for thing in scene_of(process_map.definitions).things}
    return {
        key
        for key, room in rooms.items()
        if x <= room.x and room.right <= x + width and y <= room.y and room.bottom <= y + height
    }


def test_of_an_option_only_what_changes_is_printed_in_parts() -> None:
    from reengineer.report._map_parts import map_parts

    process_map = long_chain(30)
    drawn = draw_map(process_map, title="Long")
    (step,) = map_parts(drawn, process_map, {"t12"})
    assert "t12" in whole_in(step.view, process_map)
    (flow,) = map_parts(drawn, process_map, {"f20"})
    assert {"t20", "t21"} <= whole_in(flow.view, process_map)
    assert map_parts(drawn, process_map, set()) == ()


def long_chain(steps: int) -> ProcessMap:
    tasks = "".join(f'<task id="t{n}" name="Step {n}"/>' for n in range(steps))
    flows = "".join(f'<sequenceFlow id="f{n}" sourceRef="t{n}" targetRef="t{n + 1}"/>' for n in range(steps - 1))
    head = (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t"><process id="p">'
    )
    return build_map(read_bpmn(f"{head}{tasks}{flows}</process></definitions>".encode()))
