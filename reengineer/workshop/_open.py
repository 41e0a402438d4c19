"""Open a workshop on a review."""

from reengineer.errors import Problem, ReviewError
from reengineer.report import draw_map
from reengineer.review import Review, ask_review, question_sheets
from reengineer.workshop._store import WORKSHOP_FILE, AnswerStore
from reengineer.workshop._workshop import Workshop


def open_workshop(review: Review) -> Workshop:
    """Return a workshop on a review, with the questions of each role and what was answered before.

    Raises
    ------
    ReviewError
        RE957 nobody is said to do any step, so there is nobody to ask; RE955 the file of answers is none of ours.
    """
    sheets = question_sheets(review, ask_review(review))
    if not sheets:
        message = "nobody is said to do any step, so there is nobody to ask"
        raise ReviewError([Problem("RE957", message, "Write the role of each step into the notes.", review.place())])
    picture = draw_map(review.as_is.map, title=f"Map: {review.title}")
    return Workshop(
        review=review, sheets=sheets, store=AnswerStore(review.path.parent / WORKSHOP_FILE), picture=picture
    )
