"""Draw where the time that an option saves comes from, step by step from the as-is to the option."""

from typing import TYPE_CHECKING

from reengineer.comparison import waterfall
from reengineer.measures import SECONDS
from reengineer.report._canvas import QUIET, SIDE, WIDTH, Axis, Box, Canvas, Fill, Ink, Stroke, bottom_axis
from reengineer.report._charts import LEADING, PALETTE, Chart, lines_of, picture, tops_of, write_lines
from reengineer.report._panels import StudyPanel
from reengineer.report._results import Studies, cycle_id
from reengineer.report._rounding import number, places_of
from reengineer.report._trace import traced
from reengineer.report._words import capital

if TYPE_CHECKING:
    from reengineer.comparison import Comparison, PartChange, Waterfall

_ROW = 40.0
_FOOT = 46.0
_NUMBER = 72.0
_HOW = (
    "From top to bottom: the mean as it is, the change of each part, the mean with the option. The parts add up "
    "exactly, though shown numbers are rounded. All time counts, nights and weekends too."
)
_MEANS = {
    "work": "somebody works on the case",
    "queue": "everyone who can do it is busy, or other work is taken first",
    "closed hours": "closed or off duty",
    "batching": "waiting for a batch or a set time",
    "set-up": "getting ready",
    "doing things again": "work and waits of every visit after the first",
    "outside": "waiting for someone outside",
    "other delays": "cause not known",
    "parallel branches": "waiting for a parallel branch",
    "side by side": "taken off, as times of parallel steps count twice above",
}


def unit_of_parts(found: "Waterfall") -> tuple[str, float]:
    """Return the unit in which the parts are told, and its seconds: days from two days on, else hours or minutes."""
    longest = max(found.as_is_s, found.option_s)
    if longest >= 2 * SECONDS["day"]:
        return "calendar days", SECONDS["day"]
    return ("hours", SECONDS["h"]) if longest >= 2 * SECONDS["h"] else ("minutes", SECONDS["min"])


def waterfall_panel(comparison: "Comparison", studies: Studies, option: str | None) -> StudyPanel | None:
    """Return the panel on what the change of the mean cycle time is made of; None where nobody knows."""
    again = {name: each.again for name, each in studies.closeups.items()}
    found = waterfall(comparison, option, again) if option is not None else None
    if found is None or not found.parts:
        return None
    unit, size = unit_of_parts(found)
    places = _places(found, size)
    title = _finding(comparison, found)
    key = cycle_id(found.option)

    def shown(seconds: float, *, signed: bool = False) -> str:
        return traced(key, number(seconds / size, places, signed=signed))

    names = [comparison.outcome(name).title for name in (comparison.baseline, found.option)]
    rows = [(names[0], shown(found.as_is_s), "", "mean of all cases")]
    rows += [
        (capital(each.name), shown(each.change_s, signed=True), _interval(each, size, places, key), _MEANS[each.name])
        for each in found.parts
    ]
    rows.append((names[1], shown(found.option_s), "", "mean of all cases"))
    notes = [
        _HOW,
        *([] if found.knows_again else ["What is done again is inside the other parts."]),
    ]
    return StudyPanel(
        title=title,
        chart=_draw(title, found, names, (unit, size, places)),
        heads=("Part", f"Mean or change, {unit}", "95 % interval", "What it is"),
        rows=tuple(rows),
        notes=tuple(notes),
        clock="elapsed",
        caption=f"What a mean cycle time is made of, {unit} a case",
    )


def _places(found: "Waterfall", size: float) -> int:
    halves = [
        (each.high_s - each.low_s) / 2 for each in found.parts if each.high_s is not None and each.low_s is not None
    ]
    widest = max(halves, default=0.0) / size
    return max(0, min(places_of(widest, found.as_is_s / size), 3))


def _interval(part: "PartChange", size: float, places: int, key: str) -> str:
    if part.low_s is None or part.high_s is None or part.low_s == part.high_s:
        return ""
    ends = (number(end / size, places, signed=True) for end in (part.low_s, part.high_s))
    return traced(key, " to ".join(ends))


def _finding(comparison: "Comparison", found: "Waterfall") -> str:
    name = comparison.outcome(found.option).title
    change = found.option_s - found.as_is_s
    unit, size = unit_of_parts(found)
    largest = max(found.parts, key=lambda each: abs(each.change_s))
    places = _places(found, size)
    if not any(abs(each.change_s) > 1e-6 for each in found.parts):
        return f"{name} leaves every part of the mean cycle time as it is"
    amount = traced(cycle_id(found.option), f"{number(abs(change) / size, places)} {unit}")
    part = traced(cycle_id(found.option), number(largest.change_s / size, places, signed=True))
    verb = "takes {} off" if change < 0 else "adds {} to"
    return f"{name} {verb.format(amount)} the mean case; the largest part is {largest.name}, {part}"


def _draw(title: str, found: "Waterfall", names: list[str], scale: tuple[str, float, int]) -> Chart:
    unit, size, places = scale
    bars: list[tuple[str, float, float, bool]] = [(names[0], 0.0, found.as_is_s, True)]
    reached = found.as_is_s
    for each in found.parts:
        bars.append((each.name, reached, reached + each.change_s, False))
        reached += each.change_s
    bars.append((names[1], 0.0, found.option_s, True))
    ends = [end / size for _, one, two, _ in bars for end in (one, two)]
    axis = Axis(low=min(0.0, *ends), high=max(ends) * 1.02, start=SIDE, end=WIDTH - SIDE)
    labels = [lines_of(capital(name), WIDTH - 2 * SIDE - _NUMBER) for name, *_ in bars]
    tops = tops_of(labels, _ROW)
    bottom = tops[-1]
    canvas = Canvas(height=bottom + _FOOT)
    for place, (_, begins, ends_at, is_mean) in enumerate(bars):
        lines, first = labels[place], tops[place]
        top = first + LEADING * (len(lines) - 1)
        value = ends_at - begins
        left, right = sorted((axis(begins / size), axis(ends_at / size)))
        room = Box(left, top + 22, max(right - left, 1.0), 13)
        canvas.box(
            room, Fill(colour=PALETTE[0]) if is_mean else Fill(colour=PALETTE[1], hatch="/" if value < 0 else "x")
        )
        if place + 1 < len(bars):
            x = axis(ends_at / size)
            canvas.line(
                [(x, top + 35), (x, tops[place + 1] + LEADING * (len(labels[place + 1]) - 1) + 22)],
                Stroke(colour=QUIET, width=1, dash="2 2"),
            )
        write_lines(canvas, lines, (SIDE, first + 12), Ink(cover=True))
        shown = number(value / size, places, signed=not is_mean)
        canvas.text(shown, (WIDTH - SIDE, first + 12), Ink(bold=True, anchor="end", cover=True))
    bottom_axis(canvas, axis, bottom, f"Time from start to end of a case, {unit}")
    told = ", ".join(f"{each.name} {number(each.change_s / size, places, signed=True)}" for each in found.parts)
    means = f"{number(found.as_is_s / size, places)} as it is, {number(found.option_s / size, places)} with {names[1]}"
    return picture("waterfall", title, f"Mean cycle time in {unit}: {means}. Changes: {told}.", canvas)
