"""Draw charts as SVG from lines, boxes, marks and words, with their places worked out from values."""

from collections.abc import Iterator, Sequence
from dataclasses import field
from math import ceil, floor, log10
from typing import Literal

from reengineer._records import dataclass
from reengineer.report._labels import FONT, escape, number, text_width
from reengineer.report._rounding import number as written

WIDTH = 360.0
"""Width of a picture in its own units: as many pixels as a small phone has, so that text stays readable there."""
TEXT = 13.6
SMALL = 13.2
SIDE = 12.0
INK = "#1a1a1a"
QUIET = "#5a5a5a"
GRID = "#d9d9d9"
WHITE = "#ffffff"
_GAP = 5.0
_HATCH_WIDTH = 1.0
_SHIFTS = {"/": 1, "\\": -1}

Anchor = Literal["start", "middle", "end"]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """Be a rectangle: left, top, width and height, in the units of a picture."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Return the right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Return the lower edge."""
        return self.y + self.height


@dataclass(frozen=True, slots=True, kw_only=True)
class Ink:
    """Say how words are written."""

    size: float = TEXT
    anchor: Anchor = "start"
    bold: bool = False
    colour: str = INK
    struck: bool = False
    cover: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """Say how a line is drawn; `dash` is a list of lengths such as ``5 3``."""

    colour: str = INK
    width: float = 1.2
    dash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """Say how a box is filled: colour, the sign of its hatch or none, colour of its edge or none."""

    colour: str
    hatch: str = ""
    edge: str = INK
    width: float = 0.7
    dash: str = ""


@dataclass(slots=True, kw_only=True)
class Canvas:
    """Collect what is drawn, in the order in which it lies over each other.

    Parameters
    ----------
    height, width : float
        In the picture's own units.
    """

    height: float
    width: float = WIDTH
    parts: list[str] = field(default_factory=list)

    def line(self, points: Sequence[Point], stroke: Stroke = Stroke()) -> None:
        """Draw a line through points."""
        path = "".join(f"{'L' if n else 'M'}{number(x)} {number(y)}" for n, (x, y) in enumerate(points))
        dash = f' stroke-dasharray="{stroke.dash}"' if stroke.dash else ""
        how = f'stroke="{stroke.colour}" stroke-width="{number(stroke.width)}"{dash}'
        self.parts.append(f'<path d="{path}" fill="none" {how}/>')

    def box(self, box: Box, fill: Fill) -> None:
        """Draw a filled rectangle, hatched where asked for."""
        place = f'x="{number(box.x)}" y="{number(box.y)}" width="{number(box.width)}" height="{number(box.height)}"'
        dash = f' stroke-dasharray="{fill.dash}"' if fill.dash else ""
        edge = f' stroke="{fill.edge}" stroke-width="{number(fill.width)}"{dash}' if fill.edge else ""
        self.parts.append(f'<rect {place} fill="{fill.colour}"{edge}/>')
        path = "".join(_hatch(box, fill.hatch))
        if path:
            self.parts.append(f'<path d="{path}" fill="none" stroke="{INK}" stroke-width="{number(_HATCH_WIDTH)}"/>')

    def mark(self, shape: str, at: Point, colour: str, *, filled: bool = True, radius: float = 4.6) -> None:
        """Draw a mark: ``circle``, ``square``, ``diamond`` or ``triangle``; hollow ones are white inside."""
        face = colour if filled else WHITE
        how = f'fill="{face}" stroke="{colour}" stroke-width="1.8"'
        x, y = at
        if shape == "circle":
            self.parts.append(f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius)}" {how}/>')
            return
        corners = {
            "square": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
            "diamond": ((0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)),
            "triangle": ((0, -1.2), (1.15, 0.9), (-1.15, 0.9)),
        }[shape]
        points = " ".join(f"{number(x + radius * 0.9 * a)},{number(y + radius * 0.9 * b)}" for a, b in corners)
        self.parts.append(f'<polygon points="{points}" {how}/>')

    def text(self, words: str, at: Point, ink: Ink = Ink()) -> None:
        """Write words; `at` is the place of their anchor, in the middle of their height."""
        x, y = at
        if not words:
            return
        if ink.cover:
            self._cover(words, at, ink)
        weight = ' font-weight="bold"' if ink.bold else ""
        struck = ' style="text-decoration: line-through"' if ink.struck else ""
        anchor = "" if ink.anchor == "start" else f' text-anchor="{ink.anchor}"'
        place = f'x="{number(x)}" y="{number(y + ink.size * 0.35)}" font-size="{number(ink.size)}"'
        self.parts.append(f'<text {place} fill="{ink.colour}"{anchor}{weight}{struck}>{escape(words)}</text>')

    def _cover(self, words: str, at: Point, ink: Ink) -> None:
        """Put a white ground behind words, so that no line runs through them."""
        wide = text_width(words, ink.size) * (1.08 if ink.bold else 1.0)
        left = at[0] - {"start": 0.0, "middle": 0.5, "end": 1.0}[ink.anchor] * wide
        self.box(Box(left - 1, at[1] - ink.size * 0.6, wide + 2, ink.size * 1.2), Fill(colour=WHITE, edge=""))

    def svg(self, chart_id: str, title: str, words: str) -> str:
        """Return the picture as one element that can stand beside others in a page.

        Parameters
        ----------
        chart_id : str
            Before every id in the picture.
        title, words : str
            What it shows, and its text alternative.
        """
        size = f'viewBox="0 0 {number(self.width)} {number(self.height)}"'
        named = f'role="img" aria-labelledby="{chart_id}-title {chart_id}-desc"'
        head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} class="chart" {named} font-family="{FONT}">'
        about = (
            f'<title id="{chart_id}-title">{escape(title)}</title>\n<desc id="{chart_id}-desc">{escape(words)}</desc>'
        )
        return "\n".join((head, about, *self.parts, "</svg>"))


def _hatch(box: Box, signs: str) -> Iterator[str]:
    """Give the lines of a hatch, cut off at the edges of the box."""
    chosen = "/\\" if "x" in signs else "|-" if "+" in signs else signs[:1]
    for sign in chosen:
        if sign == "|":
            for n in range(1, ceil(box.width / _GAP)):
                x = box.x + n * _GAP
                yield f"M{number(x)} {number(box.y)}V{number(box.bottom)}"
        elif sign == "-":
            for n in range(1, ceil(box.height / _GAP)):
                y = box.y + n * _GAP * 0.8
                if y < box.bottom:
                    yield f"M{number(box.x)} {number(y)}H{number(box.right)}"
        else:
            yield from _slanted(box, _SHIFTS[sign])


def _slanted(box: Box, way: int) -> Iterator[str]:
    """Give lines at 45 degrees: `way` 1 rises to the right, -1 falls."""
    step = _GAP * 1.3
    for n in range(1, ceil((box.width + box.height) / step)):
        low = n * step
        # From the left or lower edge to the upper or right one, counted along the lower edge.
        start_x, start_y = (low, 0.0) if low <= box.width else (box.width, low - box.width)
        end_x, end_y = (0.0, low) if low <= box.height else (low - box.height, box.height)
        first, last = (
            ((end_x, end_y), (start_x, start_y))
            if way < 0
            else ((end_x, box.height - end_y), (start_x, box.height - start_y))
        )
        (x, y), (u, v) = ((number(box.x + right), number(box.y + down)) for right, down in (first, last))
        yield f"M{x} {y}L{u} {v}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """Turn values into places along one side of a picture.

    Parameters
    ----------
    low, high : float
        The values at `start` and `end`.
    start, end : float
        In the picture's units; `end` may be the smaller one, for heights.
    """

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return the place of a value."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)

    def ticks(self, most: int = 6) -> tuple[float, ...]:
        """Return at most so many round values within the axis."""
        step = round_step((self.high - self.low) / most)
        first, last = ceil(self.low / step - 1e-9), floor(self.high / step + 1e-9)
        return tuple(n * step for n in range(first, last + 1))

    def labels(self, most: int = 6) -> tuple[tuple[float, str], ...]:
        """Return the ticks with their numbers, all to the same place."""
        ticks = self.ticks(most)
        step = round_step((self.high - self.low) / most)
        places = max(0, -floor(log10(step) + 1e-9))
        places += round(step * 10**places, 6) % 1 != 0
        return tuple((tick, written(tick, places)) for tick in ticks)


def round_step(least: float) -> float:
    """Return 1, 2, 2.5 or 5 times a power of ten that is no less than a value.

    Examples
    --------
    >>> round_step(0.3), round_step(2.1), round_step(70)
    (0.5, 2.5, 100.0)
    """
    power = 10.0 ** floor(log10(least)) if least > 0 else 1.0
    return next((step * power for step in (1, 2, 2.5, 5) if step * power >= least * (1 - 1e-9)), 10 * power)


def spread(values: Sequence[float], spare: float = 0.06) -> tuple[float, float]:
    """Return the ends of an axis that holds all values with room to spare."""
    low, high = min(values), max(values)
    more = (high - low) * spare or abs(high) * 0.1 or 1.0
    return low - more, high + more


def bottom_axis(canvas: Canvas, axis: Axis, y: float, name: str, *, most: int = 6) -> None:
    """Draw the axis at the foot of a picture, with its numbers and its name; needs 44 units of height."""
    canvas.line([(axis.start, y), (axis.end, y)], Stroke(colour=QUIET, width=1))
    for tick, label in axis.labels(most):
        x = axis(tick)
        canvas.line([(x, y), (x, y + 4)], Stroke(colour=QUIET, width=1))
        wide = text_width(label, SMALL) / 2
        inside = min(max(x, wide), canvas.width - wide)
        canvas.text(label, (inside, y + 14), Ink(size=SMALL, anchor="middle"))
    size = TEXT if text_width(name, TEXT) <= canvas.width else SMALL
    name = _fitted(name, canvas.width)
    half = text_width(name, size) / 2
    middle = min(max((axis.start + axis.end) / 2, half), max(canvas.width - half, canvas.width / 2))
    canvas.text(name, (middle, y + 33), Ink(size=size, anchor="middle"))


def _fitted(name: str, width: float) -> str:
    """Return the name of an axis, cut in the middle where it is too long: the unit at its end stays."""
    head, comma, unit = name.rpartition(", ")
    whole = head
    while head and text_width(f"{head}{comma}{unit}", SMALL) > width - 2:
        whole = whole[:-1].rstrip()
        head = f"{whole}\N{HORIZONTAL ELLIPSIS}" if whole else ""
    return f"{head}{comma}{unit}"


def left_axis(canvas: Canvas, axis: Axis, x: float, name: str, *, most: int = 5) -> None:
    """Draw the axis at the left of a picture; its name stands above it, upright."""
    canvas.line([(x, axis.start), (x, axis.end)], Stroke(colour=QUIET, width=1))
    for tick, label in axis.labels(most):
        y = axis(tick)
        canvas.line([(x - 4, y), (x, y)], Stroke(colour=QUIET, width=1))
        canvas.text(label, (x - 6, y), Ink(size=SMALL, anchor="end"))
    canvas.text(_fitted(name, canvas.width), (2, min(axis.start, axis.end) - 14), Ink(size=SMALL))
