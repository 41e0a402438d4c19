"""Take a review down the road: questions, options within the boundary, simulation, comparison."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from reengineer.annotations import AnnotatedMap
from reengineer.boundaries import Boundary, Breach, check_separation
from reengineer.comparison import (
    OptionNotes,
    ReplicationPlan,
    Status,
    Stop,
    check_limits,
    compare,
    look,
)
from reengineer.errors import ModelError, Problem, ReviewError, UnstableError, UsageError
from reengineer.review._attempt import Attempt, apply_options, waived_problem
from reengineer.review._business import business_problems
from reengineer.review._folder import AS_IS, Review
from reengineer.review._outcome import Outcome, criteria_of
from reengineer.review._plan import Plan
from reengineer.review._read import load_review
from reengineer.review._run import run_attempt
from reengineer.review._sensitivity import read_sensitivity, run_sensitivity, write_sensitivity
from reengineer.review._settings import scope_problems, warm_up_problem
from reengineer.review._store import write_run
from reengineer.review._workbook import in_workbook
from reengineer.simulation import (
    Prepared,
    RunSettings,
    SimulationResult,
    check_load,
    prepare,
    refused_elements,
)


def run_review(review: Review | str | Path, plan: Plan | None = None) -> Outcome:
    """Run a review: the as-is and its options, within the boundary.

    Everything that can be known to be wrong is found before the first simulation. Where the plan names a folder, the
    results of each replication are written there as soon as they are there.

    Parameters
    ----------
    review : Review or path
    plan : Plan or None

    Raises
    ------
    ReviewError
        If a file of the review is wrong, or its boundary does not fit the map.
    ChangeError
        If an option does not apply to the map.
    BoundaryError
        If the plan names an option that the boundary forbids.
    ModelError
        If the as-is cannot be simulated; an option that cannot is reported.
    UsageError
        If the plan names an option that is not there, or its settings leave nothing to measure.
    """
    if not isinstance(review, Review):
        review = load_review(review)
    plan = plan or Plan()
    _check(review, altered=plan.altered and plan.stored is not None)
    attempt = apply_options(review, plan.options, refuse_forbidden=plan.stored is None)
    for name in tuple(attempt.maps):
        _judge(review, attempt, name)
    run_attempt(review, plan, attempt, lambda: _looked(review, attempt))
    _hold_against_limits(review, attempt)
    outcome = replace(_with_sensitivity(_outcome(review, attempt), plan), folder=plan.folder)
    if plan.folder is not None and plan.stored is None and outcome.has_whole_replications:
        write_run(outcome, plan.folder)
    return outcome


def _with_sensitivity(outcome: Outcome, plan: Plan) -> Outcome:
    """Return the outcome with what was stored of its sensitivity, or is to be run."""
    if plan.sensitivity and plan.stored is None and not outcome.is_cut_short:
        found = run_sensitivity(outcome, plan)
        if plan.folder is not None and found is not None:
            write_sensitivity(found, outcome, plan.folder)
        return replace(outcome, sensitivity=found)
    return replace(outcome, sensitivity=None if plan.folder is None else read_sensitivity(outcome, plan.folder))


def outcome_of(
    review: Review,
    maps: Mapping[str, AnnotatedMap],
    results: Mapping[str, SimulationResult],
    *,
    sampled: Mapping[str, SimulationResult] | None = None,
    breaches: Mapping[str, tuple[Breach, ...]] | None = None,
    notes: Mapping[str, OptionNotes] | None = None,
) -> Outcome:
    """Compare results."""
    forbidden = {name: found for name, found in (breaches or {}).items() if found}
    comparison = compare(
        results, criteria_of(review), baseline=AS_IS, sampled=sampled or None, forbidden=forbidden, notes=notes
    )
    stop = look(comparison, replace(replication_plan(review.run), most=comparison.n_replications))
    comparison = replace(comparison, stop=stop if isinstance(stop, Stop) else None)
    return Outcome(review=review, maps=maps, results=results, comparison=comparison, sampled=sampled or {})


def _hold_against_limits(review: Review, attempt: Attempt) -> None:
    """Hold every result against the outcome limits of the boundary (B302).

    A limit that is broken forbids an option, unless it has a waiver; one that is not shown to be kept is told.
    """
    boundary = review.boundary
    if boundary is None:
        return
    for name, result in attempt.results.items():
        found = check_limits(result, boundary)
        notes = attempt.notes[name]
        told = found.not_shown
        if name == AS_IS:
            told += tuple(breach.problem for breach in found.breaches)
        else:
            proposal = review.options[name].proposal(review.as_of)
            for breach in (*found.breaches, *_seen_together(result, boundary, attempt.maps[name])):
                waiver = boundary.waiver(breach, proposal)
                if waiver is None:
                    attempt.breaches[name] = (*attempt.breaches.get(name, ()), breach)
                else:
                    told += (waived_problem(breach, waiver),)
        attempt.notes[name] = replace(notes, findings=(*notes.findings, *told))


def _seen_together(result: SimulationResult, boundary: Boundary, to_be: AnnotatedMap) -> tuple[Breach, ...]:
    """Return a breach where the log, if there is one, shows one person doing what different people must do."""
    return check_separation(result.event_log, boundary, to_be) if result.has_log else ()


def _outcome(review: Review, attempt: Attempt) -> Outcome:
    outcome = outcome_of(
        review, attempt.maps, attempt.results, sampled=attempt.sampled, breaches=attempt.breaches, notes=attempt.notes
    )
    left_out = tuple(attempt.refitted.left_out.values()) if attempt.sampled else ()
    return replace(outcome, comparison=replace(outcome.comparison, refits_left_out=left_out))


def _check(review: Review, *, altered: bool) -> None:
    """Refuse a boundary that does not hold, a wrong business case, and settings that leave nothing to measure."""
    errors = list(business_problems(review))
    borne = review.alteration() if altered else ()
    refused = [problem for problem in review.boundary_findings() if problem.severity == "error"]
    errors += [problem for problem in refused if problem not in borne]
    if errors:
        raise ReviewError(errors)
    message = warm_up_problem(review.run)
    if message is not None:
        raise UsageError([Problem("RE621", message, "Lengthen the run or shorten the warm-up.")])


def _judge(review: Review, attempt: Attempt, name: str) -> None:
    """Find out whether a map can be simulated; the as-is must be, an option that cannot is noted."""
    try:
        found = prepare(attempt.maps[name], review.run)
        check_load(found.load, lasting=found.lasting)
    except ModelError as error:
        if name == AS_IS:
            wrong = dict.fromkeys((*refused_elements(attempt.maps[name]), *error.problems))
            raise type(error)(in_workbook(review, tuple(wrong))) from None
        status: Status = "unstable" if isinstance(error, UnstableError) else "refused"
        attempt.notes[name] = replace(attempt.notes[name], status=status, findings=error.problems)
        return
    attempt.prepared[name] = found
    if review.notes.baseline is not None or review.refits is not None:
        attempt.notes[name] = _with_loads(attempt.notes[name], found)
    if name == AS_IS and (missing := scope_problems(review, found.annotated)):
        raise ReviewError(missing)


def _with_loads(notes: OptionNotes, found: Prepared) -> OptionNotes:
    """Return notes that say where a model fitted to a log is nearly full."""
    from reengineer.calibration import nearly_full

    return replace(notes, findings=(*notes.findings, *nearly_full(found.load)))


def _looked(review: Review, attempt: Attempt) -> Stop | int | None:
    """Return how many replications to go on to, or why to stop; None where their number was stated."""
    plan = replication_plan(review.run)
    if plan.stated:
        return None
    forbidden = {name: found for name, found in attempt.breaches.items() if found}
    comparison = compare(attempt.results, criteria_of(review), baseline=AS_IS, forbidden=forbidden)
    return look(comparison, plan)


def replication_plan(run: RunSettings) -> ReplicationPlan:
    """Return how many replications the settings ask for."""
    return ReplicationPlan(
        pilot=run.first_replications,
        most=run.most_replications,
        precision=run.precision,
        stated=run.replications != "auto",
    )
