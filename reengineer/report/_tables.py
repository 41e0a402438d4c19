"""Lay out the tables of the page: every cell a text, every number rounded by its interval."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from reengineer._records import dataclass
from reengineer.report._results import difference_id, option_id
from reengineer.report._rounding import number, plain
from reengineer.report._trace import traced
from reengineer.report._units import Unit, name_of, unit_of
from reengineer.report._words import (
    VERDICTS,
    bounds,
    capital,
    short_standing,
    signed,
    standing,
    total_interval,
    what_it_takes,
)

if TYPE_CHECKING:
    from reengineer.comparison import Comparison, OptionOutcome, PairedDifference
    from reengineer.criteria import Criterion

MOST_COLUMNS = 5
_FIGURE = re.compile(r"[+-]?\d+(\.\d+)?")
_COSTS = {"one_off": "once", "per_year": "a year"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """Head a column of the first table: a measure, its unit, and what is asked of it."""

    name: str
    unit: str
    asked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Hold what one option gave on one criterion; units stand in the head of the column.

    Parameters
    ----------
    label : str
        Measure and unit, for readers who see rows as cards.
    value, difference, interval, total : str
        Numbers as text; difference and intervals are empty for the as-is itself. ``total`` is the interval with
        uncertain inputs counted.
    verdict : str
    flip : str
        The verdict if the inputs were exactly as stated, where it is another one.
    notes : tuple of str
        What it would take, why something is missing.
    standing : str
        Target and minimum: met, not met, cannot tell.
    short : str
        The same in few words: a minimum that is met goes without saying beside a target.
    """

    label: str
    value: str
    difference: str = ""
    interval: str = ""
    total: str = ""
    verdict: str = ""
    flip: str = ""
    notes: tuple[str, ...] = ()
    standing: str = ""
    short: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Hold one option of a table.

    Parameters
    ----------
    tag : str
        ``As it is``, ``Forbidden by C-4EYES``, ``Did not run``; empty for an option like any other.
    struck : bool
        Whether the title is struck out.
    missing : str
        Why there are no cells.
    """

    title: str
    tag: str = ""
    struck: bool = False
    cells: tuple[Cell, ...] = ()
    missing: str = ""
    cost: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forbidden:
    """Hold why an option is forbidden and what it would have given."""

    title: str
    rules: tuple[tuple[str, str, str], ...]
    would: tuple[str, ...]


def shown_criteria(comparison: "Comparison") -> "tuple[Criterion, ...]":
    """Return the criteria that the first table has room for: those of most weight, in the order of the review."""
    ranked = sorted(comparison.criteria, key=lambda criterion: -(criterion.weight or 0.0))[:MOST_COLUMNS]
    return tuple(criterion for criterion in comparison.criteria if criterion in ranked)


def columns(criteria: "Sequence[Criterion]") -> tuple[Column, ...]:
    """Return the heads of the first table."""
    return tuple(
        Column(
            name=capital(name_of(criterion.as_measure())),
            unit=units(unit_of(criterion.as_measure())),
            asked=capital(", ".join(f"{word} {bound}" for word, bound in bounds(criterion))),
        )
        for criterion in criteria
    )


def units(unit: Unit) -> str:
    """Return the unit of values, and of differences where it is another."""
    return unit.value if unit.value == unit.difference else f"{unit.value}, differences in {unit.difference}"


def option_rows(comparison: "Comparison", criteria: "Sequence[Criterion]") -> tuple[Row, ...]:
    """Return one row an option, the as-is first."""
    return tuple(_row(comparison, outcome, criteria) for outcome in comparison.outcomes)


def _row(comparison: "Comparison", outcome: "OptionOutcome", criteria: "Sequence[Criterion]") -> Row:
    cells = tuple(cell(comparison, outcome, criterion) for criterion in criteria) if outcome.measures else ()
    return Row(
        title=outcome.title,
        tag="the baseline" if outcome.id == comparison.baseline else tag(outcome),
        struck=outcome.status == "forbidden",
        cells=cells,
        missing="" if cells else _missing(outcome),
        cost=cost(outcome),
    )


def tag(outcome: "OptionOutcome") -> str:
    """Return what stands under an option's title where it is not simply one of the options."""
    if outcome.status == "forbidden":
        rules = tuple(dict.fromkeys(breach.rule for breach in outcome.breaches))
        return f"Forbidden by {'; '.join(rules[:1])}{' and more' if len(rules) > 1 else ''}"
    if outcome.what_if and outcome.status == "ran":
        return "A question, not a proposal"
    return {"unstable": "Unstable, not run", "refused": "Did not run"}.get(outcome.status, "")


def _missing(outcome: "OptionOutcome") -> str:
    said = "; ".join(finding.message for finding in outcome.findings)
    return f"{capital(said)}." if said else "There is no result for this option."


def cost(outcome: "OptionOutcome") -> str:
    """Return what an option costs, in words; empty where nothing is stated."""
    stated = [(kind, _amount(amount)) for kind, amount in outcome.costs]
    some = [f"{amount} {_COSTS.get(kind, kind.replace('_', ' '))}" for kind, amount in stated if amount]
    return "; ".join(some) or ("nothing" if stated else "")


def _amount(written: str) -> str:
    """Return an amount with its thousands apart; empty for nothing.

    Examples
    --------
    >>> _amount("45000 GBP"), _amount("0 GBP"), _amount("12.50 GBP"), _amount("as quoted")
    ('45,000 GBP', '', '12.50 GBP', 'as quoted')
    """
    figure, _, unit = written.partition(" ")
    if not _FIGURE.fullmatch(figure):
        return written
    value = float(figure)
    places = len(figure.partition(".")[2])
    return f"{number(value, places)} {unit}".strip() if value else ""


def cell(comparison: "Comparison", outcome: "OptionOutcome", criterion: "Criterion") -> Cell:
    """Return what an option gave on a criterion."""
    measured = outcome.measured(criterion.id)
    item = comparison.difference(outcome.id, criterion.id)
    unit = unit_of(criterion.as_measure())
    label = ", ".join(part for part in (capital(name_of(criterion.as_measure())), unit.value) if part)
    if measured is None or measured.value is None:
        return Cell(
            label=label, value="no value", notes=(capital(item.note),) if item is not None and item.note else ()
        )
    value = traced(
        option_id(outcome.id, criterion.id), unit.show(measured.value, measured.ci_low, measured.ci_high).value
    )
    basic = Cell(label=label, value=value, standing=standing(measured), short=short_standing(measured))
    if item is not None and item.difference is None:
        notes = (capital(item.note),) if item.note else ()
        return replace(basic, difference="none", verdict=VERDICTS[item.verdict], notes=notes)
    return basic if item is None else _with_difference(basic, item)


def _with_difference(basic: Cell, item: "PairedDifference") -> Cell:
    unit = unit_of(item.measure)
    shown = unit.show_difference(item.difference or 0.0, item.ci_low, item.ci_high)
    notes = (item.note, what_it_takes(item))
    return replace(
        basic,
        difference=traced(difference_id(item), shown.value),
        interval=traced(difference_id(item), shown.interval) if item.ci_low != item.ci_high else "",
        total=total_interval(item),
        verdict=VERDICTS[item.verdict],
        flip=VERDICTS[item.as_stated].lower() if item.flips else "",
        notes=tuple(capital(note) for note in dict.fromkeys(notes) if note),
    )


def full_rows(comparison: "Comparison") -> tuple[tuple[str, ...], ...]:
    """Return every difference: option, measure, as-is, option, difference, interval, adjusted p, pairs, verdict."""
    return tuple(_full(comparison.outcome(item.option).title, item) for item in comparison.differences)


def _full(title: str, item: "PairedDifference") -> tuple[str, ...]:
    unit = unit_of(item.measure)
    name = capital(name_of(item.measure)) + (f", {unit.value}" if unit.value else "")
    if item.difference is None:
        return (title, name, "", "", "", item.note, "", str(item.n_pairs), VERDICTS[item.verdict])
    shown = unit.show_difference(item.difference, item.ci_low, item.ci_high)
    as_is, value = (unit.show(side or 0.0, item.ci_low, item.ci_high).value for side in (item.as_is, item.value))
    numbers = (as_is, value, shown.value, shown.interval, p_text(item.p_adjusted), str(item.n_pairs))
    marked = [traced(difference_id(item), number) for number in numbers]
    marked[3] = marked[3] or item.note
    return (title, name, *marked, VERDICTS[item.verdict])


def p_text(p: float | None) -> str:
    """Return a p value as far as anyone reads it; empty where there is none.

    Examples
    --------
    >>> p_text(0.03217), p_text(1e-9), p_text(1.0)
    ('0.032', 'below 0.001', '1')
    """
    if p is None:
        return ""
    return "below 0.001" if p < 0.001 else plain(p, 2)


def forbidden(comparison: "Comparison") -> tuple[Forbidden, ...]:
    """Return the options that the boundary forbids, with its rules and what each would have given."""
    return tuple(
        Forbidden(
            title=outcome.title,
            rules=tuple(
                (capital(breach.rule), capital(breach.problem.message), breach.problem.remedy)
                for breach in outcome.breaches
            ),
            would=_would(comparison, outcome),
        )
        for outcome in comparison.outcomes
        if outcome.status == "forbidden"
    )


def _would(comparison: "Comparison", outcome: "OptionOutcome") -> tuple[str, ...]:
    items = (comparison.difference(outcome.id, criterion.id) for criterion in comparison.criteria)
    return tuple(
        f"{capital(name_of(item.measure))}: {signed(item)}, {VERDICTS[item.verdict].lower()}"
        for item in items
        if item is not None and item.difference is not None
    )
