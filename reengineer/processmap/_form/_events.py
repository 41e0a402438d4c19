"""Check events: links, what they wait for, what they end, what they undo."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain

from reengineer.bpmn import (
    Activity,
    Association,
    Collaboration,
    Event,
    EventDefinition,
    Process,
    StartEvent,
    SubProcess,
)
from reengineer.errors import Problem
from reengineer.processmap import _paths
from reengineer.processmap._form._rules import found
from reengineer.processmap._form._scopes import executable, sub_processes
from reengineer.processmap._map import Node, ProcessMap


def check_events(map_: ProcessMap) -> Iterator[Problem]:
    """Give events that miss a partner, a meaning or a use."""
    yield from _links(map_)
    to_execute = executable(map_)
    for node in map_.nodes:
        if not isinstance(node.element, Event):
            continue
        if node.process in to_execute:
            yield from _unsaid(node, node.element.event_definitions)
        if node.trigger == "multiple":
            message = "the event has several triggers, and the picture does not say which"
            yield found("RE294", message, "Draw an event for each.", node.source)
    yield from _undone(map_)
    yield from _terminations(map_)


def _unsaid(node: Node, definitions: Iterable[EventDefinition]) -> Iterator[Problem]:
    for definition in definitions:
        if definition.kind == "conditional" and not definition.condition:
            yield found(
                "RE261", "the event waits for a condition that is not written", "Write its condition.", node.source
            )
        elif definition.kind == "timer" and not any(timer.body for timer in definition.timers):
            message = "the timer does not say when it rings"
            yield found("RE261", message, "Write its date, duration or cycle.", node.source)


def _links(map_: ProcessMap) -> Iterator[Problem]:
    """Give links of each process or sub-process: a throw leads to the one catch of its name beside it."""
    throws: dict[tuple[str, str], list[Node]] = defaultdict(list)
    catches: dict[tuple[str, str], list[Node]] = defaultdict(list)
    for node in map_.nodes:
        if node.trigger != "link" or node.position not in ("catch", "throw"):
            continue
        if not _is_named(node):
            yield from _nameless(node)
        for name in _paths.link_names(node):
            (catches if node.position == "catch" else throws)[node.parent, name].append(node)
    for key in dict.fromkeys((*throws, *catches)):
        if key[1]:
            yield from _pairs(throws.get(key, []), catches.get(key, []))


def _is_named(node: Node) -> bool:
    return isinstance(node.element, Event) and any(
        item.name and item.name.strip() for item in node.element.event_definitions if item.kind == "link"
    )


def _nameless(node: Node) -> Iterator[Problem]:
    if node.name:
        message = "the link has no name of its own; its label is taken for it"
        yield found("RE252", message, "Give throw and catch the same link name.", node.source, other=True)
    else:
        yield found("RE252", "the link has no name", "Give throw and catch the same link name.", node.source)


def _pairs(throws: list[Node], catches: list[Node]) -> Iterator[Problem]:
    if not throws or not catches:
        for node in (*throws, *catches):
            message = "the link has no partner of the same name"
            yield found("RE252", message, "Give throw and catch the same link name.", node.source)
    for node in catches[1:]:
        message = f"{len(catches)} links of this name can be arrived at, and a case would be at all of them"
        yield found("RE252", message, "Keep one, or give it another name.", node.source)


def _undone(map_: ProcessMap) -> Iterator[Problem]:
    """Give compensation that is never called: neither a flow nor an association leads on."""
    events = [node for node in map_.nodes if node.position == "boundary" and node.trigger == "compensate"]
    undoing = [node for node in map_.nodes if isinstance(node.element, Activity) and node.element.is_for_compensation]
    if not events and not undoing:
        return
    tied = {end for item in _associations(map_) for end in (item.source_ref, item.target_ref)}
    for node in (*events, *undoing):
        if node.element.id in tied or map_.outgoing(node.id) or _paths.is_event_sub_process(node):
            continue
        if node.position == "boundary":
            message = "the event sets off no activity that undoes the work"
        else:
            message = "the activity is there to undo work, and no compensation event sets it off"
        yield found("RE299", message, "Draw an association from the event to the activity.", node.source)


def _associations(map_: ProcessMap) -> Iterator[Association]:
    holders: Iterator[Process | SubProcess | Collaboration] = chain(
        map_.processes, sub_processes(map_), map_.definitions.collaborations
    )
    for holder in holders:
        yield from (item for item in holder.artifacts if isinstance(item, Association))


def _terminations(map_: ProcessMap) -> Iterator[Problem]:
    """Give terminate events where only one token can be: nothing else goes on that they could cut short."""
    holders = {node.parent for node in map_.nodes if node.position == "end" and node.trigger == "terminate"}
    for key in sorted(holders, key=lambda key: map_.children(key)[0].index):
        nodes = map_.children(key)
        events = [node for node in nodes if node.position == "start"]
        is_single = bool(events) or len(_paths.starts_of(map_, key)) < 2
        if is_single and not any(_doubles(map_, node) for node in nodes):
            for node in nodes:
                if node.position == "end" and node.trigger == "terminate":
                    message = "nothing else can go on when a case comes here, so there is nothing to terminate"
                    yield found("RE297", message, "Make it a plain end event.", node.source)


def _doubles(map_: ProcessMap, node: Node) -> bool:
    """Say whether a second token can come up at a node beside the first."""
    if _paths.is_event_sub_process(node):
        return not all(_interrupts(inner) for inner in map_.children(node.id) if inner.position == "start")
    if node.position == "boundary":
        return not getattr(node.element, "cancel_activity", True)
    return map_.is_split(node.id) and node.type not in ("exclusiveGateway", "eventBasedGateway")


def _interrupts(start: Node) -> bool:
    return isinstance(start.element, StartEvent) and start.element.is_interrupting
