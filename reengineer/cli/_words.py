"""Put a comparison into lines for a terminal."""

from collections.abc import Iterator
from math import floor, log10
from typing import TYPE_CHECKING

from reengineer.cli._decision_words import business_lines, decision_lines, sensitivity_lines, stop_line
from reengineer.cli._shared import table

if TYPE_CHECKING:
    from reengineer.comparison import Comparison, OptionOutcome, PairedDifference
    from reengineer.criteria import Criterion
    from reengineer.errors import Problem
    from reengineer.measures import Measure
    from reengineer.review import Outcome

VERDICTS = {
    "better": "better",
    "worse": "worse",
    "no_difference": "no difference that matters",
    "not_shown": "not shown",
}
TIMES = {"s": "seconds", "min": "minutes", "h": "hours", "day": "days", "week": "weeks"}
WEEK_S = 604_800.0
HEADERS = ("option", "value", "difference", "95 % interval", "verdict")
MOST_ASSUMPTIONS = 40


def outcome_lines(outcome: "Outcome") -> Iterator[str]:
    """Give what a review gave: how it was run, a table for each criterion, what is forbidden and what was assumed."""
    comparison = outcome.comparison
    yield outcome.review.title
    yield _how(outcome)
    for criterion in comparison.criteria:
        yield ""
        yield from _criterion(comparison, criterion)
    yield from decision_lines(comparison)
    if outcome.sensitivity is not None:
        yield from sensitivity_lines(outcome.sensitivity)
    yield from business_lines(outcome.business_cases)
    yield from _titles(comparison)
    yield from _forbidden(comparison)
    yield from _open(comparison)
    yield from _not_run(comparison)
    yield from _warnings(outcome)


def _how(outcome: "Outcome") -> str:
    comparison, result = outcome.comparison, outcome.results["as-is"]
    length = f" of {weeks(result.horizon_s)}" if outcome.review.run.cases is None else ""
    warm_up = f", the first {weeks(comparison.warm_up_s)} left out as warm-up" if comparison.warm_up_s else ""
    stop = comparison.stop
    why = f"; {stop_line(stop)}" if stop is not None and stop.reason != "stated" else ""
    refits = f"; uncertain inputs from {_count(comparison.refits, 'refit')} to the log" if comparison.refits else ""
    return f"{_count(comparison.n_replications, 'replication')}{length}{warm_up}; seed {result.seed}{why}{refits}"


def weeks(seconds: float) -> str:
    """Return a length of time in weeks, or in days where it is shorter."""
    if seconds < WEEK_S:
        return _count(round(seconds / 86_400, 1), "day")
    return _count(round(seconds / WEEK_S, 1), "week")


def _count(number: float, what: str) -> str:
    return f"{number:,g} {what}" + ("" if number == 1 else "s")


def _criterion(comparison: "Comparison", criterion: "Criterion") -> Iterator[str]:
    measure = criterion.as_measure()
    factor, unit = unit_of(measure)
    baseline = comparison.outcome(comparison.baseline).measured(criterion.id)
    label = measure.label[:1].upper() + measure.label[1:]
    if baseline is None or baseline.value is None:
        yield f"{label}: cannot be told for the process as it is"
        return
    items = [item for item in comparison.differences if item.criterion == criterion.id]
    places = places_of(items, factor, baseline.value)
    interval = ""
    if baseline.ci_low is not None and baseline.ci_high is not None:
        interval = f" ({baseline.ci_low * factor:,.{places}f} to {baseline.ci_high * factor:,.{places}f})"
    yield f"{label}: {baseline.value * factor:,.{places}f} {unit}".rstrip() + f"{interval} as it is"
    if items:
        rows = [_row(comparison, item, factor, places) for item in items]
        # Where inputs are uncertain the interval of chance alone would be taken for what is known.
        more = "with refits" if comparison.refits else "inputs uncertain"
        heads = (*HEADERS[:4], more, HEADERS[4]) if comparison.sampled_replications else HEADERS
        yield table(heads, rows, right=tuple(range(1, len(heads) - 1)))
        yield from _counting(comparison, items)


def _counting(comparison: "Comparison", items: "list[PairedDifference]") -> Iterator[str]:
    """Say what verdicts count where that changes one of them."""
    if any(item.flips for item in items):
        source = "as the refits have them" if comparison.refits else "drawn from their ranges"
        yield f"Verdicts count uncertain inputs, {source}; the interval of chance alone would say more than is known."


def unit_of(measure: "Measure") -> tuple[float, str]:
    """Return what a value is multiplied by to be shown, and the word behind it."""
    if measure.kind == "share":
        return (1.0, "%") if measure.unit == "%" else (100.0, "%")
    if measure.kind == "time":
        word = TIMES.get(measure.unit or "s", measure.unit or "")
        return 1.0, f"working {word}" if measure.clock == "working" and measure.unit == "day" else word
    return 1.0, measure.unit or ""


def places_of(items: "list[PairedDifference]", factor: float, value: float) -> int:
    """Return the decimals that show the narrowest interval to two figures, or the value to three; at most four."""
    widths = [(item.ci_high - item.ci_low) / 2 * factor for item in items if item.ci_low is not None
              and item.ci_high is not None and item.ci_high > item.ci_low]  # fmt: skip
    size = min(widths) if widths else abs(value) * factor / 10
    return 2 if size <= 0 else min(4, max(0, 1 - floor(log10(size))))


def _row(comparison: "Comparison", item: "PairedDifference", factor: float, places: int) -> list[str]:
    outcome = comparison.outcome(item.option)
    verdict = VERDICTS[item.verdict]
    if item.flips:
        verdict += f" (as stated: {VERDICTS[item.as_stated]})"
    if outcome.status == "forbidden":
        verdict = f"FORBIDDEN; would be: {verdict}"

    def shown(value: float | None, sign: str = "") -> str:
        if value is None:
            return "-"
        text = f"{value * factor:{sign},.{places}f}"
        return text if value else "0"

    def interval(low: float | None, high: float | None) -> str:
        return "-" if low is None else f"{shown(low)} to {shown(high)}"

    total = [interval(item.total_low, item.total_high)] if comparison.sampled_replications else []
    bounds = interval(item.ci_low, item.ci_high)
    return [item.option, shown(item.value), shown(item.difference, "+"), bounds, *total, verdict]


def _titles(comparison: "Comparison") -> Iterator[str]:
    """Say what the ids of the options stand for."""
    options = [outcome for outcome in comparison.outcomes if outcome.id != comparison.baseline]
    if options:
        yield ""
        width = max(len(outcome.id) for outcome in options)
        yield from (f"{outcome.id:{width}}  {outcome.title}" for outcome in options)


def _forbidden(comparison: "Comparison") -> Iterator[str]:
    for outcome in comparison.outcomes:
        if outcome.status == "forbidden":
            yield f"\nFORBIDDEN by the boundary: {outcome.id}, {outcome.title}. Above is what it would have given."
            for breach in outcome.breaches:
                yield from _indented(f"- {breach.rule}: {breach.problem}")


def _not_run(comparison: "Comparison") -> Iterator[str]:
    words = {"unstable": "its queues would grow without end", "refused": "it cannot be simulated"}
    for outcome in comparison.outcomes:
        if outcome.status in words:
            yield f"\nNot run: {outcome.id}, {outcome.title}; {words[outcome.status]}."
            yield from _findings(outcome)


def _open(comparison: "Comparison") -> Iterator[str]:
    """Say what must be settled before anybody decides, though it forbids nothing; each once, with its options."""
    concerned = [outcome for outcome in comparison.outcomes if outcome.status in ("ran", "forbidden")]
    found: dict[str, list[str]] = {}
    for outcome in concerned:
        for finding in map(str, outcome.findings):
            found.setdefault(finding, []).append(outcome.id)
    titles = {outcome.id: outcome.title for outcome in concerned}
    together: dict[str, list[str]] = {}
    for finding, ids in found.items():
        together.setdefault(f"{ids[0]}, {titles[ids[0]]}" if len(ids) == 1 else ", ".join(ids), []).append(finding)
    for options, findings in together.items():
        yield f"\nTo be settled: {options}."
        for finding in findings:
            yield from _indented(f"- {finding}")


def _findings(outcome: "OptionOutcome") -> Iterator[str]:
    for finding in outcome.findings:
        yield from _indented(f"- {finding}")


def _warnings(outcome: "Outcome") -> Iterator[str]:
    """Say what gives the numbers less ground: a short run, a limit that stopped it, groups that are nearly full."""
    from reengineer.comparison import run_warnings

    for problem in run_warnings(outcome.comparison):
        yield from ("", *_indented(f"warning: {problem}", by=""))
    for name, result in outcome.results.items():
        for problem in result.assumptions:
            if problem.severity == "warning":
                yield from ("", *_indented(f"warning: {name}: {problem}", by=""))
    for name, result in outcome.sampled.items():
        for problem in result.assumptions:
            if problem.code == "RE542":
                yield from ("", *_indented(f"warning: {name}, with inputs drawn from their ranges: {problem}", by=""))


def _indented(text: str, by: str = "  ") -> Iterator[str]:
    yield from (f"{by}{line}" for line in text.splitlines())


def assumed_lines(problems: "tuple[Problem, ...]") -> Iterator[str]:
    """Give what was assumed, one line each, with the place where what is known goes."""
    if not problems:
        return
    yield f"\nAssumed, because nobody has said otherwise ({len(problems)}):"
    for problem in problems[:MOST_ASSUMPTIONS]:
        source = problem.source
        cell = f"{source.sheet}!{source.cell} " if source.sheet and source.cell else ""
        about = f"{source.element}: " if source.element else ""
        yield f"  - {cell}{about}{problem.message}"
    if len(problems) > MOST_ASSUMPTIONS:
        yield f"  and {len(problems) - MOST_ASSUMPTIONS} more; --json lists all"
