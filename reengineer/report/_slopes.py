"""Draw each replication as a line from the as-is to an option, so that it is seen how steady a gain is."""

from math import isfinite
from typing import TYPE_CHECKING

from reengineer.report import _words
from reengineer.report._canvas import INK, QUIET, SIDE, SMALL, Axis, Canvas, Ink, Stroke, left_axis, spread
from reengineer.report._charts import LEADING, PALETTE, Chart, lines_of, picture, write_lines
from reengineer.report._panels import StudyPanel
from reengineer.report._results import pairs_id
from reengineer.report._rounding import number, places_of
from reengineer.report._trace import traced
from reengineer.report._units import name_of, unit_of

if TYPE_CHECKING:
    from reengineer.comparison import Comparison
    from reengineer.criteria import Criterion

MOST_LINES = 60
_HOW = (
    "Each thin line is one replication, with the same customers and luck on both sides; the thick one is the mean. "
    "Broken lines go the other way."
)
_HEIGHT = 330.0
_LEFT, _RIGHT = 118.0, 292.0
_TOP, _BOTTOM = 68.0, 310.0
_NAME = 128.0

Pairs = tuple[tuple[float, float], ...]


def pairs_of(comparison: "Comparison", option: str, criterion: "Criterion") -> Pairs:
    """Return the values of the as-is and of an option by replication, those that both have, in the unit shown."""
    series = comparison.series
    sides = (series.get((name, criterion.id), ()) for name in (comparison.baseline, option))
    factor = unit_of(criterion.as_measure()).factor
    found = zip(*sides, strict=False)
    return tuple((one * factor, two * factor) for one, two in found if isfinite(one) and isfinite(two))


def counts_of(pairs: Pairs) -> tuple[int, int]:
    """Return in how many replications the option's value is lower, and in how many higher."""
    return sum(two < one for one, two in pairs), sum(two > one for one, two in pairs)


def slopes_panel(comparison: "Comparison", option: str | None) -> StudyPanel | None:
    """Return the panel on the criterion that the headline speaks of; None without two replications or more."""
    criterion = _words.leading(comparison)
    pairs = pairs_of(comparison, option, criterion) if option and criterion is not None else ()
    if option is None or criterion is None or len(pairs) < 2:
        return None
    title = _finding(comparison, option, criterion, pairs)
    unit = unit_of(criterion.as_measure())
    places = max(0, places_of((max(map(max, pairs)) - min(map(min, pairs))) / 2))
    key = pairs_id(option, criterion.id)
    rows = [
        (
            str(place),
            *(traced(key, number(value, places)) for value in pair),
            traced(key, number(pair[1] - pair[0], places, signed=True)),
        )
        for place, pair in enumerate(pairs, start=1)
    ]
    names = [comparison.outcome(name).title for name in (comparison.baseline, option)]
    measure = _words.capital(name_of(criterion.as_measure()))
    shown = f", {unit.value}" if unit.value else ""
    return StudyPanel(
        title=title,
        chart=_draw(title, pairs, names, f"{measure}{shown}"),
        heads=("Replication", *names, f"Difference{', ' + unit.difference if unit.difference else ''}"),
        rows=tuple(rows),
        notes=(_HOW,),
        caption=f"{measure} in each replication{shown}",
    )


def _finding(comparison: "Comparison", option: str, criterion: "Criterion", pairs: Pairs) -> str:
    lower, higher = counts_of(pairs)
    name, measure = comparison.outcome(option).title, name_of(criterion.as_measure())
    key = pairs_id(option, criterion.id)
    if not lower and not higher:
        return f"{name} leaves {measure} as it is in every replication"
    word, many = ("lower", lower) if lower >= higher else ("higher", higher)
    share = traced(key, f"{many} of {len(pairs)}")
    return f"In {share} replications {measure} is {word} with {name}"


def _draw(title: str, pairs: Pairs, names: list[str], axis_name: str) -> Chart:
    more = LEADING * max(len(lines_of(name, _NAME, SMALL, bold=True, most=4)) - 2 for name in [*names, "a b"])
    more, top = max(more, 0.0), _TOP + max(more, 0.0)
    canvas = Canvas(height=_HEIGHT + more)
    low, high = spread([value for pair in pairs for value in pair])
    axis = Axis(low=low, high=high, start=_BOTTOM + more, end=top)
    left_axis(canvas, axis, 56, "")
    canvas.text(axis_name, (SIDE - 10, 12), Ink(size=SMALL))
    for x, name in ((_LEFT, names[0]), (_RIGHT, names[1])):
        canvas.line([(x, top), (x, _BOTTOM + more)], Stroke(colour=QUIET, width=1))
        lines = lines_of(name, _NAME, SMALL, bold=True, most=4)
        write_lines(canvas, lines, (x, 34), Ink(size=SMALL, anchor="middle", bold=True))
    lower, higher = counts_of(pairs)
    falls = lower >= higher
    for one, two in pairs[:MOST_LINES]:
        against = (two > one) if falls else (two < one)
        stroke = Stroke(colour=PALETTE[5] if against else PALETTE[0], width=1, dash="4 3" if against else "")
        canvas.line([(_LEFT, axis(one)), (_RIGHT, axis(two))], stroke)
    means = [sum(values) / len(pairs) for values in zip(*pairs, strict=True)]
    canvas.line([(_LEFT, axis(means[0])), (_RIGHT, axis(means[1]))], Stroke(colour=INK, width=3.4))
    places = max(0, places_of((high - low) / 2))
    for x, mean in ((_LEFT, means[0]), (_RIGHT, means[1])):
        canvas.mark("circle", (x, axis(mean)), INK)
        ink = Ink(bold=True, cover=True, anchor="end" if x == _LEFT else "start")
        canvas.text(number(mean, places), (x + (8 if x == _RIGHT else -8), axis(mean)), ink)
    told = f"{number(means[0], places)} as it is, {number(means[1], places)} with the option"
    return picture("slopes", title, f"{axis_name}, one line a replication. Means: {told}. {title}.", canvas)
