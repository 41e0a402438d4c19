"""Runs worked by hand come out row for row; what is not simulated is refused by name."""

from pathlib import Path

import pytest

from reengineer.errors import InputError
from reengineer.files import read_yaml
from reengineer.simulation.reference import ReferenceEngine
from reengineer.simulation.selftest import _examples
from reengineer.simulation.selftest._check import Check
from reengineer.simulation.selftest._examples import _run_example, row_of, run_examples, run_model_of

WORKED = Path(__file__).resolve().parents[1] / "worked"
NAMES = {"who", "state", "enabled", "ready", "allocated", "started", "completed", "work", "waits", "cost"}


DOCUMENTS = {path.stem: read_yaml(path) for path in sorted(WORKED.glob("*.yaml"))}
PLACES = [(name, place) for name, each in DOCUMENTS.items() for place in range(len(each.data["examples"]))]


@pytest.mark.parametrize(("name", "place"), PLACES)
def test_every_row_comes_out_of_both_engines(name: str, place: int) -> None:
    check = _run_example(DOCUMENTS[name], place, ReferenceEngine)
    assert check.passed, f"{check.id}: {check.got}"


@pytest.fixture(scope="module")
def reference(shared: Path) -> dict[str, Check]:
    return {check.id: check for check in run_examples(shared / "oracles" / "worked_examples.yaml")}


def test_of_the_reference_all_pass(reference: dict[str, Check]) -> None:
    assert len(reference) == 46
    assert {name: check.got for name, check in reference.items() if not check.passed} == {}


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "examples.yaml"
    path.write_text(text, encoding="utf-8")
    return path


WRONG = """
examples:
- id: X1
  model:
    nodes: {S: {kind: start}, A: {work: 10, needs: clerk}, E: {kind: end}}
    flows: [S > A, A > E]
    groups: {clerk: {members: {ann: {factor: 0.5, rate: 30}}}}
    arrivals: [0]
  expect:
    rows:
    - {case: 1, step: A, who: bob, enabled: 0, started: 0, completed: 5, cost: 2.5}
    - {case: 2, step: A, enabled: 0, started: 0, completed: 5}
    cases: {1: {completed: 9}}
"""


def test_a_wrong_row_is_told_by_what_differs(tmp_path: Path) -> None:
    (check,) = run_examples(write(tmp_path, WRONG))
    assert not check.passed
    assert str(check.got).split("; ") == [
        "(1, 'A', 1, 0) who: expected bob, got ann",
        "no row (2, 'A', 1, 0)",
        "case 1 completed: expected 9.0, got 5.0",
    ]


def test_a_row_that_was_not_expected_is_told(tmp_path: Path) -> None:
    lines = [line for line in WRONG.splitlines() if "case: 1" not in line and "case: 2" not in line]
    (check,) = run_examples(write(tmp_path, "\n".join(lines).replace("rows:", "rows: []").replace("9", "5")))
    assert check.got == "row (1, 'A', 1, 0) was not expected"


def test_what_the_compiler_refuses_is_told(tmp_path: Path) -> None:
    (check,) = run_examples(write(tmp_path, WRONG.replace("factor: 0.5, rate: 30", "rate: 9000")))
    assert str(check.got).startswith("refused: ")
    assert "RE507" in str(check.got)


def test_a_fixed_cost_a_choice_and_a_lone_gateway_are_read() -> None:
    model = {
        "nodes": {
            "S": {"kind": "start"},
            "A": {"work": {"1": 4, "else": 6}, "needs": "clerk", "fixed": 2},
            "G": {"kind": "xor", "route": {"else": ["E"]}},
            "E": {"kind": "end"},
        },
        "flows": ["S > A", "A > G", "G > E"],
        "groups": {"clerk": {"members": ["ann"], "choice": "first", "discipline": "fifo"}},
        "arrivals": [0, 20],
    }
    program, raw = run_model_of(model)
    rows = [row_of(program, raw.log, place) for place in range(2)]
    assert [set(row) for row in rows] == [NAMES, NAMES]
    assert [(row["completed"], row["cost"]) for row in rows] == [(4, 2), (26, 2)]


@pytest.mark.parametrize(
    ("part", "told"),
    [
        ("work: -10", "examples.yaml:5"),
        ("work: [1, x]", "Write a duration"),
        ("work: {x: 1}", '"x" is no case'),
        ("wrok: 10", "not simulated: wrok"),
        ("work: 10, attached: E", "not simulated: attached of A"),
        ("work: 10, external: 5", "not simulated: needs of A, work of A"),
        ("inside: {nodes: {B: {}}, start: B}", "not simulated: start"),
        ("work: 10}, G: {kind: xor, route: {1: [A]}", "not simulated: needs of G, route G > A"),
        ("work: 10, clock: [[5, 5]]", "Write [from, to]"),
        ("work: 10, route: {1: []}", "text is wanted"),
    ],
)
def test_what_is_not_understood_in_an_example_is_told(tmp_path: Path, part: str, told: str) -> None:
    (check,) = run_examples(write(tmp_path, WRONG.replace("work: 10", part)))
    assert not check.passed
    assert told in str(check.got)


@pytest.mark.parametrize(
    ("part", "told"),
    [
        ("arrivals: {gap: 5, cases: 1, frist: start}", "not simulated: frist"),
        ("arrivals: [0]\n    messages: [A > X]", "not simulated: message A > X"),
    ],
)
def test_what_is_not_known_beside_the_nodes_is_told(tmp_path: Path, part: str, told: str) -> None:
    (check,) = run_examples(write(tmp_path, WRONG.replace("arrivals: [0]", part)))
    assert told in str(check.got)


def test_an_example_in_which_no_case_can_start_is_told(tmp_path: Path) -> None:
    (check,) = run_examples(write(tmp_path, WRONG.replace("{kind: start}", "{}")))
    assert "write a node of kind start" in str(check.got).lower()


def test_an_error_that_was_expected_is_compared_by_its_words(tmp_path: Path) -> None:
    text = WRONG.replace("rate: 30", "rate: 9000").split("  expect:")[0]
    passed = [
        run_examples(write(tmp_path, f"{text}  expect: {expect}"))[0].passed
        for expect in ("error", "{error: RE507}", "{error: RE999}")
    ]
    assert passed == [True, True, False]
    (check,) = run_examples(write(tmp_path, text.replace("9000", "30") + "  expect: error"))
    assert (check.passed, check.got) == (False, "it runs")


def test_rows_and_errors_do_not_go_together(tmp_path: Path) -> None:
    text = WRONG.split("  expect:", maxsplit=1)[0]
    for expect in ("{}", "{rows: [], error: RE507}"):
        (check,) = run_examples(write(tmp_path, f"{text}  expect: {expect}"))
        assert "Write rows, or error" in str(check.got)


def test_what_two_engines_say_differently_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_examples, "_of_loop", lambda _program, _raw: ["the other engine writes another log"])
    checks = run_examples(WORKED / "runs.yaml")
    assert {check.got for check in checks} == {"the other engine writes another log"}
    assert not any(check.passed for check in checks)


def test_due_dates_need_minutes_of_arrival(tmp_path: Path) -> None:
    text = WRONG.replace("arrivals: [0]", "arrivals: {gap: 5, cases: 1}\n    cases: {1: {due: 9}}")
    (check,) = run_examples(write(tmp_path, text))
    assert "RE580" in str(check.got)


@pytest.mark.parametrize("text", ["[]", "examples: 7", "rows: []"])
def test_a_file_of_something_else_is_refused(tmp_path: Path, text: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(InputError, match="RE550") as raised:
        run_examples(path)
    assert raised.value.problems[0].source.file == str(path)


def test_the_files_say_what_each_example_catches() -> None:
    for document in DOCUMENTS.values():
        data = document.data
        assert isinstance(data, dict)
        assert all({"id", "title", "catches", "reason", "model", "expect"} == set(each) for each in data["examples"])
