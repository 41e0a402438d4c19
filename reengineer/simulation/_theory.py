"""Compare runs with queueing theory: models whose answers are known without any engine.

Each value is the mean over independent replications. It passes if it lies within four standard errors of theory, and
the standard error is small enough to have shown a fault.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from reengineer.measures import CAUSES
from reengineer.simulation._check import Check
from reengineer.simulation._checks import check_run
from reengineer.simulation._compile import compile_model
from reengineer.simulation._program import Program
from reengineer.simulation._queueing import (
    erlang_c_wait,
    fork_join_stay,
    impatient_queue,
    limited_queue,
    pollaczek_wait,
    preemptive_stays,
    priority_waits,
)
from reengineer.simulation._reach import beyond_loop
from reengineer.simulation._replication import TICKS_A_WEEK, Replication, reduce_run
from reengineer.simulation._settings import RunSettings
from reengineer.simulation._sketch import Sketch
from reengineer.simulation._tables import Ints
from reengineer.simulation.loop._engine import run_in_loop
from reengineer.simulation.reference import ReferenceEngine

TICKS_A_MINUTE = 60_000_000
STANDARD_ERRORS = 4.0
WARM_UP = 0.1
LAST_CAUSE = 1 + len(CAUSES)
"""Work and all waits stand before this place, counted behind the number of rows."""

Statistic = Callable[[Program, Replication], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """Say how hard to try: by which engine, how long, and how near the mean must be known.

    Parameters
    ----------
    run : callable
        Runs a program with a seed and the number of a replication.
    longer : int
        Times the cases of a model.
    largest_error : float
        Largest standard error, as a share of the value, with which a comparison counts.
    """

    run: Callable[[Program, int, int], Replication]
    longer: int
    largest_error: float


def _by_reference(program: Program, seed: int, number: int) -> Replication:
    raw = ReferenceEngine(program, seed, number).run()
    check_run(program, raw)
    return reduce_run(program, raw, number, keep_log=False)


def _in_loop(program: Program, seed: int, number: int) -> Replication:
    return run_in_loop(program, seed, number, keep_log=False)


BY_REFERENCE = Effort(run=_by_reference, longer=1, largest_error=0.02)
IN_LOOP = Effort(run=_in_loop, longer=18, largest_error=0.005)


@dataclass(frozen=True, slots=True, kw_only=True)
class Theory:
    """State one model and what theory says of it; times are minutes.

    Parameters
    ----------
    id : str
    sketch : Sketch
    expected : dict of (float, Statistic)
        By name: the value, and how a run gives it.
    cases, replications : int
    """

    id: str
    sketch: Sketch
    expected: dict[str, tuple[float, Statistic]]
    cases: int
    replications: int = 40


def runs_in_loop(theory: Theory) -> bool:
    """Say whether the loop runs a model."""
    return not beyond_loop(compile_model(theory.sketch.annotated(), RunSettings(cases=1)))


def check_theory(theory: Theory, effort: Effort = BY_REFERENCE, *, seed: int = 1) -> tuple[Check, ...]:
    """Run a model and compare."""
    program = compile_model(theory.sketch.annotated(), RunSettings(cases=theory.cases * effort.longer))
    values: dict[str, list[float]] = {name: [] for name in theory.expected}
    for number in range(theory.replications):
        run = effort.run(program, seed, number)
        for name, (_, statistic) in theory.expected.items():
            values[name].append(statistic(program, run))
    return tuple(
        _compare(f"{theory.id}.{name}", value, np.array(values[name]), effort.largest_error)
        for name, (value, _) in theory.expected.items()
    )


def _compare(name: str, expected: float, values: np.ndarray, largest_error: float) -> Check:
    mean = float(values.mean())
    error = float(values.std(ddof=1) / np.sqrt(len(values)))
    tolerance = STANDARD_ERRORS * error
    passed = abs(mean - expected) <= max(tolerance, 1e-12) and error <= largest_error * abs(expected)
    return Check(id=name, passed=passed, expected=expected, got=mean, tolerance=tolerance)


# What a run gives, after the cases that arrived first: a tenth of them, or the weeks in which these came


def mean_wait(_program: Program, run: Replication) -> float:
    """Return the mean minutes that a case waits; for models of one step."""
    first = _first(run)
    wait = run.column("completed")[first:] - run.column("arrived")[first:] - run.column("processing")[first:]
    return float(wait.mean()) / TICKS_A_MINUTE


def mean_stay(step: str) -> Statistic:
    """Return the mean minutes between enabling and completion of a step."""

    def value(program: Program, run: Replication) -> float:
        count, *sums = _sums(program, run, step)
        return sum(sums[:LAST_CAUSE]) / count / TICKS_A_MINUTE

    return value


def mean_visits(step: str) -> Statistic:
    """Return the mean number of visits of a step a case."""

    def value(program: Program, run: Replication) -> float:
        return float(_sums(program, run, step)[0]) / float((_weeks(run) >= _first_week(run)).sum())

    return value


def mean_cycle(_program: Program, run: Replication) -> float:
    """Return the mean minutes between arrival and completion of a case."""
    first = _first(run)
    stay = run.column("completed")[first:] - run.column("arrived")[first:]
    return float(stay.mean()) / TICKS_A_MINUTE


def _first(run: Replication) -> int:
    return int(len(run.cases) * WARM_UP)


def _weeks(run: Replication) -> Ints:
    weeks: Ints = run.column("arrived") // TICKS_A_WEEK
    return weeks


def _first_week(run: Replication) -> int:
    """Return the first week that counts; all of a run count that has only a few."""
    return int(run.weeks * WARM_UP)


def _sums(program: Program, run: Replication, step: str) -> list[int]:
    """Return the sums of a step over the weeks that count: rows, work, and waits by cause."""
    sums = run.steps[program.names.elements.index(step), _first_week(run) :].sum(axis=0)
    found: list[int] = sums.tolist()
    return found


# Models


def theories() -> tuple[Theory, ...]:
    """Return the models."""
    return (
        _single(1, 0.8),
        _single(3, 2.4),
        _single(10, 8.0),
        _deterministic(),
        _general("me2_1", 0.8, "erlang(k=2, mean=1 min)", 1.0, 0.5),
        _general("mg1_lognormal", 0.7, "lognormal(mean=1 min, sd=1 min)", 1.0, 1.0),
        _general("mg1_uniform", 0.7, "uniform(0 min, 2 min)", 1.0, 1 / 3),
        _general("mg1_triangular", 0.7, "triangular(0.2 min, 0.7 min, 2.1 min)", 1.0, 49 / 300),
        _limited("mm2k", 3.0, 2, 6),
        _limited("erlangB", 4.0, 5, 5),
        _impatient(),
        _priorities(preempts=False),
        _priorities(preempts=True),
        _jackson(),
        _fork_join(),
        _endless_staff(),
        _rework(),
    )


def _notes(
    rate: float, steps: dict[str, str], members: dict[str, int], flows: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Return notes of single-group steps; a step is done by the group with its name in small letters."""
    return {
        "resources": {group: {"members": count} for group, count in members.items()},
        "steps": {step: {"role": step.lower(), "duration": duration} for step, duration in steps.items()},
        "flows": flows or {},
        "cases": {"case": {"start": "S", "arrivals": f"exponential({1 / rate!r} min)"}},
    }


def _chain(*steps: str) -> tuple[dict[str, str], list[tuple[str, str]]]:
    nodes = {"S": "startEvent", **dict.fromkeys(steps, "task"), "E": "endEvent"}
    names = list(nodes)
    return nodes, list(pairwise(names))


def _single(servers: int, rate: float) -> Theory:
    nodes, flows = _chain("A")
    wait = erlang_c_wait(rate, 1.0, servers)
    notes = _notes(rate, {"A": "exponential(1 min)"}, {"a": servers})
    expected: dict[str, tuple[float, Statistic]] = {"Wq": (wait, mean_wait), "W": (wait + 1, mean_cycle)}
    return Theory(
        id=f"mm{servers}",
        sketch=Sketch(nodes=nodes, flows=flows, notes=notes),
        expected=expected,
        cases=18_000 if servers < 10 else 30_000,
    )


def _deterministic() -> Theory:
    nodes, flows = _chain("A")
    notes = _notes(0.8, {"A": "1 min"}, {"a": 1})
    wait = 0.8 / (2 * (1 - 0.8))
    return Theory(
        id="md1",
        sketch=Sketch(nodes=nodes, flows=flows, notes=notes),
        expected={"Wq": (wait, mean_wait)},
        cases=8_000,
    )


def _jackson() -> Theory:
    nodes = {
        "S": "startEvent",
        "A": "task",
        "B": "task",
        "C": "task",
        "G": "exclusiveGateway",
        "D": "task",
        "E": "endEvent",
    }
    flows = [("S", "A"), ("A", "B"), ("B", "C"), ("C", "G"), ("G", "B"), ("G", "D"), ("D", "E")]
    rates = {"A": 2, "B": 1, "C": 4, "D": 1.5}
    durations = {step: f"exponential({1 / rate!r} min)" for step, rate in rates.items()}
    notes = _notes(1.0, durations, {"a": 1, "b": 2, "c": 1, "d": 1}, {"G": {"to B": 0.2, "to D": "rest"}})
    loop = 1 / (1 - 0.2)
    stays = {"A": 1 / (2 - 1), "B": erlang_c_wait(loop, 1.0, 2) + 1, "C": 1 / (4 - loop), "D": 1 / (1.5 - 1)}
    cycle = stays["A"] + loop * (stays["B"] + stays["C"]) + stays["D"]
    expected = {f"W_{step}": (stay, mean_stay(step)) for step, stay in stays.items()}
    return Theory(
        id="jackson_rework",
        sketch=Sketch(nodes=nodes, flows=flows, notes=notes),
        expected=expected | {"cycle_time": (cycle, mean_cycle), "visits_B": (loop, mean_visits("B"))},
        cases=4_000,
    )


def _fork_join() -> Theory:
    nodes = {
        "S": "startEvent",
        "F": "parallelGateway",
        "A": "task",
        "B": "task",
        "J": "parallelGateway",
        "E": "endEvent",
    }
    flows = [("S", "F"), ("F", "A"), ("F", "B"), ("A", "J"), ("B", "J"), ("J", "E")]
    notes = _notes(0.7, {"A": "exponential(1 min)", "B": "exponential(1 min)"}, {"a": 1, "b": 1})
    return Theory(
        id="forkjoin2",
        sketch=Sketch(nodes=nodes, flows=flows, notes=notes),
        expected={"T": (fork_join_stay(0.7, 1.0), mean_cycle)},
        cases=6_000,
    )


def _rework() -> Theory:
    nodes = {"S": "startEvent", "A": "task", "G": "exclusiveGateway", "E": "endEvent"}
    flows = [("S", "A"), ("A", "G"), ("G", "A"), ("G", "E")]
    notes = _notes(1.0, {"A": "0.1 min"}, {"a": 1}, {"G": {"to A": 0.2, "to E": "rest"}})
    expected = {"mean_visits": (1 / (1 - 0.2), mean_visits("A"))}
    return Theory(
        id="rework_geometric", sketch=Sketch(nodes=nodes, flows=flows, notes=notes), expected=expected, cases=2_000
    )


def _general(name: str, rate: float, duration: str, mean: float, variance: float) -> Theory:
    nodes, flows = _chain("A")
    return Theory(
        id=name,
        sketch=Sketch(nodes=nodes, flows=flows, notes=_notes(rate, {"A": duration}, {"a": 1})),
        expected={"Wq": (pollaczek_wait(rate, mean, variance), mean_wait)},
        cases=10_000,
    )


def _share_gone(step: str) -> Statistic:
    """Return a statistic: the share of visits without work, where work takes a minute on average."""

    def value(program: Program, run: Replication) -> float:
        count, work, *_ = _sums(program, run, step)
        return 1 - work / TICKS_A_MINUTE / count

    return value


def _limited(name: str, rate: float, servers: int, places: int) -> Theory:
    nodes, flows = _chain("A")
    notes = _notes(rate, {"A": "exponential(1 min)"}, {"a": servers})
    notes["steps"]["A"]["limit"] = places - servers
    blocked, _ = limited_queue(rate, servers, places)
    return Theory(
        id=name,
        sketch=Sketch(nodes=nodes, flows=flows, notes=notes),
        expected={"p_block": (blocked, _share_gone("A"))},
        cases=3_000,
    )


def _impatient() -> Theory:
    nodes, flows = _chain("A")
    notes = _notes(6.0, {"A": "exponential(1 min)"}, {"a": 5})
    notes["steps"]["A"]["patience"] = "exponential(2 min)"
    gone, wait = impatient_queue(6.0, 5, 0.5)

    def mean_wait_of_all(program: Program, run: Replication) -> float:
        count, _, *waits = _sums(program, run, "A")
        return sum(waits[: len(CAUSES)]) / count / TICKS_A_MINUTE

    return Theory(
        id="erlangA",
        sketch=Sketch(nodes=nodes, flows=flows, notes=notes),
        expected={"p_abandon": (gone, _share_gone("A")), "Wq_all": (wait, mean_wait_of_all)},
        cases=4_000,
    )


def _priorities(*, preempts: bool) -> Theory:
    """Return one server with two classes of work, each a step of its own."""
    nodes = {"S": "startEvent", "T": "startEvent", "A": "task", "B": "task", "E": "endEvent"}
    flows = [("S", "A"), ("T", "B"), ("A", "E"), ("B", "E")]
    work = {"duration": "exponential(1 min)", "role": "a"}
    steps = {
        "A": work | {"priority": 1, "preempts": preempts},
        "B": work | {"priority": 2, "interruptible": preempts},
    }
    cases = {
        "one": {"start": "S", "arrivals": f"exponential({1 / 0.3!r} min)"},
        "two": {"start": "T", "arrivals": "exponential(2 min)"},
    }
    notes = {"resources": {"a": {"members": 1}}, "steps": steps, "cases": cases}
    first, second = preemptive_stays(0.3, 0.5) if preempts else (wait + 1 for wait in priority_waits(0.3, 0.5))
    return Theory(
        id="prio_pr" if preempts else "prio_np",
        sketch=Sketch(nodes=nodes, flows=flows, notes=notes),
        expected={"W1": (first, mean_stay("A")), "W2": (second, mean_stay("B"))},
        cases=12_000,
    )


def _endless_staff() -> Theory:
    """Return three steps side by side without people: the longest of three exponential times."""
    nodes = {"S": "startEvent", "F": "parallelGateway", "A": "task", "B": "task", "C": "task"}
    nodes |= {"J": "parallelGateway", "E": "endEvent"}
    flows = [("S", "F"), *(("F", step) for step in "ABC"), *((step, "J") for step in "ABC"), ("J", "E")]
    rates = {"A": 1.0, "B": 2.0, "C": 3.0}
    notes = _notes(1.0, {step: f"exponential({1 / rate!r} min)" for step, rate in rates.items()}, {})
    notes["steps"] = {step: {"duration": each["duration"]} for step, each in notes["steps"].items()}
    a, b, c = rates.values()
    longest = 1 / a + 1 / b + 1 / c - 1 / (a + b) - 1 / (a + c) - 1 / (b + c) + 1 / (a + b + c)
    return Theory(
        id="forkjoin_inf",
        sketch=Sketch(nodes=nodes, flows=flows, notes=notes),
        expected={"mean_max": (longest, mean_cycle)},
        cases=1_000,
    )
