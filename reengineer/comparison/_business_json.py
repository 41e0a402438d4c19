"""Write business cases and yearly costs as plain values."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reengineer.comparison._business import BusinessCase
    from reengineer.comparison._yearly import YearlyCost


def business_dict(cases: "Sequence[BusinessCase]", yearly: "Sequence[YearlyCost]") -> dict[str, Any]:
    """Return business cases beside what a year costs on both bases, as plain values."""
    return {"yearly_costs": [asdict(each) for each in yearly], "cases": [_case(each) for each in cases]}


def _case(case: "BusinessCase") -> dict[str, Any]:
    plain = ("option", "currency", "basis", "years", "npv", "npv_low", "npv_high", "roi", "uncertain")
    return {
        **{name: getattr(case, name) for name in plain},
        "payback_months": case.payback,
        "discounted_payback_months": case.discounted_payback,
        "probability_of_loss": case.p_loss,
        "inputs": [
            {
                "name": each.name,
                "role": each.role,
                "value": each.estimate.value,
                "low": each.estimate.low,
                "high": each.estimate.high,
            }
            for each in case.inputs
        ],
        "released": [{"what": what, "per_year": worth, "use": use} for what, worth, use in case.released],
        "swings": [
            {
                "name": swing.input.name,
                "low": swing.low,
                "high": swing.high,
                "npv_at_low": swing.at_low,
                "npv_at_high": swing.at_high,
                "break_even": swing.break_even,
            }
            for swing in case.swings
        ],
        "cash": [asdict(point) for point in case.cash],
    }
