"""A trial is sized by the formula, says what it can show, and is refused without guardrails or fairness."""

from datetime import date
from math import sqrt
from pathlib import Path
from typing import Any

import pytest

from reengineer.errors import ReviewError
from reengineer.monitor import (
    TrialPlan,
    calendar_csv,
    calendar_ics,
    cases_per_arm,
    cluster_inflation,
    exit_criteria,
    organise,
    power_of,
    series_inflation,
    stepped_inflation,
)

WHOLE: dict[str, Any] = {
    "option": "C",
    "primary": {"criterion": "cycle", "effect": 1, "sd": 2},
    "units": {"per_week": 4},
    "start": "2026-12-07",
    "guardrails": [{"id": "control_failures", "what": "failures of a control", "limit": 0, "hard": True}],
    "fairness": "Every case of the class goes the same way.",
    "start_rules": ["trained"],
    "stop_rules": ["the owner says so"],
    "roll_back": ["send every case the old way"],
    "roles": {"owns": "head"},
    "opt_out": "say so",
    "vulnerable": "they stay on the old way",
}


def plan(**others: Any) -> TrialPlan:
    return TrialPlan.model_validate({**WHOLE, **others})


def codes(trial: Any) -> list[str]:
    return [problem.code for problem in trial.problems]


def test_cases_by_hand() -> None:
    # z(0.975) + z(0.8) = 1.95996 + 0.84162 = 2.80159; 2 x 7.84888 x 4 / 1 = 62.79
    assert cases_per_arm(1, 2) == 63
    # z(0.995) + z(0.9) = 2.57583 + 1.28155 = 3.85738; 2 x 14.87940 x 0.25 / 0.01 = 743.97
    assert cases_per_arm(0.1, 0.5, alpha=0.01, power=0.9) == 744


def test_a_share_takes_the_middle_of_before_and_after() -> None:
    primary = plan(primary={"criterion": "late", "effect": 0.1, "share": 0.35}).primary
    assert primary.spread == pytest.approx(sqrt(0.4 * 0.6))
    # 2 x 7.84888 x 0.24 / 0.01 = 376.75
    assert cases_per_arm(0.1, primary.spread) == 377


def test_power_of_the_sample_by_the_formula_is_what_was_asked() -> None:
    assert power_of(63, 1, 2) == pytest.approx(0.8013, abs=2e-4)
    assert power_of(0, 1, 2) == 0
    assert power_of(10_000, 1, 2) == pytest.approx(1)


def test_what_is_alike_needs_more_cases() -> None:
    assert series_inflation(0.5) == 3
    assert cluster_inflation(21, 0.1) == pytest.approx(3)
    # steps 2, size 10, icc 0.1: (1 + 0.1 x 29) / (1 + 0.1 x 19) x 3 x 0.9 / (2 x 1.5) = 3.9 / 2.9 x 0.9
    assert stepped_inflation(2, 10, 0.1) == pytest.approx(3.9 / 2.9 * 0.9)


def test_duration_is_the_sample_over_the_cases_of_a_week() -> None:
    found = organise(plan())
    assert (found.cases_per_arm, found.cases_needed) == (63, 63)
    assert found.weeks == found.weeks_needed == 16  # 63 / 4 = 15.75
    assert found.can_show
    assert found.problems == ()
    alike = organise(plan(units={"per_week": 4, "autocorrelation": 0.5}))
    assert (alike.cases_needed, alike.weeks) == (189, 48)


def test_parallel_teams_take_as_long_as_the_smaller_arm() -> None:
    units = {"per_week": 20, "trial_share": 0.25, "teams": ["north", "south"]}
    assert organise(plan(design="parallel_teams", units=units)).weeks == 13  # 63 / 5 = 12.6


def test_a_series_has_eight_points_at_least() -> None:
    assert organise(plan(units={"per_week": 1000})).weeks == 8
    assert organise(plan(units={"per_week": 1000, "teams": ["a", "b"]}, design="parallel_teams")).weeks == 1


def test_a_trial_too_short_says_that_it_cannot_show() -> None:
    found = organise(plan(weeks=4))
    assert not found.can_show
    assert codes(found) == ["RE972"]
    assert found.verdict.startswith("cannot show a difference of 1 in cycle: power ")
    assert "16 weeks are needed" in found.verdict


@pytest.mark.parametrize(("name", "code"), [("guardrails", "RE970"), ("fairness", "RE971")])
def test_no_guardrail_and_no_fairness_are_errors(name: str, code: str) -> None:
    found = organise(plan(**{name: [] if name == "guardrails" else "  "}))
    assert [problem.code for problem in found.problems if problem.severity == "error"] == [code]


def test_what_is_not_stated_is_named() -> None:
    bare = {key: WHOLE[key] for key in ("option", "primary", "units", "guardrails", "fairness")}
    found = organise(TrialPlan.model_validate(bare))
    assert codes(found) == ["RE974"] * 6
    assert {problem.severity for problem in found.problems} == {"warning"}


def test_the_primary_measure_is_a_criterion(tmp_path: Path) -> None:
    path = tmp_path / "trial.yaml"
    path.write_text(plan().to_yaml())
    read, document = TrialPlan.read(path)
    assert read == plan()
    [problem] = organise(read, document, ["cycel"]).problems
    assert (problem.code, problem.source.line) == ("RE973", 6)
    assert 'nearest: "cycel"' in problem.message


def test_one_spread_is_stated_and_unknown_keys_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "trial.yaml"
    path.write_text("option: C\nprimary: {criterion: a, effect: 1}\nunits: {per_week: 3}\nguard: []\n")
    with pytest.raises(ReviewError) as fault:
        TrialPlan.read(path)
    assert "state one of sd and share" in str(fault.value)
    assert "the key 'guard' is not known here" in str(fault.value)


def test_the_calendar_has_days_and_roles() -> None:
    found = organise(plan(looks=[4], weeks=16))
    days = {entry.what.split(":")[0]: entry for entry in found.calendar}
    assert days["start; limits of charts are frozen"].on == date(2026, 12, 7)
    assert days["decide"].on == date(2027, 4, 5)
    assert days["decide"].who == "stops"
    assert days["start; limits of charts are frozen"].who == "head"
    assert days["look at cycle, read at 1 in 1,000"].week == 4
    weeks = [entry.week for entry in found.calendar]
    assert weeks == sorted(weeks)


def test_teams_of_a_stepped_trial_begin_one_after_the_other() -> None:
    found = organise(plan(design="stepped", steps=3, units={"per_week": 100, "teams": ["a", "b", "c"]}, weeks=8))
    assert [(entry.week, entry.what) for entry in found.calendar if entry.what.startswith("begin: ")] == [
        (2, "begin: b"),
        (4, "begin: c"),
    ]


def test_the_calendar_is_written_for_other_programs() -> None:
    found = organise(plan(guardrails=[{"id": "w", "what": "wait", "limit": 5}]))
    lines = calendar_ics(found).split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == len(found.calendar)
    assert "DTSTART;VALUE=DATE:20261207" in lines
    assert max(len(line.encode()) for line in lines) <= 75
    assert calendar_csv(found).splitlines()[0] == "week,on,what,who"
    risky = organise(plan(start_rules=["ready"], roles={"owns": "=cmd()"}))
    assert ",'=cmd()" in calendar_csv(risky)


def test_exit_criteria_hold_each_guardrail() -> None:
    found = exit_criteria(organise(plan()), "smallest trial")
    assert "stop if failures of a control is above 0" in found
    assert any(text.startswith("stop if after 16 weeks less than half") for text in found)
