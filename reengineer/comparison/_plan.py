"""Decide how many replications are enough, and say honestly why a run stopped."""

from typing import TYPE_CHECKING, Literal

from reengineer._records import dataclass
from reengineer.comparison._verdicts import verdict
from reengineer.measures import Measure
from reengineer.statistics import Interval, mean_estimate, t_quantile

if TYPE_CHECKING:
    from reengineer.comparison._records import Comparison, PairedDifference
    from reengineer.criteria import Criterion

Reason = Literal["stated", "resolved", "cap"]
PRECISION_OF = Measure(name="cycle_time", clock="working")
EARLY = 0.001
"""Chance of error that an early look may spend on all differences together: looking often must not make findings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplicationPlan:
    """Say how many replications are run first, how many at the most, and what is asked of them.

    Parameters
    ----------
    pilot, most, step : int
        Run first, at the most, and added at a time.
    precision : float
        Half-width of the 95 % interval of the as-is's mean cycle time, as a share of the mean.
    stated : bool
        Whether somebody stated the number, so that it is not looked at what it gives.
    """

    pilot: int = 10
    most: int = 30
    step: int = 5
    precision: float = 0.05
    stated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Say why no more replications were run.

    Parameters
    ----------
    reason : {"stated", "resolved", "cap"}
        The number was stated; what was asked is known; or the cap was reached before it was.
    replications : int
    open : tuple of (str, str)
        Option and criterion of the differences that are not resolved.
    precise : bool
        Whether the as-is's mean cycle time is known as precisely as asked.
    """

    reason: Reason
    replications: int
    open: tuple[tuple[str, str], ...] = ()
    precise: bool = True


def look(comparison: "Comparison", plan: ReplicationPlan) -> Stop | int:
    """Return why to stop, or how many replications to go on to.

    A difference is resolved when its interval is no wider than the smallest change worth having, whatever it shows;
    or when its verdict would be the same at a chance of error of 1 in 1,000 for all differences together. Neither lets
    a run stop because luck has just turned its way: only the last look is read at the usual level.

    Parameters
    ----------
    comparison : Comparison
    plan : ReplicationPlan

    References
    ----------
    R. Peto et al., British Journal of Cancer 34, 1976 (strict looks before the last).
    """
    n = comparison.n_replications
    unresolved = open_differences(comparison, plan.precision)
    precise = _is_precise(comparison, plan.precision)
    stop = Stop(reason="stated", replications=n, open=unresolved, precise=precise)
    if plan.stated:
        return stop
    if precise and not unresolved:
        return Stop(reason="resolved", replications=n)
    if n >= plan.most:
        return Stop(reason="cap", replications=n, open=unresolved, precise=precise)
    return min(plan.most, n + plan.step)


def open_differences(comparison: "Comparison", precision: float) -> tuple[tuple[str, str], ...]:
    """Return option and criterion of the differences of permitted options that more replications may still settle."""
    by_id = {criterion.id: criterion for criterion in comparison.criteria}
    allowed = {outcome.id for outcome in comparison.outcomes if outcome.is_choice}
    family = max(1, sum(not item.note for item in comparison.differences))
    return tuple(
        (item.option, item.criterion)
        for item in comparison.differences
        if item.option in allowed and not _is_resolved(item, by_id[item.criterion], family, precision)
    )


def _is_resolved(item: "PairedDifference", criterion: "Criterion", family: int, precision: float) -> bool:
    if item.difference is None or item.ci_low is None or item.ci_high is None:
        # Where one side has no value, or never varies, more replications change nothing.
        return bool(item.note) and item.n_pairs != 1
    half = max(item.ci_high - item.difference, item.difference - item.ci_low)
    room = criterion.smallest_change or precision * abs(item.as_is or 0.0)
    if item.note or half <= room / 2:
        return True
    wide = half * t_quantile(item.n_pairs, 1 - EARLY / family) / t_quantile(item.n_pairs, 1 - 0.05 / family)
    strict = Interval(low=item.difference - wide, high=item.difference + wide, level=1 - EARLY)
    return verdict(strict, criterion, item.difference) != "not_shown"


def _is_precise(comparison: "Comparison", precision: float) -> bool:
    result = comparison.outcomes[0].result
    if result is None:
        return False
    estimate = mean_estimate(result.values(PRECISION_OF).tolist())
    half = estimate.interval().half_width
    return half is not None and half <= precision * abs(estimate.mean or 0.0)
