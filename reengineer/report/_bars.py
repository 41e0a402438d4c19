"""Draw what could change the choice: tornados, the share of weightings won, and cash month by month."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reengineer._records import dataclass
from reengineer.report._canvas import (
    QUIET,
    SIDE,
    SMALL,
    WIDTH,
    Axis,
    Box,
    Canvas,
    Fill,
    Ink,
    Stroke,
    bottom_axis,
    left_axis,
    spread,
)
from reengineer.report._charts import BAND, HATCHES, LEADING, PALETTE, Chart, lines_of, picture, tops_of, write_lines
from reengineer.report._rounding import number, plain

if TYPE_CHECKING:
    from reengineer.comparison import BusinessCase

MOST_BARS = 10
_ROW = 46.0
_WHOLE = WIDTH - 2 * SIDE
_NUMBER = 56.0
_FOOT = 46.0
_CASH_HEIGHT = 260.0
_CASH_LINES = {
    "base": Stroke(colour=PALETTE[0], width=2.6),
    "low": Stroke(colour=QUIET, width=1.8, dash="5 3"),
    "high": Stroke(colour=QUIET, width=1.8, dash="2 2.5"),
}


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
    ends = [end for bar in rows for end in (bar.at_low, bar.at_high) if end is not None]
    low, high = spread([stated, *([0.0] if min([stated, *ends]) <= 0 <= max([stated, *ends]) else []), *ends])
    axis = Axis(low=low, high=high, start=SIDE, end=WIDTH - SIDE)
    tops = tops_of([lines_of(bar.name, _WHOLE) for bar in rows], _ROW)
    bottom = tops[-1]
    canvas = Canvas(height=bottom + _FOOT)
    if low < 0 < high:
        canvas.line([(axis(0), 0), (axis(0), bottom)])
    canvas.line([(axis(stated), 0), (axis(stated), bottom)], Stroke(colour=QUIET, dash="5 3"))
    for bar, top in zip(rows, tops, strict=False):
        _draw_bar(canvas, axis, bar, stated, top)
    bottom_axis(canvas, axis, bottom, words.axis)
    spoken = (f"{bar.name}: {_end(bar.at_low)} at {bar.low}, {_end(bar.at_high)} at {bar.high}" for bar in rows[:5])
    alt = f"{words.axis}; {plain(stated)} as stated. {'. '.join(spoken)}."
    return picture(words.id, words.title, alt, canvas)


def _end(value: float | None) -> str:
    return "no steady state" if value is None else plain(value)


def _draw_bar(canvas: Canvas, axis: Axis, bar: Bar, stated: float, top: float) -> None:
    lines = lines_of(bar.name, _WHOLE)
    write_lines(canvas, lines, (SIDE, top + 12), Ink(cover=True))
    top += LEADING * (len(lines) - 1)
    for end, place in ((bar.at_low, 0), (bar.at_high, 1)):
        if end is not None:
            left, right = sorted((axis(stated), axis(end)))
            canvas.box(Box(left, top + 24, right - left, 13), Fill(colour=PALETTE[place], hatch=HATCHES[place]))
    if None in (bar.at_low, bar.at_high):
        canvas.text("no steady state", (WIDTH - SIDE, top + 31), Ink(size=SMALL, anchor="end", cover=True))


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
    axis = Axis(low=0, high=100, start=SIDE, end=WIDTH - SIDE)
    labels = [lines_of(row.name, _WHOLE - _NUMBER) for row in rows]
    tops = tops_of(labels, _ROW)
    bottom = tops[-1]
    canvas = Canvas(height=bottom + _FOOT)
    for row, lines, top in zip(rows, labels, tops, strict=False):
        write_lines(canvas, lines, (SIDE, top + 12))
        canvas.text(f"{number(100 * row.share, 0)} %", (WIDTH - SIDE, top + 12), Ink(bold=True, anchor="end"))
        bar = top + 23 + LEADING * (len(lines) - 1)
        canvas.box(Box(SIDE, bar, WIDTH - 2 * SIDE, 12), Fill(colour=BAND, edge=""))
        if row.share > 0:
            canvas.box(Box(SIDE, bar, axis(100 * row.share) - SIDE, 12), Fill(colour=PALETTE[0]))
    bottom_axis(canvas, axis, bottom, words.axis)
    spoken = (f"{row.name} {number(100 * row.share, 0)} %" for row in rows)
    return picture(words.id, words.title, f"{words.axis}: {', '.join(spoken)}.", canvas)


def cash_chart(case: "BusinessCase", words: Words) -> Chart:
    """Draw cumulative cash by month: as stated, and the lines that one draw in ten lies below or above."""
    canvas = Canvas(height=_CASH_HEIGHT)
    months = [point.month for point in case.cash]
    lines = ("base", "low", "high") if case.uncertain else ("base",)
    values = [getattr(point, name) / 1000 for point in case.cash for name in lines]
    low, high = spread([0.0, *values])
    across = Axis(low=0, high=max(months[-1], 1), start=62, end=WIDTH - SIDE)
    upward = Axis(low=low, high=high, start=_CASH_HEIGHT - _FOOT, end=32)
    left_axis(canvas, upward, 62, f"Thousand {case.currency}".strip())
    canvas.line([(across(0), upward(0)), (across(months[-1]), upward(0))])
    for name in reversed(lines):
        points = [(across(point.month), upward(getattr(point, name) / 1000)) for point in case.cash]
        canvas.line(points, _CASH_LINES[name])
    if case.payback:
        at = (across(case.payback), upward(case.cash[case.payback].base / 1000))
        canvas.mark("circle", at, PALETTE[0])
    bottom_axis(canvas, across, _CASH_HEIGHT - _FOOT, words.axis)
    last = case.cash[-1]
    alt = f"Cumulative cash: {plain(case.cash[0].base)} {case.currency} at first, {plain(last.base)} at the end"
    between = f", between {plain(last.low)} and {plain(last.high)} in eight of ten draws" if case.uncertain else ""
    return picture(words.id, words.title, f"{alt}{between}.", canvas)
