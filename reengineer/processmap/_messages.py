"""Check the messages between pools: whether each is sent, and whether each can be received."""

from collections.abc import Iterable, Iterator, Set

from reengineer._records import dataclass
from reengineer.bpmn import Element, Event, MessageFlow, ReceiveTask, SendTask
from reengineer.errors import Problem, Severity
from reengineer.processmap import _paths
from reengineer.processmap._make_net import is_left_aside
from reengineer.processmap._map import Node, ProcessMap

_CATCHING = ("start", "catch", "boundary")
_THROWING = ("end", "throw")


def check_messages(map_: ProcessMap, never: Set[str]) -> Iterator[Problem]:
    """Give what is odd about message flows, and about events of messages that have none.

    Parameters
    ----------
    never : set of str
        Nodes that flows lead to but that no run passes.
    """
    flows = [flow for group in map_.definitions.collaborations for flow in group.message_flows]
    if not flows:
        return
    set_off = tuple(node.id for node in map_.activities if is_left_aside(node))
    reached = _paths.reachable(map_, _paths.first_nodes(map_) + set_off, frozenset()) - never
    post = _Post(map_, reached)
    for flow in flows:
        yield from post.flow(flow)
    yield from post.unlinked(flows)


@dataclass(frozen=True, slots=True)
class _Post:
    map: ProcessMap
    reached: Set[str]

    def flow(self, flow: MessageFlow) -> Iterator[Problem]:
        """Give what is odd about one message flow."""
        sender = self._end(flow.source_ref)
        receiver = self._end(flow.target_ref)
        if sender is not None and not _can_send(sender):
            message = f"the message flow begins at {_what(sender)}, which sends no message"
            remedy = "Begin it at a task, a message throw or end event, or a pool."
            yield _problem("RE285", "warning", message, remedy, flow)
        elif sender is not None and sender.id not in self.reached:
            message = f"the message is never sent: no case comes to {_what(sender)}"
            yield _problem("RE283", "warning", message, "Let a case come to the sender, or delete the message.", flow)
        if receiver is not None and not _can_receive(receiver):
            severity: Severity = "advice" if receiver.position == "start" and receiver.trigger == "none" else "warning"
            message = f"the message flow ends at {_what(receiver)}, which takes no message"
            remedy = "End it at a task, a message start, catch or boundary event, or a pool."
            yield _problem("RE280", severity, message, remedy, flow)
        elif receiver is not None and receiver.id not in self.reached:
            message = f"the message is never received: no case comes to {_what(receiver)}"
            yield _problem("RE284", "warning", message, "Let a case come to the receiver, or delete the message.", flow)

    def _end(self, reference: str | None) -> Node | None:
        return self.map.index.nodes.get(reference or "")

    def unlinked(self, flows: Iterable[MessageFlow]) -> Iterator[Problem]:
        """Give events and tasks of messages without a message flow, in processes that have message flows."""
        sent = {flow.source_ref for flow in flows}
        taken = {flow.target_ref for flow in flows}
        ends = (self._end(reference) for reference in sent | taken)
        talking = {end.process for end in ends if end is not None}
        for node in self.map.nodes:
            if node.process not in talking:
                continue
            if _awaits(node) and node.id not in taken:
                message = f"no message flow leads to {_what(node)}, so the map does not say who sends its message"
                remedy = "Draw the message flow from its sender, or make the event what it waits for."
                yield _problem("RE281", "advice", message, remedy, node.element)
            elif _tells(node) and node.id not in sent:
                message = f"no message flow leaves {_what(node)}, so the map does not say who gets its message"
                yield _problem("RE282", "advice", message, "Draw the message flow to its receiver.", node.element)


def _problem(code: str, severity: Severity, message: str, remedy: str, at: Element) -> Problem:
    return Problem(code, message, remedy, at.source, severity)


def _what(node: Node) -> str:
    return f'"{node.name}"' if node.name else f"{node.type} {node.id}"


def _has_message(node: Node) -> bool:
    """Say whether an event has to do with a message, or may have: its definition stands elsewhere."""
    if not isinstance(node.element, Event):
        return False
    return bool(node.element.event_definition_refs) or any(
        item.kind == "message" for item in node.element.event_definitions
    )


def _can_receive(node: Node) -> bool:
    return node.is_activity or (node.position in _CATCHING and _has_message(node))


def _can_send(node: Node) -> bool:
    return node.is_activity or node.position in _THROWING


def _awaits(node: Node) -> bool:
    return isinstance(node.element, ReceiveTask) or (node.position in _CATCHING and node.trigger == "message")


def _tells(node: Node) -> bool:
    return isinstance(node.element, SendTask) or (node.position in _THROWING and node.trigger == "message")
