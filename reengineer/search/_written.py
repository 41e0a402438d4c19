"""Hold what a person writes about a search: what may be combined, and over which values."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema, model_validator

from reengineer.options import Costs

_CHANGE_LINE: dict[str, Any] = {
    "type": "object",
    "minProperties": 1,
    "maxProperties": 1,
    "description": "one operation with its parameters; instead of a value, {from, to, step} or {values: [..]}",
}


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class LeverNotes(_Written):
    """State one thing that can be set: changes, in which ranges stand for the values to be tried.

    Parameters
    ----------
    id : str
    title : str, optional
        For readers; made of the changes where left out.
    changes : list
        As in an option file. Instead of a value there may stand ``{from: 1, to: 4, step: 1}`` or ``{values: [1, 4]}``.
    answers : list of str
        Ids of the questions that it responds to.
    costs : Costs
        Of every one of its settings, beside leaving things as they are.
    """

    id: str = Field(min_length=1, max_length=64)
    title: str | None = None
    changes: tuple[Annotated[dict[str, Any], WithJsonSchema(_CHANGE_LINE)], ...] = Field(min_length=1)
    answers: tuple[str, ...] = ()
    costs: Costs = Costs()


class SearchNotes(_Written):
    """State what a search may try.

    Parameters
    ----------
    version : 1
    options : "all" or list of str
        Options of the review that may be combined, by id.
    one_of : list of lists of str
        Options of which at most one is taken.
    levers : list of LeverNotes
    derive : bool
        Add what the boundary permits within limits and the notes of the map tell enough about.
    criteria : list of str
        Criteria of the review that the front is about; all where left out.
    most_together : int, optional
        How many levers and options one proposal may use.
    """

    version: Literal[1] = 1
    options: Literal["all"] | tuple[str, ...] = "all"
    one_of: tuple[tuple[str, ...], ...] = ()
    levers: tuple[LeverNotes, ...] = ()
    derive: bool = False
    criteria: tuple[str, ...] = ()
    most_together: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _names_each_once(self) -> Self:
        ids = [lever.id for lever in self.levers]
        named = [option for group in self.one_of for option in group]
        for what, names in (("levers are called", ids), ("places of one_of hold", named)):
            twice = sorted({name for name in names if names.count(name) > 1})
            if twice:
                raise ValueError(f"two {what} {', '.join(twice)}; name each once")
        return self
