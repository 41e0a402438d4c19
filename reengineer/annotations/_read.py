"""Read annotations and join them with a map."""

import os
from dataclasses import replace
from pathlib import Path

from reengineer.annotations._annotated import AnnotatedMap
from reengineer.annotations._extension_form import NAMESPACE
from reengineer.annotations._from_extensions import extension_document
from reengineer.annotations._observed import with_observations
from reengineer.annotations._records import Annotations
from reengineer.annotations._resolve import Resolver
from reengineer.annotations._salvage import salvaged
from reengineer.bpmn import Definitions, extensions, with_called
from reengineer.errors import AnnotationError, Problem
from reengineer.files import Document, read_bytes, read_yaml, sha256, validate
from reengineer.processmap import ProcessMap, build_map


def annotate(
    model: Definitions | ProcessMap, notes: "str | os.PathLike[str] | Annotations | None" = None
) -> AnnotatedMap:
    """Join a map with its annotations.

    Parameters
    ----------
    model : Definitions or ProcessMap
    notes : path or Annotations, optional
        A YAML file or a workbook, told apart by content. Where it is left out, what the map itself carries counts;
        where it is given, that alone counts, and the problems of the map say so.

    Returns
    -------
    AnnotatedMap
        Whose notes name elements by id.

    Raises
    ------
    AnnotationError
        With every problem found in the file, or in how it fits the map.
    TypeError
        If the model is neither.
    """
    process_map = model if isinstance(model, ProcessMap) else _built(model)
    if notes is None:
        return _carried(process_map)
    process_map = _overruled(process_map)
    if isinstance(notes, Annotations):
        return _joined(process_map, notes, None)
    data = read_bytes(Path(notes), name=str(notes), error=AnnotationError)
    document = read_notes(process_map, data, str(notes))
    records = _records(process_map, document, [])
    process_map = _with_named(process_map, records, Path(notes).parent)
    annotated = _joined(process_map, records, document, Path(notes).parent)
    return replace(annotated, files=(*annotated.files, (str(notes), sha256(data))))


def annotated_map(model: AnnotatedMap | ProcessMap | Definitions) -> AnnotatedMap:
    """Return a map with its notes: those it was joined with, or else those that its file carries.

    Raises
    ------
    AnnotationError, TypeError
        As `annotate` does.
    """
    return model if isinstance(model, AnnotatedMap) else annotate(model)


def _built(model: object) -> ProcessMap:
    if not isinstance(model, Definitions):
        what = type(model).__name__
        raise TypeError(
            f"a map is what reengineer.read_bpmn returns, not {what}; write annotate(read_bpmn(PATH), NOTES)"
        )
    return build_map(with_called(model))


def _with_named(process_map: ProcessMap, notes: Annotations, folder: Path) -> ProcessMap:
    """Return the map with the processes that steps call in files which the notes name."""
    calls = {reference: step.calls for reference, step in notes.steps.items() if step.calls}
    nodes = {reference: process_map.find(reference) for reference in calls}
    named = {node.id: folder / calls[reference] for reference, node in nodes.items() if node is not None}
    if not named:
        return process_map
    found = with_called(process_map.definitions, named)
    return process_map if found is process_map.definitions else build_map(found)


def _carried(process_map: ProcessMap) -> AnnotatedMap:
    """Return a map with the notes in its own file; a bare map where it carries none."""
    document, problems = extension_document(process_map)
    if document is None:
        return AnnotatedMap(map=process_map, files=_files(process_map))
    folder = Path(document.file).parent if document.file else None
    return _joined(process_map, _records(process_map, document, problems), document, folder)


def _overruled(process_map: ProcessMap) -> ProcessMap:
    """Return the map with the advice that its own notes, if there are any, do not count."""
    if not extensions(process_map.definitions, NAMESPACE):
        return process_map
    message = "the map carries notes of its own, which are not used, because others were given"
    remedy = "Give none to use them. Written out, the map carries those that were given."
    advice = Problem("RE349", message, remedy, process_map.definitions.source, "advice")
    return replace(process_map, problems=(*process_map.problems, advice))


def _records(process_map: ProcessMap, document: Document, problems: list[Problem]) -> Annotations:
    """Return the records of a document; `problems` are those found while reading it."""
    try:
        records = validate(Annotations, document, error=AnnotationError)
    except AnnotationError as fault:
        found = [*problems, *fault.problems, *_further(process_map, document)]
        raise AnnotationError(_in_order(found) if problems else found) from None
    if problems:
        raise AnnotationError(_in_order([*problems, *_further(process_map, document)]))
    return records


def read_notes(process_map: ProcessMap, data: bytes, name: str) -> Document:
    """Return the plain data of annotations, from YAML or from a workbook."""
    if data[:2] == b"PK":
        from reengineer.annotations._from_workbook import workbook_document

        return workbook_document(data, name, process_map)
    return read_yaml(data, name=name, error=AnnotationError)


def _joined(
    process_map: ProcessMap, notes: Annotations, document: Document | None, folder: Path | None = None
) -> AnnotatedMap:
    filled, problems = with_observations(notes, folder, document) if folder else (notes, [])
    resolver = Resolver(process_map, document)
    resolved = resolver.resolve(filled)
    if found := [*problems, *resolver.problems]:
        raise AnnotationError(_in_order(found))
    return AnnotatedMap(map=process_map, notes=resolved, files=_files(process_map))


def _further(process_map: ProcessMap, document: Document) -> list[Problem]:
    """Return what is wrong in the part of a file that can be read, when another part cannot."""
    kept = salvaged(document.data)
    if kept is None:
        return []
    resolver = Resolver(process_map, document)
    resolver.resolve(kept)
    return _in_order(resolver.problems)


def _in_order(problems: list[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda problem: (problem.source.line or 0, problem.source.column or 0))


def _files(process_map: ProcessMap) -> tuple[tuple[str, str], ...]:
    definitions = process_map.definitions
    own = ((definitions.file, sha256(definitions.original)),) if definitions.original else ()
    others = dict.fromkeys(process.source.file for process in definitions.processes)
    return (*own, *((file, sha256(Path(file).read_bytes())) for file in others if file and file != definitions.file))
