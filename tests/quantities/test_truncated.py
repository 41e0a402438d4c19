"""What lies between two bounds of a distribution: its notation, its mean and its variance."""

import math

import pytest
import scipy.integrate
import scipy.stats

from reengineer.quantities import Distribution, QuantityError, parse_distribution

CASES = {
    "truncated(exponential(63 s), 60 s, 1 h)": scipy.stats.expon(scale=63),
    "truncated(normal(mean=2, sd=1), 1, 1000)": scipy.stats.norm(2, 1),
    "truncated(gamma(mean=10 min, cv=0.5), 2 min, 20 min)": scipy.stats.gamma(4, scale=150),
    "truncated(erlang(k=2, mean=10 min), 0 min, 20 min)": scipy.stats.gamma(2, scale=300),
    "truncated(weibull(shape=1.5, scale=20 min), 5 min, 1 h)": scipy.stats.weibull_min(1.5, scale=1200),
    "truncated(lognormal(mean=85 s, sd=98 s), 1.5 s, 334 s)": scipy.stats.lognorm(
        math.sqrt(math.log1p((98 / 85) ** 2)), scale=85 / math.sqrt(1 + (98 / 85) ** 2)
    ),
}


@pytest.mark.parametrize("text", CASES)
def test_moments_are_those_of_the_integrals(text: str) -> None:
    made, whole = parse_distribution(text), CASES[text]
    low, high = (bound.value for _, bound in made.parameters)
    far = min(high, low + 40 * whole.std())

    def integral(power: int) -> float:
        return float(scipy.integrate.quad(lambda x: x**power * whole.pdf(x), low, far, limit=200)[0])

    mass = whole.cdf(high) - whole.cdf(low)
    assert made.mean == pytest.approx(integral(1) / mass, rel=1e-6)
    assert made.variance == pytest.approx(integral(2) / mass - (integral(1) / mass) ** 2, rel=1e-5)


@pytest.mark.parametrize("text", CASES)
def test_the_notation_reads_back(text: str) -> None:
    made = parse_distribution(text)
    assert str(made) == text.replace(" 60 s,", " 1 min,")
    assert parse_distribution(str(made)) == made


def test_scaling_moves_the_bounds_along() -> None:
    made = parse_distribution("truncated(exponential(12 min), 5 min, 60 min)").scaled(2)
    assert str(made) == "truncated(exponential(24 min), 10 min, 2 h)"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("truncated(exponential(12 min), 5 min)", "three values"),
        ("truncated(uniform(1 min, 2 min), 1 min, 2 min)", "it may be exponential"),
        ("truncated(exponential(12 min), 5, 60)", "another kind"),
        ("truncated(exponential(12 min), 60 min, 5 min)", "from small to large"),
        ("truncated(exponential(12 min (10 min to 15 min)), 5 min, 60 min)", "no ranges"),
        ("truncated(exponential(12 min), 5 min to 6 min, 60 min)", "no ranges"),
        ("truncated(normal(mean=1 min, sd=1 s), 50 min, 60 min)", "hardly any value"),
    ],
)
def test_what_cannot_be_is_refused(text: str, words: str) -> None:
    with pytest.raises(QuantityError, match=words):
        parse_distribution(text)


def test_wide_bounds_change_nothing() -> None:
    whole = Distribution.of("normal", mean=600.0, sd=60.0)
    assert Distribution.truncated(whole, 0.0, 1e9).mean == pytest.approx(600, rel=1e-9)
