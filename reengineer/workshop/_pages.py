"""Say what each page of a workshop shows."""

from reengineer.report import View, describe_map, workshop_page
from reengineer.review import HOW
from reengineer.workshop._store import Given, Person
from reengineer.workshop._workshop import HOLDS, LONGEST, Workshop

_LONGEST_ALT = 1_500


def welcome(workshop: Workshop, base: str, check: str) -> str:
    """Return the page on which people choose their role."""
    text = " ".join(describe_map(workshop.review.as_is.map).split()) if workshop.picture else ""
    return _page(
        workshop, "welcome", base, "What do you see that others do not?",
        aims=workshop.review.notes.aims, how=HOW, sheets=workshop.sheets, check=check,
        has_picture=bool(workshop.picture), picture_text=text[:_LONGEST_ALT],
    )  # fmt: skip


def questions(workshop: Workshop, base: str, person: Person, check: str, *, said: str = "") -> str:
    """Return the list of what a person is asked, with what they have answered."""
    sheet, kept = workshop.sheet(person.role), workshop.store.of_person(person)
    asked = () if sheet is None else sheet.questions
    rows = [
        (number, each, each.id in kept and kept[each.id].given != Given()) for number, each in enumerate(asked, start=1)
    ]
    done = sum(is_done for _, _, is_done in rows)
    return _page(
        workshop, "questions", base, "Questions about your work" if person.kind == "performer" else "Your questions",
        rows=rows, done=done, role=person.role, check=check, said=said,
    )  # fmt: skip


def question(
    workshop: Workshop, base: str, person: Person, number: int, check: str, *, mine: Given | None = None
) -> str | None:
    """Return the form of one question; None where there is no such.

    Parameters
    ----------
    mine : Given, optional
        What the person wrote and what could not be kept, because another version stands in the way.
    """
    sheet = workshop.sheet(person.role)
    if sheet is None or not 1 <= number <= len(sheet.questions):
        return None
    asked = sheet.questions[number - 1]
    kept = workshop.store.of_person(person).get(asked.id)
    last = Given() if kept is None else kept.given
    return _page(
        workshop, "question", base, "One question",
        question=asked, number=number, total=len(sheet.questions), seen=0 if kept is None else kept.number,
        given=last if mine is None else mine, other=None if mine is None else last, holds=HOLDS, longest=LONGEST,
        check=check,
    )  # fmt: skip


def together(workshop: Workshop, base: str) -> str:
    """Return the facilitator's page: what was said so far, performers beside managers."""
    people = workshop.store.people()
    listed = ", ".join(f"{count} {role}" for role, count in people.items()) or "nobody yet"
    answered = sum(kept.given != Given() for _, _, kept in workshop.store.everything())
    return _page(
        workshop, "together", base, "What was said so far", rows=workshop.together(), people=listed, answered=answered
    )


def refused(title: str, base: str, heading: str, message: str) -> str:
    """Return a page that says why nothing was done."""
    content = {"heading": heading, "message": message, "back": bool(base)}
    return workshop_page("refused", title=title, base=base, content=content)


def _page(workshop: Workshop, view: View, base: str, heading: str, **content: object) -> str:
    return workshop_page(view, title=workshop.review.title, base=base, content={"heading": heading, **content})
