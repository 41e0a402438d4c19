"""Compare runs with queueing theory: models whose answers are known without any engine.

Each value is the mean over independent replications. It passes if it lies within four standard errors of theory, and
the standard error is small enough to have shown a fault.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import field

import numpy as np

from reengineer._records import dataclass
from reengineer.measures import CAUSES
from reengineer.simulation._checks import check_run
from reengineer.simulation._log import CASE_AT
from reengineer.simulation._program import CATCH, EXCLUSIVE, TASK, Program
from reengineer.simulation._replication import TICKS_A_WEEK, Replication, reduce_run
from reengineer.simulation._settings import RunSettings
from reengineer.simulation._sketch import Sketch
from reengineer.simulation._tables import Ints
from reengineer.simulation.compiling._compile import compile_model
from reengineer.simulation.loop._engine import run_in_loop
from reengineer.simulation.reference import ReferenceEngine
from reengineer.simulation.selftest._check import Check

TICKS_A_MINUTE = 60_000_000
STANDARD_ERRORS = 4.0
WARM_UP = 0.1
IDENTITY_CASES = 300
ONE_FOR_ONE = (TASK, CATCH, EXCLUSIVE)
"""What lets one token go on for each that comes, where it has one way out or chooses one."""
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


EVERY = 10**9
"""Cases that keep their rows: all of them, as statistics here look at each."""


def _by_reference(program: Program, seed: int, number: int) -> Replication:
    raw = ReferenceEngine(program, seed, number).run()
    check_run(program, raw)
    return reduce_run(program, raw, number, keep_log=False, most_kept=EVERY)


def _in_loop(program: Program, seed: int, number: int) -> Replication:
    return run_in_loop(program, seed, number, keep_log=False, most_kept=EVERY)


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
    within : dict of (float, float, Statistic)
        By name: two bounds, where theory gives no value, and how a run gives what must lie between them.
    slack : float
        Times the largest standard error of the effort: for a load near 1, where runs would take too long.
    """

    id: str
    sketch: Sketch
    expected: dict[str, tuple[float, Statistic]]
    cases: int
    replications: int = 40
    within: dict[str, tuple[float, float, Statistic]] = field(default_factory=dict)
    slack: float = 1.0


def check_theory(theory: Theory, effort: Effort = BY_REFERENCE, *, seed: int = 1) -> tuple[Check, ...]:
    """Run a model and compare."""
    program = compile_model(theory.sketch.annotated(), RunSettings(cases=theory.cases * effort.longer))
    statistics = {name: each[-1] for name, each in (theory.expected | theory.within).items()}
    values: dict[str, list[float]] = {name: [] for name in statistics}
    for number in range(theory.replications):
        run = effort.run(program, seed, number)
        for name, statistic in statistics.items():
            values[name].append(statistic(program, run))
    most = effort.largest_error * theory.slack
    return (
        *(
            _compare(f"{theory.id}.{name}", value, np.array(values[name]), most)
            for name, (value, _) in theory.expected.items()
        ),
        *(
            _between(f"{theory.id}.{name}", (low, high), np.array(values[name]), most)
            for name, (low, high, _) in theory.within.items()
        ),
    )


def _between(name: str, bounds: tuple[float, float], values: np.ndarray, largest_error: float) -> Check:
    """Compare with bounds: the whole of what the runs leave open must lie between them."""
    mean, error = float(values.mean()), float(values.std(ddof=1) / np.sqrt(len(values)))
    tolerance = STANDARD_ERRORS * error
    inside = bounds[0] <= mean - tolerance and mean + tolerance <= bounds[1]
    passed = inside and error <= largest_error * abs(mean)
    return Check(id=name, passed=passed, expected=f"{bounds[0]:.6g} to {bounds[1]:.6g}", got=mean, tolerance=tolerance)


def identity_checks(theories: Iterable[Theory], *, seed: int = 1) -> Iterator[Check]:
    """Yield the two laws that hold to the tick on every run of every model, for a few runs of some models.

    Every replication of every run is held against them too, and stops with an error where one is broken.
    """
    apart = residual = 0
    for theory in theories:
        program = compile_model(theory.sketch.annotated(), RunSettings(cases=IDENTITY_CASES))
        raw = ReferenceEngine(program, seed, 0).run()
        stays = sum(row[CASE_AT["completed"]] - row[CASE_AT["arrived"]] for row in raw.cases)
        apart += abs(raw.area - stays)
        inner = np.flatnonzero((np.diff(program.in_first) > 0) & (np.diff(program.out_first) > 0)).tolist()
        one_way = [each for each in inner if program.opcode[each] in ONE_FOR_ONE]
        residual += sum(abs(raw.moved_in[each] - raw.moved_out[each]) for each in one_way)
    yield Check(id="little.L_minus_lambda_W", passed=apart == 0, expected=0.0, got=float(apart))
    yield Check(id="flow_conservation.residual", passed=residual == 0, expected=0.0, got=float(residual))


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
