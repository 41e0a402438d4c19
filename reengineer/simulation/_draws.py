"""Draw keyed random numbers and turn each into a value of a distribution.

Ordinary Python on `math`, compiled unchanged by Cython where a compiler is present (types stand in ``_draws.pxd``).
Only functions whose last bit is the same in Python and in C are used: ``exp``, ``log``, ``log1p`` and ``sqrt``.

A draw is addressed, never taken in turn: the same key and counter give the same number whoever asks and whenever. So
two options share the numbers of every step that both of them have.

References
----------
J. K. Salmon and others, Parallel random numbers: as easy as 1, 2, 3, SC 2011 (Philox4x32-10).
"""

import math
from hashlib import blake2b

from reengineer.simulation import _quantiles as quantiles

FIXED = 0
EXPONENTIAL = 1
UNIFORM = 2
TRIANGULAR = 3
NORMAL = 4
LOGNORMAL = 5
GAMMA = 6
WEIBULL = 7
BETA = 8
LOG_CURVE = 10
LOGIT_CURVE = 11
"""Families of `sample`; the last two are a gamma and a beta laid out by `_curves`, for `_quantiles`."""

ARRIVAL_GAP = 1
CASE_CLASS = 2
ATTRIBUTE = 3
DURATION = 4
ROUTE = 5
SETUP = 6
PATIENCE = 7
BALKING = 8
RETRIAL = 9
RETRIAL_DELAY = 10
CALL_BACK = 11
EVENT_DELAY = 12
CARDINALITY = 13
REPEAT = 14
FAILURE = 15
CHOICE_OF_MEMBER = 16
TRANSFER = 17
THINK = 18
UPDATE = 19
INPUT = 20
"""Purposes of draws. 1 to 19 are those of the semantics; 20 is the value of an uncertain input, one a replication."""


SMALLEST, LARGEST = 5.551115123125783e-17, 0.9999999999999999
"""Between these lie the numbers at which distribution functions are inverted: 2**-54, and the last double below 1."""


def hash32(text: str) -> int:
    """Return the 32-bit word by which an id enters the counter of a draw."""
    return int.from_bytes(blake2b(text.encode(), digest_size=4).digest(), "little")


def uniform(seed: int, replication: int, case: int, element: int, visit: int, purpose: int) -> float:
    """Return the uniform number in (0, 1) that stands at a key and counter.

    Parameters
    ----------
    seed, replication : int
        Key words; 0 to 2**32 - 1.
    case, element, visit, purpose : int
        Counter words; `purpose` holds the instance in its bits from 8 on.
    """
    m32 = 0xFFFFFFFF
    m0 = 0xD2511F53
    m1 = 0xCD9E8D57
    g0 = 0x9E3779B9
    g1 = 0xBB67AE85
    c0 = case
    c1 = element
    c2 = visit
    c3 = purpose
    k0 = seed
    k1 = replication
    for _ in range(10):
        p0 = m0 * c0
        p1 = m1 * c2
        c0 = (p1 >> 32) ^ c1 ^ k0
        c1 = p1 & m32
        c2 = (p0 >> 32) ^ c3 ^ k1
        c3 = p0 & m32
        k0 = (k0 + g0) & m32
        k1 = (k1 + g1) & m32
    value = ((((c0 << 32) | c1) >> 11) + 0.5) * 1.1102230246251565e-16
    # The largest integer plus a half is no double and rounds up to 1.
    return value if value < 1.0 else 0.9999999999999999


def scope_word(parent: int, body: int, visit: int, instance: int) -> int:
    """Return the word of a scope instance: the first of Philox4x32-10 at these four, under a key of its own."""
    return philox_word(0x5C09E, 0, parent, body, visit, instance)


def word_of_scope(element: int, scope: int) -> int:
    """Return the word by which an element within a scope instance enters draws."""
    return philox_word(0x5C09E, 0, element, scope, 0, 0)


def philox_word(k0: int, k1: int, c0: int, c1: int, c2: int, c3: int) -> int:
    """Return the first of the four words of Philox4x32-10 at a counter, under a key."""
    m32 = 0xFFFFFFFF
    m0 = 0xD2511F53
    m1 = 0xCD9E8D57
    g0 = 0x9E3779B9
    g1 = 0xBB67AE85
    for _ in range(10):
        p0 = m0 * c0
        p1 = m1 * c2
        c0 = (p1 >> 32) ^ c1 ^ k0
        c1 = p1 & m32
        c2 = (p0 >> 32) ^ c3 ^ k1
        c3 = p0 & m32
        k0 = (k0 + g0) & m32
        k1 = (k1 + g1) & m32
    return c0


def sample(  # noqa: PLR0911, PLR0913, PLR0917 - flat numbers, so that it is compiled without objects
    family: int, p0: float, p1: float, p2: float, p3: float, p4: float, u: float
) -> float:
    """Return the value at which a distribution function reaches `u`.

    Parameters
    ----------
    family : int
        One of the codes of this module.
    p0, p1, p2, p3, p4 : float
        ``FIXED`` value; ``EXPONENTIAL`` mean; ``UNIFORM`` low, high; ``TRIANGULAR`` low, mode, high; ``NORMAL``
        mean, sd, share below 0 (cut off); ``LOGNORMAL`` mean and sd of the logarithm; ``GAMMA`` shape, scale, log of
        the gamma function at the shape; ``WEIBULL`` shape, scale; ``BETA`` a, b, log of the beta
        function at them, low, range.
    u : float
        In (0, 1).

    Notes
    -----
    The codes stand as numbers: a module constant is a Python object, and this function is compiled without any.
    """
    if family == 0:  # FIXED
        return p0
    if family == 1:  # EXPONENTIAL
        return -p0 * math.log1p(-u)
    if family == 6:  # GAMMA
        return p1 * quantiles.gamma_quantile(p0, p2, u)
    if family == 5:  # LOGNORMAL
        return math.exp(p0 + p1 * quantiles.normal_quantile(u))
    if family == 2:  # UNIFORM
        return p0 + u * (p1 - p0)
    if family == 3:  # TRIANGULAR
        return quantiles.triangular_quantile(p0, p1, p2, u)
    if family == 4:  # NORMAL
        return p0 + p1 * quantiles.normal_quantile(p2 + u * (1.0 - p2))
    if family == 7:  # WEIBULL
        return p1 * math.exp(math.log(-math.log1p(-u)) / p0)
    return p3 + p4 * quantiles.beta_quantile(p0, p1, p2, u)


def learned(times: int, exponent: float, floor: float) -> float:
    """Return the factor on the time of work that was begun so many times before (Wright's curve).

    References
    ----------
    T. P. Wright, Journal of the Aeronautical Sciences 3, 1936.
    """
    factor = math.exp(exponent * math.log(times + 1.0))
    return factor if factor > floor else floor


def cost_of(ticks: int, rate: int) -> int:
    """Return what `ticks` of work cost at an hourly rate, in micro-units of the currency, half up.

    Parameters
    ----------
    ticks : int
        Microseconds of work; 0 or more.
    rate : int
        Micro-units an hour.
    """
    hour = 3600000000
    return (ticks // hour) * rate + ((ticks % hour) * rate + hour // 2) // hour


def sample_ticks(  # noqa: PLR0913, PLR0917 - flat numbers, as in `sample`
    u: float, factor: float, family: int, p0: float, p1: float, p2: float, p3: float, p4: float
) -> int:
    """Return a sampled duration times a factor in ticks; -1 where it is no duration. See `sample` and `to_ticks`."""
    return to_ticks(sample(family, p0, p1, p2, p3, p4, u) * factor)


def to_ticks(seconds: float) -> int:
    """Round a drawn duration in seconds to ticks, half up; -1 where it is negative, infinite or not a number."""
    scaled = seconds * 1000000.0 + 0.5
    if seconds < 0.0 or not scaled < 2.3e18:
        return -1
    return quantiles.whole(scaled)
