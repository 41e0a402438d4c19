"""Judge the settings and criteria of a run before it starts."""

from collections.abc import Iterator

from reengineer.annotations import AnnotatedMap
from reengineer.criteria import Criterion
from reengineer.errors import Problem, nearest
from reengineer.review._folder import Review
from reengineer.simulation import RunSettings

WEEK_S = 604_800.0


def warm_up_problem(run: RunSettings) -> str | None:
    """Return why the warm-up leaves nothing of the run to measure; None where it leaves something.

    Whole weeks are left out, so a warm-up counts up to the end of its last week.
    """
    if isinstance(run.warm_up, str) or run.horizon_s is None:
        return None
    weeks = -(-run.warm_up // WEEK_S)
    if weeks * WEEK_S < run.horizon_s:
        return None
    taken = f"{weeks:g} whole week{'' if weeks == 1 else 's'}"
    return f"the warm-up takes {taken} and the run {run.horizon_s / WEEK_S:g}; nothing is left to measure"


def scope_problems(review: Review, whole: AnnotatedMap) -> list[Problem]:
    """Return a problem for each criterion about a group, step or kind of case that is not in the model."""
    return list(_scope_problems(review, whole))


def _scope_problems(review: Review, whole: AnnotatedMap) -> Iterator[Problem]:
    for number, criterion in enumerate(review.criteria):
        known = _known(criterion, whole)
        if known is not None and criterion.scope_id not in known:
            hint = nearest(criterion.scope_id or "", known)
            about = f'the {criterion.scope} "{criterion.scope_id}"'
            message = f"criterion {criterion.id} is about {about}, which is not in the model"
            remedy = (f"{hint[:1].upper()}{hint[1:]}. " if hint else "") + f"There are: {', '.join(known)}."
            yield Problem("RE614", message, remedy, review.place("criteria", number, "scope_id"))


def _known(criterion: Criterion, whole: AnnotatedMap) -> tuple[str, ...] | None:
    """Return the names that a scope may take; None where it cannot be told before a run."""
    if criterion.scope == "group":
        return tuple(whole.notes.resources)
    if criterion.scope == "class":
        return tuple(whole.notes.cases)
    if criterion.scope in ("step", "event"):
        return tuple(node.id for node in whole.map.nodes)
    return None
