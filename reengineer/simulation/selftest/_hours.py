"""Lay out the hours that a worked example states, to the tick: all of them repeat once the longest is over."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from reengineer._records import dataclass
from reengineer.calendars import OpenTime
from reengineer.simulation._program import Program
from reengineer.simulation._tables import Ints
from reengineer.simulation.compiling._calendar_table import CalendarTable, rhythm
from reengineer.simulation.selftest._maps import Model, all_nodes
from reengineer.simulation.selftest._notes import groups_in

TICKS_A_MINUTE = 60_000_000
WEEK_MINUTES = 7 * 24 * 60
DAY = 24 * 60 * TICKS_A_MINUTE

Spans = Sequence[Sequence[float]]


def with_stated_hours(model: Model, program: Program) -> Program:
    """Return a program in which people, demand and timers keep the hours of its model."""
    return _Hours(model, program).program()


@dataclass(frozen=True, slots=True)
class _Hours:
    model: Model
    old: Program

    def program(self) -> Program:
        table = CalendarTable(start=self.old.names.start, horizon_s=0.0)
        table.laid_out.extend(self.old.calendars)
        members = self._members(table)
        groups = self._groups(table, members)
        return replace(
            self.old,
            member_calendar=members,
            group_calendar=groups,
            release=self._releases(table, groups),
            stream_calendar=self._streams(table),
            delay_calendar=self._clocks(table),
            calendars=tuple(table.laid_out),
        )

    def _members(self, table: CalendarTable) -> Ints:
        found: list[int] = self.old.member_calendar.tolist()
        place = 0
        for group in self.model.get("groups", {}).values():
            shared = self._laid(table, group["open"]) if group.get("open") else -1
            members = group["members"]
            for member in members:
                own = (members[member] or {}).get("open") if isinstance(members, Mapping) else None
                calendar = self._laid(table, own) if own else shared
                found[place] = calendar if calendar >= 0 else found[place]
                place += 1
        return np.array(found, dtype=np.int64)

    def _groups(self, table: CalendarTable, members: Ints) -> Ints:
        first = self.old.member_first.tolist()
        found = self.old.group_calendar.tolist()
        for group in range(self.old.group_count):
            if first[group] < first[group + 1]:
                found[group] = table.union(members[first[group] : first[group + 1]].tolist())
        return np.array(found, dtype=np.int64)

    def _releases(self, table: CalendarTable, groups: Ints) -> Ints:
        """Return when waiting items go on: along the hours of the first group that does the step, if it states any."""
        nodes = dict(all_nodes(self.model))
        found: list[int] = self.old.release.tolist()
        for element, name in enumerate(self.old.names.elements):
            node = nodes.get(name, {})
            first = next(iter(groups_in(node.get("needs"))), None)
            if first is None or "release" not in node or not _states_hours(self.model["groups"][first]):
                continue
            office = table.laid_out[int(groups[self.old.names.groups.index(first)])]
            table.laid_out.append(_instants(office, node["release"]))
            found[element] = len(table.laid_out) - 1
        return np.array(found, dtype=np.int64)

    def _streams(self, table: CalendarTable) -> Ints:
        arrivals = self.model["arrivals"]
        spans = arrivals.get("open") if isinstance(arrivals, Mapping) else None
        if not spans:
            return self.old.stream_calendar
        return np.full(len(self.old.stream_calendar), self._laid(table, spans), dtype=np.int64)

    def _clocks(self, table: CalendarTable) -> Ints:
        nodes = dict(all_nodes(self.model))
        stated = [nodes.get(name, {}).get("clock") for name in self.old.names.elements]
        found = [
            self._laid(table, spans) if spans else old
            for spans, old in zip(stated, self.old.delay_calendar.tolist(), strict=True)
        ]
        return np.array(found, dtype=np.int64)

    def _laid(self, table: CalendarTable, spans: Spans) -> int:
        table.laid_out.append(open_time(spans, _weeks(self.model) * WEEK_MINUTES * TICKS_A_MINUTE))
        return len(table.laid_out) - 1


def open_time(spans: Spans, period: int) -> OpenTime:
    """Return spans in minutes as open time, which repeats after a period in ticks, or never where that is 0."""
    opens: list[int] = []
    closes: list[int] = []
    for first, last in sorted((round(start * TICKS_A_MINUTE), round(end * TICKS_A_MINUTE)) for start, end in spans):
        if closes and first <= closes[-1]:
            closes[-1] = max(closes[-1], last)
        elif first < last:
            opens.append(first)
            closes.append(last)
    return OpenTime(opens, closes, 0, period)


def _states_hours(group: Mapping[str, Any]) -> bool:
    members = group["members"]
    each = members.values() if isinstance(members, Mapping) else ()
    return bool(group.get("open")) or any(member and member.get("open") for member in each)


def _instants(office: OpenTime, release: Mapping[str, Any]) -> OpenTime:
    """Return the instants of a release: so often from each opening, or at minutes of each day with open time."""
    period = office.repeats()[1]
    if "every" in release:
        every = round(release["every"] * TICKS_A_MINUTE)
        ticks = list(rhythm(office.intervals(), every))
    else:
        days = {
            tick // DAY for opens, closes in office.intervals() for tick in (*range(opens, closes, DAY), closes - 1)
        }
        ticks = sorted(day * DAY + minute * TICKS_A_MINUTE for day in days for minute in set(release["at"]))
    return OpenTime(ticks, [tick + 1 for tick in ticks], 0, period)


def _weeks(model: Any) -> int:  # noqa: ANN401 - any part of a file
    """Return the number of weeks that the longest hours of a model need, at least 1."""
    if isinstance(model, Mapping):
        own = [span[1] for key in ("open", "clock") for span in model.get(key) or () if isinstance(span, Sequence)]
        inner = max((_weeks(part) for part in model.values()), default=1)
        return max(int(-(-max(own, default=0) // WEEK_MINUTES)), inner, 1)
    if isinstance(model, list):
        return max((_weeks(part) for part in model), default=1)
    return 1
