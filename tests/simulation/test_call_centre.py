"""A call centre whose customers lose patience and call again comes out near the published figures."""

import numpy as np
import pytest

import reengineer as rg
from reengineer.annotations import AnnotatedMap


@pytest.mark.slow
def test_abandonment_and_speed_of_answer_are_those_published(call_centre: AnnotatedMap) -> None:
    """Near 9 to 10 % abandoned and about 120 s to an answer, in the hours of ordinary weeks after the first."""
    settings = rg.RunSettings(length="20 days", replications=3, seed=1)
    frame = rg.simulate(call_centre, settings, log=True).log
    moment = frame["enabled"].dt
    calls = frame[(frame["element"] == "call") & moment.day.between(10, 24) & moment.hour.between(8, 17)]
    answered = calls[calls["state"] == "completed"]
    waits = (answered["started"] - answered["ready"]).dt.total_seconds()
    assert 0.085 <= float((calls["state"] == "abandoned").mean()) <= 0.115
    assert 110 <= float(np.mean(waits)) <= 165
