"""Find demand and work that a review states to be the same each time: real ones vary, and that makes queues."""

from collections.abc import Iterator

from reengineer.errors import Problem
from reengineer.quantities import Distribution
from reengineer.review._folder import Review

MOST_NAMED = 3


def regular_problems(review: Review) -> Iterator[Problem]:
    """Give advice about arrivals like clockwork, and about steps whose work never varies."""
    for name, case in review.as_is.notes.cases.items():
        every = case.arrivals.every if case.arrivals is not None else None
        if every is not None and _is_regular(every):
            gap = str(every)
            message = (
                f"cases of '{name}' come exactly every {gap}, like clockwork; fewer wait than where they come by chance"
            )
            remedy = f"If people come when it suits them, say so: exponential({gap})."
            yield Problem("RE690", message, remedy, review.as_is.map.definitions.source, "advice")
    steps = review.as_is.notes.steps
    same = [
        node.label
        for node in review.as_is.map.activities
        if (notes := steps.get(node.id)) and notes.requests and notes.duration and _is_regular(notes.duration)
    ]
    if same:
        listed = ", ".join(f'"{name}"' for name in same[:MOST_NAMED])
        more = f" and {len(same) - MOST_NAMED} more" if len(same) > MOST_NAMED else ""
        message = f"the work of {listed}{more} is the same for every case; fewer wait than where work varies"
        remedy = (
            "A range says how sure you are of the mean. Where cases differ, write the least, the usual and the most, "
            "such as triangular(5 min, 8 min, 20 min)."
        )
        yield Problem("RE691", message, remedy, review.as_is.map.definitions.source, "advice")


def _is_regular(distribution: Distribution) -> bool:
    return distribution.family == "fixed" and distribution.mean > 0
