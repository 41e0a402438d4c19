"""Measures of tiny runs, each worked by hand."""

import math
from collections.abc import Callable
from dataclasses import replace
from itertools import permutations
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from reengineer.errors import UnstableError, UsageError
from reengineer.measures import CAUSES, SIMULATED, Measure
from reengineer.simulation import Hooks, Job, RunSettings, SimulationResult, check_load, run_model
from reengineer.simulation._asked import ANSWERS
from reengineer.simulation._items import Worked
from reengineer.simulation._measures import statistic
from reengineer.simulation._replication import _handoffs
from reengineer.simulation._sketch import Sketch

OFFICE = {"office": {"mon-fri": "09:00-17:00"}}


def stated(made: Sketch) -> Sketch:
    """Return a sketch in which everybody is always there who has no hours; a run would assume an office."""
    notes = dict(made.notes)
    hours = {"always": {"daily": "00:00-24:00"}} | dict(notes.get("calendars", {}))
    alone = all("role" in step for step in notes.get("steps", {}).values())
    people = dict(notes.get("resources", {})) | ({} if alone else {"staff": {"members": 9}})
    groups = {name: {"calendar": "always"} | group for name, group in people.items()}
    steps = {name: {"role": "staff"} | step for name, step in notes.get("steps", {}).items()}
    cases = {name: case | {"arrivals": _arrivals(case["arrivals"])} for name, case in notes["cases"].items()}
    return replace(made, notes=notes | {"calendars": hours, "resources": groups, "steps": steps, "cases": cases})


def _arrivals(given: Any) -> dict[str, Any]:
    return {"calendar": "always"} | (given if isinstance(given, dict) else {"every": given})


def result_of(made: Sketch, hooks: Hooks | None = None, **settings: Any) -> SimulationResult:
    run = RunSettings(**({"replications": 1} | settings))
    return run_model(stated(made).annotated(), run, Job(unstable=True, hooks=hooks))


def value(result: SimulationResult, name: str, **asked: Any) -> float:
    (found,) = result.values(Measure(name=name, **asked)).tolist()
    return found


@pytest.fixture(scope="module")
def week(sketch: Callable[..., Sketch]) -> SimulationResult:
    """Return a week: every four office hours a case, two hours of a clerk at 24, then one of a boss at 60.

    Cases come on Monday at 13:00 and then at 09:00 and 13:00, nine in all; nobody ever waits.
    """
    made = sketch(
        "S A B E",
        currency="GBP",
        calendars=OFFICE,
        resources={
            "clerk": {"members": 1, "calendar": "office", "cost": "24 GBP/h"},
            "boss": {"members": 2, "calendar": "office", "cost": "60 GBP/h"},
        },
        steps={"A": {"role": "clerk", "duration": "2 h"}, "B": {"role": "boss", "duration": "1 h", "cost": "5 GBP"}},
        cases={"case": {"start": "S", "arrivals": {"every": "4 h", "calendar": "office"}}},
    )
    return result_of(made, length="1 week")


@pytest.fixture(scope="module")
def queue(sketch: Callable[..., Sketch]) -> SimulationResult:
    """Return three cases, at 60, 120 and 180 minutes, of 90 minutes of one clerk: waits of 0, 30 and 60."""
    steps = {"A": {"role": "clerk", "duration": "90 min"}}
    made = sketch("S A E", steps=steps, resources={"clerk": {"members": 1}})
    return result_of(made, cases=3)


CYCLE = {"mean": 120, "median": 120, "sd": 30, "max": 150, "sum": 360, "p80": 138, "p90": 144, "p95": 147, "p99": 149.4}


@pytest.mark.parametrize("name", CYCLE)
def test_cycle_time_by_every_statistic(queue: SimulationResult, name: Any) -> None:
    assert value(queue, "cycle_time", statistic=name, unit="min") == pytest.approx(CYCLE[name])


def test_waiting_is_the_cycle_less_the_work(queue: SimulationResult) -> None:
    assert value(queue, "waiting_time", unit="min") == 30
    assert value(queue, "processing_time", unit="h") == 1.5
    assert value(queue, "flow_efficiency") == 0.75


def test_waiting_by_cause_is_for_each_case(queue: SimulationResult) -> None:
    waits = {cause: value(queue, "wait_by_cause", scope_id=cause, unit="min") for cause in CAUSES}
    assert waits == dict.fromkeys(CAUSES, 0) | {"contention": 30}


def test_the_queue_is_its_wait_over_the_time_of_arrivals(queue: SimulationResult) -> None:
    # 90 minutes of waiting, of cases that came in the 180 minutes up to the last arrival.
    for asked in ({}, {"scope": "group", "scope_id": "clerk"}, {"scope": "step", "scope_id": "A"}):
        assert value(queue, "queue_length", **asked) == pytest.approx(0.5)


def test_work_in_progress_is_cases_open_over_the_time_of_arrivals(queue: SimulationResult) -> None:
    # Case 1 from 60 to 150, case 2 from 120 to 180: 150 of 180 minutes.
    assert value(queue, "work_in_progress") == pytest.approx(150 / 180)


def test_throughput_counts_cases_completed_while_cases_came(queue: SimulationResult) -> None:
    assert value(queue, "throughput") == pytest.approx(1 / 3)


def test_times_of_a_step_are_those_of_its_visits(queue: SimulationResult) -> None:
    asked = {"scope": "step", "scope_id": "A", "unit": "min"}
    assert value(queue, "cycle_time", **asked) == 120
    assert value(queue, "waiting_time", **asked) == 30
    assert value(queue, "processing_time", **asked) == 90
    assert value(queue, "waiting_time", statistic="sum", **asked) == 90


def test_utilisation_is_work_over_hours_on_duty(week: SimulationResult) -> None:
    # Eighteen of forty hours, nine of eighty, and twenty-seven of a hundred and twenty together.
    assert value(week, "utilisation", scope="group", scope_id="clerk") == 0.45
    assert value(week, "utilisation", scope="group", scope_id="boss") == 0.1125
    assert value(week, "utilisation") == 0.225
    assert value(week, "utilisation", scope="member", scope_id="boss 2") == 0


def test_a_share_in_per_cent_is_a_hundred_times_as_large(week: SimulationResult, queue: SimulationResult) -> None:
    assert value(week, "utilisation", scope="group", scope_id="clerk", unit="%") == 45
    assert value(queue, "flow_efficiency", unit="%") == 75
    assert value(queue, "rework_rate", unit="%") == 0


def test_a_criterion_in_per_cent_is_met_by_a_value_in_per_cent(week: SimulationResult) -> None:
    from reengineer.criteria import Criterion

    aim = {"id": "busy", "measure": "utilisation", "scope": "group", "scope_id": "clerk", "unit": "%"}
    criterion = Criterion.model_validate(aim | {"better": "lower", "target": 50, "minimum": 80})
    (found,) = week.values(criterion.as_measure())
    assert criterion.is_met(found)
    assert criterion.worth(found, clip=False) == pytest.approx((80 - 45) / 30)


def test_paid_hours_cost_whether_worked_or_not(week: SimulationResult) -> None:
    # Forty hours at 24 and eighty at 60.
    assert value(week, "resourcing_cost", statistic="sum") == 5760
    assert value(week, "resourcing_cost") == 640
    assert value(week, "resourcing_cost", scope="group", scope_id="clerk", statistic="sum") == 960


def test_worked_hours_and_fees_are_the_cost_of_a_case(week: SimulationResult) -> None:
    assert value(week, "activity_cost") == 2 * 24 + 60 + 5
    assert value(week, "activity_cost", scope="step", scope_id="B") == 65
    assert value(week, "activity_cost", scope="step", scope_id="B", statistic="sum") == 585


def test_a_change_of_group_is_a_hand_off(week: SimulationResult, queue: SimulationResult) -> None:
    assert value(week, "handoffs") == 1
    assert value(queue, "handoffs") == 0


def test_a_week_gives_its_cases_an_hour(week: SimulationResult) -> None:
    assert value(week, "throughput") == pytest.approx(9 / 168)
    assert value(week, "work_in_progress") == pytest.approx(27 / 168)


@pytest.fixture(scope="module")
def overnight(sketch: Callable[..., Sketch]) -> SimulationResult:
    """Return one case that comes on Monday at 16:00 and takes two office hours, to Tuesday at 10:00."""
    made = sketch(
        "S A E",
        calendars=OFFICE | {"day": {"mon-fri": "08:00-20:00"}},
        resources={"clerk": {"members": 1, "calendar": "office"}},
        steps={"A": {"role": "clerk", "duration": "2 h"}},
        cases={"case": {"start": "S", "arrivals": {"every": "8 h", "calendar": "day"}}},
    )
    return result_of(made, cases=1)


CLOCKS = [("elapsed", "h", 18), ("open", "h", 6), ("working", "h", 2), ("working", "day", 0.25), ("open", "day", 0.5)]


@pytest.mark.parametrize(("clock", "unit", "expected"), CLOCKS)
def test_each_clock_counts_its_own_hours(overnight: SimulationResult, clock: Any, unit: str, expected: float) -> None:
    # Open from 08:00 to 20:00: four hours on Monday and two on Tuesday, of a day of twelve.
    assert value(overnight, "cycle_time", clock=clock, unit=unit) == pytest.approx(expected)


def test_on_the_working_clock_a_night_is_no_wait(overnight: SimulationResult) -> None:
    assert value(overnight, "waiting_time", clock="working", unit="h") == 0
    assert value(overnight, "waiting_time", unit="h") == 16
    assert value(overnight, "flow_efficiency", clock="working") == 1


def test_work_side_by_side_counts_once(sketch: Callable[..., Sketch]) -> None:
    steps = {"A": {"duration": "60 min"}, "B": {"duration": "30 min"}, "C": {"duration": "10 min"}}
    result = result_of(sketch("S F A J C E, F B J", steps=steps), length="4 h")
    assert value(result, "processing_time", unit="min") == 70
    assert value(result, "waiting_time") == 0
    assert value(result, "wait_by_cause", scope_id="synchronisation", unit="min") == 30


def test_work_side_by_side_over_a_night_counts_open_hours_once(sketch: Callable[..., Sketch]) -> None:
    # From 16:00: A 16-17 and 09-10, B from 16:00 to 20:00 by somebody always there, so 4 + 1 hours.
    made = sketch(
        "S F A J E, F B J",
        calendars=OFFICE,
        resources={"clerk": {"members": 1, "calendar": "office"}, "night": {"members": 1}},
        steps={"A": {"role": "clerk", "duration": "2 h"}, "B": {"role": "night", "duration": "4 h"}},
        cases={"case": {"start": "S", "arrivals": "16 h"}},
    )
    assert value(result_of(made, cases=1), "processing_time", unit="h") == 5


def test_parallel_work_is_no_hand_off(sketch: Callable[..., Sketch]) -> None:
    groups = {"x": {"members": 1}, "y": {"members": 1}}
    steps = {"A": {"role": "x", "duration": "9 min"}, "B": {"role": "y", "duration": "5 min"}}
    assert value(result_of(sketch("S F A J E, F B J", steps=steps, resources=groups), cases=2), "handoffs") == 0


def test_a_case_that_goes_back_is_rework(sketch: Callable[..., Sketch]) -> None:
    made = sketch("S A G E, G A", steps={"A": {"duration": "5 min"}}, flows={"G": {"to A": 0.5, "to E": "rest"}})
    back = Hooks(route=lambda _gateway, case, visit: "A" if case == 2 and visit < 3 else "E")
    result = result_of(made, back, cases=4)
    assert value(result, "rework_rate") == 0.25
    assert value(result, "cycle_time", unit="min", statistic="max") == 15


def test_classes_are_measured_apart(sketch: Callable[..., Sketch]) -> None:
    cases = {"letters": {"start": "S", "arrivals": "1 h"}, "calls": {"start": "S", "arrivals": "90 min"}}
    made = sketch("S A E", cases=cases, steps={"A": {"duration": "1 min"}})
    hooks = Hooks(duration=lambda _step, case, _visit: 60.0 * case)
    # In order of start: letters at 60, calls at 90, letters at 120.
    result = result_of(made, hooks, cases=3)
    assert value(result, "cycle_time", scope="class", scope_id="letters", unit="min") == 2
    assert value(result, "cycle_time", scope="class", scope_id="calls", unit="min") == 2
    assert value(result, "cycle_time", scope="class", scope_id="letters", unit="min", statistic="max") == 3


def test_work_over_the_end_of_a_week_is_busy_in_both(sketch: Callable[..., Sketch]) -> None:
    # Twenty hours from Sunday 20:00: four before midnight, sixteen in the second week.
    made = sketch(
        "S A E",
        resources={"clerk": {"members": 1}},
        steps={"A": {"role": "clerk", "duration": "20 h"}},
        cases={"case": {"start": "S", "arrivals": "164 h"}},
    )
    run = result_of(made, length="8 days").replications[0]
    assert (run.busy[0] / 3.6e9).tolist() == [4, 16, 0]
    assert (run.duty[0] / 3.6e9).tolist()[:2] == [168, 24]
    assert run.weeks == 2


def test_a_warm_up_leaves_out_whole_weeks_of_cases_and_people(sketch: Callable[..., Sketch]) -> None:
    # A case at the end of each day; in the first week each takes twelve hours, in the second six.
    made = sketch(
        "S A E",
        resources={"clerk": {"members": 1}},
        steps={"A": {"role": "clerk", "duration": "1 min"}},
        cases={"case": {"start": "S", "arrivals": "23 h"}},
    )
    hooks = Hooks(duration=lambda _step, case, _visit: 3600.0 * (12 if case <= 7 else 6))
    result = result_of(made, hooks, length="2 weeks", warm_up="3 days")
    assert result.warm_up_s == 604_800
    assert value(result, "cycle_time", unit="h") == 6
    # Case 7 comes at 161 hours, so five of its twelve lie in the second week; cases 8 to 14 take 42.
    assert value(result, "utilisation") == pytest.approx((5 + 42) / 168)
    assert value(result, "throughput") == pytest.approx(8 / 168)
    assert value(result.with_warm_up(0), "cycle_time", unit="h") == 9


@pytest.mark.parametrize("name", sorted(SIMULATED))
def test_where_nothing_came_there_is_no_number(sketch: Callable[..., Sketch], name: str) -> None:
    result = result_of(sketch("S A E", steps={"A": {"duration": "1 min"}}), length="30 min")
    asked = {"scope_id": "contention"} if name == "wait_by_cause" else {}
    if "process" not in ANSWERS[name].scopes:
        asked = {"scope": "step", "scope_id": "A"}
    found = value(result, name, **asked)
    assert math.isnan(found) or found == 0


def test_every_simulated_measure_says_what_may_be_asked() -> None:
    assert set(ANSWERS) == SIMULATED


@pytest.mark.parametrize(
    ("asked", "code", "word"),
    [
        ({"name": "csat"}, "RE520", "csat"),
        ({"name": "cycletime"}, "RE521", "cycle_time"),
        ({"name": "cycle_time", "scope": "class", "scope_id": "calls"}, "RE522", "calls"),
        ({"name": "cycle_time", "scope": "step", "scope_id": "Z"}, "RE522", "step"),
        ({"name": "utilisation", "scope": "group", "scope_id": "clerks"}, "RE522", "clerk"),
        ({"name": "wait_by_cause", "scope_id": "weather"}, "RE522", "contention"),
        ({"name": "cycle_time", "scope": "group", "scope_id": "clerk"}, "RE523", "group"),
        ({"name": "throughput", "scope": "class", "scope_id": "case"}, "RE523", "class"),
        ({"name": "waiting_time", "scope": "step", "scope_id": "A", "statistic": "p90"}, "RE523", "p90"),
        ({"name": "waiting_time", "scope": "step", "scope_id": "A", "clock": "working"}, "RE523", "working"),
        ({"name": "utilisation", "statistic": "max"}, "RE523", "max"),
        ({"name": "cycle_time", "unit": "fortnight"}, "RE523", "fortnight"),
        ({"name": "flow_efficiency", "unit": "h"}, "RE523", "%"),
    ],
)
def test_what_cannot_be_asked_is_refused(queue: SimulationResult, asked: dict[str, Any], code: str, word: str) -> None:
    with pytest.raises(UsageError, match=word) as raised:
        queue.values(Measure(**asked))
    assert [problem.code for problem in raised.value.problems] == [code]


def test_a_statistic_of_one_value_has_no_spread() -> None:
    assert statistic(np.array([3.0]), "sd") == 0
    assert statistic(np.array([1.0, 0.0, 1.0, 1.0]), "share") == 0.75


def test_who_is_answered_and_who_gives_up_is_counted_at_the_step(sketch: Callable[..., Sketch]) -> None:
    """Calls come every 10 minutes and take 25; patience is 12, so the calls wait in turn 0, gone, 5, 0 minutes."""
    made = sketch(
        "S A E",
        resources={"clerk": {"members": 1}},
        steps={"A": {"role": "clerk", "duration": "25 min", "patience": "12 min"}},
        cases={"case": {"start": "S", "arrivals": {"every": "10 min", "first": "start"}}},
    )
    result = result_of(made, length="50 min", warm_up="none")
    at = {"scope": "step", "scope_id": "A"}
    # At 0 answered at once; at 10 gone at 22; at 20 answered at 25; at 30 gone at 42; at 40 answered at 50.
    assert value(result, "abandonment_rate", **at) == pytest.approx(2 / 5)
    assert value(result, "answer_time", unit="min", **at) == pytest.approx((0 + 5 + 10) / 3)
    assert value(result, "completion_rate", **at) == pytest.approx(1)


def test_a_queue_that_people_leave_is_not_called_endless(sketch: Callable[..., Sketch]) -> None:
    steps = {"A": {"role": "clerk", "duration": "25 min", "patience": "12 min"}}
    notes = {"resources": {"clerk": {"members": 1}}, "cases": {"case": {"start": "S", "arrivals": "10 min"}}}
    with_patience = stated(sketch("S A E", steps=steps, **notes)).annotated()
    assert with_patience.offered_load()["clerk"] == pytest.approx(2.5)
    assert with_patience.offered_load(lasting=True)["clerk"] == 0
    warnings = check_load(with_patience.offered_load(), lasting=with_patience.offered_load(lasting=True))
    assert [each.code for each in warnings] == ["RE541"]
    assert len(run_model(with_patience, RunSettings(length="1 day", replications=1), Job()).cases) > 100
    del steps["A"]["patience"]
    with pytest.raises(UnstableError):
        run_model(stated(sketch("S A E", steps=steps, **notes)).annotated(), RunSettings(length="1 day"), Job())


def test_work_in_hand_is_open_and_in_queues_and_its_age_is_not_known(sketch: Callable[..., Sketch]) -> None:
    """Two are at A when the run begins, and Ann takes 10 minutes each; the one that comes at 5 is done at 30."""
    cases = {"case": {"start": "S", "arrivals": "5 min", "initial_work": {"A": 2}, "cost": "7 GBP"}}
    steps = {"A": {"role": "ann", "duration": "10 min"}}
    made = sketch("S A E", currency="GBP", resources={"ann": {"members": 1}}, steps=steps, cases=cases)
    result = result_of(made, cases=1)
    assert result.cases["stream"].tolist() == ["initial: case at A", "initial: case at A", "case"]
    assert result.cases["class"].tolist() == ["case"] * 3
    assert result.cases["in_hand"].tolist() == [True, True, False]
    assert result.cases["cost"].tolist() == [0, 0, 7]
    minutes = {name: value(result, name, unit="min") for name in ("cycle_time", "waiting_time")}
    assert minutes == {"cycle_time": 25, "waiting_time": 15}
    assert value(result, "cycle_time", scope="step", scope_id="A", unit="min") == 25
    assert value(result, "work_in_progress") == pytest.approx(2, abs=1e-6)
    # All who wait are charged to the five minutes in which cases came: 10 of the second, 15 of the third.
    assert value(result, "queue_length") == pytest.approx((10 + 15) / 5, abs=1e-6)


def test_a_night_in_which_clocks_change_has_its_own_hours(sketch: Callable[..., Sketch]) -> None:
    """On 29 March 2026 it is 02:00 in London an hour after it was 00:59, so midnight to six is five hours.

    Six hours of work begin at midnight, pause at 06:00 with five done, and end the next night at 01:00; in between are
    18 hours. Eleven hours of the two nights are paid, 10 pounds each; the work costs 60.
    """
    clock = {"start": "2026-03-29", "timezone": "Europe/London"}
    night = {"night": {"daily": "00:00-06:00"}}
    staff = {"ann": {"members": 1, "calendar": "night", "cost": "10 GBP/h"}}
    cases = {"case": {"start": "S", "arrivals": {"every": "30 h", "calendar": "night", "first": "start"}}}
    steps = {"A": {"role": "ann", "duration": "6 h"}}
    notes = {"currency": "GBP", "clock": clock, "calendars": night, "resources": staff, "steps": steps, "cases": cases}
    for engine in ("reference", "compiled"):
        run = RunSettings(replications=1, length="47 h")
        result = run_model(sketch("S A E", **notes).annotated(), run, Job(engine=engine, log=True, unstable=True))
        (row,) = result.log.to_dict("records")
        assert [str(row[name]) for name in ("started", "completed")] == [
            "2026-03-29 00:00:00+00:00", "2026-03-30 01:00:00+01:00",
        ]  # fmt: skip
        assert (row["work_s"], row["wait_unavailability_s"]) == (6 * 3600, 18 * 3600)
        assert value(result, "activity_cost") == 60
        assert value(result, "resourcing_cost", statistic="sum") == 110


def test_overtime_is_paid_beside_the_hours_on_duty(sketch: Callable[..., Sketch]) -> None:
    """Three cases come at 16:00 on three days, each takes two hours, and who is there until 17:00 finishes them.

    Eight hours of each day are paid at 30 pounds, and the hour beyond at 45: 255 a day. On duty one hour in eight is
    worked.
    """
    hours = {"office": {"daily": "09:00-17:00"}, "late": {"daily": "16:00-17:00"}}
    staff = {"ann": {"members": 1, "calendar": "office", "cost": "30 GBP/h", "overtime": "45 GBP/h"}}
    cases = {"case": {"start": "S", "arrivals": {"every": "1 h", "calendar": "late", "first": "start"}}}
    steps = {"A": {"role": "ann", "duration": "2 h", "at_close": "finish"}}
    notes = {"currency": "GBP", "calendars": hours, "resources": staff, "steps": steps, "cases": cases}
    for engine in ("reference", "compiled"):
        run = RunSettings(replications=1, length="71 h")
        result = run_model(sketch("S A E", **notes).annotated(), run, Job(engine=engine, unstable=True))
        assert value(result, "resourcing_cost", statistic="sum") == 3 * (8 * 30 + 45)
        assert value(result, "utilisation") == 1 / 8
        (row,) = result.members.to_dict("records")
        assert (row["busy_s"], row["duty_s"], row["overtime_s"]) == (3 * 3600, 24 * 3600, 3 * 3600)


@pytest.mark.parametrize(("paid", "bo", "cost"), [({}, {}, 1840), ({"paid": "38 h"}, {"paid": "20 h"}, 1280)])
def test_stated_paid_hours_count_instead_of_those_on_duty(
    sketch: Callable[..., Sketch], paid: dict[str, str], bo: dict[str, str], cost: float
) -> None:
    """Two are on duty for eight hours of five days, at 20 and at 26 pounds, or are paid for 38 and for 20 a week.

    So a week costs 40 hours of each, 800 and 1040 pounds, or 760 and 520. The second of two weeks costs as much as one.
    Five hours are worked of the eighty on duty, whatever is paid.
    """
    hours = {"office": {"mon-fri": "09:00-17:00"}}
    members = [{"name": "Ann"}, {"name": "Bo", "cost": "26 GBP/h", **bo}]
    staff = {"clerk": {"members": members, "calendar": "office", "cost": "20 GBP/h", **paid}}
    steps = {"A": {"role": "clerk", "duration": "1 h"}}
    notes = {"currency": "GBP", "calendars": hours, "resources": staff, "steps": steps}
    demand = {"cases": {"case": {"start": "S", "arrivals": {"every": "8 h", "calendar": "office", "first": "start"}}}}
    made = sketch("S A E", **notes, **demand).annotated()
    result = run_model(made, RunSettings(replications=1, length="1 week"), Job(unstable=True))
    assert value(result, "resourcing_cost", statistic="sum") == pytest.approx(cost)
    fortnight = run_model(made, RunSettings(replications=1, length="2 weeks", warm_up="1 week"), Job(unstable=True))
    assert value(fortnight, "resourcing_cost", statistic="sum") == pytest.approx(cost)
    assert value(result, "utilisation") == 5 / 80


@pytest.mark.parametrize(("age", "first"), [({"age": "50 min"}, "A"), ({}, "B")])
def test_work_in_hand_is_due_from_when_it_came(sketch: Callable[..., Sketch], age: dict[str, str], first: str) -> None:
    """A's came 50 minutes ago and is due in ten; what comes to B now is due in twenty; with no age, A has an hour."""
    work = {"initial_work": {"A": {"cases": 1, **age}}}
    cases = {"case": {"start": "S", "arrivals": {"every": "1 day", "first": "start"}, **work}}
    steps = {"B": {"role": "ann", "duration": "10 min", "due": "20 min"}}
    steps |= {"A": {"role": "ann", "duration": "10 min", "due": "60 min"}}
    staff = {"ann": {"members": 1, "discipline": "edd"}}
    made = stated(sketch("S B A E", resources=staff, steps=steps, cases=cases)).annotated()
    for engine in ("reference", "compiled"):
        result = run_model(made, RunSettings(cases=1, replications=1), Job(engine=engine, log=True, unstable=True))
        begun = result.log.sort_values("started")["element"].tolist()
        assert begun[0] == first


def test_what_is_left_of_a_wait_in_hand_is_waited_for(sketch: Callable[..., Sketch]) -> None:
    """Of three whose parcel is on its way for two hours, two are half an hour from the end."""
    work = {"initial_work": {"A": {"cases": 3, "begun": 2, "left": "30 min"}}}
    cases = {"case": {"start": "S", "arrivals": "1 day", **work}}
    made = sketch("S A E", steps={"A": {"delay": "2 h"}}, cases=cases).annotated()
    for engine in ("reference", "compiled"):
        result = run_model(made, RunSettings(cases=1, replications=1), Job(engine=engine, log=True, unstable=True))
        assert result.log["wait_external_s"].tolist() == [1800, 1800, 7200, 7200]


def test_handoffs_do_not_depend_on_the_order_in_which_work_was_noted() -> None:
    program = SimpleNamespace(group_of_member=np.array([0, 1]))
    spans = ((0, 10, 1), (10, 20, 0), (10, 20, 1), (20, 30, 0))
    worked = [Worked(1, 0, begins, ends, False, (member,)) for begins, ends, member in spans]
    counts = {int(_handoffs(program, list(order), 1)[0]) for order in permutations(worked)}  # type: ignore[arg-type]
    # From 1 to 0, which is followed by 1 at its side, and from 1 to 0 again.
    assert counts == {2}
