"""Lay a map out as tokens on flows, for the replay of logs."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import field

from reengineer._records import dataclass
from reengineer.errors import InputError, Problem
from reengineer.processmap import Node, ProcessMap

Marking = tuple[int, ...]
"""Flows that hold a token, sorted; one that holds two stands there twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Firing:
    """Be one way in which a node takes tokens and gives others.

    Parameters
    ----------
    node : str
    taken, given : tuple of int
        Numbers of flows.
    label : int
        Of an activity that the log may show; -1 for all else, which is passed without being seen.
    """

    node: str
    taken: Marking
    given: Marking
    label: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Net:
    """Hold a map for replay.

    Parameters
    ----------
    map : ProcessMap
    starts : tuple of (str, tuple of int)
        Start events, and the flows that they put a token on.
    labels : mapping of str to int
        Label of each activity that the log may show.
    """

    map: ProcessMap
    starts: tuple[tuple[str, Marking], ...]
    labels: Mapping[str, int]
    reach: Mapping[int, frozenset[int]] = field(repr=False)
    own: Mapping[int, frozenset[int]] = field(default_factory=dict, repr=False)
    into: Mapping[int, frozenset[int]] = field(default_factory=dict, repr=False)

    @property
    def looks_ahead(self) -> bool:
        """Say whether what can happen depends on what a case still does: where the map has inclusive splits."""
        return bool(self.own)

    @classmethod
    def of(cls, process_map: ProcessMap, labels: Mapping[str, int]) -> "Net":
        """Return the net of a map, of the process that holds most of the activities that a log shows."""
        held = Counter(process_map.index.nodes[node].process for node in labels)
        process = held.most_common(1)[0][0] if held else None
        received = {flow.target_ref for group in process_map.definitions.collaborations for flow in group.message_flows}
        here = [node for node in process_map.starts if node.process == process and node.position == "start"]
        if not here:
            message = "the map has no start event from which its steps could be come to"
            raise InputError([Problem("RE459", message, "Draw a start event.", process_map.definitions.source)])
        chosen = [node for node in here if node.id not in received] or here
        return cls(
            map=process_map,
            starts=tuple((node.id, _entry(process_map, node)) for node in chosen),
            labels=labels,
            reach=(reach := _reach(process_map)),
            own=_own(process_map, labels, reach),
            into=_into(process_map, labels),
        )

    def leads_to(self, marking: Marking, label: int) -> bool:
        """Say whether a token could come to a step of a label, whatever else has to happen."""
        wanted = self.into.get(label, frozenset())
        return any(flow in wanted or self.reach[flow] & wanted for flow in marking)

    def firings(self, marking: Marking, ahead: frozenset[int] = frozenset()) -> Iterator[Firing]:
        """Give everything that can happen in a marking, in document order.

        Of an inclusive split that is the branches with labels that the case still shows.
        """
        seen: set[str] = set()
        for flow in marking:
            node = self.map.index.nodes[self.map.flows[flow].target]
            if node.id not in seen:
                seen.add(node.id)
                yield from self._of(node, marking, ahead)

    def _of(self, node: Node, marking: Marking, ahead: frozenset[int]) -> Iterator[Firing]:
        incoming = tuple(flow.index for flow in self.map.incoming(node.id))
        outgoing = tuple(flow.index for flow in self.map.outgoing(node.id))
        if node.type == "parallelGateway":
            if all(flow in marking for flow in incoming):
                yield Firing(node=node.id, taken=incoming, given=outgoing)
        elif node.type == "inclusiveGateway":
            yield from self._inclusive(node, marking, ahead)
        else:
            taken = next((flow,) for flow in incoming if flow in marking)
            if node.type in ("exclusiveGateway", "eventBasedGateway", "complexGateway") and outgoing:
                yield from (Firing(node=node.id, taken=taken, given=(flow,)) for flow in outgoing)
            elif self.map.is_expanded(node.id):
                yield Firing(node=node.id, taken=taken, given=_inside(self.map, node))
            else:
                given = outgoing or self._around(node)
                yield Firing(node=node.id, taken=taken, given=given, label=self.labels.get(node.id, -1))

    def _around(self, node: Node) -> Marking:
        """Return the way on behind the sub-process that an end stands in; none where it stands in a process."""
        around = self.map.index.nodes.get(node.parent)
        return () if around is None else tuple(flow.index for flow in self.map.outgoing(around.id))

    def _inclusive(self, node: Node, marking: Marking, ahead: frozenset[int]) -> Iterator[Firing]:
        """Give the way of an inclusive gateway, which waits while a token could still come."""
        incoming = tuple(flow.index for flow in self.map.incoming(node.id))
        outgoing = tuple(flow.index for flow in self.map.outgoing(node.id))
        taken = tuple(flow for flow in incoming if flow in marking)
        others = [flow for flow in marking if flow not in taken]
        missing = {flow for flow in incoming if flow not in taken}
        if any(missing & self.reach[flow] for flow in others):
            return
        given = tuple(flow for flow in outgoing if self.own.get(flow, frozenset()) & ahead)
        if not given:
            given = tuple(flow for flow in outgoing if not self.own.get(flow))[:1] or outgoing[:1]
        yield Firing(node=node.id, taken=taken, given=given)


def fired(marking: Marking, firing: Firing) -> Marking:
    """Return the marking after a firing."""
    left = list(marking)
    for flow in firing.taken:
        left.remove(flow)
    return tuple(sorted([*left, *firing.given]))


def _entry(process_map: ProcessMap, node: Node) -> Marking:
    """Return the flows that a start puts a token on; an activity that nothing leads to cannot be entered by one."""
    return tuple(flow.index for flow in process_map.outgoing(node.id))


def _following(process_map: ProcessMap, node: str) -> list[int]:
    """Return the flows that a token at a node may be on next, in and out of sub-processes too."""
    found = [flow.index for flow in process_map.outgoing(node)]
    at = process_map.index.nodes[node]
    if process_map.is_expanded(node):
        found.extend(_inside(process_map, at))
    around = process_map.index.nodes.get(at.parent)
    if not found and around is not None:
        found.extend(flow.index for flow in process_map.outgoing(around.id))
    return found


def _into(process_map: ProcessMap, labels: Mapping[str, int]) -> dict[int, frozenset[int]]:
    """Return the flows that lead to the steps of each label."""
    found: dict[int, frozenset[int]] = {}
    for node, label in labels.items():
        found[label] = found.get(label, frozenset()) | {flow.index for flow in process_map.incoming(node)}
    return found


def _own(
    process_map: ProcessMap, labels: Mapping[str, int], reach: Mapping[int, frozenset[int]]
) -> dict[int, frozenset[int]]:
    """Return for each branch of an inclusive split the labels that not all of its branches lead to."""
    found = {}
    for node in process_map.nodes:
        flows = process_map.outgoing(node.id)
        if node.type == "inclusiveGateway" and len(flows) > 1:
            seen = {
                flow.index: {labels.get(process_map.flows[at].target, -1) for at in (flow.index, *reach[flow.index])}
                - {-1}
                for flow in flows
            }
            shared = set.intersection(*seen.values())
            found.update({flow: frozenset(own - shared) for flow, own in seen.items()})
    return found


def _inside(process_map: ProcessMap, node: Node) -> Marking:
    """Return the flows behind the starts in a sub-process, or those into its first nodes where it has none."""
    held = process_map.children(node.id)
    starts = [each for each in held if each.position == "start"]
    return tuple(flow.index for each in starts for flow in process_map.outgoing(each.id))


def _reach(process_map: ProcessMap) -> dict[int, frozenset[int]]:
    """Return for each flow the flows that its token may come to, without itself unless by a loop."""
    following = {flow.index: _following(process_map, flow.target) for flow in process_map.flows}
    found = {}
    for flow, nearest in following.items():
        seen: set[int] = set()
        waiting = list(nearest)
        while waiting:
            at = waiting.pop()
            if at not in seen:
                seen.add(at)
                waiting.extend(following[at])
        found[flow] = frozenset(seen)
    return found
