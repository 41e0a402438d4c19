"""Check the messages, signals, errors and escalations that a file declares at its top."""

from collections import defaultdict
from collections.abc import Iterator

from reengineer.bpmn import RootElement, plain, referred_ids
from reengineer.errors import Problem
from reengineer.processmap._form._rules import found
from reengineer.processmap._map import ProcessMap

_TOLD = ("message", "signal", "error", "escalation")


def check_roots(map_: ProcessMap) -> Iterator[Problem]:
    """Give declarations that nothing refers to, that have no name, or that share one."""
    named: dict[tuple[str, str], list[RootElement]] = defaultdict(list)
    told = [root for root in map_.definitions.roots if root.type in _TOLD]
    used = referred_ids(map_.definitions) if told else frozenset()
    for root in told:
        if root.id not in used:
            yield found("RE298", f"nothing in the file refers to the {root.type}", "Delete it, or use it.", root.source)
        if not plain(root.name):
            yield found("RE298", f"the {root.type} has no name", "Write what it tells.", root.source)
        else:
            named[root.type, plain(root.name)].append(root)
    for (kind, name), roots in named.items():
        for root in roots[1:]:
            message = f'line {roots[0].line} declares the {kind} "{name}" already'
            yield found("RE298", message, "Keep one of them, or give it another name.", root.source)
