"""Make a review of a bare map, on assumptions alone."""

from pathlib import Path

from reengineer.annotations import annotate, assume_all
from reengineer.bpmn import read_bpmn
from reengineer.files import sha256
from reengineer.review._folder import Review
from reengineer.review._written import ReviewNotes
from reengineer.simulation import RunSettings

LENGTH_S = 4 * 604_800.0


def bare_review(path: str | Path) -> Review:
    """Return a review of a map in which shares, durations, people and demand are assumed; each is listed.

    What the map carries of these is taken from it.

    Parameters
    ----------
    path : path
        The map.

    Raises
    ------
    BpmnError
        If the map cannot be read.
    AnnotationError
        If what it carries is wrong.
    ModelError
        If nothing can be assumed, as for a map in which no case can start.
    """
    path = Path(path)
    definitions = read_bpmn(path)
    annotated = assume_all(annotate(definitions))
    title = f"{definitions.name or path.stem}, on assumptions"[:300]
    notes = ReviewNotes(title=title, map=path.name, run=RunSettings(length=LENGTH_S))
    files = ((path.name, sha256(definitions.original)),)
    return Review(path=path, notes=notes, as_is=annotated, files=files, assumed=True)
