"""What people write is read as documented, and printed back the same way."""

import math
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reengineer.quantities import (
    Distribution,
    Duration,
    Estimate,
    Frequency,
    Money,
    QuantityError,
    Rate,
    format_number,
    parse_distribution,
    parse_duration,
    parse_frequency,
    parse_money,
    parse_number,
    parse_rate,
    parse_share,
)

amounts = st.floats(min_value=0, max_value=1e9, allow_nan=False).map(abs)
positive = st.floats(min_value=1e-3, max_value=1e7)
shares = st.floats(min_value=0, max_value=1).map(abs)


@st.composite
def estimates(draw: st.DrawFn, numbers: st.SearchStrategy[float] = amounts) -> Estimate:
    if draw(st.booleans()):
        return Estimate(draw(numbers))
    low, value, high = sorted(draw(st.lists(numbers, min_size=3, max_size=3)))
    return Estimate(value, low, high)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("12 min", 720),
        ("12min", 720),
        ("1.5 h", 5400),
        ("2 days", 172_800),
        ("1 day", 86_400),
        ("26 weeks", 26 * 604_800),
        ("90 s", 90),
        ("20 seconds", 20),
        ("PT8M", 480),
        ("pt1h30m", 5400),
        ("P1DT2H", 93_600),
        ("P2W", 1_209_600),
        ("PT0.5S", 0.5),
        (".5 min", 30),
        ("1e3 s", 1000),
    ],
)
def test_a_duration_is_read_in_seconds(text: str, seconds: float) -> None:
    assert parse_duration(text) == Duration(Estimate(seconds))


@pytest.mark.parametrize("text", ["32 h working", "32 hours working", "PT32H working"])
def test_working_counts_open_time(text: str) -> None:
    assert parse_duration(text) == Duration(Estimate(115_200), working=True)


@pytest.mark.parametrize("text", ["10 min to 15 min", "10 to 15 min", "10 min to 0.25 h"])
def test_a_range_alone_is_its_midpoint(text: str) -> None:
    assert parse_duration(text).seconds == Estimate(750, 600, 900)


@pytest.mark.parametrize("text", ["12 min (10 min to 15 min)", "12 min (10 to 15 min)", "12 min (10 to 15)"])
def test_a_number_carries_its_range(text: str) -> None:
    assert parse_duration(text).seconds == Estimate(720, 600, 900)


def test_one_end_that_is_working_makes_the_range_working() -> None:
    assert parse_duration("10 to 15 h working").working
    assert parse_duration("10 h to 15 h working").working


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("12", "no unit"),
        ("12 working", "no unit"),
        ("12 fortnights", "not a unit of time"),
        ("12 min please", "not a unit of time"),
        ("3 months", "month has no fixed length"),
        ("1 year", "year has no fixed length"),
        ("P1M", "months or years"),
        ("P1Y2D", "months or years"),
        ("PT", "not an ISO 8601"),
        ("P1.2.3D", "not an ISO 8601"),
        ("2 days working", "depend on the calendar"),
        ("-5 min", "0 or more"),
        ("soon", "does not start with a number"),
        ("", "empty"),
        ("12 min (15 min to 20 min)", "not between"),
        ("15 min to 10 min", "from high to low"),
        ("1e999 s", "not a finite number"),
        ("x" * 30_000, "too long"),
        ("y" * 100, "does not start with a number"),
    ],
)
def test_what_is_no_duration_says_why(text: str, says: str) -> None:
    with pytest.raises(QuantityError, match=says):
        parse_duration(text)


@pytest.mark.parametrize("value", [True, None, [1], {"a": 1}, b"12 min", object()])
def test_only_text_and_numbers_are_quantities(value: object) -> None:
    with pytest.raises(QuantityError, match="is not a quantity"):
        parse_duration(value)


@pytest.mark.parametrize(
    ("value", "share"),
    [
        (0.35, Estimate(0.35)),
        ("0.35", Estimate(0.35)),
        ("35 %", Estimate(0.35)),
        ("35%", Estimate(0.35)),
        (1, Estimate(1)),
        ("rest", "rest"),
        ("Rest", "rest"),
        ("30 % (25 % to 50 %)", Estimate(0.3, 0.25, 0.5)),
        ("25 to 75 %", Estimate(0.5, 0.25, 0.75)),
    ],
)
def test_a_share_is_between_0_and_1(value: object, share: object) -> None:
    assert parse_share(value) == share


@pytest.mark.parametrize("value", [1.2, -0.1, "120 %", "30 min", "most", "0.9 (0.8 to 1.1)"])
def test_what_is_no_share_is_refused(value: object) -> None:
    with pytest.raises(QuantityError):
        parse_share(value)


def test_money_has_a_currency() -> None:
    assert parse_money("4.50 GBP") == Money(Estimate(4.5), "GBP")
    assert str(parse_money("4.5 GBP")) == "4.50 GBP"
    assert str(parse_money("24 EUR (20 EUR to 30 EUR)")) == "24 EUR (20 EUR to 30 EUR)"
    assert parse_money("20 to 30 GBP").amount == Estimate(25, 20, 30)


@pytest.mark.parametrize("text", ["4.50", "4.50 pounds", "£4", "20 GBP to 30 EUR", "4 gbp", "24 GBP/h"])
def test_what_is_no_money_is_refused(text: str) -> None:
    with pytest.raises(QuantityError):
        parse_money(text)


def test_a_rate_is_money_per_hour() -> None:
    assert parse_rate("24 GBP/h") == Rate(Estimate(24), "GBP")
    assert str(parse_rate("24.5 GBP / h")) == "24.50 GBP/h"
    assert float(parse_rate("24 GBP/h")) == 24


@pytest.mark.parametrize("text", ["24", "24 GBP", "24 GBP/day", "-1 GBP/h", "24 /h"])
def test_what_is_no_rate_is_refused(text: str) -> None:
    with pytest.raises(QuantityError):
        parse_rate(text)


def test_a_frequency_is_per_unit_of_time() -> None:
    assert parse_frequency("12/h").per_second == Estimate(12 / 3600)
    assert str(parse_frequency("12/h")) == "12/h"
    assert str(parse_frequency("0.5/s")) == "1800/h"
    assert float(parse_frequency("60/min")) == 1


@pytest.mark.parametrize("text", ["12", "12/day", "12 h", "-3/h"])
def test_what_is_no_frequency_is_refused(text: str) -> None:
    with pytest.raises(QuantityError):
        parse_frequency(text)


def test_a_number_has_no_unit() -> None:
    assert parse_number("9 (8 to 10)") == Estimate(9, 8, 10)
    with pytest.raises(QuantityError, match="plain number"):
        parse_number("9 people")


@given(amounts)
def test_a_number_prints_with_all_its_digits(number: float) -> None:
    assert float(format_number(number)) == number


@given(estimates())
def test_numbers_read_back(value: Estimate) -> None:
    assert parse_number(str(value)) == value
    assert parse_number(value.as_data()) == value


@given(estimates(), st.booleans())
def test_durations_read_back(seconds: Estimate, working: bool) -> None:
    duration = Duration(seconds, working)
    assert parse_duration(str(duration)) == duration


@given(estimates(), st.sampled_from(["GBP", "EUR"]))
def test_money_reads_back(amount: Estimate, currency: str) -> None:
    assert parse_money(str(Money(amount, currency))) == Money(amount, currency)
    assert parse_rate(str(Rate(amount, currency))) == Rate(amount, currency)


@given(estimates(shares))
def test_shares_read_back(share: Estimate) -> None:
    assert parse_share(str(share)) == share


@given(estimates())
def test_frequencies_read_back(per_second: Estimate) -> None:
    assert parse_frequency(str(Frequency(per_second))) == Frequency(per_second)


@st.composite
def distributions(draw: st.DrawFn) -> Distribution:
    unit = draw(st.sampled_from(["s", "1"]))
    working = unit == "s" and draw(st.booleans())
    low, mode, high = sorted(draw(st.lists(positive, min_size=3, max_size=3, unique=True)))
    choices = {
        "fixed": {"value": draw(estimates())},
        "exponential": {"mean": draw(estimates(positive))},
        "uniform": {"low": low, "high": high},
        "triangular": {"low": low, "mode": mode, "high": high},
        "pert": {"low": low, "mode": mode, "high": high},
        "normal": {"mean": mode, "sd": low},
        "lognormal": {"mean": mode, "sd": high},
        "gamma": {"mean": draw(estimates(positive)), "cv": draw(estimates(positive))},
        "erlang": {"k": draw(st.integers(1, 20)), "mean": mode},
        "weibull": {"shape": max(mode, 0.02), "scale": low},
        "beta": {"low": low, "high": high, "a": mode, "b": mode},
    }
    family = draw(st.sampled_from(sorted(choices)))
    return Distribution.of(family, unit=unit, working=working, **choices[family])


@given(distributions())
def test_distributions_read_back(made: Distribution) -> None:
    assert parse_distribution(str(made)) == made


@given(distributions(), distributions(), shares)
def test_mixtures_read_back(first: Distribution, second: Distribution, share: float) -> None:
    if (first.unit, first.working) == (second.unit, second.working):
        made = Distribution(
            family="mixture", unit=first.unit, working=first.working, parts=((share, first), (1 - share, second))
        )
        assert parse_distribution(str(made)) == made
        assert math.isclose(made.mean, share * first.mean + (1 - share) * second.mean, rel_tol=1e-9)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    for parse in (parse_distribution, parse_duration, parse_money, parse_rate, parse_share, parse_number):
        with suppress(QuantityError):
            assert parse(text) is not None
