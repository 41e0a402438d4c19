"""Find what a log shows and a fitted model leaves out: attributes that decide, batches, and queues that are jumped."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from reengineer._special import special
from reengineer.calendars import OpenSpans
from reengineer.calibration._delays import free_spans
from reengineer.calibration._items import Items
from reengineer.calibration._people import People
from reengineer.calibration._replay import Replay
from reengineer.calibration._work import by_key
from reengineer.errors import Problem
from reengineer.processmap import ProcessMap

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
FEWEST = 60
"""Cases or activities below which nothing is said."""

STRONG = 0.25
"""Cramer's V from which an attribute is said to go with a choice."""

CHANCE = 1e-5
"""Probability of so strong a tie by chance, above which nothing is said."""

LONG = 600_000_000
"""Microseconds that somebody was free while work waited, from which what is then done in one go counts as a batch."""

OFTEN = 0.2
"""Share of the activities of a label from which batches, or jumped queues, are worth a word."""


def hints(items: Items, replayed: Replay, people: People, enabled: Ints, process_map: ProcessMap) -> Iterator[Problem]:
    """Give what a reader should know of a log that is not part of the model fitted to it."""
    yield from _routing(items, replayed, process_map)
    free = free_spans(items, people.spans)
    for label, rows in by_key(items.label):
        if len(rows) >= FEWEST:
            name = items.labels[label]
            waited = enabled[rows] < items.start[rows]
            batched = _batched(items, rows, enabled, free)
            if batched.mean() >= OFTEN:
                message = f'{batched.mean():.0%} of "{name}" are done in batches, though somebody was free before'
                yield Problem(
                    "RE462", message, "State a batch or a release for the step if that is meant.", severity="advice"
                )
            jumped, jumpers = _jumped(items, rows, enabled)
            if waited.sum() >= FEWEST and jumped[waited].mean() >= OFTEN:
                yield from _of_queue(items, rows, float(jumped[waited].mean()), jumpers)


def _routing(items: Items, replayed: Replay, process_map: ProcessMap) -> Iterator[Problem]:
    taken: dict[str, dict[int, int]] = {}
    for (gateway, flow), visits in replayed.ways.items():
        taken.setdefault(gateway, {}).update({case: flow for case, visit in visits if visit == 0})
    for gateway, flows in taken.items():
        cases = np.array(sorted(flows), dtype=np.int64)
        ways = np.unique([flows[case] for case in cases.tolist()], return_inverse=True)[1]
        for name, codes in items.attributes.items():
            if len(cases) >= FEWEST and (tie := association(codes[cases], ways)) >= STRONG:
                label = process_map.index.nodes[gateway].label
                message = f"which branch of '{label}' is taken goes with the attribute {name} (V = {tie:.2f})"
                remedy = "Use shares for classes of case, or a condition, where the attribute is to be changed."
                yield Problem("RE461", message, remedy, severity="advice")


def association(one: Ints, other: Ints) -> float:
    """Return Cramer's V of two columns of codes; 0 where chance explains it."""
    table = np.zeros((int(one.max(initial=0)) + 1, int(other.max(initial=0)) + 1))
    np.add.at(table, (one, other), 1)
    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    least = min(table.shape) - 1
    if least < 1:
        return 0.0
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    squared = float(((table - expected) ** 2 / expected).sum())
    if special().chdtrc((table.shape[0] - 1) * (table.shape[1] - 1), squared) > CHANCE:
        return 0.0
    return float((squared / table.sum() / least) ** 0.5)


def _batched(items: Items, rows: Ints, enabled: Ints, free: list[OpenSpans]) -> Flags:
    """Say which activities were done in one go with others that had waited while their doer was free."""
    found = np.zeros(len(rows), dtype=bool)
    for member, places in by_key(items.member[rows]):
        if member < 0 or len(places) < 2:
            continue
        order = places[np.lexsort((items.end[rows[places]], items.start[rows[places]]))]
        for run in _runs(items, rows[order], enabled):
            chosen = order[run]
            began = items.start[rows[chosen[0]]]
            could = np.array([enabled[rows[chosen]].min()])
            if len(chosen) > 1 and free[member].between(could, np.array([began]))[0] > LONG:
                found[chosen] = True
    return found


def _runs(items: Items, rows: Ints, enabled: Ints) -> Iterator[slice]:
    """Give stretches of work without a gap, all of which could begin before the first did."""
    first = 0
    for place in range(1, len(rows) + 1):
        if (
            place == len(rows)
            or items.start[rows[place]] > items.end[rows[place - 1]] + 1_000_000
            or enabled[rows[place]] > items.start[rows[first]]
        ):
            yield slice(first, place)
            first = place


def _jumped(items: Items, rows: Ints, enabled: Ints) -> tuple[Flags, Flags]:
    """Say which activities were begun after one that could begin later than they, and which were begun before one."""
    order = np.lexsort((items.start[rows], enabled[rows]))
    start = items.start[rows][order]
    later = np.append(np.minimum.accumulate(start[::-1])[::-1][1:], np.iinfo(np.int64).max)
    before = np.append(np.iinfo(np.int64).min, np.maximum.accumulate(start)[:-1])
    jumped, jumpers = np.zeros(len(rows), dtype=bool), np.zeros(len(rows), dtype=bool)
    jumped[order] = later < start
    jumpers[order] = before > start
    return jumped, jumpers


def _of_queue(items: Items, rows: Ints, share: float, jumpers: Flags) -> Iterator[Problem]:
    """Say by which attribute a queue is jumped. Delays change the order too, so without one nothing is said."""
    ties = {
        attribute: association(codes[items.case[rows]], jumpers.astype(np.int64))
        for attribute, codes in items.attributes.items()
    }
    best = max(ties, key=lambda attribute: ties[attribute], default="")
    if best and ties[best] >= STRONG:
        name = items.labels[int(items.label[rows[0]])]
        message = f'{share:.0%} of "{name}" that waited were overtaken; who goes first goes with the attribute {best}'
        yield Problem(
            "RE463", message, "State priorities if that is meant; the model serves in order.", severity="advice"
        )
