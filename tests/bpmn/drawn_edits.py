"""Draw edits that can be made on a map."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from reengineer import bpmn
from reengineer.bpmn import Definitions, Edit, Extension, SequenceFlow, keys_of

TASKS = (bpmn.Task, bpmn.UserTask, bpmn.ServiceTask, bpmn.ReceiveTask)
TASK_TYPES = ("task", "userTask", "scriptTask", "receiveTask")
GATEWAY_TYPES = ("exclusiveGateway", "parallelGateway", "inclusiveGateway", "complexGateway")
FOREIGN = (
    (),
    (Extension(name="note", attributes=(("text", "a & b"),)),),
    (Extension(name="a"), Extension(name="b", children=(Extension(name="c", attributes=(("d", "1"),)),))),
)


class Editor:
    """Draw edits that can be made, one after the other."""

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any], laws: Any, drawn: Any) -> None:
        self.draw, self.laws, self.drawn = draw, laws, drawn
        self.count = 0
        self.keys, self.nodes, self.flows = keys_of(Definitions()), [], []

    def edit(self, definitions: Definitions) -> Edit | None:
        """Return an edit; None where the kind drawn has nothing to be made on."""
        self.keys = keys_of(definitions)
        self.nodes, self.flows = self.laws.flow_nodes(definitions), self.laws.sequence_flows(definitions)
        kinds: list[Callable[..., Edit | None]] = [
            self.add_node, self.remove_node, self.rename, self.retype, self.assign, self.add_lane, self.add_flow,
            self.remove_flow, self.redirect, self.default, self.condition, self.extend,
        ]  # fmt: skip
        kind = self.draw(st.sampled_from(kinds))
        try:
            return kind()
        except IndexError:
            return None

    def one(self, items: Any) -> Any:
        """Draw one of several; raise IndexError where there is none."""
        found = list(items)
        return found[self.draw(st.integers(0, len(found) - 1)) if found else 0]

    def new(self) -> str:
        self.count += 1
        return f"new_{self.count}"

    def add_node(self) -> Edit:
        holders = [(key, key) for key, _ in self.keys.processes]
        holders += [
            (item.key, item.process) for item in self.keys.elements if isinstance(item.element, bpmn.SubProcess)
        ]
        parent, process = self.one(holders)
        kind = self.one([bpmn.UserTask, bpmn.SubProcess, bpmn.EndEvent, bpmn.ExclusiveGateway, bpmn.BoundaryEvent])
        more = {}
        if kind is bpmn.BoundaryEvent:
            hosts = [key for key, node, holder in self.nodes if holder == parent and isinstance(node, bpmn.Activity)]
            more = {"attached_to": self.one(hosts)}
        lanes = [None, *(key for key, _, owner, _ in self.keys.lanes if owner == process)]
        return bpmn.AddFlowNode(parent, kind(id=self.new(), name=self.draw(self.drawn.NAME), **more), self.one(lanes))

    def remove_node(self) -> Edit:
        return bpmn.RemoveFlowNode(self.one(self.nodes)[0])

    def rename(self) -> Edit:
        return bpmn.SetName(self.one([*self.nodes, *self.flows])[0], self.draw(self.drawn.NAME))

    def retype(self) -> Edit:
        key, node, _ = self.one(each for each in self.nodes if each[1].tag in (*TASK_TYPES, *GATEWAY_TYPES))
        return bpmn.SetType(key, self.one(TASK_TYPES if node.tag in TASK_TYPES else GATEWAY_TYPES))

    def assign(self) -> Edit:
        item = self.one(each for each in self.keys.elements if isinstance(each.element, bpmn.FlowNode))
        return bpmn.AssignLane(
            item.key, self.one([None, *(key for key, _, owner, _ in self.keys.lanes if owner == item.process)])
        )

    def add_lane(self) -> Edit:
        return bpmn.AddLane(self.one(self.keys.processes)[0], self.new(), self.draw(self.drawn.NAME))

    def add_flow(self) -> Edit:
        source, _, parent = self.one(self.nodes)
        target = self.one(key for key, _, holder in self.nodes if holder == parent)
        flow = SequenceFlow(id=self.new(), name=self.draw(self.drawn.NAME), source_ref=source, target_ref=target)
        return bpmn.AddSequenceFlow(parent, flow)

    def remove_flow(self) -> Edit:
        return bpmn.RemoveSequenceFlow(self.one(self.flows)[0])

    def redirect(self) -> Edit:
        key, _, parent = self.one(self.flows)
        ends = [each for each, _, holder in self.nodes if holder == parent]
        return bpmn.RedirectFlow(key, self.one([None, *ends]), self.one([None, *ends]))

    def default(self) -> Edit:
        kinds = (bpmn.Activity, bpmn.Gateway)
        key, _, _ = self.one(each for each in self.nodes if isinstance(each[1], kinds))
        return bpmn.SetDefault(key, self.one([None, *(each for each, flow, _ in self.flows if flow.source_ref == key)]))

    def condition(self) -> Edit:
        return bpmn.SetCondition(self.one(self.flows)[0], self.draw(self.drawn.BODY))

    def extend(self) -> Edit:
        holders = [*self.nodes, *self.flows, *self.keys.processes]
        return bpmn.SetExtension(self.one(holders)[0], self.one(["urn:foreign", "urn:ours"]), self.one(FOREIGN), "our")
