"""Keep what a review says of the personal data that it holds."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from reengineer.review._planned import Day


class PersonalData(BaseModel):
    """Say which file holds personal data, on what basis, and until when it may be kept.

    Parameters
    ----------
    file : path
        Beside the review file, within its folder.
    holds : str
        What is personal in it.
    basis : str
        On what ground it may be kept, as whoever answers for it wrote.
    owner : str
        By role.
    keep_until : date
        The last day.
    columns : tuple of str
        Columns of a CSV whose values tell people apart, such as case_id; they are to hold pseudonyms.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: Annotated[str, Field(min_length=1)]
    holds: str
    basis: str
    owner: str
    keep_until: Day
    columns: tuple[str, ...] = ()
