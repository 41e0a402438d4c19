"""Sort what the processes of a file hold by kind, in one walk."""

from itertools import chain

from reengineer.bpmn._containers import Process, SubProcess
from reengineer.bpmn._definitions import Definitions
from reengineer.bpmn._elements import DataElement, Event, FlowNode, SequenceFlow

Holder = Process | SubProcess


class Contents:
    """Hold nodes, flows, data and containers in the order of the file; each with its container and its process."""

    __slots__ = ("_collaborations", "containers", "data", "flows", "nodes")

    def __init__(self, definitions: Definitions) -> None:
        self._collaborations = definitions.collaborations
        self.nodes: list[tuple[FlowNode, Holder, Process]] = []
        self.flows: list[tuple[SequenceFlow, Holder, Process]] = []
        self.data: list[tuple[DataElement, Holder, Process]] = []
        self.containers: list[tuple[Holder, Process]] = [(process, process) for process in definitions.processes]
        for process in definitions.processes:
            self._gather(process, process)

    def _gather(self, holder: Holder, process: Process) -> None:
        for element in holder.flow_elements:
            if isinstance(element, FlowNode):
                self.nodes.append((element, holder, process))
                if isinstance(element, SubProcess):
                    self.containers.append((element, process))
                    self._gather(element, process)
            elif isinstance(element, SequenceFlow):
                self.flows.append((element, holder, process))
            elif isinstance(element, DataElement):
                self.data.append((element, holder, process))

    def node_ids(self) -> frozenset[str]:
        """Return the ids of all flow nodes."""
        return frozenset(node.id for node, _, _ in self.nodes if node.id)

    def ids(self) -> set[str | None]:
        """Return the ids of all that has one in the records, root elements and sets of lanes excepted."""
        found = {element.id for element, _, _ in chain(self.nodes, self.flows, self.data)}
        for node, _, _ in self.nodes:
            if node.data_associations:
                found.update(link.id for link in node.data_associations)
            if isinstance(node, Event) and node.event_definitions:
                found.update(definition.id for definition in node.event_definitions)
        for holder, _ in self.containers:
            found.add(holder.id)
            found.update(element.id for element in chain(holder.lanes, holder.artifacts))
        for group in self._collaborations:
            found.add(group.id)
            found.update(element.id for element in chain(group.participants, group.message_flows, group.artifacts))
        return found
