"""Hold what a person writes in ``review.yaml``."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from reengineer.comparison import BusinessNotes
from reengineer.criteria import Criterion
from reengineer.simulation import RunSettings


def _date(value: Any) -> Any:  # noqa: ANN401 - what a file holds
    return date.fromisoformat(value) if isinstance(value, str) else value


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
    criteria : list of Criterion
    business_case : BusinessNotes or None
        How money is counted, and what each option costs and brings beside what the simulation tells.
    as_of : date or None
        The day on which the boundary's lapse is judged; today where absent.
    run : RunSettings
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
    criteria: tuple[Criterion, ...] = ()
    business_case: BusinessNotes | None = None
    as_of: Annotated[date, BeforeValidator(_date)] | None = None
    run: RunSettings = RunSettings()

    @model_validator(mode="after")
    def _names_each_criterion_once(self) -> "ReviewNotes":
        ids = [criterion.id for criterion in self.criteria]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            raise ValueError(f"two criteria are called {', '.join(twice)}; give each its own id")
        return self
