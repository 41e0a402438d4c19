"""Gather the notes on a map while a file of another tool is read, and join them with the map at the end."""

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from reengineer.annotations import (
    Annotations,
    Arrivals,
    AttributeNotes,
    CalendarNotes,
    CaseNotes,
    CasePriority,
    Clock,
    EventNotes,
    ResourceNotes,
    StepNotes,
    annotate,
)
from reengineer.bpmn import Definitions, SetCondition, read_bpmn
from reengineer.errors import AnnotationError
from reengineer.interop._hours import ALWAYS, always_open
from reengineer.interop._imported import Imported, Told
from reengineer.processmap import Node, ProcessMap, build_map
from reengineer.quantities import Estimate
from reengineer.simulation import RunSettings
from reengineer.source import Source

Model = str | os.PathLike[str] | bytes | Definitions | ProcessMap
CASE = "case"
_NOT_WORD = re.compile(r"[^a-z0-9_]+")


@dataclass(slots=True, kw_only=True)
class Draft:
    """Hold notes that are being gathered; names of calendars and groups are those of the notes.

    Parameters
    ----------
    map : ProcessMap
    told : Told
    """

    map: ProcessMap
    told: Told = field(default_factory=Told)
    currency: str = "EUR"
    clock: Clock = field(default_factory=Clock)
    calendars: dict[str, CalendarNotes] = field(default_factory=dict)
    resources: dict[str, ResourceNotes] = field(default_factory=dict)
    steps: dict[str, StepNotes] = field(default_factory=dict)
    events: dict[str, EventNotes] = field(default_factory=dict)
    flows: dict[str, dict[str, Estimate]] = field(default_factory=dict)
    conditions: dict[str, str] = field(default_factory=dict)
    attributes: dict[str, AttributeNotes] = field(default_factory=dict)
    priorities: list[CasePriority] = field(default_factory=list)
    cases: dict[str, CaseNotes] = field(default_factory=dict)

    @property
    def file(self) -> Source:
        """Return the map's file as a place."""
        return self.map.definitions.source

    def node(self, ref: str, what: str, known: Iterable[Node], place: Source) -> Node | None:
        """Return the node of the map with an id; None where there is none, which is told."""
        found = self.map.index.nodes.get(ref)
        if found is None:
            self.told.unknown(what, ref, (node.id for node in known), place)
        return found

    def start_event(self, place: Source) -> str | None:
        """Return the one start event at which cases can begin: of the process with most of the steps."""
        starts = [node for node in self.map.nodes if node.position == "start" and node.parent == node.process]
        weights = {node.process: 0 for node in starts}
        for node in (self.map.index.nodes[step] for step in self.steps):
            if node.process in weights:
                weights[node.process] += 1
        home = max(weights, key=lambda process: weights[process], default=None)
        at_home = [node for node in starts if node.process == home]
        plain = [node for node in at_home if node.trigger == "none"] or at_home
        if len(plain) == 1:
            return plain[0].id
        words = "has no start event" if not plain else f"has {len(plain)} start events"
        self.told.find(f"the map {words}, so it is not known where cases begin", "Name it under cases.", place)
        return None

    def always(self) -> str:
        """Return the name of the calendar that never closes, which the notes then hold."""
        notes = always_open()
        name = next((name for name, other in self.calendars.items() if other == notes), None)
        if name is None:
            name = free_name(ALWAYS, self.calendars, ALWAYS)
            self.calendars[name] = notes
        return name

    def arrive(self, arrivals: Arrivals | None, place: Source) -> None:
        """Let cases of one kind arrive."""
        case = CaseNotes(
            start=self.start_event(place),
            arrivals=arrivals,
            attributes=self.attributes,
            priorities=tuple(self.priorities),
        )
        self.cases[CASE] = case

    def finish(self, run: RunSettings) -> Imported:
        """Return the map with all notes; raise `InputError` where anything in the file is wrong."""
        self.told.stop()
        definitions = self.map.definitions
        if self.conditions:
            definitions = definitions.edit(*(SetCondition(*pair) for pair in self.conditions.items()))
        try:
            annotated = annotate(build_map(definitions) if self.conditions else self.map, self._notes())
        except AnnotationError as fault:
            self.told.add(fault.problems)
            self.told.stop()
            raise
        return self.told.imported(annotated, run)

    def _notes(self) -> Annotations:
        return Annotations(
            currency=self.currency,
            clock=self.clock,
            calendars=self.calendars,
            cases=self.cases,
            resources=self.resources,
            steps={ref: notes for ref, notes in self.steps.items() if notes != StepNotes()},
            events=self.events,
            flows={gateway: dict(shares) for gateway, shares in self.flows.items()},
        )


def new_draft(model: Model) -> Draft:
    """Return an empty draft for a map, read from its file where that is given."""
    return Draft(map=map_of(model))


def map_of(model: Model) -> ProcessMap:
    """Return the map that a path, bytes, definitions or a map itself stand for."""
    if isinstance(model, ProcessMap):
        return model
    if isinstance(model, Definitions):
        return build_map(model)
    return build_map(read_bpmn(model if isinstance(model, bytes) else Path(model)))


def free_name(wanted: str, taken: Iterable[str], otherwise: str) -> str:
    """Return a name that nobody has yet: the wanted one, or it with a number behind it."""
    name = " ".join(wanted.split()) or otherwise
    known = set(taken)
    numbered = (f"{name} {number}" for number in range(2, len(known) + 3))
    return name if name not in known else next(each for each in numbered if each not in known)


def attribute_name(name: str) -> str:
    """Return the name by which an expression asks for an attribute of a case, such as ``case.loan_amount``."""
    word = _NOT_WORD.sub("_", name.strip().lower()).strip("_") or "attribute"
    return f"case.{word if word[0].isalpha() else 'a_' + word}"


def bare_name(name: str) -> str:
    """Return the name of an attribute as the notes hold it: that of `attribute_name` without its first part."""
    return attribute_name(name).partition(".")[2]


def listed(names: Sequence[str], most: int = 5) -> str:
    """Return names for a message: the first of them, and how many there are besides."""
    shown = ", ".join(f"'{name}'" for name in names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"
