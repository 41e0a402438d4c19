"""Make an option file of what a question suggests."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from reengineer._records import dataclass
from reengineer.errors import ChangeError, Problem, UsageError, counted, nearest
from reengineer.files import write_text_atomic
from reengineer.options import Draft, Option, draft_change
from reengineer.review._asking import ask_review
from reengineer.review._folder import Review
from reengineer.source import Source

if TYPE_CHECKING:
    from reengineer.questions import Finding

_PLAIN = re.compile(r"[\w.][\w .%()=,<>+-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """Hold an option drafted from a question.

    Parameters
    ----------
    path : Path
        The file.
    option : Option
    draft : Draft
    findings : tuple of Problem
        Why it does not apply as it is, or what the boundary has against it; empty where it can be simulated.
    """

    path: Path
    option: Option
    draft: Draft
    findings: tuple[Problem, ...] = ()


def draft_option(
    review: Review, rule: str, *, element: str | None = None, idea: int | None = None, to: Path | None = None
) -> Drafted:
    """Write an option file for what a question suggests, its parameters filled in from the evidence.

    Parameters
    ----------
    review : Review
    rule : str
        Id of the question's rule, such as ``AUTO-01``.
    element : str, optional
        The step, group or gateway that it is about, where the question is raised of several; the one most at stake
        where left out.
    idea : int, optional
        Number of the suggestion, from 1; the first that can be drafted where left out, permitted ones before others.
    to : Path, optional
        The file to write; one in the folder of options where left out.

    Raises
    ------
    UsageError
        RE634 the question is not raised, or not of that element; RE635 it has no such suggestion; RE636 the file
        exists.
    ChangeError
        RE628 nothing is known of a parameter that the suggestion cannot do without.
    """
    finding = _finding(review, rule, element)
    draft = _draft(review, finding, idea)
    name = _free_id(review, f"{finding.rule}-{draft.operation}".lower().replace("_", "-"))
    path = to or review.beside(review.notes.options or "options") / f"{name}.yaml"
    if path.exists():
        remedy = "Name another file with -o, or delete this one."
        raise UsageError([Problem("RE636", "the file exists already", remedy, Source(file=str(path)))])
    text = "\n".join(_lines(finding, draft, name)) + "\n"
    option = Option.read(text.encode(), name=str(path))
    findings = _judged(review, option)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_text_atomic(path, text)
    return Drafted(path=path, option=option, draft=draft, findings=findings)


def _finding(review: Review, rule: str, element: str | None) -> "Finding":
    raised = ask_review(review).findings
    of_rule = [finding for finding in raised if finding.rule == rule.upper()]
    if not of_rule:
        known = list(dict.fromkeys(finding.rule for finding in raised))
        hint = nearest(rule.upper(), known) or f"raised are: {', '.join(known) or 'none'}"
        message = f'the question "{rule}" is not raised here; {hint}'
        raise UsageError([Problem("RE634", message, f"See them with: reengineer ask {review.path.parent}")])
    if element is None:
        return of_rule[0]
    node = review.as_is.map.find(element)
    found = [each for each in of_rule if element in each.elements or (node is not None and node.id in each.elements)]
    if not found:
        listed = "; ".join(", ".join(each.elements) for each in of_rule)
        message = f'the question {rule.upper()} is not raised of "{element}"'
        raise UsageError([Problem("RE634", message, f"It is raised of: {listed}.")])
    return found[0]


def _draft(review: Review, finding: "Finding", idea: int | None) -> Draft:
    ideas = list(finding.suggests)
    if not ideas or (idea is not None and idea > len(ideas)):
        message = f"the question {finding.rule} has {counted(len(ideas), 'suggestion')} here"
        why = " because nothing is known of: " + ", ".join(finding.withheld) if finding.withheld else ""
        raise UsageError([Problem("RE635", message + why, "Name one of them, counted from 1, or write the option.")])
    chosen = ideas[idea - 1 : idea] if idea else sorted(ideas, key=lambda one: one.is_forbidden)
    errors: list[Problem] = []
    for suggestion in chosen:
        draft = draft_change(
            review.as_is,
            suggestion.operation,
            dict(suggestion.parameters),
            elements=finding.elements,
            topic=finding.question,
        )
        try:
            draft.change.apply(review.as_is)
        except ChangeError as error:
            errors += error.problems
            if error.problems[0].code == "RE628":
                continue
            if idea is None and suggestion is not chosen[-1]:
                continue
        return draft
    raise ChangeError(errors)


def _free_id(review: Review, wanted: str) -> str:
    name, number = wanted, 1
    while name in review.options:
        number += 1
        name = f"{wanted}-{number}"
    return name


def _judged(review: Review, option: Option) -> tuple[Problem, ...]:
    try:
        to_be = option.apply(review.as_is)
    except ChangeError as error:
        return error.problems
    if review.boundary is None:
        return ()
    found = option.breaches(review.as_is, review.boundary, as_of=review.as_of, to_be=to_be)
    return tuple(breach.problem for breach in found)


def _lines(finding: "Finding", draft: Draft, name: str) -> Iterator[str]:
    """Give the file line by line, each parameter with where it comes from."""
    yield f"# {finding.rule}: {_one_line(finding.question)}"
    yield f"# Why it is asked: {_one_line(finding.because)}"
    yield f"id: {name}"
    yield f"title: {json.dumps(_title(draft), ensure_ascii=False)}"
    yield f"answers: [{finding.rule}]"
    yield "changes:"
    yield f"  - {draft.operation}:"
    for parameter, value in draft.parameters.items():
        origin = draft.origins[parameter]
        note = f"  # {origin}" if origin != "the question" else ""
        yield f"      {parameter}: {_text(value)}{note}"
    drivers = ", ".join(draft.change.kind.costs)
    yield f"# What drives the cost: {drivers}. State it when it is known:"
    yield "# costs: {one_off: 0 GBP, per_year: 0 GBP, months: 1}"


def _title(draft: Draft) -> str:
    title = draft.change.title
    return title[:1].upper() + title[1:]


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _text(value: object) -> str:
    """Write a value on one line: a plain word as it is, all else as JSON, which YAML reads."""
    if isinstance(value, str) and _PLAIN.fullmatch(value) and ": " not in value and value.strip() == value:
        return value
    return json.dumps(value, ensure_ascii=False)
