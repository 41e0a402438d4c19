"""Make one edit on a tree; one function a kind of edit."""

import re
from collections.abc import Sequence
from functools import singledispatch

from lxml import etree

from reengineer.bpmn import _edits as edits
from reengineer.bpmn._apply_diagram import add_diagram, place_edge, place_shape
from reengineer.bpmn._elements import BoundaryEvent
from reengineer.bpmn._set_extension import set_extension
from reengineer.bpmn._tree import (
    ASSOCIATION,
    BEFORE_FLOW_ELEMENTS,
    BEFORE_FLOW_NODE_REF,
    BEFORE_INCOMING,
    BEFORE_LANES,
    BEFORE_OUTGOING,
    BOUNDARY_EVENT,
    FLOW_NODE_REF,
    INCOMING,
    LANE,
    LANE_SET,
    MESSAGE_FLOW,
    OUTGOING,
    PROCESS,
    SEQUENCE_FLOW,
    Tree,
    append,
    insert,
    numbered,
    remove,
)
from reengineer.bpmn._write_nodes import build_flow, build_node, make, set_condition
from reengineer.bpmn._xml import ids_within, qualified
from reengineer.errors import with_article

_TASKS = ("task", "userTask", "manualTask", "serviceTask", "sendTask", "receiveTask", "scriptTask", "businessRuleTask")
_GATEWAYS = ("exclusiveGateway", "parallelGateway", "inclusiveGateway", "complexGateway")
_OF_ONE_TYPE = ("implementation", "scriptFormat", "messageRef", "operationRef", "instantiate")
_CHILDREN_OF_ONE_TYPE = ("script", "rendering", "activationCondition")
_ID = re.compile(r"[^\W\d][\w.\-]*")


@singledispatch
def make_edit(edit: object, tree: Tree) -> None:  # noqa: ARG001
    """Change the tree as the edit says.

    Raises
    ------
    BpmnError
        RE230 no such element; RE231 the id is taken; RE232 the wrong kind; RE233 not an id; RE234 not XML text.
    """
    raise TypeError(f"{type(edit).__name__} is not an edit")


@make_edit.register
def _(edit: edits.GiveIds, tree: Tree) -> None:
    groups = numbered(tree.root)
    for group, place, key in edit.ids:
        element = groups[group][place]
        old = element.get("id")
        element.set("id", key)
        if old:
            _follow(tree, element, old, key)
    tree.index()


def _follow(tree: Tree, element: etree._Element, old: str, key: str) -> None:
    """Let references follow a renamed element where another process has the old id."""
    process, first = tree.process_of(element), tree.by_id.get(old)
    if first is None or first.tag == PROCESS or tree.process_of(first) is process:
        return
    for other in process.iter(*_REFERRING):
        for name in ("sourceRef", "targetRef", "attachedToRef", "default"):
            if tree.refers(other.get(name), old):
                other.set(name, key)
        if other.tag in (INCOMING, OUTGOING, FLOW_NODE_REF) and tree.refers(other.text, old):
            other.text = key


_REFERRING = ("{*}*",)


@make_edit.register
def _(edit: edits.AddFlowNode, tree: Tree) -> None:
    parent = tree.container(edit.parent)
    _check_new(tree, edit.node.id, edit.node.name)
    if isinstance(edit.node, BoundaryEvent):
        tree.flow_node(edit.node.attached_to or "")
    element = build_node(edit.node, parent)
    insert(parent, element, BEFORE_FLOW_ELEMENTS)
    tree.by_id[str(edit.node.id)] = element
    if edit.lane is not None:
        _put_into_lane(tree, element, edit.lane)


def _check_new(tree: Tree, element_id: str | None, *texts: str | None) -> None:
    if not element_id or not _ID.fullmatch(element_id):
        message = f'"{element_id or ""}" cannot be an id in XML'
        raise tree.refuse("RE233", message, "Begin with a letter; go on with letters, digits, '_', '-' and '.'.")
    if element_id in tree.ids():
        raise tree.refuse("RE231", f'the id "{element_id}" is taken', "Give the new element another id.")
    for text in texts:
        tree.check_text(text)


def _put_into_lane(tree: Tree, element: etree._Element, lane_id: str) -> None:
    lane = tree.lane(lane_id)
    if tree.process_of(lane) is not tree.process_of(element):
        message = f'lane "{lane_id}" belongs to another process than "{element.get("id")}"'
        raise tree.refuse("RE232", message, "Choose a lane of the same process.")
    child = make(FLOW_NODE_REF, lane)
    child.text = element.get("id")
    insert(lane, child, BEFORE_FLOW_NODE_REF)


@make_edit.register
def _(edit: edits.AddSequenceFlow, tree: Tree) -> None:
    parent, flow = tree.container(edit.parent), edit.flow
    _check_new(tree, flow.id, flow.name, flow.condition)
    ends = [tree.flow_node(ref or "") for ref in (flow.source_ref, flow.target_ref)]
    for end in ends:
        _check_inside(tree, end, parent)
    element = build_flow(flow, parent)
    insert(parent, element, BEFORE_FLOW_ELEMENTS)
    tree.by_id[str(flow.id)] = element
    _list_flow(tree, ends[0], OUTGOING, str(flow.id))
    _list_flow(tree, ends[1], INCOMING, str(flow.id))


def _check_inside(tree: Tree, node: etree._Element, parent: etree._Element | None) -> None:
    if node.getparent() is not parent:
        message = f'a sequence flow cannot reach "{node.get("id")}" across the border of a process or sub-process'
        raise tree.refuse("RE232", message, "Join nodes of one process or sub-process.")


def _list_flow(tree: Tree, node: etree._Element, tag: str, flow_id: str) -> None:
    """Write incoming or outgoing into a node, where the file does so."""
    if not tree.lists_flows:
        return
    child = make(tag, node)
    child.text = tree.prefix + flow_id
    insert(node, child, BEFORE_INCOMING if tag == INCOMING else BEFORE_OUTGOING)


def _unlist_flow(tree: Tree, node: etree._Element | None, tag: str, flow_id: str) -> None:
    if node is None:
        return
    for child in [item for item in node.iterchildren(tag) if tree.refers(item.text, flow_id)]:
        remove(child)


@make_edit.register
def _(edit: edits.RemoveSequenceFlow, tree: Tree) -> None:
    _take_out_flow(tree, tree.sequence_flow(edit.id))


def _take_out_flow(tree: Tree, element: etree._Element) -> None:
    key = str(element.get("id"))
    source, target = _end(tree, element, "sourceRef"), _end(tree, element, "targetRef")
    _unlist_flow(tree, source, OUTGOING, key)
    _unlist_flow(tree, target, INCOMING, key)
    _forget_default(tree, source, key)
    _take_out(tree, [element])


def _end(tree: Tree, flow: etree._Element, attribute: str) -> etree._Element | None:
    return tree.by_id.get(tree.resolve(flow.get(attribute)) or "")


def _forget_default(tree: Tree, node: etree._Element | None, flow_id: str) -> None:
    if node is not None and tree.refers(node.get("default"), flow_id):
        del node.attrib["default"]


def _take_out(tree: Tree, gone: Sequence[etree._Element]) -> None:
    """Remove elements with their shapes and edges."""
    keys = frozenset(key for element in gone for key in ids_within(element))
    for item in tree.drawn(keys):
        remove(item)
    for element in gone:
        remove(element)
    for key in keys:
        tree.by_id.pop(key, None)


@make_edit.register
def _(edit: edits.RemoveFlowNode, tree: Tree) -> None:
    element = tree.flow_node(edit.id)
    gone = [element, *_boundary_events(tree, element)]
    keys = frozenset(key for item in gone for key in ids_within(item))
    for flow in [item for item in tree.root.iter(SEQUENCE_FLOW) if _touches(tree, item, keys)]:
        if flow.get("id") not in keys:
            _take_out_flow(tree, flow)
    ties = [item for item in tree.root.iter(MESSAGE_FLOW, ASSOCIATION) if _touches(tree, item, keys)]
    for tie in ties:
        _unlist_tie(tree, tie)
    for reference in [
        item for item in tree.root.iter(FLOW_NODE_REF) if tree.resolve((item.text or "").strip()) in keys
    ]:
        remove(reference)
    _take_out(tree, [*gone, *(tie for tie in ties if tie.get("id") not in keys)])


def _boundary_events(tree: Tree, activity: etree._Element) -> list[etree._Element]:
    parent, key = activity.getparent(), str(activity.get("id"))
    if parent is None:
        return []
    return [item for item in parent.iterchildren(BOUNDARY_EVENT) if tree.refers(item.get("attachedToRef"), key)]


def _unlist_tie(tree: Tree, tie: etree._Element) -> None:
    """Take a message flow out of the lists of its ends, where a tool has written it there."""
    for name, tag in (("sourceRef", OUTGOING), ("targetRef", INCOMING)):
        _unlist_flow(tree, _end(tree, tie, name), tag, str(tie.get("id")))


def _touches(tree: Tree, tie: etree._Element, keys: frozenset[str]) -> bool:
    return tree.resolve(tie.get("sourceRef")) in keys or tree.resolve(tie.get("targetRef")) in keys


@make_edit.register
def _(edit: edits.RedirectFlow, tree: Tree) -> None:
    flow = tree.sequence_flow(edit.id)
    if edit.source is not None:
        _check_inside(tree, tree.flow_node(edit.source), flow.getparent())
        _forget_default(tree, _end(tree, flow, "sourceRef"), edit.id)
        _move_end(tree, flow, "sourceRef", OUTGOING, edit.source)
    if edit.target is not None:
        _check_inside(tree, tree.flow_node(edit.target), flow.getparent())
        _move_end(tree, flow, "targetRef", INCOMING, edit.target)


def _move_end(tree: Tree, flow: etree._Element, attribute: str, tag: str, to: str) -> None:
    key = str(flow.get("id"))
    _unlist_flow(tree, _end(tree, flow, attribute), tag, key)
    flow.set(attribute, to)
    _list_flow(tree, tree.by_id[to], tag, key)


@make_edit.register
def _(edit: edits.SetName, tree: Tree) -> None:
    tree.check_text(edit.name)
    element = tree.by_id.get(edit.id)
    if element is None:
        element = next((item for item in tree.root.iter(*_NAMED) if item.get("id") == edit.id), None)
    if element is None:
        element = tree.flow_node(edit.id)
    if edit.name is None:
        element.attrib.pop("name", "")
    else:
        element.set("name", edit.name)


_NAMED = tuple(qualified(name) for name in ("participant", "collaboration", "messageFlow", "message"))


@make_edit.register
def _(edit: edits.SetType, tree: Tree) -> None:
    element = tree.flow_node(edit.id)
    old = etree.QName(element).localname
    family = next((names for names in (_TASKS, _GATEWAYS) if old in names), ())
    if edit.type not in family:
        message = f'"{edit.id}" is {with_article(old)} and cannot become {with_article(edit.type)}'
        raise tree.refuse("RE232", message, "Choose one of: " + (", ".join(family) or "none") + ".")
    if edit.type == old:
        return
    element.tag = qualified(edit.type)
    for name in (*_OF_ONE_TYPE, *(("default",) if edit.type == "parallelGateway" else ())):
        element.attrib.pop(name, "")
    for child in list(element.iterchildren(*(qualified(name) for name in _CHILDREN_OF_ONE_TYPE))):
        remove(child)


@make_edit.register
def _(edit: edits.AssignLane, tree: Tree) -> None:
    element = tree.flow_node(edit.node)
    if edit.lane is not None:
        tree.lane(edit.lane)
    process = tree.process_of(element)
    for reference in [item for item in process.iter(FLOW_NODE_REF) if tree.refers(item.text, edit.node)]:
        remove(reference)
    if edit.lane is not None:
        _put_into_lane(tree, element, edit.lane)


@make_edit.register
def _(edit: edits.AddLane, tree: Tree) -> None:
    process = tree.container(edit.process)
    _check_new(tree, edit.id, edit.name)
    lane_set = next(process.iterchildren(LANE_SET), None)
    if lane_set is None:
        lane_set = make(LANE_SET, process)
        lane_set.set("id", _free(tree, f"{edit.process}_lanes"))
        insert(process, lane_set, BEFORE_LANES)
    lane = make(LANE, lane_set)
    lane.set("id", edit.id)
    if edit.name is not None:
        lane.set("name", edit.name)
    append(lane_set, lane)
    tree.by_id[edit.id] = lane


def _free(tree: Tree, stem: str) -> str:
    taken, number, name = tree.ids(), 1, stem
    while name in taken:
        number += 1
        name = f"{stem}_{number}"
    return name


@make_edit.register
def _(edit: edits.RemoveLane, tree: Tree) -> None:
    lane = tree.lane(edit.id)
    if next(lane.iter(FLOW_NODE_REF), None) is not None:
        raise tree.refuse("RE232", f'lane "{edit.id}" holds elements', "Move them to another lane first.")
    lane_set = lane.getparent()
    _take_out(tree, [lane])
    if lane_set is not None and next(lane_set.iterchildren(LANE), None) is None:
        remove(lane_set)


@make_edit.register
def _(edit: edits.MoveShape, tree: Tree) -> None:
    # Where the shape goes follows from what is drawn, and is an edit of its own.
    tree.flow_node(edit.id)
    tree.flow_node(edit.near)


@make_edit.register
def _(edit: edits.SetDefault, tree: Tree) -> None:
    gateway = tree.flow_node(edit.gateway)
    if edit.flow is None:
        gateway.attrib.pop("default", "")
        return
    flow = tree.sequence_flow(edit.flow)
    if not tree.refers(flow.get("sourceRef"), edit.gateway):
        message = f'flow "{edit.flow}" does not leave "{edit.gateway}" and cannot be its default'
        raise tree.refuse("RE232", message, "Choose a flow that leaves it.")
    gateway.set("default", edit.flow)


@make_edit.register
def _(edit: edits.SetCondition, tree: Tree) -> None:
    tree.check_text(edit.condition)
    flow = tree.sequence_flow(edit.flow)
    for child in list(flow.iterchildren(qualified("conditionExpression"))):
        remove(child)
    if edit.condition is not None:
        set_condition(flow, edit.condition)


@make_edit.register
def _(edit: edits.SetExtension, tree: Tree) -> None:
    set_extension(edit, tree)


@make_edit.register
def _(edit: edits.PlaceShape, tree: Tree) -> None:
    place_shape(edit, tree)


@make_edit.register
def _(edit: edits.PlaceEdge, tree: Tree) -> None:
    place_edge(edit, tree)


@make_edit.register
def _(edit: edits.AddDiagram, tree: Tree) -> None:
    add_diagram(edit, tree)
