"""Make pictures that are the same bytes every time, carry their own words, and need no colour to be read."""

from collections.abc import Sequence
from itertools import accumulate

from reengineer._records import dataclass
from reengineer.report._canvas import TEXT, Canvas, Ink, Point
from reengineer.report._labels import text_width, wrap
from reengineer.report._trace import untraced, visible

PALETTE = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#000000", "#8C8C8C")
"""Okabe and Ito's colours, told apart by colour-blind readers; grey last. Yellow is left out: 1.3 to 1 on white."""

HATCHES = ("", "/", "\\", "x", "|", "-", "", "+")
"""The second cue of each colour, for a grey print."""

BAND = "#e4e4e4"

LEADING = 16.0
"""From one line of a label to the next, in the units of a picture."""
MOST_LINES = 3
_ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Hold a picture with the words that say the same.

    Parameters
    ----------
    id : str
        Unique on a page.
    title : str
        The finding, computed.
    alt : str
        What is shown and the values that matter.
    svg : str
        One ``svg`` element, safe to stand in a page.
    """

    id: str
    title: str
    alt: str
    svg: str


def picture(chart_id: str, title: str, alt: str, canvas: Canvas) -> Chart:
    """Return what was drawn as a chart, with its words in it.

    Parameters
    ----------
    chart_id : str
        Letters, digits and hyphens; goes before every id in the picture.
    """
    svg = canvas.svg(chart_id, visible(title), visible(alt))
    return Chart(id=chart_id, title=untraced(title), alt=untraced(alt), svg=svg)


def lines_of(text: str, width: float, size: float = TEXT, *, most: int = MOST_LINES, bold: bool = False) -> list[str]:
    """Return a label in lines that fit a width; only what is longer than so many lines is cut.

    Examples
    --------
    >>> lines_of("Credit check before anybody asks for documents", 240.0)
    ['Credit check before anybody asks for', 'documents']
    """
    room = width / (1.08 if bold else 1.0)
    lines = wrap(visible(text), room, size)
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and text_width(last + _ELLIPSIS, size) > room:
        last = last[:-1]
    return [*lines[: most - 1], last.rstrip(" ,;:") + _ELLIPSIS]


def write_lines(canvas: Canvas, lines: Sequence[str], at: Point, ink: Ink | None = None) -> None:
    """Write the lines of a label below each other; `at` is the place of the first one's anchor."""
    for place, line in enumerate(lines):
        canvas.text(line, (at[0], at[1] + LEADING * place), ink or Ink())


def tops_of(labels: Sequence[Sequence[str]], row: float) -> list[float]:
    """Return where the rows of a picture begin, and where the last one ends: longer labels make taller rows."""
    return list(accumulate((row + LEADING * (max(len(lines), 1) - 1) for lines in labels), initial=0.0))


def shorten(text: str, most: int) -> str:
    """Return a text of at most so many signs, cut at a word where one is near."""
    clean = visible(text)
    if len(clean) <= most:
        return clean
    cut = clean[: most - 1]
    word = cut.rfind(" ")
    return (cut[:word] if word > most * 0.6 else cut).rstrip(" ,;:") + "\N{HORIZONTAL ELLIPSIS}"
