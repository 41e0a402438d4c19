"""Find who catches what an event throws out of its process or sub-process.

The search is that of the specification (BPMN 2.0.2, 10.5.7 and 13.5.3): outwards, innermost first; at each border first
a catch with the code of the throw, then one without a code.
"""

from reengineer._records import dataclass
from reengineer.bpmn import BoundaryEvent, Event, StartEvent
from reengineer.processmap import _paths
from reengineer.processmap._map import Node, ProcessMap


@dataclass(frozen=True, slots=True)
class Throw:
    """Say what becomes of a token that throws.

    Parameters
    ----------
    kind : str
        ``ends``: all else in the process or sub-process around is over. ``leaves``: it is over too, and outside it
        `catch` goes on. ``tells``: `catch` gets a token, and the thrower goes on. ``none``: nothing more.
    catch : str
        Boundary event, or event sub-process. Empty where nobody catches an error, which ends the whole process, and for
        a terminate end.
    """

    kind: str
    catch: str = ""


NOTHING = Throw("none")


class Throws:
    """Look up throws in one map."""

    def __init__(self, map_: ProcessMap) -> None:
        self._map = map_
        self._names = {root.id: root.name for root in map_.definitions.roots}
        self._handlers: dict[tuple[str, str, str], Node] = {}
        for node in map_.nodes:
            if node.position == "start" and node.parent != node.process:
                holder = map_.index.nodes[node.parent]
                if _paths.is_event_sub_process(holder):
                    self._note(holder.parent, node)
        for node in map_.nodes:
            if node.attached_to is not None and node.position == "boundary":
                self._note(f"@{node.attached_to}", node)

    def _note(self, border: str, catch: Node) -> None:
        """Note the first catch of each kind and code at a border: any code as ``*``, none as an empty text."""
        for kind in _kinds(catch):
            for code in (*(self._codes(catch, kind) or ("",)), "*"):
                self._handlers.setdefault((border, kind, code), catch)

    def of(self, node: Node) -> Throw:
        """Return what a token at an end or throw event does beyond going on or ending."""
        if node.position not in ("end", "throw"):
            return NOTHING
        kinds = _kinds(node)
        if node.position == "end":
            if "terminate" in kinds:
                return Throw("ends")
            if "error" in kinds:
                return self._error(node)
            if "cancel" in kinds:
                caught = self._cancel(node)
                return Throw("leaves", caught.id) if caught else Throw("ends")
        return self._escalation(node) if "escalation" in kinds else NOTHING

    def _error(self, node: Node) -> Throw:
        caught = self._search(node, "error")
        if caught is not None and caught.parent == node.parent and _paths.is_event_sub_process(caught):
            return Throw("ends", caught.id)
        return Throw("leaves", caught.id if caught else "")

    def _escalation(self, node: Node) -> Throw:
        """Find the catch; an event sub-process that leaves the rest alone may start anyway and is nothing more."""
        caught = self._search(node, "escalation")
        if caught is None:
            return NOTHING
        by_event = _paths.is_event_sub_process(caught)
        if not self._interrupts(caught):
            return NOTHING if by_event else Throw("tells", caught.id)
        beside = by_event and caught.parent == node.parent
        return Throw("ends" if beside else "leaves", caught.id)

    def _interrupts(self, catch: Node) -> bool:
        if isinstance(catch.element, BoundaryEvent):
            return catch.element.cancel_activity
        starts = (node.element for node in self._map.children(catch.id))
        return any(start.is_interrupting for start in starts if isinstance(start, StartEvent))

    def _cancel(self, node: Node) -> Node | None:
        holder = node.parent
        while holder != node.process:
            for event in self._map.boundary_events(holder):
                if "cancel" in _kinds(event):
                    return event
            holder = self._map.index.nodes[holder].parent
        return None

    def _search(self, node: Node, kind: str) -> Node | None:
        codes = self._codes(node, kind)
        inside, out_of_handler = node.parent, False
        while True:
            found = None if out_of_handler else self._best(inside, kind, codes)
            if found is not None:
                return self._map.index.nodes[found.parent]
            if inside == node.process:
                return None
            holder = self._map.index.nodes[inside]
            out_of_handler = _paths.is_event_sub_process(holder)
            found = None if out_of_handler else self._best(f"@{holder.id}", kind, codes)
            if found is not None:
                return found
            inside = holder.parent

    def _best(self, border: str, kind: str, codes: frozenset[str]) -> Node | None:
        """Return a catch of the same code, else one without a code; a throw without a code takes any."""
        for code in (*sorted(codes), "", *(() if codes else ("*",))):
            if (border, kind, code) in self._handlers:
                return self._handlers[border, kind, code]
        return None

    def _codes(self, node: Node, kind: str) -> frozenset[str]:
        """Return what the node's error or escalation is called; empty where it names none."""
        events = node.element.event_definitions if isinstance(node.element, Event) else ()
        found = (item.reference for item in events if item.kind == kind and item.reference)
        return frozenset(self._names.get(reference) or reference for reference in found)


def _kinds(node: Node) -> frozenset[str]:
    events = node.element.event_definitions if isinstance(node.element, Event) else ()
    return frozenset(item.kind for item in events)
