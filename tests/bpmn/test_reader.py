"""Reading gives records as the specification names them."""

import gc
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from reengineer import bpmn
from reengineer.bpmn import Definitions, read_bpmn
from reengineer.bpmn._diagram import Later
from reengineer.errors import BpmnError

Read = Callable[..., Definitions]
Xml = Callable[..., bytes]


def only(definitions: Definitions) -> bpmn.FlowElement:
    """Return the one element of the one process."""
    (element,) = definitions.processes[0].flow_elements
    return element


@pytest.mark.parametrize(
    "kind",
    [
        bpmn.Task,
        bpmn.UserTask,
        bpmn.ManualTask,
        bpmn.ServiceTask,
        bpmn.SendTask,
        bpmn.ReceiveTask,
        bpmn.ScriptTask,
        bpmn.BusinessRuleTask,
        bpmn.CallActivity,
        bpmn.SubProcess,
        bpmn.Transaction,
        bpmn.AdHocSubProcess,
        bpmn.StartEvent,
        bpmn.EndEvent,
        bpmn.IntermediateCatchEvent,
        bpmn.IntermediateThrowEvent,
        bpmn.BoundaryEvent,
        bpmn.ExclusiveGateway,
        bpmn.ParallelGateway,
        bpmn.InclusiveGateway,
        bpmn.EventBasedGateway,
        bpmn.ComplexGateway,
        bpmn.SequenceFlow,
        bpmn.DataObject,
        bpmn.DataObjectReference,
        bpmn.DataStoreReference,
        bpmn.ImplicitThrowEvent,
    ],
)
def test_each_element_becomes_the_record_of_its_name(read: Read, kind: type[bpmn.FlowElement]) -> None:
    element = only(read(f'<bpmn:{kind.tag} id="n" name="N"/>'))
    assert type(element) is kind
    assert (element.id, element.name) == ("n", "N")


def test_a_record_knows_its_file_line_and_label(read: Read) -> None:
    source = only(read('\n<bpmn:task id="n" name="Check&#10; it"/>')).source
    assert (source.file, source.line, source.element) == ("map.bpmn", 5, 'n "Check it"')


def test_references_with_a_prefix_mean_the_bare_id(read: Read) -> None:
    inside = (
        '<bpmn:laneSet><bpmn:lane id="l"><bpmn:flowNodeRef> tns:a </bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>'
        '<bpmn:task id="a" default="tns:f"/><bpmn:sequenceFlow id="f" sourceRef="tns:a" targetRef="tns:gone"/>'
    )
    process = read(inside).processes[0]
    assert process.lanes[0].flow_node_refs == ("a",)
    assert process.flow_nodes[0].default == "f"  # type: ignore[attr-defined]
    assert (process.sequence_flows[0].source_ref, process.sequence_flows[0].target_ref) == ("a", "tns:gone")


def test_an_id_with_a_colon_is_taken_as_it_stands(read: Read) -> None:
    inside = '<bpmn:task id="x:a"/><bpmn:task id="a"/><bpmn:sequenceFlow id="f" sourceRef="x:a" targetRef="a"/>'
    assert read(inside).processes[0].sequence_flows[0].source_ref == "x:a"


def test_nested_sub_processes_are_walked_in_the_order_of_the_file(read: Read) -> None:
    inside = (
        '<bpmn:subProcess id="o" triggeredByEvent="true">'
        '<bpmn:task id="i1"/><bpmn:subProcess id="m"><bpmn:task id="i2"/>'
        '</bpmn:subProcess><bpmn:task id="i3"/></bpmn:subProcess><bpmn:task id="z"/>'
    )
    walked = [(element.id, holder.id) for element, holder, _ in read(inside).walk()]
    assert walked == [("o", "P"), ("i1", "o"), ("m", "o"), ("i2", "m"), ("i3", "o"), ("z", "P")]


def test_events_keep_their_definitions_timers_and_links(read: Read) -> None:
    inside = (
        '<bpmn:boundaryEvent id="b" attachedToRef="a" cancelActivity="false" parallelMultiple="true">'
        '<bpmn:timerEventDefinition id="t">'
        '<bpmn:timeDuration xsi:type="bpmn:tFormalExpression"> PT5M </bpmn:timeDuration>'
        '</bpmn:timerEventDefinition><bpmn:messageEventDefinition messageRef="tns:m"/>'
        '<bpmn:linkEventDefinition name="A"/><bpmn:conditionalEventDefinition><bpmn:condition>x &gt; 1</bpmn:condition>'
        "</bpmn:conditionalEventDefinition><bpmn:eventDefinitionRef>r</bpmn:eventDefinitionRef></bpmn:boundaryEvent>"
    )
    event = only(read(inside, around='<bpmn:message id="m"/>'))
    assert isinstance(event, bpmn.BoundaryEvent)
    timer, message, link, condition = event.event_definitions
    assert timer.timers == (bpmn.TimerDefinition(kind="timeDuration", body="PT5M"),)
    assert (message.reference, link.name, condition.condition) == ("m", "A", "x > 1")
    assert (event.attached_to, event.cancel_activity, event.parallel_multiple) == ("a", False, True)
    assert event.event_definition_refs == ("r",)


def test_loops_are_standard_or_many_instances(read: Read) -> None:
    standard = (
        '<bpmn:standardLoopCharacteristics testBefore="1" loopMaximum="3"><bpmn:loopCondition>more</bpmn:loopCondition>'
    )
    many = '<bpmn:multiInstanceLoopCharacteristics isSequential="true"><bpmn:loopCardinality>4</bpmn:loopCardinality>'
    inside = (
        f'<bpmn:task id="a">{standard}</bpmn:standardLoopCharacteristics></bpmn:task>'
        f'<bpmn:task id="b" isForCompensation="true">{many}</bpmn:multiInstanceLoopCharacteristics></bpmn:task>'
    )
    first, second = (element.loop for element in read(inside).processes[0].flow_nodes)  # type: ignore[attr-defined]
    assert first == bpmn.StandardLoopCharacteristics(test_before=True, maximum="3", condition="more")
    assert second == bpmn.MultiInstanceLoopCharacteristics(is_sequential=True, cardinality="4")


def test_lanes_may_hold_lanes(read: Read) -> None:
    inside = (
        '<bpmn:laneSet id="L"><bpmn:lane id="o"><bpmn:childLaneSet id="C"><bpmn:lane id="i"><bpmn:flowNodeRef>a'
        "</bpmn:flowNodeRef></bpmn:lane></bpmn:childLaneSet></bpmn:lane>"
        '<bpmn:lane id="p"/></bpmn:laneSet><bpmn:task id="a"/>'
    )
    process = read(inside).processes[0]
    assert [lane.id for lane in process.lanes] == ["o", "i", "p"]
    assert process.lanes[1].flow_node_refs == ("a",)


def test_pools_and_messages_are_read_black_boxes_too(read: Read) -> None:
    around = (
        '<bpmn:collaboration id="C"><bpmn:participant id="us" name="Us" processRef="P"/><bpmn:participant id="them">'
        '<bpmn:participantMultiplicity maximum="9"/></bpmn:participant>'
        '<bpmn:messageFlow id="m" sourceRef="them" targetRef="a" messageRef="x"/>'
        '<bpmn:group id="g"/></bpmn:collaboration>'
    )
    (group,) = read('<bpmn:task id="a"/>', around=around).collaborations
    assert [(pool.id, pool.process_ref, pool.is_multiple) for pool in group.participants] == [
        ("us", "P", False),
        ("them", None, True),
    ]
    assert (group.message_flows[0].source_ref, group.message_flows[0].message_ref) == ("them", "x")
    assert isinstance(group.artifacts[0], bpmn.Group)


def test_data_and_what_reads_and_writes_it_are_kept(read: Read) -> None:
    inside = (
        '<bpmn:dataObject id="o" isCollection="true"/><bpmn:dataObjectReference id="r" dataObjectRef="o"/>'
        '<bpmn:task id="a"><bpmn:dataInputAssociation id="i"><bpmn:sourceRef>r</bpmn:sourceRef><bpmn:targetRef>t'
        "</bpmn:targetRef></bpmn:dataInputAssociation><bpmn:dataOutputAssociation><bpmn:targetRef>r</bpmn:targetRef>"
        "</bpmn:dataOutputAssociation></bpmn:task>"
    )
    process = read(inside).processes[0]
    assert [(item.is_collection, item.refers_to) for item in process.data_elements] == [(True, None), (False, "o")]
    one, two = process.flow_nodes[0].data_associations
    assert (one.kind, one.sources, one.target, two.kind, two.target) == ("input", ("r",), "t", "output", "r")


def test_texts_ties_and_conditions_are_read(road: Definitions, read: Read) -> None:
    note, tie = road.processes[0].artifacts
    assert isinstance(note, bpmn.TextAnnotation)
    assert isinstance(tie, bpmn.Association)
    assert (note.text, tie.source_ref, tie.direction) == ("Twice a day", "b", "none")
    flow = only(
        read('<bpmn:sequenceFlow id="f"><bpmn:conditionExpression>a=1</bpmn:conditionExpression></bpmn:sequenceFlow>')
    )
    assert isinstance(flow, bpmn.SequenceFlow)
    assert (flow.has_condition, flow.condition) == (True, "a=1")


def test_the_diagram_is_read_by_element(road: Definitions) -> None:
    assert road.diagram.shapes["a"].bounds == bpmn.Bounds(150, 20, 100, 80)
    assert road.diagram.edges["f2"].waypoints == ((250, 60), (350, 60), (350, 140))
    assert road.diagram.counts == bpmn.DiagramCounts(diagrams=1, shapes=6, edges=3, dangling=0)
    assert not road.diagram.is_empty


def test_odd_coordinates_count_as_nought(xml: Xml) -> None:
    picture = (
        "<bpmndi:BPMNDiagram><bpmndi:BPMNPlane>"
        '<bpmndi:BPMNShape bpmnElement="tns:a" isHorizontal="true" isExpanded="0">'
        '<dc:Bounds x="nan" y="1e400" width="ten" height="5"/><bpmndi:BPMNLabel><dc:Bounds x="1"/></bpmndi:BPMNLabel>'
        '</bpmndi:BPMNShape><bpmndi:BPMNShape bpmnElement="gone"/><bpmndi:BPMNEdge bpmnElement="f">'
        '<di:waypoint x="inf" y="2"/><di:waypoint y="3"/></bpmndi:BPMNEdge></bpmndi:BPMNPlane></bpmndi:BPMNDiagram>'
    )
    inside = '<bpmn:task id="a"/><bpmn:sequenceFlow id="f" sourceRef="a" targetRef="a"/>'
    diagram = read_bpmn(xml(inside, around=picture)).diagram
    shape = diagram.shapes["a"]
    assert shape == bpmn.Shape(bpmn.Bounds(0, 0, 0, 5), True, False, bpmn.Bounds(1, 0, 0, 0))
    assert diagram.edges["f"].waypoints == ((0, 2), (0, 3))
    assert diagram.counts.dangling == 1


def test_what_else_stands_at_the_top_is_counted(read: Read) -> None:
    around = '<bpmn:message id="m" name="Mail"/><bpmn:error id="e"/><bpmn:message id="n"/><bpmn:import/><x:y/>'
    definitions = read("", around=around)
    assert definitions.other_roots == (("message", 2), ("error", 1))


def test_definitions_pickle_and_compare_by_what_they_say(road: Definitions, road_xml: bytes) -> None:
    assert pickle.loads(pickle.dumps(road)) == road  # noqa: S301
    assert read_bpmn(road_xml.replace(b"<bpmn:process", b"\n\n<bpmn:process"), file="other") == road
    assert read_bpmn(road_xml.replace(b'"Build"', b'"Make"')) != road


def test_an_element_is_found_by_its_id(road: Definitions) -> None:
    found = [road.find(key) for key in ("P", "front", "a", "f3")]
    assert [item.tag for item in found if item] == ["process", "lane", "userTask", "sequenceFlow"]
    assert road.find("nobody") is None


def test_a_path_is_read_and_a_missing_one_refused(tmp_path: Path, road_xml: bytes, road: Definitions) -> None:
    (tmp_path / "road.bpmn").write_bytes(road_xml)
    assert read_bpmn(tmp_path / "road.bpmn") == road
    with pytest.raises(BpmnError, match=r"gone\.bpmn: the map cannot be read: no such file.*\[RE200\]|RE200"):
        read_bpmn(str(tmp_path / "gone.bpmn"))


def test_rectangles_know_their_sides() -> None:
    box = bpmn.Bounds(10, 20, 30, 40)
    assert (box.right, box.bottom, box.centre) == (40, 60, (25, 40))
    assert box.overlaps(bpmn.Bounds(45, 20, 5, 5), margin=10)
    assert not box.overlaps(bpmn.Bounds(45, 20, 5, 5))
    assert box.contains(bpmn.Bounds(10, 20, 30, 40))
    assert box.moved(dy=5) == bpmn.Bounds(10, 25, 30, 40)


def test_places_are_read_once_and_only_when_they_are_asked_for(
    road_xml: bytes, road: Definitions, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reengineer.bpmn import _reader

    shapes, read, parse = dict(road.diagram.shapes), [], _reader.parse
    monkeypatch.setattr(_reader, "parse", lambda data, **more: read.append(data) or parse(data, **more))
    definitions = read_bpmn(road_xml)
    assert (definitions.diagram.counts, bpmn.facts(definitions)["di"]["shapes"]) == (road.diagram.counts, 6)
    assert len(read) == 1
    assert definitions.diagram.shapes == shapes
    assert (len(definitions.diagram.edges), "a" in definitions.diagram.shapes) == (3, True)
    assert len(read) == 2


def test_a_mapping_read_later_is_the_mapping() -> None:
    later = Later(lambda: {"a": 1})
    assert later == {"a": 1}
    assert (repr(later), list(later), len(later), later.get("b")) == ("{'a': 1}", ["a"], 1, None)
    assert type(pickle.loads(pickle.dumps(later))) is dict  # noqa: S301


def test_no_tree_stays_behind(road_xml: bytes) -> None:
    gc.collect()
    gc.disable()
    try:
        definitions = read_bpmn(road_xml)
        assert definitions.diagram.shapes
        assert not any(isinstance(item, etree._Element) for item in gc.get_objects())
    finally:
        gc.enable()
