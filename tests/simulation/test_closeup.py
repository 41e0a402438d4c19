"""What single rows tell: queues by hour of the week and what was done again, worked by hand; and parts that add up."""

import random
from collections.abc import Callable
from datetime import datetime
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from reengineer.annotations import complete
from reengineer.errors import ReengineerError
from reengineer.simulation import Closeup, Job, RunSettings, SimulationResult, look_closely, run_model
from reengineer.simulation._closeup import HOURS_A_WEEK, TICKS_A_HOUR, Week
from reengineer.simulation._hourly_load import busy_by_hour, duty_by_hour
from reengineer.simulation._log import STATE_COMPLETED
from reengineer.simulation._parts import PARTS
from reengineer.simulation._series import Task
from reengineer.simulation._sketch import Sketch
from reengineer.simulation.selftest._programs import program_of

HOUR = TICKS_A_HOUR
ALWAYS = {"always": {"daily": "00:00-24:00"}, "office": {"mon-fri": "09:00-17:00"}}


def looked(made: Sketch, **settings: Any) -> tuple[Closeup, SimulationResult]:
    whole, _ = complete(made.annotated())
    engine = settings.pop("engine", "auto")
    result = run_model(whole, RunSettings(**({"replications": 1} | settings)), Job(unstable=True, engine=engine))
    return look_closely(whole, result), result


@pytest.fixture(scope="module")
def queue(sketch: Callable[..., Sketch]) -> tuple[Closeup, SimulationResult]:
    """Return a day of cases at 01:00, 02:00 and 03:00 of 90 minutes each for one clerk; one more comes at 24:00."""
    made = sketch(
        "S A E",
        calendars=ALWAYS,
        resources={"clerk": {"members": 1, "calendar": "always"}},
        steps={"A": {"role": "clerk", "duration": "90 min"}},
        cases={"case": {"start": "S", "arrivals": {"every": "1 h", "calendar": "always"}}},
        clock={"start": "2026-01-05", "timezone": "UTC"},
    )
    return looked(made, cases=3, warm_up="none")


def test_queue_by_hour_is_the_mean_number_that_wait(queue: tuple[Closeup, SimulationResult]) -> None:
    # Case 2 waits from 02:00 to 02:30, case 3 from 03:00 on; arrivals stop right after 03:00.
    seen = queue[0].queue[0]
    assert seen[2] == pytest.approx(0.5)
    assert seen[:2].tolist() == [0, 0]
    assert seen[4:].sum() == 0


def test_hours_on_duty_are_those_of_the_group(sketch: Callable[..., Sketch]) -> None:
    made = sketch(
        "S A E",
        calendars=ALWAYS,
        resources={"clerk": {"members": 2, "calendar": "office"}},
        steps={"A": {"role": "clerk", "duration": "5 min"}},
        cases={"case": {"start": "S", "arrivals": {"every": "2 h", "calendar": "always"}}},
        clock={"start": "2026-01-05", "timezone": "Europe/London"},
    )
    seen, _ = looked(made, length="2 weeks", warm_up="none")
    is_open = seen.is_open[0].reshape(7, 24)
    assert is_open[:5, 9:17].all()
    assert int(is_open.sum()) == 40
    # What comes at night and at weekends waits until nine.
    assert seen.queue[0].reshape(7, 24)[5, 12] > seen.queue[0].reshape(7, 24)[4, 12]


LOOP = Sketch(
    nodes={"S": "startEvent", "J": "exclusiveGateway", "A": "task", "X": "exclusiveGateway", "E": "endEvent"},
    flows=[("S", "J"), ("J", "A"), ("A", "X"), ("X", "J"), ("X", "E")],
    notes={
        "calendars": ALWAYS,
        "clock": {"start": "2026-01-05", "timezone": "UTC"},
        "resources": {"clerk": {"members": 1, "calendar": "always"}},
        "steps": {"A": {"role": "clerk", "duration": "exponential(20 min)"}},
        "flows": {"X": {"to J": 0.33, "to E": "rest"}},
        "cases": {"case": {"start": "S", "arrivals": {"every": "exponential(40 min)", "calendar": "always"}}},
    },
)
"""A process in which a third of the checks sends the case back."""


@pytest.fixture(scope="module")
def loop() -> tuple[Closeup, SimulationResult]:
    """Return three weeks of it, the first left out."""
    return looked(LOOP, length="3 weeks", warm_up=604_800.0, replications=3)


def test_what_is_done_again_is_work_and_waits_of_later_visits(loop: tuple[Closeup, SimulationResult]) -> None:
    import pandas as pd

    seen, result = loop
    logged = run_model(complete(LOOP.annotated())[0], result.settings, Job(unstable=True, log=True))
    cases = logged.cases[logged.cases["arrived"] >= pd.Timestamp("2026-01-12", tz="UTC")]
    rows = logged.log.merge(cases[["replication", "case"]], on=["replication", "case"])
    again = rows[rows["visit"] > 1].groupby("replication")[["work_s", "wait_contention_s"]].sum()
    done = cases[cases["state"] == "completed"].groupby("replication").size()
    assert seen.again[:, 0] == pytest.approx((again["work_s"] / done).to_numpy())
    assert seen.again[:, 1] == pytest.approx((again["wait_contention_s"] / done).to_numpy())
    assert (seen.again[:, 0] > 0).all()


def test_both_engines_show_the_same(sketch: Callable[..., Sketch]) -> None:
    made = sketch(
        "S A B E",
        calendars=ALWAYS,
        resources={"clerk": {"members": 1, "calendar": "office"}},
        steps={"A": {"role": "clerk", "duration": "exponential(20 min)"}, "B": {"role": "clerk", "duration": "5 min"}},
        cases={"case": {"start": "S", "arrivals": {"every": "exponential(2 h)", "calendar": "always"}}},
    )
    one, two = (looked(made, length="2 weeks", warm_up="none", engine=name)[0] for name in ("compiled", "reference"))
    assert np.array_equal(one.queue, two.queue)
    assert np.array_equal(one.is_open, two.is_open)
    assert np.array_equal(one.again, two.again)


def test_queues_by_hour_add_up_to_the_waits(sketch: Callable[..., Sketch]) -> None:
    made = sketch(
        "S A E",
        calendars=ALWAYS,
        resources={"clerk": {"members": 1, "calendar": "always"}},
        steps={"A": {"role": "clerk", "duration": "exponential(30 min)"}},
        cases={"case": {"start": "S", "arrivals": {"every": "exponential(40 min)", "calendar": "always"}}},
    )
    seen, result = looked(made, length="8 weeks", warm_up="none")
    run = result.replications[0]
    waits = run.steps[:, :, 2:4].sum() / HOUR
    assert seen.queue.sum() * 8 == pytest.approx(waits, rel=0.02)


def test_parts_of_a_cycle_time_add_up_exactly(loop: tuple[Closeup, SimulationResult]) -> None:
    parts = loop[1].cycle_parts()
    assert parts.shape == (3, len(PARTS))
    assert parts[:, 0] == pytest.approx(parts[:, 1:].sum(axis=1))
    assert parts[:, -1] == pytest.approx(np.zeros(3))


def test_what_goes_on_side_by_side_is_taken_off() -> None:
    made = Sketch(
        nodes={
            "S": "startEvent",
            "P": "parallelGateway",
            "A": "task",
            "B": "task",
            "Q": "parallelGateway",
            "E": "endEvent",
        },
        flows=[("S", "P"), ("P", "A"), ("P", "B"), ("A", "Q"), ("B", "Q"), ("Q", "E")],
        notes={
            "calendars": ALWAYS,
            "resources": {"clerk": {"members": 9, "calendar": "always"}},
            "steps": {"A": {"role": "clerk", "duration": "10 min"}, "B": {"role": "clerk", "duration": "25 min"}},
            "cases": {"case": {"start": "S", "arrivals": {"every": "1 h", "calendar": "always"}}},
        },
    )
    _, result = looked(made, cases=5, warm_up="none")
    told = dict(zip(PARTS, result.cycle_parts()[0] / 60, strict=True))
    # 25 minutes: 35 of work and 15 of waiting for the other branch, of which 25 are side by side.
    assert (told["cycle"], told["work"], told["synchronisation"], told["rest"]) == pytest.approx((25, 35, 15, -25))


def test_hours_follow_the_clock_of_the_place() -> None:
    start = datetime(2026, 3, 28, 12, 30, tzinfo=ZoneInfo("Europe/London"))
    week = Week(start, 0, 24 * HOUR)
    # The first half hour is that from 12:30 on Saturday; on Sunday the clocks skip from 01:00 to 02:00.
    assert week.hour[0] == 5 * 24 + 12
    assert week.seen[5 * 24 + 12] == HOUR / 2
    assert week.seen[6 * 24 + 1] == 0
    assert week.seen.sum() == 24 * HOUR


def test_stretches_are_shared_out_to_the_tick() -> None:
    week = Week(datetime(2026, 1, 5, tzinfo=ZoneInfo("UTC")), HOUR, 5 * HOUR)
    begins, ends = np.array([0, HOUR + 7, 4 * HOUR]), np.array([2 * HOUR, 3 * HOUR + 1, 9 * HOUR])
    assert week.waited(begins, ends).tolist() == [HOUR + HOUR - 7, HOUR, 1, HOUR]


def test_sums_beyond_64_bits_come_round_again() -> None:
    week = Week(datetime(2026, 1, 5, tzinfo=ZoneInfo("UTC")), 0, 3 * HOUR)
    begins = np.full(3_000_000, HOUR, dtype=np.int64)
    assert week.waited(begins, begins + HOUR).tolist() == [0, 3_000_000 * HOUR, 0]


def test_a_week_has_168_hours() -> None:
    week = Week(datetime(2026, 1, 5, tzinfo=ZoneInfo("Asia/Kathmandu")), 0, HOURS_A_WEEK * HOUR)
    assert set(week.hour.tolist()) == set(range(HOURS_A_WEEK))


def test_load_by_hour_is_work_on_duty(sketch: Callable[..., Sketch]) -> None:
    # Two clerks from nine to five. An hour's work at 16:30 goes on at nine on Tuesday, when another one comes.
    made = sketch(
        "S A E",
        calendars=ALWAYS,
        resources={"clerk": {"members": 2, "calendar": "office"}},
        steps={"A": {"role": "clerk", "duration": "60 min"}},
        cases={"case": {"start": "S", "arrivals": {"every": "16.5 h", "calendar": "always"}}},
        clock={"start": "2026-01-05", "timezone": "UTC"},
    )
    seen, _ = looked(made, length="2 days", warm_up="none")
    load = seen.load[0].reshape(7, 24)
    assert (load[0, 16], load[1, 9]) == pytest.approx((0.25, 0.75))
    assert np.nansum(load) == pytest.approx(1.0)
    assert np.isfinite(load).sum() == 16
    assert np.isnan(load[0, 8])
    assert np.isnan(load[2:]).all()


def test_load_by_hour_adds_up_to_what_the_run_counts(modelling: ModuleType) -> None:
    """Teams, set-up, batches, several at once, work that pauses or runs on: busy time is that of the run."""
    checked = 0
    for seed in range(60):
        try:
            program = program_of(modelling.Modelling(random.Random(seed).choice).model())
            run = Task(program=program, settings=RunSettings(), number=seed, engine="compiled", log=True).run()
        except ReengineerError:
            continue
        log = run.log
        assert log is not None
        # Who leaves a batch on the way leaves its people there; the rows do not tell for how long.
        if (log.column("state")[log.column("batch") >= 0] != STATE_COMPLETED).any():
            continue
        week = Week(program.names.start, 0, max(run.last_tick, run.horizon) + 1)
        groups = program.group_of_member
        counted = (busy_by_hour(program, log, week, run.last_tick), duty_by_hour(program, week))
        for hours, table in zip(counted, (run.busy, run.duty), strict=True):
            expected = np.bincount(groups, table.sum(axis=1), minlength=program.group_count)
            assert hours.sum(axis=1) == pytest.approx(expected, abs=2), seed
        checked += 1
    assert checked > 30
