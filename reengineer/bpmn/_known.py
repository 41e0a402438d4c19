"""List the elements and attributes that the reader knows, and the records that they are read into."""

from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from inspect import get_annotations
from typing import Any, cast

from lxml import etree

from reengineer._records import dataclass
from reengineer.bpmn._elements import FlowElement
from reengineer.bpmn._read_diagram import BOUNDS, DIAGRAM, EDGE, LABEL, PLANE, SHAPE, WAYPOINT
from reengineer.bpmn._read_nodes import EVENT_DEFINITIONS, READERS, Fields
from reengineer.bpmn._xml import qualified

_INTO = {
    "definitions": "Definitions",
    "process": "Process",
    "laneSet": "LaneSet",
    "lane": "Lane",
    "childLaneSet": "Lane.lanes",
    "flowNodeRef": "Lane.flow_node_refs",
    "incoming": "SequenceFlow.target_ref",
    "outgoing": "SequenceFlow.source_ref",
    "collaboration": "Collaboration",
    "choreography": "Collaboration",
    "globalConversation": "Collaboration",
    "participant": "Participant",
    "participantMultiplicity": "Participant.is_multiple",
    "messageFlow": "MessageFlow",
    "textAnnotation": "TextAnnotation",
    "text": "TextAnnotation.text",
    "association": "Association",
    "group": "Group",
    "message": "RootElement",
    "signal": "RootElement",
    "error": "RootElement",
    "escalation": "RootElement",
    "dataStore": "RootElement",
    "conditionExpression": "SequenceFlow.condition",
    "condition": "EventDefinition.condition",
    "timeDate": "TimerDefinition",
    "timeDuration": "TimerDefinition",
    "timeCycle": "TimerDefinition",
    "eventDefinitionRef": "Event.event_definition_refs",
    "standardLoopCharacteristics": "StandardLoopCharacteristics",
    "loopCondition": "StandardLoopCharacteristics.condition",
    "multiInstanceLoopCharacteristics": "MultiInstanceLoopCharacteristics",
    "loopCardinality": "MultiInstanceLoopCharacteristics.cardinality",
    "completionCondition": "MultiInstanceLoopCharacteristics.completion_condition",
    "dataInputAssociation": "DataAssociation",
    "dataOutputAssociation": "DataAssociation",
    "sourceRef": "DataAssociation.sources",
    "targetRef": "DataAssociation.target",
}
_DRAWN = {
    DIAGRAM: "Diagram",
    PLANE: "Diagram",
    SHAPE: "Shape",
    EDGE: "Edge",
    LABEL: "Shape.label_bounds",
    BOUNDS: "Bounds",
    WAYPOINT: "Edge.waypoints",
}
_TRIED = ("x_e", "true", "false", "parallel", "diverging", "y")


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownElement:
    """Name an XML element that the reader knows, and the record that it becomes, or the field of one."""

    name: str
    record: str
    is_flow_element: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAttribute:
    """Name an attribute of flow elements, the field that it is read into, and a value that is not its default.

    Parameters
    ----------
    name, field : str
        In XML; and as class and field, the class that all elements with the attribute share.
    elements : tuple of str
        Those that may have it, in the order of the reader.
    value : str
        One that alters the record.
    """

    name: str
    field: str
    elements: tuple[str, ...]
    value: str


class _Watched:
    """Stand for an element without content, and remember which of its attributes were asked for."""

    text = None
    sourceline = None

    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag = tag
        self._attributes = attributes
        self.asked: list[str] = []

    def get(self, key: str, default: str | None = None) -> str | None:
        self.asked.append(key)
        return self._attributes.get(key, default)

    def __iter__(self) -> Iterator[etree._Element]:
        return iter(())

    def __len__(self) -> int:
        return 0


class _Nowhere:
    """Stand for a file in which a single element is read."""

    file = ""

    def __init__(self) -> None:
        self.known: set[str | None] = set()

    def reference(self, text: str | None) -> str | None:
        return text

    def inside(self, _: etree._Element) -> Fields:
        return {}


def _read(element: _Watched) -> FlowElement:
    return READERS[element.tag](_Nowhere(), cast("Any", element))


@cache
def known_elements() -> tuple[KnownElement, ...]:
    """Return the elements that are read, flow elements first."""
    return tuple(
        KnownElement(name=etree.QName(tag).localname, record=record, is_flow_element=tag in READERS)
        for tag, record in read_into().items()
    )


@cache
def read_into() -> dict[str, str]:
    """Return the record, or the field of one, by the XML name with its namespace in braces."""
    return {
        **{tag: type(_read(_Watched(tag, {}))).__name__ for tag in READERS},
        **dict.fromkeys(EVENT_DEFINITIONS, "EventDefinition"),
        **{qualified(name): record for name, record in _INTO.items()},
        **_DRAWN,
    }


@cache
def known_attributes() -> tuple[KnownAttribute, ...]:
    """Return the attributes of flow elements beside id and name, found by watching the reader at work."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for tag in READERS:
        for attribute, field, value in _attributes_of(tag):
            found.setdefault((attribute, field, value), []).append(etree.QName(tag).localname)
    return tuple(
        KnownAttribute(name=attribute, field=field, elements=tuple(elements), value=value)
        for (attribute, field, value), elements in found.items()
    )


def _attributes_of(tag: str) -> Iterator[tuple[str, str, str]]:
    """Give the attributes that the reader of an element asks for, with the field that each alters and how."""
    watched = _Watched(tag, {})
    bare = _read(watched)
    for attribute in dict.fromkeys(watched.asked):
        if attribute not in ("id", "name"):
            values = ((value, _altered(bare, _read(_Watched(tag, {attribute: value})))) for value in _TRIED)
            found = next(((field, value) for value, field in values if field is not None), None)
            if found is None:
                raise LookupError(f"none of the values tried alters {attribute}: add one to _TRIED")
            yield attribute, *found


def _altered(before: FlowElement, after: FlowElement) -> str | None:
    for each in fields(before):
        if getattr(before, each.name) != getattr(after, each.name):
            owners = [kind for kind in type(before).__mro__ if each.name in get_annotations(kind)]
            return f"{owners[-1].__name__}.{each.name}"
    return None
