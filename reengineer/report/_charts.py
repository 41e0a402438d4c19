"""Make pictures that are the same bytes every time, carry their own words, and need no colour to be read."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from io import StringIO
from typing import TYPE_CHECKING, Any

from reengineer.report._trace import untraced, visible

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PALETTE = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#000000", "#8C8C8C")
"""Okabe and Ito's colours, told apart by colour-blind readers; grey last. Yellow is left out: 1.3 to 1 on white."""

HATCHES = ("", "///", "\\\\\\", "xxx", "|||", "---", "", "+++")
"""The second cue of each colour, for a grey print."""

INK = "#1a1a1a"
QUIET = "#5a5a5a"
BAND = "#e4e4e4"
WIDTH = 360.0
"""Width of a picture in its own units: as many pixels as a small phone has, so that text stays readable there."""
TEXT = 13.6
SMALL = 13.2

_STYLE: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "reengineer",
    "font.family": ["sans-serif"],
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": TEXT,
    "text.color": INK,
    "text.parse_math": False,
    "text.usetex": False,
    "axes.edgecolor": QUIET,
    "axes.labelcolor": INK,
    "axes.unicode_minus": True,
    "xtick.color": INK,
    "xtick.labelcolor": INK,
    "xtick.labelsize": SMALL,
    "hatch.linewidth": 1.0,
    "hatch.color": INK,
    "path.simplify": False,
}
_FONTS = "Arial, Helvetica, 'Liberation Sans', sans-serif"


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
    height : float
        In the picture's units, of which it is 360 wide.
    draw : callable
        Given an empty figure.
    """

    id: str
    title: str
    alt: str
    svg: str
    height: float = 0.0
    draw: "Callable[[Figure], None] | None" = field(default=None, repr=False, compare=False)


def png_of(chart: Chart) -> bytes:
    """Return a chart as PNG at twice its size, its description among the metadata; the same bytes every time."""
    import warnings
    from io import BytesIO

    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with mpl.rc_context(_STYLE), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from", category=UserWarning)
        figure = Figure(figsize=(WIDTH / 72, chart.height / 72), dpi=144)
        FigureCanvasAgg(figure)
        if chart.draw is not None:
            chart.draw(figure)
        out = BytesIO()
        words = {"Title": visible(chart.title), "Description": visible(chart.alt), "Software": None}
        figure.savefig(out, format="png", metadata=words)
    return out.getvalue()


def picture(chart_id: str, title: str, alt: str, height: float, draw: "Callable[[Figure], None]") -> Chart:
    """Draw a chart and return it as one safe ``svg`` element.

    Parameters
    ----------
    chart_id : str
        Letters, digits and hyphens; goes before every id in the picture.
    height : float
        In the picture's units, of which it is 360 wide.
    draw : callable
        Given an empty figure.
    """
    import warnings

    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    with mpl.rc_context(_STYLE), warnings.catch_warnings():
        # The reader's fonts show the letters, not ours, so a sign that ours lack is no loss.
        warnings.filterwarnings("ignore", message="Glyph .* missing from", category=UserWarning)
        figure = Figure(figsize=(WIDTH / 72, height / 72))
        FigureCanvasSVG(figure)
        draw(figure)
        out = StringIO()
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    svg = finish(out.getvalue(), chart_id, title, alt)
    return Chart(id=chart_id, title=untraced(title), alt=untraced(alt), svg=svg, height=height, draw=draw)


def finish(svg: str, chart_id: str, title: str, alt: str) -> str:
    """Return a drawn picture as an element that can stand beside others in a page.

    The prologue, comments and metadata go; ids become unique to the picture; title and description come in.
    """
    body = svg[svg.index("<svg") :]
    body = re.sub(r"<!--.*?-->|<metadata>.*?</metadata>", "", body, flags=re.DOTALL)
    body = re.sub(r'(<[^<>]*\s)id="([^"]+)"', rf'\1id="{chart_id}-\2"', body)
    body = re.sub(r'href="#([^"]+)"', rf'href="#{chart_id}-\1"', body)
    body = re.sub(r"url\(#([^)]+)\)", rf"url(#{chart_id}-\1)", body)
    body = re.sub(r"<defs>\s*<style.*?</style>\s*</defs>", "", body, flags=re.DOTALL)
    body = re.sub(r"font-family: [^;\"]*", f"font-family: {_FONTS}", body)
    body = re.sub(r' transform="rotate\(-0 [^"]*\)"', "", body)
    body = re.sub(r'(<[^<>]*\s)d="([^"]+)"', _shorter, body)
    body = body.replace(f'<g id="{chart_id}-struck', f'<g style="text-decoration: line-through" id="{chart_id}-struck')
    head, _, rest = body.partition(">")
    box = re.search(r'viewBox="[^"]+"', head)
    words = (
        f'<title id="{chart_id}-title">{escape(visible(title))}</title>'
        f'<desc id="{chart_id}-desc">{escape(visible(alt))}</desc>'
    )
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f"{box.group() if box else ''}"
        f' class="chart" style="stroke-linejoin: round" role="img" aria-labelledby="{chart_id}-title {chart_id}-desc">'
    )
    return re.sub(r"\s*\n\s*", "\n", opening + words + rest).strip()


def _shorter(found: "re.Match[str]") -> str:
    path = re.sub(r"-?\d+\.\d+", lambda number: f"{float(number.group()):.2f}".rstrip("0").rstrip("."), found[2])
    return f'{found[1]}d="{" ".join(path.split())}"'


def shorten(text: str, most: int) -> str:
    """Return a text of at most so many signs, cut at a word where one is near."""
    clean = visible(text)
    if len(clean) <= most:
        return clean
    cut = clean[: most - 1]
    word = cut.rfind(" ")
    return (cut[:word] if word > most * 0.6 else cut).rstrip(" ,;:") + "\N{HORIZONTAL ELLIPSIS}"
