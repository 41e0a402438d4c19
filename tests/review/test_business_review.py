"""A review's business case: read, checked, and joined with what the simulation tells."""

import shutil
from pathlib import Path

import pytest

from reengineer.errors import ReviewError
from reengineer.review import Outcome, Plan, check_path, load_review, run_review, sample

WEEK = 604_800.0


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    review = load_review(sample("scenarios/complaints"))
    run = review.run.model_copy(update={"length": 2 * WEEK, "replications": 3, "warm_up": "none"})
    return run_review(review.with_run(run), Plan(options=("B", "C"), sampled=False))


def altered(folder: Path, old: str, new: str) -> Path:
    for name in ("models", "scenarios"):
        shutil.copytree(sample(name), folder / name, ignore=shutil.ignore_patterns("results"))
    path = folder / "scenarios/complaints/review.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path.parent


def test_each_permitted_option_that_ran_has_a_case(outcome: Outcome) -> None:
    assert [case.option for case in outcome.business_cases] == ["B", "C"]


def test_staff_time_set_free_is_named_and_not_counted(outcome: Outcome) -> None:
    (case,) = [each for each in outcome.business_cases if each.option == "C"]
    assert any("set free" in what and worth > 0 for what, worth, _ in case.released)
    assert not any("set free" in each.name for each in case.inputs)


def test_costs_of_the_option_file_are_taken_where_the_case_states_none(outcome: Outcome) -> None:
    (case,) = [each for each in outcome.business_cases if each.option == "B"]
    stated = outcome.review.options["B"].costs.one_off
    assert case.total("one_off") == (0 if stated is None else float(stated))


def test_an_option_that_is_not_there_is_an_error_at_its_place(tmp_path: Path) -> None:
    folder = altered(tmp_path, "    C:\n", "    CC:\n")
    (problem,) = [each for each in check_path(folder).problems if each.code == "RE525"]
    assert problem.source.line is not None
    with pytest.raises(ReviewError, match="RE525"):
        run_review(folder)


def test_another_currency_is_an_error(tmp_path: Path) -> None:
    folder = altered(tmp_path, "amount: 12000 GBP (10000 GBP to 16000 GBP)", "amount: 12000 EUR")
    assert "RE526" in [each.code for each in check_path(folder).problems]


def test_without_a_discount_rate_the_file_is_refused(tmp_path: Path) -> None:
    folder = altered(tmp_path, "  discount_rate: 3.5 %\n", "")
    with pytest.raises(ReviewError, match="discount_rate"):
        load_review(folder)


def test_without_a_business_case_there_is_none(outcome: Outcome) -> None:
    from dataclasses import replace

    bare = outcome.review.notes.model_copy(update={"business_case": None})
    assert replace(outcome, review=replace(outcome.review, notes=bare)).business_cases == ()
