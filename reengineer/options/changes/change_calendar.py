"""Change when a group works."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from reengineer.annotations import AnnotatedMap, CalendarNotes, MemberNotes
from reengineer.options._calendars import free_name
from reengineer.options._change import Change
from reengineer.quantities import QuantityError

_SHIFTS: dict[str, Any] = {
    "type": ["string", "object", "array"],
    "description": "a calendar's name, hours by day, or a list of {people, hours or calendar}",
}


class Shift(BaseModel):
    """Say how many members work when.

    Parameters
    ----------
    people : whole number
    calendar : str, optional
        Name of a calendar of the annotations; or
    hours : mapping of days to hours
        Such as ``{mon-fri: "08:00-16:00"}``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    people: Annotated[int, Field(ge=1)]
    calendar: str | None = None
    hours: CalendarNotes | None = None


def _shifts(value: object) -> object:
    if isinstance(value, str | CalendarNotes):
        return value
    if isinstance(value, Mapping):
        return CalendarNotes.model_validate(value)
    if isinstance(value, list | tuple) and value:
        shifts = tuple(item if isinstance(item, Shift) else Shift.model_validate(item) for item in value)
        if any((shift.calendar is None) == (shift.hours is None) for shift in shifts):
            raise QuantityError("each shift has a calendar or hours; write {people: 2, calendar: late}")
        return shifts
    raise QuantityError('shifts are a calendar\'s name, hours by day, or a list; write {mon-fri: "08:00-16:00"}')


class ChangeCalendar(Change):
    """Change when a group works: all of it at other hours, or its members in shifts.

    `shifts` is the name of a calendar of the annotations, hours by day, or a list of shifts with the people in each;
    the shifts then hold as many people as the group has. Paid hours before and after are part of the difference.

    **Needs** a group, and with a list of shifts known members.
    **A boundary may forbid** hours outside its opening hours, or against contracts.

    Parameters
    ----------
    role : str
        The group.
    shifts : str, mapping of days to hours, or list of Shift
    """

    operation = "change_calendar"

    role: str
    shifts: Annotated[str | CalendarNotes | tuple[Shift, ...], BeforeValidator(_shifts), WithJsonSchema(_SHIFTS)]

    def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
        """Return the map in which the group works at other hours."""
        role = self.group_of(as_is, self.role)
        if isinstance(self.shifts, tuple):
            return self._in_shifts(as_is, role, self.shifts)
        to_be, name = self._calendar(as_is, self.shifts, f"{role} hours")
        group = as_is.notes.resources[role]
        members = group.members
        if isinstance(members, tuple):
            members = tuple(member.model_copy(update={"calendar": None}) for member in members)
        return to_be.with_resources({role: group.model_copy(update={"calendar": name, "members": members})})

    def _in_shifts(self, as_is: AnnotatedMap, role: str, shifts: tuple[Shift, ...]) -> AnnotatedMap:
        group = as_is.notes.resources[role]
        wanted = sum(shift.people for shift in shifts)
        if wanted != group.count:
            message = f"the shifts hold {wanted} people and {role} has {group.count}"
            raise self.refuse("RE408", message, "Let the people of the shifts add up, or change the headcount first.")
        people = list(group.people(role))
        members: list[MemberNotes] = []
        to_be = as_is
        for number, shift in enumerate(shifts, start=1):
            to_be, name = self._calendar(to_be, shift.calendar or shift.hours or "", f"{role} shift {number}")
            members += [member.model_copy(update={"calendar": name}) for member in people[: shift.people]]
            people = people[shift.people :]
        return to_be.with_resources({role: group.model_copy(update={"members": tuple(members)})})

    def _calendar(self, as_is: AnnotatedMap, wanted: str | CalendarNotes, title: str) -> tuple[AnnotatedMap, str]:
        """Return the map with a calendar, and its name."""
        if isinstance(wanted, str):
            if wanted not in as_is.notes.calendars:
                known = ", ".join(as_is.notes.calendars) or "none"
                message = f'there is no calendar "{wanted}"'
                raise self.refuse("RE405", message, f"Those known are: {known}; or write the hours.")
            return as_is, wanted
        if not wanted.hours and not wanted.open:
            raise self.refuse("RE406", "the hours never open", 'Write hours such as mon-fri: "08:00-16:00".')
        name = free_name(as_is, title)
        return as_is.with_calendar(name, wanted), name

    def remarks(self, as_is: AnnotatedMap, to_be: AnnotatedMap) -> tuple[tuple[str, str, str, str], ...]:
        """Return the paid hours of an ordinary week before and after."""
        then, now = (_paid_hours(each, self.role) for each in (as_is, to_be))
        return ((self.role, "paid hours a week", f"{then:g}", f"{now:g}"),)


def _paid_hours(annotated: AnnotatedMap, role: str) -> float:
    group = annotated.notes.resources[role]
    calendars = [member.calendar or group.calendar for member in group.people(role)]
    return sum(annotated.calendar(name).open_s_per_week for name in calendars) / 3600
