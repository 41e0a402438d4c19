"""Search, test again, and say what was found."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from reengineer._records import dataclass
from reengineer.errors import Problem, UsageError
from reengineer.search._found import Found
from reengineer.search._judge import Study
from reengineer.search._memory import Memory
from reengineer.search._retest import retest, retest_settings
from reengineer.search._runner import Runner, run_as_is
from reengineer.search._search import Course, SearchProgress
from reengineer.search._space import Space
from reengineer.simulation import Engine, Job, Told, Workers, runs_in_threads, shared_workers

BUDGET = 4000
MOST = 12
_PAID = frozenset({"change_headcount", "change_calendar"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPlan:
    """Say how a search is to be made.

    Parameters
    ----------
    budget : int
        Replications that all candidates may take together; the as-is and the second test come on top.
    retest : int or None
        Replications of each in the second test; as many as the review asks for at the most, where None.
    most : int
        Proposals at the most.
    jobs : int
        Replications to run at a time; the figures are the same.
    engine : {"auto", "reference", "compiled"}
    folder : Path or None
        Where what candidates gave is kept, and found again.
    told, retest_told : callable or None
        Told how far the search, and the second test, are.
    stopped : callable or None
        Told that the search was interrupted, and the second test begins.
    """

    budget: int = BUDGET
    retest: int | None = None
    most: int = MOST
    jobs: int = 1
    engine: Engine = "auto"
    folder: Path | None = None
    told: Callable[[SearchProgress], None] | None = None
    retest_told: Told | None = None
    stopped: Callable[[], None] | None = None


def optimise(study: Study, space: Space, plan: SearchPlan | None = None) -> Found:
    """Search a space for options that trade the criteria off best, and test them again under fresh random numbers.

    What the boundary forbids is never simulated. An interruption (Ctrl-C) ends the search, not the second test: what
    is there is tested and returned. The same study, space, seed and budget give the same result, whatever was run
    before and however many jobs there are.

    Parameters
    ----------
    study : Study
    space : Space
    plan : SearchPlan or None

    Raises
    ------
    UsageError
        RE663 if there is nothing to search; and what comparing raises for a criterion that the as-is cannot answer.
    ModelError
        If the as-is cannot be simulated.
    """
    plan = plan or SearchPlan()
    if not space.levers:
        raise UsageError([_nothing(space)])
    with _workers(plan) as workers:
        as_is = run_as_is(study, workers, plan.engine)
    memory = Memory.of(study, plan.folder, warm_up_s=as_is.warm_up_s)
    course = Course(Runner(study, space, as_is, memory), plan.budget, plan.told)
    try:
        with _workers(plan) as workers:
            course.run(workers, plan.engine)
    except KeyboardInterrupt:
        if plan.stopped is not None:
            plan.stopped()
    searched = course.searched(plan.most)
    again = replace(study, run=retest_settings(study.run, study.run.seed, plan.retest))
    fresh = Memory.of(again, plan.folder, warm_up_s=0.0)
    with _workers(plan) as workers:
        retested = retest(again, searched.finalists, fresh, workers=workers, engine=plan.engine, told=plan.retest_told)
    return Found(
        study=study, space=space, budget=plan.budget, searched=searched, retested=retested,
        advice=tuple(_advice(study, space)),
    )  # fmt: skip


@contextmanager
def _workers(plan: SearchPlan) -> Iterator[Workers | None]:
    with shared_workers(plan.jobs, threads=runs_in_threads(Job(engine=plan.engine))) as workers:
        yield workers


def _nothing(space: Space) -> Problem:
    because = "".join(f"; {what}: {reason}" for what, reason in space.left_out[:3])
    remedy = "Write options, or levers under search in review.yaml, that the boundary permits."
    return Problem("RE663", f"there is nothing to search{because}", remedy)


def _advice(study: Study, space: Space) -> Iterator[Problem]:
    """Give what to know before proposals are believed."""
    operations = {
        change.operation for lever in space.levers for setting in lever.settings for change in setting.changes
    }
    if operations & _PAID and all(criterion.measure != "resourcing_cost" for criterion in study.criteria):
        message = "people and hours can be added, and no criterion counts what they are paid"
        remedy = "Add a criterion of resourcing_cost: without one more people always look good."
        yield Problem("RE664", message, remedy, severity="warning")
    missing = [criterion.id for criterion in study.criteria if criterion.smallest_change is None]
    if missing:
        message = f"no smallest change worth having is stated for {', '.join(missing)}"
        remedy = "State smallest_change: without it differences that nobody would notice make proposals of their own."
        yield Problem("RE665", message, remedy, severity="advice")
