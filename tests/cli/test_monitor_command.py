"""The command that watches a change tells a verdict, what it rests on, and what is to be done."""

import contextlib
import io
import json
import re
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from reengineer.cli import run

SMALL = Path(__file__).resolve().parents[1] / "review" / "small"
Call = Callable[..., Any]
START = date(2026, 3, 2)
LIVE = START + timedelta(weeks=12)


@pytest.fixture(scope="module")
def gone_live(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a review whose option went live after twelve weeks, with a trial and measures of 24 weeks."""
    small = shutil.copytree(SMALL, tmp_path_factory.mktemp("gone_live") / "small")
    run(["simulate", str(small), "--option", "quick", "-o", str(small / "results"), "--replications", "4"])
    run(["trial", str(small), "--option", "quick", "-o", str(small / "trial.yaml"), "--start", str(LIVE)])
    with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO(), encoding="utf-8")) as out:
        run(["monitor", str(small), "--observed", str(measures(small, 1, 0.5)), "--json"])
    out.seek(0)
    predicted = json.load(out)["criteria"][0]["predicted"]
    measures(small, predicted["as_is"], predicted["value"])
    return small


@pytest.fixture
def live(gone_live: Path, small: Path) -> Path:
    """Return a copy of it for one test."""
    shutil.rmtree(small)
    return shutil.copytree(gone_live, small)


def measures(folder: Path, before: float, after: float, *, extra: str = "") -> Path:
    path = folder / "evidence" / "observed.csv"
    path.parent.mkdir(exist_ok=True)
    rows = ["date,measure,value,n"]
    for week in range(24):
        level = before if week < 12 else after
        wave = abs(before - after) * 0.05 * (1, -1, 0.5, -0.5)[week % 4]
        rows.append(f"{START + timedelta(weeks=week)},cycle,{level + wave:.6f},80")
    path.write_text("\n".join(rows) + "\n" + extra)
    return path


def test_what_was_predicted_and_came_is_as_predicted(live: Path, call: Call) -> None:
    called = call("monitor", "small")
    assert called.code == 0
    assert "as predicted" in called.out
    assert "What we tried" in called.out
    assert "lead: nothing was observed" in called.out
    printed = call("monitor", "small", "--json").json
    assert printed["schema"] == "reengineer/monitor/1"
    [cycle] = printed["criteria"]
    assert cycle["verdict"] == "as_predicted"
    assert cycle["realised_share"]["value"] == pytest.approx(1, abs=0.03)
    assert cycle["chart"]["baseline"] == 12
    assert printed["status"] == "go on"
    assert printed["unobserved"] == ["lead"]
    assert call("monitor", "small", "--json").out == call("monitor", "small", "--json").out


def test_the_predicted_interval_is_that_of_the_stored_runs(live: Path, call: Call) -> None:
    stored = call("compare", "small/results", "--json").json
    [quick] = [each for each in stored["options"] if each["id"] == "quick"]
    [cycle] = call("monitor", "small", "--json").json["criteria"]
    assert cycle["predicted"]["value"] == pytest.approx(quick["measures"][0]["value"])


def test_a_guardrail_breach_sets_stop_within_its_period(live: Path, call: Call) -> None:
    path = live / "evidence" / "observed.csv"
    path.write_text(path.read_text() + f"{LIVE},control_failures,0,\n{LIVE + timedelta(weeks=1)},control_failures,1,\n")
    printed = call("monitor", "small", "--json").json
    assert printed["status"] == "stop"
    [stop] = [each for each in printed["triggers"] if each["action"] == "stop"]
    assert stop["on"] == str(LIVE + timedelta(weeks=1))
    assert "STOP" in call("monitor", "small").out


def test_the_gap_is_split_by_running_again_with_what_was_observed(live: Path, call: Call) -> None:
    arrivals = "".join(f"{START + timedelta(weeks=week)},arrivals,{80 if week < 12 else 88},\n" for week in range(24))
    path = live / "evidence" / "observed.csv"
    path.write_text(path.read_text() + arrivals)
    [cycle] = call("monitor", "small", "--json").json["criteria"]
    gap = cycle["gap"]
    assert gap["world"] > 0  # more cases wait longer
    assert gap["world"] + gap["model"] == pytest.approx(gap["whole"])
    told = call("monitor", "small", "--world", "change_duration decide factor=1.2", "--json").json
    assert told["world"] == ["change_duration decide factor=1.2", "change_arrivals factor=1.1"]
    assert told["criteria"][0]["gap"]["world"] > gap["world"]


def test_demand_that_cannot_be_served_is_told_and_not_split(live: Path, call: Call) -> None:
    printed = call("monitor", "small", "--world", "change_arrivals factor=20", "--json").json
    assert [each["code"] for each in printed["problems"]] == ["RE987"]
    assert printed["criteria"][0]["gap"]["world"] is None


def test_an_adjustment_is_a_patch_of_the_option_and_a_new_part(live: Path, call: Call) -> None:
    path = live / "trial.yaml"
    text = path.read_text().replace("adjustments: []\n", "")
    day = LIVE + timedelta(weeks=4)
    entry = "what: quicker still, why: queue, by: owner, changes: [{change_duration: {step: register, factor: 0.9}}]"
    path.write_text(f"{text}adjustments:\n  - {{on: {day}, {entry}}}\n")
    before = call("monitor", "small", "--json").json["criteria"][0]
    assert [each["label"] for each in before["segments"]] == ["before", "after", "after: quicker still"]
    path.write_text(text)
    assert before["predicted"]["value"] < call("monitor", "small", "--json").json["criteria"][0]["predicted"]["value"]


def test_rows_left_out_are_named_and_set_the_exit_code(live: Path, call: Call) -> None:
    path = live / "evidence" / "observed.csv"
    path.write_text(path.read_text() + "03/04/2026,cycle,4,\n")
    called = call("monitor", "small")
    assert called.code == 1
    assert "observed.csv:26: '03/04/2026' may be 3 April or 4 March" in called.out


@pytest.mark.parametrize(
    ("before", "after", "gaps"),
    [
        ("customer colleague", "customer colleague", []),
        ("customer", "customer", ["colleagues were not heard before the change",
                                  "colleagues were not heard after the change"]),
        ("customer colleague", "colleague", ["customers were not heard after the change"]),
        ("colleague", "customer colleague", ["customers were not heard before the change"]),
    ],
)  # fmt: skip
def test_a_gap_is_told_for_each_group_and_each_side(
    live: Path, call: Call, before: str, after: str, gaps: list[str]
) -> None:
    rows = ["date,channel,source,score,scale,comment,about,segment"]
    for week in range(24):
        day = START + timedelta(weeks=week)
        heard = (before if week < 12 else after).split()
        rows += [f"{day},pulse,{who},4,csat5,fine,{'' if week < 12 else 'quick'}," for who in heard]
    Path("pulse.csv").write_text("\n".join(rows) + "\n")
    printed = call("monitor", "small", "--feedback", "pulse.csv", "--json").json
    assert printed["voice_gaps"] == gaps
    heard_twice = set(before.split()) & set(after.split())
    assert {each["speaker"] for each in printed["voices"] if each["n_before"] and each["n_after"]} == heard_twice


def test_both_groups_are_heard_or_the_gap_is_flagged(live: Path, call: Call) -> None:
    rows = ["date,channel,source,score,scale,comment,about,segment"]
    for week in range(24):
        day = START + timedelta(weeks=week)
        rows.append(f"{day},pulse,colleague,{4 if week < 12 else 3},csat5,fine,{'' if week < 12 else 'quick'},")
    Path("pulse.csv").write_text("\n".join(rows) + "\n")
    printed = call("monitor", "small", "--feedback", "pulse.csv", "--json").json
    assert printed["voice_gaps"] == [
        "customers were not heard before the change",
        "customers were not heard after the change",
    ]
    [colleagues] = printed["voices"]
    assert (colleagues["difference"], colleagues["n_after"]) == (-1, 12)
    assert [each["action"] for each in printed["triggers"]] == ["listen"]


def test_the_page_opens_anywhere_and_holds_the_finding(live: Path, call: Call) -> None:
    assert call("monitor", "small", "-o", "out").code == 0
    page = Path("out/monitoring.html").read_text()
    assert "Cycle time (mean, working): as predicted. Observed" in page
    assert "default-src 'none'" in page
    assert "http" not in re.sub(r'xmlns="http://www.w3.org/2000/svg"|http-equiv', "", page)
    assert page.count("<svg ") == page.count("<title>") - 1 == 2
    assert call("monitor", "small", "-o", "again").code == 0
    assert Path("again/monitoring.html").read_text() == page


def test_names_in_files_cannot_put_anything_into_the_page(live: Path, call: Call) -> None:
    path = live / "trial.yaml"
    text = path.read_text().replace("happened: []\n", "")
    path.write_text(f"{text}happened:\n  - {{on: {LIVE}, what: '<script>alert(1)</script>'}}\n")
    call("monitor", "small", "-o", "out")
    assert "<script>" not in Path("out/monitoring.html").read_text()


def test_an_observation_without_evidence_is_refused(live: Path, call: Call) -> None:
    path = live / "trial.yaml"
    text = path.read_text().replace("observations: []\n", "")
    path.write_text(f"{text}observations:\n  - {{what: it is nicer, who: customer, good: true, expected: true}}\n")
    called = call("monitor", "small")
    assert called.code == 3
    assert '"it is nicer" has no evidence' in called.err
    assert f"trial.yaml:{len(text.splitlines()) + 2}:" in called.err


def test_sentences_of_the_summary_are_short(live: Path, call: Call) -> None:
    summary = call("monitor", "small", "--json").json["summary"]
    assert list(summary) == ["What we tried", "What happened", "What next"]
    sentences = [sentence for part in summary.values() for sentence in part if not sentence.startswith("Look at")]
    assert all(sentence.endswith(".") for sentence in sentences)
    assert sum(len(sentence.split()) for sentence in sentences) / len(sentences) < 20
    assert max(len(sentence.split()) for sentence in sentences) <= 30


def test_words_that_a_reader_may_not_know_are_explained_beside_the_summary(live: Path, call: Call) -> None:
    call("monitor", "small", "-o", "out")
    page = html.fromstring(Path("out/monitoring.html").read_text())
    explained = {" ".join(term.text_content().lower().split()) for term in page.xpath("//section[@id='glossary']//dt")}
    assert all(len(text.text_content().split()) > 3 for text in page.xpath("//section[@id='glossary']//dd"))
    assert {"interval", "guardrail", "grade", "false dates"} <= explained, explained


def test_what_is_watched_must_be_said(small: Path, call: Call) -> None:
    assert "RE986" in call("monitor", "small").err
    assert "RE986" in call("monitor", "small", "--option", "quick").err
    called = call("monitor", "small", "--option", "quick", "--go-live", "2026-06-01")
    assert called.code == 3


def test_when_a_bottleneck_is_gone_the_next_one_is_named(small: Path, call: Call) -> None:
    relief = "id: relief\ntitle: Decide in half the time\nchanges:\n  - change_duration: {step: decide, factor: 0.5}\n"
    (small / "options" / "relief.yaml").write_text(relief)
    called = ("monitor", "small", "--option", "relief", "--go-live", str(LIVE), "--observed", measures(small, 0.8, 0.6))
    found = [each["what"] for each in call(*called, "--json").json["opportunities"] if each["kind"] == "bottleneck"]
    assert found == ["the bottleneck moved from lead (50% before) to clerk"]
    again = call(*called[:3], "quick", *called[4:], "--json").json["opportunities"]
    assert again[0]["what"] == "lead is still the fullest group"
