"""Play small maps by brute force, as an answer to compare with: one token at a time, on the map as drawn.

It knows nothing of the package. A marking is a tuple of counts, one a flow; a node moves one step at a time; an end
event takes its token; who ended is kept. A task with boundary events holds its token until it ends or one of them happens. A marking in which a flow holds two tokens is noted and not followed. A node without a way on is an end too. Ways are counted in
nodes passed; that a token ends is no step of a way.
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


def play(drawing: Drawing) -> Played:
    """Visit every marking that one case can come to."""
    found = Played()
    firsts = [node for node, kind in drawing.nodes.items() if kind == "start"]
    none = (0,) * (len(drawing.flows) + len(set(drawing.hosts.values())))
    steps: dict[State, int] = {}
    after: dict[State, list[State]] = {}
    final: set[State] = set()
    waiting: deque[State] = deque()

    def reach(state: State, before: State | None, cost: int) -> None:
        if before is not None:
            after[before].append(state)
        if max(state[0], default=0) > 1:
            final.update([before] if before else [])
            found.doubled = min(cost, found.doubled if found.doubled is not None else cost)
        elif state not in steps or cost < steps[state]:
            steps[state] = cost
            (waiting.appendleft if before and cost == steps[before] else waiting.append)(state)

    for node in firsts:
        found.passed.add(node)
        for put in outs(drawing, node):
            reach((add(none, put, ()), frozenset()), None, 1)
    done: set[State] = set()
    while waiting:
        state = waiting.popleft()
        if state in done:
            continue
        done.add(state)
        after[state] = []
        if len(done) > MOST:
            found.complete = False
            return found
        moved = False
        for node, taken, put, stops in moves(drawing, state[0]):
            beside = drawing.nodes[node] == "beside"
            if beside and f"!{node}" in state[1]:
                continue
            moved = True
            found.passed.add(node)
            ends = not put and not stops
            found.ended_twice |= ends and node in state[1]
            if stops:
                final.add(state)
                continue
            ended = state[1] | ({node} if ends else set()) | ({f"!{node}"} if beside else set())
            reach((add(state[0], put, taken), ended), state, steps[state] + (0 if ends and len(taken) == 1 else 1))
        if not moved:
            final.add(state)
            if any(state[0]):
                found.stuck = min(steps[state], found.stuck if found.stuck is not None else steps[state])
    found.endless = not done <= leading_to(final, after)
    return found


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


def moves(
    drawing: Drawing, marking: tuple[int, ...]
) -> Iterator[tuple[str, tuple[int, ...], tuple[int, ...], bool]]:
    """Give what can happen: node, flows emptied, flows filled, and whether all is over."""
    for node, kind in drawing.nodes.items():
        if node in drawing.hosts:
            place = drawing.busy(drawing.hosts[node])
            if marking[place]:
                yield node, (place,) if kind == "bound" else (), tuple(drawing.out_of(node)), False
            continue
        busy = drawing.busy(node)
        if busy >= 0 and marking[busy]:
            yield node, (busy,), tuple(drawing.out_of(node)), False
        ins = drawing.into(node)
        marked = [flow for flow in ins if marking[flow]]
        if not marked:
            continue
        if busy >= 0:
            yield from ((node, (flow,), (busy,), False) for flow in marked)
            continue
        if kind == "and":
            takes = [tuple(ins)] if len(marked) == len(ins) else []
        elif kind == "or":
            takes = [tuple(marked)] if may_join(drawing, marking, node, ins) else []
        else:
            takes = [(flow,) for flow in marked]
        for taken in takes:
            for put in outs(drawing, node):
                yield node, taken, put, kind == "kill"


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
