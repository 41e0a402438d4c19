"""Waits of a queue with several servers follow from those before, whatever the times: Kiefer and Wolfowitz."""

import random

import numpy as np
import pytest

from reengineer.simulation.loop._engine import run_in_loop
from reengineer.simulation.selftest._examples import run_model_of

MINUTE = 60_000_000


def waits_of(arrivals: list[int], works: list[int], servers: int) -> list[int]:
    """Return the wait of each case from the work that the servers have left when it comes; of one server, Lindley's."""
    left, waits = [0] * servers, []
    for place, work in enumerate(works):
        waits.append(left[0])
        gap = arrivals[place + 1] - arrivals[place] if place + 1 < len(arrivals) else 0
        left = sorted(max(each - gap, 0) for each in (left[0] + work, *left[1:]))
    return waits


@pytest.mark.parametrize("servers", [1, 2, 5])
def test_waits_follow_from_those_before(servers: int) -> None:
    draws = random.Random(servers)
    gaps = [draws.choice((0, 1, 2, 5)) for _ in range(300)]
    works = [draws.choice((0, 1, 3, 9 * servers)) for _ in gaps]
    arrivals = np.cumsum(gaps).tolist()
    model = {
        "nodes": {
            "S": {"kind": "start"}, "E": {"kind": "end"},
            "A": {"work": {str(case): work for case, work in enumerate(works, 1)}, "needs": "clerk"},
        },
        "flows": ["S > A", "A > E"],
        "groups": {"clerk": {"members": [f"clerk {number}" for number in range(servers)]}},
        "arrivals": arrivals,
    }  # fmt: skip
    program, raw = run_model_of(model)
    expected = waits_of(arrivals, works, servers)
    assert max(expected) > 0
    for log in (raw.log, run_in_loop(program, 1, 0, keep_log=True).log):
        assert log is not None
        order = np.argsort(log.column("case"))
        waits = (log.column("started") - log.column("enabled"))[order] // MINUTE
        assert waits.tolist() == expected
