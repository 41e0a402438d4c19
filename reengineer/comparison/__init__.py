"""Compare options with the as-is and say what is shown.

The road in: `compare` takes results and criteria and returns a `Comparison`; its differences carry one of four
verdicts, *better*, *worse*, *no_difference* or *not_shown*.
"""

from reengineer.comparison._affected import Affected, affected
from reengineer.comparison._business import BusinessCase, CashPoint, MoneyInput, MoneySwing, business_case
from reengineer.comparison._business_json import business_dict
from reengineer.comparison._business_notes import BenefitLine, BusinessNotes, CostLine, OptionCase
from reengineer.comparison._decision import Decision, Weighed, WeightFlip, decide, weight_flip
from reengineer.comparison._decision_json import affected_list, decision_dict, sensitivity_dict
from reengineer.comparison._limits import LimitFindings, check_limits
from reengineer.comparison._paired import compare, total_interval
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
