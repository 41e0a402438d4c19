"""Hold the records of flow elements: what stands inside a process.

Classes carry the names of the BPMN 2.0 specification, and `tag` is the name of the XML element. A record says where it
was read (`source`), which takes no part in comparing two records. References are ids as text; `None` where the file
has none.
"""

from dataclasses import field
from typing import ClassVar

from reengineer._records import dataclass
from reengineer.source import Source


def plain(text: str | None) -> str:
    """Return a label on one line: white space collapsed to single blanks, ends trimmed."""
    return " ".join(text.split()) if text else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """Be the base of all records of BPMN elements.

    Parameters
    ----------
    id : str or None
        As written in the file; not always unique there.
    name : str or None
        The label as written, line breaks included.
    file : str
        The file that the record was read from; empty for what was made in memory.
    line : int or None
        Line of the start tag, from 1.
    """

    tag: ClassVar[str] = ""

    id: str | None = None
    name: str | None = None
    file: str = field(default="", compare=False, repr=False)
    line: int | None = field(default=None, compare=False, repr=False)

    @property
    def source(self) -> Source:
        """Return the place of the element, for messages."""
        return Source(file=self.file, line=self.line, element_id=self.id, element_name=plain(self.name) or None)


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowElement(Element):
    """Be the base of what a process or sub-process holds directly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataAssociation:
    """Say which data an activity or event reads (`input`) or writes (`output`)."""

    kind: str
    id: str | None = None
    sources: tuple[str, ...] = ()
    target: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowNode(FlowElement):
    """Be the base of activities, events and gateways."""

    data_associations: tuple[DataAssociation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardLoopCharacteristics:
    """Repeat an activity while a condition holds."""

    test_before: bool = False
    maximum: str | None = None
    condition: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MultiInstanceLoopCharacteristics:
    """Do an activity once for each item, one by one or all at once."""

    is_sequential: bool = False
    cardinality: str | None = None
    completion_condition: str | None = None


LoopCharacteristics = StandardLoopCharacteristics | MultiInstanceLoopCharacteristics


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity(FlowNode):
    """Be the base of tasks, sub-processes and call activities."""

    loop: LoopCharacteristics | None = None
    default: str | None = None
    is_for_compensation: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Task(Activity):
    """Stand for a task of no stated type, and be the base of the others."""

    tag: ClassVar[str] = "task"


@dataclass(frozen=True, slots=True, kw_only=True)
class UserTask(Task):
    """A person does it with the help of software."""

    tag: ClassVar[str] = "userTask"


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualTask(Task):
    """A person does it without software."""

    tag: ClassVar[str] = "manualTask"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceTask(Task):
    """Software does it."""

    tag: ClassVar[str] = "serviceTask"


@dataclass(frozen=True, slots=True, kw_only=True)
class SendTask(Task):
    """Send a message, and go on."""

    tag: ClassVar[str] = "sendTask"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveTask(Task):
    """Wait for a message."""

    tag: ClassVar[str] = "receiveTask"

    instantiate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptTask(Task):
    """The process engine runs a script, which we never do."""

    tag: ClassVar[str] = "scriptTask"


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessRuleTask(Task):
    """Software decides by rules."""

    tag: ClassVar[str] = "businessRuleTask"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallActivity(Activity):
    """Call a process or a global task."""

    tag: ClassVar[str] = "callActivity"

    called_element: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerDefinition:
    """Say when a timer rings.

    Parameters
    ----------
    kind : str
        timeDate, timeDuration or timeCycle.
    body : str or None
        The text of its expression.
    has_known_type : bool
        False where the file gives the expression a type that names nothing; strict tools then drop it.
    """

    kind: str
    body: str | None = None
    has_known_type: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDefinition:
    """Say what an event waits for or tells.

    Parameters
    ----------
    kind : str
        message, timer, error, signal, escalation, conditional, compensate, cancel, link or terminate.
    reference : str or None
        The message, signal, error, escalation or activity referred to.
    name : str or None
        Of a link.
    timers : tuple of TimerDefinition
        One in a valid file.
    condition : str or None
        Text of a conditional event's expression.
    """

    kind: str
    id: str | None = None
    reference: str | None = None
    name: str | None = None
    timers: tuple[TimerDefinition, ...] = ()
    condition: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(FlowNode):
    """Be the base of events."""

    event_definitions: tuple[EventDefinition, ...] = ()
    event_definition_refs: tuple[str, ...] = ()
    parallel_multiple: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StartEvent(Event):
    """Where a case starts."""

    tag: ClassVar[str] = "startEvent"

    is_interrupting: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class EndEvent(Event):
    """Where a token ends."""

    tag: ClassVar[str] = "endEvent"


@dataclass(frozen=True, slots=True, kw_only=True)
class IntermediateCatchEvent(Event):
    """Wait until something happens."""

    tag: ClassVar[str] = "intermediateCatchEvent"


@dataclass(frozen=True, slots=True, kw_only=True)
class IntermediateThrowEvent(Event):
    """Make something happen, and go on."""

    tag: ClassVar[str] = "intermediateThrowEvent"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundaryEvent(Event):
    """Wait for something while an activity runs; interrupt it where `cancel_activity` says so."""

    tag: ClassVar[str] = "boundaryEvent"

    attached_to: str | None = None
    cancel_activity: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ImplicitThrowEvent(Event):
    """Stand for the event that a multi-instance activity throws."""

    tag: ClassVar[str] = "implicitThrowEvent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway(FlowNode):
    """Be the base of gateways; `gateway_direction` is what the file says and may be wrong."""

    gateway_direction: str = "unspecified"
    default: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExclusiveGateway(Gateway):
    """One way out of several."""

    tag: ClassVar[str] = "exclusiveGateway"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParallelGateway(Gateway):
    """All ways out, or wait for all ways in."""

    tag: ClassVar[str] = "parallelGateway"


@dataclass(frozen=True, slots=True, kw_only=True)
class InclusiveGateway(Gateway):
    """Any ways out whose condition holds."""

    tag: ClassVar[str] = "inclusiveGateway"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventBasedGateway(Gateway):
    """The way out whose event happens first."""

    tag: ClassVar[str] = "eventBasedGateway"

    instantiate: bool = False
    event_gateway_type: str = "exclusive"


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplexGateway(Gateway):
    """A rule of its own."""

    tag: ClassVar[str] = "complexGateway"


@dataclass(frozen=True, slots=True, kw_only=True)
class SequenceFlow(FlowElement):
    """Lead from one flow node to the next; `condition` is the text of its expression, `has_condition` also if empty."""

    tag: ClassVar[str] = "sequenceFlow"

    source_ref: str | None = None
    target_ref: str | None = None
    has_condition: bool = False
    condition: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DataElement(FlowElement):
    """Be the base of data in a process."""

    is_collection: bool = False
    refers_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DataObject(DataElement):
    """Data that lives as long as the process."""

    tag: ClassVar[str] = "dataObject"


@dataclass(frozen=True, slots=True, kw_only=True)
class DataObjectReference(DataElement):
    """One appearance of a data object, in one state."""

    tag: ClassVar[str] = "dataObjectReference"


@dataclass(frozen=True, slots=True, kw_only=True)
class DataStoreReference(DataElement):
    """Data that outlives the process."""

    tag: ClassVar[str] = "dataStoreReference"
