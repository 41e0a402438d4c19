"""Work out how often a case comes to each node, from the shares of the branches."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from reengineer.annotations._joins import dominators_of, inclusive_joins, merged, overcounted
from reengineer.annotations._loops import MOST_VISITS, Loops, Moves, move_matrix
from reengineer.annotations._records import Annotations
from reengineer.errors import ModelError, Problem
from reengineer.processmap import Flow, Node, ProcessMap

Shares = Callable[[Node], Mapping[str, float]]
NAMED = 3
"""Steps of a loop that a message names."""


_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_COMPARISON = re.compile(r"[<>=]|\b(?:in|not)\b")


def has_conditions(map: ProcessMap, notes: Annotations, gateway_id: str) -> bool:  # noqa: A002
    """Say whether every way on from a gateway, but the default, compares an attribute of cases with something."""
    known = {name for case in notes.cases.values() for name in case.attributes}
    known |= {name for step in notes.steps.values() for name in step.updates}
    texts = [flow.condition or "" for flow in map.outgoing(gateway_id) if not flow.is_default]
    compares = all(_COMPARISON.search(text) for text in texts)
    return bool(known) and compares and any(known & set(_WORD.findall(text)) for text in texts)


def may_have_shares(map: ProcessMap, node: Node) -> bool:  # noqa: A002
    """Say whether a step or event chooses between its ways: some have conditions."""
    return node.kind != "gateway" and any(condition_of(flow) for flow in map.outgoing(node.id))


def condition_of(flow: Flow) -> str:
    """Return the condition of a flow; empty where it has none, or is the default."""
    return "" if flow.is_default else (flow.condition or "").strip()


def takes_several(map: ProcessMap, node: Node) -> bool:  # noqa: A002
    """Say whether a token may take several ways at once: each has a share of its own."""
    if node.kind == "gateway":
        return node.type == "inclusiveGateway"
    return any(not condition_of(flow) and not flow.is_default for flow in map.outgoing(node.id))


def expected_visits(
    map: ProcessMap,  # noqa: A002
    entries: Mapping[str, float],
    shares: Shares,
    opened: Mapping[str, str] | None = None,
    choosing: Collection[str] = (),
) -> dict[str, float]:
    """Return the expected number of visits of each node, by solving the routing equations.

    Parameters
    ----------
    map : ProcessMap
    entries : Mapping of node id to float
        How often a case starts at a node; they add up to 1.
    shares : function of a Node
        Gives the share of each flow out of a gateway that chooses.
    opened : mapping of str to str, optional
        The process that a call activity runs, by its id.
    choosing : collection of str, optional
        Steps and events that choose between their ways by shares.

    Returns
    -------
    dict of node id to float
        In document order; 0 or more. A parallel join fires once when all its flows have a token, so each flow counts
        for one in the number of flows. An inclusive join fires once for the tokens that wait for each other. Boundary
        events and event sub-processes count as never happening, except that a case leaves by them a loop from which
        nothing else leads; of that loop one round is counted, as of one that a terminate event ends.

    Raises
    ------
    ModelError
        RE323 if cases never leave.
    """
    moves: Moves = {}
    for source, target, share in (*_moves(map, shares, choosing), *_calls(map, opened or {})):
        moves[source, target] = moves.get((source, target), 0.0) + share
    visits = _with_joins(map, moves, entries) or _solved(map, moves, entries)
    if visits is None:
        stuck = Loops(map=map, moves=moves, entries=entries).cut()
        visits = None if stuck else _solved(map, moves, entries)
        if visits is None:
            raise _endless(map, stuck or [])
    return visits


def _with_joins(map: ProcessMap, moves: Moves, entries: Mapping[str, float]) -> dict[str, float] | None:  # noqa: A002
    """Solve the routing equations of a map with inclusive joins; None where it has none, or cases never leave.

    A join fires as often as cases pass where its branches part, or as tokens come if that is less.
    """
    inclusive = inclusive_joins(map)
    if not inclusive:
        return None
    dominators = dominators_of(moves, entries)
    joins = {join: dominators[join] for join in inclusive if join in dominators}
    while joins:
        visits = _solved(map, *merged(moves, entries, dominators, joins))
        seldom = overcounted(moves, visits, joins) if visits else set()
        if not seldom:
            return visits
        joins = {join: before for join, before in joins.items() if join not in seldom}
    return None


def _solved(map: ProcessMap, moves: Moves, entries: Mapping[str, float]) -> dict[str, float] | None:  # noqa: A002
    """Solve the routing equations; None where cases never leave."""
    import numpy as np

    entry = np.array([entries.get(node.id, 0.0) for node in map.nodes])
    try:
        visits = np.linalg.solve(np.eye(len(entry)) - move_matrix(map, moves), entry)
    except np.linalg.LinAlgError:
        return None
    if len(visits) and (not np.isfinite(visits).all() or abs(visits).max() > MOST_VISITS or visits.min() < -1e-6):
        return None
    return {node.id: max(float(visits[number]), 0.0) for number, node in enumerate(map.nodes)}


def _endless(map: ProcessMap, loop: Sequence[Node]) -> ModelError:  # noqa: A002
    """Return the problem of a loop that keeps what comes into it; it stands at the gateway that could lead out."""
    place = next((node for node in loop if node.kind == "gateway" and map.is_split(node.id)), loop[0] if loop else None)
    named = [f"'{node.label}'" for node in loop if node.is_activity] or [f"'{node.label}'" for node in loop]
    listed = ", ".join(named[:NAMED]) + (" and more" if len(named) > NAMED else "")
    message = f"cases never leave the loop of {listed}" if loop else "cases never leave a loop of the map"
    if place is not None and place.type == "parallelGateway":
        remedy = "Each time round it makes another token: lead only one of its ways back, through an exclusive gateway."
    else:
        remedy = "Give a branch that leads out a share above 0."
    return ModelError([Problem("RE323", message, remedy, place.source if place else map.definitions.source)])


def _moves(map: ProcessMap, shares: Shares, choosing: Collection[str]) -> Iterator[tuple[str, str, float]]:  # noqa: A002
    """Give each move of a token: from, to, and its share."""
    for node in map.nodes:
        leaving = map.outgoing(node.id)
        chooses = (node.kind == "gateway" and node.type != "parallelGateway") or node.id in choosing
        taken = shares(node) if chooses and len(leaving) > 1 else {}
        for flow in leaving:
            yield node.id, flow.target, taken.get(flow.id, 0.0 if taken else 1.0) * _weight(map, flow.target)
        yield from ((node.id, inner.id, 1.0) for inner in _inside(map, node))
    yield from ((source, target, 1.0) for source, target in _links(map))
    yield from ((source, target, 1.0) for source, target in message_starts(map))


def _calls(map: ProcessMap, opened: Mapping[str, str]) -> Iterator[tuple[str, str, float]]:  # noqa: A002
    """Give the moves into processes that are called; not of one that leads back to who calls it."""
    for call, process in opened.items():
        waiting, seen = [process], set[str]()
        while waiting:
            one = waiting.pop()
            if one not in seen:
                seen.add(one)
                waiting.extend(other for own, other in opened.items() if map.index.nodes[own].process == one)
        if map.index.nodes[call].process not in seen:
            children = map.children(process)
            starts = [child for child in children if child.position == "start"]
            plain = [child for child in starts if child.trigger == "none"]
            free = [child for child in children if not map.incoming(child.id) and child.position != "boundary"]
            yield from ((call, inner.id, 1.0) for inner in plain or starts or free)


def _weight(map: ProcessMap, target: str) -> float:  # noqa: A002
    node = map.index.nodes[target]
    return 1.0 / max(len(map.incoming(target)), 1) if node.type == "parallelGateway" else 1.0


def _inside(map: ProcessMap, node: Node) -> Iterator[Node]:  # noqa: A002
    """Give where a token starts inside a sub-process: its plain start event, or what nothing leads to."""
    if node.kind != "subprocess":
        return
    children = map.children(node.id)
    starts = [child for child in children if child.position == "start"]
    yield from starts or [child for child in children if not map.incoming(child.id) and child.position != "boundary"]


def _links(map: ProcessMap) -> Iterator[tuple[str, str]]:  # noqa: A002
    """Give the pairs of link events: a throw continues at the catch of its name."""
    catches = {
        (node.process, _link_name(node)): node.id
        for node in map.nodes
        if node.position == "catch" and node.trigger == "link"
    }
    for node in map.nodes:
        target = catches.get((node.process, _link_name(node)))
        if node.position == "throw" and node.trigger == "link" and target is not None:
            yield node.id, target


def _link_name(node: Node) -> str:
    definitions = getattr(node.element, "event_definitions", ())
    return next((item.name or "" for item in definitions if item.kind == "link"), "") or node.name


def message_targets(map: ProcessMap) -> dict[str, str]:  # noqa: A002
    """Return for each node that gets a message from another node of the map, that other node."""
    found = {}
    for collaboration in map.definitions.collaborations:
        for flow in collaboration.message_flows:
            source = map.index.nodes.get(flow.source_ref or "")
            target = map.index.nodes.get(flow.target_ref or "")
            if source is not None and target is not None:
                found[target.id] = source.id
    return found


def message_starts(map: ProcessMap) -> Iterator[tuple[str, str]]:  # noqa: A002
    """Give the pools that a message starts: who sends it, and the start event."""
    for target, source in message_targets(map).items():
        if map.index.nodes[target].position == "start":
            yield source, target
