"""The report as a workbook, as pictures and as data: all say the same as the page."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reengineer.files import read_workbook
from reengineer.review import (
    Outcome,
    Plan,
    load_review,
    review_report_dict,
    run_review,
    sample,
    studies_of,
    write_review_pictures,
    write_review_workbook,
)
from reengineer.review._closeups import closeups_of

WEEK = 604_800.0
SHEETS = [
    "README", "Options", "Criteria", "Measures", "Differences", "Wait by cause",
    "Replications", "Parts of the cycle time", "Hours of the week", "Load", "Business case", "Cash flow",
    "Present value", "Tornado", "Questions", "Actions",
]  # fmt: skip
SUM = re.compile(r"SUMIFS\('Business case'!\$D:\$D,'Business case'!\$A:\$A,\$A\d+,'Business case'!\$C:\$C,\"(\w+)\"\)")


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    review = load_review(sample("scenarios/complaints"))
    run = review.run.model_copy(update={"length": 2 * WEEK, "replications": 2, "warm_up": "none"})
    made = run_review(review.with_run(run), Plan(options=("C",), sampled=False))
    return replace(made, closeups=closeups_of(made))


@pytest.fixture(scope="module")
def sheets(outcome: Outcome, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return read_workbook(write_review_workbook(outcome, tmp_path_factory.mktemp("book") / "report.xlsx"))


def table(sheets: Any, name: str) -> list[list[Any]]:
    sheet = sheets[name]
    width = max(column for _, column in sheet.cells)
    return [
        [sheet.cells[row, column].value if (row, column) in sheet.cells else None for column in range(1, width + 1)]
        for row in sheet.rows
    ]


def test_every_table_has_its_sheet(sheets: Any) -> None:
    assert list(sheets) == SHEETS


def test_numbers_are_numbers_and_heads_name_units(sheets: Any, outcome: Outcome) -> None:
    head, *rows = table(sheets, "Differences")
    unit, difference = head.index("Unit"), head.index("Difference")
    assert {row[unit] for row in rows} >= {"working days", "GBP", "points"}
    assert len(rows) == len(outcome.comparison.differences)
    first = outcome.comparison.differences[0]
    assert rows[0][difference] == pytest.approx(first.difference)
    assert all(isinstance(row[difference], int | float) for row in rows)


def test_pictures_of_one_option_have_their_numbers(sheets: Any, outcome: Outcome) -> None:
    _, *parts = table(sheets, "Parts of the cycle time")
    means = [outcome.results[name].cycle_parts()[:, 0].mean() for name in ("as-is", "C")]
    assert 3600 * sum(row[2] for row in parts) == pytest.approx(means[1] - means[0])
    _, *hours = table(sheets, "Hours of the week")
    groups = {(row[0], row[1]) for row in hours}
    assert len(hours) == 168 * len(groups)
    _, *single = table(sheets, "Replications")
    assert {row[3] for row in single} == {1, 2}


def test_sheets_with_rows_are_tables_that_filter(outcome: Outcome, tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.load_workbook(write_review_workbook(outcome, tmp_path / "book.xlsx"))
    found = {sheet.title: [each.ref for each in sheet.tables.values()] for sheet in book}
    filled = [sheet.title for sheet in book if sheet.max_row > 1]
    assert all(len(found[name]) == 1 for name in filled)
    assert found["Actions"] == []
    for sheet in book:
        heads = [cell.value for cell in sheet[1]]
        assert len(heads) == len(set(heads))


def test_the_cash_flow_recalculates_the_present_value(sheets: Any) -> None:
    _, *inputs = table(sheets, "Business case")
    _, *cash = table(sheets, "Cash flow")
    _, *values = table(sheets, "Present value")
    stated = {row[0]: row[2] for row in values}
    for option, value in stated.items():
        sums: dict[str, float] = {}
        for row in inputs:
            if row[0] == option:
                sums[row[2]] = sums.get(row[2], 0.0) + row[3]
        total = 0.0
        for month, net, present in ((row[1], row[2], row[3]) for row in cash if row[0] == option):
            net_value = evaluated(net, sums, month)
            total += evaluated(re.sub(r"C\d+", f"({net_value!r})", present), sums, month)
        assert total == pytest.approx(value)


def evaluated(formula: str, sums: dict[str, float], month: int) -> float:
    """Return what a formula of the cash flow gives, from the sums by role."""
    text = SUM.sub(lambda found: repr(sums.get(found[1], 0.0)), formula.removeprefix("="))
    text = re.sub(r"\$?B\d+", repr(month), text).replace("^", "**").replace("MAX", "max").replace("MIN", "min")
    return float(eval(text, {"__builtins__": {}, "max": max, "min": min}))  # noqa: S307 - our own formulas


def test_names_from_files_never_become_formulas(outcome: Outcome, tmp_path: Path) -> None:
    first, *rest = outcome.comparison.outcomes
    hostile = replace(outcome.comparison, outcomes=(replace(first, title="=1+1"), *rest))
    book = read_workbook(write_review_workbook(replace(outcome, comparison=hostile), tmp_path / "book.xlsx"))
    assert table(book, "Options")[1][1] == "=1+1"


def test_the_same_outcome_gives_the_same_workbook(outcome: Outcome, tmp_path: Path) -> None:
    one, two = (write_review_workbook(outcome, tmp_path / name).read_bytes() for name in ("a.xlsx", "b.xlsx"))
    assert one == two


def test_pictures_are_files_of_their_own_with_words(
    outcome: Outcome, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Small images are as good for a test and drawn in a fraction of the time.
    monkeypatch.setattr("reengineer.report._raster.SCALE", 0.25)
    written = write_review_pictures(outcome, tmp_path, png=True)
    vectors = [path for path in written if path.suffix == ".svg"]
    assert [path.name[:2] for path in vectors] == [f"{number:02d}" for number in range(1, len(vectors) + 1)]
    assert any("map-" in path.name for path in vectors)
    for path in vectors:
        text = path.read_text(encoding="utf-8")
        assert text.startswith("<svg")
        assert "<title" in text
        assert "<script" not in text
    images = [path.read_bytes() for path in written if path.suffix == ".png"]
    assert len(images) == len(vectors)
    assert all(image.startswith(b"\x89PNG") and b"Description" in image for image in images)


def test_data_of_the_report_trace_every_number_to_a_result(outcome: Outcome) -> None:
    found: Any = review_report_dict(outcome)
    parts = [part for section in found["sections"] for text in section["text"] for part in text]
    traced = [part for part in parts if isinstance(part, dict)]
    assert traced
    assert all(part["result"] in found["results"] for part in traced)
    assert found["recommendation"]["option"] == "C"
    assert {chart["id"] for chart in found["charts"]} >= {"difference-cycle", "weightings", "served"}
    assert studies_of(outcome).decision is not None


def test_data_of_charts_hold_the_table_under_each(outcome: Outcome) -> None:
    found: Any = review_report_dict(outcome)
    charts = {chart["kind"]: chart for chart in found["charts"]}
    assert {"difference", "trade-off", "slopes", "waterfall", "hours", "gains"} <= set(charts)
    assert all("replication" in chart["footer"] and chart["alt"] for chart in found["charts"])
    heads, rows = (charts["waterfall"]["data"][key] for key in ("heads", "rows"))
    assert heads[0] == "Part"
    assert [row[0] for row in rows][0 :: len(rows) - 1] == ["As it is today", "Fast track for simple complaints"]
    assert all(len(row) == len(heads) for row in rows)
    assert "elapsed time" in charts["waterfall"]["footer"]
