"""The command that fits a model to a log makes a review that runs, and says what it rests on."""

import json
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from reengineer.annotations import AnnotatedMap
from reengineer.bpmn import read_bpmn
from reengineer.review import load_review
from reengineer.simulation import RunSettings, simulate

Call = Callable[..., Any]
MODEL = """
clock: {start: 2026-01-05}
calendars: {office: {mon-fri: "09:00-17:00"}}
cases: {case: {start: start, arrivals: {every: exponential(45 min), calendar: office}}}
resources: {clerk: {members: [Ann, Bo], calendar: office}}
steps:
  a: {role: clerk, duration: gamma(mean=20 min, cv=0.5)}
  b: {role: clerk, duration: exponential(15 min)}
flows: {x: {x_to_b: 0.7, x_to_end: rest}}
"""


@pytest.fixture(scope="module")
def made(draw: Callable[..., AnnotatedMap], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a map and a log of it."""
    folder = tmp_path_factory.mktemp("made")
    model = draw("start > a > ?x > b > end\nx > end", MODEL)
    (folder / "as-is.bpmn").write_bytes(model.map.definitions.original)
    simulate(model, RunSettings(cases=150, replications=1)).event_log.to_csv(folder / "log.csv", "prosimos")
    return folder


@pytest.fixture
def log(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the log, in the working folder beside its map."""
    monkeypatch.chdir(tmp_path)
    for name in ("as-is.bpmn", "log.csv"):
        shutil.copy(made / name, tmp_path / name)
    return tmp_path / "log.csv"


def test_fit_makes_a_review_that_runs(call: Call, log: Path, tmp_path: Path) -> None:
    called = call("fit", log, "as-is.bpmn", "-o", "made")
    assert called.code == 0, called.err
    assert "are activities of the map" in called.out
    assert "replaying the last cases" in called.out
    review = load_review("made")
    assert review.notes.baseline is not None
    assert review.notes.baseline.cases == 30
    assert call("simulate", "made", "--cases", 50, "--replications", 2, "--no-ranges").code == 0
    assert read_bpmn("made/as-is.bpmn").processes


def test_the_clock_starts_with_the_cases_that_are_compared(call: Call, log: Path, tmp_path: Path) -> None:
    head, *rows = log.read_text(encoding="utf-8").splitlines()
    parts = {"early": [row for row in rows if int(row.split(",")[0]) < 100], "late": rows}
    parts["late"] = [row for row in rows if row not in parts["early"]]
    for name, chosen in parts.items():
        (tmp_path / f"{name}.csv").write_text("\n".join([head, *chosen]), encoding="utf-8")
    assert call("fit", "early.csv", "as-is.bpmn", "-o", "made", "--test", "late.csv").code == 0
    review = load_review("made")
    assert review.notes.baseline is not None
    assert review.notes.baseline.cases == 51
    start = review.as_is.notes.clock.start.isoformat(" ")
    first = min(row.split(",")[3] for row in parts["late"]).replace("T", " ")
    assert max(row.split(",")[3] for row in parts["early"] if row.split(",")[1] == "A")[:10] <= first[:10]
    assert start < first


def test_fit_prints_data(call: Call, log: Path) -> None:
    data = call("fit", log, "as-is.bpmn", "--json", "--no-check").json
    assert data["schema"] == "reengineer/fit/1"
    assert data["log"]["columns"]["case"] == "case_id"
    assert data["fit"]["fitness"] > 0.9
    assert data["fidelity"] is None


def test_a_log_without_a_map_is_listed_and_says_how_to_come_to_one(call: Call, log: Path) -> None:
    done = call("fit", str(log))
    assert done.code == 2
    assert "usual place" in done.out
    assert "one activity for each of these labels" in " ".join(done.err.split())


def test_fit_needs_somewhere_to_go(call: Call, log: Path) -> None:
    assert call("fit", log, "as-is.bpmn").code == 2


@pytest.mark.parametrize(
    ("option", "value"), [("--columns", "case"), ("--columns", "cash=x"), ("--within", "2"), ("--label", "x")]
)
def test_what_cannot_be_meant_is_refused(call: Call, log: Path, option: str, value: str) -> None:
    called = call("fit", log, "as-is.bpmn", "--json", option, value)
    assert called.code == 2
    assert option in called.err


def test_the_examples_of_the_help_run(call: Call, log: Path, tmp_path: Path) -> None:
    import gzip

    xes = "".join(
        f'<trace><string key="concept:name" value="{case}"/><event><string key="concept:name" value="A"/>'
        f'<date key="time:timestamp" value="2026-01-05T09:{case:02d}:00Z"/></event></trace>'
        for case in range(40)
    )
    (tmp_path / "log.xes.gz").write_bytes(gzip.compress(f"<log>{xes}</log>".encode()))
    text = (tmp_path / "log.csv").read_text(encoding="utf-8")
    lines = [line.strip() for line in call("fit", "--help").out.splitlines() if "reengineer fit log" in line]
    assert len(lines) == 4
    for line in lines:
        renamed = "ticket" in line
        changed = text.replace("case_id", "ticket").replace("end_time", "closed_at") if renamed else text
        (tmp_path / "log.csv").write_text(changed, encoding="utf-8")
        shutil.rmtree(tmp_path / "claims", ignore_errors=True)
        called = call(*shlex.split(line.replace("--refits 20", "--refits 2"))[1:], "--no-check")
        assert called.code in (0, 3) if "xes" in line else called.code == 0, called.err


def test_a_baseline_that_is_far_off_is_told_in_the_report(call: Call, log: Path, tmp_path: Path) -> None:
    assert call("fit", log, "as-is.bpmn", "-o", "made").code == 0
    plan = Path("made/review.yaml")
    data = yaml.safe_load(plan.read_text(encoding="utf-8"))
    assert {"predicted", "held_back", "cases", "within"} == set(data["baseline"])
    for predicted, told in (("30 h", True), ("10.2 h", False)):
        data["baseline"] |= {"predicted": predicted, "held_back": "10 h"}
        plan.write_text(yaml.safe_dump(data), encoding="utf-8")
        assert call("simulate", "made", "--cases", 50, "--replications", 2, "--no-ranges", "-o", "r").code == 0
        assert call("report", "r", "-o", "page.html").code == 0
        assert ("more than 10% is too much to decide by" in Path("page.html").read_text(encoding="utf-8")) is told
        shutil.rmtree("r")


def test_refits_widen_the_intervals_of_a_review(call: Call, log: Path, tmp_path: Path) -> None:
    called = call("fit", log, "as-is.bpmn", "-o", "made", "--no-check", "--refits", 3)
    assert called.code == 0, called.err
    assert "Refitted to 3 draws" in called.out
    assert "Load: " in called.out
    Path("made/options/quick.yaml").write_text(
        "id: quick\ntitle: Quick\nchanges: [{change_duration: {step: a, factor: 0.7}}]\n", encoding="utf-8"
    )
    run = ("--length", "4 weeks", "--replications", 2)
    data = call("simulate", "made", *run, "--json").json
    assert (data["run"]["refits"], data["run"]["refits_left_out"], data["run"]["sampled_replications"]) == (3, 0, 6)
    cycle = next(each for each in data["differences"] if each["option"] == "quick" and each["measure"] == "cycle_time")
    assert cycle["total_low"] is not None
    told = call("simulate", "made", *run).out
    assert "uncertain inputs from 3 refits" in told
    assert "with refits" in told
    assert call("compare", "made/results", "--json").json["run"]["refits"] == 3
    call("report", "made/results", "--to", "html", "-o", "report.html")
    assert "3 refits of the model" in Path("report.html").read_text(encoding="utf-8")


def test_refits_are_the_same_each_time(call: Call, log: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert call("fit", log, "as-is.bpmn", "-o", name, "--no-check", "--refits", 2).code == 0
    assert Path("one/refits.json").read_bytes() == Path("two/refits.json").read_bytes()


def test_a_refit_that_cannot_be_run_is_left_out_and_told(call: Call, log: Path, tmp_path: Path) -> None:
    call("fit", log, "as-is.bpmn", "-o", "made", "--no-check", "--refits", 4)
    data = json.loads(Path("made/refits.json").read_text(encoding="utf-8"))
    data["refits"][1]["shares"]["x"] = dict.fromkeys(data["refits"][1]["shares"]["x"], 0.7)
    Path("made/refits.json").write_text(json.dumps(data), encoding="utf-8")
    run = ("simulate", "made", "--length", "4 weeks", "--replications", 2)
    called = call(*run)
    assert called.code == 0, called.err
    assert "refit 2 is left out, because as-is cannot be run with it" in called.out
    assert "uncertain inputs from 3 refits" in called.out
    found = call(*run, "--json").json["run"]
    assert (found["refits"], found["refits_left_out"], found["sampled_replications"]) == (3, 1, 6)
    assert call("compare", "made/results", "--json").json["run"]["refits_left_out"] == 1


def test_refits_that_were_spoiled_are_refused(call: Call, log: Path, tmp_path: Path) -> None:
    call("fit", log, "as-is.bpmn", "-o", "made", "--no-check", "--refits", 2)
    text = Path("made/refits.json").read_text(encoding="utf-8")
    Path("made/refits.json").write_text("{}", encoding="utf-8")
    called = call("simulate", "made")
    assert called.code == 3
    assert "RE629" in called.err
    data = json.loads(text)
    for refit in data["refits"]:
        refit["shares"]["x"] = dict.fromkeys(refit["shares"]["x"], 0.7)
    Path("made/refits.json").write_text(json.dumps(data), encoding="utf-8")
    called = call("simulate", "made", "--length", "4 weeks", "--replications", 2)
    assert called.code == 3
    assert "2 of 2 refits cannot be used" in called.err
    assert "add up to" in called.err


def test_results_of_a_fitted_review_tell_of_a_high_load(call: Call, log: Path, tmp_path: Path) -> None:
    call("fit", log, "as-is.bpmn", "-o", "made", "--no-check", "--refits", 2)
    Path("made/options/slow.yaml").write_text(
        "id: slow\ntitle: Slow\nchanges: [{change_duration: {step: a, factor: 3.0}}]\n", encoding="utf-8"
    )
    run = ("simulate", "made", "--length", "2 weeks", "--replications", 2)
    data = call(*run, "--no-ranges", "--json").json
    told = {each["id"]: [finding["code"] for finding in each["findings"]] for each in data["options"]}
    assert "RE544" in told["slow"]
    assert "RE544" not in told["as-is"]
    assert "its size is uncertain" in call(*run, "--no-ranges").out
