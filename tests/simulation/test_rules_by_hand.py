"""Rules that the form of worked examples cannot state, worked by hand on both engines; and the list of all rules."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from reengineer.annotations import Annotations, annotate
from reengineer.bpmn import read_bpmn
from reengineer.simulation._program import Program
from reengineer.simulation._settings import RunSettings
from reengineer.simulation.compiling._compile import compile_model
from reengineer.simulation.loop._engine import run_in_loop
from reengineer.simulation.reference import ReferenceEngine
from reengineer.simulation.selftest._examples import row_of

ROOT = Path(__file__).resolve().parents[2]
RULES: dict[str, list[str]] = yaml.safe_load((ROOT / "docs/reference/worked-rules.yaml").read_text(encoding="utf-8"))
HEADINGS = {"Batches and releases", "Why work waits", "Money"}
"""Sections of the page that are one rule."""
ENGINES = ("reference", "compiled")
HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">'
FLOW = '<sequenceFlow id="{0}_{1}" sourceRef="{0}" targetRef="{1}"/>'


def raw_run(data: str, engine: str, notes: dict[str, Any], cases: int) -> tuple[Program, Any]:
    """Return the program of a map and what an engine makes of it."""
    annotated = annotate(read_bpmn(data.encode()), Annotations.model_validate(notes))
    program = compile_model(annotated, RunSettings(cases=cases))
    if engine == "compiled":
        return program, run_in_loop(program, 1, 0, keep_log=True)
    return program, ReferenceEngine(program, 1, 0).run()


def rows(body: str, flows: str, engine: str, steps: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Return element, state, and minutes of enabling and completion of each row of a run of one case."""
    drawn = "".join(FLOW.format(*flow.split(">")) for flow in flows.split())
    data = f'{HEAD}<process id="P"><startEvent id="S"/>{body}<endEvent id="E"/>{drawn}</process></definitions>'
    case = {"start": "S", "arrivals": {"every": "1 day", "first": "start"}, "attributes": {"x": 0}}
    program, raw = raw_run(data, engine, {"cases": {"case": case}, "steps": steps}, 1)
    found = [row_of(program, raw.log, place) for place in range(len(raw.log.column("case")))]
    names = [program.names.elements[element] for element in raw.log.column("element").tolist()]
    return sorted(
        (name, row["state"], row["enabled"], row["completed"]) for name, row in zip(names, found, strict=True)
    )


WAITS = "<conditionalEventDefinition><condition>case.x &gt; 3</condition></conditionalEventDefinition>"
BODY = f"""<parallelGateway id="F"/><task id="A"/><task id="B"/>
<intermediateCatchEvent id="C">{WAITS}</intermediateCatchEvent><task id="D"/>
<boundaryEvent id="X" attachedToRef="D">{WAITS}</boundaryEvent>
<intermediateCatchEvent id="G">{WAITS}</intermediateCatchEvent>"""
FLOWS = "S>F F>A A>B B>E F>C C>G G>E F>D D>E X>E"


@pytest.mark.parametrize("engine", ENGINES)
def test_a_condition_happens_when_it_becomes_true(engine: str) -> None:
    """A ends at 5 and makes x 2, B ends at 12 and makes it 4.

    So the catch event C happens at 12, the boundary event cuts D at 12, and G, which is armed then, happens at once.
    """
    steps = {
        "A": {"duration": "5 min", "updates": {"x": 2}},
        "B": {"duration": "7 min", "updates": {"x": 4}},
        "D": {"duration": "60 min"},
    }
    assert rows(BODY, FLOWS, engine, steps) == [
        ("A", "completed", 0, 5),
        ("B", "completed", 5, 12),
        ("C", "completed", 0, 12),
        ("D", "interrupted", 0, 12),
        ("G", "completed", 12, 12),
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_condition_that_was_true_counts_among_others_that_are_waited_for(engine: str) -> None:
    """The attribute is 4 at 5 and 1 at 12; the condition has happened at 5, and the timer of 30 ends the wait."""
    timer = "<timerEventDefinition><timeDuration>PT30M</timeDuration></timerEventDefinition>"
    both = f'<intermediateCatchEvent id="C" parallelMultiple="true">{WAITS}{timer}</intermediateCatchEvent>'
    body = f'<parallelGateway id="F"/><task id="A"/><task id="B"/>{both}'
    steps = {"A": {"duration": "5 min", "updates": {"x": 4}}, "B": {"duration": "7 min", "updates": {"x": 1}}}
    assert ("C", "completed", 0, 30) in rows(body, "S>F F>A A>B B>E F>C C>E", engine, steps)


CONDITION = (
    '<sequenceFlow id="{0}" sourceRef="A" targetRef="{1}"><conditionExpression>${{x}}</conditionExpression>'
    "</sequenceFlow>"
)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_step_whose_ways_have_shares_takes_one_of_those_with_conditions_and_all_without(engine: str) -> None:
    """All have conditions: B is certain, so C is not come to. C has none: both are come to."""
    tasks = f'<startEvent id="S"/><task id="A"/><task id="B"/><task id="C"/>{FLOW.format("S", "A")}'
    notes = {
        "cases": {"case": {"start": "S", "arrivals": "10 min"}},
        "steps": {step: {"duration": "5 min"} for step in "ABC"},
    }
    for last, shares, come_to in (
        (CONDITION.format("g", "C"), {"to B": 1, "to C": "rest"}, "AB"),
        (FLOW.format("A", "C"), {"to B": 1}, "ABC"),
        (FLOW.format("A", "C"), {"to B": 0}, "AC"),
    ):
        body = f'{HEAD}<process id="P">{tasks}{CONDITION.format("f", "B")}{last}</process></definitions>'
        program, raw = raw_run(body, engine, notes | {"flows": {"A": shares}}, 1)
        places = raw.log.column("element").tolist()
        assert "".join(program.names.elements[place] for place in places) == come_to


@pytest.mark.parametrize("engine", ENGINES)
def test_a_customer_comes_again_some_time_after_the_last_case_has_ended(engine: str) -> None:
    """Two stay away for 10 minutes, one clerk takes 4: they come at 10, go at 14 and 18, and come at 24 and 28."""
    body = f'<startEvent id="S"/><task id="A"/>{FLOW.format("S", "A")}'
    cases = {"case": {"start": "S", "arrivals": "10 min", "population": 2}}
    staff = {"clerk": {"members": 1}}
    notes = {"cases": cases, "steps": {"A": {"role": "clerk", "duration": "4 min"}}, "resources": staff}
    _, raw = raw_run(f'{HEAD}<process id="P">{body}</process></definitions>', engine, notes, 4)
    cases_of = raw.cases if isinstance(raw.cases, list) else raw.cases.tolist()
    assert [case[4] / 60_000_000 for case in cases_of] == [10, 10, 24, 28]


def test_every_rule_of_the_page_has_an_example_worked_by_hand() -> None:
    page = (ROOT / "docs/reference/semantics.md").read_text(encoding="utf-8")
    named = {" ".join(name.split()) for name in re.findall(r"\*\*([A-Z][^*]+?)\.?\*\*", page)}
    assert all(f"## {heading}" in page for heading in HEADINGS)
    assert set(RULES) == named | HEADINGS
    assert all(RULES.values())


def test_every_example_that_the_table_names_is_there() -> None:
    known = {
        f"{path.stem} {name}"
        for path in sorted((ROOT / "tests/worked").glob("*.yaml"))
        for name in re.findall(r"(?m)^- id: (\S+)$", path.read_text(encoding="utf-8"))
    }
    for shown in (each for examples in RULES.values() for each in examples):
        path, is_test, name = shown.partition("::")
        if is_test:
            assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8"), shown
        else:
            assert shown in known
