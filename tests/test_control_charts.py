"""Limits agree with the formulas, rules with their names, and false alarms with theory."""

from math import sqrt

import numpy as np
import pytest

from reengineer.control_charts import MEAN_RUN_LENGTH, RULES, RuleSet, lag_one, p_chart, u_chart, xmr_chart


def test_the_limits_of_an_xmr_chart_by_hand() -> None:
    chart = xmr_chart([10, 12, 11, 13, 12])
    # Moving ranges 2, 1, 2, 1: their mean is 1.5, the mean of the values 11.6.
    point = chart.points[0]
    assert point.centre == pytest.approx(11.6)
    assert point.high == pytest.approx(11.6 + 2.66 * 1.5, abs=2e-3)
    assert point.low == pytest.approx(11.6 - 2.66 * 1.5, abs=2e-3)
    assert chart.moving_range_high == pytest.approx(3.268 * 1.5)


def test_the_limits_of_a_p_chart_follow_the_size_of_each_sample() -> None:
    chart = p_chart([10, 20, 30], [100, 100, 400])
    share = 60 / 600
    assert [point.centre for point in chart.points] == pytest.approx([share] * 3)
    assert chart.points[0].high == pytest.approx(share + 3 * sqrt(share * (1 - share) / 100))
    assert chart.points[2].high == pytest.approx(share + 3 * sqrt(share * (1 - share) / 400))
    assert chart.points[0].low == pytest.approx(0.01)


def test_the_limits_of_a_u_chart_by_hand() -> None:
    chart = u_chart([4, 6, 5], [2, 2, 1])
    assert chart.points[0].centre == 3.0
    assert chart.points[0].high == pytest.approx(3 + 3 * sqrt(3 / 2))
    assert chart.points[2].low == 0.0


def test_limits_are_frozen_on_the_baseline() -> None:
    before = [5.0, 6.0, 5.0, 6.0, 5.5, 5.2, 6.1, 5.4, 5.8, 5.1, 5.9, 5.5]
    chart = xmr_chart([*before, 50.0, 60.0], baseline=12)
    alone = xmr_chart(before)
    assert chart.points[-1].high == alone.points[-1].high
    assert [point.is_baseline for point in chart.points] == [True] * 12 + [False] * 2
    assert chart.points[12].signals[0] == "one point beyond the limits"


BASE = [1.0, -1.0] * 10


@pytest.mark.parametrize(
    ("rules", "tail", "name"),
    [
        ("default", [0.1] * 8, "8 in a row on one side"),
        ("default", [-2.0, -1.9, -1.8, -1.7, -1.6, -1.5], "6 in a row rising or falling"),
        ("default", [4.0, 4.0], "2 of 3 beyond 2 sigma on one side"),
        ("western-electric", [2.0, 2.0, 0.0, 2.0, 2.0], "4 of 5 beyond 1 sigma on one side"),
        ("nelson", [0.1] * 9, "9 in a row on one side"),
        ("nelson", [3.0, *[0.1, 0.2] * 7, 0.1], "15 in a row within 1 sigma"),
        ("nelson", [2.2, -2.2, -2.2, 2.2, 2.2, -2.2, -2.2, 2.2], "8 in a row outside 1 sigma on both sides"),
        ("nhs", [0.1] * 7, "7 in a row on one side"),
    ],
)
def test_each_rule_is_broken_by_its_pattern(rules: RuleSet, tail: list[float], name: str) -> None:
    chart = xmr_chart([*BASE, *tail], baseline=len(BASE), rules=rules)
    assert name in chart.points[-1].signals
    shorter = xmr_chart([*BASE, *tail[:-1]], baseline=len(BASE), rules=rules)
    assert name not in shorter.points[-1].signals


def test_fourteen_that_alternate_are_a_signal_of_nelson() -> None:
    assert "14 in a row alternating" in xmr_chart(BASE, rules="nelson").points[-1].signals
    assert "14 in a row alternating" not in xmr_chart(BASE[:13], rules="nelson").points[-1].signals


def test_a_series_that_never_varies_has_no_signal_until_it_does() -> None:
    assert xmr_chart([5.0] * 15).signals == ()
    assert [point.label for point in xmr_chart([5.0] * 15 + [5.1], baseline=15).signals] == ["16"]


def test_what_makes_a_chart_weak_is_said() -> None:
    assert "rest on 5 periods" in xmr_chart([1, 2, 1, 2, 1]).notes[0]
    assert "only 1.0 are expected" in p_chart([1] * 12, [100] * 12).notes[0]
    assert any("are alike" in note for note in xmr_chart([float(n) for n in range(20)]).notes)
    assert lag_one([1.0, 1.0, 1.0]) == 0.0


def test_a_chart_needs_two_periods() -> None:
    with pytest.raises(ValueError, match="two periods"):
        xmr_chart([1.0])


@pytest.mark.slow
@pytest.mark.parametrize("rules", list(RULES))
def test_false_alarms_come_as_often_as_stated(rules: RuleSet) -> None:
    rng = np.random.default_rng(5)
    lengths = [run_length(rng, rules) for _ in range(1500)]
    error = 4 * float(np.std(lengths)) / sqrt(len(lengths))
    assert abs(float(np.mean(lengths)) - MEAN_RUN_LENGTH[rules]) < error


def run_length(rng: np.random.Generator, rules: RuleSet) -> int:
    scores: list[float] = []
    at = 0
    while True:
        if at >= len(scores):
            scores.extend(rng.standard_normal(300).tolist())
        if any(broken(scores, at) for _, broken in RULES[rules]):
            return at + 1
        at += 1


@pytest.mark.slow
def test_unchanged_series_signal_within_binomial_bounds_and_shifted_ones_nearly_always() -> None:
    from scipy.stats import binom

    rng = np.random.default_rng(7)
    series, after = 1000, 20
    quiet = loud = 0
    for _ in range(series):
        # Two large samples make limits that are as good as known.
        sizes = [400_000, 400_000] + [400] * after
        hits = rng.binomial(sizes, 0.3)
        chart = p_chart(hits.tolist(), sizes, baseline=2, rules="limits")
        quiet += any(point.signals for point in chart.points[2:])
        hits[2:] = rng.binomial(400, 0.4, size=after)
        shifted = p_chart(hits.tolist(), sizes, baseline=2, rules="limits")
        loud += any(point.signals for point in shifted.points[2:])
    # The chance that a share of 400 lies beyond the limits, exactly.
    beyond = 1 - (binom.cdf(147, 400, 0.3) - binom.cdf(92, 400, 0.3))
    expected = 1 - (1 - beyond) ** after
    low, high = binom.ppf(0.0005, series, expected), binom.ppf(0.9995, series, expected)
    assert low <= quiet <= high
    assert loud >= 0.99 * series
