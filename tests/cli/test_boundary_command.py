"""The boundary is told everywhere: its status, its register with proofs, its waivers, and a watermark on a draft."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

Call = Callable[..., Any]
WAIVERS = """exceptions:
  - {rule: C-TWO, option: alone, granted_by: A. Owner, until: 2026-12-31, reason: two weeks of trial}
"""


def alter(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def waived(small: Path) -> Path:
    path = small / "boundary.yaml"
    path.write_text(path.read_text(encoding="utf-8") + WAIVERS, encoding="utf-8")
    return small


def test_the_register_is_printed_with_proofs(small: Path, call: Call) -> None:
    called = call("boundary", "small")
    assert called.code == 0
    assert "HOLDS" in called.out
    assert "alone" in called.out
    assert ": FORBIDDEN" in called.out
    assert "BROKEN     C-TWO" in called.out
    assert "(probability" in called.out


def test_the_register_as_data(small: Path, call: Call) -> None:
    printed = call("boundary", "small", "--json").json
    assert (printed["schema"], printed["review"]) == ("reengineer/boundary/1", "Refunds")
    assert {"status", "holds", "review_by", "agreed_by", "findings", "waivers"} <= set(printed["boundary"])
    maps = {each["id"]: each for each in printed["maps"]}
    assert list(maps) == ["as-is", "alone", "quick", "same"]
    assert not maps["as-is"]["forbidden"]
    broken = [entry for entry in maps["alone"]["register"] if entry["verdict"] == "broken"]
    assert [entry["rule"] for entry in broken] == ["C-TWO"]
    assert broken[0]["path"]
    assert broken[0]["probability"] is not None
    assert maps["same"]["register"] == maps["as-is"]["register"]


def test_an_option_named_and_forbidden_is_an_error(small: Path, call: Call) -> None:
    called = call("boundary", "small", "--option", "alone")
    assert called.code == 4
    assert "[B201]" in called.err
    assert call("boundary", "small", "--option", "quick").code == 0


def test_without_a_boundary_there_is_no_register(small: Path, call: Call) -> None:
    alter(small / "review.yaml", "boundary: boundary.yaml\n", "")
    called = call("boundary", "small")
    assert (called.code, "[RE642]" in called.err) == (2, True)


SENTENCE = "Waiver: C-TWO for option alone, granted by A. Owner until 2026-12-31: two weeks of trial."


def test_a_waiver_is_printed_by_every_command(waived: Path, call: Call) -> None:
    assert SENTENCE in call("boundary", "small").out
    run = call("simulate", "small", "--replications", "2", "--no-ranges", "-o", "results")
    assert SENTENCE in run.err
    assert "under a waiver of C-TWO granted by A. Owner until 2026-12-31: two weeks of trial" in run.out
    printed = call("compare", "results", "--json")
    assert SENTENCE in printed.err
    assert printed.json["boundary"]["waivers"][0]["rule"] == "C-TWO"
    alone = next(option for option in printed.json["options"] if option["id"] == "alone")
    assert any("under a waiver of C-TWO" in finding["message"] for finding in alone["findings"])
    assert call("report", "results", "-o", "report.html").code == 0
    page = Path("report.html").read_text(encoding="utf-8")
    assert SENTENCE in page
    assert '<b class="verdict">waived</b> for' in page


@pytest.mark.slow
def test_a_draft_lets_explore_and_marks_the_report(small: Path, call: Call) -> None:
    alter(small / "boundary.yaml", "status: agreed", "status: draft")
    run = call("simulate", "small", "--replications", "2", "--no-ranges", "-o", "results")
    assert run.code == 0
    assert "the boundary is draft, not agreed" in run.err
    assert "EXPLORE ONLY: the boundary is draft, not agreed" in call("boundary", "small").out
    assert call("compare", "results", "--json").json["boundary"]["holds"] is False
    call("report", "results", "-o", "report.html")
    page = Path("report.html").read_text(encoding="utf-8")
    assert '<body class="explore">' in page
    assert "Nothing may be decided on this page: the boundary is draft, not agreed." in page


@pytest.mark.slow
def test_an_agreed_and_sealed_boundary_leaves_no_mark(small: Path, call: Call) -> None:
    assert call("check", "small", "--seal").code == 0
    call("simulate", "small", "--replications", "2", "--no-ranges", "-o", "results")
    call("report", "results", "-o", "report.html")
    page = Path("report.html").read_text(encoding="utf-8")
    assert '<body class="explore">' not in page
    assert "The register of controls and rules" in page
    assert str(Path.cwd()) not in page


MARK = "the boundary was changed after it was agreed"


@pytest.mark.slow
def test_one_byte_changed_after_the_agreement_marks_every_page(small: Path, call: Call) -> None:
    call("check", "small", "--seal")
    call("simulate", "small", "--replications", "2", "--no-ranges", "-o", "results")
    sealed = (small / "boundary.yaml").read_text(encoding="utf-8")
    (small / "boundary.yaml").write_text(sealed.replace("approve_full", "approve_fulI", 1), encoding="utf-8")
    assert (small / "boundary.yaml").read_text(encoding="utf-8") != sealed
    assert call("simulate", "small", "--replications", "2").code == 3
    decided = ("--option", "alone", "--decision", "approve_full", "--by", "A. Owner", "--on", "2026-07-01")
    assert call("decide", "small", *decided, "--results", "results").code == 3

    called = call("report", "results", "-o", "report.html")
    assert (called.code, "warning: small/boundary.yaml" in called.err) == (0, True)
    assert "the boundary changed after agreement" in called.err
    page = Path("report.html").read_text(encoding="utf-8")
    assert '<body class="explore">' in page
    assert f'<p class="each-page" aria-hidden="true">Explore only: {MARK}</p>' in page
    assert f"Nothing may be decided on this page: {MARK}." in page

    assert call("report", "results", "--to", "xlsx", "-o", "report.xlsx").code == 0
    for sheet in load_workbook("report.xlsx").worksheets:
        assert f"EXPLORE ONLY: {MARK}" in {cell.value for row in sheet.iter_rows() for cell in row}
        assert sheet.oddHeader.center.text == f"EXPLORE ONLY: {MARK}"

    assert call("report", "results", "--to", "svg", "--png", "-o", "pictures").code == 0
    pictures = sorted(Path("pictures").glob("*.svg"))
    assert pictures
    assert [each.name for each in pictures if f">EXPLORE ONLY: {MARK}</text>" not in each.read_text("utf-8")] == []
    assert len(list(Path("pictures").glob("*.png"))) == len(pictures)

    assert call("report", "results", "--json").json["watermark"] == MARK
    compared = call("compare", "results", "--json")
    assert (compared.code, compared.json["boundary"]["holds"]) == (0, False)


def test_an_altered_map_names_the_step(small: Path, call: Call) -> None:
    call("check", "small", "--seal")
    alter(small / "as-is.bpmn", "Decide", "Decide it")
    called = call("simulate", "small")
    assert called.code == 3
    assert "(1 element differs: decide)" in called.err


def test_a_waiver_for_no_option_is_told(waived: Path, call: Call) -> None:
    alter(waived / "boundary.yaml", "option: alone", "option: alne")
    assert 'a waiver is for option "alne", which the review does not have (' in call("check", "small").out


def test_a_map_that_breaks_the_boundary_is_told(small: Path, call: Call) -> None:
    alter(small / "boundary.yaml", "controls:", "rules: {precedence: [{before: decide, after: register}]}\ncontrols:")
    assert "the map as it is breaks the boundary" in call("check", "small").out
