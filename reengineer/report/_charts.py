"""Make pictures that are the same bytes every time, carry their own words, and need no colour to be read."""

from dataclasses import dataclass

from reengineer.report._canvas import Canvas
from reengineer.report._trace import untraced, visible

PALETTE = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#000000", "#8C8C8C")
"""Okabe and Ito's colours, told apart by colour-blind readers; grey last. Yellow is left out: 1.3 to 1 on white."""

HATCHES = ("", "/", "\\", "x", "|", "-", "", "+")
"""The second cue of each colour, for a grey print."""

BAND = "#e4e4e4"


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


def shorten(text: str, most: int) -> str:
    """Return a text of at most so many signs, cut at a word where one is near."""
    clean = visible(text)
    if len(clean) <= most:
        return clean
    cut = clean[: most - 1]
    word = cut.rfind(" ")
    return (cut[:word] if word > most * 0.6 else cut).rstrip(" ,;:") + "\N{HORIZONTAL ELLIPSIS}"
