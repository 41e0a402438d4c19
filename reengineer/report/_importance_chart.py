"""Draw what customers meet by how much it matters and how well it does; intervals let few answers look few."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reengineer.report._charts import INK, PALETTE, QUIET, SMALL, TEXT, Chart, picture, shorten

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST = 12
_MARKS = {"derived": ("o", True), "stated": ("s", True), "assumed": ("D", False)}
_KEY = 17.0
_HEIGHT = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Touchpoint:
    """Hold one point of the chart: importance 0 to 1, score 0 to 100, each with its interval or None.

    Parameters
    ----------
    basis : {"derived", "stated", "assumed"}
        How the importance is known.
    is_weak : bool
        Whether it rests on fewer than 30 answers.
    """

    name: str
    importance: float
    score: float
    basis: str
    is_weak: bool
    importance_low: float | None = None
    importance_high: float | None = None
    low: float | None = None
    high: float | None = None


def importance_chart(
    points: Sequence[Touchpoint], *, target: float, minimum: float, chart_id: str = "importance"
) -> Chart | None:
    """Draw importance against score, at most twelve points, numbered in the order given; None where there are none.

    Parameters
    ----------
    points : sequence of Touchpoint
        Those that matter most and lack most first.
    target, minimum : float
        Points from 0 to 100, drawn as lines.
    chart_id : str
    """
    shown = list(points)[:MOST]
    if not shown:
        return None
    height = _HEIGHT + _KEY * len(shown)

    def draw(figure: "Figure") -> None:
        left, foot = 48 / 360, (52 + _KEY * len(shown)) / height
        axes = figure.add_axes((left, foot, 1 - left - 12 / 360, 1 - foot - 28 / height))
        axes.set_xlim(0, 100)
        axes.set_ylim(-0.05, 1.05)
        _lines(axes, target, minimum)
        for number, point in enumerate(shown, start=1):
            _point(axes, number, point)
        axes.set_xlabel("Satisfaction, 0 to 100", fontsize=TEXT)
        axes.set_ylabel("Importance, 0 to 1", fontsize=TEXT)
        for number, point in enumerate(shown, start=1):
            weak = " (weak)" if point.is_weak else ""
            words = f"{number}  {shorten(point.name, 33)}{weak}"
            y = (_KEY * (len(shown) - number) + 8) / height
            figure.text(12 / 360, y, words, fontsize=SMALL, color=INK)

    return picture(chart_id, _title(shown, target), _alt(shown, target), height, draw)


def _lines(axes: "Axes", target: float, minimum: float) -> None:
    for at, word, style in ((target, "target", "-"), (minimum, "minimum", (0, (4, 2)))):
        axes.axvline(at, color=QUIET, linewidth=1.0, linestyle=style, zorder=1)
        axes.text(at, 1.07, word, ha="center", va="bottom", fontsize=SMALL - 2, color=QUIET)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _point(axes: "Axes", number: int, point: Touchpoint) -> None:
    mark, filled = _MARKS.get(point.basis, ("o", False))
    line = {"color": PALETTE[0], "linewidth": 1.1, "alpha": 0.55, "zorder": 2}
    if point.low is not None and point.high is not None:
        axes.plot([point.low, point.high], [point.importance] * 2, **line)  # type: ignore[arg-type]
    if point.importance_low is not None and point.importance_high is not None:
        ends = [max(0.0, point.importance_low), max(0.0, point.importance_high)]
        axes.plot([point.score] * 2, ends, **line)  # type: ignore[arg-type]
    face = PALETTE[0] if filled and not point.is_weak else "white"
    axes.plot([point.score], [point.importance], mark, color=PALETTE[0], markerfacecolor=face, markersize=8, zorder=3)
    axes.annotate(
        str(number), (point.score, point.importance), xytext=(6, 5), textcoords="offset points", fontsize=SMALL,
        color=INK, zorder=4,
    )  # fmt: skip


def _title(points: Sequence[Touchpoint], target: float) -> str:
    below = [point for point in points if point.high is not None and point.high < target and not point.is_weak]
    if not below:
        return "Nothing that customers meet is shown to miss the target"
    worst = max(below, key=lambda point: point.importance * (target - point.score))
    return f"{worst.name} matters most of what misses the target: {worst.score:.0f} of {target:.0f} points"


def _alt(points: Sequence[Touchpoint], target: float) -> str:
    told = (
        f"{point.name}: importance {point.importance:.2f} ({point.basis}), satisfaction {point.score:.0f}"
        + (", weak" if point.is_weak else "")
        for point in points
    )
    return f"Importance against satisfaction; target {target:.0f}. {'. '.join(told)}."
