"""Cases that waited for their first activity arrived before it, as randomly as the others."""

from heapq import heapify, heapreplace

import numpy as np
import pytest

from reengineer.calendars import OpenSpans
from reengineer.calibration._arrivals import _gaps_before_waits

MINUTE = 60_000_000
ALWAYS = OpenSpans([0], [10**15])


def queue(count: int, clerks: int, load: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return arrivals, starts and when somebody was last free of a queue with random arrivals and steady work."""
    draws = np.random.default_rng(5)
    arrivals = np.cumsum(draws.exponential(10 * MINUTE, count)).astype(np.int64)
    work = int(10 * MINUTE * clerks * load)
    ready = [0] * clerks
    heapify(ready)
    starts, free, busy_since = [], [], 0
    for each in arrivals.tolist():
        begun = max(each, ready[0])
        busy_since = begun if begun > ready[0] else busy_since
        starts.append(begun)
        free.append(begun if begun > ready[0] else busy_since)
        heapreplace(ready, begun + work)
    return arrivals, np.array(starts), np.array(free)


@pytest.mark.parametrize(("clerks", "load"), [(1, 0.6), (2, 0.8)])
def test_arrivals_are_as_random_as_they_were(clerks: int, load: float) -> None:
    arrivals, starts, free = queue(4000, clerks, load)
    true, seen = (np.std(np.diff(each)) / np.mean(np.diff(each)) for each in (arrivals, starts))
    gaps = _gaps_before_waits(starts, free, ALWAYS)
    found = gaps.std() / gaps.mean()
    assert seen < 0.8
    assert found == pytest.approx(true, abs=0.06)
    assert gaps.mean() == pytest.approx(np.diff(arrivals).mean() / 1e6, rel=0.01)


def test_who_found_somebody_free_had_just_arrived() -> None:
    starts = np.cumsum(np.arange(1, 9) * MINUTE)
    assert (_gaps_before_waits(starts, starts, ALWAYS) == np.diff(starts) / 1e6).all()
