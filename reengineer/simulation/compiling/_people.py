"""Compile resource groups: their members, hours, rates and speeds."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TypedDict

import numpy as np

from reengineer._records import dataclass
from reengineer.annotations import MemberNotes
from reengineer.calendars import WeeklyCalendar
from reengineer.simulation._tables import (
    CHEAPEST,
    DUE_DATE,
    FASTEST,
    FIFO,
    FIRST,
    LEAST_BUSY,
    LIFO,
    LONGEST_IDLE,
    RANDOM,
    SHORTEST,
    Floats,
    Ints,
    Queues,
    Requests,
)
from reengineer.simulation.compiling._context import ALWAYS, MICRO, TICKS_A_SECOND, Context, firsts, ints
from reengineer.simulation.compiling._rows import Row, beside, columns, floats
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

    @property
    def skills(self) -> tuple[str, ...]:
        """Return the skills that members have, in the order of the file."""
        return tuple(dict.fromkeys(skill for _, member in self.members for skill in member.skills))

    def skill_number(self, skill: str | None) -> int:
        """Return the number of a skill; -1 for none."""
        return self.skills.index(skill) if skill in self.skills else -1

    def with_skill(self, group: str, skill: str | None) -> tuple[MemberNotes, ...]:
        """Return the members of a group who have a skill; all of them where none is asked for."""
        return tuple(member for member in self.groups.get(group, ()) if skill is None or skill in member.skills)


CHOICES = {
    "first": FIRST, "longest_idle": LONGEST_IDLE, "least_busy": LEAST_BUSY, "fastest": FASTEST,
    "cheapest": CHEAPEST, "random": RANDOM,
}  # fmt: skip
DISCIPLINES = {"fifo": FIFO, "lifo": LIFO, "edd": DUE_DATE, "shortest": SHORTEST}


class PeopleFields(TypedDict):
    """Fields of a program that hold people."""

    member_first: Ints
    member_calendar: Ints
    member_rate: Ints
    member_paid: Ints
    member_factor: Floats
    group_calendar: Ints


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
        "member_paid": ints(_paid(context, group, member) for group, member in people.members),
        "member_factor": np.array([1.0 / speed for speed in speeds], dtype=np.float64),
        "group_calendar": ints(unions),
    }


def _paid(context: Context, group: str, member: MemberNotes) -> int:
    """Return the ticks a week that a member is paid for; -1 where they are those on duty."""
    stated = member.paid or context.notes.resources[group].paid
    return -1 if stated is None else round(stated.seconds.value * TICKS_A_SECOND)


def find_components(people: People, rows: Sequence[Row]) -> Ints:
    """Return the component of each group: groups that steps share, directly or through others, have one number."""
    lowest = list(range(len(people.groups)))

    def root(group: int) -> int:
        while lowest[group] != group:
            group = lowest[group]
        return group

    for row in rows:
        groups = {need[0] for alternative in row.request.alternatives for need in alternative.needs}
        roots = {root(group) for group in groups}
        for each in roots:
            lowest[each] = min(roots)
    numbers = {group: place for place, group in enumerate(sorted({root(group) for group in range(len(lowest))}))}
    return ints(numbers[root(group)] for group in range(len(lowest)))


def queues_table(context: Context, people: People, rows: Sequence[Row], component: Ints) -> Queues:
    """Return the table of queues; a component has one discipline."""
    first, shares = beside(row.queue.balk for row in rows)
    count = int(component.max(initial=-1)) + 1
    discipline, ageing = [FIFO] * count, [0] * count
    seen: dict[int, tuple[str, int, int]] = {}
    for name, number in zip(people.groups, component.tolist(), strict=True):
        notes = context.notes.resources[name]
        own = DISCIPLINES[notes.discipline or "fifo"]
        ages = round(notes.ageing.seconds.value * TICKS_A_SECOND) if notes.ageing is not None else 0
        other = seen.setdefault(number, (name, own, ages))
        if other[1:] != (own, ages):
            context.refuse(
                "RE593",
                f"{other[0]} and {name} are needed by the same steps, and their queues have different orders",
                "Give both the same discipline and ageing.",
                Source(element_name=name),
            )
        discipline[number], ageing[number] = own, ages
    return Queues(
        **columns([row.queue for row in rows]),
        balk_first=first,
        balk_share=floats(shares),
        discipline=ints(discipline),
        ageing=ints(ageing),
    )


def requests_table(context: Context, people: People, rows: Sequence[Row]) -> Requests:
    """Return the table of who may do what."""
    alternatives = [each for row in rows for each in row.request.alternatives]
    barred_first, barred = beside(row.request.barred for row in rows)
    groups = [context.notes.resources[name] for name in people.groups]
    slow_first, slow = beside(notes.slow for notes in groups)
    members, known = people.members, people.skills
    skills = [[int(skill in member.skills) for skill in known] for _, member in members]
    return Requests(
        **columns([row.request for row in rows]),
        alternative_factor=floats(each.factor for each in alternatives),
        alternative_duration=ints(each.duration for each in alternatives),
        need_skill=ints(need[2] for each in alternatives for need in each.needs),
        member_skills=np.array(skills, dtype=np.int64).reshape(len(members), len(known)),
        barred_first=barred_first,
        barred_element=ints(barred),
        choice=ints(CHOICES[notes.choice or "first"] for notes in groups),
        capacity=ints(notes.capacity or 1 for notes in groups),
        prefers_same_kind=ints(int(bool(notes.prefer_same_kind)) for notes in groups),
        slow_first=slow_first,
        slow=floats(slow),
        overtime_rate=ints(_overtime(context, group, member) for group, member in members),
        initial_kind=np.full(len(members), -1, dtype=np.int64),
    )


def _overtime(context: Context, group: str, member: MemberNotes) -> int:
    """Return micro-units an hour outside the calendar; the usual rate where no other is stated."""
    rate = context.notes.resources[group].overtime
    if rate is None:
        own = member.cost or context.notes.resources[group].cost
        return 0 if own is None else round(own.amount.value * MICRO)
    return round(rate.amount.value * MICRO)


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
