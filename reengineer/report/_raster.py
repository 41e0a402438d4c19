"""Turn the project's own SVG pictures into PNG, with the drawing library that is there for it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from math import atan2, ceil, cos, hypot, pi, radians, sin, sqrt
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from reengineer._records import dataclass

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SCALE = 2.0
MOST_PIXELS = 40_000_000
QUICKLY = 3
"""How hard an image is compressed, of 9: more takes most of the time and saves little."""
_SVG = "{http://www.w3.org/2000/svg}"
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_COMMAND = re.compile(r"([MLHVACQZ])([^MLHVACQZ]*)")
_SILENT = frozenset({"title", "desc"})
_FONTS = ["Arial", "Helvetica", "Liberation Sans", "DejaVu Sans"]

Matrix = tuple[float, float, float, float, float, float]
Points = list[tuple[float, float]]


def png_of_svg(svg: str, words: Mapping[str, str]) -> bytes:
    """Return a picture as PNG at twice its size; the same bytes every time.

    Parameters
    ----------
    svg : str
        As drawn by this package: groups, boxes, circles, lines, paths and words, with their looks as attributes.
    words : mapping of str to str
        Written into the metadata, such as ``Title`` and ``Description``.
    """
    import warnings

    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    root = ET.fromstring(svg)  # noqa: S314 - drawn by this package, never read from a file
    left, top, width, height = (float(part) for part in root.attrib["viewBox"].split())
    scale = min(SCALE, sqrt(MOST_PIXELS / (width * height)))
    style: Any = {"text.parse_math": False, "text.usetex": False, "font.family": ["sans-serif"], "path.simplify": False,
                  "font.sans-serif": _FONTS}  # fmt: skip
    with mpl.rc_context(style), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from", category=UserWarning)
        figure = Figure(figsize=(ceil(width * scale) / 100, ceil(height * scale) / 100), dpi=100)
        FigureCanvasAgg(figure)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(left, left + width)
        axes.set_ylim(top + height, top)
        axes.set_axis_off()
        _draw(axes, root, _Look(unit=scale * 72 / 100), (1, 0, 0, 1, 0, 0))
        out = BytesIO()
        figure.savefig(out, format="png", metadata={**words, "Software": None}, pil_kwargs={"compress_level": QUICKLY})
    return out.getvalue()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """Hold what elements inherit: colours, line, font; `unit` is how many points one unit of the picture is."""

    unit: float
    fill: str = "#000000"
    stroke: str = "none"
    width: float = 1.0
    dash: str = ""
    join: str = "miter"
    size: float = 12.0
    anchor: str = "start"
    weight: str = "normal"
    struck: bool = False
    halo: bool = False

    def of(self, element: ET.Element) -> "_Look":
        """Return the look of an element within one that has this look."""
        given = element.attrib
        return replace(
            self,
            fill=given.get("fill", self.fill),
            stroke=given.get("stroke", self.stroke),
            width=float(given.get("stroke-width", self.width)),
            dash=given.get("stroke-dasharray", self.dash),
            join=given.get("stroke-linejoin", self.join),
            size=float(given.get("font-size", self.size)),
            anchor=given.get("text-anchor", self.anchor),
            weight=given.get("font-weight", self.weight),
            struck=self.struck or "line-through" in given.get("style", ""),
            halo=self.halo or given.get("paint-order") == "stroke",
        )


def _draw(axes: "Axes", element: ET.Element, above: _Look, place: Matrix) -> None:
    look = above.of(element)
    here = _times(place, _matrix(element.get("transform", "")))
    for child in element:
        name = child.tag.removeprefix(_SVG)
        if name in _SILENT:
            continue
        if name in {"g", "svg"}:
            _draw(axes, child, look, here)
        elif name == "text":
            _write(axes, child, look.of(child), _times(here, _matrix(child.get("transform", ""))))
        else:
            _shape(axes, name, child, look.of(child), here)


def _matrix(text: str) -> Matrix:
    found: Matrix = (1, 0, 0, 1, 0, 0)
    for kind, inner in re.findall(r"(\w+)\(([^)]*)\)", text):
        given = [float(part) for part in _NUMBER.findall(inner)]
        if kind == "translate":
            step: Matrix = (1, 0, 0, 1, given[0], given[1] if len(given) > 1 else 0.0)
        elif kind == "scale":
            step = (given[0], 0, 0, given[-1], 0, 0)
        else:
            turn = radians(given[0])
            step = (cos(turn), sin(turn), -sin(turn), cos(turn), 0, 0)
        found = _times(found, step)
    return found


def _times(one: Matrix, two: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = two
    return (a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * m + e, b * k + d * m + f)


def _moved(place: Matrix, points: Sequence[tuple[float, float]]) -> Points:
    a, b, c, d, e, f = place
    return [(a * x + c * y + e, b * x + d * y + f) for x, y in points]


def _shape(axes: "Axes", name: str, element: ET.Element, look: _Look, place: Matrix) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    points, codes = _path(name, element)
    if not points:
        return
    grown = sqrt(abs(place[0] * place[3] - place[1] * place[2]))
    width = look.width * grown * look.unit
    dash = tuple(float(part) * grown * look.unit for part in look.dash.replace(",", " ").split())
    style: Any = (0, dash if len(dash) % 2 == 0 else dash * 2) if dash else "-"
    axes.add_patch(
        PathPatch(
            Path(_moved(place, points), codes),
            facecolor=look.fill if look.fill != "none" else "none",
            edgecolor=look.stroke if look.stroke != "none" else "none",
            linewidth=width if look.stroke != "none" else 0.0,
            linestyle=style,
            joinstyle="round" if look.join == "round" else "miter",
            capstyle="butt",
            clip_on=False,
        )
    )


def _path(name: str, element: ET.Element) -> tuple[Points, list[int]]:
    """Return the corners of a shape and what each is: 1 moves, 2 draws, 3 and 4 bend, 79 closes."""
    given = element.attrib

    def value(key: str) -> float:
        return float(given.get(key, 0))

    if name == "path":
        return _commands(given["d"])
    if name == "rect":
        return _commands(_rectangle(value("x"), value("y"), value("width"), value("height"), value("rx")))
    if name in {"circle", "ellipse"}:
        x, y, wide, high = value("cx"), value("cy"), value("rx") or value("r"), value("ry") or value("r")
        arc = f"A{wide} {high} 0 1 1"
        return _commands(f"M{x - wide} {y}{arc} {x + wide} {y}{arc} {x - wide} {y}Z")
    if name == "line":
        return _commands(f"M{value('x1')} {value('y1')}L{value('x2')} {value('y2')}")
    if name in {"polygon", "polyline"}:
        numbers = _NUMBER.findall(given["points"])
        pairs = [f"{x} {y}" for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
        return _commands("M" + "L".join(pairs) + ("Z" if name == "polygon" else ""))
    raise ValueError(f"a picture of this package has no element <{name}>")


def _rectangle(x: float, y: float, width: float, height: float, corner: float) -> str:
    if not corner:
        return f"M{x} {y}H{x + width}V{y + height}H{x}Z"
    corner = min(corner, width / 2, height / 2)
    arc, right, bottom = f"A{corner} {corner} 0 0 1", x + width, y + height
    return (
        f"M{x + corner} {y}H{right - corner}{arc} {right} {y + corner}V{bottom - corner}{arc} {right - corner} {bottom}"
        f"H{x + corner}{arc} {x} {bottom - corner}V{y + corner}{arc} {x + corner} {y}Z"
    )


def _commands(data: str) -> tuple[Points, list[int]]:
    points: Points = []
    codes: list[int] = []
    for command, inner in _COMMAND.findall(data):
        given = [float(part) for part in _NUMBER.findall(inner)]
        last = points[-1] if points else (0.0, 0.0)
        for corner, code in _steps(command, given, last, points):
            points.append(corner)
            codes.append(code)
    return points, codes


def _steps(
    command: str, given: list[float], last: tuple[float, float], before: Points
) -> Iterator[tuple[tuple[float, float], int]]:
    """Give the corners that one command of a path adds."""
    pairs = list(zip(given[::2], given[1::2], strict=False))
    if command == "M":
        yield from ((pair, 2 if n else 1) for n, pair in enumerate(pairs))
    elif command == "L":
        yield from ((pair, 2) for pair in pairs)
    elif command == "H":
        yield from (((x, last[1]), 2) for x in given)
    elif command == "V":
        yield from (((last[0], y), 2) for y in given)
    elif command == "C":
        yield from ((pair, 4) for pair in pairs)
    elif command == "Q":
        yield from ((pair, 3) for pair in pairs)
    elif command == "A":
        for n in range(0, len(given), 7):
            yield from ((point, 2) for point in _arc(last, given[n : n + 7]))
            last = (given[n + 5], given[n + 6])
    elif before:
        yield before[-1], 79


def _arc(start: tuple[float, float], given: list[float]) -> Iterator[tuple[float, float]]:
    """Give points along an elliptical arc whose axes lie along those of the picture."""
    wide, high, _, large, sweep, end_x, end_y = given
    (x, y), (u, v) = (start[0] / wide, start[1] / high), (end_x / wide, end_y / high)
    apart = hypot(u - x, v - y)
    if apart == 0:
        return
    reach = max(1.0, apart / 2)
    side = (-1.0 if large == sweep else 1.0) * sqrt(max(reach * reach - apart * apart / 4, 0.0)) / apart
    mid_x, mid_y = (x + u) / 2 - side * (v - y), (y + v) / 2 + side * (u - x)
    first, last = atan2(y - mid_y, x - mid_x), atan2(v - mid_y, u - mid_x)
    turn = (last - first) % (2 * pi) if sweep else -((first - last) % (2 * pi))
    steps = max(4, ceil(abs(turn) / (pi / 24)))
    for n in range(1, steps + 1):
        angle = first + turn * n / steps
        yield (mid_x + reach * cos(angle)) * wide, (mid_y + reach * sin(angle)) * high


def _write(axes: "Axes", element: ET.Element, look: _Look, place: Matrix) -> None:
    """Write the words of a text element; each of its lines may have a place of its own."""
    pieces = [element, *element.iter(f"{_SVG}tspan")]
    for piece in pieces:
        words = (piece.text or "").strip()
        if words:
            x, y = float(piece.get("x", element.get("x", 0))), float(piece.get("y", element.get("y", 0)))
            _write_line(axes, words, (x, y + float(piece.get("dy", 0))), look, place)


def _write_line(axes: "Axes", words: str, at: tuple[float, float], look: _Look, place: Matrix) -> None:
    from matplotlib.patheffects import withStroke

    ((x, y),) = _moved(place, [at])
    turn = -atan2(place[1], place[0]) * 180 / pi
    side: Any = {"start": "left", "middle": "center", "end": "right"}[look.anchor]
    drawn = axes.text(
        x, y, words, fontsize=look.size * look.unit, color=look.fill, ha=side, va="baseline", rotation=turn,
        rotation_mode="anchor", fontweight="bold" if look.weight == "bold" else "normal", clip_on=False,
    )  # fmt: skip
    if look.halo and look.stroke != "none":
        drawn.set_path_effects([withStroke(linewidth=look.width * look.unit, foreground=look.stroke)])
    if look.struck:
        _strike(axes, drawn, look)


def _strike(axes: "Axes", drawn: Any, look: _Look) -> None:  # noqa: ANN401 - a text of the drawing library
    """Draw a line through words where they stand."""
    room = drawn.get_window_extent().transformed(axes.transData.inverted())
    middle = drawn.get_position()[1] - look.size * 0.3
    axes.plot([room.x0, room.x1], [middle, middle], color=look.fill, linewidth=1.2 * look.unit, clip_on=False)
