"""Draw into a map what a log shows beside it: delays, steps left out, steps put in and early ends."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from reengineer.bpmn import (
    AddFlowNode,
    AddSequenceFlow,
    Edit,
    EndEvent,
    EventDefinition,
    ExclusiveGateway,
    FlowNode,
    IntermediateCatchEvent,
    RedirectFlow,
    RemoveFlowNode,
    SequenceFlow,
    Task,
)
from reengineer.calibration._delays import Delay
from reengineer.calibration._departures import ON, STOP, Departures, State
from reengineer.processmap import Flow, Node, ProcessMap, build_map

Move = tuple[str, int, int]
"""A state and the label that is put in behind it: a step, what was put in last, what is put in now."""


@dataclass(slots=True)
class Drawn:
    """Hold a map with what was drawn into it.

    Parameters
    ----------
    map : ProcessMap
    shares : dict of gateway to dict of flow to int
        How often each new branch was taken.
    copies : dict of str to int
        New steps, and the label that each stands for.
    timers : dict of str to Delay
        New events that wait.
    follows_map : dict of gateway to flow
        The branch of each new gateway that is the map's own way.
    """

    map: ProcessMap
    shares: dict[str, dict[str, int]] = field(default_factory=dict)
    copies: dict[str, int] = field(default_factory=dict)
    timers: dict[str, Delay] = field(default_factory=dict)
    follows_map: dict[str, str] = field(default_factory=dict)


def draw(
    process_map: ProcessMap,
    departures: Departures,
    before: Mapping[str, Delay],
    moves: Mapping[Move, Delay],
    labels: tuple[str, ...],
) -> Drawn:
    """Return the map with delays before steps and with departures, each behind a gateway of its own.

    A step put in behind another is a copy, so that the map's own flow stays as it was. Where nothing is to be drawn the
    map is the same.

    Parameters
    ----------
    process_map : ProcessMap
    departures : Departures
    before : mapping of step to Delay
        Delays before steps of the map.
    moves : mapping of Move to Delay
        Delays before steps that are put in.
    labels : tuple of str
    """
    pen = _Pen(process_map)
    marked = [node for node in process_map.activities if getattr(node.element, "loop", None) is not None]
    pen.unmark([node for node in marked if not process_map.is_expanded(node.id)])
    for node in process_map.nodes:
        has_more = any(state[0] == node.id for state in departures.following)
        if node.id in before or node.id in departures.skipped or has_more:
            _Step(pen, node, departures, moves, labels).draw(before.get(node.id))
    if any(state[0] == "" for state in departures.following) and len(process_map.starts) == 1:
        _Step(pen, process_map.starts[0], departures, moves, labels, start=True).draw(None)
    return pen.done()


class _Pen:
    """Gather edits."""

    def __init__(self, process_map: ProcessMap) -> None:
        self.map = process_map
        self.edits: list[Edit] = []
        self.taken = {*process_map.index.nodes, *process_map.index.flows}
        self.drawn = Drawn(map=process_map)

    def new_id(self, text: str) -> str:
        """Return an id that nothing has."""
        plain = re.sub(r"[^\w.\-]+", "_", text)
        plain = plain if re.match(r"[^\W\d]", plain) else f"_{plain}"
        number, found = 1, plain
        while found in self.taken:
            number += 1
            found = f"{plain}_{number}"
        self.taken.add(found)
        return found

    def add(self, node: FlowNode, near: Node, *, beside: bool = True) -> str:
        """Add a node, beside another or in its place."""
        assert node.id is not None  # noqa: S101 - made with one
        stands = near.id if beside else None
        self.edits.append(AddFlowNode(parent=near.parent, node=node, lane=near.lane, near=stands))
        return node.id

    def gateway(self, near: Node, what: str, name: str | None = None) -> str:
        """Add an exclusive gateway."""
        return self.add(ExclusiveGateway(id=self.new_id(f"{near.id}.{what}"), name=name), near)

    def timer(self, near: Node, what: str, delay: Delay) -> str:
        """Add an event that waits."""
        definition = EventDefinition(kind="timer")
        event = IntermediateCatchEvent(
            id=self.new_id(f"{near.id}.{what}"), name="Unexplained delay", event_definitions=(definition,)
        )
        self.drawn.timers[self.add(event, near)] = delay
        return event.id or ""

    def flow(self, near: Node, source: str, target: str, name: str | None = None) -> str:
        """Add a flow."""
        flow = SequenceFlow(id=self.new_id(f"{source}.to.{target}"), name=name, source_ref=source, target_ref=target)
        self.edits.append(AddSequenceFlow(parent=near.parent, flow=flow))
        return flow.id or ""

    def unmark(self, nodes: list[Node]) -> None:
        """Take the marker of a loop off steps: what was repeated is drawn as flows, as often as the log shows it."""
        self.edits.extend(RemoveFlowNode(node.id) for node in nodes)
        flows: dict[str, tuple[str, Flow]] = {}
        for node in nodes:
            self.add(Task(id=node.id, name=node.element.name), node, beside=False)
            joined = (*self.map.incoming(node.id), *self.map.outgoing(node.id))
            flows.update((flow.id, (node.parent, flow)) for flow in joined)
        for parent, flow in flows.values():
            anew = SequenceFlow(id=flow.id, name=flow.name or None, source_ref=flow.source, target_ref=flow.target)
            self.edits.append(AddSequenceFlow(parent=parent, flow=anew))

    def redirect(self, flow: str, *, source: str | None = None, target: str | None = None) -> None:
        """Give a flow another end."""
        self.edits.append(RedirectFlow(id=flow, source=source, target=target))

    def share(self, gateway: str, flow: str, count: int) -> None:
        """Put on record how often a branch was taken."""
        shares = self.drawn.shares.setdefault(gateway, {})
        shares[flow] = shares.get(flow, 0) + count

    def done(self) -> Drawn:
        """Return the map with everything drawn."""
        if self.edits:
            self.drawn.map = build_map(self.map.definitions.edit(*self.edits))
        return self.drawn


class _Step:
    """Draw what belongs to one step of the map, or to its start."""

    def __init__(
        self,
        pen: _Pen,
        node: Node,
        departures: Departures,
        moves: Mapping[Move, Delay],
        labels: tuple[str, ...],
        *,
        start: bool = False,
    ) -> None:
        self.pen, self.node, self.departures, self.moves, self.labels = pen, node, departures, moves, labels
        self.key = "" if start else node.id
        self.copies: dict[int, str] = {}
        self.exits: list[tuple[str, str, int]] = []

    def draw(self, delay: Delay | None) -> None:
        """Draw the delay before the step, the way around it, and what comes besides behind it."""
        outgoing = self.pen.map.outgoing(self.node.id)
        states = {state: counts for state, counts in self.departures.following.items() if state[0] == self.key}
        entry = self.node.id
        if delay is not None:
            entry = self.pen.timer(self.node, "wait", delay)
            self.pen.flow(self.node, entry, self.node.id)
        skipped = self.departures.skipped.get(self.key) if len(outgoing) == 1 else None
        if skipped is not None:
            entry = self._way_around(entry, skipped)
        if entry != self.node.id:
            for flow in self.pen.map.incoming(self.node.id):
                self.pen.redirect(flow.id, target=entry)
        if len(outgoing) == 1:
            self._behind(states)
            self._lead_on(outgoing[0].id)

    def _way_around(self, entry: str, skipped: tuple[int, int]) -> str:
        gateway = self.pen.gateway(self.node, "left_out", f"Leave out: {self.node.label}?")
        done = self.pen.flow(self.node, gateway, entry, "no")
        self.pen.share(gateway, done, skipped[1] - skipped[0])
        self.pen.drawn.follows_map[gateway] = done
        self.exits.append((gateway, "yes", skipped[0]))
        return gateway

    def _behind(self, states: Mapping[State, Counter[int]]) -> None:
        """Draw a gateway behind the step and behind each copy, and the branches between them."""
        if not states:
            if self.exits:
                self.exits.append((self.node.id, "", 0))
            return
        for _, what in states:
            if what >= 0:
                label = what % len(self.labels)
                task = Task(id=self.pen.new_id(f"{self.node.id}.then_{label}"), name=self.labels[label])
                self.copies[what] = self.pen.add(task, self.node)
                self.pen.drawn.copies[self.copies[what]] = label
        for (_, last), counts in states.items():
            self._branches(self.copies.get(last, self.node.id), last, counts)

    def _branches(self, source: str, last: int, counts: Counter[int]) -> None:
        ways = {what: count for what, count in counts.items() if count > 0 or what == ON}
        if set(ways) == {ON}:
            self.exits.append((source, "", 0))
            return
        gateway = self.pen.gateway(self.node, "besides", "Something besides?")
        self.pen.flow(self.node, source, gateway)
        for what, count in sorted(ways.items()):
            if what == ON:
                self.exits.append((gateway, "no", count))
            elif what == STOP:
                end = self.pen.add(EndEvent(id=self.pen.new_id(f"{self.node.id}.stop"), name="Ended early"), self.node)
                self.pen.share(gateway, self.pen.flow(self.node, gateway, end, "ends"), count)
            else:
                target = self.copies.get(what, self.node.id)
                delay = self.moves.get((self.key, last, what))
                if delay is not None:
                    timer = self.pen.timer(self.node, "wait", delay)
                    self.pen.flow(self.node, timer, target)
                    target = timer
                name = self.labels[what % len(self.labels)]
                self.pen.share(gateway, self.pen.flow(self.node, gateway, target, name), count)

    def _lead_on(self, flow: str) -> None:
        """Bring all exits together before the way on, which may lead to a join."""
        if not self.exits:
            return
        if len(self.exits) == 1:
            gateway, _, count = self.exits[0]
            if gateway != self.node.id:
                self.pen.redirect(flow, source=gateway)
                self.pen.share(gateway, flow, count)
                self.pen.drawn.follows_map[gateway] = flow
            return
        merge = self.pen.gateway(self.node, "on")
        for source, name, count in self.exits:
            way = self.pen.flow(self.node, source, merge, name or None)
            if name:
                self.pen.share(source, way, count)
                self.pen.drawn.follows_map.setdefault(source, way)
        self.pen.redirect(flow, source=merge)
