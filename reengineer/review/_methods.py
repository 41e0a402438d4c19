"""See whether the criteria of a planned review say how they are measured."""

from collections.abc import Iterator

from reengineer.errors import Problem
from reengineer.review._folder import Review


def criteria_problems(review: Review) -> Iterator[Problem]:
    """Give an error for each criterion of a planned review that does not say how it is measured.

    Its statistic and its source must be stated, and the unit of a time. Before there is a plan, what is left out has
    its usual meaning.
    """
    plan = review.notes.plan
    if not (plan.purpose or plan.collections or plan.milestones):
        return
    for number, each in enumerate(review.criteria):
        missing = [name for name in ("statistic", "source") if name not in each.model_fields_set]
        if each.unit is None and each.as_measure().kind == "time":
            missing.append("unit")
        if missing:
            message = f"criterion {each.id} does not state its {' and '.join(missing)}"
            place = review.place("criteria", number)
            yield Problem("RE998", message, "A planned review says how each criterion is measured.", place)
