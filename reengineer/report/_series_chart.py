"""Draw a control chart: the series, its centre and limits, where the limits were frozen, and every signal marked."""

from collections.abc import Iterator
from html import escape

from reengineer.control_charts import ControlChart, Point
from reengineer.report._trace import visible

_WIDTH, _HEIGHT = 640.0, 220.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 56.0, 12.0, 14.0, 34.0
_FONT = 'font-family="Arial, Helvetica, \'Liberation Sans\', sans-serif" font-size="12"'
_MOST_LABELS = 8


def draw_control_chart(chart: ControlChart, *, title: str, percent: bool = False) -> str:
    """Return an SVG picture of a control chart that carries its own words.

    Parameters
    ----------
    chart : ControlChart
    title : str
        Says what it shows; read aloud in place of the picture.
    percent : bool
        Write values as percentages.

    Notes
    -----
    Signals are squares and ordinary points are dots, so that the picture needs no colour.
    """
    scale = _Scale(chart)
    parts = [*_limits(chart, scale), *_frozen(chart, scale), *_series(chart, scale), *_axes(chart, scale, percent)]
    text = escape(visible(title))
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH:g} {_HEIGHT:g}" role="img" {_FONT}>'
    return f"{head}<title>{text}</title>{''.join(parts)}</svg>"


class _Scale:
    """Turn periods and values into places of the picture."""

    def __init__(self, chart: ControlChart) -> None:
        values = [part for point in chart.points for part in (point.value, point.low, point.high)]
        self.low, self.high = min(values), max(values)
        spare = (self.high - self.low) * 0.08 or abs(self.high) * 0.1 or 1.0
        self.low, self.high = self.low - spare, self.high + spare
        self.step = (_WIDTH - _LEFT - _RIGHT) / max(1, len(chart.points) - 1)

    def x(self, at: float) -> str:
        return f"{_LEFT + at * self.step:.1f}"

    def y(self, value: float) -> str:
        return f"{_TOP + (self.high - value) / (self.high - self.low) * (_HEIGHT - _TOP - _BOTTOM):.1f}"


def _limits(chart: ControlChart, scale: _Scale) -> Iterator[str]:
    for pick, dashes in ((_low, ' stroke-dasharray="5 4"'), (_high, ' stroke-dasharray="5 4"'), (_centre, "")):
        corners = " ".join(f"{scale.x(at)},{scale.y(pick(point))}" for at, point in enumerate(chart.points))
        yield f'<polyline points="{corners}" fill="none" stroke="#5a5a5a"{dashes}/>'


def _low(point: Point) -> float:
    return point.low


def _high(point: Point) -> float:
    return point.high


def _centre(point: Point) -> float:
    return point.centre


def _frozen(chart: ControlChart, scale: _Scale) -> Iterator[str]:
    if chart.baseline < len(chart.points):
        x = scale.x(chart.baseline - 0.5)
        yield f'<line x1="{x}" x2="{x}" y1="{_TOP:g}" y2="{_HEIGHT - _BOTTOM:g}" stroke="#1a1a1a" stroke-width="2"/>'
        yield f'<text x="{x}" y="{_TOP - 3:g}" text-anchor="middle" fill="#1a1a1a">limits frozen</text>'


def _series(chart: ControlChart, scale: _Scale) -> Iterator[str]:
    corners = " ".join(f"{scale.x(at)},{scale.y(point.value)}" for at, point in enumerate(chart.points))
    yield f'<polyline points="{corners}" fill="none" stroke="#0072B2" stroke-width="1.6"/>'
    for at, point in enumerate(chart.points):
        x, y = scale.x(at), scale.y(point.value)
        if point.signals:
            yield f'<rect x="{float(x) - 5:.1f}" y="{float(y) - 5:.1f}" width="10" height="10" fill="#D55E00"/>'
        else:
            yield f'<circle cx="{x}" cy="{y}" r="2.6" fill="#0072B2"/>'


def _axes(chart: ControlChart, scale: _Scale, percent: bool) -> Iterator[str]:
    last = chart.points[-1]
    for value in dict.fromkeys((last.low, last.centre, last.high)):
        shown = f"{value:.0%}" if percent else f"{value:.3g}"
        yield f'<text x="{_LEFT - 6:g}" y="{scale.y(value)}" dy="4" text-anchor="end" fill="#1a1a1a">{shown}</text>'
    every = -(-len(chart.points) // _MOST_LABELS)
    for at in range(0, len(chart.points), every):
        label = escape(visible(chart.points[at].label))
        x = min(float(scale.x(at)), _WIDTH - 4 - 3.4 * len(label))
        place = f'x="{x:.1f}" y="{_HEIGHT - 12:g}" text-anchor="middle" fill="#1a1a1a"'
        yield f"<text {place}>{label}</text>"
