"""Judge a candidate before anything is simulated: whether it applies, and whether the boundary permits it."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from reengineer._records import dataclass
from reengineer.annotations import AnnotatedMap
from reengineer.boundaries import Boundary, measure_of
from reengineer.criteria import Criterion
from reengineer.errors import ChangeError, Problem
from reengineer.measures import SIMULATED, Measure
from reengineer.options import Option
from reengineer.simulation import RunSettings

Standing = Literal["permitted", "forbidden", "does_not_apply", "unstable", "refused", "over_limit", "not_measured"]
LASTING = frozenset({"B101", "B102", "B103"})
"""Breaches that no further change mends: outside the scope, of a locked step, of a kind that is not permitted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """Hold what candidates are judged by.

    Parameters
    ----------
    as_is : AnnotatedMap
    boundary : Boundary or None
    as_of : date
        The day on which the boundary is judged.
    criteria : tuple of Criterion
        What the front is about; one or more.
    run : RunSettings
        Length, seed and warm-up of every simulation.
    """

    as_is: AnnotatedMap
    boundary: Boundary | None
    as_of: date
    criteria: tuple[Criterion, ...]
    run: RunSettings

    @property
    def columns(self) -> tuple[Measure, ...]:
        """Return what is measured of each candidate: of each criterion, then of each limit on results."""
        limits = () if self.boundary is None else self.boundary.outcome_limits()
        asked = [criterion.as_measure() for criterion in self.criteria]
        limited = (measure_of(limit) for limit, _ in limits if limit.measure in SIMULATED)
        return tuple(asked + [measure for measure in dict.fromkeys(limited) if measure not in asked])

    @property
    def signs(self) -> tuple[float, ...]:
        """Return what turns the value of each criterion into one of which less is better."""
        return tuple(1.0 if criterion.better == "lower" else -1.0 for criterion in self.criteria)

    @property
    def room(self) -> tuple[float, ...]:
        """Return the smallest change worth having of each criterion; 0 where none is stated."""
        return tuple(criterion.smallest_change or 0.0 for criterion in self.criteria)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Say how a candidate stands before it is simulated, and why.

    Parameters
    ----------
    standing : str
    to_be : AnnotatedMap or None
        None where it may not or cannot be simulated.
    problems : tuple of Problem
    """

    standing: Standing
    to_be: AnnotatedMap | None = None
    problems: tuple[Problem, ...] = ()


def judge(study: Study, option: Option) -> Judged:
    """Return how an option stands: whether it applies, and what the boundary has against it."""
    try:
        to_be = option.apply(study.as_is)
    except ChangeError as error:
        return Judged(standing="does_not_apply", problems=error.problems)
    if study.boundary is not None:
        breaches = option.breaches(study.as_is, study.boundary, as_of=study.as_of, to_be=to_be)
        if breaches:
            return Judged(standing="forbidden", problems=tuple(breach.problem for breach in breaches))
    return Judged(standing="permitted", to_be=to_be)


def standing_breaches(study: Study, option: Option) -> str:
    """Return why the boundary forbids an option whatever it is combined with; empty where it does not."""
    if study.boundary is None:
        return ""
    judged = judge(study, option)
    return first_of([problem for problem in judged.problems if problem.code in LASTING])


def first_of(problems: Sequence[Problem]) -> str:
    """Return the first of some problems in one line; empty where there is none."""
    return problems[0].message if problems else ""
