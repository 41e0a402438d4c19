"""Put an outcome before decision makers."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from reengineer.boundaries import Proof
from reengineer.comparison import Comparison
from reengineer.errors import Problem
from reengineer.report import ControlRow, ReportContents, write_report
from reengineer.review._agreement import waiver_lines, watermark
from reengineer.review._folder import AS_IS, Review
from reengineer.review._outcome import Outcome

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
    review = outcome.review
    return ReportContents(
        title=review.title,
        aims=review.notes.aims,
        maps={name: outcome.maps[name].map for name in (AS_IS, *_best(outcome))},
        inputs=review.files,
        assumptions=_assumptions(outcome),
        boundary=tuple(_boundary(review)),
        controls=_controls(outcome),
        watermark="" if review.boundary is None else watermark(review),
        date_of_data=_day(review),
        illustrative=f"{short}; {UNTESTED}" if short else UNTESTED,
        command=command,
    )


def write_review_report(outcome: Outcome, to: str | Path, *, command: str = "", short: str = "") -> Path:
    """Write the report of a review as one HTML file."""
    contents = report_contents(outcome, command=command, short=short)
    return write_report(_local(outcome.comparison, outcome.review), outcome.asked, to=to, contents=contents)


def _local(comparison: Comparison, review: Review) -> Comparison:
    """Return the comparison with files named from the review's folder, so that the page is the same anywhere."""
    prefix = _prefix(review)

    def local(problem: Problem) -> Problem:
        source = replace(problem.source, file=problem.source.file.removeprefix(prefix))
        message, remedy = (text.replace(prefix, "") for text in (problem.message, problem.remedy))
        return replace(problem, message=message, remedy=remedy, source=source)

    outcomes = (
        replace(
            outcome,
            findings=tuple(local(finding) for finding in outcome.findings),
            breaches=tuple(_Breach(rule=each.rule, problem=local(each.problem)) for each in outcome.breaches),
        )
        for outcome in comparison.outcomes
    )
    return replace(comparison, outcomes=tuple(outcomes))


def _prefix(review: Review) -> str:
    return str(review.path.parent / "x").removesuffix("x")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Breach:
    """Hold a breach as a reader sees it."""

    rule: str
    problem: Problem


def _day(review: Review) -> str:
    day = review.notes.as_of
    return "" if day is None else f"{day.day} {day:%B %Y}"


def _best(outcome: Outcome) -> tuple[str, ...]:
    """Return the permitted option with the largest shown gain on the first criterion, if there is one."""
    comparison = outcome.comparison
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
    yield f"The boundary is {boundary.agreed.status}."
    yield from (f"{problem.message}.".replace(_prefix(review), "") for problem in review.boundary_findings())
    yield from waiver_lines(boundary)


def _controls(outcome: Outcome) -> tuple[ControlRow, ...]:
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
            rule=entry.rule,
            name=entry.name,
            basis=entry.basis,
            verified=_verified(entry),
            verdict=entry.verdict,
            because=tuple(sentence.replace(_prefix(review), "") for sentence in entry.because),
            broken_by=tuple(broken.get(entry.rule, ())),
            waived_for=tuple(waived.get(entry.rule, ())),
        )
        for entry in review.boundary.register(review.as_is)
    )


def _verified(entry: Proof) -> str:
    if not entry.verified_by:
        return "nobody yet" if entry.evidence or entry.verified_on else ""
    return f"{entry.verified_by}, {entry.verified_on}" if entry.verified_on else entry.verified_by
