"""Hold what a review gave, and what its options are judged by."""

from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING

from reengineer._records import dataclass
from reengineer.annotations import AnnotatedMap
from reengineer.comparison import BusinessCase, Comparison, Sensitivity
from reengineer.criteria import Criterion
from reengineer.errors import Problem
from reengineer.review._business import business_cases
from reengineer.review._folder import AS_IS, Review
from reengineer.simulation import Closeup, SimulationResult

if TYPE_CHECKING:
    from reengineer.questions import Asked

USUAL_CRITERIA = (
    Criterion(id="cycle_time", measure="cycle_time", clock="working", unit="day", better="lower"),
    Criterion(id="waiting_time", measure="waiting_time", clock="working", unit="day", better="lower"),
    Criterion(id="activity_cost", measure="activity_cost", better="lower"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Hold all that a review gave.

    Parameters
    ----------
    review : Review
    maps : mapping of str to AnnotatedMap
        The as-is and each to-be map, by option.
    results, sampled : mapping of str to SimulationResult
        With inputs as stated, and sampled from their ranges (empty where none has one).
    comparison : Comparison
    sensitivity : Sensitivity or None
        Which assumption could change the choice, where that was asked for.
    closeups : mapping of str to Closeup
        What single rows tell of the as-is and the option that pictures show, where that is known already.
    folder : Path or None
        Where its results are kept.
    """

    review: Review
    maps: Mapping[str, AnnotatedMap]
    results: Mapping[str, SimulationResult]
    comparison: Comparison
    sampled: Mapping[str, SimulationResult] = field(default_factory=dict)
    sensitivity: Sensitivity | None = None
    closeups: Mapping[str, Closeup] = field(default_factory=dict)
    folder: Path | None = None

    def __repr__(self) -> str:
        return f"<Outcome of {self.review.title!r}: {self.comparison!r}>"

    @property
    def asked(self) -> "Asked":
        """Return the questions that the as-is raises; they are asked anew at each call."""
        from reengineer.review._asking import ask_review

        return ask_review(self.review)

    @property
    def assumptions(self) -> tuple[Problem, ...]:
        """Return what was assumed of the process as it is, each once: before the run, then by it."""
        found = (*self.review.as_is.assumptions, *self.results[AS_IS].assumptions)
        return tuple(dict.fromkeys(problem for problem in found if problem.severity == "advice"))

    @property
    def is_cut_short(self) -> bool:
        """Say whether a limit of time or memory ended the run before all replications were there."""
        return any(result.is_cut_short for result in (*self.results.values(), *self.sampled.values()))

    @property
    def has_whole_replications(self) -> bool:
        """Say whether every option has a replication that no limit of time or memory stopped."""
        return all(result.whole > 0 for result in self.results.values())

    @property
    def limits(self) -> dict[str, str]:
        """Return the limit that stopped each option that one stopped: ``events``, ``time`` or ``memory``."""
        found = {**self.sampled, **self.results}
        return {name: result.limit for name, result in found.items() if result.limit != "none"}

    @property
    def business_cases(self) -> tuple[BusinessCase, ...]:
        """Return the business case of each permitted option that ran; none where the review states no discount rate."""
        return business_cases(self.review, self.comparison)


def criteria_of(review: Review) -> list[Criterion]:
    """Return what the options are judged by; the usual criteria where the review states none."""
    return [_with_currency(criterion, review) for criterion in review.criteria or USUAL_CRITERIA]


def _with_currency(criterion: Criterion, review: Review) -> Criterion:
    """Return a criterion about money in the review's one currency, where it names none."""
    currency = review.as_is.currency
    if criterion.unit is not None or criterion.as_measure().kind != "money" or not currency:
        return criterion
    return criterion.model_copy(update={"unit": currency})
