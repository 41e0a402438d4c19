"""Find out how much of their time on duty groups are busy at each hour of the week, from the rows of a run."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from reengineer.calendars import OpenSpans, OpenTime
from reengineer.simulation._duty import Duty, common, open_pieces
from reengineer.simulation._log import LogRows
from reengineer.simulation._program import Program
from reengineer.simulation._tables import FINISH, Ints

if TYPE_CHECKING:
    from reengineer.simulation._closeup import Week

Floats = NDArray[np.float64]
_EMPTY = -1


def spans_of(duty: OpenTime | Duty, until: int) -> OpenSpans:
    """Return the open intervals of a calendar from tick 0 on, for questions about many instants at once."""
    pieces = list(open_pieces(duty, 0, until)) or [(0, 0)]
    return OpenSpans([opens for opens, _ in pieces], [closes for _, closes in pieces])


def duty_by_hour(program: Program, week: "Week") -> Floats:
    """Return the ticks that the members of each group are on duty, by hour of the week of a window."""
    found = np.zeros((program.group_count, week.hours))
    groups = program.group_of_member
    for number in dict.fromkeys(program.member_calendar.tolist()):
        calendar = program.calendars[number]
        before = np.array([calendar.open_before(edge) for edge in week.edges.tolist()], dtype=np.int64)
        once = week.by_hour(np.diff(before))
        members = np.bincount(groups[program.member_calendar == number], minlength=program.group_count)
        found += members[:, None] * once
    return found


def busy_by_hour(program: Program, log: LogRows, week: "Week", last_tick: int) -> Floats:
    """Return the ticks that the members of each group work on duty, by hour of the week of a window.

    Parameters
    ----------
    program : Program
    log : LogRows
        With the members of each row.
    week : Week
        The window.
    last_tick : int
        Where rows that are open end.

    Returns
    -------
    array of float, shape (groups, 168)
        Work that was broken off for something more urgent is spread over the time from its start to its end.
    """
    found = np.zeros((program.group_count, week.hours))
    groups = program.group_of_member
    last = int(week.edges[-1]) + 1
    kept: dict[tuple[int, ...], OpenSpans] = {}
    for rows, members, calendars in _alike(program, log):
        if calendars not in kept:
            kept[calendars] = spans_of(common(program.calendars[number] for number in calendars), last)
        counted = np.bincount(groups[list(members)], minlength=program.group_count)
        found += counted[:, None] * _spent(log, rows, kept[calendars], week, last_tick)
    return found


def _alike(program: Program, log: LogRows) -> Iterator[tuple[Ints, tuple[int, ...], tuple[int, ...]]]:
    """Give rows that the same members did together, with the calendars that bound their work."""
    rows = _once(log)
    first, count = (log.column(name)[rows] for name in ("member_first", "member_count"))
    single = rows[count == 1]
    if len(single):
        who = log.members[log.column("member_first")[single]]
        calendar, group = program.member_calendar[who], program.group_of_member[who]
        for pair in np.unique(np.column_stack([calendar, group]), axis=0).tolist():
            mine = (calendar == pair[0]) & (group == pair[1])
            yield single[mine], (int(who[mine][0]),), (pair[0],)
    runs_on = program.work.at_close == FINISH
    teams: dict[tuple[tuple[int, ...], bool], list[int]] = {}
    for row, start, many in zip(rows.tolist(), first.tolist(), count.tolist(), strict=True):
        if many > 1:
            team = tuple(sorted(log.members[start : start + many].tolist()))
            teams.setdefault((team, bool(runs_on[log.column("element")[row]])), []).append(row)
    for (team, alone), found in teams.items():
        parts: Sequence[tuple[int, ...]] = [(member,) for member in team] if alone else [team]
        for part in parts:
            calendars = tuple(dict.fromkeys(program.member_calendar[list(part)].tolist()))
            yield np.array(found), part, calendars


def _once(log: LogRows) -> Ints:
    """Return the rows that people worked on, one of each batch: the one that ends last."""
    rows = np.flatnonzero((log.column("member_count") > 0) & (log.column("allocated") >= 0))
    batch = log.column("batch")[rows]
    together = rows[batch != _EMPTY]
    if not len(together):
        return rows
    keys = np.column_stack([log.column(name)[together] for name in ("element", "batch", "allocated", "completed")])
    order = np.lexsort((-keys[:, 3], keys[:, 2], keys[:, 1], keys[:, 0]))
    ordered = keys[order, :3]
    is_first = np.append(True, np.any(ordered[1:] != ordered[:-1], axis=1))
    return np.sort(np.concatenate([rows[batch == _EMPTY], together[order][is_first]]))


def _spent(log: LogRows, rows: Ints, duty: OpenSpans, week: "Week", last_tick: int) -> Floats:
    """Return the ticks that some rows take of one calendar, by hour of the week."""
    begins, completed = log.column("allocated")[rows], log.column("completed")[rows]
    ends = np.maximum(np.where(completed >= 0, completed, last_tick), begins)
    took = log.column("work")[rows] + log.column("wait_setup")[rows]
    spans = duty.between(begins, ends)
    # Rows of a batch share their people; of others the work tells what pauses for urgent work took.
    paused = (log.column("batch")[rows] == _EMPTY) & (completed >= 0) & (completed <= week.edges[-1]) & (took < spans)
    edges = duty.open_before(week.edges)
    whole = ~paused
    seen = week.by_hour(week.passed(duty.open_before(begins[whole]), duty.open_before(ends[whole]), edges))
    for place in np.flatnonzero(paused).tolist():
        low, high = duty.open_before(np.array([begins[place], ends[place]])).tolist()
        reached: Ints = np.clip(edges, low, high)
        inside = reached[1:] - reached[:-1]
        seen += week.by_hour(inside) * (took[place] / spans[place])
    return seen
