"""Say how likely each option is the best of all, what a wrong choice would cost, and where to look next."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from math import isfinite, sqrt
from typing import TYPE_CHECKING, Literal

from reengineer._records import dataclass
from reengineer._special import special
from reengineer.statistics import MeanEstimate, keyed_uniforms, mean_estimate

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Better = Literal["lower", "higher"]
DRAWS = 4000
KEY = 0x5E1EC7
_TIE = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """Say how one option stands among all on one criterion.

    Parameters
    ----------
    best : float
        Probability that it is the best of those compared, 0 to 1; options that tie share it.
    opportunity_cost : float
        What choosing it is expected to lose against the best, in the unit of the criterion; 0 or more.
    share : float or None
        Of further replications that should go to it, by OCBA; None where nothing varies.
    """

    option: str
    criterion: str
    best: float
    opportunity_cost: float
    share: float | None


def chances(criterion: str, values: Mapping[str, Sequence[float]], better: Better) -> tuple[Chance, ...]:
    """Return how each option stands, from values paired by replication.

    The true means are drawn from what the replications leave open: a t distribution around the means seen, with the
    covariance that common random numbers give.

    Parameters
    ----------
    criterion : str
    values : mapping of option id to sequence of float
        As many values each, in the order of replications. Options without a finite value are left out, and so are
        replications in which one of the rest has none.
    better : {"lower", "higher"}

    Returns
    -------
    tuple of Chance
        In the order given; empty below two replications.
    """
    import numpy as np

    named = {name: column for name, column in values.items() if any(isfinite(value) for value in column)}
    table = np.array(list(named.values()), dtype=float).T
    table = table[np.isfinite(table).all(axis=1)] if named else table
    if len(table) < 2:
        return ()
    signed = table if better == "higher" else -table
    means = _drawn_means(signed)
    top = means.max(axis=0)
    first = means >= top - _TIE * max(1.0, float(np.abs(top).max()))
    best = first @ (1 / first.sum(axis=0)) / DRAWS
    lost = top.mean() - means.mean(axis=1)
    shares = ocba_shares([mean_estimate(column) for column in table.T.tolist()], better)
    return tuple(
        Chance(
            option=name,
            criterion=criterion,
            best=float(best[place]),
            opportunity_cost=max(0.0, float(lost[place])),
            share=None if shares is None else shares[place],
        )
        for place, name in enumerate(named)
    )


def _drawn_means(table: "npt.NDArray[np.float64]") -> "npt.NDArray[np.float64]":
    """Return draws of the true means, one row an option: a multivariate t, its degrees of freedom the pairs less one.

    Normal weights on the replications give the covariance of the means without computing it, however few there are.
    """
    n = len(table)
    centre = table.mean(axis=0)
    drawn: npt.NDArray[np.float64] = centre[:, None] + ((table - centre) / sqrt(n * (n - 1))).T @ _weights(n)
    return drawn


@lru_cache(maxsize=8)
def _weights(n: int) -> "npt.NDArray[np.float64]":
    uniforms = keyed_uniforms(KEY + n, n + 1, DRAWS)
    chi_squared = 2 * special().gammaincinv((n - 1) / 2, uniforms[-1])
    weights: npt.NDArray[np.float64] = special().ndtri(uniforms[:-1]) * ((n - 1) / chi_squared) ** 0.5
    return weights


def ocba_shares(estimates: Sequence[MeanEstimate], better: Better) -> tuple[float, ...] | None:
    """Return the shares of a budget of replications that make choosing the best most certain.

    Parameters
    ----------
    estimates : sequence of MeanEstimate
        Means and standard deviations seen so far, each with a mean.
    better : {"lower", "higher"}

    Returns
    -------
    tuple of float or None
        In the order given, adding up to 1; None where nothing varies.

    References
    ----------
    C.-H. Chen, J. Lin, E. Yücesan and S. E. Chick, Discrete Event Dynamic Systems 10, 2000 (OCBA).
    """
    means = [(each.mean or 0.0) * (1 if better == "higher" else -1) for each in estimates]
    sds = [each.sd for each in estimates]
    if not any(sds):
        return None
    lead = max(range(len(means)), key=lambda place: (means[place], -place))
    # An option that seems to tie would take everything: it counts as far as it can be told apart by one look more.
    least = max(sds) * 1e-3
    weights = [
        0.0 if place == lead else (sds[place] / max(means[lead] - means[place], least)) ** 2
        for place in range(len(means))
    ]
    spread = sum((weight / sd) ** 2 for weight, sd in zip(weights, sds, strict=True) if sd > 0)
    weights[lead] = sds[lead] * sqrt(spread) if sds[lead] > 0 else max(weights)
    total = sum(weights)
    return tuple(weight / total for weight in weights) if total > 0 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Hold the end of a search for the best option.

    Parameters
    ----------
    option : str
        The best mean seen.
    counts : mapping of str to int
        Replications spent on each.
    """

    option: str
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """Say how many replications may be spent, and how.

    Parameters
    ----------
    total : int
        Of all options together.
    pilot : int
        Of each option at first, 2 or more.
    step : int
        Spent before the shares are worked out again.
    equal : bool
        Give every option as many, whatever is seen; to compare with.
    """

    total: int
    pilot: int = 5
    step: int = 10
    equal: bool = False


def choose_best(
    options: Sequence[str], draw: Callable[[str, int], float], budget: Budget, better: Better = "lower"
) -> Chosen:
    """Spend replications where the choice is still open, and return the option that then looks best.

    Parameters
    ----------
    options : sequence of str
    draw : callable
        ``draw(option, number)`` gives the value of one replication, numbered from 0 for each option.
    budget : Budget
    better : {"lower", "higher"}
    """
    values = {name: [draw(name, number) for number in range(budget.pilot)] for name in options}
    spent = budget.pilot * len(options)
    while spent < budget.total:
        for name in _next(values, min(budget.step, budget.total - spent), budget, better):
            values[name].append(draw(name, len(values[name])))
            spent += 1
    sign = 1 if better == "higher" else -1
    means = {name: sign * sum(column) / len(column) for name, column in values.items()}
    return Chosen(option=max(means, key=lambda name: means[name]), counts={name: len(values[name]) for name in options})


def _next(values: Mapping[str, Sequence[float]], step: int, budget: Budget, better: Better) -> list[str]:
    """Return the options that the next replications go to: those furthest behind their share of the new total."""
    names = list(values)
    counts = {name: len(values[name]) for name in names}
    total = sum(counts.values()) + step
    shares = None if budget.equal else ocba_shares([mean_estimate(values[name]) for name in names], better)
    wanted = shares or (1 / len(names),) * len(names)
    found = []
    for _ in range(step):
        behind = max(range(len(names)), key=lambda place: (wanted[place] * total - counts[names[place]], -place))
        counts[names[behind]] += 1
        found.append(names[behind])
    return found
