"""Round numbers by how well they are known: two digits of the half-width, and the value to the same place."""

from math import floor, log10

from reengineer._records import dataclass

MINUS = "\N{MINUS SIGN}"
_MOST_PLACES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounded:
    """Hold a value and its interval as text, all to the same place.

    Parameters
    ----------
    value : str
    low, high : str
        Empty where there is no interval.
    """

    value: str
    low: str = ""
    high: str = ""

    @property
    def interval(self) -> str:
        """Return ``low to high``; empty where there is no interval."""
        return f"{self.low} to {self.high}" if self.low else ""

    def __str__(self) -> str:
        return f"{self.value} ({self.interval})" if self.low else self.value


def places_of(half_width: float, value: float = 0.0) -> int:
    """Return the decimal places to show; negative for tens and hundreds.

    Parameters
    ----------
    half_width : float
        Of the interval; two of its digits are kept.
    value : float
        Gives three digits where the half-width is 0.

    Examples
    --------
    >>> places_of(0.2), places_of(0.034), places_of(1200)
    (2, 3, -2)
    """
    scale, digits = (half_width, 2) if half_width > 0 else (abs(value), 3)
    if scale == 0:
        return 0
    return min(_MOST_PLACES, digits - 1 - floor(log10(scale)))


def number(value: float, places: int, *, signed: bool = False) -> str:
    """Return a number to so many places, with a true minus sign and thousands apart.

    Examples
    --------
    >>> number(12345.678, 1), number(0.04, 1, signed=True), number(0.26, 1, signed=True)
    ('12,345.7', '0.0', '+0.3')
    """
    rounded = round(value, places) + 0.0
    text = f"{abs(rounded):,.{max(places, 0)}f}"
    if rounded == 0:
        return text
    return (MINUS if rounded < 0 else "+" if signed else "") + text


def rounded(value: float, low: float | None, high: float | None, *, signed: bool = False) -> Rounded:
    """Return a value with its interval, rounded by the interval.

    An end that is not 0 is never shown as 0: up to two places are added, so that an interval which leaves out 0 is seen
    to do so.

    Examples
    --------
    >>> str(rounded(-1.1234, -1.3, -0.9))
    '\N{MINUS SIGN}1.12 (\N{MINUS SIGN}1.30 to \N{MINUS SIGN}0.90)'
    """
    if low is None or high is None:
        return Rounded(value=number(value, places_of(0.0, value), signed=signed))
    places = places_of((high - low) / 2, value)
    for _ in range(2):
        if places < _MOST_PLACES and any(end != 0 and round(end, places) == 0 for end in (low, high)):
            places += 1
    shown = (number(item, places, signed=signed) for item in (value, low, high))
    return Rounded(**dict(zip(("value", "low", "high"), shown, strict=True)))


def plain(value: float, digits: int = 3) -> str:
    """Return a number to so many significant digits, without needless zeros after the point.

    Examples
    --------
    >>> plain(41.04), plain(0.1), plain(12000), plain(3)
    ('41', '0.1', '12,000', '3')
    """
    if value == 0:
        return "0"
    places = digits - 1 - floor(log10(abs(value)))
    text = number(value, min(_MOST_PLACES, max(places, 0)))
    return text.rstrip("0").rstrip(".") if "." in text else text
