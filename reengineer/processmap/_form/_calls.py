"""Check call activities: what they call, and that no call leads back to itself."""

from collections.abc import Iterator

from reengineer.bpmn import CallActivity
from reengineer.errors import Problem
from reengineer.processmap._form._rules import found
from reengineer.processmap._map import Node, ProcessMap


def check_calls(map_: ProcessMap) -> Iterator[Problem]:
    """Give calls of what is not in the file, and calls without end."""
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
            yield found("RE254", message, "Put the process into the file, or annotate the call as a step.", node.source)
    for process, targets in calls.items():
        for target, node in targets:
            if process in _called(calls, target):
                message = "the call leads back to its own process without end"
                yield found("RE255", message, "Draw the repetition as a loop.", node.source)


def _called(calls: dict[str, list[tuple[str, Node]]], first: str) -> set[str]:
    reached, waiting = {first}, [first]
    while waiting:
        for target, _ in calls.get(waiting.pop(), ()):
            if target not in reached:
                reached.add(target)
                waiting.append(target)
    return reached
