"""A map that draws nothing is given a diagram when it is written, so that modellers show it."""

from collections.abc import Callable

from reengineer.bpmn import AddSequenceFlow, Definitions, RemoveFlowNode, SequenceFlow, SetName, read_bpmn, write_bpmn
from reengineer.bpmn._layout import lay_out

Read = Callable[..., Definitions]


def test_a_map_without_a_diagram_is_drawn_when_something_was_added(bare_road: Definitions) -> None:
    edited = bare_road.edit(AddSequenceFlow("P", SequenceFlow(id="skip", source_ref="s", target_ref="b")))
    again = read_bpmn(write_bpmn(edited))
    assert again.diagram.shapes == lay_out(edited).shapes
    assert again.diagram.edges == lay_out(edited).edges
    assert again.processes == edited.processes


def test_an_unedited_map_stays_as_it_is_unless_asked(bare_road: Definitions) -> None:
    assert write_bpmn(bare_road) == bare_road.original
    drawn = read_bpmn(write_bpmn(bare_road, draw=True))
    assert set(drawn.diagram.shapes) == {"s", "a", "b", "e", "front", "back", "note"}
    assert set(drawn.diagram.edges) == {"f1", "f2", "f3", "tie"}


def test_a_map_is_not_drawn_where_that_is_not_wanted(bare_road: Definitions) -> None:
    edited = bare_road.edit(AddSequenceFlow("P", SequenceFlow(id="skip", source_ref="s", target_ref="b")))
    assert b"BPMNShape" not in write_bpmn(edited, draw=False)


def test_a_new_name_alone_draws_nothing(bare_road: Definitions) -> None:
    assert b"BPMNShape" not in write_bpmn(bare_road.edit(SetName("a", "Ask twice")))


def test_a_map_with_a_diagram_keeps_it(road: Definitions) -> None:
    assert write_bpmn(road, draw=True) == road.original


def test_an_empty_diagram_gives_way(read: Read) -> None:
    empty = '<bpmndi:BPMNDiagram id="G"><bpmndi:BPMNPlane id="G1" bpmnElement="P"/></bpmndi:BPMNDiagram>'
    written = write_bpmn(read('<bpmn:task id="a"/>', around=empty), draw=True)
    assert written.count(b"<bpmndi:BPMNDiagram") == 1
    assert set(read_bpmn(written).diagram.shapes) == {"a"}


def test_elements_without_an_id_get_one_to_be_drawn(read: Read) -> None:
    written = read_bpmn(write_bpmn(read('<bpmn:task id="a"/><bpmn:task name="No id"/>'), draw=True))
    assert set(written.diagram.shapes) == {"a", "task_1"}
    assert [node.id for node in written.processes[0].flow_nodes] == ["a", "task_1"]


def test_processes_that_no_pool_shows_have_pages_of_their_own(read: Read) -> None:
    around = (
        '<bpmn:collaboration id="C"><bpmn:participant id="pool" processRef="P"/></bpmn:collaboration>'
        '<bpmn:process id="Q"><bpmn:task id="q"/></bpmn:process>'
    )
    written = write_bpmn(read('<bpmn:task id="a"/>', around=around), draw=True)
    assert b'bpmnElement="P"' not in written
    assert all(written.count(f'bpmnElement="{key}"'.encode()) == 1 for key in ("C", "Q", "pool", "a", "q"))
    assert read_bpmn(written).diagram.counts.diagrams == 2


def test_new_ids_of_the_diagram_are_free(read: Read) -> None:
    written = write_bpmn(read('<bpmn:task id="a"/><bpmn:task id="a_di"/><bpmn:task id="P_plane"/>'), draw=True)
    assert all(written.count(f' id="{key}"'.encode()) == 1 for key in ("a_di", "a_di_2", "P_plane", "P_plane_2"))


def test_a_removed_message_leaves_the_lists_of_its_other_end(read: Read) -> None:
    around = (
        '<bpmn:collaboration id="C"><bpmn:messageFlow id="m" sourceRef="a" targetRef="b"/></bpmn:collaboration>'
        '<bpmn:process id="Q"><bpmn:task id="b"><bpmn:incoming>m</bpmn:incoming></bpmn:task></bpmn:process>'
    )
    written = write_bpmn(
        read('<bpmn:task id="a"><bpmn:outgoing>m</bpmn:outgoing></bpmn:task>', around=around).edit(RemoveFlowNode("a"))
    )
    assert b">m<" not in written
