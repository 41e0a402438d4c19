"""State what an edit must leave alone, and check it on the bytes before and after."""

import pickle
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree

from reengineer.bpmn import (
    AddFlowNode,
    AddLane,
    AddSequenceFlow,
    AssignLane,
    Definitions,
    Edit,
    FlowNode,
    GiveIds,
    MoveShape,
    PlaceEdge,
    PlaceShape,
    RedirectFlow,
    RemoveFlowNode,
    RemoveLane,
    RemoveSequenceFlow,
    SequenceFlow,
    SetCondition,
    SetDefault,
    SetExtension,
    SetName,
    SetType,
    SubProcess,
    keys_of,
    read_bpmn,
    write_bpmn,
)

MODEL = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
TIES = (MODEL + "association", MODEL + "messageFlow")
LISTS = tuple(MODEL + name for name in ("incoming", "outgoing", "flowNodeRef"))


def check_edited(before: Definitions, edited: Definitions) -> Definitions:
    """Check every law of edited definitions; return what is read from the file written."""
    written = write_bpmn(edited, draw=False)
    again = read_bpmn(written, file=edited.file)
    assert again == edited
    assert write_bpmn(again, draw=False) == written == write_bpmn(edited, draw=False)
    copy = pickle.loads(pickle.dumps(edited))  # noqa: S301 - our own bytes
    assert copy == edited
    assert copy.edits == edited.edits
    assert write_bpmn(copy, draw=False) == written
    assert read_bpmn(before.original) == before
    check_untouched(before, edited, written)
    return again


def check_untouched(before: Definitions, edited: Definitions, written: bytes) -> None:
    """Compare what is left of the file before and after, when all that the edits may touch is taken out."""
    named = before.edit(*(edit for edit in edited.edits if isinstance(edit, GiveIds)))
    gone = set(_ids(named)) - set(_ids(edited))
    new = set(_ids(edited)) - set(_ids(named))
    masked = [_masked(data, edited.edits, gone | new) for data in (write_bpmn(named, draw=False), written)]
    assert masked[0] == masked[1]


def _ids(definitions: Definitions) -> Iterator[str]:
    keys = keys_of(definitions)
    yield from (key for key, _ in keys.processes)
    yield from (item.key for item in keys.elements)
    yield from (key for key, *_ in keys.lanes)
    for group in definitions.collaborations:
        yield from (each.id for each in (*group.message_flows, *group.artifacts) if each.id)
    for holder in (
        *definitions.processes,
        *(item for item, _, _ in definitions.walk() if isinstance(item, SubProcess)),
    ):
        yield from (each.id for each in (*holder.artifacts, *holder.lane_sets) if each.id)


def check_gone(before: Definitions, after: Definitions, edit: Edit) -> None:
    """Check that an edit takes away only what was asked for, what is inside or attached, and what ties to it."""
    named = after.edits[len(before.edits) :][0]
    before = before.edit(named) if isinstance(named, GiveIds) else before
    gone = set(_ids(before)) - set(_ids(after))
    allowed = {edit.id} if isinstance(edit, RemoveFlowNode | RemoveSequenceFlow) else set()
    while further := {item.key for item in keys_of(before).elements if _hangs_on(item, allowed)} - allowed:
        allowed |= further
    for holder in _all_holders(before):
        is_gone = holder.id in allowed
        ties = (*getattr(holder, "artifacts", ()), *getattr(holder, "message_flows", ()))
        allowed |= {tie.id for tie in ties if is_gone or _ends(tie) & allowed}
        allowed |= {each.id for each in (*getattr(holder, "lane_sets", ()), *getattr(holder, "lanes", ())) if is_gone}
    assert gone <= allowed


def check_nothing_dangles(before: Definitions, after: Definitions) -> None:
    """Check that an edit leaves behind no reference to what is gone."""
    new = Counter(problem.code for problem in after.problems) - Counter(problem.code for problem in before.problems)
    assert not new.keys() & {"RE212", "RE214", "RE215", "RE216", "RE217"}
    assert after.diagram.counts.dangling <= before.diagram.counts.dangling
    assert set(_wrong_lists(write_bpmn(after, draw=False))) <= set(_wrong_lists(write_bpmn(before, draw=False)))


def _wrong_lists(data: bytes) -> Iterator[tuple[str | None, str, str]]:
    """Give the node, name and flow where a node lists a flow that does not reach or leave it."""
    root = etree.fromstring(data, etree.XMLParser(recover=True))
    flows = {flow.get("id"): flow for flow in root.iter(MODEL + "sequenceFlow") if not _is_foreign(flow)}
    for name, end in (("incoming", "targetRef"), ("outgoing", "sourceRef")):
        for listed in root.iter(MODEL + name):
            node, key = listed.getparent().get("id"), (listed.text or "").strip().rpartition(":")[2]
            if key not in flows or (flows[key].get(end) or "").rpartition(":")[2] != node:
                yield node, name, key


def _all_holders(definitions: Definitions) -> list[Any]:
    inner = [item for item, _, _ in definitions.walk() if isinstance(item, SubProcess)]
    return [*definitions.processes, *inner, *definitions.collaborations]


def _hangs_on(item: Any, gone: set[str]) -> bool:
    return item.parent in gone or bool(_ends(item.element) & gone)


def _ends(element: Any) -> set[Any]:
    return {getattr(element, name, None) for name in ("source_ref", "target_ref", "attached_to")}


def _masked(data: bytes, edits: Iterable[Edit], absent: set[str]) -> str:
    """Return the canonical form of a file without what the edits may touch."""
    root = etree.fromstring(data, etree.XMLParser(recover=True, resolve_entities=False, strip_cdata=False))
    touched = _Touched(edits)
    # What is inside goes too, and with it what draws it.
    holders = [each for each in root.iter(MODEL + "*") if each.get("id") in absent and not _is_foreign(each)]
    absent = absent | {str(inner.get("id")) for each in holders for inner in each.iter("*") if "id" in inner.attrib}
    for element in list(root.iter("*")):
        _mask(element, touched, absent)
    for element in root.iter():
        element.text = element.text if (element.text or "").strip() else None
        element.tail = element.tail if (element.tail or "").strip() else None
    return str(etree.canonicalize(root, with_comments=True))


class _Touched:
    """Gather from edits what each may alter."""

    def __init__(self, edits: Iterable[Edit]) -> None:
        self.renamed: set[str] = set()
        self.retyped: set[str] = set()
        self.ends: set[str] = set()
        self.flows: set[str] = set()
        self.conditions: set[str] = set()
        self.placed: set[str] = set()
        self.extended: set[tuple[str, str]] = set()
        for edit in edits:
            self._add(edit)

    def _add(self, edit: Edit) -> None:
        match edit:
            case SetName():
                self.renamed.add(edit.id)
            case SetType():
                self.retyped.add(edit.id)
            case RedirectFlow():
                self.ends.add(edit.id)
            case SetCondition():
                self.conditions.add(edit.flow)
            case PlaceShape() | PlaceEdge():
                self.placed.add(edit.id)
            case SetExtension():
                self.extended.add((edit.id, edit.namespace))
            case SetDefault() | AddFlowNode() | AddLane() | AddSequenceFlow() | AssignLane():
                pass
            case RemoveFlowNode() | RemoveSequenceFlow() | RemoveLane() | MoveShape() | GiveIds():
                pass


def _mask(element: etree._Element, touched: _Touched, absent: set[str]) -> None:
    key = element.get("id") or ""
    in_model = str(element.tag).startswith(MODEL) and not _is_foreign(element)
    refers = (element.get("bpmnElement") or "").rpartition(":")[2]
    if refers in absent or refers in touched.placed or (in_model and _is_absent(element, key, absent)):
        _take_out(element)
    elif in_model:
        _mask_parts(element, key, touched)


def _is_absent(element: etree._Element, key: str, absent: set[str]) -> bool:
    ends = {(element.get(name) or "").rpartition(":")[2] for name in ("sourceRef", "targetRef")}
    is_empty = element.tag == MODEL + "extensionElements" and len(element) == 0
    # Lists of flows follow flows; another law looks at them.
    return key in absent or element.tag in LISTS or is_empty or (element.tag in TIES and bool(ends & absent))


def _mask_parts(element: etree._Element, key: str, touched: _Touched) -> None:
    names = ["default"]
    names += ["name"] if key in touched.renamed else []
    names += ["sourceRef", "targetRef"] if key in touched.ends else []
    for name in names:
        element.attrib.pop(name, None)
    if key in touched.retyped:
        _mask_type(element)
    gone = element.findall(MODEL + "conditionExpression") if key in touched.conditions else []
    for holder in element.findall(MODEL + "extensionElements"):
        ours = [each for each in holder.iterchildren("*") if (key, etree.QName(each).namespace) in touched.extended]
        gone += [holder] if len(ours) == len(holder) else ours
    for child in gone:
        _take_out(child)


def _is_foreign(element: etree._Element) -> bool:
    """Say whether an element stands inside what another tool says."""
    return any(around.tag == MODEL + "extensionElements" for around in element.iterancestors())


def _mask_type(element: etree._Element) -> None:
    element.tag = MODEL + "retyped"
    for name in ("implementation", "scriptFormat", "messageRef", "operationRef", "instantiate"):
        element.attrib.pop(name, None)
    for name in ("script", "rendering", "activationCondition"):
        for child in element.findall(MODEL + name):
            _take_out(child)


def _take_out(element: etree._Element) -> None:
    """Remove an element and keep the words behind it."""
    parent = element.getparent()
    if parent is None:
        return
    tail, before = element.tail or "", element.getprevious()
    if tail.strip() and before is not None:
        before.tail = (before.tail or "") + tail
    elif tail.strip():
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def flow_nodes(definitions: Definitions) -> list[tuple[str, FlowNode, str]]:
    """Return key, record and container of each node."""
    return [
        (item.key, item.element, item.parent)
        for item in keys_of(definitions).elements
        if isinstance(item.element, FlowNode)
    ]


def sequence_flows(definitions: Definitions) -> list[tuple[str, SequenceFlow, str]]:
    """Return key, record and container of each flow."""
    return [
        (item.key, item.element, item.parent)
        for item in keys_of(definitions).elements
        if isinstance(item.element, SequenceFlow)
    ]
