"""Make the maps that the refits of a review lead to, and leave out the refits that no map can be made of."""

from collections.abc import Iterable, Mapping
from dataclasses import field

from reengineer._records import dataclass
from reengineer.annotations import AnnotatedMap, Refits, complete
from reengineer.errors import Problem, ReengineerError, ReviewError
from reengineer.review._folder import AS_IS, Review
from reengineer.simulation import compile_model
from reengineer.source import Source

LEAST, LEAST_SHARE = 2, 0.5
"""Refits, and share of all of them, that must be usable: few would leave out what is unlike the fit, and look sure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refitted:
    """Hold the maps of each option as the refits have them.

    Parameters
    ----------
    maps : mapping of str to tuple of AnnotatedMap
        By option, the as-is among them; one a refit that is used, in their order.
    left_out : mapping of int to Problem
        Numbers of refits, from 0, that are used for no option, each with why.
    """

    maps: Mapping[str, tuple[AnnotatedMap, ...]] = field(default_factory=dict)
    left_out: Mapping[int, Problem] = field(default_factory=dict)


def refitted(review: Review, names: Iterable[str]) -> Refitted:
    """Return the maps of the as-is and of options as each refit has them.

    A refit that one of them cannot be run with is left out for all, so that the others stay pairs.

    Parameters
    ----------
    review : Review
    names : iterable of str
        What is to be run.

    Raises
    ------
    ReviewError
        RE561: fewer than two refits are left, or fewer than half.
    """
    refits, chosen = review.refits, tuple(names)
    if refits is None:
        return Refitted()
    kept: dict[str, list[AnnotatedMap]] = {name: [] for name in chosen}
    left_out: dict[int, Problem] = {}
    for number in range(len(refits)):
        made, why = _made(review, refits, number, chosen)
        if why is not None:
            left_out[number] = why
            continue
        for name in chosen:
            kept[name].append(made[name])
    used = len(refits) - len(left_out)
    if left_out and used < max(LEAST, LEAST_SHARE * len(refits)):
        message = f"{len(left_out)} of {len(refits)} refits cannot be used"
        remedy = "Mend what is named for the first of them, or take the line refits out of review.yaml."
        place = Source(file=str(review.path))
        raise ReviewError([Problem("RE561", message, remedy, place), next(iter(left_out.values()))])
    return Refitted(maps={name: tuple(maps) for name, maps in kept.items()}, left_out=left_out)


def _made(
    review: Review, refits: Refits, number: int, names: tuple[str, ...]
) -> tuple[dict[str, AnnotatedMap], Problem | None]:
    """Return the maps that one refit leads to, or why there is none of one of them."""
    made: dict[str, AnnotatedMap] = {}
    name = AS_IS
    try:
        known = review.as_is.with_notes(refits.applied(review.as_is.notes, number)).checked()
        for name in names:
            made[name] = known if name == AS_IS else review.options[name].apply(known)
            compile_model(complete(made[name])[0], review.run)
    except ReengineerError as error:
        first = error.problems[0]
        message = f"refit {number + 1} is left out, because {name} cannot be run with it: {first.message}"
        return {}, Problem("RE560", message, first.remedy, severity="warning")
    return made, None
