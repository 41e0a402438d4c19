"""The table of what is read and simulated names every construct, and says what the simulator says."""

import inspect
from dataclasses import fields, is_dataclass

import pytest

from reengineer import bpmn
from reengineer.annotations import Annotations, annotate
from reengineer.bpmn import Element, known_attributes, known_elements, read_bpmn
from reengineer.bpmn._coverage import use_of
from reengineer.bpmn._known import read_into
from reengineer.bpmn._read_nodes import EVENT_DEFINITIONS, READERS
from reengineer.bpmn._tree import FLOW_NODES
from reengineer.bpmn._xml import qualified
from reengineer.simulation import RunSettings, Support, compile_model, file_support, refused_elements, support
from reengineer.simulation.compiling._constructs import EVENTS, SEVERAL, element, event, other_elements, several

ROWS = {each.construct: each for each in support()}
NODES = [each for each in ROWS.values() if "/" not in each.construct and qualified(each.construct) in READERS]
HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="P">'


def records() -> set[str]:
    """Return the names of the records that hold one element each, and of what hangs on them."""
    kinds = {
        name for name in bpmn.__all__ if inspect.isclass(getattr(bpmn, name)) and is_dataclass(getattr(bpmn, name))
    }
    elements = {name for name in kinds if issubclass(getattr(bpmn, name), Element) and getattr(bpmn, name).tag}
    hanging = {name for name in kinds if name.endswith(("Definition", "Characteristics", "Association"))}
    return elements | hanging | {"RootElement", "Definitions", "Diagram", "Shape", "Edge", "Bounds"}


def test_every_record_is_in_the_table() -> None:
    assert records() - {each.record.partition(".")[0] for each in ROWS.values()} == set()


def test_every_field_in_the_table_is_one_of_its_record() -> None:
    for each in ROWS.values():
        record, _, field = each.record.partition(".")
        assert field in ("", *vars(bpmn)[record].__dataclass_fields__), each


def test_every_kind_of_event_is_in_the_table() -> None:
    assert {kind for kinds in EVENTS.values() for kind in kinds} == set(EVENT_DEFINITIONS.values())


def test_everything_that_is_read_is_in_the_table_or_a_kind_of_event() -> None:
    definitions = {f"{kind}EventDefinition" for kind in EVENT_DEFINITIONS.values()}
    assert {each.name for each in known_elements()} - definitions - set(ROWS) == set()


def test_every_field_of_a_flow_element_comes_from_an_attribute_or_an_element() -> None:
    kinds = [getattr(bpmn, each.record) for each in known_elements() if each.is_flow_element]
    own = {"id", "name", "file", "line", "flow_elements", "lane_sets", "artifacts"}
    read = {field.name for kind in kinds for field in fields(kind)} - own
    told = {each.field.partition(".")[2] for each in known_attributes()}
    read_inside = {
        "data_associations",
        "loop",
        "event_definitions",
        "event_definition_refs",
        "condition",
        "has_condition",
    }
    assert read == told | read_inside


def test_what_is_in_the_table_is_read() -> None:
    assert [tag for tag in read_into() if use_of(tag) == "kept"] == []
    assert set(read_into()) >= FLOW_NODES


@pytest.mark.parametrize("row", NODES, ids=lambda row: row.construct)
def test_the_table_and_the_refusals_agree(row: Support) -> None:
    made = element(row.construct) if row.construct not in other_elements() else other_elements()[row.construct][1]
    notes = {"steps": {key: {"duration": "5 min"} for key in made.steps}, **made.notes}
    annotated = annotate(read_bpmn(made.bpmn()), Annotations.model_validate(notes))
    refused = [item for item in refused_elements(annotated) if item.source.element_id == "x"]
    assert [item.code for item in refused] == ([row.code] if row.fate == "refused" else [])


@pytest.mark.parametrize(("tag", "kind"), [(tag, kind) for tag, kinds in EVENTS.items() for kind in kinds])
def test_the_table_and_the_refusals_agree_about_events(tag: str, kind: str) -> None:
    made = event(tag, kind)
    annotated = annotate(read_bpmn(made.bpmn()), Annotations.model_validate(made.notes))
    refused = [item for item in refused_elements(annotated) if item.source.element_id == "x"]
    assert bool(refused) == (ROWS[f"{tag}/{kind}"].fate == "refused")


@pytest.mark.parametrize(("tag", "kind"), [(tag, kind) for kind, tags in SEVERAL.items() for tag in tags])
def test_events_of_several_definitions_are_simulated(tag: str, kind: str) -> None:
    made = several(tag, kind)
    assert ROWS[f"{tag}/{kind}"].fate == "simulated"
    assert refused_elements(annotate(read_bpmn(made.bpmn()), Annotations.model_validate(made.notes))) == ()


def test_what_is_simulated_can_be_compiled_once_the_notes_say_how() -> None:
    for row in NODES:
        if row.fate == "simulated" and row.construct not in other_elements():
            made = element(row.construct)
            stated = {
                "cases": {"case": {"start": "s", "arrivals": "60 min"}},
                "steps": {key: {"duration": "5 min"} for key in made.steps},
                **made.notes,
            }
            annotated = annotate(read_bpmn(made.bpmn()), Annotations.model_validate(stated))
            assert "x" in compile_model(annotated, RunSettings(cases=1)).names.elements


def test_what_is_carried_along_is_told_from_what_is_simulated() -> None:
    fates = {name: ROWS[name].fate for name in ("group", "sequenceFlow", "timeDuration", "dataObject")}
    assert fates == {
        "group": "carried along",
        "sequenceFlow": "simulated",
        "timeDuration": "simulated",
        "dataObject": "carried along",
    }


def test_a_file_counts_what_becomes_of_its_nodes() -> None:
    inside = '<task id="i"/><complexGateway id="g"/>'
    text = (
        f'<startEvent id="s"/><task id="a"/><adHocSubProcess id="p">{inside}</adHocSubProcess><complexGateway id="c"/>'
    )
    found = {each.type: each for each in file_support(read_bpmn(f"{HEAD}{text}</process></definitions>".encode()))}
    assert {name: (each.simulated, each.refused, each.inside) for name, each in found.items()} == {
        "startEvent": (1, 0, 0),
        "task": (1, 0, 1),
        "adHocSubProcess": (0, 1, 0),
        "complexGateway": (0, 1, 1),
    }
    assert [item.source.element_id for item in found["complexGateway"].problems] == ["c"]
