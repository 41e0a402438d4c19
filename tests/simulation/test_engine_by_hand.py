"""Small runs worked by hand: causes of waiting, release, money, the end of a run, and what is refused while it runs."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from reengineer.errors import ModelError, UsageError
from reengineer.simulation._checks import check_run
from reengineer.simulation._hooks import Hooks
from reengineer.simulation._settings import RunSettings
from reengineer.simulation._sketch import Sketch
from reengineer.simulation.compiling._compile import compile_model
from reengineer.simulation.reference import ReferenceEngine
from reengineer.simulation.reference import _engine as _reference

Run = Callable[..., list[dict[str, Any]]]
Waits = Callable[[dict[str, Any]], dict[str, float]]
OFFICE = {"office": {"mon-fri": "09:00-17:00"}}
DAY = 24 * 60


def clerks(**more: Any) -> dict[str, Any]:
    return {"calendars": OFFICE, "resources": {"clerk": {"members": 1} | more}}


def test_the_second_case_waits_for_the_busy_clerk(sketch: Callable[..., Sketch], run: Run, waits: Waits) -> None:
    # Arrivals at 60 and 120, work of 90: the second starts at 150.
    rows = run(sketch("S A E", steps={"A": {"role": "clerk", "duration": "90 min"}}, **clerks()), cases=2)
    assert [(row["enabled"], row["started"], row["completed"]) for row in rows] == [(60, 60, 150), (120, 150, 240)]
    assert [waits(row) for row in rows] == [{}, {"contention": 30}]


def test_work_pauses_over_the_night_and_the_pause_is_unavailability(
    sketch: Callable[..., Sketch], run: Run, waits: Waits
) -> None:
    # A case comes at 16:00; two hours of work: one to 17:00, one from 09:00 the next day.
    made = sketch(
        "S A E",
        steps={"A": {"role": "clerk", "duration": "2 h"}},
        cases={"case": {"start": "S", "arrivals": "16 h"}},
        **clerks(calendar="office"),
    )
    (row,) = run(made, cases=1)
    assert (row["started"], row["completed"], row["work"]) == (16 * 60, DAY + 10 * 60, 120)
    assert waits(row) == {"unavailability": 16 * 60}


def test_a_case_that_comes_at_night_waits_for_the_morning(
    sketch: Callable[..., Sketch], run: Run, waits: Waits
) -> None:
    # At 20:00 the office is closed for thirteen hours; nobody else is there, so all of it is unavailability.
    made = sketch(
        "S A E",
        steps={"A": {"role": "clerk", "duration": "1 h"}},
        cases={"case": {"start": "S", "arrivals": "20 h"}},
        **clerks(calendar="office"),
    )
    (row,) = run(made, cases=1)
    assert (row["ready"], row["started"]) == (20 * 60, DAY + 9 * 60)
    assert waits(row) == {"unavailability": 13 * 60}


def test_behind_paused_work_open_hours_are_contention(sketch: Callable[..., Sketch], run: Run, waits: Waits) -> None:
    # Arrivals at 15:00 (and 6:00 the day after). The first works 15-17 and 9-12; the second waits 06-09 closed, 09-12.
    made = sketch(
        "S A E",
        steps={"A": {"role": "clerk", "duration": "5 h"}},
        cases={"case": {"start": "S", "arrivals": "15 h"}},
        **clerks(calendar="office"),
    )
    second = run(made, cases=2)[1]
    assert (second["enabled"], second["started"]) == (30 * 60, 36 * 60)
    assert waits(second) == {"unavailability": 180, "contention": 180}


def test_a_slower_member_takes_longer_and_costs_by_the_time_it_takes(sketch: Callable[..., Sketch], run: Run) -> None:
    people = [{"name": "ann", "speed": 2, "cost": "30 GBP/h"}, {"name": "bob", "speed": 0.5}]
    made = sketch(
        "S F A E, F B E",
        currency="GBP",
        steps={step: {"role": "clerk", "duration": "1 h"} for step in "AB"},
        resources={"clerk": {"members": people, "cost": "10 GBP/h"}},
    )
    rows = {row["element"]: row for row in run(made, cases=1)}
    assert (rows["A"]["who"], rows["A"]["work"], rows["A"]["cost"]) == ("ann", 30, 15)
    assert (rows["B"]["who"], rows["B"]["work"], rows["B"]["cost"]) == ("bob", 120, 20)


def test_each_execution_pays_its_fee_and_pauses_cost_nothing(sketch: Callable[..., Sketch], run: Run) -> None:
    made = sketch(
        "S A E",
        currency="GBP",
        steps={"A": {"role": "clerk", "duration": "2 h", "cost": "1.25 GBP"}},
        cases={"case": {"start": "S", "arrivals": "16 h"}},
        **clerks(calendar="office", cost="24 GBP/h"),
    )
    (row,) = run(made, cases=1)
    assert row["cost"] == 2 * 24 + 1.25


def test_work_without_people_is_done_at_any_hour(sketch: Callable[..., Sketch], run: Run, waits: Waits) -> None:
    (row,) = run(sketch("S A E", steps={"A": {"duration": "1 day"}}), cases=1)
    assert (row["started"], row["completed"], row["who"], waits(row)) == (60, 60 + DAY, "", {})


def test_a_delay_outside_is_external_wait(sketch: Callable[..., Sketch], run: Run, waits: Waits) -> None:
    (row,) = run(sketch("S A E", steps={"A": {"delay": "3 h"}}), cases=1)
    assert (row["work"], row["completed"], waits(row)) == (0, 240, {"external": 180})


def test_a_delay_in_working_time_runs_along_the_calendar(sketch: Callable[..., Sketch], run: Run) -> None:
    # From 01:00, nine office hours: 09-17 and 09-10 the day after.
    made = sketch("S A E", calendars=OFFICE, steps={"A": {"delay": "9 h working", "calendar": "office"}})
    (row,) = run(made, cases=1)
    assert row["completed"] == DAY + 10 * 60


def test_a_message_is_external(sketch: Callable[..., Sketch], run: Run, waits: Waits) -> None:
    (row,) = run(sketch("S M E", events={"M": {"delay": "45 min"}}), cases=1)
    assert waits(row) == {"external": 45}


def test_a_release_lets_work_go_on_at_its_times(sketch: Callable[..., Sketch], run: Run, waits: Waits) -> None:
    # Arrivals at 05:00 and 10:00; releases at 09:00 and 13:00; the second hour of work begins when the first is done.
    step = {"role": "clerk", "duration": "5 h", "release": {"at": ["09:00", "13:00"], "calendar": "office"}}
    made = sketch("S A E", steps={"A": step}, cases={"case": {"start": "S", "arrivals": "5 h"}}, **clerks())
    first, second = run(made, cases=2)
    assert (first["ready"], first["started"], waits(first)) == (540, 540, {"batching": 240})
    assert (second["ready"], second["started"]) == (780, 840)
    assert waits(second) == {"batching": 180, "contention": 60}


def test_a_case_at_the_very_instant_of_a_release_goes_with_it(sketch: Callable[..., Sketch], run: Run) -> None:
    step = {"duration": "1 min", "release": {"at": ["09:00"], "calendar": "office"}}
    made = sketch("S A E", steps={"A": step}, calendars=OFFICE, cases={"case": {"start": "S", "arrivals": "9 h"}})
    (row,) = run(made, cases=1)
    assert row["started"] == 540


def test_a_release_at_nine_is_local_over_a_change_of_the_clock(sketch: Callable[..., Sketch], run: Run) -> None:
    # The run starts on Saturday 28 March 2026 in London; Monday 09:00 local is 56 hours later, not 57.
    step = {"duration": "1 min", "release": {"at": ["09:00"], "calendar": "office"}}
    clock = {"start": "2026-03-28", "timezone": "Europe/London"}
    (row,) = run(sketch("S A E", clock=clock, steps={"A": step}, calendars=OFFICE), cases=1)
    assert row["started"] == 56 * 60


def test_an_event_waits_for_its_release(sketch: Callable[..., Sketch], run: Run, waits: Waits) -> None:
    made = sketch("S T E", calendars=OFFICE, events={"T": {"release": {"at": ["09:00"]}, "calendar": "office"}})
    (row,) = run(made, cases=1)
    assert (row["completed"], waits(row)) == (540, {"batching": 480})


def test_a_cut_pays_and_charges_up_to_the_cut_and_nothing_happens_at_it(
    sketch: Callable[..., Sketch], run: Run, waits: Waits
) -> None:
    # Cut at 3:00: case 1 works from 1:00, case 2 waits from 2:00, and case 3 would come at 3:00.
    made = sketch("S A E", currency="GBP", steps={"A": {"role": "clerk", "duration": "3 h"}}, **clerks(cost="12 GBP/h"))
    working, waiting = run(made, length="3 h", end="cut", cases=None)
    assert (working["state"], working["completed"], working["work"], working["cost"]) == (6, None, 120, 24)
    assert (waiting["state"], waiting["started"], waits(waiting), waiting["cost"]) == (6, None, {"contention": 60}, 0)


def test_a_cut_in_a_pause_pays_the_open_hours_only(sketch: Callable[..., Sketch], run: Run, waits: Waits) -> None:
    made = sketch(
        "S A E",
        steps={"A": {"role": "clerk", "duration": "2 h"}},
        cases={"case": {"start": "S", "arrivals": "16 h"}},
        **clerks(calendar="office"),
    )
    (row,) = run(made, length="20 h", end="cut", cases=None)
    assert (row["work"], waits(row)) == (60, {"unavailability": 180})


@pytest.mark.parametrize("chains", ["S M E", "S T E"])
def test_a_cut_leaves_events_open(sketch: Callable[..., Sketch], run: Run, waits: Waits, chains: str) -> None:
    made = sketch(chains, events={chains[2]: {"delay": "1 day"}})
    (row,) = run(made, length="90 min", end="cut", cases=None)
    assert (row["state"], sum(waits(row).values())) == (6, 30)


def test_a_cut_leaves_work_before_its_release_open(sketch: Callable[..., Sketch], run: Run, waits: Waits) -> None:
    step = {"duration": "1 min", "release": {"at": ["09:00"], "calendar": "office"}}
    (row,) = run(sketch("S A E", steps={"A": step}, calendars=OFFICE), length="90 min", end="cut", cases=None)
    assert (row["state"], row["ready"], waits(row)) == (6, None, {"batching": 30})


def test_arrivals_stop_before_the_length_of_the_run(sketch: Callable[..., Sketch], run: Run) -> None:
    rows = run(sketch("S A E", steps={"A": {"duration": "5 h"}}), cases=None, length="3 h")
    assert [row["enabled"] for row in rows] == [60, 120]
    assert rows[-1]["completed"] == 420


def test_arrivals_fall_in_the_open_time_of_their_calendar(sketch: Callable[..., Sketch], run: Run) -> None:
    # Every five office hours from 09:00: 14:00, then 3 + 2 hours: 11:00, then 16:00.
    cases = {"case": {"start": "S", "arrivals": {"every": "5 h", "calendar": "office"}}}
    rows = run(sketch("S A E", cases=cases, calendars=OFFICE, steps={"A": {"duration": "0 min"}}), cases=3)
    assert [row["enabled"] for row in rows] == [840, DAY + 660, DAY + 960]


def test_no_arrival_falls_at_closing_time(sketch: Callable[..., Sketch], run: Run) -> None:
    cases = {"case": {"start": "S", "arrivals": {"every": "8 h", "calendar": "office"}}}
    rows = run(sketch("S A E", cases=cases, calendars=OFFICE, steps={"A": {"duration": "0 min"}}), cases=1)
    assert rows[0]["enabled"] == DAY + 540


def test_shares_are_kept_over_many_cases(sketch: Callable[..., Sketch], run: Run) -> None:
    made = sketch(
        "S G A E, G B E", steps={s: {"duration": "1 min"} for s in "AB"}, flows={"G": {"to A": 0.3, "to B": "rest"}}
    )
    rows = run(made, cases=4000)
    # Standard error: the root of 0.3 times 0.7 over 4000 is 0.0072.
    assert sum(row["element"] == "A" for row in rows) / 4000 == pytest.approx(0.3, abs=4 * 0.0072)


def test_values_of_a_table_come_with_their_shares(sketch: Callable[..., Sketch], run: Run) -> None:
    rows = run(sketch("S A E", steps={"A": {"duration": "discrete(1 min: 0.2, 7 min: 0.8)"}}), cases=4000)
    works = [row["work"] for row in rows]
    assert set(works) == {1, 7}
    assert works.count(1) / 4000 == pytest.approx(0.2, abs=4 * 0.0064)


def test_a_loop_in_which_no_time_passes_is_refused_by_name(
    sketch: Callable[..., Sketch], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = sketch("S A G E, G A", steps={"A": {"duration": "0 min"}}, flows={"G": {"to A": 1, "to E": "rest"}})
    with pytest.raises(ModelError, match="RE512") as raised:
        ReferenceEngine(compile_model(made.annotated(), RunSettings(cases=1)), 1, 0).run()
    assert "case 1 reached" in str(raised.value)
    monkeypatch.setattr(_reference, "MOST_ROUNDS", 50)
    with pytest.raises(ModelError, match="RE511"):
        ReferenceEngine(compile_model(made.annotated(), RunSettings(cases=1)), 1, 0).run()


def test_a_loop_of_no_time_that_is_left_ends(sketch: Callable[..., Sketch], run: Run) -> None:
    made = sketch("S A G E, G A", steps={"A": {"duration": "0 min"}}, flows={"G": {"to A": 0.5, "to E": "rest"}})
    rows = run(made, cases=200)
    # 1 / (1 - 0.5) = 2 visits a case; the spread of a visit count is the root of 2.
    assert len(rows) / 200 == pytest.approx(2, abs=4 * (2 / 200) ** 0.5)
    assert all(row["completed"] == row["enabled"] for row in rows)


@pytest.mark.parametrize("seconds", [-1.0, float("nan"), float("inf")])
def test_an_impossible_duration_is_refused_with_its_step(sketch: Callable[..., Sketch], seconds: float) -> None:
    program = compile_model(sketch("S A E", steps={"A": {"duration": "1 min"}}).annotated(), RunSettings(cases=1))
    with pytest.raises(ModelError, match="drawn for A") as raised:
        ReferenceEngine(program, 1, 0, Hooks(duration=lambda *_: seconds)).run()
    assert [each.code for each in raised.value.problems] == ["RE513"]


def test_an_impossible_gap_is_refused(sketch: Callable[..., Sketch]) -> None:
    program = compile_model(sketch("S A E", steps={"A": {"duration": "1 min"}}).annotated(), RunSettings(cases=1))
    broken = replace(program, parameters=np.where(program.parameters == 3600, -5.0, program.parameters))
    with pytest.raises(ModelError, match="the arrivals"):
        ReferenceEngine(broken, 1, 0).run()


def test_hooks_decide_durations_and_routes_and_none_leaves_them_to_the_draw(
    sketch: Callable[..., Sketch], run: Run
) -> None:
    made = sketch(
        "S A G B E, G E", steps={s: {"duration": "1 min"} for s in "AB"}, flows={"G": {"to B": 0, "to E": "rest"}}
    )
    hooks = Hooks(
        duration=lambda step, case, _visit: 60.0 * 10 * case if step == "A" else None,
        route=lambda _gateway, case, _visit: "B" if case == 2 else None,
    )
    rows = run(made, hooks, cases=2)
    assert [(row["case"], row["element"], row["work"]) for row in rows] == [(1, "A", 10), (2, "A", 20), (2, "B", 1)]


def test_a_route_to_nowhere_is_refused(sketch: Callable[..., Sketch], run: Run) -> None:
    made = sketch("S G A E, G E", steps={"A": {"duration": "1 min"}}, flows={"G": {"to A": 0.5, "to E": "rest"}})
    with pytest.raises(UsageError, match="RE514"):
        run(made, Hooks(route=lambda *_: "S"), cases=1)


def test_several_ways_out_of_a_task_are_all_taken(sketch: Callable[..., Sketch], run: Run) -> None:
    rows = run(sketch("S A B E, A C E", steps={s: {"duration": "1 min"} for s in "ABC"}), cases=1)
    assert [(row["element"], row["enabled"]) for row in rows] == [("A", 60), ("B", 61), ("C", 61)]


def test_a_token_without_a_way_out_ends(sketch: Callable[..., Sketch], run: Run) -> None:
    rows = run(sketch("S A B", steps={s: {"duration": "1 min"} for s in "AB"}), cases=2)
    assert [row["element"] for row in rows] == ["A", "B", "A", "B"]


def test_two_streams_at_one_tick_start_in_their_order(sketch: Callable[..., Sketch]) -> None:
    cases = {name: {"start": "S", "arrivals": "1 h"} for name in ("letters", "calls")}
    program = compile_model(
        sketch("S A E", cases=cases, steps={"A": {"duration": "1 min"}}).annotated(), RunSettings(cases=3)
    )
    raw = ReferenceEngine(program, 1, 0).run()
    assert [(case[0], case[1], case[2]) for case in raw.cases] == [(1, 0, 1), (2, 1, 1), (3, 0, 2)]


@pytest.mark.parametrize(
    "step", [{"role": "clerk"}, {"release": {"at": ["02:00"], "calendar": "once"}}], ids=["queue", "release"]
)
def test_work_that_nobody_will_ever_do_stays_open(
    sketch: Callable[..., Sketch], run: Run, step: dict[str, Any]
) -> None:
    # Open on the first morning only, to 02:30; cases come at 1:00, 2:00 and 3:00.
    made = sketch(
        "S A E",
        calendars={"once": {"open": {"2026-01-05": "00:00-02:30"}}},
        resources={"clerk": {"members": 1, "calendar": "once"}},
        steps={"A": {"duration": "10 min"} | step},
    )
    rows = run(made, cases=3)
    assert [row["state"] for row in rows] == [0, 0, 6]


def test_the_last_case_of_a_limit_is_that_of_the_first_stream(sketch: Callable[..., Sketch]) -> None:
    # Stream x comes at 1:00 and 2:00, y at 2:00; of the two at 2:00 x is first.
    cases = {"x": {"start": "S", "arrivals": "1 h"}, "y": {"start": "S", "arrivals": "2 h"}}
    made = sketch("S A E", cases=cases, steps={"A": {"duration": "1 min"}})
    raw = ReferenceEngine(compile_model(made.annotated(), RunSettings(cases=2)), 1, 0).run()
    assert [case[1] for case in raw.cases] == [0, 0]


def test_a_drained_run_ends_with_the_last_thing_that_happened(sketch: Callable[..., Sketch]) -> None:
    program = compile_model(sketch("S A E", steps={"A": {"duration": "1 min"}}).annotated(), RunSettings(cases=1))
    assert ReferenceEngine(program, 1, 0).run().last_tick == 61 * 60_000_000


def test_arrivals_end_with_the_last_open_time(sketch: Callable[..., Sketch], run: Run) -> None:
    # The demand is open for 150 minutes in all, so cases come at 60 and 120.
    made = sketch(
        "S A E",
        calendars={"once": {"open": {"2026-01-05": "00:00-02:30"}}},
        steps={"A": {"duration": "0 min"}},
        cases={"case": {"start": "S", "arrivals": {"every": "1 h", "calendar": "once"}}},
    )
    assert [row["enabled"] for row in run(made, cases=9)] == [60, 120]


def test_a_case_that_returns_too_often_is_refused_by_name(sketch: Callable[..., Sketch]) -> None:
    made = sketch("S A G E, G A", steps={"A": {"duration": "1 min"}}, flows={"G": {"to A": 1, "to E": "rest"}})
    with pytest.raises(ModelError, match=r"case 1 reached .* more than 10,000 times") as raised:
        ReferenceEngine(compile_model(made.annotated(), RunSettings(cases=1)), 1, 0).run()
    assert [each.code for each in raised.value.problems] == ["RE512"]


def test_a_case_may_start_at_a_step_of_a_map_without_a_start_event() -> None:
    nodes, flows = {"A": "task", "B": "task", "E": "endEvent"}, [("A", "B"), ("A", "E"), ("B", "E")]
    steps = {"A": {"duration": "10 min"}, "B": {"duration": "5 min"}}
    cases = {"case": {"start": "A", "arrivals": "60 min"}}
    made = Sketch(nodes=nodes, flows=flows, notes={"steps": steps, "cases": cases})
    program = compile_model(made.annotated(), RunSettings(cases=2))
    raw = ReferenceEngine(program, 1, 0).run()
    check_run(program, raw)
    # A has two ways out, and both are taken: each case has a row of A and one of B, and ends after 15 minutes.
    assert raw.log.column("element").tolist() == [0, 1, 0, 1]
    assert [case[5] - case[4] for case in raw.cases] == [15 * 60_000_000] * 2


def test_ten_hours_of_work_from_friday_afternoon_last_ninety(sketch: Callable[..., Sketch]) -> None:
    # One hour on Friday, 64 to Monday, eight hours on Monday, 16 to Tuesday, and the last hour.
    made = sketch(
        "S A E",
        calendars={"office": {"mon-fri": "09:00-17:00"}},
        resources={"clerk": {"members": 1, "calendar": "office"}},
        steps={"A": {"role": "clerk", "duration": "10 h"}},
        cases={"case": {"start": "S", "arrivals": f"{4 * 24 + 16} h"}},
    )
    raw = ReferenceEngine(compile_model(made.annotated(), RunSettings(cases=1)), 1, 0).run()
    started, completed = (int(raw.log.column(name)[0]) for name in ("started", "completed"))
    assert (completed - started) / 3_600_000_000 == 90
