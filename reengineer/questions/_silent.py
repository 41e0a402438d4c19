"""Find what lies between elements that are seen, and which way cases went at a gateway that writes no row."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from reengineer._records import dataclass
from reengineer.processmap import ProcessMap
from reengineer.questions._trace import SAME_MIN, Floats, Rows, Trace

_JOINS = ("parallelGateway", "inclusiveGateway", "complexGateway")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Hold what a walk from a node meets first, and what it passes on the way.

    Parameters
    ----------
    stops, passed : frozenset of str
    falls_off : bool
        Whether the walk can run to a start or an end of the map without meeting anything.
    """

    stops: frozenset[str]
    passed: frozenset[str]
    falls_off: bool


def walk(
    neighbours: Callable[[str], Collection[str]], origins: Collection[str], stops: Collection[str], barred: str = ""
) -> Found:
    """Walk from some nodes on, each of them met first, until the nearest elements that stop the walk."""
    met, passed, falls = set[str](), set[str](), False
    waiting = [node for node in origins if node != barred]
    while waiting:
        node = waiting.pop()
        if node in stops:
            met.add(node)
        elif node not in passed:
            passed.add(node)
            onward = neighbours(node)
            falls = falls or not onward
            waiting.extend(each for each in onward if each != barred)
    return Found(stops=frozenset(met), passed=frozenset(passed), falls_off=falls)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passages:
    """Hold how often cases went from one step to the next, how long it took, and why.

    Parameters
    ----------
    wait : array of float
        Minutes from the end of the first to the start of the second.
    causes : mapping of str to array of float
        The same minutes by cause; of the waits on the way and before the second.
    """

    wait: Floats
    causes: Mapping[str, Floats]


@dataclass(kw_only=True)
class Seen:
    """Answer which way cases went.

    Parameters
    ----------
    trace : Trace
    map : ProcessMap
    steps : tuple of str
    """

    trace: Trace
    map: ProcessMap
    steps: tuple[str, ...]
    _branches: dict[str, Mapping[str, Rows] | None] = field(default_factory=dict)

    @cached_property
    def _back(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {node.id: [] for node in self.map.nodes}
        for node in self.map.nodes:
            for target in self.map.successors(node.id):
                found[target].append(node.id)
        return {node: tuple(sources) for node, sources in found.items()}

    def predecessors(self, node: str) -> tuple[str, ...]:
        """Return where a token may have been before, rework included."""
        return self._back[node]

    def last_before(self, element: str, rows: Rows, minutes: Floats) -> tuple[Floats, Rows]:
        """Return when, by the given times of some rows, the element had last ended in the same case, and its row."""
        trace = self.trace
        ends = trace.completed_rows(element) if element in self.steps else trace.rows(element)
        ends = ends[~np.isnan(trace.completed[ends])]
        ends = ends[np.argsort(trace.keys(trace.case[ends], trace.completed[ends]), kind="stable")]
        keys = trace.keys(trace.case[ends], trace.completed[ends])
        places = np.searchsorted(keys, trace.keys(trace.case[rows], minutes + SAME_MIN), side="right") - 1
        if not len(ends):
            return np.full(len(rows), np.nan), np.full(len(rows), -1)
        found = ends[np.maximum(places, 0)]
        is_same = (places >= 0) & (trace.case[found] == trace.case[rows])
        return np.where(is_same, trace.completed[found], np.nan), np.where(is_same, found, -1)

    def before(self, step: str) -> Found:
        """Return the steps that come right before a step, rework included, and what lies between."""
        return walk(self.predecessors, self.predecessors(step), self.steps)

    def passages(self, a: str, b: str) -> Passages | None:
        """Return how cases went from step a to step b with no step between; None where that was never seen."""
        trace, rows = self.trace, self.trace.rows(b)
        rows = rows[~np.isnan(trace.started[rows])]
        behind = self.before(b)
        if a not in behind.stops or not len(rows):
            return None
        ended, _ = self.last_before(a, rows, trace.reached[rows])
        others = [self.last_before(step, rows, trace.reached[rows])[0] for step in sorted(behind.stops)]
        latest = np.fmax.reduce(others)
        between = behind.passed & walk(self.map.successors, self.map.successors(a), self.steps).passed
        waits_for_all = any(self.map.node(node).type in _JOINS for node in between)
        follows = ~np.isnan(ended) & (np.isclose(ended, latest) | waits_for_all)
        if not follows.any():
            return None
        rows, ended = rows[follows], ended[follows]
        causes = {cause: waits[rows] + self._on_the_way(between, rows, ended, waits) for cause, waits in
                  trace.waits_before.items()}  # fmt: skip
        return Passages(wait=trace.started[rows] - ended, causes=causes)

    def _on_the_way(self, between: Collection[str], rows: Rows, ended: Floats, waits: Floats) -> Floats:
        """Return what events and joins on the way waited, for each row that comes after them."""
        trace = self.trace
        found = np.zeros(len(rows))
        keys = trace.keys(trace.case[rows], trace.reached[rows])
        order = np.argsort(keys, kind="stable")
        for element in between:
            passed = trace.rows(element)
            passed = passed[~np.isnan(trace.completed[passed]) & ~np.isnan(waits[passed])]
            at = trace.keys(trace.case[passed], trace.completed[passed] - SAME_MIN)
            places = np.searchsorted(keys[order], at, side="left")
            inside = places < len(order)
            passed, target = passed[inside], order[places[inside]]
            same = trace.case[passed] == trace.case[rows[target]]
            later = trace.reached[passed] >= ended[target] - SAME_MIN
            np.add.at(found, target[same & later], waits[passed[same & later]])
        return found

    def elapsed(self, a: str, b: str) -> Floats:
        """Return the minutes from each end of a to the next start of b in the same case."""
        trace, rows = self.trace, self.trace.rows(b)
        rows = rows[~np.isnan(trace.started[rows])]
        ended, origin = self.last_before(a, rows, trace.started[rows])
        # Of several b after one a, only the first comes next.
        _, firsts = np.unique(origin, return_index=True)
        firsts = firsts[~np.isnan(ended[firsts])]
        return np.asarray(trace.started[rows[firsts]] - ended[firsts], dtype=float)

    def branches(self, gateway: str) -> Mapping[str, Rows] | None:
        """Return, for each flow out of a split, the last rows seen before it by those cases that took it.

        None where the log cannot tell: two branches lead to the same element with nothing seen before it, or to an
        end. Where nothing is seen before the gateway either, the rows are the first of their cases.
        """
        if gateway not in self._branches:
            self._branches[gateway] = self._told(gateway)
        return self._branches[gateway]

    def _told(self, gateway: str) -> Mapping[str, Rows] | None:
        logged, flows = self.trace.logged, self.map.outgoing(gateway)
        ahead = {flow.id: walk(self.map.successors, (flow.target,), logged) for flow in flows if flow.target}
        behind = walk(self.predecessors, self.predecessors(gateway), logged)
        past = [walk(self.map.successors, self.map.successors(one), logged, gateway) for one in behind.stops]
        firsts = [element for found in ahead.values() for element in found.stops]
        around = {element for found in past for element in found.stops}
        ending = [flow for flow, found in ahead.items() if found.falls_off]
        is_clear = len(firsts) == len(set(firsts)) and not around.intersection(firsts) and len(ending) < 2
        if not is_clear or (ending and any(found.falls_off for found in past)) or (behind.falls_off and behind.stops):
            return None
        if not behind.stops:
            return self._from_the_start({flow: found.stops for flow, found in ahead.items()})
        return self._from(behind.stops, {flow: found.stops for flow, found in ahead.items()}, ending)

    def _from_the_start(self, ahead: Mapping[str, frozenset[str]]) -> Mapping[str, Rows]:
        case = self.trace.case
        firsts = np.flatnonzero(np.diff(case, prepend=-1) != 0)
        names = self.trace.element[firsts]
        return {flow: firsts[np.isin(names, sorted(stops))] for flow, stops in ahead.items()}

    def _from(
        self, sources: frozenset[str], ahead: Mapping[str, frozenset[str]], ending: list[str]
    ) -> Mapping[str, Rows]:
        trace = self.trace
        taken: dict[str, Rows] = {}
        for flow, stops in ahead.items():
            rows = [self._origins(element, sources) for element in sorted(stops)]
            taken[flow] = np.unique(np.concatenate([np.array([], dtype=np.intp), *rows]))
        if ending:
            last = np.flatnonzero(np.diff(trace.case, append=-1) != 0)
            is_open = np.isin(trace.case, trace.case[trace.state == "open"])
            ended = last[np.isin(trace.element[last], sorted(sources)) & ~is_open[last]]
            seen = np.concatenate(list(taken.values()))
            taken[ending[0]] = np.union1d(taken[ending[0]], np.setdiff1d(ended, seen)).astype(np.intp)
        return taken

    def _origins(self, element: str, sources: frozenset[str]) -> Rows:
        """Return the rows of sources from which cases came to an element, of all that may come right before it."""
        trace, rows = self.trace, self.trace.rows(element)
        before = walk(self.predecessors, self.predecessors(element), trace.logged).stops
        if not before or not len(rows):
            return np.array([], dtype=np.intp)
        found = [self.last_before(one, rows, trace.reached[rows]) for one in sorted(before)]
        ends = np.stack([end for end, _ in found])
        known = ~np.isnan(ends).all(axis=0)
        best = np.nanargmax(np.where(np.isnan(ends), -np.inf, ends), axis=0)
        origin = np.stack([row for _, row in found])[best, np.arange(len(rows))]
        is_source: NDArray[np.bool_] = np.isin(np.array(sorted(before))[best], sorted(sources))
        return np.asarray(origin[known & is_source], dtype=np.intp)
