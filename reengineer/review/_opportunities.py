"""Say what to look at after a change: the group that is fullest now, criteria not met, and questions of the new map."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from reengineer.annotations import AnnotatedMap
from reengineer.errors import ModelError
from reengineer.monitor import CriterionResult, Opportunity, told
from reengineer.review._folder import AS_IS, Review

if TYPE_CHECKING:
    from reengineer.review._outcome import Outcome

_MOST_QUESTIONS = 5


def opportunities(
    review: Review, outcome: "Outcome", option: str, world: AnnotatedMap, results: Sequence[CriterionResult]
) -> tuple[Opportunity, ...]:
    """Return what to look at next, by the to-be map with the inputs that were observed.

    Parameters
    ----------
    review : Review
    outcome : Outcome
    option : str
    world : AnnotatedMap
        The option's map, with the demand that was observed.
    results : sequence of CriterionResult
    """
    return (
        *_bottleneck(outcome.maps[AS_IS], world),
        *_criteria(results),
        *_shortfalls(results),
        *_questions(review, outcome, world, option),
    )


def fullest(annotated: AnnotatedMap) -> tuple[str, float] | None:
    """Return the group with the highest offered load, and that load; None where it cannot be worked out."""
    try:
        loads = annotated.offered_load(assume=True)
    except ModelError:
        return None
    return max(loads.items(), key=lambda item: item[1], default=None)


def _bottleneck(as_is: AnnotatedMap, world: AnnotatedMap) -> Iterator[Opportunity]:
    before, after = fullest(as_is), fullest(world)
    if after is None:
        return
    name, load = after
    evidence = f"offered load {load:.0%}, with the inputs that were observed"
    if before is not None and before[0] != name:
        what = f"the bottleneck moved from {before[0]} ({before[1]:.0%} before) to {name}"
    else:
        what = f"{name} is still the fullest group"
    yield Opportunity(kind="bottleneck", what=what, evidence=evidence)


def _criteria(results: Sequence[CriterionResult]) -> Iterator[Opportunity]:
    for each in results:
        criterion = each.prediction.criterion
        if each.observed is None or criterion.is_met(each.observed.value):
            continue
        wanted = told(each, criterion.target or 0.0)
        what = f"{criterion.as_measure().label} is {told(each, each.observed.value)}; the target is {wanted}"
        yield Opportunity(kind="criterion", what=what, evidence=f"observed, criterion {each.id}")


def _shortfalls(results: Sequence[CriterionResult]) -> Iterator[Opportunity]:
    for each in results:
        if each.verdict not in ("half", "no_effect", "harm") or each.gap is None:
            continue
        name = each.prediction.criterion.as_measure().label
        if each.world is None or each.model is None:
            what = f"why {name} fell short is not known: record arrivals, or describe the world with --world"
            evidence = f"gap of {each.gap:.3g}, not split"
        else:
            larger = (
                "the world and adoption" if abs(each.world) > abs(each.model) else "the model or the way it was done"
            )
            what = f"{name} fell short mostly by {larger}"
            evidence = f"gap of {each.gap:.3g}: world {each.world:+.3g}, model and implementation {each.model:+.3g}"
        yield Opportunity(kind="shortfall", what=what, evidence=evidence)


def _questions(review: Review, outcome: "Outcome", world: AnnotatedMap, option: str) -> Iterator[Opportunity]:
    """Give the questions of the to-be map that the process as it was did not raise."""
    from reengineer.questions import ask

    known = {(each.rule, each.elements) for each in outcome.asked.findings}
    found = ask(world, boundary=review.boundary, feedback=review.feedback, using=review.questions)
    fresh = [each for each in found.findings if (each.rule, each.elements) not in known]
    for each in fresh[:_MOST_QUESTIONS]:
        yield Opportunity(
            kind="question", what=each.question, evidence=f"{each.rule} on option {option}: {each.because}"
        )
