"""Put together who works on what and when: groups, their hours, and those of each of their people."""

from dataclasses import field, replace

import numpy as np
from numpy.typing import NDArray

from reengineer._records import dataclass
from reengineer.calendars import OpenSpans
from reengineer.calibration._breaks import trace_of, with_breaks
from reengineer.calibration._groups import Group, find_groups, joined
from reengineer.calibration._hours import (
    Hours,
    Marks,
    find_hours,
    marks_between,
    marks_of,
    member_hours,
    starts_at_close,
    with_idle_hours,
)
from reengineer.calibration._items import Items
from reengineer.calibration._short import Covered

Ints = NDArray[np.int64]
GRANULE = 60
"""Minutes of a granule of working hours."""

NOBODYS = 0.5
"""Share of a label's work with nobody named from which nobody is needed for it."""

SELDOM = 0.05
"""Share of a label's work below which a group does not count as one that does it."""

HARDLY_THERE = 0.05
"""Share of the work of the busiest of a group below which a person is not counted as a member."""


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Hold the groups of a log, and who does which label.

    Parameters
    ----------
    groups : tuple of Group
    group_of : array of int
        Of each person the place of the group; -1 for those who do nothing.
    hours : tuple of Hours
        Of each group.
    own : tuple of Hours
        Of each person.
    organisation : Hours
        Of all together.
    doers : tuple of tuple of int
        Of each label the groups that do it, the busiest first; empty where nobody is needed.
    left_out : tuple of int
        People who do so little that they are not counted as members.
    """

    groups: tuple[Group, ...]
    group_of: Ints
    hours: tuple[Hours, ...]
    own: tuple[Hours, ...]
    organisation: Hours
    doers: tuple[tuple[int, ...], ...]
    left_out: tuple[int, ...] = ()
    spans: tuple[OpenSpans | None, ...] = field(default=(), repr=False)
    whole: OpenSpans | None = field(default=None, repr=False)

    def members(self, group: int) -> tuple[int, ...]:
        """Return the members of a group, those left out not among them."""
        return tuple(member for member in self.groups[group].members if member not in self.left_out)


def find_people(items: Items, *, apart: bool = True, enabled: Ints | None = None) -> People:
    """Return groups and hours.

    Parameters
    ----------
    items : Items
    apart : bool
        Whether groups that share a label stay apart; otherwise they are made one.
    enabled : array of int, optional
        When each activity could begin; it tells the hours without work from those without people.
    """
    groups = find_groups(items)
    doers = _doers(items, groups)
    if not apart:
        groups = joined(groups, _sharing(len(groups), doers))
        doers = _doers(items, groups)
    group_of = _group_of(items, groups)
    marks = [_marks(items, items.member == member) for member in range(len(items.members))]
    pooled = [_pooled(marks, group.members) for group in groups]
    covered = Covered.by(items)
    organisation = covered.widened(find_hours(_marks(items, np.ones(len(items.start), dtype=bool)), GRANULE))
    hours = [covered.widened(find_hours(each, GRANULE, organisation)) for each in pooled]
    somebody = items.member >= 0
    if starts_at_close(hours, items.start[somebody], items.timezone):
        hours = [replace(each, late=not each.always) for each in hours]
    own = tuple(
        member_hours(hours[group], pooled[group], marks[member]) if group >= 0 else _open_hours()
        for member, group in enumerate(group_of.tolist())
    )
    if enabled is not None:
        own = tuple(
            with_idle_hours(hours, marks[member], _due(items, enabled, member)) for member, hours in enumerate(own)
        )
    trace = trace_of(items)
    hours = [with_breaks(each, trace.of(group.members)) for each, group in zip(hours, groups, strict=True)]
    own = tuple(with_breaks(each, trace.of((member,))) for member, each in enumerate(own))
    return People(
        groups=groups,
        group_of=group_of,
        hours=tuple(hours),
        own=own,
        organisation=organisation,
        doers=doers,
        left_out=_hardly_there(items, groups),
        spans=_laid_out(items, own),
        whole=_laid_out(items, (organisation,))[0],
    )


def _open_hours() -> Hours:
    return Hours(open=np.ones(7 * 1440 // GRANULE, dtype=bool), granule=GRANULE)


def _marks(items: Items, rows: NDArray[np.bool_]) -> Marks:
    return marks_of(items.start[rows], items.end[rows], items.timezone, GRANULE)


def _pooled(marks: list[Marks], members: tuple[int, ...]) -> Marks:
    chosen = [marks[member] for member in members]
    return Marks(
        minute=np.concatenate([each.minute for each in chosen]), day=np.concatenate([each.day for each in chosen])
    )


def _due(items: Items, enabled: Ints, member: int) -> Marks:
    """Return the hours that began while work of one person was waiting for them, or in their hands."""
    rows = items.member == member
    return marks_between(np.minimum(enabled, items.start)[rows], items.end[rows], items.timezone, GRANULE)


def _group_of(items: Items, groups: tuple[Group, ...]) -> Ints:
    found = np.full(len(items.members), -1, dtype=np.int64)
    for place, group in enumerate(groups):
        found[list(group.members)] = place
    return found


def _doers(items: Items, groups: tuple[Group, ...]) -> tuple[tuple[int, ...], ...]:
    group_of = np.append(_group_of(items, groups), -1)
    counts = np.zeros((len(items.labels), len(groups) + 1))
    np.add.at(counts, (items.label, group_of[items.member]), 1)
    found = []
    for row in counts:
        named = row[:-1].sum()
        if named == 0 or row[-1] > NOBODYS * row.sum():
            found.append(())
        else:
            order = np.argsort(-row[:-1], kind="stable").tolist()
            found.append(tuple(place for place in order if row[place] >= max(SELDOM * named, 3) or place == order[0]))
    return tuple(found)


def _sharing(count: int, doers: tuple[tuple[int, ...], ...]) -> list[set[int]]:
    """Return sets of groups that share a label, directly or through others."""
    parts = [{place} for place in range(count)]
    for several in doers:
        hit = [part for part in parts if part & set(several)]
        if len(hit) > 1:
            parts = [part for part in parts if part not in hit] + [set().union(*hit)]
    return sorted(parts, key=min)


def _hardly_there(items: Items, groups: tuple[Group, ...]) -> tuple[int, ...]:
    counts = np.bincount(items.member[items.member >= 0], minlength=len(items.members))
    return tuple(
        member
        for group in groups
        for member in group.members
        if counts[member] < HARDLY_THERE * max(counts[each] for each in group.members)
    )


def _laid_out(items: Items, hours: tuple[Hours, ...]) -> tuple[OpenSpans | None, ...]:
    """Return the open time of each, those alike laid out once; None is always open."""
    first, last = int(items.start.min()), int(items.end.max())
    made: dict[tuple[object, ...], OpenSpans | None] = {}
    found = []
    for each in hours:
        key = (*each.key, each.closed)
        if key not in made:
            calendar = each.calendar("hours", items.timezone)
            made[key] = None if each.always else OpenSpans.of(calendar, first, last)
        found.append(made[key])
    return tuple(found)
