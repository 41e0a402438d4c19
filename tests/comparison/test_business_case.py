"""Money over the years, by hand; and that two cost bases are never mixed."""

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from reengineer.comparison import (
    BenefitLine,
    BusinessCase,
    BusinessNotes,
    CostLine,
    OptionCase,
    business_case,
    compare,
    yearly_costs,
)
from reengineer.comparison._business import _points
from reengineer.criteria import Criterion
from reengineer.quantities import Estimate, Money


def gbp(value: float, low: float | None = None, high: float | None = None) -> Money:
    return Money(Estimate(value, low, high), "GBP")


def case_of(
    benefit: Money, *, rate: float = 0.0, years: int = 2, once: Money | None = None, **more: Any
) -> BusinessCase:
    option = OptionCase(
        one_off=(CostLine(what="build", amount=once or gbp(1000)),),
        benefits=(BenefitLine(what="overtime", per_year=benefit, kind="overtime"),),
        **{name: Estimate(value) for name, value in more.items() if name in ("leakage", "ramp_months")},
        running=(CostLine(what="licence", amount=gbp(more["running"])),) if "running" in more else (),
    )
    notes = BusinessNotes(discount_rate=Estimate(rate), years=2, contingency=Estimate(more.get("contingency", 0.0)))
    return business_case("b", notes, option, currency="GBP")


def test_without_discount_the_sums_are_those_of_a_child() -> None:
    found = case_of(gbp(1200))
    assert (found.npv, found.payback, found.roi) == (pytest.approx(1400), 10, pytest.approx(1.4))
    assert (found.p_loss, found.uncertain) == (0, False)


def test_cash_is_discounted_by_the_month() -> None:
    month = 1.1 ** (-1 / 12)
    assert case_of(gbp(1200), rate=0.1).npv == pytest.approx(-1000 + 100 * month * (1 - month**24) / (1 - month))


def test_discounted_payback_is_the_later_one() -> None:
    found = case_of(gbp(1200), rate=0.5)
    assert found.payback == 10
    # The first n with 100 (v + .. + v^n) of at least 1000, v = 1.5^(-1/12): n = ln(0.6563) / ln(v) = 12.5, rounded up.
    assert found.discounted_payback == 13


def test_benefits_grow_evenly_over_the_ramp() -> None:
    assert case_of(gbp(1200), ramp_months=12).npv == pytest.approx(-1000 + 600 + 1200)


def test_leakage_running_costs_and_contingency_count() -> None:
    found = case_of(gbp(1200), leakage=0.25, running=120, contingency=0.2)
    assert found.npv == pytest.approx(-1200 + 2 * (900 - 120))


def test_what_never_pays_back_says_so() -> None:
    found = case_of(gbp(300))
    assert (found.payback, found.discounted_payback, found.p_loss) == (None, None, 1)


def test_no_costs_have_no_return() -> None:
    assert case_of(gbp(300), once=gbp(0)).roi is None


def test_break_even_of_each_number_is_that_of_hand_calculation() -> None:
    found = {swing.input.role: swing.break_even for swing in case_of(gbp(1200)).swings}
    assert found["benefit"] == pytest.approx(500)
    assert found["one_off"] == pytest.approx(2400)
    assert found["leakage"] == pytest.approx(1 - 1000 / 2400)
    assert found["contingency"] == pytest.approx(1.4)


def test_chance_of_a_loss_agrees_with_the_triangle() -> None:
    # The case pays from 500 a year on; of a triangle from 0 to 1000 around 500 half lies below.
    found = case_of(gbp(500, 0, 1000))
    assert found.p_loss == pytest.approx(0.5, abs=0.02)
    assert found.npv_low < found.npv < found.npv_high


def test_the_widest_swing_comes_first_and_lies_between_its_ends() -> None:
    found = case_of(gbp(1200, 200, 2000), once=gbp(1000, 900, 1100))
    first = found.swings[0]
    assert first.input.name == "overtime"
    assert 200 < first.low < 1200 < first.high < 2000
    assert first.at_low == pytest.approx(-1000 + 2 * first.low)


def test_cash_begins_with_the_cost_and_ends_with_the_sum() -> None:
    found = case_of(gbp(1200))
    assert (found.cash[0].base, found.cash[-1].base, len(found.cash)) == (-1000, pytest.approx(1400), 25)


def test_time_set_free_is_told_and_never_counted() -> None:
    option = OptionCase(
        benefits=(BenefitLine(what="an hour a day", per_year=gbp(9000), kind="capacity", use="call backs"),)
    )
    found = business_case("b", BusinessNotes(discount_rate=Estimate(0.03)), option, currency="GBP")
    assert found.npv == 0
    assert found.released == (("an hour a day", 9000, "call backs"),)


@pytest.mark.parametrize(("kind", "asks"), [("capacity", "use"), ("income", "why")])
def test_soft_benefits_must_say_more(kind: Any, asks: str) -> None:
    with pytest.raises(ValidationError, match=f"write with {asks}"):
        BenefitLine(what="x", per_year=gbp(1), kind=kind)


def test_a_discount_rate_has_no_usual_value() -> None:
    with pytest.raises(ValidationError, match="discount_rate"):
        BusinessNotes.model_validate({})


def test_both_bases_stand_apart_with_totals_beside_means(result: Any) -> None:
    # The fake results answer every statistic alike, over a horizon of 1,000 s without warm-up.
    as_is = result(cycle_time=[1.0, 1.0], activity_cost=[100.0, 102.0], resourcing_cost=[300.0, 300.0])
    option = result(cycle_time=[1.0, 1.0], activity_cost=[90.0, 93.0], resourcing_cost=[300.0, 300.0])
    criteria = [Criterion(id="time", measure="cycle_time", better="lower")]
    activity, resourcing = yearly_costs(compare({"as-is": as_is, "b": option}, criteria))
    a_year = 365.25 * 86_400 / 1000
    assert (activity.basis, resourcing.basis) == ("activity_cost", "resourcing_cost")
    assert activity.difference == pytest.approx(-9.5 * a_year)
    assert activity.case_value == pytest.approx(91.5)
    assert (resourcing.difference, resourcing.ci_low) == (0, 0)


def test_an_option_without_costs_has_no_yearly_cost(result: Any) -> None:
    both = {"as-is": result(cycle_time=[1.0, 1.0]), "b": result(cycle_time=[1.0, 1.0])}
    assert yearly_costs(compare(both, [Criterion(id="time", measure="cycle_time", better="lower")])) == ()


@pytest.mark.parametrize("text", ["12 (10 to 20)", "-3 (-8 to -3)", "0 (-1 to 1)", "7 (7 to 9)"])
def test_many_points_of_a_range_are_those_taken_one_by_one(text: str) -> None:
    estimate, u = Estimate.read(text), np.linspace(0.0, 1.0, 401)
    assert _points(estimate, u).tolist() == [estimate.at(each).value for each in u.tolist()]
