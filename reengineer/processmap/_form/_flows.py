"""Check sequence flows: splits and joins without gateways, conditions, repeats, wrong sides, idle labels."""

from collections import defaultdict
from collections.abc import Iterator

from reengineer.errors import Problem
from reengineer.processmap import _paths
from reengineer.processmap._form._rules import found
from reengineer.processmap._form._scopes import executable
from reengineer.processmap._map import Flow, Node, ProcessMap

DECIDING = ("exclusiveGateway", "inclusiveGateway", "complexGateway")


def check_flows(map_: ProcessMap) -> Iterator[Problem]:
    """Give flows that mean something else than they look, node by node."""
    to_execute = executable(map_)
    for node in map_.nodes:
        leaving = map_.outgoing(node.id)
        if node.kind == "event" or node.type in ("parallelGateway", "eventBasedGateway"):
            yield from _conditions_without_use(node, leaving)
        else:
            yield from _conditions_left_out(node, leaving, must_be_written=node.process in to_execute)
        if node.kind != "gateway":
            yield from _implicit_split(node, leaving)
            yield from _implicit_join(node, len(map_.incoming(node.id)))
        yield from _wrong_side(map_, node)
        yield from _repeats(map_, node, leaving)
        yield from _idle_labels(node, leaving)


def is_conditional(flow: Flow) -> bool:
    """Say whether the flow has a condition, be it empty."""
    return flow.element.has_condition


def _is_open(flow: Flow) -> bool:
    return not flow.is_default and not is_conditional(flow)


def _conditions_without_use(node: Node, leaving: tuple[Flow, ...]) -> Iterator[Problem]:
    reason = "decides nothing" if node.kind == "gateway" else "has no choice"
    for flow in leaving:
        if not _is_open(flow):
            what = "has a condition" if is_conditional(flow) else "is marked as the default"
            message = f"the flow {what}, but the {node.type} that it leaves {reason}"
            yield found("RE263", message, "Decide at an exclusive gateway, or take it off.", flow.place)


def _conditions_left_out(node: Node, leaving: tuple[Flow, ...], *, must_be_written: bool) -> Iterator[Problem]:
    """Give flows without a condition beside some with one; at a gateway that nobody executes, a label will do."""
    bare = [flow for flow in leaving if _is_open(flow)]
    if len(leaving) < 2 or len(bare) == len(leaving):
        return
    if node.kind != "gateway" and len(bare) == 1:
        message = "the flow has no condition, so it is taken in any case, whatever the conditions beside it say"
        remedy = "Write its condition, make it the default, or put a gateway behind the activity."
        yield found("RE262", message, remedy, bare[0].place)
    elif node.kind == "gateway" and must_be_written:
        for flow in bare:
            message = "the flow has no condition, and is not the default of its gateway"
            yield found("RE262", message, "Write its condition, or make it the default.", flow.place)


def _implicit_split(node: Node, leaving: tuple[Flow, ...]) -> Iterator[Problem]:
    bare = sum(_is_open(flow) for flow in leaving)
    if bare > 1:
        message = f"{bare} flows leave the element, so a case goes on along all of them at once"
        yield found("RE250", message, "Draw a gateway that says whether all or one of them is meant.", node.source)


def _implicit_join(node: Node, ways_in: int) -> Iterator[Problem]:
    if ways_in < 2 or node.position in ("start", "boundary") or _paths.is_event_sub_process(node):
        return
    if node.position == "end":
        message = f"{ways_in} flows reach the end event, so the results that they stand for look alike"
        yield found("RE251", message, "Draw one end event a result, or join the flows in a gateway.", node.source)
    else:
        message = f"{ways_in} flows reach the element without a gateway; each token that arrives starts it anew"
        yield found("RE251", message, "Draw an exclusive gateway in front of it to make that plain.", node.source)


def _wrong_side(map_: ProcessMap, node: Node) -> Iterator[Problem]:
    if node.position == "start" and map_.incoming(node.id):
        yield found("RE253", "a flow leads to a start event", "End the flow at the step behind it.", node.source)
    elif node.position == "end" and map_.outgoing(node.id):
        message = "a flow leaves an end event"
        yield found("RE253", message, "Make it an intermediate event, or delete the flow.", node.source)
    elif node.position == "boundary" and map_.incoming(node.id):
        yield found("RE253", "a flow leads to a boundary event", "End the flow at the activity.", node.source)
    elif _paths.is_event_sub_process(node) and (map_.incoming(node.id) or map_.outgoing(node.id)):
        message = "a flow is tied to an event sub-process, which starts by its event alone"
        yield found("RE253", message, "Delete the flow, or make it an ordinary sub-process.", node.source)


def _repeats(map_: ProcessMap, node: Node, leaving: tuple[Flow, ...]) -> Iterator[Problem]:
    by_target: dict[str, list[Flow]] = defaultdict(list)
    for flow in leaving:
        by_target[flow.target].append(flow)
    for target, flows in by_target.items():
        if len(flows) < 2:
            continue
        where = f'"{map_.index.nodes[target].label}"'
        if node.type in DECIDING or node.type == "eventBasedGateway":
            message = f"{len(flows)} ways of the gateway lead to {where} at once, so that choice makes no difference"
            yield found("RE290", message, "Draw one flow with both reasons on it.", flows[1].place, other=True)
        elif sum(not is_conditional(flow) for flow in flows) > 1:
            message = f"{len(flows)} flows lead from here to {where}, so it is reached as often"
            yield found("RE290", message, "Delete all but one of them.", flows[1].place)


def _idle_labels(node: Node, leaving: tuple[Flow, ...]) -> Iterator[Problem]:
    if node.type in DECIDING and len(leaving) > 1:
        return
    for flow in leaving:
        if flow.name and _is_open(flow):
            if node.type == "eventBasedGateway":
                message = f'"{flow.name}" stands on a flow that is taken when the event behind it happens'
                yield found("RE296", message, "Write it on the event.", flow.place)
            else:
                message = f'"{flow.name}" looks like a condition, but the flow is taken in any case'
                yield found("RE296", message, "Take the label off, or draw the gateway that decides.", flow.place)
