"""What the boundary permits becomes levers, where no effect has to be guessed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from reengineer.boundaries import Boundary
from reengineer.review import load_review
from reengineer.search import Study
from reengineer.search._derive import derived


@pytest.fixture(scope="module")
def complaints() -> Study:
    review = load_review(Path(__file__).resolve().parents[2] / "scenarios" / "complaints")
    return Study(
        as_is=review.as_is, boundary=review.boundary, as_of=date(2026, 11, 2), criteria=review.criteria, run=review.run
    )


def with_boundary(study: Study, **changed: object) -> Study:
    assert study.boundary is not None
    data = study.boundary.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return replace(study, boundary=Boundary.model_validate({**data, **changed}))


def settings(study: Study) -> Mapping[str, list[str]]:
    return {lever.id: [setting.title for setting in lever.settings] for lever in derived(study)[0]}


def test_headcounts_lie_within_the_limits_of_each_group(complaints: Study) -> None:
    found = settings(complaints)
    assert found["headcount handler"] == [f"change headcount (role handler, by {by})" for by in (-1, 1, 2)]
    assert "headcount manager" not in found


def test_without_a_limit_the_cap_on_all_posts_counts(complaints: Study) -> None:
    # There are 16 posts, and 18 at the most.
    found = settings(with_boundary(complaints, permitted_changes=[{"op": "change_headcount", "roles": ["qa"]}]))
    assert found == {"headcount qa": ["change headcount (role qa, by 1)", "change headcount (role qa, by 2)"]}


def test_without_any_limit_nothing_is_derived(complaints: Study) -> None:
    free = with_boundary(complaints, permitted_changes=[{"op": "change_headcount"}], constraints={})
    levers, left_out = derived(free)
    assert levers == ()
    assert left_out == (("change_headcount", "no limit is stated; write max, or total_max under constraints"),)


def test_shares_are_derived_for_gateways_that_are_named(complaints: Study) -> None:
    found = settings(complaints)
    assert len(found["share qa_sample"]) == 4
    unnamed = with_boundary(complaints, permitted_changes=[{"op": "change_routing"}])
    assert "no gateways are named" in derived(unnamed)[1][0][1]
    bounded = with_boundary(
        complaints, permitted_changes=[{"op": "change_routing", "gateways": ["qa_sample"], "max": 0.5}]
    )
    assert len(settings(bounded)["share qa_sample"]) == 2


def test_hours_are_those_of_calendars_that_are_there(complaints: Study) -> None:
    late = complaints.as_is.notes.calendars["office"]
    study = replace(
        with_boundary(complaints, permitted_changes=[{"op": "change_calendar", "roles": ["agent"]}]),
        as_is=complaints.as_is.with_calendar("late", late),
    )
    assert settings(study) == {"calendar agent": ["change calendar (role agent, shifts late)"]}


def test_what_holds_work_back_can_let_it_go(complaints: Study) -> None:
    found = settings(complaints)
    assert found["unbatch allocation_run"] == ["unbatch allocation_run"]
    assert found["unbatch payment_run"] == ["unbatch payment_run"]


def test_effects_are_not_guessed(complaints: Study) -> None:
    left_out = dict(derived(complaints)[1])
    assert set(left_out) == {"automate_step", "empower", "reassign_step", "merge_steps", "add_triage"}
    assert all("estimates that nobody has stated" in reason for reason in left_out.values())


def test_what_is_forbidden_is_not_derived_though_it_is_permitted(complaints: Study) -> None:
    both = with_boundary(complaints, forbidden_changes=[{"op": "unbatch"}])
    assert not [name for name in settings(both) if name.startswith("unbatch")]


def test_every_lever_changes_the_map(complaints: Study) -> None:
    for lever in derived(complaints)[0]:
        for setting in lever.settings:
            assert setting.changes[0].apply(complaints.as_is).notes != complaints.as_is.notes


def test_without_a_boundary_nothing_is_derived(complaints: Study) -> None:
    assert derived(replace(complaints, boundary=None)) == ((), ())
