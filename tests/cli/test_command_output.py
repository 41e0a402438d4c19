"""What commands say to people: results to stdout, words to stderr, and what to do next."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reengineer.cli import _main, _shared, _words
from reengineer.cli._words import weeks
from reengineer.cli.simulate import run_settings
from reengineer.comparison import Comparison, OptionOutcome
from reengineer.errors import Problem
from reengineer.review import load_review
from reengineer.simulation import RunSettings

COUNTED = RunSettings(cases=50)
COMPARISON = Comparison(outcomes=(), differences=(), criteria=(), n_replications=2, warm_up_s=0.0)
Call = Callable[..., Any]


@pytest.fixture
def simulated(small: Path, call: Call) -> Any:
    return call("simulate", "small", "--no-ranges")


def test_simulate_says_what_each_option_brings(simulated: Any) -> None:
    assert simulated.code == 0
    assert simulated.out.startswith("Refunds\n3 replications of 1 week; seed 1\n")
    assert "quick  A form that fills itself in" in simulated.out
    assert "no difference that matters" in simulated.out


def test_what_must_be_settled_is_said_once_for_the_options_that_it_concerns() -> None:
    advice = [Problem("B301", text, "Ask.", severity="advice") for text in ("for all", "for one")]
    outcomes = [
        OptionOutcome(id=name, title=f"Option {name}", status="ran", findings=findings)
        for name, findings in (("as-is", ()), ("A", tuple(advice)), ("B", (advice[0],)))
    ]
    told = "\n".join(_words._open(replace(COMPARISON, outcomes=tuple(outcomes))))
    assert told.count("for all") == told.count("for one") == 1
    assert "To be settled: A, B.\n" in told
    assert "To be settled: A, Option A.\n" in told


def test_a_forbidden_option_is_struck_out_in_words_with_its_reasons(simulated: Any) -> None:
    row = next(line for line in simulated.out.splitlines() if line.startswith("alone") and "FORBIDDEN" in line)
    assert "would be: better" in row
    assert "FORBIDDEN by the boundary: alone, Clerks decide alone" in simulated.out
    assert "C-TWO" in simulated.out


def test_simulate_ends_with_the_next_command_and_warns_of_an_unsealed_boundary(simulated: Any) -> None:
    assert "reengineer report small/results --to html -o report.html" in simulated.err.splitlines()[-1].replace(
        "\\", "/"
    )
    assert "warning: small/boundary.yaml:2:1: the boundary is agreed but not sealed" in simulated.err.replace("\\", "/")
    assert "reengineer check small --seal" in simulated.err


def test_a_run_that_events_stop_says_so_and_ends_with_5(small: Path, call: Call) -> None:
    called = call("simulate", "small", "--no-ranges", "--max-events", "40")
    assert called.code == 5
    assert "warning: as-is: stopped at the limit of 40 events a replication: 0 of 3 replications" in called.out
    printed = json.loads(call("simulate", "small", "--no-ranges", "--max-events", "40", "--json").out)
    assert set(printed["limits"].values()) == {"events"}


def test_a_run_without_time_keeps_what_is_whole_and_is_taken_up_again(small: Path, call: Call) -> None:
    called = call("simulate", "small", "--no-ranges", "--max-time", "0.001 s")
    assert called.code == 5
    assert "stopped at the limit of 0.001 s of time" in called.out
    again = call("simulate", "small", "--no-ranges")
    assert (again.code, (small / "results" / "run.json").exists()) == (0, True)


def test_a_limit_that_is_none_is_a_wrong_call(small: Path, call: Call) -> None:
    called = call("simulate", "small", "--max-memory", "lots")
    assert called.code == 2
    assert "--max-memory" in called.err
    assert "2 GB" in called.err


def test_a_number_of_cases_takes_the_place_of_the_stated_length(scenario: Path) -> None:
    review = load_review(scenario)
    assert (review.run.length, review.run.cases) == (26 * 604_800, None)
    counted, timed = run_settings(review, {"cases": 50}), run_settings(review.with_run(COUNTED), {"length": "4 weeks"})
    assert (counted.length, counted.cases) == (None, 50)
    assert (timed.length, timed.cases) == (4 * 604_800, None)


def test_a_draft_boundary_is_said_on_stderr(small: Path, call: Call) -> None:
    path = small / "boundary.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("status: agreed", "status: draft"), encoding="utf-8")
    called = call("simulate", "small", "--json", "--replications", "1", "--no-ranges")
    assert called.code == 0
    assert "the boundary is draft, not agreed" in called.err


def test_what_was_assumed_is_said(small: Path, call: Call) -> None:
    path = small / "annotations.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(", cost: 30 EUR/h", ""), encoding="utf-8")
    called = call("simulate", "small", "--replications", "1", "--no-ranges")
    assert "Assumed, because nobody has said otherwise (1):" in called.out
    assert "what an hour of 'lead' costs is not known; 0 is assumed" in called.out


def test_many_assumptions_are_counted_not_all_printed() -> None:
    from reengineer.cli._words import assumed_lines
    from reengineer.errors import Problem

    lines = list(assumed_lines(tuple(Problem("RE330", f"thing {number}") for number in range(50))))
    assert lines[-1] == "  and 10 more; --json lists all"


def test_a_bare_map_ends_with_the_way_to_a_review(small: Path, call: Call) -> None:
    called = call("simulate", "small/as-is.bpmn", "--assume", "--length", "1 week", "--replications", "1")
    assert "reengineer init small/as-is.bpmn" in called.err.replace("\\", "/")
    assert not (small / "results").exists()


def test_results_of_a_bare_map_can_be_compared_and_reported(small: Path, call: Call) -> None:
    run = ("simulate", "small/as-is.bpmn", "--assume", "--length", "1 week", "--replications", "2", "-o", "kept")
    assert call(*run).code == 0
    assert call("compare", "kept").code == 0
    assert call("report", "kept", "-o", "page.html").code == 0
    assert Path("page.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_a_review_stands_for_the_results_in_it(small: Path, call: Call) -> None:
    assert call("simulate", "small", "--no-ranges", "--replications", "2", "-o", "small/results").code == 0
    assert call("compare", "small").out == call("compare", "small/results").out
    assert call("report", "small").code == 0
    assert (small / "report.html").is_file()


def test_a_minimum_that_is_missed_counts_where_it_is_required(small: Path, call: Call) -> None:
    run = ("simulate", "small", "--no-ranges", "--replications", "2")
    assert call(*run).code == 0
    assert call(*run, "--require").code == 1
    assert call(*run, "--require", "--option", "quick").code == 1
    path = small / "review.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("minimum: 0.1", "minimum: 0.9"), encoding="utf-8")
    assert call(*run, "--require").code == 0


def test_ask_prints_questions_with_their_reasons(small: Path, call: Call) -> None:
    called = call("ask", "small")
    assert called.code == 0
    assert "checks could be evaluated" in called.out
    assert re.search(r"\d questions? raised", called.out)
    assert call("ask", "small", "--all").out.count("\n") >= called.out.count("\n")
    assert "AUTO" in call("ask", "--catalogue").out


def test_what_one_rule_asks_of_several_steps_is_printed_once(scenario: Path, call: Call) -> None:
    said = call("ask", str(scenario)).out
    asked = re.findall(r"\[([A-Z]+-\d+)\]", said)
    assert len(asked) == len(set(asked))
    assert "   The same is asked of: Manager; QA\n" in said
    assert call("ask", str(scenario), "--all").out.count("[RES-07]") > 1


def test_ask_says_first_what_could_not_be_evaluated(small: Path, call: Call) -> None:
    first = call("ask", "small").out.splitlines()[0]
    assert re.search(r"\d+ rules could not be evaluated because they lack ", first)
    assert "not given: log, feedback" in first


def test_ask_draws_on_a_log_and_on_feedback(small: Path, call: Call) -> None:
    Path("counts.yaml").write_text(
        "version: 1\nprocess: {failure_demand_share: 90 of 200}\nsteps: {nowhere: {theme_clarity: 1 of 2}}\n"
    )
    Path("log.csv").write_text(
        "case,activity,start,end\n1,Register the claim,2026-01-05T09:00:00Z,2026-01-05T09:10:00Z\n"
    )
    heard = call("ask", "small", "--feedback", "counts.yaml", "--all")
    assert "45% of 200 contacts exist because" in heard.out
    assert "The map has no step or group called nowhere" in heard.out
    watched = call("ask", "small", "--log", "log.csv", "--json")
    assert json.loads(watched.out)["coverage"]["without"] == ["feedback"]
    simulated = call("ask", "small", "--simulated", "--json")
    assert json.loads(simulated.out)["coverage"]["evaluated"] > json.loads(watched.out)["coverage"]["evaluated"]


def test_ask_explains_a_rule(call: Call) -> None:
    assert call("ask", "--explain", "ELIM-01").out.startswith("# ELIM-01: ")
    called = call("ask", "--explain", "ELIM-1")
    assert called.code == 2
    assert 'nearest: "ELIM-01"' in called.err


def test_ask_takes_one_log(small: Path, call: Call) -> None:
    called = call("ask", "small", "--simulated", "--log", "log.csv")
    assert called.code == 2
    assert "not both" in called.err


def test_ask_draws_on_what_the_review_names(small: Path, call: Call) -> None:
    (small / "own").mkdir()
    (small / "own" / "rules.yaml").write_text(OWN_RULES)
    (small / "counts.yaml").write_text("version: 1\nprocess: {reopen_rate: 30 of 100}\n")
    path = small / "review.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "questions: own\nfeedback: [counts.yaml]\n", encoding="utf-8")
    printed = call("ask", "small", "--all").out
    assert "[OWN-01]" in printed
    assert "30% of closed cases are opened again" in printed
    (small / "own" / "rules.yaml").write_text(OWN_RULES.replace("p.site_count", "p.site_counts"))
    for command in ("ask", "check"):
        called = call(command, "small")
        assert called.code == 3
        assert 'nearest: "p.site_count"' in called.out + called.err
        assert "rules.yaml:4" in called.out + called.err


OWN_RULES = """\
version: 1
family: our own
rules:
  - {id: OWN-01, name: No count of sites, scope: process, trigger: not p.site_count > 3 or p.reopen_rate > 0.1,
     question: Where?, ask: all, word: where, stake: {kind: work},
     example: {raises: {p.site_count: 1, p.reopen_rate: 0}, near_miss: {p.site_count: 4}}}
"""


def test_show_lists_and_describes(small: Path, call: Call) -> None:
    listed = call("show", "small/as-is.bpmn")
    assert "register" in listed.out
    assert "7 elements, 3 of them steps; 7 sequence flows" in listed.out


@pytest.mark.parametrize("flag", ["--text", "--svg"])
def test_show_draws_and_describes(small: Path, call: Call, flag: str) -> None:
    called = call("show", "small/as-is.bpmn", flag, *(["map.svg"] if flag == "--svg" else []))
    assert called.code == 0, called.err
    text = Path("map.svg").read_text(encoding="utf-8") if flag == "--svg" else called.out
    assert "Register the claim" in " ".join(text.split())


def test_check_counts_what_it_found(small: Path, call: Call) -> None:
    assert call("check", "small").out.endswith("small: 3 warnings, 1 advice\n")
    assert call("check", "small/as-is.bpmn", "--quiet").out == "small/as-is.bpmn: nothing to mend\n"


def test_check_says_with_its_code_that_there_is_an_error(small: Path, call: Call) -> None:
    path = small / "boundary.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("2027-03-01", "2026-03-02"), encoding="utf-8")
    called = call("check", "small")
    assert called.code == 1
    assert "[B005]" in called.out


def test_check_says_what_does_not_apply(small: Path, call: Call) -> None:
    path = small / "options" / "quick.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("register", "registry"), encoding="utf-8")
    called = call("check", "small")
    assert called.code == 1
    assert "registry" in called.out


def test_selftest_prints_a_table(call: Call) -> None:
    out = call("selftest").out
    assert "draws.philox" in out
    assert out.endswith(" 0 failed\n")


def test_a_failed_check_of_the_selftest_gives_code_1(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    from reengineer import simulation

    wrong = simulation.Check(id="two", passed=False, expected=2.0, got=3.0)
    monkeypatch.setattr(simulation, "basic_checks", lambda: [wrong])
    called = call("selftest")
    assert called.code == 1
    assert "FAILED" in called.out


def test_the_demo_shortens_its_run_and_says_so(small: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    from reengineer import review

    monkeypatch.setattr(review, "sample", lambda _name: small)
    monkeypatch.setattr("reengineer.cli.demo.WEEKS", 1)
    called = call("demo", "-o", "shown", "--jobs", "1")
    assert called.code == 0
    assert "a demonstration: 4 replications" in called.err
    assert (small.parent / "shown" / "report.html").is_file()
    assert (small.parent / "shown" / "results" / "run.json").is_file()


def test_names_cannot_steer_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    _shared.put("red \x1b[31m and \x9b31m, two\nlines")
    assert capsys.readouterr().out == "red ?[31m and ?31m, two\nlines\n"


def test_no_colour_is_ever_printed(small: Path, call: Call) -> None:
    called = call("simulate", "small", "--no-ranges", "--replications", "1")
    assert "\x1b" not in called.out + called.err


@pytest.mark.parametrize(("seconds", "words"), [(604_800.0, "1 week"), (1_209_600.0, "2 weeks"), (86_400.0, "1 day")])
def test_lengths_are_said_in_weeks_or_days(seconds: float, words: str) -> None:
    assert weeks(seconds) == words


def test_a_fault_of_ours_is_said_to_be_ours(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REENGINEER_DEBUG", raising=False)
    monkeypatch.setattr("reengineer.cli.schema._schema", lambda _name: 1 / 0)
    called = call("schema", "review")
    assert called.code == 70
    assert "fault of reengineer" in called.err
    assert "[RE790]" in called.err


def test_a_fault_is_shown_in_full_where_asked(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REENGINEER_DEBUG", "1")
    monkeypatch.setattr("reengineer.cli.schema._schema", lambda _name: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        call("schema", "review")


def test_a_reader_that_went_away_is_no_fault(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def leave(_name: str) -> None:
        raise BrokenPipeError(32, "Broken pipe")

    monkeypatch.setattr("reengineer.cli.schema._schema", leave)
    assert call("schema", "review").code == 0


def test_an_interruption_is_said_with_its_code(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(_name: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("reengineer.cli.schema._schema", stop)
    called = call("schema", "review")
    assert called.code == 130
    assert "Interrupted" in called.err


def test_main_exits_with_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["reengineer", "frobnicate"])
    with pytest.raises(SystemExit) as caught:
        _main.main()
    assert caught.value.code == 2


def slower(small: Path, factor: float) -> None:
    text = (
        f"id: slower\ntitle: Decisions take longer\nchanges:\n  - change_duration: {{step: decide, factor: {factor}}}\n"
    )
    (small / "options" / "slower.yaml").write_text(text, encoding="utf-8")


def test_an_option_whose_queue_grows_without_end_is_said_not_to_have_run(small: Path, call: Call) -> None:
    slower(small, 3)
    out = call("simulate", "small", "--no-ranges", "--replications", "2").out
    assert "Not run: slower, Decisions take longer; its queues would grow without end." in out
    assert "[RE540]" in out


def test_a_group_that_is_nearly_full_is_warned_of(small: Path, call: Call) -> None:
    slower(small, 1.95)
    out = call("simulate", "small", "--no-ranges", "--replications", "2").out
    assert "warning: slower: the group lead is offered 97.5 %" in out


def test_a_measure_that_nothing_tells_is_said_so(small: Path, call: Call) -> None:
    line = "  - {id: happy, measure: csat, better: higher}\n  - {id: n, measure: throughput, better: higher}\nas_of:"
    path = small / "review.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("as_of:", line), encoding="utf-8")
    called = call("simulate", "small", "--no-ranges", "--replications", "2")
    assert called.code == 0, called.err
    assert "Csat (mean): cannot be told for the process as it is" in called.out
    assert "Throughput (mean): " in called.out


def test_show_says_what_is_odd_in_a_map(small: Path, call: Call) -> None:
    path = small / "as-is.bpmn"
    path.write_text(
        path.read_text(encoding="utf-8").replace('targetRef="answered"', 'targetRef="gone"'), encoding="utf-8"
    )
    called = call("show", path)
    assert called.code == 0
    assert "gone" in called.out
    assert "[RE2" in called.out


def test_selftest_takes_a_file_of_examples(shared: Path, call: Call) -> None:
    called = call("selftest", "--examples", shared / "oracles" / "worked_examples.yaml", "--json")
    assert called.code in (0, 1)
    assert len(called.json["checks"]) > 5


def test_a_file_of_examples_that_is_none_is_refused(small: Path, call: Call) -> None:
    called = call("selftest", "--examples", "nothing.yaml")
    assert called.code == 3
    assert "nothing.yaml" in called.err


TANGLED = b"""<?xml version="1.0"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t">
 <process id="p"><startEvent id="s"/>
  <complexGateway id="a" name="Any two"/>
  <endEvent id="e"/><sequenceFlow id="f" sourceRef="s" targetRef="a"/><sequenceFlow id="g" sourceRef="a" targetRef="e"/>
 </process></definitions>"""


def test_init_and_check_say_at_once_what_will_not_run(call: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "tangled.bpmn"
    path.write_bytes(TANGLED)
    made = call("init", path, "-o", tmp_path / "review")
    assert made.code == 0
    assert 'a "Any two": a complexGateway is not simulated by this version' in made.err
    checked = call("check", tmp_path / "review")
    assert checked.code == 1
    assert "[RE501]" in checked.out.splitlines()[1]


def test_stored_results_of_another_seed_are_replaced_and_that_is_said(small: Path, call: Callable[..., Any]) -> None:
    short = ("simulate", small, "--replications", "1", "--length", "1 week", "--no-ranges", "-o", "kept")
    assert "are replaced" not in call(*short, "--seed", "1").err
    assert "are replaced" not in call(*short, "--seed", "1").err
    assert "came from other files or settings; they are replaced" in call(*short, "--seed", "2").err


def test_show_lays_values_over_the_drawing(small: Path, call: Call) -> None:
    Path("values.csv").write_text("step,Hours a case\nregister,2.5\n", encoding="utf-8")
    done = call("show", "small/as-is.bpmn", "--svg", "map.svg", "--overlay", "values.csv")
    assert (done.code, done.err) == (0, "Drew map.svg.\n")
    svg = Path("map.svg").read_text(encoding="utf-8")
    assert "Hours a case" in svg
    assert ">2.5</tspan>" in svg


def test_show_draws_nothing_with_wrong_values(small: Path, call: Call) -> None:
    Path("values.csv").write_text("step,value\nnobody,1\n", encoding="utf-8")
    done = call("show", "small/as-is.bpmn", "--svg", "map.svg", "--overlay", "values.csv")
    assert done.code == 3
    assert done.err.startswith('values.csv:2: the map has no element "nobody"')
    assert not Path("map.svg").exists()


def test_values_need_a_drawing(small: Path, call: Call) -> None:
    done = call("show", "small/as-is.bpmn", "--overlay", "values.csv")
    assert done.code == 2
    assert "add --svg FILE" in done.err


def test_sentences_are_broken_between_words_on_a_terminal_and_tables_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    from io import StringIO

    from reengineer.cli import _shared

    class Terminal(StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("COLUMNS", "50")
    said = "  A sentence that is longer than the terminal on which somebody reads it.  [RE123]"
    shown = _shared._in_lines(said, Terminal())
    assert " ".join(shown.split()) == " ".join(said.split())
    assert max(map(len, shown.splitlines())) <= 50
    assert [line[:4] for line in shown.splitlines()] == ["  A ", "    "]
    row = "a cell of a table   another cell of it   and one more that makes it long"
    assert _shared._in_lines(row, Terminal()) == row
    assert _shared._in_lines(said, StringIO()) == said


def test_the_map_of_a_review_is_shown(small: Path, call: Call) -> None:
    assert call("show", "small").out == call("show", "small/as-is.bpmn").out
