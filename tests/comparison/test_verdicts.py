"""Check the rule that turns an interval into a verdict."""

from collections.abc import Callable
from typing import Any

import pytest

from reengineer.comparison import more_replications, standing, verdict
from reengineer.statistics import Interval, mean_estimate

Make = Callable[..., Any]


def interval(low: float | None, high: float | None) -> Interval:
    return Interval(low=low, high=high, level=0.95)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (-0.3, -0.2, "better"),
        (-0.3, 0.0, "better"),
        (0.0, 0.3, "worse"),
        (0.05, 0.3, "worse"),
        (-0.1, 0.1, "no_difference"),
        (-0.09, -0.05, "no_difference"),
        (-0.2, 0.05, "not_shown"),
        (-0.118, -0.016, "not_shown"),
        (None, None, "not_shown"),
    ],
)
def test_verdict_follows_from_the_ends(low: float, high: float, expected: str, criterion: Make) -> None:
    middle = None if low is None else (low + high) / 2
    assert verdict(interval(low, high), criterion(smallest_change=0.1), middle) == expected


def test_without_a_smallest_change_only_exactly_nothing_is_no_difference(criterion: Make) -> None:
    assert verdict(interval(0.0, 0.0), criterion(smallest_change=None), 0.0) == "no_difference"
    assert verdict(interval(-1e-9, 1e-9), criterion(smallest_change=None), 0.0) == "not_shown"


def test_value_on_its_bound_meets_it() -> None:
    assert standing(interval(4.0, 5.0), 5.0, "lower") == "met"
    assert standing(interval(5.0, 6.0), 5.0, "higher") == "met"


def test_bound_that_is_not_stated_is_not_judged() -> None:
    assert standing(interval(1, 2), None, "lower") is None


def test_value_without_interval_cannot_be_judged() -> None:
    assert standing(interval(None, None), 5.0, "lower") == "cannot_tell"


def test_small_differences_may_take_fewer_replications_to_show_that_they_do_not_matter() -> None:
    estimate = mean_estimate([0.5, -0.5, 0.4, -0.39])
    far, near = (more_replications(estimate, 0.95, band) for band in (None, 0.4))
    assert near is not None
    assert far is None or near < far


def test_no_number_of_replications_helps_where_nothing_varies() -> None:
    assert more_replications(mean_estimate([1.0]), 0.95, 0.1) is None
    assert more_replications(mean_estimate([1.0, 1.0]), 0.95, 0.1) is None
