"""Models of queueing theory: the values are worked out a second way here, and runs come near them."""

import math
from functools import cache

import numpy as np
import pytest

from reengineer.simulation import compiled
from reengineer.simulation.selftest._queueing import erlang_c_wait, fork_join_bounds, fork_join_stay
from reengineer.simulation.selftest._theory import (
    BY_REFERENCE,
    IN_LOOP,
    Effort,
    Theory,
    check_theory,
)
from reengineer.simulation.selftest._theory_models import theories

EFFORTS = {"reference": BY_REFERENCE} | ({"loop": IN_LOOP} if compiled() else {})
MODELS = {theory.id: theory for theory in theories()}


# What takes the reference engine minutes is left to the loop, which gives the same log: see the tests of both engines.
SHORT = ("forkjoin_inf", "mm2k", "erlangB", "rework_geometric")
RUNS = {
    f"{theory.id} by {name}": (effort, theory)
    for theory in theories()
    for name, effort in EFFORTS.items()
    if name == "loop" or theory.id in SHORT
}


def wait_by_states(arrival_rate: float, servers: int, most: int = 4000) -> float:
    """Return the mean wait of M/M/c with service rate 1 from the balance of its states, and Little's law."""
    weights = [1.0]
    for state in range(1, most):
        weights.append(weights[-1] * arrival_rate / min(state, servers))
    waiting = sum(max(state - servers, 0) * weight for state, weight in enumerate(weights))
    return waiting / sum(weights) / arrival_rate


@cache
def branches_by_states(load: float, most: int = 90) -> float:
    """Return the mean stay behind a split of two M/M/1 branches with service rate 1, from the balance of its states.

    A state is how many tokens each branch has still to serve; its open cases are the larger of the two.
    """
    share = np.full((most, most), 1.0 / most**2)
    for _ in range(6000):
        new = np.zeros_like(share)
        new[1:, 1:] += load * share[:-1, :-1]
        new[-1, 1:] += load * share[-1, :-1]
        new[1:-1, -1] += load * share[:-2, -1]
        new[:-1, :] += share[1:, :]
        new[0, :] += share[0, :]
        new[:, :-1] += share[:, 1:]
        new[:, 0] += share[:, 0]
        share = new / new.sum()
    open_cases = np.maximum.outer(np.arange(most), np.arange(most))
    return float((share * open_cases).sum()) / load


def expected(model: str, name: str) -> float:
    return MODELS[model].expected[name][0]


@pytest.mark.parametrize(("rate", "servers"), [(0.8, 1), (2.4, 3), (0.1, 1), (4.5, 5)])
def test_the_wait_for_one_of_several_servers_follows_from_its_states(rate: float, servers: int) -> None:
    assert erlang_c_wait(rate, 1.0, servers) == pytest.approx(wait_by_states(rate, servers), rel=1e-9)


def test_one_server_is_the_simple_formula() -> None:
    # Load over (1 - load), times the service time.
    assert expected("mm1", "Wq") == pytest.approx(0.8 / 0.2)
    assert expected("mm1", "W") == pytest.approx(1 / (1 - 0.8))


def test_three_servers_wait_as_their_states_say() -> None:
    assert expected("mm3", "Wq") == pytest.approx(wait_by_states(2.4, 3))
    assert expected("mm3", "W") == pytest.approx(wait_by_states(2.4, 3) + 1)


def test_fixed_service_times_halve_the_wait() -> None:
    # Pollaczek and Khinchine: the second moment of a fixed time is half that of an exponential one of its mean.
    assert expected("md1", "Wq") == pytest.approx(wait_by_states(0.8, 1) / 2)


def test_who_is_interrupted_pays_for_who_is_not() -> None:
    # With one mean of service the order of service changes who is there, not how many: those of M/M/1, by Little's law.
    assert 0.3 * expected("prio_pr", "W1") + 0.5 * expected("prio_pr", "W2") == pytest.approx(0.8 / 0.2)
    assert 0.3 * expected("prio_np", "W1") + 0.5 * expected("prio_np", "W2") == pytest.approx(0.8 / 0.2)


def test_the_network_follows_from_its_traffic_equations() -> None:
    # Rates into A, B, C and D: B gets A and a fifth of C, D the rest of C.
    routing = np.array([[0, 1, 0, 0], [0, 0, 1, 0], [0, 0.2, 0, 0.8], [0, 0, 0, 0]])
    rates = np.linalg.solve(np.eye(4) - routing.T, np.array([1.0, 0, 0, 0]))
    single = {"A": 2.0, "C": 4.0, "D": 1.5}
    for step, service in single.items():
        assert expected("jackson_rework", f"W_{step}") == pytest.approx(1 / (service - rates["ABCD".index(step)]))
    assert expected("jackson_rework", "W_B") == pytest.approx(wait_by_states(float(rates[1]), 2) + 1)
    stays = [expected("jackson_rework", f"W_{step}") for step in "ABCD"]
    assert expected("jackson_rework", "cycle_time") == pytest.approx(float(rates @ stays))
    assert expected("jackson_rework", "visits_B") == pytest.approx(float(rates[1]))


def test_two_branches_without_queues_take_the_longer_of_two() -> None:
    # The mean of the larger of two exponential times is one and a half.
    assert fork_join_stay(1e-12, 1.0) == pytest.approx(1.5)


def test_two_branches_follow_from_their_states() -> None:
    assert fork_join_stay(0.5, 1.0) == pytest.approx(branches_by_states(0.5), rel=1e-4)


def test_rework_is_geometric() -> None:
    assert expected("rework_geometric", "mean_visits") == pytest.approx(sum(0.2**again for again in range(60)))


def test_a_server_who_goes_away_adds_what_is_left_of_a_vacation() -> None:
    # Half of the mean length of the vacation into which somebody comes: that of 2 is 4 where it is exponential.
    assert expected("vacation", "Wq") == pytest.approx(wait_by_states(0.5, 1) + 4 / 2)
    assert expected("vacation_det", "Wq") == pytest.approx(wait_by_states(0.5, 1) + 2 / 2)


def test_four_branches_lie_between_one_and_four_that_have_nothing_in_common() -> None:
    low, middle, high = fork_join_bounds(0.7, 1.0, 4)
    assert low == pytest.approx(1 / 0.3)
    assert high == pytest.approx((1 + 1 / 2 + 1 / 3 + 1 / 4) / 0.3)
    assert low < middle < high
    assert fork_join_bounds(0.5, 1.0, 2)[1] == pytest.approx(branches_by_states(0.5), rel=1e-4)


def test_what_lies_outside_its_bounds_is_found_out() -> None:
    theory = MODELS["rework_geometric"]
    _, statistic = theory.expected["mean_visits"]
    outside = {"mean_visits": (1.3, 1.4, statistic)}
    wrong = Theory(id="wrong", sketch=theory.sketch, expected={}, within=outside, cases=500, replications=5)
    assert [check.passed for check in check_theory(wrong)] == [False]


@pytest.mark.slow
@pytest.mark.parametrize(("effort", "theory"), RUNS.values(), ids=list(RUNS))
def test_runs_come_near_theory(effort: Effort, theory: Theory) -> None:
    checks = check_theory(theory, effort)
    assert [check.id for check in checks if not check.passed] == []
    assert all(math.isfinite(float(check.got)) for check in checks)


def test_a_wrong_value_is_found_out() -> None:
    theory = MODELS["rework_geometric"]
    _, statistic = theory.expected["mean_visits"]
    wrong = Theory(
        id="wrong", sketch=theory.sketch, expected={"mean_visits": (1.4, statistic)}, cases=1000, replications=10
    )
    (check,) = check_theory(wrong)
    assert not check.passed
    assert check.got == pytest.approx(1.25, abs=0.05)
