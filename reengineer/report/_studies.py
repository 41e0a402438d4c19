"""Lay out what was worked out beside the comparison: which guess matters, all criteria together, money, and people."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reengineer.comparison import shown_option
from reengineer.report import _money_words, _words
from reengineer.report._bars import Bar, Share, Words, cash_chart, share_chart, tornado_chart
from reengineer.report._gains_chart import gains_chart, measure_of, worst_first
from reengineer.report._hours_chart import hours_panels
from reengineer.report._panels import StudyPanel
from reengineer.report._results import Studies
from reengineer.report._rounding import number, places_of
from reengineer.report._sensitivity_words import assumption_name, in_unit
from reengineer.report._slopes import slopes_panel
from reengineer.report._trace import traced
from reengineer.report._trade_off import trade_off_panel
from reengineer.report._units import join, name_of, unit_of
from reengineer.report._waterfall_chart import waterfall_panel

if TYPE_CHECKING:
    from reengineer.comparison import Affected, BusinessCase, Comparison, Weighed, YearlyCost

_BASIS = {"activity_cost": "Activity cost: minutes worked and fees", "resourcing_cost": "Resourcing cost: paid hours"}


_TWO_BASES = (
    "Only resourcing cost can be saved as money. The mean of a case may rise while the total falls, where easy work is "
    "taken away."
)
_OF_PEOPLE = (
    "For people the measure is how busy they are; less counts as a gain of theirs. The table leaves out whom nothing "
    "changes for."
)
_SAID = {"better": "gains", "worse": "loses", "not_shown": "not shown"}
_KINDS = {"class": "class of case", "attribute": "kind of customer", "group": "people"}
_TORNADO = (
    "Plain blue bars stand for the low end, hatched orange ones for the high end; the broken line is the difference as "
    "stated."
)


def study_panels(comparison: "Comparison", studies: Studies) -> tuple[StudyPanel, ...]:
    """Return the panels that there is something to say in, in the order of the page."""
    option = None if studies.decision is None else shown_option(comparison, studies.decision)
    found = [
        trade_off_panel(comparison, studies),
        _weighing(comparison, studies),
        slopes_panel(comparison, option),
        waterfall_panel(comparison, studies, option),
        *hours_panels(comparison, studies, option),
        _sensitivity(comparison, studies),
        *(_case(comparison, case) for case in studies.cases if case.inputs and _tells(case)),
        _yearly(comparison, studies),
        _people(comparison, studies, option),
    ]
    return tuple(panel for panel in found if panel is not None)


def _weighing(comparison: "Comparison", studies: Studies) -> StudyPanel | None:
    decision = studies.decision
    if decision is None or decision.winner is None or len(decision.options) < 2:
        return None
    winner = comparison.outcome(decision.winner).title
    title = f"By the values seen, {winner} scores highest of those that miss no minimum"
    shares = [
        Share(name=comparison.outcome(item.option).title, share=item.wins)
        for item in decision.options
        if item.wins is not None
    ]
    words = Words(id="weightings", title=title, axis="Share of all weightings in which it scores highest, %")
    weights = ", ".join(
        f"{name_of(each.as_measure())} {traced(f'weight/{each.id}', f'{number(100 * decision.weights[each.id], 0)} %')}"
        for each in comparison.criteria
        if each.id in decision.weights
    )
    left_out = ", ".join(f"{name} ({lacks})" for name, lacks in decision.unscored)
    notes = [
        f"Weights: {weights}. A score is 0 at every minimum and 1 at every target, fixed before any result was seen.",
        *([f"Not scored: {left_out}."] if left_out else []),
    ]
    return StudyPanel(
        title=title,
        chart=share_chart(shares, words),
        heads=("Option", "Minimums", "Score", "Weightings won", "Dominated by"),
        caption="Minimums, scores and weightings won",
        rows=tuple(_weighed(comparison, item) for item in decision.options),
        notes=tuple(notes),
    )


def _weighed(comparison: "Comparison", item: "Weighed") -> tuple[str, ...]:
    key = f"decision/{item.option}"
    score = "not scored" if item.score is None else traced(key, number(item.score, 2))
    wins = "none" if item.wins is None else traced(key, f"{number(100 * item.wins, 0)} %")
    beaten = ", ".join(comparison.outcome(name).title for name in item.dominated_by) or "none"
    minimum = "none stated" if item.minimum is None else _words.STANDINGS[item.minimum]
    return (comparison.outcome(item.option).title, minimum, score, wins, beaten)


def _sensitivity(comparison: "Comparison", studies: Studies) -> StudyPanel | None:
    found, names = studies.sensitivity, studies.names
    if found is None or not found.swings:
        return None
    criterion = next(each for each in comparison.criteria if each.id == found.criterion)
    unit = unit_of(criterion.as_measure())
    name, measure = comparison.outcome(found.option).title, name_of(criterion.as_measure())
    first = assumption_name(found.swings[0].assumption.path, names)
    title = f"What matters most to the gain of {name} is {first}"
    bars = [
        Bar(
            name=assumption_name(swing.assumption.path, names),
            low=in_unit(swing.assumption, swing.assumption.low),
            high=in_unit(swing.assumption, swing.assumption.high),
            at_low=None if swing.at_low is None else swing.at_low * unit.factor,
            at_high=None if swing.at_high is None else swing.at_high * unit.factor,
        )
        for swing in found.swings
    ]
    axis = f"Difference in {measure}, {unit.difference}"
    rows = [
        (
            bar.name,
            traced(f"sensitivity/{swing.assumption.path}", f"{bar.low} to {bar.high}"),
            _at_end(swing.assumption.path, bar.at_low),
            _at_end(swing.assumption.path, bar.at_high),
            "; ".join(f"{comparison.outcome(each.option).title} ahead" for each in swing.overtaken) or "holds",
        )
        for swing, bar in zip(found.swings, bars, strict=True)
    ]
    runs = traced("sensitivity", str(found.replications))
    return StudyPanel(
        title=title,
        chart=tornado_chart(bars, found.difference * unit.factor, Words(id="tornado", title=title, axis=axis)),
        heads=("Assumption", "Range", "Difference at its low end", "At its high end", "The lead"),
        rows=tuple(rows),
        caption=f"The difference in {measure} at either end of each range, {unit.difference}",
        notes=(f"One assumption at a time, {runs} replications of each end, with the same random numbers. {_TORNADO}",),
    )


def _at_end(path: str, value: float | None) -> str:
    return "no steady state" if value is None else traced(f"sensitivity/{path}", number(value, 3, signed=True))


def _tells(case: "BusinessCase") -> bool:
    """Say whether there is any money to speak of."""
    return case.npv != 0 or any(swing.at_low != swing.at_high for swing in case.swings)


def _case(comparison: "Comparison", case: "BusinessCase") -> StudyPanel:
    title = _money_words.summary(case, comparison.outcome(case.option).title)
    rows = [
        (
            swing.input.name,
            *(
                traced(f"business/{case.option}/{place}", _money_words.shown_input(swing, value, case.currency))
                for value in (swing.input.estimate.value, swing.low, swing.high)
            ),
            *(_npv(case, place, value) for value in (swing.at_low, swing.at_high)),
            "none"
            if swing.break_even is None
            else traced(
                f"business/{case.option}/{place}", _money_words.shown_input(swing, swing.break_even, case.currency)
            ),
        )
        for place, swing in enumerate(case.swings)
        # What moves nothing tells nothing.
        if swing.at_low != swing.at_high
    ]
    released = [
        f"Not counted: {what}, worth {_money_words.released(case, worth)} a year{', for ' + use if use else ''}."
        for what, worth, use in case.released
    ]
    words = Words(id=f"cash-{case.option}", title=title, axis="Months")
    chart = cash_chart(case, words) if case.total("benefit") else None
    how = " The dot marks payback; the thin lines hold eight of ten draws." if chart is not None else ""
    return StudyPanel(
        title=title,
        chart=chart,
        heads=("Number", "As stated", "Low", "High", f"Present value at low, {case.currency}", "At high", "Break-even"),
        rows=tuple(rows),
        notes=(
            *released,
            f"{case.basis.capitalize()} prices.{how}",
        ),
        caption="The present value at either end of each number, and where it is nought",
    )


def _npv(case: "BusinessCase", place: int, value: float) -> str:
    return traced(f"business/{case.option}/{place}", number(value, 0))


def _yearly(comparison: "Comparison", studies: Studies) -> StudyPanel | None:
    if not studies.yearly:
        return None
    money = next((each.unit for each in comparison.criteria if each.measure in _BASIS and each.unit), "")
    unit = f", {money}" if money else ""
    return StudyPanel(
        title=_yearly_finding(comparison, studies.yearly, money),
        chart=None,
        heads=(
            "Option",
            "Basis",
            f"A year as it is{unit}",
            f"A year with the option{unit}",
            f"Difference a year{unit}",
            f"A case as it is{unit}",
            f"A case with the option{unit}",
        ),
        rows=tuple(_year(comparison, each) for each in studies.yearly),
        notes=(_TWO_BASES,),
        caption="What a year costs, on two bases that are never mixed",
    )


def _yearly_finding(comparison: "Comparison", yearly: "Sequence[YearlyCost]", money: str) -> str:
    """Return which permitted option lowers the cost of paid hours most, as far as its interval shows it."""
    lower = [
        each
        for each in yearly
        if each.basis == "resourcing_cost"
        and comparison.outcome(each.option).is_choice
        and each.difference is not None
        and each.ci_high is not None
        and each.ci_high < 0
    ]
    if not lower:
        return "No option is shown to lower what paid hours cost in a year"
    best = min(lower, key=lambda each: each.difference or 0.0)
    saved = traced(f"yearly/{best.option}/{best.basis}", number(-(best.difference or 0.0), _year_places(best)))
    return f"{comparison.outcome(best.option).title} lowers what paid hours cost by {join(saved, money)} a year"


def _year_places(each: "YearlyCost") -> int:
    """Return the place to which sums of a year are known: two digits of the interval of their difference."""
    if each.ci_low is None or each.ci_high is None or each.ci_low == each.ci_high:
        return min(0, places_of(0.0, each.as_is or 0.0))
    return min(0, places_of((each.ci_high - each.ci_low) / 2))


def _year(comparison: "Comparison", each: "YearlyCost") -> tuple[str, ...]:
    key = f"yearly/{each.option}/{each.basis}"

    def shown(value: float | None, places: int, *, signed: bool = False) -> str:
        return "no value" if value is None else traced(key, number(value, places, signed=signed))

    return (
        comparison.outcome(each.option).title,
        _BASIS[each.basis],
        shown(each.as_is, _year_places(each)),
        shown(each.value, _year_places(each)),
        shown(each.difference, _year_places(each), signed=True),
        shown(each.case_as_is, 2),
        shown(each.case_value, 2),
    )


def _no_difference(one: "Affected") -> str:
    item = one.difference
    if one.kind == "group" and item.value is None and item.as_is is not None:
        return "none: the option has no such group"
    return f"none: {item.note or 'there is nothing to compare'}"


def _people(comparison: "Comparison", studies: Studies, option: str | None) -> StudyPanel | None:
    """Lay out who gains and who loses; the worst off come first, and who is left as they are is left out."""
    told = [one for one in studies.affected if _words.settled(one.difference) in _SAID]
    if not told:
        return None
    rows = [
        (
            one.who,
            _KINDS[one.kind],
            comparison.outcome(one.difference.option).title,
            _words.capital(measure_of(one)),
            _words.signed(one.difference) or _no_difference(one),
            _SAID[_words.settled(one.difference)],
        )
        for one in worst_first(told)
    ]
    losers = dict.fromkeys(one.who for one in told if _words.settled(one.difference) == "worse")
    title = (
        f"Worse off under some option: {', '.join(losers)}" if losers else "Nobody is shown to lose under any option"
    )
    shown = [one for one in studies.affected if one.difference.option == option]
    pictured = f" The picture shows {comparison.outcome(option).title}." if option and shown else ""
    return StudyPanel(
        title=title,
        chart=gains_chart(shown, title),
        heads=("Who", "What they are", "Option", "Measure", "Difference", "In words"),
        rows=tuple(rows),
        notes=(f"{_OF_PEOPLE}{pictured}",),
        caption="Who gains and who loses, the worst off first",
    )
