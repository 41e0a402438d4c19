"""Draws between two bounds are those of the quantile function of what lies between."""

import math

import pytest
import scipy.stats

from reengineer.quantities import parse_distribution
from reengineer.simulation._quantiles import curve_at, on_curve
from reengineer.simulation.compiling._distributions import DistributionTable

UNIFORMS = [1e-12, 1e-4, 0.03, 0.25, 0.5, 0.75, 0.97, 0.9999, 1 - 1e-12]
CASES = {
    "truncated(exponential(63 s), 60 s, 1 h)": scipy.stats.expon(scale=63),
    "truncated(normal(mean=20 s, sd=20 s), 0 s, 40 s)": scipy.stats.norm(20, 20),
    "truncated(gamma(mean=600 s, cv=0.5), 100 s, 900 s)": scipy.stats.gamma(4, scale=150),
    "truncated(weibull(shape=1.5, scale=1200 s), 300 s, 3600 s)": scipy.stats.weibull_min(1.5, scale=1200),
    "truncated(lognormal(mean=85 s, sd=98 s), 1.5 s, 334 s)": scipy.stats.lognorm(
        math.sqrt(math.log1p((98 / 85) ** 2)), scale=85 / math.sqrt(1 + (98 / 85) ** 2)
    ),
}


def drawn(text: str, u: float) -> float:
    table = DistributionTable()
    assert table.add(parse_distribution(text)) == 0
    arrays = table.arrays()
    first, scale, low = arrays["parameters"][0][:3]
    return on_curve(int(arrays["family"][0]), scale, low, curve_at(arrays["curve"], int(first), u))


@pytest.mark.parametrize("u", UNIFORMS)
@pytest.mark.parametrize("text", CASES)
def test_draws_are_quantiles(text: str, u: float) -> None:
    low, high = (bound.value for _, bound in parse_distribution(text).parameters)
    whole = CASES[text]
    # The far end is found from above, where the chances below are all but 1.
    below, above = whole.cdf([low, high]), whole.sf([low, high])
    expected = (
        whole.ppf(below[0] + u * (below[1] - below[0]))
        if u < 0.5
        else whole.isf(above[1] + (1 - u) * (above[0] - above[1]))
    )
    assert drawn(text, u) == pytest.approx(expected, rel=1e-6)
    assert low <= drawn(text, u) * (1 + 1e-9)
    assert drawn(text, u) <= high * (1 + 1e-9)


def test_equal_ones_share_a_row() -> None:
    table = DistributionTable()
    rows = {table.add(parse_distribution("truncated(exponential(63 s), 60 s, 1 h)")) for _ in range(2)}
    assert rows == {0}
    assert table.add(parse_distribution("truncated(exponential(63 s), 59 s, 1 h)")) == 1
