"""Hold what a person writes in ``review.yaml``."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from reengineer.comparison import BusinessNotes
from reengineer.criteria import Criterion
from reengineer.quantities import Duration
from reengineer.review._planned import ReviewPlan
from reengineer.review._rating import RatingRules
from reengineer.review._retention_notes import PersonalData
from reengineer.search import SearchNotes
from reengineer.simulation import RunSettings


def _date(value: Any) -> Any:  # noqa: ANN401 - what a file holds
    return date.fromisoformat(value) if isinstance(value, str) else value


class Baseline(BaseModel):
    """Say how well the process as it is, simulated, agrees with cases that were seen and not used to fit it.

    Parameters
    ----------
    predicted, held_back : duration
        Mean cycle time by the clock: of the model, and of the cases held back.
    cases : int
        How many were held back.
    within : number
        How far the two may lie apart, as a share of what was held back, for decisions to rest on the model.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    predicted: Duration
    held_back: Duration
    cases: int = Field(ge=1)
    within: float = Field(default=0.1, gt=0, lt=1)

    @property
    def apart(self) -> float:
        """Return how far the two lie apart, as a share of what was held back."""
        seen = float(self.held_back)
        return abs(float(self.predicted) - seen) / seen if seen else 0.0

    @property
    def reservation(self) -> str:
        """Return why decisions should not rest on the model; empty where it reproduces what was seen well enough."""
        if self.apart <= self.within:
            return ""
        hours = (float(each) / 3600 for each in (self.predicted, self.held_back))
        predicted, seen = (f"{each:,.1f} h" for each in hours)
        return (
            f"the as-is predicts a mean cycle time of {predicted} where {seen} were observed, {self.apart:.0%} apart; "
            f"more than {self.within:.0%} is too much to decide by"
        )


class ReviewNotes(BaseModel):
    """Plan one review: what for, on which map, judged by what.

    Parameters
    ----------
    version : 1
    title : str
    aims : list of str
        What the review is for, one sentence each.
    people : list of str
        Who takes part, by role.
    map, annotations : path
        Relative to this file. Annotations may be YAML or a workbook, or absent where the map carries them.
    boundary, options : path or None
        What was agreed, and the folder with one file an option.
    questions : path or None
        The folder of the organisation's own questions, one file of rules each.
    feedback : list of path
        What customers and colleagues said (CSV) and what was counted (YAML).
    log : path or None
        What happened: an event log.
    criteria : list of Criterion
    business_case : BusinessNotes or None
        How money is counted, and what each option costs and brings beside what the simulation tells.
    as_of : date or None
        The day on which the boundary's lapse is judged; today where absent.
    baseline : Baseline or None
        How well the process as it is was found to agree with what was observed.
    refits : path or None
        What a model fitted to a log would have been with other cases; `fit --refits` writes it. What is not known of
        the inputs is then drawn from it, in place of the ranges of single numbers.
    run : RunSettings
    search : SearchNotes or path or None
        What a search for options may try, here or in a file of its own; where absent, all options, and what follows
        from the boundary.
    plan : ReviewPlan
        What is to be collected, and by when each stage is to be done.
    personal_data : list of PersonalData
        Which files hold personal data, and until when they may be kept.
    rating : RatingRules
        From where on a step is rated green, amber or red.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Literal[1] = 1
    title: str = Field(min_length=1, max_length=300)
    aims: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    map: str
    annotations: str | None = None
    boundary: str | None = None
    options: str | None = None
    questions: str | None = None
    feedback: tuple[str, ...] = ()
    log: str | None = None
    criteria: tuple[Criterion, ...] = ()
    business_case: BusinessNotes | None = None
    as_of: Annotated[date, BeforeValidator(_date)] | None = None
    baseline: Baseline | None = None
    refits: str | None = None
    run: RunSettings = RunSettings()
    search: SearchNotes | str | None = None
    plan: ReviewPlan = ReviewPlan()
    personal_data: tuple[PersonalData, ...] = ()
    rating: RatingRules = RatingRules()

    @model_validator(mode="after")
    def _names_each_criterion_once(self) -> "ReviewNotes":
        ids = [criterion.id for criterion in self.criteria]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            raise ValueError(f"two criteria are called {', '.join(twice)}; give each its own id")
        return self
