"""Lay a map out for a program: which nodes take part, in which body each lies, and what leads where."""

from collections.abc import Iterator, Mapping
from dataclasses import field, replace

from reengineer._records import dataclass
from reengineer.annotations import AnnotatedMap, EventNotes, StepNotes, takes_several
from reengineer.bpmn import Activity, Association, BoundaryEvent, CallActivity, MessageFlow, Process, SubProcess
from reengineer.processmap import Flow, Node, ProcessMap, event_parts, message_ways, settled_event

MOST_DEPTH = 32
"""Called processes and sub-processes within each other, at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """Be a way for tokens: a sequence flow, or the jump between a pair of links (then without a `flow`)."""

    source: str
    target: str
    flow: Flow | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Hold what of a map takes part in a run.

    Parameters
    ----------
    nodes : tuple of Node
        In document order; their places are the numbers of elements. Behind an event of several definitions stand its
        parts, one each.
    numbers : mapping of str to int
        Number of an element by id.
    bodies : mapping of str to int
        Number of a body by the id of the process or sub-process; the one in which cases start comes first.
    leads : tuple of Lead
        In document order of their sources.
    receivers : mapping of str to tuple of str
        Where the message flows from an element lead.
    handlers : mapping of str to str
        Compensation handler of an activity.
    called : mapping of str to str
        Process that a call activity calls, in this file.
    parts : mapping of str to tuple of Node
        Single events of an event that has several definitions.
    whole : mapping of str to str
        The event that a part belongs to.
    choosers : mapping of str to str
        The step or event behind which a gateway stands that is not drawn, by the id of that gateway: shares are stated
        of its ways. It is inclusive where some of them have no condition, else exclusive.
    """

    nodes: tuple[Node, ...]
    numbers: Mapping[str, int]
    bodies: Mapping[str, int]
    leads: tuple[Lead, ...]
    receivers: Mapping[str, tuple[str, ...]]
    handlers: Mapping[str, str]
    called: Mapping[str, str]
    parts: Mapping[str, tuple[Node, ...]] = field(default_factory=dict)
    whole: Mapping[str, str] = field(default_factory=dict)
    choosers: Mapping[str, str] = field(default_factory=dict)

    @property
    def fed(self) -> frozenset[str]:
        """Return the elements to which messages lead."""
        return frozenset(target for targets in self.receivers.values() for target in targets)

    def singly(self, node: Node) -> tuple[Node, ...]:
        """Return the parts of an event, or the node itself where it has none."""
        return self.parts.get(node.id) or (node,)

    @property
    def first(self) -> str:
        """Return the process in which cases start."""
        return next(iter(self.bodies))

    def body_of(self, node: Node) -> int:
        """Return the body that a node lies in."""
        return self.bodies[node.parent]

    def inside(self, node: Node) -> int:
        """Return the body that a node runs; -1 where it runs none."""
        return self.bodies.get(self.called.get(node.id, node.id), -1) if node.is_activity else -1


def is_event_sub_process(node: Node) -> bool:
    """Say whether a node starts by an event inside it."""
    return isinstance(node.element, SubProcess) and node.element.triggered_by_event


def is_opaque(annotated: AnnotatedMap, node: Node) -> bool:
    """Say whether a sub-process or call activity is one step: people, a duration or a delay stand on it."""
    notes = annotated.notes.steps.get(node.id, StepNotes())
    return notes.duration is not None or notes.delay is not None or bool(notes.requests)


def entries(map_: ProcessMap, holder: str) -> tuple[Node, ...]:
    """Return where tokens begin in a body: its start event, the plain one of several, or all that nothing leads to."""
    children = map_.children(holder)
    starts = tuple(node for node in children if node.position == "start")
    plain = tuple(node for node in starts if node.trigger == "none")
    if len(plain) == 1:
        return plain
    undoing = {handler for _, handler in _handlers(map_)}
    return starts or tuple(node for node in children if node.id not in undoing and _is_free(map_, node))


def _is_free(map_: ProcessMap, node: Node) -> bool:
    if map_.incoming(node.id) or node.position in ("boundary", "end") or is_event_sub_process(node):
        return False
    if isinstance(node.element, Activity) and node.element.is_for_compensation:
        return False
    return not (node.position == "catch" and node.trigger == "link")


def lay_out(annotated: AnnotatedMap, starts: tuple[Node, ...]) -> Layout:
    """Return what tokens can reach from where cases start."""
    walk = _Walk(annotated)
    for start in starts:
        walk.enter_body(start.process)
        walk.reach(start)
    walk.go()
    return _laid_out(walk, starts[0].process)


def lay_out_all(annotated: AnnotatedMap) -> Layout:
    """Return all of a map, whether tokens can reach it or not."""
    walk = _Walk(annotated)
    for node in annotated.map.nodes:
        walk.enter_body(node.process)
        walk.enter_body(node.parent)
        walk.reach(node)
    walk.go()
    return _laid_out(walk, next(iter(walk.bodies), ""))


def _laid_out(walk: "_Walk", first: str) -> Layout:
    annotated = walk.annotated
    own = tuple(settled_event(annotated.map, node) for node in annotated.map.nodes if node.id in walk.reached)
    parts = {node.id: found for node in own if (found := _parts(annotated, node))}
    ways = {node.id: _choice_behind(annotated, node) for node in own if _chooses_by_shares(annotated, node)}
    behind = {node: (way,) for node, way in ways.items()}
    nodes = tuple(each for node in own for each in (node, *parts.get(node.id, ()), *behind.get(node.id, ())))
    bodies = [first, *(holder for holder in walk.bodies if holder != first)]
    return Layout(
        nodes=nodes,
        numbers={node.id: number for number, node in enumerate(nodes)},
        bodies={holder: number for number, holder in enumerate(bodies)},
        leads=tuple(lead for node in own for lead in _leads_of(walk, node, ways.get(node.id))),
        receivers=message_ways([flow for flow in walk.messages if flow.source_ref in walk.reached], parts),
        handlers=walk.handlers,
        called=walk.called,
        parts=parts,
        whole={part.id: whole for whole, own_parts in parts.items() for part in own_parts},
        choosers={way.id: node for node, way in ways.items()},
    )


def _chooses_by_shares(annotated: AnnotatedMap, node: Node) -> bool:
    return node.kind != "gateway" and node.id in annotated.notes.flows


def _choice_behind(annotated: AnnotatedMap, node: Node) -> Node:
    """Return the gateway that is not drawn behind a step or event whose ways have shares."""
    kind = "inclusiveGateway" if takes_several(annotated.map, node) else "exclusiveGateway"
    return replace(node, id=f"{node.id}.ways", kind="gateway", type=kind, position="", trigger="none", attached_to=None)


def _leads_of(walk: "_Walk", node: Node, choice: Node | None) -> Iterator[Lead]:
    """Give the ways out of a node; with a choice behind it, the way to that, and its ways."""
    if choice is None:
        yield from walk.leads(node)
        return
    yield Lead(source=node.id, target=choice.id)
    yield from (replace(lead, source=choice.id) for lead in walk.leads(node))


def _parts(annotated: AnnotatedMap, node: Node) -> tuple[Node, ...]:
    """Return the single events of an event that is looked at one by one; a delay or release that is stated is one."""
    notes = annotated.notes.events.get(node.id, EventNotes())
    if node.position == "start":
        holder = annotated.map.index.nodes.get(node.parent)
        is_parted = holder is not None and is_event_sub_process(holder)
    else:
        is_parted = node.position in ("throw", "end") or (notes.delay is None and notes.release is None)
    return event_parts(annotated.map, node) if is_parted else ()


class _Walk:
    """Find what tokens can reach, into sub-processes, called processes, handlers and pools that a message starts."""

    def __init__(self, annotated: AnnotatedMap) -> None:
        self.annotated = annotated
        self.map = annotated.map
        self.reached: set[str] = set()
        self.bodies: dict[str, None] = {}
        self.called: dict[str, str] = {}
        self.handlers: dict[str, str] = dict(_handlers(self.map))
        self.messages = tuple(_messages(self.map))
        self._links = dict(_links(self.map))
        self._processes = {process: process for process in self.map.index.processes}
        self._waiting: list[Node] = []

    def reach(self, node: Node) -> None:
        if node.id not in self.reached:
            self.reached.add(node.id)
            self._waiting.append(node)

    def enter_body(self, holder: str) -> None:
        """Take in a body, with the event sub-processes that are armed while it lives."""
        if holder in self.bodies:
            return
        self.bodies[holder] = None
        for node in self.map.children(holder):
            if is_event_sub_process(node):
                self.reach(node)

    def go(self) -> None:
        while self._waiting:
            node = self._waiting.pop()
            for lead in self.leads(node):
                self.reach(self.map.index.nodes[lead.target])
            for event in self.map.boundary_events(node.id):
                self.reach(event)
            if node.id in self.handlers:
                self.reach(self.map.index.nodes[self.handlers[node.id]])
            self._start_pool(node)
            self._open(node)

    def leads(self, node: Node) -> Iterator[Lead]:
        """Give the ways out of a node; a flow that crosses the border of a sub-process is none."""
        for flow in self.map.outgoing(node.id):
            if self.map.index.nodes[flow.target].parent != node.parent:
                continue
            yield Lead(source=node.id, target=flow.target, flow=flow)
        if node.id in self._links:
            yield Lead(source=node.id, target=self._links[node.id])

    def _start_pool(self, node: Node) -> None:
        for flow in self.messages:
            target = self.map.index.nodes[flow.target_ref or ""]
            if flow.source_ref == node.id and target.position == "start" and target.parent == target.process:
                self.enter_body(target.process)
                self.reach(target)
        if self.annotated.notes.events.get(node.id, EventNotes()).broadcast:
            for start in self.map.starts:
                if start.trigger == "signal" and not _signals(self.map, node).isdisjoint(_signals(self.map, start)):
                    self.enter_body(start.process)
                    self.reach(start)

    def _open(self, node: Node) -> None:
        if node.kind not in ("subprocess", "call") or is_opaque(self.annotated, node):
            return
        holder = node.id
        if isinstance(node.element, CallActivity):
            name = (node.element.called_element or "").rpartition(":")[2]
            if name not in self._processes:
                return
            holder = self.called[node.id] = name
        if not self.map.children(holder):
            return
        self.enter_body(holder)
        for entry in entries(self.map, holder):
            self.reach(entry)


def _signals(map_: ProcessMap, node: Node) -> set[str]:
    """Return the names of the signals that an event throws or waits for."""
    named = {root.id: root.name for root in map_.definitions.roots}
    definitions = getattr(node.element, "event_definitions", ())
    return {named.get(each.reference) or each.reference or "" for each in definitions if each.kind == "signal"}


def _messages(map_: ProcessMap) -> Iterator[MessageFlow]:
    """Give message flows between elements of the map."""
    for group in map_.definitions.collaborations:
        for flow in group.message_flows:
            if flow.source_ref in map_.index.nodes and flow.target_ref in map_.index.nodes:
                yield flow


def _handlers(map_: ProcessMap) -> Iterator[tuple[str, str]]:
    """Give activities and their compensation handlers: associated with the compensation event on their border."""
    inner = [node.element for node in map_.nodes if isinstance(node.element, SubProcess)]
    holders: list[Process | SubProcess] = [*map_.processes, *inner]
    tied = {
        item.source_ref: item.target_ref
        for holder in holders
        for item in holder.artifacts
        if isinstance(item, Association)
    }
    for node in map_.nodes:
        if isinstance(node.element, BoundaryEvent) and node.trigger == "compensate" and node.attached_to:
            target = map_.index.nodes.get(tied.get(node.id) or "")
            if target is not None and target.is_activity:
                yield node.attached_to, target.id


def _links(map_: ProcessMap) -> Iterator[tuple[str, str]]:
    """Give the pairs of link events of one name in one body."""
    catches = {
        (node.parent, name): node.id
        for node in map_.nodes
        if node.position == "catch" and node.trigger == "link"
        for name in link_names(node)
    }
    for node in map_.nodes:
        if node.position == "throw" and node.trigger == "link":
            for name in link_names(node):
                if (node.parent, name) in catches:
                    yield node.id, catches[node.parent, name]
                    break


def link_names(node: Node) -> tuple[str, ...]:
    """Return the names that pair a throw and a catch; the label where the link itself has none."""
    definitions = getattr(node.element, "event_definitions", ())
    return tuple(item.name for item in definitions if item.kind == "link" and item.name) or (node.name,)
