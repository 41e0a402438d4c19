"""Public files keep what an edit does not touch, and what is new is drawn where the file draws."""

import importlib.util
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reengineer.bpmn import (
    AddFlowNode,
    AddSequenceFlow,
    Definitions,
    Edit,
    RedirectFlow,
    RemoveFlowNode,
    SequenceFlow,
    SetName,
    Task,
    UserTask,
    keys_of,
    read_bpmn,
    write_bpmn,
)
from reengineer.errors import BpmnError

CORPUS = Path(__file__).resolve().parents[3] / "shared/corpus"
HOSTILE = "hostile/manifest.json"


def _laws() -> Any:
    spec = importlib.util.spec_from_file_location("laws_of_edits", Path(__file__).parent / "laws_of_edits.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["laws_of_edits"] = module
    spec.loader.exec_module(module)
    return module


laws = _laws()


def files(shared: Path, *, scored: bool) -> Iterator[tuple[str, bytes]]:
    """Give the name and bytes of public files, and of hostile ones where not only scored ones are asked for."""
    for entry in json.loads((shared / "corpus/manifest.json").read_text())["files"]:
        if entry["scored"] or not scored:
            yield entry["file"], (shared / "corpus" / entry["file"]).read_bytes()
    for entry in json.loads((shared / "corpus" / HOSTILE).read_text())["files"] if not scored else ():
        yield entry["file"], (shared / "corpus/hostile" / entry["file"]).read_bytes()


@pytest.mark.slow
def test_every_file_that_can_be_read_comes_out_as_it_went_in(shared: Path) -> None:
    read = 0
    for name, data in files(shared, scored=False):
        try:
            definitions = read_bpmn(data)
        except BpmnError:
            continue
        read += 1
        assert write_bpmn(definitions) == data, name
    assert read > 600


def rename(definitions: Definitions) -> tuple[Edit, ...]:
    """Give the first task another name."""
    return tuple(SetName(key, "Umbenannt & <neu>") for key in _tasks(definitions)[:1])


def put_in(definitions: Definitions) -> tuple[Edit, ...]:
    """Put a step into the first flow."""
    for key, flow, parent in _whole_flows(definitions)[:1]:
        task = AddFlowNode(parent, UserTask(id="put_in", name="Put in"), _lane(definitions, flow.source_ref))
        on = SequenceFlow(id="put_in_on", source_ref="put_in", target_ref=flow.target_ref)
        return task, RedirectFlow(key, target="put_in"), AddSequenceFlow(parent, on)
    return ()


def take_out(definitions: Definitions) -> tuple[Edit, ...]:
    """Take the last task out."""
    return tuple(RemoveFlowNode(key) for key in _tasks(definitions)[-1:])


def lead_elsewhere(definitions: Definitions) -> tuple[Edit, ...]:
    """Lead the last flow to another node."""
    for key, flow, parent in _whole_flows(definitions)[-1:]:
        beside = [each for each, _, holder in laws.flow_nodes(definitions) if holder == parent]
        others = [each for each in beside if each != flow.target_ref]
        return tuple(RedirectFlow(key, target=other) for other in others[:1])
    return ()


def _tasks(definitions: Definitions) -> list[str]:
    return [key for key, node, _ in laws.flow_nodes(definitions) if isinstance(node, Task)]


def _whole_flows(definitions: Definitions) -> list[tuple[str, SequenceFlow, str]]:
    """Return the flows between two nodes of one container."""
    inside = {key: parent for key, _, parent in laws.flow_nodes(definitions)}
    return [
        (key, flow, parent)
        for key, flow, parent in laws.sequence_flows(definitions)
        if inside.get(flow.source_ref or "") == parent == inside.get(flow.target_ref or "")
    ]


def _named(definitions: Definitions) -> Definitions:
    """Return a file whose elements all have ids of their own, as an edit gives them."""
    key = next((key for key, _ in keys_of(definitions).processes), None)
    name = definitions.processes[0].name if key is not None else None
    return definitions.edit(SetName(key, name)) if key is not None else definitions


def _lane(definitions: Definitions, node: str | None) -> str | None:
    return next((key for key, lane, _, _ in keys_of(definitions).lanes if node in lane.flow_node_refs), None)


USUAL = (rename, put_in, take_out, lead_elsewhere)


@pytest.mark.slow
def test_usual_edits_leave_the_rest_of_every_file_alone(shared: Path) -> None:
    tried = 0
    for number, (name, data) in enumerate(files(shared, scored=True)):
        before = read_bpmn(data, file=name)
        # One kind of edit a file, in turn: all four on each would take four times as long.
        # References mean ids, so flows are looked for where all elements have one of their own.
        edits = USUAL[number % 4](_named(before))
        edited, tried = before.edit(*edits), tried + len(edits)
        for edit in edits if len(edits) == 1 else ():
            laws.check_gone(before, edited, edit)
        laws.check_nothing_dangles(before, edited)
        laws.check_edited(before, edited)
    assert tried > 700


@pytest.mark.slow
def test_what_is_put_in_is_drawn_where_its_neighbours_are(shared: Path) -> None:
    drawn = 0
    for name, data in files(shared, scored=True):
        before = _named(read_bpmn(data, file=name))
        edits = put_in(before)
        ends = {end for _, flow, _ in _whole_flows(before)[:1] for end in (flow.source_ref, flow.target_ref)}
        if edits and ends <= before.diagram.shapes.keys():
            diagram = before.edit(*edits).diagram
            assert diagram.shapes["put_in"].bounds is not None, name
            assert len(diagram.edges["put_in_on"].waypoints) > 1, name
            drawn += 1
    assert drawn > 300
