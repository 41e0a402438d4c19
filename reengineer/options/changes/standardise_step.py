"""Do a step the same way each time."""

from typing import Self

from pydantic import model_validator

from reengineer.annotations import AnnotatedMap
from reengineer.options._change import Change, edited
from reengineer.options._fields import Cv, Minutes, ShareOf1
from reengineer.options._loops import with_error_rate
from reengineer.options._times import remeant, respread, time_of
from reengineer.quantities import QuantityError


class StandardiseStep(Change):
    """Do a step the same way each time: another mean, less spread, fewer errors, or several of them.

    Less spread alone shortens waits at the same load. Errors move the rework that is linked to the step, as in
    ``change_error_rate``.

    **Needs** a step whose kinds of work are known (`variants`), with a duration for `mean` and `cv`.
    **A boundary may forbid** it where a rule keeps professional judgement.

    Parameters
    ----------
    step : str
    mean : duration, or minutes as a plain number
    cv : number
    error_rate : share
    """

    operation = "standardise_step"

    step: str
    mean: Minutes | None = None
    cv: Cv | None = None
    error_rate: ShareOf1 | None = None

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if self.mean is None and self.cv is None and self.error_rate is None:
            raise QuantityError("nothing changes; write mean, cv or error_rate, such as cv: 0.4")
        return self

    def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
        """Return the map with the step done in one way."""
        step = self.step_of(as_is, self.step)
        if step.notes.variants is None:
            message = f"it is not known how many kinds of work {step.id} holds"
            raise self.refuse("RE407", message, "State variants of the step in the annotations, 1 where it is one.")
        to_be = as_is
        if self.mean is not None or self.cv is not None:
            time = time_of(self, step)
            time = time if self.mean is None else remeant(time, self.mean)
            to_be = to_be.with_step(step.id, edited(step.notes, duration=respread(self, time, self.cv)))
        if self.error_rate is not None:
            to_be = with_error_rate(self, to_be, step.id, self.error_rate)
        return to_be.with_step(step.id, edited(to_be.step(step.id).notes, standard_exists=True))
