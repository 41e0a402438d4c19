"""What is new gets a place in the diagram; what need not move does not."""

from collections.abc import Callable
from itertools import combinations

import pytest

from reengineer import bpmn
from reengineer.bpmn import (
    AddFlowNode,
    AddLane,
    AddSequenceFlow,
    AssignLane,
    Bounds,
    Definitions,
    RedirectFlow,
    SequenceFlow,
    Task,
)

Read = Callable[..., Definitions]


def box(definitions: Definitions, key: str) -> Bounds:
    """Return the place of an element."""
    bounds = definitions.diagram.shapes[key].bounds
    assert bounds is not None
    return bounds


def nodes(definitions: Definitions) -> list[Bounds]:
    """Return the places of all nodes."""
    return [box(definitions, node.id or "") for node in definitions.processes[0].flow_nodes]


def joined(source: str, target: str) -> AddSequenceFlow:
    """Return the edit that joins two nodes."""
    return AddSequenceFlow("P", SequenceFlow(id=f"{source}_{target}", source_ref=source, target_ref=target))


def test_a_new_node_stands_right_of_its_predecessor(road: Definitions) -> None:
    edited = road.edit(AddFlowNode("P", Task(id="n"), "front"), joined("a", "n"))
    assert box(edited, "n") == Bounds(300, 20, 100, 80)
    assert edited.diagram.edges["a_n"].waypoints == ((250, 60), (300, 60))
    assert box(edited, "b") == box(road, "b")


def test_a_new_node_in_another_lane_stands_inside_that_lane(road: Definitions) -> None:
    edited = road.edit(AddFlowNode("P", Task(id="n"), "front", near="b"))
    assert box(edited, "front").contains(box(edited, "n"))


def test_nodes_at_one_place_shift_down_and_the_lane_grows(road: Definitions) -> None:
    new = [AddFlowNode("P", Task(id=f"n{at}"), "front", near="a") for at in range(4)]
    edited = road.edit(*new)
    assert not any(one.overlaps(other) for one, other in combinations(nodes(edited), 2))
    assert all(box(edited, "front").contains(box(edited, f"n{at}")) for at in range(4))
    grown = box(edited, "front").height - 120
    assert grown > 0
    assert box(edited, "back").y == 120 + grown
    assert box(edited, "b") == box(road, "b").moved(dy=grown)
    assert edited.diagram.edges["f3"].waypoints == ((400, 180 + grown), (500, 180 + grown))


def test_lanes_grow_wider_together(road: Definitions) -> None:
    edited = road.edit(AddFlowNode("P", Task(id="n"), "back", near="e"))
    assert box(edited, "front").width == box(edited, "back").width > 600
    assert box(edited, "back").contains(box(edited, "n"))


def test_a_place_that_is_given_is_taken(road: Definitions) -> None:
    place = Bounds(430, 30, 90, 60)
    line = ((1.0, 2.5), (3.0, 4.0))
    flow = AddSequenceFlow("P", SequenceFlow(id="f", source_ref="a", target_ref="n"), line)
    edited = road.edit(AddFlowNode("P", Task(id="n"), "front", place), flow)
    assert box(edited, "n") == place
    assert edited.diagram.edges["f"].waypoints == line


def test_a_node_moves_with_its_lane_and_its_flows_follow(road: Definitions) -> None:
    edited = road.edit(AssignLane("a", "back"))
    assert box(edited, "back").contains(box(edited, "a"))
    assert edited.diagram.edges["f1"] != road.diagram.edges["f1"]
    assert road.edit(AssignLane("a", "front")).diagram == road.diagram


def test_a_new_lane_lies_below_the_others(road: Definitions) -> None:
    edited = road.edit(AddLane("P", "third"), AddFlowNode("P", Task(id="n"), "third"), joined("b", "n"))
    assert box(edited, "third") == Bounds(0, 240, 600, 120)
    assert edited.diagram.shapes["third"].is_horizontal
    assert box(edited, "third").contains(box(edited, "n"))
    placed = road.edit(AddLane("P", "third", bounds=Bounds(0, 300, 10, 10)))
    assert box(placed, "third") == Bounds(0, 300, 10, 10)


def test_a_boundary_event_stands_on_the_border(road: Definitions) -> None:
    events = [AddFlowNode("P", bpmn.BoundaryEvent(id=f"t{at}", attached_to="b")) for at in range(2)]
    edited = road.edit(*events, joined("t0", "e"))
    host, first, second = (box(edited, key) for key in ("b", "t0", "t1"))
    assert first.centre[1] == second.centre[1] == host.bottom
    assert not first.overlaps(second)
    assert edited.diagram.edges["t0_e"].waypoints[0][1] >= host.bottom


@pytest.mark.parametrize("ends", [("a", "a"), ("b", "s"), ("e", "b"), ("s", "b"), ("b", "a")])
def test_every_flow_has_a_line_from_border_to_border(road: Definitions, ends: tuple[str, str]) -> None:
    edited = road.edit(joined(*ends))
    line = edited.diagram.edges["_".join(ends)].waypoints
    for point, key in zip((line[0], line[-1]), ends, strict=True):
        assert box(edited, key).overlaps(Bounds(*point, 0, 0), margin=0.01)


def test_a_redirected_flow_is_led_anew(road: Definitions) -> None:
    edited = road.edit(RedirectFlow("f1", target="b"))
    assert edited.diagram.edges["f1"].waypoints[-1] != (150, 60)


def test_a_file_without_a_diagram_gets_none(bare_road: Definitions) -> None:
    edited = bare_road.edit(AddFlowNode("P", Task(id="n"), "front"), joined("a", "n"))
    assert edited.diagram.is_empty


def test_what_stands_in_a_closed_sub_process_is_not_drawn(read: Read) -> None:
    shape = '<bpmndi:BPMNShape bpmnElement="s"><dc:Bounds x="0" y="0" width="100" height="80"/></bpmndi:BPMNShape>'
    around = f"<bpmndi:BPMNDiagram><bpmndi:BPMNPlane>{shape}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>"
    inside = '<bpmn:subProcess id="s"><bpmn:task id="i"/></bpmn:subProcess>'
    edited = read(inside, around=around).edit(AddFlowNode("s", Task(id="n")), AddFlowNode("P", Task(id="m")))
    assert set(edited.diagram.shapes) == {"s", "m"}
    assert not box(edited, "m").overlaps(box(edited, "s"))


def test_a_line_without_an_end_stays_when_its_node_moves(road_xml: bytes) -> None:
    loose = bpmn.read_bpmn(road_xml.replace(b'sourceRef="a" targetRef="b"', b'sourceRef="a"'))
    edited = loose.edit(AssignLane("a", "back"))
    assert box(edited, "back").contains(box(edited, "a"))
    assert edited.diagram.edges["f2"] == loose.diagram.edges["f2"]
