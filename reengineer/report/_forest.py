"""Draw the headline: how each option differs from the as-is on one criterion, and how sure that is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reengineer.report._charts import BAND, INK, PALETTE, QUIET, SMALL, TEXT, WIDTH, Chart, picture, shorten
from reengineer.report._units import Unit, name_of, unit_of
from reengineer.report._words import VERDICTS, criterion_title, signed

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from reengineer.comparison import Comparison, OptionOutcome, PairedDifference
    from reengineer.criteria import Criterion

MOST_ROWS = 7
_ROW = 54.0
_FOOT = 48.0
_HEAD = 24.0
_SIDE = 12.0
_COVER = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
_MARKS = {"better": ("o", True), "worse": ("D", True), "no_difference": ("s", False), "not_shown": ("o", False)}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    outcome: "OptionOutcome"
    item: "PairedDifference"

    @property
    def struck(self) -> bool:
        return self.outcome.status == "forbidden"

    def label(self, most: int) -> str:
        return shorten(f"Forbidden: {self.outcome.title}" if self.struck else self.outcome.title, most)


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
    height = _HEAD + _ROW * len(rows) + _FOOT

    def draw(figure: "Figure") -> None:
        _draw(figure, rows, criterion, height)

    return picture(chart_id, criterion_title(comparison, criterion), _alt(rows, criterion), height, draw)


def _alt(rows: Sequence[_Row], criterion: "Criterion") -> str:
    name = name_of(rows[0].item.measure)
    spoken = (f"{row.label(200)}: {signed(row.item)}, {VERDICTS[row.item.verdict].lower()}" for row in rows)
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
    low, high = min(values), max(values)
    spare = (high - low) * 0.06 or 1.0
    return low - spare, high + spare


def _draw(figure: "Figure", rows: Sequence[_Row], criterion: "Criterion", height: float) -> None:
    unit = unit_of(rows[0].item.measure)
    band = (criterion.smallest_change or 0.0) * unit.factor
    axes = figure.add_axes((_SIDE / WIDTH, _FOOT / height, 1 - 2 * _SIDE / WIDTH, 1 - _FOOT / height))
    axes.set_xlim(*_ends(rows, unit, band))
    axes.set_ylim(_ROW * len(rows), -_HEAD)
    _ground(axes, unit, criterion, len(rows))
    for place, row in enumerate(rows):
        _draw_row(axes, row, unit, place * _ROW)


def _ground(axes: "Axes", unit: Unit, criterion: "Criterion", rows: int) -> None:
    band = (criterion.smallest_change or 0.0) * unit.factor
    axes.fill_between([-band, band], 0, _ROW * rows, color=BAND, zorder=0, linewidth=0)
    axes.plot([0, 0], [0, _ROW * rows], color=INK, linewidth=1.2, zorder=1)
    axes.yaxis.set_visible(False)
    for side in ("top", "left", "right"):
        axes.spines[side].set_visible(False)
    axes.locator_params(axis="x", nbins=6)
    axes.set_xlabel(f"Difference from as-is{', ' + unit.difference if unit.difference else ''}", fontsize=TEXT)
    left, right = ("worse", "better") if criterion.better == "higher" else ("better", "worse")
    ends: dict[str, Any] = {"fontsize": SMALL, "color": QUIET, "va": "center", "transform": axes.get_yaxis_transform()}
    axes.text(0.0, -_HEAD / 2, f"\N{LEFTWARDS ARROW} {left}", ha="left", **ends)
    axes.text(1.0, -_HEAD / 2, f"{right} \N{RIGHTWARDS ARROW}", ha="right", **ends)


def _draw_row(axes: "Axes", row: _Row, unit: Unit, top: float) -> None:
    item = row.item
    across = axes.get_yaxis_transform()
    shown = unit.show_difference(item.difference or 0.0, item.ci_low, item.ci_high).value
    # Words cover the band and the zero line behind them.
    words: dict[str, Any] = {"transform": across, "va": "center", "fontsize": TEXT, "zorder": 5, "bbox": _COVER}
    name = axes.text(0.0, top + 14, row.label(41), ha="left", **words)
    if row.struck:
        name.set_gid(f"struck-{item.option}")
    axes.text(1.0, top + 14, shown, ha="right", weight="bold", **words)
    for low, high, y, total in ((item.total_low, item.total_high, 42, True), (item.ci_low, item.ci_high, 33, False)):
        if low is not None and high is not None and low < high:
            _bar(axes, (low * unit.factor, high * unit.factor), top + y, total=total, struck=row.struck)
    mark, filled = _MARKS[item.verdict]
    colour = QUIET if row.struck else PALETTE[0]
    face = colour if filled and not row.struck else "white"
    axes.plot(
        [(item.difference or 0.0) * unit.factor], [top + 33], mark, color=colour, markerfacecolor=face, markersize=8.5,
        markeredgewidth=1.8, zorder=4, clip_on=False,
    )  # fmt: skip


def _bar(axes: "Axes", ends: tuple[float, float], y: float, *, total: bool, struck: bool) -> None:
    colour = QUIET if struck else PALETTE[1] if total else PALETTE[0]
    if total and not struck:
        # Orange alone is too pale for white ground; a dark edge carries it.
        axes.plot(ends, [y, y], color=INK, linewidth=3.4, zorder=2)
    axes.plot(
        ends, [y, y], color=colour, linewidth=1.8 if total else 3.2, linestyle=(0, (4, 2)) if struck else "-", zorder=3
    )
    for end in ends:
        axes.plot([end, end], [y - 4, y + 4], color=INK if total else colour, linewidth=1.4, zorder=3)


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
