"""Lay out the table of the paper: each option on each criterion, in as few words as say it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from reengineer._records import dataclass
from reengineer.report._paper_facts import ruled_out
from reengineer.report._results import difference_id
from reengineer.report._tables import Cell, Column, Row, option_rows, units
from reengineer.report._trace import traced
from reengineer.report._units import name_of, unit_of
from reengineer.report._words import VERDICTS, capital

if TYPE_CHECKING:
    from reengineer.comparison import Comparison, PairedDifference
    from reengineer.criteria import Criterion

AS_IT_IS = "As it is today on every criterion."


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """Hold the table that those who decide see first.

    Parameters
    ----------
    columns : tuple of Column
    rows : tuple of Row
        The as-is first. A difference that does not matter goes without its number; where uncertain inputs were drawn
        the interval is the one that counts them, as the verdict does.
    out : tuple of Row
        Options that nobody may choose, each with why in one sentence.
    is_sampled : bool
        Whether intervals count uncertain inputs.
    has_flips : bool
        Whether a cell tells another verdict for the inputs as stated.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    out: tuple[Row, ...]
    is_sampled: bool
    has_flips: bool


def glance(comparison: "Comparison", criteria: "Sequence[Criterion]") -> Glance:
    """Return the first table of the page."""
    why = dict(ruled_out(comparison))
    rows, out = [], []
    for outcome, row in zip(comparison.outcomes, option_rows(comparison, criteria), strict=True):
        if outcome.id in why:
            out.append(replace(row, cells=(), missing=f"{capital(why[outcome.id])}.", tag=""))
        else:
            rows.append(_short(comparison, outcome.id, row, criteria))
    return Glance(
        columns=tuple(_column(criterion) for criterion in criteria),
        rows=tuple(rows),
        out=tuple(out),
        is_sampled=comparison.sampled_replications > 0,
        has_flips=any(cell.flip for row in rows for cell in row.cells),
    )


def _column(criterion: "Criterion") -> Column:
    unit = unit_of(criterion.as_measure())
    told = (("target", criterion.target), ("no worse than", criterion.minimum))
    asked = [f"{word} {_bare(criterion, bound)}" for word, bound in told if bound is not None]
    return Column(name=capital(name_of(criterion.as_measure())), unit=units(unit), asked=capital("; ".join(asked)))


def _bare(criterion: "Criterion", bound: float) -> str:
    """Return a bound without its unit, which stands above it."""
    text = replace(unit_of(criterion.as_measure()), value="").bound(bound)
    return traced(f"criterion/{criterion.id}", text)


def _short(comparison: "Comparison", option: str, row: Row, criteria: "Sequence[Criterion]") -> Row:
    items = [comparison.difference(option, criterion.id) for criterion in criteria]
    if items and all(item is not None and _is_none(item) for item in items):
        return replace(row, cells=(), missing=AS_IT_IS)
    cells = (
        cell if item is None else _cell(cell if item.verdict == "no_difference" else _even(cell, item), item)
        for cell, item in zip(row.cells, items, strict=False)
    )
    return replace(row, cells=tuple(cells))


def _is_none(item: "PairedDifference") -> bool:
    return item.difference == 0 and item.ci_low == item.ci_high == 0


def _even(cell: Cell, item: "PairedDifference") -> Cell:
    """Return a cell whose value has no more places than the interval beside it bears."""
    low, high = (item.ci_low, item.ci_high) if item.total_low is None else (item.total_low, item.total_high)
    if item.value is None or low is None or high is None or low == high:
        return cell
    half = (high - low) / 2
    shown = unit_of(item.measure).show(item.value, item.value - half, item.value + half).value
    return replace(cell, value=traced(difference_id(item), shown))


def _cell(cell: Cell, item: "PairedDifference") -> Cell:
    if item.difference is None or not cell.difference:
        return cell
    if item.as_stated not in ("better", "worse"):
        cell = replace(cell, flip="")
    if item.verdict == "no_difference":
        return replace(cell, difference="", interval="", verdict=VERDICTS[item.verdict])
    if item.total_low is None or item.total_high is None or item.total_low == item.total_high:
        return cell
    shown = unit_of(item.measure).show_difference(item.difference, item.total_low, item.total_high)
    key = difference_id(item)
    return replace(cell, difference=traced(key, shown.value), interval=traced(key, shown.interval))
