"""Find loops that no branch leads out of, and say what else ends them: an event, or the end of the whole case."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reengineer.bpmn import BoundaryEvent, StartEvent, SubProcess

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from reengineer.processmap import Node, ProcessMap

Moves = dict[tuple[str, str], float]
"""How many tokens come to the second node for each that is at the first."""
# A case that comes to one node more often than this does not leave the loop in any run worth making.
MOST_VISITS = 1e6
_SENDS_SEVERAL = ("parallelGateway", "inclusiveGateway", "complexGateway")


@dataclass(slots=True, kw_only=True)
class Loops:
    """Cut the loops of a map that only an event ends, so that expected visits can be worked out.

    Parameters
    ----------
    map : ProcessMap
    moves : Moves
        Altered by `cut`.
    entries : Mapping of node id to float
    """

    map: "ProcessMap"
    moves: Moves
    entries: Mapping[str, float]
    _cut: set[str] = field(default_factory=set)

    def cut(self) -> "list[Node] | None":
        """Count one round of each loop that something ends; return the nodes of the first that nothing does."""
        while loop := closed_loop(self.map, self.moves):
            inside = frozenset(node.id for node in loop)
            reached = self._reached()
            if not inside & reached:
                self._drop(inside, {loop[0].id})
                continue
            ways_out, is_ended = tuple(self._events(inside)), self._is_terminated(inside)
            if not (ways_out or is_ended) or inside <= self._cut:
                return loop
            self._cut |= inside
            doors = self._doors(inside, reached) or {loop[0].id}
            self._drop(inside, doors)
            if not is_ended:
                self._lead_out(doors, ways_out)
        return None

    def _reached(self) -> frozenset[str]:
        seen = {node for node, share in self.entries.items() if share > 0}
        waiting = list(seen)
        ahead: dict[str, list[str]] = {}
        for (source, target), share in self.moves.items():
            if share > 0:
                ahead.setdefault(source, []).append(target)
        while waiting:
            fresh = [node for node in ahead.get(waiting.pop(), ()) if node not in seen]
            seen.update(fresh)
            waiting.extend(fresh)
        return frozenset(seen)

    def _doors(self, inside: frozenset[str], reached: frozenset[str]) -> set[str]:
        """Return the nodes by which cases come into a loop."""
        into = {
            target
            for (source, target), share in self.moves.items()
            if share > 0 and target in inside and source in reached and source not in inside
        }
        return into | {node for node, share in self.entries.items() if share > 0 and node in inside}

    def _drop(self, inside: frozenset[str], doors: set[str]) -> None:
        for source, target in [pair for pair in self.moves if pair[0] in inside and pair[1] in doors]:
            del self.moves[source, target]

    def _lead_out(self, doors: set[str], ways_out: "Sequence[Node]") -> None:
        """Send each case that comes in out by an event; what it interrupts is not completed."""
        for door in doors:
            for node in ways_out:
                self.moves[door, node.id] = self.moves.get((door, node.id), 0.0) + 1.0 / len(ways_out)
        holders = {node.attached_to for node in ways_out if self.map.is_expanded(node.attached_to or node.id)}
        for source, target in list(self.moves):
            if source in holders and self.map.index.nodes[target].parent != source:
                self.moves[source, target] = 0.0

    def _events(self, inside: frozenset[str]) -> "Iterator[Node]":
        """Give the boundary events and event sub-processes that end a loop and lead on to somewhere else."""
        for holder in (*sorted(inside), *self._around(inside)):
            found = self.map.boundary_events(holder) if holder in self.map.index.nodes else ()
            happening = (node for node in found if _interrupts(node) and self._may_happen(node))
            yield from (node for node in happening if self._leads_away(node.id, inside))
            if holder not in inside or holder in self.map.index.processes:
                yield from (node for node in self.map.children(holder) if self._ends_what_holds_it(node))

    def _may_happen(self, node: "Node") -> bool:
        """Say whether a boundary event may come; only what is inside an activity escalates or cancels."""
        return node.trigger not in ("escalation", "cancel") or self.map.is_expanded(node.attached_to or node.id)

    def _around(self, inside: frozenset[str]) -> list[str]:
        """Return the sub-processes that hold a loop whole, from the inside, and then its process."""
        found: list[str] = []
        place = self.map.index.nodes[min(inside)].parent
        while place in self.map.index.nodes:
            if place not in inside:
                found.append(place)
            place = self.map.index.nodes[place].parent
        return [*found, place]

    def _ends_what_holds_it(self, node: "Node") -> bool:
        if not (isinstance(node.element, SubProcess) and node.element.triggered_by_event):
            return False
        starts = [child.element for child in self.map.children(node.id) if child.position == "start"]
        return any(isinstance(start, StartEvent) and start.is_interrupting for start in starts)

    def _leads_away(self, first: str, inside: frozenset[str]) -> bool:
        """Say whether a way that does not come back to the loop leads from a node to where something ends."""
        reached = self.map.reachable(first, without=inside)
        return any(not self.map.successors(node) for node in reached)

    def _is_terminated(self, inside: frozenset[str]) -> bool:
        """Say whether another token of the case can come to a terminate event that ends the loop too."""
        places = set(self._around(inside)) | {self.map.index.nodes[node].parent for node in inside}
        ends = {
            node.id
            for node in self.map.nodes
            if node.position == "end" and node.trigger == "terminate" and node.parent in places
        }
        # A split inside the loop makes a token each time round; that is a way out only where rounds await something.
        waits = any(self.map.index.nodes[node].position == "catch" for node in inside)
        able = (node for node in self.map.nodes if waits or node.id not in inside)
        return bool(ends) and any(self._parts(node, inside, ends) for node in able)

    def _parts(self, node: "Node", inside: frozenset[str], ends: set[str]) -> bool:
        """Say whether a node sends one token to the loop and another to one of some ends."""
        flows = [flow.target for flow in self.map.outgoing(node.id)]
        sends_several = node.type in _SENDS_SEVERAL or node.kind != "gateway"
        beside = [event.id for event in self.map.boundary_events(node.id) if not _interrupts(event)]
        ways = [self.map.reachable(first) for first in ((*flows, *beside) if sends_several else ())]
        return any(
            inside & one and ends & other
            for place, one in enumerate(ways)
            for number, other in enumerate(ways)
            if number != place
        )


def _interrupts(node: "Node") -> bool:
    return isinstance(node.element, BoundaryEvent) and node.element.cancel_activity and node.trigger != "compensate"


def closed_loop(map: "ProcessMap", moves: Moves) -> "list[Node]":  # noqa: A002
    """Return the nodes of the first loop that tokens go round without end; none where there is no such loop."""
    import numpy as np

    matrix = move_matrix(map, moves)
    reached = (matrix != 0) | np.eye(len(matrix), dtype=bool)
    for _ in range(len(matrix).bit_length()):
        reached = (reached.astype(np.float32) @ reached.astype(np.float32)) > 0
    alike = reached & reached.T
    for number in range(len(matrix)):
        loop = np.flatnonzero(alike[number])
        if loop[0] == number and (len(loop) > 1 or matrix[number, number]):
            growth = abs(np.linalg.eigvals(matrix[np.ix_(loop, loop)])).max()
            if growth > 1 - 1 / MOST_VISITS:
                return [map.nodes[int(each)] for each in loop]
    return []


def move_matrix(map: "ProcessMap", moves: Moves) -> "NDArray[np.float64]":  # noqa: A002
    """Return moves as a matrix, a column for each node that tokens leave and a row for each that they come to."""
    import numpy as np

    index = {node.id: number for number, node in enumerate(map.nodes)}
    matrix = np.zeros((len(index), len(index)))
    for (source, target), share in moves.items():
        matrix[index[target], index[source]] += share
    return matrix
