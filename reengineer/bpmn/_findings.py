"""Find what is odd about a file that can be read all the same: repeated ids and references to nothing."""

from collections.abc import Iterator

from reengineer.bpmn._containers import Lane, MessageFlow, Process, SubProcess
from reengineer.bpmn._definitions import Definitions
from reengineer.bpmn._elements import Activity, BoundaryEvent, Element, FlowNode, Gateway, SequenceFlow
from reengineer.bpmn._keys import all_elements
from reengineer.bpmn._strict import are_legal, is_legal, misplaced
from reengineer.errors import Problem


def find_oddities(definitions: Definitions) -> tuple[Problem, ...]:
    """Return repeated ids and references to nothing, as warnings in the order of the file."""
    found = _Finder(definitions)
    problems = [
        *found.ids(),
        *found.sequence_flows(),
        *found.nodes(),
        *found.lanes(),
        *found.message_flows(),
        *found.pools(),
        *found.dropped(),
        *found.passed_over(),
    ]
    return tuple(sorted(problems, key=lambda problem: problem.source.line or 0))


def _warn(code: str, message: str, remedy: str, element: Element) -> Problem:
    return Problem(code, message, remedy, element.source, "warning")


def _is_within(inner: int, wanted: int, outer: dict[int, int]) -> bool:
    while inner in outer:
        inner = outer[inner]
        if inner == wanted:
            return True
    return False


def _seen(reference: str | None) -> str:
    return f'"{reference}"' if reference else "nothing"


class _Finder:
    """Hold the nodes and flows of a file by id while its references are followed."""

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions
        self._walked = tuple(definitions.walk())
        self._nodes: dict[str, tuple[FlowNode, Process | SubProcess, Process]] = {}
        self._nodes_of: dict[tuple[int, str], tuple[FlowNode, Process | SubProcess, Process]] = {}
        self._flows: dict[str, SequenceFlow] = {}
        for element, holder, process in self._walked:
            if element.id and isinstance(element, FlowNode):
                self._nodes.setdefault(element.id, (element, holder, process))
                self._nodes_of.setdefault((id(process), element.id), (element, holder, process))
            elif element.id and isinstance(element, SequenceFlow):
                self._flows.setdefault(element.id, element)

    def ids(self) -> Iterator[Problem]:
        """Give elements whose id something else has, or that XML does not allow."""
        first: dict[str, Element] = {}
        named = [(element.id, element) for element in all_elements(self._definitions) if element.id is not None]
        ids = [key for key, _ in named]
        if len(set(ids)) == len(ids) and are_legal(ids):
            return
        for key, element in named:
            other = first.setdefault(key, element)
            if other is not element:
                message = f'the id "{element.id}" is already that of the {other.tag or "element"} in line {other.line}'
                yield _warn(
                    "RE210", message, "Give each element an id of its own; references mean the first one.", element
                )
            elif not is_legal(element.id):
                message = f'"{element.id}" cannot be an id in XML'
                yield _warn(
                    "RE211", message, "Begin with a letter; go on with letters, digits, '_', '-' and '.'.", element
                )

    def _node(self, reference: str | None, process: Process) -> tuple[FlowNode, Process | SubProcess, Process] | None:
        """Return the node that a reference means: in the same process first, then anywhere."""
        key = reference or ""
        return self._nodes_of.get((id(process), key)) or self._nodes.get(key)

    def sequence_flows(self) -> Iterator[Problem]:
        """Give flows with an end that is missing, or on the other side of a border."""
        for flow, holder, process in self._walked:
            if not isinstance(flow, SequenceFlow):
                continue
            for end, reference in (("source", flow.source_ref), ("target", flow.target_ref)):
                node = self._node(reference, process)
                if node is None:
                    message = f"the sequence flow's {end} is {_seen(reference)}, which is no flow node of the file"
                    yield _warn("RE212", message, "Draw the flow again from node to node, or delete it.", flow)
                elif node[1] is not holder:
                    border = "pool" if node[2] is not process else "sub-process"
                    message = f"the sequence flow crosses the border of a {border} at its {end} {_seen(reference)}"
                    yield _warn("RE213", message, _CROSSING[border], flow)

    def nodes(self) -> Iterator[Problem]:
        """Give boundary events that stand on nothing, and defaults that do not leave their node."""
        for element, holder, process in self._walked:
            if isinstance(element, BoundaryEvent):
                host = self._node(element.attached_to, process)
                if host is None or not isinstance(host[0], Activity) or host[1] is not holder:
                    message = f"the event is attached to {_seen(element.attached_to)}, which is no activity beside it"
                    yield _warn("RE215", message, "Attach the event to an activity, or delete it.", element)
            elif isinstance(element, Activity | Gateway) and element.default:
                yield from self._default(element, element.default)

    def _default(self, node: Activity | Gateway, default: str) -> Iterator[Problem]:
        flow = self._flows.get(default)
        if flow is None or flow.source_ref is None or flow.source_ref != node.id:
            message = f'the default flow "{default}" does not leave the element'
            yield _warn("RE217", message, "Choose one of the outgoing flows as the default.", node)

    def lanes(self) -> Iterator[Problem]:
        """Give lanes that refer to nothing, and nodes in two lanes that are not one within the other."""
        holders: list[Process | SubProcess] = [*self._definitions.processes]
        holders += [element for element, _, _ in self._walked if isinstance(element, SubProcess)]
        for holder in holders:
            for lane_set in holder.lane_sets:
                yield from self._lane_set([lane for top in lane_set.lanes for lane in top.walk()])

    def _lane_set(self, lanes: list[Lane]) -> Iterator[Problem]:
        owner: dict[str, Lane] = {}
        outer = {id(inner): id(lane) for lane in lanes for inner in lane.lanes}
        for lane in lanes:
            for reference in lane.flow_node_refs:
                other = owner.setdefault(reference, lane)
                if reference not in self._nodes:
                    message = f'the lane refers to "{reference}", which is no flow node of the file'
                    yield _warn("RE216", message, "Draw the lane's contents again, or delete the reference.", lane)
                elif other is not lane and not _is_within(id(lane), id(other), outer):
                    message = f'"{reference}" is in this lane and in {other.source.element or "another one"}'
                    yield _warn("RE216", message, "Leave the element in one lane.", lane)
                else:
                    owner[reference] = lane

    def message_flows(self) -> Iterator[Problem]:
        """Give message flows with an unknown end, or with both ends in one pool."""
        pools = self._pools()
        for group in self._definitions.collaborations:
            for flow in group.message_flows:
                yield from self._message_flow(flow, pools)

    def _pools(self) -> dict[str, str]:
        """Return for each pool, process and node the pool or process that it belongs to."""
        found = {key: process.id or "" for key, (_, _, process) in self._nodes.items()}
        for group in self._definitions.collaborations:
            found.update({pool.id: pool.process_ref or pool.id for pool in group.participants if pool.id})
        return found

    def _message_flow(self, flow: MessageFlow, pools: dict[str, str]) -> Iterator[Problem]:
        ends = (("source", flow.source_ref), ("target", flow.target_ref))
        missing = [(end, reference) for end, reference in ends if reference not in pools]
        for end, reference in missing:
            message = f"the message flow's {end} is {_seen(reference)}, which is no pool or flow node of the file"
            yield _warn("RE214", message, "Draw the message flow again, or delete it.", flow)
        if not missing and pools[flow.source_ref or ""] == pools[flow.target_ref or ""]:
            message = "the message flow stays within one pool"
            yield _warn("RE214", message, "Use a sequence flow inside a pool; messages go to other pools.", flow)

    def pools(self) -> Iterator[Problem]:
        """Give pools whose process is not in the file."""
        known = {process.id for process in self._definitions.processes}
        for group in self._definitions.collaborations:
            for pool in group.participants:
                if pool.process_ref and pool.process_ref not in known:
                    message = f'the pool\'s process "{pool.process_ref}" is not in the file'
                    yield _warn("RE218", message, "Add the process, or leave the pool empty as a black box.", pool)

    def dropped(self) -> Iterator[Problem]:
        """Give what tools that follow the schema to the letter drop."""
        for node, _, _ in self._walked:
            if isinstance(node, FlowNode) and node.data_associations and misplaced(node):
                message = (
                    "the event has data that it cannot have: a catching one reads none, a throwing one writes none"
                )
                yield _warn("RE219", message, "Draw the data at the activity beside the event.", node)

    def passed_over(self) -> Iterator[Problem]:
        """Give choreographies and conversations by name: their pools are read, what goes on in them is not."""
        for group in self._definitions.collaborations:
            if group.type in _PASSED_OVER:
                kind = _PASSED_OVER[group.type]
                message = f"the {kind} is kept but passed over: it is not checked, drawn or simulated"
                remedy = "Draw what each side does as a process in a pool of its own."
                yield Problem("RE223", message, remedy, group.source, "advice")


_PASSED_OVER = {"choreography": "choreography", "globalConversation": "conversation"}
_CROSSING = {
    "pool": "Use a message flow between pools.",
    "sub-process": "End the flow at the sub-process; inside it, begin with a start event.",
}
