"""A map that nobody prepared is taken from init to a report through its workbook alone."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from reengineer.cli import run

MAP = "corpus/files/hdBPMN/ex03_writer0025-c7785b.bpmn"
KNOWN = {
    "Demand": {"case": {"Time between cases": "exponential(20 min)", "Calendar": "office"}},
    "People": {
        "claims_officer": {"Members": "3 (2 to 4)", "Calendar": "office", "Cost per hour": "28 GBP/h"},
        "sap_system": {"Members": 1, "Calendar": "office", "Cost per hour": "5 GBP/h"},
        "senior_claims_officer": {"Members": 1, "Calendar": "office", "Cost per hour": "45 GBP/h"},
    },
    "Steps": {
        "task_0": {"Duration": "10 min (8 min to 15 min)"},
        "task_10": {"Duration": "5 min to 15 min"},
        "task_12": {"Duration": "gamma(mean=8 min, cv=0.5)"},
        "task_23": {"Duration": "5 min to 8 min"},
        "task_27": {"Duration": "gamma(mean=12 min (10 min to 16 min), cv=0.6)"},
    },
    "Branches": {
        "Flow_1vkbwev": {"Share": "80 % (70 % to 90 %)"},
        "Flow_0i38ixx": {"Share": "rest"},
        "Flow_1xi77if": {"Share": 0.6},
        "Flow_0ugacnx": {"Share": 0.4},
        "Flow_1cyfa1r": {"Share": "25 %"},
        "Flow_0jv5t46": {"Share": "rest"},
    },
    "General": {"currency": {"Value": "GBP"}},
}
OFFICE = ("office", *["09:00-17:00"] * 5)


def fill(path: Path) -> None:
    """Type what is known into the workbook, as a person would."""
    book = load_workbook(path)
    for name, rows in KNOWN.items():
        sheet = book[name]
        columns = {cell.value: cell.column for cell in sheet[1]}
        numbers = {sheet.cell(row, 1).value: row for row in range(2, sheet.max_row + 1)}
        for key, cells in rows.items():
            for title, value in cells.items():
                sheet.cell(numbers[key], columns[title], value)
    for column, value in enumerate(OFFICE, start=1):
        book["Calendars"].cell(2, column, value)
    book.save(path)


@pytest.fixture(scope="module")
def filled(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("new") / "claims"
    assert run(["init", str(shared / MAP), "-o", str(folder)]) == 0
    fill(folder / "annotations.xlsx")
    option = (
        'id: quicker\ntitle: Shorter checks\nchanges:\n  - change_duration: {step: "check completeness", factor: 0.7}\n'
    )
    (folder / "options" / "quicker.yaml").write_text(option, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def simulated(filled: Path) -> Path:
    assert run(["simulate", str(filled), "--length", "2 weeks", "--replications", "3"]) == 0
    return filled


def test_what_was_filled_in_is_no_longer_assumed(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(filled)]) == 0
    out = capsys.readouterr().out
    assert "the demand of 'case'" not in out
    assert "[RE336]" not in out
    assert "[RE331]" not in out
    assert "annotations.xlsx!Steps:F8: task_24" in out.replace("\\", "/")


def test_results_can_be_compared_and_reported(simulated: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["compare", str(simulated / "results")]) == 0
    assert "quicker" in capsys.readouterr().out
    assert run(["report", str(simulated / "results"), "-o", str(simulated / "report.html")]) == 0
    page = (simulated / "report.html").read_text(encoding="utf-8")
    assert "Shorter checks" in page
    assert "its duration is not known" in page


def test_a_mistake_in_a_cell_is_said_with_its_cell(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = filled / "annotations.xlsx"
    before = path.read_bytes()
    book = load_workbook(path)
    book["People"]["C2"] = "a few"
    book["Branches"]["F2"] = "80 % or so"
    book.save(path)
    code = run(["check", str(filled)])
    path.write_bytes(before)
    out = capsys.readouterr().out.replace("\\", "/")
    assert code == 3
    assert "annotations.xlsx!People:C2" in out
    assert "annotations.xlsx!Branches:F2" in out
