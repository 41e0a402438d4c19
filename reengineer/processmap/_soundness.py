"""Check the behaviour of a map: whether cases get stuck, double, go round for ever or never reach a step.

Processes and sub-processes are checked one by one, the innermost first: what a sub-process can end in is all that
matters to what is around it. docs/explanation/soundness.md has the definitions.
"""

from collections.abc import Iterator

from reengineer.bpmn import AdHocSubProcess, BoundaryEvent, StartEvent
from reengineer.errors import Problem
from reengineer.processmap import _paths
from reengineer.processmap._explore import Limit, Table, explore
from reengineer.processmap._judge import Verdict, judge
from reengineer.processmap._make_net import begins, is_left_aside, make_net
from reengineer.processmap._map import Node, ProcessMap
from reengineer.processmap._messages import check_messages
from reengineer.processmap._net import DONE, Net, Outcome
from reengineer.processmap._reduce import reduce_net
from reengineer.processmap._tell import Teller
from reengineer.processmap._throws import Throws
from reengineer.source import Source

MOST_MARKINGS = 10_000
_FOR_WITNESSES = 5_000
_WHOLE_MAP = Limit(markings=30_000, moves=150_000)
_MOST_OUTCOMES = 4096
_FEWEST = Limit(markings=50, moves=500)


def check_behaviour(map_: ProcessMap) -> tuple[Problem, ...]:
    """Return what is wrong with the behaviour of a map, in the order of the file.

    Every run of every process is played, as far as its tokens go: data, times and people are left aside. Severity
    ``error`` says that cases get stuck, go round for ever or multiply without end; ``warning`` that something happens
    twice or never; ``advice`` that the map leaves something open.

    Returns
    -------
    tuple of Problem
        RE270 to RE276 on tokens, RE280 to RE285 on messages between pools.

    Examples
    --------
    >>> from reengineer.bpmn import Definitions
    >>> from reengineer.processmap import build_map
    >>> check_behaviour(build_map(Definitions()))
    ()
    """
    checker = _Checker(map_)
    found = [*checker.run(), *check_messages(map_, checker.never)]
    return tuple(sorted(found, key=lambda problem: problem.source.line or 0))


class _Checker:
    """Check every process and sub-process of one map."""

    def __init__(self, map_: ProcessMap) -> None:
        self.map = map_
        self.throws = Throws(map_)
        self.outcomes: dict[str, tuple[Outcome, ...]] = {}
        self.never: set[str] = set()
        self.left = Limit(_WHOLE_MAP.markings, _WHOLE_MAP.moves)
        self.handlers: dict[str, list[Node]] = {}
        for node in map_.nodes:
            holder = map_.index.nodes.get(node.parent)
            if node.position == "start" and holder is not None and _paths.is_event_sub_process(holder):
                self.handlers.setdefault(holder.parent, []).append(node)
        self.ending = {node.parent for node in map_.nodes if self.throws.of(node).kind in ("ends", "leaves")}
        self.reachable = _paths.reachable(map_, _paths.first_nodes(map_), frozenset())

    def run(self) -> Iterator[Problem]:
        """Check what lies inside before what is around it."""
        nodes = self.map.index.nodes
        inner = [node.id for node in self.map.nodes if self.map.is_expanded(node.id)]
        for holder in (*reversed(inner), *self.map.index.processes):
            if begins(self.map, holder) and not self._is_without_order(nodes.get(holder)):
                yield from self._check(holder)

    def _is_without_order(self, node: Node | None) -> bool:
        while node is not None:
            if isinstance(node.element, AdHocSubProcess):
                return True
            node = self.map.index.nodes.get(node.parent)
        return False

    def _check(self, holder: str) -> Iterator[Problem]:
        """Check one process or sub-process, and note how it can be over."""
        try:
            verdict = self._verdict(holder, MOST_MARKINGS, is_reduced=True)
        except OverflowError as too_wide:
            self.outcomes[holder] = (DONE,)
            yield self._too_large(holder, f"the ways to go on from {too_wide} are too many")
            return
        missing = self._never_passed(holder, verdict)
        if missing or not verdict.is_sound:
            verdict, shortest = self._told_better(holder, verdict)
        else:
            shortest = True
        if self._may_be_cut_short(holder):
            verdict.rounds.clear()
        self._note(holder, verdict)
        self.never.update(missing)
        yield from Teller(self.map, holder, verdict, shortest).tell(missing)
        if not verdict.runs.complete:
            yield self._too_large(holder, f"more than {len(verdict.runs.markings)} states were met")

    def _verdict(self, holder: str, most: int, *, is_reduced: bool) -> Verdict:
        net = make_net(self.map, holder, self.throws, self.outcomes)
        if net.too_wide:
            raise OverflowError(net.too_wide)
        if is_reduced:
            reduce_net(net)
        limit = Limit(max(min(most, self.left.markings), _FEWEST.markings), max(self.left.moves, _FEWEST.moves))
        before = Limit(limit.markings, limit.moves)
        runs = explore(Table(net), limit)
        self.left.markings -= before.markings - limit.markings
        self.left.moves -= before.moves - limit.moves
        return judge(runs)

    def _told_better(self, holder: str, verdict: Verdict) -> tuple[Verdict, bool]:
        """Return the verdict on the net as drawn, which has the shortest ways, unless it is too large."""
        if not verdict.runs.complete or len(verdict.runs.table.net.places) > _FOR_WITNESSES:
            return verdict, False
        try:
            whole = self._verdict(holder, _FOR_WITNESSES, is_reduced=False)
        except OverflowError:
            return verdict, False
        return (whole, True) if whole.runs.complete else (verdict, False)

    def _may_be_cut_short(self, holder: str) -> bool:
        """Say whether something around a process or sub-process can end it, so that it need not end by itself."""
        while True:
            if any(_interrupts(start) for start in self.handlers.get(holder, ())):
                return True
            node = self.map.index.nodes.get(holder)
            if node is None:
                return False
            if any(_interrupts(event) for event in self.map.boundary_events(holder)):
                return True
            holder = node.parent
            if holder in self.ending:
                return True

    def _note(self, holder: str, verdict: Verdict) -> None:
        """Note how a process or sub-process can be over; one with a fault inside, as if it were mended."""
        found = verdict.outcomes
        if not verdict.is_sound:
            found |= {DONE}
        for node in self.map.children(holder):
            if _paths.is_event_sub_process(node):
                found |= _beside(found, self.outcomes.get(node.id, (DONE,)))
        self.outcomes[holder] = tuple(
            sorted(found - {Outcome("taken")}, key=lambda each: (each.kind, each.catch, sorted(each.told)))
        )

    def _never_passed(self, holder: str, verdict: Verdict) -> list[str]:
        """Return the nodes that no run passes, though flows lead to them.

        What a boundary event leads to that stands at no step beside it, is not known.
        """
        passed = verdict.passed
        if not verdict.runs.complete or verdict.second:
            passed = passed | _perhaps_passed(make_net(self.map, holder, self.throws, self.outcomes))
        own = [node for node in self.map.children(holder) if not is_left_aside(node)]
        steps = {node.id for node in own}
        adrift = tuple(node.id for node in own if node.position == "boundary" and node.attached_to not in steps)
        if adrift:
            passed = passed | _paths.reachable(self.map, adrift, frozenset())
        return [node.id for node in own if node.id not in passed and node.id in self.reachable]

    def _too_large(self, holder: str, why: str) -> Problem:
        node = self.map.index.nodes.get(holder)
        source = node.source if node else self._process_source(holder)
        message = (
            f"whether every run of the {'sub-process' if node else 'process'} comes to its end is too large to decide: "
            f"{why}; what was met on the way is reported, the rest is not known"
        )
        remedy = "Split the part in which most happens at once into sub-processes, each with one start and one end."
        return Problem("RE276", message, remedy, source, "advice")

    def _process_source(self, holder: str) -> Source:
        return next(
            process.source
            for key, process in zip(self.map.index.processes, self.map.processes, strict=True)
            if key == holder
        )


def _interrupts(node: Node) -> bool:
    if isinstance(node.element, BoundaryEvent):
        return node.element.cancel_activity and node.trigger != "compensate"
    return isinstance(node.element, StartEvent) and node.element.is_interrupting


def _beside(own: frozenset[Outcome], other: tuple[Outcome, ...]) -> frozenset[Outcome]:
    """Return how all can be over by an event sub-process, which may begin at any time."""
    if len(own) * len(other) > _MOST_OUTCOMES:
        return frozenset(other)
    meanwhile = {outcome.told for outcome in own} or {frozenset()}
    found = {Outcome(each.kind, each.catch, each.told | told) for each in other for told in meanwhile}
    return frozenset(found | {Outcome(each.kind, each.catch, each.told | last.told) for each in own for last in other})


def _perhaps_passed(net: Net) -> set[str]:
    """Return every node that tokens could pass if none were ever used up: all that one does pass, and perhaps more."""
    taking = {place: number for number, step in enumerate(net.steps) for place in step.ins}
    lacking = [len(step.ins) if step.join == "all" else min(1, len(step.ins)) for step in net.steps]
    waiting = [number for number, step in enumerate(net.steps) if step.join == "start"]
    filled: set[int] = set()
    passed: set[str] = set()
    while waiting:
        step = net.steps[waiting.pop()]
        passed.add(step.node)
        for choice in (*step.choices, *step.sides):
            passed.update(choice.via)
        for place in set(step.put()) - filled:
            filled.add(place)
            if net.places[place].is_end:
                passed.add(net.places[place].target)
            if place in taking:
                lacking[taking[place]] -= 1
                if lacking[taking[place]] == 0:
                    waiting.append(taking[place])
    return passed
