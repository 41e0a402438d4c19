"""Take answers back from sheets, kept by role without names, and set performers' beside managers'."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from reengineer._records import dataclass
from reengineer.errors import Problem, ReviewError, counted
from reengineer.feedback import guarded, scrub
from reengineer.files import Cell, Sheet, read_bytes, read_text, read_workbook, sha256, write_text_atomic
from reengineer.review._folder import Review
from reengineer.review._lock import one_writer
from reengineer.review._log import add_to_log
from reengineer.review._people import people_of
from reengineer.review._sheets import ABOUT, HOLDS, QUESTIONS
from reengineer.source import Source

ANSWERS_FILE = Path("evidence") / "answers.csv"
FIELDS = ("date", "question", "step", "role", "kind", "method", "holds", "answer", "evidence", "quote", "sheet")
METHODS = ("written", "interview", "workshop", "observation")
TOO_MANY_UNKNOWN = 0.30
_TITLES = {
    "id": "question", "Is it so here?": "holds", "What happens, in your words": "answer",
    "An example or a number": "evidence", "May we quote this?": "quote",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Hold one answer.

    Parameters
    ----------
    day : str
        As ``2026-07-01``.
    question : str
        Id of the question, with the element: ``AUTO-04@src``.
    step, role : str
    kind : str
        ``performer`` or ``manager``.
    method : str
    holds : str
        ``yes``, ``partly``, ``no``, ``don't know``, or empty.
    answer, evidence : str
        Without personal data that have a form.
    quote : str
        ``yes`` where it may be quoted.
    sheet : str
        First digits of the hash of the sheet, to tell two of one role apart without a name.
    """

    day: str
    question: str
    step: str
    role: str
    kind: str
    method: str
    holds: str
    answer: str
    evidence: str
    quote: str
    sheet: str

    def cells(self) -> list[str]:
        """Return the answer as a row of the file."""
        texts = (self.day, self.question, self.step, self.role, self.kind, self.method, self.holds, self.answer)
        return [guarded(text) for text in (*texts, self.evidence, self.quote, self.sheet)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explored:
    """Set answers side by side, one record a question.

    Parameters
    ----------
    question : str
    performers, managers : mapping of str to int
        How often each said that it is so, partly, not, or that they do not know.
    """

    question: str
    performers: Counter[str]
    managers: Counter[str]

    @property
    def is_covered(self) -> bool:
        """Say whether at least one performer and one manager answered."""
        return bool(self.performers) and bool(self.managers)

    @property
    def differs(self) -> bool:
        """Say whether performers and managers see it differently, by what most of each say."""
        first, second = (_leaning(side) for side in (self.performers, self.managers))
        return first is not None and second is not None and first != second

    def to_dict(self) -> dict[str, object]:
        """Return the counts as plain values."""
        return {
            "question": self.question,
            "performers": dict(sorted(self.performers.items())),
            "managers": dict(sorted(self.managers.items())),
            "covered": self.is_covered,
            "differs": self.differs,
        }


def _leaning(side: Counter[str]) -> str | None:
    """Return whether most say yes or no; partly counts for neither, and a tie is no leaning."""
    if side["yes"] == side["no"]:
        return None
    return "yes" if side["yes"] > side["no"] else "no"


def import_answers(review: Review, sheets: tuple[Path, ...], *, method: str, day: date) -> tuple[int, tuple[str, ...]]:
    """Add the answers of filled-in sheets to the review's answers; a sheet that was taken already is passed over.

    Parameters
    ----------
    review : Review
    sheets : tuple of Path
        Workbooks that `write_sheets` made.
    method : str
        How they were asked: written, interview, workshop or observation.
    day : date

    Returns
    -------
    tuple of int and tuple of str
        Answers added, and the sheets passed over.

    Raises
    ------
    ReviewError
        RE950 a workbook is no question sheet; RE951 a cell holds no word of its list. Nothing is added then.
    """
    taken = {each.sheet for each in read_answers(review)}
    fresh: list[Answer] = []
    passed: list[str] = []
    problems: list[Problem] = []
    for path in sheets:
        mark = sha256(read_bytes(path, error=ReviewError))[:12]
        if mark in taken:
            passed.append(path.name)
            continue
        taken.add(mark)
        try:
            fresh += _answers(review, path, method, day.isoformat(), mark)
        except ReviewError as error:
            problems += error.problems
    if problems:
        raise ReviewError(problems)
    if fresh:
        keep_answers(review, tuple(fresh))
        text = f"{counted(len(fresh), 'answer')} from {counted(len(sheets) - len(passed), 'sheet')}, {method}"
        add_to_log(review.path.parent, by="explorer", kind="answers", text=text)
    return len(fresh), tuple(passed)


def _answers(review: Review, path: Path, method: str, day: str, mark: str) -> Iterator[Answer]:
    book = read_workbook(path, error=ReviewError)
    role, kind = _about(book, path)
    sheet = book[QUESTIONS]
    head = {column: _TITLES.get(_text(cell)) for column, cell in sheet.row(1).items()}
    problems: list[Problem] = []
    rows: dict[int, dict[str, Cell]] = {}
    for (row, column), cell in sorted(sheet.cells.items()):
        name = head.get(column)
        if row > 1 and name is not None:
            rows.setdefault(row, {})[name] = cell
    made = [_answer(review, cells, (role, kind, method, day, mark), problems) for cells in rows.values()]
    if problems:
        raise ReviewError(problems)
    yield from (each for each in made if each is not None)


def _about(book: dict[str, Sheet], path: Path) -> tuple[str, str]:
    facts: dict[str, str] = {}
    if ABOUT in book and QUESTIONS in book:
        for row in book[ABOUT].rows:
            cells = book[ABOUT].row(row)
            facts.setdefault(_text(cells.get(1)), _text(cells.get(2)))
    if facts.get("kind") not in ("performer", "manager") or not facts.get("role"):
        message = "the workbook is no question sheet of a review"
        remedy = "Fill in a sheet that reengineer sheets wrote, and keep its sheet About."
        raise ReviewError([Problem("RE950", message, remedy, Source(file=str(path)))])
    return facts["role"], facts["kind"]


def _answer(
    review: Review, cells: dict[str, Cell], about: tuple[str, str, str, str, str], problems: list[Problem]
) -> Answer | None:
    """Return the answer of a row; None where nothing was filled in."""
    role, kind, method, day, mark = about
    question = _text(cells.get("question"))
    holds = _word(cells.get("holds"), HOLDS, problems)
    quote = _word(cells.get("quote"), ("yes", "no"), problems)
    people = people_of(review.as_is)
    answer, evidence = (scrub(_text(cells.get(name)), people)[0] for name in ("answer", "evidence"))
    if not question or not (holds or answer or evidence):
        return None
    element = question.partition("@")[2]
    node = review.as_is.map.find(element) if element else None
    return Answer(
        day=day, question=question, step=node.label if node is not None else "", role=role, kind=kind, method=method,
        holds=holds, answer=answer, evidence=evidence, quote="yes" if quote == "yes" else "", sheet=mark,
    )  # fmt: skip


def _word(cell: Cell | None, words: tuple[str, ...], problems: list[Problem]) -> str:
    text = _text(cell).casefold().replace("’", "'")
    if text and text not in words and cell is not None:
        message = f'"{_text(cell)[:40]}" is none of {", ".join(words)}'
        problems.append(Problem("RE951", message, "Choose one of the list, or leave the cell empty.", cell.place))
        return ""
    return text


def _text(cell: Cell | None) -> str:
    return "" if cell is None or cell.value is None else " ".join(str(cell.value).split())


def keep_answers(review: Review, fresh: tuple[Answer, ...], *, instead_of: frozenset[str] = frozenset()) -> None:
    """Add answers to those kept in a review; two who add at once both find theirs.

    Parameters
    ----------
    review : Review
    fresh : tuple of Answer
    instead_of : frozenset of str
        Sheets whose answers, as far as they are kept, go.
    """
    path = review.path.parent / ANSWERS_FILE
    with one_writer(path):
        known = [each for each in read_answers(review) if each.sheet not in instead_of]
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(FIELDS)
        writer.writerows(each.cells() for each in (*known, *fresh))
        write_text_atomic(path, out.getvalue())


def read_answers(review: Review) -> tuple[Answer, ...]:
    """Return the answers kept in a review; RE952 where the file is none of ours."""
    path = review.path.parent / ANSWERS_FILE
    if not path.is_file():
        return ()
    rows = list(csv.reader(io.StringIO(read_text(path, error=ReviewError), newline="")))
    if not rows or tuple(rows[0]) != FIELDS or any(len(row) != len(FIELDS) for row in rows[1:]):
        remedy = "Restore it, or take it away and import the sheets again."
        place = Source(file=str(path), line=1)
        raise ReviewError([Problem("RE952", "the answers are not laid out as they were written", remedy, place)])
    return tuple(Answer(**dict(zip(("day", *FIELDS[1:]), map(_unguarded, row), strict=True))) for row in rows[1:])


def _unguarded(text: str) -> str:
    return text[1:] if len(text) > 1 and text[0] == "'" and text[1] in "=+-@" else text


def explored(review: Review) -> tuple[Explored, ...]:
    """Return each question that was answered, performers beside managers."""
    found: dict[str, Explored] = {}
    for answer in read_answers(review):
        record = found.setdefault(
            answer.question, Explored(question=answer.question, performers=Counter(), managers=Counter())
        )
        side = record.managers if answer.kind == "manager" else record.performers
        side[answer.holds or "in words"] += 1
    return tuple(found.values())


def unknown_share(records: tuple[Explored, ...]) -> float:
    """Return the share of answers that say they do not know; above 30 % the method does not work."""
    sides = [side for record in records for side in (record.performers, record.managers)]
    total = sum(side.total() for side in sides)
    return sum(side["don't know"] for side in sides) / total if total else 0.0
