"""Names as long as books are cut where people read them, and whole where a file is written or an element looked up."""

from reengineer.annotations import annotate
from reengineer.bpmn import read_bpmn
from reengineer.errors import Problem
from reengineer.processmap import build_map
from reengineer.questions import ask
from reengineer.report import describe_map, draw_map

LONG = "W" * 500_000
TEXT = f"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t"><process id="p">
<laneSet id="l"><lane id="l1" name="{LONG}"><flowNodeRef>s</flowNodeRef><flowNodeRef>a</flowNodeRef></lane></laneSet>
<startEvent id="s"/><task id="a" name="{LONG}"/><endEvent id="e"/>
<sequenceFlow id="f1" name="{LONG}" sourceRef="s" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="e"/>
</process></definitions>"""


def test_a_very_long_name_is_nowhere_shown_whole() -> None:
    process_map = build_map(read_bpmn(TEXT.encode()))
    node = process_map.index.nodes["a"]
    asked = ask(annotate(process_map))
    shown = [
        node.label,
        node.lane_name or "",
        process_map.lanes[0].name,
        str(Problem("RE330", "its duration is not known", "Ask.", node.source)),
        describe_map(process_map),
        *(each.question for each in asked.base),
    ]
    assert max(map(len, shown)) < 3_000
    assert len(draw_map(process_map, title="Long")) < 20_000


def test_it_is_still_found_by_its_whole_name() -> None:
    process_map = build_map(read_bpmn(TEXT.encode()))
    found = process_map.find(LONG)
    assert found is not None
    assert (found.id, found.name) == ("a", LONG)
