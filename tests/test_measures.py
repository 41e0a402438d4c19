"""Measures are a closed list, each with what it means."""

import pytest

from reengineer.measures import CAUSES, MEASURES, SECONDS, SIMULATED, Measure


def test_every_measure_is_defined_in_one_sentence_under_its_name() -> None:
    for name, entry in MEASURES.items():
        assert entry.name == name
        assert entry.definition.endswith(".")


def test_what_is_simulated_is_defined() -> None:
    assert set(MEASURES) > SIMULATED


def test_there_are_eight_causes_of_waiting() -> None:
    assert len(set(CAUSES)) == len(CAUSES) == 8


def test_units_of_time_are_seconds() -> None:
    assert (SECONDS["min"], SECONDS["h"], SECONDS["day"], SECONDS["week"]) == (60, 3600, 24 * 3600, 7 * 24 * 3600)


@pytest.mark.parametrize(
    ("measure", "label"),
    [
        (Measure(name="cycle_time"), "cycle time (mean)"),
        (Measure(name="cycle_time", statistic="p90", clock="working"), "cycle time (p90, working)"),
        (Measure(name="utilisation", scope="group", scope_id="clerk"), "utilisation of clerk (mean)"),
        (Measure(name="waiting_time", clock="elapsed"), "waiting time (mean)"),
    ],
)
def test_a_measure_has_a_short_name(measure: Measure, label: str) -> None:
    assert measure.label == label


def test_a_measure_knows_its_kind() -> None:
    assert Measure(name="utilisation").kind == "share"
    assert Measure(name="activity_cost").kind == "money"


def test_a_measure_that_is_not_listed_has_no_kind() -> None:
    with pytest.raises(KeyError):
        _ = Measure(name="speed").kind
