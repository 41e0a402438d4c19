"""An event that refers to a definition at the top of the file waits for, or throws, what stands there."""

import pytest

import reengineer as rg
from reengineer.annotations import Annotations, assume_all, complete
from reengineer.bpmn import facts, read_bpmn
from reengineer.errors import ModelError
from reengineer.processmap import build_map
from reengineer.simulation import RunSettings, simulate

FILE = """<?xml version="1.0"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:t="urn:t" targetNamespace="urn:t">
<timerEventDefinition id="soon"><timeDuration>PT20M</timeDuration></timerEventDefinition>
<process id="p"><startEvent id="S"/><sequenceFlow id="a" sourceRef="S" targetRef="C"/>
<intermediateCatchEvent id="C">{says}</intermediateCatchEvent>
<sequenceFlow id="b" sourceRef="C" targetRef="T"/><task id="T"/><sequenceFlow id="c" sourceRef="T" targetRef="E"/>
<endEvent id="E"/><boundaryEvent id="B" attachedToRef="T"/>
<sequenceFlow id="d" sourceRef="B" targetRef="E"/></process></definitions>
"""
REFERS = "<eventDefinitionRef>t:soon</eventDefinitionRef>"
NOTES = Annotations.model_validate(
    {
        "cases": {"case": {"start": "S", "arrivals": "30 min"}},
        "steps": {"T": {"duration": "10 min"}},
        "events": {"B": {"delay": "7 min"}},
    }
)


def test_a_timer_that_is_shared_is_waited_for() -> None:
    definitions = read_bpmn(FILE.format(says=REFERS).encode())
    assert build_map(definitions).node("C").trigger == "timer"
    result = simulate(rg.annotate(definitions, NOTES), RunSettings(cases=1, replications=1))
    (row,) = result.log.to_dict("records")
    assert (row["element"], row["state"], row["work_s"]) == ("T", "interrupted", 420)
    assert (row["enabled"] - result.cases["arrived"].iloc[0]).total_seconds() == 1200


def test_the_file_is_read_as_it_stands() -> None:
    found = {node["id"]: node for node in facts(read_bpmn(FILE.format(says=REFERS).encode()))["flow_nodes"]}
    assert (found["C"]["event_definitions"], found["C"]["event_definition_refs"]) == ([], ["soon"])


def test_what_is_not_there_stays_a_reference() -> None:
    process_map = build_map(read_bpmn(FILE.format(says=REFERS.replace("soon", "never")).encode()))
    assert process_map.node("C").trigger == "referenced"


def test_a_boundary_event_of_no_kind_is_asked_for_or_assumed() -> None:
    process_map = build_map(read_bpmn(FILE.format(says=REFERS).encode()))
    with pytest.raises(ModelError, match=r"B: it waits for something that the map does not tell.*\n.*RE338"):
        complete(rg.annotate(process_map))
    assert "RE337" in {problem.code for problem in assume_all(process_map).assumptions}
