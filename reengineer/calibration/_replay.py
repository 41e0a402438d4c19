"""Replay the cases of a log on a map: which way each went, what it left out, and what it did besides."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count

import numpy as np
from numpy.typing import NDArray

from reengineer.calibration._items import Items
from reengineer.calibration._net import Firing, Marking, Net, fired

Ints = NDArray[np.int64]
MOST_SKIPPED = 1
"""Steps that may be left out before an activity; where more would have to be, the activity is one that came besides."""

MOST_LOOKED_AT = 4_000
"""Markings that one search goes through."""

OPEN_SPLITS = ("exclusiveGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway")


@dataclass(slots=True)
class Replay:
    """Hold what came of replaying a log.

    Parameters
    ----------
    node : list of str
        Of each activity of the log the step of the map; empty for one that the map has no place for.
    enabled_by : list of tuple of int
        Of each activity those whose ends let it begin; empty where it is the first of its case.
    waited_at : list of str
        Of each activity the event that its token passed last before it, where there was one that waits.
    position : list of str
        Of an activity without a place the step behind which it came; empty at the start.
    ways : dict of (str, int) to list of (int, int)
        Of each gateway and flow the cases that took it, and at which visit, from 0.
    done, skipped : dict of str to int
        How often each step was done, and left out.
    stopped : dict of str to list of int
        Cases that ended behind a step with more steps still due than may be left out.
    """

    node: list[str]
    enabled_by: list[tuple[int, ...]]
    position: list[str]
    waited_at: list[str] = field(default_factory=list)
    ways: dict[tuple[str, int], list[tuple[int, int]]] = field(default_factory=dict)
    done: dict[str, list[int]] = field(default_factory=dict)
    skipped: dict[str, list[int]] = field(default_factory=dict)
    stopped: dict[str, list[int]] = field(default_factory=dict)
    fits: list[bool] = field(default_factory=list)

    @property
    def inserted(self) -> NDArray[np.bool_]:
        """Say of each activity whether the map has no place for it."""
        return np.array([not node for node in self.node], dtype=bool)

    @property
    def fitness(self) -> float:
        """Return 1 less the steps left out and put in, for each step done or left out."""
        skipped = sum(len(cases) for cases in self.skipped.values())
        inserted = int(self.inserted.sum())
        total = len(self.node) + skipped
        return 1 - (skipped + inserted) / total if total else 1.0

    @property
    def fitting_cases(self) -> float:
        """Return the share of cases that the map explains without a step left out or put in."""
        return float(np.mean(self.fits)) if self.fits else 1.0


class _Search:
    """Find the ways through a net, and remember them."""

    def __init__(self, net: Net) -> None:
        self.net = net
        self._next: dict[tuple[Marking, int, frozenset[int]], tuple[Firing, ...] | None] = {}
        self._end: dict[Marking, tuple[Firing, ...] | None] = {}

    def to_label(self, marking: Marking, label: int, ahead: frozenset[int]) -> tuple[Firing, ...] | None:
        """Return the firings up to and with a step of a label; None where too much would be left out.

        Labels `ahead` are those that the case still shows.
        """
        key = (marking, label, ahead)
        if key not in self._next:
            can = self.net.leads_to(marking, label)
            self._next[key] = self._shortest(marking, label, ahead) if can else None
        return self._next[key]

    def to_end(self, marking: Marking) -> tuple[Firing, ...] | None:
        """Return the firings with the fewest steps left out that take every token away."""
        if marking not in self._end:
            self._end[marking] = self._shortest(marking, None, frozenset())
        return self._end[marking]

    def _shortest(self, start: Marking, label: int | None, ahead: frozenset[int]) -> tuple[Firing, ...] | None:
        """Search by steps left out, then by firings; ties by document order."""
        order = count()
        heap: list[tuple[int, int, int, Marking, tuple[Firing, ...]]] = [(0, 0, next(order), start, ())]
        settled: set[Marking] = set()
        while heap and len(settled) < MOST_LOOKED_AT:
            skipped, length, _, marking, path = heappop(heap)
            if label is None and not marking:
                return path
            if marking in settled:
                continue
            settled.add(marking)
            for firing in self.net.firings(marking, ahead):
                if firing.label >= 0 and firing.label == label:
                    return (*path, firing) if skipped <= MOST_SKIPPED else None
                cost = skipped + (firing.label >= 0)
                if label is None or cost <= MOST_SKIPPED:
                    following = fired(marking, firing)
                    if following not in settled:
                        heappush(heap, (cost, length + 1, next(order), following, (*path, firing)))
        return None


class _Tokens:
    """Hold which activities the tokens of one case came from."""

    def __init__(self, marking: Marking) -> None:
        self.on: dict[int, list[tuple[int, ...]]] = {}
        for flow in marking:
            self.on.setdefault(flow, []).append(())

    @property
    def marking(self) -> Marking:
        """Return the flows that hold a token."""
        return tuple(sorted(flow for flow, held in self.on.items() for _ in held))

    def fire(self, firing: Firing, mark: tuple[int, ...] | None = None) -> tuple[int, ...]:
        """Move tokens; return where those taken came from. Those given come from `mark`, or from the same."""
        taken = tuple(dict.fromkeys(item for flow in firing.taken for item in self._take(flow)))
        for flow in firing.given:
            self.on.setdefault(flow, []).append(taken if mark is None else mark)
        return taken

    def _take(self, flow: int) -> tuple[int, ...]:
        held = self.on[flow]
        token = held.pop(0)
        if not held:
            del self.on[flow]
        return token

    def move(self, before: int, item: int) -> None:
        """Let the tokens that came from one activity come from another; all of them where none came from it."""
        hit = [flow for flow, held in self.on.items() if any(before in token for token in held)] or list(self.on)
        for flow in hit:
            self.on[flow] = [
                (item,) if before in token or not any(before in each for each in self.on[flow]) else token
                for token in self.on[flow]
            ]


def replay(net: Net, items: Items) -> Replay:
    """Replay each case: a search over gateways leads to each activity, and to the end.

    Parameters
    ----------
    net : Net
    items : Items
        With labels by the numbers that the net uses.
    """
    found = Replay(node=[""] * len(items.label), enabled_by=[()] * len(items.label), position=[""] * len(items.label))
    found.waited_at = [""] * len(items.label)
    search = _Search(net)
    labels = items.label.tolist()
    for case, (first, last) in enumerate(zip(items.first[:-1].tolist(), items.first[1:].tolist(), strict=True)):
        _Case(net, search, found, case).run(range(first, last), labels)
    return found


class _Case:
    """Replay one case."""

    def __init__(self, net: Net, search: _Search, found: Replay, case: int) -> None:
        self.net, self.search, self.found, self.case = net, search, found, case
        self.visits: dict[str, int] = {}
        self.misfits = 0

    def run(self, rows: Sequence[int], labels: list[int]) -> None:
        """Replay the activities of the case, in their order."""
        start = self._start(labels[rows[0]], self._ahead(labels, rows))
        tokens = _Tokens(start)
        last = ""
        for place, row in enumerate(rows):
            before = rows[place - 1] if place else -1
            path = self.search.to_label(tokens.marking, labels[row], self._ahead(labels, rows[place:]))
            if path is None:
                self.misfits += 1
                self.found.enabled_by[row] = (before,) if before >= 0 else ()
                self.found.position[row] = last
                tokens.move(before, row)
                continue
            for firing in path[:-1]:
                self._silent(firing, tokens)
                if self.net.map.index.nodes[firing.node].position == "catch":
                    self.found.waited_at[row] = firing.node
            taken = tokens.fire(path[-1], (row,))
            last = path[-1].node
            self.found.node[row] = last
            self.found.enabled_by[row] = taken
            self.found.done.setdefault(last, []).append(self.case)
        self._finish(tokens, last)

    def _ahead(self, labels: list[int], rows: Sequence[int]) -> frozenset[int]:
        return frozenset(labels[row] for row in rows) if self.net.looks_ahead else frozenset()

    def _start(self, label: int, ahead: frozenset[int]) -> Marking:
        """Return the marking of the first start event from which the first activity can be come to."""
        ways = [marking for _, marking in self.net.starts]
        return next((way for way in ways if self.search.to_label(way, label, ahead) is not None), ways[0])

    def _silent(self, firing: Firing, tokens: _Tokens) -> None:
        tokens.fire(firing)
        if firing.label >= 0:
            self.misfits += 1
            self.found.skipped.setdefault(firing.node, []).append(self.case)
        node = self.net.map.index.nodes[firing.node]
        if node.type in OPEN_SPLITS and len(self.net.map.outgoing(node.id)) > 1:
            visit = self.visits.get(node.id, 0)
            self.visits[node.id] = visit + 1
            for flow in firing.given:
                self.found.ways.setdefault((node.id, flow), []).append((self.case, visit))

    def _finish(self, tokens: _Tokens, last: str) -> None:
        path = self.search.to_end(tokens.marking)
        if path is None or sum(firing.label >= 0 for firing in path) > MOST_SKIPPED:
            self.found.stopped.setdefault(last, []).append(self.case)
            self.misfits += 1
        else:
            for firing in path:
                self._silent(firing, tokens)
        self.found.fits.append(self.misfits == 0)
