"""Train people: some of their hours now, fewer errors or shorter work after."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from reengineer.annotations import AnnotatedMap
from reengineer.options._calendars import with_hours_taken
from reengineer.options._change import Change
from reengineer.options._fields import Factor, ShareOf1
from reengineer.options._loops import with_error_rate
from reengineer.options._queues import steps_of_group
from reengineer.options._times import slowed
from reengineer.quantities import QuantityError


class Train(Change):
    """Train the members of a group: their hours are taken at the start of the run, and the effect holds from then on.

    The hours are taken from the first open days of the group's calendar, which become exceptions of a calendar of its
    own; at most half of a day's hours, so that the work does not stop. A ramp is not modelled: the effect is full at
    once. Errors move the rework that is linked to the step, as in ``change_error_rate``.

    **Needs** a group that does the step, with a calendar where `hours` are stated.
    **A boundary may forbid** too few people at work.

    Parameters
    ----------
    role : str
        The group.
    step : str, optional
        Where left out, `duration_factor` changes every step of the group.
    hours : number
        Of each member.
    error_rate : share
        Of the step, afterwards.
    duration_factor : number above 0
    """

    operation = "train"

    role: str
    step: str | None = None
    hours: Annotated[float, Field(ge=0, le=1000)] | None = None
    error_rate: ShareOf1 | None = None
    duration_factor: Factor | None = None

    @model_validator(mode="after")
    def _has_an_effect(self) -> Self:
        if self.error_rate is None and self.duration_factor is None:
            raise QuantityError("training that changes nothing; write error_rate or duration_factor")
        if self.error_rate is not None and self.step is None:
            raise QuantityError("the step whose errors fall is missing; write step: STEP")
        return self

    def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
        """Return the map with the hours taken and what the training brings."""
        role = self.group_of(as_is, self.role)
        steps = [step.id for step in steps_of_group(as_is, role)]
        if self.step is not None:
            step = self.step_of(as_is, self.step).id
            if step not in steps:
                raise self.refuse("RE406", f"{role} does not do {step}", "Name the group that does the step.")
            steps = [step]
        to_be = with_hours_taken(self, as_is, role, self.hours) if self.hours else as_is
        for step in steps if self.duration_factor is not None else ():
            to_be = slowed(to_be, step, self.duration_factor or 1.0)
        if self.error_rate is not None:
            to_be = with_error_rate(self, to_be, steps[0], self.error_rate)
        return to_be
