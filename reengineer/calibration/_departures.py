"""Count how cases depart from the map: steps left out, steps put in, and cases that end early."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from reengineer.calibration._items import Items
from reengineer.calibration._replay import Replay

ON, STOP = -1, -2
"""What follows a state beside a label: the map's own way, or an early end."""

FEWEST, LEAST_SHARE = 5, 0.002
"""A departure counts from so many times, and from this share of the cases."""

State = tuple[str, int]
"""A step of the map, empty for the start, and the label put in last behind it, -1 for none."""


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
    modelled, total : int
        Departures that are frequent enough to be part of the model, and all.
    """

    following: Mapping[State, Counter[int]] = field(repr=False)
    skipped: Mapping[str, tuple[int, int]]
    state: list[State] = field(repr=False)
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
                following[state][label] += 1
                state = (state[0], -1 if labels.get(state[0]) == label else label)
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
        modelled=modelled + sum(count for count, _ in skipped.values()),
        total=total,
    )


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
