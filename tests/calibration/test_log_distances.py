"""Distances between logs have the values that hand and other implementations give."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import wasserstein_distance

from reengineer.calibration import DISTANCES, Items, distances, items_of
from reengineer.calibration._chance import uniforms
from reengineer.calibration._distances import n_gram_distance, wasserstein
from reengineer.eventlog import read_log

numbers = st.lists(st.integers(-1000, 1000), min_size=1, max_size=30)


@given(numbers, numbers)
def test_the_distance_is_that_of_scipy(one: list[int], other: list[int]) -> None:
    found = wasserstein(np.array(one), np.array(other))
    assert found == pytest.approx(wasserstein_distance(one, other), abs=1e-9)


def test_n_grams_by_hand(items: Callable[..., Items]) -> None:
    # Of AB: --A -AB AB- B--; of AC: --A -AC AC- C--. Six of eight are not shared.
    assert n_gram_distance(items("AB"), items("AC")) == 6 / 8


def test_a_log_is_at_no_distance_from_itself(items: Callable[..., Items]) -> None:
    log = items("ABC", "AC")
    assert distances(log, log) == dict.fromkeys(DISTANCES, 0.0)


def test_a_shift_of_cases_is_an_arrival_distance(items: Callable[..., Items]) -> None:
    # The second log has the same cases, each in one more day than there are in the first.
    one, two = items("A"), items("A", "A")
    assert distances(one, two)["case_arrival"] == 12


def test_distances_of_two_public_logs_are_those_of_another_implementation(shared: Path) -> None:
    """Compare with log-distance-measures 2.2.0, run once on the same two files."""
    files = ("loanapp/test.csv.gz", "loanapp/peer_agentsim/simulated_log_0.csv.gz")
    one, other = (items_of(read_log(shared / "logs" / file).log) for file in files)
    expected = {
        "n_gram": 0.05379746835443038,
        "absolute_event": 2.868024736592824,
        "circular_event": 0.19601619685995741,
        "relative_event": 1.984225060098841,
        "case_arrival": 0.0,
        "cycle_time": 2.275,
    }
    assert distances(one, other) == pytest.approx(expected, abs=1e-9)


def test_uniforms_are_the_same_for_a_key_and_even() -> None:
    drawn = uniforms(7, 20_000)
    assert drawn.tolist() == uniforms(7, 20_000).tolist()
    assert not np.array_equal(drawn, uniforms(8, 20_000))
    assert (drawn > 0).all()
    assert (drawn < 1).all()
    assert np.histogram(drawn, 10, (0, 1))[0] == pytest.approx(2000, rel=0.07)
