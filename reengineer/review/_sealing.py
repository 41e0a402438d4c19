"""Seal an agreed boundary: write the hashes of the map and of its content into its file, and touch nothing else."""

import json
import re
from pathlib import Path

from reengineer.boundaries import Boundary
from reengineer.errors import Problem, ReengineerError, ReviewError, UsageError
from reengineer.files import read_bytes, write_bytes_atomic
from reengineer.review._folder import Review
from reengineer.review._log import add_to_log
from reengineer.source import Source

KEYS = ("process_sha256", "boundary_sha256", "elements_sha256")
VALUE = r"""(?P<value>"[^"\r\n]*"|'[^'\r\n]*'|[^#\r\n]*?)(?P<rest>[ \t]*(?:[ \t]\#[^\r\n]*)?)$"""


def seal_review(review: Review) -> Path:
    """Write both hashes into the boundary file of a review; layout and comments stay as they are.

    Returns
    -------
    Path
        Of the boundary file.

    Raises
    ------
    UsageError
        RE642 if the review has no boundary.
    ReviewError
        RE641 if the boundary is not agreed; RE643 if it is sealed and was altered since; RE644 if its file is laid
        out in a way that the hashes cannot be written into.
    """
    if review.boundary is None or review.notes.boundary is None:
        message = "the review names no boundary"
        remedy = "Write a boundary.yaml, have it agreed, and name it in the review as boundary: boundary.yaml."
        raise UsageError([Problem("RE642", message, remedy, Source(file=str(review.path)))])
    _check_agreed(review, review.boundary)
    path = review.beside(review.notes.boundary)
    sealed = review.boundary.seal(review.as_is.map.definitions.original, review.as_is.map)
    old = read_bytes(path, error=ReviewError)
    new = _written(old, sealed)
    if new is None or not _is_same(new, sealed):
        message = "the hashes cannot be written into a file laid out like this"
        remedy = f"Give {' and '.join(KEYS)} lines of their own, at the left edge, and save the file as UTF-8."
        raise ReviewError([Problem("RE644", message, remedy, Source(file=str(path)))])
    if new != old:
        write_bytes_atomic(path, new)
        signed = ", ".join(person.name for person in review.boundary.agreed.by)
        add_to_log(review.path.parent, by=signed, kind="sealed", text="the boundary was sealed", files=(path,))
    return path


def _check_agreed(review: Review, boundary: Boundary) -> None:
    if boundary.agreed.status != "agreed" or not boundary.agreed.by:
        status = boundary.agreed.status
        message = f"the boundary is {status}, and only one that people have signed as agreed is sealed"
        remedy = "Have it agreed, then write status: agreed and who agreed under agreed: by."
        raise ReviewError([Problem("RE641", message, remedy, boundary.place(("agreed",)))])
    errors = [problem for problem in review.boundary_findings() if problem.severity == "error"]
    altered = [problem for problem in errors if problem.code == "B003"]
    if altered:
        remedy = f"Restore it. If it was agreed again, take the lines {' and '.join(KEYS)} out, then seal."
        raise ReviewError([Problem("RE643", each.message, remedy, each.source) for each in altered])
    if errors:
        raise ReviewError(errors)


def _written(data: bytes, sealed: Boundary) -> bytes | None:
    """Return the file with the hashes in it; None where it is not UTF-8."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    values = (sealed.process_sha256, sealed.boundary_sha256, sealed.elements_sha256)
    after = "process"
    for key, value in zip(KEYS, values, strict=True):
        text = _with_line(text, key, json.dumps(value, ensure_ascii=False), after)
        after = key
    return text.encode("utf-8")


def _with_line(text: str, key: str, value: str, after: str) -> str:
    """Return text with the value of a key replaced, or with a line for it below another key."""
    # A carriage return stays at the end of its line.
    line = re.compile(rf"^(?P<key>{key}[ \t]*:[ \t]*){VALUE.removesuffix('$')}(?=\r?$)", re.MULTILINE | re.VERBOSE)
    spaced = re.compile(rf"^{key}[ \t]*:[ \t]*", re.MULTILINE)
    if spaced.search(text):
        return line.sub(lambda found: f"{found['key'].rstrip()} {value}{found['rest']}", text, count=1)
    end = "\r\n" if "\r\n" in text else "\n"
    anchor = re.compile(rf"^{after}[ \t]*:[^\r\n]*(\r?\n|$)", re.MULTILINE)
    return anchor.sub(lambda found: f"{found[0].rstrip(chr(13) + chr(10))}{end}{key}: {value}{end}", text, count=1)


def _is_same(data: bytes, sealed: Boundary) -> bool:
    """Say whether a file reads as the sealed boundary, so that nothing else was altered by writing into it."""
    try:
        return Boundary.read(data, name="boundary").model_dump() == sealed.model_dump()
    except ReengineerError:
        return False
