"""Check gateways: ways in and out, and rules that people read differently."""

from collections.abc import Iterator

from reengineer.errors import Problem
from reengineer.processmap._form._rules import found
from reengineer.processmap._map import Node, ProcessMap

_AWAITED = ("message", "timer", "signal", "conditional", "multiple", "referenced")


def check_gateways(map_: ProcessMap) -> Iterator[Problem]:
    """Give gateways that do nothing, two things at once, or something that is hard to foresee."""
    for node in map_.nodes:
        if node.kind != "gateway":
            continue
        yield from _ways(node, len(map_.incoming(node.id)), len(map_.outgoing(node.id)))
        if node.type == "eventBasedGateway":
            yield from _event_based(map_, node)
        elif node.type == "complexGateway":
            message = "the rule of a complex gateway cannot be seen in the picture"
            remedy = "Draw it with exclusive and parallel gateways, or write the rule beside it."
            yield found("RE268", message, remedy, node.source)
        elif node.type == "inclusiveGateway":
            yield from _inclusive(map_, node)


def _ways(node: Node, ways_in: int, ways_out: int) -> Iterator[Problem]:
    if ways_out == 0:
        if ways_in:
            yield found(
                "RE247", "no flow leaves the gateway", "Draw the flows that leave it, or an end event.", node.source
            )
    elif ways_out == 1 and ways_in <= 1 and node.type != "eventBasedGateway":
        message = "the gateway neither splits nor joins"
        yield found("RE248", message, "Delete it, or draw the flow that is missing.", node.source)
    elif ways_in > 1 and ways_out > 1:
        message = "the gateway joins and splits at once"
        yield found("RE249", message, "Draw one gateway for the join and one for the split.", node.source)


def _event_based(map_: ProcessMap, gateway: Node) -> Iterator[Problem]:
    flows = map_.outgoing(gateway.id)
    if len(flows) == 1:
        message = "only one flow leaves the event-based gateway, so no event comes before another"
        yield found("RE264", message, "Draw the other events, or delete the gateway.", gateway.source)
    targets = [map_.index.nodes[flow.target] for flow in flows]
    for target in dict.fromkeys(targets):
        if not _is_awaited(target):
            message = "an event-based gateway leads to the element, which is no event or message to wait for"
            yield found("RE264", message, "Put the awaited event between the two.", target.source)
        elif len(map_.incoming(target.id)) > 1:
            message = "the awaited event is also reached past the event-based gateway"
            yield found("RE264", message, "Draw the event once for each way that leads to it.", target.source)
    kinds = {target.type for target in targets if target.trigger in ("none", "message") and _is_awaited(target)}
    if len(kinds) > 1:
        message = "the event-based gateway waits for messages both in events and in receive tasks"
        yield found("RE264", message, "Draw all of them as events, or all as tasks.", gateway.source)


def _is_awaited(node: Node) -> bool:
    return node.type == "receiveTask" or (node.position == "catch" and node.trigger in _AWAITED)


def _inclusive(map_: ProcessMap, node: Node) -> Iterator[Problem]:
    if map_.is_split(node.id):
        message = "the inclusive gateway lets a case go one way, several or all, and the picture does not say which"
        remedy = "Use an exclusive gateway, or a parallel one with the optional work behind exclusive ones."
        yield found("RE269", message, remedy, node.source)
    elif map_.is_join(node.id):
        message = "the inclusive gateway waits for whatever may still come, which is hard to see in a picture"
        yield found("RE269", message, "Use the gateway that the split before it has.", node.source)
