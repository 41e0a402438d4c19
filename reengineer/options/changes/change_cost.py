"""Change what a step or a group costs."""

from typing import Self

from pydantic import model_validator

from reengineer.annotations import AnnotatedMap
from reengineer.options._change import Change, edited
from reengineer.options._fields import Fee
from reengineer.quantities import QuantityError, Rate


class ChangeCost(Change):
    """Change the cost of each execution of a step, or the hourly rate of a group; no time changes.

    **Needs** a step with `fixed_cost`, a role with `rate`, or both pairs; amounts in the currency of the map.
    **A boundary may forbid** a rise of running cost, or another pay.

    Parameters
    ----------
    step : str
    role : str
        The group.
    fixed_cost : money
        Of each execution of the step, besides people.
    rate : money an hour
        Of each member of the group; members with a rate of their own keep it.
    """

    operation = "change_cost"

    step: str | None = None
    role: str | None = None
    fixed_cost: Fee | None = None
    rate: Rate | None = None

    @model_validator(mode="after")
    def _in_pairs(self) -> Self:
        if (self.step is None) != (self.fixed_cost is None):
            raise QuantityError("step and fixed_cost go together; write step: pay and fixed_cost: 0.80 GBP")
        if (self.role is None) != (self.rate is None):
            raise QuantityError("role and rate go together; write role: agent and rate: 21 GBP/h")
        if self.step is None and self.role is None:
            raise QuantityError("nothing changes; write step and fixed_cost, or role and rate")
        return self

    def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
        """Return the map with the new cost."""
        to_be = as_is
        for money in (self.fixed_cost, self.rate):
            if money is not None and money.currency != as_is.currency:
                message = f"{money} is not in {as_is.currency}, in which the map counts"
                raise self.refuse("RE406", message, f"Write the amount in {as_is.currency}.")
        if self.step is not None:
            step = self.step_of(as_is, self.step)
            to_be = to_be.with_step(step.id, edited(step.notes, cost=self.fixed_cost))
        if self.role is not None:
            group = as_is.notes.resources[self.group_of(as_is, self.role)]
            to_be = to_be.with_resources({self.role: group.model_copy(update={"cost": self.rate})})
        return to_be
