"""Estimate the numbers of a model from a replayed log: shares, durations, speeds and delays, each with its evidence."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from reengineer._records import dataclass
from reengineer._special import special
from reengineer.calibration._delays import Bounds, Delay, bounds_of, find_delay, free_spans
from reengineer.calibration._departures import Departures
from reengineer.calibration._draw import Move
from reengineer.calibration._items import Items
from reengineer.calibration._people import People
from reengineer.calibration._replay import Replay
from reengineer.calibration._shapes import Shape, fit_shape
from reengineer.calibration._work import speeds, work_seconds
from reengineer.quantities import Estimate

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
_Key = TypeVar("_Key")
PRIOR = 0.5
"""Of each branch, beside its count: Jeffreys' prior of shares."""

LEVEL = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """Hold the work on one label.

    Parameters
    ----------
    shape : Shape
    interval : (float, float)
        Of the mean, in seconds, 95 %.
    n : int
    """

    shape: Shape
    interval: tuple[float, float]
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Delays:
    """Hold delays: before steps, at events of the map that wait, and before steps that are put in."""

    before: Mapping[str, Delay] = field(default_factory=dict)
    at_events: Mapping[str, Delay] = field(default_factory=dict)
    moves: Mapping[Move, Delay] = field(default_factory=dict)


def enabled_instants(items: Items, replay: Replay) -> Ints:
    """Return when each activity could begin: when the last of what it depends on had ended; arrivals begin at once."""
    ends = items.end
    found = items.start.copy()
    for row, sources in enumerate(replay.enabled_by):
        if sources:
            found[row] = max(int(ends[source]) for source in sources)
    return found


def share_estimates(counts: Mapping[str, float]) -> dict[str, Estimate]:
    """Return the share of each branch with its 95 % interval, by the posterior of counts under Jeffreys' prior."""
    total = sum(counts.values())
    found, betaincinv = {}, special().betaincinv
    for branch, count in counts.items():
        value = count / total if total else 1 / len(counts)
        a, b = count + PRIOR, total - count + PRIOR * (len(counts) - 1)
        low, high = (float(betaincinv(a, b, at)) for at in ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
        found[branch] = Estimate(round(value, 6), round(min(low, value), 6), round(max(high, value), 6))
    return found


def find_work(items: Items, people: People, weights: Floats) -> tuple[dict[int, Worked], dict[int, float]]:
    """Return the work on each label, and how quick people are.

    Parameters
    ----------
    items : Items
    people : People
    weights : array of float
        Of the activities.
    """
    seconds = work_seconds(items, people.spans)
    quick: dict[int, float] = {}
    for group in people.groups:
        quick.update(speeds(items, seconds, group.members, weights))
    factor = np.array([quick.get(member, 1.0) for member in range(len(items.members))] + [1.0])
    plain = seconds * factor[items.member]
    found = {}
    for label in range(len(items.labels)):
        rows = np.flatnonzero(items.label == label)
        # What no case drawn anew shows stays as all of them have it.
        rows = rows[weights[rows] > 0] if weights[rows].any() else rows
        if len(rows):
            found[label] = _worked(plain[rows], weights[rows] if weights[rows].any() else np.ones(len(rows)))
    return found, quick


def _worked(values: Floats, weights: Floats) -> Worked:
    mean = float(np.average(values, weights=weights))
    sd = float(np.sqrt(np.average((values - mean) ** 2, weights=weights)))
    error = 1.96 * sd / len(values) ** 0.5
    interval = (max(mean - error, 0.0), mean + error)
    return Worked(shape=fit_shape(values, weights, interval=interval), interval=interval, n=len(values))


def find_delays(
    items: Items,
    replay: Replay,
    people: People,
    departures: Departures,
    enabled: Ints,
    weights: Floats | None = None,
) -> Delays:
    """Return the delays that remain when nobody's absence or work explains them.

    Activities count as often as their whole weights say; once each where there are none.
    """
    free = free_spans(items, people.spans)
    of_label = [[free[member] for group in doers for member in people.members(group)] for doers in people.doers]
    waited = enabled < items.start
    first = np.array([not sources for sources in replay.enabled_by], dtype=bool)
    looked_at = np.flatnonzero(~first)

    def delay_of(rows: Sequence[int]) -> Delay | None:
        chosen = np.array(rows, dtype=np.int64)
        if weights is not None:
            chosen = np.repeat(chosen, weights[chosen].astype(np.int64))
        if not len(chosen) or not waited[chosen].any():
            return None
        members = of_label[int(items.label[chosen[0]])]
        bounds = bounds_of(chosen, enabled, items.start, members) if members else _unstaffed(chosen, enabled, items)
        return find_delay(bounds, people.whole)

    steps: dict[str, list[int]] = {}
    events: dict[str, list[int]] = {}
    moves: dict[Move, list[int]] = {}
    pairs: dict[tuple[int, int], list[int]] = {}
    for row in looked_at.tolist():
        node = replay.node[row]
        if replay.waited_at[row]:
            events.setdefault(replay.waited_at[row], []).append(row)
        elif node:
            steps.setdefault(node, []).append(row)
        else:
            state = departures.state[row]
            code = departures.put_in[row]
            moves.setdefault((*state, code), []).append(row)
            pairs.setdefault((state[1], code), []).append(row)
    by_pair = {key: delay_of(rows) for key, rows in pairs.items()}
    chosen_moves = {
        move: delay_of(rows) if len(rows) >= 20 else by_pair[move[1], move[2]] for move, rows in moves.items()
    }
    return Delays(
        before=_there({node: delay_of(rows) for node, rows in steps.items()}),
        at_events=_there({event: delay_of(rows) for event, rows in events.items()}),
        moves=_there(chosen_moves),
    )


def free_before_first(items: Items, people: People) -> Ints:
    """Return of each case the last instant at which somebody who could begin it was free, at most its first start."""
    free = free_spans(items, people.spans)
    heads = items.first[:-1]
    found = items.start[heads].copy()
    for label in np.unique(items.label[heads]).tolist():
        members = [free[member] for group in people.doers[label] for member in people.members(group)]
        if members:
            cases = np.flatnonzero(items.label[heads] == label)
            since = np.full(len(items.start), int(items.start.min()), dtype=np.int64)
            found[cases] = bounds_of(heads[cases], since, items.start, members).free
    return found


def _there(found: dict[_Key, Delay | None]) -> dict[_Key, Delay]:
    return {key: delay for key, delay in found.items() if delay is not None}


def _unstaffed(rows: Ints, enabled: Ints, items: Items) -> Bounds:
    start = items.start[rows]
    return Bounds(enabled=np.minimum(enabled[rows], start), free=start, start=start)
