"""Change an XML tree without disturbing its look: elements found by id, indentation kept, references followed."""

import re
from collections.abc import Container, Iterable, Iterator

from lxml import etree

from reengineer.bpmn._read_diagram import DIAGRAM, EDGE, PLANE, SHAPE
from reengineer.bpmn._read_nodes import READERS
from reengineer.bpmn._xml import ids_in, qualified
from reengineer.errors import BpmnError, Problem, nearest, with_article
from reengineer.source import Source

PROCESS, LANE, LANE_SET = qualified("process"), qualified("lane"), qualified("laneSet")
CHILD_LANE_SET = qualified("childLaneSet")
SUB_PROCESSES = frozenset(qualified(name) for name in ("subProcess", "transaction", "adHocSubProcess"))
CONTAINERS = SUB_PROCESSES | {PROCESS}
SEQUENCE_FLOW, MESSAGE_FLOW, ASSOCIATION = qualified("sequenceFlow"), qualified("messageFlow"), qualified("association")
INCOMING, OUTGOING, FLOW_NODE_REF = qualified("incoming"), qualified("outgoing"), qualified("flowNodeRef")
BOUNDARY_EVENT = qualified("boundaryEvent")
FLOW_NODES = frozenset(READERS) - {
    qualified(name) for name in ("sequenceFlow", "dataObject", "dataObjectReference", "dataStoreReference")
}
DOCUMENTATION, EXTENSION_ELEMENTS = qualified("documentation"), qualified("extensionElements")
_HEAD = (
    DOCUMENTATION,
    EXTENSION_ELEMENTS,
    *(qualified(name) for name in ("auditing", "monitoring", "categoryValueRef")),
)
BEFORE_INCOMING = (*_HEAD, INCOMING)
BEFORE_OUTGOING = (*_HEAD, INCOMING, OUTGOING)
BEFORE_LANES = (*_HEAD, qualified("ioSpecification"), qualified("property"), LANE_SET)
BEFORE_FLOW_NODE_REF = (*_HEAD, qualified("partitionElement"), FLOW_NODE_REF)
BEFORE_FLOW_ELEMENTS = (*BEFORE_LANES, qualified("supportedInterfaceRef"), qualified("ioBinding"), *READERS)

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def elements(root: etree._Element) -> Iterator[etree._Element]:
    """Give processes' flow elements in the order in which the reader walks them."""
    for process in root.iterchildren(PROCESS):
        stack = [process.iterchildren(*READERS)]
        while stack:
            element = next(stack[-1], None)
            if element is None:
                stack.pop()
                continue
            yield element
            if element.tag in SUB_PROCESSES:
                stack.append(element.iterchildren(*READERS))


def lanes_of(container: etree._Element) -> Iterator[etree._Element]:
    """Give the lanes of a process or sub-process, outer before inner, without those of sub-processes inside."""
    for lane_set in container.iterchildren(LANE_SET):
        yield from _lanes_in(lane_set)


def _lanes_in(lane_set: etree._Element) -> Iterator[etree._Element]:
    for lane in lane_set.iterchildren(LANE):
        yield lane
        for inner in lane.iterchildren(CHILD_LANE_SET):
            yield from _lanes_in(inner)


def numbered(root: etree._Element) -> dict[str, list[etree._Element]]:
    """Return processes, flow elements and lanes in the order in which `keys_of` counts them."""
    processes = list(root.iterchildren(PROCESS))
    found = list(elements(root))
    holders = processes + [element for element in found if element.tag in SUB_PROCESSES]
    return {"process": processes, "element": found, "lane": [lane for holder in holders for lane in lanes_of(holder)]}


class Tree:
    """Hold a tree while it is edited: its elements by id, and whether its nodes list their flows."""

    def __init__(self, root: etree._Element, file: str) -> None:
        self.root = root
        self.file = file
        self._read_ids = self.ids()
        self.by_id: dict[str, etree._Element] = {}
        self.index()
        first = next(root.iter(INCOMING, OUTGOING), None)
        self.lists_flows = first is not None or next(root.iter(SEQUENCE_FLOW), None) is None
        self.prefix = self._prefix()

    def index(self) -> None:
        """Find processes, flow elements and lanes by id; the first where an id is repeated."""
        self.by_id = {}
        for group in numbered(self.root).values():
            for element in group:
                if "id" in element.attrib:
                    self.by_id.setdefault(str(element.get("id")), element)

    def _prefix(self) -> str:
        """Return the prefix that the file writes before references of QName type, with its colon."""
        for element in self.root.iter(INCOMING, OUTGOING):
            text = (element.text or "").strip()
            if ":" in text and self.resolve(text) != text:
                return text.rpartition(":")[0] + ":"
        return ""

    def resolve(self, text: str | None) -> str | None:
        """Return the id that a reference means, its prefix taken off where that gives an id."""
        if text is None or ":" not in text:
            return text
        bare = text.rpartition(":")[2]
        return bare if not self._is_known(text) and self._is_known(bare) else text

    def _is_known(self, key: str) -> bool:
        """Say whether an id was in the file as read, or has been given since."""
        return key in self._read_ids or key in self.by_id

    def has_diagram(self) -> bool:
        """Say whether the file draws anything."""
        return any(next(plane.iterchildren(SHAPE), None) is not None for plane in self.planes())

    def ids(self) -> frozenset[str]:
        """Return every id in the file, diagram and extensions included."""
        return frozenset(ids_in(self.root))

    def refuse(self, code: str, message: str, remedy: str = "") -> BpmnError:
        """Return the error for an edit that cannot be made."""
        return BpmnError([Problem(code, message, remedy, Source(file=self.file))])

    def check_text(self, text: str | None) -> None:
        """Refuse text that XML cannot hold."""
        if text and _ILLEGAL.search(text):
            message = "the text holds a character that XML does not allow"
            raise self.refuse("RE234", message, "Take control characters out.")

    def get(self, key: str, tags: Iterable[str], what: str) -> etree._Element:
        """Return the element with this id, which must be of one of the kinds."""
        element = self.by_id.get(key)
        if element is None:
            hint = nearest(key, self.by_id)
            message = f'there is no {what} "{key}" to edit' + (f"; {hint}" if hint else "")
            raise self.refuse("RE230", message, "Name an element of the map by its id.")
        if element.tag not in tags:
            kind = etree.QName(element).localname
            raise self.refuse(
                "RE232",
                f'"{key}" is {with_article(kind)}, not {with_article(what)}',
                "Name an element of the right kind.",
            )
        return element

    def owner(self, key: str) -> etree._Element:
        """Return a process, flow element or lane."""
        return self.get(key, (PROCESS, LANE, *READERS), "process or flow element")

    def container(self, key: str) -> etree._Element:
        """Return a process or sub-process."""
        return self.get(key, CONTAINERS, "process or sub-process")

    def flow_node(self, key: str) -> etree._Element:
        """Return a flow node."""
        return self.get(key, FLOW_NODES, "flow node")

    def sequence_flow(self, key: str) -> etree._Element:
        """Return a sequence flow."""
        return self.get(key, (SEQUENCE_FLOW,), "sequence flow")

    def lane(self, key: str) -> etree._Element:
        """Return a lane."""
        return self.get(key, (LANE,), "lane")

    def refers(self, text: str | None, key: str) -> bool:
        """Say whether a reference, prefix or not, means the element with this id."""
        return text is not None and self.resolve(text.strip()) == key

    def process_of(self, element: etree._Element) -> etree._Element:
        """Return the process around an element, or the element itself if it is one."""
        return element if element.tag == PROCESS else next(element.iterancestors(PROCESS))

    def planes(self) -> Iterator[etree._Element]:
        """Give the planes of all diagrams."""
        for diagram in self.root.iterchildren(DIAGRAM):
            yield from diagram.iterchildren(PLANE)

    def drawn(self, keys: Container[str]) -> list[etree._Element]:
        """Return the shapes and edges of elements, in all diagrams."""
        return [
            item
            for plane in self.planes()
            for item in plane.iterchildren(SHAPE, EDGE)
            if (self.resolve(item.get("bpmnElement")) or "") in keys
        ]


def insert(parent: etree._Element, child: etree._Element, after: Iterable[str] = ()) -> None:
    """Add a child behind the last one with such a tag, or in front of all; indent it like its siblings."""
    wanted = frozenset(after)
    position = next((at + 1 for at in range(len(parent) - 1, -1, -1) if parent[at].tag in wanted), 0)
    insert_at(parent, child, position)


def append(parent: etree._Element, child: etree._Element) -> None:
    """Add a child behind all others; indent it like its siblings."""
    insert_at(parent, child, len(parent))


def insert_at(parent: etree._Element, child: etree._Element, position: int) -> None:
    """Add a child at a position; indent it and what is inside it like the rest of the file."""
    outer, inner = _indents(parent)
    was_empty = len(parent) == 0
    parent.insert(position, child)
    if outer is None or inner is None:
        return
    _indent_inside(child, inner, inner[len(outer) :])
    if was_empty:
        parent.text, child.tail = inner, outer
    elif position == len(parent) - 1:
        before = parent[position - 1]
        child.tail, before.tail = before.tail, inner
    else:
        child.tail = inner


def _indents(parent: etree._Element) -> tuple[str | None, str | None]:
    """Return the white space before a parent's end tag and before its children; None where there are no line breaks."""
    outer = _space_before(parent)
    if outer is None or (parent.text or "").strip():
        return None, None
    if len(parent) and parent.text and "\n" in parent.text:
        return outer, parent.text
    if len(parent):
        return None, None
    around = parent.getparent()
    further = _space_before(around) if around is not None else None
    unit = outer[len(further) :] if further is not None and outer.startswith(further) else "  "
    return outer, outer + (unit or "  ")


def _space_before(element: etree._Element) -> str | None:
    """Return the line break and indentation in front of an element, or None where there is none."""
    before, parent = element.getprevious(), element.getparent()
    if parent is None:
        return "\n"
    space = parent.text if before is None else before.tail
    if not space or space.strip() or "\n" not in space:
        return None
    return space[space.rindex("\n") :]


def _indent_inside(element: etree._Element, indent: str, unit: str) -> None:
    if len(element) == 0:
        return
    inner = indent + unit
    element.text = inner
    for child in element:
        child.tail = inner
        _indent_inside(child, inner, unit)
    element[-1].tail = indent


def remove(element: etree._Element) -> None:
    """Take an element out and close the gap in the indentation."""
    parent = element.getparent()
    if parent is None:
        return
    before, tail = element.getprevious(), element.tail
    is_last = element.getnext() is None
    parent.remove(element)
    if not is_last or (tail or "").strip():
        return
    if before is not None:
        before.tail = tail
    elif not (parent.text or "").strip():
        parent.text = None
