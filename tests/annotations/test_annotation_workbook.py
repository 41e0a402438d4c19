"""A workbook reads to the same notes as YAML, takes what people type, and names the cell of what is wrong."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from reengineer.annotations import (
    AnnotatedMap,
    annotate,
    assumptions,
    complete,
    prefill,
    prefill_workbook,
    write_annotations,
)
from reengineer.annotations._columns import SHEETS
from reengineer.errors import AnnotationError
from reengineer.processmap import ProcessMap
from reengineer.quantities import Duration, Estimate, parse_distribution


class Book:
    """A workbook that a test fills in as a person would."""

    def __init__(self, path: Path) -> None:
        self.path, self.book = path, load_workbook(path)

    def put(self, sheet: str, row: str, title: str, value: object, number_format: str = "General") -> "Book":
        cells = self.book[sheet]
        column = next(cell.column for cell in cells[1] if cell.value == title)
        keys = [number for number in range(2, cells.max_row + 1) if cells.cell(number, 1).value == row]
        number = keys[0] if keys else cells.max_row + 1
        if not keys:
            cells.cell(number, 1, row)
        cells.cell(number, column, value).number_format = number_format
        return self

    def save(self) -> Path:
        self.book.save(self.path)
        return self.path


@pytest.fixture(scope="module")
def prefilled(claim_map: ProcessMap, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("prefilled") / "a.xlsx"
    prefill_workbook(claim_map, path)
    return path.read_bytes()


@pytest.fixture
def book(prefilled: bytes, tmp_path: Path) -> Book:
    (tmp_path / "a.xlsx").write_bytes(prefilled)
    return Book(tmp_path / "a.xlsx")


def test_yaml_and_workbook_say_the_same(claims: AnnotatedMap, claim_map: ProcessMap, tmp_path: Path) -> None:
    write_annotations(claims.notes, claim_map, tmp_path / "a.xlsx")
    from_book = annotate(claim_map, tmp_path / "a.xlsx").notes
    assert from_book == claims.notes
    write_annotations(from_book, claim_map, tmp_path / "b.yaml")
    assert annotate(claim_map, tmp_path / "b.yaml").notes == claims.notes


def test_all_kinds_of_notes_survive_the_workbook(
    read: Callable[..., AnnotatedMap], claim_map: ProcessMap, tmp_path: Path
) -> None:
    notes = read(
        """\
        currency: EUR
        clock: {start: 2026-02-03 08:30, timezone: Europe/Berlin}
        calendars:
          a: {mon: ["08:00-12:00", "13:00-17:00"], "sat,sun": "10:00-11:00", holidays: DE, closed: [2026-12-24],
              open: {2026-05-01: "09:00-10:00"}}
        cases:
          c: {start: received, arrivals: {per_hour: {mon-fri: {"09:00-12:00": 5 to 7}}, first: start},
              attributes: {value: "lognormal(mean=3, sd=2)", kind: {x: 0.5, y: rest}, urgent: 0.1, size: {number: 1}}}
        resources:
          g: {members: 3 (2 to 5), choice: longest_idle, standby_required: true, overtime: 3 EUR/h, slow: [1, 1.5],
              capacity: 2, paid: 37.5 h}
          h: {members: [{name: "007", paid: 20 h, skills: [french, german]}, {name: B, speed: 0.8 (0.5 to 1)}]}
        steps:
          check: {needs: [{g: 2}, h], duration: 3 min,
                  batch: {rules: [{size: 5}, {waited: 2 h}], max: 9, factor: {"5": 3}},
                  inputs: ["a, b", c], check_subject: "12", is_knockout: false, skill_required: 3, rule_based: 0.25,
                  visibility: front, external_unit_cost: 2 EUR, release: {every: 4 h, calendar: a}}
          pay: {delay: uniform(1 h, 2 h), hold: 3 min, prefer_same_person: check}
        events: {done: {release: {every: 30 min}}}
        transitions: {check -> pay: {location_change: true, setup_repeat: 3 min}}
        process: {priority_rule: EDD, vulnerable_share: 10 %, mixed_deadlines: false}
        """
    )
    write_annotations(notes.notes, claim_map, tmp_path / "a.xlsx")
    assert annotate(claim_map, tmp_path / "a.xlsx").notes == notes.notes


def test_a_receive_task_has_one_row_for_both_its_notes(
    read: Callable[..., AnnotatedMap], make_process: Callable[..., ProcessMap], tmp_path: Path
) -> None:
    one = make_process('<receiveTask id="r" name="Hear"/>')
    notes = read("events: {r: {delay: 1 h}}", one)
    assert notes.step("r").notes.delay.mean == 3600
    write_annotations(notes.notes, one, tmp_path / "a.xlsx")
    assert annotate(one, tmp_path / "a.xlsx").step("r").notes.delay.mean == 3600


def test_the_workbook_is_prefilled_from_the_map(book: Book) -> None:
    steps = [[cell.value for cell in row[:5]] for row in book.book["Steps"].iter_rows(min_row=2)]
    assert steps == [
        ["check", "Check claim", "user task", "Claims clerk", "claims_clerk"],
        ["reply", "Reply comes", "intermediate catch event, message", "Claims clerk", None],
        ["pay", "Pay", "user task", "Claims clerk", "claims_clerk"],
        ["file", "File", "service task", None, None],
    ]
    branches = [[cell.value for cell in row] for row in book.book["Branches"].iter_rows(min_row=2)]
    assert branches == [
        ["f3", "complete", "Complete?", "no", "Reply comes", None],
        ["f4", "complete", "Complete?", "yes", "fork", None],
    ]
    assert book.book["People"]["A2"].value == "claims_clerk"
    assert book.book["Demand"]["B2"].value == "received"


def test_every_column_says_what_it_means(book: Book) -> None:
    assert tuple(book.book.sheetnames) == tuple(SHEETS)
    for sheet in book.book.worksheets:
        assert sheet.freeze_panes is not None
        for header in sheet[1]:
            assert len(header.comment.text) > 15
            assert sheet.column_dimensions[header.column_letter].width >= 10
    assert book.book["Steps"].column_dimensions["A"].hidden
    assert "Example: triangular(5 min, 8 min, 20 min)." in book.book["Steps"]["F1"].comment.text


def test_a_prefilled_workbook_reads_to_what_the_map_says(book: Book, claim_map: ProcessMap) -> None:
    assert annotate(claim_map, book.path).notes == annotate(claim_map, prefill(claim_map)).notes


def test_the_same_map_gives_the_same_workbook(claim_map: ProcessMap, tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        prefill_workbook(claim_map, tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_ten_numbers_are_enough_for_a_run(book: Book, claim_map: ProcessMap) -> None:
    book.put("Demand", "case", "Time between cases", "exponential(12 min)")
    book.put("People", "claims_clerk", "Members", "4 (3 to 5)")
    book.put("Steps", "check", "Duration", "10 min to 15 min")
    book.put("Steps", "pay", "Duration", "12 min")
    book.put("Steps", "reply", "Delay outside", "2 days")
    book.put("Branches", "f3", "Share", 0.25, "0%").put("Branches", "f4", "Share", "rest")
    done, said = complete(annotate(claim_map, book.save()))
    assert {found.code for found in said} == {"RE330", "RE332", "RE334"}
    assert done.shares("complete") == {"f3": 0.25, "f4": 0.75}
    assert done.offered_load()["claims_clerk"] == pytest.approx((12.5 / 0.75 + 12) / 12 / 4)


@pytest.mark.parametrize(
    ("value", "number_format", "share"),
    [(0.35, "General", 0.35), (0.35, "0 %", 0.35), ("35 %", "@", 0.35), ("0.35", "@", 0.35), (1, "General", 1.0)],
)
def test_a_share_may_be_a_number_a_percentage_or_text(
    book: Book, claim_map: ProcessMap, value: Any, number_format: str, share: float
) -> None:
    book.put("Branches", "f3", "Share", value, number_format).put("Branches", "f4", "Share", "rest")
    assert annotate(claim_map, book.save()).shares("complete")["f3"] == share


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        ("12 min", "@", "12 min"),
        ("10 min to 15 min", "@", "10 min to 15 min"),
        (time(0, 12), "hh:mm", "12 min"),
        (time(1, 30, 30), "hh:mm:ss", "90.5 min"),
        (timedelta(hours=30), "[h]:mm", "30 h"),
        (" gamma(mean=12 min, cv=0.4) ", "@", "gamma(mean=12 min, cv=0.4)"),
    ],
)
def test_a_duration_may_be_text_or_a_time(
    book: Book, claim_map: ProcessMap, value: Any, number_format: str, text: str
) -> None:
    book.put("Steps", "check", "Duration", value, number_format)
    assert annotate(claim_map, book.save()).step("check").notes.duration == parse_distribution(text)


@pytest.mark.parametrize(
    ("value", "members"), [(9, Estimate(9)), ("9 (8 to 10)", Estimate(9, 8, 10)), (9.0, Estimate(9))]
)
def test_a_headcount_may_be_a_number_or_a_range(book: Book, claim_map: ProcessMap, value: Any, members: Any) -> None:
    book.put("People", "claims_clerk", "Members", value)
    assert annotate(claim_map, book.save()).notes.resources["claims_clerk"].members == members


def test_plain_money_is_in_the_currency_of_the_workbook(book: Book, claim_map: ProcessMap) -> None:
    book.put("General", "currency", "Value", "GBP").put("People", "claims_clerk", "Cost per hour", 24, "£#,##0.00")
    book.put("Steps", "check", "Cost of each", 0.8)
    notes = annotate(claim_map, book.save()).notes
    assert str(notes.resources["claims_clerk"].cost) == "24 GBP/h"
    assert str(notes.steps["check"].cost) == "0.80 GBP"


def test_calendars_dates_and_words_are_taken_as_excel_gives_them(book: Book, claim_map: ProcessMap) -> None:
    book.put("General", "clock start", "Value", datetime(2026, 3, 2), "yyyy-mm-dd")  # noqa: DTZ001
    book.put("Calendars", "office", "Mon", "09:00-12:00, 13:00-17:00").put("Calendars", "office", "Holidays", "GB-ENG")
    book.put("Calendars", "office", "Closed on", datetime(2026, 12, 24), "yyyy-mm-dd")  # noqa: DTZ001
    book.put("Steps", "check", "Released at", time(9, 0), "hh:mm").put("Steps", "pay", "Released at", "09:00, 13:00")
    book.put("Controls", "check", "Is check", True).put("Controls", "check", "Is approval", "No")
    book.put("Controls", "pay", "Controls", "C-1, C-2").put("Controls", "pay", "Not same person", "Check claim")
    book.put("Steps", "check", "Setup time", time(0, 3), "hh:mm").put("Steps", "check", "System", 365)
    notes = annotate(claim_map, book.save()).notes
    assert notes.clock.start == datetime(2026, 3, 2)  # noqa: DTZ001
    assert notes.calendars["office"].hours == {"mon": ("09:00-12:00", "13:00-17:00")}
    assert notes.calendars["office"].closed == ("2026-12-24",)
    assert [notes.steps[step].release.at for step in ("check", "pay")] == [("09:00",), ("09:00", "13:00")]
    assert (notes.steps["check"].is_check, notes.steps["check"].is_approval) == (True, False)
    assert notes.steps["pay"].not_same_person == ("check",)
    assert notes.steps["check"].setup_time == Duration(Estimate(180))
    assert notes.steps["check"].system == "365"


def test_rows_may_be_added_by_name(book: Book, claim_map: ProcessMap) -> None:
    book.put("People", "manager", "Members", 1).put("Steps", "Pay", "Value class", "VA")
    rows = book.book["Steps"]
    rows.delete_rows(4)
    notes = annotate(claim_map, book.save()).notes
    assert notes.steps["pay"].value.class_ == "VA"
    assert notes.resources["manager"].count == 1


@pytest.mark.parametrize(
    ("sheet", "row", "title", "value", "code", "cell", "says"),
    [
        ("Steps", "check", "Duration", 12, "RE112", "F2", "no unit of time"),
        ("Steps", "check", "Duration", "soon", "RE112", "F2", "does not start with a number"),
        ("Steps", "check", "Duration", "=1+1", "RE123", "F2", "formula"),
        ("Steps", "check", "Role", "clark", "RE310", "E2", 'nearest: "claims_clerk"'),
        ("Steps", "nobody", "Role", "claims_clerk", "RE301", "A6", "no step 'nobody'"),
        ("Steps", "check", "Cost of each", 3, "RE112", "J2", "has no currency"),
        ("Steps", "check", "Value class", "XX", "RE112", "K2", "not one of the words"),
        ("Steps", "check", "More", "{colour: red}", "RE110", None, "'colour' is not known"),
        ("Steps", "check", "More", "red", "RE127", None, "not a mapping"),
        ("Steps", "check", "More", "{a: [}", "RE104", None, "not YAML"),
        ("Branches", "f3", "Share", 1.5, "RE112", "F2", "not between 0 and 1"),
        ("Branches", "f3", "Share", 0.5, "RE307", "F2", "no share for the branch to fork"),
        ("People", "claims_clerk", "Members", "few", "RE112", "C2", "does not start with a number"),
        ("People", "claims_clerk", "Cost per hour", 3, "RE112", "E2", "not money per hour"),
        ("People", "claims_clerk", "Calendar", "ofice", "RE311", "D2", "no calendar"),
        ("Calendars", "office", "Mon", "9-17", "RE112", "B2", "not opening hours"),
        ("Demand", "case", "Time between cases", 12, "RE112", "C2", "no unit of time"),
        ("Demand", "case", "Start event", "recieved", "RE301", "B2", 'nearest: "received"'),
        ("Controls", "check", "Is check", "perhaps", "RE112", None, "true or false is wanted"),
        ("General", "currency", "Value", "pounds", "RE112", "C2", "not a currency"),
        ("General", "site count", "Value", 3, "RE124", None, 'nearest: "site_count"'),
        ("General", "zzz", "Value", 3, "RE124", None, "Remove it"),
    ],
)
def test_what_is_wrong_is_said_with_its_cell(
    book: Book,
    claim_map: ProcessMap,
    sheet: str,
    row: str,
    title: str,
    value: Any,
    code: str,
    cell: str | None,
    says: str,
) -> None:
    book.put(sheet, row, title, value)
    with pytest.raises(AnnotationError) as caught:
        annotate(claim_map, book.save())
    (problem,) = caught.value.problems
    assert (problem.code, problem.source.sheet) == (code, sheet)
    assert says in f"{problem.message} {problem.remedy}"
    assert problem.source.place.startswith(f"{book.path}!{sheet}:")
    assert cell is None or problem.source.cell == cell


def test_everything_wrong_in_a_workbook_is_said_at_once(book: Book, claim_map: ProcessMap) -> None:
    book.put("Steps", "check", "Duration", 12).put("Steps", "pay", "Cost of each", "x").put(
        "Branches", "f3", "Share", 2
    )
    with pytest.raises(AnnotationError) as caught:
        annotate(claim_map, book.save())
    assert len(caught.value.problems) == 3


def test_rows_that_cannot_be_placed_are_refused(book: Book, claim_map: ProcessMap) -> None:
    people = book.book["People"]
    people["C3"], people["A4"], people["C5"] = 3, "claims_clerk", 1
    people["A6"], people["B6"] = "claims_clerk", "Ade"
    people["C2"] = 2
    book.book["Steps"]["E6"] = "x"
    book.book["Steps"]["A7"], book.book["Steps"]["A8"] = "check", "check"
    book.book["Branches"]["A4"], book.book["Branches"]["F4"] = "f9", 0.5
    book.book["Demand"]["Z1"], book.book["Demand"]["Z2"] = "Colour", "red"
    book.book["General"]["C20"] = "x"
    with pytest.raises(AnnotationError) as caught:
        annotate(claim_map, book.save())
    found = [(problem.code, problem.source.sheet, problem.source.cell) for problem in caught.value.problems]
    assert set(found) == {
        ("RE126", "People", "C3"),
        ("RE304", "People", "A4"),
        ("RE126", "People", "C5"),
        ("RE128", "People", "B6"),
        ("RE126", "Steps", "E6"),
        ("RE304", "Steps", "A7"),
        ("RE304", "Steps", "A8"),
        ("RE126", "Branches", "F4"),
        ("RE124", "Demand", "Z1"),
    }


def test_named_members_stand_below_their_group(book: Book, claim_map: ProcessMap) -> None:
    people = book.book["People"]
    for number, (name, speed, formula) in enumerate([("Ade", 1.1, None), ("Bo", None, None)], 3):
        people.cell(number, 1, "claims_clerk")
        people.cell(number, 2, name)
        people.cell(number, 7, speed)
        people.cell(number, 5, formula)
    notes = annotate(claim_map, book.save()).notes.resources["claims_clerk"]
    assert [(member.name, float(member.speed)) for member in notes.members] == [("Ade", 1.1), ("Bo", 1.0)]


def test_a_workbook_of_something_else_is_refused(book: Book, claim_map: ProcessMap) -> None:
    for name in book.book.sheetnames[1:]:
        del book.book[name]
    book.book["Steps"].title = "Sales"
    with pytest.raises(AnnotationError, match=r"none of the sheets.*\n.*Steps, Branches.*RE125"):
        annotate(claim_map, book.save())


def test_a_blank_workbook_lists_what_to_ask(book: Book, claim_map: ProcessMap) -> None:
    found = assumptions(annotate(claim_map, book.path))
    assert {problem.code for problem in found} == {"RE330", "RE331", "RE332", "RE334", "RE335", "RE336", "RE338"}
    assert all(problem.remedy.startswith("Ask ") for problem in found)


@pytest.mark.slow
def test_maps_of_the_corpus_can_be_written_and_read(shared: Path, tmp_path: Path) -> None:
    from reengineer.bpmn import read_bpmn
    from reengineer.processmap import build_map

    for path in sorted((shared / "corpus").rglob("*.bpmn"))[::60]:
        process_map = build_map(read_bpmn(path))
        prefill_workbook(process_map, tmp_path / "a.xlsx")
        assert annotate(process_map, tmp_path / "a.xlsx").notes == annotate(process_map, prefill(process_map)).notes
