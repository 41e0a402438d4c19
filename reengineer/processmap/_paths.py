"""Walk the map: where a token may go, what it must pass, which parts run side by side.

Every walk keeps its own list of what is to be done, so depth costs memory and not the interpreter's stack.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from reengineer._records import dataclass
from reengineer.bpmn import Activity, Event, SubProcess, plain

if TYPE_CHECKING:
    from reengineer.processmap._map import Node, ProcessMap


@dataclass(frozen=True, slots=True, kw_only=True)
class ParallelBlock:
    """Hold a part of the map between a parallel split and the join that ends it.

    Parameters
    ----------
    split, join : str
        The two gateways.
    branches : tuple of tuple of str
        The nodes of each branch in the order of the split's flows; empty for a flow straight to the join.
    """

    split: str
    join: str
    branches: tuple[tuple[str, ...], ...]

    @property
    def inside(self) -> frozenset[str]:
        """Return all nodes between split and join."""
        return frozenset(node for branch in self.branches for node in branch)


def is_event_sub_process(node: "Node") -> bool:
    """Say whether the node starts by an event inside it and not by a flow."""
    return isinstance(node.element, SubProcess) and node.element.triggered_by_event


def starts_of(map_: "ProcessMap", holder: str) -> tuple["Node", ...]:
    """Return where a token begins in a process or sub-process."""
    children = map_.children(holder)
    events = tuple(node for node in children if node.position == "start")
    return events or tuple(node for node in children if _is_free_start(map_, node))


def _is_free_start(map_: "ProcessMap", node: "Node") -> bool:
    if map_.incoming(node.id) or node.position in ("boundary", "end") or is_event_sub_process(node):
        return False
    if isinstance(node.element, Activity) and node.element.is_for_compensation:
        return False
    return not (node.position == "catch" and node.trigger == "link")


def starts(map_: "ProcessMap") -> tuple["Node", ...]:
    """Return where cases begin, process by process."""
    return tuple(node for process in map_.index.processes for node in starts_of(map_, process))


def ends(map_: "ProcessMap") -> tuple["Node", ...]:
    """Return the nodes at the top of each process that a token does not leave."""
    return tuple(node for process in map_.index.processes for node in map_.children(process) if is_last(map_, node))


def is_last(map_: "ProcessMap", node: "Node") -> bool:
    """Say whether a token ends at the node: nothing leads on, by flow or by link."""
    if map_.outgoing(node.id) or is_event_sub_process(node):
        return False
    if isinstance(node.element, Activity) and node.element.is_for_compensation:
        return False
    if node.position == "boundary" and node.trigger == "compensate":
        return False
    return not link_targets(map_, node)


def link_targets(map_: "ProcessMap", node: "Node") -> tuple[str, ...]:
    """Return the link catches that a link throw jumps to, in the same process or sub-process."""
    if node.position != "throw" or node.trigger != "link":
        return ()
    names = link_names(node)
    return tuple(
        other.id
        for other in map_.children(node.parent)
        if other.position == "catch" and other.trigger == "link" and names & link_names(other)
    )


def link_names(node: "Node") -> frozenset[str]:
    """Return the names that pair a link's throw and catch; the label where the link has none."""
    if not isinstance(node.element, Event):
        return frozenset()
    names = frozenset(plain(item.name) for item in node.element.event_definitions if item.kind == "link" and item.name)
    return names or frozenset((node.name,))


def next_of(map_: "ProcessMap", node_id: str) -> tuple[str, ...]:
    """Work out where a token at a node may be next; `ProcessMap.successors` remembers it."""
    node = map_.index.nodes[node_id]
    inner: tuple[str, ...] = ()
    if map_.is_expanded(node_id):
        inner = _entered(map_, node_id)
        ahead: tuple[str, ...] = ()
    else:
        ahead = _onward(map_, node)
    return (*inner, *ahead, *map_.index.attached.get(node_id, ()))


def _entered(map_: "ProcessMap", holder: str) -> tuple[str, ...]:
    """Return where a token begins inside a sub-process, its event sub-processes included."""
    by_event = tuple(node.id for node in map_.children(holder) if is_event_sub_process(node))
    return tuple(node.id for node in starts_of(map_, holder)) + by_event


def _onward(map_: "ProcessMap", node: "Node") -> tuple[str, ...]:
    """Return the targets of the flows; from a last node, those of the sub-process around it."""
    while True:
        targets = tuple(flow.target for flow in map_.outgoing(node.id)) + link_targets(map_, node)
        if targets or node.parent == node.process:
            return targets
        node = map_.index.nodes[node.parent]


def first_nodes(map_: "ProcessMap") -> tuple[str, ...]:
    """Return where tokens appear without a node before: starts, and event sub-processes of whole processes."""
    by_event = (node.id for node in map_.nodes if is_event_sub_process(node) and node.parent == node.process)
    return tuple(node.id for node in starts(map_)) + tuple(by_event)


def reachable(map_: "ProcessMap", from_ids: Iterable[str], without: frozenset[str]) -> frozenset[str]:
    """Return the nodes that tokens come to, the first ones included."""
    seen = {node_id for node_id in from_ids if node_id not in without}
    waiting = list(seen)
    while waiting:
        for target in map_.successors(waiting.pop()):
            if target not in seen and target not in without:
                seen.add(target)
                waiting.append(target)
    return frozenset(seen)


def leading_to(map_: "ProcessMap", to_ids: Iterable[str]) -> frozenset[str]:
    """Return the nodes from which tokens can come to one of these, these included."""
    before: dict[str, list[str]] = {}
    for node in map_.nodes:
        for target in map_.successors(node.id):
            before.setdefault(target, []).append(node.id)
    seen = set(to_ids)
    waiting = list(seen)
    while waiting:
        for source in before.get(waiting.pop(), ()):
            if source not in seen:
                seen.add(source)
                waiting.append(source)
    return frozenset(seen)


def shortest_path(map_: "ProcessMap", a: str, b: str, without: frozenset[str]) -> tuple[str, ...] | None:
    """Return a way with the fewest nodes; of several, the one whose flows stand first in the file."""
    if a in without or b in without:
        return None
    before: dict[str, str | None] = {a: None}
    waiting = deque([a])
    while waiting and b not in before:
        node_id = waiting.popleft()
        for target in map_.successors(node_id):
            if target not in before and target not in without:
                before[target] = node_id
                waiting.append(target)
    return _trace(before, b)


def _trace(before: dict[str, str | None], last: str) -> tuple[str, ...] | None:
    if last not in before:
        return None
    path = []
    step: str | None = last
    while step is not None:
        path.append(step)
        step = before[step]
    return tuple(reversed(path))


_BEFORE_ALL = ""


def immediate_dominators(map_: "ProcessMap") -> dict[str, str | None]:
    """Return the nearest node on every way to each reachable node, from a place before all starts."""
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_node(_BEFORE_ALL)
    graph.add_edges_from((_BEFORE_ALL, node_id) for node_id in first_nodes(map_))
    graph.add_edges_from((node.id, target) for node in map_.nodes for target in map_.successors(node.id))
    found = nx.immediate_dominators(graph, _BEFORE_ALL)
    return {
        node: None if above in (_BEFORE_ALL, None) else above for node, above in found.items() if node != _BEFORE_ALL
    }


def parallel_blocks(map_: "ProcessMap") -> tuple[ParallelBlock, ...]:
    """Return matched pairs of parallel gateways whose branches meet nothing else, innermost first."""
    splits = [node for node in map_.nodes if node.type == "parallelGateway" and map_.is_split(node.id)]
    blocks = [block for node in splits if (block := _block(map_, node)) is not None]
    return tuple(sorted(blocks, key=lambda block: (len(block.inside), map_.index.nodes[block.split].index)))


def _block(map_: "ProcessMap", split: "Node") -> ParallelBlock | None:
    """Find the join of a split: the nearest parallel join that every branch comes to, and nothing else does."""
    firsts = [flow.target for flow in map_.outgoing(split.id)]
    for join in _candidates(map_, firsts[0], split.id):
        branches = tuple(_branch(map_, first, split.id, join) for first in firsts)
        if all(branch is not None for branch in branches):
            block = ParallelBlock(split=split.id, join=join, branches=tuple(branch or () for branch in branches))
            if _is_closed(map_, block):
                return block
    return None


def _candidates(map_: "ProcessMap", first: str, split: str) -> Iterator[str]:
    """Give the parallel joins ahead of a branch, nearest first."""
    seen = {first, split}
    waiting = deque([first])
    while waiting:
        node_id = waiting.popleft()
        if map_.index.nodes[node_id].type == "parallelGateway" and map_.is_join(node_id):
            yield node_id
        for target in map_.successors(node_id):
            if target not in seen:
                seen.add(target)
                waiting.append(target)


def _branch(map_: "ProcessMap", first: str, split: str, join: str) -> tuple[str, ...] | None:
    """Return the nodes from one flow of the split up to the join; None where a way leads past it."""
    inside = reachable(map_, (first,), frozenset((join,)))
    if split in inside:
        return None
    if not inside:
        return ()
    leads_on = all(map_.successors(node_id) for node_id in inside)
    return tuple(sorted(inside, key=lambda node_id: map_.index.nodes[node_id].index)) if leads_on else None


def _is_closed(map_: "ProcessMap", block: ParallelBlock) -> bool:
    """Say whether branches are apart and nothing enters from outside."""
    inside = block.inside
    if len(inside) != sum(len(branch) for branch in block.branches):
        return False
    allowed = inside | {block.split}
    entered = all(flow.source in allowed for node_id in inside for flow in map_.incoming(node_id))
    return entered and all(flow.source in allowed for flow in map_.incoming(block.join))
