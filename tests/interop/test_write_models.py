"""What is written for Prosimos and BPSim reads back to the same, and what they cannot hold is named."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from reengineer.annotations import AnnotatedMap, Annotations, annotate
from reengineer.bpmn import read_bpmn
from reengineer.errors import ModelError
from reengineer.interop import read_bpsim, read_prosimos, read_qbp, write_bpsim, write_prosimos
from reengineer.simulation import Job, RunSettings, run_model

Make = Callable[..., bytes]
SAMPLES = ["BIMP_example", "LoanApp_normalised", "Credit_Application_normalised", "PurchasingExampleQBP"]


def notes(**changes: Any) -> dict[str, Any]:
    return {
        "currency": "EUR",
        "calendars": {"office": {"mon-fri": "09:00-17:00"}, "night": {"fri": "22:00-24:00", "sat": "00:00-06:00"}},
        "cases": {"case": {"start": "s", "arrivals": {"every": "exponential(12 min)", "calendar": "office"}}},
        "resources": {"clerk": {"members": 3, "calendar": "office", "cost": "20 EUR/h"}, "boss": {"members": 1}},
        "steps": {
            "a": {"role": "clerk", "duration": "gamma(mean=10 min, cv=0.5)"},
            "b": {"role": "boss", "duration": "5 min"},
        },
        "flows": {"g": {"g_w": 0.25, "g_b": "rest"}},
        "events": {"w": {"delay": "2 h"}},
        **changes,
    }


def made_of(bpmn: Make, **changes: Any) -> AnnotatedMap:
    return annotate(read_bpmn(bpmn()), Annotations.model_validate(notes(**changes)))


def facts(made: AnnotatedMap) -> dict[str, Any]:
    data = made.notes
    shares = {node: made.shares(node) for node in data.flows}
    hours = {
        group: sorted(made.calendar(member.calendar or found.calendar).weekly for member in found.people(group))
        for group, found in data.resources.items()
    }
    costs = {group: str(found.cost) for group, found in data.resources.items()}
    (case,) = data.cases.values()
    arrivals = (str(case.arrivals.every), made.calendar(case.arrivals.calendar).weekly) if case.arrivals else None
    return {"steps": data.steps, "shares": shares, "hours": hours, "costs": costs, "arrivals": arrivals}


@pytest.mark.parametrize("name", SAMPLES)
def test_models_read_back_from_either_form(samples: Path, name: str) -> None:
    read = read_qbp(samples / "qbp" / f"{name}.bpmn")
    pair, one = write_prosimos(read.map), write_bpsim(read.map, read.run)
    assert pair.parameters is not None
    assert facts(read_prosimos(pair.bpmn, pair.parameters).map) == facts(read.map)
    again = read_bpsim(one.bpmn)
    assert facts(again.map) == facts(read.map)
    assert again.run == read.run
    assert (pair.lost, one.lost) == ((), ())


def test_the_example_of_bimp_gives_the_same_run_by_any_road(samples: Path) -> None:
    read = read_qbp(samples / "qbp" / "BIMP_example.bpmn")
    again = read_bpsim(write_bpsim(read.map, read.run).bpmn)
    run = RunSettings(cases=40, replications=1)
    values = [run_model(each.map, run, Job()).measures["value"].tolist()[:20] for each in (read, again)]
    assert values[0] == values[1]


@pytest.fixture(scope="module")
def schema(samples: Path) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(samples / "bpsim" / "bpsim-2.0.xsd"))


def is_valid(schema: etree.XMLSchema, content: bytes) -> bool:
    found = etree.fromstring(content).find(".//{http://www.bpsim.org/schemas/2.0}BPSimData")
    assert found is not None
    return schema.validate(etree.fromstring(etree.tostring(found)))


def test_what_is_written_is_valid_by_the_schema(schema: etree.XMLSchema, bpmn: Make, complaints: AnnotatedMap) -> None:
    shifts = {"members": [{"name": "A", "calendar": "office"}, {"name": "B", "calendar": "night"}, {"name": "C"}]}
    made = made_of(bpmn, resources={"clerk": shifts, "boss": {"members": 1}})
    run = RunSettings(length="4 weeks", warm_up="1 day", cases=9, seed=4)
    assert is_valid(schema, write_bpsim(made, run).bpmn)
    assert is_valid(schema, write_bpsim(complaints, approximate=True).bpmn)


def test_shifts_survive(bpmn: Make) -> None:
    shifts = {"members": [{"name": "A", "calendar": "office"}, {"name": "B", "calendar": "night"}, {"name": "C"}]}
    made = made_of(bpmn, resources={"clerk": shifts, "boss": {"members": 1}})

    def open_minutes(each: AnnotatedMap) -> float:
        group = each.notes.resources["clerk"]
        return sum(each.calendar(m.calendar or group.calendar).open_s_per_week for m in group.people("clerk"))

    assert open_minutes(read_bpsim(write_bpsim(made).bpmn).map) == open_minutes(made)
    pair = write_prosimos(made)
    assert pair.parameters is not None
    assert open_minutes(read_prosimos(pair.bpmn, pair.parameters).map) == open_minutes(made)


def test_options_inherit_and_hold_only_what_they_change(bpmn: Make, schema: etree.XMLSchema) -> None:
    made = made_of(bpmn)
    steps = {**notes()["steps"], "b": {"role": "boss", "duration": "2 min"}}
    option = made_of(bpmn, steps=steps)
    written = write_bpsim(made, options={"a quicker b": option})
    assert is_valid(schema, written.bpmn)
    assert written.bpmn.count(b"ElementParameters elementRef") == 8 + 1
    read = read_bpsim(written.bpmn, scenario="a quicker b").map.notes
    assert (str(read.steps["a"].duration), str(read.steps["b"].duration)) == ("gamma(mean=10 min, cv=0.5)", "2 min")


def test_an_option_that_changes_the_map_is_named(bpmn: Make, complaints: AnnotatedMap) -> None:
    (lost,) = write_bpsim(made_of(bpmn), options={"other": complaints}).lost
    assert "the option 'other', which changes the map itself" in lost.message


def test_what_cannot_be_held_is_named_by_key(bpmn: Make) -> None:
    steps = {"a": {"role": "clerk", "duration": "10 min (8 min to 12 min)", "patience": "5 min", "controls": ["C-1"]}}
    calendars = {**notes()["calendars"], "office": {"mon-fri": "09:00-17:00", "holidays": "GB-ENG"}}
    made = made_of(bpmn, steps={**notes()["steps"], **steps}, calendars=calendars)
    for written in (write_prosimos(made), write_bpsim(made)):
        told = " ".join(problem.message for problem in written.lost)
        assert "'patience' of a step" in told
        assert "the range of" in told
        assert "dates of the calendar 'office'" in told
        assert "controls" not in told


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"steps": {"a": {"role": "clerk", "duration": "triangular(1 min, 2 min, 3 min)"}}},
            "a triangular distribution",
        ),
        ({"steps": {"a": {"needs": [{"clerk": 1, "boss": 1}], "duration": "1 min"}}}, "several people at once"),
        ({"flows": {}}, "a choice without shares"),
        ({"cases": {"case": {"start": "s", "arrivals": {"per_hour": {"mon": 3}}}}}, "changing rates"),
        ({"events": {}}, "an event without a delay"),
        ({"cases": {}}, "a model without arrivals"),
    ],
)
def test_what_prosimos_cannot_express_is_refused(bpmn: Make, changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ModelError, match=words) as raised:
        write_prosimos(made_of(bpmn, **changes))
    assert {problem.code for problem in raised.value.problems} == {"RE151"}


def test_an_approximation_is_made_where_it_is_asked_for(bpmn: Make) -> None:
    steps = {**notes()["steps"], "a": {"role": "clerk", "duration": "triangular(1 min, 2 min, 3 min)"}}
    made = made_of(bpmn, steps=steps)
    written = write_prosimos(made, approximate=True)
    assert any("written as a gamma distribution" in problem.message for problem in written.lost)
    assert written.parameters is not None
    time = read_prosimos(written.bpmn, written.parameters).map.notes.steps["a"].duration
    assert time is not None
    assert time.mean == pytest.approx(120)
    assert time.cv == pytest.approx(made.notes.steps["a"].duration.cv)  # type: ignore[union-attr]


def test_typed_tasks_are_plain_ones_for_prosimos(complaints: AnnotatedMap) -> None:
    with pytest.raises(ModelError) as raised:
        write_prosimos(complaints, approximate=True)
    told = " ".join(problem.message for problem in raised.value.problems)
    assert "intermediateThrowEvent" in told
    assert "end events" in told
    assert "userTask" not in told


TIMES = st.sampled_from(
    ["5 min", "exponential(7 min)", "normal(mean=9 min, sd=1 min)", "uniform(1 min, 2 min)",
     "lognormal(mean=9 min, sd=4 min)", "gamma(mean=3 min, cv=1.5)",
     "truncated(normal(mean=9 min, sd=3 min), 5 min, 12 min)"]
)  # fmt: skip


@settings(max_examples=10)
@given(a=TIMES, gap=TIMES, share=st.floats(0.01, 0.99), members=st.integers(1, 40), cost=st.integers(1, 99))
def test_any_plain_model_survives_both_forms(
    bpmn: Make, a: str, gap: str, share: float, members: int, cost: int
) -> None:
    made = made_of(
        bpmn,
        steps={"a": {"role": "clerk", "duration": a}, "b": {"role": "clerk", "duration": gap}},
        resources={"clerk": {"members": members, "calendar": "office", "cost": f"{cost} EUR/h"}},
        cases={"case": {"start": "s", "arrivals": {"every": gap, "calendar": "night"}}},
        flows={"g": {"g_w": share, "g_b": "rest"}},
    )
    pair = write_prosimos(made)
    assert json.loads(pair.parameters or b"")
    for again in (read_prosimos(pair.bpmn, pair.parameters or b"").map, read_bpsim(write_bpsim(made).bpmn).map):
        before, after = facts(made), facts(again)
        assert before.pop("shares") == {"g": pytest.approx(after.pop("shares")["g"])}
        times = [{key: step.duration.mean for key, step in each.pop("steps").items()} for each in (before, after)]
        assert times[0] == pytest.approx(times[1])
        before.pop("arrivals"), after.pop("arrivals")
        assert before == after


def test_markers_that_repeat_nothing_are_written_for_prosimos(shared: Path) -> None:
    folder = shared / "logs" / "bpic2012_w"
    read = read_prosimos(folder / "BPIC_2012_W.bpmn", folder / "BPIC_2012_W.json")
    pair = write_prosimos(read.map, approximate=True)
    assert pair.parameters is not None
    assert facts(read_prosimos(pair.bpmn, pair.parameters).map) == facts(read.map)
