"""Write the tables of a report as a workbook: typed cells, units in the headers, money that recalculates."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

from reengineer.comparison import shown_option, waterfall
from reengineer.files import Column, Formula, NewSheet, write_workbook
from reengineer.measures import CAUSES, SECONDS
from reengineer.report import _tables
from reengineer.report._hours_chart import DAYS
from reengineer.report._mark import mark_words
from reengineer.report._page import ReportContents
from reengineer.report._trace import visible
from reengineer.report._units import name_of, unit_of
from reengineer.report._wait_bars import waits_of
from reengineer.report._words import STANDINGS, VERDICTS, capital

if TYPE_CHECKING:
    from reengineer.comparison import BusinessCase, Comparison
    from reengineer.questions import Asked

Cell = str | int | float | Formula | None
_CAUSES = tuple("set-up" if cause == "setup" else cause for cause in CAUSES)
MONEY, CASH = "Business case", "Cash flow"
_GUIDE = (
    ("Options", "what each option gives beside the as-is, and what became of it"),
    ("Criteria", "what the options are judged by"),
    ("Measures", "the value of each option on each criterion, with its 95 % interval"),
    ("Differences", "each option less the as-is, paired by replication; intervals hold together with 95 %"),
    ("Wait by cause", "hours of waiting a case, by step and cause; calendar hours"),
    ("Replications", "the value of each option on each criterion in each replication"),
    ("Parts of the cycle time", "what the change of the mean cycle time is made of; the parts add up"),
    ("Hours of the week", "items waiting for each group at each hour of the week, local time"),
    ("Load", "work offered to each group as a share of what it can do; 100 % is full"),
    ("Conclusions", "what was concluded, and what it rests on"),
    (MONEY, "every number of the business case; change one and the cash flow follows"),
    (CASH, "cash by month, calculated from the sheet before it"),
    ("Present value", "net present value of each option, calculated, and as the report has it"),
    ("Tornado", "net present value at the low and high end of each number, all others as stated"),
    ("Questions", "what to ask about the steps"),
    ("Actions", "to be filled in: who does what until when"),
)


def write_report_workbook(
    comparison: "Comparison", asked: "Asked | None" = None, *, to: str | Path, contents: ReportContents | None = None
) -> Path:
    """Write the tables of a report as a workbook; the same inputs give the same bytes.

    Parameters
    ----------
    comparison : Comparison
    asked : Asked, optional
    to : path
    contents : ReportContents, optional
    """
    contents = contents or ReportContents()
    mark = mark_words(contents.watermark) if contents.watermark else ""
    write_workbook(to, [replace(sheet, mark=mark) for sheet in _sheets(comparison, asked, contents)])
    return Path(to)


_TEXTS = frozenset({"Title", "Why", "Because", "Text", "Rests on", "Question", "Measure", "What it holds"})
"""Heads of columns that hold sentences or long names."""
_COUNTS = frozenset({"Replications", "Replication", "Pairs", "Month", "Hour", "Payback, months"})
_SHARES = frozenset({"Probability best", "Chance of a loss", "Return", "Offered load", "Weight"})


def _format(head: str, currency: str) -> str:
    """Return how the numbers under a head are shown: fewer digits than the cells keep."""
    if head in _COUNTS:
        return "#,##0"
    if head in _SHARES:
        return "0.0 %"
    if head == "p, adjusted":
        return "0.0000"
    if currency and f", {currency}" in head:
        return "General" if "share" in head else "#,##0"
    return "General" if head in ("What it holds", "Low", "High") and currency else "#,##0.000"


def _sheet(
    name: str, heads: Sequence[str], rows: Iterator[Sequence[Cell]], wide: int = 0, currency: str = ""
) -> NewSheet:
    found = tuple(tuple(row) for row in rows)
    columns = tuple(
        Column(
            title=head,
            width=44 if place == wide or head in _TEXTS else _width(head, [row[place] for row in found]),
            is_long=place == wide or head in _TEXTS,
            number_format="" if name == "README" else _format(head, currency),
        )
        for place, head in enumerate(heads)
    )
    return NewSheet(name=name, columns=columns, rows=found, is_table=True)


def _width(head: str, cells: Sequence[Cell]) -> int:
    """Return how wide a column is that holds its head and its texts, within bounds."""
    longest = max((len(cell) for cell in cells if isinstance(cell, str)), default=0)
    return max(17, min(max(len(head) + 3, longest + 2), 34))


def _sheets(comparison: "Comparison", asked: "Asked | None", contents: ReportContents) -> Iterator[NewSheet]:
    tables = tuple(_tables_of(comparison, asked, contents))
    there = {table.name for table in tables}
    yield _sheet("README", ("About", "What it holds"), _about(comparison, contents, there), wide=1)
    yield from tables


def _tables_of(comparison: "Comparison", asked: "Asked | None", contents: ReportContents) -> Iterator[NewSheet]:
    yield _sheet("Options", ("Option", "Title", "Status", "Why", "Cost"), _options(comparison), wide=3)
    heads = ("Criterion", "Measure", "Statistic", "Clock", "Unit", "Better", "Target", "Minimum", "Weight")
    yield _sheet("Criteria", (*heads, "Smallest change", "Source"), _criteria(comparison), wide=1)
    heads = ("Option", "Title", "Criterion", "Measure", "Unit", "Value", "Low", "High", "Replications")
    yield _sheet("Measures", (*heads, "Target", "Minimum"), _measures(comparison), wide=1)
    yield _sheet("Differences", _DIFFERENCES, _differences(comparison), wide=1)
    yield _sheet("Wait by cause", ("Option", "Step", *(f"{each}, h a case" for each in _CAUSES)), _waits(comparison), 1)
    yield from _seen(comparison, contents)
    yield _sheet("Load", ("Option", "Group", "Offered load"), _loads(comparison, contents), wide=1)
    cases = [case for case in contents.studies.cases if case.inputs]
    if cases:
        yield from _money(cases)
    yield _sheet("Questions", ("Rule", "Question", "Because", "Steps"), _questions(asked, contents), wide=1)
    if contents.conclusions:
        columns = ("Criterion", "Conclusion", "Text", "By", "Rests on")
        yield _sheet("Conclusions", columns, _concluded(contents), wide=2)
    yield _sheet("Actions", ("Action", "Owner", "Until", "Measure", "Done"), iter(()))


def _concluded(contents: ReportContents) -> Iterator[Sequence[Cell]]:
    parted = [(row.standing.criterion.id, row.conclusions) for row in contents.conclusions.rows]
    for criterion, conclusions in (*parted, (None, contents.conclusions.others)):
        for each in conclusions:
            yield (
                criterion,
                each.id,
                visible(each.text),
                visible(each.by),
                ", ".join(name for name, _ in each.evidence),
            )


def _about(comparison: "Comparison", contents: ReportContents, there: "set[str]") -> Iterator[Sequence[Cell]]:
    yield ("Review", visible(contents.title))
    if contents.illustrative:
        yield ("Illustrative", contents.illustrative)
    if contents.watermark:
        yield ("Explore only", contents.watermark)
    yield from (("Boundary", sentence) for sentence in contents.boundary)
    yield ("Replications", comparison.n_replications)
    first = comparison.outcomes[0].result
    if first is not None:
        yield ("Seed", first.seed)
        yield ("Version", first.version)
    yield from ((f"Sheet {name}", what) for name, what in _GUIDE if name in there)
    yield from ((f"Input {name}", digest) for name, digest in contents.inputs)


def _options(comparison: "Comparison") -> Iterator[Sequence[Cell]]:
    for outcome in comparison.outcomes:
        reasons = [breach.problem.message for breach in outcome.breaches] + [each.message for each in outcome.findings]
        status = "what if" if outcome.what_if else outcome.status
        yield (outcome.id, visible(outcome.title), status, visible("; ".join(reasons)), _tables.cost(outcome) or None)


def _criteria(comparison: "Comparison") -> Iterator[Sequence[Cell]]:
    for each in comparison.criteria:
        unit = unit_of(each.as_measure())
        target, minimum, change = (
            None if value is None else value * unit.factor
            for value in (each.target, each.minimum, each.smallest_change)
        )
        yield (
            each.id, capital(name_of(each.as_measure())), each.statistic, each.clock, unit.value, each.better, target,
            minimum, each.weight, change, each.source,
        )  # fmt: skip


def _measures(comparison: "Comparison") -> Iterator[Sequence[Cell]]:
    for outcome in comparison.outcomes:
        for item in outcome.measures:
            unit = unit_of(item.measure)
            ends = (item.value, item.ci_low, item.ci_high)
            numbers = (None if value is None else value * unit.factor for value in ends)
            target, minimum = (None if each is None else STANDINGS[each] for each in (item.target, item.minimum))
            about = (outcome.id, visible(outcome.title), item.criterion, capital(name_of(item.measure)))
            yield (*about, unit.value, *numbers, item.n, target, minimum)


_DIFFERENCES = (
    "Option", "Title", "Criterion", "Measure", "Unit", "As-is", "Option value", "Difference", "Low", "High",
    "Low with uncertain inputs", "High with uncertain inputs", "p, adjusted", "Pairs", "Verdict",
    "Verdict, inputs as stated", "Probability best",
)  # fmt: skip


def _differences(comparison: "Comparison") -> Iterator[Sequence[Cell]]:
    for item in comparison.differences:
        unit = unit_of(item.measure)
        scaled = (
            item.as_is, item.value, item.difference, item.ci_low, item.ci_high, item.total_low, item.total_high,
        )  # fmt: skip
        chance = comparison.chance(item.option, item.criterion)
        yield (
            item.option,
            visible(comparison.outcome(item.option).title),
            item.criterion,
            capital(name_of(item.measure)),
            unit.difference,
            *(None if value is None else value * unit.factor for value in scaled),
            item.p_adjusted,
            item.n_pairs,
            VERDICTS[item.verdict],
            None if item.stated_verdict is None else VERDICTS[item.stated_verdict],
            None if chance is None else chance.best,
        )


def _waits(comparison: "Comparison") -> Iterator[Sequence[Cell]]:
    for outcome in comparison.outcomes:
        for step in () if outcome.result is None else waits_of(outcome.result):
            yield (outcome.id, visible(step.name), *step.hours)


def _seen(comparison: "Comparison", contents: ReportContents) -> Iterator[NewSheet]:
    """Give the numbers of the pictures of one option: single replications, parts of a cycle time, hours of the week."""
    yield _sheet("Replications", ("Option", "Criterion", "Unit", "Replication", "Value"), _replications(comparison), 1)
    heads = ("Part", "Option", "Change, h a case", "Low, h a case", "High, h a case")
    yield _sheet("Parts of the cycle time", heads, _parts(comparison, contents))
    columns = ("Option", "Group", "Day", "Hour", "Items waiting", "Busy, %", "On duty")
    yield _sheet("Hours of the week", columns, _hours(contents), wide=1)


def _replications(comparison: "Comparison") -> Iterator[Sequence[Cell]]:
    for criterion in comparison.criteria:
        unit = unit_of(criterion.as_measure())
        for outcome in comparison.outcomes:
            for place, value in enumerate(comparison.series.get((outcome.id, criterion.id), ()), 1):
                shown = value * unit.factor if isfinite(value) else None
                yield (outcome.id, criterion.id, unit.value, place, shown)


def _parts(comparison: "Comparison", contents: ReportContents) -> Iterator[Sequence[Cell]]:
    studies = contents.studies
    option = None if studies.decision is None else shown_option(comparison, studies.decision)
    again = {name: each.again for name, each in studies.closeups.items()}
    found = None if option is None else waterfall(comparison, option, again)
    for each in () if found is None else found.parts:
        ends = (each.change_s, each.low_s, each.high_s)
        yield (each.name, option, *(None if end is None else end / SECONDS["h"] for end in ends))


def _hours(contents: ReportContents) -> Iterator[Sequence[Cell]]:
    for option, closeup in contents.studies.closeups.items():
        tables = (closeup.queue.tolist(), closeup.load.tolist(), closeup.is_open.tolist())
        for group, queue, load, duty in zip(closeup.groups, *tables, strict=True):
            for place, (value, busy, is_open) in enumerate(zip(queue, load, duty, strict=True)):
                share = 100 * busy if isfinite(busy) else None
                yield (option, group, DAYS[place // 24], place % 24, value, share, "yes" if is_open else "no")


def _loads(comparison: "Comparison", contents: ReportContents) -> Iterator[Sequence[Cell]]:
    names = contents.studies.names
    for outcome in comparison.outcomes:
        load = getattr(outcome.result, "load", None) or {}
        yield from ((outcome.id, names.get(f"resources.{each}", each), float(value)) for each, value in load.items())


def _questions(asked: "Asked | None", contents: ReportContents) -> Iterator[Sequence[Cell]]:
    names = contents.studies.names
    for item in () if asked is None else asked.findings:
        yield (
            item.rule,
            visible(item.question),
            visible(str(item.because or "")),
            visible(", ".join(names.get(each, each) for each in item.elements)),
        )


def _money(cases: "Sequence[BusinessCase]") -> Iterator[NewSheet]:
    currency = cases[0].currency
    amount = f"Value, {currency}, share or months"
    yield _sheet(MONEY, ("Option", "Number", "Role", amount, "Low", "High"), _inputs(cases), wide=1, currency=currency)
    months = (f"Net cash, {currency}", f"Present value, {currency}", f"Cumulative, {currency}")
    yield _sheet(CASH, ("Option", "Month", *months), _cash(cases), currency=currency)
    both = (f"Net present value, {currency}, calculated", f"In the report, {currency}")
    yield _sheet(
        "Present value",
        ("Option", *both, "Chance of a loss", "Payback, months", "Return"),
        _values(cases),
        currency=currency,
    )
    ends = (f"At low, {currency}", f"At high, {currency}", "Break-even")
    yield _sheet("Tornado", ("Option", "Number", "Low", "High", *ends), _swings(cases), wide=1, currency=currency)


def _inputs(cases: "Sequence[BusinessCase]") -> Iterator[Sequence[Cell]]:
    for case in cases:
        for each in case.inputs:
            yield (case.option, each.name, each.role, each.estimate.value, each.estimate.low, each.estimate.high)


def _sum(role: str, row: int) -> str:
    """Return the formula of the sum of one role of the option in the first column of a row."""
    sheet = f"'{MONEY}'"
    return f'SUMIFS({sheet}!$D:$D,{sheet}!$A:$A,$A{row},{sheet}!$C:$C,"{role}")'


def _cash(cases: "Sequence[BusinessCase]") -> Iterator[Sequence[Cell]]:
    row = 1
    for case in cases:
        for month in range(len(case.cash)):
            row += 1
            grown = f"MAX(0,MIN(1,($B{row}-0.5)/MAX({_sum('ramp', row)},0.000000001)))"
            monthly = f"({_sum('benefit', row)}*(1-{_sum('leakage', row)})*{grown}-{_sum('running', row)})/12"
            once = f"-{_sum('one_off', row)}*(1+{_sum('contingency', row)})"
            present = f"C{row}/(1+{_sum('rate', row)})^(B{row}/12)"
            cumulative = f"C{row}" if month == 0 else f"E{row - 1}+C{row}"
            net = Formula(once if month == 0 else monthly)
            yield (case.option, month, net, Formula(present), Formula(cumulative))


def _values(cases: "Sequence[BusinessCase]") -> Iterator[Sequence[Cell]]:
    for row, case in enumerate(cases, 2):
        value = Formula(f"SUMIFS('{CASH}'!$D:$D,'{CASH}'!$A:$A,$A{row})")
        yield (case.option, value, case.npv, case.p_loss, case.payback, case.roi)


def _swings(cases: "Sequence[BusinessCase]") -> Iterator[Sequence[Cell]]:
    for case in cases:
        for swing in case.swings:
            yield (
                case.option, swing.input.name, swing.low, swing.high, swing.at_low, swing.at_high, swing.break_even,
            )  # fmt: skip
