"""Try an idea: one or a few changes, beside the process as it is."""

from collections.abc import Sequence
from dataclasses import replace

from reengineer._records import dataclass
from reengineer.annotations import Difference
from reengineer.boundaries import Breach
from reengineer.errors import Problem, UsageError
from reengineer.options import Option, parse_change
from reengineer.review._folder import Review
from reengineer.review._outcome import Outcome
from reengineer.review._plan import Plan
from reengineer.review._run_review import run_review

TRIED = "try"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Hold what came of an idea.

    Parameters
    ----------
    option : Option
    outcome : Outcome
        Of the process as it is and the idea, with the same random numbers.
    differences : tuple of Difference
        What the changes did to the map.
    breaches : tuple of Breach
    """

    option: Option
    outcome: Outcome
    differences: tuple[Difference, ...]
    breaches: tuple[Breach, ...]


def try_changes(review: Review, texts: Sequence[str], plan: Plan | None = None) -> Trial:
    """Simulate some changes, given as lines of text, beside the process as it is; nothing is stored.

    An idea that the boundary forbids is simulated all the same, so that it is seen what it would bring.

    Raises
    ------
    ChangeError
        A line is no change, or a change does not apply.
    UsageError
        There is no line.
    """
    if not texts:
        raise UsageError([Problem("RE627", "there is nothing to try", "Name a change, such as delete_step qa.")])
    changes = tuple(parse_change(text) for text in texts)
    option = Option(id=TRIED, title="; ".join(change.title for change in changes), changes=changes)
    # The money of the review's own options says nothing of an idea.
    notes = review.notes.model_copy(update={"business_case": None})
    alone = replace(review, options={TRIED: option}, notes=notes)
    plan = replace(plan or Plan(sampled=False), options=None, folder=None)
    outcome = run_review(alone, plan)
    judged = next(item for item in outcome.comparison.outcomes if item.id == TRIED)
    return Trial(
        option=option,
        outcome=outcome,
        differences=outcome.maps[TRIED].differences,
        breaches=tuple(judged.breaches),  # type: ignore[arg-type]
    )
