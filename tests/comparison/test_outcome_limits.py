"""Outcome limits of a boundary against simulated values."""

import numpy as np
import pytest

from reengineer.boundaries import Boundary
from reengineer.comparison import check_limits
from reengineer.measures import Measure

LIMITS = """\
version: 1
process: orders
agreed: {{status: draft}}
constraints:
  outcomes:
    - {limit}
"""


def boundary(limit: str) -> Boundary:
    return Boundary.read(LIMITS.format(limit=limit).encode(), name="boundary.yaml")


class Run:
    """Give the same values whatever is asked, and remember what was."""

    def __init__(self, *values: float) -> None:
        self.array = np.array(values)
        self.asked: list[Measure] = []

    def values(self, measure: Measure) -> np.ndarray:
        self.asked.append(measure)
        return self.array


def test_a_limit_that_the_whole_interval_keeps_is_silent() -> None:
    found = check_limits(Run(10.0, 10.2, 9.8), boundary("{measure: activity_cost, max: 20}"))  # type: ignore[arg-type]
    assert not found.breaches
    assert not found.not_shown


def test_a_limit_that_no_value_keeps_forbids() -> None:
    found = check_limits(Run(30.0, 30.2, 29.8), boundary("{measure: activity_cost, max: 20, unit: GBP}"))  # type: ignore[arg-type]
    (breach,) = found.breaches
    assert breach.problem.code == "B302"
    assert "activity_cost mean = 30 GBP" in breach.problem.message
    assert "boundary.yaml:6" in breach.problem.message


def test_a_limit_within_the_interval_is_not_shown() -> None:
    found = check_limits(Run(10.0, 30.0, 20.0), boundary("{measure: activity_cost, max: 20}"))  # type: ignore[arg-type]
    assert not found.breaches
    assert "not shown to comply" in found.not_shown[0].message
    assert found.not_shown[0].severity == "advice"


def test_what_no_simulation_gives_is_not_shown() -> None:
    run = Run()
    found = check_limits(run, boundary("{measure: csat, min: 70}"))  # type: ignore[arg-type]
    assert "a simulation does not give it" in found.not_shown[0].message
    assert not run.asked


def test_one_replication_decides_nothing() -> None:
    found = check_limits(Run(30.0), boundary("{measure: activity_cost, max: 20}"))  # type: ignore[arg-type]
    assert len(found.not_shown) == 1


def test_working_days_are_days_of_the_working_clock() -> None:
    run = Run(10.0, 11.0)
    check_limits(run, boundary("{measure: cycle_time, statistic: p95, max: 40, unit: working_days}"))  # type: ignore[arg-type]
    assert (run.asked[0].clock, run.asked[0].unit, run.asked[0].statistic) == ("working", "day", "p95")


@pytest.mark.parametrize(("count", "is_open"), [(1, False), (4, True)])
def test_several_limits_share_one_level(count: int, is_open: bool) -> None:
    # Mean 20, standard error 0.141: 2.78 of them reach 20.39 and 4.3 of them 20.6.
    limit = "{measure: activity_cost, max: 20.5}"
    several = boundary("\n    - ".join([limit] * count))
    found = check_limits(Run(20.0, 20.4, 19.6, 20.2, 19.8), several)  # type: ignore[arg-type]
    assert bool(found.not_shown) is is_open
