"""Say of the options of a review how each stands, and which can be carried out together."""

from collections.abc import Mapping
from dataclasses import field
from itertools import combinations
from typing import Literal

from reengineer._records import dataclass
from reengineer.annotations import AnnotatedMap, complete
from reengineer.errors import ChangeError, ModelError, Problem, UnstableError
from reengineer.options import Option, Pairing, pairing
from reengineer.review._folder import Review
from reengineer.simulation import check_load, compile_model

Standing = Literal["permitted", "unchecked", "forbidden", "unstable", "refused", "does_not_apply"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionStatus:
    """Say how an option stands before it is simulated.

    Parameters
    ----------
    option : Option
    standing : str
        permitted by the boundary, unchecked where there is none, forbidden, unstable (its queues would grow without
        end), refused (it cannot be simulated yet), or does_not_apply.
    findings : tuple of Problem
        Why.
    costs : tuple of str
        What drives the cost of its operations, to be thought of where costs are stated.
    """

    option: Option
    standing: Standing
    findings: tuple[Problem, ...] = ()
    costs: tuple[str, ...] = ()
    to_be: AnnotatedMap | None = field(default=None, repr=False)

    def to_dict(self) -> dict[str, object]:
        """Return the status as plain data."""
        option = self.option
        return {
            "id": option.id,
            "title": option.title,
            "status": self.standing,
            "answers": list(option.answers),
            "changes": [change.title for change in option.changes],
            "costs": option.costs.model_dump(mode="json", exclude_none=True),
            "cost_drivers": list(self.costs),
            "findings": [problem.as_dict() for problem in self.findings],
        }


def option_statuses(review: Review) -> tuple[OptionStatus, ...]:
    """Return how each option of a review stands, in the order of the files."""
    return tuple(_status(review, option) for option in review.options.values())


def _status(review: Review, option: Option) -> OptionStatus:
    costs = tuple(dict.fromkeys(cost for change in option.changes for cost in change.kind.costs))
    try:
        to_be = option.apply(review.as_is)
    except ChangeError as error:
        return OptionStatus(option=option, standing="does_not_apply", findings=error.problems, costs=costs)
    standing, findings = _judged(review, option, to_be)
    return OptionStatus(option=option, standing=standing, findings=findings, costs=costs, to_be=to_be)


def _judged(review: Review, option: Option, to_be: AnnotatedMap) -> tuple[Standing, tuple[Problem, ...]]:
    if review.boundary is not None:
        breaches = option.breaches(review.as_is, review.boundary, as_of=review.as_of, to_be=to_be)
        if breaches:
            return "forbidden", tuple(breach.problem for breach in breaches)
    try:
        whole, _ = complete(to_be)
        compile_model(whole, review.run)
        check_load(whole.offered_load(), lasting=whole.offered_load(lasting=True))
    except UnstableError as error:
        return "unstable", error.problems
    except ModelError as error:
        return "refused", error.problems
    return ("unchecked" if review.boundary is None else "permitted"), ()


def option_matrix(review: Review) -> tuple[tuple[OptionStatus, ...], Mapping[tuple[str, str], Pairing]]:
    """Return how each option stands, and how each two that apply go together, by their ids in order."""
    statuses = option_statuses(review)
    able = [status.option for status in statuses if status.standing != "does_not_apply"]
    pairs = {
        (first.id, second.id): pairing(review.as_is, (first, second), review.boundary, as_of=review.as_of)
        for first, second in combinations(able, 2)
    }
    return statuses, pairs
