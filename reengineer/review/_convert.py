"""Turn a map and its notes from one form into another: files of their own, one BPMN file, a review, other tools."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal, get_args

from reengineer._records import dataclass
from reengineer.annotations import (
    Annotations,
    embed_annotations,
    files_named,
    without_annotations,
    write_annotations,
)
from reengineer.bpmn import write_bpmn
from reengineer.errors import Problem
from reengineer.files import write_bytes_atomic
from reengineer.interop import write_bpsim, write_prosimos
from reengineer.processmap import build_map
from reengineer.review._given import OTHER_ENDINGS, Given, read_given, refusal
from reengineer.review._init import MAP, new_review
from reengineer.review._map_files import is_map
from reengineer.source import Source

NOTES = "annotations.yaml"
NOTES_ENDINGS = (".yaml", ".yml", ".xlsx")
FORMS = "a map (.bpmn), notes (.yaml or .xlsx), a model of Prosimos (.json) or a new folder for a review"
Form = Literal["map", "notes", "review", "prosimos", "bpsim"]


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
        What is to be known of it: what was not used, was translated, or cannot be held by the new form.
    beside : tuple of Path
        Further files that belong to it.
    """

    path: Path
    what: str
    advice: tuple[Problem, ...] = ()
    beside: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Say how to convert, where there is more than one way.

    Parameters
    ----------
    to : Form or None
        The form wanted; told from the ending of the output where None.
    scenario : str or None
        Which one of a BPSim file to read; the first where None.
    approximate : bool
        Write distributions that another tool does not have as the nearest that it has.
    """

    to: Form | None = None
    scenario: str | None = None
    approximate: bool = False


def convert(inputs: Sequence[str | Path], output: str | Path, choices: Choices | None = None) -> Converted:
    """Read a map with its notes, in any form, and write it in another.

    Parameters
    ----------
    inputs : sequence of path
        A review; a map that carries notes or the data of BIMP, Apromore or BPSim; a map and a file of notes, or of
        parameters of Prosimos; a drawing of Visio or diagrams.net. In any order, told apart by content.
    output : path
        By its ending: ``.bpmn`` for a map that carries the notes, ``.yaml`` or ``.xlsx`` for the notes alone, ``.json``
        for a model of Prosimos, with its map beside it; a new or empty folder for a review.
    choices : Choices, optional

    Raises
    ------
    UsageError
        RE351 to RE354: a form that cannot be read or written, inputs that do not go together, no notes.
    InputError
        With what is wrong in a file, or what another tool cannot hold at all.
    """
    chosen = choices or Choices()
    write = _WRITERS[chosen.to or form_of(str(output))]
    given = read_given([Path(path) for path in inputs], chosen.scenario)
    converted = write(given, Path(output), chosen)
    overruled = tuple(problem for problem in given.annotated.map.problems if problem.code == "RE349")
    beside = converted.path if converted.path.is_dir() else converted.path.parent
    advice = (*overruled, *given.advice, *converted.advice, *_left_behind(given.annotated.notes, beside))
    return Converted(path=converted.path, what=converted.what, advice=advice, beside=converted.beside)


def form_of(output: str) -> Form:
    """Return the form that an output asks for by its name, before anything is read; raise `UsageError`."""
    ending = Path(output).suffix.lower()
    if Path(output).is_dir() or output.endswith(("/", os.sep)) or not ending:
        return "review"
    if ending in NOTES_ENDINGS:
        return "notes"
    if ending == ".json":
        return "prosimos"
    if is_map(output):
        return "map"
    other = OTHER_ENDINGS.get(ending)
    message = f"{other} cannot be written by convert" if other else f"nothing is known of the ending {ending}"
    raise refusal("RE351" if other else "RE353", message, f"Name {FORMS}.", output)


FORM_NAMES: tuple[str, ...] = get_args(Form)


def _write_map(given: Given, path: Path, _: Choices) -> Converted:
    if given.annotated.notes == Annotations():
        write_bpmn(given.annotated.map, path)
        return Converted(path=path, what="the map; nothing is known of its steps yet")
    write_bpmn(embed_annotations(given.annotated), path)
    return Converted(path=path, what="the map, which carries the notes")


def _write_notes(given: Given, path: Path, _: Choices) -> Converted:
    write_annotations(given.annotated.notes, given.annotated.map, path)
    return Converted(path=path, what="the notes")


def _write_review(given: Given, folder: Path, _: Choices) -> Converted:
    bare = build_map(without_annotations(given.annotated.map))

    def fill(made: Path) -> None:
        write_bpmn(bare, made / MAP)
        write_annotations(given.annotated.notes, bare, made / NOTES)

    name = bare.definitions.name or Path(bare.definitions.file).stem
    made = new_review(folder, bare, fill, name=name, notes=NOTES, run=given.run)
    return Converted(path=made, what="a review of the map")


def _write_prosimos(given: Given, path: Path, choices: Choices) -> Converted:
    made = write_prosimos(given.annotated, approximate=choices.approximate)
    beside = path.with_suffix(".bpmn")
    write_bytes_atomic(path, made.parameters or b"")
    write_bytes_atomic(beside, made.bpmn)
    what = f"a model of Prosimos, with its map {beside}"
    return Converted(path=path, what=what, advice=made.lost, beside=(beside,))


def _write_bpsim(given: Given, path: Path, choices: Choices) -> Converted:
    made = write_bpsim(given.annotated, given.run, approximate=choices.approximate)
    write_bytes_atomic(path, made.bpmn)
    return Converted(path=path, what="the map with simulation data of BPSim", advice=made.lost)


Write = Callable[[Given, Path, Choices], Converted]
_WRITERS: dict[Form, Write] = {
    "map": _write_map,
    "notes": _write_notes,
    "review": _write_review,
    "prosimos": _write_prosimos,
    "bpsim": _write_bpsim,
}


def _left_behind(notes: Annotations, folder: Path) -> list[Problem]:
    """Say which files the notes need that are not where they are read from now."""
    return [
        Problem(
            "RE355", f"the notes need the file {name}", "Copy it there.", Source(file=str(folder / name)), "warning"
        )
        for name in files_named(notes)
        if not (folder / name).is_file()
    ]
