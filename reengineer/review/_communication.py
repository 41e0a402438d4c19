"""Record who was told what, when and how, with the questions that came back; and find who was not."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from reengineer._records import dataclass
from reengineer.errors import Problem, ReviewError, nearest
from reengineer.feedback import guarded, scrub
from reengineer.files import read_text, write_text_atomic
from reengineer.review._concerned import Concerned, concerned_by_option, concerned_by_plan
from reengineer.review._folder import Review
from reengineer.review._lock import one_writer
from reengineer.review._log import add_to_log
from reengineer.review._people import people_of
from reengineer.source import Source

COMMUNICATION_FILE = Path("evidence") / "communication.csv"
FIELDS = ("date", "role", "about", "how", "by", "question")
PLAN = "plan"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Hold that a role was told something.

    Parameters
    ----------
    on : str
        As ``2026-07-01``.
    role : str
    about : str
        ``plan``, or the id of an option.
    how : str
        Such as meeting, letter or call.
    by : str
        By role.
    question : str
        A question that came back, without personal data that have a form; empty where none did.
    """

    on: str
    role: str
    about: str
    how: str
    by: str
    question: str = ""

    def cells(self) -> list[str]:
        """Return the entry as a row of the file."""
        return [guarded(text) for text in (self.on, self.role, self.about, self.how, self.by, self.question)]


def read_communication(review: Review) -> tuple[Told, ...]:
    """Return who was told what; RE981 where the file is none of ours."""
    path = review.path.parent / COMMUNICATION_FILE
    if not path.is_file():
        return ()
    rows = list(csv.reader(io.StringIO(read_text(path, error=ReviewError), newline="")))
    wrong = next((n for n, row in enumerate(rows, 1) if len(row) != len(FIELDS) or not _is_day(row[0], n)), None)
    if not rows or tuple(rows[0]) != FIELDS or wrong is not None:
        remedy = f"Begin the file with: {','.join(FIELDS)}. Write dates as 2026-07-01."
        place = Source(file=str(path), line=wrong or 1)
        raise ReviewError(
            [Problem("RE981", "the record of who was told is not laid out as it should be", remedy, place)]
        )
    cells = ([text[1:] if text[:2] in ("'=", "'+", "'-", "'@") else text for text in row] for row in rows[1:])
    return tuple(Told(**dict(zip(("on", *FIELDS[1:]), row, strict=True))) for row in cells)


def _is_day(text: str, line: int) -> bool:
    try:
        return line == 1 or bool(date.fromisoformat(text))
    except ValueError:
        return False


def record_told(review: Review, told: Told, questions: tuple[str, ...] = ()) -> tuple[Told, ...]:
    """Record that a role was told about the plan or an option; return the rows, one a question that came back.

    Parameters
    ----------
    review : Review
    told : Told
    questions : tuple of str
        That came back.

    Raises
    ------
    ReviewError
        RE982 the role is not concerned.
    UsageError
        RE620 there is no such option.
    """
    role, about = told.role, told.about
    concerned = concerned_about(review, about)
    known = [each.role for each in concerned]
    if role not in known:
        hint = nearest(role, known) or f"those concerned: {', '.join(known) or 'nobody'}"
        message = f'"{role}" is not concerned by {about}; {hint}'
        raise ReviewError([Problem("RE982", message, "Name a role as the notes do.", review.place())])
    people = people_of(review.as_is)
    texts = tuple(scrub(" ".join(text.split()), people)[0] for text in questions) or ("",)
    fresh = tuple(replace(told, question=text) for text in texts)
    path = review.path.parent / COMMUNICATION_FILE
    with one_writer(path):
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(FIELDS)
        writer.writerows(each.cells() for each in (*read_communication(review), *fresh))
        write_text_atomic(path, out.getvalue())
    text = f"{role} was told about {about} on {told.on}, {told.how}"
    add_to_log(review.path.parent, by=told.by, kind="told", text=text)
    return fresh


def concerned_about(review: Review, about: str) -> tuple[Concerned, ...]:
    """Return whom the plan or an option concerns."""
    if about == PLAN:
        return concerned_by_plan(review)
    option = review.option(about)
    return concerned_by_option(review, option, option.apply(review.as_is))


def not_told(review: Review, about: str = PLAN) -> tuple[Concerned, ...]:
    """Return those concerned of whom nobody recorded that they were told."""
    told = {each.role for each in read_communication(review) if each.about == about}
    return tuple(each for each in concerned_about(review, about) if each.role not in told)


def communication_problems(review: Review) -> Iterator[Problem]:
    """Give a problem for each role with a step in scope that nobody told of the aims.

    It is an error once the review is planned and its boundary agreed; without a plan it is advice, as soon as anybody
    was told. An option that was approved is an error for each role whose steps it changes.
    """
    from reengineer.review._decisions import latest, read_decisions

    agreed = review.boundary is not None and review.boundary.agreed.status == "agreed"
    plan = review.notes.plan
    is_planned = bool(plan.purpose or plan.collections or plan.milestones)
    place = Source(file=str(review.path.parent / COMMUNICATION_FILE))
    if agreed and (is_planned or any(each.about == PLAN for each in read_communication(review))):
        for each in not_told(review):
            if each.does:
                told = f"{each.role}, who {each.because(review.as_is)}, was not told what the review is for"
                remedy = f"Brief them, then record it: reengineer told {review.path.parent} --role {each.role!r} ..."
                yield Problem("RE980", told, remedy, place, "error" if is_planned else "advice")
    for name, decision in latest(read_decisions(review.path.parent)).items():
        if decision.approves and name in review.options:
            for each in not_told(review, name):
                if each.does:
                    told = f"{each.role} was not told what option {name} changes for them, and it was approved"
                    remedy = f"Brief them, then record it: reengineer told {review.path.parent} --about {name} ..."
                    yield Problem("RE980", told, remedy, place)
