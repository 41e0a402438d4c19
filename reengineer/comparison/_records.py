"""Hold what a comparison found: one record an option, one a difference, one a measured value."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Literal, Protocol, Self, runtime_checkable

from reengineer._records import dataclass
from reengineer.errors import Problem
from reengineer.measures import Measure

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from reengineer.comparison._plan import Stop
    from reengineer.comparison._selection import Chance
    from reengineer.criteria import Criterion

Verdict = Literal["better", "worse", "no_difference", "not_shown"]
Status = Literal["ran", "forbidden", "unstable", "refused"]
Standing = Literal["met", "not_met", "cannot_tell"]
Series = Mapping[tuple[str, str], tuple[float, ...]]


class Settings(Protocol):
    """Be what a comparison needs of a run's settings."""

    @property
    def length(self) -> float | None:
        """Return the time in which cases arrive, in seconds; None where it is not limited."""

    @property
    def cases(self) -> int | None:
        """Return the number of cases after which arrivals stop; None where it is not limited."""


class Result(Protocol):
    """Be what a comparison needs of a simulation's result."""

    @property
    def replications(self) -> Sequence[object]:
        """Return the replications, in the order of their random numbers."""

    @property
    def settings(self) -> Settings:
        """Return the settings of the run."""

    @property
    def seed(self) -> int:
        """Return the seed from which every draw follows."""

    @property
    def engine(self) -> str:
        """Return the name of the engine that ran."""

    @property
    def version(self) -> str:
        """Return the version of the library that ran."""

    @property
    def horizon_s(self) -> float:
        """Return how long arrivals went on, in seconds."""

    @property
    def warm_up_s(self) -> float:
        """Return how much of the start is left out, in seconds."""

    def values(self, measure: Measure) -> "npt.NDArray[np.float64]":
        """Return one value a replication."""

    def waits(self) -> "pd.DataFrame":
        """Return one row a step: hours a case by cause."""

    def with_warm_up(self, seconds: float, /) -> Self:
        """Return the same result with another warm-up period left out."""

    def first(self, count: int, /) -> Self:
        """Return the result of the first replications alone."""


@runtime_checkable
class HoldsCases(Protocol):
    """Be a result that still knows its single cases."""

    def case_values(self, measure: Measure, /) -> "tuple[npt.NDArray[np.float64], ...] | None":
        """Return one value a case, an array a replication; None where the measure is not one of single cases."""


class Forbidding(Protocol):
    """Be what a breach of the boundary tells: the rule broken and the problem in words."""

    @property
    def rule(self) -> str:
        """Return the name of the rule in the boundary."""

    @property
    def problem(self) -> Problem:
        """Return what is wrong and how to mend it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionNotes:
    """Say what a comparison cannot know of an option.

    Parameters
    ----------
    title : str
        For readers; the id where empty.
    status : {"ran", "forbidden", "unstable", "refused"} or None
        None where the results and the breaches tell.
    findings : tuple of Problem
        Why the option did not run, or what to know of its run.
    costs : tuple of (str, str)
        What is paid and how much, such as ``("one_off", "12000 GBP")``.
    what_if : bool
        Whether it only asks a question, so that it can be neither chosen nor forbidden.
    """

    title: str = ""
    status: Status | None = None
    findings: tuple[Problem, ...] = ()
    costs: tuple[tuple[str, str], ...] = ()
    what_if: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredValue:
    """Hold what one option gave on one criterion, with its 95 % interval.

    Parameters
    ----------
    criterion : str
        Id of the criterion.
    value, ci_low, ci_high : float or None
        In the measure's unit; None where the replications cannot tell.
    n : int
        Replications with a value.
    target, minimum : {"met", "not_met", "cannot_tell"} or None
        None where the criterion states none.
    """

    criterion: str
    measure: Measure
    value: float | None
    ci_low: float | None
    ci_high: float | None
    n: int
    target: Standing | None = None
    minimum: Standing | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedDifference:
    """Hold how an option differs from the as-is on one criterion, replication by replication.

    Parameters
    ----------
    as_is, value, difference : float or None
        Means over the pairs, in the measure's unit; the difference is option minus as-is.
    ci_low, ci_high : float or None
        Ends of the interval that holds together with all others of the comparison.
    p, p_adjusted : float or None
        Of no difference at all; adjusted by Holm over options and measures. None where it cannot be tested.
    verdict : {"better", "worse", "no_difference", "not_shown"}
        From the interval: on one side of 0, all inside the smallest change worth having, or neither. Where uncertain
        inputs were drawn, from the interval that counts them.
    more_replications : int or None
        About how many more it would take where nothing is shown; None where no number of them would do.
    note : str
        Why an interval is missing or has no width; empty otherwise.
    total_low, total_high : float or None
        The interval with uncertain inputs counted too; None where none were sampled.
    total_verdict, stated_verdict : {"better", "worse", "no_difference", "not_shown"} or None
        From the interval with uncertain inputs counted, and from that of chance alone, as it would be if the inputs
        were exactly as stated; None where none were drawn.
    """

    option: str
    criterion: str
    measure: Measure
    as_is: float | None
    value: float | None
    difference: float | None
    ci_low: float | None
    ci_high: float | None
    p: float | None
    p_adjusted: float | None
    n_pairs: int
    verdict: Verdict
    more_replications: int | None = None
    note: str = ""
    total_low: float | None = None
    total_high: float | None = None
    total_verdict: Verdict | None = None
    stated_verdict: Verdict | None = None

    @property
    def as_stated(self) -> Verdict:
        """Return the verdict if the inputs were exactly as stated."""
        return self.stated_verdict or self.verdict

    @property
    def flips(self) -> bool:
        """Return whether counting uncertain inputs changes the verdict."""
        return self.verdict != self.as_stated


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionOutcome:
    """Hold what became of one option.

    Parameters
    ----------
    status : {"ran", "forbidden", "unstable", "refused"}
        A forbidden option has run; its measures say what it would have given.
    breaches : tuple
        Rules of the boundary that it breaks, each with ``rule`` and ``problem``.
    findings : tuple of Problem
        Of its run, or why it did not run.
    result : Result or None
        None where it did not run.
    what_if : bool
        Whether it only asks a question.
    """

    id: str
    title: str
    status: Status
    breaches: tuple[Forbidding, ...] = ()
    findings: tuple[Problem, ...] = ()
    result: Result | None = None
    measures: tuple[MeasuredValue, ...] = ()
    costs: tuple[tuple[str, str], ...] = ()
    what_if: bool = False

    @property
    def is_choice(self) -> bool:
        """Return whether it ran, is permitted and can be chosen."""
        return self.status == "ran" and not self.what_if

    def measured(self, criterion: str) -> MeasuredValue | None:
        """Return the value on a criterion, None where the option did not run."""
        return next((value for value in self.measures if value.criterion == criterion), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Hold all options beside the as-is, the baseline first.

    Parameters
    ----------
    baseline : str
        Id of the option all others are compared with.
    outcomes : tuple of OptionOutcome
        In the order given, the baseline first.
    differences : tuple of PairedDifference
        By option, then by criterion, in the orders given.
    criteria : tuple of Criterion
    n_replications : int
        That all options have.
    warm_up_s : float
        The largest of all results, in seconds.
    level : float
        Of the intervals, together.
    sampled_replications : int
        With inputs drawn from their ranges, or taken from refits; 0 where there are none.
    refits : int
        How many refits of a model to cases of its log drawn anew the uncertain inputs come from; 0 where they come from
        the ranges of single numbers.
    refits_left_out : tuple of Problem
        Why refits were not used, one for each that was not.
    chances, total_chances : tuple of Chance
        How likely each permitted option is the best on each criterion; with inputs as stated, and with uncertain
        inputs counted (empty where none were drawn).
    stop : Stop or None
        Why no more replications were run; None where nobody asked.
    series, total_series : mapping of (option id, criterion id) to tuple of float
        One value a replication, with inputs as stated and drawn; not-a-numbers where nothing was there to measure.
    """

    outcomes: tuple[OptionOutcome, ...]
    differences: tuple[PairedDifference, ...]
    criteria: "tuple[Criterion, ...]"
    n_replications: int
    warm_up_s: float
    baseline: str = "as-is"
    level: float = 0.95
    sampled_replications: int = 0
    refits: int = 0
    refits_left_out: tuple[Problem, ...] = ()
    chances: "tuple[Chance, ...]" = ()
    total_chances: "tuple[Chance, ...]" = ()
    stop: "Stop | None" = None
    series: Series = field(default_factory=dict, repr=False)
    total_series: Series = field(default_factory=dict, repr=False)

    def __repr__(self) -> str:
        options = ", ".join(f"{outcome.id} {outcome.status}" for outcome in self.outcomes)
        return f"<Comparison: {options}; criteria {len(self.criteria)}, replications {self.n_replications}>"

    def outcome(self, option: str) -> OptionOutcome:
        """Return the outcome of an option; KeyError where there is none of that id."""
        return {outcome.id: outcome for outcome in self.outcomes}[option]

    def difference(self, option: str, criterion: str) -> PairedDifference | None:
        """Return the difference of an option on a criterion; None for the baseline or an option that did not run."""
        found = (item for item in self.differences if item.option == option and item.criterion == criterion)
        return next(found, None)

    def chance(self, option: str, criterion: str) -> "Chance | None":
        """Return how an option stands among all on a criterion, uncertain inputs counted where they were drawn."""
        found = (item for item in self.total_chances or self.chances if item.criterion == criterion)
        return next((item for item in found if item.option == option), None)

    def to_dict(self, review: str = "") -> dict[str, object]:
        """Return the object that ``compare --json`` prints.

        Parameters
        ----------
        review : str
            Title or folder of the review.
        """
        from reengineer.comparison._json import as_dict

        return as_dict(self, review)

    def to_frame(self) -> "pd.DataFrame":
        """Return one row a difference, for pandas; numbers in the unit of the measure, shares from 0 to 1."""
        from reengineer.comparison._frames import difference_frame

        return difference_frame(self)

    def values_frame(self) -> "pd.DataFrame":
        """Return one row an option, criterion and replication, for pandas."""
        from reengineer.comparison._frames import value_frame

        return value_frame(self)

    def _repr_html_(self) -> str:
        """Return a table of options by criterion, for a notebook."""
        from reengineer.comparison._frames import as_html

        return as_html(self)
