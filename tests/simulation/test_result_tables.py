"""A result is read as tables: rows, cases, members, measures and waits."""

from collections.abc import Callable
from datetime import timedelta

import pandas as pd
import pytest

from reengineer.eventlog import COLUMNS
from reengineer.simulation import Job, RunSettings, SimulationResult, run_model
from reengineer.simulation._sketch import Sketch

STEP = {"role": "clerk", "duration": "2 h", "cost": "1 GBP"}


@pytest.fixture(scope="module")
def result(sketch: Callable[..., Sketch]) -> SimulationResult:
    """Return two like replications of two cases: from 09:30 and 10:00 local time, two hours of one clerk each."""
    made = sketch(
        "S A J E",
        currency="GBP",
        clock={"start": "2026-06-01", "timezone": "Europe/London"},
        calendars={"office": {"daily": "09:00-17:00"}},
        resources={"clerk": {"members": 1, "calendar": "office", "cost": "24 GBP/h"}},
        steps={"A": STEP},
        cases={"letters": {"start": "S", "arrivals": {"every": "30 min", "calendar": "office"}}},
    )
    return run_model(made.annotated(), RunSettings(cases=2, replications=2), Job(unstable=True, log=True, name="now"))


@pytest.fixture(scope="module")
def rows(result: SimulationResult) -> pd.DataFrame:
    return result.event_log.frame


def test_the_log_has_the_public_columns_and_a_row_a_visit(rows: pd.DataFrame) -> None:
    assert tuple(rows.columns) == COLUMNS
    assert rows["replication"].tolist() == [0, 0, 1, 1]
    assert rows["case"].tolist() == [1, 2, 1, 2]
    assert set(rows["option"]) == {"now"}


def test_instants_are_local_time(rows: pd.DataFrame) -> None:
    assert str(rows["enabled"].iloc[0]) == "2026-06-01 09:30:00+01:00"
    assert rows["completed"].iloc[0] - rows["enabled"].iloc[0] == timedelta(hours=2)


def test_times_are_seconds_and_money_is_whole(rows: pd.DataFrame) -> None:
    second = rows.iloc[1]
    assert (second["work_s"], second["wait_contention_s"], second["cost"]) == (7200, 5400, 49)
    assert (second["group"], second["members"], second["name"]) == ("clerk", "clerk 1", "A")
    assert (second["kind"], second["state"], second["class"]) == ("task", "completed", "letters")


def test_cases_have_their_ends_and_their_hours(result: SimulationResult) -> None:
    second = result.cases.iloc[1]
    assert second["completed"] - second["arrived"] == timedelta(hours=3.5)
    assert (second["processing_s"], second["cycle_working_s"], second["cost"]) == (7200, 12_600, 49)
    assert (second["stream"], second["state"], second["in_warm_up"]) == ("letters", "completed", False)


def test_open_cases_have_no_end(sketch: Callable[..., Sketch]) -> None:
    made = sketch("S A E", steps={"A": {"role": "clerk", "duration": "9 h"}}, resources={"clerk": {"members": 1}})
    run = RunSettings(length="70 h", end="cut", replications=1)
    result = run_model(made.annotated(), run, Job(unstable=True, log=True))
    still = result.cases[result.cases["state"] == "open"]
    assert still["completed"].isna().all()
    assert still["cycle_working_s"].isna().all()
    assert result.event_log.frame["completed"].isna().any()


def test_members_have_their_busy_and_paid_hours(result: SimulationResult) -> None:
    # The last case comes at 10:00, and the time on duty up to there counts: one hour, half of it busy.
    first = result.members.iloc[0]
    assert (first["group"], first["member"], len(result.members)) == ("clerk", "clerk 1", 2)
    assert (first["busy_s"], first["duty_s"]) == (pytest.approx(1800), pytest.approx(3600))
    assert first["utilisation"] == pytest.approx(0.5)


def test_the_usual_measures_are_in_long_form(result: SimulationResult) -> None:
    frame = result.measures
    assert set(frame["replication"]) == {0, 1}
    cycle = frame[(frame["measure"] == "cycle_time") & (frame["clock"] == "elapsed")]
    assert cycle["value"].tolist() == [2.75, 2.75]
    assert "clerk" in set(frame["scope_id"])
    units = dict(zip(frame["measure"], frame["unit"], strict=True))
    assert (units["activity_cost"], units["throughput"], units["utilisation"]) == ("GBP", "cases/h", "share")
    assert all(units.values())


def test_waits_are_hours_a_case_by_cause(result: SimulationResult) -> None:
    (row,) = result.waits().to_dict("records")
    assert (row["element"], row["group"], row["visits_per_case"]) == ("A", "clerk", 1)
    assert (row["work"], row["contention"], row["unavailability"]) == (2, 0.75, 0)


def test_joins_have_nobody(sketch: Callable[..., Sketch]) -> None:
    steps = {name: {"role": "clerk", "duration": "5 min"} for name in "AB"}
    made = sketch("S F A J E, F B J", steps=steps, resources={"clerk": {"members": 1}})
    log = run_model(made.annotated(), RunSettings(cases=1, replications=1), Job(log=True)).event_log
    join = log.frame[log.frame["kind"] == "join"].iloc[0]
    assert (join["group"], join["members"], join["wait_synchronisation_s"]) == ("", "", 300)
    assert len(log) == 2


def test_the_log_holds_activities_and_the_event_log_everything(sketch: Callable[..., Sketch]) -> None:
    made = sketch("S F A J E, F B J", steps={"A": {"duration": "1 min"}, "B": {"duration": "2 min"}})
    result = run_model(made.annotated(), RunSettings(cases=3, replications=1), Job(log=True))
    assert len(result.log) == 6
    assert set(result.log["kind"]) == {"task"}
    assert len(result.event_log.frame) == 9
    assert len(result.event_log) == 6
