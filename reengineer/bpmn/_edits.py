"""Hold the edits that turn an as-is map into a to-be map, as records.

Elements are named by their keys: the id in the file, or what `keys_of` makes up where there is none.
"""

from reengineer._records import dataclass
from reengineer.bpmn._diagram import Bounds, Edge, Point, Shape
from reengineer.bpmn._elements import FlowNode, SequenceFlow
from reengineer.bpmn._extension import Extension


@dataclass(frozen=True, slots=True)
class AddFlowNode:
    """Add a node at the end of a process or sub-process.

    Parameters
    ----------
    parent : str
        The process or sub-process.
    node : FlowNode
        With an id that nothing else has. A sub-process is added empty.
    lane : str, optional
        The lane that takes it.
    bounds : Bounds, optional
        Its place; found beside its neighbours, overlapping nothing, where not given and the file has a diagram.
    near : str, optional
        The node to stand beside; the source of the first flow that reaches it where not given.
    instead_of : str, optional
        The node in whose place it is drawn; that node goes with the same call.
    """

    parent: str
    node: FlowNode
    lane: str | None = None
    bounds: Bounds | None = None
    near: str | None = None
    instead_of: str | None = None


@dataclass(frozen=True, slots=True)
class RemoveFlowNode:
    """Remove a node with its flows, boundary events, contents, message flows, associations and shapes."""

    id: str


@dataclass(frozen=True, slots=True)
class AddSequenceFlow:
    """Add a flow between two nodes of one process or sub-process; without waypoints it is routed."""

    parent: str
    flow: SequenceFlow
    waypoints: tuple[Point, ...] | None = None


@dataclass(frozen=True, slots=True)
class RemoveSequenceFlow:
    """Remove a flow; it stops being a default."""

    id: str


@dataclass(frozen=True, slots=True)
class RedirectFlow:
    """Give a flow another source or target; a flow that leaves its source stops being its default."""

    id: str
    source: str | None = None
    target: str | None = None
    waypoints: tuple[Point, ...] | None = None


@dataclass(frozen=True, slots=True)
class SetName:
    """Give an element another label; None takes it away."""

    id: str
    name: str | None


@dataclass(frozen=True, slots=True)
class SetType:
    """Make a task another type of task, or a gateway another type of gateway, keeping all else."""

    id: str
    type: str


@dataclass(frozen=True, slots=True)
class AssignLane:
    """Move a node to another lane of its process; None takes it out of all."""

    node: str
    lane: str | None
    bounds: Bounds | None = None


@dataclass(frozen=True, slots=True)
class AddLane:
    """Add an empty lane below the lanes of a process."""

    process: str
    id: str
    name: str | None = None
    bounds: Bounds | None = None


@dataclass(frozen=True, slots=True)
class RemoveLane:
    """Remove a lane that holds nothing; what stands below its shape moves up.

    `bounds` is where it was drawn, which the edit finds out itself.
    """

    id: str
    bounds: Bounds | None = None


@dataclass(frozen=True, slots=True)
class MoveShape:
    """Draw a node beside another, on its right, where it overlaps nothing; nothing else about it changes."""

    id: str
    near: str


@dataclass(frozen=True, slots=True)
class SetDefault:
    """Make a flow the default of the gateway or activity that it leaves; None takes the default away."""

    gateway: str
    flow: str | None


@dataclass(frozen=True, slots=True)
class SetCondition:
    """Give a flow a condition, as the text of its expression; None takes it away."""

    flow: str
    condition: str | None


@dataclass(frozen=True, slots=True)
class SetExtension:
    """Replace what a process or flow element says in one foreign namespace; no content takes it away.

    Parameters
    ----------
    id : str
        The element; what it says goes into its ``extensionElements``, where whatever else is there stays.
    namespace : str
    content : tuple of Extension
        Elements of that namespace throughout.
    prefix : str
        The prefix wanted; that of the file where it has one for the namespace, a numbered one where it is taken.
    """

    id: str
    namespace: str
    content: tuple[Extension, ...] = ()
    prefix: str = "ext"


@dataclass(frozen=True, slots=True)
class GiveIds:
    """Give ids to elements that have none or a repeated one: (list, place in it, id); made by `Definitions.edit`."""

    ids: tuple[tuple[str, int, str], ...]


@dataclass(frozen=True, slots=True)
class PlaceShape:
    """Put the shape of an element at a place; made by `Definitions.edit`."""

    id: str
    bounds: Bounds
    near: str | None = None
    is_horizontal: bool | None = None


@dataclass(frozen=True, slots=True)
class PlaceEdge:
    """Lead the line of a flow through points; made by `Definitions.edit`."""

    id: str
    waypoints: tuple[Point, ...]
    near: str | None = None


@dataclass(frozen=True, slots=True)
class FindPlaces:
    """Find places in the diagram for what was added since the last time; made by `Definitions.edit`.

    Places take longer to find than all else, and a map that is only simulated is never drawn. So they are found when
    somebody looks.
    """


@dataclass(frozen=True, slots=True)
class AddDiagram:
    """Draw a process or collaboration on a page of its own, in place of empty ones; made when a map is written."""

    element: str
    shapes: tuple[tuple[str, Shape], ...]
    edges: tuple[tuple[str, Edge], ...]


Edit = (
    AddFlowNode
    | RemoveFlowNode
    | AddSequenceFlow
    | RemoveSequenceFlow
    | RedirectFlow
    | SetName
    | SetType
    | AssignLane
    | AddLane
    | RemoveLane
    | MoveShape
    | SetDefault
    | SetCondition
    | SetExtension
    | GiveIds
    | PlaceShape
    | PlaceEdge
    | AddDiagram
    | FindPlaces
)
