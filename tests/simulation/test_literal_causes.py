"""The quick way of charging waits gives the same log as the page on semantics taken word for word."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reengineer.errors import InternalError
from reengineer.simulation._checks import check_run
from reengineer.simulation._hooks import Hooks
from reengineer.simulation._program import Program
from reengineer.simulation._settings import RunSettings
from reengineer.simulation._sketch import Sketch
from reengineer.simulation.compiling._compile import compile_model
from reengineer.simulation.reference import LiteralEngine, ReferenceEngine
from reengineer.simulation.reference._people import People
from reengineer.simulation.selftest._examples import run_examples

HOURS = ["00:00-24:00", "09:00-17:00", "08:00-12:00", "13:00-18:30", "22:00-24:00"]


@st.composite
def offices(draw: st.DrawFn) -> dict[str, Any]:
    """Draw two groups whose members have hours of their own."""
    calendars = {f"c{place}": {"mon-fri": hours} for place, hours in enumerate(HOURS)}
    members = {
        group: [
            {"name": f"{group}{place}", "calendar": calendar}
            for place, calendar in enumerate(draw(st.lists(st.sampled_from(sorted(calendars)), min_size=1, max_size=3)))
        ]
        for group in ("clerk", "boss")
    }
    return {
        "calendars": calendars,
        "resources": {group: {"members": people} for group, people in members.items()},
        "cases": {"case": {"start": "S", "arrivals": draw(st.sampled_from(["40 min", "exponential(50 min)"]))}},
        "steps": {
            "A": {"role": "clerk", "duration": draw(st.sampled_from(["30 min", "exponential(60 min)"]))},
            "B": {"role": "boss", "duration": "uniform(10 min, 90 min)"},
            "C": {"role": "clerk", "duration": "0 min"},
        },
        "flows": {"G": {"to A": 0.3, "to E": "rest"}},
    }


@settings(max_examples=25, deadline=None)
@given(notes=offices(), cut=st.booleans())
def test_both_ways_of_charging_give_the_same_log(
    sketch: Callable[..., Sketch], notes: dict[str, Any], cut: bool
) -> None:
    made = sketch("S F A J C G E, F B J, G A", **notes)
    limit = RunSettings(length="3 days", end="cut") if cut else RunSettings(cases=25)
    program = compile_model(made.annotated(), limit)
    quick, literal = (engine(program, 1, 0).run() for engine in (ReferenceEngine, LiteralEngine))
    check_run(program, literal)
    assert np.array_equal(quick.log.rows, literal.log.rows)
    assert quick.cases == literal.cases


@pytest.fixture
def urgent(sketch: Callable[..., Sketch]) -> Program:
    """Return a program in which one clerk does A and B, and B always goes first."""
    step = {"role": "clerk", "duration": "1 min"}
    made = sketch("S F A E, F B E", steps={"A": step, "B": step}, resources={"clerk": {"members": 1}})
    program = compile_model(made.annotated(), RunSettings(cases=1))
    return replace(program, priority=np.array([0, 0, 1, 0, 0]))


def test_who_waits_for_later_work_that_is_more_urgent_is_overtaken(
    urgent: Program, rows_of: Callable[..., list[dict[str, Any]]]
) -> None:
    # Document order is S, F, A, B, E, and A has the worse priority. Both are ready at 60; B goes first.
    minutes = {"A": 3.0, "B": 5.0}
    raw = LiteralEngine(urgent, 1, 0, Hooks(duration=lambda step, _case, _visit: 60 * minutes[step])).run()
    rows = {row["element"]: row for row in rows_of(urgent, raw)}
    assert rows["A"]["wait_prioritisation"] == 5
    assert rows["A"]["wait_contention"] == 0
    assert rows["B"]["started"] == 60


def test_work_that_began_before_is_contention_not_overtaking(
    urgent: Program, rows_of: Callable[..., list[dict[str, Any]]]
) -> None:
    ticks = np.array([0, 60_000_000])
    two = replace(urgent, cases=2, stream_gap=np.array([-1]), arrival_first=np.array([0, 2]), arrival_tick=ticks)
    # B of case 1 from 0 to 10, then B of case 2 from 10 to 20, then both A.
    minutes = {"A": 1.0, "B": 10.0}
    raw = LiteralEngine(two, 1, 0, Hooks(duration=lambda step, _case, _visit: 60 * minutes[step])).run()
    rows = {(row["element"], row["case"]): row for row in rows_of(two, raw)}
    assert rows["B", 2]["wait_contention"] == 9
    assert rows["A", 1]["wait_prioritisation"] == 20
    # A of case 2 waits from 1: to 10 for work that began before, then for A of case 1 or B of its own case.
    assert rows["A", 2]["wait_contention"] == 9 + 1
    assert rows["A", 2]["wait_prioritisation"] == 10


def test_an_engine_that_leaves_somebody_idle_is_found_out(urgent: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(People, "_walk", lambda _people, _component: None)
    with pytest.raises(InternalError, match="RE591"):
        LiteralEngine(urgent, 1, 0).run()


def test_the_literal_engine_passes_the_worked_examples(shared: Path) -> None:
    checks = run_examples(shared / "oracles" / "worked_examples.yaml", LiteralEngine)
    assert [(check.id, check.got) for check in checks if not check.passed] == []
