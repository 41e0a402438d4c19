"""Part an event of several definitions into single ones; say between which of them messages go."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from reengineer.bpmn import Event, EventDefinition, MessageFlow
from reengineer.processmap._map import Node, ProcessMap

UNKNOWN = "referenced"
"""Kind of a definition that an event refers to and that no file holds."""

Parts = Mapping[str, tuple[Node, ...]]


def settled_event(map: ProcessMap, node: Node) -> Node:  # noqa: A002 - the word is the map
    """Return an event with the definitions that it refers to in place of the references; else the node itself."""
    element = node.element
    if not isinstance(element, Event) or not element.event_definition_refs:
        return node
    shared = {root.id: root.event_definition for root in map.definitions.roots if root.event_definition is not None}
    referred = [shared.get(ref) or EventDefinition(kind=UNKNOWN, id=ref) for ref in element.event_definition_refs]
    found = (*element.event_definitions, *referred)
    trigger = found[0].kind if len(found) == 1 else node.trigger
    return replace(node, trigger=trigger, element=replace(element, event_definitions=found, event_definition_refs=()))


def event_parts(map: ProcessMap, node: Node) -> tuple[Node, ...]:  # noqa: A002
    """Return the single events of an event that has several definitions; none of any other node.

    Their ids are that of the event with the kind behind it, as in ``Event_1.timer``, and a number from the second of a
    kind.
    """
    element = settled_event(map, node).element
    if not isinstance(element, Event) or len(element.event_definitions) < 2:
        return ()
    seen: Counter[str] = Counter()
    found = []
    for definition in element.event_definitions:
        seen[definition.kind] += 1
        again = f".{seen[definition.kind]}" if seen[definition.kind] > 1 else ""
        single = replace(element, event_definitions=(definition,), parallel_multiple=False)
        found.append(replace(node, id=f"{node.id}.{definition.kind}{again}", trigger=definition.kind, element=single))
    return tuple(found)


def part_name(whole: Node, part: Node) -> str:
    """Return the name of a part within its event, such as ``timer``."""
    return part.id.removeprefix(f"{whole.id}.")


def message_ways(flows: Sequence[MessageFlow], parts: Parts) -> dict[str, tuple[str, ...]]:
    """Return to which elements the messages of each element go.

    Of an event with several messages, the flow that names the message of a part is that part's, and of the others each
    is the next part's.

    Parameters
    ----------
    flows : sequence of MessageFlow
        Between elements of the map, in the order of the file.
    parts : mapping of str to tuple of Node
    """
    sources = _ends([(flow.source_ref or "", flow.message_ref) for flow in flows], parts)
    targets = _ends([(flow.target_ref or "", flow.message_ref) for flow in flows], parts)
    found: dict[str, tuple[str, ...]] = {}
    for source, target in zip(sources, targets, strict=True):
        found[source] = (*found.get(source, ()), target)
    return found


def _ends(stated: Sequence[tuple[str, str | None]], parts: Parts) -> list[str]:
    """Return at which element each message flow ends; `stated` are pairs of an id and the message, if one is named."""
    found = [element for element, _ in stated]
    used: set[str] = set()
    waiting: list[int] = []
    for place, (element, message) in enumerate(stated):
        named = [part.id for part in _told(parts, element) if message and _message(part) == message]
        if named:
            found[place] = named[0]
            used.add(named[0])
        elif element in parts:
            waiting.append(place)
    for place in waiting:
        own = [part.id for part in _told(parts, found[place])]
        if own:
            found[place] = next((part for part in own if part not in used), own[-1])
            used.add(found[place])
    return found


def _told(parts: Parts, element: str) -> list[Node]:
    return [part for part in parts.get(element, ()) if part.trigger == "message"]


def _message(part: Node) -> str | None:
    definitions: tuple[EventDefinition, ...] = getattr(part.element, "event_definitions", ())
    return definitions[0].reference
