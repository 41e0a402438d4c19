"""Say what an interval shows: of a difference, and of a value beside its target."""

from typing import TYPE_CHECKING

from reengineer.comparison._records import Standing, Verdict
from reengineer.statistics import Interval, MeanEstimate, values_needed

if TYPE_CHECKING:
    from reengineer.criteria import Criterion


def verdict(interval: Interval, criterion: "Criterion", mean: float | None) -> Verdict:
    """Return what an interval of a difference shows.

    Parameters
    ----------
    interval : Interval
    criterion : Criterion
        Its smallest change worth having is the measure of what matters.
    mean : float or None
        The difference itself.

    Returns
    -------
    {"better", "worse", "no_difference", "not_shown"}
        ``no_difference`` comes first: a difference that is certain and smaller than anyone cares for does not matter.
        *better* and *worse* need both: an interval on one side of 0, and a difference that is worth having. Where the
        sign is certain and only the size is in doubt, nothing worth having is shown.
    """
    if interval.low is None or interval.high is None or mean is None:
        return "not_shown"
    band = criterion.smallest_change or 0.0
    if interval.within(-band, band):
        return "no_difference"
    if abs(mean) < band:
        return "not_shown"
    if interval.low >= 0:
        return "better" if criterion.better == "higher" else "worse"
    if interval.high <= 0:
        return "better" if criterion.better == "lower" else "worse"
    return "not_shown"


def standing(interval: Interval, bound: float | None, better: str) -> Standing | None:
    """Return whether a value meets a bound, judged by its whole interval; None where there is no bound."""
    if bound is None:
        return None
    if interval.low is None or interval.high is None:
        return "cannot_tell"
    meets = (
        (interval.low >= bound, interval.high >= bound)
        if better == "higher"
        else (
            interval.high <= bound,
            interval.low <= bound,
        )
    )
    return "met" if meets[0] else "cannot_tell" if meets[1] else "not_met"


def more_replications(estimate: MeanEstimate, level: float, smallest_change: float | None) -> int | None:
    """Return about how many more replications would show something; None where no affordable number would.

    Parameters
    ----------
    estimate : MeanEstimate
        Of the differences seen so far.
    level : float
        Of the single interval.
    smallest_change : float or None

    Notes
    -----
    If the difference stays as it is, the interval must shrink until it fits within the smallest change, or, where the
    difference is no smaller than that, until it leaves out 0.
    """
    if estimate.mean is None or estimate.n < 2 or estimate.sd == 0:
        return None
    spare = (smallest_change or 0.0) - abs(estimate.mean)
    reach = spare if spare > 0 else abs(estimate.mean)
    needed = values_needed(estimate.sd, reach, level)
    return None if needed is None else max(1, needed - estimate.n)
