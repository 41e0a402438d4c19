"""Draw who gains and who loses under one option: a small picture a measure, the worst off first."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reengineer.report import _words
from reengineer.report._canvas import SIDE, TEXT, WIDTH, Axis, Canvas, Ink, Stroke, bottom_axis, spread
from reengineer.report._charts import LEADING, PALETTE, Chart, lines_of, picture, tops_of, write_lines
from reengineer.report._units import name_of, unit_of

if TYPE_CHECKING:
    from reengineer.comparison import Affected

MOST_ROWS = 7
_ROW = 42.0
_HEAD = 30.0
_FOOT = 50.0
_NUMBER = 72.0
_MARKS = {
    "better": ("circle", True),
    "worse": ("diamond", True),
    "no_difference": ("square", False),
    "not_shown": ("circle", False),
}


def worst_first(told: "Sequence[Affected]") -> "list[Affected]":
    """Return who is affected, those who lose first and the largest loss of each measure first of these."""
    order = {"worse": 0, "not_shown": 1, "no_difference": 2, "better": 3}

    def loss(one: "Affected") -> float:
        change = one.difference.difference or 0.0
        return change if one.lower_is_better else -change

    return sorted(told, key=lambda one: (order[_words.settled(one.difference)], -loss(one)))


def measure_of(one: "Affected") -> str:
    """Return the measure in words, without whom it is about."""
    item = one.difference
    return name_of(item.measure).removesuffix(f" of {item.measure.scope_id}")


def gains_chart(affected: "Sequence[Affected]", title: str) -> Chart | None:
    """Draw what one option does to each class of case, kind of customer and group of people; None for nobody."""
    told = [one for one in affected if _changes(one)]
    measures = list(dict.fromkeys(measure_of(one) for one in told))
    if not told:
        return None
    panels = [(name, worst_first([one for one in told if measure_of(one) == name])[:MOST_ROWS]) for name in measures]
    height = sum(_HEAD + _tops(rows)[-1] + _FOOT for _, rows in panels)
    canvas = Canvas(height=height)
    top = 0.0
    for name, rows in panels:
        top = _draw(canvas, top, name, rows)
    spoken = "; ".join(f"{one.who}: {measure_of(one)} {_words.signed(one.difference)}" for one in worst_first(told)[:8])
    alt = f"Difference from the as-is by whom it touches, one picture a measure, the worst off first. {spoken}."
    return picture("gains", title, alt, canvas)


def _changes(one: "Affected") -> bool:
    """Say whether anything changes at all for somebody, as far as the replications show."""
    item = one.difference
    return item.difference is not None and (item.difference != 0 or item.ci_low != item.ci_high)


def _draw(canvas: Canvas, top: float, name: str, rows: "Sequence[Affected]") -> float:
    """Draw one measure; return where the next begins."""
    unit = unit_of(rows[0].difference.measure)
    ends = [0.0]
    for one in rows:
        item = one.difference
        ends += [end * unit.factor for end in (item.difference, item.ci_low, item.ci_high) if end is not None]
    low, high = spread(ends)
    axis = Axis(low=low, high=high, start=SIDE, end=WIDTH - SIDE)
    canvas.text(_words.capital(name), (SIDE, top + 13), Ink(bold=True))
    upper = top + _HEAD
    tops = _tops(rows)
    bottom = upper + tops[-1]
    canvas.line([(axis(0), upper), (axis(0), bottom)])
    for one, below in zip(rows, tops, strict=False):
        _draw_row(canvas, axis, one, upper + below)
    side = "left" if rows[0].lower_is_better else "right"
    bottom_axis(
        canvas, axis, bottom, f"Difference{', ' + unit.difference if unit.difference else ''}; {side} is better"
    )
    return bottom + _FOOT


def _lines(one: "Affected") -> list[str]:
    return lines_of(one.who, WIDTH - 2 * SIDE - _NUMBER)


def _tops(rows: "Sequence[Affected]") -> list[float]:
    return tops_of([_lines(one) for one in rows], _ROW)


def _draw_row(canvas: Canvas, axis: Axis, one: "Affected", top: float) -> None:
    item = one.difference
    unit = unit_of(item.measure)
    shown = unit.show_difference(item.difference or 0.0, item.ci_low, item.ci_high).value
    lines = _lines(one)
    write_lines(canvas, lines, (SIDE, top + 11), Ink(size=TEXT, cover=True))
    canvas.text(shown, (WIDTH - SIDE, top + 11), Ink(bold=True, anchor="end", cover=True))
    y = top + 29 + LEADING * (len(lines) - 1)
    if item.ci_low is not None and item.ci_high is not None and item.ci_low < item.ci_high:
        ends = [(axis(end * unit.factor), y) for end in (item.ci_low, item.ci_high)]
        canvas.line(ends, Stroke(colour=PALETTE[0], width=3))
        for x, _ in ends:
            canvas.line([(x, y - 4), (x, y + 4)], Stroke(colour=PALETTE[0], width=1.4))
    mark, filled = _MARKS[item.verdict]
    canvas.mark(mark, (axis((item.difference or 0.0) * unit.factor), y), PALETTE[0], filled=filled)
