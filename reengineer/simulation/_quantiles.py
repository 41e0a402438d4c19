"""Invert distribution functions: what value of a distribution belongs to a uniform number.

Ordinary Python on `math`, compiled unchanged by Cython where a compiler is present (types stand in
``_quantiles.pxd``). Only functions whose last bit is the same in Python and in C are used.

References
----------
M. J. Wichura, Algorithm AS 241, Applied Statistics 37, 1988 (normal quantiles, the constants).
"""

import math
from array import array
from collections.abc import Callable

whole: Callable[[float], int]
"""Cut the fraction off a number; see the end of the module."""


def triangular_quantile(low: float, mode: float, high: float, u: float) -> float:
    """Return the quantile of a triangular distribution with low < high."""
    if u * (high - low) < mode - low:
        return low + math.sqrt(u * (high - low) * (mode - low))
    return high - math.sqrt((1.0 - u) * (high - low) * (high - mode))


def normal_quantile(u: float) -> float:
    """Return the standard normal quantile, to about 1e-16 relative."""
    q = u - 0.5
    if -0.425 <= q <= 0.425:
        r = 0.180625 - q * q
        above = 2509.0809287301226727 * r + 33430.575583588128105
        above = (above * r + 67265.770927008700853) * r + 45921.953931549871457
        above = (above * r + 13731.693765509461125) * r + 1971.5909503065514427
        above = (above * r + 133.14166789178437745) * r + 3.387132872796366608
        below = 5226.495278852545925 * r + 28729.085735721942674
        below = (below * r + 39307.89580009271061) * r + 21213.794301586595867
        below = (below * r + 5394.1960214247511077) * r + 687.1870074920579083
        below = (below * r + 42.313330701600911252) * r + 1.0
        return q * above / below
    r = u if q < 0.0 else 1.0 - u
    if r <= 0.0:
        r = 5.0e-324
    r = math.sqrt(-math.log(r))
    value = _normal_tail(r)
    return -value if q < 0.0 else value


def _normal_tail(r: float) -> float:
    """Return the upper quantile from r = sqrt(-log(tail probability))."""
    if r <= 5.0:
        r -= 1.6
        above = 7.7454501427834140764e-4 * r + 0.0227238449892691845833
        above = (above * r + 0.24178072517745061177) * r + 1.27045825245236838258
        above = (above * r + 3.64784832476320460504) * r + 5.7694972214606914055
        above = (above * r + 4.6303378461565452959) * r + 1.42343711074968357734
        below = 1.05075007164441684324e-9 * r + 5.475938084995344946e-4
        below = (below * r + 0.0151986665636164571966) * r + 0.14810397642748007459
        below = (below * r + 0.68976733498510000455) * r + 1.6763848301838038494
        below = (below * r + 2.05319162663775882187) * r + 1.0
        return above / below
    r -= 5.0
    above = 2.01033439929228813265e-7 * r + 2.71155556874348757815e-5
    above = (above * r + 0.0012426609473880784386) * r + 0.026532189526576123093
    above = (above * r + 0.29656057182850489123) * r + 1.7848265399172913358
    above = (above * r + 5.4637849111641143699) * r + 6.6579046435011037772
    below = 2.04426310338993978564e-15 * r + 1.4215117583164458887e-7
    below = (below * r + 1.8463183175100546818e-5) * r + 7.868691311456132591e-4
    below = (below * r + 0.0148753612908506148525) * r + 0.13692988092273580531
    below = (below * r + 0.59983220655588793769) * r + 1.0
    return above / below


def gamma_quantile(shape: float, log_gamma: float, u: float) -> float:
    """Return the quantile of a gamma distribution with scale 1.

    Parameters
    ----------
    shape : float
        Above 0.
    log_gamma : float
        Logarithm of the gamma function at `shape`; given, because Python and C round it differently.
    u : float
        In (0, 1).

    Notes
    -----
    A start after Wilson and Hilferty, or from the first term of the series where that falls below 0, then Halley
    steps kept inside a bracket.
    """
    x = _gamma_start(shape, log_gamma, u)
    low = 0.0
    high = 1.0e308
    for _ in range(60):
        tail = 1.0 if x > shape + 1.0 else 0.0
        value = gamma_upper(shape, log_gamma, x) if tail > 0.0 else gamma_lower(shape, log_gamma, x)
        error = (1.0 - u) - value if tail > 0.0 else value - u
        if error > 0.0:
            high = x
        else:
            low = x
        if error == 0.0:
            break
        density = math.exp((shape - 1.0) * math.log(x) - x - log_gamma)
        step = error / density if density > 0.0 else 0.0
        bend = step * ((shape - 1.0) / x - 1.0)
        step = step / (1.0 - 0.5 * (bend if bend < 1.0 else 1.0))
        new = x - step
        if density <= 0.0 or new <= low or new >= high:
            new = 0.5 * (low + high) if high < 1.0e308 else 2.0 * x
            tight = 1.0e-14
        else:
            # The error after Halley's step is about the cube of the step, so this one was the last.
            tight = 1.0e-5
        if -tight * x < new - x < tight * x:
            return new
        x = new
    return x


def _gamma_start(shape: float, log_gamma: float, u: float) -> float:
    if shape > 0.3:
        width = 1.0 / (9.0 * shape)
        root = 1.0 - width + normal_quantile(u) * math.sqrt(width)
        if root > 0.1:
            return shape * root * root * root
    x = math.exp((math.log(u) + log_gamma + math.log(shape)) / shape)
    return x if x > 1.0e-290 else 1.0e-290


def gamma_lower(shape: float, log_gamma: float, x: float) -> float:
    """Return the regularised lower incomplete gamma function by its series; best for x up to shape + 1."""
    term = 1.0 / shape
    total = term
    n = shape
    while term > total * 1.0e-16:
        n += 1.0
        term = term * x / n
        total += term
    return total * math.exp(shape * math.log(x) - x - log_gamma)


def gamma_upper(shape: float, log_gamma: float, x: float) -> float:
    """Return the regularised upper incomplete gamma function by its continued fraction; for x above shape + 1.

    References
    ----------
    W. J. Lentz, Applied Optics 15, 1976.
    """
    b = x + 1.0 - shape
    c = 1.0e300
    d = 1.0 / b
    fraction = d
    for i in range(1, 500):
        a = -i * (i - shape)
        b += 2.0
        d = a * d + b
        c = b + a / c
        d = 1.0 / d
        change = d * c
        fraction *= change
        if -1.0e-15 < change - 1.0 < 1.0e-15:
            break
    return fraction * math.exp(shape * math.log(x) - x - log_gamma)


def beta_quantile(a: float, b: float, log_beta: float, u: float) -> float:
    """Return the quantile of a beta distribution on [0, 1]: Newton steps kept inside a bracket.

    `a` and `b` are above 0; `log_beta` is the logarithm of the beta function at them.
    """
    low = 0.0
    high = 1.0
    x = a / (a + b)
    for _ in range(100):
        error = beta_lower(a, b, log_beta, x) - u
        if error > 0.0:
            high = x
        else:
            low = x
        density = math.exp((a - 1.0) * math.log(x) + (b - 1.0) * math.log1p(-x) - log_beta)
        new = x - error / density if density > 0.0 else -1.0
        if new <= low or new >= high:
            new = 0.5 * (low + high)
        if -1.0e-14 < new - x < 1.0e-14 or new <= 0.0 or new >= 1.0:
            return new
        x = new
    return x


def beta_lower(a: float, b: float, log_beta: float, x: float) -> float:
    """Return the regularised incomplete beta function of [0, x], with x in (0, 1)."""
    front = math.exp(a * math.log(x) + b * math.log1p(-x) - log_beta)
    if x < (a + 1.0) / (a + b + 2.0):
        return front * _beta_fraction(a, b, x) / a
    return 1.0 - front * _beta_fraction(b, a, 1.0 - x) / b


def _beta_fraction(a: float, b: float, x: float) -> float:
    """Evaluate the continued fraction of the incomplete beta function, two terms a turn."""
    c = 1.0
    d = 1.0 / (1.0 - (a + b) * x / (a + 1.0))
    fraction = d
    for m in range(1, 300):
        even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m))
        d = 1.0 / (1.0 + even * d)
        c = 1.0 + even / c
        fraction *= d * c
        odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0))
        d = 1.0 / (1.0 + odd * d)
        c = 1.0 + odd / c
        change = d * c
        fraction *= change
        if -1.0e-15 < change - 1.0 < 1.0e-15:
            break
    return fraction


def curve_at(curve: "array[float]", first: int, u: float) -> float:
    """Return the value of a curve of `_curves` at a uniform number.

    Parameters
    ----------
    curve : array of float
        Coefficients of several curves, one behind the other: 16 pieces of 12 terms each.
    first : int
        Where this one begins.
    u : float
        In (0, 1).
    """
    position = (normal_quantile(u) + 8.4) * (16 / 16.8)
    if position < 0.0:
        position = 0.0
    if position > 15.9999:
        position = 15.9999
    piece = whole(position)  # noqa: F821 - declared above
    t = 2.0 * (position - piece) - 1.0
    place = first + 12 * piece
    after = 0.0
    value = curve[place + 11]
    for term in range(10, 0, -1):
        before = after
        after = value
        value = 2.0 * t * after - before + curve[place + term]
    return t * value - after + curve[place]


def on_curve(family: int, scale: float, low: float, height: float) -> float:
    """Return the value that a curve's height stands for: the scale times its exponential, or a part of a range.

    Parameters
    ----------
    family : int
        ``LOG_CURVE`` or ``LOGIT_CURVE``.
    scale, low : float
        Scale; or width and lower end of the range.
    height : float
        What `curve_at` gave.
    """
    if family == 10:  # LOG_CURVE
        return scale * math.exp(height)
    if height < 0.0:
        part = math.exp(height)
        return low + scale * (part / (1.0 + part))
    return low + scale / (1.0 + math.exp(-height))


globals().update(whole=int)  # Compiled, the types file has a conversion in C by this name.
