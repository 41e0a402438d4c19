"""Judge a simulated result against a limit, with three answers."""

from typing import Literal

from reengineer.boundaries._records import OutcomeLimit
from reengineer.measures import MEASURES, Clock, Measure

Verdict = Literal["complies", "violates", "not shown"]


def check_outcome(limit: OutcomeLimit, low: float | None, high: float | None) -> Verdict:
    """Judge an interval against a limit (B302).

    Parameters
    ----------
    limit : OutcomeLimit
    low, high : float or None
        Ends of the simultaneous confidence interval, in the limit's unit; None where the result is not known.

    Returns
    -------
    {"complies", "violates", "not shown"}
        *complies* if the whole interval satisfies the limit, *violates* if none of it does, else *not shown*. Only
        *violates* forbids.
    """
    if low is None or high is None or low != low or high != high:  # noqa: PLR0124 - not a number differs from itself
        return "not shown"
    most = float("inf") if limit.max is None else limit.max
    least = float("-inf") if limit.min is None else limit.min
    if least <= low and high <= most:
        return "complies"
    return "violates" if low > most or high < least else "not shown"


def measure_of(limit: OutcomeLimit) -> Measure:
    """Return the measure that a limit is about; ``working_days`` are days of the working clock."""
    working = limit.unit == "working_days"
    elapsed: Clock | None = "elapsed" if MEASURES[limit.measure].kind == "time" else None
    return Measure(
        name=limit.measure,
        statistic=limit.statistic,
        scope=limit.scope,
        scope_id=limit.scope_id,
        clock="working" if working else limit.clock or elapsed,
        unit="day" if working else limit.unit,
        within_s=None if limit.within is None else float(limit.within),
    )
