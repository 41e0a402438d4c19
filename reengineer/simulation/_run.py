"""Run replications of a model: the one entry to simulation."""

from collections.abc import Iterable
from concurrent.futures import Executor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np

from reengineer._version import __version__
from reengineer.annotations import AnnotatedMap, complete
from reengineer.errors import Problem, UnstableError, UsageError
from reengineer.measures import Measure
from reengineer.simulation._checks import check_run
from reengineer.simulation._compile import compile_model
from reengineer.simulation._draws import INPUT, hash32, uniform
from reengineer.simulation._hooks import Hooks
from reengineer.simulation._measures import Scale, measure_value
from reengineer.simulation._program import Program
from reengineer.simulation._reference import ReferenceEngine
from reengineer.simulation._replication import TICKS_A_WEEK, Replication, reduce_run
from reengineer.simulation._result import SimulationResult
from reengineer.simulation._settings import RunSettings
from reengineer.simulation._warm_up import warm_up_weeks
from reengineer.simulation._workers import shared_workers
from reengineer.simulation.loop import _instant
from reengineer.simulation.loop._engine import run_in_loop
from reengineer.statistics import mean_estimate

Engine = Literal["auto", "reference", "compiled"]
WARN_LOAD = 0.95
STEP = 2
"""Replications added at a time; the same for any number of processes, so that the result is too."""
PRECISION_OF = Measure(name="cycle_time", clock="working")


def compiled() -> bool:
    """Say whether the engine runs compiled; the numbers are the same either way."""
    return not str(_instant.__file__).endswith(".py")


def runs_in_threads(job: "Job") -> bool:
    """Say whether replications run side by side in threads: those of the compiled loop, which holds no lock."""
    return compiled() and engine_of(job) == "compiled"


def simulate(
    annotated: AnnotatedMap,
    run: RunSettings | None = None,
    *,
    engine: Engine = "auto",
    jobs: int = 1,
    log: bool = True,
    hooks: Hooks | None = None,
) -> SimulationResult:
    """Simulate an annotated map.

    Parameters
    ----------
    annotated : AnnotatedMap
        What is missing is assumed where that can be done, and listed in the result.
    run : RunSettings or None
    engine : {"auto", "reference", "compiled"}
        ``auto`` is the compiled engine, the reference engine where there are hooks. Both give the same log.
    jobs : int
        How many replications to run at a time, 1 or more; the result is the same for any number.
    log : bool
        Keep every row, for ``result.log``.
    hooks : Hooks or None
        A user's own durations and routes.

    Returns
    -------
    SimulationResult

    Raises
    ------
    ModelError
        With all that is missing, impossible or not simulated.
    UnstableError
        If a group is offered as much work as it can do, or more.
    """
    return run_model(annotated, run, Job(engine=engine, jobs=jobs, log=log, hooks=hooks))


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Say how a model is to be run, beside its settings.

    Parameters
    ----------
    name : str
        Name of the option.
    sampled : bool
        Sample uncertain inputs from their ranges, once a replication.
    done : tuple of Replication
        Replications that need not be run again, from 0 on.
    unstable : bool
        Run a model whose load reaches 1 all the same.
    workers : Executor or None
        Processes that several runs share, from `shared_workers`; own ones where None.
    engine, jobs, log, hooks
        As in `simulate`.
    """

    name: str = "as-is"
    engine: Engine = "auto"
    jobs: int = 1
    workers: Executor | None = field(default=None, repr=False, compare=False)
    log: bool = False
    hooks: Hooks | None = None
    sampled: bool = False
    done: tuple[Replication, ...] = field(default=(), repr=False)
    unstable: bool = False


def run_model(annotated: AnnotatedMap, run: RunSettings | None = None, job: Job | None = None) -> SimulationResult:
    """Simulate an annotated map under a name; see `simulate`."""
    settings, job = run or RunSettings(), job or Job()
    _check_usage(job)
    whole, assumptions = complete(annotated)
    program = compile_model(whole, settings)
    load = whole.offered_load()
    warnings = check_load(load, job)
    replications = _replicate(whole, program, settings, job)
    result = SimulationResult(
        name=job.name,
        settings=settings,
        engine=engine_of(job),
        compiled=compiled(),
        version=__version__,
        names=program.names,
        scale=_scale(program),
        replications=replications,
        load=load,
        assumptions=(*assumptions, *warnings),
        sampled=job.sampled,
    )
    return result.with_warm_up(_warm_up_s(settings, replications))


def _check_usage(job: Job) -> None:
    if job.engine not in get_args(Engine):
        known = ", ".join(get_args(Engine))
        raise UsageError([Problem("RE534", f'there is no engine "{job.engine}"', f"Choose one of: {known}.")])
    if job.engine == "compiled" and job.hooks is not None:
        remedy = "Use engine auto or reference; the numbers will be the same."
        raise UsageError([Problem("RE530", "hooks run on the reference engine only", remedy)])
    if job.jobs < 1:
        raise UsageError(
            [Problem("RE531", f"jobs is {job.jobs}; it must be 1 or more", "Leave it out to use one process.")]
        )
    if job.hooks is not None and job.jobs > 1:
        raise UsageError([Problem("RE532", "hooks run in one process only", "Leave jobs at 1.")])


def engine_of(job: Job) -> Literal["reference", "compiled"]:
    """Return the engine that runs a job."""
    if job.engine == "auto":
        return "compiled" if job.hooks is None else "reference"
    return job.engine


def check_load(load: dict[str, float], job: Job | None = None) -> tuple[Problem, ...]:
    """Return warnings for groups that are nearly full.

    Raises
    ------
    UnstableError
        If a load reaches 1: its queue would grow for ever, and every number with it.
    """
    full = [
        Problem(
            "RE540",
            f"the group {group} is offered {value:.3f} of the work it can do; its queue would grow without end",
            "Add people, take work away, or lower the demand; look at durations and shares first.",
        )
        for group, value in sorted(load.items())
        if value >= 1
    ]
    if full and not (job and job.unstable):
        raise UnstableError(full)
    return tuple(
        Problem(
            "RE541",
            f"the group {group} is offered {value:.3f} of the work it can do",
            "Small errors in the inputs change its waits a great deal; treat them with care.",
            severity="warning",
        )
        for group, value in sorted(load.items())
        if value >= WARN_LOAD
    )


def _scale(program: Program) -> Scale:
    return Scale(
        elements=program.names.elements,
        groups=program.names.groups,
        members=program.names.members,
        classes=program.names.classes,
        group_of_element=program.group_of_element,
        group_of_member=program.group_of_member,
        member_rate=program.member_rate,
        open_day_s=program.open_day_s,
        working_day_s=program.working_day_s,
    )


def _warm_up_s(settings: RunSettings, replications: tuple[Replication, ...]) -> float:
    if settings.warm_up == "none":
        return 0.0
    if settings.warm_up == "auto":
        return warm_up_weeks(replications) * TICKS_A_WEEK / 1e6
    return float(settings.warm_up)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    """Carry one replication to a worker."""

    program: Program
    seed: int
    number: int
    log: bool
    hooks: Hooks | None = None
    engine: str = "compiled"

    def run(self) -> Replication:
        if self.engine == "compiled":
            return run_in_loop(self.program, self.seed, self.number, keep_log=self.log)
        raw = ReferenceEngine(self.program, self.seed, self.number, self.hooks).run()
        check_run(self.program, raw)
        return reduce_run(self.program, raw, self.number, keep_log=self.log)


def _replicate(annotated: AnnotatedMap, program: Program, settings: RunSettings, job: Job) -> tuple[Replication, ...]:
    """Run the first replications, then more until the mean cycle time is known well enough."""

    def task(number: int) -> _Task:
        own = program
        if job.sampled:
            own = compile_model(with_sampled_inputs(annotated, settings.seed, number), settings)
        return _Task(
            program=own,
            seed=settings.seed,
            number=number,
            log=job.log,
            hooks=job.hooks,
            engine=engine_of(job),
        )

    found = list(job.done)
    wanted = settings.first_replications
    scale = _scale(program)
    while True:
        found.extend(_run_all([task(number) for number in range(len(found), wanted)], job))
        # Of replications that were there already only those count that would have been run.
        if wanted >= settings.most_replications or _is_precise(found[:wanted], scale, settings.precision):
            return tuple(found[:wanted])
        wanted = min(wanted + STEP, settings.most_replications)


def with_sampled_inputs(annotated: AnnotatedMap, seed: int, replication: int) -> AnnotatedMap:
    """Return the map with a value drawn for each number that has a range.

    A draw is keyed by the name of the number, so that options share the values of what they leave alone.
    """
    return annotated.sampled(lambda name: uniform(seed, replication, 0, hash32(name), 0, INPUT))


def _run_all(tasks: list[_Task], job: Job) -> Iterable[Replication]:
    if job.jobs == 1 or len(tasks) < 2:
        return [task.run() for task in tasks]
    try:
        if job.workers is not None:
            return list(job.workers.map(_Task.run, tasks))
        with shared_workers(min(job.jobs, len(tasks)), threads=runs_in_threads(job)) as pool:
            return [task.run() for task in tasks] if pool is None else list(pool.map(_Task.run, tasks))
    except BrokenProcessPool:
        message = "the processes that should share the work could not start, or were ended"
        remedy = "In a script, run it under: if __name__ == '__main__'. Or leave jobs at 1."
        raise UsageError([Problem("RE533", message, remedy)]) from None


def _is_precise(found: list[Replication], scale: Scale, precision: float) -> bool:
    values = [measure_value(run, scale, PRECISION_OF) for run in found]
    if len(values) < 2 or not np.isfinite(values).all():
        return False
    estimate = mean_estimate(values)
    half_width = estimate.interval().half_width
    return half_width is not None and half_width <= precision * abs(estimate.mean or 0.0)
