"""Assess each step: what it costs, what customers think of it, whether it complies, and what it is worth to them."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from reengineer._records import dataclass
from reengineer.annotations import Step
from reengineer.errors import Problem
from reengineer.feedback import guarded
from reengineer.files import write_text_atomic
from reengineer.review._folder import Review
from reengineer.review._rating import Ratings, rate
from reengineer.review._samples_kept import ControlSample, read_control_samples
from reengineer.review._touchpoints import (
    FEATURE_COLUMNS,
    Feature,
    feature_rows,
    features,
    performance,
    plain,
    review_feedback,
)
from reengineer.statistics import wilson_interval

if TYPE_CHECKING:
    from reengineer.feedback import FeedbackReport

KEY_SHARE = 0.05
_NUMBER = re.compile(r"-?[0-9.]+(e[-+]?[0-9]+)?")
COLUMNS = (
    "step", "name", "key", "satisfaction", "satisfaction_low", "satisfaction_high", "satisfaction_n",
    "satisfaction_minimum", "satisfaction_target", "least_n", "satisfaction_rating", "visits", "minutes", "rate_per_h",
    "fee", "cost_per_case", "cost_share", "no_value_share", "cost_amber", "cost_red", "cost_rating", "no_value_rating",
    "compliance_sampled", "compliance_met", "compliance_low", "compliance_high", "compliance_limit", "controls_broken",
    "compliance_rating", "value_class", "value_reason", "confidence",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class StepAssessment:
    """Hold the assessment of one step.

    Parameters
    ----------
    step : Step
    cells : mapping of str to str
        The row of ``results/assessment.csv``, ratings among it.
    ratings : Ratings
    key : tuple of str
        Why it is a key step; empty where it is none.
    """

    step: Step
    cells: Mapping[str, str]
    ratings: Ratings
    key: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """Hold the assessment of a review.

    Parameters
    ----------
    features : tuple of Feature
    steps : tuple of StepAssessment
        In the order of the map.
    feedback : FeedbackReport or None
    problems : tuple of Problem
        Why feedback could not be used.
    """

    features: tuple[Feature, ...]
    steps: tuple[StepAssessment, ...]
    feedback: "FeedbackReport | None"
    problems: tuple[Problem, ...] = ()

    def to_dict(self) -> dict[str, object]:
        """Return what ``assess --json`` prints."""
        return {
            "features": [dict(zip(FEATURE_COLUMNS, row, strict=True)) for row in feature_rows(self.features)],
            "steps": [{**each.cells, "key_because": list(each.key)} for each in self.steps],
            "problems": [problem.as_dict() for problem in self.problems],
        }


def assess(review: Review) -> Assessment:
    """Return features and ratings of a review from its notes, feedback, samples and boundary; nothing is simulated.

    Raises
    ------
    ReviewError
        RE964 a file of samples cannot be read.
    """
    report, problems = review_feedback(review)
    return Assessment(
        features=features(review, report), steps=tuple(_assessed(review, report)), feedback=report, problems=problems
    )


def _assessed(review: Review, report: "FeedbackReport | None") -> Iterator[StepAssessment]:
    visits = review.as_is.visits(assume=True)
    steps = [step for step in review.as_is.steps if step.node.is_activity]
    costs = {step.id: cost_of(review, step) for step in steps}
    per_case = {step.id: costs[step.id].total * visits.get(step.id, 0.0) for step in steps if costs[step.id].is_known}
    whole = sum(per_case.values())
    work = {step.id: visits.get(step.id, 0.0) * (costs[step.id].minutes or 0.0) for step in steps}
    samples, broken = read_control_samples(review), _broken(review)
    for step in steps:
        cells = {
            "step": step.id, "name": step.name,
            **_satisfaction_cells(review, report, step.id),
            **_cost_cells(review, step, costs[step.id], visits.get(step.id, 0.0), per_case.get(step.id), whole),
            **_compliance_cells(review, step, samples, broken),
            "value_class": step.notes.value.class_ if step.notes.value else "",
            "value_reason": (step.notes.value.why or "") if step.notes.value else "",
            "confidence": _confidence(step),
        }  # fmt: skip
        ratings = rate(cells)
        key = tuple(_key(step, work, sum(work.values())))
        cells |= {
            "key": "; ".join(key), "satisfaction_rating": ratings.satisfaction, "cost_rating": ratings.cost,
            "no_value_rating": ratings.no_value, "compliance_rating": ratings.compliance,
        }  # fmt: skip
        yield StepAssessment(step=step, cells={name: cells[name] for name in COLUMNS}, ratings=ratings, key=key)


def _key(step: Step, work: Mapping[str, float], whole: float) -> Iterator[str]:
    """Give why a step is a key step: much of the work, a control, or contact with the customer."""
    if whole and work[step.id] / whole >= KEY_SHARE:
        yield f"{work[step.id] / whole:.0%} of the work on a case"
    if step.notes.controls or step.notes.is_check or step.notes.is_approval:
        yield "a control"
    if step.notes.customer_contact:
        yield "the customer meets it"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepCost:
    """Hold what one execution of a step costs; None where it is not stated."""

    minutes: float | None
    rate_per_h: float | None
    fee: float

    @property
    def is_known(self) -> bool:
        """Say whether all of it is stated."""
        return self.minutes is not None and self.rate_per_h is not None

    @property
    def total(self) -> float:
        """Return the cost of one execution, 0 for what is not stated."""
        return (self.minutes or 0.0) / 60 * (self.rate_per_h or 0.0) + self.fee


def cost_of(review: Review, step: Step) -> StepCost:
    """Return what one execution of a step costs, by the group that is tried first."""
    notes, groups = step.notes, review.as_is.notes.resources
    fee = float(notes.cost.amount) if notes.cost is not None else 0.0
    if not notes.requests:
        outside = notes.delay is not None or notes.third_party is True
        return StepCost(minutes=0.0 if outside else None, rate_per_h=0.0 if outside else None, fee=fee)
    first = min(need.alternative for need in notes.requests)
    rates = []
    for need in notes.requests:
        if need.alternative == first:
            group = groups.get(need.group)
            rates.append(None if group is None or group.cost is None else float(group.cost) * need.quantity)
    minutes = notes.duration.mean / 60 if notes.duration is not None else None
    known = [each for each in rates if each is not None]
    return StepCost(minutes=minutes, rate_per_h=sum(known) if len(known) == len(rates) else None, fee=fee)


def _satisfaction_cells(review: Review, report: "FeedbackReport | None", step: str) -> dict[str, str]:
    rules, score = review.notes.rating, performance(review, report, step)
    value, low, high, n = (None, None, None, 0) if score is None else score
    return {
        "satisfaction": plain(value), "satisfaction_low": plain(low), "satisfaction_high": plain(high),
        "satisfaction_n": str(n), "satisfaction_minimum": plain(rules.satisfaction_minimum),
        "satisfaction_target": plain(rules.satisfaction_target), "least_n": str(rules.least_n),
    }  # fmt: skip


def _cost_cells(
    review: Review, step: Step, cost: StepCost, visits: float, per_case: float | None, whole: float
) -> dict[str, str]:
    share = per_case / whole if per_case is not None and whole else None
    value = step.notes.value
    # A step that the business needs and cannot say why counts as time that adds no value.
    adds_none = value is not None and (value.class_ == "NVA" or (value.class_ == "BVA" and not value.why))
    no_value = None if share is None or value is None else share if adds_none else 0.0
    rules = review.notes.rating
    return {
        "visits": plain(visits), "minutes": plain(cost.minutes), "rate_per_h": plain(cost.rate_per_h),
        "fee": plain(cost.fee), "cost_per_case": plain(per_case), "cost_share": plain(share),
        "no_value_share": plain(no_value), "cost_amber": plain(rules.cost_amber), "cost_red": plain(rules.cost_red),
    }  # fmt: skip


def _compliance_cells(
    review: Review, step: Step, samples: tuple[ControlSample, ...], broken: Mapping[str, int]
) -> dict[str, str]:
    mine = [each for each in samples if each.step == step.id]
    sampled, met = sum(each.sampled for each in mine), sum(each.met for each in mine)
    interval = wilson_interval(met, sampled)
    return {
        "compliance_sampled": str(sampled), "compliance_met": str(met), "compliance_low": plain(interval.low),
        "compliance_high": plain(interval.high), "compliance_limit": plain(review.notes.rating.compliance_limit),
        "controls_broken": str(broken.get(step.id, 0)),
    }  # fmt: skip


def _broken(review: Review) -> dict[str, int]:
    """Return how many controls fail their check on the map, by the step that carries them out."""
    if review.boundary is None:
        return {}
    bad = {entry.rule for entry in review.boundary.register(review.as_is) if entry.verdict == "broken"}
    counts: dict[str, int] = {}
    for control in review.boundary.controls:
        if control.id in bad or f"control {control.id}" in bad:
            for ref in control.steps:
                node = review.as_is.map.find(ref)
                if node is not None:
                    counts[node.id] = counts.get(node.id, 0) + 1
    return counts


def _confidence(step: Step) -> str:
    """Return how far the numbers of a step can be trusted, by how they were come by."""
    evidence = step.notes.evidence
    if evidence is None or evidence.method is None:
        return "low: nobody says where its numbers come from"
    if evidence.method in ("measured", "counted") and (evidence.n or 0) >= 30:
        return f"high: {evidence.method}, n = {evidence.n}"
    return f"medium: {evidence.method}" + (f", n = {evidence.n}" if evidence.n else "")


def write_assessment(found: Assessment, folder: Path) -> tuple[Path, Path]:
    """Write ``features.csv`` and ``assessment.csv`` into a folder; return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = folder / "features.csv", folder / "assessment.csv"
    write_text_atomic(paths[0], _csv(FEATURE_COLUMNS, feature_rows(found.features)))
    write_text_atomic(paths[1], _csv(COLUMNS, ([each.cells[name] for name in COLUMNS] for each in found.steps)))
    return paths


def _csv(head: tuple[str, ...], rows: Iterator[list[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([cell if _NUMBER.fullmatch(cell) else guarded(cell) for cell in row] for row in rows)
    return out.getvalue()
