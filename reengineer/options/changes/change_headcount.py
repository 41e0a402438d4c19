"""Change how many people a group has."""

from datetime import date, timedelta
from typing import Self

from pydantic import model_validator

from reengineer.annotations import AnnotatedMap, ResourceNotes
from reengineer.options._calendars import calendar_of, free_name
from reengineer.options._change import Change
from reengineer.options._groups import resized
from reengineer.quantities import QuantityError

_MOST_DAYS = 2000


class ChangeHeadcount(Change):
    """Change how many people a group has, by so many or to so many.

    Named members go from the end of the list; new ones are called after the group. A range of members moves as a
    whole. New people who begin later work by a calendar of their own, which is closed until then; that people go later
    cannot be simulated yet.

    **Needs** a group whose members are known; at least none may be left.
    **A boundary may forbid** more posts than its cap, or fewer without redeployment.

    Parameters
    ----------
    role : str
        The group.
    by, to : whole number
        One of the two.
    from_date : date, optional
        Such as ``2027-01-04``, on which new people begin; from the start of the run where left out.
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
        group = as_is.notes.resources[self.group_of(as_is, self.role)]
        if group.members is None:
            raise self.refuse("RE407", f"the members of {self.role} are not known", "State them in the annotations.")
        by = self.to - group.count if self.to is not None else self.by or 0
        if group.count + by < 0:
            message = f"{self.role} has {group.count} members, so {-by} cannot go"
            raise self.refuse("RE408", message, "Let fewer go.")
        changed = resized(self.role, group, by)
        if self.from_date is None or by == 0:
            return as_is.with_resources({self.role: changed})
        return self._later(as_is, changed, by)

    def _later(self, as_is: AnnotatedMap, group: ResourceNotes, by: int) -> AnnotatedMap:
        """Return the map in which the new people begin on the date."""
        if by < 0:
            remedy = "Leave from_date out: the posts then go from the start."
            raise self.refuse("RE410", "that people go on a date cannot be simulated yet", remedy)
        begin = self._begin(as_is)
        start = as_is.notes.clock.start.date()
        calendar = calendar_of(self, as_is, self.role)
        days = [(start + timedelta(days=day)).isoformat() for day in range((begin - start).days)]
        if not days:
            return as_is.with_resources({self.role: group})
        closed = dict.fromkeys((*calendar.closed, *days))
        opened = {day: hours for day, hours in calendar.open.items() if day not in days}
        later = calendar.model_copy(update={"closed": tuple(closed), "open": opened})
        name = free_name(as_is, f"{self.role} from {begin.isoformat()}")
        people = group.people(self.role)
        members = tuple(
            member.model_copy(update={"calendar": name}) if number >= len(people) - by else member
            for number, member in enumerate(people)
        )
        return as_is.with_calendar(name, later).with_resources(
            {self.role: group.model_copy(update={"members": members})}
        )

    def _begin(self, as_is: AnnotatedMap) -> date:
        try:
            begin = date.fromisoformat(str(self.from_date))
        except ValueError:
            message = f"'{self.from_date}' is not a date"
            raise self.refuse("RE406", message, "Write it as 2027-01-04.") from None
        if (begin - as_is.notes.clock.start.date()).days > _MOST_DAYS:
            message = f"{begin.isoformat()} is more than {_MOST_DAYS} days after the run begins"
            raise self.refuse("RE408", message, "Name an earlier date.")
        return begin
