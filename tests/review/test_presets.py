"""Presets ask questions of the map: each does what its name says, none is proposed."""

from pathlib import Path

import pytest

from reengineer.annotations import AnnotatedMap
from reengineer.comparison import decide
from reengineer.errors import ChangeError, UsageError
from reengineer.review import (
    PRESETS,
    Outcome,
    Plan,
    load_review,
    run_review,
    sample,
    stored_outcome,
    with_presets,
)

WEEK = 604_800.0


@pytest.fixture(scope="module")
def as_is() -> AnnotatedMap:
    return load_review(sample("scenarios/complaints")).as_is


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> tuple[Outcome, Path]:
    folder = tmp_path_factory.mktemp("presets") / "results"
    review = load_review(sample("scenarios/complaints"))
    run = review.run.model_copy(update={"length": 2 * WEEK, "replications": 2, "warm_up": "none"})
    names = ("preset-unlimited", "preset-no-rework", "preset-demand")
    review = with_presets(review.with_run(run), PRESETS)
    return run_review(review, Plan(options=names, folder=folder, sampled=False)), folder


def test_demand_rises_by_two_fifths(as_is: AnnotatedMap) -> None:
    before, after = as_is.arrival_rate_per_week(), PRESETS["demand"].make(as_is).arrival_rate_per_week()
    assert after == pytest.approx({kind: 1.4 * rate for kind, rate in before.items()})


def test_one_in_five_is_absent_where_there_are_enough(as_is: AnnotatedMap) -> None:
    before, after = as_is.notes.resources, PRESETS["absent"].make(as_is).notes.resources
    assert {name: group.count - after[name].count for name, group in before.items()} == {
        name: round(group.count / 5 + 1e-9) for name, group in before.items()
    }


def test_people_work_two_hours_later_and_demand_stays(as_is: AnnotatedMap) -> None:
    longer = PRESETS["hours"].make(as_is)
    assert longer.arrival_rate_per_week() == as_is.arrival_rate_per_week()
    before, after = as_is.offered_load(), longer.offered_load()
    assert all(after[group] < before[group] for group in before)


@pytest.mark.parametrize(
    ("spans", "later"),
    [
        (("09:00-17:00",), ("09:00-19:00",)),
        (("08:00-12:00", "13:00-17:30"), ("08:00-12:00", "13:00-19:30")),
        (("09:00-23:00",), ("09:00-24:00",)),
        (("22:00-06:00",), ("22:00-08:00",)),
        ((), ()),
    ],
)
def test_hours_are_extended_up_to_midnight(spans: tuple[str, ...], later: tuple[str, ...]) -> None:
    from reengineer.review._presets import _later

    assert _later(spans) == later


def test_no_rework_leaves_one_visit(as_is: AnnotatedMap) -> None:
    visits = PRESETS["no-rework"].make(as_is).visits()
    assert all(count <= 1 + 1e-9 for count in visits.values())
    assert visits != as_is.visits()


def test_unlimited_staff_leaves_no_load(as_is: AnnotatedMap) -> None:
    assert max(PRESETS["unlimited"].make(as_is).offered_load().values()) < 0.05


def test_an_unknown_preset_is_refused_by_name() -> None:
    with pytest.raises(UsageError, match="RE527"):
        with_presets(load_review(sample("scenarios/complaints")), ["demnd"])


@pytest.mark.parametrize("name", ["absent", "unlimited"])
def test_a_map_without_people_says_so(as_is: AnnotatedMap, name: str) -> None:
    nobody = as_is.with_notes(as_is.notes.model_copy(update={"resources": {}}))
    with pytest.raises(ChangeError, match="RE528"):
        PRESETS[name].make(nobody)


def test_a_question_is_never_chosen(outcome: tuple[Outcome, Path]) -> None:
    found = outcome[0].comparison
    assert all(item.what_if for item in found.outcomes if item.id.startswith("preset-"))
    assert [item.option for item in decide(found).options] == ["as-is"]
    assert {chance.option for chance in found.chances} == {"as-is"}


def test_too_much_demand_is_refused_with_the_load(outcome: tuple[Outcome, Path]) -> None:
    found = outcome[0].comparison.outcome("preset-demand")
    assert found.status == "unstable"
    assert any("is offered 1" in finding.message for finding in found.findings)


def test_presets_are_found_again_with_their_results(outcome: tuple[Outcome, Path]) -> None:
    again = stored_outcome(outcome[1])
    assert again.comparison.to_dict() == outcome[0].comparison.to_dict()
