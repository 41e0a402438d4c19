"""Two maps are compared element by element, whatever their ids are."""

import re

import pytest

from reengineer.bpmn import AssignLane, RemoveFlowNode, SetName, SetType, read_bpmn
from reengineer.processmap import MapComparison, ProcessMap, build_map, compare_maps

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
CLAIM = """
<collaboration id="C"><participant id="us" name="Insurer" processRef="P"/><participant id="them" name="Customer"/>
  <messageFlow id="m1" name="Claim" sourceRef="them" targetRef="start"/></collaboration>
<message id="msg" name="Claim form"/>
<process id="P">
  <laneSet id="L"><lane id="front" name="Front office"><flowNodeRef>start</flowNodeRef><flowNodeRef>note</flowNodeRef>
    <flowNodeRef>split</flowNodeRef></lane>
    <lane id="back" name="Back office"><flowNodeRef>pay</flowNodeRef><flowNodeRef>deny</flowNodeRef>
    <flowNodeRef>join</flowNodeRef><flowNodeRef>end</flowNodeRef></lane></laneSet>
  <startEvent id="start"><messageEventDefinition messageRef="msg"/></startEvent>
  <task id="note" name="Note the claim"/>
  <boundaryEvent id="late" attachedToRef="note"><timerEventDefinition><timeDuration>P2D</timeDuration>
    </timerEventDefinition></boundaryEvent>
  <exclusiveGateway id="split" default="no"/>
  <task id="pay" name="Pay"/><task id="deny" name="Write a refusal"/>
  <exclusiveGateway id="join"/><endEvent id="end"/>
  <sequenceFlow id="f1" sourceRef="start" targetRef="note"/><sequenceFlow id="f2" sourceRef="note" targetRef="split"/>
  <sequenceFlow id="yes" name="valid" sourceRef="split" targetRef="pay">
    <conditionExpression>ok</conditionExpression></sequenceFlow>
  <sequenceFlow id="no" sourceRef="split" targetRef="deny"/>
  <sequenceFlow id="f5" sourceRef="pay" targetRef="join"/><sequenceFlow id="f6" sourceRef="deny" targetRef="join"/>
  <sequenceFlow id="f7" sourceRef="join" targetRef="end"/>
</process>"""


def claim(*changes: tuple[str, str], numbered: bool = False) -> ProcessMap:
    """Return the map with texts replaced; with all ids made anew where wanted."""
    text = CLAIM
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    if numbered:
        for number, key in enumerate(re.findall(r' id="([^"]+)"', text)):
            text = re.sub(rf'(?<=[">]){key}(?=["<])', f"_{number}", text)
    return build_map(read_bpmn(f'<definitions xmlns="{MODEL}">{text}</definitions>'.encode()))


def told(comparison: MapComparison) -> set[str]:
    """Return each change in one line."""
    return {
        f"{change.kind} {change.status}: {change.name}"
        + "".join(f"; {each.field} {each.before} -> {each.after}" for each in change.fields)
        for change in comparison.changes
    }


def test_a_map_and_itself_say_the_same() -> None:
    comparison = compare_maps(claim(), claim())
    assert (comparison.changes, comparison.renumbered, comparison.redrawn) == ((), 0, ())


def test_other_ids_are_no_change() -> None:
    comparison = compare_maps(claim(), claim(numbered=True))
    assert comparison.changes == ()
    assert comparison.renumbered == 15
    assert len(comparison.match.messages) == len(comparison.match.pools) / 2 == 1


@pytest.mark.parametrize("numbered", [False, True])
@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name="Pay"', 'name="Pay out"', "step changed: Pay out; name Pay -> Pay out"),
        ('<task id="pay" name="Pay"/>', '<userTask id="pay" name="Pay"/>', "step changed: Pay; type task -> user task"),
        (
            '<task id="pay" name="Pay"/>',
            '<task id="pay" name="Pay"><standardLoopCharacteristics loopMaximum="3"/></task>',
            "step changed: Pay; repeats  -> while at most 3",
        ),
        (">ok<", ">fine<", "flow changed: exclusive gateway after Note the claim -> Pay (valid); condition ok -> fine"),
        (
            'attachedToRef="note"',
            'attachedToRef="pay"',
            "event changed: boundary event on Pay; lane Front office -> Back office; stands on Note the claim -> Pay",
        ),
        ("P2D", "P3D", "event changed: boundary event on Note the claim; event timer P2D -> timer P3D"),
        (
            'name="Claim form"',
            'name="Form"',
            "event changed: start event before Note the claim; event message Claim form",
        ),
        ("Front office", "Branch", "lane changed: Branch; name Front office -> Branch"),
        ('name="Customer"', 'name="Client"', "pool changed: Client; name Customer -> Client"),
        ('name="Claim" ', 'name="Notice" ', "message changed: Customer -> start event before Note the claim (Notice)"),
        (
            ' default="no"',
            "",
            "flow changed: exclusive gateway after Note the claim -> Write a refusal; default yes -> no",
        ),
    ],
)
def test_one_change_is_told_alone(old: str, new: str, said: str, numbered: bool) -> None:
    found = told(compare_maps(claim(), claim((old, new), numbered=numbered)))
    assert [line[: len(said)] for line in found] == [said]


@pytest.mark.parametrize("numbered", [False, True])
def test_a_step_in_another_lane_has_moved(numbered: bool) -> None:
    text = (
        ("<flowNodeRef>pay</flowNodeRef>", ""),
        ("<flowNodeRef>split<", "<flowNodeRef>pay</flowNodeRef><flowNodeRef>split<"),
    )
    assert told(compare_maps(claim(), claim(*text, numbered=numbered))) == {
        "step moved: Pay; lane Back office -> Front office"
    }


@pytest.mark.parametrize("numbered", [False, True])
def test_what_comes_goes_the_other_way_round(numbered: bool) -> None:
    further = '<task id="ask" name="Ask back"/><sequenceFlow id="f8" sourceRef="ask" targetRef="join"/>'
    larger = claim(("<endEvent", further + "<endEvent"), numbered=numbered)
    assert told(compare_maps(claim(), larger)) == {
        "step added: Ask back",
        "flow added: Ask back -> exclusive gateway after Pay",
    }
    assert {line.replace("removed", "added") for line in told(compare_maps(larger, claim()))} == {
        "step added: Ask back",
        "flow added: Ask back -> exclusive gateway after Pay",
    }


def test_a_flow_that_leads_elsewhere_is_the_same_flow() -> None:
    found = told(
        compare_maps(claim(), claim(('sourceRef="deny" targetRef="join"', 'sourceRef="deny" targetRef="end"')))
    )
    (line,) = found
    assert "; to exclusive gateway after Pay -> end" in line


def test_ids_that_mean_others_are_not_believed() -> None:
    swapped = claim(
        ('"pay"', '"x"'),
        ('"deny"', '"pay"'),
        ('"x"', '"deny"'),
        (">pay<", ">x<"),
        (">deny<", ">pay<"),
        (">x<", ">deny<"),
    )
    assert compare_maps(claim(), swapped).changes == ()


def test_a_renamed_step_keeps_its_id_however_it_is_called() -> None:
    definitions = claim().definitions.edit(SetName("pay", "Transfer the sum"))
    comparison = compare_maps(claim(), build_map(definitions))
    assert comparison.match.how["pay"] == "id"
    assert comparison.count("changed") == 1


def test_a_new_step_with_a_new_id_and_name_is_not_the_old_one() -> None:
    other = claim(
        ('id="pay" name="Pay"', 'id="x9" name="Send to the fraud desk"'), ('"pay"', '"x9"'), (">pay<", ">x9<")
    )
    assert {"step removed: Pay", "step added: Send to the fraud desk"} <= told(compare_maps(claim(), other))


def test_edits_are_told_as_they_were_made() -> None:
    definitions = claim().definitions.edit(
        RemoveFlowNode("deny"), SetType("pay", "serviceTask"), AssignLane("join", "front")
    )
    found = {line for line in told(compare_maps(claim(), build_map(definitions))) if not line.startswith("flow")}
    assert found == {
        "step removed: Write a refusal",
        "step changed: Pay; type task -> service task",
        "gateway moved: exclusive gateway after Pay; lane Back office -> Front office",
    }


def test_marks_stand_on_the_map_that_has_the_element() -> None:
    other = claim(
        ('id="pay" name="Pay"', 'id="pay" name="Pay out"'), ("<endEvent", '<task id="ask" name="Ask back"/><endEvent')
    )
    assert compare_maps(claim(), other).marks() == ({"pay": "changed"}, {"pay": "changed", "ask": "added"})


def test_a_picture_shifted_as_a_whole_is_not_redrawn() -> None:
    def drawn(*places: tuple[int, int]) -> ProcessMap:
        space = 'xmlns:d="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:c="http://www.omg.org/spec/DD/20100524/DC"'
        shapes = "".join(
            f'<d:BPMNShape bpmnElement="{key}"><c:Bounds x="{x}" y="{y}" width="9" height="9"/></d:BPMNShape>'
            for key, (x, y) in zip("abc", places, strict=True)
        )
        nodes = "".join(f'<task id="{key}" name="{key}"/>' for key in "abc")
        picture = f"<d:BPMNDiagram><d:BPMNPlane>{shapes}</d:BPMNPlane></d:BPMNDiagram>"
        text = f'<definitions xmlns="{MODEL}" {space}><process id="P">{nodes}</process>{picture}</definitions>'
        return build_map(read_bpmn(text.encode()))

    before = drawn((0, 0), (50, 0), (100, 0))
    assert compare_maps(before, drawn((7, 5), (57, 5), (107, 5))).redrawn == ()
    moved = compare_maps(before, drawn((7, 5), (57, 5), (150, 5)))
    assert (moved.redrawn, moved.changes) == ((("c", "c"),), ())


def test_a_hub_of_unnamed_steps_is_matched_in_order() -> None:
    def hub(count: int, prefix: str) -> ProcessMap:
        steps = "".join(f'<task id="{prefix}{at}"/>' for at in range(count))
        flows = "".join(f'<sequenceFlow sourceRef="{prefix}s" targetRef="{prefix}{at}"/>' for at in range(count))
        text = f'<process id="P"><startEvent id="{prefix}s" name="Go"/>{steps}{flows}</process>'
        return build_map(read_bpmn(f'<definitions xmlns="{MODEL}">{text}</definitions>'.encode()))

    comparison = compare_maps(hub(60, "a"), hub(61, "b"))
    assert (comparison.count("added"), comparison.count("removed"), comparison.match.nodes["a7"]) == (2, 0, "b7")
