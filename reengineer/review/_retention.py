"""Keep personal data in a review no longer than was promised: name what is past its date, pseudonymise, purge."""

import csv
import hmac
import io
import re
import secrets
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from reengineer._records import dataclass
from reengineer.errors import Problem, ReviewError, counted
from reengineer.files import read_text, write_text_atomic
from reengineer.review._folder import Review
from reengineer.review._log import add_to_log
from reengineer.review._retention_notes import PersonalData

PSEUDONYM = re.compile(r"p-[0-9a-f]{16}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Hold how one entry stands.

    Parameters
    ----------
    entry : PersonalData
    is_there, is_past : bool
        Whether the file is there, and whether the day is after its last.
    open_columns : tuple of str
        Columns with values that are no pseudonyms.
    """

    entry: PersonalData
    is_there: bool
    is_past: bool
    open_columns: tuple[str, ...]

    def to_dict(self) -> dict[str, object]:
        """Return the row as plain values."""
        stated = self.entry.model_dump(mode="json")
        return {**stated, "there": self.is_there, "past": self.is_past, "not_pseudonymised": list(self.open_columns)}


def held_data(review: Review, day: date | None = None) -> tuple[Held, ...]:
    """Return how the personal data stand that a review says it holds, on a day; its own where left out.

    Raises
    ------
    ReviewError
        RE985 a file lies outside the folder, or is one that the review cannot do without.
    """
    problems = [
        problem for n, each in enumerate(review.notes.personal_data) if (problem := _misplaced(review, n, each))
    ]
    if problems:
        raise ReviewError(problems)
    at = day or review.as_of
    return tuple(
        Held(
            entry=each,
            is_there=(path := review.beside(each.file)).is_file(),
            is_past=at > each.keep_until,
            open_columns=_open_columns(path, each) if path.is_file() else (),
        )
        for each in review.notes.personal_data
    )


def _misplaced(review: Review, number: int, each: PersonalData) -> Problem | None:
    folder = review.path.parent.resolve()
    path = review.beside(each.file)
    inside = path.resolve().is_relative_to(folder) and not path.is_symlink()
    notes = review.notes
    needed = {notes.map, notes.annotations, notes.boundary, review.path.name, "decisions.yaml", "log.jsonl"}
    if inside and path.resolve() not in {review.beside(name).resolve() for name in needed if name}:
        return None
    what = "lies outside the folder of the review" if not inside else "is a file that the review cannot do without"
    place = review.place("personal_data", number, "file")
    return Problem("RE985", f"{each.file} {what}", "Name a file of evidence within the folder.", place)


def retention_problems(review: Review) -> Iterator[Problem]:
    """Give a warning for each file that is past its date, or that tells people apart though it should not."""
    for number, each in enumerate(held_data(review)):
        place = review.place("personal_data", number)
        folder, entry = review.path.parent, each.entry
        if each.is_there and each.is_past:
            message = f"{entry.file} holds {entry.holds}, to be kept until {entry.keep_until} by {entry.owner}"
            remedy = f"Look with: reengineer purge {folder}. Then delete it: reengineer purge {folder} --delete"
            yield Problem("RE983", message, remedy, place, "warning")
        elif each.open_columns:
            message = f"{entry.file} tells people apart by {', '.join(each.open_columns)}"
            remedy = f"Put pseudonyms in their place: reengineer purge {folder} --pseudonymise"
            yield Problem("RE984", message, remedy, place, "warning")


def _open_columns(path: Path, entry: PersonalData) -> tuple[str, ...]:
    if not entry.columns:
        return ()
    head, rows = _table(path)
    at = {name: place for place, name in enumerate(head) if name in entry.columns}
    return tuple(
        name for name, place in at.items()
        if any(len(row) > place and row[place] and not PSEUDONYM.fullmatch(row[place]) for row in rows)
    )  # fmt: skip


def _table(path: Path) -> tuple[list[str], list[list[str]]]:
    rows = list(csv.reader(io.StringIO(read_text(path, error=ReviewError), newline="")))
    return ([], []) if not rows else (rows[0], rows[1:])


def purge(review: Review, *, day: date | None = None, by: str = "owner") -> tuple[Path, ...]:
    """Delete the files that are past their date, and log that it was done; return them.

    Parameters
    ----------
    review : Review
    day : date, optional
        The day on which it is judged; the review's own where left out.
    by : str
        Who does it, by role.
    """
    due = [each for each in held_data(review, day) if each.is_there and each.is_past]
    gone = []
    for each in due:
        path = review.beside(each.entry.file)
        path.unlink()
        gone.append(path)
        text = f"{each.entry.file} was deleted; it held {each.entry.holds}, to be kept until {each.entry.keep_until}"
        add_to_log(review.path.parent, by=by, kind="purged", text=text)
    return tuple(gone)


def pseudonymise(review: Review, *, by: str = "owner") -> tuple[tuple[str, int], ...]:
    """Put pseudonyms in place of what tells people apart; return each file changed, and how many values.

    The same value gets the same pseudonym in all files of one call. The key is drawn anew and kept nowhere, so nobody
    can go back, and what is pseudonymised later cannot be joined to what was before.
    """
    key = secrets.token_bytes(32)
    changed = []
    for each in held_data(review):
        if not each.is_there or not each.open_columns:
            continue
        path = review.beside(each.entry.file)
        head, rows = _table(path)
        places = [place for place, name in enumerate(head) if name in each.entry.columns]
        count = 0
        for row in rows:
            for place in places:
                if len(row) > place and row[place] and not PSEUDONYM.fullmatch(row[place]):
                    row[place] = f"p-{hmac.new(key, row[place].encode(), 'sha256').hexdigest()[:16]}"
                    count += 1
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows([head, *rows])
        write_text_atomic(path, out.getvalue())
        changed.append((each.entry.file, count))
        text = f"pseudonyms took the place of {counted(count, 'value')} of {each.entry.file}"
        add_to_log(review.path.parent, by=by, kind="pseudonymised", text=text)
    return tuple(changed)
