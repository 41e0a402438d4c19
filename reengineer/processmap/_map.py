"""Hold a process map as a graph of nodes and flows, made from definitions and never changed."""

from collections.abc import Mapping
from dataclasses import field
from importlib import import_module
from typing import TYPE_CHECKING, Any

from reengineer._records import dataclass
from reengineer.bpmn import Definitions, FlowNode, Participant, Process, SequenceFlow, SubProcess, plain
from reengineer.errors import BpmnError, Problem, nearest, shortened
from reengineer.processmap import _paths
from reengineer.source import LONGEST_NAME, Source

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Hold one flow node of the map.

    Parameters
    ----------
    id : str
        Unique in the map; the id in the file, or made up where the file has none or repeats it.
    index : int
        Place among all nodes, in the order of the file, from 0.
    name : str
        The label on one line; empty where there is none.
    element : FlowNode
        The record of the file.
    type : str
        The XML name, such as ``userTask``.
    kind : str
        task, event, gateway, subprocess or call.
    position : str
        Of an event: start, end, catch, throw or boundary; else empty.
    trigger : str
        Of an event: none, message, timer, ... or multiple; else none.
    process, parent : str
        The process, and the process or sub-process that holds the node directly.
    lane, lane_name : str or None
        Id and label of the innermost lane; a node inside a sub-process has that of the sub-process.
    attached_to : str or None
        The activity that a boundary event stands on.
    """

    id: str
    index: int
    name: str
    element: FlowNode
    type: str
    kind: str
    position: str = ""
    trigger: str = "none"
    process: str
    parent: str
    lane: str | None = None
    lane_name: str | None = None
    attached_to: str | None = None

    def __repr__(self) -> str:
        return f"<Node {self.id!r} {shortened(self.name)!r}: {self.type}>"

    @property
    def source(self) -> Source:
        """Return the place in the file, for messages."""
        return self.element.source

    @property
    def is_activity(self) -> bool:
        """Say whether it is a task, a sub-process or a call activity."""
        return self.kind in ("task", "subprocess", "call")

    @property
    def holds_cases(self) -> bool:
        """Say whether cases can be there for a while: at work, waiting for an event, or before several."""
        return self.is_activity or self.position == "catch" or self.type == "eventBasedGateway"

    @property
    def label(self) -> str:
        """Return the name as people are shown it, a very long one cut; the id where there is none."""
        return shortened(self.name, LONGEST_NAME) or self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """Hold one sequence flow between two nodes of the map; `index` counts in the order of the file, from 0."""

    id: str
    source: str
    target: str
    name: str = ""
    index: int = 0
    is_default: bool = False
    condition: str | None = None
    element: SequenceFlow = field(default=SequenceFlow(), repr=False)

    @property
    def place(self) -> Source:
        """Return the place in the file, for messages."""
        return self.element.source


@dataclass(frozen=True, slots=True, kw_only=True)
class MapLane:
    """Hold one lane: its nodes in the order of the file, and the lane around it."""

    id: str
    name: str
    process: str
    parent: str | None = None
    nodes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """Hold what a map looks up often; made once by `build_map`."""

    nodes: Mapping[str, Node] = field(default_factory=dict)
    flows: Mapping[str, Flow] = field(default_factory=dict)
    outgoing: Mapping[str, tuple[Flow, ...]] = field(default_factory=dict)
    incoming: Mapping[str, tuple[Flow, ...]] = field(default_factory=dict)
    by_name: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    children: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    attached: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    processes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessMap:
    """Hold the nodes and flows of a file as a graph.

    Parameters
    ----------
    definitions : Definitions
        What the map was made from, and what `write_bpmn` takes.
    nodes, flows : tuple
        In the order of the file. A flow that lacks an end is not among them but in `problems`.
    lanes : tuple of MapLane
        Outer before inner.
    problems : tuple of Problem
        What was odd about the file and about making the map, as warnings.
    """

    definitions: Definitions
    nodes: tuple[Node, ...] = ()
    flows: tuple[Flow, ...] = ()
    lanes: tuple[MapLane, ...] = ()
    problems: tuple[Problem, ...] = ()
    index: Index = field(default=Index(), compare=False, repr=False)
    # Where a token may be next, as it was found: every walk asks for it, and a map does not change.
    _next: dict[str, tuple[str, ...]] = field(default_factory=dict, init=False, compare=False, repr=False)

    def __repr__(self) -> str:
        return f"<ProcessMap {self.title!r}: nodes {len(self.nodes)}, flows {len(self.flows)}, lanes {len(self.lanes)}>"

    @property
    def title(self) -> str:
        """Return the names of its processes."""
        names = [process.name or process.id or "" for process in self.processes]
        return ", ".join(name for name in names if name) or "Process map"

    @property
    def graph(self) -> "nx.MultiDiGraph[str]":
        """Return the map as a frozen networkx graph.

        A node has the attribute ``node``, an edge its flow's id as key and the attribute ``flow``. It is made anew at
        each call.
        """
        import networkx as nx

        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        graph.add_nodes_from((node.id, {"node": node}) for node in self.nodes)
        graph.add_edges_from((flow.source, flow.target, flow.id, {"flow": flow}) for flow in self.flows)
        return nx.freeze(graph)

    def _repr_html_(self) -> str:
        """Return the picture of the map, for a notebook."""
        # Drawing lies above this stage: it is looked up when a notebook asks, and nothing here depends on it.
        drawing = import_module("reengineer.report")
        return str(drawing.draw_map(self, title=self.title))

    @property
    def processes(self) -> tuple[Process, ...]:
        """Return the processes of the file."""
        return self.definitions.processes

    @property
    def pools(self) -> tuple[Participant, ...]:
        """Return the pools of the file; one without a process is a black box."""
        return tuple(pool for group in self.definitions.collaborations for pool in group.participants)

    @property
    def activities(self) -> tuple[Node, ...]:
        """Return tasks, sub-processes and call activities, in the order of the file."""
        return tuple(node for node in self.nodes if node.is_activity)

    @property
    def starts(self) -> tuple[Node, ...]:
        """Return where cases begin: start events of each process, or what nothing leads to where it has none."""
        return _paths.starts(self)

    @property
    def ends(self) -> tuple[Node, ...]:
        """Return where tokens end at the top of each process: nodes without a way on."""
        return _paths.ends(self)

    def find(self, ref: str) -> Node | None:
        """Return the node with this id, or the only one with this name, or None."""
        found = self.index.nodes.get(ref)
        if found is not None:
            return found
        named = self.index.by_name.get(plain(ref), ())
        return self.index.nodes[named[0]] if len(named) == 1 else None

    def node(self, ref: str) -> Node:
        """Return the node with this id or unique name.

        Raises
        ------
        BpmnError
            RE220 no such node, with the nearest ones; RE221 the name is not unique, with the ids that bear it.
        """
        found = self.find(ref)
        if found is not None:
            return found
        named = self.index.by_name.get(plain(ref), ())
        if named:
            message = f'the name "{plain(ref)}" belongs to {len(named)} elements: {", ".join(named)}'
            problem = Problem("RE221", message, "Name the element by its id.", self.definitions.source)
        else:
            known = [*self.index.by_name, *self.index.nodes]
            hint = nearest(ref, known) or "the map has: " + ", ".join(f'"{name}"' for name in known[:10])
            problem = Problem("RE220", f'the map has no element "{ref}"; {hint}', _NAME_IT, self.definitions.source)
        raise BpmnError([problem])

    def flow(self, ref: str) -> Flow:
        """Return the sequence flow with this id, or the only one with this name.

        Raises
        ------
        BpmnError
            RE222: no such flow, with the nearest ones.
        """
        found = self.index.flows.get(ref)
        if found is not None:
            return found
        named = [flow for flow in self.flows if flow.name and flow.name == plain(ref)]
        if len(named) == 1:
            return named[0]
        hint = nearest(ref, self.index.flows)
        message = f'the map has no sequence flow "{ref}"' + (f"; {hint}" if hint else "")
        raise BpmnError([Problem("RE222", message, "Name the flow by its id.", self.definitions.source)])

    def outgoing(self, node_id: str) -> tuple[Flow, ...]:
        """Return the flows that leave a node, in the order of the file."""
        return self.index.outgoing.get(node_id, ())

    def incoming(self, node_id: str) -> tuple[Flow, ...]:
        """Return the flows that reach a node, in the order of the file."""
        return self.index.incoming.get(node_id, ())

    def children(self, holder_id: str) -> tuple[Node, ...]:
        """Return the nodes directly inside a process or sub-process."""
        return tuple(self.index.nodes[child] for child in self.index.children.get(holder_id, ()))

    def boundary_events(self, activity_id: str) -> tuple[Node, ...]:
        """Return the boundary events of an activity."""
        return tuple(self.index.nodes[event] for event in self.index.attached.get(activity_id, ()))

    def is_split(self, node_id: str) -> bool:
        """Say whether more than one flow leaves the node."""
        return len(self.outgoing(node_id)) > 1

    def is_join(self, node_id: str) -> bool:
        """Say whether more than one flow reaches the node."""
        return len(self.incoming(node_id)) > 1

    def is_expanded(self, node_id: str) -> bool:
        """Say whether the node is a sub-process with nodes inside."""
        node = self.index.nodes[node_id]
        return isinstance(node.element, SubProcess) and node_id in self.index.children

    def successors(self, node_id: str) -> tuple[str, ...]:
        """Return where a token may be next, through flows, boundary events, links and sub-process borders."""
        found = self._next.get(node_id)
        if found is None:
            found = self._next[node_id] = _paths.next_of(self, node_id)
        return found

    def reachable(
        self, from_id: str, without: "frozenset[str] | set[str] | tuple[str, ...]" = frozenset()
    ) -> frozenset[str]:
        """Return the nodes that a token at a node can come to, itself included, never entering those in `without`."""
        return _paths.reachable(self, (from_id,), frozenset(without))

    def shortest_path(
        self, a: str, b: str, without: "frozenset[str] | set[str] | tuple[str, ...]" = frozenset()
    ) -> tuple[str, ...] | None:
        """Return the nodes of a shortest way from a to b, both included, or None where there is no way."""
        return _paths.shortest_path(self, a, b, frozenset(without))

    def dominators(self) -> dict[str, str | None]:
        """Return for each reachable node the nearest one on every way from a start to it; None for the first ones."""
        return _paths.immediate_dominators(self)

    def dominates(self, a: str, b: str) -> bool:
        """Say whether every way from a start to b runs through a."""
        return b not in _paths.reachable(self, tuple(node.id for node in self.starts), frozenset((a,)))

    def parallel_blocks(self) -> "tuple[ParallelBlock, ...]":
        """Return the parts between a parallel split and its join, innermost first."""
        return _paths.parallel_blocks(self)

    def as_records(self) -> list[dict[str, Any]]:
        """Return one plain dictionary a node, for tables."""
        keys = ("id", "name", "type", "kind", "process", "lane_name")
        return [{key: getattr(node, key) for key in keys} for node in self.nodes]


_NAME_IT = "Name an element by its id, or by its name where that is unique in the map."

ParallelBlock = _paths.ParallelBlock
