"""Play small maps by brute force, as an answer to compare with: one token at a time, on the map as drawn.

It knows nothing of the package. A marking is a tuple of counts, one a flow; a node moves one step at a time; an end
event takes its token; who ended is kept. A task with boundary events holds its token until it ends or one of them
happens. A marking in which a flow holds two tokens is noted and not followed. A node without a way on is an end too.
Ways are counted in nodes passed; that a token ends is no step of a way.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations

MOST = 4000


@dataclass(frozen=True)
class Drawing:
    """Nodes by id with their kind, flows as pairs of ids, and the hosts of boundary events (bound or beside)."""

    nodes: dict[str, str]
    flows: tuple[tuple[str, str], ...]
    hosts: dict[str, str] = field(default_factory=dict)

    def into(self, node: str) -> list[int]:
        return [number for number, (_, target) in enumerate(self.flows) if target == node]

    def busy(self, node: str) -> int:
        """Return the place of a token in a task with boundary events; -1 for other nodes."""
        holders = sorted(set(self.hosts.values()))
        return len(self.flows) + holders.index(node) if node in holders else -1

    def out_of(self, node: str) -> list[int]:
        return [number for number, (source, _) in enumerate(self.flows) if source == node]


@dataclass
class Played:
    """What the brute force found; steps of the shortest way, or None."""

    stuck: int | None = None
    doubled: int | None = None
    endless: bool = False
    ended_twice: bool = False
    passed: set[str] = field(default_factory=set)
    complete: bool = True

    @property
    def is_sound(self) -> bool:
        return self.stuck is None and self.doubled is None and not self.endless and not self.ended_twice


State = tuple[tuple[int, ...], frozenset[str]]


class Game:
    """Visit every marking that one case can come to."""

    def __init__(self, drawing: Drawing) -> None:
        self.drawing = drawing
        self.found = Played()
        self.steps: dict[State, int] = {}
        self.after: dict[State, list[State]] = {}
        self.final: set[State] = set()
        self.waiting: deque[State] = deque()

    def play(self) -> Played:
        none = (0,) * (len(self.drawing.flows) + len(set(self.drawing.hosts.values())))
        for node in (node for node, kind in self.drawing.nodes.items() if kind == "start"):
            self.found.passed.add(node)
            for put in outs(self.drawing, node):
                self.reach((add(none, put, ()), frozenset()), None, 1)
        while self.waiting:
            state = self.waiting.popleft()
            if state not in self.after:
                self.visit(state)
            if len(self.after) > MOST:
                self.found.complete = False
                return self.found
        self.found.endless = not self.after.keys() <= leading_to(self.final, self.after)
        return self.found

    def reach(self, state: State, before: State | None, cost: int) -> None:
        if before is not None:
            self.after[before].append(state)
        if max(state[0], default=0) > 1:
            self.final.update([before] if before else [])
            self.found.doubled = fewest(cost, self.found.doubled)
        elif state not in self.steps or cost < self.steps[state]:
            self.steps[state] = cost
            soon = before is not None and cost == self.steps[before]
            (self.waiting.appendleft if soon else self.waiting.append)(state)

    def visit(self, state: State) -> None:
        self.after[state] = []
        moved = False
        for node, taken, put, stops in moves(self.drawing, state[0]):
            beside = self.drawing.nodes[node] == "beside"
            if not (beside and f"!{node}" in state[1]):
                moved = True
                self.found.passed.add(node)
                self.make(state, node, (taken, put), stops)
        if not moved:
            self.final.add(state)
            if any(state[0]):
                self.found.stuck = fewest(self.steps[state], self.found.stuck)

    def make(self, state: State, node: str, change: tuple[tuple[int, ...], tuple[int, ...]], stops: bool) -> None:
        taken, put = change
        if stops:
            self.final.add(state)
            return
        ends = not put
        self.found.ended_twice |= ends and node in state[1]
        happened = {node} if ends else set()
        if self.drawing.nodes[node] == "beside":
            happened.add(f"!{node}")
        cost = self.steps[state] + (0 if ends and len(taken) == 1 else 1)
        self.reach((add(state[0], put, taken), state[1] | happened), state, cost)


def play(drawing: Drawing) -> Played:
    """Visit every marking that one case can come to."""
    return Game(drawing).play()


def fewest(one: int, other: int | None) -> int:
    return one if other is None else min(one, other)


def add(marking: tuple[int, ...], put: tuple[int, ...], taken: tuple[int, ...]) -> tuple[int, ...]:
    counts = list(marking)
    for flow in taken:
        counts[flow] -= 1
    for flow in put:
        counts[flow] += 1
    return tuple(counts)


def leading_to(final: set[State], after: dict[State, list[State]]) -> set[State]:
    before: dict[State, list[State]] = {}
    for state, targets in after.items():
        for target in targets:
            before.setdefault(target, []).append(state)
    good, waiting = set(final), list(final)
    while waiting:
        new = set(before.get(waiting.pop(), ())) - good
        good |= new
        waiting += new
    return good


def outs(drawing: Drawing, node: str) -> Iterator[tuple[int, ...]]:
    """Give the sets of flows that may get a token."""
    ways, kind = drawing.out_of(node), drawing.nodes[node]
    if kind == "xor" and ways:
        yield from ((way,) for way in ways)
    elif kind == "or" and ways:
        for size in range(1, len(ways) + 1):
            yield from combinations(ways, size)
    else:
        yield tuple(ways)


Change = tuple[str, tuple[int, ...], tuple[int, ...], bool]


def moves(drawing: Drawing, marking: tuple[int, ...]) -> Iterator[Change]:
    """Give what can happen: node, flows emptied, flows filled, and whether all is over."""
    for node, kind in drawing.nodes.items():
        busy = drawing.busy(drawing.hosts.get(node, node))
        if busy >= 0:
            yield from moves_of_a_host(drawing, marking, node, busy)
            continue
        ins = drawing.into(node)
        marked = [flow for flow in ins if marking[flow]]
        takes = [(flow,) for flow in marked]
        if kind == "and":
            takes = [tuple(ins)] if marked and len(marked) == len(ins) else []
        elif kind == "or":
            takes = [tuple(marked)] if marked and may_join(drawing, marking, node, ins) else []
        for taken in takes:
            for put in outs(drawing, node):
                yield node, taken, put, kind == "kill"


def moves_of_a_host(drawing: Drawing, marking: tuple[int, ...], node: str, busy: int) -> Iterator[Change]:
    """Give what can happen at a task with boundary events, or at one of these."""
    if marking[busy]:
        yield node, () if drawing.nodes[node] == "beside" else (busy,), tuple(drawing.out_of(node)), False
    if node not in drawing.hosts:
        yield from ((node, (flow,), (busy,), False) for flow in drawing.into(node) if marking[flow])


def may_join(drawing: Drawing, marking: tuple[int, ...], node: str, ins: list[int]) -> bool:
    """Say whether no token elsewhere can still come to an empty flow of an inclusive join (BPMN 2.0.2, 13.4.3)."""
    for flow, count in enumerate(marking):
        if count and flow not in ins:
            reached = ahead(drawing, flow, node) & set(ins)
            if any(not marking[each] for each in reached) and not any(marking[each] for each in reached):
                return False
    return True


def ahead(drawing: Drawing, flow: int, without: str) -> set[int]:
    """Return the flows on a way that begins with a flow and visits no node of that name."""
    seen, waiting = {flow}, [flow]
    while waiting:
        target = drawing.flows[waiting.pop()][1]
        if target != without:
            new = set(drawing.out_of(target)) - seen
            seen |= new
            waiting += new
    return seen


TAGS = {
    "start": "startEvent",
    "end": "endEvent",
    "task": "task",
    "xor": "exclusiveGateway",
    "and": "parallelGateway",
    "or": "inclusiveGateway",
    "kill": "endEvent",
    "bound": "boundaryEvent",
    "beside": "boundaryEvent",
}


def as_xml(drawing: Drawing) -> str:
    """Write a drawing as a BPMN file."""
    inside = []
    for node, kind in drawing.nodes.items():
        body = "<terminateEventDefinition/>" if kind == "kill" else ""
        if node in drawing.hosts:
            body = "<timerEventDefinition/>"
            more = f' attachedToRef="{drawing.hosts[node]}" cancelActivity="{str(kind == "bound").lower()}"'
        else:
            more = ""
        inside.append(f'<{TAGS[kind]} id="{node}" name="{node.upper()}"{more}>{body}</{TAGS[kind]}>')
    for number, (source, target) in enumerate(drawing.flows):
        inside.append(f'<sequenceFlow id="f{number}" sourceRef="{source}" targetRef="{target}"/>')
    return (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="D" targetNamespace="http://example.org">'
        f'<process id="P">{"".join(inside)}</process></definitions>'
    )
