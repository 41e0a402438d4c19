"""How many replications are run, and that the reason for stopping is the true one."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from reengineer.comparison import Comparison, ReplicationPlan, Stop, compare, look
from reengineer.criteria import Criterion
from reengineer.statistics import keyed_uniforms


@pytest.fixture
def compared(result: Any, criterion: Callable[..., Criterion]) -> Callable[..., Comparison]:
    """Return a comparison of an option that differs by so much on average, with so much noise."""

    def make(n: int, difference: float, noise: float) -> Comparison:
        spread = keyed_uniforms(1, n, 2) - 0.5
        as_is = 10 + spread[:, 0]
        option = as_is + difference + noise * (spread[:, 1] - spread[:, 1].mean())
        results = {"as-is": result(cycle_time=as_is), "b": result(cycle_time=option)}
        return compare(results, [criterion(smallest_change=0.2)])

    return make


def test_a_plain_difference_is_enough_at_the_first_look(compared: Any) -> None:
    found = look(compared(10, -2.0, 0.3), ReplicationPlan())
    assert isinstance(found, Stop)
    assert (found.reason, found.replications, found.open) == ("resolved", 10, ())


def test_a_narrow_interval_is_enough_whatever_it_shows(compared: Any) -> None:
    found = look(compared(10, 0.1, 0.2), ReplicationPlan())
    assert isinstance(found, Stop)
    assert found.reason == "resolved"


def test_a_noisy_difference_asks_for_more(compared: Any) -> None:
    assert look(compared(10, -0.3, 3.0), ReplicationPlan()) == 15


def test_a_finding_of_the_usual_level_does_not_stop_an_early_look(compared: Any) -> None:
    comparison = compared(10, -0.75, 2.2)
    assert comparison.differences[0].verdict == "better"
    assert look(comparison, ReplicationPlan()) == 15


def test_the_cap_is_named_as_the_reason_with_what_is_open(compared: Any) -> None:
    found = look(compared(30, -0.3, 4.0), ReplicationPlan())
    assert isinstance(found, Stop)
    assert (found.reason, found.open, found.precise) == ("cap", (("b", "cycle"),), True)


def test_a_stated_number_is_not_looked_at(compared: Any) -> None:
    found = look(compared(12, -0.3, 4.0), ReplicationPlan(stated=True, most=12))
    assert isinstance(found, Stop)
    assert (found.reason, found.replications) == ("stated", 12)


def test_an_as_is_that_is_not_known_well_enough_asks_for_more(result: Any, criterion: Any) -> None:
    wild = np.array([5.0, 15.0] * 5)
    found = look(
        compare({"as-is": result(cycle_time=wild), "b": result(cycle_time=wild)}, [criterion()]), ReplicationPlan()
    )
    assert found == 15


def test_one_replication_asks_for_more(result: Any, criterion: Any) -> None:
    comparison = compare({"as-is": result(cycle_time=[5.0]), "b": result(cycle_time=[4.0])}, [criterion()])
    assert look(comparison, ReplicationPlan(pilot=1)) == 6


def test_an_identical_option_asks_for_nothing(result: Any, criterion: Any) -> None:
    values = [5.0, 5.1] * 5
    comparison = compare({"as-is": result(cycle_time=values), "b": result(cycle_time=values)}, [criterion()])
    assert isinstance(look(comparison, ReplicationPlan()), Stop)
