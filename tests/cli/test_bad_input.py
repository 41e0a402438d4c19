"""What is wrong with a file or a call is said with its place, its problem and its remedy, and nothing is written."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., Any]


def replaced(name: str, old: str, new: str) -> Callable[[Path], None]:
    def damage(small: Path) -> None:
        text = (small / name).read_text(encoding="utf-8")
        assert old in text
        (small / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return damage


def written(name: str, data: bytes) -> Callable[[Path], None]:
    return lambda small: (small / name).write_bytes(data) and None


def removed(name: str) -> Callable[[Path], None]:
    return lambda small: (small / name).unlink()


def folder_instead(name: str) -> Callable[[Path], None]:
    def damage(small: Path) -> None:
        (small / name).unlink()
        (small / name).mkdir()

    return damage


def workbook_instead(small: Path) -> None:
    (small / "annotations.yaml").write_bytes(b"PK\x03\x04 and then nothing that unpacks")


QUICK = "options/quick.yaml"
DOCTYPE = b'<?xml version="1.0"?>\n<!DOCTYPE definitions [<!ENTITY a "b">]>\n<definitions/>'
FILES = {
    "map missing": (removed("as-is.bpmn"), "RE611", "review.yaml:4:6"),
    "map a folder": (folder_instead("as-is.bpmn"), "RE611", "that is a folder"),
    "map with a doctype": (written("as-is.bpmn", DOCTYPE), "RE2", "as-is.bpmn"),
    "map empty": (written("as-is.bpmn", b""), "RE2", "as-is.bpmn"),
    "map of NUL bytes": (written("as-is.bpmn", b"\0" * 99), "RE2", "as-is.bpmn"),
    "map not UTF-8": (written("as-is.bpmn", b"<definitions name='\xff\xfe'/>"), "RE2", "as-is.bpmn"),
    "annotations missing": (removed("annotations.yaml"), "RE611", "review.yaml:5:14"),
    "annotations empty": (written("annotations.yaml", b""), "RE105", "annotations.yaml:1:1"),
    "annotations not UTF-8": (written("annotations.yaml", b"version: 1\nx: \xff"), "RE103", "annotations.yaml:2:4"),
    "annotations with NUL": (written("annotations.yaml", b"version: 1\n\0"), "RE103", "annotations.yaml:2:1"),
    "annotations no workbook": (workbook_instead, "RE121", "annotations.yaml"),
    "wrong key": (replaced("annotations.yaml", "currency:", "curency:"), "RE110", "annotations.yaml:2:1"),
    "duplicate key": (replaced("annotations.yaml", "flows:", "steps:"), "RE107", "annotations.yaml:17:1"),
    "unknown step": (replaced("annotations.yaml", "ask_back: {role", "ask_bak: {role"), "RE3", "annotations.yaml:15"),
    "shares over 1": (replaced("annotations.yaml", "ask_back: rest", "ask_back: 0.7"), "RE3", "annotations.yaml:18"),
    "never open": (replaced("annotations.yaml", 'mon-fri: "09:00-17:00"', "closed: []"), "RE3", "annotations.yaml:5"),
    "review empty": (written("review.yaml", b""), "RE105", "review.yaml:1:1"),
    "review of NUL": (written("review.yaml", b"\0\0"), "RE103", "review.yaml:1:1"),
    "review without a map": (replaced("review.yaml", "map: as-is.bpmn\n", ""), "RE111", "review.yaml:1:1"),
    "review wrong key": (replaced("review.yaml", "aims:", "aim:"), "RE110", "review.yaml:3:1"),
    "two criteria of one id": (replaced("review.yaml", "id: lead", "id: cycle"), "RE112", "review.yaml"),
    "criterion on no group": (replaced("review.yaml", "scope_id: lead", "scope_id: leed"), "RE614", "review.yaml:10:"),
    "warm-up too long": (replaced("review.yaml", "replications: 3", "warm_up: 2 weeks"), "RE621", "review.yaml:12:"),
    "length in months": (replaced("review.yaml", "length: 1 week", "length: 3 months"), "RE112", "review.yaml:12:"),
    "no folder of options": (replaced("review.yaml", "options: options", "options: opt"), "RE611", "review.yaml:7:10"),
    "boundary empty": (written("boundary.yaml", b""), "RE105", "boundary.yaml:1:1"),
    "boundary wrong key": (replaced("boundary.yaml", "controls:", "control:"), "B001", "boundary.yaml:13:1"),
    "boundary unknown step": (
        replaced("boundary.yaml", "steps: [register", "steps: [regster"),
        "B0",
        "boundary.yaml:15",
    ),
    "boundary lapsed": (replaced("boundary.yaml", "2027-03-01", "2026-04-01"), "B005", "boundary.yaml:9:14"),
    "option empty": (written(QUICK, b""), "RE105", "quick.yaml:1:1"),
    "option not UTF-8": (written(QUICK, b"id: \xff"), "RE103", "quick.yaml:1:5"),
    "option unknown operation": (replaced(QUICK, "change_duration", "change_durations"), "RE401", "quick.yaml:4:5"),
    "option on no step": (replaced(QUICK, "step: register", "step: registry"), "RE4", "quick.yaml:4:5"),
    "option wrong parameter": (replaced(QUICK, "factor:", "factr:"), "RE110", "quick.yaml:4:"),
    "two options of one id": (replaced(QUICK, "id: quick", "id: Same"), "RE612", "same.yaml:1:5"),
    "option called as-is": (replaced(QUICK, "id: quick", "id: as-is"), "RE612", "quick.yaml:1:5"),
    "option outside the folder": (replaced(QUICK, "id: quick", "id: ../../quick"), "RE613", "quick.yaml:1:5"),
}


@pytest.mark.parametrize(("damage", "code", "place"), FILES.values(), ids=FILES.keys())
def test_a_wrong_file_is_refused_with_its_place_and_nothing_is_written(
    small: Path, call: Call, contents: Callable[[Path], dict[str, bytes]],
    damage: Callable[[Path], None], code: str, place: str,
) -> None:  # fmt: skip
    damage(small)
    before = contents(small.parent)
    called = call("simulate", "small", "--replications", "1")
    assert called.code == 3, called.err
    assert f"[{code}" in called.err
    assert place in called.err
    assert called.err.count("\n  ") >= 1, "there is no remedy"
    assert called.out == ""
    assert contents(small.parent) == before


def test_all_problems_of_all_files_are_said_at_once(small: Path, call: Call) -> None:
    for damage in (FILES["wrong key"], FILES["boundary wrong key"], FILES["option empty"]):
        damage[0](small)
    err = call("simulate", "small").err
    assert all(code in err for code in ("[RE110]", "[B001]", "[RE105]"))


def test_an_overloaded_group_is_named(small: Path, call: Call, contents: Callable[[Path], dict[str, bytes]]) -> None:
    replaced("annotations.yaml", "exponential(30 min)", "exponential(8 min)")(small)
    before = contents(small)
    called = call("simulate", "small")
    assert called.code == 3
    assert "[RE540]" in called.err
    assert "lead" in called.err
    assert contents(small) == before


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (["--replications", "0"], 2, "'0' is not a whole number from 1 to 100000, or auto"),
        (["--replications", "many"], 2, "'many' is not a whole number"),
        (["--length", "banana"], 2, "--length"),
        (["--length", "3 months"], 2, "months"),
        (["--length", "0 h"], 2, "greater than 0"),
        (["--seed", "-1"], 2, "'-1' is not a whole number from 0 to 4294967295"),
        (["--seed", "4294967296"], 2, "whole number"),
        (["--cases", "0"], 2, "whole number"),
        (["--jobs", "0"], 2, "whole number"),
        (["--engine", "quick"], 2, "auto"),
        (["--columns", "plane"], 2, "plain"),
        (["--option", "Z"], 2, "[RE620]"),
        (["--option", "quik"], 2, 'nearest: "quick"'),
        (["--replication", "2"], 2, "--replications"),
        (["-o", "small/review.yaml"], 2, "[RE702]"),
        (["-o", "small/review.yaml/results"], 2, "is a file"),
        (["--log", "nowhere/log.csv"], 2, "there is no folder nowhere"),
        (["--log", "small"], 2, "it is a folder"),
        (["--option", "alone"], 4, "[B201]"),
        (["--option", "alone", "--option", "quick"], 4, "[B103]"),
    ],
)
def test_a_wrong_call_is_refused_before_anything_runs(
    small: Path, call: Call, contents: Callable[[Path], dict[str, bytes]], args: list[str], code: int, words: str
) -> None:
    before = contents(small.parent)
    called = call("simulate", "small", *args)
    assert called.code == code, called.err
    assert words in called.err
    assert called.out == ""
    assert contents(small.parent) == before


def test_every_breach_of_a_forbidden_option_is_printed(small: Path, call: Call) -> None:
    err = call("simulate", "small", "--option", "alone").err
    assert "[B103]" in err
    assert "[B201]" in err


def test_a_warm_up_longer_than_a_shortened_run_is_refused(small: Path, call: Call) -> None:
    replaced("review.yaml", "length: 1 week", "length: 4 weeks, warm_up: 2 weeks")(small)
    called = call("simulate", "small", "--length", "2 weeks")
    assert called.code == 2
    assert "[RE621]" in called.err


@pytest.mark.parametrize(
    ("path", "code"),
    [("nothing", "RE610"), ("nothing.bpmn", "RE610"), ("small/options", "RE610"), ("small/as-is.bpmn", "--assume")],
)
def test_what_is_no_review_is_refused(small: Path, call: Call, path: str, code: str) -> None:
    called = call("simulate", path)
    assert called.code in (2, 3)
    assert code in called.err


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (["nothing"], 3, "[RE630]"),
        (["small"], 3, "[RE630]"),
        (["small/review.yaml"], 3, "[RE630]"),
    ],
)
@pytest.mark.parametrize("command", ["compare", "report"])
def test_what_holds_no_results_is_refused(
    small: Path, call: Call, contents: Callable[[Path], dict[str, bytes]],
    command: str, args: list[str], code: int, words: str,
) -> None:  # fmt: skip
    before = contents(small.parent)
    called = call(command, *args)
    assert (called.code, called.out) == (code, "")
    assert words in called.err
    assert contents(small.parent) == before


@pytest.fixture
def results(small: Path, call: Call) -> Path:
    assert call("simulate", "small", "--no-ranges", "--replications", "2").code == 0
    return small / "results"


RESULTS = {
    "no JSON": (written("results/run.json", b"{"), "RE631", "run.json"),
    "not UTF-8": (written("results/run.json", b'{"a": "\xff"}'), "RE631", "run.json"),
    "another form": (written("results/run.json", b'{"schema": "other/1"}'), "RE631", "schema"),
    "a list": (written("results/run.json", b"[]"), "RE631", "run.json"),
    "review moved": (replaced("results/run.json", "../review.yaml", "../other.yaml"), "RE610", "other.yaml"),
    "a replication gone": (removed("results/as-is/0.npz"), "RE632", "missing or damaged"),
    "a replication damaged": (written("results/quick/0.npz", b"PK\x03\x04"), "RE632", "missing or damaged"),
    "annotations changed": (replaced("annotations.yaml", "0.7", "0.6"), "RE632", "annotations.yaml changed"),
    "option changed": (replaced(QUICK, "0.8", "0.7"), "RE632", "options/quick.yaml changed"),
}


@pytest.mark.parametrize(("damage", "code", "words"), RESULTS.values(), ids=RESULTS.keys())
def test_damaged_or_stale_results_are_refused(
    small: Path, results: Path, call: Call, damage: Callable[[Path], None], code: str, words: str
) -> None:
    damage(small)
    called = call("compare", results)
    assert called.code == 3, called.err
    assert f"[{code}]" in called.err
    assert words in called.err


@pytest.mark.parametrize("target", ["nowhere/report.html", "small"])
def test_a_report_that_cannot_be_written_is_refused(results: Path, call: Call, target: str) -> None:
    called = call("report", results, "-o", target)
    assert called.code == 2
    assert "[RE702]" in called.err


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (["small/as-is.bpmn", "-o", "small"], 2, "[RE640]"),
        (["small/as-is.bpmn", "-o", "small/review.yaml"], 2, "[RE702]"),
        (["small/review.yaml", "-o", "new"], 3, "[RE2"),
        (["nothing.bpmn", "-o", "new"], 3, "nothing.bpmn"),
        (["small", "-o", "new"], 3, "small"),
    ],
)
def test_init_refuses_what_it_cannot_do(
    small: Path, call: Call, contents: Callable[[Path], dict[str, bytes]], args: list[str], code: int, words: str
) -> None:
    before = contents(small.parent)
    called = call("init", *args)
    assert called.code == code, called.err
    assert words in called.err
    assert contents(small.parent) == before


def test_a_failed_init_takes_its_folder_back(small: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> None:
        raise OSError(28, "No space left on device", "new/annotations.xlsx")

    monkeypatch.setattr("reengineer.review._init.prefill_workbook", fail)
    called = call("init", "small/as-is.bpmn", "-o", "new")
    assert called.code == 3
    assert "[RE701]" in called.err
    assert not (small.parent / "new").exists()


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["simulat"], 'nearest: "simulate"'),
        (["frobnicate"], "there are: demo"),
        (["--versio"], "--version"),
        (["show"], "MAP.bpmn"),
        (["schema", "reveiw"], "review"),
        (["ask"], "--catalogue"),
        (["show", "a.bpmn", "b.bpmn", "--svg", "x.svg"], "--svg"),
        (["show", "small/as-is.bpmn", "--svg", "nowhere/x.svg"], "[RE702]"),
        (["check", "a", "b", "--seal"], "--seal"),
        (["simulate", "small", "--assume"], "--assume"),
        (["report", "small", "--to", "pdf"], "html"),
    ],
)
def test_a_wrong_word_on_the_command_line_gives_a_hint(small: Path, call: Call, args: list[str], words: str) -> None:
    called = call(*args)
    assert called.code == 2
    assert words in called.err
    assert called.out == ""
