"""Find what waits for something that nothing in the map sends, and of which nobody says how long it takes."""

import re
from collections.abc import Container, Iterator

from reengineer.annotations._annotated import AnnotatedMap
from reengineer.annotations._steps import EventNotes, EventPartNotes
from reengineer.processmap import Node, event_parts, message_ways, part_name, settled_event
from reengineer.quantities import Distribution, QuantityError, parse_duration

AWAITED = ("message", "timer", "signal", "conditional")
DATE = re.compile(r"\d{4}-\d\d-\d\d")
CYCLE = re.compile(r"R\d*/(P[^/]+)$")

_AWAITED_WORDS = {
    "signal": "a signal that nothing in the map sends",
    "conditional": "a condition that nothing in the map makes true",
    "timer": "a time that the map does not tell",
    "multiple": "one of several events",
}
"""What an element waits for, by its trigger."""


def awaited(node: Node) -> str:
    """Say what an element waits for of which the map does not tell when it comes."""
    if node.position == "boundary" and node.trigger in ("none", "referenced"):
        return "something that the map does not tell"
    return _AWAITED_WORDS.get(node.trigger, "a message that nothing in the map sends")


def waiting_events(annotated: AnnotatedMap, reached: Container[str] | None = None) -> tuple[Node, ...]:
    """Return events and receive tasks that wait for what nothing in the map sends, and have no notes of how long.

    Those of several definitions are looked at part by part; see `waiting_parts`. Where it is known what cases can come
    to, nothing else sends.
    """
    fed = {target for _, target in _sent(annotated, reached)}
    thrown = _thrown(annotated, reached)
    return tuple(
        node
        for node in (settled_event(annotated.map, each) for each in annotated.map.nodes)
        if _waits(annotated, node)
        and node.id not in fed
        and not _comes_by_itself(annotated, node, thrown)
        and not _is_timed(annotated, node)
        and not event_parts(annotated.map, node)
    )


def waiting_parts(annotated: AnnotatedMap) -> tuple[tuple[Node, Node], ...]:
    """Return events of several definitions, each with one of its parts that waits for what nothing in the map sends."""
    thrown = _thrown(annotated)
    waiting = [node for node in annotated.map.nodes if _waits(annotated, node) and not _is_timed(annotated, node)]
    parts = {node.id: found for node in waiting if (found := event_parts(annotated.map, node))}
    flows = [flow for group in annotated.map.definitions.collaborations for flow in group.message_flows]
    known = annotated.map.index.nodes
    inner = [flow for flow in flows if flow.source_ref in known and flow.target_ref in known]
    fed = {target for targets in message_ways(inner, parts).values() for target in targets}
    return tuple(
        (whole, part)
        for whole in waiting
        for part in parts.get(whole.id, ())
        if part.trigger in AWAITED
        and part.id not in fed
        and not _comes_by_itself(annotated, part, thrown)
        and not _is_stated(annotated, whole, part)
    )


def _sent(annotated: AnnotatedMap, reached: Container[str] | None) -> Iterator[tuple[str, str]]:
    """Give who sends a message and who gets it, where both are nodes."""
    nodes = annotated.map.index.nodes
    for group in annotated.map.definitions.collaborations:
        for flow in group.message_flows:
            source, target = flow.source_ref or "", flow.target_ref or ""
            if source in nodes and target in nodes and (reached is None or source in reached):
                yield source, target


def _thrown(annotated: AnnotatedMap, reached: Container[str] | None = None) -> set[str]:
    """Return the signals that something in the map throws."""
    return {
        name
        for each in annotated.map.nodes
        if each.position in ("throw", "end") and (reached is None or each.id in reached)
        for name in _signals(each)
    }


def _comes_by_itself(annotated: AnnotatedMap, node: Node, thrown: set[str]) -> bool:
    """Say whether something in the map makes happen what an event waits for: a signal, attributes of cases, a date."""
    return (
        (node.trigger == "signal" and not _signals(node).isdisjoint(thrown))
        or (node.trigger == "conditional" and _has_attributes(annotated))
        or _is_dated(node)
    )


def _is_timed(annotated: AnnotatedMap, node: Node) -> bool:
    """Say whether it is stated how long an event or task waits, or when it goes on."""
    notes = annotated.step(node.id).notes
    return notes.delay is not None or notes.release is not None


def _is_stated(annotated: AnnotatedMap, whole: Node, part: Node) -> bool:
    notes = annotated.notes.events.get(whole.id, EventNotes()).parts.get(part_name(whole, part), EventPartNotes())
    return notes.delay is not None


def _waits(annotated: AnnotatedMap, node: Node) -> bool:
    if node.position == "boundary":
        return node.trigger in (*AWAITED, "none", "multiple", "referenced")
    if node.position == "start":
        holder = annotated.map.index.nodes.get(node.parent)
        is_armed = bool(getattr(getattr(holder, "element", None), "triggered_by_event", False))
        return is_armed and node.trigger in (*AWAITED, "multiple")
    return node.type == "receiveTask" or (node.position == "catch" and node.trigger not in ("none", "link"))


def _signals(node: Node) -> set[str]:
    """Return the signals that an event throws or waits for."""
    definitions = getattr(node.element, "event_definitions", ())
    return {each.reference or "" for each in definitions if each.kind == "signal"}


def _has_attributes(annotated: AnnotatedMap) -> bool:
    return any(case.attributes for case in annotated.notes.cases.values())


def _is_dated(node: Node) -> bool:
    """Say whether a timer of the map rings at a date, or again and again."""
    definitions = getattr(node.element, "event_definitions", ())
    bodies = [(timer.kind, (timer.body or "").strip()) for each in definitions for timer in each.timers]
    return any(
        (kind == "timeDate" and DATE.match(body)) or (kind == "timeCycle" and _is_cycle(body)) for kind, body in bodies
    )


def _is_cycle(body: str) -> bool:
    found = CYCLE.match(body)
    return found is not None and _duration(found[1]) is not None


def _duration(text: str) -> Distribution | None:
    try:
        return Distribution.fixed(parse_duration(text).seconds)
    except QuantityError:
        return None


def timer_delay(node: Node) -> Distribution | None:
    """Return the delay that a timer of the map states as an ISO 8601 duration, or None."""
    for definition in getattr(node.element, "event_definitions", ()):
        for timer in definition.timers:
            if timer.kind == "timeDuration" and timer.body:
                return _duration(timer.body.strip())
    return None
