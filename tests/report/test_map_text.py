"""Hold the text alternative of a map: every element, in the order in which a case meets them."""

import re
from pathlib import Path

from reengineer.bpmn import (
    BoundaryEvent,
    Definitions,
    EventDefinition,
    ParallelGateway,
    Process,
    SequenceFlow,
    StartEvent,
    SubProcess,
    Task,
    read_bpmn,
)
from reengineer.processmap import build_map
from reengineer.report._map_text import describe_map

ROOT = Path(__file__).resolve().parents[2]


def told(*elements: object) -> str:
    return describe_map(build_map(Definitions(processes=(Process(id="p", flow_elements=elements),))))  # type: ignore[arg-type]


def flow(source: str, target: str, name: str | None = None) -> SequenceFlow:
    return SequenceFlow(id=f"{source}_{target}", source_ref=source, target_ref=target, name=name)


def test_every_node_is_told_once_with_its_id() -> None:
    process_map = build_map(read_bpmn(ROOT / "models" / "complaints" / "as-is.bpmn"))
    text = describe_map(process_map)
    found = re.findall(r"^\d+\. .*?\[(\w+)\]", text, flags=re.MULTILINE)
    assert sorted(found) == sorted(node.id for node in process_map.nodes)
    assert found[0] == "complaint_received"
    assert found[-1] == "final_response_sent"


def test_lanes_pools_and_messages_are_told() -> None:
    text = describe_map(build_map(read_bpmn(ROOT / "models" / "complaints" / "as-is.bpmn")))
    assert "Lanes: Agent, Admin, Handler, Manager, QA, Payments." in text
    assert 'Closed pools: "Customer" [customer]; "Business area" [business_area].' in text
    assert "- from Business area to Wait for file (File)" in text


def test_a_split_names_its_ways() -> None:
    text = told(
        Task(id="x"),
        ParallelGateway(id="g", name="Go"),
        Task(id="a"),
        Task(id="b"),
        flow("x", "g"),
        flow("g", "a", "left"),
        flow("g", "b"),
    )
    assert '2. Parallel gateway "Go" [g]. Then all of: left to 3, to 4.' in text


def test_a_join_says_what_it_waits_for() -> None:
    text = told(
        Task(id="a"),
        Task(id="b"),
        ParallelGateway(id="j"),
        Task(id="c"),
        flow("a", "j"),
        flow("b", "j"),
        flow("j", "c"),
    )
    assert "Parallel gateway [j]. Waits for all ways. Then to 3." in text


def test_boundary_events_and_insides_say_where_they_are() -> None:
    sub = SubProcess(id="s", name="Inner", flow_elements=(StartEvent(id="i"),))
    edge = BoundaryEvent(id="e", attached_to="s", event_definitions=(EventDefinition(kind="timer"),))
    text = told(sub, edge)
    assert "3. Boundary event (timer) [e], on 1." in text
    assert "2. Start event [i], inside s." in text


def test_an_empty_map_says_so() -> None:
    assert describe_map(build_map(Definitions())) == "The map holds no process.\n"
