"""Check that numbers are as long as they are known."""

import doctest

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import reengineer.report._rounding as rounding
from reengineer.report._rounding import MINUS, number, places_of, plain, rounded


def test_examples_in_the_documentation_hold() -> None:
    assert doctest.testmod(rounding).failed == 0


def test_two_digits_of_the_half_width_decide() -> None:
    shown = rounded(1.23456, 1.2, 1.27)
    assert str(shown) == "1.235 (1.200 to 1.270)"


def test_large_intervals_round_to_hundreds() -> None:
    assert str(rounded(12345, 10345, 14345)) == "12,300 (10,300 to 14,300)"


def test_signs_are_written_where_asked() -> None:
    shown = rounded(0.5, -0.5, 1.5, signed=True)
    assert (shown.value, shown.interval) == ("+0.5", f"{MINUS}0.5 to +1.5")


def test_value_without_interval_has_three_digits() -> None:
    assert str(rounded(41.2345, None, None)) == "41.2"


def test_interval_without_width_has_three_digits() -> None:
    assert str(rounded(-1.0, -1.0, -1.0)) == f"{MINUS}1.00 ({MINUS}1.00 to {MINUS}1.00)"


def test_zero_has_no_sign() -> None:
    assert number(-0.001, 1, signed=True) == "0.0"


def test_end_that_is_not_zero_is_not_shown_as_zero() -> None:
    assert rounded(-1.0, -2.0, -0.004).high == f"{MINUS}0.004"


@settings(deadline=None)
@given(st.floats(-1e5, 1e5), st.floats(1e-3, 1e3))
def test_rounding_never_moves_a_number_by_more_than_a_twentieth_of_the_half_width(value: float, half: float) -> None:
    text = rounded(value, value - half, value + half).value.replace(MINUS, "-").replace(",", "")
    assert abs(float(text) - value) <= half / 20 + 1e-6


@settings(deadline=None)
@given(st.floats(1e-3, 1e3), st.floats(1e-4, 1))
def test_interval_that_leaves_out_zero_is_seen_to_do_so(half: float, share: float) -> None:
    low = half * share
    assume(low / half > 1e-3)
    assert rounded(low + half, low, low + 2 * half).low.strip("0.,") != ""


@pytest.mark.parametrize(("half", "places"), [(0.2, 2), (0.15, 2), (1.5, 1), (15, 0), (150, -1), (0.0, 0)])
def test_places_follow_the_half_width(half: float, places: int) -> None:
    assert places_of(half) == places


def test_plain_numbers_have_no_needless_zeros() -> None:
    assert [plain(value) for value in (0, 0.1, 2.50, 1234.5, 0.00012345)] == ["0", "0.1", "2.5", "1,234", "0.000123"]
