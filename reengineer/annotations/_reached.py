"""Find where cases may start, and what they can come to from there."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from reengineer.annotations._routing import message_targets
from reengineer.bpmn import Activity, SubProcess
from reengineer.processmap import Node, ProcessMap

if TYPE_CHECKING:
    from reengineer.annotations._annotated import AnnotatedMap


def open_starts(annotated: "AnnotatedMap") -> list[str]:
    """Return the places at the top of a process where cases may start: no message comes in, and no call."""
    started = message_targets(annotated.map)
    called = set(annotated.opened_calls().values())
    free = [node for node in annotated.map.starts if node.id not in started]
    # A call comes in at the plain start event; cases may come in at others.
    uncalled = [node.id for node in free if node.process not in called or node.trigger != "none"]
    # Where every process is called, such as one that calls itself, nothing else could start.
    return uncalled or [node.id for node in free]


def all_starts(annotated: "AnnotatedMap") -> list[str]:
    """Return the open starts, and as many others as it takes that each is reached.

    The start of a pool is not open where a message leads to it; but nobody may ever come to who would send it.
    """
    called = set(annotated.opened_calls().values())
    # What waits for the message itself would wait for it in vain.
    waiting = [node.id for node in annotated.map.starts if node.type == "receiveTask" or node.position == "catch"]
    others = [node.id for node in annotated.map.starts if node.process not in called and node.id not in waiting]
    found = open_starts(annotated)
    for start in others:
        if start not in reached(annotated, found):
            found.append(start)
    return found


def reached(annotated: "AnnotatedMap", starts: Iterable[str]) -> frozenset[str]:
    """Return the nodes that cases can come to from where they start, in all pools and in what is called."""
    map_ = annotated.map
    calls = annotated.opened_calls()
    messages = list(_pool_starts(map_))
    seen: set[str] = set()
    waiting = list(starts)
    while waiting:
        one = waiting.pop()
        if one in seen:
            continue
        seen.add(one)
        waiting += map_.successors(one)
        waiting += (target for source, target in messages if source == one)
        waiting += (node.id for node in map_.starts if one in calls and node.process == calls[one])
        waiting += _beside(map_, map_.index.nodes[one])
    return frozenset(seen)


def _pool_starts(map_: ProcessMap) -> Iterator[tuple[str, str]]:
    """Give who sends a message that starts a pool, and its start event."""
    nodes = map_.index.nodes
    for group in map_.definitions.collaborations:
        for flow in group.message_flows:
            source, target = flow.source_ref or "", flow.target_ref or ""
            if source in nodes and target in nodes and nodes[target].position == "start":
                yield source, target


def _beside(map_: ProcessMap, node: Node) -> Iterator[str]:
    """Give what may happen where a case is in a process or sub-process: its event sub-processes, and what undoes."""
    for each in map_.children(node.parent):
        by_event = isinstance(each.element, SubProcess) and each.element.triggered_by_event
        if by_event or (isinstance(each.element, Activity) and each.element.is_for_compensation):
            yield each.id
