"""Compare options with the as-is and say what is shown.

The road in: `compare` takes results and criteria and returns a `Comparison`; its differences carry one of four
verdicts, *better*, *worse*, *no_difference* or *not_shown*.
"""

from reengineer.comparison._limits import LimitFindings, check_limits
from reengineer.comparison._paired import compare, total_interval
from reengineer.comparison._plan import ReplicationPlan, Stop, look, open_differences
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
from reengineer.comparison._verdicts import more_replications, standing, verdict

__all__ = [
    "Budget",
    "Chance",
    "Chosen",
    "Comparison",
    "Forbidding",
    "HoldsCases",
    "LimitFindings",
    "MeasuredValue",
    "OptionNotes",
    "OptionOutcome",
    "PairedDifference",
    "ReplicationPlan",
    "Result",
    "Standing",
    "Status",
    "Stop",
    "Verdict",
    "chances",
    "check_limits",
    "choose_best",
    "compare",
    "look",
    "more_replications",
    "ocba_shares",
    "open_differences",
    "standing",
    "total_interval",
    "verdict",
]
