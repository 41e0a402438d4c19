"""Give each role, and managers, the questions about their steps as a sheet to fill in."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from reengineer._records import dataclass
from reengineer.files import Column, NewSheet, write_text_atomic, write_workbook
from reengineer.review._folder import Review

if TYPE_CHECKING:
    from reengineer.questions import Asked

MANAGERS = "managers"
QUESTIONS, ABOUT = "Questions", "About"
HOLDS = ("yes", "partly", "no", "don't know")
MOST_A_ROLE = 15
COLUMNS = (
    Column(title="id", hidden=True),
    Column(title="Step", width=28),
    Column(title="Question", width=60),
    Column(title="Why it is asked", width=36),
    Column(title="Is it so here?", note="yes, partly, no, or don't know.", width=14, choices=HOLDS),
    Column(title="What happens, in your words", note="As it is today, not as it should be.", width=60),
    Column(title="An example or a number", note="Where it can be seen: a case, a count, a file.", width=40),
    Column(title="May we quote this?", note="Without a yes it is not quoted.", width=14, choices=("yes", "no")),
)
HOW = (
    "These questions are about the work, not about you. There are no wrong answers.",
    "Say how it is today. Where you do not know, say so: that helps too.",
    "Leave out names and numbers of customers and colleagues.",
    "Answers are kept by role, without names. In a role of one person they can still be told from others.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetQuestion:
    """Hold one question of a sheet.

    Parameters
    ----------
    id : str
        The rule or base question, and the element: ``AUTO-04@src``.
    step : str
        Name of the step; empty where it is about the whole.
    question, because : str
    """

    id: str
    step: str
    question: str
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionSheet:
    """Hold the questions for one role.

    Parameters
    ----------
    role : str
        A group, or ``managers``.
    is_manager : bool
    questions : tuple of SheetQuestion
    """

    role: str
    is_manager: bool
    questions: tuple[SheetQuestion, ...]


def question_sheets(review: Review, asked: "Asked") -> tuple[QuestionSheet, ...]:
    """Return a sheet for each role that does steps, and one for managers with every question of the others.

    A role is asked the questions raised about its steps, those with most at stake first, at most fifteen; of a step
    that none of them is about, what it is for. What is about no step goes to the role with the most steps.
    """
    groups = _groups(review)
    if not groups:
        return ()
    most = max(groups, key=lambda group: len(groups[group]))
    names = {step.id: step.name for step in review.as_is.steps}
    raised: dict[str, list[SheetQuestion]] = {group: [] for group in groups}
    for finding in asked.findings:
        element = finding.elements[0] if finding.elements else ""
        question = SheetQuestion(
            id=f"{finding.rule}@{element}",
            step=", ".join(names.get(each, each) for each in finding.elements),
            question=finding.question,
            because=finding.because,
        )
        doing = [group for group, steps in groups.items() if set(steps) & set(finding.elements)] or [most]
        for group in doing:
            if len(raised[group]) < MOST_A_ROLE and question.id not in {each.id for each in raised[group]}:
                raised[group].append(question)
    sheets = [
        QuestionSheet(role=group, is_manager=False, questions=(*found, *_purposes(asked, groups[group], found, names)))
        for group, found in raised.items()
    ]
    together = {question.id: question for sheet in sheets for question in sheet.questions}
    return (*sheets, QuestionSheet(role=MANAGERS, is_manager=True, questions=tuple(together.values())))


def _groups(review: Review) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for step in review.as_is.steps:
        group = review.as_is.group_of(step.id)
        if group is not None:
            groups.setdefault(group, []).append(step.id)
    return groups


def _purposes(
    asked: "Asked", steps: list[str], found: list[SheetQuestion], names: dict[str, str]
) -> Iterator[SheetQuestion]:
    """Give the first base question of each step that no question raised is about, so that none goes unasked."""
    about = {question.id.partition("@")[2] for question in found}
    for step in steps:
        first = next((base for base in asked.base if base.step == step), None)
        if step not in about and first is not None:
            yield SheetQuestion(id=f"{first.question_id}@{step}", step=names[step], question=first.question)


def write_sheets(sheets: tuple[QuestionSheet, ...], folder: Path, title: str) -> list[Path]:
    """Write each sheet as a workbook to fill in and as text and a page to read; return the files.

    Parameters
    ----------
    sheets : tuple of QuestionSheet
    folder : Path
        Made if it is not there.
    title : str
        Of the review.
    """
    from reengineer.report import question_page

    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    taken: set[str] = set()
    for sheet in sheets:
        name = _file_name(sheet.role, taken)
        rows = [(each.id, each.step, each.question, each.because) for each in sheet.questions]
        write_workbook(folder / f"{name}.xlsx", [_workbook(sheet), _about(sheet, title)])
        write_text_atomic(folder / f"{name}.md", _markdown(sheet, title))
        write_text_atomic(folder / f"{name}.html", question_page(title, sheet.role, HOW, rows))
        written += [folder / f"{name}.{ending}" for ending in ("xlsx", "md", "html")]
    return written


def _file_name(role: str, taken: set[str]) -> str:
    base = "questions-" + (re.sub(r"[^\w-]+", "-", role).strip("-") or "role")[:60]
    name, number = base, 2
    while name.casefold() in taken:
        name, number = f"{base}-{number}", number + 1
    taken.add(name.casefold())
    return name


def _workbook(sheet: QuestionSheet) -> NewSheet:
    rows = tuple((each.id, each.step, each.question, each.because, None, None, None, None) for each in sheet.questions)
    return NewSheet(name=QUESTIONS, columns=COLUMNS, rows=rows, frozen_columns=2)


def _about(sheet: QuestionSheet, title: str) -> NewSheet:
    kind = "manager" if sheet.is_manager else "performer"
    facts = (("review", title), ("role", sheet.role), ("kind", kind), *(("how", line) for line in HOW))
    return NewSheet(name=ABOUT, columns=(Column(title="what", width=12), Column(title="value", width=90)), rows=facts)


def _markdown(sheet: QuestionSheet, title: str) -> str:
    lines = [f"# {_plain(title)}: questions for {_plain(sheet.role)}", "", *(f"* {line}" for line in HOW), ""]
    for number, each in enumerate(sheet.questions, 1):
        lines += [f"## {number}. {_plain(each.step) or 'The whole process'}", "", _plain(each.question), ""]
        lines += [f"Why it is asked: {_plain(each.because)}", ""] if each.because else []
        lines += ["* Is it so here? (yes, partly, no, don't know)", "* What happens:", "* An example or a number:", ""]
    return "\n".join(lines)


def _plain(text: str) -> str:
    """Return text in which no sign means anything to Markdown or HTML."""
    return re.sub(r"([\\`*_{}\[\]<>#|!&])", r"\\\1", " ".join(text.split()))
