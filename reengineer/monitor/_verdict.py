"""Say how much of what was predicted came true, and what that leaves to be believed."""

from collections.abc import Mapping
from math import ceil, sqrt
from types import MappingProxyType
from typing import Literal

from reengineer._records import dataclass

Verdict = Literal["as_predicted", "better", "half", "no_effect", "harm", "cannot_tell"]
ANSWERS: Mapping[Verdict, float] = MappingProxyType({"no_effect": 0.0, "half": 0.5, "as_predicted": 1.0})
"""What may have become of a promise, and the share of it that this is."""
VERDICT_WORDS: Mapping[Verdict, str] = MappingProxyType(
    {
        "as_predicted": "as predicted",
        "better": "better than predicted",
        "half": "about half of what was predicted",
        "no_effect": "no effect",
        "harm": "harm: it moved the wrong way",
        "cannot_tell": "cannot tell yet",
    }
)
_TOLD_APART = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """Hold a value and its standard error; ``freedom`` of the t distribution where the error was estimated."""

    value: float
    error: float
    freedom: float = float("inf")

    def quantile(self, level: float) -> float:
        """Return the t quantile of a two-sided interval."""
        from scipy.stats import norm, t

        share = (1 + level) / 2
        return float(norm.ppf(share) if self.freedom == float("inf") else t.ppf(share, self.freedom))


@dataclass(frozen=True, slots=True, kw_only=True)
class Realised:
    """Hold the share of a promise that came true.

    Parameters
    ----------
    share : float or None
        (before - observed) / (before - predicted); None where nothing was promised.
    low, high : float or None
        95 % interval (Fieller); None where the promise itself may be nothing.
    """

    share: float | None
    low: float | None
    high: float | None


def realised_share(
    effect: Quantity, promise: Quantity, *, shared_variance: float = 0.0, level: float = 0.95
) -> Realised:
    """Return the observed effect as a share of the promised one.

    Parameters
    ----------
    effect, promise : Quantity
        Observed and predicted, each less the value before.
    shared_variance : float
        Variance of the value before, which is in both.
    level : float

    References
    ----------
    E. C. Fieller, Journal of the Royal Statistical Society B 16, 1954 (interval of a ratio).

    Examples
    --------
    >>> realised_share(Quantity(value=-1, error=0.2), Quantity(value=-2, error=0)).share
    0.5
    """
    if promise.value == 0:
        return Realised(share=None, low=None, high=None)
    share = effect.value / promise.value
    reach = effect.quantile(level) ** 2
    a = promise.value**2 - reach * promise.error**2
    if a <= 0:
        return Realised(share=share, low=None, high=None)
    b = effect.value * promise.value - reach * shared_variance
    c = effect.value**2 - reach * effect.error**2
    half = sqrt(max(0.0, b * b - a * c)) / a
    return Realised(share=share, low=b / a - half, high=b / a + half)


def verdict_of(realised: Realised) -> Verdict:
    """Return what the interval of the realised share leaves.

    Notes
    -----
    The possible answers are none, half and all of what was predicted. Where the interval leaves one of them, that is
    the verdict; where it leaves several, nothing can be told yet; where it leaves none, the nearest is taken. Wholly
    below 0 is harm, wholly above 1 is better.

    Examples
    --------
    >>> verdict_of(Realised(share=0.45, low=0.3, high=0.6))
    'half'
    >>> verdict_of(Realised(share=0.7, low=0.4, high=1.1))
    'cannot_tell'
    """
    low, high = realised.low, realised.high
    if realised.share is None or low is None or high is None:
        return "cannot_tell"
    if high < 0:
        return "harm"
    if low > 1:
        return "better"
    left = [answer for answer, share in ANSWERS.items() if low <= share <= high]
    if len(left) == 1:
        return left[0]
    if left:
        return "cannot_tell"
    # Between two answers the interval holds neither: the nearer one describes it.
    return min(ANSWERS, key=lambda answer: abs(ANSWERS[answer] - (realised.share or 0.0)))


def left_words(realised: Realised) -> str:
    """Return in words what the interval leaves open, such as ``none or half of what was predicted``."""
    if realised.low is None or realised.high is None:
        return "the prediction itself may be of no change"
    names = {"no_effect": "none", "half": "half", "as_predicted": "all"}
    left = [names[answer] for answer, share in ANSWERS.items() if realised.low <= share <= realised.high]
    if realised.low < 0:
        left.insert(0, "harm")
    return f"{' or '.join(left)} of what was predicted may have come true" if left else ""


def periods_until_told(realised: Realised, n_after: int) -> int | None:
    """Return how many more periods until the answers can be told apart, if the series goes on as it is.

    Parameters
    ----------
    realised : Realised
    n_after : int
        Periods after the change so far.

    Returns
    -------
    int or None
        None where no number of them would do, or nobody can say.
    """
    if realised.low is None or realised.high is None or n_after < 1:
        return None
    wanted = ceil(n_after * ((realised.high - realised.low) / 2 / _TOLD_APART) ** 2)
    return max(1, wanted - n_after)


def standing(observed: Quantity, predicted: Quantity) -> float | None:
    """Return how many standard errors the observed value lies from the predicted one; None where both have none.

    Examples
    --------
    >>> standing(Quantity(value=5, error=3), Quantity(value=0, error=4))
    1.0
    """
    error = sqrt(observed.error**2 + predicted.error**2)
    return (observed.value - predicted.value) / error if error else None
