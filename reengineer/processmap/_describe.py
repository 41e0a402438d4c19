"""Describe the elements of a map property by property, so that two maps can be compared."""

from collections.abc import Iterator
from typing import NamedTuple

from reengineer._records import dataclass
from reengineer.bpmn import (
    Activity,
    BoundaryEvent,
    CallActivity,
    Event,
    EventBasedGateway,
    EventDefinition,
    FlowNode,
    MessageFlow,
    ReceiveTask,
    StandardLoopCharacteristics,
    StartEvent,
    SubProcess,
    plain,
)
from reengineer.processmap._map import Flow, MapLane, Node, ProcessMap


class Value(NamedTuple):
    """Hold a property in words, and the id of the element that it refers to."""

    words: str
    refers_to: str | None = None


Fields = dict[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """Hold an element: its kind, what people call it, and its properties by name."""

    kind: str
    name: str
    type: str = ""
    fields: Fields


def words_of_type(tag: str) -> str:
    """Return the XML name of an element in words: ``userTask`` is a user task."""
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in tag)


def _yes(is_so: bool) -> Value:
    return Value("yes" if is_so else "no")


class Describer:
    """Describe the elements of one map."""

    def __init__(self, of: ProcessMap) -> None:
        self._map = of
        self._roots = {root.id: plain(root.name) for root in of.definitions.roots if root.id}
        names = {pool.process_ref: plain(pool.name) for pool in of.pools if pool.name}
        own = dict(zip(of.index.processes, of.processes, strict=True))
        self._processes = {key: names.get(process.id) or plain(process.name) for key, process in own.items()}
        self._lanes = {lane.id: lane.name or lane.id for lane in of.lanes}
        self._pools = {pool.id: plain(pool.name) or pool.id for pool in of.pools if pool.id}

    def all(self) -> Iterator[tuple[str, dict[str, Described]]]:
        """Give each group of elements by id, with the name of the group in a match."""
        of = self._map
        own = zip(of.index.processes, of.processes, strict=True)
        yield (
            "processes",
            {
                key: Described(
                    kind="process",
                    name=plain(process.name) or key,
                    fields={"name": Value(plain(process.name)), "executable": _yes(bool(process.is_executable))},
                )
                for key, process in own
            },
        )
        yield "pools", dict(self._all_pools())
        yield "lanes", {lane.id: self._lane(lane) for lane in of.lanes}
        yield "nodes", {node.id: self._node(node) for node in of.nodes}
        yield "flows", {flow.id: self._flow(flow) for flow in of.flows}
        yield "messages", {flow.id: self._message(flow) for flow in messages_of(of) if flow.id}

    def _all_pools(self) -> Iterator[tuple[str, Described]]:
        for pool in self._map.pools:
            if pool.id:
                name = plain(pool.name)
                process = Value(self._processes.get(pool.process_ref or "", ""), pool.process_ref)
                fields = {"name": Value(name), "process": process, "several of it": _yes(pool.is_multiple)}
                yield pool.id, Described(kind="pool", name=name or pool.id, fields=fields)

    def _lane(self, lane: MapLane) -> Described:
        fields = {
            "name": Value(lane.name),
            "inside": Value(self._lanes.get(lane.parent or "", ""), lane.parent),
            "pool": self._pool_of(lane.process),
        }
        return Described(kind="lane", name=lane.name or lane.id, fields=fields)

    def _pool_of(self, process: str) -> Value:
        return Value(self._processes.get(process) or process, process)

    def _node(self, node: Node) -> Described:
        parent = self._map.index.nodes.get(node.parent)
        fields = {
            "name": Value(node.name),
            "type": Value(words_of_type(node.type)),
            **self._of_element(node.element),
            "pool": self._pool_of(node.process),
            "lane": Value(self._lanes.get(node.lane or "", ""), node.lane),
            "inside": Value(self._label(parent.id), parent.id) if parent is not None else Value(""),
        }
        if node.position == "boundary":
            fields["stands on"] = Value(self._label(node.attached_to or ""), node.attached_to)
        kind = "step" if node.is_activity else node.kind
        return Described(kind=kind, name=self._label(node.id), type=words_of_type(node.type), fields=fields)

    def _of_element(self, element: FlowNode) -> Fields:
        if isinstance(element, Event):
            return self._of_event(element)
        if isinstance(element, CallActivity):
            called = element.called_element or ""
            known = called if called in self._processes else None
            return {**_of_activity(element), "calls": Value(self._processes.get(called) or called, known)}
        if isinstance(element, Activity):
            return _of_activity(element)
        if isinstance(element, EventBasedGateway):
            return {"starts the process": _yes(element.instantiate), "waits for": Value(element.event_gateway_type)}
        return {}

    def _of_event(self, event: Event) -> Fields:
        definitions = (self._definition(item) for item in event.event_definitions)
        referred = (self._roots.get(key) or key for key in event.event_definition_refs)
        fields = {"event": Value(", ".join((*definitions, *referred)))}
        if isinstance(event, BoundaryEvent):
            fields["interrupts"] = _yes(event.cancel_activity)
        elif isinstance(event, StartEvent):
            fields["interrupts"] = _yes(event.is_interrupting)
        return fields

    def _definition(self, item: EventDefinition) -> str:
        told = [timer.body or "" for timer in item.timers]
        referred = self._label(item.reference) if item.kind == "compensate" else self._roots.get(item.reference or "")
        return " ".join(filter(None, (item.kind, *told, plain(item.name), item.condition, referred)))

    def _label(self, ref: str | None, *, but: str | None = None) -> str:
        """Return the name of a node, or what it is and beside what it stands, but for one, where it has none."""
        node = self._map.index.nodes.get(ref or "")
        if node is None or node.name:
            return node.name if node is not None else ref or ""
        beside = (
            *(("on", node.attached_to),) * bool(node.attached_to),
            *(("after", flow.source) for flow in self._map.incoming(node.id)),
            *(("before", flow.target) for flow in self._map.outgoing(node.id)),
        )
        named = ((word, self._map.index.nodes[key or ""].name) for word, key in beside if key != but)
        return next((f"{words_of_type(node.type)} {word} {name}" for word, name in named if name), node.id)

    def _flow(self, flow: Flow) -> Described:
        source, target = self._label(flow.source, but=flow.target), self._label(flow.target, but=flow.source)
        fields = {
            "name": Value(flow.name),
            "from": Value(source, flow.source),
            "to": Value(target, flow.target),
            "condition": Value(plain(flow.condition)),
            "default": _yes(flow.is_default),
        }
        return Described(kind="flow", name=_from_to(source, target, flow.name), fields=fields)

    def _message(self, flow: MessageFlow) -> Described:
        ends = [self._pools.get(ref or "") or self._label(ref) for ref in (flow.source_ref, flow.target_ref)]
        fields = {
            "name": Value(plain(flow.name)),
            "from": Value(ends[0], flow.source_ref),
            "to": Value(ends[1], flow.target_ref),
            "message": Value(self._roots.get(flow.message_ref or "", "")),
        }
        return Described(kind="message", name=_from_to(ends[0], ends[1], plain(flow.name)), fields=fields)


def _from_to(source: str, target: str, name: str) -> str:
    return f"{source} -> {target}" + (f" ({name})" if name else "")


def _of_activity(activity: Activity) -> Fields:
    fields = {"repeats": Value(_loop(activity)), "compensates": _yes(activity.is_for_compensation)}
    if isinstance(activity, SubProcess):
        fields["started by an event"] = _yes(activity.triggered_by_event)
    elif isinstance(activity, ReceiveTask):
        fields["starts the process"] = _yes(activity.instantiate)
    return fields


def _loop(activity: Activity) -> str:
    loop = activity.loop
    if loop is None:
        return ""
    if isinstance(loop, StandardLoopCharacteristics):
        return " ".join(filter(None, ("while", loop.condition, loop.maximum and f"at most {loop.maximum}")))
    order = "one by one" if loop.is_sequential else "all at once"
    until = loop.completion_condition and f"until {loop.completion_condition}"
    return " ".join(filter(None, ("for each", loop.cardinality and f"of {loop.cardinality}", order, until)))


def messages_of(of: ProcessMap) -> list[MessageFlow]:
    """Return the message flows of a map."""
    return [flow for group in of.definitions.collaborations for flow in group.message_flows]
