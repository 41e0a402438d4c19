"""Tell which elements of a map differ from those that were agreed."""

from collections.abc import Mapping

from reengineer.files import canonical_json, sha256
from reengineer.processmap import Node, ProcessMap

_DIGITS = 8
_MOST_NAMED = 6


def element_digests(map_: ProcessMap) -> dict[str, str]:
    """Return eight hexadecimal digits for each element: of its type, name, lane, place and ways on.

    They name what was altered; whether anything was, the hash of the whole file decides.
    """
    return {node.id: sha256(canonical_json(_content(map_, node)).encode())[:_DIGITS] for node in map_.nodes}


def _content(map_: ProcessMap, node: Node) -> list[object]:
    flows = sorted((flow.target, flow.condition or "", flow.is_default) for flow in map_.outgoing(node.id))
    own = [node.type, node.name, node.trigger, node.lane or "", node.parent, node.attached_to or ""]
    return [*own, [list(flow) for flow in flows]]


def difference(agreed: Mapping[str, str], now: Mapping[str, str]) -> str:
    """Say in brackets which elements differ, such as ``(2 elements differ: draft, qa)``."""
    changed = [name for name in now if agreed.get(name, now[name]) != now[name]]
    parts = [
        _part(changed, "element differs", "elements differ"),
        _part([name for name in agreed if name not in now], "is gone", "are gone"),
        _part([name for name in now if name not in agreed], "is new", "are new"),
    ]
    told = "; ".join(part for part in parts if part)
    return f" ({told or 'no element differs: its picture, its notes or the like'})"


def _part(names: list[str], one: str, several: str) -> str:
    if not names:
        return ""
    more = ", ..." if len(names) > _MOST_NAMED else ""
    return f"{len(names)} {one if len(names) == 1 else several}: {', '.join(names[:_MOST_NAMED])}{more}"
