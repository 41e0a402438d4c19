"""Questions go out by role and come back: performers beside managers, without names, each sheet once."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from reengineer.questions import ask
from reengineer.review import explored, load_review, question_sheets, read_answers

Call = Callable[..., Any]


@pytest.fixture
def sheets(small: Path, call: Call) -> Path:
    assert call("sheets", "small", "-o", "sheets").code == 0
    return small.parent / "sheets"


def fill(path: Path, holds: str, answer: str = "It happens daily", *, to: str | None = None, row: int = 2) -> Path:
    book = load_workbook(path)
    sheet = book["Questions"]
    sheet.cell(row, 5, holds)
    sheet.cell(row, 6, answer)
    target = path if to is None else path.with_name(to)
    book.save(target)
    return target


def first_question(path: Path) -> str:
    return str(load_workbook(path)["Questions"].cell(2, 1).value)


def test_every_question_goes_to_a_performer_and_to_managers(scenario: Path) -> None:
    review = load_review(scenario)
    found = question_sheets(review, ask(review.as_is, boundary=review.boundary))
    managers = [sheet for sheet in found if sheet.is_manager]
    performers = {each.id for sheet in found if not sheet.is_manager for each in sheet.questions}
    assert [sheet.role for sheet in managers] == ["managers"]
    assert {each.id for each in managers[0].questions} == performers
    done = {step.id for step in review.as_is.steps if review.as_is.group_of(step.id)}
    about = {each.id.partition("@")[2] for sheet in found for each in sheet.questions}
    assert done <= about


def test_sheets_are_written_in_three_forms_with_instructions(sheets: Path) -> None:
    names = sorted(path.name for path in sheets.iterdir())
    assert {"questions-managers.xlsx", "questions-managers.md", "questions-managers.html"} <= set(names)
    assert "There are no wrong answers" in (sheets / "questions-managers.md").read_text()
    assert "There are no wrong answers" in (sheets / "questions-managers.html").read_text()
    book = load_workbook(sheets / "questions-managers.xlsx")
    assert book["Questions"].column_dimensions["A"].hidden
    assert any("no wrong answers" in str(row[1].value) for row in book["About"].iter_rows())


def test_the_same_review_gives_the_same_sheets(small: Path, call: Call) -> None:
    call("sheets", "small", "-o", "one")
    call("sheets", "small", "-o", "two")
    for path in Path("one").iterdir():
        assert path.read_bytes() == (Path("two") / path.name).read_bytes()


def test_answers_come_back_and_stand_side_by_side(small: Path, sheets: Path, call: Call) -> None:
    performer = next(path for path in sorted(sheets.glob("*.xlsx")) if "managers" not in path.name)
    question = first_question(performer)
    rows = load_workbook(sheets / "questions-managers.xlsx")["Questions"]
    row = next(number for number in range(2, rows.max_row + 1) if rows.cell(number, 1).value == question)
    one = fill(performer, "yes", "I ring 07700 900123 first")
    other = fill(sheets / "questions-managers.xlsx", "No", "=1+1", row=row)
    called = call("answers", "small", one, other, "--method", "interview", "--on", "2026-07-01")
    assert called.code == 0, called.err
    assert "Added 2 answers" in called.err
    assert "DIFFER" in called.out
    kept = read_answers(load_review(small))
    assert [(each.kind, each.holds, each.answer) for each in kept] == [
        ("performer", "yes", "I ring [number] first"), ("manager", "no", "=1+1"),
    ]  # fmt: skip
    text = (small / "evidence" / "answers.csv").read_text()
    assert ",'=1+1," in text
    [record] = explored(load_review(small))
    assert (record.is_covered, record.differs) == (True, True)
    printed = call("answers", "small", "--json").json
    assert printed["questions"][0]["differs"] is True
    assert call("status", "small", "--json").json["stages"][4]["state"] == "done"


def test_a_sheet_is_taken_once_and_two_of_one_role_are_told_apart(small: Path, sheets: Path, call: Call) -> None:
    path = sheets / "questions-managers.xlsx"
    second = fill(path, "no", "differently", to="second.xlsx")
    first = fill(path, "yes")
    call("answers", "small", first, second)
    again = call("answers", "small", first)
    assert "Added 0 answers. Taken already: questions-managers.xlsx." in again.err
    kept = read_answers(load_review(small))
    assert len({each.sheet for each in kept}) == len(kept) == 2


def test_an_empty_sheet_adds_nothing(small: Path, sheets: Path, call: Call) -> None:
    assert "Added 0 answers" in call("answers", "small", sheets / "questions-managers.xlsx").err
    assert not (small / "evidence").exists()


def test_a_wrong_word_is_placed_and_nothing_is_added(small: Path, sheets: Path, call: Call) -> None:
    wrong = fill(sheets / "questions-managers.xlsx", "maybe")
    called = call("answers", "small", wrong)
    assert called.code == 3
    assert "!Questions:E2" in called.err
    assert "[RE951]" in called.err
    assert not (small / "evidence").exists()


def test_another_workbook_is_refused(small: Path, call: Call) -> None:
    from openpyxl import Workbook

    Workbook().save("other.xlsx")
    called = call("answers", "small", "other.xlsx")
    assert (called.code, "[RE950]" in called.err) == (3, True)


def test_answers_that_were_laid_out_anew_are_refused(small: Path, call: Call) -> None:
    (small / "evidence").mkdir()
    (small / "evidence" / "answers.csv").write_text("a,b\n1,2\n")
    called = call("answers", "small")
    assert (called.code, "[RE952]" in called.err) == (3, True)


def test_many_who_do_not_know_are_told(small: Path, sheets: Path, call: Call) -> None:
    path = fill(sheets / "questions-managers.xlsx", "don’t know", "")
    assert "100% of the answers say don't know" in call("answers", "small", path).out
