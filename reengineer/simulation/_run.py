"""Run replications of a model: the one entry to simulation."""

from collections.abc import Callable, Sequence
from dataclasses import field, replace
from typing import TYPE_CHECKING, Literal, get_args

from reengineer._records import dataclass
from reengineer._version import __version__
from reengineer.annotations import AnnotatedMap, annotated_map, complete
from reengineer.errors import Problem, UnstableError, UsageError
from reengineer.simulation._buckets import ERROR
from reengineer.simulation._case_sums import MOST_KEPT
from reengineer.simulation._hooks import Hooks
from reengineer.simulation._limits import LIMITS, Watch, stop_problem
from reengineer.simulation._measures import Scale
from reengineer.simulation._program import Program
from reengineer.simulation._replication import TICKS_A_WEEK, Replication
from reengineer.simulation._result import SimulationResult
from reengineer.simulation._schedule import Told, run_series
from reengineer.simulation._series import Series, Task
from reengineer.simulation._settings import RunSettings
from reengineer.simulation._warm_up import warm_up_weeks
from reengineer.simulation._workers import Workers, shared_workers
from reengineer.simulation.compiling._prepare import Prepared, prepare
from reengineer.simulation.loop._kernel import compiled

if TYPE_CHECKING:
    from reengineer.bpmn import Definitions
    from reengineer.processmap import ProcessMap

Engine = Literal["auto", "reference", "compiled"]
WARN_LOAD = 0.95


def runs_in_threads(job: "Job") -> bool:
    """Say whether replications run side by side in threads: those of the compiled loop, which holds no lock."""
    return compiled() and job.engine != "reference" and job.hooks is None


def simulate(
    annotated: "AnnotatedMap | ProcessMap | Definitions",
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
    annotated : AnnotatedMap, ProcessMap or Definitions
        Of a bare map the notes count that its file carries. What is missing is assumed where that can be done, and
        listed in the result.
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
    job = Job(engine=engine, jobs=jobs, log=log, hooks=hooks, hours=True)
    return run_model(annotated_map(annotated), run, job)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Say how a model is to be run, beside its settings.

    Parameters
    ----------
    name : str
        Name of the option.
    hours : bool
        Add up waiting and work by hour of the week.
    sampled : bool
        Sample uncertain inputs from their ranges, once a replication.
    refits : tuple of AnnotatedMap
        The map as it might be, with the inputs of a refit each; where sampled, replications take them in turn, and
        draw only the ranges that are left in them.
    done : tuple of Replication
        Replications that need not be run again, in any order.
    keep : callable or None
        Told each replication that is run, as soon as it is there.
    unstable : bool
        Run a model whose load reaches 1 all the same.
    watch : Watch or None
        Says when time or memory is used up; one of its own, begun now, where the settings limit them.
    engine, jobs, log, hooks
        As in `simulate`.
    """

    name: str = "as-is"
    engine: Engine = "auto"
    jobs: int = 1
    log: bool = False
    hooks: Hooks | None = None
    hours: bool = False
    sampled: bool = False
    refits: tuple[AnnotatedMap, ...] = ()
    done: tuple[Replication, ...] = field(default=(), repr=False)
    keep: Callable[[Replication], None] | None = field(default=None, repr=False, compare=False)
    unstable: bool = False
    watch: Watch | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Name one model that is to be run beside others.

    Parameters
    ----------
    annotated : AnnotatedMap
    settings : RunSettings
    job : Job
    prepared : Prepared or None
        The map prepared with settings like these, where somebody did so before.
    """

    annotated: AnnotatedMap
    settings: RunSettings
    job: Job
    prepared: Prepared | None = field(default=None, repr=False, compare=False)


def run_model(annotated: AnnotatedMap, run: RunSettings | None = None, job: Job | None = None) -> SimulationResult:
    """Simulate an annotated map under a name; see `simulate`."""
    job = job or Job()
    _check_usage(job)
    with shared_workers(job.jobs, threads=runs_in_threads(job)) as workers:
        return run_models([Model(annotated=annotated, settings=run or RunSettings(), job=job)], workers)[0]


def run_models(
    models: Sequence[Model], workers: Workers | None = None, told: Told | None = None
) -> list[SimulationResult]:
    """Simulate several models; every replication of any of them goes to the next worker that is free.

    Parameters
    ----------
    models : sequence of Model
        How many `jobs` they ask for plays no part; the workers do.
    workers : Workers or None
        From `shared_workers`.
    told : callable or None
        Told how far the run is.

    Returns
    -------
    list of SimulationResult
        In the order of the models; the same for any workers.

    Raises
    ------
    ModelError
        As `simulate`, before anything is run.
    """
    begun = next((watch for model in models if (watch := Watch.begin(model.settings)) is not None), None)
    prepared = [_series(model, model.job.watch or begun) for model in models]
    run_series([series for series, _ in prepared], workers, told)
    return [_finished(model, series, result) for model, (series, result) in zip(models, prepared, strict=True)]


def _series(model: Model, watch: Watch | None = None) -> tuple[Series, SimulationResult]:
    """Return the series of a model, with nothing run, and its result without replications."""
    settings, job = model.settings, model.job
    _check_usage(job)
    ready = model.prepared or prepare(model.annotated, settings)
    program = ready.program
    warnings = check_load(ready.load, job, lasting=ready.lasting)
    uncertain = ready.annotated if job.sampled else None
    engine = engine_of(job)
    refits = tuple(complete(each)[0] for each in job.refits) if job.sampled else ()
    task = Task(
        program=program, settings=settings, number=0, engine=engine, log=job.log, hours=job.hours,
        hooks=job.hooks,
        uncertain=uncertain, refits=refits, watch=watch,
    )  # fmt: skip
    scale = _scale(program)
    series = Series.of(job.name, task, scale, job.done)
    series.keep = job.keep
    result = SimulationResult(
        name=job.name,
        settings=settings,
        engine=engine,
        compiled=compiled(),
        version=__version__,
        names=program.names,
        scale=scale,
        replications=(),
        load=ready.load,
        assumptions=(*ready.assumptions, *warnings),
        sampled=job.sampled,
        refits=len(refits),
    )
    return series, result


def _finished(model: Model, series: Series, result: SimulationResult) -> SimulationResult:
    replications = series.replications
    stopped = stop_problem(model.settings, replications, series.limit, series.wanted)
    told = (*result.assumptions, *([] if stopped is None else [stopped]))
    told = (*told, *added_up(replications))
    found = replace(result, replications=replications, assumptions=told, limit=LIMITS[_limit(series)])
    return found.with_warm_up(_warm_up_s(model.settings, replications, result.scale.in_hand))


def added_up(replications: Sequence[Replication]) -> tuple[Problem, ...]:
    """Return what is to be known of cases that were added up, where there were so many; nothing otherwise."""
    runs = [run.sums for run in replications if run.sums is not None]
    if not runs:
        return ()
    weeks = max(each.width for each in runs)
    span = "" if weeks == 1 else f"; a warm-up is rounded up to {weeks} weeks"
    return (
        Problem(
            "RE545",
            f"the cases were added up as they ended, {max(each.count for each in runs):,} a replication: means, sums, "
            f"counts and largest values are exact, quantiles to {100 * ERROR:.1f} % of their value{span}",
            f"Run it with {MOST_KEPT:,} cases a replication at the most, or with a log, for exact quantiles.",
            severity="advice",
        ),
    )


def _limit(series: Series) -> int:
    return series.limit or max(run.limit for run in series.replications)


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
    """Return the engine that does a job: hooks are Python, which the compiled one does not call."""
    if job.engine == "auto":
        return "compiled" if job.hooks is None else "reference"
    return job.engine


def check_load(
    load: dict[str, float], job: Job | None = None, *, lasting: dict[str, float] | None = None
) -> tuple[Problem, ...]:
    """Return warnings for groups that are nearly full, or full of work from which people walk away.

    `lasting` is the load without the steps at which people lose patience; all of it where it is left out.

    Raises
    ------
    UnstableError
        If a load reaches 1: its queue would grow for ever, and every number with it.
    """
    full = [
        Problem(
            "RE540",
            f"the group {group} is offered {100 * value:.1f} % of the work it can do; its queue would grow without end",
            "Add people, take work away, or lower the demand; look at durations and shares first.",
        )
        for group, value in sorted(load.items())
        if value >= 1 and (lasting is None or lasting[group] >= 1)
    ]
    if full and not (job and job.unstable):
        raise UnstableError(full)
    return tuple(
        Problem(
            "RE541",
            f"the group {group} is offered {100 * value:.1f} % of the work it can do",
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
        member_paid=program.member_paid,
        overtime_rate=program.requests.overtime_rate / program.requests.capacity[program.group_of_member],
        open_day_s=program.open_day_s,
        working_day_s=program.working_day_s,
        in_hand=program.streams_in_hand,
    )


def _warm_up_s(settings: RunSettings, replications: tuple[Replication, ...], in_hand: int) -> float:
    if settings.warm_up == "none":
        return 0.0
    if settings.warm_up == "auto":
        return warm_up_weeks(replications, in_hand) * TICKS_A_WEEK / 1e6
    return float(settings.warm_up)
