"""What is known of each of several events that are drawn as one."""

from pathlib import Path

import pytest

from reengineer.annotations import (
    AnnotatedMap,
    annotate,
    assume_all,
    complete,
    embed_annotations,
    write_annotations,
)
from reengineer.bpmn import read_bpmn
from reengineer.errors import AnnotationError, ModelError, Problem
from reengineer.processmap import event_parts
from reengineer.quantities import Distribution

MAP = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x">
<signalEventDefinition id="shared" signalRef="s"/><signal id="s" name="stop"/>
<process id="p"><startEvent id="start"/>
<intermediateCatchEvent id="reply" name="Reply or time">
<messageEventDefinition/><timerEventDefinition><timeDuration>PT2H</timeDuration></timerEventDefinition>
</intermediateCatchEvent>
<intermediateCatchEvent id="both"><messageEventDefinition/><messageEventDefinition/>
<eventDefinitionRef>shared</eventDefinitionRef></intermediateCatchEvent>
<intermediateThrowEvent id="told"><eventDefinitionRef>shared</eventDefinitionRef></intermediateThrowEvent>
<endEvent id="end"/>
<sequenceFlow id="a" sourceRef="start" targetRef="reply"/><sequenceFlow id="b" sourceRef="reply" targetRef="both"/>
<sequenceFlow id="c" sourceRef="both" targetRef="told"/><sequenceFlow id="d" sourceRef="told" targetRef="end"/>
</process></definitions>"""
NOTES = """\
version: 1
cases: {case: {start: start, arrivals: 60 min}}
events:
  reply: {parts: {message: {delay: exponential(3 h)}}}
  both: {parts: {message: {delay: 1 h}, message.2: {delay: 3 h}}}
"""


def noted(tmp_path: Path, text: str = NOTES) -> AnnotatedMap:
    path = tmp_path / "notes.yaml"
    path.write_text(text, encoding="utf-8")
    return annotate(read_bpmn(MAP), path)


def test_the_parts_of_an_event_are_named_by_their_kind() -> None:
    known = annotate(read_bpmn(MAP)).map
    assert [part.id for part in event_parts(known, known.node("both"))] == [
        "both.message",
        "both.message.2",
        "both.signal",
    ]
    assert event_parts(known, known.node("told")) == ()


def test_what_nothing_in_the_map_sends_is_asked_for_part_by_part(tmp_path: Path) -> None:
    bare = noted(tmp_path, NOTES.partition("events:")[0])
    with pytest.raises(ModelError) as raised:
        complete(bare)
    assert [(each.code, each.source.element_id) for each in raised.value.problems] == [
        ("RE338", "reply"),
        ("RE338", "both"),
        ("RE338", "both"),
    ]
    assert [each.message.partition(" as a ")[2] for each in raised.value.problems] == [
        "message is not known", "message is not known", "message.2 is not known",
    ]  # fmt: skip
    assumed = assume_all(bare).notes.events
    hour, two_hours = Distribution.fixed(3600), Distribution.fixed(7200)
    assert {name: part.delay for name, part in assumed["reply"].parts.items()} == {"message": hour, "timer": two_hours}
    assert {name: part.delay for name, part in assumed["both"].parts.items()} == {"message": hour, "message.2": hour}


def test_notes_of_parts_come_back_from_map_and_workbook(tmp_path: Path) -> None:
    stated = noted(tmp_path)
    assert complete(stated)[0].notes.events["reply"].parts["message"] == stated.notes.events["reply"].parts["message"]
    carried = annotate(embed_annotations(stated))
    assert carried.notes.events == stated.notes.events
    write_annotations(carried.notes, carried.map, tmp_path / "notes.xlsx")
    assert annotate(read_bpmn(MAP), tmp_path / "notes.xlsx").notes.events == stated.notes.events


@pytest.mark.parametrize(
    ("event", "says", "remedy"),
    [
        ("reply: {parts: {signal: {delay: 1 h}}}", "'reply' has no part 'signal'", "message, timer"),
        ("told: {parts: {signal: {delay: 1 h}}}", "'told' has no part 'signal'", "as a whole"),
    ],
)
def test_a_part_that_an_event_does_not_have_is_refused_with_its_line(
    tmp_path: Path, event: str, says: str, remedy: str
) -> None:
    with pytest.raises(AnnotationError) as raised:
        noted(tmp_path, f"version: 1\nevents:\n  {event}\n")
    problem: Problem = raised.value.problems[0]
    assert (problem.code, problem.source.line, problem.message) == ("RE556", 3, says)
    assert remedy in problem.remedy
