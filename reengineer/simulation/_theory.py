"""Compare runs with queueing theory: models whose answers are known without any engine.

Each value is the mean over independent replications. It passes if it lies within four standard errors of theory, and
the standard error is small enough to have shown a fault.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from reengineer.measures import CAUSES
from reengineer.simulation._check import Check
from reengineer.simulation._checks import check_run
from reengineer.simulation._compile import compile_model
from reengineer.simulation._program import Program
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
        count, *sums = sums_of(program, run, step)
        return sum(sums[:LAST_CAUSE]) / count / TICKS_A_MINUTE

    return value


def mean_visits(step: str) -> Statistic:
    """Return the mean number of visits of a step a case."""

    def value(program: Program, run: Replication) -> float:
        return float(sums_of(program, run, step)[0]) / float((_weeks(run) >= _first_week(run)).sum())

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


def sums_of(program: Program, run: Replication, step: str) -> list[int]:
    """Return the sums of a step over the weeks that count: rows, work, and waits by cause."""
    sums = run.steps[program.names.elements.index(step), _first_week(run) :].sum(axis=0)
    found: list[int] = sums.tolist()
    return found
