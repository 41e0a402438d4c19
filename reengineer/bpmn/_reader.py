"""Read a BPMN file into records."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from lxml import etree

from reengineer.bpmn._containers import (
    Artifact,
    Association,
    Collaboration,
    Group,
    Lane,
    LaneSet,
    MessageFlow,
    Participant,
    Process,
    RootElement,
    TextAnnotation,
)
from reengineer.bpmn._definitions import Definitions
from reengineer.bpmn._diagram import Diagram, DiagramCounts, Edge, Later, Shape
from reengineer.bpmn._elements import FlowElement
from reengineer.bpmn._quick import quick
from reengineer.bpmn._read_diagram import DIAGRAM, EDGE, SHAPE, Places, drawn_in, planes_of, read_places
from reengineer.bpmn._read_nodes import (
    EVENT_DEFINITIONS,
    READERS,
    Fields,
    base_of,
    child_of,
    flag,
    read_event_definition,
    text_of,
)
from reengineer.bpmn._xml import LARGEST_BYTES, MODEL, ids_in, line_of, parse, qualified, refuse, split_tag
from reengineer.errors import Problem

_Places = tuple[Mapping[str, Shape], Mapping[str, Edge], Mapping[str, int]]
DEEPEST_NESTING = 64

_PROCESS = qualified("process")
_LANE_SET = qualified("laneSet")
_CHILD_LANE_SET = qualified("childLaneSet")
_LANE = qualified("lane")
_FLOW_NODE_REF = qualified("flowNodeRef")
_PARTICIPANT = qualified("participant")
_MULTIPLICITY = qualified("participantMultiplicity")
_MESSAGE_FLOW = qualified("messageFlow")
_TEXT = qualified("text")
_COLLABORATIONS = {qualified(name): name for name in ("collaboration", "choreography", "globalConversation")}
_NOT_ROOTS = frozenset(
    qualified(name) for name in ("import", "extension", "relationship", "documentation", "extensionElements")
)
_HREF = f"{{{MODEL}}}"


def read_bpmn(path_or_bytes: str | Path | bytes, *, file: str | None = None) -> Definitions:
    """Read a BPMN 2.0 file.

    What is odd about the file but can be read is a warning in `problems` of the result.

    Parameters
    ----------
    path_or_bytes : str, Path or bytes
        A path, or the content itself.
    file : str, optional
        The name used in messages; the path where not given.

    Returns
    -------
    Definitions
        The records, and the very bytes.

    Raises
    ------
    BpmnError
        RE200 to RE207, with the line: no such file, not XML, not BPMN 2.0, hostile.
    """
    if isinstance(path_or_bytes, bytes):
        return read_definitions(path_or_bytes, file or "")
    name = file or str(path_or_bytes)
    return read_definitions(read_bytes_of(Path(path_or_bytes), name), name)


def read_bytes_of(path: Path, name: str | None = None) -> bytes:
    """Return what is in a file, or one byte more than is allowed of it."""
    try:
        with path.open("rb") as stream:
            # One byte more than is allowed shows that there are too many.
            return stream.read(LARGEST_BYTES + 1)
    except OSError as error:
        reason = (error.strerror or "it cannot be read").lower()
        refuse(
            "RE200", f"the map cannot be read: {reason}", "Check the path and the permissions.", file=name or str(path)
        )


def read_definitions(data: bytes, file: str) -> Definitions:
    """Read bytes into definitions without edits; places in the diagram follow when they are asked for."""
    root, mended = parse(data, file=file)
    return Reader(root, file, original=data).read(mended)


def _places_later(data: bytes, file: str) -> _Places:
    """Return the shapes, edges and pages of a file that is parsed again when one of them is asked for."""

    @cache
    def places() -> Places:
        return Reader(parse(data, file=file)[0], file).places()

    return Later(lambda: places().shapes), Later(lambda: places().edges), Later(lambda: places().pages)


class Reader:
    """Read one tree: hold its file name, the ids in it, and its bytes where it was not edited since.

    Where a diagram is given, that of the tree is not read.
    """

    def __init__(
        self, root: etree._Element, file: str, *, original: bytes = b"", diagram: Diagram | None = None
    ) -> None:
        self._diagram = diagram
        self.root = root
        self.file = file
        self.known: set[str | None] = set()
        self._original = original
        self._ids: frozenset[str] | None = None
        self._depth = 0

    @property
    def ids(self) -> frozenset[str]:
        """Return every id in the file, diagram and extensions included."""
        if self._ids is None:
            self._ids = frozenset(ids_in(self.root))
        return self._ids

    def reference(self, text: str | None) -> str | None:
        """Return the id that a reference means, its prefix taken off where that gives an id."""
        if text is None or ":" not in text:
            return text
        bare = text.rpartition(":")[2]
        return bare if text not in self.ids and bare in self.ids else text

    def read(self, mended: tuple[Problem, ...] = ()) -> Definitions:
        """Return the records of the whole tree."""
        root = self.root
        processes: list[Process] = []
        collaborations: list[Collaboration] = []
        roots: list[RootElement] = []
        for child in root:
            tag = child.tag
            if tag == _PROCESS:
                processes.append(self._process(child))
            elif tag in _COLLABORATIONS:
                collaborations.append(self._collaboration(child))
            elif tag != DIAGRAM and tag not in _NOT_ROOTS and str(tag).startswith(_HREF):
                kind = EVENT_DEFINITIONS.get(str(tag))
                shared = None if kind is None else read_event_definition(self, child, kind)
                name = split_tag(str(tag))[1]
                roots.append(quick(RootElement)(**base_of(self, child), type=name, event_definition=shared))
        return quick(Definitions)(
            original=self._original,
            file=self.file,
            id=root.get("id"),
            name=root.get("name"),
            target_namespace=root.get("targetNamespace"),
            exporter=root.get("exporter"),
            exporter_version=root.get("exporterVersion"),
            processes=tuple(processes),
            collaborations=tuple(collaborations),
            roots=tuple(roots),
            diagram=self.diagram(),
            mended=mended,
        )

    def places(self) -> Places:
        """Return where shapes and edges are."""
        return read_places(self.root, self.reference, self.ids)

    def counts(self) -> DiagramCounts:
        """Count what the diagrams hold."""
        planes = planes_of(self.root)
        shapes, edges = drawn_in(planes, SHAPE), drawn_in(planes, EDGE)
        # To look for ids through the whole tree takes long, and most files draw nothing that is not a record.
        strange = [drawn for drawn in (*shapes, *edges) if drawn is None or drawn not in self.known]
        return quick(DiagramCounts)(
            diagrams=sum(1 for _ in self.root.iterchildren(DIAGRAM)),
            shapes=len(shapes),
            edges=len(edges),
            dangling=sum(self.reference(drawn) not in self.ids for drawn in strange),
        )

    def diagram(self) -> Diagram:
        """Return the diagram of the tree, or the one given."""
        if self._diagram is not None:
            return self._diagram
        shapes, edges, pages = _places_later(self._original, self.file) if self._original else self.places()
        return quick(Diagram)(shapes=shapes, edges=edges, pages=pages, counts=self.counts())

    def _process(self, element: etree._Element) -> Process:
        executable = element.get("isExecutable")
        return quick(Process)(
            **base_of(self, element),
            is_executable=None if executable is None else flag(executable),
            **self.inside(element),
        )

    def inside(self, element: etree._Element) -> Fields:
        """Read the flow elements, lanes and artifacts of a process or sub-process."""
        self._depth += 1
        if self._depth > DEEPEST_NESTING:
            message = f"sub-processes are nested more than {DEEPEST_NESTING} deep"
            refuse("RE205", message, "Flatten the map.", file=self.file, line=line_of(element))
        flow_elements: list[FlowElement] = []
        lane_sets: list[LaneSet] = []
        artifacts: list[Artifact] = []
        for child in element:
            tag = child.tag
            reader = READERS.get(tag)
            if reader is not None:
                flow_elements.append(reader(self, child))
            elif tag in _ARTIFACTS:
                artifacts.append(_ARTIFACTS[tag](self, child))
            elif tag == _LANE_SET:
                lane_sets.append(quick(LaneSet)(**base_of(self, child), lanes=self._lanes(child, 0)))
        self._depth -= 1
        return {"flow_elements": tuple(flow_elements), "lane_sets": tuple(lane_sets), "artifacts": tuple(artifacts)}

    def _lanes(self, element: etree._Element, depth: int) -> tuple[Lane, ...]:
        if depth > DEEPEST_NESTING:
            message = f"lanes are nested more than {DEEPEST_NESTING} deep"
            refuse("RE205", message, "Flatten the lanes.", file=self.file, line=line_of(element))
        return tuple(self._lane(child, depth) for child in element if child.tag == _LANE)

    def _lane(self, element: etree._Element, depth: int) -> Lane:
        references: list[str] = []
        lanes: list[Lane] = []
        for child in element:
            if child.tag == _FLOW_NODE_REF:
                reference = self.reference(text_of(child))
                if reference:
                    references.append(reference)
            elif child.tag == _CHILD_LANE_SET:
                lanes += self._lanes(child, depth + 1)
        return quick(Lane)(**base_of(self, element), flow_node_refs=tuple(references), lanes=tuple(lanes))

    def _collaboration(self, element: etree._Element) -> Collaboration:
        participants: list[Participant] = []
        message_flows: list[MessageFlow] = []
        artifacts: list[Artifact] = []
        for child in element:
            tag = child.tag
            if tag == _PARTICIPANT:
                participants.append(self._participant(child))
            elif tag == _MESSAGE_FLOW:
                message_flows.append(self._message_flow(child))
            elif tag in _ARTIFACTS:
                artifacts.append(_ARTIFACTS[tag](self, child))
        return quick(Collaboration)(
            **base_of(self, element),
            type=_COLLABORATIONS[element.tag],
            participants=tuple(participants),
            message_flows=tuple(message_flows),
            artifacts=tuple(artifacts),
        )

    def _participant(self, element: etree._Element) -> Participant:
        return quick(Participant)(
            **base_of(self, element),
            process_ref=self.reference(element.get("processRef")),
            is_multiple=child_of(element, _MULTIPLICITY) is not None,
        )

    def _message_flow(self, element: etree._Element) -> MessageFlow:
        return quick(MessageFlow)(
            **base_of(self, element),
            source_ref=self.reference(element.get("sourceRef")),
            target_ref=self.reference(element.get("targetRef")),
            message_ref=self.reference(element.get("messageRef")),
        )

    def text_annotation(self, element: etree._Element) -> TextAnnotation:
        """Read a remark, which some tools write into an attribute."""
        text = child_of(element, _TEXT)
        return quick(TextAnnotation)(**base_of(self, element), text=element.get("text") if text is None else text.text)

    def association(self, element: etree._Element) -> Association:
        """Read a tie; a direction that BPMN does not know counts as none."""
        direction = (element.get("associationDirection") or "none").strip().lower()
        return quick(Association)(
            **base_of(self, element),
            source_ref=self.reference(element.get("sourceRef")),
            target_ref=self.reference(element.get("targetRef")),
            direction=direction if direction in ("none", "one", "both") else "none",
        )

    def group(self, element: etree._Element) -> Group:
        """Read a frame."""
        return quick(Group)(
            **base_of(self, element), category_value_ref=self.reference(element.get("categoryValueRef"))
        )


_ARTIFACTS: dict[str, Callable[[Reader, etree._Element], Artifact]] = {
    qualified("textAnnotation"): Reader.text_annotation,
    qualified("association"): Reader.association,
    qualified("group"): Reader.group,
}
