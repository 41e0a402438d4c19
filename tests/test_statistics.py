"""Check intervals against numbers worked by hand, tables of textbooks and their own promise of coverage."""

from math import nan, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reengineer.statistics import (
    Interval,
    holm,
    mean_estimate,
    paired_differences,
    quantile_interval,
    simultaneous_intervals,
    t_quantile,
    values_needed,
    wilson_interval,
)

finite = st.floats(-1e6, 1e6, allow_nan=False)


def test_t_interval_agrees_with_a_table_of_t() -> None:
    estimate = mean_estimate([1.0, 2.0, 3.0, 4.0, 5.0])
    interval = estimate.interval(0.95)
    half = 2.776 * sqrt(2.5) / sqrt(5)
    assert (interval.low, interval.high) == pytest.approx((3 - half, 3 + half), abs=1e-3)


def test_t_quantile_tends_to_the_normal_one() -> None:
    assert t_quantile(1_000_000, 0.95) == pytest.approx(1.959964, abs=1e-5)


def test_p_of_paired_differences_agrees_with_a_table_of_t() -> None:
    # Mean 2, standard deviation 1.633, n = 4: t = 2.449 on 3 degrees of freedom.
    estimate = mean_estimate([0.0, 2.0, 2.0, 4.0])
    assert estimate.sd == pytest.approx(sqrt(8 / 3))
    assert estimate.p == pytest.approx(0.0917, abs=1e-4)


def test_one_value_has_no_interval_and_no_p() -> None:
    estimate = mean_estimate([4.2])
    assert (estimate.mean, estimate.interval().low, estimate.p) == (4.2, None, None)


def test_no_value_has_no_mean() -> None:
    estimate = mean_estimate([nan])
    assert (estimate.mean, estimate.n, estimate.interval().half_width, estimate.p) == (None, 0, None, None)


def test_values_that_never_vary_leave_nothing_to_chance() -> None:
    same, shifted = mean_estimate([0.0, 0.0, 0.0]), mean_estimate([0.1] * 7)
    assert (same.p, same.interval().low, same.interval().high) == (1.0, 0.0, 0.0)
    assert (shifted.mean, shifted.sd, shifted.p) == (0.1, 0.0, 0.0)


def test_a_single_zero_differs_from_nothing() -> None:
    assert mean_estimate([0.0]).p == 1.0


def test_identical_sides_differ_by_exactly_zero() -> None:
    assert paired_differences([0.1, 0.2, 1e9], [0.1, 0.2, 1e9]) == (0.0, 0.0, 0.0)


def test_rounding_of_floats_is_no_difference() -> None:
    assert paired_differences([0.1 + 0.2], [0.3]) == (0.0,)


def test_pairs_without_a_number_are_left_out() -> None:
    assert paired_differences([1.0, nan, 3.0, 9.0], [0.5, 1.0, nan]) == (0.5,)


def test_holm_agrees_with_a_worked_example() -> None:
    # Smallest times 4, next times 3, and so on, never falling.
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx((0.03, 0.06, 0.06, 0.02))


def test_holm_leaves_out_what_was_not_tested() -> None:
    assert holm([None, 0.02, None]) == (None, 0.02, None)


def test_holm_never_passes_one() -> None:
    assert holm([0.9, 0.8]) == (1.0, 1.0)


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holm_lies_between_plain_p_and_bonferroni(p_values: list[float]) -> None:
    for plain, adjusted in zip(p_values, holm(p_values), strict=True):
        assert adjusted is not None
        assert plain <= adjusted <= min(1.0, plain * len(p_values)) + 1e-12


@settings(deadline=None)
@given(st.lists(st.lists(finite, min_size=3, max_size=6), min_size=1, max_size=6))
def test_interval_leaves_out_zero_exactly_where_adjusted_p_is_small(samples: list[list[float]]) -> None:
    estimates = [mean_estimate(sample) for sample in samples]
    adjusted = holm([estimate.p if estimate.sd > 0 else None for estimate in estimates])
    for estimate, p, interval in zip(estimates, adjusted, simultaneous_intervals(estimates, adjusted), strict=True):
        assert interval.low is not None
        assert interval.high is not None
        if estimate.sd > 0 and p is not None and abs(p - 0.05) > 1e-9:
            assert (interval.low >= 0 or interval.high <= 0) == (p < 0.05)


def test_interval_ends_at_zero_where_only_holm_decides_the_sign() -> None:
    rng = np.random.default_rng(3)
    noise = rng.normal(0, 1, 20)
    noise = (noise - noise.mean()) / noise.std(ddof=1)
    estimates = [mean_estimate(noise + shift) for shift in (5.0, 5.0, 0.5)]
    adjusted = holm([estimate.p for estimate in estimates])
    last = simultaneous_intervals(estimates, adjusted)[2]
    assert adjusted[2] == estimates[2].p
    assert last.low == 0.0
    assert last.high == pytest.approx(0.5 + t_quantile(20, 1 - 0.05 / 3) / sqrt(20))


def test_interval_of_no_difference_has_no_width() -> None:
    estimate = mean_estimate([0.0])
    assert simultaneous_intervals([estimate], [None]) == (Interval(low=0.0, high=0.0, level=0.95),)


def test_simultaneous_intervals_hold_together() -> None:
    rng = np.random.default_rng(11)
    truths = (0.0, 0.4, 3.0, 0.0)
    held = 0
    for _ in range(400):
        estimates = [mean_estimate(rng.normal(truth, 1, 12)) for truth in truths]
        intervals = simultaneous_intervals(estimates, holm([estimate.p for estimate in estimates]))
        held += all(interval.low <= truth <= interval.high for interval, truth in zip(intervals, truths, strict=True))
    assert held / 400 >= 0.93


def test_values_needed_is_the_smallest_number_that_does() -> None:
    n = values_needed(2.0, 0.5)
    assert n is not None
    assert t_quantile(n, 0.95) * 2.0 / sqrt(n) <= 0.5 < t_quantile(n - 1, 0.95) * 2.0 / sqrt(n - 1)


def test_values_needed_gives_up_above_the_most_affordable() -> None:
    assert values_needed(1.0, 1e-6) is None
    assert values_needed(1.0, 0.0) is None
    assert values_needed(1.0, 0.2, most=20) is None


def test_median_interval_of_ten_values_takes_the_second_and_the_ninth() -> None:
    # P(1 < B < 9) for B binomial(10, 0.5) is 0.9785: the interval of the tables.
    interval = quantile_interval(list(range(1, 11)), 0.5)
    assert (interval.low, interval.high) == (2.0, 9.0)


def test_high_quantile_of_few_values_has_no_upper_end() -> None:
    interval = quantile_interval(list(range(10)), 0.95)
    assert interval.high is None
    assert interval.low is not None


def test_quantile_interval_covers_as_promised() -> None:
    rng = np.random.default_rng(5)
    hits = 0
    for _ in range(500):
        interval = quantile_interval(rng.exponential(1, 200).tolist(), 0.9)
        assert interval.low is not None
        assert interval.high is not None
        hits += interval.low <= np.log(10) <= interval.high
    assert hits / 500 >= 0.93


def test_wilson_interval_agrees_with_a_published_value() -> None:
    # Newcombe, Statistics in Medicine 17, 1998, table I: 81 of 263 gives 0.2553 to 0.3662.
    interval = wilson_interval(81, 263)
    assert (interval.low, interval.high) == pytest.approx((0.2553, 0.3662), abs=1e-4)


def test_wilson_interval_keeps_within_zero_and_one() -> None:
    assert wilson_interval(0, 20).low == 0.0
    assert wilson_interval(20, 20).high == 1.0


def test_share_of_nothing_has_no_interval() -> None:
    assert wilson_interval(0, 0) == Interval(low=None, high=None, level=0.95)


def test_interval_within_needs_both_ends() -> None:
    assert Interval(low=-0.1, high=0.1, level=0.95).within(-0.1, 0.1)
    assert not Interval(low=-0.2, high=0.1, level=0.95).within(-0.1, 0.1)
    assert not Interval(low=None, high=None, level=0.95).within(-1, 1)
