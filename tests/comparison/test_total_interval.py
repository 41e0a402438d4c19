"""Intervals of effects that count what is not known of a fitted model, by hand and over many studies."""

from math import exp, nan

import numpy as np
import pytest

from reengineer.comparison import refitted_interval

T3, T9 = 3.182, 2.262
"""Student's t of 97.5 % with 3 and with 9 degrees of freedom."""


def test_refits_without_chance_spread_by_their_own_differences() -> None:
    # Refits give 48, 50 and 52, each twice alike: their variance is 4, worth no more than three degrees of freedom.
    found = refitted_interval([50.0, 50.0], [48.0, 50.0, 52.0] * 2, 3, 0.95)
    factor = exp(2 * T3 / 50)
    assert (found.low, found.high) == pytest.approx((50 / factor, 50 * factor), rel=1e-4)


def test_an_effect_whose_sign_is_open_lies_in_the_middle() -> None:
    found = refitted_interval([1.0, 1.0], [-1.0, 1.0, 3.0] * 2, 3, 0.95)
    assert (found.low, found.high) == pytest.approx((1 - 2 * T3, 1 + 2 * T3), rel=1e-3)


def test_a_negative_effect_is_the_mirror_of_a_positive_one() -> None:
    up = refitted_interval([50.0, 51.0], [48.0, 50.0, 52.0] * 2, 3, 0.95)
    down = refitted_interval([-50.0, -51.0], [-48.0, -50.0, -52.0] * 2, 3, 0.95)
    assert (down.low, down.high) == (-up.high, -up.low)


def test_inputs_that_do_not_matter_leave_the_interval_of_chance() -> None:
    fixed = [float(value) for value in (-4, 4) * 5]
    found = refitted_interval(fixed, [0.0] * 20, 10, 0.95)
    assert found.high == pytest.approx(T9 * np.std(fixed, ddof=1) / 10**0.5, rel=1e-3)


def test_a_refit_without_a_value_is_passed_over() -> None:
    drawn = [48.0, nan, 52.0, 50.0] * 2
    whole = refitted_interval([50.0, 50.0], [48.0, 52.0, 50.0] * 2, 3, 0.95)
    assert refitted_interval([50.0, nan, 50.0], drawn, 4, 0.95) == whole


def test_one_refit_tells_nothing() -> None:
    assert refitted_interval([1.0, 2.0], [1.0, 2.0], 1, 0.95).low is None


@pytest.mark.parametrize(("inputs", "chance"), [(1.0, 0.1), (1.0, 1.0), (0.5, 1.5), (0.0, 1.0)])
def test_intervals_hold_the_truth_as_often_as_they_say(inputs: float, chance: float) -> None:
    draws, truth, refits, studies = np.random.default_rng(7), 5.0, 20, 1000
    held = 0
    for _ in range(studies):
        fitted = truth + inputs * draws.standard_normal()
        fixed = fitted + chance * draws.standard_normal(20)
        drawn = np.tile(fitted + inputs * draws.standard_normal(refits), 2) + chance * draws.standard_normal(2 * refits)
        found = refitted_interval(fixed.tolist(), drawn.tolist(), refits, 0.95)
        held += found.low <= truth <= found.high
    assert 0.93 <= held / studies <= (0.97 if inputs >= chance else 1.0)
