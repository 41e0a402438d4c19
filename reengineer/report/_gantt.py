"""Draw a plan as bars over time, those of the critical path marked."""

from collections.abc import Iterator
from html import escape

from reengineer.plan import Schedule
from reengineer.report._trace import visible

_LABELS, _BARS, _ROW, _TOP = 330.0, 560.0, 22.0, 34.0
_FONT = 'font-family="Arial, Helvetica, \'Liberation Sans\', sans-serif" font-size="12"'
_MOST_LETTERS = 52
_MOST_TICKS = 12


def draw_gantt(schedule: Schedule) -> str:
    """Return an SVG picture of a schedule.

    Parameters
    ----------
    schedule : Schedule

    Notes
    -----
    Tasks of the critical path are filled dark, the others are outlined; a milestone is a diamond. The picture needs no
    colour.
    """
    height = _TOP + _ROW * len(schedule.tasks) + 8
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_LABELS + _BARS + 20:g} {height:g}" role="img" {_FONT}>'
    )
    days = f"{schedule.days:g} working days; critical path: {', '.join(schedule.critical_path)}"
    title = f"<title>{_text(f'Plan of option {schedule.plan.option}: {days}')}</title>"
    return head + title + "".join(_grid(schedule, height)) + "".join(_rows(schedule)) + "</svg>"


def _text(text: str) -> str:
    return escape(visible(text))


def _x(schedule: Schedule, at: float) -> float:
    return _LABELS + _BARS * at / (schedule.days or 1.0)


def _grid(schedule: Schedule, height: float) -> Iterator[str]:
    every = 5.0
    while schedule.days / every > _MOST_TICKS:
        every *= 2
    at = 0.0
    while at <= schedule.days:
        day = schedule.day(at)
        label = f"{at:g}" if day is None else f"{day.day} {day:%b}"
        x = _x(schedule, at)
        yield f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP - 8:g}" y2="{height - 4:g}" stroke="#c9c9c9"/>'
        yield f'<text x="{x:.1f}" y="{_TOP - 14:g}" text-anchor="middle" fill="#1a1a1a">{label}</text>'
        at += every


def _rows(schedule: Schedule) -> Iterator[str]:
    for number, each in enumerate(schedule.tasks):
        y = _TOP + _ROW * number
        title = each.task.title
        shown = title if len(title) <= _MOST_LETTERS else f"{title[: _MOST_LETTERS - 1]}…"
        yield f'<text x="6" y="{y + 14:g}" fill="#1a1a1a">{_text(shown)}<title>{_text(title)}</title></text>'
        x, width = _x(schedule, each.begins), _x(schedule, each.ends) - _x(schedule, each.begins)
        fill = "#00507d" if each.is_critical else "#ffffff"
        if each.task.days == 0:
            points = f"{x:.1f},{y + 2:g} {x + 7:.1f},{y + 9:g} {x:.1f},{y + 16:g} {x - 7:.1f},{y + 9:g}"
            yield f'<polygon points="{points}" fill="#1a1a1a"/>'
        else:
            box = f'x="{x:.1f}" y="{y + 3:g}" width="{max(1.0, width):.1f}" height="13"'
            yield f'<rect {box} fill="{fill}" stroke="#00507d" stroke-width="1.5"/>'
