"""Put an outcome before decision makers."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from reengineer.annotations import complete
from reengineer.boundaries import Proof
from reengineer.comparison import Comparison, affected, decide, recommended, yearly_costs
from reengineer.errors import Problem, shortened
from reengineer.processmap import Flow, ProcessMap, compare_maps
from reengineer.report import (
    ControlRow,
    ReportContents,
    Studies,
    report_dict,
    write_pictures,
    write_report,
    write_report_workbook,
)
from reengineer.review._agreement import waiver_lines, watermark
from reengineer.review._closeups import closeups_of
from reengineer.review._folder import AS_IS, Review
from reengineer.review._outcome import Outcome
from reengineer.review._rated import rated_changes
from reengineer.review._readers import Names, ToldBreach, in_words, names_of, studies_in_words
from reengineer.review._report_conclusions import report_conclusions
from reengineer.simulation import SimulationResult, by_kind

UNTESTED = "the as-is has not been compared with observed times"


def report_contents(outcome: Outcome, *, command: str = "", short: str = "") -> ReportContents:
    """Return what the report says beside the comparison.

    Parameters
    ----------
    outcome : Outcome
    command : str
        The command that makes the same page again.
    short : str
        Why the run was shorter than the review asks for; empty where it was not.
    """
    review, names = outcome.review, names_of(outcome.review)
    maps = {name: outcome.maps[name].map for name in (AS_IS, *_best(outcome))}
    return ReportContents(
        title=review.title,
        aims=review.notes.aims,
        maps=maps,
        marks=_marks(maps),
        studies=studies_in_words(studies_of(outcome), names),
        inputs=review.files,
        assumptions=_assumptions(outcome),
        boundary=tuple(_boundary(review)),
        controls=_controls(outcome, names),
        conclusions=report_conclusions(outcome, names),
        watermark="" if review.boundary is None else watermark(review),
        date_of_data=_day(review),
        illustrative="; ".join(filter(None, (short, _reservation(review)))),
        command=command,
    )


def studies_of(outcome: Outcome) -> Studies:
    """Return what is worked out beside the comparison, for the report."""
    comparison = outcome.comparison
    return Studies(
        decision=decide(comparison),
        sensitivity=outcome.sensitivity,
        cases=outcome.business_cases,
        yearly=yearly_costs(comparison),
        affected=affected(_by_kind(outcome)),
        names=_names(outcome.review.as_is.map),
        closeups=outcome.closeups or closeups_of(outcome),
        rated=rated_changes(outcome),
    )


def _by_kind(outcome: Outcome) -> Comparison:
    """Return the comparison with results that know their kinds of case by attribute, where cases have any."""
    comparison = outcome.comparison
    if not any(case.attributes for case in outcome.maps[AS_IS].notes.cases.values()):
        return comparison
    parted = (
        replace(each, result=by_kind(complete(outcome.maps[each.id])[0], each.result))
        if isinstance(each.result, SimulationResult)
        else each
        for each in comparison.outcomes
    )
    return replace(comparison, outcomes=tuple(parted))


def _names(process_map: ProcessMap) -> dict[str, str]:
    """Return what elements are called; a flow without a name is called by where it leads."""
    nodes = {node.id: node.label for node in process_map.nodes}
    flows = {flow.id: _way(flow, nodes) for flow in process_map.flows}
    return {**flows, **nodes}


def _way(flow: Flow, nodes: Mapping[str, str]) -> str:
    return f"\u201c{shortened(flow.name)}\u201d" if flow.name else f"cases to {nodes.get(flow.target, flow.target)}"


def _marks(maps: Mapping[str, ProcessMap]) -> dict[str, dict[str, str]]:
    """Return what changed between the map as it is and the one of the option, on both."""
    if len(maps) < 2:
        return {}
    (before, after), pair = tuple(maps)[:2], tuple(maps.values())[:2]
    first, second = compare_maps(*pair).marks()
    return {before: dict(first), after: dict(second)}


def _reservation(review: Review) -> str:
    """Return why the numbers are no ground to decide on yet; empty where the as-is reproduces what was observed."""
    baseline = review.notes.baseline
    return UNTESTED if baseline is None else baseline.reservation


def write_review_report(outcome: Outcome, to: str | Path, *, command: str = "", short: str = "") -> Path:
    """Write the report of a review as one HTML file."""
    contents = report_contents(outcome, command=command, short=short)
    return write_report(for_readers(outcome.comparison, outcome.review), outcome.asked, to=to, contents=contents)


def write_review_workbook(outcome: Outcome, to: str | Path) -> Path:
    """Write the tables of the report of a review as a workbook."""
    local = for_readers(outcome.comparison, outcome.review)
    return write_report_workbook(local, outcome.asked, to=to, contents=report_contents(outcome))


def write_review_pictures(outcome: Outcome, to: str | Path, *, png: bool = False) -> tuple[Path, ...]:
    """Write the pictures of the report of a review into a folder."""
    local = for_readers(outcome.comparison, outcome.review)
    return write_pictures(local, to=to, contents=report_contents(outcome), png=png)


def review_report_dict(outcome: Outcome) -> dict[str, object]:
    """Return what the report of a review says as plain values."""
    return report_dict(for_readers(outcome.comparison, outcome.review), report_contents(outcome))


def for_readers(comparison: Comparison, review: Review) -> Comparison:
    """Return the comparison as readers see it.

    Files are named from the review's folder, so that the page is the same anywhere; steps, groups and rules as people
    know them.
    """
    prefix = _prefix(review)

    def local(problem: Problem) -> Problem:
        source = replace(problem.source, file=problem.source.file.removeprefix(prefix))
        message, remedy = (text.replace(prefix, "") for text in (problem.message, problem.remedy))
        return replace(problem, message=message, remedy=remedy, source=source)

    outcomes = (
        replace(
            outcome,
            findings=tuple(local(finding) for finding in outcome.findings),
            breaches=tuple(ToldBreach(rule=each.rule, problem=local(each.problem)) for each in outcome.breaches),
        )
        for outcome in comparison.outcomes
    )
    return in_words(replace(comparison, outcomes=tuple(outcomes)), names_of(review))


def _prefix(review: Review) -> str:
    return str(review.path.parent / "x").removesuffix("x")


def _day(review: Review) -> str:
    day = review.notes.as_of
    return "" if day is None else f"{day.day} {day:%B %Y}"


def _best(outcome: Outcome) -> tuple[str, ...]:
    """Return the option to recommend, else the permitted one with the largest shown gain on the first criterion."""
    comparison = outcome.comparison
    chosen = recommended(comparison, decide(comparison))
    if chosen is not None:
        return (chosen,)
    allowed = {item.id for item in comparison.outcomes if item.status == "ran"}
    first = comparison.criteria[0]
    gains = [
        (abs(item.difference or 0.0), item.option)
        for item in comparison.differences
        if item.criterion == first.id and item.verdict == "better" and item.option in allowed
    ]
    return (max(gains)[1],) if gains else ()


def _assumptions(outcome: Outcome) -> tuple[Problem | str, ...]:
    """Return what was assumed of the process as it is and of each option, each once.

    Without the places in files: readers of a report have no files, and a path depends on who calls it from where.
    """
    options = [problem for result in outcome.results.values() for problem in result.assumptions]
    return tuple(dict.fromkeys(_assumed(problem) for problem in (*outcome.assumptions, *options)))


def _assumed(problem: Problem) -> str:
    about = problem.source.element_name or problem.source.element_id
    return f"{about}: {problem.message}." if about else f"{problem.message[:1].upper()}{problem.message[1:]}."


def _boundary(review: Review) -> Iterator[str]:
    boundary = review.boundary
    if boundary is None:
        yield "No boundary was agreed; nothing was forbidden."
        return
    signed = "; ".join(f"{each.name}, {each.role}" if each.role else each.name for each in boundary.agreed.by)
    by = f" by {signed}" if signed else ""
    stands = f"was agreed{by}, and changed since" if boundary.was_altered else f"is {boundary.agreed.status}{by}"
    yield f"The boundary {stands}."
    # What stands in the watermark need not be said twice.
    told = [problem.message for problem in review.boundary_findings() if problem.message != watermark(review)]
    yield from (f"{each[:1].upper()}{each[1:]}.".replace(_prefix(review), "") for each in told)
    yield from waiver_lines(boundary)


def _controls(outcome: Outcome, names: Names) -> tuple[ControlRow, ...]:
    """Return the compliance sheet: each control and rule on the map as it is, and the options that break it."""
    review = outcome.review
    if review.boundary is None:
        return ()
    broken: dict[str, list[str]] = {}
    waived: dict[str, list[str]] = {}
    for name, to_be in outcome.maps.items():
        if name == AS_IS:
            continue
        option = review.options[name]
        for entry in review.boundary.register(
            review.as_is, to_be, option.changes, proposal=option.proposal(review.as_of)
        ):
            if entry.verdict in ("broken", "waived"):
                (broken if entry.verdict == "broken" else waived).setdefault(entry.rule, []).append(option.title)
    return tuple(
        ControlRow(
            rule=names.kind(entry.rule),
            name=names.proof(entry.name) if " " in entry.rule else entry.name,
            basis=entry.basis,
            verified=_verified(entry),
            verdict=entry.verdict,
            because=tuple(names.proof(sentence.replace(_prefix(review), "")) for sentence in entry.because),
            broken_by=tuple(broken.get(entry.rule, ())),
            waived_for=tuple(waived.get(entry.rule, ())),
        )
        for entry in review.boundary.register(review.as_is)
    )


def _verified(entry: Proof) -> str:
    if not entry.verified_by:
        return "nobody yet" if entry.evidence or entry.verified_on else ""
    return f"{entry.verified_by}, {entry.verified_on}" if entry.verified_on else entry.verified_by
