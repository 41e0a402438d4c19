"""A criterion is met, not met, or cannot be told; a conclusion rests on evidence that is there, or is refused."""

from pathlib import Path

import pytest
from lxml import html

from reengineer.comparison import standing
from reengineer.errors import ReviewError
from reengineer.review import Plan, conclude, load_review, run_review, write_review_report
from reengineer.statistics import Interval

SCORES = "date,channel,score,scale\n" + "".join(f"2026-05-0{n % 9 + 1},survey,{score},csat5\n"
                                                for n, score in enumerate([4, 5, 4, 3] * 25))  # fmt: skip


def add(folder: Path, text: str, name: str = "review.yaml") -> None:
    path = folder / name
    path.write_text((path.read_text() if path.exists() else "") + text)


@pytest.fixture
def scored(small: Path) -> Path:
    (small / "said.csv").write_text(SCORES)
    text = (small / "review.yaml").read_text()
    for name, minimum, target in (("met", 60, 70), ("between", 75, 85), ("straddles", 70, 76)):
        criterion = f"{{id: {name}, measure: csat, better: higher, minimum: {minimum}, target: {target}}}"
        text = text.replace("criteria:\n", f"criteria:\n  - {criterion}\n")
    (small / "review.yaml").write_text(text + "feedback: [said.csv]\n")
    return small


def test_the_whole_interval_decides(scored: Path) -> None:
    rows = {row.criterion.id: row for row in conclude(load_review(scored)).rows}
    # 4, 5, 4, 3 in turn: a mean of 75 points, and about 3.5 on either side of it.
    assert rows["met"].value == pytest.approx(75)
    assert rows["met"].low == pytest.approx(71.5, abs=0.2)
    assert (rows["met"].basis, rows["met"].n) == ("observed", 100)
    assert (rows["met"].minimum, rows["met"].target) == ("met", "met")
    assert (rows["between"].minimum, rows["between"].target) == ("cannot_tell", "not_met")
    assert (rows["straddles"].minimum, rows["straddles"].target) == ("met", "cannot_tell")


@pytest.mark.parametrize(
    ("ends", "better", "told"),
    [((1, 2), "higher", "not_met"), ((2, 4), "higher", "cannot_tell"), ((3, 4), "higher", "met"),
     ((4, 5), "lower", "not_met"), ((2, 4), "lower", "cannot_tell"), ((None, None), "lower", "cannot_tell")],
)  # fmt: skip
def test_an_interval_across_the_mark_cannot_tell(ends: tuple[float, float], better: str, told: str) -> None:
    assert standing(Interval(low=ends[0], high=ends[1], level=0.95), 3, better) == told


def test_what_was_simulated_is_told_as_such_and_what_is_stale_is_left_out(small: Path) -> None:
    assert {row.basis for row in conclude(load_review(small)).rows} == {"not known"}
    run_review(small, Plan(folder=small / "results", sampled=False))
    found = conclude(load_review(small))
    by_id = {row.criterion.id: row for row in found.rows}
    assert by_id["cycle"].basis == "simulated"
    assert by_id["lead"].minimum == "not_met"
    assert "difference:quick/cycle" in found.evidence
    (small / "annotations.yaml").write_text((small / "annotations.yaml").read_text() + "# changed\n")
    assert "changed since" in conclude(load_review(small)).note


def write(folder: Path, evidence: str, more: str = "") -> None:
    add(folder, f"conclusions:\n  - {{id: slow, text: It is slow, evidence: {evidence}{more}}}\n", "conclusions.yaml")


def test_a_conclusion_cites_evidence_of_the_review(scored: Path) -> None:
    write(scored, "[control:C-TWO, file:said.csv]", ", criterion: cycle")
    found = conclude(load_review(scored))
    assert [each.id for each in found.conclusions] == ["slow"]
    assert set(found.conclusions[0].evidence) <= set(found.evidence)


@pytest.mark.parametrize(
    ("evidence", "more", "code"),
    [("[]", "", "RE960"), ("[theme:wiat]", "", "RE961"), ("[file:said.csv]", ", criterion: cicle", "RE962")],
)
def test_a_conclusion_without_evidence_is_refused(scored: Path, evidence: str, more: str, code: str) -> None:
    write(scored, evidence, more)
    with pytest.raises(ReviewError) as raised:
        conclude(load_review(scored))
    [problem] = raised.value.problems
    assert problem.code == code
    assert problem.source.line == 2


def test_two_conclusions_have_two_ids(scored: Path) -> None:
    line = "  - {id: slow, text: It is slow, evidence: [file:said.csv]}\n"
    add(scored, f"conclusions:\n{line}{line}", "conclusions.yaml")
    with pytest.raises(ReviewError) as raised:
        conclude(load_review(scored))
    assert [problem.code for problem in raised.value.problems] == ["RE963"]


def test_evidence_names_are_those_that_the_commands_print(scored: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from reengineer.cli import run

    write(scored, "[file:said.csv]")
    assert run(["conclude", str(scored)]) == 0
    out = capsys.readouterr().out
    assert "cannot tell" in out
    assert "slow: It is slow" in out
    assert "file:said.csv" in out


def test_samples_of_controls_answer_a_criterion(small: Path) -> None:
    (small / "evidence").mkdir()
    (small / "evidence" / "compliance.csv").write_text("control,step,sampled,met,by,on\nC-TWO,decide,100,97,x,y\n")
    criterion = "{id: kept, measure: compliance_rate, better: higher, unit: '%', minimum: 90, target: 99.9}"
    path = small / "review.yaml"
    path.write_text(path.read_text().replace("criteria:\n", f"criteria:\n  - {criterion}\n"))
    [row] = [each for each in conclude(load_review(small)).rows if each.criterion.id == "kept"]
    assert (row.value, row.n, row.basis) == (97, 100, "observed")
    assert (row.minimum, row.target) == ("met", "not_met")


def test_the_report_sets_criteria_conclusions_and_their_evidence_side_by_side(small: Path, tmp_path: Path) -> None:
    add(small, "version: 1\nconclusions:\n"
               "  - {id: slow, text: Cases wait, criterion: cycle, evidence: ['criterion:cycle'], by: analyst}\n"
               "  - {id: all, text: All is known, evidence: ['criterion:lead']}\n", "conclusions.yaml")  # fmt: skip
    outcome = run_review(small, Plan(sampled=False))
    page = html.fromstring(write_review_report(outcome, tmp_path / "report.html").read_text(encoding="utf-8"))
    rows = page.xpath("//section[@id='conclusions']//tbody/tr")
    assert len(rows) == len(outcome.comparison.criteria)
    told = " ".join(next(row for row in rows if "Cases wait" in row.text_content()).text_content().split())
    assert "Mean cycle time" in told
    assert "simulated" in told
    assert "analyst Rests on: criterion:cycle (" in told
    others = " ".join(page.xpath("string(//section[@id='conclusions']/ul)").split())
    assert "All is known. Rests on: criterion:lead (" in others


def test_a_report_without_conclusions_has_no_place_for_them(small: Path, tmp_path: Path) -> None:
    outcome = run_review(small, Plan(sampled=False))
    assert 'id="conclusions"' not in write_review_report(outcome, tmp_path / "report.html").read_text(encoding="utf-8")


def test_a_report_with_a_conclusion_that_rests_on_nothing_is_refused(small: Path, tmp_path: Path) -> None:
    add(small, "version: 1\nconclusions: [{id: slow, text: It is slow, evidence: ['criterion:nobody']}]\n",
        "conclusions.yaml")  # fmt: skip
    outcome = run_review(small, Plan(sampled=False))
    with pytest.raises(ReviewError, match="RE961"):
        write_review_report(outcome, tmp_path / "report.html")
