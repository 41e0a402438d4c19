"""Distributions become rows of numbers that the draws take back."""

from collections.abc import Callable

import pytest

from reengineer.quantities import Distribution, parse_distribution
from reengineer.simulation._draws import BETA, EXPONENTIAL, FIXED, GAMMA, sample
from reengineer.simulation._program import PARAMETERS, TABLE
from reengineer.simulation._settings import RunSettings
from reengineer.simulation._sketch import Sketch
from reengineer.simulation.compiling._compile import compile_model
from reengineer.simulation.compiling._distributions import SIMULATED, DistributionTable, encode
from reengineer.simulation.reference import ReferenceEngine

ONE_EACH = {
    "fixed": "12 min",
    "exponential": "exponential(12 min)",
    "uniform": "uniform(10 min, 15 min)",
    "triangular": "triangular(10 min, 12 min, 15 min)",
    "normal": "normal(mean=12 min, sd=3 min)",
    "lognormal": "lognormal(mean=12 min, sd=3 min)",
    "gamma": "gamma(mean=12 min, cv=0.5)",
    "erlang": "erlang(k=2, mean=12 min)",
    "weibull": "weibull(shape=1.5, scale=12 min)",
    "beta": "beta(10 min, 15 min, a=2, b=3)",
    "pert": "pert(10 min, 12 min, 15 min)",
}


def middle(row: tuple[int, tuple[float, ...]]) -> float:
    return sample(row[0], *row[1], 0.5)


@pytest.mark.parametrize("family", ONE_EACH)
def test_every_family_has_a_row_of_five_numbers(family: str) -> None:
    code, parameters = encode(parse_distribution(ONE_EACH[family]))
    assert 0 <= code < TABLE
    assert len(parameters) == PARAMETERS
    assert 0 < middle((code, parameters)) <= 15 * 60


def test_the_families_of_the_table_are_those_that_are_simulated() -> None:
    assert set(ONE_EACH) | {"discrete", "empirical", "truncated", "mixture"} == SIMULATED


@pytest.mark.parametrize("family", ONE_EACH)
def test_twice_as_long_is_twice_the_draw(family: str) -> None:
    stated = parse_distribution(ONE_EACH[family])
    assert middle(encode(stated.scaled(2))) == pytest.approx(2 * middle(encode(stated)))


def test_exponential_and_fixed_keep_their_number() -> None:
    assert encode(parse_distribution("exponential(1 min)")) == (EXPONENTIAL, (60.0, 0.0, 0.0, 0.0, 0.0))
    assert encode(parse_distribution("30 s")) == (FIXED, (30.0, 0.0, 0.0, 0.0, 0.0))


def test_erlang_is_a_gamma_with_a_whole_shape() -> None:
    code, (shape, scale, *_) = encode(parse_distribution("erlang(k=4, mean=20 s)"))
    assert (code, shape, scale) == (GAMMA, 4, 5)


def test_pert_is_a_beta_by_its_mode() -> None:
    # a = 1 + 4 * 5 / 20, b = 1 + 4 * 15 / 20.
    code, (a, b, _, low, width) = encode(parse_distribution("pert(10 s, 15 s, 30 s)"))
    assert (code, a, b, low, width) == (BETA, 2, 4, 10, 20)


def test_a_normal_without_spread_is_fixed() -> None:
    assert encode(Distribution.of("normal", mean=5.0, sd=0.0)) == (FIXED, (5.0, 0.0, 0.0, 0.0, 0.0))


def test_equal_distributions_share_a_row() -> None:
    table = DistributionTable()
    rows = [table.add(parse_distribution(text)) for text in ("5 min", "exponential(5 min)", "300 s")]
    assert rows == [0, 1, 0]
    assert table.arrays()["family"].tolist() == [FIXED, EXPONENTIAL]


def test_points_go_into_tables_with_running_sums() -> None:
    table = DistributionTable()
    table.add(parse_distribution("discrete(5 min: 0.25, 1 min: 0.75)"))
    second = table.add(parse_distribution("discrete(2 min: 0.5, 4 min: 0.5)"))
    arrays = table.arrays()
    assert arrays["table_value"].tolist() == [60, 300, 120, 240]
    assert arrays["table_cumulative"].tolist() == [0.75, 1, 0.5, 1]
    assert arrays["parameters"][second].tolist() == [2, 4, 0, 0, 0]


def test_equal_points_are_kept_once() -> None:
    table = DistributionTable()
    text = "discrete(5 min: 0.25, 1 min: 0.75)"
    assert table.add(parse_distribution(text)) == table.add(parse_distribution(text))
    assert len(table.arrays()["table_value"]) == 2


def test_an_empty_table_has_empty_fields() -> None:
    arrays = DistributionTable().arrays()
    assert {name: len(array) for name, array in arrays.items()} == dict.fromkeys(arrays, 0)


def test_a_mixture_has_the_mean_of_its_parts(sketch: Callable[..., Sketch]) -> None:
    made = sketch("S A E", steps={"A": {"duration": "mixture(0.7: 5 min, 0.3: exponential(20 min))"}})
    program = compile_model(made.annotated(), RunSettings(cases=2000))
    work = ReferenceEngine(program, 1, 0).run().log.column("work") / 60e6
    assert float((work == 5).mean()) == pytest.approx(0.7, abs=0.04)
    assert float(work.mean()) == pytest.approx(0.7 * 5 + 0.3 * 20, rel=0.08)
    assert float(work[work != 5].mean()) == pytest.approx(20, rel=0.12)
