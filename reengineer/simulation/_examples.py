"""Run examples worked by hand and compare every row.

The files state small processes with times in minutes and every row that must come out. Money is in pounds.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from reengineer.errors import InputError, Problem, ReengineerError
from reengineer.files import read_yaml
from reengineer.measures import CAUSES
from reengineer.simulation._check import Check
from reengineer.simulation._checks import check_run
from reengineer.simulation._example_notes import unknown_keys
from reengineer.simulation._example_programs import TICKS_A_MINUTE, program_of
from reengineer.simulation._items import RawRun
from reengineer.simulation._log import CASE_STATES, KIND_SUBPROCESS, STATES, LogRows
from reengineer.simulation._program import Program
from reengineer.simulation.reference import ReferenceEngine
from reengineer.source import Source

MICRO = 1_000_000

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
    return tuple(_run_example(example, engine) for example in data["examples"])


def _run_example(example: Mapping[str, Any], engine: EngineFactory) -> Check:
    name = str(example.get("id"))
    try:
        unknown = unknown_keys(example["model"])
        if unknown:
            return Check(id=name, passed=False, expected="rows", got=f"not simulated: {', '.join(unknown)}")
        program, raw = run_model_of(example["model"], engine)
    except ReengineerError as error:
        return Check(id=name, passed=False, expected="rows", got=f"refused: {error}")
    differences = [
        *_rows(example["expect"]["rows"], program, raw.log),
        *_cases(example["expect"].get("cases", {}), raw),
    ]
    return Check(
        id=name,
        passed=not differences,
        expected=f"{len(example['expect']['rows'])} rows",
        got="; ".join(differences) or "the same",
    )


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
        if not _same(got[name], value):
            yield f"{_key_of(row)} {name}: expected {value}, got {got[name]}"


def _same(got: Any, expected: Any) -> bool:  # noqa: ANN401 - numbers, texts and tables alike
    if isinstance(expected, float):
        return got is not None and abs(float(got) - expected) < 1e-6
    return bool(got == expected)


def _stated(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an expected row says, with what it leaves out to be empty."""
    waits = {cause: float(minutes) for cause, minutes in row.get("waits", {}).items()}
    stated = {
        "who": row.get("who", ""),
        "state": row.get("state", "completed"),
        "enabled": float(row["enabled"]),
        "started": float(row["started"]) if "started" in row else None,
        "completed": float(row["completed"]) if "completed" in row else None,
        "waits": waits,
    }
    return stated | ({"cost": float(row["cost"])} if "cost" in row else {})


def _key(program: Program, log: LogRows, place: int) -> tuple[int, str, int, int]:
    case, element, visit, instance = (int(log.column(name)[place]) for name in ("case", "element", "visit", "instance"))
    return case, program.names.elements[element], visit, instance


def row_of(program: Program, log: LogRows, place: int) -> dict[str, Any]:
    """Return one row of a log in minutes and pounds."""
    column = {
        name: int(log.column(name)[place])
        for name in ("state", "enabled", "started", "completed", "member_first", "member_count", "cost")
    }
    first, count = column["member_first"], column["member_count"]
    members = log.members[first : first + count].tolist() if count else []
    times = {
        name: column[name] / TICKS_A_MINUTE if column[name] >= 0 else None
        for name in ("enabled", "started", "completed")
    }
    waits = zip(CAUSES, log.waits[place].tolist(), strict=True)
    return {
        "who": "+".join(program.names.members[member] for member in members),
        "state": STATES[column["state"]],
        **times,
        "waits": {cause: ticks / TICKS_A_MINUTE for cause, ticks in waits if ticks},
        "cost": column["cost"] / MICRO,
    }


def _cases(expected: Mapping[str, Mapping[str, Any]], raw: RawRun) -> Iterator[str]:
    for number, row in expected.items():
        case = raw.cases[int(number) - 1]
        got = {"completed": case[5] / TICKS_A_MINUTE if case[5] >= 0 else None, "state": CASE_STATES[case[6]]}
        for name, value in row.items():
            if got[name] != value:
                yield f"case {number} {name}: expected {value}, got {got[name]}"
