"""Compile sequence flows and the shares of exclusive gateways."""

from collections.abc import Iterator
from typing import TypedDict

import numpy as np

from reengineer.processmap import Flow, Node
from reengineer.simulation._context import Context, firsts, ints
from reengineer.simulation._program import FLOW_BITS, Floats, Ints


class FlowFields(TypedDict):
    """Fields of a program that hold flows."""

    out_first: Ints
    out_flow: Ints
    out_share: Floats
    in_first: Ints
    flow_target: Ints


def flow_fields(context: Context, nodes: tuple[Node, ...], numbers: dict[str, int]) -> FlowFields:
    """Return the fields of a program that hold flows; `numbers` are those of the elements, by id."""
    incoming = [[flow for flow in context.map.incoming(node.id) if flow.source in numbers] for node in nodes]
    places = {flow.id: place for place, flow in enumerate(flow for flows in incoming for flow in flows)}
    if len(places) >> FLOW_BITS:
        context.refuse(
            "RE505",
            f"the map has more than {1 << FLOW_BITS} flows",
            "Simulate a part of it.",
            context.map.definitions.source,
        )
    outgoing = [[flow for flow in context.map.outgoing(node.id) if flow.id in places] for node in nodes]
    shares = [share for node, flows in zip(nodes, outgoing, strict=True) for share in _shares(context, node, flows)]
    return {
        "out_first": firsts(len(flows) for flows in outgoing),
        "out_flow": ints(places[flow.id] for flows in outgoing for flow in flows),
        "out_share": np.array(shares, dtype=np.float64),
        "in_first": firsts(len(flows) for flows in incoming),
        "flow_target": ints(numbers[flow.target] for flows in incoming for flow in flows),
    }


def _shares(context: Context, node: Node, flows: list[Flow]) -> list[float]:
    """Return running sums of the shares of an exclusive split; zeros elsewhere."""
    if node.type != "exclusiveGateway":
        _refuse_conditions(context, node, flows)
        return [0.0] * len(flows)
    if len(flows) < 2:
        return [1.0] * len(flows)
    if node.id not in context.notes.flows:
        context.refuse(
            "RE506",
            "the shares of its branches are not known",
            f"State them under flows: {{{node.id}: {{..}}}}.",
            node.source,
        )
        return [0.0] * len(flows)
    return list(_running_sums(context, node, flows))


def _refuse_conditions(context: Context, node: Node, flows: list[Flow]) -> None:
    if any(flow.condition for flow in flows):
        context.refuse(
            "RE501",
            "a conditional flow out of anything but an exclusive gateway is not simulated by this version",
            "Put an exclusive gateway behind it.",
            node.source,
        )


def _running_sums(context: Context, node: Node, flows: list[Flow]) -> Iterator[float]:
    stated = context.annotated.share_estimates(node.id)
    total = 0.0
    for flow in flows:
        total += stated[flow.id].value
        yield total
