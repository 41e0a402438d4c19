"""Check the form of a map: what is dangling, unreachable, unlabelled or odd.

Behaviour (deadlock, lack of synchronisation) is a check of its own; this one looks at one element at a time and at what
leads where.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from reengineer.bpmn import Activity, CallActivity
from reengineer.errors import Problem, Severity
from reengineer.processmap import _paths
from reengineer.processmap._map import Node, ProcessMap
from reengineer.source import Source

_SPLITS_BY_CHOICE = ("exclusiveGateway", "inclusiveGateway", "complexGateway")


def check_form(map_: ProcessMap) -> tuple[Problem, ...]:
    """Return what is wrong or odd about the form of a map, in the order of the file.

    Findings of the reader come along: they are about form too. Severity ``error`` says that a case can get stuck or
    that there is nothing to run, ``warning`` that the map means something else than it looks, ``advice`` that it could
    be clearer.
    """
    checks: tuple[Callable[[ProcessMap], Iterable[Problem]], ...] = (
        _processes,
        _reach,
        _nodes,
        _events,
        _calls,
        _labels,
    )
    found = chain(map_.problems, *(check(map_) for check in checks))
    return tuple(sorted(found, key=lambda problem: problem.source.line or 0))


def _finding(code: str, message: str, remedy: str, at: Source, severity: Severity = "warning") -> Problem:
    return Problem(code, message, remedy, at, severity)


def _processes(map_: ProcessMap) -> Iterator[Problem]:
    if not map_.processes:
        yield _finding(
            "RE240", "the file has no process", "Export a process, not only pools.", map_.definitions.source, "error"
        )
    for key, process in zip(map_.index.processes, map_.processes, strict=True):
        if not map_.children(key):
            yield _finding(
                "RE241", "the process is empty", "Draw its steps, or make its pool a black box.", process.source
            )
            continue
        yield from _starts(map_, key, process.source)
        yield from _implicit_ends(map_, key)


def _starts(map_: ProcessMap, key: str, at: Source) -> Iterator[Problem]:
    firsts = _paths.starts_of(map_, key)
    events = [node for node in firsts if node.position == "start"]
    if not firsts:
        yield _finding("RE242", "nothing starts the process", "Draw a start event.", at, "error")
    elif not events:
        names = ", ".join(node.label for node in firsts[:5])
        message = f"the process has no start event; cases start at what nothing leads to: {names}"
        yield _finding("RE242", message, "Draw a start event in front of it.", firsts[0].source)
    elif len(events) > 1:
        message = f"the process has {len(events)} start events, and a case starts at one of them"
        yield _finding("RE243", message, "Say in the annotations how many cases start at each, or keep one.", at)


def _implicit_ends(map_: ProcessMap, key: str) -> Iterator[Problem]:
    for node in map_.children(key):
        if node.kind != "gateway" and node.position != "end" and _paths.is_last(map_, node) and map_.incoming(node.id):
            message = "no flow leaves the element, so cases end here without an end event"
            yield _finding("RE244", message, "Draw an end event behind it, or the flow that is missing.", node.source)


def _reach(map_: ProcessMap) -> Iterator[Problem]:
    forward = _paths.reachable(map_, _paths.first_nodes(map_) + _set_off(map_), frozenset())
    back = _paths.leading_to(map_, [node.id for node in map_.nodes if _can_stop(map_, node)])
    for node in map_.nodes:
        if node.id not in forward:
            message = "no case can reach the element from a start"
            yield _finding("RE245", message, "Draw the flow that leads to it, or delete it.", node.source)
        elif node.id not in back:
            message = "a case that comes here can never end"
            yield _finding("RE246", message, "Draw a way out of the loop.", node.source, "error")


def _set_off(map_: ProcessMap) -> tuple[str, ...]:
    """Return what starts without a flow: compensation."""
    return tuple(
        node.id for node in map_.nodes if isinstance(node.element, Activity) and node.element.is_for_compensation
    )


def _can_stop(map_: ProcessMap, node: Node) -> bool:
    return not _paths.successors(map_, node.id) or _paths.is_last(map_, node)


def _nodes(map_: ProcessMap) -> Iterator[Problem]:
    for node in map_.nodes:
        ways_in, ways_out = len(map_.incoming(node.id)), len(map_.outgoing(node.id))
        if node.kind == "gateway":
            yield from _gateway(node, ways_in, ways_out)
        elif ways_out > 1 and _is_implicit_split(map_, node):
            message = f"{ways_out} flows leave the element, so a case goes on along all of them at once"
            yield _finding(
                "RE250", message, "Draw a gateway that says whether all or one of them is meant.", node.source
            )
        if node.is_activity and ways_in > 1:
            message = f"{ways_in} flows reach the element without a gateway; each token that arrives starts it anew"
            yield _finding(
                "RE251", message, "Draw an exclusive gateway in front of it to make that plain.", node.source, "advice"
            )


def _is_implicit_split(map_: ProcessMap, node: Node) -> bool:
    return any(flow.condition is None and not flow.is_default for flow in map_.outgoing(node.id))


def _gateway(node: Node, ways_in: int, ways_out: int) -> Iterator[Problem]:
    if ways_out == 0:
        yield _finding(
            "RE247", "no flow leaves the gateway", "Draw the flows that leave it, or an end event.", node.source
        )
    elif ways_in <= 1 and ways_out == 1:
        message = "the gateway neither splits nor joins"
        yield _finding("RE248", message, "Delete it, or draw the flow that is missing.", node.source, "advice")
    elif ways_in > 1 and ways_out > 1:
        message = "the gateway joins and splits at once"
        yield _finding("RE249", message, "Draw one gateway for the join and one for the split.", node.source, "advice")


def _events(map_: ProcessMap) -> Iterator[Problem]:
    catches = {name for node in map_.nodes if node.position == "catch" for name in _link(node)}
    throws = {name for node in map_.nodes if node.position == "throw" for name in _link(node)}
    for node in map_.nodes:
        if node.trigger == "link" and node.position in ("catch", "throw"):
            partners = catches if node.position == "throw" else throws
            if not partners & set(_link(node)):
                message = "the link has no partner of the same name"
                yield _finding("RE252", message, "Give throw and catch the same link name.", node.source)
        yield from _wrong_side(map_, node)


def _link(node: Node) -> frozenset[str]:
    return _paths.link_names(node) if node.trigger == "link" else frozenset()


def _wrong_side(map_: ProcessMap, node: Node) -> Iterator[Problem]:
    if node.position == "start" and map_.incoming(node.id):
        yield _finding("RE253", "a flow leads to a start event", "End the flow at the step behind it.", node.source)
    elif node.position == "end" and map_.outgoing(node.id):
        yield _finding(
            "RE253", "a flow leaves an end event", "Make it an intermediate event, or delete the flow.", node.source
        )
    elif node.position == "boundary" and map_.incoming(node.id):
        yield _finding("RE253", "a flow leads to a boundary event", "End the flow at the activity.", node.source)


def _calls(map_: ProcessMap) -> Iterator[Problem]:
    known = {process.id: key for key, process in zip(map_.index.processes, map_.processes, strict=True)}
    global_tasks = {root.id for root in map_.definitions.roots if root.type.startswith("global")}
    calls: dict[str, list[tuple[str, Node]]] = {}
    for node in map_.nodes:
        if not isinstance(node.element, CallActivity):
            continue
        called = node.element.called_element
        if called in known:
            calls.setdefault(node.process, []).append((known[called], node))
        elif called not in global_tasks:
            message = f'the called process "{called or ""}" is not in the file, so the call counts as one activity'
            yield _finding(
                "RE254", message, "Put the process into the file, or annotate the call as a step.", node.source
            )
    for process, targets in calls.items():
        for target, node in targets:
            if process in _called(calls, target):
                message = "the call leads back to its own process without end"
                yield _finding("RE255", message, "Draw the repetition as a loop.", node.source, "error")


def _called(calls: dict[str, list[tuple[str, Node]]], first: str) -> set[str]:
    found, waiting = {first}, [first]
    while waiting:
        for target, _ in calls.get(waiting.pop(), ()):
            if target not in found:
                found.add(target)
                waiting.append(target)
    return found


def _labels(map_: ProcessMap) -> Iterator[Problem]:
    for node in map_.nodes:
        if node.is_activity and not node.name:
            message = f"the {node.type} has no label"
            yield _finding("RE256", message, "Write what is done, as verb and object.", node.source, "advice")
        elif node.type in _SPLITS_BY_CHOICE and map_.is_split(node.id):
            yield from _unlabelled_split(map_, node)
    for name, nodes in map_.index.by_name.items():
        activities = [map_.index.nodes[key] for key in nodes if map_.index.nodes[key].is_activity]
        if len(activities) > 1:
            message = f'{len(activities)} activities are labelled "{name}"'
            yield _finding(
                "RE258", message, "Give them different labels, or name them by id.", activities[1].source, "advice"
            )


def _unlabelled_split(map_: ProcessMap, node: Node) -> Iterator[Problem]:
    bare = [flow for flow in map_.outgoing(node.id) if not flow.name and not flow.condition and not flow.is_default]
    if bare:
        message = f"{len(bare)} of the {len(map_.outgoing(node.id))} flows that leave the gateway have no label"
        yield _finding("RE257", message, "Write on each flow when it is taken.", node.source, "advice")
