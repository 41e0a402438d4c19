"""Change how many cases come, or when in the day."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from reengineer.annotations import AnnotatedMap
from reengineer.options._arrivals import arrivals_of, kinds_named, scaled, with_profile
from reengineer.options._change import Change
from reengineer.options._fields import Factor
from reengineer.quantities import QuantityError


class ChangeArrivals(Change):
    """Change how many cases come, or spread the same number differently over the hours of the day.

    **Needs** demand that is known: a gap between cases, or hourly rates.
    **A boundary may forbid** it where the organisation has a duty to serve.

    Parameters
    ----------
    factor : number above 0
        On the rate of arrivals.
    profile : list of numbers, or mapping of hours to numbers
        Weights of the hours: a list counts from the first hour that the calendar opens; the total stays.
    share : str or share, optional
        Name of the one kind of case that changes; or the share of all cases to which the factor applies.
    """

    operation = "change_arrivals"

    factor: Factor | None = None
    profile: tuple[Annotated[float, Field(ge=0)], ...] | dict[str, Annotated[float, Field(ge=0)]] | None = None
    share: str | float | None = None

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if self.factor is None and not self.profile:
            raise QuantityError("nothing changes; write factor: 0.9, or a profile")
        if self.profile and self.share is not None and not isinstance(self.share, str):
            raise QuantityError("a profile is of all cases or of one kind; write share: KIND, or leave it out")
        if isinstance(self.share, float) and not 0 < self.share <= 1:
            raise QuantityError(f"{self.share} is not a share; write one above 0 and up to 1, or the kind of case")
        return self

    def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
        """Return the map with other demand."""
        kinds = kinds_named(self, as_is, self.share if isinstance(self.share, str) else None)
        part = self.share if isinstance(self.share, float) else 1.0
        factor = 1 + part * ((self.factor or 1.0) - 1)
        to_be = as_is
        for kind in kinds:
            arrivals = scaled(self, kind, arrivals_of(self, as_is, kind), factor)
            if self.profile:
                arrivals = with_profile(self, as_is, arrivals, self.profile)
            to_be = to_be.with_cases({kind: as_is.notes.cases[kind].model_copy(update={"arrivals": arrivals})})
        return to_be
