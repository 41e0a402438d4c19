"""A criterion is a measure with a direction, two ends and a smallest change."""

import pytest
from pydantic import ValidationError

from reengineer.criteria import Criterion

CYCLE = {
    "id": "cycle",
    "measure": "cycle_time",
    "clock": "working",
    "unit": "day",
    "better": "lower",
    "target": 3,
    "minimum": 5,
}


def test_a_criterion_asks_for_its_measure_in_its_unit() -> None:
    measure = Criterion(**CYCLE).as_measure()
    assert (measure.name, measure.statistic, measure.clock, measure.unit) == ("cycle_time", "mean", "working", "day")


def test_service_level_carries_its_limit_in_seconds() -> None:
    level = Criterion(id="answered", measure="service_level", statistic="share", better="higher", within="20 s")
    assert level.as_measure().within_s == 20.0


@pytest.mark.parametrize(
    ("value", "met", "acceptable"), [(2.9, True, True), (3, True, True), (4, False, True), (5.1, False, False)]
)
def test_lower_is_better_turns_the_comparison(value: float, met: bool, acceptable: bool) -> None:
    criterion = Criterion(**CYCLE)
    assert (criterion.is_met(value), criterion.is_acceptable(value)) == (met, acceptable)


def test_higher_is_better_wants_at_least_the_target() -> None:
    criterion = Criterion(id="csat", measure="csat", better="higher", target=80, minimum=60)
    assert [criterion.is_met(80), criterion.is_met(79), criterion.is_acceptable(60)] == [True, False, True]


def test_without_marks_everything_is_enough() -> None:
    criterion = Criterion(id="c", measure="handoffs", better="lower")
    assert [criterion.is_met(99), criterion.is_acceptable(99), criterion.worth(99)] == [True, True, None]


def test_worth_runs_from_the_minimum_to_the_target() -> None:
    criterion = Criterion(**CYCLE)
    assert [criterion.worth(days) for days in (5, 4, 3, 1, 9)] == [0.0, 0.5, 1.0, 1.0, 0.0]
    assert criterion.worth(1, clip=False) == 2.0


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"measure": "cycle_tyme"}, 'nearest: "cycle_time"'),
        ({"measure": "activity_cost", "unit": "GBP"}, "has no clock"),
        ({"unit": "GBP"}, "is not measured in"),
        ({"measure": "service_level", "unit": None}, 'needs "within"'),
        ({"within": "20 s"}, 'needs "within"'),
        ({"scope": "step"}, "scope_id"),
        ({"target": 6}, "must be lower"),
        ({"better": "higher"}, "must be higher"),
        ({"smallest_change": 0}, "greater than 0"),
        ({"weight": -1}, "greater than or equal to 0"),
        ({"colour": "red"}, "Extra inputs"),
    ],
)
def test_a_criterion_that_contradicts_itself_is_refused(changed: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        Criterion(**(CYCLE | changed))


def test_a_criterion_cannot_be_altered() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Criterion(**CYCLE).target = 1  # type: ignore[misc]
