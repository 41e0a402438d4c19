"""Draw the lines of BPMN: sequence flows, message flows, associations, with their ends drawn out, not referred to."""

from collections.abc import Sequence
from math import hypot

from reengineer.bpmn import Point
from reengineer.report._labels import number
from reengineer.report._shapes import LINE_COLOUR

GREY = "#5c5c5c"


def path_of(points: Sequence[Point]) -> str:
    """Return the path data of a line through points."""
    return "".join(f"{'L' if n else 'M'}{number(x)} {number(y)}" for n, (x, y) in enumerate(points))


def sequence_line(points: Sequence[Point], *, mark: str = "", colour: str = LINE_COLOUR, width: float = 1.5) -> str:
    """Return a sequence flow; `mark` is ``default`` (a stroke across), ``conditional`` (a diamond) or nothing."""
    line = f'<path d="{path_of(points)}" fill="none" stroke="{colour}" stroke-width="{number(width)}"/>'
    head = _head(points, f'fill="{colour}" stroke="{colour}"', length=9, half=4)
    return line + head + _start_mark(points, mark, colour)


def message_line(points: Sequence[Point], *, colour: str = GREY) -> str:
    """Return a message flow: broken, a circle where it starts, an open head where it ends."""
    line = f'<path d="{path_of(points)}" fill="none" stroke="{colour}" stroke-width="1.3" stroke-dasharray="7 4"/>'
    x, y = points[0]
    ring = f'<circle cx="{number(x)}" cy="{number(y)}" r="3.5" fill="#fff" stroke="{colour}" stroke-width="1.2"/>'
    return line + ring + _head(points, f'fill="#fff" stroke="{colour}"', length=9, half=4.5)


def association_line(points: Sequence[Point], *, direction: str = "none", colour: str = GREY) -> str:
    """Return an association: dotted, with open heads at one or both ends where it has a direction."""
    line = f'<path d="{path_of(points)}" fill="none" stroke="{colour}" stroke-width="1.3" stroke-dasharray="1.5 3.5"/>'
    heads = ""
    if direction in {"one", "both"}:
        heads += _wings(points, colour)
    if direction == "both":
        heads += _wings(tuple(reversed(points)), colour)
    return line + heads


def _direction(points: Sequence[Point]) -> tuple[float, float]:
    """Return the unit vector in which the line arrives at its last point."""
    end = points[-1]
    start = next((point for point in reversed(points) if point != end), None)
    if start is None:
        return (1.0, 0.0)
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = hypot(dx, dy) or 1.0
    return (dx / length, dy / length)


def _head(points: Sequence[Point], attributes: str, *, length: float, half: float) -> str:
    (x, y), (dx, dy) = points[-1], _direction(points)
    left = (x - length * dx - half * dy, y - length * dy + half * dx)
    right = (x - length * dx + half * dy, y - length * dy - half * dx)
    return f'<path d="{path_of((left, (x, y), right))}Z" {attributes} stroke-linejoin="round"/>'


def _wings(points: Sequence[Point], colour: str) -> str:
    (x, y), (dx, dy) = points[-1], _direction(points)
    left = (x - 8 * dx - 4.5 * dy, y - 8 * dy + 4.5 * dx)
    right = (x - 8 * dx + 4.5 * dy, y - 8 * dy - 4.5 * dx)
    return f'<path d="{path_of((left, (x, y), right))}" fill="none" stroke="{colour}" stroke-width="1.3"/>'


def _start_mark(points: Sequence[Point], mark: str, colour: str) -> str:
    if mark not in {"default", "conditional"}:
        return ""
    (x, y), (back_x, back_y) = points[0], _direction(tuple(reversed(points)))
    dx, dy = -back_x, -back_y
    if mark == "default":
        x, y = x + 9 * dx, y + 9 * dy
        start, end = (x - 4 * dx - 5 * dy, y - 4 * dy + 5 * dx), (x + 4 * dx + 5 * dy, y + 4 * dy - 5 * dx)
        return f'<path d="{path_of((start, end))}" stroke="{colour}" stroke-width="1.5"/>'
    diamond = ((x, y), (x + 8 * dx - 4 * dy, y + 8 * dy + 4 * dx), (x + 16 * dx, y + 16 * dy))
    other = (x + 8 * dx + 4 * dy, y + 8 * dy - 4 * dx)
    return f'<path d="{path_of((*diamond, other))}Z" fill="#fff" stroke="{colour}" stroke-width="1.2"/>'
