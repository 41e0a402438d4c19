"""Turn distributions into the numbers that a program holds.

Each family becomes a code of `_draws` and at most five numbers. ``erlang`` is a gamma with a whole shape and ``pert`` a
scaled beta, so they have no code of their own. A ``normal`` is cut off at 0, and a ``truncated`` one is laid out as a
curve. ``discrete`` and ``empirical`` become a part of two tables: values, and running sums of their shares; a
``mixture`` is such a table of rows.
"""

import math
from typing import TypedDict

import numpy as np

from reengineer.quantities import Distribution
from reengineer.simulation._draws import (
    BETA,
    EXPONENTIAL,
    FIXED,
    GAMMA,
    LOG_CURVE,
    LOGIT_CURVE,
    LOGNORMAL,
    NORMAL,
    TRIANGULAR,
    UNIFORM,
    WEIBULL,
)
from reengineer.simulation._program import MIXTURE, PARAMETERS, TABLE
from reengineer.simulation._tables import Floats, Ints
from reengineer.simulation.compiling._curves import beta_curve, gamma_curve, truncated_curve

Row = tuple[int, tuple[float, ...]]

SIMULATED = frozenset({
    "fixed", "exponential", "uniform", "triangular", "normal", "lognormal", "gamma", "erlang", "weibull", "beta",
    "pert", "discrete", "empirical", "truncated", "mixture",
})  # fmt: skip
"""Families that an engine draws from; others are refused by name."""


class DistributionFields(TypedDict):
    """Fields of a program that hold distributions."""

    family: Ints
    parameters: Floats
    table_value: Floats
    table_cumulative: Floats
    curve: Floats


class DistributionTable:
    """Collect the distributions of a program; equal ones share a row."""

    def __init__(self) -> None:
        self._rows: dict[Row, int] = {}
        self._values: list[float] = []
        self._cumulative: list[float] = []
        self._points: dict[tuple[tuple[float, float], ...], Row] = {}
        self._curve: list[float] = []
        self._firsts: dict[tuple[float, ...], float] = {}

    def add(self, distribution: Distribution) -> int:
        """Return the row of a distribution of a family in `SIMULATED`."""
        if distribution.points:
            row = self._table(distribution.points)
        elif distribution.family == "mixture":
            row = self._mixed(distribution)
        elif distribution.family == "truncated":
            row = self._between(distribution)
        else:
            row = self._laid_out(*encode(distribution))
        return self._rows.setdefault(row, len(self._rows))

    def _mixed(self, distribution: Distribution) -> Row:
        """Return the row of a mixture: a table of the rows of its parts. One draw chooses the part and its value."""
        rows = [self.add(part) for _, part in distribution.parts]
        first = len(self._values)
        self._values.extend(float(row) for row in rows)
        self._cumulative.extend(np.cumsum([share for share, _ in distribution.parts]).tolist())
        return MIXTURE, (float(first), float(len(self._values)), 0.0, 0.0, 0.0)

    def _between(self, distribution: Distribution) -> Row:
        """Return the row of a truncated distribution, which is a curve whatever lies between the bounds."""
        whole = distribution.parts[0][1]
        code, numbers = encode(whole)
        low, high = (bound.value for _, bound in distribution.parameters)
        key = (float(code), *numbers[:2], low, high)
        if key not in self._firsts:
            self._firsts[key] = float(len(self._curve))
            family = {GAMMA: "gamma"}.get(code, whole.family)
            self._curve.extend(truncated_curve(family, numbers[: _COUNTS.get(family, 2)], low, high))
        return LOG_CURVE, (self._firsts[key], 1.0, 0.0, 0.0, 0.0)

    def _laid_out(self, family: int, numbers: tuple[float, ...]) -> Row:
        """Return a row that is quick to draw from: a gamma or a beta becomes a curve."""
        if family == GAMMA:
            shape, scale = numbers[:2]
            return LOG_CURVE, (self._first((shape,)), scale, 0.0, 0.0, 0.0)
        if family == BETA:
            a, b, _, low, width = numbers
            return LOGIT_CURVE, (self._first((a, b)), width, low, 0.0, 0.0)
        return family, numbers

    def _first(self, shape: tuple[float, ...]) -> float:
        """Return where the curve for a shape begins."""
        if shape not in self._firsts:
            self._firsts[shape] = float(len(self._curve))
            self._curve.extend(gamma_curve(*shape) if len(shape) == 1 else beta_curve(*shape))
        return self._firsts[shape]

    def _table(self, points: tuple[tuple[float, float], ...]) -> Row:
        if points not in self._points:
            first = len(self._values)
            ordered = sorted(points)
            self._values.extend(value for value, _ in ordered)
            self._cumulative.extend(np.cumsum([share for _, share in ordered]).tolist())
            self._points[points] = (TABLE, (float(first), float(len(self._values)), 0.0, 0.0, 0.0))
        return self._points[points]

    def arrays(self) -> DistributionFields:
        """Return the fields of a program that hold distributions."""
        parameters = [row[1] for row in self._rows] or [(0.0,) * PARAMETERS]
        return {
            "family": np.array([row[0] for row in self._rows], dtype=np.int64),
            "parameters": np.array(parameters, dtype=np.float64)[: len(self._rows)],
            "table_value": np.array(self._values, dtype=np.float64),
            "table_cumulative": np.array(self._cumulative, dtype=np.float64),
            "curve": np.array(self._curve, dtype=np.float64),
        }


def encode(distribution: Distribution) -> Row:
    """Return family code and parameters as `_draws.sample` takes them.

    What C and Python round differently (logarithms of the gamma function, the normal distribution function) is
    worked out here once, so that both forms of the draws get the same number.

    Parameters
    ----------
    distribution : Distribution
        Of a family that has no points; its estimates count with their stated values.

    Returns
    -------
    tuple of int and tuple of float
        The code, and `PARAMETERS` numbers, those that the family does not use being 0.
    """
    values = {name: estimate.value for name, estimate in distribution.parameters}
    family, given = _ENCODERS[distribution.family](values)
    return family, tuple(given) + (0.0,) * (PARAMETERS - len(given))


def _normal(values: dict[str, float]) -> Row:
    mean, sd = values["mean"], values["sd"]
    below = 0.5 * math.erfc(mean / sd / math.sqrt(2)) if sd > 0 else 0.0
    return (NORMAL, (mean, sd, below)) if sd > 0 else (FIXED, (mean,))


def _lognormal(values: dict[str, float]) -> Row:
    mean, sd = values["mean"], values["sd"]
    spread = math.log1p((sd / mean) ** 2)
    return LOGNORMAL, (math.log(mean) - spread / 2, math.sqrt(spread))


def _gamma(shape: float, scale: float) -> Row:
    return GAMMA, (shape, scale, math.lgamma(shape))


def _beta(a: float, b: float, low: float, high: float) -> Row:
    log_beta = math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)
    return BETA, (a, b, log_beta, low, high - low)


def _pert(values: dict[str, float]) -> Row:
    low, mode, high = values["low"], values["mode"], values["high"]
    width = high - low
    return _beta(1 + 4 * (mode - low) / width, 1 + 4 * (high - mode) / width, low, high)


_COUNTS = {"exponential": 1}
"""How many numbers of an encoded family its truncated form needs, where not two."""

_ENCODERS = {
    "fixed": lambda v: (FIXED, (v["value"],)),
    "exponential": lambda v: (EXPONENTIAL, (v["mean"],)),
    "uniform": lambda v: (UNIFORM, (v["low"], v["high"])),
    "triangular": lambda v: (TRIANGULAR, (v["low"], v["mode"], v["high"])),
    "normal": _normal,
    "lognormal": _lognormal,
    "gamma": lambda v: _gamma(1 / v["cv"] ** 2, v["mean"] * v["cv"] ** 2),
    "erlang": lambda v: _gamma(v["k"], v["mean"] / v["k"]),
    "weibull": lambda v: (WEIBULL, (v["shape"], v["scale"])),
    "beta": lambda v: _beta(v["a"], v["b"], v["low"], v["high"]),
    "pert": _pert,
}
