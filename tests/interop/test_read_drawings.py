"""Drawings of Visio and diagrams.net: shapes by their names, ends by what they touch, and nothing lost unsaid."""

import base64
import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reengineer.bpmn import read_bpmn, write_bpmn
from reengineer.errors import InputError
from reengineer.interop import Imported, _visio_parts, read_drawing
from reengineer.interop import _visio as visio
from reengineer.processmap import ProcessMap, build_map

MAIN = 'xmlns="http://schemas.microsoft.com/office/visio/2012/main"'
LINK = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
Place = tuple[float, float, float, float]


def cells(**values: object) -> str:
    return "".join(f'<Cell N="{name}" V="{value}"/>' for name, value in values.items())


def shape(number: int, master: str, text: str, place: Place, inside: str = "", **data: str) -> tuple[int, str, str]:
    x, y, width, height = place
    rows = "".join(f'<Row N="{name}">{cells(Value=value)}</Row>' for name, value in data.items())
    made = (
        f'<Shape ID="{number}" Master="MASTER">{cells(PinX=x, PinY=y, Width=width, Height=height)}'
        f'<Section N="Property">{rows}</Section><Text><cp IX="0"/>{text}</Text>{inside}</Shape>'
    )
    return number, master, made


def line(number: int, master: str, ends: tuple[float, float, float, float], text: str = "") -> tuple[int, str, str]:
    a, b, c, d = ends
    made = (
        f'<Shape ID="{number}" Master="MASTER">{cells(BeginX=a, BeginY=b, EndX=c, EndY=d)}<Text>{text}</Text></Shape>'
    )
    return number, master, made


def vsdx(shapes: Sequence[tuple[int, str, str]], glue: Sequence[tuple[int, int, int]] = ()) -> bytes:
    """Return a drawing of one page, whose masters have the names that the shapes ask for."""
    masters = {name: number for number, name in enumerate(dict.fromkeys(master for _, master, _ in shapes), 2)}
    names = "".join(f'<Master ID="{number}" NameU="{name}" Name="{name}"/>' for name, number in masters.items())
    body = "".join(text.replace("MASTER", str(masters[master])) for _, master, text in shapes)
    joined = "".join(
        f'<Connect FromSheet="{flow}" FromCell="{end}X" ToSheet="{sheet}" ToCell="PinX"/>'
        for flow, a, b in glue
        for end, sheet in (("Begin", a), ("End", b))
    )
    parts = {
        "visio/pages/pages.xml": f'<Pages {MAIN} {LINK}><Page ID="0" Name="Claims"><PageSheet>{cells(PageHeight=8)}'
        '</PageSheet><Rel r:id="rId1"/></Page></Pages>',
        "visio/pages/_rels/pages.xml.rels": f'<Relationships xmlns="{RELATIONS}">'
        '<Relationship Id="rId1" Target="page1.xml"/></Relationships>',
        "visio/pages/page1.xml": f"<PageContents {MAIN}><Shapes>{body}</Shapes>"
        f"<Connects>{joined}</Connects></PageContents>",
        "visio/masters/masters.xml": f"<Masters {MAIN}>{names}</Masters>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            packed.writestr(name, text)
    return out.getvalue()


def kinds(read: Imported) -> dict[str, str]:
    return {node.name: f"{node.type} {node.trigger}".removesuffix(" none") for node in read.map.map.nodes}


def flows(read: Imported | ProcessMap) -> list[tuple[str, str]]:
    made = read.map.map if isinstance(read, Imported) else read
    names = {node.id: node.name for node in made.nodes}
    return sorted((names[flow.source], names[flow.target]) for flow in made.flows)


CLAIMS = (
    shape(1, "Start Event", "Claim in", (1, 5, 0.4, 0.4), BpmnTriggerOrResult="Message"),
    shape(2, "Task", "Check", (2.5, 5, 1, 0.75), BpmnTaskType="User", BpmnLoopType="None"),
    shape(3, "Gateway", "Fine?", (4, 5, 0.5, 0.5), BpmnGatewayType="Exclusive"),
    shape(4, "Intermediate Event", "Too late", (2.7, 4.625, 0.3, 0.3), BpmnTriggerOrResult="Timer"),
    shape(5, "End Event", "Paid", (6, 5, 0.4, 0.4), BpmnTriggerOrResult="None"),
    shape(6, "End Event", "Refused", (6, 3, 0.4, 0.4), BpmnTriggerOrResult="Terminate"),
    line(11, "Sequence Flow", (1.2, 5, 2, 5)),
    line(12, "Sequence Flow", (3, 5, 3.75, 5)),
    line(13, "Sequence Flow", (4.25, 5, 5.8, 5), "yes"),
    line(14, "Dynamic connector", (4, 4.75, 6, 3.2), "no"),
    line(15, "Sequence Flow", (2.7, 4.475, 6, 2.8)),
)
GLUE = ((11, 1, 2), (12, 2, 3), (13, 3, 5), (14, 3, 6))


def test_masters_and_their_data_say_what_shapes_are() -> None:
    read = read_drawing(vsdx(CLAIMS, GLUE))
    assert kinds(read) == {
        "Claim in": "startEvent message",
        "Check": "userTask",
        "Fine?": "exclusiveGateway",
        "Too late": "boundaryEvent timer",
        "Paid": "endEvent",
        "Refused": "endEvent terminate",
    }
    assert read.map.map.node("Too late").attached_to == read.map.map.node("Check").id


@pytest.mark.parametrize(
    ("master", "expected"),
    [
        ("Startereignis", "startEvent"),
        ("Tâche utilisateur", "userTask"),
        ("Compuerta - Exclusiva", "exclusiveGateway"),
        ("Puerta de enlace paralela", "parallelGateway"),
        ("サブプロセス", "subProcess"),
        ("结束事件", "endEvent"),
        ("Process", "task"),
    ],
)
def test_masters_of_other_languages_are_known(master: str, expected: str) -> None:
    assert kinds(read_drawing(vsdx([shape(1, master, "It", (1, 1, 1, 1))]))) == {"It": expected}


def test_a_flow_chart_of_visio_starts_and_ends_where_its_connectors_do() -> None:
    parts = (
        shape(1, "Start/End", "In", (1, 5, 1, 0.5)),
        shape(2, "Process", "Check", (3, 5, 1, 0.75)),
        shape(3, "Start/End", "Out", (5, 5, 1, 0.5)),
        line(11, "Dynamischer Verbinder", (1.5, 5, 2.5, 5)),
        line(12, "Dynamic connector", (3.5, 5, 4.5, 5)),
    )
    read = read_drawing(vsdx(parts, ((11, 1, 2), (12, 2, 3))))
    assert kinds(read) == {"In": "startEvent", "Check": "task", "Out": "endEvent"}
    assert flows(read) == [("Check", "Out"), ("In", "Check")]
    assert len(read.findings) == 3


def test_a_group_of_visio_keeps_its_places_and_a_shape_the_text_of_its_master() -> None:
    inside = (
        shape(2, "Task", "Check", (1, 1, 1, 0.75)),
        shape(3, "Task", "Pay", (3, 1, 1, 0.75)),
        line(4, "Sequence Flow", (1.5, 1, 2.5, 1)),
    )
    place = cells(PinX=5, PinY=5, Width=4, Height=2)
    grouped = f'<Shape ID="9" Type="Group">{place}<Shapes>'
    links = f'<Relationships xmlns="{RELATIONS}"><Relationship Id="m1" Target="master1.xml"/></Relationships>'
    own = f'<MasterContents {MAIN}><Shapes><Shape ID="5"><Text>To do</Text></Shape></Shapes></MasterContents>'
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(vsdx(inside))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode().replace('<Text><cp IX="0"/>Pay</Text>', "")
            if name.endswith("page1.xml"):
                text = text.replace("<Shapes>", f"<Shapes>{grouped}").replace("</Shapes>", "</Shapes></Shape></Shapes>")
            text = text.replace('Name="Task"/>', f'Name="Task"><Rel {LINK} r:id="m1"/></Master>')
            new.writestr(name, text)
        new.writestr("visio/masters/_rels/masters.xml.rels", links)
        new.writestr("visio/masters/master1.xml", own)
    read = read_drawing(out.getvalue())
    assert kinds(read) == {"Check": "task", "To do": "task"}
    assert flows(read) == [("Check", "To do")]


def test_a_connector_that_is_not_glued_joins_what_it_touches_and_says_so() -> None:
    read = read_drawing(vsdx(CLAIMS, GLUE))
    assert ("Too late", "Refused") in flows(read)
    assert ["not glued" in problem.message for problem in read.findings] == [True, True]
    assert len(read.map.map.flows) == 5


@pytest.mark.parametrize(
    ("master", "expected"),
    [
        ("User Task", "userTask"),
        ("Business Rule Task", "businessRuleTask"),
        ("Parallel Gateway", "parallelGateway"),
        ("Gateway - Inclusive", "inclusiveGateway"),
        ("Event-Based Gateway", "eventBasedGateway"),
        ("Start Event Timer", "startEvent timer"),
        ("Intermediate Event - Message (Throwing)", "intermediateThrowEvent message"),
        ("Timer Intermediate Event.7", "intermediateCatchEvent timer"),
        ("EndEventError", "endEvent error"),
        ("Collapsed Sub-Process", "subProcess"),
        ("Call Activity", "callActivity"),
    ],
)
def test_other_stencils_name_the_kind_in_the_master(master: str, expected: str) -> None:
    assert kinds(read_drawing(vsdx([shape(1, master, "It", (3, 3, 1, 1))]))) == {"It": expected}


def test_what_is_in_doubt_or_unknown_is_told() -> None:
    read = read_drawing(
        vsdx(
            [
                shape(1, "Gateway", "Which?", (3, 3, 1, 1)),
                shape(2, "Cloud", "The web", (5, 3, 1, 1)),
                line(3, "Sequence Flow", (3, 3, 9, 9)),
                line(4, "Lightning bolt", (1, 1, 2, 2), "zap"),
            ]
        )
    )
    told = "\n".join(problem.message for problem in read.findings)
    assert "'Which?' is; it is taken for an exclusive gateway" in told
    assert "'The web' is none of BPMN's" in told
    assert "does not join two shapes" in told
    assert "'zap' is none of BPMN's" in told


def test_pools_lanes_and_messages_between_them() -> None:
    read = read_drawing(
        vsdx(
            [
                shape(1, "Pool / Lane", "Shop", (4, 6, 7, 2)),
                shape(2, "Pool / Lane", "Customer", (4, 2, 7, 2)),
                shape(3, "Lane", "Desk", (4, 6, 6.5, 1.9)),
                shape(4, "Task", "Sell", (3, 6, 1, 1)),
                shape(5, "Task", "Buy", (3, 2, 1, 1)),
                line(6, "Message Flow", (3, 5.5, 3, 2.5), "money"),
                line(7, "Sequence Flow", (3.5, 6, 3.5, 2)),
            ],
            [(6, 4, 5), (7, 4, 5)],
        )
    )
    made = read.map.map
    assert [pool.name for pool in made.pools] == ["Shop", "Customer"]
    assert [(lane.name, len(lane.nodes)) for lane in made.lanes] == [("Desk", 1)]
    assert len(made.definitions.collaborations[0].message_flows) == 2
    assert any("from one pool to another" in problem.message for problem in read.findings)


def test_shapes_in_a_group_have_their_place_on_the_page() -> None:
    inner = "<Shapes>" + "".join(
        f'<Shape ID="{number}" Master="MASTER">{cells(PinX=x, PinY=0.5, Width=0.8, Height=0.6)}'
        f"<Text>{name}</Text></Shape>"
        for number, name, x in ((21, "First", 0.5), (22, "Second", 1.8))
    )
    group = f'<Shape ID="9" Type="Group">{cells(PinX=3, PinY=3, Width=3, Height=1)}{inner}</Shapes></Shape>'
    read = read_drawing(vsdx([(9, "Task", group), line(10, "Sequence Flow", (2.4, 3, 2.9, 3))], [(10, 21, 22)]))
    assert flows(read) == [("First", "Second")]
    place = read.map.map.definitions.diagram.shapes
    assert place


NODES = {"B.1.0": (29, 26, 2, 2), "B.2.0": (94, 85, 2, 2), "C.1.0": (21, 20, 2, 4)}


def size(made: ProcessMap) -> tuple[int, int, int, int]:
    return len(made.nodes), len(made.flows), len(made.pools), len(made.lanes)


@pytest.mark.parametrize("name", NODES)
def test_samples_have_the_nodes_and_flows_of_their_reference(samples: Path, name: str) -> None:
    read = read_drawing(samples / "vsdx" / f"{name}.vsdx")
    (reference,) = (samples.parent / "corpus" / "files" / "miwg" / "Reference").glob(f"{name}-*.bpmn")
    truth = build_map(read_bpmn(reference))
    assert size(read.map.map) == size(truth) == NODES[name]
    assert read.findings == ()
    if name == "C.1.0":
        named = [Counter((node.type, node.trigger, node.name) for node in made.nodes) for made in (read.map.map, truth)]
        assert named[0] == named[1]
        assert flows(read) == flows(truth)


@pytest.mark.parametrize("name", NODES)
def test_samples_read_by_their_masters_alone(samples: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without what an add-in wrote into the page, the shapes are still told; what is in doubt is said."""
    monkeypatch.setattr(visio, "_embedded", lambda *_: {})
    read = read_drawing(samples / "vsdx" / f"{name}.vsdx")
    assert size(read.map.map) == NODES[name]
    assert read.findings


def test_what_is_read_is_written_as_bpmn_and_reads_back(samples: Path) -> None:
    read = read_drawing(samples / "vsdx" / "B.2.0.vsdx")
    again = build_map(read_bpmn(write_bpmn(read.map)))
    assert size(again) == NODES["B.2.0"]
    assert again.problems == ()


def cell(key: str, style: str, value: str = "", place: Place = (0, 0, 120, 80), parent: str = "1") -> str:
    x, y, width, height = place
    geometry = f'<mxGeometry x="{x}" y="{y}" width="{width}" height="{height}" as="geometry"/>'
    return f'<mxCell id="{key}" value="{value}" style="{style}" vertex="1" parent="{parent}">{geometry}</mxCell>'


def edge(key: str, source: str, target: str, style: str = "endArrow=block;", value: str = "") -> str:
    ends = f'source="{source}" target="{target}"'
    about = f'id="{key}" value="{value}" style="{style}" edge="1" parent="1" {ends}'
    return f'<mxCell {about}><mxGeometry relative="1"/></mxCell>'


EVENT = "points=[];shape=mxgraph.bpmn.event;html=1;outline={};symbol={};"
TASK = "points=[];html=1;shape=mxgraph.bpmn.task2;bpmnShapeType={};taskMarker={};"
OLDER = "shape=mxgraph.bpmn.shape;perimeter=rhombusPerimeter;background=gateway;outline={};symbol={};"
GATEWAY = "shape=mxgraph.bpmn.gateway2;html=1;outline=none;symbol=none;gwType={};"
BODY = (
    cell("p", "swimlane;html=1;horizontal=0;", "Shop", (0, 0, 900, 400)),
    cell("l", "swimlane;html=1;horizontal=0;", "Desk", (30, 0, 870, 400), "p"),
    cell("s", EVENT.format("standard", "message"), "Order &lt;b&gt;in&lt;/b&gt;", (50, 50, 50, 50), "l"),
    cell("a", TASK.format("task", "user"), "Check&lt;br&gt;it", (150, 40, 120, 80), "l"),
    cell("t", EVENT.format("boundInt", "timer"), "Late", (190, 95, 50, 50), "l"),
    cell("g", GATEWAY.format("parallel"), "", (350, 55, 50, 50), "l"),
    cell("u", "rounded=1;whiteSpace=wrap;html=1;", "Plain", (450, 40, 120, 80), "l"),
    cell("e", EVENT.format("end", "terminate2"), "Done", (700, 50, 50, 50), "l"),
    cell("n", "html=1;shape=mxgraph.flowchart.annotation_2;", "A note", (450, 200, 100, 50), "l"),
    cell("x", "shape=cloud;", "The web", (700, 200, 100, 50), "l"),
    edge("1a", "s", "a"),
    edge("2a", "a", "g"),
    edge("3a", "g", "u"),
    edge("4a", "g", "e", value="at once"),
    edge("5a", "t", "e"),
    edge("6a", "n", "u", "dashed=1;endArrow=none;dashPattern=1 2;"),
    edge("7a", "u", "e", "startArrow=dash;endArrow=block;"),
)
MODEL = '<mxGraphModel><root><mxCell id="0"/><mxCell id="1" parent="0"/>{}</root></mxGraphModel>'


def drawio(*parts: str, packed: bool = False) -> bytes:
    inside = MODEL.format("".join(parts))
    if packed:
        press = zlib.compressobj(9, zlib.DEFLATED, -15)
        inside = base64.b64encode(press.compress(quote(inside).encode()) + press.flush()).decode()
    return f'<mxfile><diagram name="Orders">{inside}</diagram></mxfile>'.encode()


@pytest.mark.parametrize("packed", [False, True])
def test_styles_say_what_shapes_of_diagrams_net_are(packed: bool) -> None:
    read = read_drawing(drawio(*BODY, packed=packed), file="orders.drawio")
    assert kinds(read) == {
        "Order in": "startEvent message",
        "Check it": "userTask",
        "Late": "boundaryEvent timer",
        "": "parallelGateway",
        "Plain": "task",
        "Done": "endEvent terminate",
    }
    assert len(read.map.map.flows) == 6
    assert [problem.message for problem in read.findings] == ["'The web' is none of BPMN's shapes: cloud"]
    assert [(lane.name, len(lane.nodes)) for lane in read.map.map.lanes] == [("Desk", 6)]
    assert [flow.is_default for flow in read.map.map.outgoing("S_u")] == [True]
    assert len(read.map.map.processes[0].artifacts) == 2


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        (OLDER.format("none", "exclusiveGw"), "exclusiveGateway"),
        (OLDER.format("end", "general"), "inclusiveGateway"),
        (GATEWAY.format("complex"), "complexGateway"),
        ("shape=mxgraph.bpmn.shape;outline=throwing;symbol=signal;", "intermediateThrowEvent signal"),
        (EVENT.format("catching", "conditional"), "intermediateCatchEvent conditional"),
        (EVENT.format("standard", "general"), "startEvent"),
        (TASK.format("call", "abstract"), "callActivity"),
        (TASK.format("subprocess", "abstract") + "isLoopSub=1;", "subProcess"),
        (TASK.format("task", "businessRule"), "businessRuleTask"),
        ("shape=mxgraph.bpmn.user_task;", "userTask"),
        ("shape=mxgraph.bpmn.task;taskType=send;", "sendTask"),
        ("shape=ext;rounded=1;html=1;", "task"),
        ("shape=ext;rounded=1;html=1;double=1;", "transaction"),
        ("shape=ext;rounded=1;html=1;strokeWidth=3;", "callActivity"),
        ("shape=ext;rounded=1;html=1;dashed=1;dashPattern=1 4;", "subProcess"),
        ("shape=mxgraph.bpmn.task2;taskMarker=abstract;isLoopSub=1;isLoopMultiSeq=1;", "subProcess"),
        ("shape=mxgraph.bpmn.task2;taskMarker=abstract;isAdHoc=1;", "adHocSubProcess"),
        (TASK.format("subprocess", "abstract") + "isLoopSub=1;outline=eventInt;symbol=timer;", "subProcess"),
        ("shape=mxgraph.bpmn.shape;perimeter=mxPerimeter.rhombusPerimeter;symbol=parallelGw;", "parallelGateway"),
        ("shape=mxgraph.bpmn.shape;perimeter=mxPerimeter.ellipsePerimeter;symbol=terminate;", "endEvent terminate"),
        ("shape=mxgraph.bpmn.shape;perimeter=mxPerimeter.ellipsePerimeter;symbol=general;", "startEvent"),
        ("shape=mxgraph.bpmn.shape;perimeter=mxPerimeter.rectanglePerimeter;symbol=task;", "task"),
        ("shape=mxgraph.bpmn.gateway2;outline=standard;symbol=multiple;", "eventBasedGateway"),
    ],
)  # fmt: skip
def test_older_and_newer_styles_are_known(style: str, expected: str) -> None:
    assert kinds(read_drawing(drawio(cell("k", style, "It")))) == {"It": expected}


def test_what_lies_in_a_step_of_diagrams_net_makes_it_a_sub_process() -> None:
    step = "shape=mxgraph.bpmn.task2;container=1;taskMarker={};"
    parts = (
        cell("o", step.format("abstract"), "Outer", (0, 0, 500, 300)),
        cell("s", EVENT.format("standard", "general"), "In", (30, 100, 40, 40), "o"),
        cell("i", step.format("manual"), "Inner", (150, 80, 120, 80), "o"),
        cell("b", EVENT.format("boundInt", "error"), "Wrong", (200, 140, 30, 30), "i"),
        cell("e", EVENT.format("catching", "timer"), "On the border", (480, 140, 40, 40), "o"),
        cell("q", "shape=ext;rounded=1;", "Older", (700, 0, 120, 80)),
        cell("m", "shape=mxgraph.bpmn.user_task;", "", (0, 0, 14, 14), "q").replace('x="0"', 'relative="1" x="0"'),
        cell("w", "rounded=1;html=1;", "Marked", (700, 200, 120, 80)),
        cell("+", "html=1;shape=plus;", "", (0, 0, 14, 14), "w").replace('x="0"', 'relative="1" x="0"'),
        edge("1", "s", "i"),
    )
    read = read_drawing(drawio(*parts))
    assert kinds(read) == {
        "Outer": "subProcess", "In": "startEvent", "Inner": "manualTask", "Wrong": "boundaryEvent error",
        "On the border": "boundaryEvent timer", "Older": "userTask", "Marked": "subProcess",
    }  # fmt: skip
    made = read.map.map
    assert {made.node(name).parent for name in ("In", "Inner", "Wrong")} == {made.node("Outer").id}
    assert made.node("On the border").attached_to == made.node("Outer").id


def test_tables_nested_frames_and_groups_of_diagrams_net_are_told_apart() -> None:
    task = TASK.format("task", "user")
    parts = (
        cell("t", "shape=table;childLayout=tableLayout;", "Claims", (0, 0, 600, 300)),
        cell("r1", "shape=tableRow;swimlaneHead=0;", "Clerk", (0, 40, 600, 130), "t"),
        cell("c1", "swimlane;swimlaneHead=0;", "Phase 1", (40, 0, 280, 130), "r1"),
        cell("r2", "shape=tableRow;swimlaneHead=0;", "Boss", (0, 170, 600, 130), "t"),
        cell("a", task, "Check", (20, 30, 100, 60), "c1"),
        cell("b", task, "Decide", (60, 200, 100, 60)),
        cell("p", "swimlane;horizontal=0;", "Customer", (0, 400, 600, 200)),
        cell("l", "shape=mxgraph.bpmn.swimlane;horizontal=0;", "Web", (20, 400, 580, 100)),
        cell("g", "rounded=1;dashed=1;dashPattern=8 3 1 3;", "Together", (40, 410, 300, 80)),
        edge("f", "a", "b"),
    )
    read = read_drawing(drawio(*parts))
    assert kinds(read) == {"Check": "userTask", "Decide": "userTask"}
    assert [pool.name for pool in read.map.map.pools] == ["Claims", "Customer"]
    assert {lane.name: len(lane.nodes) for lane in read.map.map.lanes} == {"Clerk": 1, "Boss": 1, "Web": 0}
    assert [problem.message for problem in read.findings] == ["'Phase 1' is a column of a table, which is not read"]


def test_loose_ends_hidden_layers_and_placeholders_of_diagrams_net_are_read_or_told() -> None:
    task = TASK.format("task", "user")
    loose = (
        '<mxCell id="f" style="endArrow=block;" edge="1" parent="1"><mxGeometry relative="1" as="geometry">'
        '<mxPoint x="122" y="40" as="sourcePoint"/><mxPoint x="260" y="38" as="targetPoint"/></mxGeometry></mxCell>'
    )
    inner = cell("", task, "", (200, 0, 120, 80))
    parts = (
        cell("a", task, "Check", (0, 0, 120, 80)),
        (
            f'<UserObject id="b" label="Ask &lt;b&gt;%who%&lt;/b&gt; %else%" who="the boss" placeholders="1">{inner}'
            "</UserObject>"
        ),
        '<mxCell id="h" value="Old" parent="0" visible="0"/>',
        cell("o", task, "Once", (0, 200, 120, 80), "h"),
        cell("\u4efb", task, "One", (0, 400, 120, 80)),
        cell("\u52a1", task, "Two", (200, 400, 120, 80)),
        edge("k", "\u4efb", "\u52a1"),
        loose,
    )
    read = read_drawing(drawio(*parts))
    assert flows(read) == [("Check", "Ask the boss %else%"), ("One", "Two")]
    told = [problem.message for problem in read.findings]
    assert [message[:30] for message in told] == ["a connector is not joined to a"] * 2 + [
        "1 shapes are hidden, or lie on"
    ]


def test_a_plain_flow_chart_is_taken_for_a_process_and_says_so() -> None:
    box = "rounded=0;whiteSpace=wrap;html=1;"
    parts = (
        cell("s", "ellipse;whiteSpace=wrap;html=1;", "In"),
        cell("a", box, "Check"),
        cell("d", "rhombus;whiteSpace=wrap;html=1;", "Fine?"),
        cell("e", "ellipse;whiteSpace=wrap;html=1;", "Out"),
        cell("f", "shape=mxgraph.flowchart.terminator;", "Refused"),
        cell("m", "ellipse;whiteSpace=wrap;html=1;", "Between"),
        cell("x", box, "A legend"),
        cell("t", "text;html=1;whiteSpace=wrap;", "A title"),
        *(edge(f"{a}{b}", a, b) for a, b in ("sa", "ad", "de", "df", "am", "me")),
    )
    read = read_drawing(drawio(*parts))
    assert kinds(read) == {
        "In": "startEvent",
        "Check": "task",
        "Fine?": "exclusiveGateway",
        "Out": "endEvent",
        "Refused": "endEvent",
    }
    told = " ".join(problem.message for problem in read.problems)
    assert all(name in told for name in ("In", "Check", "Fine?", "Refused", "Between", "A legend", "A title"))


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("visio/pages/pages.xml", b"<a>" + b" " * (3 * 1024 * 1024) + b"</a>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (lambda: b"PK\x03\x04rubbish", "RE141", "damaged"),
        (lambda: vsdx(CLAIMS)[:900], "RE141", "damaged"),
        (bomb, "RE141", "more than 64 MiB"),
        (lambda: b"<mxfile", "RE141", "not well-formed"),
        (lambda: b'<!DOCTYPE a [<!ENTITY b "c">]><mxfile/>', "RE141", "document type"),
        (lambda: b"<mxfile>" + b"<a>" * 500, "RE141", "too deep"),
        (lambda: b"<svg/>", "RE141", "its root is svg"),
        (lambda: b"", "RE141", "no element found"),
        (lambda: drawio(cell("x", "shape=cloud;", "The web")), "RE142", "no shape that is known"),
        (lambda: b'<mxfile><diagram name="a">$$$</diagram></mxfile>', "RE141", "damaged"),
        (lambda: b'<mxfile><diagram name="a">QUJD</diagram></mxfile>', "RE141", "damaged|empty|no element"),
    ],
)
def test_hostile_drawings_are_one_clean_refusal(
    data: Callable[[], bytes], code: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_visio_parts, "MOST_BYTES", 2 * 1024 * 1024)
    with pytest.raises(InputError, match=words) as raised:
        read_drawing(data(), file="drawing")
    assert raised.value.problems[-1].code == code
    assert raised.value.problems[-1].source.file.startswith("drawing")


def tried(data: bytes) -> Any:
    try:
        return read_drawing(data, file="drawing")
    except InputError as fault:
        return fault


@settings(max_examples=30)
@given(st.binary(max_size=300), st.integers(0, 2000), st.booleans())
def test_broken_bytes_never_do_more_than_be_refused(noise: bytes, at: int, packed: bool) -> None:
    for whole in (vsdx(CLAIMS, GLUE), drawio(*BODY, packed=packed)):
        assert tried(whole[:at] + noise + whole[at + len(noise) :]) is not None
    assert tried(noise) is not None
