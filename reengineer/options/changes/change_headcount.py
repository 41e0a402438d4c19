"""Change how many people a group has."""

from typing import Self

from pydantic import model_validator

from reengineer.annotations import AnnotatedMap
from reengineer.options._change import Change
from reengineer.options._groups import resized
from reengineer.quantities import QuantityError


class ChangeHeadcount(Change):
    """Change how many people a group has, by so many or to so many.

    Named members go from the end of the list; new ones are called after the group. A range of members moves as a
    whole.

    **Needs** a group whose members are known; at least none may be left.
    **A boundary may forbid** more posts than its cap, or fewer without redeployment.

    Parameters
    ----------
    role : str
        The group.
    by, to : whole number
        One of the two.
    from_date : text, optional
        Not simulated yet, so it is refused.
    """

    operation = "change_headcount"

    role: str
    by: int | None = None
    to: int | None = None
    from_date: str | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.by is None) == (self.to is None):
            raise QuantityError("one of by and to is needed, not both; write by: 1 or to: 10")
        return self

    def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
        """Return the map with the group changed."""
        if self.from_date is not None:
            raise self.refuse(
                "RE410", "from_date cannot be simulated yet", "Leave it out: the posts then change from the start."
            )
        group = as_is.notes.resources[self.group_of(as_is, self.role)]
        if group.members is None:
            raise self.refuse("RE407", f"the members of {self.role} are not known", "State them in the annotations.")
        by = self.to - group.count if self.to is not None else self.by or 0
        if group.count + by < 0:
            message = f"{self.role} has {group.count} members, so {-by} cannot go"
            raise self.refuse("RE408", message, "Let fewer go.")
        resources = {**as_is.notes.resources, self.role: resized(self.role, group, by)}
        return as_is.with_notes(as_is.notes.model_copy(update={"resources": resources}))
