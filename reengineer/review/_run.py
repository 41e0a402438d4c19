"""Run what is to be run of a review, and keep each replication as soon as it is there."""

from collections.abc import Callable, Iterable, Mapping

from reengineer.errors import Problem, ReviewError
from reengineer.review._attempt import Attempt
from reengineer.review._folder import Review
from reengineer.review._plan import Plan
from reengineer.review._refitted import Refitted, refitted
from reengineer.review._results_folder import ResultsFolder
from reengineer.review._store import changed_inputs
from reengineer.simulation import (
    Job,
    Model,
    Prepared,
    Replication,
    SimulationResult,
    Watch,
    Workers,
    run_models,
    runs_in_threads,
    shared_workers,
)
from reengineer.source import Source

RUNS_EACH = 2
"""Replications of each refit at least."""


def run_attempt(review: Review, plan: Plan, attempt: Attempt, look: Callable[[], object]) -> None:
    """Run every map that can be run, with inputs as stated, and sampled where they have ranges; put the results there.

    Where the plan says so, the replications come from the results folder alone.

    Parameters
    ----------
    review : Review
    plan : Plan
    attempt : Attempt
        Results are put here.
    look : callable
        Asked after each round: how many replications there should be of each option; anything else than a number
        where those that are there are enough.

    Raises
    ------
    ReviewError
        RE632 if stored replications are missing.
    UsageError
        If the workers that the plan asks for cannot be used.
    """
    anew = plan.stored is None
    jobs, cluster = (plan.jobs, plan.cluster) if anew else (1, None)
    with shared_workers(jobs, threads=runs_in_threads(Job(engine=plan.engine)), cluster=cluster) as workers:
        stated = _Rounds(review, plan, attempt.prepared, attempt.prepared)
        wanted = review.run.first_replications
        watch = Watch.begin(review.run) if anew else None
        while True:
            attempt.results.update(stated.run(wanted, workers, watch))
            if any(result.is_cut_short for result in attempt.results.values()):
                return
            found = look()
            if not anew or not isinstance(found, int):
                break
            wanted = found
        drawn = plan.sampled and review.refits is not None
        uncertain = [name for name in attempt.prepared if drawn or (plan.sampled and attempt.maps[name].uncertain)]
        attempt.refitted = refitted(review, uncertain if drawn else ())
        sampled = _Rounds(review, plan, attempt.prepared, uncertain, refits=attempt.refitted)
        attempt.sampled.update(sampled.run(wanted, workers, watch))


class _Rounds:
    """Run several maps a number of times each, then perhaps more often; what is there is not run again."""

    def __init__(
        self,
        review: Review,
        plan: Plan,
        prepared: Mapping[str, Prepared],
        names: Iterable[str],
        *,
        refits: Refitted | None = None,
    ) -> None:
        self._review, self._plan, self._refits, self._sampled = review, plan, refits or Refitted(), refits is not None
        self._prepared = {name: prepared[name] for name in names}
        self._folders = {
            name: ResultsFolder.of(
                review, plan.folder, name, sampled=self._sampled, left_out=tuple(self._refits.left_out)
            )
            for name in names
        }
        # Stored replications hold no log, so a run that is asked for one starts afresh.
        self._done = {
            name: folder.read() if folder is not None and not plan.log else () for name, folder in self._folders.items()
        }

    def run(self, wanted: int, workers: Workers | None, watch: Watch | None) -> dict[str, SimulationResult]:
        """Return the results of all maps by name, each with so many replications."""
        models = [self._model(name, wanted, watch) for name in self._prepared]
        found = run_models(models, workers, self._plan.progress)
        results = dict(zip(self._prepared, found, strict=True))
        for name, result in results.items():
            self._done[name] = (*self._done[name], *result.replications)
            folder = self._folders[name]
            if folder is not None and self._plan.stored is None:
                folder.tidy()
        return results

    def _model(self, name: str, wanted: int, watch: Watch | None) -> Model:
        stored, folder, done = self._plan.stored, self._folders[name], self._done[name]
        if stored is not None:
            wanted = stored.get(name, wanted)
        refits = self._refits.maps.get(name, ())
        # Several runs of each refit tell what it makes of the model from what chance does.
        wanted = max(wanted, RUNS_EACH * len(refits))
        if stored is not None:
            _check_stored(self._review, self._plan, name, done[:wanted], wanted)
        job = Job(
            name=name,
            engine=self._plan.engine,
            log=self._plan.log and not self._sampled,
            sampled=self._sampled,
            refits=refits,
            unstable=self._sampled,
            done=done,
            watch=watch,
            keep=folder.write if folder is not None and stored is None else None,
        )
        limits = {"max_time": None, "max_memory": None} if watch is None else {}
        settings = self._review.run.model_copy(update={"replications": wanted, **limits})
        prepared = self._prepared[name]
        return Model(annotated=prepared.annotated, settings=settings, job=job, prepared=prepared)


def _check_stored(review: Review, plan: Plan, name: str, done: tuple[Replication, ...], wanted: int) -> None:
    """Refuse results of which some are missing: they would be other ones than those that were run."""
    if [run.number for run in done] == list(range(wanted)):
        return
    changed = changed_inputs(review, plan.folder)
    why = f"{', '.join(changed)} changed since they were made" if changed else "they are missing or damaged"
    remedy = f"Run the review again with: reengineer simulate {review.path.parent} -o {plan.folder}"
    place = Source(file=str(plan.folder))
    raise ReviewError([Problem("RE632", f"the results of {name} cannot be used: {why}", remedy, place)])
