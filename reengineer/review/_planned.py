"""Keep what a review plans: what it collects, until when, and who answers for it."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

Stage = Literal[
    "criteria", "boundary", "steps", "evidence", "questions", "options", "results", "decision", "implementation"
]


def as_date(value: Any) -> Any:  # noqa: ANN401 - what a file holds
    """Return a date for the text of one."""
    return date.fromisoformat(value) if isinstance(value, str) else value


Day = Annotated[date, BeforeValidator(as_date)]


class _Planned(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Collection(_Planned):
    """Plan to collect something.

    Parameters
    ----------
    id, what : str
        What is collected, from whom.
    method : str
        Such as survey, interview, observation or log extract.
    target_n : int
        Answers or rows aimed at.
    due : date
    owner : str
        By role.
    file : str
        Where it is kept, beside the review file; rows of a CSV or JSON are counted.
    """

    id: str = Field(min_length=1)
    what: str
    method: str
    target_n: Annotated[int, Field(ge=1)]
    due: Day
    owner: str
    file: str


class Milestone(_Planned):
    """Say by when a stage of the review is to be done, and who answers for it."""

    stage: Stage
    due: Day
    owner: str


class ReviewPlan(_Planned):
    """Plan a review.

    Parameters
    ----------
    purpose : str
    collections : tuple of Collection
    milestones : tuple of Milestone
        One a stage.
    """

    purpose: str = ""
    collections: tuple[Collection, ...] = ()
    milestones: tuple[Milestone, ...] = ()

    @model_validator(mode="after")
    def _names_each_once(self) -> "ReviewPlan":
        ids = [each.id for each in self.collections]
        stages = [str(each.stage) for each in self.milestones]
        twice = sorted({name for names in (ids, stages) for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"{', '.join(twice)} stands in the plan twice; give each its own entry")
        return self
