"""Run examples worked by hand and compare every row.

The files state small processes with times in minutes and every row that must come out. Money is in pounds.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from reengineer.errors import InputError, Problem, ReengineerError
from reengineer.files import Document, read_yaml
from reengineer.measures import CAUSES
from reengineer.simulation._checks import check_run
from reengineer.simulation._items import RawRun
from reengineer.simulation._log import CASE_STATES, KIND_SUBPROCESS, STATES, LogRows
from reengineer.simulation._program import Program
from reengineer.simulation.reference import ReferenceEngine
from reengineer.simulation.selftest._check import Check
from reengineer.simulation.selftest._keys import unknown_keys
from reengineer.simulation.selftest._programs import TICKS_A_MINUTE, program_of
from reengineer.simulation.selftest._records import Example, plain, read_example
from reengineer.source import Source

MICRO = 1_000_000
NEAR = 1e-6
"""Minutes and pounds that are no more apart are the same: examples are rounded to six places."""
TIMES = ("enabled", "ready", "allocated", "started", "completed")

EngineFactory = Callable[[Program, int, int], ReferenceEngine]


def run_examples(path: str | Path, engine: EngineFactory = ReferenceEngine) -> tuple[Check, ...]:
    """Run a file of worked examples.

    Parameters
    ----------
    path : path
        YAML with a list ``examples``.
    engine : callable
        Makes the engine that runs them.

    Returns
    -------
    tuple of Check
        One an example. What is not simulated fails, with the reason in ``got``.

    Raises
    ------
    InputError
        If the file is not such a list.
    """
    document = read_yaml(path)
    data = document.data
    if not isinstance(data, dict) or not isinstance(data.get("examples"), list):
        raise InputError(
            [
                Problem(
                    "RE550",
                    "this is no file of worked examples",
                    "It needs a list under the key examples.",
                    Source(file=str(path)),
                )
            ]
        )
    return tuple(_run_example(document, place, engine) for place in range(len(data["examples"])))


def _run_example(document: Document, place: int, engine: EngineFactory) -> Check:
    stated = document.at(("examples", place))
    name = str(stated.get("id", place + 1)) if isinstance(stated, Mapping) else str(place + 1)
    try:
        example = read_example(document, place)
    except InputError as error:
        return Check(id=name, passed=False, expected="an example", got=f"not understood: {_told(error)}")
    model = plain(example.model)
    unknown = unknown_keys(model)
    if unknown:
        return Check(id=name, passed=False, expected="rows", got=f"not simulated: {', '.join(unknown)}")
    try:
        program, raw = run_model_of(model, engine)
    except ReengineerError as error:
        return _refused(example, error)
    if example.expect.error is not None:
        return Check(id=example.id, passed=False, expected="an error", got="it runs")
    expected = plain(example.expect)
    differences = [*_rows(expected["rows"], program, raw.log), *_cases(expected.get("cases", {}), raw)]
    if engine is ReferenceEngine:
        differences += _of_loop(program, raw)
    return Check(
        id=example.id,
        passed=not differences,
        expected=f"{len(expected['rows'])} rows",
        got="; ".join(differences) or "the same",
    )


def _told(error: ReengineerError) -> str:
    return " ".join(str(error).split())


def _refused(example: Example, error: ReengineerError) -> Check:
    """Return whether a model was to be refused, and with these words."""
    words = example.expect.error
    if words is None:
        return Check(id=example.id, passed=False, expected="rows", got=f"refused: {_told(error)}")
    passed = words.lower() in str(error).lower()
    return Check(id=example.id, passed=passed, expected=words or "an error", got="the same" if passed else _told(error))


def _of_loop(program: Program, raw: RawRun) -> list[str]:
    """Return where the loop writes another log than the reference engine, nothing where it writes the same."""
    from reengineer.simulation.loop._engine import run_in_loop

    log, other = raw.log, run_in_loop(program, 1, 0, keep_log=True).log
    if other is not None and np.array_equal(log.rows, other.rows) and np.array_equal(log.members, other.members):
        return []
    return ["the other engine writes another log"]


def run_model_of(model: Mapping[str, Any], engine: EngineFactory = ReferenceEngine) -> tuple[Program, RawRun]:
    """Run the model of an example; return its program and what it left."""
    program = program_of(model)
    raw = engine(program, 1, 0).run()
    check_run(program, raw)
    return program, raw


def _rows(expected: list[Mapping[str, Any]], program: Program, log: LogRows) -> Iterator[str]:
    """Yield what differs; rows of one key, of several scopes or attempts, are told apart by all else."""
    found: dict[tuple[int, str, int, int], list[int]] = {}
    for place in (log.column("kind") != KIND_SUBPROCESS).nonzero()[0].tolist():
        found.setdefault(_key(program, log, place), []).append(place)
    left: list[Mapping[str, Any]] = []
    for row in expected:
        same = [place for place in found.get(_key_of(row), ()) if not any(_differences(program, log, place, row))]
        if same:
            found[_key_of(row)].remove(same[0])
        else:
            left.append(row)
    for row in left:
        key = _key_of(row)
        if found.get(key):
            yield from _differences(program, log, found[key].pop(0), row)
        else:
            yield f"no row {key}"
    yield from (f"row {key} was not expected" for key, places in found.items() for _ in places)


def _key_of(row: Mapping[str, Any]) -> tuple[int, str, int, int]:
    return row["case"], row["step"], row.get("visit", 1), row.get("instance", 0)


def _differences(program: Program, log: LogRows, place: int, row: Mapping[str, Any]) -> Iterator[str]:
    """Yield how a row of a log differs from one that is expected."""
    got = row_of(program, log, place)
    for name, value in _stated(row).items():
        if not (_same_people if name == "who" else _same)(got[name], value):
            yield f"{_key_of(row)} {name}: expected {value}, got {got[name]}"


def _same(got: Any, expected: Any) -> bool:  # noqa: ANN401 - numbers, texts and tables alike
    if isinstance(expected, Mapping):
        return all(_same(got.get(name, 0.0), expected.get(name, 0.0)) for name in {*got, *expected})
    if isinstance(expected, float):
        return got is not None and abs(float(got) - expected) < NEAR
    return bool(got == expected)


def _same_people(got: str, expected: str) -> bool:
    """Say whether these are the same members, in whatever order they stand."""
    return sorted(got.split("+")) == sorted(name.strip() for name in expected.split("+"))


def _stated(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an expected row says, with what it leaves out to be empty."""
    usual: dict[str, Any] = {"who": "", "state": "completed", "started": None, "completed": None, "waits": {}}
    return usual | {name: value for name, value in row.items() if name not in ("case", "step", "visit", "instance")}


def _key(program: Program, log: LogRows, place: int) -> tuple[int, str, int, int]:
    case, element, visit, instance = (int(log.column(name)[place]) for name in ("case", "element", "visit", "instance"))
    return case, program.names.elements[element], visit, instance


def row_of(program: Program, log: LogRows, place: int) -> dict[str, Any]:
    """Return one row of a log in minutes and pounds."""
    column = {
        name: int(log.column(name)[place]) for name in ("state", *TIMES, "work", "member_first", "member_count", "cost")
    }
    first, count = column["member_first"], column["member_count"]
    members = log.members[first : first + count].tolist() if count else []
    times = {name: column[name] / TICKS_A_MINUTE if column[name] >= 0 or name == "enabled" else None for name in TIMES}
    waits = zip(CAUSES, log.waits[place].tolist(), strict=True)
    return {
        "who": "+".join(program.names.members[member] for member in members),
        "state": STATES[column["state"]],
        **times,
        "work": column["work"] / TICKS_A_MINUTE,
        "waits": {cause: ticks / TICKS_A_MINUTE for cause, ticks in waits if ticks},
        "cost": column["cost"] / MICRO,
    }


def _cases(expected: Mapping[str, Mapping[str, Any]], raw: RawRun) -> Iterator[str]:
    for number, row in expected.items():
        if int(number) > len(raw.cases):
            yield f"no case {number}"
            continue
        case = raw.cases[int(number) - 1]
        got = {
            "arrived": case[4] / TICKS_A_MINUTE,
            "completed": case[5] / TICKS_A_MINUTE if case[5] >= 0 else None,
            "state": CASE_STATES[case[6]],
            "cost": case[7] / MICRO,
        }
        for name, value in row.items():
            if not _same(got[name], value):
                yield f"case {number} {name}: expected {value}, got {got[name]}"
