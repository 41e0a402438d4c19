"""Show a comparison in a notebook: tidy tables for pandas, and one page of HTML for people."""

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from reengineer.comparison._records import Comparison, OptionOutcome, PairedDifference
    from reengineer.criteria import Criterion
    from reengineer.measures import Measure

_VERDICTS = {
    "better": "better",
    "worse": "worse",
    "no_difference": "no difference that matters",
    "not_shown": "not shown",
}


def difference_frame(comparison: "Comparison") -> "pd.DataFrame":
    """Return one row a difference; numbers in the unit of the measure, shares from 0 to 1."""
    import pandas as pd

    rows = [
        {
            "option": item.option,
            "criterion": item.criterion,
            "measure": item.measure.name,
            "statistic": item.measure.statistic,
            "unit": item.measure.unit,
            "scope": item.measure.scope,
            "scope_id": item.measure.scope_id,
            "clock": item.measure.clock,
            "as_is": item.as_is,
            "value": item.value,
            "difference": item.difference,
            "ci_low": item.ci_low,
            "ci_high": item.ci_high,
            "total_low": item.total_low,
            "total_high": item.total_high,
            "p_adjusted": item.p_adjusted,
            "n_pairs": item.n_pairs,
            "verdict": item.verdict,
            "total_verdict": item.total_verdict,
            "stated_verdict": item.stated_verdict,
        }
        for item in comparison.differences
    ]
    return pd.DataFrame(rows)


def value_frame(comparison: "Comparison") -> "pd.DataFrame":
    """Return one row an option, criterion and replication, with inputs as stated and drawn."""
    import pandas as pd

    rows = [
        {"option": option, "criterion": criterion, "inputs": inputs, "replication": number, "value": value}
        for inputs, series in (("stated", comparison.series), ("drawn", comparison.total_series))
        for (option, criterion), values in series.items()
        for number, value in enumerate(values)
    ]
    return pd.DataFrame(rows, columns=["option", "criterion", "inputs", "replication", "value"])


def as_html(comparison: "Comparison") -> str:
    """Return a table of the options by criterion as HTML that stands alone, every text escaped."""
    heads = "".join(f"<th scope='col'>{_head(each)}</th>" for each in comparison.criteria)
    rows = "".join(_row(comparison, outcome) for outcome in comparison.outcomes)
    counted = f"{comparison.n_replications} replications; differences from {escape(comparison.baseline)}"
    sampled = ", uncertain inputs counted" if comparison.sampled_replications else ""
    caption = f"{counted}, intervals holding together with {100 * comparison.level:.0f} %{sampled}"
    return (
        f"<table><caption>{caption}</caption><thead><tr><th scope='col'>option</th>{heads}</tr></thead>{rows}</table>"
    )


def _head(criterion: "Criterion") -> str:
    """Return what a column holds: id, measure, and the unit of its numbers."""
    measure = criterion.as_measure()
    unit = measure.unit or {"time": "s", "share": "%"}.get(measure.kind, "")
    return f"{escape(criterion.id)}<br><small>{escape(measure.label)}{f', {escape(unit)}' if unit else ''}</small>"


def _row(comparison: "Comparison", outcome: "OptionOutcome") -> str:
    title = escape(outcome.title)
    name = f"<s>{title}</s>" if outcome.status == "forbidden" else title
    if outcome.result is None:
        why = escape("; ".join(finding.message for finding in outcome.findings) or outcome.status)
        return f"<tr><th scope='row'>{name}</th><td colspan='{max(1, len(comparison.criteria))}'>{why}</td></tr>"
    cells = "".join(f"<td>{_cell(comparison, outcome, each.id)}</td>" for each in comparison.criteria)
    return f"<tr><th scope='row'>{name}</th>{cells}</tr>"


def _cell(comparison: "Comparison", outcome: "OptionOutcome", criterion: str) -> str:
    item = comparison.difference(outcome.id, criterion)
    if item is None:
        measured = outcome.measured(criterion)
        if measured is None or measured.value is None:
            return "no value"
        return f"{_factor(measured.measure) * measured.value:.4g}"
    return _difference(item)


def _factor(measure: "Measure") -> float:
    """Return by what values are multiplied: shares are shown in per cent, their differences in points of it."""
    return 100.0 if measure.kind == "share" and not measure.unit else 1.0


def _difference(item: "PairedDifference") -> str:
    """Return a difference with the interval that its verdict follows."""
    if item.difference is None:
        return escape(item.note or "no value")
    factor = _factor(item.measure)
    low, high = (item.ci_low, item.ci_high) if item.total_low is None else (item.total_low, item.total_high)
    ends = "" if low is None or high is None else f" ({factor * low:+.3g} to {factor * high:+.3g})"
    return f"{factor * item.difference:+.4g}{ends}<br><b>{_VERDICTS[item.verdict]}</b>"
