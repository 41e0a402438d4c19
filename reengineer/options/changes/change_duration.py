"""Change how long a step takes."""

from dataclasses import replace
from typing import Self

from pydantic import model_validator

from reengineer.annotations import AnnotatedMap
from reengineer.options._change import Change, edited
from reengineer.options._fields import Cv, Factor, Minutes
from reengineer.quantities import Distribution, Estimate, QuantityError

_BY_SD = ("normal", "lognormal")


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
        Only for gamma, normal and lognormal times.
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
        if step.notes.duration is None:
            raise self.refuse("RE407", f"{step.id} has no duration", "State it in the annotations.")
        return as_is.with_step(step.id, edited(step.notes, duration=self._respread(self._remeant(step.notes.duration))))

    def _remeant(self, time: Distribution) -> Distribution:
        if self.factor is not None:
            return time.scaled(self.factor)
        assert self.mean is not None  # noqa: S101 - one of the two
        names = [name for name, _ in time.parameters]
        if not self.mean.seconds.is_range or "mean" not in names or time.family == "normal":
            return time.with_mean(float(self.mean))
        scaled = dict(time.with_mean(float(self.mean)).parameters) | {"mean": self.mean.seconds}
        return replace(time, parameters=tuple(scaled.items()))

    def _respread(self, time: Distribution) -> Distribution:
        if self.cv is None:
            return time
        values = dict(time.parameters)
        if time.family == "gamma":
            values["cv"] = Estimate(self.cv)
        elif time.family in _BY_SD:
            values["sd"] = Estimate(self.cv * values["mean"].value)
        else:
            message = f"the spread of a {time.family} time cannot be set"
            raise self.refuse("RE406", message, "Leave cv out, or write the duration as gamma(mean=.., cv=..).")
        return _settled(replace(time, parameters=tuple(values.items())))


def _settled(time: Distribution) -> Distribution:
    """Return a fixed time where nothing is left that varies."""
    return time if time.cv or time.is_uncertain else Distribution.fixed(time.mean, working=time.working)
