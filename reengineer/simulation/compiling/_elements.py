"""Compile activities, events and gateways: one row of numbers each."""

from collections.abc import Sequence

from reengineer._records import dataclass
from reengineer.annotations import EventNotes, EventPartNotes, StepNotes
from reengineer.bpmn import Transaction
from reengineer.calendars import WeeklyCalendar
from reengineer.measures import CAUSES
from reengineer.processmap import Node
from reengineer.quantities import Distribution
from reengineer.simulation._draws import hash32
from reengineer.simulation._log import KIND_EVENT, KIND_SUBPROCESS
from reengineer.simulation._program import (
    BOUNDARY,
    CATCH,
    END,
    EVENT_BASED,
    EXCLUSIVE,
    INCLUSIVE,
    PARALLEL,
    PASS,
    START,
    SUBPROCESS,
    TASK,
    THROW,
)
from reengineer.simulation._tables import MESSAGE, NO_TRIGGER
from reengineer.simulation.compiling._context import Context
from reengineer.simulation.compiling._events import EventCompiler
from reengineer.simulation.compiling._expressions import ExpressionTable
from reengineer.simulation.compiling._layout import Layout, is_event_sub_process
from reengineer.simulation.compiling._people import People
from reengineer.simulation.compiling._rows import Row
from reengineer.simulation.compiling._steps import StepCompiler, fee

GATEWAYS = {
    "exclusiveGateway": EXCLUSIVE, "parallelGateway": PARALLEL, "inclusiveGateway": INCLUSIVE,
    "eventBasedGateway": EVENT_BASED,
}  # fmt: skip
EXTERNAL, EXTRANEOUS, BATCHING = (CAUSES.index(cause) for cause in ("external", "extraneous", "batching"))


def element_rows(
    context: Context, layout: Layout, people: People, demand: WeeklyCalendar, expressions: ExpressionTable
) -> list[Row]:
    """Return the row of each element; `demand` counts working time where nothing else does."""
    compiler = _Elements(
        context=context,
        layout=layout,
        demand=demand,
        events=EventCompiler(context=context, layout=layout, expressions=expressions),
        steps=StepCompiler(context=context, layout=layout, people=people, demand=demand, expressions=expressions),
    )
    return [compiler.row(node) for node in layout.nodes]


def words(nodes: Sequence[Node]) -> list[int]:
    """Return the words by which elements enter draws: the hash of the id, which no two share.

    An element whose hash is taken has that of its id and the first number with which it is free.
    """
    taken: dict[int, None] = {}
    for node in nodes:
        word = hash32(node.id)
        number = 0
        while word in taken:
            number += 1
            word = hash32(f"{node.id}\0{number}")
        taken[word] = None
    return list(taken)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Elements:
    context: Context
    layout: Layout
    demand: WeeklyCalendar
    events: EventCompiler
    steps: StepCompiler

    def row(self, node: Node) -> Row:
        """Return the numbers of one element."""
        row = Row()
        row.scope.body = self.layout.body_of(node)
        row.scope.boundaries = self._on_border(node)
        if node.kind == "gateway":
            row.own.opcode = GATEWAYS.get(node.type, PASS)
        elif node.kind == "event":
            self._placed(row, node)
            self._event(row, node, self._notes(node))
        else:
            self._activity(row, node, self.context.notes.steps.get(node.id, StepNotes()))
        return row

    def _on_border(self, node: Node) -> tuple[int, ...]:
        """Return the boundary events of an activity; the parts of a catch event are its boundary events too."""
        borders = [each for event in self.context.map.boundary_events(node.id) for each in self.layout.singly(event)]
        own = self.layout.parts.get(node.id, ()) if node.position == "catch" else ()
        numbers = self.layout.numbers
        return tuple(numbers[event.id] for event in (*borders, *own) if event.id in numbers)

    def _placed(self, row: Row, node: Node) -> None:
        """Note of which event this one is a part, or which parts it has."""
        row.event.whole = self.layout.numbers.get(self.layout.whole.get(node.id, ""), -1)
        row.event.parts = len(self.layout.parts.get(node.id, ()))
        row.event.needs_all = int(row.event.parts > 0 and bool(getattr(node.element, "parallel_multiple", False)))

    def _notes(self, node: Node) -> EventNotes:
        """Return what is known of an event; of a part, what is stated of it, else what is stated of the whole."""
        whole = self.layout.whole.get(node.id)
        if whole is None:
            return self.context.notes.events.get(node.id, EventNotes())
        notes = self.context.notes.events.get(whole, EventNotes())
        own = notes.parts.get(node.id.removeprefix(f"{whole}."), EventPartNotes())
        return notes.model_copy(update={name: value for name in own.model_fields_set if (value := getattr(own, name))})

    def _event(self, row: Row, node: Node, notes: EventNotes) -> None:
        if node.position == "start":
            row.own.opcode = START
            self._armed_start(row, node, notes)
        elif node.position == "end":
            row.own.opcode = END
            self.events.thrown(row, node, notes)
        elif node.position == "throw":
            self.events.thrown(row, node, notes)
            is_silent = node.trigger in ("none", "link") and not row.event.receivers
            row.own.opcode = PASS if is_silent else THROW
        elif node.position == "boundary":
            row.own.opcode = BOUNDARY
            row.scope.interrupting = int(getattr(node.element, "cancel_activity", True))
            self._wait(row, node, notes)
        elif node.trigger == "link":
            row.own.opcode = PASS
        elif node.id in self.layout.whole:
            row.own.opcode = BOUNDARY
            self._wait(row, node, notes)
        else:
            self._catch(row, node, notes)

    def _armed_start(self, row: Row, node: Node, notes: EventNotes) -> None:
        """Compile what starts an event sub-process, or a pool that a message starts."""
        holder = self.context.map.index.nodes.get(node.parent)
        if holder is not None and is_event_sub_process(holder):
            row.scope.interrupting = int(getattr(node.element, "is_interrupting", True))
            self._wait(row, node, notes)
        elif node.id in self.layout.fed:
            row.event.trigger, row.event.is_fed = MESSAGE, 1
        elif node.trigger == "signal":
            self.events.started(row, node)

    def _wait(self, row: Row, node: Node, notes: EventNotes) -> None:
        """Compile what an event waits for, unless its parts do."""
        if node.id in self.layout.parts:
            return
        if notes.delay is not None:
            self._delay(row, node, notes.delay, notes.calendar)
        self.events.awaited(row, node, notes)
        if notes.delay is None and (stated := self.events.stated_delay(row, node)) is not None:
            self._delay(row, node, stated, notes.calendar)

    def _catch(self, row: Row, node: Node, notes: EventNotes) -> None:
        is_timed = all(each.trigger == "timer" for each in self.layout.singly(node))
        cause = BATCHING if notes.release else EXTRANEOUS if is_timed else EXTERNAL
        row.own.opcode, row.own.kind, row.own.delay_cause = CATCH, KIND_EVENT, cause
        if notes.release is not None:
            row.own.release = self.steps.release(node, notes.release, notes.calendar, None)
            return
        self._wait(row, node, notes)
        if node.trigger == "none" and row.own.delay < 0:
            row.own.opcode = PASS

    def _activity(self, row: Row, node: Node, notes: StepNotes) -> None:
        row.scope.inside = self.layout.inside(node)
        if row.scope.inside >= 0:
            row.own.opcode, row.own.kind = SUBPROCESS, KIND_SUBPROCESS
            row.scope.transaction = int(isinstance(node.element, Transaction))
            self.steps.repeated(row, node, notes)
        elif notes.delay is not None:
            row.own.opcode, row.own.delay_cause, row.own.fixed_cost = CATCH, EXTERNAL, fee(notes)
            self._delay(row, node, notes.delay, notes.calendar)
            self.steps.repeated(row, node, notes)
        elif node.type == "receiveTask" and notes.duration is None:
            row.own.opcode, row.own.delay_cause, row.own.fixed_cost = CATCH, EXTERNAL, fee(notes)
            row.event.trigger = MESSAGE
            self.events.fed(row, node)
            self.steps.repeated(row, node, notes)
        else:
            row.own.opcode = TASK
            self.steps.worked(row, node, notes)
        self.events.sent(row, node)
        handler = self.layout.handlers.get(node.id, "")
        row.event.handler = self.layout.numbers.get(handler, -1)

    def _delay(self, row: Row, node: Node, delay: Distribution, calendar: str | None) -> None:
        """State a delay, along a calendar where it counts working time or one is named."""
        row.own.delay = self.context.distribution(delay, node.source)
        row.event.trigger = row.event.trigger if row.event.trigger != MESSAGE else NO_TRIGGER
        if delay.working or calendar:
            along = self.context.annotated.calendar(calendar) if calendar else self.demand
            row.own.delay_calendar = self.context.calendar(along, node.source)
