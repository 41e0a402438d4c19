"""Hold what the checks of one option look at: the boundary, the map as it is and as it would be, and their graphs."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from reengineer._records import dataclass
from reengineer.annotations import AnnotatedMap
from reengineer.boundaries._graph import Block, FlowGraph
from reengineer.errors import InputError, Problem
from reengineer.operations import RequestedChange
from reengineer.processmap import Node
from reengineer.source import NOWHERE

if TYPE_CHECKING:
    from reengineer.boundaries._boundary import Boundary

EXACT = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """Say that an option breaks a boundary.

    Parameters
    ----------
    problem : Problem
        With a code from B001 to B401, the place in the option's file, and in the message the place in the boundary's.
    rule : str
        The id of the control, or the part of the boundary such as ``permitted_changes``.
    operation : str or None
        The operation that brings it about, where one can be named.
    path : tuple of str
        The proof: ids of the elements of a way that gets round the rule, where it is about ways.
    probability : float or None
        Of getting along without what the rule asks for, from the start of that way; None where it is not known.
    """

    problem: Problem
    rule: str
    operation: str | None = None
    path: tuple[str, ...] = ()
    probability: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Say of an option what a boundary asks and a map does not show.

    Parameters
    ----------
    id : str
        Of the option; waivers name it.
    one_off, per_year : float or None
        Cost of carrying it out and of running it, in `currency`; None where not stated.
    currency : str or None
    months : float or None
        Time to carry it out.
    redeployment : str or None
        Where the people of posts that go will work.
    tasks : tuple of str
        What the plan contains, of ``consultation`` and ``dpia``.
    as_of : date or None
        The day on which lapse and waivers are judged; without it neither is.
    """

    id: str = ""
    one_off: float | None = None
    per_year: float | None = None
    currency: str | None = None
    months: float | None = None
    redeployment: str | None = None
    tasks: tuple[str, ...] = ()
    as_of: date | None = None


NO_PROPOSAL = Proposal()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Hold both maps and their graphs, and make breaches out of what the checks find."""

    boundary: "Boundary"
    as_is: AnnotatedMap
    to_be: AnnotatedMap
    changes: Sequence[RequestedChange] = ()
    proposal: Proposal
    before: FlowGraph
    after: FlowGraph
    _ids: dict[str, str | None] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(
        cls,
        boundary: "Boundary",
        as_is: AnnotatedMap,
        to_be: AnnotatedMap,
        changes: Sequence[RequestedChange] = (),
        proposal: Proposal = NO_PROPOSAL,
    ) -> "Ground":
        """Return the ground for the checks of one option."""
        closed = tuple(entry.flow for entry in boundary.rules.closed_flows)
        before = _graph_of(_Itself(as_is), closed)
        after = before if to_be is as_is else flow_graph(to_be, closed)
        return cls(
            boundary=boundary, as_is=as_is, to_be=to_be, changes=changes, proposal=proposal, before=before, after=after
        )

    def id_of(self, ref: str) -> str | None:
        """Return the id of the as-is element that a boundary names; None where there is none."""
        if ref not in self._ids:
            node = self.as_is.map.find(ref)
            self._ids[ref] = None if node is None else node.id
        return self._ids[ref]

    def carriers(self, ref: str) -> tuple[str, ...]:
        """Return the elements of the new map that are the as-is element or stand for it, in document order."""
        wanted = self.id_of(ref)
        if wanted is None:
            return ()
        if not any(wanted in steps for steps in self.to_be.stands_for.values()):
            return (wanted,) if wanted in self.after.arcs else ()
        return tuple(node for node in self.after.arcs if wanted in (node, *self.to_be.stands_for.get(node, ())))

    def points(self, ref: str | None, *, start: bool) -> tuple[str, ...]:
        """Return the elements of the new map that a path check runs from or to.

        ``start``, ``end``, nothing, and an element that is gone mean every start or every end.
        """
        found = self.carriers(ref) if ref is not None and self.id_of(ref) else ()
        return found or (self.after.starts if start else self.after.ends)

    def path_text(self, path: Sequence[str]) -> str:
        """Write a path by its steps and its two ends; gateways say nothing to the owner of a boundary."""
        steps = {step.id for step in self.to_be.steps}
        last = len(path) - 1
        shown = [node for place, node in enumerate(path) if node in steps or place in (0, last)]
        return " > ".join(dict.fromkeys(shown))

    def breach(
        self, code: str, message: str, remedy: str, *, rule: str, path: tuple[str | int, ...], about: Iterable[str] = ()
    ) -> Breach:
        """Return a breach placed at the change that touches what it is about, else at the last change."""
        change = self._culprit(tuple(about))
        there = self.boundary.place(path)
        text = f"{message} ({there.place})" if there.place else message
        source = change.source if change is not None else there
        return Breach(
            problem=Problem(code, text, remedy, source if source != NOWHERE else there),
            rule=rule,
            operation=None if change is None else change.operation,
        )

    def breach_of(
        self, change: RequestedChange, code: str, message: str, remedy: str, rule: str, path: tuple[str | int, ...]
    ) -> Breach:
        """Return a breach that one change commits by itself."""
        there = self.boundary.place(path)
        text = f"{message} ({there.place})" if there.place else message
        return Breach(problem=Problem(code, text, remedy, change.source), rule=rule, operation=change.operation)

    def subjects(self, change: RequestedChange) -> tuple[str, ...]:
        """Return the ids of the elements that a change alters; a name that is no as-is element stays as written."""
        return tuple(self.id_of(ref) or ref for ref in change.subjects())

    def _culprit(self, about: tuple[str, ...]) -> RequestedChange | None:
        touching = [change for change in self.changes if set(self.subjects(change)) & set(about)]
        return touching[-1] if touching else (self.changes[-1] if self.changes else None)


def chance(probability: float | None) -> str:
    """Write an exposure for people."""
    return "probability not known" if probability is None else f"probability {probability:.2f}"


class _Itself:
    """Be the key of a map that knows it by being the same one: maps do not change, and comparing them takes long."""

    def __init__(self, annotated: AnnotatedMap) -> None:
        self.annotated = annotated

    def __hash__(self) -> int:
        return id(self.annotated)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and other.annotated is self.annotated


@lru_cache(maxsize=4)
def _graph_of(as_is: _Itself, closed: tuple[str, ...]) -> FlowGraph:
    """Return the flow graph of the map as it is, which is the same for every option that is checked."""
    return flow_graph(as_is.annotated, closed)


def flow_graph(annotated: AnnotatedMap, closed: Iterable[str] = ()) -> FlowGraph:
    """Return the sequence flow of a map with its shares; message flow is left out.

    Boundary events follow their activity and sub-processes are entered. A flow of share 0 is left out only where it
    is listed in ``closed``.
    """
    shut = frozenset(closed)
    map_ = annotated.map
    arcs = {node.id: tuple(_arcs(annotated, node, shut)) for node in map_.nodes}
    return FlowGraph(
        arcs=arcs,
        starts=tuple(node.id for node in map_.starts),
        ends=tuple(node.id for node in map_.ends),
        all_of=frozenset(node.id for node in map_.nodes if map_.is_split(node.id) and _sends_several(node)),
        blocks=tuple(
            Block(split=block.split, join=block.join, inside=block.inside) for block in map_.parallel_blocks()
        ),
        events={
            node.id: tuple(event.id for event in events)
            for node in map_.nodes
            if (events := map_.boundary_events(node.id))
        },
    )


def _sends_several(node: Node) -> bool:
    return node.type in ("parallelGateway", "inclusiveGateway", "complexGateway") or node.kind != "gateway"


def _arcs(annotated: AnnotatedMap, node: Node, shut: frozenset[str]) -> Iterator[tuple[str, float | None]]:
    targets = annotated.map.successors(node.id)
    flows = annotated.map.outgoing(node.id)
    if len(targets) <= 1 or node.type == "parallelGateway":
        yield from ((target, 1.0) for target in targets)
    elif len(targets) != len(flows):
        yield from ((target, None) for target in targets)
    elif node.kind != "gateway" and not any(flow.condition for flow in flows):
        yield from ((target, 1.0) for target in targets)
    else:
        shares = _shares(annotated, node.id)
        for flow in flows:
            if not (flow.id in shut and shares.get(flow.id) == 0):
                yield flow.target, shares.get(flow.id)


def _shares(annotated: AnnotatedMap, gateway: str) -> dict[str, float]:
    try:
        return dict(annotated.shares(gateway))
    except InputError:
        return {}
