"""Ranges stand for values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reengineer.search._ranges import RangeError, ways


def test_whole_numbers_need_no_step() -> None:
    assert ways({"by": {"from": -1, "to": 2}}) == tuple({"by": by} for by in (-1, 0, 1, 2))


def test_steps_are_exact() -> None:
    assert ways({"from": 0.1, "to": 0.7, "step": 0.2}) == (0.1, 0.3, 0.5, 0.7)


def test_a_step_beyond_the_end_is_left_out() -> None:
    assert ways({"from": 0, "to": 1, "step": 0.4}) == (0, 0.4, 0.8)


def test_numbers_may_have_a_unit() -> None:
    assert ways({"from": "5 min", "to": "15 min", "step": "5 min"}) == ("5 min", "10 min", "15 min")


def test_ranges_within_lists_and_mappings_are_combined_in_order() -> None:
    stated = [{"a": {"values": ["x", "y"]}}, {"b": {"from": 1, "to": 2}}]
    assert ways(stated) == (
        [{"a": "x"}, {"b": 1}], [{"a": "x"}, {"b": 2}], [{"a": "y"}, {"b": 1}], [{"a": "y"}, {"b": 2}],
    )  # fmt: skip


def test_data_without_a_range_is_left_as_it_is() -> None:
    stated = {"classes": {"simple": 0.3, "other": "rest"}, "steps": ["a", "b"]}
    assert ways(stated) == (stated,)


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ({"from": 2, "to": 1}, "lies above"),
        ({"from": 0.1, "to": 0.9}, "how far apart"),
        ({"from": 1, "to": 2, "step": 0}, "not a number above 0"),
        ({"from": 1, "to": 2, "step": -1}, "not a number above 0"),
        ({"from": "a", "to": 2}, "not a number"),
        ({"from": True, "to": 2}, "not a number"),
        ({"from": "1 min", "to": "2 h"}, "differ in their unit"),
        ({"from": 0, "to": 10**9}, "more than 1000"),
        ({"from": 0, "to": 1, "step": "0.000000001"}, "more than 1000"),
        ({"values": []}, "not a list"),
        ({"values": "ab"}, "not a list"),
        ([{"from": 1, "to": 100}, {"from": 1, "to": 100}], "more than 1000"),
    ],
)
def test_a_range_that_says_nothing_is_refused(stated: object, words: str) -> None:
    with pytest.raises(RangeError, match=words) as caught:
        ways(stated)
    assert "; " in str(caught.value)


@given(st.integers(-50, 50), st.integers(0, 40), st.integers(1, 7))
def test_a_range_holds_what_range_holds(low: int, width: int, step: int) -> None:
    assert list(ways({"from": low, "to": low + width, "step": step})) == list(range(low, low + width + 1, step))
