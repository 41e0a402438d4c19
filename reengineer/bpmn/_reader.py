"""Read a BPMN file into records."""

from collections.abc import Callable
from dataclasses import replace
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
from reengineer.bpmn._contents import Contents
from reengineer.bpmn._definitions import Definitions
from reengineer.bpmn._diagram import Diagram, DiagramCounts, Later
from reengineer.bpmn._elements import FlowElement
from reengineer.bpmn._read_diagram import DIAGRAM, EDGE, SHAPE, Places, drawn_in, planes_of, read_places
from reengineer.bpmn._read_nodes import READERS, Fields, child_of, flag, text_of
from reengineer.bpmn._xml import LARGEST_BYTES, MODEL, ids_in, line_of, parse, qualified, refuse, split_tag

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
    return read_definitions(_bytes_of(Path(path_or_bytes), name), name)


def _bytes_of(path: Path, name: str) -> bytes:
    try:
        with path.open("rb") as stream:
            # One byte more than is allowed shows that there are too many.
            return stream.read(LARGEST_BYTES + 1)
    except OSError as error:
        reason = (error.strerror or "it cannot be read").lower()
        refuse("RE200", f"the map cannot be read: {reason}", "Check the path and the permissions.", file=name)


def read_definitions(data: bytes, file: str) -> Definitions:
    """Read bytes into definitions without edits; places in the diagram follow when they are asked for."""
    root, mended = parse(data, file=file)
    reader = Reader(root, file)
    records = reader.read()

    @cache
    def places() -> Places:
        return Reader(parse(data, file=file)[0], file).places()

    shapes, edges = Later(lambda: places().shapes), Later(lambda: places().edges)
    diagram = Diagram(shapes=shapes, edges=edges, counts=reader.counts(records))
    return replace(records, original=data, mended=mended, diagram=diagram)


class Reader:
    """Read one tree: hold its file name and the ids in it."""

    def __init__(self, root: etree._Element, file: str) -> None:
        self.root = root
        self.file = file
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

    def read(self) -> Definitions:
        """Return the records of the whole tree, without its diagram."""
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
                roots.append(RootElement(**self._base(child), type=split_tag(str(tag))[1]))
        return Definitions(
            file=self.file,
            id=root.get("id"),
            name=root.get("name"),
            target_namespace=root.get("targetNamespace"),
            exporter=root.get("exporter"),
            exporter_version=root.get("exporterVersion"),
            processes=tuple(processes),
            collaborations=tuple(collaborations),
            roots=tuple(roots),
        )

    def places(self) -> Places:
        """Return where shapes and edges are."""
        return read_places(self.root, self.reference, self.ids)

    def counts(self, records: Definitions) -> DiagramCounts:
        """Count what the diagrams hold, where the other records of the tree are known."""
        planes = planes_of(self.root)
        shapes, edges = drawn_in(planes, SHAPE), drawn_in(planes, EDGE)
        known = Contents(records).ids().union(root.id for root in records.roots)
        # To look for ids through the whole tree takes long, and most files draw nothing that is not a record.
        strange = [drawn for drawn in (*shapes, *edges) if drawn is None or drawn not in known]
        return DiagramCounts(
            diagrams=sum(1 for _ in self.root.iterchildren(DIAGRAM)),
            shapes=len(shapes),
            edges=len(edges),
            dangling=sum(self.reference(drawn) not in self.ids for drawn in strange),
        )

    def diagram(self, records: Definitions) -> Diagram:
        """Return the diagram of a tree whose other records are known."""
        places = self.places()
        return Diagram(shapes=places.shapes, edges=places.edges, counts=self.counts(records))

    def _base(self, element: etree._Element) -> Fields:
        return {"id": element.get("id"), "name": element.get("name"), "file": self.file, "line": element.sourceline}

    def _process(self, element: etree._Element) -> Process:
        executable = element.get("isExecutable")
        return Process(
            **self._base(element),
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
                lane_sets.append(LaneSet(**self._base(child), lanes=self._lanes(child, 0)))
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
        return Lane(**self._base(element), flow_node_refs=tuple(references), lanes=tuple(lanes))

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
        return Collaboration(
            **self._base(element),
            type=_COLLABORATIONS[element.tag],
            participants=tuple(participants),
            message_flows=tuple(message_flows),
            artifacts=tuple(artifacts),
        )

    def _participant(self, element: etree._Element) -> Participant:
        return Participant(
            **self._base(element),
            process_ref=self.reference(element.get("processRef")),
            is_multiple=child_of(element, _MULTIPLICITY) is not None,
        )

    def _message_flow(self, element: etree._Element) -> MessageFlow:
        return MessageFlow(
            **self._base(element),
            source_ref=self.reference(element.get("sourceRef")),
            target_ref=self.reference(element.get("targetRef")),
            message_ref=self.reference(element.get("messageRef")),
        )

    def text_annotation(self, element: etree._Element) -> TextAnnotation:
        """Read a remark, which some tools write into an attribute."""
        text = child_of(element, _TEXT)
        return TextAnnotation(**self._base(element), text=element.get("text") if text is None else text.text)

    def association(self, element: etree._Element) -> Association:
        """Read a tie; a direction that BPMN does not know counts as none."""
        direction = (element.get("associationDirection") or "none").strip().lower()
        return Association(
            **self._base(element),
            source_ref=self.reference(element.get("sourceRef")),
            target_ref=self.reference(element.get("targetRef")),
            direction=direction if direction in ("none", "one", "both") else "none",
        )

    def group(self, element: etree._Element) -> Group:
        """Read a frame."""
        return Group(**self._base(element), category_value_ref=self.reference(element.get("categoryValueRef")))


_ARTIFACTS: dict[str, Callable[[Reader, etree._Element], Artifact]] = {
    qualified("textAnnotation"): Reader.text_annotation,
    qualified("association"): Reader.association,
    qualified("group"): Reader.group,
}
