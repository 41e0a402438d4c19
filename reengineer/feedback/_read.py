"""Read files of feedback and join what they say."""

from collections.abc import Iterator
from pathlib import Path

from reengineer.errors import Problem, ReviewError
from reengineer.feedback._answers import read_answers
from reengineer.feedback._figures import Feedback, FeedbackNotes, Figures
from reengineer.files import read_yaml, validate
from reengineer.source import Source


def read_feedback(*paths: str | Path) -> Feedback:
    """Read files of feedback: CSV with one answer a row, or YAML with figures counted by hand.

    Parameters
    ----------
    paths : path
        What a CSV and a YAML say of the same name, the YAML decides; two YAML files may not say the same.

    Raises
    ------
    ReviewError
        With every problem of a file: RE411 a column is missing, RE412 a row cannot be read, RE413 a figure stands in
        two files, RE414 a file has too many rows.
    """
    heard, counted = Feedback(), Feedback()
    for path in paths:
        if str(path).casefold().endswith((".yaml", ".yml")):
            counted = _joined(counted, _read_counted(path), str(path))
        else:
            heard = _joined(heard, read_answers(path), str(path))
    return _joined(heard, counted, None)


def _joined(first: Feedback, second: Feedback, path: str | None) -> Feedback:
    """Join two; where both hold a figure the second counts, or with a path that is a problem of that file."""
    if path is not None:
        twice = [*_twice(first.steps, second.steps), *_twice(first.groups, second.groups)]
        twice += [f"process {name}" for name in second.process if name in first.process]
        if twice:
            message = f"{', '.join(twice)} stands in another file of feedback too"
            raise ReviewError([Problem("RE413", message, "Keep each figure in one file.", Source(file=path))])
    days = [day for day in (first.since, second.since, first.until, second.until) if day is not None]
    return Feedback(
        steps=_merged(first.steps, second.steps),
        groups=_merged(first.groups, second.groups),
        process={**first.process, **second.process},
        since=min(days, default=None),
        until=max(days, default=None),
        answers=first.answers + second.answers,
    )


def _twice(first: Figures, second: Figures) -> Iterator[str]:
    for element, figures in second.items():
        yield from (f"{element} {name}" for name in figures if name in first.get(element, {}))


def _merged(first: Figures, second: Figures) -> Figures:
    return {element: {**first.get(element, {}), **second.get(element, {})} for element in (*first, *second)}


def _read_counted(path: str | Path) -> Feedback:
    document = read_yaml(path, error=ReviewError)
    notes = validate(FeedbackNotes, document, error=ReviewError)
    return Feedback(
        steps={step: entry.figures() for step, entry in notes.steps.items()},
        groups={group: entry.figures() for group, entry in notes.groups.items()},
        process=notes.process.figures(),
        since=notes.period.from_ if notes.period else None,
        until=notes.period.to if notes.period else None,
    )
