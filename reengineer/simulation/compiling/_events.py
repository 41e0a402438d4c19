"""Compile what events wait for and throw."""

import re
from datetime import datetime

from reengineer._records import dataclass
from reengineer.annotations import EventNotes
from reengineer.bpmn import EventDefinition
from reengineer.expressions import ExpressionError
from reengineer.processmap import Node
from reengineer.quantities import Distribution, QuantityError, parse_distribution
from reengineer.simulation._tables import (
    CANCEL,
    COMPENSATION,
    CONDITION,
    ERROR,
    ESCALATION,
    MESSAGE,
    NO_TRIGGER,
    SIGNAL,
    TERMINATE,
    TIMER,
)
from reengineer.simulation.compiling._context import TICKS_A_SECOND, Context
from reengineer.simulation.compiling._expressions import ExpressionTable
from reengineer.simulation.compiling._layout import Layout
from reengineer.simulation.compiling._rows import Row

TRIGGERS = {
    "timer": TIMER, "message": MESSAGE, "signal": SIGNAL, "error": ERROR, "escalation": ESCALATION,
    "conditional": CONDITION, "compensate": COMPENSATION, "cancel": CANCEL, "terminate": TERMINATE,
}  # fmt: skip
CODED = (SIGNAL, ERROR, ESCALATION)
CYCLE = re.compile(r"R(\d*)/(P[^/]+)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class EventCompiler:
    """Fill in the rows of events.

    Parameters
    ----------
    context : Context
    layout : Layout
    expressions : ExpressionTable
    """

    context: Context
    layout: Layout
    expressions: ExpressionTable

    def thrown(self, row: Row, node: Node, notes: EventNotes) -> None:
        """Compile what an end or throw event throws."""
        row.event.trigger = TRIGGERS.get(node.trigger, NO_TRIGGER)
        row.event.broadcast = int(bool(notes.broadcast))
        self._code(row, node)
        self.sent(row, node)
        if row.event.receivers and notes.delay is not None:
            row.event.message_delay = self.context.distribution(notes.delay, node.source)

    def started(self, row: Row, node: Node) -> None:
        """Note which signal starts a pool, where one is thrown that every case hears."""
        row.event.trigger = SIGNAL
        self._code(row, node)

    def sent(self, row: Row, node: Node) -> None:
        """Note where messages from an element go."""
        found = self.layout.receivers.get(node.id, ())
        row.event.receivers = tuple(self.layout.numbers[target] for target in found if target in self.layout.numbers)

    def fed(self, row: Row, node: Node) -> None:
        """Note whether somebody in the model sends the message that an element waits for."""
        row.event.is_fed = int(node.id in self.layout.fed)
        if not row.event.is_fed:
            where = "steps" if node.is_activity else "events"
            self.context.refuse(
                "RE503",
                "nobody in the map sends what this task waits for"
                if node.is_activity
                else f"nobody in the map ends the wait of this {node.trigger} event",
                f"State how long it takes under {where}: {self._written(node)}.",
                node.source,
            )

    def awaited(self, row: Row, node: Node, notes: EventNotes) -> None:
        """Compile what an event waits for; a delay that is stated on it counts instead."""
        row.event.trigger = TRIGGERS.get(node.trigger, NO_TRIGGER)
        is_timer = row.event.trigger == TIMER or node.id not in self.layout.whole
        row.event.from_started = int(notes.from_ == "started" and is_timer)
        row.event.timer_times = notes.times or 1
        if notes.delay is not None:
            row.event.trigger = TIMER if row.event.trigger == TIMER else NO_TRIGGER
            return
        self._code(row, node)
        if row.event.trigger == MESSAGE or (row.event.trigger == SIGNAL and not self._is_thrown(node)):
            self.fed(row, node)
        elif row.event.trigger == CONDITION:
            self._condition(row, node, notes)
        elif row.event.trigger == TIMER:
            self._timer(row, node, notes)

    def stated_delay(self, row: Row, node: Node) -> Distribution | None:
        """Return the time that a timer states in the map itself."""
        if row.event.trigger != TIMER or row.event.timer_tick >= 0:
            return None
        for kind, body in _timers(node):
            cycle = CYCLE.match(body) if kind == "timeCycle" else None
            found = _duration(cycle[2] if cycle else body) if kind == "timeDuration" or cycle else None
            if found is not None:
                return found
        return None

    def _timer(self, row: Row, node: Node, notes: EventNotes) -> None:
        for kind, body in _timers(node):
            cycle = CYCLE.match(body) if kind == "timeCycle" else None
            if cycle and _duration(cycle[2]) is not None:
                row.event.timer_times = notes.times or int(cycle[1] or 0)
                return
            if kind == "timeDuration" and _duration(body) is not None:
                return
            tick = self._date(body) if kind == "timeDate" else None
            if tick is not None:
                row.event.timer_tick = tick
                return
        self.context.refuse(
            "RE503",
            "nobody in the map ends the wait of this timer event",
            f"State how long it takes under events: {self._written(node)}.",
            node.source,
        )

    def _date(self, text: str) -> int | None:
        """Return the tick of a date; 0 or more."""
        try:
            found = datetime.fromisoformat(text.strip())
        except ValueError:
            return None
        start = self.context.start
        moment = found if found.tzinfo is not None else found.replace(tzinfo=start.tzinfo)
        seconds = moment.timestamp() - start.timestamp()
        return max(round(seconds * TICKS_A_SECOND), 0)

    def _condition(self, row: Row, node: Node, notes: EventNotes) -> None:
        written = notes.condition or next((each.condition for each in _definitions(node) if each.condition), None)
        try:
            row.event.condition = self.expressions.read(written) if written else -1
            reason = "it states no condition"
        except ExpressionError as error:
            reason = str(error)
        if row.event.condition < 0:
            self.context.refuse(
                "RE503",
                f"nothing in the map ends the wait of this conditional event: {reason}",
                f"State how long it takes under events: {self._written(node)}, or a condition over attributes.",
                node.source,
            )

    def _code(self, row: Row, node: Node) -> None:
        """Note the number of a signal, error or escalation; of a compensation, the activity."""
        reference = next((each.reference for each in _definitions(node) if each.reference), None)
        if reference is None:
            return
        if row.event.trigger == COMPENSATION:
            row.event.code = self.layout.numbers.get(reference, -1)
        elif row.event.trigger in CODED:
            row.event.code = self.context.code(row.event.trigger, self._name(reference))

    def _name(self, reference: str) -> str:
        named = {root.id: root.name for root in self.context.map.definitions.roots}
        return named.get(reference) or reference

    def _written(self, node: Node) -> str:
        """Return how a delay of an event is written; of a part, within the event that it belongs to."""
        whole = self.layout.whole.get(node.id)
        if whole is None:
            return f"{{{node.id}: {{delay: ..}}}}"
        part = node.id.removeprefix(f"{whole}.")
        return f"{{{whole}: {{parts: {{{part}: {{delay: ..}}}}}}}}"

    def _is_thrown(self, node: Node) -> bool:
        """Say whether some event of the model throws the signal that another waits for."""
        own = {self._name(each.reference or "") for each in _definitions(node)}
        return any(
            self._name(each.reference or "") in own
            for other in self.layout.nodes
            if other.position in ("throw", "end") and other.trigger == "signal"
            for each in _definitions(other)
        )


def _definitions(node: Node) -> tuple[EventDefinition, ...]:
    found: tuple[EventDefinition, ...] = getattr(node.element, "event_definitions", ())
    return found


def _timers(node: Node) -> list[tuple[str, str]]:
    """Return kind and text of what a timer states."""
    return [(timer.kind, timer.body.strip()) for each in _definitions(node) for timer in each.timers if timer.body]


def _duration(text: str) -> Distribution | None:
    try:
        return parse_distribution(text)
    except QuantityError:
        return None
