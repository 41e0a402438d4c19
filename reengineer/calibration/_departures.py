"""Count how cases depart from the map: steps left out, steps put in, and cases that end early."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import field

import numpy as np
from numpy.typing import NDArray

from reengineer._records import dataclass
from reengineer.calibration._items import Items
from reengineer.calibration._replay import Replay

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
ON, STOP = -1, -2
"""What follows a state beside a label: the map's own way, or an early end."""

FEWEST, LEAST_SHARE = 5, 0.002
"""A departure counts from so many times, and from this share of the cases."""

State = tuple[str, int]
"""A step of the map, empty for the start, and what was put in last behind it, -1 for nothing.

What is put in is a number: that of its label, and the number of labels more for each time that it was repeated before,
as far as repeats are told apart.
"""

DEEPEST = 5
"""Repeats of a label that are told apart at most."""

ENOUGH = 100
"""Repeats from which they are told apart, where they differ from later ones."""

SURE = 3.0
"""Standard errors by which the share or the wait of a repeat must differ from that of later ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Departures:
    """Hold how often cases departed from the map, and how often they might have.

    Parameters
    ----------
    following : mapping of State to Counter of int
        Behind each state what came: a label put in, `ON` or `STOP`.
    skipped : mapping of str to (int, int)
        Of each step how often it was left out, and how often it was due.
    state : list of State
        Of each activity of the log the state before it.
    put_in : list of int
        Of each activity that the map has no place for, what it is; -1 for all others.
    modelled, total : int
        Departures that are frequent enough to be part of the model, and all.
    """

    following: Mapping[State, Counter[int]] = field(repr=False)
    skipped: Mapping[str, tuple[int, int]]
    state: list[State] = field(repr=False)
    put_in: list[int] = field(repr=False)
    modelled: int
    total: int

    @property
    def steps(self) -> tuple[str, ...]:
        """Return the steps behind which something is put in or cases end, the start as an empty text."""
        return tuple(dict.fromkeys(node for node, _ in self.following))


def count_departures(items: Items, replay: Replay, labels: Mapping[str, int]) -> Departures:
    """Return the departures of a log; those that are too few for a share are left out of the model.

    Parameters
    ----------
    items : Items
    replay : Replay
    labels : mapping of step to label
        A step that is done again at once is put in behind itself, and is itself again.
    """
    following: dict[State, Counter[int]] = defaultdict(Counter)
    before: list[State] = [("", -1)] * len(items.label)
    put_in = [-1] * len(items.label)
    runs = _runs(items)
    deepest = _depths(items, runs)
    many = len(items.labels)
    stopped = {case for cases in replay.stopped.values() for case in cases}
    for case, (first, last) in enumerate(zip(items.first[:-1].tolist(), items.first[1:].tolist(), strict=True)):
        state: State = ("", -1)
        for row in range(first, last):
            before[row] = state
            if replay.node[row]:
                following[state][ON] += 1
                state = (replay.node[row], -1)
            else:
                label = int(items.label[row])
                code = label + many * (min(int(runs[row]), int(deepest[label])) - 1)
                put_in[row] = code
                following[state][code] += 1
                state = (state[0], -1 if labels.get(state[0]) == code else code)
        following[state][STOP if case in stopped else ON] += 1
    least = max(FEWEST, LEAST_SHARE * items.cases)
    kept = _frequent(following, labels, least)
    skipped = {
        node: (len(cases), len(cases) + len(replay.done.get(node, ())))
        for node, cases in sorted(replay.skipped.items())
        if len(cases) >= least
    }
    total = int(replay.inserted.sum()) + sum(map(len, replay.skipped.values())) + len(stopped)
    modelled = sum(count for counts in kept.values() for what, count in counts.items() if what != ON)
    return Departures(
        following=kept,
        skipped=skipped,
        state=before,
        put_in=put_in,
        modelled=modelled + sum(count for count, _ in skipped.values()),
        total=total,
    )


def _runs(items: Items) -> Ints:
    """Return of each activity how many of its label have come one behind the other in its case, itself counted."""
    again = (np.diff(items.label, prepend=-1) == 0) & (np.diff(items.case, prepend=-1) == 0)
    place = np.arange(len(again))
    first = np.maximum.accumulate(np.where(again, 0, place))
    found: Ints = place - first + 1
    return found


def _depths(items: Items, runs: Ints) -> Ints:
    """Return of each label how many of its repeats differ from later ones, in how often or how soon it goes on."""
    last = np.append(runs[1:] <= runs[:-1], True) if len(runs) else np.zeros(0, dtype=bool)
    waits = np.append(items.start[1:] - items.end[:-1], 0).astype(float)
    found = np.ones(len(items.labels), dtype=np.int64)
    for label in range(len(items.labels)):
        rows = np.flatnonzero(items.label == label)
        for run in range(1, DEEPEST):
            here, following = rows[runs[rows] == run], rows[runs[rows] == run + 1]
            later = rows[runs[rows] > run]
            if len(following) < ENOUGH or not any(
                _differ(~last[here], ~last[other]) or _differ_in_wait(here, other, last, waits)
                for other in (following, later)
            ):
                break
            found[label] = run + 1
    return found


def _differ(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> bool:
    """Say whether two shares differ by more than chance."""
    error = np.sqrt(sum(part.mean() * (1 - part.mean()) / len(part) for part in (one, other)))
    return bool(abs(one.mean() - other.mean()) > SURE * error)


def _differ_in_wait(here: Ints, later: Ints, last: NDArray[np.bool_], waits: Floats) -> bool:
    """Say whether waits for the next repeat differ by more than chance."""
    one, other = waits[here[~last[here]]], waits[later[~last[later]]]
    if min(len(one), len(other)) < ENOUGH // 2:
        return False
    error = np.sqrt(one.var() / len(one) + other.var() / len(other))
    return bool(abs(one.mean() - other.mean()) > SURE * error)


def _frequent(
    following: Mapping[State, Counter[int]], labels: Mapping[str, int], least: float
) -> dict[State, Counter[int]]:
    """Return what follows each state that can be come to by frequent departures; rare ones go on as the map has it."""
    by_label: dict[str, Counter[int]] = defaultdict(Counter)
    for (node, _), counts in following.items():
        by_label[node].update({what: count for what, count in counts.items() if what != ON})
    kept: dict[State, Counter[int]] = {}
    for node, wanted in by_label.items():
        frequent = {what for what, count in wanted.items() if count >= least}
        if not frequent:
            continue
        waiting = [(node, -1)]
        while waiting:
            state = waiting.pop()
            if state in kept or state not in following:
                continue
            counts = following[state]
            kept[state] = Counter({ON: sum(count for what, count in counts.items() if what not in frequent)})
            kept[state].update({what: count for what, count in counts.items() if what in frequent})
            put_in = (what for what in kept[state] if what >= 0 and what != labels.get(node))
            waiting.extend((node, what) for what in sorted(put_in))
    return {state: counts for state, counts in kept.items() if set(counts) != {ON} or state[1] >= 0}
