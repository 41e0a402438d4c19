"""Keep how a change is tried: design, size, rules for starting and stopping, guardrails, fairness, roles, way back."""

from math import sqrt
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from reengineer.errors import ReviewError
from reengineer.files import Document, dump_yaml, read_yaml, validate
from reengineer.monitor._fields import Day, Texts, as_tuple

Design = Literal["before_after", "parallel_teams", "stepped"]
Who = Literal["customer", "organisation", "colleague"]
TRIAL_FILE = "trial.yaml"


Words = Annotated[str, Field(min_length=1)]


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Primary(_Written):
    """Name the measure that decides, and the effect that the trial must be able to show.

    Parameters
    ----------
    criterion : str
        Id of a criterion of the review; the effect and the spread are in its unit.
    effect : float
        The difference to be shown, without sign.
    sd : float, optional
        Standard deviation of one case; of a share leave it out and state `share`.
    share : float, optional
        The share before, 0 to 1.
    source : str
        Where the spread comes from.
    """

    criterion: Words
    effect: Annotated[float, Field(gt=0)]
    sd: Annotated[float, Field(gt=0)] | None = None
    share: Annotated[float, Field(gt=0, lt=1)] | None = None
    source: str = ""

    @model_validator(mode="after")
    def _has_one_spread(self) -> Self:
        if (self.sd is None) == (self.share is None):
            raise ValueError("state one of sd and share; the number of cases follows from it")
        return self

    @property
    def spread(self) -> float:
        """Return the standard deviation of one case."""
        if self.sd is not None:
            return self.sd
        share = self.share or 0.0
        # The share in the middle of before and after, as the formula for shares has it.
        middle = min(max(share - self.effect / 2, 0.01), 0.99) if share > 0.5 else min(share + self.effect / 2, 0.99)
        return sqrt(middle * (1 - middle))


class Units(_Written):
    """Say what is counted and how many come.

    Parameters
    ----------
    what : str
        Such as complaints, or calls.
    per_week : float
        Of all teams that take part, trial and control.
    teams : tuple of str
        Those that take part; of parallel teams and steps, those that begin first are named first.
    trial_share : float
        Share of the cases on the new way of working, of parallel teams; 0 to 1.
    icc : float
        Share of the variance that lies between teams, 0 to 1.
    autocorrelation : float
        Of each week with the next, before and after a date; 0 to below 1.
    """

    what: Words = "cases"
    per_week: Annotated[float, Field(gt=0)]
    teams: Texts = ()
    trial_share: Annotated[float, Field(gt=0, lt=1)] = 0.5
    icc: Annotated[float, Field(ge=0, le=1)] = 0.0
    autocorrelation: Annotated[float, Field(ge=0, lt=1)] = 0.0


class Guardrail(_Written):
    """Say what must not happen.

    Parameters
    ----------
    id : str
        As the file of measures names it.
    what : str
        In words.
    limit : float
        The worst value that is acceptable.
    better : {"lower", "higher"}
    unit : str
    hard : bool
        One value beyond the limit stops the trial; else it is adjusted.
    action : str
        Who does what.
    """

    id: Words
    what: Words
    limit: float
    better: Literal["lower", "higher"] = "lower"
    unit: str = ""
    hard: bool = False
    action: str = ""

    def is_broken_by(self, value: float) -> bool:
        """Say whether a value lies beyond the limit."""
        return value > self.limit if self.better == "lower" else value < self.limit


class Pulse(_Written):
    """Say how customers and colleagues are asked in the first weeks."""

    every: Literal["day", "week"] = "week"
    weeks: Annotated[int, Field(ge=1, le=104)] = 6
    who: Annotated[tuple[Literal["customer", "colleague"], ...], BeforeValidator(as_tuple)] = ("customer", "colleague")
    question: str = "How did it go, from 1 to 5, and why?"


class Adjustment(_Written):
    """Record a change of the trial while it runs: a dated patch of the option, and a new part of every series.

    Parameters
    ----------
    on : date
    what, why, by : str
    changes : tuple of dict
        As in an option file.
    """

    on: Day
    what: Words
    why: Words
    by: Words
    changes: Annotated[tuple[dict[str, Any], ...], BeforeValidator(as_tuple)] = ()


class Happened(_Written):
    """Record something else that happened at the time and may explain what is seen."""

    on: Day
    what: Words


class Observation(_Written):
    """Record what somebody saw of the change.

    Parameters
    ----------
    what : str
    who : {"customer", "organisation", "colleague"}
        For whom it is good or bad.
    good, expected : bool
    size : str
    evidence : str
        Id or file that shows it; empty where it is an opinion.
    opinion_of : int, optional
        How many people said so, where nothing else shows it.
    """

    what: Words
    who: Who
    good: bool
    expected: bool
    size: str = ""
    evidence: str = ""
    opinion_of: Annotated[int, Field(ge=1)] | None = None


class TrialPlan(_Written):
    """Plan a trial.

    Parameters
    ----------
    option, title : str
    design : {"before_after", "parallel_teams", "stepped"}
    primary : Primary
    units : Units
    alpha, power : float
    start : date or None
        The first day on the new way of working.
    weeks : int, optional
        Its length; from the sample size where left out.
    most_weeks : int, optional
        No longer than this is acceptable.
    baseline_weeks : int
        Weeks before the start that are compared with.
    looks : tuple of int
        Weeks after which somebody looks before the end; read at 1 in 1,000.
    steps : int
        Times at which teams begin, of a stepped design.
    start_rules, stop_rules, roll_back : tuple of str
    guardrails : tuple of Guardrail
    fairness : str
        Why nobody is treated worse for being in one group or the other.
    opt_out : str
        How a customer or colleague can stay out.
    vulnerable : str
        How vulnerable customers are kept from harm.
    roles : mapping of str to str
        Who owns, watches, may stop.
    pulse : Pulse
    adjustments, happened, observations
        What is recorded while it runs.
    """

    version: Literal[1] = 1
    option: Words
    title: str = ""
    design: Design = "before_after"
    primary: Primary
    units: Units
    alpha: Annotated[float, Field(gt=0, lt=0.5)] = 0.05
    power: Annotated[float, Field(ge=0.5, lt=1)] = 0.8
    start: Day | None = None
    weeks: Annotated[int, Field(ge=1, le=520)] | None = None
    most_weeks: Annotated[int, Field(ge=1, le=520)] | None = None
    baseline_weeks: Annotated[int, Field(ge=1, le=520)] = 20
    looks: Annotated[tuple[int, ...], BeforeValidator(as_tuple)] = ()
    steps: Annotated[int, Field(ge=2, le=20)] = 3
    start_rules: Texts = ()
    stop_rules: Texts = ()
    guardrails: Annotated[tuple[Guardrail, ...], BeforeValidator(as_tuple)] = ()
    fairness: str = ""
    opt_out: str = ""
    vulnerable: str = ""
    roles: dict[str, str] = Field(default_factory=dict)
    roll_back: Texts = ()
    pulse: Pulse = Pulse()
    adjustments: Annotated[tuple[Adjustment, ...], BeforeValidator(as_tuple)] = ()
    happened: Annotated[tuple[Happened, ...], BeforeValidator(as_tuple)] = ()
    observations: Annotated[tuple[Observation, ...], BeforeValidator(as_tuple)] = ()

    @classmethod
    def read(cls, path: str | Path) -> "tuple[TrialPlan, Document]":
        """Read a trial; raise ReviewError with all that is wrong in it."""
        document = read_yaml(path, error=ReviewError)
        return validate(TrialPlan, document, error=ReviewError), document

    def to_yaml(self) -> str:
        """Return the trial as a file holds it."""
        return dump_yaml({"version": 1, **self.model_dump(mode="json", exclude_none=True, exclude={"version"})})
