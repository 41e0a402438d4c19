"""Write text into pictures: measured without a font, wrapped, kept within its frame, and escaped."""

import re
from collections.abc import Iterable
from functools import lru_cache
from unicodedata import category, east_asian_width

from reengineer._records import dataclass

FONT = "Arial, Helvetica, 'Liberation Sans', sans-serif"
INK = "#1a1a1a"
LINE = 1.2
SMALLEST = 8.0
LONGEST = 2000

# Widths in thousandths of the font size, of Helvetica and what is drawn like it; a font a little wider still fits.
_WIDTHS = {
    278: " !,./:;I[\\]tf|",
    222: "ijl'`",
    333: '()-r"*{}°',
    500: "ckosvxyzJ",
    667: "ABEKPSVXYT&",
    722: "CDHNRUw",
    778: "GOQ",
    833: "Mm",
    944: "W—",
    1015: "@%",
}
_WIDTH_OF = {sign: width / 1000 for width, signs in _WIDTHS.items() for sign in signs}


_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_SPECIAL = re.compile("[&<>\"']")
_NAMES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})


@lru_cache(maxsize=4096)
def _sign_width(sign: str) -> float:
    if sign in _WIDTH_OF:
        return _WIDTH_OF[sign]
    if category(sign) in {"Mn", "Me", "Cf"}:
        return 0.0
    return 1.0 if east_asian_width(sign) in "WF" else 0.667 if sign.isupper() else 0.556


@lru_cache(maxsize=16384)
def _word_width(text: str) -> float:
    return sum(_sign_width(sign) for sign in text)


def text_width(text: str, size: float) -> float:
    """Return about how wide a line is in pixels; errs to the wide side by a few per cent."""
    return _word_width(text) * size


def clean(text: str | None, longest: int = LONGEST) -> str:
    """Return a label with white space collapsed and what XML may not hold taken out; very long texts are cut."""
    if not text:
        return ""
    short = text if len(text) <= longest else text[:longest] + "…"
    return " ".join(_FORBIDDEN.sub(" ", short).split())


def escape(text: str | None, longest: int = LONGEST) -> str:
    """Return text that may stand in an SVG as content or as an attribute's value."""
    cleaned = clean(text, longest)
    return cleaned.translate(_NAMES) if _SPECIAL.search(cleaned) else cleaned


def number(value: float) -> str:
    """Write a coordinate with at most two decimals and no needless zeros."""
    if value == value // 1 and abs(value) < 1e15:
        return str(int(value))
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def wrap(text: str, width: float, size: float) -> list[str]:
    """Break a label into lines that are at most `width` pixels wide; a word too long for a line is divided."""
    lines: list[str] = []
    line = ""
    for word in _words(clean(text), width, size):
        longer = f"{line} {word}" if line else word
        if line and text_width(longer, size) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line] if line else lines


def _words(text: str, width: float, size: float) -> Iterable[str]:
    for word in text.split():
        rest = word
        while text_width(rest, size) > width and len(rest) > 1:
            cut = _cut(rest, width, size)
            yield rest[:cut]
            rest = rest[cut:]
        yield rest


def _cut(word: str, width: float, size: float) -> int:
    """Return where to divide a word: behind a hyphen or slash where one fits, else where the line is full."""
    fits = 1
    while fits < len(word) and text_width(word[: fits + 1], size) <= width:
        fits += 1
    joint = max(word.rfind(sign, 1, fits) for sign in "-/_")
    return joint + 1 if joint > 0 else fits


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Hold the lines of a label and the size that they are written in; `is_cut` says that words are missing."""

    lines: tuple[str, ...]
    size: float
    is_cut: bool = False

    @property
    def height(self) -> float:
        """Return the height of all lines, in pixels."""
        return len(self.lines) * self.size * LINE

    @property
    def width(self) -> float:
        """Return the width of the widest line, in pixels."""
        return max((text_width(line, self.size) for line in self.lines), default=0.0)


def fit(text: str, width: float, height: float, size: float = 12.0) -> Block:
    """Return the label in the largest size, from `size` down to 8 pixels, in which it fits a frame whole.

    Words are not divided while a smaller size, down to 10 pixels, avoids it. Where even the smallest size does not
    fit, the last line that does ends in an ellipsis.
    """
    words = clean(text).split()
    for step in range(int(2 * (size - SMALLEST)) + 1):
        now = size - step / 2
        divides = any(text_width(word, now) > width for word in words)
        lines = wrap(text, width, now)
        if len(lines) * now * LINE <= height and not (divides and now > 10.0):
            return Block(lines=tuple(lines), size=now)
    most = max(int(height / (SMALLEST * LINE)), 1)
    lines = wrap(text, width, SMALLEST)
    if len(lines) <= most:
        return Block(lines=tuple(lines), size=SMALLEST)
    last = lines[most - 1]
    while last and text_width(last + "…", SMALLEST) > width:
        last = last[:-1]
    return Block(lines=(*lines[: most - 1], last + "…"), size=SMALLEST, is_cut=True)


def draw_lines(block: Block, x: float, top: float, *, fill: str = INK, anchor: str = "middle", extra: str = "") -> str:
    """Return the SVG of a label whose first line starts at `top` and whose lines are anchored at `x`."""
    if not block.lines:
        return ""
    places = (
        f'<tspan x="{number(x)}" y="{number(top + block.size * (0.93 + n * LINE))}">{escape(line)}</tspan>'
        for n, line in enumerate(block.lines)
    )
    how = f'font-size="{number(block.size)}" text-anchor="{anchor}" fill="{fill}"{extra}'
    return f"<text {how}>{''.join(places)}</text>"
