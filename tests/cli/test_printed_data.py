"""What commands print as data has the form promised, and depends on inputs and seed alone."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., Any]
QUICK_RUN = ("simulate", "small", "--json", "--replications", "2", "--no-ranges")
FINDING = {"code", "severity", "file", "line", "column", "element_id", "element_name", "message", "remedy"}
MEASURE = {"measure", "statistic", "unit", "scope", "scope_id", "clock", "value", "ci_low", "ci_high", "n"}
DIFFERENCE = {
    "option", "measure", "statistic", "unit", "scope", "scope_id", "as_is", "difference", "ci_low", "ci_high",
    "p_adjusted", "n_pairs", "verdict",
}  # fmt: skip


@pytest.fixture
def printed(small: Path, call: Call) -> Any:
    return call(*QUICK_RUN).json


def test_simulate_prints_the_object_of_its_schema(printed: Any) -> None:
    assert printed["schema"] == "reengineer/simulate/1"
    assert {"review", "seed", "version", "engine", "run", "options", "differences"} <= set(printed)
    assert (printed["review"], printed["seed"]) == ("Refunds", 1)
    assert [option["id"] for option in printed["options"]] == ["as-is", "alone", "quick", "same"]
    for option in printed["options"]:
        assert {"id", "title", "status", "replications", "findings", "measures"} <= set(option)
        assert all(set(measure) >= MEASURE for measure in option["measures"])
    assert all(set(difference) >= DIFFERENCE for difference in printed["differences"])
    assert all(set(finding) >= FINDING for finding in printed["assumptions"])


def test_a_forbidden_option_is_reported_with_its_measures_and_breaches(printed: Any) -> None:
    alone = next(option for option in printed["options"] if option["id"] == "alone")
    assert alone["status"] == "forbidden"
    assert {"C-TWO", "permitted_changes"} == {breach["rule"] for breach in alone["breaches"]}
    assert all(measure["value"] is not None for measure in alone["measures"])


def test_no_change_differs_by_exactly_nothing(printed: Any) -> None:
    same = [item for item in printed["differences"] if item["option"] == "same"]
    assert same
    assert all(item["difference"] == item["ci_low"] == item["ci_high"] == 0 for item in same)
    assert {item["verdict"] for item in same} == {"no_difference"}


def test_the_numbers_depend_on_inputs_and_seed_alone(small: Path, call: Call) -> None:
    first = call(*QUICK_RUN).out
    kept = call(*QUICK_RUN, "-o", "kept").out
    taken_up = call(*QUICK_RUN, "-o", "kept").out
    other = call(*QUICK_RUN, "--seed", "2").out
    assert first == kept == taken_up
    assert other != first


def test_a_run_for_data_writes_nothing(small: Path, call: Call, contents: Callable[..., Any]) -> None:
    before = contents(small.parent)
    assert call(*QUICK_RUN).code == 0
    assert contents(small.parent) == before


def test_compare_prints_what_simulate_printed(small: Path, call: Call) -> None:
    simulated = call(*QUICK_RUN, "-o", "kept").json
    compared = call("compare", "kept", "--json").json
    assert compared.pop("schema") == "reengineer/compare/1"
    assumptions = simulated.pop("assumptions")
    assert simulated.pop("schema") == "reengineer/simulate/1"
    assert compared == simulated
    assert assumptions == []


def test_an_unstable_option_is_reported_and_can_be_compared(small: Path, call: Call) -> None:
    (small / "options" / "fewer.yaml").write_text(
        "id: fewer\ntitle: Slower\nchanges:\n  - change_duration: {step: decide, factor: 3}\n", encoding="utf-8"
    )
    for printed in (call(*QUICK_RUN, "-o", "kept").json, call("compare", "kept", "--json").json):
        fewer = next(option for option in printed["options"] if option["id"] == "fewer")
        assert (fewer["status"], fewer["replications"], fewer["measures"]) == ("unstable", 0, [])
        assert [finding["code"] for finding in fewer["findings"]] == ["RE540"]


def test_an_option_that_cannot_be_simulated_is_reported(small: Path, call: Call, monkeypatch: Any) -> None:
    from reengineer.errors import ModelError, Problem
    from reengineer.review import _run_review

    real = _run_review.prepare

    def refuse(annotated: Any, *rest: Any) -> Any:
        if annotated.differences:
            raise ModelError([Problem("RE501", "a thing is not simulated", "Leave it out.")])
        return real(annotated, *rest)

    monkeypatch.setattr(_run_review, "prepare", refuse)
    printed = call(*QUICK_RUN).json
    assert {option["id"]: option["status"] for option in printed["options"]}["quick"] == "refused"


def test_check_prints_findings_by_file(small: Path, call: Call) -> None:
    (small / "broken.bpmn").write_text("<definitions", encoding="utf-8")
    called = call("check", "small", "small/broken.bpmn", "small/as-is.bpmn", "--json")
    assert called.code == 3
    assert called.json["schema"] == "reengineer/check/1"
    files = called.json["files"]
    assert [(item["file"], item["readable"]) for item in files] == [
        ("small", True), ("small/broken.bpmn", False), ("small/as-is.bpmn", True),
    ]  # fmt: skip
    assert all(set(finding) >= FINDING for item in files for finding in item["findings"])


def test_show_goes_on_after_a_file_that_is_refused(small: Path, call: Call) -> None:
    called = call("show", "small/as-is.bpmn", "nothing.bpmn", "small/as-is.bpmn", "--json")
    lines = [json.loads(line) for line in called.out.splitlines()]
    assert called.code == 3
    assert [set(line) for line in lines] == [
        {"schema", "file", "facts"},
        {"file", "error"},
        {"schema", "file", "facts"},
    ]
    assert lines[0]["schema"] == "reengineer/show/1"
    assert lines[0]["facts"]["flow_nodes"]


def test_ask_prints_findings_and_what_could_not_be_evaluated(small: Path, call: Call) -> None:
    printed = call("ask", "small", "--json").json
    assert printed["schema"] == "reengineer/ask/1"
    assert {"findings", "not_evaluated", "coverage"} <= set(printed)


def test_the_catalogue_is_printed_with_its_triggers(small: Path, call: Call) -> None:
    printed = call("ask", "--catalogue", "--json").json
    assert printed["schema"] == "reengineer/catalogue/1"
    assert len(printed["base_questions"]) == 8
    wanted = {"id", "name", "family", "scope", "trigger", "needs", "question"}
    assert all(set(rule) >= wanted for rule in printed["rules"])


def test_selftest_prints_each_check(call: Call) -> None:
    called = call("selftest", "--json")
    assert called.code == 0
    assert called.json["schema"] == "reengineer/selftest/1"
    assert all(set(check) == {"id", "passed", "expected", "got", "tolerance"} for check in called.json["checks"])


@pytest.mark.parametrize("name", ["annotations", "boundary", "option", "review"])
def test_schema_is_a_json_schema(call: Call, name: str) -> None:
    called = call("schema", name)
    assert called.code == 0
    assert called.json["properties"]


def test_a_bare_map_runs_on_assumptions_and_lists_them(small: Path, call: Call) -> None:
    called = call("simulate", "small/as-is.bpmn", "--assume", "--json", "--length", "1 week", "--replications", "2")
    assert called.code == 0
    codes = {finding["code"] for finding in called.json["assumptions"]}
    assert {"RE330", "RE331", "RE332", "RE333", "RE335", "RE336"} <= codes


def test_the_log_is_written_in_the_columns_asked_for(small: Path, call: Call) -> None:
    assert call(*QUICK_RUN, "--log", "log.csv", "--columns", "prosimos").code == 0
    header = Path("log.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header == "case_id,activity,enable_time,start_time,end_time,resource"


def test_data_are_utf_8_whatever_the_terminal_is(small: Path) -> None:
    path = small / "as-is.bpmn"
    path.write_text(path.read_text(encoding="utf-8").replace("Decide", "Entscheid\u00fcng \u2713"), encoding="utf-8")
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "reengineer", "show", str(path)]
    words = subprocess.run(command, env=environment, capture_output=True, check=True).stdout
    data = subprocess.run([*command, "--json"], env=environment, capture_output=True, check=True).stdout
    assert b"Entscheid\xfcng ?" in words
    assert json.loads(data.decode("utf-8"))["schema"] == "reengineer/show/1"


LOOP = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="D" targetNamespace="http://example.org">
<process id="P"><startEvent id="s" name="Start"/><task id="a" name="A"/><exclusiveGateway id="j"/>
<sequenceFlow id="f" sourceRef="s" targetRef="j"/><sequenceFlow id="g" sourceRef="j" targetRef="a"/>
<sequenceFlow id="h" sourceRef="a" targetRef="j"/></process></definitions>"""


def test_check_prints_what_is_wrong_with_the_behaviour_of_a_map_once(tmp_path: Path, call: Call) -> None:
    path = tmp_path / "loop.bpmn"
    path.write_text(LOOP, encoding="utf-8")
    called = call("check", path, "--json")
    (checked,) = called.json["files"]
    errors = [(each["code"], each["element_id"]) for each in checked["findings"] if each["severity"] == "error"]
    assert errors == [("RE273", "a")]
    assert called.code == 1
