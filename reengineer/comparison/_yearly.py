"""Say what a year costs, on two bases that are never mixed, with the totals beside the means of a case."""

from typing import TYPE_CHECKING, Literal

from reengineer._records import dataclass
from reengineer.errors import UsageError
from reengineer.measures import SECONDS, Measure
from reengineer.statistics import mean_estimate, paired_differences

if TYPE_CHECKING:
    from reengineer.comparison._records import Comparison, Result

Basis = Literal["activity_cost", "resourcing_cost"]
YEAR_S = 365.25 * SECONDS["day"]
BASES: tuple[Basis, ...] = ("activity_cost", "resourcing_cost")


@dataclass(frozen=True, slots=True, kw_only=True)
class YearlyCost:
    """Hold what a year costs on one basis, as it is and under an option.

    Parameters
    ----------
    basis : {"activity_cost", "resourcing_cost"}
        Minutes worked at the rate and fees; or paid hours at the rate. Only the second can be saved as money.
    as_is, value, difference, ci_low, ci_high : float or None
        A year, in the review's currency; the interval of the paired difference alone, 95 %.
    case_as_is, case_value : float or None
        Mean of a case, told beside: taking easy work away raises it while the total falls.
    """

    option: str
    basis: Basis
    as_is: float | None
    value: float | None
    difference: float | None
    ci_low: float | None
    ci_high: float | None
    case_as_is: float | None
    case_value: float | None


def yearly_costs(comparison: "Comparison") -> tuple[YearlyCost, ...]:
    """Return what a year costs under each option that ran, both bases apart.

    Parameters
    ----------
    comparison : Comparison
    """
    baseline = comparison.outcome(comparison.baseline).result
    if baseline is None:
        return ()
    as_is = {basis: _costs(baseline, basis) for basis in BASES}
    return tuple(
        found
        for outcome in comparison.outcomes
        if outcome.id != comparison.baseline and outcome.result is not None
        for basis in BASES
        if (found := _yearly(outcome.id, basis, as_is[basis], _costs(outcome.result, basis))) is not None
    )


@dataclass(frozen=True, slots=True)
class _Costs:
    """Hold what a year costs in each replication, and the mean of a case."""

    years: list[float]
    case: float | None


def _costs(result: "Result", basis: Basis) -> _Costs | None:
    try:
        sums = _values(result, basis, "sum")
        case = mean_estimate(_values(result, basis, "mean")).mean
    except UsageError:
        return None
    years = (result.horizon_s - result.warm_up_s) / YEAR_S
    return _Costs([value / years for value in sums] if years > 0 else [], case)


def _yearly(option: str, basis: Basis, as_is: _Costs | None, costs: _Costs | None) -> YearlyCost | None:
    if as_is is None or costs is None:
        return None
    before, after = as_is.years, costs.years
    estimate = mean_estimate(paired_differences(after, before))
    interval = estimate.interval()
    return YearlyCost(
        option=option,
        basis=basis,
        as_is=mean_estimate(before).mean,
        value=mean_estimate(after).mean,
        difference=estimate.mean,
        ci_low=interval.low,
        ci_high=interval.high,
        case_as_is=as_is.case,
        case_value=costs.case,
    )


def _values(result: "Result", basis: Basis, statistic: Literal["sum", "mean"]) -> list[float]:
    values: list[float] = result.values(Measure(name=basis, statistic=statistic)).tolist()
    return values
