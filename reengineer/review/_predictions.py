"""Read off an outcome what was predicted, and how sure that is."""

from math import isfinite, sqrt
from statistics import fmean, stdev

from reengineer.criteria import Criterion
from reengineer.monitor import Prediction, Quantity
from reengineer.review._folder import AS_IS
from reengineer.review._outcome import Outcome
from reengineer.review._trial_draft import WEEK_S

Runs = tuple[list[float], list[float]]


def prediction_of(outcome: Outcome, option: str, criterion: Criterion, with_world: float | None) -> Prediction:
    """Return what stored runs predict of a criterion, with how sure they are.

    Parameters
    ----------
    outcome : Outcome
    option : str
    criterion : Criterion
    with_world : float or None
        The same with the inputs that were observed.
    """
    weeks = max(1.0, (outcome.results[option].horizon_s - outcome.comparison.warm_up_s) / WEEK_S)
    as_is, to_be = (_runs(outcome, name, criterion.id) for name in (AS_IS, option))
    changes = tuple([two - one for one, two in zip(*pair, strict=False)] for pair in zip(as_is, to_be, strict=True))
    return Prediction(
        criterion=criterion,
        as_is=_quantity(*as_is),
        option=_quantity(*to_be),
        week_sd=_spread(to_be[0]) * sqrt(weeks),
        with_world=with_world,
        change_error=_quantity(*changes).error,
    )


def _runs(outcome: Outcome, option: str, criterion: str) -> Runs:
    """Return one value a replication, with inputs as stated and drawn."""
    every = outcome.comparison
    found = (every.series[option, criterion], every.total_series.get((option, criterion), ()))
    stated, drawn = ([value for value in values if isfinite(value)] for values in found)
    return stated, drawn


def _spread(values: list[float]) -> float:
    return stdev(values) if len(values) > 1 else 0.0


def _quantity(stated: list[float], drawn: list[float]) -> Quantity:
    """Return the mean, with an error of uncertain inputs and of the number of replications."""
    noise = _spread(stated) ** 2
    inputs = max(0.0, _spread(drawn) ** 2 - noise)
    value = fmean(stated) if stated else float("nan")
    return Quantity(value=value, error=sqrt(inputs + noise / max(1, len(stated))))
