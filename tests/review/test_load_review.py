"""A review is read whole, and everything wrong in any of its files is said at once."""

from datetime import date
from pathlib import Path

import pytest

from reengineer.annotations import Annotations, annotate, write_annotations
from reengineer.bpmn import read_bpmn
from reengineer.errors import Problem, ReviewError, UsageError
from reengineer.files import sha256
from reengineer.processmap import build_map
from reengineer.review import Plan, in_workbook, is_map, load_review, run_review, sample
from reengineer.review._read import shown_from
from reengineer.review._settings import warm_up_problem
from reengineer.simulation import RunSettings
from reengineer.source import Source

WEEK = 604_800.0


def alter(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def problems_of(path: Path) -> list[tuple[str, str, int | None]]:
    with pytest.raises(ReviewError) as caught:
        load_review(path)
    return [(problem.code, Path(problem.source.file).name, problem.source.line) for problem in caught.value.problems]


def test_a_review_holds_what_its_files_say(small: Path) -> None:
    review = load_review(small)
    assert review.title == "Refunds"
    assert list(review.options) == ["alone", "quick", "same"]
    assert [criterion.id for criterion in review.criteria] == ["cycle", "lead"]
    assert review.as_of == date(2026, 6, 1)
    assert review.run == RunSettings(length="1 week", replications=3, seed=1)
    assert review.place("criteria", 1, "scope_id").line == 10
    assert review.beside("x.yaml") == small / "x.yaml"


def test_the_folder_and_its_file_are_the_same_review(small: Path) -> None:
    assert load_review(small / "review.yaml").files == load_review(str(small)).files


def test_every_file_read_is_named_with_its_hash(small: Path) -> None:
    files = dict(load_review(small).files)
    assert list(files) == [
        "review.yaml", "as-is.bpmn", "annotations.yaml", "boundary.yaml", "options/alone.yaml", "options/quick.yaml",
        "options/same.yaml",
    ]  # fmt: skip
    assert files["boundary.yaml"] == sha256((small / "boundary.yaml").read_bytes())


def test_a_review_needs_only_a_map(small: Path) -> None:
    (small / "review.yaml").write_text("version: 1\ntitle: Bare\nmap: as-is.bpmn\n", encoding="utf-8")
    review = load_review(small)
    assert (review.boundary, dict(review.options), review.criteria) == (None, {}, ())
    assert review.boundary_findings() == ()
    assert review.as_of >= date(2026, 1, 1)


def test_the_usual_criteria_stand_in_where_there_are_none(small: Path) -> None:
    (small / "review.yaml").write_text("version: 1\ntitle: Bare\nmap: as-is.bpmn\n", encoding="utf-8")
    run = RunSettings(length=WEEK, replications=2)
    outcome = run_review(load_review(small).with_run(run), Plan(sampled=False))
    assert [criterion.id for criterion in outcome.comparison.criteria] == [
        "cycle_time",
        "waiting_time",
        "activity_cost",
    ]
    assert outcome.assumptions


def test_money_is_counted_in_the_currency_of_the_review(small: Path) -> None:
    alter(
        small / "review.yaml", "  - {id: lead", "  - {id: cost, measure: activity_cost, better: lower}\n  - {id: lead"
    )
    outcome = run_review(load_review(small), Plan(options=("same",), sampled=False))
    assert outcome.comparison.criteria[1].unit == "EUR"


def test_problems_of_all_files_come_together(small: Path) -> None:
    (small / "as-is.bpmn").unlink()
    alter(small / "options" / "quick.yaml", "factor", "factr")
    alter(small / "review.yaml", "length: 1 week", "length: 1 week, warm_up: 1 day")
    found = problems_of(small)
    assert ("RE611", "review.yaml", 4) in found
    assert ("RE621", "review.yaml", 12) in found
    assert any(code == "RE110" and file == "quick.yaml" for code, file, _ in found)


@pytest.mark.parametrize("name", ["", "../evil", "a/b", "run.json", "a b", "x" * 65, "-rf"])
def test_an_id_that_cannot_name_a_folder_is_refused(small: Path, name: str) -> None:
    alter(small / "options" / "quick.yaml", "id: quick", f'id: "{name}"')
    assert problems_of(small) == [("RE613", "quick.yaml", 1)]


def test_ids_that_differ_in_case_alone_are_refused(small: Path) -> None:
    alter(small / "options" / "quick.yaml", "id: quick", "id: ALONE")
    assert problems_of(small) == [("RE612", "quick.yaml", 1)]


@pytest.mark.parametrize(
    ("length", "warm_up", "fits"),
    [
        (2 * WEEK, WEEK, True),
        (2 * WEEK, 8 * 86_400.0, False),
        (WEEK, "auto", True),
        (WEEK, "none", True),
        (WEEK, WEEK, False),
    ],
)
def test_a_warm_up_must_leave_whole_weeks_to_measure(length: float, warm_up: float | str, fits: bool) -> None:
    assert (warm_up_problem(RunSettings(length=length, warm_up=warm_up)) is None) == fits


def test_a_run_of_cases_may_have_any_warm_up() -> None:
    assert warm_up_problem(RunSettings(cases=10, warm_up=9 * WEEK)) is None


@pytest.mark.parametrize("scope", ["group", "class", "step"])
def test_a_criterion_about_nothing_is_refused_before_the_run(small: Path, scope: str) -> None:
    measure = {"group": "utilisation", "class": "cycle_time", "step": "waiting_time"}[scope]
    line = f"  - {{id: odd, measure: {measure}, scope: {scope}, scope_id: nobody, better: lower}}\n"
    alter(small / "review.yaml", "as_of:", f"{line}as_of:")
    with pytest.raises(ReviewError, match="RE614") as caught:
        run_review(small, Plan(folder=small / "results"))
    assert caught.value.problems[0].source.line == 11
    assert not (small / "results").exists()


def test_what_is_missing_is_placed_in_the_workbook(small: Path) -> None:
    review = load_review(small)
    alter(small / "review.yaml", "annotations.yaml", "annotations.xlsx")
    alter(small / "annotations.yaml", ", cost: 30 EUR/h", "")
    notes = load_review_notes(small)
    write_annotations(notes, review.as_is.map, small / "annotations.xlsx")
    outcome = run_review(load_review(small), Plan(options=("same",), sampled=False))
    (placed,) = in_workbook(outcome.review, outcome.assumptions)
    assert (placed.code, placed.source.sheet, placed.source.cell) == ("RE334", "People", "E3")
    assert placed.remedy.endswith("Fill in this cell: Cost per hour.")


def load_review_notes(small: Path) -> Annotations:
    return annotate(read_bpmn(small / "as-is.bpmn"), small / "annotations.yaml").notes


def test_without_a_workbook_places_stay(small: Path) -> None:
    alter(small / "annotations.yaml", ", cost: 30 EUR/h", "")
    outcome = run_review(small, Plan(options=("same",), sampled=False))
    assert in_workbook(outcome.review, outcome.assumptions) == outcome.assumptions


def test_maps_are_known_by_their_ending(small: Path) -> None:
    assert is_map("a.bpmn")
    assert is_map("a.BPMN20.xml")
    assert not is_map(small)
    assert not is_map("review.yaml")


def test_samples_are_found_and_missing_ones_refused() -> None:
    assert (sample("scenarios/complaints") / "review.yaml").is_file()
    with pytest.raises(UsageError, match="RE650"):
        sample("scenarios/nothing")


def test_paths_are_shown_from_a_folder(tmp_path: Path) -> None:
    assert shown_from(tmp_path / "models" / "a.bpmn", tmp_path / "scenarios") == "../models/a.bpmn"


@pytest.mark.parametrize(
    ("code", "element", "message", "place"),
    [
        ("RE330", "decide", "its duration is not known", "Steps:F4"),
        ("RE331", "complete", "the shares of its branches are not known", "Branches:F2"),
        ("RE333", "decide", "it is not known who does it", "Steps:E4"),
        ("RE335", None, "the demand of 'claim' is not known", "Demand:C2"),
        ("RE336", None, "the headcount of 'lead' is not known", "People:C3"),
        ("RE332", None, "the hours of the group 'lead' are not known", "People:D3"),
        ("RE332", None, "the hours of the arrivals of 'claim' are not known", "Demand:F2"),
        ("RE336", None, "the headcount of 'nobody' is not known", "People"),
    ],
)
def test_each_thing_that_is_missing_has_its_cell(
    small: Path, code: str, element: str | None, message: str, place: str
) -> None:
    alter(small / "review.yaml", "annotations.yaml", "annotations.xlsx")
    process_map = build_map(read_bpmn(small / "as-is.bpmn"))
    write_annotations(load_review_notes(small), process_map, small / "annotations.xlsx")
    (found,) = in_workbook(load_review(small), [Problem(code, message, source=Source(element_id=element))])
    assert found.source.place.endswith(f"annotations.xlsx!{place}")
    assert found.source.element_id == element


def test_other_problems_keep_their_place(small: Path) -> None:
    alter(small / "review.yaml", "annotations.yaml", "annotations.xlsx")
    process_map = build_map(read_bpmn(small / "as-is.bpmn"))
    write_annotations(load_review_notes(small), process_map, small / "annotations.xlsx")
    review = load_review(small)
    other = Problem("RE501", "it is not simulated", source=Source(file="a.bpmn", line=3, element_id="decide"))
    known = Problem("RE330", "its duration is not known", source=Source(element_id="decide"))
    assert in_workbook(review, [other, known])[0] == other
    (small / "annotations.xlsx").unlink()
    assert in_workbook(review, [known]) == (known,)
