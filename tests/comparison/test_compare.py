"""Check what a comparison says of results whose values are known."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import nan, sqrt
from typing import Any

import numpy as np
import pytest

from reengineer.comparison import OptionNotes, compare, total_interval
from reengineer.errors import Problem, UsageError
from reengineer.statistics import mean_estimate, t_quantile

Make = Callable[..., Any]
AS_IS = [5.0, 5.4, 4.8, 5.1, 5.3, 4.9]


def shifted(by: float, spread: float = 0.01) -> list[float]:
    return [value + by + spread * (-1) ** place for place, value in enumerate(AS_IS)]


@dataclass(frozen=True)
class Breach:
    rule: str
    problem: Problem


def test_identical_option_differs_by_exactly_zero(result: Make, criterion: Make) -> None:
    same = compare({"as-is": result(cycle_time=AS_IS), "same": result(cycle_time=AS_IS)}, [criterion()])
    item = same.differences[0]
    assert (item.difference, item.ci_low, item.ci_high, item.verdict) == (0.0, 0.0, 0.0, "no_difference")
    assert (item.p, item.p_adjusted, item.note) == (1.0, 1.0, "identical in every replication")


def test_shorter_cycle_time_is_better(result: Make, criterion: Make) -> None:
    found = compare({"as-is": result(cycle_time=AS_IS), "x": result(cycle_time=shifted(-1))}, [criterion()])
    item = found.difference("x", "cycle")
    assert item is not None
    assert item.verdict == "better"
    assert item.difference == pytest.approx(-1)
    assert item.value == pytest.approx(item.as_is - 1)


def test_longer_cycle_time_is_worse(result: Make, criterion: Make) -> None:
    found = compare({"as-is": result(cycle_time=AS_IS), "x": result(cycle_time=shifted(1))}, [criterion()])
    assert found.differences[0].verdict == "worse"


def test_higher_is_better_where_the_criterion_says_so(result: Make, criterion: Make) -> None:
    aim = criterion(better="higher")
    found = compare({"as-is": result(cycle_time=AS_IS), "x": result(cycle_time=shifted(1))}, [aim])
    assert found.differences[0].verdict == "better"


def test_certain_but_small_difference_does_not_matter(result: Make, criterion: Make) -> None:
    found = compare({"as-is": result(cycle_time=AS_IS), "x": result(cycle_time=shifted(-0.05))}, [criterion()])
    assert found.differences[0].p_adjusted < 0.01
    assert found.differences[0].verdict == "no_difference"


def test_noise_shows_nothing_and_says_how_many_more_it_takes(result: Make, criterion: Make) -> None:
    noisy = shifted(-0.2, spread=0.5)
    found = compare({"as-is": result(cycle_time=AS_IS), "x": result(cycle_time=noisy)}, [criterion()])
    item = found.differences[0]
    assert item.verdict == "not_shown"
    assert item.more_replications is not None
    sd, n = mean_estimate([b - a for a, b in zip(AS_IS, noisy, strict=True)]).sd, item.more_replications + 6
    assert t_quantile(n, 0.95) * sd / sqrt(n) <= abs(item.difference) < t_quantile(n - 1, 0.95) * sd / sqrt(n - 1)


def test_one_replication_tells_nothing(result: Make, criterion: Make) -> None:
    found = compare({"as-is": result(cycle_time=[5.0]), "x": result(cycle_time=[4.0])}, [criterion()])
    item = found.differences[0]
    assert (item.verdict, item.difference, item.ci_low, item.p) == ("not_shown", -1.0, None, None)
    assert item.note == "one replication cannot tell a difference from chance"
    assert item.more_replications is None


def test_one_identical_replication_is_no_difference(result: Make, criterion: Make) -> None:
    found = compare({"as-is": result(cycle_time=[5.0]), "same": result(cycle_time=[5.0])}, [criterion()])
    item = found.differences[0]
    assert (item.ci_low, item.ci_high, item.verdict) == (0.0, 0.0, "no_difference")
    assert item.note == "identical in the one replication run"


def test_difference_without_variance_is_certain(result: Make, criterion: Make) -> None:
    found = compare({"as-is": result(cycle_time=[5.0] * 4), "x": result(cycle_time=[4.0] * 4)}, [criterion()])
    item = found.differences[0]
    assert (item.ci_low, item.ci_high, item.verdict) == (-1.0, -1.0, "better")
    assert item.note == "the same difference in every replication"


def test_known_differences_do_not_widen_the_others(result: Make, criterion: Make) -> None:
    results = {"as-is": result(cycle_time=AS_IS), "x": result(cycle_time=shifted(-0.3, 0.1))}
    alone = compare(results, [criterion()]).difference("x", "cycle")
    beside = compare({**results, "same": result(cycle_time=AS_IS)}, [criterion()]).difference("x", "cycle")
    assert alone == beside


def test_adjusted_p_grows_with_options_and_measures(result: Make, criterion: Make) -> None:
    noisy = [shifted(-0.2, 0.2), shifted(0.1, 0.3), shifted(-0.3, 0.2)]
    results = {"as-is": result(cycle_time=AS_IS)} | {
        f"x{i}": result(cycle_time=values) for i, values in enumerate(noisy)
    }
    found = compare(results, [criterion()])
    assert min(item.p_adjusted / item.p for item in found.differences) == pytest.approx(1.0)
    assert max(item.p_adjusted / item.p for item in found.differences) == pytest.approx(3.0)


def test_only_common_replications_count(result: Make, criterion: Make) -> None:
    found = compare({"as-is": result(cycle_time=[*AS_IS, 99.0]), "x": result(cycle_time=AS_IS)}, [criterion()])
    assert found.n_replications == 6
    assert found.differences[0].verdict == "no_difference"
    assert len(found.outcome("as-is").result.replications) == 6


def test_largest_warm_up_counts_for_all(result: Make, criterion: Make) -> None:
    late = replace(result(cycle_time=AS_IS), warm_up_s=500.0)
    found = compare({"as-is": result(cycle_time=AS_IS), "x": late}, [criterion()])
    assert found.warm_up_s == 500.0
    assert found.differences[0].difference == 0.0


def test_replications_without_a_value_are_left_out(result: Make, criterion: Make) -> None:
    holed = [nan, *shifted(-1)[1:]]
    found = compare({"as-is": result(cycle_time=AS_IS), "x": result(cycle_time=holed)}, [criterion()])
    assert found.differences[0].n_pairs == 5
    assert found.differences[0].as_is == pytest.approx(sum(AS_IS[1:]) / 5)


def test_measure_that_no_simulation_tells_is_not_shown(result: Make, criterion: Make) -> None:
    aim = criterion(id="csat", measure="csat", unit="points", better="higher", target=70)
    found = compare({"as-is": result(cycle_time=AS_IS), "x": result(cycle_time=AS_IS)}, [aim])
    item = found.differences[0]
    assert (item.verdict, item.difference) == ("not_shown", None)
    assert item.note == "a simulation does not tell this measure"
    assert found.outcome("x").measured("csat").target == "cannot_tell"


def test_option_that_took_the_measured_step_away_is_not_shown(result: Make, criterion: Make) -> None:
    found = compare({"as-is": result(cycle_time=AS_IS), "x": result(handoffs=AS_IS)}, [criterion()])
    assert found.differences[0].note == "the option and the as-is do not both have a value"


def test_criterion_that_the_as_is_cannot_answer_is_refused(result: Make, criterion: Make) -> None:
    with pytest.raises(UsageError, match="RE522"):
        compare({"as-is": result(handoffs=AS_IS), "x": result(cycle_time=AS_IS)}, [criterion()])


def test_missing_baseline_is_named(result: Make, criterion: Make) -> None:
    with pytest.raises(UsageError, match=r'no result "as-is"'):
        compare({"as_is": result(cycle_time=AS_IS)}, [criterion()])


def test_result_without_replications_is_refused(result: Make, criterion: Make) -> None:
    with pytest.raises(UsageError, match="RE602"):
        compare({"as-is": result(cycle_time=[]), "x": result(cycle_time=[])}, [criterion()])


def test_results_of_other_seeds_and_lengths_are_no_pairs(result: Make, criterion: Make) -> None:
    other = replace(result(cycle_time=AS_IS), seed=2)
    longer = replace(result(cycle_time=AS_IS), settings=replace(other.settings, length=None, cases=50))
    with pytest.raises(UsageError) as caught:
        compare({"as-is": result(cycle_time=AS_IS), "x": other, "y": longer}, [criterion()])
    assert [problem.code for problem in caught.value.problems] == ["RE603", "RE604"]
    assert "50 cases" in str(caught.value)


def test_target_is_met_missed_or_open_by_the_whole_interval(result: Make, criterion: Make) -> None:
    results = {"as-is": result(cycle_time=AS_IS)}
    met = compare(results, [criterion(target=5.6, minimum=6)]).outcome("as-is").measured("cycle")
    missed = compare(results, [criterion(target=4, minimum=4.5)]).outcome("as-is").measured("cycle")
    opened = compare(results, [criterion(target=5.0, minimum=5.1)]).outcome("as-is").measured("cycle")
    assert (met.target, met.minimum) == ("met", "met")
    assert (missed.target, missed.minimum) == ("not_met", "not_met")
    assert (opened.target, opened.minimum) == ("cannot_tell", "cannot_tell")


def test_target_of_a_higher_aim_is_judged_from_below(result: Make, criterion: Make) -> None:
    aim = criterion(better="higher", target=4, minimum=3)
    assert compare({"as-is": result(cycle_time=AS_IS)}, [aim]).outcome("as-is").measured("cycle").target == "met"


def test_value_without_variance_has_an_interval_without_width(result: Make, criterion: Make) -> None:
    value = compare({"as-is": result(cycle_time=[2.0, 2.0])}, [criterion(target=2)]).outcome("as-is").measured("cycle")
    assert (value.ci_low, value.ci_high, value.target) == (2.0, 2.0, "met")


def test_forbidden_option_keeps_its_measures(result: Make, criterion: Make) -> None:
    breach = Breach(rule="C-4EYES", problem=Problem("B203", "one person pays and approves"))
    results = {"as-is": result(cycle_time=AS_IS), "x": result(cycle_time=shifted(-1))}
    outcome = compare(results, [criterion()], forbidden={"x": (breach,)}).outcome("x")
    assert (outcome.status, outcome.breaches) == ("forbidden", (breach,))
    assert outcome.measured("cycle") is not None


def test_unstable_option_is_listed_without_measures(result: Make, criterion: Make) -> None:
    load = Problem("RE501", "handler is offered 1.08 times what it can do")
    notes = {"pool": OptionNotes(title="Pooling", status="unstable", findings=(load,))}
    outcome = compare({"as-is": result(cycle_time=AS_IS)}, [criterion()], notes=notes).outcome("pool")
    assert (outcome.title, outcome.status, outcome.result, outcome.measures) == ("Pooling", "unstable", None, ())
    assert outcome.measured("cycle") is None


def test_baseline_comes_first_and_the_order_is_kept(result: Make, criterion: Make) -> None:
    results = {"b": result(cycle_time=AS_IS), "a": result(cycle_time=AS_IS), "as-is": result(cycle_time=AS_IS)}
    found = compare(results, [criterion()])
    assert [outcome.id for outcome in found.outcomes] == ["as-is", "b", "a"]
    assert found.difference("as-is", "cycle") is None


def test_uncertain_inputs_widen_the_interval_and_may_flip_the_verdict(result: Make, criterion: Make) -> None:
    results = {"as-is": result(cycle_time=AS_IS), "x": result(cycle_time=shifted(-0.5, 0.05))}
    drawn = [value - 0.5 + 0.8 * (-1) ** place for place, value in enumerate(AS_IS)]
    sampled = {"as-is": result(cycle_time=AS_IS), "x": result(cycle_time=drawn)}
    item = compare(results, [criterion()], sampled=sampled).differences[0]
    assert item.total_low < item.ci_low < item.ci_high < item.total_high
    assert (item.stated_verdict, item.total_verdict, item.flips) == ("better", "not_shown", True)
    assert item.verdict == "not_shown"


def test_inputs_that_do_not_matter_do_not_flip_the_verdict(result: Make, criterion: Make) -> None:
    results = {"as-is": result(cycle_time=AS_IS), "x": result(cycle_time=shifted(-1))}
    found = compare(results, [criterion()], sampled=results)
    assert not found.differences[0].flips
    assert found.sampled_replications == 6


def test_option_without_sampled_results_has_no_total_interval(result: Make, criterion: Make) -> None:
    results = {"as-is": result(cycle_time=AS_IS), "x": result(cycle_time=shifted(-1))}
    item = compare(results, [criterion()], sampled={"as-is": result(cycle_time=AS_IS)}).differences[0]
    assert (item.total_low, item.total_verdict, item.flips) == (None, None, False)


def test_total_interval_counts_inputs_in_full_and_chance_by_the_mean() -> None:
    rng = np.random.default_rng(2)
    fixed = mean_estimate(rng.normal(1, 0.3, 400))
    drawn = mean_estimate(rng.normal(1, 0.5, 400))
    interval = total_interval(fixed, drawn, 0.95)
    assert interval.half_width == pytest.approx(1.966 * sqrt(0.4**2 + 0.25 / 400), rel=0.1)


def test_total_interval_of_exact_inputs_is_that_of_the_mean() -> None:
    rng = np.random.default_rng(2)
    values = rng.normal(1, 0.3, 50)
    estimate = mean_estimate(values)
    assert total_interval(estimate, estimate, 0.95) == estimate.interval(0.95)


def test_not_knowing_the_inputs_never_makes_surer() -> None:
    fixed, drawn = mean_estimate([0.0, 1.0, 2.0, 3.0]), mean_estimate([1.4, 1.5, 1.5, 1.6])
    total, stated = total_interval(fixed, drawn, 0.95), fixed.interval(0.95)
    assert total.half_width is not None
    assert total.half_width == pytest.approx(stated.half_width)


def test_total_interval_needs_two_replications() -> None:
    assert total_interval(mean_estimate([1.0, 2.0]), mean_estimate([1.0]), 0.95).low is None
