"""Compare options with the as-is and say what is shown.

The road in: `compare` takes results and criteria and returns a `Comparison`; its differences carry one of four
verdicts, *better*, *worse*, *no_difference* or *not_shown*.
"""

from typing import TYPE_CHECKING

from reengineer._lazy import on_first_use

if TYPE_CHECKING:
    from reengineer.comparison._affected import Affected, affected
    from reengineer.comparison._business import BusinessCase, CashPoint, MoneyInput, MoneySwing, business_case
    from reengineer.comparison._business_json import business_dict
    from reengineer.comparison._business_notes import BenefitLine, BusinessNotes, CostLine, OptionCase
    from reengineer.comparison._criterion_standings import CriterionStanding
    from reengineer.comparison._decision import Decision, Weighed, WeightFlip, decide, weight_flip
    from reengineer.comparison._decision_json import affected_list, decision_dict, sensitivity_dict
    from reengineer.comparison._limits import LimitFindings, check_limits
    from reengineer.comparison._paired import compare
    from reengineer.comparison._plan import ReplicationPlan, Stop, look, open_differences
    from reengineer.comparison._recommend import recommended, shown_option
    from reengineer.comparison._records import (
        Comparison,
        Forbidding,
        HoldsCases,
        MeasuredValue,
        OptionNotes,
        OptionOutcome,
        PairedDifference,
        Result,
        Standing,
        Status,
        Verdict,
    )
    from reengineer.comparison._selection import Budget, Chance, Chosen, chances, choose_best, ocba_shares
    from reengineer.comparison._sensitivity import Overtaking, Sensitivity, Swing, Trial, tornado
    from reengineer.comparison._total import refitted_interval, total_interval
    from reengineer.comparison._verdicts import more_replications, standing, verdict
    from reengineer.comparison._warnings import run_warnings
    from reengineer.comparison._waterfall import PartChange, Waterfall, waterfall
    from reengineer.comparison._yearly import YearlyCost, yearly_costs

__all__ = [
    "Affected",
    "BenefitLine",
    "Budget",
    "BusinessCase",
    "BusinessNotes",
    "CashPoint",
    "Chance",
    "Chosen",
    "Comparison",
    "CostLine",
    "CriterionStanding",
    "Decision",
    "Forbidding",
    "HoldsCases",
    "LimitFindings",
    "MeasuredValue",
    "MoneyInput",
    "MoneySwing",
    "OptionCase",
    "OptionNotes",
    "OptionOutcome",
    "Overtaking",
    "PairedDifference",
    "PartChange",
    "ReplicationPlan",
    "Result",
    "Sensitivity",
    "Standing",
    "Status",
    "Stop",
    "Swing",
    "Trial",
    "Verdict",
    "Waterfall",
    "Weighed",
    "WeightFlip",
    "YearlyCost",
    "affected",
    "affected_list",
    "business_case",
    "business_dict",
    "chances",
    "check_limits",
    "choose_best",
    "compare",
    "decide",
    "decision_dict",
    "look",
    "more_replications",
    "ocba_shares",
    "open_differences",
    "recommended",
    "refitted_interval",
    "run_warnings",
    "sensitivity_dict",
    "shown_option",
    "standing",
    "tornado",
    "total_interval",
    "verdict",
    "waterfall",
    "weight_flip",
    "yearly_costs",
]

_HOMES = {
    "Affected": "_affected",
    "affected": "_affected",
    "BusinessCase": "_business",
    "CashPoint": "_business",
    "MoneyInput": "_business",
    "MoneySwing": "_business",
    "business_case": "_business",
    "business_dict": "_business_json",
    "BenefitLine": "_business_notes",
    "BusinessNotes": "_business_notes",
    "CostLine": "_business_notes",
    "OptionCase": "_business_notes",
    "Decision": "_decision",
    "Weighed": "_decision",
    "WeightFlip": "_decision",
    "decide": "_decision",
    "weight_flip": "_decision",
    "affected_list": "_decision_json",
    "decision_dict": "_decision_json",
    "sensitivity_dict": "_decision_json",
    "LimitFindings": "_limits",
    "check_limits": "_limits",
    "compare": "_paired",
    "refitted_interval": "_total",
    "total_interval": "_total",
    "ReplicationPlan": "_plan",
    "Stop": "_plan",
    "look": "_plan",
    "open_differences": "_plan",
    "recommended": "_recommend",
    "shown_option": "_recommend",
    "Comparison": "_records",
    "CriterionStanding": "_criterion_standings",
    "Forbidding": "_records",
    "HoldsCases": "_records",
    "MeasuredValue": "_records",
    "OptionNotes": "_records",
    "OptionOutcome": "_records",
    "PairedDifference": "_records",
    "Result": "_records",
    "Standing": "_records",
    "Status": "_records",
    "Verdict": "_records",
    "Budget": "_selection",
    "Chance": "_selection",
    "Chosen": "_selection",
    "chances": "_selection",
    "choose_best": "_selection",
    "ocba_shares": "_selection",
    "Overtaking": "_sensitivity",
    "Sensitivity": "_sensitivity",
    "Swing": "_sensitivity",
    "Trial": "_sensitivity",
    "tornado": "_sensitivity",
    "more_replications": "_verdicts",
    "standing": "_verdicts",
    "verdict": "_verdicts",
    "run_warnings": "_warnings",
    "PartChange": "_waterfall",
    "Waterfall": "_waterfall",
    "waterfall": "_waterfall",
    "YearlyCost": "_yearly",
    "yearly_costs": "_yearly",
}

__getattr__ = on_first_use(__name__, _HOMES)
