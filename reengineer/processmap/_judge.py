"""Draw conclusions from the runs of one process or sub-process."""

from collections.abc import Iterator
from dataclasses import field

from reengineer._records import dataclass
from reengineer.processmap._cycles import strong_parts
from reengineer.processmap._explore import Runs, bits_of
from reengineer.processmap._net import Choice, Net, Outcome


@dataclass(frozen=True, slots=True)
class Stuck:
    """Hold a marking in which tokens wait for ever: its number, and the nodes not seen stuck before."""

    at: int
    nodes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Second:
    """Hold a place that can get a second token: the marking before, the move, and whether it grows without end."""

    at: int
    move: int
    place: int
    grows: bool


@dataclass(frozen=True, slots=True)
class Round:
    """Hold a part of the runs that no run leaves: its first marking, and the nodes that it passes for ever."""

    at: int
    nodes: tuple[str, ...]


@dataclass(slots=True)
class Verdict:
    """Hold what is wrong with one net.

    Parameters
    ----------
    passed : set of str
        Nodes that a token can pass or end at.
    again : list of (str, int, int)
        Nodes at which tokens end twice in one run: node, marking and move.
    outcomes : frozenset of Outcome
        How the net can be over, if it can.
    """

    runs: Runs
    stuck: list[Stuck] = field(default_factory=list)
    second: list[Second] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)
    again: list[tuple[str, int, int]] = field(default_factory=list)
    passed: set[str] = field(default_factory=set)
    outcomes: frozenset[Outcome] = frozenset()

    @property
    def is_sound(self) -> bool:
        """Say whether every run was seen and nothing is wrong with any."""
        return self.runs.complete and not (self.stuck or self.second or self.rounds or self.again)


def judge(runs: Runs) -> Verdict:
    """Return what is wrong with the runs of a net; of faults that follow from others, only the first."""
    verdict = Verdict(runs)
    verdict.stuck = list(_stuck(runs))
    verdict.second = _second(runs)
    verdict.rounds = list(_rounds(runs))
    verdict.again = _again(runs, verdict.second)
    verdict.passed, escapes = _passed(runs)
    verdict.outcomes = frozenset(runs.outcomes | escapes)
    return verdict


def _again(runs: Runs, second: list[Second]) -> list[tuple[str, int, int]]:
    """Return the nodes at which tokens end twice, but for what follows from a second token before."""
    below = runs.table.below(1 << each.place for each in second)
    found = {node: event for node, event in runs.again.items() if not runs.table.ends[node] & below}
    for at, move, place in runs.second:
        if _is_node_end(runs, place) and not below & 1 << place:
            found.setdefault(runs.table.net.places[runs.table.places[place]].target, (at, move))
    return [(node, *event) for node, event in found.items()]


def _stuck(runs: Runs) -> Iterator[Stuck]:
    seen: set[str] = set()
    table = runs.table
    for at in runs.dead:
        live = bits_of(runs.markings[at] & table.moving)
        nodes = {table.net.places[table.places[bit]].target for bit in live}
        if nodes - seen:
            yield Stuck(at, tuple(sorted(nodes - seen)))
            seen |= nodes


def _is_node_end(runs: Runs, place: int) -> bool:
    """Say whether a place is no flow: tokens end there at a node that has other things to do as well."""
    held = runs.table.net.places[runs.table.places[place]]
    return held.is_end and held.source == held.target


def _second(runs: Runs) -> list[Second]:
    """Return the places that get a second token first, one a node; what only lies behind them is left out."""
    found: list[Second] = []
    below = 0
    sources: set[str] = set()
    events = [event for event in runs.second if not _is_node_end(runs, event[2])]
    for at, move, place in events:
        source = runs.table.net.places[runs.table.places[place]].source
        if not below & 1 << place:
            if source not in sources:
                found.append(Second(at, move, place, grows=False))
            sources.add(source)
            below |= runs.table.below((1 << place,))
    growing = next((event for event in events if _grows(runs, event[0], event[1])), None)
    if growing is None:
        return found
    kept = [each for each in found if not runs.table.below((1 << each.place,)) & 1 << growing[2]]
    return [Second(*growing, grows=True), *kept]


def _grows(runs: Runs, at: int, move: int) -> bool:
    """Say whether the marking after a move holds more than one that led to it, by moves that can be made again.

    Then the same moves can be made from there, without end. An inclusive join may be held up by more tokens, so ways
    through one do not count, nor do ways through an event that happens once.
    """
    table = runs.table
    last = table.moves[move]
    if at < 0 or last.join:
        return False
    after = (runs.markings[at] & ~last.clear) | last.put
    seen, waiting = {at}, [at]
    while waiting:
        each = waiting.pop()
        earlier = runs.markings[each]
        if not earlier & ~after and not (earlier ^ after) & table.event_bits:
            return True
        for source, number in runs.before[each]:
            if source not in seen and not table.moves[number].join:
                seen.add(source)
                waiting.append(source)
    return False


def _rounds(runs: Runs) -> Iterator[Round]:
    """Give the parts that no run leaves, by the marking that is reached first."""
    can_end = _leading_to(runs, {*(at for at in runs.leaving if at >= 0), *runs.dead})
    if len(can_end) == len(runs.markings):
        return
    after: list[list[tuple[int, int]]] = [[] for _ in runs.markings]
    for at, sources in enumerate(runs.before):
        for source, move in sources:
            after[source].append((at, move))
    seen = can_end
    for at in range(len(runs.markings)):
        if at not in seen:
            nodes, inside = _for_ever(runs, after, at)
            yield Round(at, nodes)
            seen = seen | _leading_to(runs, inside)


def _leading_to(runs: Runs, targets: set[int]) -> set[int]:
    found = set(targets)
    waiting = list(targets)
    while waiting:
        for source, _ in runs.before[waiting.pop()]:
            if source not in found:
                found.add(source)
                waiting.append(source)
    return found


def _for_ever(runs: Runs, after: list[list[tuple[int, int]]], first: int) -> tuple[tuple[str, ...], set[int]]:
    """Return the nodes passed again and again by a run that came to a marking, and all markings it can come to."""
    inside, waiting = {first}, [first]
    while waiting:
        for at, _ in after[waiting.pop()]:
            if at not in inside:
                inside.add(at)
                waiting.append(at)
    part = strong_parts([[target for target, _ in each] if at in inside else [] for at, each in enumerate(after)])
    net, moves = runs.table.net, runs.table.moves
    nodes: set[str] = set()
    for at in sorted(inside):
        for target, number in after[at]:
            if part[target] == part[at]:
                nodes.update((net.steps[moves[number].step].node, *moves[number].choice.via))
                nodes.update(net.passed(moves[number].choice.places))
    return tuple(sorted(nodes)), inside


def _passed(runs: Runs) -> tuple[set[str], set[Outcome]]:
    """Return the nodes that tokens pass or end at, and how all can be over by choices that were taken out."""
    net = runs.table.net
    seeing = _Seeing(net)
    for number in sorted(runs.used):
        move = runs.table.moves[number]
        seeing.move(move.step, move.choice)
    return seeing.nodes - {""}, seeing.escapes


class _Seeing:
    """Gather the nodes that used moves pass, what was taken out of the net included."""

    def __init__(self, net: Net) -> None:
        self.net = net
        self.nodes: set[str] = set()
        self.escapes: set[Outcome] = set()
        self._steps: set[int] = set()
        self._places: set[int] = set()
        self._waiting: list[int] = []

    def move(self, number: int, choice: Choice) -> None:
        """Note a step, a choice of it, and what its tokens pass at once."""
        self._step(number)
        self._choice(choice)
        while self._waiting:
            place = self._waiting.pop()
            if place in self._places:
                continue
            self._places.add(place)
            if place in self.net.hops:
                self._step(self.net.hops[place])
                self._choice(self.net.steps[self.net.hops[place]].choices[0])
            elif self.net.places[place].is_end:
                self.nodes.add(self.net.places[place].target)

    def _step(self, number: int) -> None:
        if number not in self._steps:
            self._steps.add(number)
            step = self.net.steps[number]
            self.nodes.add(step.node)
            self.nodes.update(node for _, node in step.escapes)
            self.escapes.update(outcome for outcome, _ in step.escapes)
            for choice in step.dropped:
                self._choice(choice)

    def _choice(self, choice: Choice) -> None:
        self.nodes.update(choice.via)
        self._waiting += choice.places
