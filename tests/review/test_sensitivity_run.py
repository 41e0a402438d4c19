"""The tornado of a review is simulated, stored beside its results, and read back only where it still fits."""

from dataclasses import replace
from pathlib import Path

import pytest

from reengineer.annotations import annotate
from reengineer.bpmn import read_bpmn
from reengineer.comparison import affected
from reengineer.quantities import Distribution
from reengineer.review import Outcome, Plan, load_review, run_review, sample, stored_outcome

WEEK = 604_800.0


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> tuple[Outcome, Path]:
    folder = tmp_path_factory.mktemp("sensitivity") / "results"
    review = load_review(sample("scenarios/complaints"))
    run = review.run.model_copy(update={"length": 2 * WEEK, "replications": 2, "warm_up": "none"})
    plan = Plan(options=("C", "A"), folder=folder, sampled=False, sensitivity=True)
    return run_review(review.with_run(run), plan), folder


def test_every_number_with_a_range_has_its_bar(outcome: tuple[Outcome, Path]) -> None:
    found = outcome[0].sensitivity
    assert found is not None
    assert found.option == "C"
    assert {swing.assumption.path for swing in found.swings} == set(outcome[0].review.as_is.uncertain)
    assert list(found.swings) == sorted(found.swings, key=lambda swing: -swing.width)


def test_less_to_investigate_leaves_less_to_gain(outcome: tuple[Outcome, Path]) -> None:
    found = outcome[0].sensitivity
    assert found is not None
    swing = next(each for each in found.swings if each.assumption.path == "steps.investigate.duration.mean")
    assert swing.at_low is not None
    assert swing.at_high is not None
    assert swing.at_high < swing.at_low < 0


def test_it_is_read_back_with_the_results(outcome: tuple[Outcome, Path]) -> None:
    assert stored_outcome(outcome[1]).sensitivity == outcome[0].sensitivity


def test_it_is_not_read_back_for_another_criterion(outcome: tuple[Outcome, Path]) -> None:
    from reengineer.review._sensitivity import read_sensitivity

    whole, folder = outcome
    first = whole.comparison.criteria[0].model_copy(update={"weight": 0.9, "statistic": "p90"})
    other = replace(whole, comparison=replace(whole.comparison, criteria=(first, *whole.comparison.criteria[1:])))
    assert read_sensitivity(other, folder) is None


def test_a_damaged_file_is_no_tornado(outcome: tuple[Outcome, Path]) -> None:
    from reengineer.review._sensitivity import read_sensitivity

    path = outcome[1] / "sensitivity.json"
    kept = path.read_text(encoding="utf-8")
    path.write_text(kept[: len(kept) // 2], encoding="utf-8")
    assert read_sensitivity(outcome[0], outcome[1]) is None
    path.write_text(kept, encoding="utf-8")


def test_a_map_without_ranges_has_no_tornado(tmp_path: Path) -> None:
    from reengineer.review import bare_review
    from reengineer.review._sensitivity import run_sensitivity

    review = bare_review(Path(sample("models/complaints/as-is.bpmn")))
    run = review.run.model_copy(update={"length": WEEK, "replications": 2})
    assert run_sensitivity(run_review(review.with_run(run)), Plan()) is None


def test_groups_are_told_apart_and_a_single_class_is_not(outcome: tuple[Outcome, Path]) -> None:
    found = affected(outcome[0].comparison)
    assert {item.kind for item in found} == {"group"}
    (manager,) = [item for item in found if item.who == "manager" and item.difference.option == "C"]
    assert (manager.difference.difference or 0) < -0.1


def test_ranges_of_a_map_name_their_units() -> None:
    found = {each.path: each for each in load_review(sample("scenarios/complaints")).as_is.ranges}
    quick = found["steps.quick.duration.mean"]
    assert (quick.low, quick.value, quick.high, quick.unit) == (720, 840, 1020, "s")


def test_a_number_can_be_taken_as_stated_while_another_is_drawn() -> None:
    as_is = annotate(read_bpmn(sample("models/complaints/as-is.bpmn")), sample("models/complaints/annotations.yaml"))
    changed = as_is.sampled(lambda path: 1.0 if path == "steps.quick.duration.mean" else None)
    before, after = as_is.notes.steps, changed.notes.steps
    assert before["quick"] != after["quick"]
    assert float(after["draft"].duration.mean) == float(before["draft"].duration.mean)  # type: ignore[union-attr]


def test_a_number_of_which_an_option_has_another_range_has_one_bar() -> None:
    from reengineer.review._sensitivity import _each_once

    review = load_review(sample("scenarios/complaints"))
    step = review.as_is.notes.steps["investigate"]
    other = Distribution.read("gamma(mean=50 min (40 min to 70 min), cv=0.8)")
    steps = {**review.as_is.notes.steps, "investigate": step.model_copy(update={"duration": other})}
    notes = review.as_is.notes.model_copy(update={"steps": steps})
    maps = {"as-is": review.as_is, "C": review.as_is.with_notes(notes)}
    paths = [each.path for each in _each_once(maps)]
    assert maps["C"].ranges != maps["as-is"].ranges
    assert len(paths) == len(set(paths)) == len(review.as_is.ranges)
