"""Make a process map from definitions."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from reengineer.bpmn import (
    Activity,
    BoundaryEvent,
    CallActivity,
    Definitions,
    EndEvent,
    Event,
    EventDefinition,
    FlowNode,
    Gateway,
    ImplicitThrowEvent,
    IntermediateCatchEvent,
    IntermediateThrowEvent,
    Keyed,
    Keys,
    SequenceFlow,
    StartEvent,
    SubProcess,
    keys_of,
    plain,
)
from reengineer.errors import shortened
from reengineer.processmap._map import Flow, Index, MapLane, Node, ProcessMap
from reengineer.source import LONGEST_NAME

Shared = Mapping[str, EventDefinition]
"""Event definitions at the top of a file, by id."""

_K = TypeVar("_K")
_V = TypeVar("_V")

_POSITIONS: dict[type, str] = {
    StartEvent: "start",
    EndEvent: "end",
    IntermediateCatchEvent: "catch",
    IntermediateThrowEvent: "throw",
    ImplicitThrowEvent: "throw",
    BoundaryEvent: "boundary",
}


def build_map(definitions: Definitions) -> ProcessMap:
    """Return the graph of all processes of a file.

    A flow that lacks an end is left out; the definitions' problems name it.

    Examples
    --------
    >>> from reengineer.bpmn import Definitions
    >>> build_map(Definitions()).nodes
    ()
    """
    keys = keys_of(definitions)
    resolver = _Resolver(keys)
    lanes = _lanes(keys, resolver)
    shared = {root.id: root.event_definition for root in definitions.roots if root.id and root.event_definition}
    nodes = _nodes(keys, resolver, lanes, shared)
    flows = _flows(keys, resolver)
    return ProcessMap(
        definitions=definitions,
        nodes=nodes,
        flows=flows,
        lanes=lanes,
        problems=definitions.problems,
        index=_index(keys, nodes, flows),
    )


class _Resolver:
    """Find the node that a reference means: in the same process first, then anywhere."""

    def __init__(self, keys: Keys) -> None:
        self._by_id: dict[str, list[Keyed]] = defaultdict(list)
        for keyed in keys.elements:
            if isinstance(keyed.element, FlowNode) and keyed.element.id:
                self._by_id[keyed.element.id].append(keyed)

    def key(self, reference: str | None, process: str) -> str | None:
        """Return the key of the node referred to, or None."""
        found = self._by_id.get(reference) if reference else None
        if not found:
            return None
        if len(found) == 1:
            return found[0].key
        return next((keyed.key for keyed in found if keyed.process == process), found[0].key)


def _lanes(keys: Keys, resolver: _Resolver) -> tuple[MapLane, ...]:
    return tuple(
        MapLane(
            id=key,
            name=shortened(plain(lane.name), LONGEST_NAME),
            process=process,
            parent=parent,
            nodes=tuple(node for ref in lane.flow_node_refs if (node := resolver.key(ref, process)) is not None),
        )
        for key, lane, process, parent in keys.lanes
    )


def _lane_of_nodes(lanes: Iterable[MapLane]) -> dict[str, MapLane]:
    """Return the innermost lane of each node; of lanes beside each other, the first."""
    found: dict[str, MapLane] = {}
    for lane in lanes:
        for node in lane.nodes:
            if node not in found or found[node].id == lane.parent:
                found[node] = lane
    return found


def _nodes(keys: Keys, resolver: _Resolver, lanes: tuple[MapLane, ...], shared: Shared) -> tuple[Node, ...]:
    lane_of = _lane_of_nodes(lanes)
    nodes: list[Node] = []
    for keyed in keys.elements:
        if isinstance(keyed.element, FlowNode):
            attached_to = _attached_to(keyed, resolver)
            lane = lane_of.get(keyed.key) or lane_of.get(attached_to or "") or lane_of.get(keyed.parent)
            if lane is not None:
                lane_of[keyed.key] = lane
            element = _resolved(keyed.element, shared)
            nodes.append(_node(keyed, element, len(nodes), lane, attached_to))
    return tuple(nodes)


def _resolved(element: FlowNode, shared: Shared) -> FlowNode:
    """Return an event with the definitions at the top of the file that it refers to as its own."""
    if not isinstance(element, Event) or not element.event_definition_refs:
        return element
    found = tuple(shared[reference] for reference in element.event_definition_refs if reference in shared)
    left = tuple(reference for reference in element.event_definition_refs if reference not in shared)
    return replace(element, event_definitions=(*element.event_definitions, *found), event_definition_refs=left)


def _attached_to(keyed: Keyed, resolver: _Resolver) -> str | None:
    if not isinstance(keyed.element, BoundaryEvent):
        return None
    return resolver.key(keyed.element.attached_to, keyed.process)


def _node(keyed: Keyed, element: FlowNode, index: int, lane: MapLane | None, attached_to: str | None) -> Node:
    return Node(
        id=keyed.key,
        index=index,
        name=plain(element.name),
        element=element,
        type=element.tag,
        kind=kind_of(element),
        position=_POSITIONS.get(type(element), ""),
        trigger=trigger_of(element),
        process=keyed.process,
        parent=keyed.parent,
        lane=lane.id if lane else None,
        lane_name=lane.name if lane else None,
        attached_to=attached_to,
    )


def kind_of(element: FlowNode) -> str:
    """Return task, event, gateway, subprocess or call."""
    if isinstance(element, SubProcess):
        return "subprocess"
    if isinstance(element, CallActivity):
        return "call"
    if isinstance(element, Activity):
        return "task"
    return "gateway" if isinstance(element, Gateway) else "event"


def trigger_of(element: FlowNode) -> str:
    """Return what an event waits for or tells: none, one kind, or multiple."""
    if not isinstance(element, Event):
        return "none"
    kinds = [item.kind for item in element.event_definitions]
    if not kinds:
        return "referenced" if element.event_definition_refs else "none"
    return kinds[0] if len(kinds) + len(element.event_definition_refs) == 1 else "multiple"


def _flows(keys: Keys, resolver: _Resolver) -> tuple[Flow, ...]:
    defaults = {
        (keyed.process, keyed.element.default)
        for keyed in keys.elements
        if isinstance(keyed.element, Activity | Gateway) and keyed.element.default
    }
    flows: list[Flow] = []
    for keyed in keys.elements:
        element = keyed.element
        if not isinstance(element, SequenceFlow):
            continue
        source = resolver.key(element.source_ref, keyed.process)
        target = resolver.key(element.target_ref, keyed.process)
        if source is None or target is None:
            continue
        flows.append(
            Flow(
                id=keyed.key,
                source=source,
                target=target,
                name=plain(element.name),
                index=len(flows),
                is_default=(keyed.process, element.id) in defaults,
                condition=element.condition,
                element=element,
            )
        )
    return tuple(flows)


def _index(keys: Keys, nodes: tuple[Node, ...], flows: tuple[Flow, ...]) -> Index:
    return Index(
        nodes={node.id: node for node in nodes},
        flows={flow.id: flow for flow in flows},
        outgoing=_grouped((flow.source, flow) for flow in flows),
        incoming=_grouped((flow.target, flow) for flow in flows),
        by_name=_grouped((node.name, node.id) for node in nodes if node.name),
        children=_grouped((node.parent, node.id) for node in nodes),
        attached=_grouped((node.attached_to, node.id) for node in nodes if node.attached_to),
        processes=tuple(key for key, _ in keys.processes),
    )


def _grouped(pairs: Iterable[tuple[_K, _V]]) -> dict[_K, tuple[_V, ...]]:
    found: dict[_K, list[_V]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in found.items()}
