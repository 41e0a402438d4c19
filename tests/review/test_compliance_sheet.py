"""The register says who verified what and when; personal data past their date are named, hidden or deleted."""

import json
from datetime import date
from pathlib import Path

import pytest

from reengineer.cli import run
from reengineer.errors import ReviewError
from reengineer.review import check_path, compliance_sheet, held_data, load_review, pseudonymise, purge, read_log

DATA = """
personal_data:
  - {file: evidence/said.csv, holds: what customers said, basis: public task, owner: data officer,
     keep_until: 2026-05-31, columns: [case_id]}
  - {file: evidence/more.csv, holds: case numbers, basis: public task, owner: data officer,
     keep_until: 2026-12-31, columns: [case_id]}
"""
ROWS = "case_id,comment\nC-1,slow\nC-2,fine\nC-1,again\n"


@pytest.fixture
def holding(small: Path) -> Path:
    path = small / "review.yaml"
    path.write_text(path.read_text() + DATA)
    (small / "evidence").mkdir()
    for name in ("said.csv", "more.csv"):
        (small / "evidence" / name).write_text(ROWS)
    return small


def test_the_register_names_clause_verifier_and_date_and_what_breaks_it(small: Path) -> None:
    (small / "evidence").mkdir()
    (small / "evidence" / "compliance.csv").write_text(
        "control,step,sampled,met,by,on\nC-TWO,decide,40,40,x,2026-05-01\n"
    )
    sheet = compliance_sheet(load_review(small))
    [entry] = [each for each in sheet.controls if each.proof.rule == "C-TWO"]
    assert (entry.proof.verified_by, entry.proof.verified_on) == ("B. Lang", date(2026, 2, 1))
    assert not entry.is_old
    assert entry.broken_by == ("alone",)
    assert [(each.met, each.sampled) for each in entry.samples] == [(40, 40)]
    path = small / "boundary.yaml"
    path.write_text(path.read_text().replace("verified_on: 2026-02-01", "verified_on: 2025-02-01"))
    assert [each.is_old for each in compliance_sheet(load_review(small)).controls if each.proof.rule == "C-TWO"] == [
        True
    ]


def test_operations_raise_the_prompts_that_they_call_for(small: Path) -> None:
    (small / "options" / "auto.yaml").write_text(
        "id: auto\ntitle: x\ncosts: {tasks: [dpia]}\nchanges:\n"
        "  - automate_step: {step: register, share: 0.5, service_time: 1 min, unit_cost: 0.1 EUR, fallout: 0.1}\n"
        "  - change_headcount: {role: clerk, by: -1}\n"
    )
    prompts = {(each.option, each.about): each.stated for each in compliance_sheet(load_review(small)).prompts}
    about = {name for option, name in prompts if option == "auto"}
    assert about == {"data protection", "decisions about people", "consultation", "accessibility"}
    assert prompts["auto", "data protection"] == "a DPIA is among its tasks"
    assert not any(option == "quick" for option, _ in prompts)


def test_what_is_past_its_date_is_named(holding: Path) -> None:
    found = {problem.code: problem for problem in check_path(holding).problems if problem.code.startswith("RE98")}
    assert set(found) == {"RE983", "RE984"}
    assert "evidence/said.csv holds what customers said, to be kept until 2026-05-31" in found["RE983"].message
    assert found["RE983"].severity == "warning"
    assert "more.csv tells people apart by case_id" in found["RE984"].message
    day = date(2026, 5, 31)
    assert [each.is_past for each in held_data(load_review(holding), day)] == [False, False]


def test_nothing_is_deleted_until_somebody_says_so(holding: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said, more = holding / "evidence" / "said.csv", holding / "evidence" / "more.csv"
    assert run(["purge", str(holding)]) == 0
    assert "said.csv: what customers said, kept until 2026-05-31: past its date" in capsys.readouterr().out
    assert said.exists()
    assert run(["purge", str(holding), "--delete", "--by", "data officer", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["deleted"] == ["evidence/said.csv"]
    assert (said.exists(), more.exists()) == (False, True)
    entry = read_log(holding).entries[-1]
    assert (entry.by, entry.kind) == ("data officer", "purged")
    assert purge(load_review(holding)) == ()


def test_pseudonyms_join_the_files_of_one_call_and_nothing_else(holding: Path) -> None:
    review = load_review(holding)
    assert pseudonymise(review) == (("evidence/said.csv", 3), ("evidence/more.csv", 3))
    first, second = ((holding / "evidence" / name).read_text() for name in ("said.csv", "more.csv"))
    assert first == second
    assert "C-1" not in first
    lines = first.splitlines()
    assert lines[1].split(",")[0] == lines[3].split(",")[0] != lines[2].split(",")[0]
    assert lines[1].endswith(",slow")
    assert pseudonymise(load_review(holding)) == ()
    assert [each.open_columns for each in held_data(load_review(holding))] == [(), ()]


@pytest.mark.parametrize(
    "name", ["../outside.csv", "as-is.bpmn", "log.jsonl", "/etc/hostname", "options/../review.yaml"]
)
def test_only_evidence_within_the_folder_can_be_purged(holding: Path, name: str) -> None:
    (holding.parent / "outside.csv").write_text(ROWS)
    path = holding / "review.yaml"
    path.write_text(path.read_text().replace("evidence/said.csv", name))
    with pytest.raises(ReviewError) as raised:
        purge(load_review(holding))
    assert [problem.code for problem in raised.value.problems] == ["RE985"]
    assert (holding.parent / "outside.csv").exists()
    assert (holding / "as-is.bpmn").exists()


def test_a_link_that_leads_out_is_not_followed(holding: Path) -> None:
    (holding.parent / "outside.csv").write_text(ROWS)
    said = holding / "evidence" / "said.csv"
    said.unlink()
    said.symlink_to(holding.parent / "outside.csv")
    with pytest.raises(ReviewError):
        purge(load_review(holding))
    assert (holding.parent / "outside.csv").read_text() == ROWS


def test_the_sheet_is_printed_and_written(holding: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = holding / "compliance.html"
    assert run(["compliance", str(holding), "-o", str(page)]) == 0
    out = capsys.readouterr().out
    assert "B. Lang, 2026-02-01" in out
    assert "not legal advice" in out
    assert "PAST" in out
    assert "Verified by" in page.read_text()
