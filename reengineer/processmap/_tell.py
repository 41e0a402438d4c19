"""Write what is wrong with the behaviour of one process or sub-process as findings."""

from collections.abc import Iterator, Sequence

from reengineer.bpmn import BoundaryEvent
from reengineer.errors import Problem, Severity
from reengineer.processmap import _paths
from reengineer.processmap._explore import bits_of
from reengineer.processmap._judge import Round, Second, Stuck, Verdict
from reengineer.processmap._map import Node, ProcessMap
from reengineer.processmap._witness import Trail, Witness

_MOST_NAMED = 12
_MEND_STUCK = "Join with the kind of gateway that splits: exclusive with exclusive, parallel with parallel."
_MEND_SPLIT = {
    "parallelGateway": "Join the ways again with a parallel gateway, or split them with an exclusive one.",
    "inclusiveGateway": "Join the ways again with an inclusive gateway, or split them with an exclusive one.",
}
_MEND_OTHER = "Join the ways again with a parallel gateway, or let only one of them go on to here."


class Teller:
    """Write the findings on one process or sub-process.

    Parameters
    ----------
    holder : str
        The process or sub-process.
    is_shortest : bool
        False where ways were looked for in the net made smaller, so that a shorter one may exist.
    """

    def __init__(self, map_: ProcessMap, holder: str, verdict: Verdict, is_shortest: bool) -> None:
        self.map = map_
        self.holder = holder
        self.verdict = verdict
        self.witness = Witness(map_, verdict.runs)
        self.way_word = "shortest way there" if is_shortest else "a way there"
        inside = map_.index.nodes.get(holder)
        self.inside = f"inside {self.witness.label(holder)}, " if inside else ""

    def tell(self, never: Sequence[str]) -> Iterator[Problem]:
        """Give all findings; `never` are the nodes that no run passes."""
        for stuck in self.verdict.stuck:
            yield self._stuck(stuck)
        for second in self.verdict.second:
            yield self._second(second)
        for turning in self.verdict.rounds:
            yield self._round(turning)
        for node, at, move in self.verdict.again:
            yield self._again(node, at, move)
        yield from self._never(never)

    def _problem(self, code: str, severity: Severity, node: Node, message: str, remedy: str) -> Problem:
        return Problem(code, self.inside + message, remedy, node.source, severity)

    def _way(self, moves: list[int]) -> str:
        nodes = self.witness.nodes_of(moves) or self.witness.first_nodes(moves[0])
        return f"{self.way_word}: {self.witness.way(nodes)}"

    def _first(self, node_ids: Sequence[str]) -> Node:
        return min((self.map.index.nodes[node_id] for node_id in node_ids), key=lambda node: node.index)

    def _stuck(self, stuck: Stuck) -> Problem:
        node = self._first(stuck.nodes)
        table, marking = self.witness.table, self.verdict.runs.markings[stuck.at]
        held = bits_of(marking & table.moving)
        here = [place for place in held if self.witness.place(place).target == node.id]
        elsewhere = [self.witness.where(place) for place in held if place not in here]
        waits = " and ".join(self._from(place) for place in here)
        message = f"a case can get stuck here: {'the token' if len(here) == 1 else 'tokens'} {waits} "
        message += f"{'waits' if len(here) == 1 else 'wait'} for {self._missing(node, marking)} that no longer comes; "
        message += self._way(self.witness.moves_to(stuck.at))
        if elsewhere:
            message += "; then another token is stuck " + " and another ".join(elsewhere[:_MOST_NAMED])
        return self._problem("RE270", "error", node, message, _MEND_STUCK + self._on_starts())

    def _from(self, bit: int) -> str:
        place = self.witness.place(bit)
        return f"from {self.witness.label(place.source)}" if place.source else "at its start"

    def _missing(self, node: Node, marking: int) -> str:
        """Write which places before a join are empty."""
        table = self.witness.table
        empty = [
            self._from(bit)
            for bit, number in enumerate(table.places)
            if table.net.places[number].target == node.id and not marking & 1 << bit
        ]
        more = f" and {len(empty) - 4} more" if len(empty) > 4 else ""
        return f"one {' and one '.join(empty[:4])}{more}" if empty else "another"

    def _on_starts(self) -> str:
        """Return what to know where a run can begin in more than one way, or at more than one node."""
        starts = _paths.starts_of(self.map, self.holder)
        if len(starts) < 2:
            return ""
        if starts[0].position == "start":
            return " Each start event starts a case of its own, so no case has a token from two of them."
        return " There is no start event, so all steps that nothing leads to begin together."

    def _parted(self, trails: Sequence[Trail]) -> tuple[str, str]:
        """Write where two tokens parted, and how each went on; return that and the remedy."""
        if len(trails) < 2:
            return "", _MEND_OTHER
        node_id, one, other = self.witness.parted(trails[0], trails[1])
        by_one, by_other = (f"by {self.witness.way(way)}" if way else "straight on" for way in (one, other))
        told = f"one token comes {by_one}, another {by_other if other != one else 'too'}"
        if not node_id:
            return told, _MEND_OTHER
        told = f"behind {self.witness.label(node_id)} {told}"
        node = self.map.index.nodes[node_id]
        if any(_goes_on_beside(self.map.index.nodes[each]) for each in (*one, *other)):
            return told, "Let the boundary event interrupt the activity, or lead its flow to an end of its own."
        return told, _MEND_SPLIT.get(node.type, _MEND_OTHER)

    def _is_meant(self, trails: Sequence[Trail]) -> bool:
        """Say whether one of the tokens comes from a boundary event that does not interrupt."""
        nodes = (node for trail in trails for link in trail.links() for node in link.nodes)
        return any(_goes_on_beside(self.map.index.nodes[node]) for node in nodes)

    def _second(self, second: Second) -> Problem:
        moves = self.witness.moves_to(second.at, second.move)
        place = self.witness.place(second.place)
        node = self.map.index.nodes[place.source or place.target]
        told, remedy = self._parted(self.witness.trails(moves).get(second.place, ()))
        where = self.witness.where(second.place)
        comma = f": {told}" if told else ""
        if second.grows:
            message = f"tokens pile up here without end, one more each time round{comma}; two are {where} already; "
            remedy = "Join what was split before the flow leads back, or split with an exclusive gateway."
            return self._problem("RE272", "error", node, message + self._way(moves), remedy)
        message = f"two tokens of one case can be {where}, so what follows is done twice{comma}; "
        return self._problem("RE271", "warning", node, message + self._way(moves), remedy + self._on_starts())

    def _round(self, turning: Round) -> Problem:
        moves = self.witness.moves_to(turning.at)
        nodes = sorted((self.map.index.nodes[each] for each in turning.nodes), key=lambda node: node.index)
        names = ", ".join(self.witness.label(node.id) for node in nodes[:_MOST_NAMED])
        message = f"a case that comes here goes round for ever, by {names}, and never ends; {self._way(moves)}"
        return self._problem("RE273", "error", nodes[0], message, "Draw a way out of the loop.")

    def _again(self, node_id: str, at: int, move: int) -> Problem:
        moves = self.witness.moves_to(at, move)
        table = self.witness.table
        ends = table.ends.get(node_id, 0)
        trails = [trail for place, held in self.witness.trails(moves).items() if ends & 1 << place for trail in held]
        told, _ = self._parted(trails[-2:])
        comma = f": {told}" if told else ""
        message = f"a case can end here twice{comma}; {self._way(moves)}"
        remedy = "Join the ways in front of the end, or draw an end event for each."
        severity: Severity = "advice" if self._is_meant(trails[-2:]) else "warning"
        return self._problem("RE275", severity, self.map.index.nodes[node_id], message, remedy)

    def _never(self, never: Sequence[str]) -> Iterator[Problem]:
        """Give one finding for each group of nodes that hang together, if an activity is among them."""
        for group in self._groups(set(never)):
            activities = [node for node in group if node.is_activity]
            if not activities:
                continue
            others = ", ".join(self.witness.label(node.id) for node in activities[1 : _MOST_NAMED + 1])
            more = len(activities) - 1 - _MOST_NAMED
            others += f" and {more} more" if more > 0 else ""
            message = "the step never happens in any run, although flows lead to it"
            message += f"; nor do {others}" if others else ""
            remedy = "Mend what stops every case in front of it, or delete it."
            yield self._problem("RE274", "warning", activities[0], message, remedy)

    def _groups(self, left: set[str]) -> Iterator[list[Node]]:
        for node in self.map.children(self.holder):
            if node.id not in left:
                continue
            left.discard(node.id)
            group, waiting = [node], [node]
            while waiting:
                for other in self._beside(waiting.pop()):
                    if other in left:
                        left.discard(other)
                        group.append(self.map.index.nodes[other])
                        waiting.append(group[-1])
            yield sorted(group, key=lambda each: each.index)

    def _beside(self, node: Node) -> Iterator[str]:
        yield from (flow.target for flow in self.map.outgoing(node.id))
        yield from (flow.source for flow in self.map.incoming(node.id))
        yield from (event.id for event in self.map.boundary_events(node.id))


def _goes_on_beside(node: Node) -> bool:
    """Say whether the node is a boundary event that does not interrupt."""
    return isinstance(node.element, BoundaryEvent) and not node.element.cancel_activity
