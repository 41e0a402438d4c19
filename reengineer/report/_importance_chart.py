"""Draw what customers meet by how much it matters and how well it does; intervals let few answers look few."""

from collections.abc import Sequence

from reengineer._records import dataclass
from reengineer.report._canvas import (
    QUIET,
    SIDE,
    SMALL,
    WIDTH,
    Axis,
    Canvas,
    Ink,
    Stroke,
    bottom_axis,
    left_axis,
)
from reengineer.report._charts import PALETTE, Chart, picture, shorten

MOST = 12
_MARKS = {"derived": ("circle", True), "stated": ("square", True), "assumed": ("diamond", False)}
_TOP, _BOTTOM, _LEFT = 34.0, 274.0, 56.0
_KEY, _FOOT = 18.0, 48.0


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
    return picture(chart_id, _title(shown, target), _alt(shown, target), _draw(shown, target, minimum))


def _draw(points: Sequence[Touchpoint], target: float, minimum: float) -> Canvas:
    canvas = Canvas(height=_BOTTOM + _FOOT + _KEY * len(points) + 8)
    across = Axis(low=0.0, high=100.0, start=_LEFT, end=WIDTH - SIDE)
    up = Axis(low=0.0, high=1.0, start=_BOTTOM - 10, end=_TOP + 10)
    left_axis(canvas, up, _LEFT, "Importance, 0 to 1")
    bottom_axis(canvas, across, _BOTTOM, "Satisfaction, 0 to 100")
    for mark_at, word, dash in ((minimum, "minimum", "5 3"), (target, "target", "")):
        canvas.line([(across(mark_at), _TOP), (across(mark_at), _BOTTOM)], Stroke(colour=QUIET, width=1.0, dash=dash))
        canvas.text(word, (across(mark_at), _TOP - 16), Ink(size=SMALL, colour=QUIET, anchor="middle"))
    for point in points:
        _bars(canvas, across, up, point)
    for number, point in enumerate(points, start=1):
        mark, filled = _MARKS.get(point.basis, ("circle", False))
        at = (across(point.score), up(_bounded(point.importance)))
        canvas.mark(mark, at, PALETTE[0], filled=filled and not point.is_weak)
        canvas.text(str(number), (at[0] + 7, at[1] - 9), Ink(size=SMALL, bold=True, cover=True))
        weak = " (weak)" if point.is_weak else ""
        line = f"{number}  {shorten(point.name, 40)}{weak}"
        canvas.text(line, (SIDE, _BOTTOM + _FOOT + _KEY * (number - 0.5)), Ink(size=SMALL))
    return canvas


def _bars(canvas: Canvas, across: Axis, up: Axis, point: Touchpoint) -> None:
    thin = Stroke(colour=PALETTE[4], width=1.4)
    height = up(_bounded(point.importance))
    if point.low is not None and point.high is not None:
        canvas.line([(across(point.low), height), (across(point.high), height)], thin)
    if point.importance_low is not None and point.importance_high is not None:
        ends = (_bounded(point.importance_low), _bounded(point.importance_high))
        canvas.line([(across(point.score), up(end)) for end in ends], thin)


def _bounded(value: float) -> float:
    return min(1.0, max(0.0, value))


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
