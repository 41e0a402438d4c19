"""A call activity runs a process of another file: of one beside the map, or of one that the notes name."""

from pathlib import Path

import pytest

import reengineer as rg
from reengineer.annotations import AnnotatedMap, assume_all
from reengineer.bpmn import SetName, read_bpmn, with_called, write_bpmn
from reengineer.errors import BpmnError, ModelError, Problem
from reengineer.simulation import RunSettings, simulate
from reengineer.simulation.compiling._compile import compile_model

FILE = """<?xml version="1.0"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="urn:made:up">
<process id="{process}">
<startEvent id="S"/><sequenceFlow id="f" sourceRef="S" targetRef="X"/>
<{tag} id="X" {says}/>
<sequenceFlow id="g" sourceRef="X" targetRef="E"/><endEvent id="E"/>
</process></definitions>
"""
NOTES = """
clock: {start: 2026-01-05, timezone: UTC}
cases: {case: {start: S, arrivals: 30 min}}
steps: {%s}
"""


def write(folder: Path, name: str, process: str, *, calls: str = "") -> Path:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    tag, says = ("callActivity", f'calledElement="{calls}"') if calls else ("task", 'name="Look"')
    path.write_text(FILE.format(process=process, tag=tag, says=says), encoding="utf-8")
    return path


def noted(path: Path, steps: str = "check.X: {duration: 7 min}") -> AnnotatedMap:
    notes = path.with_suffix(".yaml")
    notes.write_text(NOTES % steps, encoding="utf-8")
    return rg.annotate(read_bpmn(path), notes)


def refusal(annotated: AnnotatedMap) -> Problem:
    with pytest.raises(ModelError) as raised:
        compile_model(annotated, RunSettings(cases=1))
    return raised.value.problems[0]


def test_a_process_of_a_file_beside_the_map_is_run(tmp_path: Path) -> None:
    main = write(tmp_path, "main.bpmn", "main", calls="check")
    write(tmp_path, "other.bpmn", "check")
    log = simulate(noted(main), RunSettings(cases=2, replications=1)).log
    assert list(log["element"]) == ["check.X", "check.X"]
    assert list(log["process"]) == ["check", "check"]
    assert list(log["work_s"]) == [420, 420]


def test_it_may_call_another_file_in_its_turn(tmp_path: Path) -> None:
    main = write(tmp_path, "main.bpmn", "main", calls="check")
    write(tmp_path, "b.bpmn", "check", calls="deep")
    write(tmp_path, "c.bpmn", "deep")
    log = simulate(assume_all(rg.annotate(read_bpmn(main))), RunSettings(cases=3, replications=1)).log
    assert set(log["element"]) == {"deep.X"}


def test_notes_may_name_a_file_elsewhere(tmp_path: Path) -> None:
    main = write(tmp_path, "main.bpmn", "main", calls="check")
    write(tmp_path / "parts", "one.bpmn", "check")
    log = simulate(
        noted(main, "check.X: {duration: 7 min}, X: {calls: parts/one.bpmn}"), RunSettings(cases=1, replications=1)
    ).log
    assert list(log["element"]) == ["check.X"]
    with pytest.raises(BpmnError, match="RE200"):
        noted(main, "X: {calls: parts/two.bpmn}")


def test_places_bytes_and_edits_stay_with_their_file(tmp_path: Path) -> None:
    main = write(tmp_path, "main.bpmn", "main", calls="check")
    other = write(tmp_path, "other.bpmn", "check")
    annotated = noted(main)
    step = annotated.map.node("check.X")
    assert (step.source.file, step.source.line) == (str(other), 5)
    assert write_bpmn(annotated.map.definitions) == main.read_bytes()
    renamed = annotated.with_definitions(annotated.map.definitions.edit(SetName("X", "Check")))
    assert renamed.map.node("X").name == "Check"
    assert renamed.map.node("check.X").name == "Look"


@pytest.mark.parametrize("files", [(), ("one.bpmn", "two.bpmn")])
def test_what_stands_in_no_file_or_in_two_is_refused_with_its_place(tmp_path: Path, files: tuple[str, ...]) -> None:
    main = write(tmp_path, "main.bpmn", "main", calls="check")
    for name in files:
        write(tmp_path, name, "check")
    problem = refusal(noted(main, ""))
    assert problem.code == "RE501"
    assert "calls check, no process of this file or of one other file in its folder" in problem.message
    assert (problem.source.file, problem.source.line) == (str(main), 5)
    assert "steps: {X: {calls: ..}}" in problem.remedy


def test_files_that_call_each_other_are_refused_by_name(tmp_path: Path) -> None:
    main = write(tmp_path, "main.bpmn", "main", calls="check")
    write(tmp_path, "other.bpmn", "check", calls="main")
    problem = refusal(assume_all(rg.annotate(read_bpmn(main))))
    assert "a process that calls itself" in problem.message
    assert problem.source.line == 5


def test_broken_files_beside_the_map_are_passed_by(tmp_path: Path) -> None:
    main = write(tmp_path, "main.bpmn", "main", calls="check")
    (tmp_path / "broken.bpmn").write_text("check <not xml", encoding="utf-8")
    definitions = read_bpmn(main)
    assert with_called(definitions) is definitions
