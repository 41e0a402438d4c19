"""A tornado: which assumption moves the difference most, and where another option takes the lead."""

import pytest

from reengineer.annotations import InputRange
from reengineer.comparison import Trial, tornado
from reengineer.criteria import Criterion

TIME = Criterion(id="time", measure="cycle_time", better="lower")
STATED = {"as-is": 10.0, "b": 8.0, "c": 8.5}


def assumed(path: str = "steps.check.duration.mean", low: float = 10, high: float = 30) -> InputRange:
    return InputRange(path=path, low=low, value=20, high=high, unit="s")


def test_the_widest_bar_comes_first() -> None:
    narrow = Trial(assumption=assumed("a"), low={**STATED, "b": 7.9}, high={**STATED, "b": 8.1})
    wide = Trial(assumption=assumed("b"), low={**STATED, "b": 7.0}, high={**STATED, "b": 8.4})
    found = tornado(STATED, [narrow, wide], TIME, option="b")
    assert [swing.assumption.path for swing in found.swings] == ["b", "a"]
    assert (found.swings[0].at_low, found.swings[0].at_high) == pytest.approx((-3.0, -1.6))
    assert found.difference == -2
    assert found.holds


def test_the_value_at_which_another_takes_the_lead_lies_on_the_line() -> None:
    # The lead over c is 0.5 as stated and -0.5 at 30: it is gone half-way, at 25.
    found = tornado(STATED, [Trial(assumption=assumed(), low=STATED, high={**STATED, "b": 9.0})], TIME, option="b")
    (swing,) = found.swings
    assert [(each.option, each.value, each.end) for each in swing.overtaken] == [("c", 25.0, "high")]
    assert not found.holds


def test_of_several_that_pass_the_first_is_named() -> None:
    found = tornado(STATED, [Trial(assumption=assumed(), low=STATED, high={**STATED, "b": 13.0})], TIME, option="b")
    assert [each.option for each in found.swings[0].overtaken] == ["c"]


def test_an_option_that_was_ahead_already_is_ahead_from_the_value_stated() -> None:
    found = tornado(STATED, [Trial(assumption=assumed(), low=STATED, high=STATED)], TIME, option="c")
    assert [(each.option, each.value) for each in found.swings[0].overtaken] == [("b", 20.0), ("b", 20.0)]


def test_an_end_without_a_steady_state_says_so_and_comes_first() -> None:
    calm = Trial(assumption=assumed("calm"), low=STATED, high={**STATED, "b": 5.0})
    wild = Trial(assumption=assumed("wild"), low=STATED, high=None)
    found = tornado(STATED, [calm, wild], TIME, option="b")
    assert found.swings[0].assumption.path == "wild"
    assert found.swings[0].at_high is None
    assert not found.holds


def test_higher_is_better_where_the_criterion_says_so() -> None:
    share = Criterion(id="done", measure="flow_efficiency", better="higher")
    stated = {"as-is": 0.5, "b": 0.6}
    found = tornado(stated, [Trial(assumption=assumed(), low={"as-is": 0.5, "b": 0.4}, high=stated)], share, option="b")
    assert [(each.option, each.end) for each in found.swings[0].overtaken] == [("as-is", "low")]
