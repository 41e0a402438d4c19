"""Keyed draws: known answers, the same numbers in both forms, and quantiles as others compute them."""

import math
from array import array
from collections.abc import Sequence
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from reengineer.quantities import Distribution, parse_distribution
from reengineer.simulation import _draws, _quantiles
from reengineer.simulation.compiling._curves import gamma_curve
from reengineer.simulation.compiling._distributions import DistributionTable, encode

WORD = st.integers(0, 2**32 - 1)
MASK = 0xFFFFFFFF
FAMILIES = {
    "fixed": "7 s",
    "exponential": "exponential(40 s)",
    "uniform": "uniform(10 s, 30 s)",
    "triangular": "triangular(10 s, 15 s, 30 s)",
    "normal": "normal(mean=20 s, sd=15 s)",
    "lognormal": "lognormal(mean=20 s, sd=30 s)",
    "gamma": "gamma(mean=20 s, cv=0.6)",
    "peaked gamma": "gamma(mean=20 s, cv=3)",
    "erlang": "erlang(k=3, mean=20 s)",
    "weibull": "weibull(shape=0.8, scale=20 s)",
    "beta": "beta(10 s, 40 s, a=2, b=5)",
    "pert": "pert(10 s, 15 s, 40 s)",
}
TRUTH = {
    "exponential": stats.expon(scale=40),
    "uniform": stats.uniform(10, 20),
    "triangular": stats.triang(0.25, 10, 20),
    "normal": stats.truncnorm(-20 / 15, np.inf, 20, 15),
    # Mean 20 and standard deviation 30 of the variable itself: sigma^2 = log(1 + (30/20)^2).
    "lognormal": stats.lognorm(math.sqrt(math.log(3.25)), scale=20 / math.sqrt(3.25)),
    "gamma": stats.gamma(1 / 0.36, scale=20 * 0.36),
    "peaked gamma": stats.gamma(1 / 9, scale=180),
    "erlang": stats.gamma(3, scale=20 / 3),
    "weibull": stats.weibull_min(0.8, scale=20),
    "beta": stats.beta(2, 5, 10, 30),
    # a = 1 + 4 (15 - 10) / 30 and b = 1 + 4 (40 - 15) / 30.
    "pert": stats.beta(5 / 3, 13 / 3, 10, 30),
}


def philox(counter: tuple[int, ...], key: tuple[int, int]) -> tuple[int, ...]:
    """Return all four words of Philox4x32-10, as the paper writes it."""
    c, (k0, k1) = list(counter), key
    for turn in range(10):
        left, right = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        one, two = (k0 + turn * 0x9E3779B9) & MASK, (k1 + turn * 0xBB67AE85) & MASK
        c = [right >> 32 ^ c[1] ^ one, right & MASK, left >> 32 ^ c[3] ^ two, left & MASK]
    return tuple(c)


def at(name: str, us: Sequence[float]) -> list[float]:
    """Return the values that a distribution has at some u."""
    family, parameters = encode(parse_distribution(FAMILIES[name]))
    return [_draws.sample(family, *parameters, u) for u in us]


KNOWN = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((MASK,) * 4, (MASK,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.parametrize(("counter", "key", "words"), KNOWN)
def test_philox_gives_the_published_answers(
    counter: tuple[int, ...], key: tuple[int, int], words: tuple[int, ...], plain: ModuleType
) -> None:
    assert philox(counter, key) == words
    expected = ((words[0] << 32 | words[1]) >> 11) * 2.0**-53 + 2.0**-54
    assert _draws.uniform(*key, *counter) == expected
    assert plain.uniform(*key, *counter) == expected


@settings(max_examples=300, deadline=None)
@given(key=st.tuples(WORD, WORD), counter=st.tuples(WORD, WORD, WORD, WORD))
def test_a_uniform_number_is_the_first_two_words(
    plain: ModuleType, key: tuple[int, int], counter: tuple[int, ...]
) -> None:
    high, low, *_ = philox(counter, key)
    value = _draws.uniform(*key, *counter)
    assert 0.0 < value < 1.0
    assert value == plain.uniform(*key, *counter)
    assert value == pytest.approx((high * 2.0**32 + low) / 2.0**64, abs=2.0**-52)


def test_uniform_numbers_look_uniform() -> None:
    values = np.array([_draws.uniform(1, 0, case, 2, 3, 4) for case in range(20_000)])
    assert stats.kstest(values, "uniform").pvalue > 0.001
    assert abs(np.corrcoef(values[1:], values[:-1])[0, 1]) < 4 / math.sqrt(20_000)


@pytest.mark.parametrize("name", FAMILIES)
def test_both_forms_draw_the_same_bits(name: str, plain: ModuleType) -> None:
    family, parameters = encode(parse_distribution(FAMILIES[name]))
    us = [_draws.uniform(7, 1, case, 1, 1, 4) for case in range(20_000)]
    here = [_draws.sample(family, *parameters, u) for u in us]
    there = [plain.sample(family, *parameters, u) for u in us]
    assert here == there


def test_a_fixed_value_is_drawn_for_any_u() -> None:
    assert set(at("fixed", (1e-9, 0.5, 1 - 1e-9))) == {7.0}


@pytest.mark.parametrize("name", TRUTH)
def test_quantiles_are_those_of_scipy(name: str) -> None:
    us = [1e-9, 1e-4, 0.01, 0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9, 0.99, 0.9999, 1 - 1e-7]
    assert at(name, us) == pytest.approx([float(TRUTH[name].ppf(u)) for u in us], rel=2e-9)


@pytest.mark.parametrize("name", FAMILIES)
def test_draws_have_the_mean_and_spread_of_their_distribution(name: str) -> None:
    # The middles of equal slices of (0, 1): what is left out of the tails is small for these spreads.
    us = (np.arange(20_000) + 0.5) / 20_000
    values = np.array(at(name, us.tolist()))
    stated: Distribution = parse_distribution(FAMILIES[name])
    assert values.mean() == pytest.approx(stated.mean, rel=2e-3)
    assert values.std() == pytest.approx(math.sqrt(stated.variance), rel=0.03)


@pytest.mark.parametrize("name", FAMILIES)
def test_quantiles_never_fall(name: str) -> None:
    values = at(name, np.linspace(1e-6, 1 - 1e-6, 999).tolist())
    assert values == sorted(values)
    assert values[0] >= 0


@settings(max_examples=200, deadline=None)
@given(shape=st.floats(0.02, 400), u=st.floats(1e-12, 1 - 1e-12))
def test_gamma_quantiles_agree_with_scipy_for_any_shape(plain_quantiles: ModuleType, shape: float, u: float) -> None:
    log_gamma = math.lgamma(shape)
    value = _quantiles.gamma_quantile(shape, log_gamma, u)
    assert value == plain_quantiles.gamma_quantile(shape, log_gamma, u)
    assert value == pytest.approx(float(stats.gamma.ppf(u, shape)), rel=1e-8, abs=1e-280)


@settings(max_examples=200, deadline=None)
# Nearer to 1 the number itself says too little: one bit of it moves the quantile by more than what is asked for.
@given(a=st.floats(0.3, 60), b=st.floats(0.3, 60), u=st.floats(1e-9, 1 - 1e-6))
def test_beta_quantiles_agree_with_scipy_to_a_tiny_part_of_the_range(
    plain_quantiles: ModuleType, a: float, b: float, u: float
) -> None:
    log_beta = math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)
    value = _quantiles.beta_quantile(a, b, log_beta, u)
    assert value == plain_quantiles.beta_quantile(a, b, log_beta, u)
    assert value == pytest.approx(float(stats.beta.ppf(u, a, b)), rel=1e-9, abs=1e-13)


@settings(max_examples=200, deadline=None)
@given(u=st.floats(1e-300, 1 - 1e-16))
def test_normal_quantiles_agree_with_scipy(plain_quantiles: ModuleType, u: float) -> None:
    assert _quantiles.normal_quantile(u) == plain_quantiles.normal_quantile(u)
    assert _quantiles.normal_quantile(u) == pytest.approx(float(stats.norm.ppf(u)), rel=1e-12, abs=1e-15)


@pytest.mark.parametrize(("seconds", "ticks"), [(0.0, 0), (1.0, 1_000_000), (1.4e-6, 1), (1.5e-6, 2), (0.4e-6, 0)])
def test_a_duration_is_rounded_half_up(seconds: float, ticks: int, plain: ModuleType) -> None:
    assert _draws.to_ticks(seconds) == plain.to_ticks(seconds) == ticks


@pytest.mark.parametrize("seconds", [-1.0, math.nan, math.inf, 1e13])
def test_what_is_no_duration_is_told_apart(seconds: float, plain: ModuleType) -> None:
    assert _draws.to_ticks(seconds) == plain.to_ticks(seconds) == -1


@pytest.mark.parametrize(
    ("minutes", "rate", "pounds"),
    [(60, 24, 24.0), (15, 24, 6.0), (0, 24, 0.0), (1, 10, 0.166667), (100_000, 30, 50_000.0)],
)
def test_work_costs_its_hours_at_the_rate(minutes: int, rate: int, pounds: float, plain: ModuleType) -> None:
    cost = _draws.cost_of(minutes * 60_000_000, rate * 1_000_000)
    assert cost == plain.cost_of(minutes * 60_000_000, rate * 1_000_000)
    assert cost / 1e6 == pounds


def test_half_a_micro_unit_rounds_up() -> None:
    assert _draws.cost_of(1_800_000_000, 1) == 1
    assert _draws.cost_of(1_799_999_999, 1) == 0


def test_a_word_is_the_first_four_bytes_of_the_digest() -> None:
    assert _draws.hash32("") == int.from_bytes(bytes.fromhex("1271cf25"), "little")


@pytest.mark.parametrize("name", FAMILIES)
def test_drawn_ticks_are_the_rounded_draw_times_the_factor(name: str, plain: ModuleType) -> None:
    family, parameters = encode(parse_distribution(FAMILIES[name]))
    for u in (0.001, 0.3, 0.999):
        expected = _draws.to_ticks(_draws.sample(family, *parameters, u) * 1.25)
        assert _draws.sample_ticks(u, 1.25, family, *parameters) == expected
        assert plain.sample_ticks(u, 1.25, family, *parameters) == expected


CURVED = ("gamma", "peaked gamma", "erlang", "beta", "pert")


@pytest.mark.parametrize("name", CURVED)
def test_what_is_drawn_from_a_curve_is_the_exact_quantile(name: str, plain_quantiles: ModuleType) -> None:
    table = DistributionTable()
    row = table.add(parse_distribution(FAMILIES[name]))
    arrays = table.arrays()
    curve, (first, scale, low, *_) = array("d", arrays["curve"].tolist()), arrays["parameters"][row].tolist()
    for u in [1e-16, 1e-9, 0.001, 0.2, 0.5, 0.77, 0.999, 1 - 1e-9, 1 - 1e-16]:
        height = _quantiles.curve_at(curve, int(first), u)
        assert height == plain_quantiles.curve_at(curve, int(first), u)
        value = _quantiles.on_curve(int(arrays["family"][row]), scale, low, height)
        exact = TRUTH[name].ppf(u) if u < 0.5 else TRUTH[name].isf(1 - u)
        assert value == pytest.approx(float(exact), rel=2e-10, abs=1e-280)


@settings(max_examples=30, deadline=None)
@given(shape=st.floats(0.05, 400), u=st.floats(1e-12, 1 - 1e-9))
def test_gamma_curves_agree_with_scipy_for_any_shape(shape: float, u: float) -> None:
    height = _quantiles.curve_at(array("d", gamma_curve(shape)), 0, u)
    exact = stats.gamma.ppf(u, shape) if u < 0.5 else stats.gamma.isf(1 - u, shape)
    assert math.exp(height) == pytest.approx(float(exact), rel=2e-8, abs=1e-250)
