"""Check each process and sub-process: how it starts, how it ends, and whether anything is inside."""

from collections.abc import Iterator

from reengineer.bpmn import AdHocSubProcess, SubProcess
from reengineer.errors import Problem
from reengineer.processmap import _paths
from reengineer.processmap._form._rules import found, listing
from reengineer.processmap._map import Node, ProcessMap
from reengineer.source import Source


def sub_processes(map_: ProcessMap) -> Iterator[SubProcess]:
    """Give the records of the sub-processes of a map, in the order of the file."""
    yield from (node.element for node in map_.nodes if isinstance(node.element, SubProcess))


def executable(map_: ProcessMap) -> frozenset[str]:
    """Return the processes that software is to execute, which needs what a reader can do without."""
    keyed = zip(map_.index.processes, map_.processes, strict=True)
    return frozenset(key for key, process in keyed if process.is_executable)


def check_scopes(map_: ProcessMap) -> Iterator[Problem]:
    """Give what is odd about the start, the end and the content of processes and sub-processes."""
    if not map_.processes:
        yield found("RE240", "the file has no process", "Export a process, not only pools.", map_.definitions.source)
    for key, process in zip(map_.index.processes, map_.processes, strict=True):
        yield from _process(map_, key, process.source)
    for node in map_.nodes:
        if isinstance(node.element, SubProcess):
            yield from _sub_process(map_, node, node.element)


def _process(map_: ProcessMap, key: str, at: Source) -> Iterator[Problem]:
    nodes = map_.children(key)
    if not nodes:
        yield found("RE241", "the process is empty", "Draw its steps, or make its pool a black box.", at)
        return
    yield from _starts(map_, key, at)
    yield from _implicit_ends(map_, nodes)


def _starts(map_: ProcessMap, key: str, at: Source) -> Iterator[Problem]:
    firsts = _paths.starts_of(map_, key)
    events = [node for node in firsts if node.position == "start"]
    if not firsts:
        yield found("RE242", "nothing starts the process", "Draw a start event.", at, other=True)
    elif not events:
        names = listing(node.label for node in firsts)
        message = f"the process has no start event; cases start at what nothing leads to: {names}"
        yield found("RE242", message, "Draw a start event in front of it.", firsts[0].source)
    elif len(events) > 1:
        message = f"the process has {len(events)} start events, and a case starts at one of them"
        yield found("RE243", message, "Say in the annotations how many cases start at each, or keep one.", at)


def _implicit_ends(map_: ProcessMap, nodes: tuple[Node, ...]) -> Iterator[Problem]:
    for node in nodes:
        if node.kind == "gateway" or node.position == "end" or not _paths.is_last(map_, node):
            continue
        if node.position == "boundary":
            message = "no flow leaves the boundary event, so a case that it catches ends here without an end event"
            yield found("RE244", message, "Draw what is done then, or an end event behind it.", node.source)
        elif map_.incoming(node.id):
            message = "no flow leaves the element, so cases end here without an end event"
            yield found("RE244", message, "Draw an end event behind it, or the flow that is missing.", node.source)


def _sub_process(map_: ProcessMap, node: Node, element: SubProcess) -> Iterator[Problem]:
    inside = map_.children(node.id)
    if not inside:
        message = "the sub-process shows nothing of what is done in it"
        yield found("RE241", message, "Draw its steps, or make it a task.", node.source, other=True)
    elif isinstance(element, AdHocSubProcess):
        yield from _without_order(inside)
    elif element.triggered_by_event:
        yield from _by_event(node, inside)
        yield from _sub_process_ends(map_, node, inside)
    else:
        yield from _entered_by_flow(node, inside)
        yield from _sub_process_ends(map_, node, inside)


def _without_order(inside: tuple[Node, ...]) -> Iterator[Problem]:
    for node in inside:
        if node.position in ("start", "end"):
            message = f"the {node.position} event stands in an ad-hoc sub-process, whose work has no first or last step"
            yield found("RE260", message, "Delete it, or make the sub-process an ordinary one.", node.source)


def _by_event(holder: Node, inside: tuple[Node, ...]) -> Iterator[Problem]:
    starts = [node for node in inside if node.position == "start"]
    if len(starts) != 1:
        message = f"the event sub-process has {len(starts) or 'no'} start event{'s' * (len(starts) > 1)}; it needs one"
        yield found("RE266", message, "Draw one start event, with the event that sets it off.", holder.source)
    for node in starts:
        if node.trigger == "none":
            message = "the start event does not say what sets the event sub-process off"
            yield found("RE266", message, "Make it a message, timer, error or other event.", node.source)


def _entered_by_flow(holder: Node, inside: tuple[Node, ...]) -> Iterator[Problem]:
    starts = [node for node in inside if node.position == "start"]
    if len(starts) > 1:
        message = f"the sub-process has {len(starts)} start events, and a case that comes in finds no choice among them"
        yield found("RE243", message, "Keep one, with a gateway behind it.", holder.source)
    for node in starts:
        if node.trigger != "none":
            message = f"the sub-process starts when a case comes in, so its start event waits for no {_awaited(node)}"
            remedy = "Make it a plain start event, or wait in an event behind it."
            yield found("RE267", message, remedy, node.source)


def _awaited(node: Node) -> str:
    return "event" if node.trigger in ("multiple", "referenced") else node.trigger


def _sub_process_ends(map_: ProcessMap, holder: Node, inside: tuple[Node, ...]) -> Iterator[Problem]:
    has_start = _paths.is_event_sub_process(holder) or any(node.position == "start" for node in inside)
    has_end = any(node.position == "end" for node in inside)
    if has_end:
        yield from _implicit_ends(map_, inside)
    missing = [name for name, is_there in (("start", has_start), ("end", has_end)) if not is_there]
    if missing:
        message = f"the sub-process draws no {' and no '.join(missing)} event"
        yield found("RE265", message, "Draw where its work starts and where it ends.", holder.source)
