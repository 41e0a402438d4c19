"""Play every run of one net: which tokens can be where at the same time.

A marking is one integer: a bit for each place that holds a token, for each event that has happened, and for each catch
outside that was told. Markings are visited breadth first, so that the first way to anything is a shortest one. Where a
place would get a second token, that is noted and not followed, so a marking never needs to count. Only a token that
ends stays as a mark, to which a second one is added in silence.
"""

from collections.abc import Iterable
from dataclasses import field, replace

from reengineer._records import dataclass
from reengineer.processmap._net import Choice, Net, Outcome, Step

_MOST_WAYS = 4096
_MOST_TIMES = 3
_MOST_GUARDED = 500_000
_MOST_MOVES = 40_000


@dataclass(frozen=True, slots=True)
class Move:
    """Hold one choice of one step as masks.

    Parameters
    ----------
    step : int
        Number of the step.
    need, forbid : int
        Bits that must be set, and not be set, before.
    clear, put : int
        Bits taken out and then put in; `clear` of an inclusive join depends on the marking.
    join : int
        The places before an inclusive join; 0 for other steps.
    twice : int
        Places that get two tokens by this alone.
    ends : tuple of (str, int)
        Nodes at which tokens of this end, each with all places in which tokens end there.
    """

    step: int
    choice: Choice
    need: int
    forbid: int
    clear: int
    put: int
    join: int = 0
    twice: int = 0
    ends: tuple[tuple[str, int], ...] = ()


class Table:
    """Hold the moves of a net by the places that set them off.

    Raises
    ------
    OverflowError
        There are more ways to go on than are looked at; the argument is the node with most.
    """

    def __init__(self, net: Net) -> None:
        self.net = net
        steps = [(number, step) for number, step in enumerate(net.steps) if step.join != "out"]
        roots = {net.root(place) for _, step in steps for place in (*step.ins, *step.put())} - net.gone
        self.bits = {place: bit for bit, place in enumerate(sorted(roots))}
        self.places = sorted(roots)
        self._events = len(self.places)
        told = sorted({catch for _, step in steps for choice in step.choices for catch in choice.told})
        self.told = {catch: 1 << (self._events + net.events + place) for place, catch in enumerate(told)}
        self.event_bits = ((1 << net.events) - 1) << self._events
        self.moving = sum(1 << bit for place, bit in self.bits.items() if not net.places[place].is_end)
        self.ends: dict[str, int] = {}
        for place, bit in self.bits.items():
            if net.places[place].is_end:
                target = net.places[place].target
                self.ends[target] = self.ends.get(target, 0) | 1 << bit
        self.moves: list[Move] = []
        self._ahead: list[int] = []
        self.by_place: list[list[int]] = [[] for _ in self.places]
        self.first: list[int] = []
        _refuse_too_many([step for _, step in steps])
        for number, step in steps:
            self._add(number, step)
        joins = sorted({move.join for move in self.moves if move.join})
        self._before = self._sources() if joins else []
        self.guards = {join: self._guard(join) for join in joins}

    def _add(self, number: int, step: Step) -> None:
        ins = [1 << self.bits[place] for place in step.ins if place in self.bits]
        for choice in step.ways():
            move = self._move(number, choice)
            if step.join == "start":
                self.first.append(self._number(move))
            elif step.join == "each":
                for bit in ins:
                    self._set_off(self._number(replace(move, need=move.need | bit, clear=bit)), bit)
            elif step.join == "all":
                every = sum(ins)
                self._set_off(self._number(replace(move, need=move.need | every, clear=every)), ins[0])
            else:
                joining = self._number(replace(move, join=sum(ins)))
                for bit in ins:
                    self._set_off(joining, bit)

    def _number(self, move: Move) -> int:
        self.moves.append(move)
        return len(self.moves) - 1

    def _set_off(self, move: int, bit: int) -> None:
        self.by_place[bit.bit_length() - 1].append(move)

    def _move(self, number: int, choice: Choice) -> Move:
        """Return the move of a choice, without the places that it takes from."""
        put = twice = 0
        for place in self.net.puts(choice):
            bit = 1 << self.bits[place]
            twice |= put & bit
            put |= bit
        once = sum(1 << (self._events + event) for event in choice.once)
        after = sum(1 << (self._events + event) for event in choice.after)
        targets = sorted({self.net.places[self.places[bit]].target for bit in bits_of(put & ~self.moving)})
        ends = tuple((node, self.ends[node]) for node in targets)
        return Move(number, choice, after, once, 0, put | once, twice=twice, ends=ends)

    def _sources(self) -> list[list[tuple[int, int]]]:
        """Return for each place whence tokens come to it: places, and the inclusive join that it is by, or 0."""
        before: list[set[tuple[int, int]]] = [set() for _ in self.places]
        for move in self.moves:
            for target in bits_of(move.put & self.all_places):
                before[target].add((move.join or move.clear, move.join))
        return [sorted(each) for each in before]

    def _guard(self, join: int) -> tuple[tuple[int, int], ...]:
        """Return for an inclusive join what must be looked at elsewhere: (places before it, where tokens reach them).

        A token elsewhere holds the join up if it can reach one of its empty places, and none of those that hold a token
        (BPMN 2.0.2, 13.4.3).
        """
        reached: dict[int, int] = {}
        for place in bits_of(join):
            seen, waiting = 1 << place, [place]
            while waiting:
                for mask, of_join in self._before[waiting.pop()]:
                    if of_join != join:
                        new = mask & ~seen
                        seen |= new
                        waiting.extend(bits_of(new) if new else ())
            for each in bits_of(seen & ~join):
                reached[each] = reached.get(each, 0) | 1 << place
        groups: dict[int, int] = {}
        for place, mask in reached.items():
            groups[mask] = groups.get(mask, 0) | 1 << place
        return tuple(sorted(groups.items()))

    @property
    def all_places(self) -> int:
        """Return the bits of all places."""
        return (1 << self._events) - 1

    def below(self, masks: Iterable[int]) -> int:
        """Return the places that tokens on some places can come to, these included."""
        if not self._ahead:
            self._ahead = [0] * len(self.places)
            for move in self.moves:
                for place in bits_of(move.join or move.clear):
                    self._ahead[place] |= move.put & self.all_places
        below = 0
        for mask in masks:
            below |= mask
        waiting = bits_of(below)
        while waiting:
            new = self._ahead[waiting.pop()] & ~below
            below |= new
            waiting += bits_of(new)
        return below

    def told_in(self, marking: int) -> frozenset[str]:
        """Return the catches outside that were told."""
        return frozenset(catch for catch, bit in self.told.items() if marking & bit)


def _refuse_too_many(steps: list[Step]) -> None:
    """Raise OverflowError, with the node of the broadest step, where there are too many moves to look at."""
    moves = sum(step.breadth * max(1, len(step.ins)) for step in steps)
    guarded = sum(len(step.ins) for step in steps if step.join == "any")
    broadest = max(steps, key=lambda step: step.breadth, default=None)
    if broadest and (moves > _MOST_MOVES or broadest.breadth > _MOST_WAYS or guarded * moves > _MOST_GUARDED):
        raise OverflowError(broadest.node)


def bits_of(mask: int) -> list[int]:
    """Return the numbers of the bits that are set, smallest first."""
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found


@dataclass(slots=True)
class Limit:
    """Hold how many markings may still be visited, and how many moves may still be tried."""

    markings: int
    moves: int


@dataclass(slots=True)
class Runs:
    """Hold what was found by playing a net.

    Parameters
    ----------
    markings : list of int
        In the order in which they were found.
    came_by : list of (int, int)
        The marking before, -1 for none, and the move.
    before : list of list of (int, int)
        For each marking those that lead to it, and the moves.
    dead : list of int
        Markings with a token that cannot move.
    leaving : set of int
        Markings from which a run may be over or goes on unseen.
    second : list of (int, int, int)
        Marking, move and place that would get a second token by it.
    again : dict of str to (int, int)
        Nodes at which a second token ends: marking and move.
    used : set of int
        Moves that can happen.
    complete : bool
        False where the limit was met.
    """

    table: Table
    markings: list[int] = field(default_factory=list)
    came_by: list[tuple[int, int]] = field(default_factory=list)
    before: list[list[tuple[int, int]]] = field(default_factory=list)
    dead: list[int] = field(default_factory=list)
    leaving: set[int] = field(default_factory=set)
    second: list[tuple[int, int, int]] = field(default_factory=list)
    again: dict[str, tuple[int, int]] = field(default_factory=dict)
    outcomes: set[Outcome] = field(default_factory=set)
    used: set[int] = field(default_factory=set)
    complete: bool = True


def explore(table: Table, limit: Limit) -> Runs:
    """Visit every marking that a run can come to, as far as the limit allows."""
    player = _Player(table, limit)
    for move in table.first:
        player.make(-1, 0, move, 0)
    at = 0
    while at < len(player.runs.markings):
        if limit.moves <= 0:
            player.runs.complete = False
            break
        player.visit(at)
        at += 1
    player.runs.leaving.update(range(at, len(player.runs.markings)))
    return player.runs


class _Player:
    """Visit markings one by one."""

    def __init__(self, table: Table, limit: Limit) -> None:
        self.table = table
        self.limit = limit
        self.runs = Runs(table)
        self.known: dict[int, int] = {}
        self.times: dict[int, int] = {}
        self.weight = 1 + len(table.places) // 500

    def visit(self, at: int) -> None:
        """Make every move that a marking allows."""
        table, marking = self.table, self.runs.markings[at]
        live = marking & table.moving
        if not live:
            self.runs.outcomes.add(Outcome(told=table.told_in(marking)))
            self.runs.leaving.add(at)
            return
        moved = False
        while live:
            low = live & -live
            live ^= low
            numbers = table.by_place[low.bit_length() - 1]
            self.limit.moves -= self.weight + len(numbers)
            for number in numbers:
                clear = self._may(marking, table.moves[number], low)
                if clear >= 0:
                    moved = True
                    self.make(at, marking, number, clear)
        if not moved:
            self.runs.dead.append(at)

    def _may(self, marking: int, move: Move, low: int) -> int:
        """Return what a move takes out, or -1 where it is not possible now."""
        if marking & move.need != move.need or marking & move.forbid:
            return -1
        if not move.join:
            return move.clear
        marked = marking & move.join
        if marked & -marked != low:
            return -1
        for reach, places in self.table.guards[move.join]:
            if marking & places and reach & ~marked and not reach & marked:
                return -1
        return marked

    def make(self, at: int, marking: int, number: int, clear: int) -> None:
        """Note where a move leads."""
        runs, move = self.runs, self.table.moves[number]
        runs.used.add(number)
        told = marking
        for catch in move.choice.told:
            told |= self.table.told[catch]
        if move.choice.stops is not None:
            stops = move.choice.stops
            runs.outcomes.add(Outcome(stops.kind, stops.catch, self.table.told_in(told)))
            runs.leaving.add(at)
            return
        rest = told & ~clear
        second = rest & move.put | move.twice
        if second:
            for place in bits_of(second):
                self._note_second(at, number, place)
            runs.leaving.add(at)
            if second & self.table.moving:
                return
        for node, mask in move.ends:
            here = move.put & mask
            if node not in runs.again and (rest & mask or here & (here - 1)):
                runs.again[node] = (at, number)
        self._come_to(at, number, rest | move.put)

    def _note_second(self, at: int, number: int, place: int) -> None:
        self.times[place] = self.times.get(place, 0) + 1
        if self.times[place] <= _MOST_TIMES:
            self.runs.second.append((at, number, place))

    def _come_to(self, at: int, number: int, marking: int) -> None:
        runs = self.runs
        found = self.known.get(marking)
        if found is None:
            if self.limit.markings <= 0:
                runs.complete = False
                runs.leaving.add(at)
                return
            self.limit.markings -= 1
            found = self.known[marking] = len(runs.markings)
            runs.markings.append(marking)
            runs.came_by.append((at, number))
            runs.before.append([])
        if at >= 0:
            runs.before[found].append((at, number))
