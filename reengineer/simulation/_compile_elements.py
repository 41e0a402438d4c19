"""Compile activities, events and gateways: one row of numbers each."""

from dataclasses import dataclass, replace
from typing import TypedDict

import numpy as np

from reengineer.annotations import EventNotes, Release, StepNotes
from reengineer.calendars import WeeklyCalendar
from reengineer.measures import CAUSES
from reengineer.processmap import Node
from reengineer.quantities import Distribution, QuantityError, parse_distribution
from reengineer.simulation._compile_people import People
from reengineer.simulation._context import MICRO, Context, firsts, ints
from reengineer.simulation._draws import hash32
from reengineer.simulation._log import KIND_EVENT, KIND_TASK
from reengineer.simulation._program import CATCH, END, EXCLUSIVE, PARALLEL, PASS, START, TASK, Ints

LEAST_RELEASE_S = 60
"""Releases are laid out one by one for years ahead, so they may not come thicker than this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementRow:
    """Hold the numbers of one element; the names are those of the fields of a program.

    Parameters
    ----------
    opcode, kind, priority, duration, delay, delay_calendar, delay_cause, release, fixed_cost : int
    group : int
        The group that does it; -1 for none.
    """

    opcode: int = PASS
    kind: int = KIND_TASK
    priority: int = 0
    duration: int = -1
    delay: int = -1
    delay_calendar: int = -1
    delay_cause: int = 0
    release: int = -1
    fixed_cost: int = 0
    group: int = -1


class ElementFields(TypedDict):
    """Fields of a program that hold elements."""

    opcode: Ints
    kind: Ints
    word: Ints
    priority: Ints
    duration: Ints
    delay: Ints
    delay_calendar: Ints
    delay_cause: Ints
    release: Ints
    fixed_cost: Ints
    alternative_first: Ints
    need_first: Ints
    need_group: Ints
    need_quantity: Ints


def element_fields(context: Context, nodes: tuple[Node, ...], people: People, demand: WeeklyCalendar) -> ElementFields:
    """Return the fields of a program that hold elements; `demand` counts working time where nothing else does."""
    compiler = _Elements(context=context, people=people, demand=demand)
    rows = [compiler.row(node) for node in nodes]
    groups = [row.group for row in rows]
    staffed = sum(group >= 0 for group in groups)
    return {
        "opcode": ints(row.opcode for row in rows),
        "kind": ints(row.kind for row in rows),
        "word": ints(_words(context, nodes)),
        "priority": ints(row.priority for row in rows),
        "duration": ints(row.duration for row in rows),
        "delay": ints(row.delay for row in rows),
        "delay_calendar": ints(row.delay_calendar for row in rows),
        "delay_cause": ints(row.delay_cause for row in rows),
        "release": ints(row.release for row in rows),
        "fixed_cost": ints(row.fixed_cost for row in rows),
        "alternative_first": firsts(int(group >= 0) for group in groups),
        "need_first": np.arange(staffed + 1, dtype=np.int64),
        "need_group": ints(group for group in groups if group >= 0),
        "need_quantity": np.ones(staffed, dtype=np.int64),
    }


def _words(context: Context, nodes: tuple[Node, ...]) -> list[int]:
    """Return the words by which elements enter draws; two that are alike are a problem."""
    words = [hash32(node.id) for node in nodes]
    first: dict[int, Node] = {}
    for word, node in zip(words, nodes, strict=True):
        if first.setdefault(word, node) is not node:
            context.refuse(
                "RE508",
                f"its id has the same hash as {first[word].id}, so their draws could not be told apart",
                "Change one of the ids.",
                node.source,
            )
    return words


@dataclass(frozen=True, slots=True, kw_only=True)
class _Elements:
    context: Context
    people: People
    demand: WeeklyCalendar

    def row(self, node: Node) -> ElementRow:
        """Return the numbers of one element."""
        notes = self.context.notes
        if node.kind == "gateway":
            return ElementRow(opcode=EXCLUSIVE if node.type == "exclusiveGateway" else PARALLEL)
        if node.position in ("start", "end"):
            return ElementRow(opcode=START if node.position == "start" else END)
        if node.position == "catch":
            return self._catch(node, notes.events.get(node.id, EventNotes()))
        if node.is_activity:
            return self._activity(node, notes.steps.get(node.id, StepNotes()))
        return ElementRow()

    def _catch(self, node: Node, notes: EventNotes) -> ElementRow:
        cause = "batching" if notes.release else "extraneous" if node.trigger == "timer" else "external"
        row = ElementRow(opcode=CATCH, kind=KIND_EVENT, delay_cause=CAUSES.index(cause))
        delay = notes.delay or _timer(node)
        if notes.release is not None:
            return replace(row, release=self._release(node, notes.release, notes.calendar, None))
        if delay is not None:
            return self._delayed(row, node, delay, notes.calendar)
        if node.trigger == "none":
            return replace(row, opcode=PASS)
        self.context.refuse(
            "RE503",
            f"nobody in the map ends the wait of this {node.trigger} event",
            f"State how long it takes under events: {{{node.id}: {{delay: ..}}}}.",
            node.source,
        )
        return row

    def _activity(self, node: Node, notes: StepNotes) -> ElementRow:
        if notes.delay is not None:
            outside = ElementRow(opcode=CATCH, delay_cause=CAUSES.index("external"), fixed_cost=_fee(notes))
            return self._delayed(outside, node, notes.delay, notes.calendar)
        if node.type == "receiveTask" and notes.duration is None:
            self.context.refuse(
                "RE503",
                "nobody in the map sends what this task waits for",
                f"State how long it takes under steps: {{{node.id}: {{delay: ..}}}}.",
                node.source,
            )
        return self._worked(node, notes)

    def _worked(self, node: Node, notes: StepNotes) -> ElementRow:
        group = self._group(node, notes)
        duration = release = -1
        if notes.duration is not None:
            duration = self.context.distribution(notes.duration, node.source)
        if notes.release is not None:
            release = self._release(node, notes.release, notes.calendar, group)
        return ElementRow(
            opcode=TASK,
            duration=duration,
            release=release,
            fixed_cost=_fee(notes),
            group=self.people.number_of(group) if group else -1,
        )

    def _group(self, node: Node, notes: StepNotes) -> str | None:
        """Return the group that does a step, if it has anybody."""
        if not notes.requests:
            return None
        group = notes.requests[0].group
        if not self.people.groups.get(group):
            self.context.refuse(
                "RE509",
                f"it needs {group}, and nobody is in that group",
                "State its members under resources.",
                node.source,
            )
            return None
        self._refuse_separation(node, notes, group)
        return group

    def _refuse_separation(self, node: Node, notes: StepNotes, group: str) -> None:
        for other in notes.not_same_person:
            if group in self.context.notes.steps.get(other, StepNotes()).groups:
                self.context.refuse(
                    "RE501",
                    f"not_same_person between two steps of the group {group} is not simulated by this version",
                    "Let different groups do the two steps.",
                    node.source,
                )

    def _delayed(self, row: ElementRow, node: Node, delay: Distribution, calendar: str | None) -> ElementRow:
        """Return the row with a delay, along a calendar where it counts working time."""
        number = self.context.distribution(delay, node.source)
        if not delay.working:
            return replace(row, delay=number)
        along = self.context.annotated.calendar(calendar) if calendar else self.demand
        return replace(row, delay=number, delay_calendar=self.context.calendar(along, node.source))

    def _release(self, node: Node, release: Release, calendar: str | None, group: str | None) -> int:
        of_group = self.context.notes.resources[group].calendar if group else None
        name = release.calendar or calendar or of_group
        along = self.context.annotated.calendar(name) if name else self.demand
        if release.every is not None and release.every.seconds.value < LEAST_RELEASE_S:
            self.context.refuse(
                "RE517",
                f"its release comes every {release.every}; the least is a minute",
                "Leave the release out, or write a longer period such as every: 15 min.",
                node.source,
            )
            return -1
        number = self.context.calendars.release(along, release)
        if not self.context.calendars.laid_out[number].count:
            self.context.refuse(
                "RE510",
                "its release never comes: none of its times lies on an open day",
                "Check the times and the calendar.",
                node.source,
            )
        return number


def _timer(node: Node) -> Distribution | None:
    """Return the duration that a timer event states in the map itself, if it can be read."""
    for definition in getattr(node.element, "event_definitions", ()):
        for timer in definition.timers:
            if timer.kind == "timeDuration" and timer.body:
                try:
                    return parse_distribution(timer.body.strip())
                except QuantityError:
                    return None
    return None


def _fee(notes: StepNotes) -> int:
    """Return the micro-units that each execution costs besides people."""
    return 0 if notes.cost is None else round(notes.cost.amount.value * MICRO)
