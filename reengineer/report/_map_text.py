"""Tell a process map in words: the same elements as in the picture, in the order in which a case meets them."""

from collections import deque
from collections.abc import Iterator

from reengineer.bpmn import plain
from reengineer.errors import shortened
from reengineer.processmap import Flow, Node, ProcessMap
from reengineer.source import LONGEST_NAME

_GATEWAYS = {
    "exclusiveGateway": ("one way of", "ways come together"),
    "parallelGateway": ("all of", "waits for all ways"),
    "inclusiveGateway": ("any of", "waits for the ways taken"),
    "eventBasedGateway": ("whichever happens first of", "ways come together"),
    "complexGateway": ("by a rule of its own", "ways come together by a rule of their own"),
}


def describe_map(process_map: ProcessMap) -> str:
    """Return a text alternative to the picture of a map.

    Returns
    -------
    str
        One block a process: its pool and lanes, then each node on a numbered line with its kind, name, lane and id,
        and where it leads. Nodes stand in the order in which a token starting at the first start event comes to them;
        what no start leads to follows. Closed pools and messages come last.
    """
    blocks = [_process(process_map, key, place) for place, key in enumerate(_process_keys(process_map))]
    closed = [_name(plain(pool.name), pool.id or "") for pool in process_map.pools if not pool.process_ref]
    if closed:
        blocks.append(f"Closed pools: {'; '.join(closed)}.")
    messages = list(_messages(process_map))
    if messages:
        blocks.append("\n".join(["Messages:", *messages]))
    return "\n\n".join(blocks) + "\n" if blocks else "The map holds no process.\n"


def _process_keys(process_map: ProcessMap) -> list[str]:
    keys = [node.process for node in process_map.nodes]
    return list(dict.fromkeys(keys))


def _process(process_map: ProcessMap, key: str, place: int) -> str:
    nodes = [node for node in process_map.nodes if node.process == key]
    name = next((plain(process.name) for process in process_map.processes if process.id == key), "")
    lines = [f"Process {_name(name, key) if name or key else place + 1}."]
    lanes = [lane.name or lane.id for lane in process_map.lanes if lane.process == key]
    if lanes:
        lines.append(f"Lanes: {', '.join(lanes)}.")
    ordered = _in_order(process_map, nodes)
    numbers = {node.id: number for number, node in enumerate(ordered, start=1)}
    lines.extend(f"{numbers[node.id]}. {_node(process_map, node, numbers)}" for node in ordered)
    return "\n".join(lines)


def _in_order(process_map: ProcessMap, nodes: list[Node]) -> list[Node]:
    """Return nodes as a walk along the flows meets them, starts first.

    What is inside a sub-process follows it, then the boundary events on an activity, then where its flows lead.
    """
    by_id = {node.id: node for node in nodes}
    at_top = [node for node in nodes if node.parent == node.process]
    first = [node.id for node in at_top if node.position == "start"]
    first += [node.id for node in at_top if not process_map.incoming(node.id) and node.position != "boundary"]
    found: dict[str, Node] = {}
    queue = deque([*first, *by_id])
    while queue:
        current = queue.popleft()
        if current in found or current not in by_id:
            continue
        found[current] = by_id[current]
        after = [child.id for child in process_map.children(current)]
        after += [event.id for event in process_map.boundary_events(current)]
        after += [flow.target for flow in process_map.outgoing(current)]
        queue.extendleft(reversed(after))
    return list(found.values())


def _node(process_map: ProcessMap, node: Node, numbers: dict[str, int]) -> str:
    what = _words(node.type)
    if node.trigger != "none":
        what += f" ({_words(node.trigger).lower()})"
    lane = f", lane {node.lane_name}" if node.lane_name else ""
    inside = f", inside {node.parent}" if node.parent != node.process else ""
    on = f", on {numbers.get(node.attached_to, '?')}" if node.attached_to else ""
    ways = process_map.outgoing(node.id)
    return f"{what} {_name(node.name, node.id)}{lane}{inside}{on}.{_leads(node, ways, numbers, process_map)}"


def _leads(node: Node, ways: tuple[Flow, ...], numbers: dict[str, int], process_map: ProcessMap) -> str:
    if not ways:
        return ""
    targets = [f"{_way(flow)}{numbers.get(flow.target, '?')}" for flow in ways]
    split, join = _GATEWAYS.get(node.type, ("all of", ""))
    joins = f" {join[0].upper()}{join[1:]}." if join and process_map.is_join(node.id) else ""
    if len(targets) == 1:
        return f"{joins} Then {targets[0]}."
    return f"{joins} Then {split}: {', '.join(targets)}."


def _way(flow: Flow) -> str:
    label = shortened(plain(flow.name), LONGEST_NAME) or ("by default" if flow.is_default else "")
    return f"{label} to " if label else "to "


def _messages(process_map: ProcessMap) -> Iterator[str]:
    names = {node.id: node.label for node in process_map.nodes}
    for pool in process_map.pools:
        if pool.id:
            names[pool.id] = shortened(plain(pool.name), LONGEST_NAME) or pool.id
    for collaboration in process_map.definitions.collaborations:
        for message in collaboration.message_flows:
            source, target = message.source_ref or "?", message.target_ref or "?"
            label = f" ({plain(message.name)})" if message.name else ""
            yield f"- from {names.get(source, source)} to {names.get(target, target)}{label}"


def _name(name: str, key: str) -> str:
    return f'"{shortened(name, LONGEST_NAME)}" [{key}]' if name else f"[{key}]"


def _words(tag: str) -> str:
    words = "".join(f" {sign.lower()}" if sign.isupper() else sign for sign in tag)
    return words[:1].upper() + words[1:]
