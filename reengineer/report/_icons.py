"""Draw the small signs of BPMN: what an event waits for, what a task is, what an activity does besides."""

from math import cos, pi, sin

from reengineer.report._labels import INK, number

# Signs of events, in a frame from -18 to 18 as large as an event of usual size.
_EVENT_PATHS = {
    "error": "M-9 9L-3.5 -8L2.5 3L9 -9L4 9L-2 -1Z",
    "signal": "M0 -10L10 7L-10 7Z",
    "escalation": "M0 -10L8 9L0 2L-8 9Z",
    "compensate": "M-1 -7V7L-10 0ZM8 -7V7L-1 0Z",
    "cancel": "M-9 -6L-6 -9L0 -3L6 -9L9 -6L3 0L9 6L6 9L0 3L-6 9L-9 6L-3 0Z",
    "link": "M-10 -4H2V-9L11 0L2 9V4H-10Z",
    "multiple": "M0 -10L9.5 -3L6 8H-6L-9.5 -3Z",
    "parallelMultiple": "M-3 -10H3V-3H10V3H3V10H-3V3H-10V-3H-3Z",
}
_CLOCK_MARKS = "".join(
    f"M{number(9 * cos(n * pi / 6))} {number(9 * sin(n * pi / 6))}"
    f"L{number(11 * cos(n * pi / 6))} {number(11 * sin(n * pi / 6))}"
    for n in range(12)
)
_GEAR = "".join(
    f"{'L' if n else 'M'}{number(7 + (6.5 if n % 4 < 2 else 4.8) * cos((n - 0.5) * pi / 16 * 2))} "
    f"{number(7 + (6.5 if n % 4 < 2 else 4.8) * sin((n - 0.5) * pi / 16 * 2))}"
    for n in range(32)
)

# Signs of tasks, in a frame from 0 to 14. "{}" stands for the ink.
_TASK_SIGNS = {
    "userTask": '<circle cx="7" cy="4.2" r="3.2"/><path d="M1 14C1 9.8 3.6 8.6 7 8.6C10.4 8.6 13 9.8 13 14Z"/>',
    "manualTask": '<path d="M1 7.5L5 3H9.5L8 5.2H13V7.2H8H13V9.2H8H12.4V11.2H8H11.6V13H4L1 11Z"/>',
    "serviceTask": f'<path d="{_GEAR}Z"/><circle cx="7" cy="7" r="2.2"/>',
    "sendTask": '<path fill="{0}" d="M0 2H14V12H0Z"/><path stroke="#fff" d="M0.5 2.5L7 7.5L13.5 2.5"/>',
    "receiveTask": '<path d="M0 2H14V12H0Z"/><path d="M0.5 2.5L7 7.5L13.5 2.5"/>',
    "scriptTask": '<path d="M3.5 1H12C9 4 13 8 9.5 13H1C4.5 8 0.5 5 3.5 1ZM5 4H9.4M5 7H10M4.4 10H9"/>',
    "businessRuleTask": '<path d="M0 2H14V13H0ZM0 9.2H14M5 5.5V13"/><path fill="{0}" d="M0 2H14V5.5H0Z"/>',
}

# Signs at the foot of an activity, in a frame from 0 to 12.
_FOOT_SIGNS = {
    "loop": '<path d="M4.2 10.8A5 5 0 1 1 7.8 10.8M4.2 10.8V7.6M4.2 10.8H1"/>',
    "parallel": '<path stroke-width="2" d="M2 1V11M6 1V11M10 1V11"/>',
    "sequential": '<path stroke-width="2" d="M1 2H11M1 6H11M1 10H11"/>',
    "compensation": '<path d="M6 1.5V10.5L0.5 6ZM11.5 1.5V10.5L6 6Z"/>',
    "collapsed": '<path d="M0.5 0.5H11.5V11.5H0.5ZM6 3V9M3 6H9"/>',
    "adhoc": '<path stroke-width="2" d="M1 7C3 3.5 4.5 4.5 6 6C7.5 7.5 9 8.5 11 5"/>',
}


def event_icon(kind: str, centre: tuple[float, float], radius: float, *, filled: bool, ink: str = INK) -> str:
    """Return the sign of an event's trigger: outlined where it catches, filled where it throws.

    `kind` is a trigger of an event definition, or ``multiple`` or ``parallelMultiple``; an unknown one gives no sign.
    """
    body = _event_body(kind, ink, filled=filled)
    if not body:
        return ""
    scale = radius / 18
    place = f"translate({number(centre[0])} {number(centre[1])}) scale({number(scale)})"
    return f'<g transform="{place}" fill="none" stroke="{ink}" stroke-width="1.3" stroke-linejoin="round">{body}</g>'


def _event_body(kind: str, ink: str, *, filled: bool) -> str:
    fill = ink if filled else "none"
    if kind == "message":
        flap = "#fff" if filled else ink
        return f'<path fill="{fill}" d="M-9.5 -6.5H9.5V6.5H-9.5Z"/><path stroke="{flap}" d="M-9 -6L0 1.5L9 -6"/>'
    if kind == "timer":
        return f'<circle r="11"/><path d="{_CLOCK_MARKS}M0 -7V0H5.5"/>'
    if kind == "conditional":
        return '<path d="M-8 -10H8V10H-8ZM-5 -6H5M-5 -2H5M-5 2H5M-5 6H5"/>'
    if kind == "terminate":
        return f'<circle r="10" fill="{ink}"/>'
    path = _EVENT_PATHS.get(kind)
    return f'<path fill="{fill}" d="{path}"/>' if path else ""


def task_icon(tag: str, x: float, y: float, ink: str = INK) -> str:
    """Return the sign of a task's type, 14 pixels square, with its upper left corner at (x, y)."""
    body = _TASK_SIGNS.get(tag)
    if body is None:
        return ""
    place = f"translate({number(x)} {number(y)})"
    return f'<g transform="{place}" fill="none" stroke="{ink}" stroke-width="1">{body.format(ink)}</g>'


def foot_icons(names: list[str], centre_x: float, bottom: float, ink: str = INK) -> str:
    """Return the signs at the foot of an activity, side by side, 12 pixels high, on the line `bottom`."""
    left = centre_x - (16 * len(names) - 4) / 2
    signs = (
        f'<g transform="translate({number(left + 16 * n)} {number(bottom - 12)})">{_FOOT_SIGNS[name]}</g>'
        for n, name in enumerate(names)
    )
    return f'<g fill="none" stroke="{ink}" stroke-width="1.2">{"".join(signs)}</g>' if names else ""


def gateway_icon(tag: str, centre: tuple[float, float], size: float, ink: str = INK) -> str:
    """Return the sign within a gateway whose width is `size`."""
    bodies = {
        "exclusiveGateway": '<path stroke-width="3.5" d="M-7 -8L7 8M7 -8L-7 8"/>',
        "parallelGateway": '<path stroke-width="3.5" d="M-11 0H11M0 -11V11"/>',
        "inclusiveGateway": '<circle r="11" stroke-width="2.8"/>',
        "complexGateway": '<path stroke-width="3" d="M-11 0H11M0 -11V11M-8 -8L8 8M8 -8L-8 8"/>',
        "eventBasedGateway": '<circle r="14.5"/><circle r="12"/><path d="M0 -8L7.6 -2.4L4.8 6.4H-4.8L-7.6 -2.4Z"/>',
        "parallelEventGateway": '<circle r="14.5"/><path d="M-3 -9H3V-3H9V3H3V9H-3V3H-9V-3H-3Z"/>',
        "startingEventGateway": '<circle r="14.5"/><path d="M0 -9L8.6 -2.8L5.3 7.3H-5.3L-8.6 -2.8Z"/>',
    }
    body = bodies.get(tag, "")
    place = f"translate({number(centre[0])} {number(centre[1])}) scale({number(size / 50)})"
    return f'<g transform="{place}" fill="none" stroke="{ink}">{body}</g>' if body else ""
