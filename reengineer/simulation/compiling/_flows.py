"""Compile sequence flows: shares, conditions and what an inclusive join waits for."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import TypedDict

import numpy as np

from reengineer._records import dataclass
from reengineer.expressions import ExpressionError
from reengineer.processmap import Node
from reengineer.quantities import Estimate
from reengineer.simulation._draws import hash32
from reengineer.simulation._program import FLOW_BITS
from reengineer.simulation._tables import Floats, Ints, Routes
from reengineer.simulation.compiling._context import Context, firsts, ints
from reengineer.simulation.compiling._expressions import ExpressionTable
from reengineer.simulation.compiling._layout import Layout, Lead
from reengineer.simulation.compiling._rows import floats

MOST_INTO_JOIN = 62
CHOOSERS = ("exclusiveGateway", "inclusiveGateway")


class FlowFields(TypedDict):
    """Fields of a program that hold flows."""

    out_first: Ints
    out_flow: Ints
    out_share: Floats
    in_first: Ints
    flow_target: Ints
    routes: Routes


def flow_fields(context: Context, layout: Layout, expressions: ExpressionTable) -> FlowFields:
    """Return the fields of a program that hold flows."""
    compiler = _Flows(context=context, layout=layout, expressions=expressions)
    into: list[list[Lead]] = [[] for _ in layout.nodes]
    out: list[list[Lead]] = [[] for _ in layout.nodes]
    for lead in sorted(layout.leads, key=lambda lead: lead.flow.index if lead.flow else -1):
        into[layout.numbers[lead.target]].append(lead)
        out[layout.numbers[lead.source]].append(lead)
    places = {id(lead): place for place, lead in enumerate(lead for leads in into for lead in leads)}
    if len(places) >> FLOW_BITS:
        context.refuse(
            "RE505",
            f"the map has more than {1 << FLOW_BITS} flows",
            "Simulate a part of it.",
            context.map.definitions.source,
        )
    choices = [compiler.choice(node, leads) for node, leads in zip(layout.nodes, out, strict=True)]
    first = firsts(map(len, out))
    defaults = [
        int(first[number]) + choice.default if choice.default >= 0 else -1 for number, choice in enumerate(choices)
    ]
    joins = [number for number, node in enumerate(layout.nodes) if _joins(node, into[number])]
    return {
        "out_first": first,
        "out_flow": ints(places[id(lead)] for leads in out for lead in leads),
        "out_share": floats(share for choice in choices for share in choice.shares),
        "in_first": firsts(map(len, into)),
        "flow_target": ints(layout.numbers[lead.target] for leads in into for lead in leads),
        "routes": Routes(
            condition=ints(condition for choice in choices for condition in choice.conditions),
            flow_word=ints(hash32(lead.flow.id) if lead.flow else 0 for leads in out for lead in leads),
            default=ints(defaults),
            share_first=np.zeros(len(layout.nodes) + 1, dtype=np.int64),
            share=np.zeros(0, dtype=np.float64),
            join_bits=join_bits(context, layout, joins, into, out),
            join_number=ints(joins.index(number) if number in joins else -1 for number in range(len(layout.nodes))),
        ),
    }


def _joins(node: Node, into: Sequence[Lead]) -> bool:
    return node.type == "inclusiveGateway" and len(into) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Say how an element chooses among its ways: running shares (or single ones), conditions, place of the default."""

    shares: Sequence[float]
    conditions: Sequence[int]
    default: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Flows:
    context: Context
    layout: Layout
    expressions: ExpressionTable

    def choice(self, node: Node, leads: list[Lead]) -> Choice:
        """Return how an element chooses."""
        none = [-1] * len(leads)
        default = next((place for place, lead in enumerate(leads) if lead.flow and lead.flow.is_default), -1)
        if len(leads) < 2 and node.type in CHOOSERS:
            return Choice(shares=[1.0] * len(leads), conditions=none)
        if node.type == "inclusiveGateway":
            return self._inclusive(node, leads, default)
        if node.type == "exclusiveGateway":
            return self._exclusive(node, leads, default)
        if node.kind == "gateway" or not any(_condition(lead) for lead in leads):
            return Choice(shares=[0.0] * len(leads), conditions=none)
        return Choice(shares=[0.0] * len(leads), conditions=self._conditions(node, leads, default), default=default)

    def _exclusive(self, node: Node, leads: list[Lead], default: int) -> Choice:
        chooser = self.layout.choosers.get(node.id, node.id)
        if chooser in self.context.notes.flows:
            shares = self.context.annotated.share_estimates(chooser)
            singles = [shares[lead.flow.id].value for lead in leads if lead.flow is not None]
            return Choice(shares=list(accumulate(singles)), conditions=[-1] * len(leads))
        conditions = self._readable(node, leads, default)
        if conditions is None:
            self._refuse_unknown(node)
            return Choice(shares=[0.0] * len(leads), conditions=[-1] * len(leads))
        return Choice(shares=[0.0] * len(leads), conditions=conditions, default=default)

    def _inclusive(self, node: Node, leads: list[Lead], default: int) -> Choice:
        """Return shares each flow has of its own, or conditions; without a certain way a default flow is needed."""
        chooser = self.layout.choosers.get(node.id, node.id)
        stated = self.context.notes.flows.get(chooser)
        if stated is None:
            conditions = self._readable(node, leads, default)
            if conditions is None:
                self._refuse_unknown(node)
            return Choice(shares=[0.0] * len(leads), conditions=conditions or [-1] * len(leads), default=default)
        # Behind a step, a way without a condition is always taken.
        sure = None if chooser == node.id else Estimate(1.0)
        given = [stated.get(lead.flow.id, None if _condition(lead) else sure) if lead.flow else None for lead in leads]
        shares = [each.value if isinstance(each, Estimate) else 0.0 for each in given]
        if default < 0 and not any(share >= 1 for share in shares):
            self.context.refuse(
                "RE518",
                "with these shares it may be that no branch is taken, and it has no default flow",
                "Give one branch a share of 1, or mark one as the default flow.",
                node.source,
            )
        return Choice(shares=shares, conditions=[-1] * len(leads), default=default)

    def _refuse_unknown(self, node: Node) -> None:
        self.context.refuse(
            "RE506",
            "the shares of its branches are not known",
            f"State them under flows: {{{node.id}: {{..}}}}.",
            node.source,
        )

    def _readable(self, node: Node, leads: list[Lead], default: int) -> list[int] | None:
        """Return the conditions where every flow but the default has one that names attributes; else None."""
        if not self.expressions.attributes:
            return None
        if any(_condition(lead) is None for place, lead in enumerate(leads) if place != default):
            return None
        return self._conditions(node, leads, default)

    def _conditions(self, node: Node, leads: list[Lead], default: int) -> list[int]:
        found = []
        for place, lead in enumerate(leads):
            text = _condition(lead)
            if text is None or place == default:
                found.append(-1)
                continue
            try:
                found.append(self.expressions.read(text))
            except ExpressionError as error:
                shown = " ".join(text.split())[:80]
                self.context.refuse(
                    "RE519",
                    f'the condition "{shown}" of its flow to {lead.target} cannot be used: {error}',
                    f"State shares under flows: {{{node.id}: {{..}}}}, or attributes of cases that it can read.",
                    lead.flow.place if lead.flow else node.source,
                )
                found.append(-1)
        return found


def _condition(lead: Lead) -> str | None:
    text = lead.flow.condition if lead.flow is not None else None
    return text if text and text.strip() else None


def join_bits(
    context: Context, layout: Layout, joins: list[int], into: list[list[Lead]], out: list[list[Lead]]
) -> Ints:
    """Return for each inclusive join and element the flows into the join that a path from the element reaches.

    A path never passes the join itself. A boundary event counts as a way out of its activity.
    """
    targets = [{layout.numbers[lead.target] for lead in leads} for leads in out]
    for node in layout.nodes:
        host = layout.numbers.get(node.attached_to or "")
        if host is not None:
            targets[host].add(layout.numbers[node.id])
    bits = np.zeros((len(joins), len(layout.nodes)), dtype=np.int64)
    for row, join in enumerate(joins):
        if len(into[join]) > MOST_INTO_JOIN:
            context.refuse(
                "RE505",
                f"{len(into[join])} flows lead into it; the most is {MOST_INTO_JOIN}",
                "Join some of them before.",
                layout.nodes[join].source,
            )
            continue
        for place, lead in enumerate(into[join]):
            for element in _before(targets, layout.numbers[lead.source], join):
                bits[row, element] |= 1 << place
    return bits


def _before(targets: Sequence[set[int]], last: int, join: int) -> Iterator[int]:
    """Give the elements from which a path leads to `last` without passing the join."""
    sources: Mapping[int, list[int]] = _sources(targets)
    seen = {last} - {join}
    waiting = list(seen)
    while waiting:
        element = waiting.pop()
        yield element
        for source in sources.get(element, ()):
            if source not in seen and source != join:
                seen.add(source)
                waiting.append(source)


def _sources(targets: Sequence[set[int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for source, own in enumerate(targets):
        for target in own:
            found.setdefault(target, []).append(source)
    return found
