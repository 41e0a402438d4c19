"""Draw the headline: how each option differs from the as-is on one criterion, and how sure that is."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reengineer._records import dataclass
from reengineer.report._canvas import (
    INK,
    QUIET,
    SIDE,
    SMALL,
    TEXT,
    WIDTH,
    Axis,
    Box,
    Canvas,
    Fill,
    Ink,
    Stroke,
    bottom_axis,
    spread,
)
from reengineer.report._charts import BAND, LEADING, PALETTE, Chart, lines_of, picture, tops_of, write_lines
from reengineer.report._labels import text_width
from reengineer.report._units import Unit, name_of, unit_of
from reengineer.report._words import VERDICTS, criterion_title, signed

if TYPE_CHECKING:
    from reengineer.comparison import Comparison, OptionOutcome, PairedDifference
    from reengineer.criteria import Criterion

MOST_ROWS = 7
_ROW = 48.0
_FOOT = 48.0
_APART = 12.0
_HEAD = 24.0
_MARKS = {
    "better": ("circle", True),
    "worse": ("diamond", True),
    "no_difference": ("square", False),
    "not_shown": ("circle", False),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    outcome: "OptionOutcome"
    item: "PairedDifference"

    @property
    def struck(self) -> bool:
        return self.outcome.status == "forbidden"

    @property
    def label(self) -> str:
        return f"Forbidden: {self.outcome.title}" if self.struck else self.outcome.title

    @property
    def shown(self) -> str:
        item = self.item
        return unit_of(item.measure).show_difference(item.difference or 0.0, item.ci_low, item.ci_high).value

    @property
    def lines(self) -> list[str]:
        return lines_of(self.label, WIDTH - 2 * SIDE - 1.08 * text_width(self.shown, TEXT) - _APART)


def forest(comparison: "Comparison", criterion: "Criterion", chart_id: str) -> Chart | None:
    """Draw the paired differences of all options on a criterion; None where no option has one.

    Returns
    -------
    Chart
        At most seven options, in the order of the comparison; the table under the picture has them all.
    """
    rows = [
        _Row(outcome=comparison.outcome(item.option), item=item)
        for item in comparison.differences
        if item.criterion == criterion.id and item.difference is not None
    ][:MOST_ROWS]
    if not rows:
        return None
    return picture(chart_id, criterion_title(comparison, criterion), _alt(rows, criterion), _draw(rows, criterion))


def _alt(rows: Sequence[_Row], criterion: "Criterion") -> str:
    name = name_of(rows[0].item.measure)
    spoken = (f"{row.label}: {signed(row.item)}, {VERDICTS[row.item.verdict].lower()}" for row in rows)
    band = ""
    if criterion.smallest_change is not None:
        band = (
            f" The smallest change worth having is {unit_of(rows[0].item.measure).change(criterion.smallest_change)}."
        )
    return f"Difference from the as-is in {name}, one row an option. {'. '.join(spoken)}.{band}"


def _ends(rows: Sequence[_Row], unit: Unit, band: float) -> tuple[float, float]:
    values = [0.0, band, -band]
    for row in rows:
        item = row.item
        found = (item.difference, item.ci_low, item.ci_high, item.total_low, item.total_high)
        values += [value * unit.factor for value in found if value is not None]
    return spread(values)


def _draw(rows: Sequence[_Row], criterion: "Criterion") -> Canvas:
    unit = unit_of(rows[0].item.measure)
    band = (criterion.smallest_change or 0.0) * unit.factor
    tops = tops_of([row.lines for row in rows], _ROW)
    bottom = _HEAD + tops[-1]
    canvas = Canvas(height=bottom + _FOOT)
    low, high = _ends(rows, unit, band)
    axis = Axis(low=low, high=high, start=SIDE, end=WIDTH - SIDE)
    _ground(canvas, axis, criterion, bottom)
    for row, top in zip(rows, tops, strict=False):
        _draw_row(canvas, axis, row, _HEAD + top)
    return canvas


def _ground(canvas: Canvas, axis: Axis, criterion: "Criterion", bottom: float) -> None:
    unit = unit_of(criterion.as_measure())
    band = (criterion.smallest_change or 0.0) * unit.factor
    if band:
        canvas.box(Box(axis(-band), _HEAD, axis(band) - axis(-band), bottom - _HEAD), Fill(colour=BAND, edge=""))
    canvas.line([(axis(0), _HEAD), (axis(0), bottom)])
    name = f"Difference from as-is{', ' + unit.difference if unit.difference else ''}"
    bottom_axis(canvas, axis, bottom, name)
    left, right = ("worse", "better") if criterion.better == "higher" else ("better", "worse")
    canvas.text(f"\N{LEFTWARDS ARROW} {left}", (SIDE, _HEAD / 2), Ink(size=SMALL, colour=QUIET))
    canvas.text(f"{right} \N{RIGHTWARDS ARROW}", (WIDTH - SIDE, _HEAD / 2), Ink(size=SMALL, colour=QUIET, anchor="end"))


def _draw_row(canvas: Canvas, axis: Axis, row: _Row, top: float) -> None:
    item, unit = row.item, unit_of(row.item.measure)
    # Words cover the band and the zero line behind them.
    lines = row.lines
    write_lines(canvas, lines, (SIDE, top + 14), Ink(cover=True, struck=row.struck))
    canvas.text(row.shown, (WIDTH - SIDE, top + 14), Ink(cover=True, bold=True, anchor="end"))
    top += LEADING * (len(lines) - 1)
    for low, high, y, total in ((item.total_low, item.total_high, 39, True), (item.ci_low, item.ci_high, 30, False)):
        if low is not None and high is not None and low < high:
            ends = (axis(low * unit.factor), axis(high * unit.factor))
            _bar(canvas, ends, top + y, total=total, struck=row.struck)
    mark, filled = _MARKS[item.verdict]
    at = (axis((item.difference or 0.0) * unit.factor), top + 30)
    canvas.mark(mark, at, QUIET if row.struck else PALETTE[0], filled=filled and not row.struck)


def _bar(canvas: Canvas, ends: tuple[float, float], y: float, *, total: bool, struck: bool) -> None:
    colour = QUIET if struck else PALETTE[1] if total else PALETTE[0]
    line = [(end, y) for end in ends]
    if total and not struck:
        # Orange alone is too pale for white ground; a dark edge carries it.
        canvas.line(line, Stroke(width=3.4))
    canvas.line(line, Stroke(colour=colour, width=1.8 if total else 3.2, dash="5 3" if struck else ""))
    for end in ends:
        canvas.line([(end, y - 4), (end, y + 4)], Stroke(colour=INK if total else colour, width=1.4))


def key(comparison: "Comparison") -> str:
    """Return how to read the pictures, in words."""
    marks = (
        "The mark is the mean difference over the replications: a filled circle for better, a diamond for worse, "
        "a square for no difference that matters, an open circle where nothing is shown"
    )
    parts = [
        marks,
        "the bar is the interval, which holds with 95 % for all differences together",
    ]
    if comparison.sampled_replications:
        parts.append("the thin bar below it counts uncertain inputs too")
    if any(criterion.smallest_change is not None for criterion in comparison.criteria):
        parts.append("the grey band holds changes smaller than the smallest worth having")
    if any(outcome.status == "forbidden" for outcome in comparison.outcomes):
        parts.append("struck out and dashed stands what a forbidden option would have given")
    return "; ".join(parts) + "."


def band(criterion: "Criterion") -> str:
    """Return the smallest change worth having, in words; empty where none is stated."""
    if criterion.smallest_change is None:
        return ""
    return f"Smallest change worth having: {unit_of(criterion.as_measure()).change(criterion.smallest_change)}."
