"""`explain` tells of every measure what it is and how it misleads."""

from typing import Any

import pytest

from reengineer.measure_notes import NOTES
from reengineer.measures import MEASURES


def test_every_measure_has_notes() -> None:
    assert list(NOTES) == list(MEASURES)
    assert all(notes.formula and notes.pitfalls for notes in NOTES.values())


def test_a_measure_is_explained_with_formula_clock_and_pitfalls(call: Any) -> None:
    found = call("explain", "cycle_time")
    assert found.code == 0
    assert "end of the case - its start" in found.out
    assert "working: the hours in which the people concerned work" in found.out
    assert "Beware" in found.out


def test_spelling_is_forgiven(call: Any) -> None:
    assert call("explain", "Cycle time").out == call("explain", "cycle_time").out


def test_without_a_name_all_are_listed(call: Any) -> None:
    assert len(call("explain").out.splitlines()) == len(MEASURES)


@pytest.mark.parametrize("name", MEASURES)
def test_data_of_each_measure_hold_the_same_keys(call: Any, name: str) -> None:
    found = call("explain", name, "--json").json
    assert found["schema"] == "reengineer/explain/1"
    assert found["measure"] == name
    assert found["pitfalls"]
    assert found["simulated"] == bool(found["statistics"])


def test_an_unknown_measure_is_refused_with_the_nearest(call: Any) -> None:
    found = call("explain", "cycle_tim")
    assert found.code == 2
    assert 'nearest: "cycle_time"' in found.err
    assert "RE529" in found.err
