"""Fit a straight model to a series whose neighbours are alike, with intervals that allow for it.

Ordinary least squares, the covariance of a first-order autoregressive error, and a t distribution with as many degrees
of freedom as the correlated residuals are worth (Satterthwaite, as Worsley and Friston have it). The correlation is
read off the residuals through what this design makes of a true one, because residuals of a short series look less
alike than its errors are; half a standard error is added, since a guess too low makes intervals lie. On series of 16
to 60 points this keeps what it promises where Newey-West intervals hold the truth in 53 to 93 % of series only.

References
----------
K. J. Worsley and K. J. Friston, NeuroImage 2, 1995 (effective degrees of freedom of correlated residuals).
W. K. Newey and K. D. West, Econometrica 55, 1987 (the usual alternative).
"""

from collections.abc import Sequence
from dataclasses import field
from typing import Self

import numpy as np
from numpy.typing import NDArray

from reengineer._records import dataclass

Floats = NDArray[np.float64]
_GRID: Floats = np.linspace(0.0, 0.95, 39)
_ADDED = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Fits:
    """Hold one combination of coefficients, for each of several series.

    Parameters
    ----------
    value, error, freedom : array of float
        Estimate, its standard error and degrees of freedom.
    correlation : array of float
        Of each error with the next, as taken for the interval; 0 to 0.95.
    level : float
    """

    value: Floats
    error: Floats
    freedom: Floats
    correlation: Floats
    level: float = 0.95

    @property
    def low(self) -> Floats:
        """Return the lower ends of the intervals."""
        return self.value - self._reach()

    @property
    def high(self) -> Floats:
        """Return the upper ends of the intervals."""
        return self.value + self._reach()

    @property
    def is_null(self) -> NDArray[np.bool_]:
        """Return for which series the interval holds 0."""
        return (self.low <= 0) & (self.high >= 0)

    def _reach(self) -> Floats:
        from scipy.stats import t

        quantiles: Floats = t.ppf((1 + self.level) / 2, self.freedom)
        return quantiles * self.error


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesDesign:
    """Be a straight model of a series: what its columns are, and what correlated errors make of its residuals.

    Parameters
    ----------
    columns : array of float, shape (periods, coefficients)
    """

    columns: Floats
    _solve: Floats = field(repr=False)
    _seen: Floats = field(repr=False)
    _spreads: Floats = field(repr=False)
    _traces: Floats = field(repr=False)
    _freedoms: Floats = field(repr=False)

    @classmethod
    def of(cls, columns: Floats) -> Self:
        """Return the design of these columns; they must not depend on each other."""
        solve: Floats = np.asarray(np.linalg.pinv(columns), dtype=np.float64)
        apart = np.abs(np.subtract.outer(np.arange(len(columns)), np.arange(len(columns))))
        made = [_under(columns, solve, correlation**apart) for correlation in _GRID]
        return cls(
            columns=columns,
            _solve=solve,
            _seen=np.maximum.accumulate([each[0] for each in made]),
            _spreads=np.array([each[1] for each in made]),
            _traces=np.array([each[2] for each in made]),
            _freedoms=np.array([each[3] for each in made]),
        )

    def fit(self, values: Floats, weights: Sequence[float], level: float = 0.95) -> Fits:
        """Return a weighted sum of the coefficients.

        Parameters
        ----------
        values : array of float, shape (series, periods)
        weights : sequence of float
            One a coefficient.
        level : float
            Of the intervals.
        """
        coefficients = values @ self._solve.T
        residuals = values - coefficients @ self.columns.T
        squares = np.einsum("st,st->s", residuals, residuals)
        # Rounding leaves a series that the model explains wholly with residuals of no meaning.
        flat = squares <= 1e-18 * np.maximum(1e-300, np.einsum("st,st->s", values, values))
        products = np.einsum("st,st->s", residuals[:, 1:], residuals[:, :-1])
        alike = np.where(flat, 0.0, products / np.where(flat, 1.0, squares)) + _ADDED / np.sqrt(len(self.columns))
        correlation = np.interp(alike, self._seen, _GRID)
        place = np.rint(correlation / _GRID[1]).astype(np.int64)
        picked = np.asarray(weights, dtype=np.float64)
        spread = np.einsum("i,gij,j->g", picked, self._spreads, picked)
        variance = np.where(flat, 0.0, squares / self._traces[place])
        return Fits(
            value=coefficients @ picked,
            error=np.sqrt(variance * spread[place]),
            freedom=self._freedoms[place],
            correlation=_GRID[place],
            level=level,
        )


def _under(columns: Floats, solve: Floats, errors: Floats) -> tuple[float, Floats, float, float]:
    """Return what errors of this covariance make of a design.

    Returns
    -------
    tuple
        Correlation of each residual with the next, covariance of the coefficients, sum of the residuals' variances, and
        degrees of freedom.

    Notes
    -----
    With H = X P and M = I - H: tr(M V), tr(M V M V) and the diagonal beside the main one of M V M, without ever
    multiplying two square matrices.
    """
    ahead, behind = solve @ errors, errors @ columns
    core = ahead @ columns
    trace = float(np.trace(errors) - np.trace(core))
    whole = float(np.vdot(errors, errors) - 2 * np.vdot(errors @ solve.T, behind) + np.vdot(core.T, core))
    beside = (
        float(np.trace(errors, 1))
        - float(np.einsum("tk,kt->", columns[:-1], ahead[:, 1:]))
        - float(np.einsum("tk,kt->", behind[:-1], solve[:, 1:]))
        + float(np.einsum("tk,kt->", columns[:-1] @ core, solve[:, 1:]))
    )
    return beside / trace, ahead @ solve.T, trace, trace**2 / whole
