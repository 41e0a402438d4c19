"""A map is a graph of the file's nodes and flows."""

import pickle
from collections.abc import Callable

import networkx as nx
import pytest

from reengineer.errors import BpmnError
from reengineer.processmap import ProcessMap

MakeMap = Callable[..., ProcessMap]
LINE = ("start:s task:a task:b end:e", "s>a a>b b>e")


def test_nodes_and_flows_keep_the_order_of_the_file(chart: MakeMap) -> None:
    made = chart(*LINE)
    assert [(node.id, node.index, node.name, node.type, node.kind) for node in made.nodes][:2] == [
        ("s", 0, "S", "startEvent", "event"),
        ("a", 1, "A", "task", "task"),
    ]
    assert [(flow.id, flow.index, flow.source, flow.target) for flow in made.flows][1] == ("a_b", 1, "a", "b")
    assert [flow.id for flow in made.outgoing("a")] == ["a_b"]
    assert [flow.id for flow in made.incoming("a")] == ["s_a"]
    assert made.incoming("s") == ()


@pytest.mark.parametrize(
    ("xml", "kind", "position", "trigger"),
    [
        ("<bpmn:startEvent><bpmn:timerEventDefinition/></bpmn:startEvent>", "event", "start", "timer"),
        ("<bpmn:endEvent><bpmn:terminateEventDefinition/></bpmn:endEvent>", "event", "end", "terminate"),
        ("<bpmn:intermediateCatchEvent/>", "event", "catch", "none"),
        ("<bpmn:intermediateThrowEvent/>", "event", "throw", "none"),
        (
            "<bpmn:boundaryEvent><bpmn:messageEventDefinition/><bpmn:errorEventDefinition/></bpmn:boundaryEvent>",
            "event",
            "boundary",
            "multiple",
        ),
        (
            "<bpmn:startEvent><bpmn:eventDefinitionRef>x</bpmn:eventDefinitionRef></bpmn:startEvent>",
            "event",
            "start",
            "referenced",
        ),
        ("<bpmn:transaction/>", "subprocess", "", "none"),
        ("<bpmn:callActivity/>", "call", "", "none"),
        ("<bpmn:receiveTask/>", "task", "", "none"),
        ("<bpmn:inclusiveGateway/>", "gateway", "", "none"),
    ],
)
def test_kind_position_and_trigger_follow_the_element(
    make_map: MakeMap, xml: str, kind: str, position: str, trigger: str
) -> None:
    (node,) = make_map(xml).nodes
    assert (node.kind, node.position, node.trigger) == (kind, position, trigger)
    assert node.label == f"{node.type}_1"
    assert node.is_activity == (kind in ("task", "call", "subprocess"))


def test_a_node_is_found_by_id_or_unique_name(make_map: MakeMap) -> None:
    made = make_map(
        '<bpmn:task id="a" name="Check&#10;  it"/><bpmn:task id="b" name="Twin"/><bpmn:task id="c" name="Twin"/>'
    )
    assert made.node("a") is made.node("Check it") is made.find(" Check  it ")
    assert made.find("Twin") is None
    with pytest.raises(BpmnError, match=r'map\.bpmn: the name "Twin" belongs to 2 elements: b, c(.|\n)*RE221'):
        made.node("Twin")
    with pytest.raises(BpmnError, match=r'no element "Chekc it"; nearest: "Check it"(.|\n)*RE220'):
        made.node("Chekc it")
    with pytest.raises(BpmnError, match='the map has: "Check it", "Twin", "a"'):
        made.node("???")


def test_a_flow_is_found_by_id_or_unique_name(make_map: MakeMap) -> None:
    made = make_map('<bpmn:task id="a"/>', "yes:a>a a>a")
    assert made.flow("yes") is made.flows[0]
    with pytest.raises(BpmnError, match=r'nearest: "a_a"(.|\n)*RE222'):
        made.flow("a_b")
    with pytest.raises(BpmnError, match="RE222"):
        made.flow("???")


def test_lanes_are_inherited_by_what_is_inside_and_attached(make_map: MakeMap) -> None:
    inside = (
        '<bpmn:laneSet><bpmn:lane id="o" name="Outer"><bpmn:flowNodeRef>s</bpmn:flowNodeRef><bpmn:childLaneSet>'
        '<bpmn:lane id="i" name="Inner"><bpmn:flowNodeRef>s</bpmn:flowNodeRef>'
        "</bpmn:lane></bpmn:childLaneSet></bpmn:lane>"
        '</bpmn:laneSet><bpmn:subProcess id="s"><bpmn:task id="a"/></bpmn:subProcess>'
        '<bpmn:boundaryEvent id="b" attachedToRef="s"/><bpmn:task id="z"/>'
    )
    made = make_map(inside)
    assert [(node.lane, node.lane_name) for node in made.nodes] == [("i", "Inner")] * 3 + [(None, None)]
    assert [(lane.id, lane.name, lane.parent, lane.nodes) for lane in made.lanes] == [
        ("o", "Outer", None, ("s",)),
        ("i", "Inner", "o", ("s",)),
    ]
    assert [node.id for node in made.boundary_events("s")] == ["b"]
    assert made.node("b").attached_to == "s"


def test_defaults_and_conditions_are_on_the_flows(make_map: MakeMap) -> None:
    inside = (
        '<bpmn:exclusiveGateway id="g" default="g_a"/><bpmn:task id="a"/>'
        '<bpmn:sequenceFlow id="c" sourceRef="g" targetRef="a"><bpmn:conditionExpression>x</bpmn:conditionExpression>'
        "</bpmn:sequenceFlow>"
    )
    made = make_map(inside, "g>a")
    assert [(flow.id, flow.is_default, flow.condition) for flow in made.flows] == [
        ("c", False, "x"),
        ("g_a", True, None),
    ]
    assert made.flow("c").place.line == 3
    assert made.is_split("g")
    assert made.is_join("a")


def test_a_flow_to_nothing_is_a_problem_and_not_a_flow(make_map: MakeMap) -> None:
    made = make_map('<bpmn:task id="a"/>', "a>gone")
    assert made.flows == ()
    assert [problem.code for problem in made.problems] == ["RE212"]


def test_repeated_ids_in_two_processes_stay_apart(make_map: MakeMap) -> None:
    twin = (
        '<bpmn:process id="Q"><bpmn:task id="a"/><bpmn:task id="b"/>'
        '<bpmn:sequenceFlow id="f" sourceRef="a" targetRef="b"/></bpmn:process>'
    )
    made = make_map('<bpmn:task id="a"/><bpmn:task id="b"/>', "f:a>b", around=twin)
    assert [(flow.id, flow.source, flow.target) for flow in made.flows] == [
        ("f", "a", "b"),
        ("sequenceFlow_1", "task_1", "task_2"),
    ]
    assert {node.process for node in made.nodes} == {"P", "Q"}


def test_pools_and_processes_come_from_the_file(make_map: MakeMap) -> None:
    around = (
        '<bpmn:collaboration id="C"><bpmn:participant id="us" processRef="P"/>'
        '<bpmn:participant id="x"/></bpmn:collaboration>'
    )
    made = make_map("", around=around)
    assert [pool.id for pool in made.pools] == ["us", "x"]
    assert [process.id for process in made.processes] == ["P"]


def test_the_graph_is_a_frozen_copy(chart: MakeMap) -> None:
    made = chart(*LINE)
    graph = made.graph
    assert graph.nodes["a"]["node"] is made.node("a")
    assert graph.edges["a", "b", "a_b"]["flow"] is made.flow("a_b")
    with pytest.raises(nx.NetworkXError, match="Frozen"):
        graph.add_node("x")


def test_a_map_pickles_and_gives_plain_records(chart: MakeMap) -> None:
    made = chart(*LINE)
    again = pickle.loads(pickle.dumps(made))  # noqa: S301
    assert again == made
    assert again.node("A").id == "a"
    assert [row["id"] for row in made.as_records()] == ["s", "a", "b", "e"]
    assert [node.id for node in made.activities] == ["a", "b"]
