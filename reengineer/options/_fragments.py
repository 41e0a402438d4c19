"""Find a part of a map with one way in and one way on."""

from collections.abc import Callable, Iterable

from reengineer._records import dataclass
from reengineer.annotations import AnnotatedMap
from reengineer.errors import counted
from reengineer.options._change import Change
from reengineer.options._routes import is_backward
from reengineer.processmap import Flow


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragment:
    """Hold a part of a map.

    Parameters
    ----------
    nodes : tuple of str
        In document order.
    entry : str
        The node that all ways in lead to.
    ways_in, ways_on : tuple of Flow
    target : str
        The node that all ways on lead to.
    """

    nodes: tuple[str, ...]
    entry: str
    ways_in: tuple[Flow, ...]
    ways_on: tuple[Flow, ...]
    target: str


def fragment_of(change: Change, as_is: AnnotatedMap, named: Iterable[str]) -> Fragment:
    """Return the part that some nodes span: themselves, and whatever stands on the ways between them.

    Raises
    ------
    ChangeError
        RE408 the part has more than one way in or on, begins or ends the map, or crosses a sub-process.
    """
    named = list(dict.fromkeys(named))
    ahead = _walk(
        named, lambda node: [flow.target for flow in as_is.map.outgoing(node) if not is_backward(as_is, flow)]
    )
    behind = _walk(
        named, lambda node: [flow.source for flow in as_is.map.incoming(node) if not is_backward(as_is, flow)]
    )
    inside = (ahead & behind) | set(named)
    inside |= {event.id for node in inside for event in as_is.map.boundary_events(node)}
    nodes = tuple(node.id for node in as_is.map.nodes if node.id in inside)
    ways_in = tuple(flow for flow in as_is.map.flows if flow.target in inside and flow.source not in inside)
    ways_on = tuple(flow for flow in as_is.map.flows if flow.source in inside and flow.target not in inside)
    entries, targets = {flow.target for flow in ways_in}, {flow.target for flow in ways_on}
    parents = {as_is.map.node(node).parent for node in nodes}
    if len(entries) != 1 or len(targets) != 1 or len(parents) != 1:
        ways = f"{counted(len(entries), 'way')} in and {counted(len(targets), 'way')} on"
        message = f"the part from {named[0]} to {named[-1]} has {ways}, and one of each is needed"
        raise change.refuse("RE408", message, "Name elements of one part, which begins and ends at one place.")
    return Fragment(nodes=nodes, entry=entries.pop(), ways_in=ways_in, ways_on=ways_on, target=targets.pop())


def _walk(first: Iterable[str], onward: Callable[[str], list[str]]) -> set[str]:
    seen = set(first)
    waiting = list(seen)
    while waiting:
        fresh = [node for node in onward(waiting.pop()) if node not in seen]
        seen.update(fresh)
        waiting.extend(fresh)
    return seen
