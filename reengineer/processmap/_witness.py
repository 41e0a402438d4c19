"""Tell in words how a run comes to a marking, and where its tokens are then."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reengineer.processmap._explore import Runs, bits_of
from reengineer.processmap._map import Node, ProcessMap
from reengineer.processmap._net import Place

_LONGEST = 14
_LONGEST_LABEL = 60


@dataclass(frozen=True, slots=True)
class Trail:
    """Hold the nodes that a token and those before it passed, latest first."""

    nodes: tuple[str, ...]
    before: "Trail | None" = None

    def links(self) -> list["Trail"]:
        """Return the parts of the trail, earliest first."""
        found: list[Trail] = []
        at: Trail | None = self
        while at is not None:
            found.append(at)
            at = at.before
        return found[::-1]


class Witness:
    """Play again what an exploration found."""

    def __init__(self, map_: ProcessMap, runs: Runs) -> None:
        self.map = map_
        self.runs = runs
        self.table = runs.table

    def moves_to(self, at: int, last: int | None = None) -> list[int]:
        """Return a way with the fewest moves to a marking, and one more move if given."""
        moves = [] if last is None else [last]
        while at >= 0:
            at, move = self.runs.came_by[at]
            moves.append(move)
        return moves[::-1]

    def nodes_of(self, moves: Iterable[int]) -> list[str]:
        """Return the nodes that the moves pass, in order."""
        return [node for number in moves for node in self._nodes(number, None)]

    def _nodes(self, number: int, place: int | None) -> tuple[str, ...]:
        """Return the nodes of a move, on the way to one place or to all."""
        net, move = self.table.net, self.table.moves[number]
        step = net.steps[move.step]
        ways = move.choice.places
        if place is not None:
            ways = [way for way in ways if self.table.bits.get(net.root(way)) == place]
        head = [step.node] if step.node else []
        return (*head, *move.choice.via, *net.passed(ways))

    def trails(self, moves: Sequence[int]) -> dict[int, list[Trail]]:
        """Return the trails of the tokens on each place after the moves, in the order in which they came."""
        held: dict[int, list[Trail]] = {}
        for number in moves:
            move = self.table.moves[number]
            taken = [place for place in bits_of(move.join or move.clear) if held.get(place)]
            trails = [held[place].pop(0) for place in taken]
            before = trails[0] if trails else None
            for place in bits_of(move.put & self.table.all_places):
                held.setdefault(place, []).append(Trail(self._nodes(number, place), before))
            if move.twice >= 0:
                held[move.twice].append(Trail(self._nodes(number, move.twice), before))
        return held

    def place(self, bit: int) -> Place:
        """Return the place of a bit."""
        return self.table.net.places[self.table.places[bit]]

    def where(self, bit: int) -> str:
        """Write where a place is."""
        place = self.place(bit)
        if not place.source:
            return f"at {self.label(place.target)}"
        if place.flow is None and place.is_end:
            return f"at the end of {self.label(place.source)}"
        joint = "link" if place.flow is None else "flow"
        return f"on the {joint} from {self.label(place.source)} to {self.label(place.target)}"

    def label(self, node_id: str) -> str:
        """Write a node: its label, and its id where the label alone does not tell."""
        node = self.map.index.nodes[node_id]
        name = node.name if len(node.name) <= _LONGEST_LABEL else f"{node.name[: _LONGEST_LABEL - 1]}…"
        if not name:
            return f"{words(node)} {node_id}"
        alone = len(self.map.index.by_name.get(node.name, ())) == 1
        return f'"{name}"' if alone else f'"{name}" ({node_id})'

    def way(self, nodes: Sequence[str]) -> str:
        """Write a way; of a long one, its beginning and its end."""
        labels = [self.label(node) for node in nodes]
        if len(labels) > _LONGEST:
            left_out = len(labels) - 11
            labels = [*labels[:4], f"({left_out} more)", *labels[-7:]]
        return " -> ".join(labels)

    def parted(self, one: Trail, other: Trail) -> tuple[str, list[str], list[str]]:
        """Return the node behind which two tokens parted, empty for none, and the nodes that each passed since."""
        first, second = one.links(), other.links()
        shared = 0
        while shared < min(len(first), len(second)) and first[shared] is second[shared]:
            shared += 1
        ways = [[node for part in parts[shared:] for node in part.nodes] for parts in (first, second)]
        same = 0
        while same < min(map(len, ways)) and ways[0][same] == ways[1][same]:
            same += 1
        common = [node for part in first[:shared] for node in part.nodes] + ways[0][:same]
        return common[-1] if common else "", ways[0][same:], ways[1][same:]


def words(node: Node) -> str:
    """Write the type of a node in words: ``exclusiveGateway`` as exclusive gateway."""
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in node.type)
