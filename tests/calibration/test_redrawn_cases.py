"""Cases of one week or day are drawn together, one block fewer than there are, and refits differ as logs do."""

from collections.abc import Callable

import numpy as np
import pytest

from reengineer.calibration import Items
from reengineer.calibration._delays import consistent
from reengineer.calibration._hours import DAY, Hours, Marks, find_hours, marks_between, with_idle_hours
from reengineer.calibration._redrawn import Redrawn

HOUR = 3_600_000_000
MONDAY = 20_458 * 24 * HOUR
"""Midnight of Monday, 5 January 2026, in microseconds since 1970."""


@pytest.mark.parametrize(("days", "together"), [(90, 7), (30, 1), (10, 1)])
def test_cases_are_drawn_by_week_or_day(items: Callable[..., Items], days: int, together: int) -> None:
    redrawn = Redrawn.of(items(*["a"] * days))
    weights = redrawn.weights(3)
    blocks = [set(weights[first : first + together]) for first in range(0, days, together)]
    assert all(len(block) == 1 for block in blocks)
    assert len(set(weights)) > 1
    assert (weights == redrawn.weights(3)).all()


def test_draws_spread_as_much_as_samples_do(items: Callable[..., Items]) -> None:
    redrawn = Redrawn.of(items(*["a"] * 84))
    value = np.repeat(np.arange(12.0), 7)
    means = [np.average(value, weights=redrawn.weights(key)) for key in range(2000)]
    assert np.std(means) == pytest.approx(np.std(np.arange(12.0), ddof=1) / 12**0.5, rel=0.05)


def test_a_day_of_the_week_is_drawn_among_its_like(items: Callable[..., Items]) -> None:
    redrawn = Redrawn.of(items(*["a"] * 35))
    assert sorted(map(len, redrawn.strata)) == [5] * 7


def test_a_delay_that_ends_unseen_lies_between_what_is_seen() -> None:
    # Seen are delays of 1 to 3 hours, and of 20 to 22; what ended over night is known to be one of 4 to 16 hours.
    exact = np.concatenate([np.linspace(1, 3, 20), np.linspace(20, 22, 20)]) * HOUR
    low, high = np.linspace(2.5, 4, 40) * HOUR, np.linspace(16, 20.5, 40) * HOUR
    values, weights = consistent(np.concatenate([exact, low]), np.concatenate([exact, high]))
    hours = values * 1.0 / HOUR
    assert weights[(hours > 9.9) & (hours < 10.1)].sum() > 0.4
    assert np.average(hours, weights=weights) == pytest.approx((2 * 20 + 21 * 20 + 10 * 40) / 80, rel=0.1)


def marks(*seen: tuple[int, int]) -> Marks:
    """Return marks at hours of days from a Monday on."""
    day = np.array([20_458 + each for each, _ in seen], dtype=np.int64)
    hour = np.array([each for _, each in seen], dtype=np.int64)
    return Marks(minute=(day + 3) % 7 * DAY + hour * 60, day=day)


def office(last: int = 17) -> Hours:
    week = np.zeros((7, 24), dtype=bool)
    week[:5, 9:last] = True
    return Hours(open=week.ravel(), granule=60)


def test_a_late_shift_with_little_to_do_late_is_on_duty() -> None:
    late = marks((0, 17), (8, 17), (16, 17))
    found = with_idle_hours(office(), late, late)
    assert found.open.reshape(7, 24)[:5].sum(axis=1).tolist() == [9] * 5


def test_nobody_is_on_duty_when_work_is_left_lying() -> None:
    left = marks(*((day, 17) for day in range(40) if day % 7 < 5))
    assert with_idle_hours(office(), marks((0, 17), (8, 17), (16, 17)), left).key == office().key


def test_an_hour_apart_from_the_others_is_not_taken_up() -> None:
    apart = marks((0, 20), (8, 20), (16, 20))
    assert with_idle_hours(office(), apart, apart).key == office().key


def test_spans_of_work_tell_the_hours_that_begin_in_them() -> None:
    found = marks_between(
        np.array([MONDAY + 10 * HOUR, MONDAY + 12 * HOUR + 1]), np.array([MONDAY + 12 * HOUR, MONDAY + 13 * HOUR]),
        "UTC", 60,
    )  # fmt: skip
    assert found.minute.tolist() == [600, 660]


def test_who_is_hardly_ever_seen_has_the_hours_of_the_others() -> None:
    # Twice in forty weeks at one hour, and once at another: less than in 15 % of the weeks.
    seldom = marks((0, 10), (140, 10), (280, 11))
    assert find_hours(seldom, 60, office()).key == office().key
    assert np.flatnonzero(find_hours(seldom, 60).open).tolist() == [10, 11]
