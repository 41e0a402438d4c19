"""Draw what could change the choice: tornados, the share of weightings won, and cash month by month."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reengineer.report._charts import BAND, HATCHES, INK, PALETTE, QUIET, SMALL, TEXT, WIDTH, Chart, picture, shorten
from reengineer.report._rounding import number, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from reengineer.comparison import BusinessCase

MOST_BARS = 10
_ROW = 46.0
_FOOT = 46.0
_SIDE = 12.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """Hold one bar of a tornado.

    Parameters
    ----------
    name, low, high : str
        What is varied, and its two ends in words.
    at_low, at_high : float or None
        The result at these ends; None where there is none.
    """

    name: str
    low: str
    high: str
    at_low: float | None
    at_high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Hold the words of a picture: its id, finding and axis."""

    id: str
    title: str
    axis: str


def tornado_chart(bars: Sequence[Bar], stated: float, words: Words) -> Chart | None:
    """Draw bars around the value as stated, the widest on top; None where there are none.

    Parameters
    ----------
    bars : sequence of Bar
        In the order in which they are drawn; at most ten.
    stated : float
        The result with everything as stated.
    words : Words
    """
    rows = list(bars)[:MOST_BARS]
    if not rows:
        return None
    height = _ROW * len(rows) + _FOOT

    def draw(figure: "Figure") -> None:
        axes = _axes(figure, height)
        ends = [end for bar in rows for end in (bar.at_low, bar.at_high) if end is not None]
        _limits(axes, [stated, *([0.0] if min([stated, *ends]) <= 0 <= max([stated, *ends]) else []), *ends])
        axes.set_ylim(_ROW * len(rows), 0)
        _lines(axes, stated, _ROW * len(rows))
        for place, bar in enumerate(rows):
            _draw_bar(axes, bar, stated, place * _ROW)
        axes.set_xlabel(words.axis, fontsize=TEXT)

    spoken = (f"{bar.name}: {_end(bar.at_low)} at {bar.low}, {_end(bar.at_high)} at {bar.high}" for bar in rows[:5])
    alt = f"{words.axis}; {plain(stated)} as stated. {'. '.join(spoken)}."
    return picture(words.id, words.title, alt, height, draw)


def _end(value: float | None) -> str:
    return "no steady state" if value is None else plain(value)


def _axes(figure: "Figure", height: float) -> "Axes":
    axes = figure.add_axes((_SIDE / WIDTH, _FOOT / height, 1 - 2 * _SIDE / WIDTH, 1 - _FOOT / height))
    axes.yaxis.set_visible(False)
    for side in ("top", "left", "right"):
        axes.spines[side].set_visible(False)
    axes.locator_params(axis="x", nbins=5)
    return axes


def _limits(axes: "Axes", values: Sequence[float]) -> None:
    low, high = min(values), max(values)
    spare = (high - low) * 0.06 or abs(high) * 0.1 or 1.0
    axes.set_xlim(low - spare, high + spare)


def _lines(axes: "Axes", stated: float, bottom: float) -> None:
    left, right = axes.get_xlim()
    if left < 0 < right:
        axes.plot([0, 0], [0, bottom], color=INK, linewidth=1.2, zorder=1)
    axes.plot([stated, stated], [0, bottom], color=QUIET, linewidth=1.2, linestyle=(0, (4, 2)), zorder=1)


def _draw_bar(axes: "Axes", bar: Bar, stated: float, top: float) -> None:
    across = axes.get_yaxis_transform()
    cover = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
    axes.text(0, top + 12, shorten(bar.name, 46), transform=across, ha="left", va="center", fontsize=TEXT, bbox=cover)
    for end, place in ((bar.at_low, 0), (bar.at_high, 1)):
        if end is not None:
            axes.barh(
                top + 31, end - stated, left=stated, height=13, zorder=3, color=PALETTE[place], hatch=HATCHES[place],
                edgecolor=INK, linewidth=0.7,
            )  # fmt: skip
    if None in (bar.at_low, bar.at_high):
        axes.text(1, top + 31, "no steady state", transform=across, ha="right", va="center", fontsize=SMALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Hold how much of something one option has, 0 to 1."""

    name: str
    share: float


def share_chart(shares: Sequence[Share], words: Words) -> Chart | None:
    """Draw shares as bars from 0 to 100 %, with their numbers; None where there are none."""
    rows = list(shares)
    if not rows:
        return None
    height = _ROW * len(rows) + _FOOT

    def draw(figure: "Figure") -> None:
        axes = _axes(figure, height)
        axes.set_xlim(0, 100)
        axes.set_ylim(_ROW * len(rows), 0)
        across = axes.get_yaxis_transform()
        for place, row in enumerate(rows):
            top = place * _ROW
            axes.text(0, top + 12, shorten(row.name, 40), transform=across, ha="left", va="center", fontsize=TEXT)
            shown = f"{number(100 * row.share, 0)} %"
            axes.text(1, top + 12, shown, transform=across, ha="right", va="center", weight="bold", fontsize=TEXT)
            axes.barh(top + 29, 100, height=12, color=BAND, zorder=1)
            axes.barh(top + 29, 100 * row.share, height=12, color=PALETTE[0], edgecolor=INK, linewidth=0.7, zorder=2)
        axes.set_xlabel(words.axis, fontsize=TEXT)

    spoken = (f"{row.name} {number(100 * row.share, 0)} %" for row in rows)
    return picture(words.id, words.title, f"{words.axis}: {', '.join(spoken)}.", height, draw)


def cash_chart(case: "BusinessCase", words: Words) -> Chart:
    """Draw cumulative cash by month: as stated, and the lines that one draw in ten lies below or above."""
    height = 250.0

    def draw(figure: "Figure") -> None:
        axes = figure.add_axes((0.2, 0.2, 0.77, 0.74))
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
        months = [point.month for point in case.cash]
        axes.plot([0, months[-1]], [0, 0], color=INK, linewidth=1.2)
        styles = (("base", PALETTE[0], "-", 2.6), ("low", QUIET, (0, (4, 2)), 1.8), ("high", QUIET, (0, (1, 1.5)), 1.8))
        for name, colour, dash, width in styles:
            if name == "base" or case.uncertain:
                values = [getattr(point, name) / 1000 for point in case.cash]
                axes.plot(months, values, color=colour, linestyle=dash, linewidth=width)
        if case.payback:
            axes.plot([case.payback], [case.cash[case.payback].base / 1000], "o", color=PALETTE[0], markersize=8)
        axes.tick_params(axis="y", labelsize=SMALL)
        axes.locator_params(nbins=5)
        axes.set_xlabel(words.axis, fontsize=TEXT)
        axes.set_ylabel(f"Thousand {case.currency}", fontsize=TEXT)

    last = case.cash[-1]
    alt = f"Cumulative cash: {plain(case.cash[0].base)} {case.currency} at first, {plain(last.base)} at the end"
    spread = f", between {plain(last.low)} and {plain(last.high)} in eight of ten draws" if case.uncertain else ""
    return picture(words.id, words.title, f"{alt}{spread}.", height, draw)
