"""Edits give new definitions; what is written reads back as what was edited."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reengineer import bpmn
from reengineer.bpmn import (
    AddFlowNode,
    AddLane,
    AddSequenceFlow,
    AssignLane,
    Definitions,
    Edit,
    RedirectFlow,
    RemoveFlowNode,
    RemoveSequenceFlow,
    SequenceFlow,
    SetCondition,
    SetDefault,
    SetName,
    SetType,
    UserTask,
    facts,
    read_bpmn,
    write_bpmn,
)
from reengineer.errors import BpmnError

Read = Callable[..., Definitions]
INSERT = (
    AddFlowNode("P", UserTask(id="n", name="New <b> \n step"), "back"),
    RedirectFlow("f2", target="n"),
    AddSequenceFlow("P", SequenceFlow(id="f2b", source_ref="n", target_ref="b")),
)


def same_again(definitions: Definitions) -> Definitions:
    """Check that written bytes read back as the edited records, and return them."""
    again = read_bpmn(write_bpmn(definitions, draw=False))
    assert again == definitions
    return again


def flows(definitions: Definitions) -> list[tuple[str | None, str | None, str | None]]:
    """Return id, source and target of each flow."""
    return [(flow.id, flow.source_ref, flow.target_ref) for flow in definitions.processes[0].sequence_flows]


def test_an_inserted_step_reads_back(road: Definitions) -> None:
    edited = same_again(road.edit(*INSERT))
    assert ("f2", "a", "n") in flows(edited)
    assert edited.processes[0].lanes[1].flow_node_refs == ("b", "e", "n")
    assert edited.find("n") == UserTask(id="n", name="New <b> \n step")


def test_the_edited_definitions_leave_the_first_ones_alone(road: Definitions) -> None:
    before = facts(road)
    edited = road.edit(*INSERT)
    assert facts(road) == before
    assert road.edits == ()
    assert edited.edits[:3] == INSERT
    assert edited.original is road.original


def test_no_edit_gives_the_same_definitions(road: Definitions) -> None:
    assert road.edit() is road


def test_edits_in_two_calls_are_those_of_one(bare_road: Definitions) -> None:
    assert bare_road.edit(*INSERT[:2]).edit(INSERT[2]) == bare_road.edit(*INSERT)


def test_a_removed_node_takes_all_that_hangs_on_it(read: Read) -> None:
    inside = (
        '<bpmn:laneSet><bpmn:lane id="l"><bpmn:flowNodeRef>a</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>'
        '<bpmn:exclusiveGateway id="g" default="f"><bpmn:outgoing>f</bpmn:outgoing></bpmn:exclusiveGateway>'
        '<bpmn:subProcess id="a"><bpmn:task id="i"/>'
        '<bpmn:sequenceFlow id="fi" sourceRef="i" targetRef="i"/></bpmn:subProcess>'
        '<bpmn:boundaryEvent id="b" attachedToRef="tns:a"/><bpmn:task id="z"/><bpmn:textAnnotation id="t"/>'
        '<bpmn:sequenceFlow id="f" sourceRef="g" targetRef="a"/>'
        '<bpmn:sequenceFlow id="fb" sourceRef="b" targetRef="z"/>'
        '<bpmn:association id="as" sourceRef="a" targetRef="t"/>'
    )
    around = (
        '<bpmn:collaboration id="C"><bpmn:messageFlow id="m" sourceRef="p" targetRef="i"/>'
        '<bpmn:participant id="p"/></bpmn:collaboration>'
    )
    edited = same_again(read(inside, around=around).edit(RemoveFlowNode("a")))
    process = edited.processes[0]
    assert [element.id for element in process.flow_elements] == ["g", "z"]
    assert process.lanes[0].flow_node_refs == ()
    assert process.flow_nodes[0].default is None  # type: ignore[attr-defined]
    assert edited.collaborations[0].message_flows == ()
    assert [item.id for item in process.artifacts] == ["t"]
    assert edited.problems == ()


def test_a_removed_flow_leaves_its_nodes_lists(road: Definitions) -> None:
    edited = road.edit(RemoveSequenceFlow("f2"))
    assert [key for key, _, _ in flows(edited)] == ["f1", "f3"]
    assert b"f2" not in write_bpmn(edited)
    assert "f2" not in edited.diagram.edges


def test_a_redirected_flow_moves_at_both_ends(road: Definitions) -> None:
    edited = same_again(road.edit(RedirectFlow("f3", source="a", target="b")))
    assert flows(edited)[2] == ("f3", "a", "b")
    text = write_bpmn(edited).decode()
    assert text.count("<bpmn:outgoing>f3</bpmn:outgoing>") == 1
    assert text.index("f3</bpmn:outgoing>") < text.index('id="b"') < text.index("f3</bpmn:incoming>")


def test_the_default_follows_its_flow(read: Read) -> None:
    inside = (
        '<bpmn:exclusiveGateway id="g"/><bpmn:task id="a"/><bpmn:task id="b"/>'
        '<bpmn:sequenceFlow id="f" sourceRef="g" targetRef="a"/><bpmn:sequenceFlow id="h" sourceRef="g" targetRef="b"/>'
    )
    chosen = same_again(read(inside).edit(SetDefault("g", "h")))
    assert chosen.find("g").default == "h"  # type: ignore[union-attr]
    assert chosen.edit(SetDefault("g", None)).find("g").default is None  # type: ignore[union-attr]
    again = read_bpmn(write_bpmn(chosen)).edit(RedirectFlow("h", source="a"))
    assert again.find("g").default is None  # type: ignore[union-attr]


def test_names_conditions_and_types_change_in_place(road: Definitions) -> None:
    edits = (
        SetName("a", 'Say "ä" & <go>'),
        SetName("front", None),
        SetCondition("f2", "x > 1"),
        SetType("b", "serviceTask"),
    )
    edited = same_again(road.edit(*edits))
    flow = edited.find("f2")
    assert edited.find("a").name == 'Say "ä" & <go>'  # type: ignore[union-attr]
    assert edited.find("front").name is None  # type: ignore[union-attr]
    assert isinstance(flow, SequenceFlow)
    assert flow.condition == "x > 1"
    assert isinstance(edited.find("b"), bpmn.ServiceTask)
    assert edited.edit(SetCondition("f2", None)).find("f2") == SequenceFlow(id="f2", source_ref="a", target_ref="b")


def test_a_script_does_not_outlive_its_task_type(read: Read) -> None:
    inside = (
        '<bpmn:scriptTask id="a" scriptFormat="js"><bpmn:script>1</bpmn:script>'
        '</bpmn:scriptTask><bpmn:inclusiveGateway id="g" default="x"/>'
    )
    text = write_bpmn(
        read(inside).edit(SetType("a", "userTask"), SetType("g", "parallelGateway"), SetType("g", "parallelGateway"))
    )
    assert b"script" not in text
    assert b"default" not in text


def test_pools_can_be_renamed(read: Read) -> None:
    around = '<bpmn:collaboration id="C"><bpmn:participant id="p" name="Old"/></bpmn:collaboration>'
    edited = read("", around=around).edit(SetName("p", "New"))
    assert edited.collaborations[0].participants[0].name == "New"


def test_a_node_changes_lanes_and_leaves_the_old_one(road: Definitions) -> None:
    edited = same_again(road.edit(AssignLane("a", "back")))
    assert [lane.flow_node_refs for lane in edited.processes[0].lanes] == [("s",), ("b", "e", "a")]
    assert [lane.flow_node_refs for lane in edited.edit(AssignLane("a", None)).processes[0].lanes] == [
        ("s",),
        ("b", "e"),
    ]


def test_a_lane_is_added_also_where_there_was_none(road: Definitions, read: Read) -> None:
    assert [lane.id for lane in same_again(road.edit(AddLane("P", "l3", "Third"))).processes[0].lanes][-1] == "l3"
    first = same_again(
        read('<bpmn:task id="a"/>', around='<x:P id="P_lanes"/>').edit(AddLane("P", "l1"), AssignLane("a", "l1"))
    )
    assert first.processes[0].lane_sets[0].id == "P_lanes_2"
    assert first.processes[0].lanes[0].flow_node_refs == ("a",)


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (RemoveFlowNode("askk"), "RE230"),
        (RemoveFlowNode("f1"), "RE232"),
        (SetName("nobody", "x"), "RE230"),
        (AddFlowNode("a", UserTask(id="n")), "RE232"),
        (AddFlowNode("P", UserTask(id="a")), "RE231"),
        (AddFlowNode("P", UserTask(id="a_di")), "RE231"),
        (AddFlowNode("P", UserTask()), "RE233"),
        (AddFlowNode("P", UserTask(id="1 2")), "RE233"),
        (AddFlowNode("P", UserTask(id="n", name="\x00")), "RE234"),
        (AddFlowNode("P", bpmn.BoundaryEvent(id="n", attached_to="x")), "RE230"),
        (AddFlowNode("P", UserTask(id="n"), "a"), "RE232"),
        (AddSequenceFlow("P", SequenceFlow(id="n", source_ref="a")), "RE230"),
        (RedirectFlow("f1", target="e2"), "RE230"),
        (SetType("a", "endEvent"), "RE232"),
        (SetType("e", "task"), "RE232"),
        (SetDefault("a", "f1"), "RE232"),
        (SetName("a", "\ud800"), "RE234"),
    ],
)
def test_an_impossible_edit_is_refused_with_its_code(road: Definitions, edit: Edit, code: str) -> None:
    with pytest.raises(BpmnError) as caught:
        road.edit(edit)
    assert [problem.code for problem in caught.value.problems] == [code]


def test_what_is_no_edit_is_a_mistake_of_the_caller(bare_road: Definitions) -> None:
    with pytest.raises(TypeError, match="str is not an edit"):
        bare_road.edit("x")  # type: ignore[arg-type]


def test_flows_and_lanes_do_not_cross_borders(read: Read) -> None:
    inside = '<bpmn:task id="a"/><bpmn:subProcess id="s"><bpmn:task id="i"/></bpmn:subProcess>'
    other = '<bpmn:process id="Q"><bpmn:laneSet><bpmn:lane id="l"/></bpmn:laneSet></bpmn:process>'
    definitions = read(inside, around=other)
    for edit in (AddSequenceFlow("P", SequenceFlow(id="f", source_ref="a", target_ref="i")), AssignLane("a", "l")):
        with pytest.raises(BpmnError, match="RE232"):
            definitions.edit(edit)


def test_elements_without_ids_get_them_when_first_edited(read: Read) -> None:
    inside = '<bpmn:task id="a"/><bpmn:task id="a" name="B"/><bpmn:sequenceFlow sourceRef="a" targetRef="a"/>'
    edited = same_again(read(inside).edit(SetName("task_1", "C"), RedirectFlow("sequenceFlow_1", target="task_1")))
    assert flows(edited) == [("sequenceFlow_1", "a", "task_1")]
    assert edited.edit(SetName("task_1", "D")).find("task_1").name == "D"  # type: ignore[union-attr]


def test_references_follow_an_id_that_another_process_has_too(read: Read) -> None:
    twin = (
        '<bpmn:process id="Q"><bpmn:task id="a"><bpmn:outgoing>f</bpmn:outgoing></bpmn:task><bpmn:task id="z"/>'
        '<bpmn:sequenceFlow id="g" sourceRef="a" targetRef="z"/></bpmn:process>'
    )
    edited = same_again(read('<bpmn:task id="a"/>', around=twin).edit(SetName("z", "Z")))
    assert [flow.source_ref for flow in edited.processes[0].sequence_flows] == ["a"]
    assert edited.processes[1].flow_nodes[0].id == "task_1"


NODES = st.sampled_from(
    [
        bpmn.Task,
        bpmn.UserTask,
        bpmn.ServiceTask,
        bpmn.ReceiveTask,
        bpmn.CallActivity,
        bpmn.SubProcess,
        bpmn.Transaction,
        bpmn.StartEvent,
        bpmn.EndEvent,
        bpmn.IntermediateCatchEvent,
        bpmn.ExclusiveGateway,
        bpmn.EventBasedGateway,
    ]
)
TEXTS = st.none() | st.text(st.characters(blacklist_categories=("Cs", "Cc")) | st.just("\n"), max_size=12)
PARTS = {
    "loop": st.none()
    | st.builds(bpmn.StandardLoopCharacteristics, test_before=st.booleans(), maximum=st.none() | st.just("3"))
    | st.builds(
        bpmn.MultiInstanceLoopCharacteristics, is_sequential=st.booleans(), cardinality=st.none() | st.just("n + 1")
    ),
    "is_for_compensation": st.booleans(),
    "instantiate": st.booleans(),
    "is_interrupting": st.booleans(),
    "triggered_by_event": st.booleans(),
    "called_element": st.none() | st.just("Other"),
    "gateway_direction": st.sampled_from(["unspecified", "diverging", "converging", "mixed"]),
    "event_gateway_type": st.sampled_from(["exclusive", "parallel"]),
    "parallel_multiple": st.booleans(),
    "event_definitions": st.lists(
        st.builds(
            bpmn.EventDefinition,
            kind=st.just("timer"),
            timers=st.just((bpmn.TimerDefinition(kind="timeDuration", body="PT1H"),)),
        )
        | st.builds(bpmn.EventDefinition, kind=st.just("message"), reference=st.none() | st.just("m"))
        | st.builds(bpmn.EventDefinition, kind=st.just("conditional"), condition=st.none() | st.just("a < b"))
        | st.builds(bpmn.EventDefinition, kind=st.just("link"), name=st.just("A")),
        max_size=2,
    ).map(tuple),
    "event_definition_refs": st.sampled_from([(), ("r",)]),
    "data_associations": st.sampled_from(
        [
            (),
            (
                bpmn.DataAssociation(kind="input", id="i", sources=("d",), target="t"),
                bpmn.DataAssociation(kind="output"),
            ),
        ]
    ),
}


@st.composite
def maps(draw: st.DrawFn) -> tuple[Edit, ...]:
    """Draw edits that build a small map out of the road."""
    kinds = draw(st.lists(NODES, min_size=1, max_size=6))
    edits: list[Edit] = []
    for at, kind in enumerate(kinds):
        fields = {name: draw(PARTS[name]) for name in PARTS if name in kind.__dataclass_fields__}
        lane = draw(st.sampled_from([None, "front", "back"]))
        edits.append(AddFlowNode("P", kind(id=f"n{at}", name=draw(TEXTS), **fields), lane))
    names = [f"n{at}" for at in range(len(kinds))] + ["a", "b"]
    for at in range(draw(st.integers(0, 5))):
        ends = {"source_ref": draw(st.sampled_from(names)), "target_ref": draw(st.sampled_from(names))}
        edits.append(AddSequenceFlow("P", SequenceFlow(id=f"g{at}", name=draw(TEXTS), **ends)))
    return tuple(edits)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=maps(), gone=st.sampled_from(["a", "b", "n0"]))
def test_whatever_is_edited_reads_back_the_same(road: Definitions, edits: tuple[Edit, ...], gone: str) -> None:
    edited = road.edit(*edits)
    same_again(edited)
    same_again(edited.edit(RemoveFlowNode(gone)))


def test_a_flow_that_was_added_leaves_lists_with_prefixes_again(read: Read) -> None:
    inside = (
        '<bpmn:task id="a"><bpmn:outgoing>tns:f</bpmn:outgoing></bpmn:task>'
        '<bpmn:task id="b"><bpmn:incoming>tns:f</bpmn:incoming></bpmn:task>'
        '<bpmn:sequenceFlow id="f" sourceRef="a" targetRef="b"/>'
    )
    flow = AddSequenceFlow("P", SequenceFlow(id="g", source_ref="b", target_ref="a"))
    assert b"tns:g<" in write_bpmn(read(inside).edit(flow))
    assert b"tns:g<" not in write_bpmn(read(inside).edit(flow, RemoveSequenceFlow("g")))


def test_a_default_of_a_node_without_an_id_is_looked_at_too(read: Read) -> None:
    odd = read('<bpmn:task default="f"/><bpmn:sequenceFlow id="f"/>')
    assert "RE217" in [problem.code for problem in odd.problems]
