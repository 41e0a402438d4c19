"""Keep what people answer in a workshop: every version of every answer, in a file that many may write to at once."""

import hashlib
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from reengineer._records import dataclass
from reengineer.errors import Problem, ReviewError
from reengineer.source import Source

WORKSHOP_FILE = Path("evidence") / "workshop.sqlite"
MOST_PEOPLE = 500
MOST_VERSIONS = 5_000
_WAIT_S = 20.0
_TABLES = """
CREATE TABLE IF NOT EXISTS workshop (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS people (
    person TEXT PRIMARY KEY, role TEXT NOT NULL, kind TEXT NOT NULL, joined TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS answers (
    number INTEGER PRIMARY KEY AUTOINCREMENT, person TEXT NOT NULL REFERENCES people (person), question TEXT NOT NULL,
    at TEXT NOT NULL, holds TEXT NOT NULL, answer TEXT NOT NULL, evidence TEXT NOT NULL, quote TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS of_person ON answers (person, question, number);
"""
_LATEST = "SELECT MAX(number) FROM answers GROUP BY person, question"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Hold somebody who takes part, without a name.

    Parameters
    ----------
    mark : str
        Hash of the secret that their browser keeps.
    role : str
    kind : str
        ``performer`` or ``manager``.
    """

    mark: str
    role: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Hold what a person says to one question; texts are without personal data that have a form."""

    holds: str = ""
    answer: str = ""
    evidence: str = ""
    quote: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Hold an answer as it is kept: which version, when, and what it says."""

    number: int
    at: str
    given: Given


class AnswerStore:
    """Be the file of one workshop.

    Nothing is ever deleted or written over: each version of an answer is a row, and the last one counts.

    Parameters
    ----------
    path : Path
        Made where it is not there.

    Raises
    ------
    ReviewError
        RE955 the file is there and is none of ours.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with self._open() as base:
                base.executescript(_TABLES)
                base.execute("INSERT OR IGNORE INTO workshop VALUES ('id', ?)", (secrets.token_hex(4),))
                self.id = str(base.execute("SELECT value FROM workshop WHERE name = 'id'").fetchone()[0])
                base.execute("SELECT number, person, question, at, holds, answer, evidence, quote FROM answers LIMIT 1")
        except sqlite3.DatabaseError as error:
            message = f"the answers of the workshop cannot be read: {error}"
            remedy = "Restore the file from a copy, or move it away to begin anew; answers.csv is not touched."
            raise ReviewError([Problem("RE955", message, remedy, Source(file=str(path)))]) from None

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.path, timeout=_WAIT_S, isolation_level=None)) as base:
            base.execute("PRAGMA synchronous = FULL")
            yield base

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """Give the right to write; whoever comes second waits, and what fails leaves nothing behind."""
        with self._open() as base:
            base.execute("BEGIN IMMEDIATE")
            try:
                yield base
            except BaseException:
                base.execute("ROLLBACK")
                raise
            base.execute("COMMIT")

    def join(self, role: str, kind: str, at: str) -> str | None:
        """Return the secret of somebody new; None where the workshop is full."""
        secret = secrets.token_urlsafe(24)
        with self._writing() as base:
            if base.execute("SELECT COUNT(*) FROM people").fetchone()[0] >= MOST_PEOPLE:
                return None
            base.execute("INSERT INTO people VALUES (?, ?, ?, ?)", (mark_of(secret), role, kind, at))
        return secret

    def person(self, secret: str) -> Person | None:
        """Return who has this secret; None where nobody has."""
        with self._open() as base:
            row = base.execute("SELECT person, role, kind FROM people WHERE person = ?", (mark_of(secret),)).fetchone()
        return None if row is None else Person(mark=row[0], role=row[1], kind=row[2])

    def save(self, person: Person, question: str, given: Given, *, seen: int, at: str) -> Kept | None:
        """Keep a version of an answer.

        Parameters
        ----------
        person : Person
        question : str
        given : Given
        seen : int
            Number of the version that the person had before their eyes; 0 for none.
        at : str
            The time, as ISO 8601.

        Returns
        -------
        Kept or None
            The version that stands in the way, because it was given in another window meanwhile; None where the
            answer is kept.
        """
        with self._writing() as base:
            there = _latest(base, person.mark, question)
            if there is not None and there.number != seen and there.given != given:
                return there
            count = base.execute("SELECT COUNT(*) FROM answers WHERE person = ?", (person.mark,)).fetchone()[0]
            if count < MOST_VERSIONS and (there is None or there.given != given):
                base.execute(
                    "INSERT INTO answers (person, question, at, holds, answer, evidence, quote) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (person.mark, question, at, given.holds, given.answer, given.evidence, given.quote),
                )
        return None

    def of_person(self, person: Person) -> dict[str, Kept]:
        """Return the last version of each answer of somebody, by question."""
        with self._open() as base:
            rows = base.execute(
                f"SELECT question, number, at, holds, answer, evidence, quote FROM answers "  # noqa: S608 - our own text
                f"WHERE person = ? AND number IN ({_LATEST}) ORDER BY number",
                (person.mark,),
            ).fetchall()
        return {row[0]: _kept(row[1:]) for row in rows}

    def everything(self) -> list[tuple[Person, str, Kept]]:
        """Return the last version of every answer, in the order in which they were given."""
        with self._open() as base:
            rows = base.execute(
                f"SELECT people.person, role, kind, question, number, at, holds, answer, evidence, quote "  # noqa: S608
                f"FROM answers JOIN people ON people.person = answers.person WHERE number IN ({_LATEST}) "
                f"ORDER BY number"
            ).fetchall()
        return [(Person(mark=row[0], role=row[1], kind=row[2]), row[3], _kept(row[4:])) for row in rows]

    def people(self) -> dict[str, int]:
        """Return how many take part, by role."""
        with self._open() as base:
            rows = base.execute("SELECT role, COUNT(*) FROM people GROUP BY role ORDER BY role").fetchall()
        return dict(rows)


def mark_of(secret: str) -> str:
    """Return what is kept of a secret: enough to know it again, and not enough to be it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _latest(base: sqlite3.Connection, mark: str, question: str) -> Kept | None:
    row = base.execute(
        "SELECT number, at, holds, answer, evidence, quote FROM answers WHERE person = ? AND question = ? "
        "ORDER BY number DESC LIMIT 1",
        (mark, question),
    ).fetchone()
    return None if row is None else _kept(row)


def _kept(row: tuple[int, str, str, str, str, str]) -> Kept:
    number, at, holds, answer, evidence, quote = row
    return Kept(number=number, at=at, given=Given(holds=holds, answer=answer, evidence=evidence, quote=quote))
