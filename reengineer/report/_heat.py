"""Colour values on a map: one hue in five steps from light to dark, with a legend and text that stays readable."""

from collections.abc import Iterable
from itertools import pairwise
from math import floor, isfinite, log10

from reengineer._records import dataclass
from reengineer.bpmn import Bounds
from reengineer.report._labels import INK, escape, number, text_width
from reengineer.report._shapes import rectangle

SHADES = ("#eef5fb", "#c3ddf0", "#86bce0", "#3b8bc4", "#004f80")
WHITE = "#ffffff"
_NEEDED_CONTRAST = 4.5


@dataclass(frozen=True, slots=True)
class Overlay:
    """Hold what is printed on a step, and the number that its colour stands for.

    Parameters
    ----------
    value : float
        0 or more, in one unit for the whole map.
    text : str
        The value as printed on the step, with its unit, such as ``2.4 h``.
    """

    value: float
    text: str


@dataclass(frozen=True, slots=True)
class Legend:
    """Say what the values of an overlay are; `most` fixes the upper end, so that several maps share one scale."""

    caption: str
    most: float | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """Divide 0 to the greatest value into five bins of one width, a round number."""

    width: float

    def shade(self, value: float) -> str:
        """Return the colour of the bin that a value falls in; a value on a border belongs to the lower bin."""
        position = value / self.width
        whole = int(position)
        return SHADES[max(0, min(whole - (position == whole and whole > 0), len(SHADES) - 1))]

    @property
    def labels(self) -> tuple[str, ...]:
        """Return the range of each bin in words."""
        edges = [_plain(self.width * n) for n in range(len(SHADES) + 1)]
        return tuple(f"{low} to {high}" for low, high in pairwise(edges))


def scale_of(values: Iterable[float]) -> Scale:
    """Return the scale for some values: five bins that hold the greatest of them."""
    most = max((value for value in values if isfinite(value)), default=0.0)
    if most <= 0:
        return Scale(1.0)
    exact = most / len(SHADES)
    power = 10.0 ** floor(log10(exact))
    width = next(
        (step * power for step in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8) if step * power >= exact * (1 - 1e-9)), 10 * power
    )
    return Scale(width)


def _plain(value: float) -> str:
    return f"{value:,.10g}" if value < 1e9 else f"{value:.3g}"


def ink_on(ground: str) -> str:
    """Return dark ink, or white where dark would not have enough contrast (4.5 to 1) with the ground."""
    return INK if contrast(INK, ground) >= _NEEDED_CONTRAST else WHITE


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours written ``#rrggbb``, from 1 to 21.

    References
    ----------
    Web Content Accessibility Guidelines 2.1, relative luminance and contrast ratio.
    """
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def draw_legend(scale: Scale, caption: str, x: float, y: float, size: float) -> tuple[str, Bounds]:
    """Return the legend with its upper left corner at (x, y), and the room that it takes."""
    parts = []
    left = x
    top = y
    if caption:
        parts.append(_text(caption, left, top + size, size, weight="bold"))
        left += text_width(caption, size * 1.1) + size
    for shade, label in zip(SHADES, scale.labels, strict=True):
        parts.append(rectangle(Bounds(left, top + size * 0.1, size * 1.6, size * 1.1), f'fill="{shade}" stroke="#333"'))
        parts.append(_text(label, left + size * 2, top + size, size))
        left += size * 3.2 + text_width(label, size)
    return f'<g data-kind="legend">{"".join(parts)}</g>', Bounds(x, y, left - x, size * 1.4)


def _text(text: str, x: float, y: float, size: float, weight: str = "normal") -> str:
    how = f'font-size="{number(size)}" font-weight="{weight}" fill="{INK}"'
    return f'<text x="{number(x)}" y="{number(y)}" {how}>{escape(text)}</text>'
