"""Draw cost against waiting, so that no single score hides what is given for what."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reengineer._records import dataclass
from reengineer.report import _words
from reengineer.report._canvas import (
    INK,
    QUIET,
    SIDE,
    SMALL,
    WIDTH,
    Axis,
    Box,
    Canvas,
    Ink,
    Stroke,
    bottom_axis,
    left_axis,
    spread,
)
from reengineer.report._charts import PALETTE, Chart, lines_of, picture, tops_of, write_lines
from reengineer.report._labels import text_width
from reengineer.report._panels import StudyPanel
from reengineer.report._results import Studies, option_id
from reengineer.report._tables import tag
from reengineer.report._trace import traced
from reengineer.report._units import join, name_of, unit_of

if TYPE_CHECKING:
    from reengineer.comparison import Comparison, Decision, MeasuredValue, OptionOutcome
    from reengineer.criteria import Criterion

MOST_POINTS = 8
_PLOT_TOP, _PLOT = 30.0, 250.0
_LEFT = 58.0
_LINE = 22.0
_TIMES = ("waiting_time", "cycle_time", "answer_time")
_COSTS = ("activity_cost", "resourcing_cost")
_HOW = (
    "Lower left is better. Each cross holds the 95 % intervals of both means. Grey squares are dominated: another "
    "option is better on some criterion, worse on none."
)
_RATED = (
    "Satisfaction is not simulated: a shorter wait is not taken for a better score. The table names the steps that "
    "customers rated and that an option changes, with their score today."
)
_NOT_RATED = (
    "Satisfaction is not in the picture: no criterion measures it, and no step has a score from customers. Scores that "
    "are noted with the steps would be named here."
)
_SATISFACTION = ("csat", "nps", "ces")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Point:
    """Hold one option in the plane: its number, its looks, and its values with their intervals."""

    number: str
    outcome: "OptionOutcome"
    across: "MeasuredValue"
    up: "MeasuredValue"
    dominated: bool

    @property
    def forbidden(self) -> bool:
        return self.outcome.status == "forbidden"


def _criterion(comparison: "Comparison", names: Sequence[str]) -> "Criterion | None":
    """Return the criterion of most weight about one of some measures, of whole cases."""
    found = [each for name in names for each in comparison.criteria if each.measure == name and each.scope == "process"]
    return max(found, key=lambda each: each.weight or 0.0, default=None)


def _time(comparison: "Comparison") -> "Criterion | None":
    for name in _TIMES:
        found = _criterion(comparison, (name,))
        if found is not None:
            return found
    return None


def trade_off_panel(comparison: "Comparison", studies: Studies) -> StudyPanel | None:
    """Return the panel on cost and waiting; None where the criteria hold only one of them, or nothing to choose."""
    time, cost = _time(comparison), _criterion(comparison, _COSTS)
    if time is None or cost is None:
        return None
    points = _points(comparison, studies.decision, time, cost)
    if len(points) < 2:
        return None
    title = _finding(comparison, points, time, cost)
    measures = [_named(each) for each in (time, cost)]
    satisfaction = _satisfaction_head(comparison, studies)
    rows = [
        (
            point.outcome.title,
            point.number,
            *(_value(point.outcome, each, value) for each, value in ((time, point.across), (cost, point.up))),
            *([_satisfaction(comparison, studies, point.outcome)] if satisfaction else []),
            _standing(point),
        )
        for point in points
    ]
    return StudyPanel(
        title=title,
        chart=_draw(title, points, (time, cost)),
        heads=("Option", "Number", *measures, *([satisfaction] if satisfaction else []), "In words"),
        rows=tuple(rows),
        notes=(_notes(comparison), *_about_satisfaction(comparison, studies)),
        caption=f"Cost, waiting{' and satisfaction' if satisfaction else ''} of each option",
    )


def _points(
    comparison: "Comparison", decision: "Decision | None", time: "Criterion", cost: "Criterion"
) -> list[_Point]:
    found: list[_Point] = []
    for outcome in comparison.outcomes:
        across, up = outcome.measured(time.id), outcome.measured(cost.id)
        if outcome.what_if or across is None or up is None or across.value is None or up.value is None:
            continue
        weighed = None if decision is None else decision.weighed(outcome.id)
        dominated = weighed is not None and bool(weighed.dominated_by)
        number = str(len(found) + 1) if len(found) < MOST_POINTS else ""
        found.append(_Point(number=number, outcome=outcome, across=across, up=up, dominated=dominated))
    return found


def _finding(comparison: "Comparison", points: Sequence[_Point], time: "Criterion", cost: "Criterion") -> str:
    """Return which options are shown to be better, or worse, than the as-is on both."""
    names: dict[str, list[str]] = {"both": [], "mixed": []}
    for point in points:
        items = [comparison.difference(point.outcome.id, each.id) for each in (time, cost)]
        verdicts = [_words.settled(item) for item in items if item is not None]
        if len(verdicts) < 2 or point.forbidden:
            continue
        if verdicts == ["better", "better"]:
            names["both"].append(point.outcome.title)
        elif "better" in verdicts and "worse" in verdicts:
            names["mixed"].append(point.outcome.title)
    about = f"{name_of(time.as_measure())} and {name_of(cost.as_measure())}"
    if names["both"]:
        return f"Better on both {about}: {'; '.join(names['both'])}"
    if names["mixed"]:
        return f"One is bought with the other, {about}, in: {'; '.join(names['mixed'])}"
    return f"No option is shown to be better on both {about}"


def _named(criterion: "Criterion") -> str:
    unit = unit_of(criterion.as_measure()).value
    return _words.capital(name_of(criterion.as_measure())) + (f", {unit}" if unit else "")


def _value(outcome: "OptionOutcome", criterion: "Criterion", value: "MeasuredValue") -> str:
    shown = unit_of(criterion.as_measure()).show(value.value or 0.0, value.ci_low, value.ci_high)
    return traced(option_id(outcome.id, criterion.id), str(shown))


def _satisfaction_head(comparison: "Comparison", studies: Studies) -> str:
    """Return the head of the column on satisfaction; empty where nothing is known of it."""
    if _is_measured(comparison):
        return "Satisfaction"
    return "Steps that customers rated; of an option, those it changes" if studies.rated else ""


def _is_measured(comparison: "Comparison") -> bool:
    return any(criterion.measure in _SATISFACTION for criterion in comparison.criteria)


def _about_satisfaction(comparison: "Comparison", studies: Studies) -> tuple[str, ...]:
    """Return why there is no satisfaction in the picture, and what tells of it instead."""
    if _is_measured(comparison):
        return ()
    if studies.rated:
        return (_RATED,)
    return (_NOT_RATED,)


def _satisfaction(comparison: "Comparison", studies: Studies, outcome: "OptionOutcome") -> str:
    if not _is_measured(comparison):
        return studies.rated.get(outcome.id, "not known")
    for criterion in comparison.criteria:
        value = outcome.measured(criterion.id) if criterion.measure in _SATISFACTION else None
        if value is not None and value.value is not None:
            unit = unit_of(criterion.as_measure())
            shown = join(unit.show(value.value, value.ci_low, value.ci_high).value, unit.value)
            return traced(option_id(outcome.id, criterion.id), shown)
    return "no value"


def _standing(point: _Point) -> str:
    if point.forbidden:
        return tag(point.outcome)
    return "another option beats it" if point.dominated else "no option beats it on all"


def _notes(comparison: "Comparison") -> str:
    parts = [_HOW]
    if any(outcome.status == "forbidden" for outcome in comparison.outcomes):
        parts.append("Hollow diamonds are forbidden.")
    absent = [outcome for outcome in comparison.outcomes if outcome.status in {"unstable", "refused"}]
    parts += [f"Not in the picture: {outcome.title} ({tag(outcome).lower()})." for outcome in absent]
    return " ".join(parts)


def _ends(values: Sequence["MeasuredValue"], criterion: "Criterion") -> tuple[float, float]:
    factor = unit_of(criterion.as_measure()).factor
    found = [end for value in values for end in (value.value, value.ci_low, value.ci_high) if end is not None]
    return spread([end * factor for end in found], 0.1)


def _draw(title: str, points: Sequence[_Point], criteria: "tuple[Criterion, Criterion]") -> Chart:
    shown = [point for point in points if point.number]
    time, cost = criteria
    bottom = _PLOT_TOP + _PLOT
    legend = [lines_of(_legend(point), WIDTH - 2 * SIDE - 14, SMALL) for point in shown]
    tops = tops_of(legend, _LINE)
    canvas = Canvas(height=bottom + 52 + tops[-1])
    low, high = _ends([point.across for point in shown], time)
    across = Axis(low=low, high=high, start=_LEFT, end=WIDTH - SIDE)
    low, high = _ends([point.up for point in shown], cost)
    upward = Axis(low=low, high=high, start=bottom, end=_PLOT_TOP)
    left_axis(canvas, upward, _LEFT, _named(cost))
    places = [_place(canvas, point, across, upward, criteria) for point in shown]
    _draw_numbers(canvas, shown, places)
    bottom_axis(canvas, across, bottom, _named(time))
    for point, lines, top in zip(shown, legend, tops, strict=False):
        y = bottom + 62 + top
        _mark(canvas, point, (SIDE, y))
        write_lines(canvas, lines, (SIDE + 14, y), Ink(size=SMALL, struck=point.forbidden))
    told = "; ".join(
        f"{point.outcome.title}: {_plain(time, point.across)} and {_plain(cost, point.up)}, {_standing(point)}"
        for point in shown
    )
    return picture("trade-off", title, f"{_named(time)} across, {_named(cost)} upwards. {told}.", canvas)


def _legend(point: _Point) -> str:
    return f"{point.number}. {point.outcome.title}{' (dominated)' if point.dominated else ''}"


def _plain(criterion: "Criterion", value: "MeasuredValue") -> str:
    unit = unit_of(criterion.as_measure())
    return join(unit.show(value.value or 0.0, value.ci_low, value.ci_high).value, unit.value)


def _place(
    canvas: Canvas, point: _Point, across: Axis, upward: Axis, criteria: "tuple[Criterion, Criterion]"
) -> tuple[float, float]:
    """Draw the cross of an option and its mark; return where it stands."""
    factors = [unit_of(each.as_measure()).factor for each in criteria]
    x, y = across((point.across.value or 0.0) * factors[0]), upward((point.up.value or 0.0) * factors[1])
    stroke = Stroke(colour=QUIET, width=1.4, dash="4 3" if point.forbidden else "")
    if point.across.ci_low is not None and point.across.ci_high is not None:
        canvas.line([(across(end * factors[0]), y) for end in (point.across.ci_low, point.across.ci_high)], stroke)
    if point.up.ci_low is not None and point.up.ci_high is not None:
        canvas.line([(x, upward(end * factors[1])) for end in (point.up.ci_low, point.up.ci_high)], stroke)
    _mark(canvas, point, (x, y))
    return x, y


def _mark(canvas: Canvas, point: _Point, at: tuple[float, float]) -> None:
    if point.forbidden:
        canvas.mark("diamond", at, QUIET, filled=False)
    elif point.dominated:
        canvas.mark("square", at, PALETTE[7])
    else:
        canvas.mark("circle", at, PALETTE[0])


def _draw_numbers(canvas: Canvas, points: Sequence[_Point], places: Sequence[tuple[float, float]]) -> None:
    """Write the number of each option beside its mark, where it meets fewest other marks and numbers."""
    taken = [Box(x - 6, y - 6, 12, 12) for x, y in places]
    for point, (x, y) in zip(points, places, strict=True):
        wide = text_width(point.number, SMALL)
        ways = [(x + dx, y + dy) for dx, dy in ((12, -11), (-12, -11), (12, 12), (-12, 12), (0, -16), (0, 18), (20, 0))]
        rooms = [Box(left - wide / 2, middle - 7, wide, 14) for left, middle in ways]
        best = min(range(len(ways)), key=lambda n: (sum(_meets(rooms[n], other) for other in taken), n))
        taken.append(rooms[best])
        ink = Ink(size=SMALL, bold=True, anchor="middle", struck=point.forbidden, colour=INK, cover=True)
        canvas.text(point.number, ways[best], ink)


def _meets(one: Box, two: Box) -> bool:
    return one.x < two.right and two.x < one.right and one.y < two.bottom and two.y < one.bottom
