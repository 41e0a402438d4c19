"""Draw the processes of worked examples as BPMN."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from xml.sax.saxutils import quoteattr

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
TAGS = {
    "task": "task", "start": "startEvent", "end": "endEvent", "xor": "exclusiveGateway", "and": "parallelGateway",
    "or": "inclusiveGateway", "event_gateway": "eventBasedGateway", "catch": "intermediateCatchEvent",
    "boundary": "boundaryEvent", "terminate": "endEvent", "error_end": "endEvent", "cancel_end": "endEvent",
    "escalation_end": "endEvent", "message_end": "endEvent", "signal_end": "endEvent",
    "message_throw": "intermediateThrowEvent", "signal_throw": "intermediateThrowEvent",
    "escalation_throw": "intermediateThrowEvent", "compensate": "intermediateThrowEvent",
    "link_throw": "intermediateThrowEvent", "link_catch": "intermediateCatchEvent", "receive": "receiveTask",
    "send": "sendTask", "call": "callActivity", "throw": "intermediateThrowEvent",
}  # fmt: skip
"""XML name of each kind of node."""

TRIGGERS = {
    "terminate": "terminate", "error_end": "error", "cancel_end": "cancel", "escalation_end": "escalation",
    "message_end": "message", "signal_end": "signal", "message_throw": "message", "signal_throw": "signal",
    "escalation_throw": "escalation", "compensate": "compensate", "link_throw": "link", "link_catch": "link",
}  # fmt: skip
START = datetime(2026, 1, 5)  # noqa: DTZ001 - the zone is that of the notes
"""Where minutes are counted from, a Monday."""

ROOTS = {"signal": "signal", "error": "error", "escalation": "escalation"}
REFERENCES = {"signal": "signalRef", "error": "errorRef", "escalation": "escalationRef", "compensate": "activityRef"}

Model = Mapping[str, Any]


def all_nodes(model: Model) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Give every node of a model, those of pools and sub-processes too, in document order."""
    for pool in pools_of(model).values():
        yield from _nodes_in(pool["nodes"])


def _nodes_in(nodes: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, node in nodes.items():
        yield name, node or {}
        if node and "inside" in node:
            yield from _nodes_in(node["inside"]["nodes"])


def pools_of(model: Model) -> Mapping[str, Any]:
    """Return the pools of a model; one without pools is one of them."""
    found: Mapping[str, Any] = model.get("pools", {"sketch": model})
    return found


def timer_starts(model: Model) -> tuple[str, ...]:
    """Return the start events at the top of a process whose cases come when a timer rings."""
    return tuple(
        name
        for pool in pools_of(model).values()
        for name, node in pool["nodes"].items()
        if node and node.get("kind") == "start" and node.get("event") == "timer"
    )


def all_flows(model: Model) -> list[tuple[str, str]]:
    """Return every flow of a model as (source, target), in document order."""
    return [flow for pool in pools_of(model).values() for flow in _flows_in(pool)]


def _flows_in(holder: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from (ends(text) for text in holder.get("flows", []))
    for node in holder["nodes"].values():
        if node and "inside" in node:
            yield from _flows_in(node["inside"])


def ends(text: str) -> tuple[str, str]:
    """Return source and target of a flow such as ``a > b``."""
    source, _, target = text.partition(">")
    return source.strip(), target.strip()


def arrows(flows: list[str]) -> list[str]:
    """Return flows such as ``a > b``; each step of a chain such as ``a > b > c`` is a flow of its own."""
    found = []
    for flow in flows:
        ends = [end.strip() for end in flow.replace("->", ">").split(">")]
        if len(ends) < 2 or not all(ends):
            raise ValueError(f'"{flow}" leads from nowhere to nowhere; write "source > target"')
        found += [f"{source} > {target}" for source, target in pairwise(ends)]
    return found


def kind_of(node: Mapping[str, Any]) -> str:
    """Return the kind of a node."""
    if "inside" in node:
        return "subprocess"
    return str(node.get("kind", "task"))


def to_bpmn(model: Model) -> bytes:
    """Return the map of a model."""
    pools = pools_of(model)
    roots = "".join(
        f"<{ROOTS[kind]} id={quoteattr(f'{kind}-{code}')} name={quoteattr(code)}/>" for kind, code in _codes(model)
    )
    processes = "".join(
        f'<process id={quoteattr(name)} isExecutable="false">{_inside(pool)}</process>' for name, pool in pools.items()
    )
    names = f'xmlns="{MODEL}" id="sketch.definitions" targetNamespace="sketch"'
    head = f'<?xml version="1.0" encoding="UTF-8"?><definitions {names}>'
    return f"{head}{roots}{_collaboration(model, pools)}{processes}</definitions>".encode()


def _collaboration(model: Model, pools: Mapping[str, Any]) -> str:
    if len(pools) < 2:
        return ""
    members = "".join(f"<participant id={quoteattr(f'pool-{name}')} processRef={quoteattr(name)}/>" for name in pools)
    messages = "".join(
        f"<messageFlow id={quoteattr(f'message-{place}')} sourceRef={quoteattr(source)} targetRef={quoteattr(target)}/>"
        for place, (source, target) in enumerate(map(ends, model.get("messages", [])))
    )
    return f'<collaboration id="sketch.collaboration">{members}{messages}</collaboration>'


def _codes(model: Model) -> list[tuple[str, str]]:
    found = [each for _, node in all_nodes(model) for one in (node, *singles(node)) for each in [_code(one)] if each[1]]
    return list(dict.fromkeys((kind, code) for kind, code in found if kind in ROOTS))


def _code(node: Mapping[str, Any]) -> tuple[str, str]:
    """Return what triggers an event, and its code."""
    trigger = TRIGGERS.get(kind_of(node)) or str(node.get("event") or ("signal" if "signal" in node else "message"))
    code = node.get("signal") if trigger == "signal" else node.get("activity") if trigger == "compensate" else None
    return trigger, str(code or node.get("code") or node.get("link") or "")


def _inside(holder: Mapping[str, Any]) -> str:
    nodes = "".join(_node(name, node or {}) for name, node in holder["nodes"].items())
    flows = "".join(
        f"<sequenceFlow id={quoteattr(f'{source}-{target}' + again)} "
        f"sourceRef={quoteattr(source)} targetRef={quoteattr(target)}/>"
        for source, target, again in _told_apart(map(ends, holder.get("flows", [])))
    )
    undone = "".join(
        f"<association id={quoteattr(f'undo-{name}-way')} sourceRef={quoteattr(f'undo-{name}')} "
        f"targetRef={quoteattr(node['compensated_by'])}/>"
        for name, node in holder["nodes"].items()
        if node and "compensated_by" in node
    )
    return nodes + _handled(holder) + flows + undone


def _told_apart(flows: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    """Give flows with what makes their ids differ: several may lead from one node to another."""
    seen: Counter[tuple[str, str]] = Counter()
    for flow in flows:
        seen[flow] += 1
        yield *flow, f"-{seen[flow]}" if seen[flow] > 1 else ""


def _handled(holder: Mapping[str, Any]) -> str:
    """Return the compensation events on the border of activities that can be undone."""
    return "".join(
        f"<boundaryEvent id={quoteattr(f'undo-{name}')} attachedToRef={quoteattr(name)}><compensateEventDefinition/>"
        "</boundaryEvent>"
        for name, node in holder["nodes"].items()
        if node and "compensated_by" in node
    )


def _node(name: str, node: Mapping[str, Any]) -> str:
    kind = kind_of(node)
    if kind == "subprocess":
        triggered = ' triggeredByEvent="true"' if node.get("triggered_by_event") else ""
        tag = "transaction" if node.get("transaction") else "subProcess"
        return f"<{tag} id={quoteattr(name)}{triggered}>{_inside(node['inside'])}</{tag}>"
    tag = TAGS[kind]
    return f"<{tag} id={quoteattr(name)} name={quoteattr(name)}{_attributes(node)}>{_definition(kind, node)}</{tag}>"


def _attributes(node: Mapping[str, Any]) -> str:
    found = ""
    if "attached" in node:
        found += f" attachedToRef={quoteattr(node['attached'])}"
        found += "" if node.get("interrupting", True) else ' cancelActivity="false"'
    elif node.get("interrupting") is False:
        found += ' isInterrupting="false"'
    if "all" in node:
        found += ' parallelMultiple="true"'
    if "calls" in node:
        found += f" calledElement={quoteattr(node['calls'])}"
    return found


def singles(node: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """Return the events that are drawn as one: any of them, all, or each in turn."""
    return tuple(node.get("any") or node.get("all") or node.get("each") or ())


def _timer(node: Mapping[str, Any]) -> str:
    """Return when the timer of a start event rings; notes tell the same of one within an event sub-process."""
    if "at" in node:
        return f"<timeDate>{(START + timedelta(minutes=node['at'])).isoformat()}</timeDate>"
    return f"<timeCycle>R{node.get('times', 1)}/PT{node.get('after', 0) * 60:g}S</timeCycle>"


def _definition(kind: str, node: Mapping[str, Any]) -> str:
    if singles(node):
        return "".join(_definition("catch", each) for each in singles(node))
    waits = kind in ("catch", "boundary") or (kind == "start" and ("event" in node or "signal" in node))
    if kind == "start" and node.get("message"):
        return "<messageEventDefinition/>"
    if not waits and kind not in TRIGGERS:
        return ""
    trigger, code = _code(node)
    if kind == "start" and trigger == "timer":
        return f"<timerEventDefinition>{_timer(node)}</timerEventDefinition>"
    if trigger == "link":
        return f"<linkEventDefinition name={quoteattr(code or 'link')}/>"
    reference = REFERENCES.get(trigger)
    value = code if trigger == "compensate" else f"{trigger}-{code}"
    stated = f" {reference}={quoteattr(value)}" if reference and code else ""
    return f"<{trigger}EventDefinition{stated}/>"
