"""What is at stake is money and hours a year, whatever a question is about."""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import pytest

from reengineer.annotations import AnnotatedMap
from reengineer.boundaries import Boundary
from reengineer.eventlog import COLUMNS, Log
from reengineer.feedback import Feedback, Figure
from reengineer.questions import Asked, Finding, ask

Draw = Callable[..., AnnotatedMap]
GROUPS = {"x": {"members": 2, "cost": "30 GBP/h"}}
DEMAND = {"currency": "GBP", "cases": {"c": {"arrivals": {"every": "60 min"}}}}
CASES_A_YEAR = 24 * 365.25


def raised(asked: Asked, rule: str) -> Finding:
    return next(finding for finding in asked.findings if finding.rule == rule)


def noted(**facts: Any) -> dict[str, Any]:
    return {**DEMAND, "resources": GROUPS, "steps": {"a": {"role": "x", "duration": "12 min", **facts}}}


def seen(started: str = "10:00", wait: Mapping[str, float] | None = None) -> Log:
    day = pd.Timestamp("2026-01-05", tz="UTC")
    enabled, began, ended = (day + pd.Timedelta(f"{at}:00") for at in ("09:00", started, "11:00"))
    row = {"replication": 1, "case": "1", "element": "a", "kind": "task", "state": "completed", "group": "x",
           "members": "Ann", "enabled": enabled, "started": began, "completed": ended,
           "work_s": (ended - began).total_seconds()}  # fmt: skip
    waits = {name: 60 * (wait or {}).get(name.removeprefix("wait_").removesuffix("_s"), 0) for name in COLUMNS[20:28]}
    return Log(frame=pd.DataFrame([{**row, **waits}], columns=list(COLUMNS)))


def test_work_is_counted_in_hours_and_money(draw_chain: Draw) -> None:
    found = raised(ask(draw_chain("a", notes=noted(search_time_share=0.5))), "INFO-04")
    assert found.stake_hours == pytest.approx(CASES_A_YEAR * 6 / 60)
    assert found.stake == pytest.approx(CASES_A_YEAR * 6 / 60 * 30)
    assert found.at_stake == "26,298 GBP a year, 877 hours of work a year"


def test_hours_are_known_where_pay_is_not(draw_chain: Draw) -> None:
    notes = noted(search_time_share=0.5) | {"resources": {"x": {"members": 2}}}
    found = raised(ask(draw_chain("a", notes=notes)), "INFO-04")
    assert (found.stake, found.stake_missing) == (None, ("pay an hour",))
    assert found.at_stake == "877 hours of work a year"


def test_waiting_is_counted_in_hours(draw_chain: Draw) -> None:
    notes = noted(activity_kind="allocate", manual=True)
    found = raised(ask(draw_chain("a", notes=notes), log=seen()), "AUTO-03")
    assert found.stake == found.stake_hours == pytest.approx(CASES_A_YEAR)
    assert found.at_stake == "8,766 hours of waiting a year"


def test_a_part_of_all_work_is_at_stake_for_the_process(draw_chain: Draw) -> None:
    counted = Feedback(process={"failure_demand_share": Figure(value=0.4, n=200)})
    found = raised(ask(draw_chain("a", notes=noted()), feedback=counted), "ELIM-07")
    assert found.stake_hours == pytest.approx(0.4 * CASES_A_YEAR * 12 / 60)
    assert found.stake == pytest.approx(0.4 * CASES_A_YEAR * 12 / 60 * 30)


def test_all_waiting_is_at_stake_for_the_process(draw_chain: Draw) -> None:
    log = seen("10:55", {"contention": 115})
    found = raised(ask(draw_chain("a", notes=noted()), log=log), "WAIT-06")
    assert found.stake == pytest.approx(CASES_A_YEAR * 115 / 60)


def test_idle_pay_is_at_stake_for_a_group(draw_chain: Draw) -> None:
    notes = noted() | {"resources": {"x": {"members": 2, "cost": "30 GBP/h", "standby_required": False}}}
    found = raised(ask(draw_chain("a", notes=notes)), "RES-06")
    # One case an hour takes a tenth of the time of two people who are there day and night.
    assert found.stake == pytest.approx(2 * CASES_A_YEAR * 30 * 0.9)


def test_a_loop_puts_the_work_of_a_round_at_stake(draw: Draw) -> None:
    nodes = {"s": "startEvent", "a": "task", "g": "exclusiveGateway", "e": "endEvent"}
    notes = noted() | {"flows": {"g": {"g_a": 0.2, "g_e": "rest"}}}
    found = raised(ask(draw(nodes, "s>a a>g g>a g>e", notes)), "EXC-01")
    # A case passes the gateway 1.25 times; a fifth of that is another 12 minutes.
    assert found.stake_hours == pytest.approx(CASES_A_YEAR * 1.25 * 0.2 * 12 / 60)


def test_risk_is_severity_times_level_of_probability(draw_chain: Draw) -> None:
    counted = Feedback(steps={"a": {"compliance_rate": Figure(value=0.9, n=200)}})
    notes = noted(controls=["C1"], severity=4)
    found = raised(ask(draw_chain("a", notes=notes), feedback=counted), "COMP-07")
    # One in ten lies between 5 and 20 %, the third of five levels.
    assert found.stake == 12


def test_satisfaction_with_the_whole_is_the_gap_times_contacts(draw_chain: Draw) -> None:
    boundary = Boundary.model_validate(
        {"version": 1, "process": "p", "constraints": {"outcomes": [{"measure": "csat", "min": 80}]}}
    )
    notes = noted(customer_contact=True) | {"process": {"contacts_needed": 0}}
    heard = Feedback(process={"csat": Figure(value=70.0, n=50)})
    found = raised(ask(draw_chain("a", notes=notes), boundary=boundary, feedback=heard), "CUST-01")
    assert found.stake == pytest.approx(10 * CASES_A_YEAR)
