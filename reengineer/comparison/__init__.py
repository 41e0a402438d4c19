"""Compare options with the as-is and say what is shown.

The road in: `compare` takes results and criteria and returns a `Comparison`; its differences carry one of four
verdicts, *better*, *worse*, *no_difference* or *not_shown*.
"""

from reengineer.comparison._limits import LimitFindings, check_limits
from reengineer.comparison._paired import compare, total_interval
from reengineer.comparison._records import (
    Comparison,
    Forbidding,
    MeasuredValue,
    OptionNotes,
    OptionOutcome,
    PairedDifference,
    Result,
    Standing,
    Status,
    Verdict,
)
from reengineer.comparison._verdicts import more_replications, standing, verdict

__all__ = [
    "Comparison",
    "Forbidding",
    "LimitFindings",
    "MeasuredValue",
    "OptionNotes",
    "OptionOutcome",
    "PairedDifference",
    "Result",
    "Standing",
    "Status",
    "Verdict",
    "check_limits",
    "compare",
    "more_replications",
    "standing",
    "total_interval",
    "verdict",
]
