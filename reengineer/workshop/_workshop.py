"""Hold a workshop: who is asked what, what they said, and what goes into the review."""

import threading
from dataclasses import field
from datetime import UTC, datetime

from reengineer._records import dataclass
from reengineer.feedback import scrub
from reengineer.review import (
    Answer,
    Explored,
    QuestionSheet,
    Review,
    SheetQuestion,
    explored,
    keep_answers,
    people_of,
)
from reengineer.workshop._store import AnswerStore, Given, Kept, Person

LONGEST = 4_000
HOLDS = ("yes", "partly", "no", "don't know")


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """Be one workshop on one review.

    Parameters
    ----------
    review : Review
    sheets : tuple of QuestionSheet
        What each role is asked.
    store : AnswerStore
    picture : str
        The map as SVG; empty where there is none.
    """

    review: Review
    sheets: tuple[QuestionSheet, ...]
    store: AnswerStore
    picture: str = ""
    _writing: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def sheet(self, role: str) -> QuestionSheet | None:
        """Return what a role is asked; None where there is no such role."""
        return next((sheet for sheet in self.sheets if sheet.role == role), None)

    def join(self, role: str) -> str | None:
        """Return the secret of somebody new in a role; None where there is no such role or no room."""
        sheet = self.sheet(role)
        if sheet is None:
            return None
        return self.store.join(role, "manager" if sheet.is_manager else "performer", now())

    def question(self, person: Person, name: str) -> SheetQuestion | None:
        """Return a question that this person is asked; None where it is none of theirs."""
        sheet = self.sheet(person.role)
        return None if sheet is None else next((each for each in sheet.questions if each.id == name), None)

    def answer(self, person: Person, question: str, given: Given, *, seen: int) -> Kept | None:
        """Keep an answer and put it into the review; return the version that stands in the way, if one does."""
        there = self.store.save(person, question, given, seen=seen, at=now())
        if there is None:
            self.settle()
        return there

    def settle(self) -> int:
        """Put the last version of every answer into the review's ``answers.csv``; return how many there are."""
        with self._writing:
            rows = self.store.everything()
            answers = tuple(self._as_answer(*row) for row in rows if row[2].given != Given())
            if rows:
                keep_answers(self.review, answers, instead_of=frozenset(person.mark[:12] for person, _, _ in rows))
        return len(answers)

    def _as_answer(self, person: Person, question: str, kept: Kept) -> Answer:
        element = question.partition("@")[2]
        node = self.review.as_is.map.find(element) if element else None
        given, people = kept.given, people_of(self.review.as_is)
        return Answer(
            day=kept.at[:10], question=question, step=node.label if node is not None else "", role=person.role,
            kind=person.kind, method="workshop", holds=given.holds, answer=people.hidden(given.answer)[0],
            evidence=people.hidden(given.evidence)[0],
            quote=given.quote, sheet=person.mark[:12],
        )  # fmt: skip

    def together(self) -> list[tuple[SheetQuestion, Explored]]:
        """Return what was said so far, performers beside managers; where they differ, first."""
        asked = {each.id: each for sheet in self.sheets for each in sheet.questions}
        found = [(asked[each.question], each) for each in explored(self.review) if each.question in asked]
        return sorted(found, key=lambda pair: (not pair[1].differs, not pair[1].is_covered))


def given_of(form: dict[str, str]) -> Given | None:
    """Return what a form says, shortened and without personal data that have a form; None where a word is unknown."""
    holds, quote = form.get("holds", ""), form.get("quote", "")
    if holds not in ("", *HOLDS) or quote not in ("", "yes", "no"):
        return None
    return Given(
        holds=holds,
        answer=_text(form.get("answer", "")),
        evidence=_text(form.get("evidence", "")),
        quote="yes" if quote == "yes" else "",
    )


def _text(text: str) -> str:
    shown = "".join(sign for sign in " ".join(text.split()) if sign.isprintable())
    return scrub(shown[:LONGEST])[0]


def now() -> str:
    """Return the time, to the second, in universal time."""
    return datetime.now(UTC).replace(microsecond=0).isoformat()
