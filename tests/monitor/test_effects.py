"""Effects of a change on a series: numbers by hand, and intervals that hold on thousands of series."""

from collections.abc import Callable
from math import sqrt

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import binom

from reengineer.monitor import (
    Quantity,
    Realised,
    SeriesDesign,
    before_and_after,
    false_dates,
    interrupted_series,
    nulls_at_false_dates,
    periods_until_told,
    realised_share,
    standing,
    trend_before,
    verdict_of,
)

Floats = NDArray[np.float64]
Series = Callable[..., Floats]
MANY = 2000


def least_hits(count: int, share: float) -> int:
    """Return how many hits at the least there are in so many tries, once in a thousand such tests."""
    return int(binom.ppf(0.001, count, share))


def most_hits(count: int, share: float) -> int:
    """Return how many hits at the most there are in so many tries, once in a thousand such tests."""
    return int(binom.ppf(0.999, count, share))


def test_before_and_after_is_the_difference_of_means() -> None:
    found = before_and_after([4, 6, 5, 5, 4, 6, 5, 5, 3, 2, 4, 3, 2, 4, 3, 3], 8)
    assert found.value == pytest.approx(-2)
    assert (found.n_before, found.n_after) == (8, 8)
    assert found.is_shown
    assert found.low < -2 < found.high < 0


def test_time_counts_from_the_change_so_that_the_jump_is_the_jump_at_the_date() -> None:
    # 10 + 0.5 t, then a jump of -3 at t = 10 and a slope less by 0.25 from there.
    values = [10 + 0.5 * t + (t >= 10) * (-3 - 0.25 * (t - 10)) for t in range(24)]
    found = interrupted_series(values, 10)
    assert found.level is not None
    assert found.level[0] == pytest.approx(-3)
    assert found.slope is not None
    assert found.slope[0] == pytest.approx(-0.25)
    assert found.value == pytest.approx(-3 - 0.25 * 6.5)
    assert trend_before(values[:10])[0] == pytest.approx(0.5)


def test_what_moves_the_control_too_is_taken_off() -> None:
    control = [5 + 0.3 * t for t in range(20)]
    values = [c + 2 - (t >= 10) for t, c in enumerate(control)]
    found = before_and_after(values, 10, control=control)
    assert found.value == pytest.approx(-1)
    assert found.controlled


def test_a_yearly_wave_is_allowed_for_where_two_years_are_there() -> None:
    wave = [np.sin(2 * np.pi * t / 12) for t in range(30)]
    found = before_and_after([w - 2 * (t >= 18) for t, w in enumerate(wave)], 18, cycle=12)
    assert found.seasonal
    assert found.value == pytest.approx(-2)
    assert not before_and_after(wave[:20], 10, cycle=12).seasonal


def test_few_points_are_no_claim() -> None:
    assert not before_and_after([5.0, 5.1] * 5 + [1.0, 1.1] * 2, 10).is_shown


def test_independent_errors_without_the_safety_agree_with_the_textbook() -> None:
    # Two means of 150: the standard error is sd x sqrt(2 / 150), whatever allows for likeness must then be near 1.
    rng = np.random.default_rng(5)
    values = rng.standard_normal((200, 300))
    columns = np.column_stack([np.ones(300), np.arange(300) >= 150]).astype(float)
    fit = SeriesDesign.of(columns).fit(values, [0, 1])
    assert np.median(fit.error) == pytest.approx(sqrt(2 / 150), rel=0.06)


def test_false_dates_leave_points_on_both_sides() -> None:
    assert list(false_dates(20)) == [8, 9, 10, 11, 12]
    assert list(false_dates(15)) == []
    assert nulls_at_false_dates(np.zeros((2, 15))).shape == (2, 0)


def test_the_realised_share_is_a_ratio_with_fiellers_interval() -> None:
    # Errors of the effect alone: the interval is that of the effect divided by the promise.
    found = realised_share(Quantity(value=-1, error=0.2), Quantity(value=-2, error=0.0))
    assert found.share == 0.5
    assert found.low == pytest.approx((1 - 1.959964 * 0.2) / 2)
    assert found.high == pytest.approx((1 + 1.959964 * 0.2) / 2)
    vague = realised_share(Quantity(value=-1, error=0.2), Quantity(value=-2, error=1.5))
    assert (vague.low, verdict_of(vague)) == (None, "cannot_tell")
    assert realised_share(Quantity(value=1, error=1), Quantity(value=0, error=1)).share is None


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (0.8, 1.2, "as_predicted"), (0.3, 0.7, "half"), (-0.2, 0.2, "no_effect"), (-1.2, -0.3, "harm"),
        (1.1, 1.6, "better"), (0.2, 1.2, "cannot_tell"), (-0.4, 0.6, "cannot_tell"), (0.1, 0.2, "no_effect"),
        (0.55, 0.7, "half"), (0.8, 0.95, "as_predicted"),
    ],
)  # fmt: skip
def test_a_verdict_is_the_one_answer_that_is_left(low: float, high: float, verdict: str) -> None:
    assert verdict_of(Realised(share=(low + high) / 2, low=low, high=high)) == verdict


def test_when_it_can_be_told() -> None:
    # Half as wide needs four times the points: a half-width of 0.5 after 8 is 0.25 after 32.
    assert periods_until_told(Realised(share=0.5, low=0.0, high=1.0), 8) == 24
    assert periods_until_told(Realised(share=0.5, low=None, high=None), 8) is None


def test_how_far_the_observed_lies_from_the_predicted() -> None:
    assert standing(Quantity(value=4, error=0.3), Quantity(value=3.5, error=0.4)) == pytest.approx(1)
    assert standing(Quantity(value=4, error=0), Quantity(value=3, error=0)) is None


@pytest.mark.slow
@pytest.mark.parametrize("correlation", [0.0, 0.3, 0.6])
@pytest.mark.parametrize("periods", [16, 24, 40, 60])
def test_at_false_dates_nothing_is_found_nine_times_in_ten(series: Series, correlation: float, periods: int) -> None:
    nulls = nulls_at_false_dates(series(MANY, periods, correlation, seed=periods))
    middle = nulls[:, nulls.shape[1] // 2]
    assert middle.sum() >= least_hits(MANY, 0.9)
    assert nulls.mean() >= 0.9


@pytest.mark.slow
@pytest.mark.parametrize("correlation", [0.0, 0.3, 0.6])
@pytest.mark.parametrize(("before", "after"), [(8, 8), (12, 12), (20, 8), (20, 20)])
@pytest.mark.parametrize("trend", [False, True])
def test_intervals_hold_the_planted_effect(
    series: Series, correlation: float, before: int, after: int, trend: bool
) -> None:
    n = before + after
    step = (np.arange(n) >= before).astype(float)
    values = series(MANY, n, correlation, seed=n) + 1.5 * step
    columns = [np.ones(n), step]
    weights = [0.0, 1.0]
    if trend:
        time = np.arange(n, dtype=float)
        columns = [np.ones(n), time, step, (time - before) * step]
        weights = [0.0, 0.0, 1.0, (after - 1) / 2]
    fit = SeriesDesign.of(np.column_stack(columns)).fit(values, weights)
    assert ((fit.low <= 1.5) & (fit.high >= 1.5)).sum() >= least_hits(MANY, 0.925)


@pytest.mark.slow
def test_newey_west_would_not_do(series: Series) -> None:
    """The usual correction holds the truth too seldom on series of this length, which is why it is not used."""
    n, before = 24, 12
    step = (np.arange(n) >= before).astype(float)
    columns = np.column_stack([np.ones(n), step])
    values = series(MANY, n, 0.6, seed=9)
    solve = np.linalg.pinv(columns)
    errors = values - values @ solve.T @ columns.T
    scores = errors[:, :, None] * columns
    middle = np.einsum("sti,stj->sij", scores, scores)
    for lag in range(1, 3):
        cross = np.einsum("sti,stj->sij", scores[:, lag:], scores[:, :-lag])
        middle += (1 - lag / 3) * (cross + cross.transpose(0, 2, 1))
    bread = np.linalg.inv(columns.T @ columns)
    error = np.sqrt((bread @ middle @ bread)[:, 1, 1] * n / (n - 2))
    held = np.abs(values @ solve.T)[:, 1] <= 2.074 * error
    assert held.sum() < least_hits(MANY, 0.85)


@pytest.mark.slow
@pytest.mark.parametrize("correlation", [0.0, 0.3])
@pytest.mark.parametrize(
    ("share", "verdict"), [(1.0, "as_predicted"), (0.5, "half"), (0.0, "no_effect"), (-1.0, "harm")]
)
def test_planted_shares_of_a_promise_are_told_apart(
    series: Series, share: float, verdict: str, correlation: float
) -> None:
    before, after, promise = 26, 26, -8.0
    n = before + after
    step = (np.arange(n) >= before).astype(float)
    values = series(1000, n, correlation, seed=11) + promise * share * step
    fit = SeriesDesign.of(np.column_stack([np.ones(n), step])).fit(values, [0, 1])
    found = [
        verdict_of(
            realised_share(Quantity(value=value, error=error, freedom=freedom), Quantity(value=promise, error=0.2))
        )
        for value, error, freedom in zip(fit.value, fit.error, fit.freedom, strict=True)
    ]
    assert found.count(verdict) >= least_hits(1000, 0.925)  # type: ignore[arg-type]


@pytest.mark.slow
def test_little_is_claimed_of_series_that_are_all_noise(series: Series) -> None:
    n, before = 24, 12
    step = (np.arange(n) >= before).astype(float)
    fit = SeriesDesign.of(np.column_stack([np.ones(n), step])).fit(series(1000, n, seed=3), [0, 1])
    promise = Quantity(value=-0.5, error=0.1)
    found = [
        verdict_of(realised_share(Quantity(value=value, error=error, freedom=freedom), promise))
        for value, error, freedom in zip(fit.value, fit.error, fit.freedom, strict=True)
    ]
    assert sum(each in ("as_predicted", "half", "better", "harm") for each in found) <= most_hits(1000, 0.05)
