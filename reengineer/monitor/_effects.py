"""Tell what a change did to a series: before and after, and as an interrupted series, with false dates as a check."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from reengineer._records import dataclass
from reengineer.monitor._fit import Fits, Floats, SeriesDesign

Method = Literal["before and after", "interrupted series"]
LEAST_POINTS = 8
"""Points on each side without which nothing is claimed of a series."""
LEAST_FOR_TREND = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """Hold what a change did to a series, in the unit of the series.

    Parameters
    ----------
    method : {"before and after", "interrupted series"}
        Of the latter the value is how far the points after lie, on average, from where the trend before led.
    value, low, high : float
        Estimate and 95 % interval.
    error : float
        Standard error.
    freedom : float
        Degrees of freedom of the interval.
    correlation : float
        Of neighbouring points, as the interval allows for it.
    n_before, n_after : int
    level, slope : tuple of float or None
        Jump at the date and change of the trend a period, each with its interval; of an interrupted series.
    controlled : bool
        Whether a control series was taken off first.
    seasonal : bool
        Whether a yearly wave is in the model.
    """

    method: Method
    value: float
    low: float
    high: float
    error: float
    freedom: float
    correlation: float
    n_before: int
    n_after: int
    level: tuple[float, float, float] | None = None
    slope: tuple[float, float, float] | None = None
    controlled: bool = False
    seasonal: bool = False

    @property
    def is_shown(self) -> bool:
        """Say whether the interval leaves out 0, and there are points enough to claim it."""
        return self.is_claimable and not self.low <= 0 <= self.high

    @property
    def is_claimable(self) -> bool:
        """Say whether both sides have the eight points that a claim about a series needs."""
        return min(self.n_before, self.n_after) >= LEAST_POINTS

    def as_dict(self) -> dict[str, object]:
        """Return the effect as plain values."""
        return {
            "method": self.method,
            "value": self.value,
            "ci_low": self.low,
            "ci_high": self.high,
            "standard_error": self.error,
            "degrees_of_freedom": self.freedom,
            "autocorrelation": self.correlation,
            "n_before": self.n_before,
            "n_after": self.n_after,
            "level_change": _triple(self.level),
            "slope_change": _triple(self.slope),
            "controlled": self.controlled,
            "seasonal": self.seasonal,
            "shown": self.is_shown,
        }


def _triple(values: tuple[float, float, float] | None) -> dict[str, float] | None:
    return None if values is None else dict(zip(("value", "ci_low", "ci_high"), values, strict=True))


def before_and_after(
    values: Sequence[float], first_after: int, *, control: Sequence[float] = (), cycle: int | None = None
) -> Effect:
    """Return the difference of the means after and before a date.

    Parameters
    ----------
    values : sequence of float
        In the order of time, at least two on each side.
    first_after : int
        Place of the first point after the date.
    control : sequence of float
        A series of the same periods that the change did not touch; its movement is taken off.
    cycle : int, optional
        Periods of a year; a yearly wave is allowed for where there are two of them or more.
    """
    series, seasonal = _less(values, control), _has_cycle(len(values), cycle)
    design = _step_design(len(values), first_after, cycle)
    fit = design.fit(series[None, :], _only(1, design))
    return _effect("before and after", fit, (first_after, len(values)), controlled=bool(control), seasonal=seasonal)


def interrupted_series(
    values: Sequence[float], first_after: int, *, control: Sequence[float] = (), cycle: int | None = None
) -> Effect:
    """Return how far the points after a date lie from where the trend before it led, with the jump and the new slope.

    Parameters are those of `before_and_after`; at least three points on each side.

    Notes
    -----
    y = b0 + b1 t + b2 D + b3 (t - T0) D: the interaction holds the time since the change, so that b2 is the jump at
    the date itself.
    """
    n = len(values)
    series, seasonal = _less(values, control), _has_cycle(n, cycle)
    design = _trend_design(n, first_after, cycle)
    data = series[None, :]
    mean = np.zeros(design.columns.shape[1])
    mean[2], mean[3] = 1.0, (n - first_after - 1) / 2
    parts = [design.fit(data, _only(place, design)) for place in (2, 3)]
    return _effect(
        "interrupted series", design.fit(data, mean.tolist()), (first_after, n), parts=parts,
        controlled=bool(control), seasonal=seasonal,
    )  # fmt: skip


def trend_before(values: Sequence[float]) -> tuple[float, float, float]:
    """Return the slope of a series a period, with its interval."""
    n = len(values)
    return _one(_line_design(n).fit(np.asarray(values, dtype=np.float64)[None, :], [0.0, 1.0]))


def false_dates(n: int, least: int = LEAST_POINTS) -> range:
    """Return the places at which a series of n points can be cut where nothing happened."""
    return range(least, n - least + 1)


def nulls_at_false_dates(values: Floats, least: int = LEAST_POINTS) -> NDArray[np.bool_]:
    """Say for each series and false date whether the effect found there is none.

    Parameters
    ----------
    values : array of float, shape (series, periods)
        Points before the change alone.
    least : int
        Points to be left on each side.

    Returns
    -------
    array of bool, shape (series, dates)
    """
    n = values.shape[1]
    found = []
    for place in false_dates(n, least):
        design = _step_design(n, place, None)
        found.append(design.fit(values, _only(1, design)).is_null)
    return np.array(found, dtype=np.bool_).T.reshape(len(values), len(found))


def _less(values: Sequence[float], control: Sequence[float]) -> Floats:
    series = np.asarray(values, dtype=np.float64)
    return series - np.asarray(control, dtype=np.float64) if len(control) else series


def _has_cycle(n: int, cycle: int | None) -> bool:
    return cycle is not None and n >= 2 * cycle


def _wave(n: int, cycle: int | None) -> list[Floats]:
    if cycle is None or not _has_cycle(n, cycle):
        return []
    angle = 2 * np.pi * np.arange(n) / cycle
    return [np.sin(angle), np.cos(angle)]


# The same few designs serve every criterion and false date of a review.
@lru_cache(maxsize=512)
def _step_design(n: int, first_after: int, cycle: int | None) -> SeriesDesign:
    after = (np.arange(n) >= first_after).astype(np.float64)
    return SeriesDesign.of(np.column_stack([np.ones(n), after, *_wave(n, cycle)]))


@lru_cache(maxsize=64)
def _trend_design(n: int, first_after: int, cycle: int | None) -> SeriesDesign:
    time = np.arange(n, dtype=np.float64)
    after = (time >= first_after).astype(np.float64)
    return SeriesDesign.of(np.column_stack([np.ones(n), time, after, (time - first_after) * after, *_wave(n, cycle)]))


@lru_cache(maxsize=64)
def _line_design(n: int) -> SeriesDesign:
    return SeriesDesign.of(np.column_stack([np.ones(n), np.arange(n, dtype=np.float64)]))


@lru_cache(maxsize=64)
def _mean_design(n: int) -> SeriesDesign:
    return SeriesDesign.of(np.ones((n, 1)))


def mean_fit(values: Sequence[float]) -> Fits:
    """Return the mean of a series of three points or more, with an error that allows for likeness."""
    return _mean_design(len(values)).fit(np.asarray(values, dtype=np.float64)[None, :], [1.0])


def _only(place: int, design: SeriesDesign) -> list[float]:
    return [float(at == place) for at in range(design.columns.shape[1])]


def _one(fit: Fits) -> tuple[float, float, float]:
    return float(fit.value[0]), float(fit.low[0]), float(fit.high[0])


def _effect(
    method: Method, fit: Fits, sides: tuple[int, int], *, parts: Sequence[Fits] = (), controlled: bool, seasonal: bool
) -> Effect:
    first_after, n = sides
    value, low, high = _one(fit)
    return Effect(
        method=method,
        value=value,
        low=low,
        high=high,
        error=float(fit.error[0]),
        freedom=float(fit.freedom[0]),
        correlation=float(fit.correlation[0]),
        n_before=first_after,
        n_after=n - first_after,
        level=_one(parts[0]) if parts else None,
        slope=_one(parts[1]) if parts else None,
        controlled=controlled,
        seasonal=seasonal,
    )
