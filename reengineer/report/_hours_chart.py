"""Draw how much waits at each hour of the week, before and after on one scale, the opening hours outlined."""

from typing import TYPE_CHECKING

from reengineer.report._canvas import INK, QUIET, SIDE, SMALL, WIDTH, Box, Canvas, Fill, Ink, Stroke
from reengineer.report._charts import Chart, picture, shorten
from reengineer.report._heat import SHADES, Scale, scale_of
from reengineer.report._labels import text_width
from reengineer.report._panels import StudyPanel
from reengineer.report._results import Studies, hours_id
from reengineer.report._rounding import plain
from reengineer.report._trace import traced

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reengineer.comparison import Comparison
    from reengineer.simulation import Closeup

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_HOURS = 24
_LEFT = 40.0
_CELL_W = (WIDTH - _LEFT - 4) / _HOURS
_CELL_H = 16.0
_HEAD = 26.0
_TICKS = 24.0
_GRID = _HEAD + 7 * _CELL_H + _TICKS


def group_of(closeups: "Sequence[Closeup]") -> str | None:
    """Return the group whose mean queue changes most, or is longest where nothing changes; None where nothing waits."""
    first = closeups[0]
    last = closeups[-1]
    shared = [name for name in first.groups if name in last.groups]
    means = {name: tuple(_row(each, name).mean() for each in (first, last)) for name in shared}
    waiting = {name: pair for name, pair in means.items() if max(pair) > 0}
    if not waiting:
        return None
    return max(waiting, key=lambda name: (abs(waiting[name][0] - waiting[name][1]), waiting[name][0]))


def _row(closeup: "Closeup", group: str):  # type: ignore[no-untyped-def] # noqa: ANN202
    return closeup.queue[closeup.groups.index(group)]


def hours_panel(comparison: "Comparison", studies: Studies, option: str | None) -> StudyPanel | None:
    """Return the panel on queues by hour of the week; None where no rows were looked at."""
    names = [name for name in (comparison.baseline, option) if name is not None and name in studies.closeups]
    if comparison.baseline not in names:
        return None
    closeups = [studies.closeups[name] for name in names]
    group = group_of(closeups)
    if group is None:
        return None
    titles = [comparison.outcome(name).title for name in names]
    title = _finding(group, names, titles, closeups)
    rows = []
    for name, shown, closeup in zip(names, titles, closeups, strict=True):
        values = _row(closeup, group).tolist()
        rows += [
            (
                f"{day}, {shown}",
                *(traced(hours_id(name, group), plain(value, 2)) for value in values[place * _HOURS :][:_HOURS]),
            )
            for place, day in enumerate(DAYS)
        ]
    seen = min(each.replications for each in closeups)
    note = (
        f"Items that wait to be begun, averaged over {traced(hours_id(names[0], group), str(seen))} replications, by "
        "local time. The outline holds the hours in which somebody of the group is on duty."
    )
    return StudyPanel(
        title=title,
        chart=_draw(title, group, titles, closeups),
        heads=("Day", *(f"{hour:02d}" for hour in range(_HOURS))),
        rows=tuple(rows),
        notes=(note,),
        clock="local",
        caption=f"Items waiting for {group} by hour of the week",
    )


def _finding(group: str, names: "Sequence[str]", titles: "Sequence[str]", closeups: "Sequence[Closeup]") -> str:
    peak = int(_row(closeups[0], group).argmax())
    told = [
        f"{traced(hours_id(name, group), plain(float(_row(closeup, group)[peak]), 2))} {how}"
        for name, closeup, how in zip(names, closeups, ("as it is", f"with {titles[-1]}"), strict=False)
    ]
    day, hour = DAYS[peak // _HOURS], peak % _HOURS
    at = traced(hours_id(names[0], group), f"{hour:02d}:00")
    return f"Most work waits for {group} on {day} from {at}: {' and '.join(told)}"


def _draw(title: str, group: str, titles: "Sequence[str]", closeups: "Sequence[Closeup]") -> Chart:
    scale = scale_of(float(_row(each, group).max()) for each in closeups)
    legend = 66.0
    canvas = Canvas(height=_GRID * len(closeups) + legend)
    for place, (name, closeup) in enumerate(zip(titles, closeups, strict=True)):
        _draw_week(canvas, place * _GRID, name, (group, closeup, scale))
    _draw_legend(canvas, _GRID * len(closeups), scale)
    peaks = ", ".join(
        f"{name}: at most {plain(float(_row(each, group).max()), 2)}"
        for name, each in zip(titles, closeups, strict=True)
    )
    return picture("hours", title, f"Items waiting for {group} at each hour of the week. {peaks}. {title}.", canvas)


def _draw_week(canvas: Canvas, top: float, name: str, told: "tuple[str, Closeup, Scale]") -> None:
    group, closeup, scale = told
    canvas.text(shorten(name, 44), (SIDE - 10, top + 12), Ink(bold=True))
    values = _row(closeup, group)
    is_open = closeup.is_open[closeup.groups.index(group)]
    upper = top + _HEAD
    for day, word in enumerate(DAYS):
        y = upper + day * _CELL_H
        canvas.text(word[:3], (_LEFT - 6, y + _CELL_H / 2), Ink(size=SMALL, anchor="end"))
        for hour in range(_HOURS):
            value = float(values[day * _HOURS + hour])
            room = Box(_LEFT + hour * _CELL_W, y, _CELL_W, _CELL_H)
            canvas.box(room, Fill(colour=scale.shade(value), edge="#ffffff", width=0.8))
    _draw_outline(canvas, upper, [bool(each) for each in is_open])
    for hour in range(0, _HOURS + 1, 6):
        x = _LEFT + hour * _CELL_W
        anchor = Ink(size=SMALL, anchor="end" if hour == _HOURS else "middle")
        canvas.text(f"{hour:02d}:00", (min(x + (4 if hour == _HOURS else 0), WIDTH), upper + 7 * _CELL_H + 11), anchor)


def _draw_outline(canvas: Canvas, top: float, is_open: "Sequence[bool]") -> None:
    """Draw the edge of the opening hours: wherever an open hour meets a closed one or the end of the grid."""
    edge = Stroke(colour=INK, width=2)

    def at(day: int, hour: int) -> bool:
        return 0 <= day < len(DAYS) and 0 <= hour < _HOURS and is_open[day * _HOURS + hour]

    for day in range(len(DAYS)):
        for hour in range(_HOURS + 1):
            if at(day, hour) != at(day, hour - 1):
                x, y = _LEFT + hour * _CELL_W, top + day * _CELL_H
                canvas.line([(x, y), (x, y + _CELL_H)], edge)
    for hour in range(_HOURS):
        for day in range(len(DAYS) + 1):
            if at(day, hour) != at(day - 1, hour):
                x, y = _LEFT + hour * _CELL_W, top + day * _CELL_H
                canvas.line([(x, y), (x + _CELL_W, y)], edge)


def _draw_legend(canvas: Canvas, top: float, scale: Scale) -> None:
    canvas.text("Items waiting", (SIDE - 10, top + 10), Ink(size=SMALL))
    x = SIDE - 10 + text_width("Items waiting", SMALL) + 14
    y = top + 10
    for shade, label in zip(SHADES, scale.labels, strict=True):
        if x + 22 + text_width(label, SMALL) > WIDTH:
            x, y = SIDE - 10, y + 22
        canvas.box(Box(x, y - 7, 16, 14), Fill(colour=shade))
        canvas.text(label, (x + 21, y), Ink(size=SMALL))
        x += 21 + text_width(label, SMALL) + 12
    canvas.box(Box(SIDE - 9, y + 16, 15, 13), Fill(colour="#ffffff", width=2))
    canvas.text("on duty", (SIDE + 12, y + 22), Ink(size=SMALL, colour=QUIET))
