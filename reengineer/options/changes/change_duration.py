"""Change how long a step takes."""

from typing import Self

from pydantic import model_validator

from reengineer.annotations import AnnotatedMap
from reengineer.options._change import Change, edited
from reengineer.options._fields import Cv, Factor, Minutes
from reengineer.options._times import remeant, respread, time_of
from reengineer.quantities import Distribution, QuantityError


class ChangeDuration(Change):
    """Give a step a new mean time, or its time times a factor, and where wanted another spread.

    The family of the distribution stays, and so does its coefficient of variation unless `cv` is given. A mean with a
    range is sampled as input uncertainty where the family is given by its mean.

    **Needs** a step with a duration, and exactly one of `mean` and `factor`.
    **A boundary may forbid** changing the step.

    Parameters
    ----------
    step : str
    mean : duration, or minutes as a plain number
    factor : number above 0
    cv : number
        Only for gamma, normal and lognormal times; a fixed time becomes a gamma time.
    """

    operation = "change_duration"

    step: str
    mean: Minutes | None = None
    factor: Factor | None = None
    cv: Cv | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.mean is None) == (self.factor is None):
            raise QuantityError("one of mean and factor is needed, not both; write mean: 30 min or factor: 0.8")
        return self

    def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
        """Return the map with the step's new time."""
        step = self.step_of(as_is, self.step)
        time = self._remeant(time_of(self, step))
        return as_is.with_step(step.id, edited(step.notes, duration=respread(self, time, self.cv)))

    def _remeant(self, time: Distribution) -> Distribution:
        if self.factor is not None:
            return time.scaled(self.factor)
        assert self.mean is not None  # noqa: S101 - one of the two
        return remeant(time, self.mean)
