"""Names planted in answers, feedback, the event log and the notes stand in no report, picture or table."""

import csv
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from reengineer.annotations import annotate
from reengineer.bpmn import read_bpmn
from reengineer.feedback import People, scrub
from reengineer.review import load_review, people_of

Call = Callable[..., Any]
PEOPLE = ("Quintavia Blackthorn", "Rorik Summerfall", "Ysolde Fennimore")
WRITER = "Nathaniel Crowhurst"
PLANTED = {part for name in (*PEOPLE, WRITER) for part in name.split()}
FEEDBACK = [
    ("c1", "register", "Quintavia Blackthorn was slow to answer", "yes"),
    ("c2", "register", "I waited weeks for rorik  summerfall", "no"),
    ("c3", "ask_back", "I waited far too long and Ysolde never rang", "yes"),
    *((f"d{number}", "register", "The answer of Mr Summerfall took too long", "yes") for number in range(9)),
]


def names_in(folder: Path) -> dict[str, set[str]]:
    """Return the planted names in each file below a folder; a workbook is looked into."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            parts = [path.read_bytes()]
            if path.suffix == ".xlsx":
                with zipfile.ZipFile(path) as book:
                    parts = [book.read(name) for name in book.namelist()]
            there = {name for name in PLANTED for part in parts if name.encode() in part}
            if there:
                found[path.name] = there
    return found


def plant_in_notes(small: Path) -> None:
    path = small / "annotations.yaml"
    text = path.read_text(encoding="utf-8")
    clerks = f"members: [{{name: {PEOPLE[0]}}}, {{name: {PEOPLE[1]}, speed: 1.1 (0.9 to 1.3)}}]"
    text = text.replace("clerk: {members: 2", f"clerk: {{{clerks}")
    text = text.replace("lead: {members: 1", f"lead: {{members: [{{name: {PEOPLE[2]}}}]")
    evidence = f"evidence: {{method: estimated, by: {PEOPLE[2]}, on: 2026-05-01}}"
    path.write_text(text.replace("ask_back: {role: clerk,", f"ask_back: {{role: clerk, {evidence},"), encoding="utf-8")
    review = small / "review.yaml"
    busy = f"  - {{id: busy, measure: utilisation, statistic: mean, source: log, scope: member, scope_id: {PEOPLE[1]}"
    text = review.read_text(encoding="utf-8")
    review.write_text(
        text.replace("criteria:\n", f"criteria:\n{busy}, better: lower, minimum: 0.9}}\n"), encoding="utf-8"
    )


@pytest.fixture
def planted(small: Path) -> Path:
    plant_in_notes(small)
    with Path("said.csv").open("w", newline="", encoding="utf-8") as stream:
        rows = csv.writer(stream)
        rows.writerow(
            ("date", "channel", "source", "author", "case_id", "step", "score", "scale", "comment", "consent")
        )
        for case, step, comment, consent in FEEDBACK:
            rows.writerow(("2026-02-02", "survey", "customer", WRITER, case, step, "2", "csat5", comment, consent))
    return small


def test_reports_name_nobody(planted: Path, call: Call) -> None:
    assert call("simulate", "small", "--replications", "2", "--sensitivity", "-o", "results").code == 0
    Path("made").mkdir()
    for form in ("html", "xlsx"):
        assert call("report", "results", "--to", form, "-o", f"made/report.{form}").code == 0
    assert call("report", "results", "--to", "svg", "--png", "-o", "made/pictures").code == 0
    Path("made/report.json").write_text(call("report", "results", "--json").out, encoding="utf-8")
    assert call("sheets", "small", "-o", "made/sheets").code == 0
    assert call("brief", "small", "-o", "made/briefs").code == 0
    assert call("assess", "small", "-o", "made").code == 0
    kinds = {path.suffix for path in Path("made").rglob("*.*")}
    assert {".html", ".xlsx", ".json", ".svg", ".png", ".md", ".csv"} <= kinds
    assert names_in(Path("made")) == {}
    assert "utilisation of member 2 of Clerk" in Path("made/report.html").read_text(encoding="utf-8")
    assert "estimate by [name]" in "".join(path.read_text(encoding="utf-8") for path in Path("made").glob("*.html"))


def test_answers_and_feedback_are_kept_and_told_without_names(planted: Path, call: Call) -> None:
    Path("made").mkdir()
    call("sheets", "small", "-o", "sheets")
    for path in sorted(Path("sheets").glob("*.xlsx")):
        book = load_workbook(path)
        for column, text in ((5, "yes"), (6, f"Ask {PEOPLE[1]}, not {PEOPLE[0]}"), (7, "Ysolde knows"), (8, "yes")):
            book["Questions"].cell(2, column, text)
        book.save(path)
    assert call("answers", "small", *sorted(Path("sheets").glob("*.xlsx"))).code == 0
    assert "Ask [name], not [name]" in (planted / "evidence" / "answers.csv").read_text(encoding="utf-8")
    assert call("feedback", "said.csv", "--review", "small", "-o", "made").code == 0
    Path("made/feedback.json").write_text(
        call("feedback", "said.csv", "--review", "small", "--json").out, encoding="utf-8"
    )
    Path("made/answers.json").write_text(call("answers", "small", "--json").out, encoding="utf-8")
    assert "[name] was slow to answer" in Path("made/feedback.html").read_text(encoding="utf-8")
    assert names_in(Path("made")) == {}
    assert names_in(planted / "evidence") == {}


def write_log(path: Path) -> None:
    start = datetime.fromisoformat("2026-01-05T09:00:00")
    with path.open("w", newline="", encoding="utf-8") as stream:
        rows = csv.writer(stream)
        rows.writerow(("case", "activity", "start", "end", "resource"))
        for case in range(60):
            came = start + timedelta(days=case // 6 + 2 * (case // 30), minutes=70 * (case % 6))
            done, signed = came + timedelta(minutes=15 + case % 9), came + timedelta(minutes=40 + case % 7)
            rows.writerow((case, "Register the claim", came.isoformat(), done.isoformat(), PEOPLE[case % 2]))
            rows.writerow((case, "Decide", done.isoformat(), signed.isoformat(), PEOPLE[2]))


@pytest.mark.slow
def test_those_whom_the_log_names_stand_in_no_report(small: Path, call: Call) -> None:
    write_log(Path("log.csv"))
    assert call("fit", "log.csv", small / "as-is.bpmn", "-o", "fitted").code == 0
    assert people_of(load_review("fitted").as_is).hidden(" ".join(PEOPLE)) == ("[name] [name] [name]", 3)
    run = call("simulate", "fitted", "--replications", "2", "--length", "2 weeks", "--no-ranges", "-o", "results")
    assert run.code == 0, run.err
    Path("made").mkdir()
    for form in ("html", "xlsx"):
        assert call("report", "results", "--to", form, "-o", f"made/report.{form}").code == 0
    assert call("report", "results", "--to", "svg", "-o", "made/pictures").code == 0
    Path("made/report.json").write_text(call("report", "results", "--json").out, encoding="utf-8")
    watched = ("--option", "quick", "--go-live", "2026-01-19", "--log", "log.csv")
    assert call("monitor", "small", *watched, "-o", "made/monitoring").code in (0, 1)
    assert list(Path("made/monitoring").iterdir())
    assert call("sheets", "fitted", "-o", "made/sheets").code == 0
    assert names_in(Path("made")) == {}


def test_words_of_roles_and_numbered_members_are_no_names(small: Path) -> None:
    path = small / "annotations.yaml"
    named = "members: [{name: Clerk}, {name: Clerk 2}, {name: Ada Lead}]"
    path.write_text(
        path.read_text(encoding="utf-8").replace("clerk: {members: 2", f"clerk: {{{named}"), encoding="utf-8"
    )
    people = people_of(annotate(read_bpmn(small / "as-is.bpmn"), path))
    assert people.hidden("Clerk and Clerk 2 asked Ada Lead")[0] == "Clerk and Clerk 2 asked [name]"


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("I asked ADA  QUILL twice", ("I asked [name] twice", 1)),
        ("Quill's desk; quill pens", ("[name]'s desk; quill pens", 1)),
        ("Ada rang jo@example.org", ("Ada rang [e-mail]", 1)),
        ("Tranquillity", ("Tranquillity", 0)),
    ],
)
def test_a_name_is_taken_out_whole_and_a_long_part_of_it_alone(text: str, hidden: tuple[str, int]) -> None:
    assert scrub(text, People.named(["Ada Quill"])) == hidden
