"""A trial is drafted from what a review knows, kept, checked, and laid beside other ways of going on."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., Any]
WORDS = "fairness: All claims go the same way.\nopt_out: Say so.\nvulnerable: They stay on the old way.\n"


@pytest.fixture
def kept(small: Path, call: Call) -> Path:
    assert call("trial", "small", "--option", "quick", "-o", "small/trial.yaml", "--start", "2026-07-06").code == 0
    return small / "trial.yaml"


def fill_in(path: Path) -> None:
    text = re.sub(r"^(fairness|opt_out|vulnerable): .*\n", "", path.read_text(), flags=re.MULTILINE)
    path.write_text(text + WORDS)


def test_a_draft_comes_from_what_is_predicted(kept: Path, call: Call) -> None:
    text = kept.read_text()
    assert "option: quick" in text
    assert "criterion: cycle" in text
    assert "id: control_failures" in text
    assert "id: lead" in text  # the other criterion has a minimum, so it becomes a guardrail


def test_a_kept_trial_is_checked(kept: Path, call: Call) -> None:
    called = call("trial", "small")
    assert called.code == 1
    assert "error: " in called.out
    assert "the trial has no statement of fairness" in called.out
    assert "small/trial.yaml:" in called.out
    fill_in(kept)
    called = call("trial", "small")
    assert called.code == 0
    assert "to show a difference of" in called.out
    assert "2026-07-06" in called.out


def test_a_kept_trial_is_printed_as_data(kept: Path, call: Call) -> None:
    fill_in(kept)
    printed = call("trial", "small", "--json").json
    assert printed["schema"] == "reengineer/trial/1"
    assert printed["can_show"] is (printed["power"] >= 0.8)
    assert printed["weeks"] >= 8
    assert printed["calendar"][0]["week"] == -20
    assert printed["problems"] == []


def test_no_guardrail_is_an_error(kept: Path, call: Call) -> None:
    fill_in(kept)
    text = kept.read_text()
    start = text.index("guardrails:")
    end = text.index("\n", text.index("action: review"))
    kept.write_text(text[:start] + "guardrails: []\n" + text[end + 1 :].split("roles:", 1)[1].join(["roles:", ""]))
    called = call("trial", "small", "--json")
    assert called.code == 1
    assert [each["code"] for each in called.json["problems"] if each["severity"] == "error"] == ["RE970"]


def test_packages_have_exit_criteria_and_say_who_decides(kept: Path, call: Call) -> None:
    fill_in(kept)
    printed = call("trial", "small", "--packages", "--json").json
    assert printed["schema"] == "reengineer/packages/1"
    assert [each["size"] for each in printed["packages"]] == ["smallest trial", "staged", "full"]
    for each in printed["packages"]:
        assert each["exit_criteria"]
        assert each["power"] >= 0.8 or each["can_show"].startswith("cannot show")
    assert printed["packages"][2]["may_decide"] == ["A. Weber"]
    assert [each["name"] for each in printed["interests"]] == ["A. Weber", "B. Lang"]
    assert "SMALLEST TRIAL" in call("trial", "small", "--packages").out


def test_the_calendar_is_written(kept: Path, call: Call) -> None:
    assert call("trial", "small", "--calendar", "days.ics").code == 1  # fairness is still missing
    assert "BEGIN:VEVENT" in Path("days.ics").read_text()
    call("trial", "small", "--calendar", "days.csv")
    assert Path("days.csv").read_text().startswith("week,on,what,who\n")


def test_what_cannot_be_tried_is_refused(small: Path, call: Call) -> None:
    assert call("trial", "small").code == 2
    assert call("trial", "small", "--option", "none").code == 2
    forbidden = call("trial", "small", "--option", "alone")
    assert forbidden.code == 4
    same = call("trial", "small", "--option", "same")
    assert same.code == 2
    assert "RE976" in same.err


def test_an_option_of_another_trial_is_refused(kept: Path, call: Call) -> None:
    called = call("trial", "small", "--option", "same", "-o", "small/trial.yaml")
    assert called.code == 2
    assert "tries option quick" in called.err
