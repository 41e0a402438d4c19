"""Hold one process or sub-process as places that hold tokens and steps that move them.

A place is a sequence flow, or the jump of a link. A step takes tokens from its places and puts tokens by one of its
choices. Everything that can happen to a token at a node is a choice of the node's step: the ways out of a gateway, the
boundary events of an activity, an error that leaves a sub-process.
"""

from collections.abc import Iterator
from dataclasses import field
from itertools import combinations

from reengineer._records import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """Say how a process or sub-process can be over.

    Parameters
    ----------
    kind : str
        ``done``: its tokens are used up, or a terminate end was reached. ``leaves``: `catch` outside goes on instead.
        ``taken``: an event sub-process of its own goes on instead.
    catch : str
        Boundary event or event sub-process; empty for an error that nobody catches.
    told : frozenset of str
        Catches outside that got a token meanwhile.
    """

    kind: str = "done"
    catch: str = ""
    told: frozenset[str] = frozenset()


DONE = Outcome()


@dataclass(slots=True)
class Place:
    """Hold tokens between two nodes.

    Parameters
    ----------
    flow : str or None
        The sequence flow; None for a link, or for the end of a token at a node without a way on.
    source, target : str
        The nodes before and behind it.
    is_end : bool
        A token here has nothing left to do; it stays as a mark that its target was reached.
    """

    flow: str | None
    source: str
    target: str
    is_end: bool = False


@dataclass(slots=True)
class Choice:
    """Hold one way to go on.

    Parameters
    ----------
    places : list of int
        Each gets a token.
    via : tuple of str
        Nodes passed besides that of the step: a boundary event.
    stops : Outcome or None
        How the whole process or sub-process is over by this.
    told : frozenset of str
        Catches outside that get a token by this.
    once : tuple of int
        Numbers of events that happen with it, and happen at most once in a run.
    after : tuple of int
        Numbers of events that must have happened before.
    """

    places: list[int]
    via: tuple[str, ...] = ()
    stops: Outcome | None = None
    told: frozenset[str] = frozenset()
    once: tuple[int, ...] = ()
    after: tuple[int, ...] = ()


@dataclass(slots=True)
class Step:
    """Hold one node as a mover of tokens.

    Parameters
    ----------
    node : str
        Its id.
    join : str
        ``start``: puts tokens at the beginning. ``each``: every token that comes is moved alone. ``all``: one token of
        each place. ``any``: one token of each place that holds one, as soon as no other can come (inclusive).
    ins : list of int
        Places that it takes from.
    choices : list of Choice
        Exactly one is taken; where `free` is not None, that counts besides.
    free : list of int or None
        Places of which any set but the empty one may get a token (inclusive split).
    sides : list of Choice
        What may happen besides, at most once in a run each: boundary events that do not interrupt.
    dropped : list of Choice
        Choices that were taken out, because they lead nowhere else than the ones left.
    escapes : list of (Outcome, str)
        How all can be over by a token at the step, by a choice that was taken out, and the node that does it.
    """

    node: str
    join: str
    ins: list[int]
    choices: list[Choice]
    free: list[int] | None = None
    sides: list[Choice] = field(default_factory=list)
    dropped: list[Choice] = field(default_factory=list)
    escapes: list[tuple[Outcome, str]] = field(default_factory=list)

    def ways(self) -> Iterator[Choice]:
        """Give every choice with every set of what may happen besides, fewest tokens first."""
        plain = list(self.choices)
        if self.free is not None:
            plain += [
                Choice(list(taken)) for size in range(1, len(self.free) + 1) for taken in combinations(self.free, size)
            ]
        for size in range(len(self.sides) + 1):
            for besides in combinations(self.sides, size):
                for choice in plain:
                    yield _together(choice, besides) if besides else choice

    @property
    def breadth(self) -> int:
        """Return how many ways there are, or nearly so."""
        free = 1 << len(self.free) if self.free else 0
        return (len(self.choices) + free) << len(self.sides)

    def put(self) -> Iterator[int]:
        """Give every place that may get a token, more than once where several choices do."""
        for choice in (*self.choices, *self.sides):
            yield from choice.places
        yield from self.free or ()


def _together(choice: Choice, besides: tuple[Choice, ...]) -> Choice:
    return Choice(
        places=[*choice.places, *(place for side in besides for place in side.places)],
        via=choice.via + tuple(node for side in besides for node in side.via),
        stops=choice.stops,
        told=choice.told,
        once=choice.once + tuple(event for side in besides for event in side.once),
        after=choice.after,
    )


@dataclass(slots=True)
class Net:
    """Hold all places and steps of one process or sub-process; `events` counts what happens at most once.

    Parameters
    ----------
    hops : dict of int to int
        Places that were taken out: a token put there goes on at once by the only choice of the step with this number.
    merged : dict of int to int
        Where a token on such a place comes to; perhaps on the way to somewhere further.
    gone : set of int
        Places that were taken out because they always hold a token together with another.
    too_wide : str
        A node with more ways to go on than are looked at; empty where there is none.
    """

    places: list[Place] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    events: int = 0
    hops: dict[int, int] = field(default_factory=dict)
    merged: dict[int, int] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    too_wide: str = ""

    def add(self, place: Place) -> int:
        """Add a place and return its number."""
        self.places.append(place)
        return len(self.places) - 1

    def root(self, place: int) -> int:
        """Return the place where a token put on a place comes to at once."""
        top = place
        while top in self.merged:
            top = self.merged[top]
        while place != top:
            self.merged[place], place = top, self.merged[place]
        return top

    def puts(self, choice: Choice) -> tuple[int, ...]:
        """Return where the tokens of a choice come to at once, a place once for each token."""
        roots = (self.root(place) for place in choice.places)
        return tuple(sorted(place for place in roots if place not in self.gone))

    def passed(self, places: list[int]) -> list[str]:
        """Return the nodes that tokens put on these places pass at once, branch after branch."""
        nodes: list[str] = []
        waiting = places[::-1]
        while waiting:
            place = waiting.pop()
            while place in self.hops:
                step = self.steps[self.hops[place]]
                choice = step.choices[0]
                nodes += [step.node, *choice.via]
                ways = choice.places
                if len(ways) > 1:
                    ways = sorted(ways, key=lambda each: self.root(each) not in self.gone)
                    waiting += ways[:0:-1]
                place = ways[0]
        return nodes
