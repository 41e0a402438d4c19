"""Check the words for measures and units."""

import doctest

import pytest

import reengineer.report._units as units
from reengineer.measures import CAUSES, MEASURES, STATISTICS, Measure
from reengineer.report._units import CAUSE_WORDS, join, name_of, unit_of


def test_examples_in_the_documentation_hold() -> None:
    assert doctest.testmod(units).failed == 0


@pytest.mark.parametrize(
    ("measure", "name", "unit"),
    [
        (Measure(name="cycle_time", clock="working", unit="day"), "mean cycle time", "working days"),
        (Measure(name="cycle_time", statistic="p95", unit="h"), "95th percentile of cycle time", "hours"),
        (Measure(name="waiting_time", clock="open", unit="min"), "mean waiting time", "open minutes"),
        (Measure(name="activity_cost", statistic="sum", unit="GBP"), "total activity cost", "GBP"),
        (Measure(name="utilisation", scope="group", scope_id="manager"), "utilisation of manager", "%"),
        (Measure(name="wait_by_cause", scope_id="batching"), "mean wait of the steps from batching", "seconds"),
        (Measure(name="service_level", statistic="share", within_s=20), "share answered within 20 s", "%"),
        (Measure(name="throughput"), "throughput", "cases an hour"),
        (Measure(name="handoffs"), "mean hand-offs", "hand-offs"),
        (Measure(name="csat"), "mean satisfaction score", "points"),
    ],
)
def test_measure_is_named_in_words(measure: Measure, name: str, unit: str) -> None:
    assert (name_of(measure), unit_of(measure).value) == (name, unit)


@pytest.mark.parametrize("name", MEASURES)
@pytest.mark.parametrize("statistic", STATISTICS)
def test_every_measure_has_a_name_without_code(name: str, statistic: str) -> None:
    words = name_of(Measure(name=name, statistic=statistic))
    assert "_" not in words
    assert words


def test_shares_are_shown_as_percentages_and_their_differences_as_points() -> None:
    unit = unit_of(Measure(name="rework_rate"))
    assert str(unit.show(0.1834, 0.17, 0.197)) == "18.3 (17.0 to 19.7)"
    assert (unit.bound(0.2), unit.change(0.01)) == ("20 %", "1 point")


def test_percentages_are_not_multiplied_again() -> None:
    assert unit_of(Measure(name="rework_rate", unit="%")).bound(20) == "20 %"


def test_one_of_a_thing_is_not_many() -> None:
    assert [join("1", "working days"), join("1.0", "days"), join("2", ""), join("1", "cases an hour")] == [
        "1 working day", "1.0 days", "2", "1 cases an hour",
    ]  # fmt: skip


def test_every_cause_is_explained() -> None:
    assert tuple(CAUSE_WORDS) == CAUSES


def test_short_lengths_are_written_in_seconds() -> None:
    assert [units.length(seconds) for seconds in (1, 30, 90)] == ["1 second", "30 seconds", "1.5 minutes"]
