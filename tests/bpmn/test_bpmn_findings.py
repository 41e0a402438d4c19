"""What is odd about a file is a warning with a line, not an exception."""

from collections.abc import Callable

import pytest

from reengineer.bpmn import Definitions, facts, keys_of

Read = Callable[..., Definitions]
TWO = '<bpmn:task id="a"/>\n<bpmn:task id="b"/>\n'


@pytest.mark.parametrize(
    ("inside", "code", "line"),
    [
        (TWO + '<bpmn:task id="a"/>', "RE210", 6),
        ('<bpmn:task id="no way"/>', "RE211", 4),
        (TWO + '<bpmn:sequenceFlow id="f" sourceRef="a" targetRef="gone"/>', "RE212", 6),
        (TWO + '<bpmn:sequenceFlow id="f" targetRef="b"/>', "RE212", 6),
        (TWO + '<bpmn:textAnnotation id="t"/><bpmn:sequenceFlow id="f" sourceRef="a" targetRef="t"/>', "RE212", 6),
        (
            TWO + '<bpmn:subProcess id="s"><bpmn:sequenceFlow id="f" sourceRef="a" targetRef="b"/></bpmn:subProcess>',
            "RE213",
            6,
        ),
        (TWO + '<bpmn:boundaryEvent id="e" attachedToRef="gone"/>', "RE215", 6),
        (TWO + '<bpmn:boundaryEvent id="e"/>', "RE215", 6),
        (
            TWO + '<bpmn:exclusiveGateway id="g" default="f"/><bpmn:sequenceFlow id="f" sourceRef="a" targetRef="b"/>',
            "RE217",
            6,
        ),
        (
            TWO
            + '<bpmn:laneSet><bpmn:lane id="l"><bpmn:flowNodeRef>gone</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>',
            "RE216",
            6,
        ),
        (
            TWO + '<bpmn:startEvent id="s"><bpmn:dataInputAssociation id="i"/></bpmn:startEvent>'
            '<bpmn:endEvent id="e"><bpmn:dataInputAssociation/></bpmn:endEvent>',
            "RE219",
            6,
        ),
    ],
)
def test_each_oddity_is_one_warning_with_its_line(read: Read, inside: str, code: str, line: int) -> None:
    problems = read(inside).problems
    assert {(problem.code, problem.severity, problem.source.line) for problem in problems} == {(code, "warning", line)}


def test_a_task_in_two_lanes_is_a_warning_but_not_in_a_lane_within_a_lane(read: Read) -> None:
    lane = '<bpmn:lane id="{}"><bpmn:flowNodeRef>a</bpmn:flowNodeRef>{}</bpmn:lane>'
    inner = "<bpmn:childLaneSet>" + lane.format("i", "") + "</bpmn:childLaneSet>"
    assert read(TWO + "<bpmn:laneSet>" + lane.format("o", inner) + "</bpmn:laneSet>").problems == ()
    two = read(TWO + "<bpmn:laneSet>" + lane.format("o", "") + lane.format("p", "") + "</bpmn:laneSet>")
    assert [problem.code for problem in two.problems] == ["RE216"]


def test_messages_must_go_from_pool_to_pool(read: Read) -> None:
    around = (
        '<bpmn:collaboration id="C"><bpmn:participant id="us" processRef="P"/>'
        '<bpmn:participant id="x" processRef="gone"/>'
        '<bpmn:messageFlow id="m1" sourceRef="us" targetRef="a"/><bpmn:messageFlow id="m2" sourceRef="a"/>'
        '<bpmn:messageFlow id="m3" sourceRef="x" targetRef="a"/></bpmn:collaboration>'
    )
    problems = read(TWO, around=around).problems
    assert sorted((problem.code, problem.source.element_id) for problem in problems) == [
        ("RE214", "m1"),
        ("RE214", "m2"),
        ("RE218", "x"),
    ]


def test_a_sound_file_has_no_problem(road: Definitions) -> None:
    assert road.problems == ()


def test_facts_leave_out_what_strict_tools_drop(read: Read) -> None:
    inside = (
        '<bpmn:laneSet id="L"><bpmn:lane id="l1"/></bpmn:laneSet>'
        '<bpmn:laneSet id="L"><bpmn:lane id="l2"/></bpmn:laneSet>'
        '<bpmn:startEvent id="s"><bpmn:dataInputAssociation id="i"/></bpmn:startEvent>'
        '<bpmn:intermediateCatchEvent id="t"><bpmn:timerEventDefinition><bpmn:timeDate xsi:type="q:tFormalExpression">1'
        "</bpmn:timeDate></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>"
    )
    around = '<bpmn:message id="1a"/><bpmn:signal id="s"/><bpmn:error id="e"/>'
    definitions = read(inside, around=around)
    found = facts(definitions)
    assert [lane["id"] for lane in found["lanes"]] == ["l1"]
    assert found["other_roots"] == {"error": 1}
    assert found["data_associations"] == []
    assert "timers" not in found["flow_nodes"][1]
    assert len(definitions.roots) == 3


def test_keys_are_ids_or_made_up_where_missing_or_repeated(read: Read) -> None:
    inside = (
        '<bpmn:task id="a"/><bpmn:task/><bpmn:task id="a"/>'
        '<bpmn:task id="task_1"/><bpmn:subProcess><bpmn:task/></bpmn:subProcess>'
    )
    keys = keys_of(read(inside))
    assert [keyed.key for keyed in keys.elements] == ["a", "task_2", "task_3", "task_1", "subProcess_1", "task_4"]
    assert [keyed.parent for keyed in keys.elements][-1] == "subProcess_1"


def test_a_choreography_is_passed_over_by_name(read: Read) -> None:
    choreography = '<bpmn:choreography id="c" name="Who tells whom"/>'
    (problem,) = read('<bpmn:task id="a"/>', around=choreography).problems
    assert (problem.code, problem.severity, problem.source.element_name) == ("RE223", "advice", "Who tells whom")
