"""Hold what one round of questions knows: the annotated map, the boundary, and what follows from them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from reengineer.annotations import AnnotatedMap, Step
from reengineer.boundaries import Boundary
from reengineer.errors import ReengineerError
from reengineer.eventlog import Log
from reengineer.feedback import Feedback, Figure
from reengineer.processmap import Node, ProcessMap
from reengineer.quantities import Distribution, Duration, Estimate, Money, Rate
from reengineer.questions._chances import Exit
from reengineer.questions._data import DataNotes, data_notes
from reengineer.questions._limits import Limits
from reengineer.questions._ways import Ways

if TYPE_CHECKING:
    from reengineer.questions._silent import Seen
    from reengineer.questions._trace import Trace

Value = object
WEEKS_PER_YEAR = 365.25 / 7
_BRANCHING = ("exclusiveGateway", "eventBasedGateway")


@dataclass(kw_only=True)
class Study:
    """Answer what is known, computing each thing once.

    Parameters
    ----------
    annotated : AnnotatedMap
    boundary : Boundary or None
    log : Log or None
    feedback : Feedback or None
    contexts : dict
        What rules are asked about, by kind; kept so that rules share it.
    """

    annotated: AnnotatedMap
    boundary: Boundary | None
    log: Log | None = None
    feedback: Feedback | None = None
    contexts: dict[tuple[str, int], object] = field(default_factory=dict)
    _values: dict[tuple[str, object], dict[str, Value]] = field(default_factory=dict)

    def values(self, kind: str, element: object) -> dict[str, Value]:
        """Return what has been worked out of an element so far, to be added to."""
        known = self._values.get((kind, element))
        if known is None:
            known = self._values[(kind, element)] = {}
        return known

    @cached_property
    def trace(self) -> "Trace | None":
        """Return the log as arrays; None where there is none, or nothing of this map in it."""
        if self.log is None or not len(self.log.frame):
            return None
        from reengineer.questions._trace import Trace

        found = Trace(log=self.log, map=self.map, zone=self.annotated.notes.clock.timezone)
        return found if found.logged else None

    @cached_property
    def seen(self) -> "Seen | None":
        """Return which way cases went; None without a log."""
        if self.trace is None:
            return None
        from reengineer.questions._silent import Seen

        return Seen(trace=self.trace, map=self.map, steps=self.activities)

    @cached_property
    def _figures(self) -> Mapping[str, Mapping[str, Figure]]:
        """Return what was counted of each step, by id; what names no step of the map is left out."""
        stated = self.feedback.steps if self.feedback is not None else {}
        placed = {name: self.map.find(name) for name in stated}
        return {node.id: stated[name] for name, node in placed.items() if node is not None}

    @property
    def unlinked(self) -> tuple[str, ...]:
        """Return what feedback calls steps or groups and the map has none of."""
        if self.feedback is None:
            return ()
        steps = [name for name in self.feedback.steps if self.map.find(name) is None]
        return (*steps, *(name for name in self.feedback.groups if name not in self.groups))

    def figure(self, kind: str, element: str, name: str) -> Figure | None:
        """Return what was counted or heard under a name; None where nothing was."""
        if self.feedback is None:
            return None
        if kind == "step":
            return self._figures.get(element, {}).get(name)
        if kind == "resource":
            return self.feedback.groups.get(element, {}).get(name)
        return self.feedback.process.get(name)

    def counted(self, kind: str, element: str, name: str) -> Value:
        """Return the value of what was counted or heard; None where nothing was."""
        figure = self.figure(kind, element, name)
        return figure.value if figure is not None else None

    @property
    def map(self) -> ProcessMap:
        """Return the map."""
        return self.annotated.map

    @cached_property
    def steps(self) -> Mapping[str, Step]:
        """Return the steps by id, in the order of the file."""
        return {step.id: step for step in self.annotated.steps}

    @cached_property
    def nodes(self) -> Mapping[str, Node]:
        """Return the nodes by id."""
        return {node.id: node for node in self.map.nodes}

    @cached_property
    def activities(self) -> tuple[str, ...]:
        """Return the steps that are activities; events that wait are steps too, but nobody works on them."""
        return tuple(step.id for step in self.steps.values() if step.node.is_activity)

    @cached_property
    def ways(self) -> Ways:
        """Return what comes before what."""
        return Ways(map=self.map, steps=self.activities)

    @cached_property
    def senders(self) -> frozenset[str]:
        """Return the nodes from which the map shows a message to somebody, and send tasks."""
        groups = self.map.definitions.collaborations
        drawn = {flow.source_ref for group in groups for flow in group.message_flows if flow.source_ref}
        return frozenset(drawn | {node.id for node in self.map.nodes if node.type == "sendTask"})

    @cached_property
    def limits(self) -> Limits | None:
        """Return the boundary as it bears on this map; None where there is none."""
        return Limits(boundary=self.boundary, map=self.map) if self.boundary is not None else None

    @cached_property
    def cases_per_year(self) -> float | None:
        """Return the cases that arrive in a year, all classes together: as noted, else as seen."""
        try:
            weekly = self.annotated.arrival_rate_per_week()
        except ReengineerError:
            weekly = {}
        if weekly and len(weekly) == len(self.annotated.notes.cases):
            return sum(weekly.values()) * WEEKS_PER_YEAR
        return self.trace.cases_per_year() if self.trace is not None else None

    @cached_property
    def data(self) -> DataNotes:
        """Return which step reads and writes which data items."""
        return data_notes(self.map, {step.id: step.notes for step in self.steps.values()})

    @cached_property
    def roles(self) -> Mapping[str, str | None]:
        """Return who performs each step: its resource group, else its lane, else as seen; None where nothing tells."""
        noted = {step: self.annotated.group_of(step) or self.nodes[step].lane_name for step in self.steps}
        trace = self.trace
        return noted if trace is None else {step: role or trace.group_of(step) for step, role in noted.items()}

    def called(self, role: str | None) -> str | None:
        """Return what the map calls a role: the lane of its id, or of all its steps and nobody else's; else its id."""
        for lane in self.map.lanes:
            if lane.id == role and lane.name:
                return lane.name
        lanes = {self.nodes[step].lane_name for step, own in self.roles.items() if own == role}
        lane_name = lanes.pop() if len(lanes) == 1 else None
        is_own = all(
            own in (role, lane_name) for step, own in self.roles.items() if self.nodes[step].lane_name == lane_name
        )
        return lane_name if lane_name and is_own else role

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """Return the resource groups that are described, then those that steps name besides."""
        named = (self.annotated.group_of(step) for step in self.steps)
        return tuple(dict.fromkeys([*self.annotated.notes.resources, *(group for group in named if group)]))

    @cached_property
    def exits(self) -> Mapping[str, Exit]:
        """Return how a token leaves each node, nodes in the order of the file."""
        return {node.id: self._exit(node) for node in self.map.nodes}

    def _exit(self, node: Node) -> Exit:
        targets = self.map.successors(node.id)
        flows = self.map.outgoing(node.id)
        if len(targets) < 2:
            return Exit(mode="all", targets=targets)
        if node.type in _BRANCHING:
            shares = self.shares(node.id)
            known = tuple(shares[flow.id] for flow in flows) if shares and len(flows) == len(targets) else None
            return Exit(mode="one", targets=targets, shares=known)
        plain_split = len(flows) == len(targets) and not any(flow.condition for flow in flows)
        is_parallel = node.type == "parallelGateway" or (node.kind != "gateway" and plain_split)
        return Exit(mode="all" if is_parallel else "some", targets=targets)

    def shares(self, gateway: str) -> Mapping[str, float] | None:
        """Return the shares of the flows out of a gateway: as stated, else as seen; None where neither tells."""
        if gateway in self.annotated.notes.flows:
            return self.annotated.shares(gateway)
        return self.seen_shares(gateway)

    def seen_shares(self, gateway: str) -> Mapping[str, float] | None:
        """Return the shares of the flows out of a gateway in the log; None where it does not tell."""
        counts = self.branch_counts(gateway)
        total = sum(counts.values()) if counts is not None else 0
        return {flow: count / total for flow, count in counts.items()} if counts is not None and total else None

    def branch_counts(self, gateway: str) -> Mapping[str, int] | None:
        """Return how many cases in the log took each flow out of a gateway that chooses one."""
        chooses_one = self.nodes[gateway].type in _BRANCHING and self.map.is_split(gateway)
        rows = self.seen.branches(gateway) if self.seen is not None and chooses_one else None
        return {flow: len(some) for flow, some in rows.items()} if rows is not None else None

    @cached_property
    def entry(self) -> str | None:
        """Return the one node where all cases start; None where there are several."""
        stated = dict.fromkeys(case.start for case in self.annotated.notes.cases.values())
        starts = [start for start in stated if start] if None not in stated else []
        starts = starts or [node.id for node in self.map.starts]
        return starts[0] if len(starts) == 1 else None

    @cached_property
    def visits(self) -> Mapping[str, float]:
        """Return expected visits a case by node; empty where the shares do not tell."""
        informed = self.annotated
        for node in self.map.nodes:
            seen = self.seen_shares(node.id) if node.id not in informed.notes.flows else None
            informed = informed.with_shares(node.id, seen) if seen else informed
            if self._is_race(node) and not seen:
                return {}
        try:
            return informed.visits()
        except ReengineerError:
            return {}

    @cached_property
    def load(self) -> Mapping[str, float]:
        """Return the load offered to each group of which all members and work are noted."""
        asked = {need.group for step in self.steps.values() for need in step.notes.requests}
        untold = {
            need.group for step in self.steps.values() if step.notes.duration is None for need in step.notes.requests
        }
        try:
            found = self.annotated.offered_load() if self.visits and self.cases_per_year is not None else {}
        except ReengineerError:
            return {}
        return {group: load for group, load in found.items() if group in asked - untold and load < float("inf")}

    def _is_race(self, node: Node) -> bool:
        """Say whether a node lets the first of several events decide and nobody has stated how often each does."""
        is_split = node.type == "eventBasedGateway" and self.map.is_split(node.id)
        return is_split and node.id not in self.annotated.notes.flows


def plain(value: object) -> Value:
    """Return a stated value as the language of triggers knows it: time in minutes, money and numbers without a unit."""
    if isinstance(value, Distribution):
        return value.mean / 60 if value.unit == "s" else value.mean
    if isinstance(value, Duration):
        return value.seconds.value / 60
    if isinstance(value, Money | Rate):
        return value.amount.value
    if isinstance(value, Estimate):
        return value.value
    if isinstance(value, list | tuple):
        return tuple(str(item) for item in value)
    return value if isinstance(value, bool | int | float | str) else None


def first_known(*values: Callable[[], Value]) -> Value:
    """Return the first value that is known; those after it are not worked out."""
    for value in values:
        found = value()
        if found is not None:
            return found
    return None
