"""Turn XML elements of flow nodes, flows and data into records."""

from typing import Any, Protocol

from lxml import etree

from reengineer.bpmn._containers import AdHocSubProcess, SubProcess, Transaction
from reengineer.bpmn._elements import (
    Activity,
    BoundaryEvent,
    BusinessRuleTask,
    CallActivity,
    ComplexGateway,
    DataAssociation,
    DataElement,
    DataObject,
    DataObjectReference,
    DataStoreReference,
    EndEvent,
    Event,
    EventBasedGateway,
    EventDefinition,
    ExclusiveGateway,
    FlowElement,
    Gateway,
    ImplicitThrowEvent,
    InclusiveGateway,
    IntermediateCatchEvent,
    IntermediateThrowEvent,
    LoopCharacteristics,
    ManualTask,
    MultiInstanceLoopCharacteristics,
    ParallelGateway,
    ReceiveTask,
    ScriptTask,
    SendTask,
    SequenceFlow,
    ServiceTask,
    StandardLoopCharacteristics,
    StartEvent,
    Task,
    TimerDefinition,
    UserTask,
)
from reengineer.bpmn._xml import MODEL, XSI, items_of, qualified

Attributes = dict[str, str]
Fields = dict[str, Any]


class Place(Protocol):
    """What the readers of single elements need of the reader of the file."""

    file: str

    def reference(self, text: str | None) -> str | None:
        """Resolve a reference, which may carry a prefix."""

    def inside(self, element: etree._Element) -> Fields:
        """Read the flow elements, lanes and artifacts of a container."""


class ReadOne(Protocol):
    """Read one element."""

    def __call__(self, place: Place, element: etree._Element, attributes: Attributes) -> FlowElement:
        """Return its record."""


EVENT_DEFINITIONS = {
    qualified(f"{kind}EventDefinition"): kind
    for kind in (
        "message",
        "timer",
        "error",
        "signal",
        "escalation",
        "conditional",
        "compensate",
        "cancel",
        "link",
        "terminate",
    )
}
_REFERENCES = ("messageRef", "signalRef", "errorRef", "escalationRef", "activityRef")
_TIMERS = {qualified(kind): kind for kind in ("timeDate", "timeDuration", "timeCycle")}
_XSI_TYPE = qualified("type", XSI)
_DATA = {qualified("dataInputAssociation"): "input", qualified("dataOutputAssociation"): "output"}
_EVENT_DEFINITION_REF = qualified("eventDefinitionRef")
_STANDARD_LOOP = qualified("standardLoopCharacteristics")
_MULTI_INSTANCE = qualified("multiInstanceLoopCharacteristics")
_LOOPS = frozenset((_STANDARD_LOOP, _MULTI_INSTANCE))
_CONDITION_EXPRESSION = qualified("conditionExpression")
_SOURCE_REF, _TARGET_REF = qualified("sourceRef"), qualified("targetRef")


def attributes_of(element: etree._Element) -> Attributes:
    """Return the attributes of an element as a dictionary."""
    return dict(items_of(element))


def flag(text: str | None, default: bool = False) -> bool:
    """Read an XML boolean; anything else is the default."""
    return default if text is None else text.strip() in ("true", "1") if text.strip() in _FLAGS else default


_FLAGS = ("true", "1", "false", "0")


def text_of(element: etree._Element) -> str | None:
    """Return the trimmed text of an element, or None where it has none."""
    text = element.text
    return text.strip() or None if text else None


def _child_text(element: etree._Element, name: str) -> str | None:
    child = element.find(qualified(name))
    return None if child is None else text_of(child)


def _whole(text: str | None, default: str, allowed: tuple[str, ...]) -> str:
    lowered = text.strip().lower() if text else default
    return lowered if lowered in allowed else default


def read_event_definition(place: Place, element: etree._Element, kind: str) -> EventDefinition:
    """Read one event definition, inside an event or at the top of the file."""
    attributes = attributes_of(element)
    return EventDefinition(
        kind=kind,
        id=attributes.get("id"),
        reference=place.reference(next((attributes[name] for name in _REFERENCES if name in attributes), None)),
        name=attributes.get("name") if kind == "link" else None,
        timers=tuple(_timer(child) for child in element if child.tag in _TIMERS),
        condition=_child_text(element, "condition") if kind == "conditional" else None,
    )


def _timer(element: etree._Element) -> TimerDefinition:
    return TimerDefinition(kind=_TIMERS[element.tag], body=text_of(element), has_known_type=_has_known_type(element))


def _has_known_type(element: etree._Element) -> bool:
    """Say whether the type that an expression claims, if any, is one of BPMN's."""
    claimed = element.get(_XSI_TYPE)
    if claimed is None:
        return True
    prefix, _, name = claimed.strip().rpartition(":")
    # Tools know the prefix bpmn even where a file forgets to declare it.
    space = element.nsmap.get(prefix or None, MODEL if prefix == "bpmn" else None)
    return space == MODEL and name in ("tFormalExpression", "tExpression")


def _data_association(place: Place, element: etree._Element) -> DataAssociation:
    sources = (text_of(child) for child in element.iterchildren(_SOURCE_REF))
    target = _child_text(element, "targetRef")
    return DataAssociation(
        kind=_DATA[element.tag],
        id=element.get("id"),
        sources=tuple(found for text in sources if text and (found := place.reference(text))),
        target=place.reference(target),
    )


def _loop(element: etree._Element) -> LoopCharacteristics:
    if element.tag == _STANDARD_LOOP:
        return StandardLoopCharacteristics(
            test_before=flag(element.get("testBefore")),
            maximum=element.get("loopMaximum"),
            condition=_child_text(element, "loopCondition"),
        )
    return MultiInstanceLoopCharacteristics(
        is_sequential=flag(element.get("isSequential")),
        cardinality=_child_text(element, "loopCardinality"),
        completion_condition=_child_text(element, "completionCondition"),
    )


def _base(place: Place, element: etree._Element, attributes: Attributes) -> Fields:
    return {"id": attributes.get("id"), "name": attributes.get("name"), "file": place.file, "line": element.sourceline}


def _activity_fields(place: Place, element: etree._Element, attributes: Attributes) -> Fields:
    fields = _base(place, element, attributes)
    associations = []
    for child in element:
        tag = child.tag
        if tag in _DATA:
            associations.append(_data_association(place, child))
        elif tag in _LOOPS:
            fields["loop"] = _loop(child)
    if associations:
        fields["data_associations"] = tuple(associations)
    if "default" in attributes:
        fields["default"] = place.reference(attributes["default"])
    if "isForCompensation" in attributes:
        fields["is_for_compensation"] = flag(attributes["isForCompensation"])
    return fields


def _event_fields(place: Place, element: etree._Element, attributes: Attributes) -> Fields:
    fields = _base(place, element, attributes)
    definitions, references, associations = [], [], []
    for child in element:
        tag = child.tag
        if tag in EVENT_DEFINITIONS:
            definitions.append(read_event_definition(place, child, EVENT_DEFINITIONS[tag]))
        elif tag == _EVENT_DEFINITION_REF:
            references.append(place.reference(text_of(child)) or "")
        elif tag in _DATA:
            associations.append(_data_association(place, child))
    fields["event_definitions"] = tuple(definitions)
    fields["event_definition_refs"] = tuple(references)
    fields["data_associations"] = tuple(associations)
    if "parallelMultiple" in attributes:
        fields["parallel_multiple"] = flag(attributes["parallelMultiple"])
    return fields


def _activity(kind: type[Activity]) -> ReadOne:
    def read(place: Place, element: etree._Element, attributes: Attributes) -> FlowElement:
        return kind(**_activity_fields(place, element, attributes))

    return read


def _receive_task(place: Place, element: etree._Element, attributes: Attributes) -> FlowElement:
    return ReceiveTask(**_activity_fields(place, element, attributes), instantiate=flag(attributes.get("instantiate")))


def _call_activity(place: Place, element: etree._Element, attributes: Attributes) -> FlowElement:
    fields = _activity_fields(place, element, attributes)
    return CallActivity(**fields, called_element=place.reference(attributes.get("calledElement")))


def _sub_process(kind: type[SubProcess]) -> ReadOne:
    def read(place: Place, element: etree._Element, attributes: Attributes) -> FlowElement:
        fields = _activity_fields(place, element, attributes)
        fields.update(place.inside(element))
        return kind(**fields, triggered_by_event=flag(attributes.get("triggeredByEvent")))

    return read


def _event(kind: type[Event]) -> ReadOne:
    def read(place: Place, element: etree._Element, attributes: Attributes) -> FlowElement:
        return kind(**_event_fields(place, element, attributes))

    return read


def _start_event(place: Place, element: etree._Element, attributes: Attributes) -> FlowElement:
    fields = _event_fields(place, element, attributes)
    return StartEvent(**fields, is_interrupting=flag(attributes.get("isInterrupting"), default=True))


def _boundary_event(place: Place, element: etree._Element, attributes: Attributes) -> FlowElement:
    return BoundaryEvent(
        **_event_fields(place, element, attributes),
        attached_to=place.reference(attributes.get("attachedToRef")),
        cancel_activity=flag(attributes.get("cancelActivity"), default=True),
    )


_DIRECTIONS = ("unspecified", "converging", "diverging", "mixed")


def _gateway_fields(place: Place, element: etree._Element, attributes: Attributes) -> Fields:
    fields = _base(place, element, attributes)
    fields["gateway_direction"] = _whole(attributes.get("gatewayDirection"), "unspecified", _DIRECTIONS)
    if "default" in attributes:
        fields["default"] = place.reference(attributes["default"])
    return fields


def _gateway(kind: type[Gateway]) -> ReadOne:
    def read(place: Place, element: etree._Element, attributes: Attributes) -> FlowElement:
        return kind(**_gateway_fields(place, element, attributes))

    return read


def _event_based_gateway(place: Place, element: etree._Element, attributes: Attributes) -> FlowElement:
    return EventBasedGateway(
        **_gateway_fields(place, element, attributes),
        instantiate=flag(attributes.get("instantiate")),
        event_gateway_type=_whole(attributes.get("eventGatewayType"), "exclusive", ("exclusive", "parallel")),
    )


def _sequence_flow(place: Place, element: etree._Element, attributes: Attributes) -> FlowElement:
    condition = element.find(_CONDITION_EXPRESSION) if len(element) else None
    return SequenceFlow(
        id=attributes.get("id"),
        name=attributes.get("name"),
        file=place.file,
        line=element.sourceline,  # type: ignore[arg-type]
        source_ref=place.reference(attributes.get("sourceRef")),
        target_ref=place.reference(attributes.get("targetRef")),
        has_condition=condition is not None,
        condition=None if condition is None else text_of(condition),
    )


def _data(kind: type[DataElement], refers: str | None) -> ReadOne:
    def read(place: Place, element: etree._Element, attributes: Attributes) -> FlowElement:
        return kind(
            **_base(place, element, attributes),
            is_collection=flag(attributes.get("isCollection")),
            refers_to=place.reference(attributes.get(refers)) if refers else None,
        )

    return read


READERS: dict[str, ReadOne] = {
    **{
        qualified(kind.tag): _activity(kind)
        for kind in (Task, UserTask, ManualTask, ServiceTask, SendTask, ScriptTask, BusinessRuleTask)
    },
    **{qualified(kind.tag): _sub_process(kind) for kind in (SubProcess, Transaction, AdHocSubProcess)},
    **{
        qualified(kind.tag): _event(kind)
        for kind in (EndEvent, IntermediateCatchEvent, IntermediateThrowEvent, ImplicitThrowEvent)
    },
    **{
        qualified(kind.tag): _gateway(kind)
        for kind in (ExclusiveGateway, ParallelGateway, InclusiveGateway, ComplexGateway)
    },
    qualified("receiveTask"): _receive_task,
    qualified("callActivity"): _call_activity,
    qualified("startEvent"): _start_event,
    qualified("boundaryEvent"): _boundary_event,
    qualified("eventBasedGateway"): _event_based_gateway,
    qualified("sequenceFlow"): _sequence_flow,
    qualified("dataObject"): _data(DataObject, None),
    qualified("dataObjectReference"): _data(DataObjectReference, "dataObjectRef"),
    qualified("dataStoreReference"): _data(DataStoreReference, "dataStoreRef"),
}
