"""Tell in words how a run comes to a marking, and where its tokens are then."""

from collections.abc import Iterable, Iterator, Sequence

from reengineer._records import dataclass
from reengineer.processmap._explore import Runs, bits_of
from reengineer.processmap._map import Node, ProcessMap
from reengineer.processmap._net import Place

_LONGEST = 14
_LONGEST_LABEL = 60


@dataclass(frozen=True, slots=True)
class Trail:
    """Hold the nodes that a token passed by one move, and its trail before; `split` is the node that the move is of."""

    nodes: tuple[str, ...]
    move: int
    split: str
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
        net = self.table.net
        nodes: list[str] = []
        for number in moves:
            move = self.table.moves[number]
            nodes += [net.steps[move.step].node, *move.choice.via, *net.passed(move.choice.places)]
        return [node for node in nodes if node]

    def first_nodes(self, start: int) -> list[str]:
        """Return the nodes at which a run that begins with this move has its first tokens."""
        places = bits_of(self.table.moves[start].put & self.table.all_places)
        return [self.place(place).target for place in places]

    def _trails(self, at: int, number: int, before: Trail | None) -> Iterator[tuple[int, Trail]]:
        """Give a trail for each token that a move puts, with its place."""
        net, move = self.table.net, self.table.moves[number]
        split = net.steps[move.step].node
        for way in move.choice.places:
            if net.root(way) not in net.gone:
                source = net.places[way].source
                via = [node for node in move.choice.via if node == source]
                nodes = (*([split] if split else []), *via, *net.passed([way]))
                yield self.table.bits[net.root(way)], Trail(nodes, at, split, before)

    def trails(self, moves: Sequence[int]) -> dict[int, list[Trail]]:
        """Return the trails of the tokens on each place after the moves, in the order in which they came."""
        held: dict[int, list[Trail]] = {}
        for at, number in enumerate(moves):
            move = self.table.moves[number]
            taken = [place for place in bits_of(move.join or move.clear) if held.get(place)]
            trails = [held[place].pop(0) for place in taken]
            for place, trail in self._trails(at, number, trails[0] if trails else None):
                held.setdefault(place, []).append(trail)
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
        if shared < min(len(first), len(second)) and first[shared].move == second[shared].move and first[shared].split:
            return first[shared].split, ways[0][1:], ways[1][1:]
        return first[shared - 1].nodes[-1] if shared else "", ways[0], ways[1]


def words(node: Node) -> str:
    """Write the type of a node in words: ``exclusiveGateway`` as exclusive gateway."""
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in node.type)
