"""Distributions know their moments, refuse what is impossible, and scale."""

import math
import pickle

import pytest
from pydantic import BaseModel, ValidationError

from reengineer.quantities import Distribution, Duration, Estimate, Money, QuantityError, Rate, parse_distribution


@pytest.mark.parametrize(
    ("text", "mean", "variance"),
    [
        ("12 min", 720, 0),
        ("exponential(12 min)", 720, 720**2),
        ("uniform(2 min, 4 min)", 180, 1200),
        ("triangular(0, 3, 6)", 3, 1.5),
        ("lognormal(mean=180, sd=220)", 180, 48_400),
        ("gamma(mean=10 s, cv=0.5)", 10, 25),
        ("erlang(k=4, mean=8 s)", 8, 16),
        ("weibull(shape=1, scale=5)", 5, 25),
        ("weibull(shape=2, scale=2)", math.sqrt(math.pi), 4 - math.pi),
        ("beta(0, 10, a=2, b=2)", 5, 5),
        ("pert(0, 5, 10)", 5, 25 / 7),
        ("discrete(1: 0.2, 2: 0.8)", 1.8, 0.16),
        ("mixture(0.5: 2 s, 0.5: exponential(4 s))", 3, 9),
        ("normal(mean=10, sd=0)", 10, 0),
    ],
)
def test_moments_are_those_of_the_formula(text: str, mean: float, variance: float) -> None:
    made = parse_distribution(text)
    assert made.mean == pytest.approx(mean)
    assert made.variance == pytest.approx(variance, abs=1e-12)
    assert made.cv == pytest.approx(math.sqrt(variance) / mean)


def test_the_normal_is_cut_off_at_0() -> None:
    half = parse_distribution("normal(mean=0, sd=1)")
    assert half.mean == pytest.approx(math.sqrt(2 / math.pi))
    assert half.variance == pytest.approx(1 - 2 / math.pi)


def test_the_cv_of_nothing_is_0() -> None:
    assert parse_distribution("0 min").cv == 0


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("gama(mean=3 min, cv=1)", 'nearest: "gamma"'),
        ("zzz(1)", "is not a distribution"),
        ("gamma(mean=3 min)", "needs cv"),
        ("gamma(3 min, 1, 2)", "takes mean, cv, not 3"),
        ("gamma(mean=3 min, sd=2)", "no parameter 'sd'"),
        ("gamma(mean=3 min, mean=2 min)", "given twice"),
        ("gamma(cv=1, 3 min)", "has no unit|given twice|not expected"),
        ("gamma(mean=3 min, cv=-1)", "cv is -1"),
        ("gamma(mean=0 min, cv=1)", "mean is 0"),
        ("exponential(-3 min)", "mean is -3 min"),
        ("triangular(5 min, 3 min, 9 min)", "above mode"),
        ("uniform(4 min, 2 min)", "above high"),
        ("uniform(2, 4 min)", "the unit after each"),
        ("erlang(k=1.5, mean=3)", "whole number"),
        ("erlang(k=0, mean=3)", "whole number"),
        ("weibull(shape=0, scale=3)", "above 0"),
        ("weibull(shape=0.01, scale=3)", "0.012 or more"),
        ("discrete(1: 0.2, 2: 0.7)", "add up to 0.9"),
        ("discrete(1: 1.2, 2: -0.2)", "between 0 and 1"),
        ("discrete(-1: 1)", "below 0"),
        ("discrete(1, 2)", "pairs with a colon"),
        ("discrete(1 to 2: 1)", "is a range"),
        ("discrete(1: rest)", "not one number"),
        ("mixture(0.5: 3, 0.5: 3 min)", "not all of one kind"),
        ("mixture(5 min)", "pairs with a colon"),
        ("mixture(1: mixture(1: mixture(1: mixture(1: mixture(1: mixture(1: 3 min))))))", "nested"),
        ("empirical(file.csv)", "a file and a column"),
        ("exponential()", "is empty|does not start"),
    ],
)
def test_what_is_impossible_is_refused_with_the_reason(text: str, says: str) -> None:
    with pytest.raises(QuantityError, match=says):
        parse_distribution(text)


@pytest.mark.parametrize("family", ["magic", "discrete", "mixture"])
def test_a_family_without_its_values_cannot_be_made(family: str) -> None:
    with pytest.raises(QuantityError):
        Distribution(family=family)
    with pytest.raises(QuantityError, match="takes mean, cv"):
        Distribution(family="gamma")


@pytest.mark.parametrize("text", ["gamma(mean=3 min, cv=0)", "uniform(3 min, 3 min)", "lognormal(3 min, sd=0 min)"])
def test_what_cannot_vary_is_fixed(text: str) -> None:
    assert parse_distribution(text) == Distribution.fixed(180)


def test_a_mean_with_a_range_stays_uncertain() -> None:
    made = parse_distribution("gamma(mean=12 min (10 min to 15 min), cv=0)")
    assert made.is_uncertain
    assert made.resolved(lambda value: Estimate(value.least)) == Distribution.fixed(600)
    assert parse_distribution("mixture(0.5: 1 min, 0.5: 1 min to 2 min)").is_uncertain
    assert not parse_distribution("12 min").is_uncertain


@pytest.mark.parametrize(
    "text",
    [
        "gamma(mean=32 h working, cv=0.6)",
        "normal(mean=5 min, sd=4 min)",
        "erlang(k=3, mean=2 h)",
        "weibull(shape=2, scale=3 min)",
        "discrete(1 min: 0.2, 2 min: 0.8)",
        "mixture(0.7: 5 min, 0.3: exponential(20 min))",
        "beta(1 min, 2 min, a=2, b=3)",
    ],
)
def test_scaling_changes_the_mean_and_keeps_the_cv(text: str) -> None:
    made = parse_distribution(text)
    assert made.scaled(1.5).mean == pytest.approx(1.5 * made.mean)
    assert made.scaled(1.5).cv == pytest.approx(made.cv)
    assert made.with_mean(60).mean == pytest.approx(60)
    assert made.scaled(2).working == made.working
    assert made.scaled(0) == Distribution.fixed(0, working=made.working)


def test_a_factor_below_0_is_refused() -> None:
    with pytest.raises(QuantityError, match="0 or more"):
        parse_distribution("3 min").scaled(-1)


def test_nothing_cannot_be_scaled_to_something_but_is_replaced() -> None:
    assert Distribution.fixed(0).with_mean(60) == Distribution.fixed(60)


def test_values_of_a_file_come_when_it_is_read() -> None:
    made = parse_distribution("empirical(times.csv:work_s)")
    assert str(made) == "empirical(times.csv:work_s)"
    with pytest.raises(QuantityError, match="have not been read"):
        _ = made.mean
    filled = made.with_points((4.0, 2.0, 2.0, 2.0))
    assert filled.points == ((2.0, 0.75), (4.0, 0.25))
    assert filled.mean == 2.5
    assert filled.scaled(2).points == ((4.0, 0.75), (8.0, 0.25))


def test_parameters_have_names() -> None:
    made = parse_distribution("gamma(12 min, 0.4)")
    assert made.get("cv") == Estimate(0.4)
    with pytest.raises(KeyError):
        made.get("sd")


@pytest.mark.parametrize("bad", [(1.0, 0.5, None), (3.0, 1.0, 2.0), (math.nan, None, None), (math.inf, None, None)])
def test_an_estimate_lies_within_its_range(bad: tuple[float, float | None, float | None]) -> None:
    with pytest.raises(QuantityError):
        Estimate(*bad)


def test_an_estimate_scales_with_its_range() -> None:
    assert Estimate(2, 1, 4).scaled(3) == Estimate(6, 3, 12)
    assert Estimate(2, 1, 4).scaled(-1) == Estimate(-2, -4, -1)
    assert Estimate(2).scaled(3) == Estimate(6)
    assert float(Estimate(2, 1, 4)) == 2
    assert (Estimate(2, 1, 4).is_range, Estimate(2, 2, 2).is_range, Estimate(2).is_range) == (True, False, False)


def test_a_point_of_the_range_is_drawn_as_from_a_triangle() -> None:
    wide = Estimate(2, 0, 4)
    assert [wide.at(u) for u in (0.0, 0.5, 1.0)] == [Estimate(0), Estimate(2), Estimate(4)]
    assert wide.at(0.125) == Estimate(1)
    assert Estimate(3).at(0.9) == Estimate(3)
    points = [Estimate(3, 1, 10).at((number + 0.5) / 1000).value for number in range(1000)]
    assert sum(points) / 1000 == pytest.approx(14 / 3, rel=1e-3)


def test_quantities_survive_pickling() -> None:
    made = parse_distribution("mixture(0.7: 5 min, 0.3: exponential(20 min (10 min to 30 min)))")
    assert pickle.loads(pickle.dumps(made)) == made  # noqa: S301 - our own bytes


class Sheet(BaseModel):
    duration: Duration
    work: Distribution
    rate: Rate
    cost: Money
    count: Estimate


def test_pydantic_reads_writes_and_describes_quantities() -> None:
    data = {"duration": "2 h", "work": 3, "rate": "24 GBP/h", "cost": "1 GBP", "count": 9}
    sheet = Sheet.model_validate(data)
    assert sheet.work == Distribution.fixed(3, unit="1")
    assert sheet.model_dump(mode="json") == data
    assert Sheet.model_validate(sheet.model_dump()) == sheet
    assert Sheet.model_validate(dict(sheet)) == sheet
    assert Sheet.model_json_schema()["properties"]["rate"]["type"] == ["string", "number"]


def test_pydantic_gets_our_words() -> None:
    with pytest.raises(ValidationError, match="has no unit"):
        Sheet.model_validate({"duration": 2, "work": 3, "rate": "24 GBP/h", "cost": "1 GBP", "count": 9})
