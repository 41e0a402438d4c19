"""Work out how long people were at work on each activity, and how quick each of them is."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from reengineer.calendars import OpenSpans
from reengineer.calibration._items import Items

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
FEWEST = 20
"""Activities of a person below which nothing is said of their speed."""

SURE = 3.0
"""Standard errors by which somebody's speed must differ from the others'."""


def work_seconds(items: Items, spans: Sequence[OpenSpans | None]) -> Floats:
    """Return the seconds of work of each activity, within the hours of who did it.

    Time in which a person had several activities in hand is shared among them alike. Work wholly outside of the
    person's hours counts as it stands.

    Parameters
    ----------
    items : Items
    spans : sequence of OpenSpans or None
        By number of the person; None is always open.
    """
    found = (items.end - items.start).astype(float)
    for member, rows in by_key(items.member):
        if member < 0:
            continue
        open_ = spans[member]
        own = _shared(items.start[rows], items.end[rows], open_)
        found[rows] = np.where(own > 0, own, found[rows])
    return found / 1e6


def by_key(keys: Ints) -> list[tuple[int, Ints]]:
    """Return the rows of each key, by key."""
    order = np.argsort(keys, kind="stable")
    firsts = np.flatnonzero(np.diff(keys[order], prepend=np.iinfo(np.int64).min))
    parts = np.split(order, firsts[1:]) if len(order) else []
    return [(int(keys[part[0]]), part) for part in parts]


def _shared(start: Ints, end: Ints, open_: OpenSpans | None) -> Floats:
    """Return open time of each activity, that of several at once divided among them."""
    edges = np.unique(np.concatenate([start, end]))
    if len(edges) < 2:
        return np.zeros(len(start))
    lengths = (np.diff(edges) if open_ is None else open_.between(edges[:-1], edges[1:])).astype(float)
    first, last = np.searchsorted(edges, start), np.searchsorted(edges, end)
    change = np.bincount(first, minlength=len(edges)) - np.bincount(last, minlength=len(edges))
    at_once = np.cumsum(change)[:-1]
    each = np.concatenate([[0.0], np.cumsum(lengths / np.maximum(at_once, 1))])
    found: Floats = each[last] - each[first]
    return found


def overlapping(items: Items) -> float:
    """Return the share of activities that a person had in hand with another one."""
    named = items.member >= 0
    hit = 0
    for member, rows in by_key(items.member):
        if member >= 0 and len(rows) > 1:
            order = rows[np.argsort(items.start[rows], kind="stable")]
            latest = np.maximum.accumulate(items.end[order])[:-1]
            hit += int((items.start[order][1:] < latest).sum())
    return hit / max(int(named.sum()), 1)


def speeds(items: Items, work: Floats, members: Sequence[int], weights: Floats) -> dict[int, float]:
    """Return how quick people are against the others of their group; only those who clearly differ.

    What somebody took is compared, label by label, with the mean of all. The ratio of the two is drawn towards 1 by
    as much as chance explains.

    Parameters
    ----------
    items : Items
    work : array of float
        Seconds, of each activity.
    members : sequence of int
    weights : array of float
        How often each activity counts.
    """
    weights = np.where(items.member >= 0, weights, 0.0)
    labels = len(items.labels)
    counts = np.maximum(np.bincount(items.label, weights=weights, minlength=labels), 1e-9)
    mean = np.bincount(items.label, weights=weights * work, minlength=labels) / counts
    squares = np.bincount(items.label, weights=weights * work**2, minlength=labels) / counts
    variance = np.maximum(squares - mean**2, 0.0)
    found = {}
    for member in members:
        own = np.flatnonzero(items.member == member)
        label, mass = items.label[own], weights[own]
        expected = float((mass * mean[label]).sum())
        if mass.sum() < FEWEST or expected <= 0:
            continue
        ratio = float((mass * work[own]).sum()) / expected
        error = float(np.sqrt((mass * variance[label]).sum())) / expected
        if ratio > 0 and abs(ratio - 1) > SURE * error:
            shrunk = 1 + (ratio - 1) * (1 - error**2 / (ratio - 1) ** 2)
            found[member] = round(1 / shrunk, 3)
    return found
