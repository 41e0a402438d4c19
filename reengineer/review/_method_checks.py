"""Check the methods of a review: what was collected, from whom, how well, and how methods were changed."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from reengineer._records import dataclass
from reengineer.errors import ReengineerError
from reengineer.monitor import (
    MethodChange,
    MethodCheck,
    MethodNotes,
    MethodPart,
    coders_check,
    method_parts,
    response_check,
    rules_check,
    sample_check,
    unknown_check,
    voice_checks,
)
from reengineer.review._answers import explored, unknown_share
from reengineer.review._asking import ask_review
from reengineer.review._folder import Review
from reengineer.review._people import people_of

if TYPE_CHECKING:
    from reengineer.feedback import Voice

_MAPPING = "mapping.yaml"
_ROWS = (".csv", ".tsv", ".xlsx", ".json", ".jsonl")


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodReport:
    """Hold the checks of a review's methods.

    Parameters
    ----------
    checks : tuple of MethodCheck
    parts : tuple of MethodPart
        Of collections whose method changed; never added up.
    changes : tuple of MethodChange
    """

    checks: tuple[MethodCheck, ...] = ()
    parts: tuple[MethodPart, ...] = ()
    changes: tuple[MethodChange, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """Return the report as plain values."""
        return {
            "checks": [each.as_dict() for each in self.checks],
            "parts": [each.as_dict() for each in self.parts],
            "changes": [each.model_dump(mode="json", by_alias=True) for each in self.changes],
        }


def method_report(review: Review, got: dict[str, int | None], day: date) -> MethodReport:
    """Return whether the methods of a review work on a day.

    Parameters
    ----------
    review : Review
    got : dict of str to int or None
        Rows of each planned collection, None where its file is not there.
    day : date

    Raises
    ------
    ReviewError
        ``methods.yaml`` is wrong, or names a file that cannot be read.
    """
    folder = review.path.parent
    notes = MethodNotes.read(folder)
    checks: list[MethodCheck] = []
    parts: list[MethodPart] = []
    for plan in review.notes.plan.collections:
        count = got.get(plan.id)
        if count is not None:
            checks.append(sample_check(plan.id, count, plan.target_n, is_due=plan.due < day))
            if "survey" in plan.method.casefold() or plan.id in notes.asked:
                checks.append(response_check(plan.id, count, notes.asked.get(plan.id)))
            voices = _voices(review, folder / plan.file)
            checks += voice_checks(plan.id, voices)
            parts += method_parts(plan.id, plan.method, voices, notes.changes)
    checks += _questions(review)
    checks += _coders(folder, notes)
    return MethodReport(checks=tuple(checks), parts=tuple(parts), changes=notes.changes)


def _voices(review: Review, path: Path) -> "tuple[Voice, ...]":
    """Return the rows of a collection that is feedback; nothing of any other kind of file."""
    if path.suffix.lower() not in _ROWS or path.name == "answers.csv":
        return ()
    from reengineer.feedback import FeedbackMapping, import_feedback

    mapping = path.parent / _MAPPING
    try:
        known = FeedbackMapping.read(mapping) if mapping.exists() else None
        return import_feedback([path], mapping=known, map_=review.as_is.map, people=people_of(review.as_is)).voices
    except ReengineerError:
        # A collection need not be feedback: a log or a list is counted, and no more is said of it.
        return ()


def _questions(review: Review) -> Iterator[MethodCheck]:
    records = explored(review)
    answers = sum(side.total() for each in records for side in (each.performers, each.managers))
    if answers:
        yield unknown_check(unknown_share(records), answers)
    coverage = ask_review(review).coverage
    yield rules_check(coverage.rules - coverage.silent, coverage.rules)


def _coders(folder: Path, notes: MethodNotes) -> Iterator[MethodCheck]:
    if len(notes.coders) != 2:
        return
    from reengineer.feedback import read_coded

    first, second = (dict(read_coded(folder / name)) for name in notes.coders)
    yield from coders_check(first, second)
