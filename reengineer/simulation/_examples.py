"""Run examples worked by hand and compare every row.

The files state small processes with times in minutes and every row that must come out. Money is in pounds.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from reengineer.errors import InputError, Problem, ReengineerError
from reengineer.files import read_yaml
from reengineer.measures import CAUSES
from reengineer.simulation._check import Check
from reengineer.simulation._checks import check_run
from reengineer.simulation._compile import compile_model
from reengineer.simulation._hooks import Hooks
from reengineer.simulation._items import RawRun
from reengineer.simulation._log import CASE_STATES, STATES, LogRows
from reengineer.simulation._program import Program
from reengineer.simulation._reference import ReferenceEngine
from reengineer.simulation._settings import RunSettings
from reengineer.simulation._sketch import Sketch
from reengineer.source import Source

TICKS_A_MINUTE = 60_000_000
MICRO = 1_000_000
TAGS = {"task": "task", "start": "startEvent", "end": "endEvent", "xor": "exclusiveGateway", "and": "parallelGateway"}
NODE_KEYS = frozenset({"kind", "work", "needs", "fixed", "route"})
GROUP_KEYS = frozenset({"members", "rate", "open", "choice", "discipline"})
MEMBER_KEYS = frozenset({"rate", "open", "factor"})
MODEL_KEYS = frozenset({"nodes", "flows", "groups", "arrivals", "end"})
WEEK_MINUTES = 7 * 24 * 60
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

EngineFactory = Callable[[Program, int, int, Hooks], ReferenceEngine]


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
        One an example. What this version does not simulate fails, with the reason in ``got``.

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
        unknown = sorted(set(_unsupported(example["model"])))
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


def _unsupported(model: Mapping[str, Any]) -> Iterator[str]:
    """Name the constructs of an example that this version does not simulate."""
    yield from (key for key in model if key not in MODEL_KEYS)
    for node in model.get("nodes", {}).values():
        kind = node.get("kind", "task")
        if "inside" in node:
            yield "sub-process"
        elif kind not in TAGS:
            yield f"{kind} node"
        yield from (key for key in node if key not in NODE_KEYS)
        if not isinstance(node.get("needs", ""), str):
            yield "several needs"
    for group in model.get("groups", {}).values():
        yield from (key for key in group if key not in GROUP_KEYS)
    if isinstance(model.get("arrivals"), dict) and "rates" in model["arrivals"]:
        yield "hourly rates"


def run_model_of(model: Mapping[str, Any], engine: EngineFactory = ReferenceEngine) -> tuple[Program, RawRun]:
    """Run the model of an example; return its program and what it left."""
    nodes = {name: TAGS[node.get("kind", "task")] for name, node in model["nodes"].items()}
    flows = [tuple(part.strip() for part in flow.split(">")) for flow in model["flows"]]
    sketch = Sketch(nodes=nodes, flows=flows, notes=_notes(model, flows))
    cut = model["end"]["cut"] if isinstance(model.get("end"), dict) else None
    settings = RunSettings(length=cut * 60.0, end="cut") if cut else RunSettings(length=4.0 * WEEK_MINUTES * 60)
    program = _with_arrivals(compile_model(sketch.annotated(), settings), model["arrivals"])
    raw = engine(program, 1, 0, Hooks(duration=_work(model), route=_route(model))).run()
    check_run(program, raw)
    return program, raw


def _notes(model: Mapping[str, Any], flows: list[tuple[str, ...]]) -> dict[str, Any]:
    calendars: dict[str, Any] = {}
    resources = {name: _group(name, group, calendars) for name, group in model.get("groups", {}).items()}
    steps = {
        name: {
            "duration": "1 min",
            **({"role": node["needs"]} if "needs" in node else {}),
            **({"cost": f"{node['fixed']} GBP"} if "fixed" in node else {}),
        }
        for name, node in model["nodes"].items()
        if node.get("kind", "task") == "task"
    }
    shares = {name: _equal(name, flows) for name, node in model["nodes"].items() if node.get("kind") == "xor"}
    start = next(name for name, node in model["nodes"].items() if node.get("kind") == "start")
    return {
        "currency": "GBP",
        "clock": {"start": "2026-01-05", "timezone": "UTC"},
        "calendars": calendars,
        "resources": resources,
        "steps": steps,
        "flows": {name: branches for name, branches in shares.items() if len(branches) > 1},
        "cases": {"case": {"start": start, "arrivals": _gap(model["arrivals"], calendars)}},
    }


def _gap(arrivals: Any, calendars: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401 - what a file holds
    if isinstance(arrivals, list):
        return {"every": "1 min"}
    found = {"every": f"{arrivals['gap']} min"}
    if "open" in arrivals:
        calendars["demand"] = _hours(arrivals["open"])
        found["calendar"] = "demand"
    return found


def _equal(gateway: str, flows: list[tuple[str, ...]]) -> dict[str, Any]:
    """Return shares that nobody draws from, because every route is stated."""
    targets = [target for source, target in flows if source == gateway]
    return {f"to {target}": "rest" if place == 0 else 0 for place, target in enumerate(targets)}


def _group(name: str, group: Mapping[str, Any], calendars: dict[str, Any]) -> dict[str, Any]:
    members = group["members"]
    found = {key: group[key] for key in ("choice", "discipline") if key in group}
    if "open" in group:
        calendars[name] = _hours(group["open"])
        found["calendar"] = name
    if "rate" in group:
        found["cost"] = f"{group['rate']} GBP/h"
    if isinstance(members, list):
        return found | {"members": [{"name": member} for member in members]}
    return found | {"members": [_member(member, notes or {}, calendars) for member, notes in members.items()]}


def _member(name: str, notes: Mapping[str, Any], calendars: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"name": name}
    if "open" in notes:
        calendars[name] = _hours(notes["open"])
        found["calendar"] = name
    if "rate" in notes:
        found["cost"] = f"{notes['rate']} GBP/h"
    if "factor" in notes:
        found["speed"] = 1 / notes["factor"]
    return found


def _hours(spans: list[list[int]]) -> dict[str, list[str]]:
    """Turn spans in minutes of the first week into hours of its days."""
    hours: dict[str, list[str]] = {}
    for first, last in spans:
        for day in range(first // 1440, -(-last // 1440)):
            start, end = max(first, day * 1440), min(last, (day + 1) * 1440)
            hours.setdefault(DAYS[day % 7], []).append(f"{_clock(start - day * 1440)}-{_clock(end - day * 1440)}")
    return hours


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _with_arrivals(program: Program, arrivals: Any) -> Program:  # noqa: ANN401 - what a file holds
    if not isinstance(arrivals, list):
        return replace(program, cases=int(arrivals["cases"]), horizon=-1)
    ticks = np.array([round(minute * TICKS_A_MINUTE) for minute in arrivals], dtype=np.int64)
    return replace(program, stream_gap=np.array([-1]), arrival_first=np.array([0, len(ticks)]), arrival_tick=ticks)


def _work(model: Mapping[str, Any]) -> Callable[[str, int, int], float]:
    def duration(element: str, case: int, visit: int) -> float:
        return 60.0 * float(_pick(model["nodes"][element].get("work", 0), case, visit))

    return duration


def _route(model: Mapping[str, Any]) -> Callable[[str, int, int], str]:
    def route(gateway: str, case: int, visit: int) -> str:
        routes = model["nodes"][gateway]["route"]
        return str(_pick(routes.get(str(case), routes.get("else")), case, visit))

    return route


def _pick(value: Any, case: int, visit: int) -> Any:  # noqa: ANN401 - what a file holds
    """Choose from a number, a list by visit (the last entry holds), or a table by case."""
    if isinstance(value, dict):
        return _pick(value.get(str(case), value.get("else")), case, visit)
    return value[min(visit, len(value)) - 1] if isinstance(value, list) else value


def _rows(expected: list[Mapping[str, Any]], program: Program, log: LogRows) -> Iterator[str]:
    found = {_key(program, log, place): place for place in range(len(log.rows))}
    wanted = {(row["case"], row["step"], row.get("visit", 1), row.get("instance", 0)) for row in expected}
    for row in expected:
        key = (row["case"], row["step"], row.get("visit", 1), row.get("instance", 0))
        if key not in found:
            yield f"no row {key}"
            continue
        got = row_of(program, log, found[key])
        for name, value in _stated(row).items():
            if not _same(got[name], value):
                yield f"{key} {name}: expected {value}, got {got[name]}"
    yield from (f"row {key} was not expected" for key in found if key not in wanted)


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
