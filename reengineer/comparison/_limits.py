"""Hold simulated results against the outcome limits of a boundary (B302)."""

from typing import TYPE_CHECKING, Protocol

from reengineer._records import dataclass
from reengineer.boundaries import Breach, OutcomeLimit, check_outcome, measure_of
from reengineer.errors import Problem, UsageError
from reengineer.measures import SIMULATED, Measure
from reengineer.source import NOWHERE, Source
from reengineer.statistics import mean_estimate

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from reengineer.boundaries import Boundary

LEVEL = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitFindings:
    """Hold what the limits say of one result.

    Parameters
    ----------
    breaches : tuple of Breach
        Limits that no value of the interval keeps: these forbid.
    not_shown : tuple of Problem
        Limits that the runs cannot decide, as advice: these forbid nothing and prove nothing.
    """

    breaches: tuple[Breach, ...] = ()
    not_shown: tuple[Problem, ...] = ()


class Measured(Protocol):
    """Be what can say how a measure turned out."""

    def values(self, measure: Measure) -> "npt.NDArray[np.float64]":
        """Return one value a replication."""


def check_limits(result: Measured, boundary: "Boundary") -> LimitFindings:
    """Hold one result against every outcome limit of a boundary.

    The intervals hold together: with ``n`` limits each is taken at 1 - 0.05 / n.

    Parameters
    ----------
    result : Measured
        Such as the result of a simulation.
    boundary : Boundary
    """
    limits = boundary.outcome_limits()
    level = 1 - (1 - LEVEL) / max(len(limits), 1)
    breaches: list[Breach] = []
    open_ones: list[Problem] = []
    for limit, place in limits:
        low, high, value = _interval(result, limit, level)
        verdict = check_outcome(limit, low, high)
        if verdict == "complies":
            continue
        message = _message(limit, (value, low, high), verdict, place)
        if verdict == "violates":
            remedy = "Change the option until the limit is kept, or ask who agreed the boundary for a waiver."
            breaches.append(Breach(problem=Problem("B302", message, remedy, NOWHERE), rule=f"{limit.measure} limit"))
        else:
            remedy = "Run more replications, or settle it by measurement, before anybody decides."
            open_ones.append(Problem("B302", message, remedy, NOWHERE, "advice"))
    return LimitFindings(breaches=tuple(breaches), not_shown=tuple(open_ones))


def _interval(result: Measured, limit: OutcomeLimit, level: float) -> tuple[float | None, float | None, float | None]:
    """Return low, high and mean of a measure; Nones where a simulation cannot give it."""
    if limit.measure not in SIMULATED:
        return None, None, None
    try:
        values = result.values(measure_of(limit))
    except UsageError:
        # No case of that kind, or no such step, takes part in this run.
        return None, None, None
    estimate = mean_estimate(values.tolist())
    interval = estimate.interval(level)
    return interval.low, interval.high, estimate.mean


def _message(
    limit: OutcomeLimit, values: tuple[float | None, float | None, float | None], verdict: str, place: Source
) -> str:
    value, low, high = values
    unit = (limit.unit or "").replace("_", " ")
    bounds = " and ".join(
        f"{word} {bound:g}" for word, bound in (("min", limit.min), ("max", limit.max)) if bound is not None
    )
    about = f" of {limit.scope} {limit.scope_id}" if limit.scope_id else ""
    what = f"{limit.measure} {limit.statistic}{about}"
    where = f" ({place.place})" if place.place else ""
    if value is None or low is None or high is None:
        return f"{what} against {bounds} {unit}{where}: a simulation does not give it, so it is not shown to comply"
    shown = f"{what} = {value:.3g} {unit} (interval {low:.3g} to {high:.3g}) against {bounds}{where}"
    return f"{shown}: {'not shown to comply' if verdict == 'not shown' else 'the limit is broken'}"
