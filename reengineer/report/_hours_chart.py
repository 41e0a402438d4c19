"""Draw how much waits, and how busy people are, at each hour of the week.

Before and after stand on one scale, the opening hours outlined.
"""

from math import isfinite
from typing import TYPE_CHECKING, Any

from reengineer._records import dataclass
from reengineer.report._canvas import INK, QUIET, SIDE, SMALL, WIDTH, Box, Canvas, Fill, Ink, Stroke
from reengineer.report._charts import Chart, lines_of, picture
from reengineer.report._heat import SHADES, Scale, scale_of
from reengineer.report._labels import text_width
from reengineer.report._panels import StudyPanel
from reengineer.report._results import Studies, hours_id, load_id
from reengineer.report._rounding import number
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
_LEGEND = 66.0
_GRID = _HEAD + 7 * _CELL_H + _TICKS


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """Hold what is told of one group hour by hour: how much of it waits, or how busy it is.

    Parameters
    ----------
    group : str
    options, titles : tuple of str
        The as-is and perhaps an option: ids and titles.
    weeks : tuple of tuple of float
        168 values each; not a number where there is none.
    closeups : tuple of Closeup
    is_load : bool
        Whether values are utilisation, in per cent.
    """

    group: str
    options: tuple[str, ...]
    titles: tuple[str, ...]
    weeks: tuple[tuple[float, ...], ...]
    closeups: "tuple[Closeup, ...]"
    is_load: bool

    @property
    def what(self) -> str:
        return f"How busy {self.group} is, %" if self.is_load else f"Items waiting for {self.group}"

    @property
    def most(self) -> float:
        return max((value for week in self.weeks for value in week if isfinite(value)), default=0.0)

    @property
    def places(self) -> int:
        return 0 if self.is_load or self.most >= 10 else 1 if self.most >= 1 else 2

    def shown(self, place: int, value: float) -> str:
        if not isfinite(value):
            return "off"
        return traced(self.key(place), number(value, self.places))

    def key(self, place: int) -> str:
        return (load_id if self.is_load else hours_id)(self.options[place], self.group)

    @property
    def scale(self) -> Scale:
        # A whole group is busy at most all the time: one scale for all that are told.
        return Scale(20.0) if self.is_load and self.most <= 100 else scale_of([self.most])


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


def hours_panels(comparison: "Comparison", studies: Studies, option: str | None) -> tuple[StudyPanel, ...]:
    """Return the panels on the queue for one group and its utilisation by hour of the week.

    There are none where no rows were looked at, or nothing waits for people.
    """
    names = [name for name in (comparison.baseline, option) if name is not None and name in studies.closeups]
    if comparison.baseline not in names:
        return ()
    closeups = tuple(studies.closeups[name] for name in names)
    group = group_of(closeups)
    if group is None:
        return ()
    common: dict[str, Any] = {
        "group": group,
        "options": tuple(names),
        "titles": tuple(comparison.outcome(name).title for name in names),
        "closeups": closeups,
    }
    queues = tuple(tuple(_row(each, group).tolist()) for each in closeups)
    loads = tuple(tuple(100 * value for value in each.load[each.groups.index(group)].tolist()) for each in closeups)
    told = (_Told(weeks=queues, is_load=False, **common), _Told(weeks=loads, is_load=True, **common))
    return tuple(_panel(each) for each in told)


def _panel(told: _Told) -> StudyPanel:
    title = _finding(told)
    hows = ("as it is", "with the option")
    rows = [
        (f"{day[:3]}, {how}", *(told.shown(place, value) for value in week[number_of * _HOURS :][:_HOURS]))
        for place, (how, week) in enumerate(zip(hows, told.weeks, strict=False))
        for number_of, day in enumerate(DAYS)
    ]
    seen = traced(told.key(0), str(min(each.replications for each in told.closeups)))
    means = "Share of the time on duty in which people work" if told.is_load else "Items that wait to be begun"
    off = ' "off" says that nobody is.' if told.is_load else ""
    option = f" The option is {told.titles[1]}." if len(told.titles) > 1 else ""
    note = (
        f"{means}, averaged over {seen} replications, by local time. The outline holds the hours in which somebody of "
        f"the group is on duty.{off}{option}"
    )
    return StudyPanel(
        title=title,
        chart=_draw(title, told),
        heads=("Day", *(f"{hour:02d}" for hour in range(_HOURS))),
        rows=tuple(rows),
        notes=(note,),
        clock="local",
        caption=f"{told.what}, by hour of the week",
    )


def _finding(told: _Told) -> str:
    first = [value if isfinite(value) else -1.0 for value in told.weeks[0]]
    peak = max(range(len(first)), key=lambda place: (first[place], -place))
    unit = " %" if told.is_load else ""
    hows = ("as it is", f"with {told.titles[-1]}")
    shown = [
        f"{traced(told.key(place), number(week[peak], told.places))}{unit} {how}"
        if isfinite(week[peak])
        else f"off {how}"
        for place, (week, how) in enumerate(zip(told.weeks, hows, strict=False))
    ]
    day, hour = DAYS[peak // _HOURS], peak % _HOURS
    at = traced(told.key(0), f"{hour:02d}:00")
    begin = f"{told.group} is busiest" if told.is_load else f"Most work waits for {told.group}"
    return f"{begin} on {day} from {at}: {' and '.join(shown)}"


def _draw(title: str, told: _Told) -> Chart:
    scale = told.scale
    canvas = Canvas(height=_GRID * len(told.weeks) + _LEGEND)
    for place in range(len(told.weeks)):
        _draw_week(canvas, place * _GRID, told, place)
    _draw_legend(canvas, _GRID * len(told.weeks), scale, "Busy, %" if told.is_load else "Items waiting")
    peaks = ", ".join(
        f"{name}: at most {number(max(filter(isfinite, week), default=0.0), told.places)}"
        for name, week in zip(told.titles, told.weeks, strict=True)
    )
    chart_id = "busy-hours" if told.is_load else "hours"
    return picture(chart_id, title, f"{told.what}, at each hour of the week. {peaks}. {title}.", canvas)


def _draw_week(canvas: Canvas, top: float, told: _Told, place: int) -> None:
    lines = lines_of(told.titles[place], WIDTH - SIDE, bold=True, most=1)
    canvas.text(lines[0] if lines else "", (SIDE - 10, top + 12), Ink(bold=True))
    closeup, values, scale = told.closeups[place], told.weeks[place], told.scale
    is_open = closeup.is_open[closeup.groups.index(told.group)]
    upper = top + _HEAD
    for day, word in enumerate(DAYS):
        y = upper + day * _CELL_H
        canvas.text(word[:3], (_LEFT - 6, y + _CELL_H / 2), Ink(size=SMALL, anchor="end"))
        for hour in range(_HOURS):
            value = float(values[day * _HOURS + hour])
            room = Box(_LEFT + hour * _CELL_W, y, _CELL_W, _CELL_H)
            colour = scale.shade(value) if isfinite(value) else "#ffffff"
            canvas.box(room, Fill(colour=colour, edge="#ffffff", width=0.8))
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


def _draw_legend(canvas: Canvas, top: float, scale: Scale, name: str) -> None:
    canvas.text(name, (SIDE - 10, top + 10), Ink(size=SMALL))
    x, y = SIDE - 10, top + 32
    for shade, label in zip(SHADES, scale.labels, strict=True):
        if x + 22 + text_width(label, SMALL) > WIDTH:
            x, y = SIDE - 10, y + 22
        canvas.box(Box(x, y - 7, 16, 14), Fill(colour=shade))
        canvas.text(label, (x + 21, y), Ink(size=SMALL))
        x += 21 + text_width(label, SMALL) + 12
    beside = SIDE + 12 + text_width(name, SMALL) + 22
    canvas.box(Box(beside, top + 4, 15, 13), Fill(colour="#ffffff", width=2))
    canvas.text("on duty", (beside + 21, top + 10), Ink(size=SMALL, colour=QUIET))
