"""Find which element of one map is which of another: by id where ids mean the same, by name, then by place.

Tools number their elements anew when they import or export a file, so an id alone proves little: ids count where most
of those in both maps belong to elements of one name.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from itertools import chain

from reengineer._records import dataclass
from reengineer.processmap._describe import messages_of
from reengineer.processmap._map import Flow, Node, ProcessMap

# A hub with hundreds of branches must not make the search take the square of them.
_MOST_CANDIDATES = 30
_ALIKE = 0.5
_ENOUGH = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Hold, for each kind of element, the id in the second map by the id in the first; `how` says why for nodes."""

    processes: Mapping[str, str]
    pools: Mapping[str, str]
    lanes: Mapping[str, str]
    nodes: Mapping[str, str]
    flows: Mapping[str, str]
    messages: Mapping[str, str]
    how: Mapping[str, str]


def match_maps(before: ProcessMap, after: ProcessMap) -> Match:
    """Return which element of the first map is which of the second."""
    processes = _processes(before, after)
    nodes = _Nodes(before, after, processes)
    nodes.match()
    pools = _named(
        {pool.id or "": pool.name or "" for pool in before.pools},
        {pool.id or "": pool.name or "" for pool in after.pools},
    )
    left, right = ({key: of.index.children.get(key, ()) for key in of.index.processes} for of in (before, after))
    processes = _by_contents(processes, left, right, nodes.to)
    return Match(
        processes=processes,
        pools=pools,
        lanes=_lanes(before, after, nodes.to),
        nodes=nodes.to,
        flows=_flows(before, after, nodes.to),
        messages=_messages(before, after, {**pools, **nodes.to}),
        how=nodes.how,
    )


def _named(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    """Match by id and name, then by a name that is there once, then by id, then the last one left with the other."""
    found = {key: key for key, name in before.items() if after.get(key) == name}
    left = {key: name for key, name in before.items() if key not in found}
    right = {key: name for key, name in after.items() if key not in found}
    by_name = _once(left), _once(right)
    found.update({key: by_name[1][name] for name, key in by_name[0].items() if name in by_name[1]})
    taken = set(found.values())
    found.update({key: key for key in left if key in right and key not in found and key not in taken})
    taken = set(found.values())
    lonely = [key for key in left if key not in found], [key for key in right if key not in taken]
    if len(lonely[0]) == len(lonely[1]) == 1 and len(before) == len(after):
        found[lonely[0][0]] = lonely[1][0]
    return found


def _once(names: Mapping[str, str]) -> dict[str, str]:
    """Return the key of each name that is there once."""
    counts = Counter(_plain(name) for name in names.values())
    return {_plain(name): key for key, name in names.items() if name and counts[_plain(name)] == 1}


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _processes(before: ProcessMap, after: ProcessMap) -> dict[str, str]:
    """Match processes under the name of their pool, which people see, or their own."""

    def names(of: ProcessMap) -> dict[str, str]:
        pools = {pool.process_ref: pool.name for pool in of.pools if pool.name}
        own = dict(zip(of.index.processes, of.processes, strict=True))
        return {key: pools.get(process.id) or process.name or "" for key, process in own.items()}

    return _named(names(before), names(after))


def _lanes(before: ProcessMap, after: ProcessMap, nodes: Mapping[str, str]) -> dict[str, str]:
    """Match lanes by name and id, then by what stands in them."""
    found = _named({lane.id: lane.name for lane in before.lanes}, {lane.id: lane.name for lane in after.lanes})
    left, right = ({lane.id: lane.nodes for lane in of.lanes} for of in (before, after))
    return _by_contents(found, left, right, nodes)


def _by_contents(
    found: Mapping[str, str],
    before: Mapping[str, tuple[str, ...]],
    after: Mapping[str, tuple[str, ...]],
    nodes: Mapping[str, str],
) -> dict[str, str]:
    """Match what is left of lanes or processes where most nodes of one are in the other."""
    match, taken = dict(found), set(found.values())
    holder_of = {node: key for key, inside in after.items() if key not in taken for node in inside}
    for key, inside in before.items():
        if key not in match:
            there = Counter(holder_of[nodes[node]] for node in inside if nodes.get(node) in holder_of)
            best, shared = next(iter(there.most_common(1)), ("", 0))
            if shared * 2 > len(inside) and best not in taken:
                match[key] = best
                taken.add(best)
    return match


def group_of(node: Node) -> str:
    """Return what a node may be matched with: any activity, any gateway, an event of the same position."""
    return "step" if node.is_activity else f"{node.kind} {node.position}".strip()


class _Nodes:
    """Match nodes, the surest first."""

    def __init__(self, before: ProcessMap, after: ProcessMap, holders: Mapping[str, str]) -> None:
        self.before, self.after = before, after
        self.holders = holders
        self.to: dict[str, str] = {}
        self.how: dict[str, str] = {}
        self._taken: set[str] = set()
        self._ends: dict[str, list[Node]] = {}

    def match(self) -> None:
        """Fill `to` and `how`."""
        same = [(node, self.after.index.nodes[node.id]) for node in self.before.nodes if self._has_id(node)]
        equal = [(a, b) for a, b in same if _plain(a.name) == _plain(b.name)]
        are_believed = 2 * len(equal) >= len(same)
        self._take(((a.id, b.id) for a, b in equal if a.name or are_believed), "id")
        self._by_name(lambda node: node.type)
        self._by_name(group_of)
        self._take(((a.id, b.id) for a, b in same if are_believed), "id")
        self._by_name(lambda node: "step" if node.is_activity else node.kind)
        self._by_place()
        self._by_order()

    def _has_id(self, node: Node) -> bool:
        other = self.after.index.nodes.get(node.id)
        return other is not None and group_of(other) == group_of(node)

    def _take(self, pairs: Iterable[tuple[str, str]], how: str) -> list[str]:
        """Keep the pairs whose nodes are both free; return the first node of each."""
        found = []
        for a, b in pairs:
            if a not in self.to and b not in self._taken:
                self.to[a], self.how[a] = b, how
                self._taken.add(b)
                found.append(a)
        return found

    def _left(self) -> list[Node]:
        return [node for node in self.before.nodes if node.id not in self.to]

    def _right(self) -> list[Node]:
        return [node for node in self.after.nodes if node.id not in self._taken]

    def _by_name(self, kind: Callable[[Node], str]) -> None:
        """Match nodes whose kind and name are there once in each map."""
        names = [
            _once({node.id: f"{kind(node)} {node.name}" for node in nodes if node.name})
            for nodes in (self._left(), self._right())
        ]
        self._take(((key, names[1][name]) for name, key in names[0].items() if name in names[1]), "name")

    def _by_place(self) -> None:
        """Match nodes beside those that are matched, best first, as long as one more is found."""
        nodes, everywhere = self._left(), True
        while nodes:
            if everywhere:
                self._by_surroundings()
            scored = sorted(
                ((score, a.index, b.index, a.id, b.id) for a, b, score in self._candidates(nodes) if score >= _ENOUGH),
                key=lambda item: (-item[0], item[1], item[2]),
            )
            found = self._take(((a, b) for *_, a, b in scored), "place")
            if everywhere and not found:
                return
            # What stands beside a pair just found can be told now; the others are tried again when that ends.
            beside = self._left_beside(found)
            nodes, everywhere = beside or self._left(), not beside

    def _by_surroundings(self) -> None:
        """Match nodes of one type and name whose neighbours are all matched and the same, in the order of the file."""
        there: dict[object, list[str]] = defaultdict(list)
        for node in self._right():
            there[self._surroundings(self.after, node, lambda key: key)].append(node.id)
        here: dict[object, list[str]] = defaultdict(list)
        for node in self._left():
            here[self._surroundings(self.before, node, self._there)].append(node.id)
        for key, left in here.items():
            self._take(zip(left, there.get(key, ()), strict=False), "place")

    def _surroundings(self, of: ProcessMap, node: Node, named: Callable[[str], str | None]) -> object:
        around = tuple(frozenset(named(key) for key in keys) for keys in _around(of, node))
        return node.type, node.trigger, _plain(node.name), around

    def _there(self, key: str) -> str | None:
        """Return what a node, process or sub-process is in the second map; nothing that is there where it is new."""
        return self.to.get(key) or self.holders.get(key)

    def _left_beside(self, found: list[str]) -> list[Node]:
        near: dict[str, None] = {}
        for key in found:
            around = _around(self.before, self.before.index.nodes[key])
            attached = (node.id for node in self.before.boundary_events(key))
            near.update(dict.fromkeys(chain(*around, attached, self.before.index.children.get(key, ()))))
        nodes = self.before.index.nodes
        return [nodes[key] for key in near if key in nodes and key not in self.to]

    def _candidates(self, nodes: list[Node]) -> Iterator[tuple[Node, Node, float]]:
        for node in nodes:
            others = (other for other in self._beside(node) if group_of(other) == group_of(node))
            for other in dict.fromkeys(other.id for other, _ in zip(others, range(_MOST_CANDIDATES), strict=False)):
                there = self.after.index.nodes[other]
                yield node, there, self._likeness(node, there)

    def _beside(self, node: Node) -> Iterator[Node]:
        """Give nodes of the second map that are not matched, and stand to a matched one as this node does."""
        for one, further in zip(_around(self.before, node), (_next, _previous, _on, self._within), strict=True):
            for neighbour in one:
                there = self._there(neighbour)
                if there is not None:
                    yield from (other for other in further(self.after, there) if other.id not in self._taken)

    def _within(self, of: ProcessMap, holder: str) -> list[Node]:
        """Return where a process or sub-process begins and ends, and what no flow joins; others have neighbours."""
        if holder not in self._ends:
            self._ends[holder] = [
                node
                for node in of.children(holder)
                if node.position in ("start", "end") or not (of.incoming(node.id) or of.outgoing(node.id))
            ]
        return self._ends[holder]

    def _likeness(self, a: Node, b: Node) -> float:
        """Return from 0 to 1 how much two nodes are one: by place, name, type and lane."""
        name = _name_likeness(a.name, b.name)
        if name < _ALIKE:
            return 0.0
        place = [self._shared(x, y) for x, y in zip(_around(self.before, a), _around(self.after, b), strict=True)]
        counted = [share for share in place if share is not None]
        around = sum(counted) / len(counted) if counted else 0.0
        lane = _plain(a.lane_name or "") == _plain(b.lane_name or "")
        kind = (a.type == b.type) + (a.trigger == b.trigger)
        return 0.45 * around + 0.3 * name + 0.1 * kind + 0.05 * lane

    def _shared(self, left: tuple[str, ...], right: tuple[str, ...]) -> float | None:
        """Return the share of neighbours that are the same; None where neither node has any."""
        if not left and not right:
            return None
        there = {self._there(key) for key in left}
        return len(there.intersection(right)) / max(len(left), len(right))

    def _by_order(self) -> None:
        """Match what is left of one name and kind in the order of the file, where there are as many in each map."""
        groups: list[dict[tuple[str, str], list[str]]] = [defaultdict(list), defaultdict(list)]
        for group, nodes in zip(groups, (self._left(), self._right()), strict=True):
            for node in nodes:
                if node.name:
                    group[group_of(node), _plain(node.name)].append(node.id)
        for key, left in groups[0].items():
            if len(left) == len(right := groups[1].get(key, [])):
                self._take(zip(left, right, strict=True), "name")


def _around(of: ProcessMap, node: Node) -> tuple[tuple[str, ...], ...]:
    """Return the nodes before and after a node, the activity it stands on, and what holds it."""
    previous = tuple(flow.source for flow in of.incoming(node.id))
    following = tuple(flow.target for flow in of.outgoing(node.id))
    return previous, following, (node.attached_to,) if node.attached_to else (), (node.parent,)


def _next(of: ProcessMap, node: str) -> Iterator[Node]:
    return (of.index.nodes[flow.target] for flow in of.outgoing(node))


def _previous(of: ProcessMap, node: str) -> Iterator[Node]:
    return (of.index.nodes[flow.source] for flow in of.incoming(node))


def _on(of: ProcessMap, node: str) -> Iterator[Node]:
    return iter(of.boundary_events(node))


def _name_likeness(a: str, b: str) -> float:
    if not a and not b:
        return 0.7
    if not a or not b:
        return _ALIKE
    return SequenceMatcher(None, _plain(a), _plain(b)).ratio()


def _flows(before: ProcessMap, after: ProcessMap, nodes: Mapping[str, str]) -> dict[str, str]:
    """Match flows between the same nodes, then those of one id, then those that leave the same node by one name."""
    found: dict[str, str] = {}
    taken: set[str] = set()

    def take(key: Callable[[Flow, bool], tuple[str, ...] | None]) -> None:
        there: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for flow in after.flows:
            if flow.id not in taken and (words := key(flow, False)) is not None:
                there[words].append(flow.id)
        for flow in before.flows:
            words = key(flow, True) if flow.id not in found else None
            if words is not None and there.get(words):
                found[flow.id] = there[words].pop(0)
                taken.add(found[flow.id])

    def end(node: str, first: bool) -> str:
        return nodes.get(node, f"\0{node}") if first else node

    take(lambda flow, first: (flow.id, end(flow.source, first), end(flow.target, first)))
    take(lambda flow, first: (_plain(flow.name), end(flow.source, first), end(flow.target, first)))
    take(lambda flow, first: (end(flow.source, first), end(flow.target, first)))
    take(lambda flow, first: (flow.id, end(flow.source, first)))
    take(lambda flow, first: (flow.id, end(flow.target, first)))
    take(lambda flow, first: (_plain(flow.name), end(flow.source, first)) if flow.name else None)
    return found


def _messages(before: ProcessMap, after: ProcessMap, ends: Mapping[str, str]) -> dict[str, str]:
    """Match messages between the same ends, then by name and id."""
    left, right = ({flow.id or "": flow for flow in messages_of(of)} for of in (before, after))
    by_ends: dict[tuple[str | None, str | None], list[str]] = defaultdict(list)
    for key, flow in right.items():
        by_ends[flow.source_ref, flow.target_ref].append(key)
    found = {}
    for key, flow in left.items():
        there = by_ends.get((ends.get(flow.source_ref or ""), ends.get(flow.target_ref or "")))
        if there:
            found[key] = there.pop(0)
    taken = set(found.values())
    rest = _named(
        {key: flow.name or "" for key, flow in left.items() if key not in found},
        {key: flow.name or "" for key, flow in right.items() if key not in taken},
    )
    return {**found, **rest}
