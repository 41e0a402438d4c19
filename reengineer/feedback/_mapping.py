"""Keep how the columns of one export are to be read."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from reengineer.errors import ReviewError
from reengineer.files import read_yaml, validate

COLUMNS = (
    "date", "channel", "source", "case_id", "step", "score", "scale", "comment", "theme", "about", "segment", "consent",
    "public_id", "reach",
)  # fmt: skip
"""Columns of a file of feedback, by the names that need no mapping."""

Dates = Literal["ymd", "dmy", "mdy"]


class FeedbackMapping(BaseModel):
    """Say how an export of another program is to be read.

    Parameters
    ----------
    columns : dict of str to str
        Our name of a column to the name that it has in the file.
    defaults : dict of str to str
        What stands for a column that the file does not have, such as ``channel: survey``.
    dates : {"ymd", "dmy", "mdy"}, optional
        Order of day, month and year; without it a date that could be read in two ways is refused.
    encoding : str, optional
        Of a CSV that is not UTF-8, such as ``cp1252``.
    delimiter : str, optional
        Between the columns of a CSV.
    sheet : str, optional
        Of a workbook with several.
    steps : dict of str to str
        Other names of steps: the name in the file to the id in the map.
    words : dict of str to dict of str to str
        For a column, what its words mean here, such as ``source: {Employee: colleague}``.
    terms : str, optional
        On what terms the file may be used; kept in the report of the import.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Literal[1] = 1
    columns: dict[str, str] = Field(default_factory=dict)
    defaults: dict[str, str] = Field(default_factory=dict)
    dates: Dates | None = None
    encoding: str | None = None
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] | None = None
    sheet: str | None = None
    steps: dict[str, str] = Field(default_factory=dict)
    words: dict[str, dict[str, str]] = Field(default_factory=dict)
    terms: str | None = None

    @model_validator(mode="after")
    def _names_our_columns(self) -> Self:
        for key in ("columns", "defaults", "words"):
            for name in getattr(self, key):
                if name not in COLUMNS:
                    raise ValueError(f'{key}: "{name}" is no column of ours; they are {", ".join(COLUMNS)}')
        return self

    @classmethod
    def read(cls, path: str | Path) -> Self:
        """Read a mapping file; raise ReviewError with all that is wrong in it."""
        return validate(cls, read_yaml(path, error=ReviewError), error=ReviewError)
