"""Queues and busy time by hour of the week without a log: by hand, by both engines, and as the log tells them."""

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import reengineer as rg
from reengineer.annotations import complete
from reengineer.errors import ReengineerError
from reengineer.simulation import Job, RunSettings, run_model, simulate
from reengineer.simulation._closeup import Week, _queues
from reengineer.simulation._hour_sums import HourSums
from reengineer.simulation._hourly_load import busy_by_hour, duty_by_hour
from reengineer.simulation._log import STATES
from reengineer.simulation._program import Program
from reengineer.simulation._replication import TICKS_A_WEEK, Replication, reduce_run
from reengineer.simulation._sketch import Sketch
from reengineer.simulation.compiling._compile import compile_model
from reengineer.simulation.loop import _hour_room
from reengineer.simulation.loop._engine import run_in_loop
from reengineer.simulation.reference import ReferenceEngine
from reengineer.simulation.selftest._programs import program_of

ALWAYS = {"always": {"daily": "00:00-24:00"}, "office": {"mon-fri": "09:00-17:00"}}


def same(one: HourSums | None, other: HourSums | None) -> bool:
    assert one is not None
    assert other is not None
    tables = ("seen", "queue", "busy", "duty")
    return one.width == other.width and all(np.array_equal(getattr(one, name), getattr(other, name)) for name in tables)


def test_hours_of_a_day_by_hand(sketch: Callable[..., Sketch]) -> None:
    # Cases at 01:00, 02:00 and 03:00 of 90 minutes each for one clerk.
    made = sketch(
        "S A E",
        calendars=ALWAYS,
        resources={"clerk": {"members": 1, "calendar": "always"}},
        steps={"A": {"role": "clerk", "duration": "90 min"}},
        cases={"case": {"start": "S", "arrivals": {"every": "1 h", "calendar": "always"}}},
        clock={"start": "2026-01-05", "timezone": "UTC"},
    )
    result = run_model(made.annotated(), RunSettings(cases=3, replications=1), Job(hours=True, unstable=True))
    hours = result.hours
    monday = hours[hours["weekday"] == "monday"]
    assert monday["queue"].tolist()[:3] == [0, 0, 0.5]
    assert monday["utilisation"].tolist()[:3] == [0, 1, 1]
    assert monday["seen_h"].tolist()[:5] == pytest.approx([1, 1, 1, 0, 0], abs=1e-9)  # arrivals stop right after 03:00
    assert set(hours["on_duty"].dropna()) == {1}


def assert_as_in_the_log(program: Program, run: Replication, since: int = 0) -> None:
    """Compare with what the rows of the same run tell, from a tick on at which a span begins."""
    log, hours = run.rows, run.hours
    assert log is not None
    assert hours is not None
    week, spans = Week(program.names.start, since, run.horizon), hours.since(since)
    assert hours.seen[spans].sum(axis=0) == pytest.approx(week.seen, abs=1)
    assert hours.queue[:, spans].sum(axis=1) == pytest.approx(_queues(program, log, week, run.last_tick), abs=1)
    assert hours.duty[:, spans].sum(axis=1) == pytest.approx(duty_by_hour(program, week), abs=1)
    # The log does not say when paused work went on, nor when a batch ended that all had left: it keeps its people.
    was_cut = (log.column("batch") >= 0) & (log.column("state") == STATES.index("interrupted"))
    if not program.queues.preempts.any() and not was_cut.any():
        assert hours.busy[:, spans].sum(axis=1) == pytest.approx(busy_by_hour(program, log, week, run.last_tick), abs=2)


def by_both(program: Program, seed: int = 1, **how: Any) -> Replication:
    """Return a run of the loop with its log, once the reference engine and a run without a log gave the same sums."""
    raw = ReferenceEngine(program, seed, 0).run()
    one = run_in_loop(program, seed, 0, keep_log=True, keep_hours=True)
    other = run_in_loop(program, seed, 0, keep_log=False, keep_hours=True, most_kept=2, **how)
    assert same(one.hours, reduce_run(program, raw, 0, keep_log=False, keep_hours=True).hours)
    assert same(one.hours, other.hours)
    return one


@pytest.fixture
def few_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the loop add up hours again and again."""
    monkeypatch.setattr(_hour_room, "LEAST_HOURS", 5)


SCENARIOS = sorted((Path(__file__).resolve().parents[2] / "scenarios").glob("*/review.yaml"))


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.parent.name)
def test_hours_of_a_sample_are_those_of_its_log(path: Path, few_hours: None) -> None:
    annotated = complete(rg.load_review(path.parent).as_is)[0]
    program = compile_model(annotated, RunSettings(cases=30))
    assert_as_in_the_log(program, by_both(program, room=4))


@pytest.mark.parametrize("seeds", [range(1000, 1020), pytest.param(range(2000, 2200), marks=pytest.mark.slow)])
def test_hours_of_models_at_random_are_those_of_their_logs(
    modelling: ModuleType, few_hours: None, seeds: range
) -> None:
    seen = 0
    for seed in seeds:
        modeller = modelling.Modelling(random.Random(seed).choice)
        try:
            program = replace(program_of(modeller.model()), events_at_most=modeller.most_events())
            run = by_both(program, seed, room=4)
        except ReengineerError:
            continue
        assert_as_in_the_log(program, run)
        seen += 1
    assert seen > len(seeds) / 4


@pytest.fixture(scope="module")
def year(sketch: Callable[..., Sketch]) -> Sketch:
    """Return a process with few cases a day, for a year in which clocks are changed twice."""
    return sketch(
        "S A B E",
        calendars=ALWAYS,
        resources={"clerk": {"members": 2, "calendar": "office"}, "guard": {"members": 1, "calendar": "always"}},
        steps={
            "A": {"role": "clerk", "duration": "exponential(3 h)"},
            "B": {"role": "guard", "duration": "exponential(9 h)"},
        },
        cases={"case": {"start": "S", "arrivals": {"every": "exponential(20 h)", "calendar": "always"}}},
        clock={"start": "2026-01-07 10:00", "timezone": "Europe/London"},
    )


@pytest.mark.parametrize("limit", [{"cases": 450}, {"length": "52 weeks", "end": "cut"}])
def test_a_year_is_parted_into_spans_of_weeks(year: Sketch, few_hours: None, limit: dict[str, Any]) -> None:
    program = compile_model(year.annotated(), RunSettings(**limit))
    run = by_both(program, room=4)
    assert run.hours is not None
    assert run.hours.width == 2
    for weeks in (0, 6):
        assert_as_in_the_log(program, run, weeks * TICKS_A_WEEK)


def test_hours_are_those_after_the_warm_up_in_local_time(year: Sketch) -> None:
    result = simulate(year.annotated(), RunSettings(cases=450, replications=1, warm_up="5 weeks"), log=False)
    clerks = result.hours[result.hours["group"] == "clerk"]
    # From the end of the sixth week on, as spans are of two.
    assert clerks["seen_h"].sum() == pytest.approx(result.horizon_s / 3600 - 6 * 168)
    on_duty = clerks[clerks["on_duty"] > 0]
    assert set(on_duty["hour"]) == set(range(9, 17))
    assert on_duty["on_duty"].to_numpy() == pytest.approx(2)
    assert result.first(0).hours.empty
