"""Draw what was predicted as a band and what was observed as points, with the verdict in words."""

from collections.abc import Iterator, Sequence
from datetime import date
from html import escape
from typing import TYPE_CHECKING

from reengineer.report._trace import visible

if TYPE_CHECKING:
    from reengineer.monitor import CriterionResult, Monitoring

_WIDTH, _HEIGHT = 640.0, 240.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 56.0, 12.0, 26.0, 44.0
_FONT = 'font-family="Arial, Helvetica, \'Liberation Sans\', sans-serif" font-size="12"'
_MOST_LABELS = 7
_LABEL = 84.0
"""Room that a date takes along the axis."""
_INK, _BLUE, _ORANGE = "#1a1a1a", "#0072B2", "#8A5A00"


def draw_predicted_and_observed(result: "CriterionResult", found: "Monitoring", *, title: str) -> str:
    """Return an SVG picture of one criterion that carries its own words.

    Parameters
    ----------
    result : CriterionResult
    found : Monitoring
    title : str
        The finding; read aloud in place of the picture.

    Notes
    -----
    The dark band is the 95 % interval of the predicted mean, the light one where single weeks are predicted to lie.
    Points before the change are hollow and those after it filled, so that the picture needs no colour.
    """
    scale = _Scale(result)
    cut = sum(point.day < found.go_live for point in result.points)
    marks = [each.on for each in found.adjustments]
    parts = [
        *_bands(result, scale, cut),
        *_target(result, scale),
        *_lines(result, scale, cut, marks),
        *_points(result, scale, cut),
        *_axes(result, scale),
    ]
    text = escape(visible(title))
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH:g} {_HEIGHT:g}" role="img" {_FONT}>'
    return f"{head}<title>{text}</title>{''.join(parts)}</svg>"


class _Scale:
    """Turn periods and values into places of the picture."""

    def __init__(self, result: "CriterionResult") -> None:
        values = [point.value for point in result.points]
        shown = [*values, *result.prediction.interval]
        spread = max(shown) - min(shown)
        week = result.prediction.week_interval
        # A band of weeks far wider than what was seen would flatten the points.
        shown += [min(max(end, min(shown) - spread), max(shown) + spread) for end in week]
        self.low, self.high = min(shown), max(shown)
        spare = (self.high - self.low) * 0.08 or abs(self.high) * 0.1 or 1.0
        self.low, self.high = self.low - spare, self.high + spare
        if min(values) >= 0 and self.low < 0:
            self.low = 0.0
        self.step = (_WIDTH - _LEFT - _RIGHT) / max(1, len(values))

    def x(self, at: float) -> float:
        return _LEFT + (at + 0.5) * self.step

    def y(self, value: float) -> float:
        inside = min(max(value, self.low), self.high)
        return _TOP + (self.high - inside) / (self.high - self.low) * (_HEIGHT - _TOP - _BOTTOM)


def _bands(result: "CriterionResult", scale: _Scale, cut: int) -> Iterator[str]:
    left = scale.x(cut - 0.5)
    width = _WIDTH - _RIGHT - left
    for (low, high), colour in ((result.prediction.week_interval, "#FBE7C6"), (result.prediction.interval, "#F0B955")):
        top, bottom = scale.y(high), scale.y(low)
        height = max(bottom - top, 1.5)
        yield f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{colour}"/>'
    y = scale.y(result.prediction.option.value)
    yield _level(left, _WIDTH - _RIGHT, y, f'stroke="{_ORANGE}" stroke-width="2"')
    place = f'x="{_WIDTH - _RIGHT - 3:g}" y="{y - 5:.1f}" text-anchor="end"'
    yield f'<text {place} fill="#5c3c00">predicted</text>'


def _target(result: "CriterionResult", scale: _Scale) -> Iterator[str]:
    target = result.prediction.criterion.target
    if target is None or not scale.low <= target <= scale.high:
        return
    y = scale.y(target)
    yield _level(_LEFT, _WIDTH - _RIGHT, y, 'stroke="#5a5a5a" stroke-dasharray="2 4"')
    yield f'<text x="{_LEFT + 4:g}" y="{y - 4:.1f}" fill="{_INK}">target</text>'


def _lines(result: "CriterionResult", scale: _Scale, cut: int, marks: Sequence[date]) -> Iterator[str]:
    yield _upright(scale.x(cut - 0.5), "went live", "")
    for mark in marks:
        at = sum(point.day < mark for point in result.points)
        if cut < at:
            yield _upright(scale.x(at - 0.5), "adjusted", ' stroke-dasharray="6 3"')
    if result.before is not None and cut:
        y = scale.y(result.before.value)
        yield _level(_LEFT, scale.x(cut - 0.5), y, 'stroke="#5a5a5a"')
    if result.observed is not None:
        y = scale.y(result.observed.value)
        x = scale.x(result.first_after - 0.5)
        yield _level(x, _WIDTH - _RIGHT, y, f'stroke="{_BLUE}" stroke-width="2" stroke-dasharray="8 4"')


def _level(left: float, right: float, y: float, stroke: str) -> str:
    return f'<line x1="{left:.1f}" x2="{right:.1f}" y1="{y:.1f}" y2="{y:.1f}" {stroke}/>'


def _upright(x: float, text: str, dashes: str) -> str:
    ends = f'x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP:g}" y2="{_HEIGHT - _BOTTOM:g}"'
    line = f'<line {ends} stroke="{_INK}" stroke-width="1.5"{dashes}/>'
    return f'{line}<text x="{x:.1f}" y="{_TOP - 6:g}" text-anchor="middle" fill="{_INK}">{text}</text>'


def _points(result: "CriterionResult", scale: _Scale, cut: int) -> Iterator[str]:
    for at, point in enumerate(result.points):
        ground = "#ffffff" if at < cut else _BLUE
        place = f'cx="{scale.x(at):.1f}" cy="{scale.y(point.value):.1f}" r="3.4"'
        yield f'<circle {place} fill="{ground}" stroke="{_BLUE}" stroke-width="1.6"/>'


def _axes(result: "CriterionResult", scale: _Scale) -> Iterator[str]:
    yield f'<line x1="{_LEFT:g}" x2="{_LEFT:g}" y1="{_TOP:g}" y2="{_HEIGHT - _BOTTOM:g}" stroke="#5a5a5a"/>'
    for part in range(5):
        value = scale.low + (scale.high - scale.low) * part / 4
        place = f'x="{_LEFT - 6:g}" y="{scale.y(value):.1f}" dy="4" text-anchor="end" fill="{_INK}"'
        yield f"<text {place}>{value:.3g}</text>"
    every = -(-len(result.points) // _MOST_LABELS)
    last = 0.0
    for at in range(0, len(result.points), every):
        x = min(max(scale.x(at), _LEFT + 34), _WIDTH - 38)
        if x - last < _LABEL:
            continue
        last = x
        place = f'x="{x:.1f}" y="{_HEIGHT - _BOTTOM + 16:g}" text-anchor="middle" fill="{_INK}"'
        yield f"<text {place}>{result.points[at].day.isoformat()}</text>"
    unit = result.prediction.criterion.unit or result.prediction.criterion.as_measure().kind
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    words = f"{unit}; hollow before, filled after; dashed: mean observed"
    yield f'<text x="{middle:g}" y="{_HEIGHT - 8:g}" text-anchor="middle" fill="{_INK}">{escape(visible(words))}</text>'
