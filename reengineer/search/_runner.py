"""Run candidates beside the as-is, and keep of each no more than its values by replication."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import field, replace
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from reengineer._records import dataclass
from reengineer.annotations import AnnotatedMap
from reengineer.comparison import check_limits
from reengineer.errors import ModelError, Problem, UnstableError, UsageError
from reengineer.measures import Measure
from reengineer.options import Option
from reengineer.search._judge import Standing, Study, judge
from reengineer.search._memory import Memory
from reengineer.search._race import RUNGS, estimate
from reengineer.search._space import Point, Space
from reengineer.simulation import Engine, Job, Model, Replication, SimulationResult, Workers, run_models

if TYPE_CHECKING:
    from numpy.typing import NDArray

CHUNK = 8
"""Candidates that are run together: enough for the workers, and few enough to be held in memory whole."""
AS_IS = "as-is"


@dataclass(slots=True, kw_only=True)
class Candidate:
    """Follow one point of the space.

    Parameters
    ----------
    point : tuple of int
    option : Option
    standing : str
        Whether it may be simulated, and later whether it is still in the race.
    problems : tuple of Problem
        Why not.
    values : array of float, shape (n, columns)
        By replication, of what the study measures.
    estimates : array of float, shape (criteria,)
        Less is better; see `estimate`.
    beyond : bool
        Whether its estimates lie beyond a limit on results, shown or not.
    dropped : bool
        Whether another clearly beat it.
    to_be : AnnotatedMap or None
        The map that it leads to, until it has been run.
    """

    point: Point
    option: Option
    standing: Standing
    problems: tuple[Problem, ...] = ()
    values: "NDArray[np.float64]" = field(default_factory=lambda: np.zeros((0, 0)))
    estimates: "NDArray[np.float64]" = field(default_factory=lambda: np.zeros(0))
    beyond: bool = False
    dropped: bool = False
    to_be: AnnotatedMap | None = field(default=None, repr=False)

    @property
    def n(self) -> int:
        """Return its replications."""
        return len(self.values)

    @property
    def races(self) -> bool:
        """Return whether it has values and is still in the race."""
        return self.standing == "permitted" and self.n > 0 and not self.dropped


@dataclass(frozen=True, slots=True)
class _Seen:
    """Answer for measures with the values that are known."""

    table: "NDArray[np.float64]"
    columns: tuple[Measure, ...]

    def values(self, measure: Measure) -> "NDArray[np.float64]":
        """Return one value a replication."""
        found: NDArray[np.float64] = self.table[:, self.columns.index(measure)]
        return found


class Runner:
    """Judge and run candidates.

    Parameters
    ----------
    study : Study
    space : Space
    folder : Memory
    """

    def __init__(self, study: Study, space: Space, as_is: SimulationResult, memory: Memory) -> None:
        self.study, self.space, self.memory = study, space, memory
        self.columns = study.columns
        self.warm_up_s = as_is.warm_up_s
        self.signs, self.room = np.array(study.signs), np.array(study.room)
        self.base = table_of(as_is, self.columns, strict=True)

    def candidate(self, point: Point) -> Candidate:
        """Return a point judged by the boundary; nothing is simulated."""
        option = self.space.option(point)
        judged = judge(self.study, option)
        return Candidate(
            point=point, option=option, standing=judged.standing, problems=judged.problems, to_be=judged.to_be
        )

    def run(
        self,
        wanted: Sequence[tuple[Candidate, int]],
        workers: Workers | None,
        engine: Engine,
        after: Callable[[int], None],
    ) -> None:
        """Run each candidate until it has so many replications; what is remembered is not run again.

        Parameters
        ----------
        wanted : sequence of (Candidate, int)
        workers : Workers or None
        engine : {"auto", "reference", "compiled"}
        after : callable
            Told how many replications were done, a few candidates at a time.
        """
        for first in range(0, len(wanted), CHUNK):
            chunk = wanted[first : first + CHUNK]
            before = sum(candidate.n for candidate, _ in chunk)
            for (candidate, _), rows in zip(chunk, self._values(chunk, workers, engine), strict=True):
                self._take(candidate, rows)
            after(sum(candidate.n for candidate, _ in chunk) - before)

    def _values(
        self, chunk: Sequence[tuple[Candidate, int]], workers: Workers | None, engine: Engine
    ) -> "list[NDArray[np.float64] | ModelError]":
        """Return the values of each candidate, or why it cannot be run."""
        keys = [self.memory.key(candidate.option) for candidate, _ in chunk]
        known = [np.array(self.memory.recall(key), dtype=float).reshape(-1, len(self.columns)) for key in keys]
        found: list[NDArray[np.float64] | ModelError] = [
            rows[:number] for (_, number), rows in zip(chunk, known, strict=True)
        ]
        short = [place for place, (_, number) in enumerate(chunk) if len(known[place]) < number]
        models = [self._model(chunk[place], len(known[place]), engine) for place in short]
        for place, result in zip(short, run_each(models, workers), strict=True):
            if isinstance(result, ModelError):
                found[place] = result
                continue
            fresh = replace(result, replications=result.replications[len(known[place]) :])
            rows = table_of(fresh.with_warm_up(self.warm_up_s), self.columns)
            whole = np.vstack([known[place], rows])
            self.memory.keep(keys[place], [[x if isfinite(x) else None for x in row] for row in whole.tolist()])
            found[place] = whole
        return found

    def _model(self, wanted: tuple[Candidate, int], known: int, engine: Engine) -> Model:
        candidate, number = wanted
        settings = self.study.run.model_copy(update={"replications": number, "warm_up": "none"})
        job = Job(name=candidate.option.id, engine=engine, done=tuple(map(_stand_in, range(known))))
        to_be = candidate.option.apply(self.study.as_is) if candidate.to_be is None else candidate.to_be
        return Model(annotated=to_be, settings=settings, job=job)

    def _take(self, candidate: Candidate, rows: "NDArray[np.float64] | ModelError") -> None:
        candidate.to_be = None
        if isinstance(rows, ModelError):
            candidate.standing = "unstable" if isinstance(rows, UnstableError) else "refused"
            candidate.problems = rows.problems
            return
        count = len(self.study.criteria)
        candidate.values = rows
        if not np.isfinite(rows[:, :count]).all():
            candidate.standing = "not_measured"
            return
        candidate.estimates = estimate(rows[:, :count] * self.signs, self.base[:, :count] * self.signs)
        self._hold_against_limits(candidate)

    def _hold_against_limits(self, candidate: Candidate) -> None:
        """Take out what is shown to break a limit on results; note where the means alone lie beyond one."""
        if self.study.boundary is None or not self.study.boundary.outcome_limits():
            return
        found = check_limits(_Seen(candidate.values, self.columns), self.study.boundary)
        if found.breaches:
            candidate.standing = "over_limit"
            candidate.problems = tuple(breach.problem for breach in found.breaches)
        means = np.repeat(estimate(candidate.values, self.base)[None], 2, axis=0)
        candidate.beyond = bool(check_limits(_Seen(means, self.columns), self.study.boundary).breaches)

    def signed(self, candidate: Candidate, n: int) -> "NDArray[np.float64]":
        """Return the first values of a candidate by criterion, less being better."""
        found: NDArray[np.float64] = candidate.values[:n, : len(self.study.criteria)] * self.signs
        return found


def run_as_is(study: Study, workers: Workers | None, engine: Engine) -> SimulationResult:
    """Return the as-is with as many replications as any candidate may get."""
    settings = study.run.model_copy(update={"replications": RUNGS[-1]})
    return run_models([Model(annotated=study.as_is, settings=settings, job=Job(name=AS_IS, engine=engine))], workers)[0]


def run_each(models: Sequence[Model], workers: Workers | None) -> Iterator[SimulationResult | ModelError]:
    """Give the result of each model, or why it cannot be run."""
    try:
        yield from run_models(models, workers)
        return
    except ModelError:
        # One of them cannot be run, which is found out before any is: they are taken one by one.
        pass
    for model in models:
        try:
            yield run_models([model], workers)[0]
        except ModelError as error:
            yield error


def table_of(result: SimulationResult, columns: Sequence[Measure], *, strict: bool = False) -> "NDArray[np.float64]":
    """Return the values of measures, a row a replication; not-a-numbers where a candidate took away what is measured.

    Raises
    ------
    UsageError
        Where `strict`, if a measure is of something that the model does not have.
    """
    found = np.full((len(result.replications), len(columns)), np.nan)
    for place, measure in enumerate(columns):
        try:
            found[:, place] = result.values(measure)
        except UsageError:
            if strict:
                raise
    return found


def _stand_in(number: int) -> Replication:
    """Return what stands for a replication whose values are remembered."""
    none = np.zeros((0, 0), dtype=np.int64)
    return Replication(
        number=number, cases=none, steps=np.zeros((0, 0, 0), dtype=np.int64), busy=none, duty=none, overtime=none,
        horizon=0, last_tick=0,
    )  # fmt: skip
