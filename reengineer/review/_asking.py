"""Ask the questions of a review with all the evidence that it names."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from reengineer.errors import Problem
from reengineer.review._folder import Review

if TYPE_CHECKING:
    from reengineer.calendars import WeeklyCalendar
    from reengineer.eventlog import Log
    from reengineer.feedback import Feedback
    from reengineer.questions import Asked


def ask_review(review: Review, *, log: "Log | None" = None, feedback: "Feedback | None" = None) -> "Asked":
    """Return the questions that the as-is map of a review raises.

    Parameters
    ----------
    review : Review
    log : Log, optional
        What happened, in place of the log that the review names.
    feedback : Feedback, optional
        What was said and counted, in place of the files that the review names.

    Raises
    ------
    InputError
        The log that the review names cannot be read.
    """
    from reengineer.questions import ask

    if log is None and review.notes.log is not None:
        log, _ = read_evidence(review, review.beside(review.notes.log))
    heard = feedback if feedback is not None else review.feedback
    return ask(review.as_is, boundary=review.boundary, log=log, feedback=heard, using=review.questions)


def read_evidence(review: Review, path: str | Path) -> tuple["Log", tuple[Problem, ...]]:
    """Read an event log with the causes of its waits, by the calendars of the people in the notes.

    Returns
    -------
    Log
    tuple of Problem
        Rows that were left out, and what else a reader should know.
    """
    from reengineer.eventlog import read_log, with_waits

    reading = read_log(path, timezone=review.as_is.notes.clock.timezone)
    return with_waits(reading.log, _calendars(review)), reading.problems


def _calendars(review: Review) -> Mapping[str, "WeeklyCalendar"]:
    """Return the calendar of each person by name."""
    as_is = review.as_is
    return {
        member.name: as_is.calendar(member.calendar or group.calendar)
        for name, group in as_is.notes.resources.items()
        for member in group.people(name)
    }
