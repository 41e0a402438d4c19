"""Say what a file contains, as plain data in the keys of `reengineer show --json`."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from reengineer.bpmn._containers import (
    Association,
    Collaboration,
    Group,
    Lane,
    Process,
    SubProcess,
    TextAnnotation,
)
from reengineer.bpmn._contents import Contents
from reengineer.bpmn._definitions import Definitions
from reengineer.bpmn._diagram import Diagram
from reengineer.bpmn._elements import (
    Activity,
    BoundaryEvent,
    CallActivity,
    DataElement,
    Element,
    Event,
    EventBasedGateway,
    EventDefinition,
    FlowNode,
    Gateway,
    ReceiveTask,
    StandardLoopCharacteristics,
    StartEvent,
    plain,
)
from reengineer.bpmn._strict import Dropped, is_legal, misplaced

Fact = dict[str, Any]


def facts(definitions: Definitions) -> dict[str, Any]:
    """Return processes, flow nodes, flows, lanes and the rest as lists of dictionaries.

    Names have white space collapsed; what the file does not say is None. What tools that follow the schema to the
    letter drop is left out (repeated or illegal ids of lane sets and messages, data that an event cannot have), so that
    readings of different tools can be compared; the records keep it.
    """
    contents = Contents(definitions)
    dropped = Dropped(definitions, contents)
    nodes = contents.node_ids()
    artifacts = tuple(_artifacts(definitions, contents))
    return {
        "definitions": {
            "id": definitions.id,
            "name": _label(definitions.name),
            "target_namespace": definitions.target_namespace,
            "exporter": definitions.exporter,
            "exporter_version": definitions.exporter_version,
        },
        "processes": [_process(process) for process in definitions.processes],
        "collaborations": [_collaboration(item, definitions) for item in definitions.collaborations],
        "flow_nodes": [_flow_node(item, holder, process) for item, holder, process in contents.nodes],
        "sequence_flows": _sequence_flows(contents, nodes),
        "message_flows": _message_flows(definitions, nodes),
        "lanes": [fact for holder, process in contents.containers for fact in _lanes(process, holder, dropped)],
        "data_objects": [_data_object(item, holder) for item, holder, _ in contents.data],
        "data_associations": [fact for item, _, _ in contents.nodes for fact in _data_associations(item)],
        "text_annotations": [
            {"id": item.id, "text": _label(item.text), "parent": parent}
            for item, parent in artifacts
            if isinstance(item, TextAnnotation)
        ],
        "associations": [_association(item, parent) for item, parent in artifacts if isinstance(item, Association)],
        "groups": sum(isinstance(item, Group) for item, _ in artifacts),
        "other_roots": dict(Counter(root.type for root in definitions.roots if root not in dropped)),
        "di": _diagram(definitions.diagram, dropped.ids()),
    }


def _diagram(diagram: Diagram, dropped: frozenset[str]) -> Fact:
    counts = diagram.counts
    more = sum(key in diagram.shapes or key in diagram.edges for key in dropped)
    return {
        "diagrams": counts.diagrams,
        "shapes": counts.shapes,
        "edges": counts.edges,
        "dangling": counts.dangling + more,
    }


def _label(text: str | None) -> str | None:
    return None if text is None else plain(text)


def _artifacts(definitions: Definitions, contents: Contents) -> Iterator[tuple[Element, str | None]]:
    for holder, _ in contents.containers:
        for item in holder.artifacts:
            yield item, holder.id
    for collaboration in definitions.collaborations:
        for item in collaboration.artifacts:
            yield item, collaboration.id


def _process(process: Process) -> Fact:
    return {"id": process.id, "name": _label(process.name), "is_executable": process.is_executable}


def _collaboration(collaboration: Collaboration, definitions: Definitions) -> Fact:
    known = {process.id for process in definitions.processes}
    return {
        "id": collaboration.id,
        "name": _label(collaboration.name),
        "type": collaboration.type,
        "participants": [
            {
                "id": item.id,
                "name": _label(item.name),
                "process": item.process_ref,
                "process_found": item.process_ref in known if item.process_ref else False,
                "multiple": item.is_multiple,
            }
            for item in collaboration.participants
        ],
    }


def _flow_node(node: FlowNode, holder: Process | SubProcess, process: Process) -> Fact:
    fact: Fact = {
        "id": node.id,
        "type": node.tag,
        "name": _label(node.name),
        "parent": holder.id,
        "process": process.id,
    }
    if isinstance(node, Event):
        fact.update(_event(node))
    elif isinstance(node, Activity):
        fact.update(_activity(node))
    elif isinstance(node, Gateway):
        fact.update(_gateway(node))
    return fact


def _event(event: Event) -> Fact:
    fact = _event_definitions(event.event_definitions) if event.event_definitions else {"event_definitions": []}
    if event.event_definition_refs:
        fact["event_definition_refs"] = list(event.event_definition_refs)
    if event.parallel_multiple:
        fact["parallel_multiple"] = True
    if isinstance(event, BoundaryEvent):
        fact.update(attached_to=event.attached_to, cancel_activity=event.cancel_activity)
    elif isinstance(event, StartEvent):
        fact["is_interrupting"] = event.is_interrupting
    return fact


def _event_definitions(definitions: tuple[EventDefinition, ...]) -> Fact:
    fact: Fact = {"event_definitions": sorted(item.kind for item in definitions)}
    timers = [
        {"kind": timer.kind, "body": timer.body}
        for item in definitions
        for timer in item.timers
        if timer.has_known_type
    ]
    if timers:
        fact["timers"] = timers
    links = [_label(item.name) for item in definitions if item.kind == "link" and is_legal(item.id)]
    if links:
        fact["link_names"] = links
    return fact


def _activity(activity: Activity) -> Fact:
    fact: Fact = {"loop": _loop(activity)}
    if activity.is_for_compensation:
        fact["is_for_compensation"] = True
    if activity.default is not None:
        fact["default"] = activity.default
    if isinstance(activity, SubProcess):
        fact["triggered_by_event"] = activity.triggered_by_event
    elif isinstance(activity, CallActivity):
        fact["called_element"] = activity.called_element
    elif isinstance(activity, ReceiveTask) and activity.instantiate:
        fact["instantiate"] = True
    return fact


def _loop(activity: Activity) -> str:
    if activity.loop is None:
        return "none"
    if isinstance(activity.loop, StandardLoopCharacteristics):
        return "standard"
    return "multi_sequential" if activity.loop.is_sequential else "multi_parallel"


def _gateway(gateway: Gateway) -> Fact:
    fact: Fact = {"gateway_direction": gateway.gateway_direction}
    if gateway.default is not None:
        fact["default"] = gateway.default
    if isinstance(gateway, EventBasedGateway):
        fact.update(instantiate=gateway.instantiate, event_gateway_type=gateway.event_gateway_type)
    return fact


def _sequence_flows(contents: Contents, nodes: frozenset[str]) -> list[Fact]:
    defaults = {item.default for item, _, _ in contents.nodes if isinstance(item, Activity | Gateway)}
    return [
        {
            "id": item.id,
            "source": item.source_ref,
            "target": item.target_ref,
            "name": _label(item.name),
            "has_condition": item.has_condition,
            "parent": holder.id,
            "is_default": item.id is not None and item.id in defaults,
            "source_found": item.source_ref in nodes,
            "target_found": item.target_ref in nodes,
        }
        for item, holder, _ in contents.flows
    ]


def _message_flows(definitions: Definitions, nodes: frozenset[str]) -> list[Fact]:
    known = nodes | {item.id for group in definitions.collaborations for item in group.participants}
    return [
        {
            "id": item.id,
            "name": _label(item.name),
            "source": item.source_ref,
            "target": item.target_ref,
            "source_found": item.source_ref in known,
            "target_found": item.target_ref in known,
        }
        for group in definitions.collaborations
        for item in group.message_flows
    ]


def _lanes(process: Process, holder: Process | SubProcess, dropped: Dropped) -> Iterator[Fact]:
    stack: list[tuple[Lane, str | None]] = [
        (lane, None)
        for lane_set in reversed(holder.lane_sets)
        if lane_set not in dropped
        for lane in reversed(lane_set.lanes)
    ]
    while stack:
        lane, parent = stack.pop()
        yield {
            "id": lane.id,
            "name": _label(lane.name),
            "process": process.id,
            "parent_lane": parent,
            "flow_nodes": list(lane.flow_node_refs),
        }
        stack.extend((inner, lane.id) for inner in reversed(lane.lanes))


def _data_associations(node: FlowNode) -> Iterator[Fact]:
    if node.data_associations:
        wrong = misplaced(node)
        for link in node.data_associations:
            if link not in wrong:
                yield {"kind": link.kind, "node": node.id, "sources": list(link.sources), "target": link.target}


def _data_object(item: DataElement, holder: Process | SubProcess) -> Fact:
    return {
        "id": item.id,
        "type": item.tag,
        "name": _label(item.name),
        "parent": holder.id,
        "is_collection": item.is_collection,
    }


def _association(item: Association, parent: str | None) -> Fact:
    return {
        "id": item.id,
        "source": item.source_ref,
        "target": item.target_ref,
        "direction": item.direction,
        "parent": parent,
    }
