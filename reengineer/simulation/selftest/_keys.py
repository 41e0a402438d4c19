"""Tell what a worked example states that is not read: unknown keys, and keys that mean nothing where they stand."""

from collections.abc import Iterator, Mapping
from typing import Any

from reengineer.simulation.selftest._maps import TAGS, Model, all_flows, all_nodes, ends, kind_of, pools_of

REPEATED = frozenset({"instances", "sequential", "stop_after", "loop", "compensated_by"})
WORKED_ON = REPEATED | {
    "work", "expected", "needs", "fixed", "priority", "preempts", "interruptible", "setup", "work_kind", "at_close",
    "transfer", "patience", "limit", "not_same_person", "same_person", "prefer_same_person", "hold", "batch",
    "retrial", "call_back", "escalation", "release", "balk", "abandoned_to", "balked_to", "fails", "learning",
}  # fmt: skip
OUTSIDE = REPEATED | {"external"}
WAITED_FOR = frozenset({"event", "after", "at", "clock", "signal", "message", "code", "any", "all"})
STATED = {
    "start": WAITED_FOR | {"times", "interrupting"},
    "catch": WAITED_FOR | {"release"},
    "boundary": WAITED_FOR | {"attached", "times", "interrupting", "from"},
    "throw": frozenset({"each"}), "end": frozenset({"each"}),
    "xor": frozenset({"route"}), "or": frozenset({"route"}),
    "error_end": frozenset({"code"}), "escalation_end": frozenset({"code"}), "escalation_throw": frozenset({"code"}),
    "signal_end": frozenset({"signal", "broadcast"}), "signal_throw": frozenset({"signal", "broadcast"}),
    "compensate": frozenset({"activity"}), "link_throw": frozenset({"link"}), "link_catch": frozenset({"link"}),
    "receive": REPEATED,
}  # fmt: skip
"""Keys of the nodes that nobody works on, by kind; of kinds that are not here, none."""

WITHIN = frozenset({"inside", "transaction", "triggered_by_event"})
MODEL_KEYS = frozenset({
    "nodes", "flows", "groups", "arrivals", "end", "pools", "messages", "cases", "overtakes", "initial",
})  # fmt: skip
GROUP_KEYS = frozenset({
    "members", "rate", "open", "choice", "discipline", "ageing", "capacity", "slow", "overtime_rate",
    "prefer_same_kind",
})  # fmt: skip
ARRIVAL_KEYS = frozenset({"gap", "cases", "open", "first", "rates", "unit_gaps"})
HOLDER_KEYS = frozenset({"nodes", "flows"})


def unknown_keys(model: Model) -> list[str]:
    """Return what a model states that is not read here: keys, kinds of nodes, and names of nothing."""
    return sorted({*_keys(model), *_names(model)})


def _keys(model: Model) -> Iterator[str]:
    yield from (key for key in model if key not in MODEL_KEYS)
    for holder in model.get("pools", {}).values():
        yield from (key for key in holder if key not in HOLDER_KEYS)
    for name, node in all_nodes(model):
        yield from _of_node(name, node)
    for group in model.get("groups", {}).values():
        yield from (key for key in group if key not in GROUP_KEYS)
    arrivals = model["arrivals"]
    if isinstance(arrivals, Mapping) and {"gap", "rates"} & set(arrivals):
        yield from (key for key in arrivals if key not in ARRIVAL_KEYS)


def _of_node(name: str, node: Mapping[str, Any]) -> Iterator[str]:
    kind = kind_of(node)
    if kind not in TAGS and kind != "subprocess":
        yield f"{kind} node"
        return
    yield from (key for key in node.get("inside", ()) if key not in HOLDER_KEYS)
    read = _read_of(kind, node)
    known = {"kind", "external", "calls", *WORKED_ON, *WITHIN, *(key for keys in STATED.values() for key in keys)}
    yield from (f"{key} of {name}" if key in known else key for key in node if key not in read)


def _read_of(kind: str, node: Mapping[str, Any]) -> set[str]:
    """Return the keys that are read of a node of this kind that states these keys."""
    if kind in ("task", "send"):
        return {"kind", *(OUTSIDE if "external" in node else WORKED_ON)}
    if kind in ("subprocess", "call"):
        is_one_step = "work" in node or "needs" in node
        own = WORKED_ON if is_one_step else OUTSIDE if "external" in node else REPEATED
        return {"kind", *own, *(WITHIN if kind == "subprocess" else ("calls",))}
    return {"kind", *STATED.get(kind, ())}


def _names(model: Model) -> Iterator[str]:
    """Yield routes that are not drawn, and messages and places of work in hand without a node."""
    flows = set(all_flows(model))
    names = {name for name, _ in all_nodes(model)}
    for name, node in all_nodes(model):
        targets = {target for way in (node.get("route") or {}).values() for target in _targets(way)}
        yield from (f"route {name} > {target}" for target in targets if (name, target) not in flows)
    for text in model.get("messages", []):
        yield from (f"message {text}" for end in ends(text) if end not in names and end not in pools_of(model))


def _targets(way: Any) -> Iterator[str]:  # noqa: ANN401 - what a file holds
    if isinstance(way, list):
        for each in way:
            yield from _targets(each)
    else:
        yield str(way)
