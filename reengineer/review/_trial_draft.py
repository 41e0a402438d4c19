"""Draft a trial of an option from what a review knows, and lay three ways of going on beside it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from math import sqrt
from pathlib import Path

from reengineer.boundaries import Boundary
from reengineer.comparison import Comparison, PairedDifference
from reengineer.criteria import Criterion
from reengineer.errors import Problem, ReviewError, UsageError
from reengineer.monitor import (
    Guardrail,
    Interest,
    Negotiation,
    OrganisedTrial,
    Package,
    Primary,
    TrialPlan,
    Units,
    exit_criteria,
    negotiation,
    organise,
)
from reengineer.options import Option
from reengineer.plan import task_catalogue
from reengineer.review._decisions import controls_touched
from reengineer.review._folder import AS_IS, Review
from reengineer.review._outcome import Outcome
from reengineer.review._plan import Plan
from reengineer.review._run_review import run_review
from reengineer.review._store import RUN_FILE, changed_inputs
from reengineer.review._stored import stored_outcome
from reengineer.simulation import SimulationResult

WEEK_S = 604_800.0
_FEW = 10


def predicted_outcome(review: Review, option: str, results: Path | None = None, *, alone: bool = True) -> Outcome:
    """Return what was predicted of an option: stored results where they are of the files as they are, else a run.

    Parameters
    ----------
    review : Review
    option : str
    results : Path, optional
        Folder of results; ``results`` beside the review file where left out.
    alone : bool
        Where it must be run, leave the other options out.

    Raises
    ------
    UsageError
        RE620 there is no such option.
    ReviewError
        RE975 the option has no results, because it does not run.
    """
    review.option(option)
    folder = review.path.parent / "results" if results is None else results
    stored = (folder / RUN_FILE).is_file() and not changed_inputs(review, folder)
    if stored:
        outcome = stored_outcome(folder)
        if option in outcome.results:
            return outcome
    return fresh_outcome(review, option, alone=alone)


def fresh_outcome(review: Review, option: str, *, alone: bool = True) -> Outcome:
    """Simulate the process as it is and an option, or all of them; nothing is stored."""
    settings = review.run
    if settings.replications == "auto":
        review = review.with_run(settings.model_copy(update={"replications": _FEW}))
    outcome = run_review(review, Plan(options=(option,) if alone else None, sampled=alone))
    if option not in outcome.results:
        found = outcome.comparison.outcome(option)
        why = "; ".join(problem.message for problem in found.findings) or found.status
        message = f"option {option} has no prediction: {why}"
        raise ReviewError([Problem("RE975", message, "Choose an option that runs.", review.place("options"))])
    return outcome


def draft_trial(review: Review, option: Option, outcome: Outcome, start: date | None = None) -> TrialPlan:
    """Return a first trial of an option: the measure that shows most, guardrails from the criteria, the way back.

    What only people can say is left empty: fairness, opting out, vulnerable customers.

    Raises
    ------
    UsageError
        RE976 the option is predicted to change no criterion.
    """
    criterion, difference = _deciding(outcome.comparison, option.id)
    spread, per_week = _spread_and_rate(review, outcome.results[AS_IS], criterion)
    effect = max(abs(difference) / 2, criterion.smallest_change or 0.0)
    others = [each for each in outcome.comparison.criteria if each.id != criterion.id]
    undo = task_catalogue().operations
    return TrialPlan(
        option=option.id,
        title=option.title,
        primary=Primary(
            criterion=criterion.id, effect=float(f"{effect:.3g}"), sd=float(f"{spread:.3g}"),
            source="simulation of the process as it is; replace it by the spread observed",
        ),
        units=Units(what="cases" if criterion.scope != "group" else "weeks", per_week=float(f"{per_week:.4g}")),
        start=start,
        start_rules=("everybody concerned was told and trained", "charts of the weeks before are there"),
        stop_rules=("somebody named under roles says so",),
        guardrails=(
            Guardrail(id="control_failures", what="failures of a control", limit=0, hard=True, action="stop at once"),
            *_guardrails(others),
        ),
        roles={"owns": "process owner", "watches": "analyst", "stops": "process owner or control owner"},
        roll_back=tuple(dict.fromkeys(undo[change.operation].undo for change in option.changes)),
    )  # fmt: skip


def _deciding(comparison: Comparison, option: str) -> tuple[Criterion, float]:
    """Return the criterion with the greatest weight on which the option is better, else on which it differs most."""
    found = {each.criterion: each for each in comparison.differences if each.option == option}
    by_id = {each.id: each for each in comparison.criteria}
    known = [(by_id[name], each) for name, each in found.items() if each.difference]
    if not known:
        message = f"option {option} is predicted to change no criterion, so there is nothing to try"
        raise UsageError([Problem("RE976", message, "State the primary measure in a trial.yaml by hand.")])
    criterion, difference = max(known, key=lambda pair: _rank(*pair))
    return criterion, difference.difference or 0.0


def _rank(criterion: Criterion, difference: PairedDifference) -> tuple[bool, bool, float]:
    return difference.verdict == "better", criterion.scope in ("process", "class"), criterion.weight or 0.0


def _spread_and_rate(review: Review, as_is: SimulationResult, criterion: Criterion) -> tuple[float, float]:
    """Return the standard deviation of one item and the items of a week: cases, or weeks where cases have no value."""
    measure = criterion.as_measure()
    values = as_is.case_values(measure) if measure.statistic == "mean" else None
    if values is not None and any(len(each) > 1 for each in values):
        spread = float(as_is.values(replace(measure, statistic="sd")).mean())
        return spread or 1e-9, sum(review.as_is.arrival_rate_per_week().values())
    runs = as_is.values(measure)
    weeks = max(1.0, (as_is.horizon_s - as_is.warm_up_s) / WEEK_S)
    return float(runs.std(ddof=1)) * sqrt(weeks) if len(runs) > 1 and runs.std() else 1e-9, 1.0


def _guardrails(criteria: list[Criterion]) -> Iterator[Guardrail]:
    for each in criteria:
        if each.minimum is not None:
            what = each.as_measure().label
            yield Guardrail(
                id=each.id, what=what, limit=each.minimum, better=each.better, unit=each.unit or "",
                action="review within 5 working days",
            )  # fmt: skip


def negotiate(review: Review, trial: OrganisedTrial, outcome: Outcome) -> Negotiation:
    """Return the smallest trial, a staged start and all at once, with who decides and what they have at stake."""
    option = review.option(trial.plan.option)
    staged = organise(_staged(trial.plan))
    full = organise(trial.plan.model_copy(update={"design": "before_after", "weeks": None, "most_weeks": None}))
    cost = str(option.costs.one_off) if option.costs.one_off is not None else "the option states none"
    back = "; ".join(trial.plan.roll_back) or "not stated"
    sizes = (
        Package(
            size="smallest trial", weeks=trial.weeks, cost=f"part of {cost}; at most all of it",
            what=f"{trial.plan.design.replace('_', ' ')} for {trial.weeks} weeks, then a decision",
            risk="least: few cases, for a stated time", reversible=f"wholly: {back}", decision="approve_trial",
            may_decide=_may(review.boundary, ("approve_trial", "approve_full")),
            exit_criteria=exit_criteria(trial, "smallest trial"), power=trial.power, can_show=trial.verdict,
        ),
        Package(
            size="staged", weeks=staged.weeks, cost=f"{cost}, spread over {staged.plan.steps} steps",
            what=f"teams begin in {staged.plan.steps} steps over {staged.weeks} weeks; each step may be the last",
            risk="medium: each step is larger than the one before", reversible=f"up to the last step: {back}",
            decision="approve_full", may_decide=_may(review.boundary, ("approve_full",)),
            exit_criteria=exit_criteria(staged, "staged"), power=staged.power, can_show=staged.verdict,
        ),
        Package(
            size="full", weeks=full.weeks, cost=cost, what="everybody on one day, watched for so many weeks",
            risk="greatest: all cases at once", reversible=f"with an effort: {back}", decision="approve_full",
            may_decide=_may(review.boundary, ("approve_full",)), exit_criteria=exit_criteria(full, "full"),
            power=full.power, can_show=full.verdict,
        ),
    )  # fmt: skip
    return negotiation(
        sizes, list(_interests(review, option)), option=option.id, title=option.title,
        fallback=_fallback(outcome.comparison, option.id),
    )  # fmt: skip


def _staged(plan: TrialPlan) -> TrialPlan:
    return plan.model_copy(update={"design": "stepped", "weeks": None, "looks": ()})


def _may(boundary: Boundary | None, authorities: tuple[str, ...]) -> tuple[str, ...]:
    if boundary is None:
        return ()
    return tuple(each.name for each in boundary.agreed.by if each.authority in authorities)


def _interests(review: Review, option: Option) -> Iterator[Interest]:
    """Give what the files tell of each signatory's stake; the rest must be asked."""
    boundary = review.boundary
    for each in () if boundary is None else boundary.agreed.by:
        stakes = []
        if each.authority == "approve_controls":
            touched = controls_touched(review, boundary, option) if boundary is not None else []
            stakes.append(f"controls altered: {', '.join(touched)}" if touched else "no control is altered")
        if each.limit is not None:
            stakes.append(f"may approve up to {each.limit:,.0f}")
        stakes.append("ask what they need to see")
        yield Interest(name=each.name, role=each.role or "", stake="; ".join(stakes))


def _fallback(comparison: Comparison, option: str) -> str:
    """Name what is left within the boundary if nothing is agreed: the next permitted option that is better at all."""
    better = [
        item for item in comparison.differences if item.verdict == "better" and item.option not in (option, AS_IS)
    ]
    choices = {each.id: each for each in comparison.outcomes if each.is_choice}
    for item in better:
        if item.option in choices:
            return f"option {item.option}, {choices[item.option].title}: permitted, and better on {item.criterion}"
    return "do nothing, and say what that costs"
