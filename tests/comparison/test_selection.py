"""Which option is likely the best, what a wrong choice costs, and where further replications tell most."""

from functools import partial
from math import nan

import numpy as np
import pytest

from reengineer.comparison import Budget, chances, choose_best, ocba_shares
from reengineer.statistics import MeanEstimate, keyed_uniforms, mean_estimate


def estimate(mean: float, sd: float) -> MeanEstimate:
    return MeanEstimate(mean=mean, sd=sd, n=10)


def test_keyed_numbers_are_spread_evenly_and_follow_from_the_key() -> None:
    values = keyed_uniforms(3, 20_000, 2)
    assert values.min() > 0
    assert values.max() < 1
    assert values.mean(axis=0) == pytest.approx([0.5, 0.5], abs=0.01)
    assert abs(np.corrcoef(values.T)[0, 1]) < 0.02
    assert not (values == keyed_uniforms(4, 20_000, 2)).any()


def test_two_options_known_apart_leave_nothing_open() -> None:
    found = chances("cycle", {"as-is": [5.0, 5.1, 4.9, 5.0], "fast": [3.0, 3.1, 2.9, 3.05]}, "lower")
    assert [round(each.best, 3) for each in found] == [0, 1]
    assert found[1].opportunity_cost == pytest.approx(0, abs=1e-6)
    assert found[0].opportunity_cost == pytest.approx(1.98, abs=0.05)


def test_chance_of_two_options_agrees_with_the_t_distribution() -> None:
    # Differences 1, -1, 2, 0: mean 0.5, standard error 0.645, t = 0.775 on 3 degrees of freedom: one-sided p 0.2475.
    found = chances("cycle", {"a": [6.0, 4.0, 7.0, 5.0], "b": [5.0, 5.0, 5.0, 5.0]}, "lower")
    assert found[1].best == pytest.approx(1 - 0.2475, abs=0.02)


def test_options_that_tie_share_the_chance() -> None:
    same = [4.0, 5.0, 6.0]
    found = chances("cycle", {"as-is": same, "same": same}, "lower")
    assert [each.best for each in found] == pytest.approx([0.5, 0.5])
    assert [each.opportunity_cost for each in found] == [0, 0]


def test_higher_is_better_where_the_criterion_says_so() -> None:
    found = chances("done", {"a": [0.9, 0.91, 0.92], "b": [0.5, 0.51, 0.5]}, "higher")
    assert found[0].best > 0.99


def test_an_option_without_values_is_left_out() -> None:
    assert [each.option for each in chances("x", {"a": [1.0, 2.0], "b": [nan, nan]}, "lower")] == ["a"]


def test_one_replication_says_nothing() -> None:
    assert chances("x", {"a": [1.0], "b": [2.0]}, "lower") == ()


def test_ocba_gives_the_shares_of_a_worked_example() -> None:
    # Weights of the others (2/1)^2 = 4 and (2/2)^2 = 1; of the best 2 * sqrt(4^2/2^2 + 1^2/2^2) = sqrt(17).
    shares = ocba_shares([estimate(1, 2), estimate(2, 2), estimate(3, 2)], "lower")
    total = 5 + 17**0.5
    assert shares == pytest.approx((17**0.5 / total, 4 / total, 1 / total))


def test_ocba_has_nothing_to_share_out_where_nothing_varies() -> None:
    assert ocba_shares([estimate(1, 0), estimate(2, 0)], "lower") is None


def test_ocba_does_not_lose_itself_in_a_tie() -> None:
    shares = ocba_shares([estimate(1, 1), estimate(1, 1), estimate(5, 1)], "lower")
    assert shares is not None
    assert sum(shares) == pytest.approx(1)
    assert shares[2] < min(shares[:2])


def test_a_budget_is_spent_whole_and_mostly_where_it_is_close() -> None:
    noise = keyed_uniforms(11, 400, 4) - 0.5
    means = {"a": 1.0, "b": 1.1, "c": 3.0, "d": 4.0}
    place = {name: number for number, name in enumerate(means)}
    found = choose_best(list(means), lambda name, n: means[name] + noise[n, place[name]], Budget(total=120))
    assert sum(found.counts.values()) == 120
    assert found.option == "a"
    assert found.counts["c"] + found.counts["d"] < found.counts["a"] + found.counts["b"]


def value_of(means: "np.ndarray[tuple[int, int], np.dtype[np.float64]]", name: str, number: int) -> float:
    return float(means[number, int(name)])


def opportunity_cost(total: int, *, equal: bool, runs: int = 1000) -> float:
    """Return what the choice loses on average, over many searches among ten options with known means."""
    from scipy.special import ndtri

    options = [str(number) for number in range(10)]
    lost = 0.0
    for run in range(runs):
        means = np.arange(10) + ndtri(keyed_uniforms(run, total, 10)) * 3
        found = choose_best(options, partial(value_of, means), Budget(total=total, equal=equal))
        lost += float(found.option)
    return lost / runs


@pytest.mark.slow
def test_opportunity_cost_falls_faster_with_ocba_than_with_equal_shares() -> None:
    budgets = (80, 160)
    ocba = [opportunity_cost(total, equal=False) for total in budgets]
    equal = [opportunity_cost(total, equal=True) for total in budgets]
    assert all(clever < plain for clever, plain in zip(ocba, equal, strict=True))
    assert ocba[-1] / ocba[0] < equal[-1] / equal[0]


def test_mean_estimates_of_columns_are_what_ocba_takes() -> None:
    assert ocba_shares([mean_estimate([1.0, 2.0]), mean_estimate([4.0, 5.0])], "lower") == pytest.approx((0.5, 0.5))
