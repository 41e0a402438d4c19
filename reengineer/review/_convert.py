"""Turn a map and its notes from one form into another: files of their own, one annotated BPMN file, a review."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from reengineer.annotations import (
    NAMESPACE,
    AnnotatedMap,
    Annotations,
    annotate,
    embed_annotations,
    files_named,
    without_annotations,
    write_annotations,
)
from reengineer.bpmn import Definitions, extensions, has_namespace, read_bpmn, write_bpmn
from reengineer.errors import Problem, UsageError
from reengineer.files import read_bytes
from reengineer.processmap import build_map
from reengineer.review._check import is_map
from reengineer.review._folder import REVIEW_FILE
from reengineer.review._init import MAP, new_review
from reengineer.review._read import load_review
from reengineer.source import Source

NOTES = "annotations.yaml"
NOTES_ENDINGS = (".yaml", ".yml", ".xlsx")
FORMS = "a map (.bpmn), notes (.yaml or .xlsx) or a new folder for a review"
OTHER_NAMESPACES = {
    "http://www.qbp-simulator.com/Schema201212": "QBP (BIMP, Apromore)",
    "http://www.bpsim.org/schemas/1.0": "BPSim",
    "http://www.bpsim.org/schemas/2.0": "BPSim",
}
OTHER_ENDINGS = {".json": "Prosimos JSON", ".xes": "an event log (XES)", ".csv": "a table (CSV)", ".xpdl": "XPDL"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    """Hold what a conversion wrote.

    Parameters
    ----------
    path : Path
        The file or folder.
    what : str
        In words.
    advice : tuple of Problem
        What is to be known of it.
    """

    path: Path
    what: str
    advice: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """Hold the inputs, told apart."""

    map: Path | None = None
    notes: Path | None = None
    review: Path | None = None


def convert(inputs: Sequence[str | Path], output: str | Path) -> Converted:
    """Read a map with its notes, in any form, and write it in another.

    Parameters
    ----------
    inputs : sequence of path
        A review; a map that carries notes; or a map and a file of notes, in any order.
    output : path
        By its ending: ``.bpmn`` for a map that carries the notes, ``.yaml`` or ``.xlsx`` for the notes alone; a new or
        empty folder for a review.

    Raises
    ------
    UsageError
        RE351 to RE354: a form that cannot be read or written, inputs that do not go together, no notes.
    InputError
        With what is wrong in a file.
    """
    write = _writer_for(str(output))
    given = _told_apart([Path(path) for path in inputs])
    annotated = _read(given)
    converted = write(annotated, Path(output))
    advice = tuple(problem for problem in annotated.map.problems if problem.code == "RE349")
    beside = converted.path if converted.path.is_dir() else converted.path.parent
    return Converted(path=converted.path, what=converted.what, advice=(*advice, *_left_behind(annotated.notes, beside)))


def _writer_for(output: str) -> "Write":
    """Return what writes the form that an output asks for, before anything is read."""
    ending = Path(output).suffix.lower()
    if Path(output).is_dir() or output.endswith(("/", os.sep)) or not ending:
        return _write_review
    if ending in NOTES_ENDINGS:
        return _write_notes
    if is_map(output):
        return _write_map
    other = OTHER_ENDINGS.get(ending)
    message = f"{other} cannot be written by convert yet" if other else f"nothing is known of the ending {ending}"
    raise _refuse("RE351" if other else "RE353", message, f"Name {FORMS}.", output)


def _write_map(annotated: AnnotatedMap, path: Path) -> Converted:
    write_bpmn(embed_annotations(annotated), path)
    return Converted(path=path, what="the map, which carries the notes")


def _write_notes(annotated: AnnotatedMap, path: Path) -> Converted:
    write_annotations(annotated.notes, annotated.map, path)
    return Converted(path=path, what="the notes")


def _write_review(annotated: AnnotatedMap, folder: Path) -> Converted:
    bare = build_map(without_annotations(annotated.map))

    def fill(made: Path) -> None:
        write_bpmn(bare, made / MAP)
        write_annotations(annotated.notes, bare, made / NOTES)

    name = bare.definitions.name or Path(bare.definitions.file).stem
    return Converted(path=new_review(folder, bare, fill, name=name, notes=NOTES), what="a review of the map")


Write = Callable[[AnnotatedMap, Path], Converted]


def _refuse(code: str, message: str, remedy: str, path: Path | str) -> UsageError:
    return UsageError([Problem(code, message, remedy, Source(file=str(path)))])


def _told_apart(paths: Sequence[Path]) -> _Given:
    """Say by content what each input is."""
    found: dict[str, Path] = {}
    for path in paths:
        kind = _kind(path)
        if kind in found:
            remedy = "Give one map and one file of notes, or one review."
            raise _refuse("RE352", f"this is a second {kind}, beside {found[kind]}", remedy, path)
        found[kind] = path
    if "review" in found and len(found) > 1:
        raise _refuse("RE352", "a review names its own map and notes", "Give the review alone.", found["review"])
    if not found.keys() & {"review", "map"}:
        remedy = "Give the map that the notes are about as well."
        raise _refuse("RE352", "these are notes, and no map is given", remedy, paths[0])
    return _Given(**found)


def _kind(path: Path) -> str:
    if path.is_dir() or path.name == REVIEW_FILE:
        return "review"
    data = read_bytes(path)
    if data[:2] == b"PK":
        return "notes"
    start = data[:200].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if start.startswith(b"<") or is_map(path):
        return "map"
    if other := OTHER_ENDINGS.get(path.suffix.lower()):
        raise _refuse("RE351", f"{other} cannot be read by convert yet", "Give a map, notes or a review.", path)
    return "notes"


def _read(given: _Given) -> AnnotatedMap:
    if given.review is not None:
        annotated = load_review(given.review).as_is
        where = given.review
    elif given.map is not None:
        definitions = read_bpmn(given.map)
        annotated = annotate(definitions, given.notes)
        where = given.map
        if given.notes is None:
            _check_others(definitions, where)
    if annotated.notes == Annotations() and given.notes is None:
        remedy = "Give a file of notes as well, or make one with: reengineer init MAP.bpmn"
        raise _refuse("RE354", "the map carries no notes, so there is nothing to convert", remedy, where)
    return annotated


def _check_others(definitions: Definitions, path: Path) -> None:
    """Refuse by name what another simulator has written into a map that has no notes of ours."""
    if extensions(definitions, NAMESPACE):
        return
    for namespace, name in OTHER_NAMESPACES.items():
        if has_namespace(definitions, namespace):
            message = f"the map carries simulation data of {name}, which convert cannot read yet"
            raise _refuse("RE351", message, "Give a file of notes as well.", path)


def _left_behind(notes: Annotations, folder: Path) -> list[Problem]:
    """Say which files the notes need that are not where they are read from now."""
    return [
        Problem(
            "RE355", f"the notes need the file {name}", "Copy it there.", Source(file=str(folder / name)), "warning"
        )
        for name in files_named(notes)
        if not (folder / name).is_file()
    ]
