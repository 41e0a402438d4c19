"""Check where cases can come: what none reaches, what none leaves, what is joined to nothing."""

from collections.abc import Iterator

from reengineer.bpmn import Activity, AdHocSubProcess
from reengineer.errors import Problem
from reengineer.processmap import _paths
from reengineer.processmap._form._rules import found
from reengineer.processmap._map import Node, ProcessMap


def check_reach(map_: ProcessMap) -> Iterator[Problem]:
    """Give what no case can reach, what no case can leave, and what is joined to nothing."""
    forward = _paths.reachable(map_, _paths.first_nodes(map_) + _set_off(map_), frozenset())
    back = _paths.leading_to(map_, [node.id for node in map_.nodes if _can_stop(map_, node)])
    unordered = _unordered(map_)
    for node in map_.nodes:
        if _should_be_joined(node, unordered) and not (map_.incoming(node.id) or map_.outgoing(node.id)):
            message = "no flow leads to the element and none leaves it"
            yield found("RE293", message, "Join it to the others by sequence flows, or delete it.", node.source)
        elif node.id not in forward:
            message = "no case can reach the element from a start"
            yield found("RE245", message, "Draw the flow that leads to it, or delete it.", node.source)
        elif node.id not in back:
            yield found("RE246", "a case that comes here can never end", "Draw a way out of the loop.", node.source)


def _set_off(map_: ProcessMap) -> tuple[str, ...]:
    return tuple(node.id for node in map_.nodes if _compensates(node))


def _compensates(node: Node) -> bool:
    """Say whether the node starts without a flow, to undo something."""
    return isinstance(node.element, Activity) and node.element.is_for_compensation


def _can_stop(map_: ProcessMap, node: Node) -> bool:
    return not map_.successors(node.id) or _paths.is_last(map_, node)


def _unordered(map_: ProcessMap) -> frozenset[str]:
    """Return the sub-processes whose steps may stand side by side without flows: all or any of them are done."""
    holders = {node.parent for node in map_.nodes if node.parent != node.process}
    ordered = {node.parent for node in map_.nodes if node.position == "start"}
    return frozenset(
        key for key in holders if key not in ordered or isinstance(map_.index.nodes[key].element, AdHocSubProcess)
    )


def _should_be_joined(node: Node, unordered: frozenset[str]) -> bool:
    if node.position == "boundary" or _paths.is_event_sub_process(node):
        return False
    return not _compensates(node) and (node.parent not in unordered or node.position == "end")
