"""Turn records of new flow nodes and flows into XML elements, in the order that the schema asks for."""

from typing import Any

from lxml import etree

from reengineer.bpmn._containers import SubProcess
from reengineer.bpmn._elements import (
    Activity,
    BoundaryEvent,
    CallActivity,
    Event,
    EventBasedGateway,
    EventDefinition,
    FlowNode,
    Gateway,
    LoopCharacteristics,
    ReceiveTask,
    SequenceFlow,
    StandardLoopCharacteristics,
    StartEvent,
)
from reengineer.bpmn._xml import XSI, qualified

_REFERENCES = {
    "message": "messageRef",
    "signal": "signalRef",
    "error": "errorRef",
    "escalation": "escalationRef",
    "compensate": "activityRef",
}
_DIRECTIONS = {"converging": "Converging", "diverging": "Diverging", "mixed": "Mixed"}
_PARTS = {"input": "dataInputAssociation", "output": "dataOutputAssociation"}


def build_node(node: FlowNode, parent: etree._Element) -> etree._Element:
    """Return the element of a new node, to be put into a parent whose prefixes it takes."""
    element = _named(node.tag, node.id, node.name, parent)
    if isinstance(node, Event):
        _event(node, element)
    elif isinstance(node, Activity):
        _activity(node, element)
    elif isinstance(node, Gateway):
        _gateway(node, element)
    return element


def build_flow(flow: SequenceFlow, parent: etree._Element) -> etree._Element:
    """Return the element of a new sequence flow."""
    element = _named(flow.tag, flow.id, flow.name, parent)
    _set(element, sourceRef=flow.source_ref, targetRef=flow.target_ref)
    if flow.has_condition or flow.condition is not None:
        set_condition(element, flow.condition)
    return element


def set_condition(flow: etree._Element, condition: str | None) -> None:
    """Write the condition of a flow, as a formal expression."""
    child = _child(flow, "conditionExpression", condition)
    prefix = next((prefix for prefix, uri in flow.nsmap.items() if uri == child.nsmap[child.prefix]), None)
    kind = "tFormalExpression"
    child.set(qualified("type", XSI), f"{prefix}:{kind}" if prefix else kind)


def make(tag: str, parent: etree._Element) -> etree._Element:
    """Return an element with the prefix that its name space has in the parent; it is not yet a child."""
    spaces: Any = parent.nsmap
    return etree.Element(tag, nsmap=spaces)


def _named(tag: str, element_id: str | None, name: str | None, parent: etree._Element) -> etree._Element:
    element = make(qualified(tag), parent)
    _set(element, id=element_id, name=name)
    return element


def _set(element: etree._Element, **attributes: str | None) -> None:
    for name, value in attributes.items():
        if value is not None:
            element.set(name, value)


def _child(element: etree._Element, tag: str, text: str | None = None) -> etree._Element:
    child = etree.SubElement(element, qualified(tag))
    child.text = text
    return child


def _truth(value: bool) -> str:
    return "true" if value else "false"


def _data_associations(node: FlowNode, element: etree._Element) -> None:
    for link in node.data_associations:
        child = _child(element, _PARTS[link.kind])
        _set(child, id=link.id)
        for source in link.sources:
            _child(child, "sourceRef", source)
        if link.target is not None:
            _child(child, "targetRef", link.target)


def _activity(node: Activity, element: etree._Element) -> None:
    _set(element, default=node.default)
    if node.is_for_compensation:
        element.set("isForCompensation", "true")
    if isinstance(node, SubProcess) and node.triggered_by_event:
        element.set("triggeredByEvent", "true")
    if isinstance(node, CallActivity):
        _set(element, calledElement=node.called_element)
    if isinstance(node, ReceiveTask) and node.instantiate:
        element.set("instantiate", "true")
    _data_associations(node, element)
    if node.loop is not None:
        _loop(node.loop, element)


def _loop(loop: LoopCharacteristics, element: etree._Element) -> None:
    if isinstance(loop, StandardLoopCharacteristics):
        child = _child(element, "standardLoopCharacteristics")
        if loop.test_before:
            child.set("testBefore", "true")
        _set(child, loopMaximum=loop.maximum)
        _maybe(child, "loopCondition", loop.condition)
        return
    child = _child(element, "multiInstanceLoopCharacteristics")
    if loop.is_sequential:
        child.set("isSequential", "true")
    _maybe(child, "loopCardinality", loop.cardinality)
    _maybe(child, "completionCondition", loop.completion_condition)


def _maybe(element: etree._Element, tag: str, text: str | None) -> None:
    if text is not None:
        _child(element, tag, text)


def _event(node: Event, element: etree._Element) -> None:
    if isinstance(node, BoundaryEvent):
        _set(element, attachedToRef=node.attached_to)
        if not node.cancel_activity:
            element.set("cancelActivity", "false")
    if isinstance(node, StartEvent) and not node.is_interrupting:
        element.set("isInterrupting", "false")
    if node.parallel_multiple:
        element.set("parallelMultiple", "true")
    _data_associations(node, element)
    for definition in node.event_definitions:
        _event_definition(definition, element)
    for reference in node.event_definition_refs:
        _child(element, "eventDefinitionRef", reference)


def _event_definition(definition: EventDefinition, element: etree._Element) -> None:
    child = _child(element, f"{definition.kind}EventDefinition")
    _set(child, id=definition.id)
    if definition.kind == "link":
        _set(child, name=definition.name)
    if definition.kind in _REFERENCES:
        _set(child, **{_REFERENCES[definition.kind]: definition.reference})
    for timer in definition.timers:
        _child(child, timer.kind, timer.body)
    if definition.kind == "conditional":
        _maybe(child, "condition", definition.condition)


def _gateway(node: Gateway, element: etree._Element) -> None:
    _set(element, gatewayDirection=_DIRECTIONS.get(node.gateway_direction), default=node.default)
    if isinstance(node, EventBasedGateway):
        if node.instantiate:
            element.set("instantiate", "true")
        if node.event_gateway_type == "parallel":
            element.set("eventGatewayType", "Parallel")
