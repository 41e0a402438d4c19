"""Count the money of an option: net present value, payback, return, what could turn it, and how likely that is."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from reengineer._records import dataclass
from reengineer.quantities import Estimate
from reengineer.statistics import keyed_uniforms

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from reengineer.comparison._business_notes import BusinessNotes, OptionCase

DRAWS = 4000
KEY = 0xB051E55
LOW, HIGH = 0.1, 0.9
"""Points of a range at which a tornado tries it: one value in ten lies beyond either."""
MONTHS = 12
HALVINGS = 80
Role = Literal["one_off", "contingency", "benefit", "running", "leakage", "ramp", "rate"]
ROLES: tuple[Role, ...] = ("one_off", "contingency", "benefit", "running", "leakage", "ramp", "rate")


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyInput:
    """Hold one number of a business case.

    Parameters
    ----------
    name : str
        In words.
    role : str
        What it does to the cash flow; numbers of one role add up.
    estimate : Estimate
        Money once or a year, a share, months, or a rate a year.
    """

    name: str
    role: Role
    estimate: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneySwing:
    """Say what the net present value is at both ends of one number, all others as stated.

    Parameters
    ----------
    low, high : float
        The points of the range that one value in ten lies beyond.
    at_low, at_high : float
        Net present value there.
    break_even : float or None
        At which the net present value is 0; None where no value of 0 or more makes it so.
    """

    input: MoneyInput
    low: float
    high: float
    at_low: float
    at_high: float
    break_even: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CashPoint:
    """Hold the cumulative cash at the end of a month: as stated, and where one case in ten lies below or above."""

    month: int
    low: float
    base: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessCase:
    """Hold the business case of one option, in the review's currency.

    Parameters
    ----------
    currency, basis : str
    years : int
    inputs : tuple of MoneyInput
    released : tuple of (str, float, str)
        Time set free: what, its worth a year, what it is for. Never part of the sums.
    npv, npv_low, npv_high : float
        Net present value as stated, and the values that one draw in ten lies below or above.
    payback, discounted_payback : int or None
        Months until cumulative cash is no longer below 0; None where that is beyond the years counted.
    roi : float or None
        Benefits less costs, divided by costs; None where there are no costs.
    p_loss : float
        Probability of a net present value below 0, from the ranges; 0 or 1 where there are none.
    uncertain : bool
        Whether any number has a range.
    swings : tuple of MoneySwing
        The widest first.
    """

    option: str
    currency: str
    basis: str
    years: int
    inputs: tuple[MoneyInput, ...]
    released: tuple[tuple[str, float, str], ...]
    npv: float
    npv_low: float
    npv_high: float
    payback: int | None
    discounted_payback: int | None
    roi: float | None
    p_loss: float
    uncertain: bool
    swings: tuple[MoneySwing, ...]

    @property
    def cash(self) -> tuple[CashPoint, ...]:
        """Return the cumulative cash at the end of each month, from month 0 on."""
        return _cash(self.inputs, self.years * MONTHS)

    def total(self, role: Role) -> float:
        """Return the sum of the numbers of one role, as stated."""
        return sum(each.estimate.value for each in self.inputs if each.role == role)


def business_case(
    option: str,
    notes: "BusinessNotes",
    case: "OptionCase",
    *,
    currency: str,
    simulated: Sequence[tuple[str, Estimate]] = (),
    released: Sequence[tuple[str, float, str]] = (),
) -> BusinessCase:
    """Return the business case of an option.

    Parameters
    ----------
    option : str
    notes : BusinessNotes
    case : OptionCase
    currency : str
    simulated : sequence of (str, Estimate)
        Cashable savings a year that the simulation tells: paid hours that fall.
    released : sequence of (str, float, str)
        Time set free, worth a year, and its use; told beside the sums.

    Notes
    -----
    NPV = -C0 + sum over months of net cash / (1 + rate)^(month / 12). One-off costs fall due at once, raised by the
    contingency; benefits less leakage grow evenly over the ramp; running costs begin with the first month.
    """
    inputs = tuple(_inputs(notes, case, simulated))
    months = notes.years * MONTHS
    draws = _drawn(inputs)
    base = _flows(_stated(inputs), months)
    drawn = _flows(draws, months)
    npv, npvs = float(base.present.sum(axis=1)[0]), drawn.present.sum(axis=1)
    low, high = _quantiles(npvs)
    told = [(line.what, line.per_year.amount.value, line.use or "") for line in case.benefits if not line.is_cashable]
    return BusinessCase(
        option=option,
        currency=currency,
        basis=notes.basis,
        years=notes.years,
        inputs=inputs,
        released=(*released, *told),
        npv=npv,
        npv_low=float(low),
        npv_high=float(high),
        payback=_first_month(base.net.cumsum(axis=1)[0]),
        discounted_payback=_first_month(base.present.cumsum(axis=1)[0]),
        roi=_roi(base),
        p_loss=float((npvs < 0).mean()),
        uncertain=any(each.estimate.is_range for each in inputs),
        swings=_swings(inputs, months),
    )


def _inputs(
    notes: "BusinessNotes", case: "OptionCase", simulated: Sequence[tuple[str, Estimate]]
) -> "list[MoneyInput]":
    lines = [MoneyInput(name=line.what, role="one_off", estimate=line.amount.amount) for line in case.one_off]
    lines += [MoneyInput(name=name, role="benefit", estimate=estimate) for name, estimate in simulated]
    lines += [
        MoneyInput(name=line.what, role="benefit", estimate=line.per_year.amount)
        for line in case.benefits
        if line.is_cashable
    ]
    lines += [MoneyInput(name=line.what, role="running", estimate=line.amount.amount) for line in case.running]
    return [
        *lines,
        MoneyInput(name="contingency on one-off costs", role="contingency", estimate=notes.contingency),
        MoneyInput(name="leakage of benefits", role="leakage", estimate=case.leakage),
        MoneyInput(name="months until benefits come in full", role="ramp", estimate=case.ramp_months),
        MoneyInput(name="discount rate", role="rate", estimate=notes.discount_rate),
    ]


Roles = Mapping[Role, "npt.NDArray[np.float64]"]


def _stated(inputs: Sequence[MoneyInput]) -> Roles:
    import numpy as np

    sums = {role: sum(each.estimate.value for each in inputs if each.role == role) for role in ROLES}
    return {role: np.array([float(value)]) for role, value in sums.items()}


def _drawn(inputs: Sequence[MoneyInput]) -> Roles:
    """Return sums by role, a value a draw; each number with a range is drawn from its triangle."""
    import numpy as np

    uniforms = keyed_uniforms(KEY, DRAWS, max(1, len(inputs)))
    found = {role: np.zeros(DRAWS) for role in ROLES}
    for place, each in enumerate(inputs):
        if each.estimate.is_range:
            found[each.role] += _points(each.estimate, uniforms[:, place])
        else:
            found[each.role] += each.estimate.value
    return found


def _points(estimate: Estimate, u: "npt.NDArray[np.float64]") -> "npt.NDArray[np.float64]":
    """Return what `Estimate.at` gives for many uniform numbers; of a number with a range."""
    import numpy as np

    low, high, width = estimate.least, estimate.most, estimate.most - estimate.least
    left = estimate.value - low
    below, above = low + np.sqrt(u * width * left), high - np.sqrt((1 - u) * width * (high - estimate.value))
    return np.where(u * width < left, below, above)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Flows:
    """Hold cash by case and month, from month 0 on: benefits, costs, and both together, plain and discounted."""

    benefits: "npt.NDArray[np.float64]"
    costs: "npt.NDArray[np.float64]"
    net: "npt.NDArray[np.float64]"
    present: "npt.NDArray[np.float64]"


def _flows(roles: Roles, months: int) -> _Flows:
    import numpy as np

    month = np.arange(months + 1, dtype=float)
    ramp = np.maximum(roles["ramp"], 1e-9)[:, None]
    # In month m of an even growth over n months, (m - 1/2) / n of the benefit has come on average.
    grown = np.clip((month - 0.5) / ramp, 0.0, 1.0)
    grown[:, 0] = 0.0
    benefits = (roles["benefit"] * (1 - roles["leakage"]) / MONTHS)[:, None] * grown
    costs = np.repeat((roles["running"] / MONTHS)[:, None], months + 1, axis=1)
    costs[:, 0] = roles["one_off"] * (1 + roles["contingency"])
    net = benefits - costs
    rate = roles["rate"] if np.ptp(roles["rate"]) else roles["rate"][:1]
    present = net / (1 + rate[:, None]) ** (month / MONTHS)
    return _Flows(benefits=benefits, costs=costs, net=net, present=present)


def _quantiles(values: "npt.NDArray[np.float64]") -> tuple[float, float]:
    import numpy as np

    low, high = np.quantile(values, [LOW, HIGH]).tolist()
    return low, high


def _first_month(cumulative: "npt.NDArray[np.float64]") -> int | None:
    """Return the first month from which on cash does not fall below 0 again within the years counted."""
    import numpy as np

    below = np.flatnonzero(cumulative < 0)
    if not len(below):
        return 0
    last = int(below[-1])
    return None if last == len(cumulative) - 1 else last + 1


def _roi(flows: _Flows) -> float | None:
    costs = float(flows.costs.sum())
    return (float(flows.benefits.sum()) - costs) / costs if costs > 0 else None


def _npvs(inputs: Sequence[MoneyInput], values: Sequence[float], months: int) -> list[float]:
    """Return the net present value with each of the numbers in turn at a value, all others as stated."""
    import numpy as np

    sums = {role: np.repeat(stated, len(values)) for role, stated in _stated(inputs).items()}
    for place, (changed, value) in enumerate(zip(inputs, values, strict=True)):
        alike = (each for each in inputs if each.role == changed.role)
        sums[changed.role][place] = sum(value if each is changed else each.estimate.value for each in alike)
    found: list[float] = _flows(sums, months).present.sum(axis=1).tolist()
    return found


def _swings(inputs: Sequence[MoneyInput], months: int) -> tuple[MoneySwing, ...]:
    lows, highs = ([each.estimate.at(point).value for each in inputs] for point in (LOW, HIGH))
    ends = (_npvs(inputs, values, months) for values in (lows, highs))
    columns = zip(inputs, lows, highs, *ends, _break_even(inputs, months), strict=True)
    found = [
        MoneySwing(input=each, low=low, high=high, at_low=at_low, at_high=at_high, break_even=even)
        for each, low, high, at_low, at_high, even in columns
    ]
    return tuple(sorted(found, key=lambda swing: -abs(swing.at_high - swing.at_low)))


_MOST: Mapping[Role, float] = {"contingency": 100.0, "leakage": 1.0, "ramp": 1200.0, "rate": 10.0}


def _break_even(inputs: Sequence[MoneyInput], months: int) -> list[float | None]:
    """Return the value of each number at which the net present value is 0, found by halving, of all side by side."""
    amounts = [abs(each.estimate.value) for each in inputs if each.role in ("one_off", "benefit", "running")]
    lows = [0.0] * len(inputs)
    highs = [_MOST.get(each.role, 1000 * max([1.0, *amounts])) for each in inputs]
    at_lows, at_highs = (_npvs(inputs, ends, months) for ends in (lows, highs))
    at_ends = zip(at_lows, at_highs, strict=True)
    crossed = [at_low != 0 and (at_low < 0) != (at_high < 0) for at_low, at_high in at_ends]
    for _ in range(HALVINGS if any(crossed) else 0):
        middles = [(low + high) / 2 for low, high in zip(lows, highs, strict=True)]
        for place, value in enumerate(_npvs(inputs, middles, months)):
            ends = highs if (value < 0) != (at_lows[place] < 0) else lows
            ends[place] = middles[place]
    return [
        (low + high) / 2 if is_crossed else None for low, high, is_crossed in zip(lows, highs, crossed, strict=True)
    ]


@lru_cache(maxsize=32)
def _cash(inputs: tuple[MoneyInput, ...], months: int) -> tuple[CashPoint, ...]:
    import numpy as np

    middle = _flows(_stated(inputs), months).net.cumsum(axis=1)[0].tolist()
    low, high = np.quantile(_flows(_drawn(inputs), months).net.cumsum(axis=1), [LOW, HIGH], axis=0).tolist()
    return tuple(
        CashPoint(month=month, low=bottom, base=value, high=top)
        for month, (bottom, value, top) in enumerate(zip(low, middle, high, strict=True))
    )
