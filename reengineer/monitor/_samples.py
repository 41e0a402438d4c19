"""Say how many cases a trial needs, and what a trial of a given size can show."""

from math import ceil, sqrt
from statistics import NormalDist

_NORMAL = NormalDist()
_SAME = 1e-9


def cases_per_arm(effect: float, spread: float, *, alpha: float = 0.05, power: float = 0.8) -> int:
    """Return how many cases each side of a comparison needs.

    Parameters
    ----------
    effect : float
        The difference to be shown, in the unit of the measure; not 0.
    spread : float
        Standard deviation of one case; of a share p it is ``sqrt(p (1 - p))``.
    alpha : float
        Chance of a finding where there is none, two-sided; between 0 and 1.
    power : float
        Chance of a finding where the effect is there; between 0 and 1.

    Returns
    -------
    int
        ``2 (z(1 - alpha / 2) + z(power))^2 spread^2 / effect^2``, rounded up.

    References
    ----------
    J. Cohen, Statistical Power Analysis for the Behavioral Sciences, 1988, chapter 2.

    Examples
    --------
    >>> cases_per_arm(1, 2)
    63
    """
    reach = _NORMAL.inv_cdf(1 - alpha / 2) + _NORMAL.inv_cdf(power)
    return max(2, ceil(2 * (reach * spread / effect) ** 2 - _SAME))


def power_of(cases: float, effect: float, spread: float, *, alpha: float = 0.05) -> float:
    """Return the chance that so many cases on each side show an effect that is there, 0 to 1.

    Examples
    --------
    >>> round(power_of(63, 1, 2), 2)
    0.8
    """
    if cases <= 0:
        return 0.0
    if spread == 0:
        return 1.0
    drift = abs(effect) / (spread * sqrt(2 / cases))
    bar = _NORMAL.inv_cdf(1 - alpha / 2)
    return _NORMAL.cdf(drift - bar) + _NORMAL.cdf(-drift - bar)


def shown_with(cases: float, spread: float, *, alpha: float = 0.05, power: float = 0.8) -> float:
    """Return the smallest effect that so many cases on each side show with this power."""
    reach = _NORMAL.inv_cdf(1 - alpha / 2) + _NORMAL.inv_cdf(power)
    return reach * spread * sqrt(2 / cases)


def series_inflation(correlation: float) -> float:
    """Return by how much more cases are needed where each week is like the week before.

    Parameters
    ----------
    correlation : float
        Of each week with the next, from 0 to below 1.

    Examples
    --------
    >>> series_inflation(0.5)
    3.0
    """
    return (1 + correlation) / (1 - correlation)


def cluster_inflation(size: float, icc: float) -> float:
    """Return by how much more cases are needed where whole teams are put into one arm.

    Parameters
    ----------
    size : float
        Cases of one team over the trial.
    icc : float
        Share of the variance that lies between teams, 0 to 1.
    """
    return max(1.0, 1 + (size - 1) * icc)


def stepped_inflation(steps: int, size: float, icc: float) -> float:
    """Return by how much more cases in all are needed where teams begin one after the other.

    Parameters
    ----------
    steps : int
        Times at which teams begin; 2 or more.
    size : float
        Cases of one team between two steps.
    icc : float
        Share of the variance that lies between teams, 0 to 1.

    Notes
    -----
    One period before the first step and one after each step.

    References
    ----------
    W. Woertman et al., Journal of Clinical Epidemiology 66, 2013 (design effect of the stepped wedge).
    """
    between = (1 + icc * (steps * size + size - 1)) / (1 + icc * (steps * size / 2 + size - 1))
    return between * 3 * (1 - icc) / (2 * (steps - 1 / steps))
