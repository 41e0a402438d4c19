"""Compile resource groups: their members, hours, rates and speeds."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TypedDict

import numpy as np

from reengineer.annotations import MemberNotes
from reengineer.calendars import WeeklyCalendar
from reengineer.simulation._context import ALWAYS, MICRO, Context, firsts, ints
from reengineer.simulation._program import Floats, Ints
from reengineer.source import Source

MOST_RATE = 2_500
"""Highest cost of an hour: with it no cost of a run can overflow 64 bits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Hold the members of each group, in the order of the file.

    Parameters
    ----------
    groups : mapping of str to tuple of MemberNotes
    """

    groups: Mapping[str, tuple[MemberNotes, ...]]

    @property
    def members(self) -> tuple[tuple[str, MemberNotes], ...]:
        """Return every member with the name of its group."""
        return tuple((group, member) for group, people in self.groups.items() for member in people)

    def number_of(self, group: str) -> int:
        """Return the number of a group."""
        return list(self.groups).index(group)


class PeopleFields(TypedDict):
    """Fields of a program that hold people."""

    member_first: Ints
    member_calendar: Ints
    member_rate: Ints
    member_factor: Floats
    group_calendar: Ints
    component: Ints


def find_people(context: Context) -> People:
    """Return the members of the groups."""
    return People(groups={name: notes.people(name) for name, notes in context.notes.resources.items()})


def people_fields(context: Context, people: People) -> PeopleFields:
    """Return the fields of a program that hold people."""
    first = firsts(len(members) for members in people.groups.values())
    calendars = [
        context.calendar(_calendar(context, group, member), Source(element_name=group))
        for group, member in people.members
    ]
    always = context.calendars.weekly(ALWAYS)
    unions = [
        context.calendars.union(calendars[start:end]) if end > start else always
        for start, end in pairwise(first.tolist())
    ]
    speeds = [member.speed.value for _, member in people.members]
    return {
        "member_first": first,
        "member_calendar": ints(calendars),
        "member_rate": ints(_rate(context, group, member) for group, member in people.members),
        "member_factor": np.array([1.0 / speed for speed in speeds], dtype=np.float64),
        "group_calendar": ints(unions),
        "component": np.arange(len(people.groups), dtype=np.int64),
    }


def _calendar_name(context: Context, group: str, member: MemberNotes) -> str | None:
    return member.calendar or context.notes.resources[group].calendar


def _calendar(context: Context, group: str, member: MemberNotes) -> WeeklyCalendar:
    return context.named_calendar(_calendar_name(context, group, member))


def _rate(context: Context, group: str, member: MemberNotes) -> int:
    """Return micro-units an hour."""
    rate = member.cost or context.notes.resources[group].cost
    if rate is None:
        return 0
    amount = rate.amount.value
    if amount > MOST_RATE:
        context.refuse(
            "RE507",
            f"an hour of {group} costs {amount:,.2f}; the most is {MOST_RATE:,}",
            "Check the rate, or count in a larger currency unit.",
            Source(element_name=group),
        )
    return round(amount * MICRO)


def working_time(context: Context, people: People, demand: WeeklyCalendar) -> tuple[int, float]:
    """Return the calendar behind the working clock, open where anybody is on duty, and the seconds of its day.

    Where nobody has hours it is that of the demand.
    """
    names = dict.fromkeys(_calendar_name(context, group, member) for group, member in people.members)
    used = [context.annotated.calendar(name) for name in names if name]
    if not used:
        return context.calendars.weekly(demand), demand.hours_per_day * 3600
    merged: list[tuple[int, int]] = []
    for first, last in sorted(span for calendar in used for span in calendar.weekly):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    union = WeeklyCalendar(name="working", weekly=tuple(merged))
    numbers = [context.calendars.weekly(calendar) for calendar in used]
    return context.calendars.union(numbers), union.hours_per_day * 3600
