"""Hold the records of what contains or surrounds flow elements: processes, sub-processes, lanes, pools, artifacts."""

from collections.abc import Iterator
from dataclasses import field
from typing import ClassVar

from reengineer._records import dataclass
from reengineer.bpmn._elements import (
    Activity,
    DataElement,
    Element,
    EventDefinition,
    FlowElement,
    FlowNode,
    SequenceFlow,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact(Element):
    """Be the base of what explains a map without taking part in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextAnnotation(Artifact):
    """A remark on the map."""

    tag: ClassVar[str] = "textAnnotation"

    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Association(Artifact):
    """Tie a remark or data to an element; `direction` is none, one or both."""

    tag: ClassVar[str] = "association"

    source_ref: str | None = None
    target_ref: str | None = None
    direction: str = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Artifact):
    """A frame drawn around elements."""

    tag: ClassVar[str] = "group"

    category_value_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane(Element):
    """Say who does what: the flow nodes of a lane, and the lanes within it."""

    tag: ClassVar[str] = "lane"

    flow_node_refs: tuple[str, ...] = ()
    lanes: tuple["Lane", ...] = ()

    def walk(self) -> Iterator["Lane"]:
        """Give this lane and all within it, outer before inner."""
        yield self
        for lane in self.lanes:
            yield from lane.walk()


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneSet(Element):
    """Hold the lanes of one partition of a process."""

    tag: ClassVar[str] = "laneSet"

    lanes: tuple[Lane, ...] = ()


class FlowElementsContainer:
    """Be the common part of processes and sub-processes: flow elements in the order of the file, lanes, artifacts."""

    __slots__ = ()

    flow_elements: tuple[FlowElement, ...]
    lane_sets: tuple[LaneSet, ...]
    artifacts: tuple[Artifact, ...]

    @property
    def flow_nodes(self) -> tuple[FlowNode, ...]:
        """Return the activities, events and gateways directly inside."""
        return tuple(element for element in self.flow_elements if isinstance(element, FlowNode))

    @property
    def sequence_flows(self) -> tuple[SequenceFlow, ...]:
        """Return the sequence flows directly inside."""
        return tuple(element for element in self.flow_elements if isinstance(element, SequenceFlow))

    @property
    def data_elements(self) -> tuple[DataElement, ...]:
        """Return data objects, their references, and references to data stores."""
        return tuple(element for element in self.flow_elements if isinstance(element, DataElement))

    @property
    def lanes(self) -> tuple[Lane, ...]:
        """Return all lanes, outer before inner."""
        return tuple(lane for lane_set in self.lane_sets for top in lane_set.lanes for lane in top.walk())


@dataclass(frozen=True, slots=True, kw_only=True)
class Process(Element, FlowElementsContainer):
    """A process: what one pool does."""

    tag: ClassVar[str] = "process"

    is_executable: bool | None = None
    flow_elements: tuple[FlowElement, ...] = field(default=(), repr=False)
    lane_sets: tuple[LaneSet, ...] = field(default=(), repr=False)
    artifacts: tuple[Artifact, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubProcess(Activity, FlowElementsContainer):
    """An activity with a process inside; `triggered_by_event` makes it an event sub-process."""

    tag: ClassVar[str] = "subProcess"

    triggered_by_event: bool = False
    flow_elements: tuple[FlowElement, ...] = field(default=(), repr=False)
    lane_sets: tuple[LaneSet, ...] = field(default=(), repr=False)
    artifacts: tuple[Artifact, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction(SubProcess):
    """A sub-process that can be cancelled as a whole."""

    tag: ClassVar[str] = "transaction"


@dataclass(frozen=True, slots=True, kw_only=True)
class AdHocSubProcess(SubProcess):
    """A sub-process whose activities have no fixed order."""

    tag: ClassVar[str] = "adHocSubProcess"


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant(Element):
    """A pool; a black box where it has no process."""

    tag: ClassVar[str] = "participant"

    process_ref: str | None = None
    is_multiple: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFlow(Element):
    """A message from one pool to another."""

    tag: ClassVar[str] = "messageFlow"

    source_ref: str | None = None
    target_ref: str | None = None
    message_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Collaboration(Element):
    """Pools and the messages between them; `type` is collaboration, choreography or globalConversation."""

    tag: ClassVar[str] = "collaboration"

    type: str = "collaboration"
    participants: tuple[Participant, ...] = ()
    message_flows: tuple[MessageFlow, ...] = ()
    artifacts: tuple[Artifact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RootElement(Element):
    """Something else at the top of a file, such as a message or an error; `type` is its XML name.

    What events share by referring to it, such as a timer, is an event definition.
    """

    type: str = ""
    event_definition: EventDefinition | None = None
