"""Tell by content what files are given, and read a map with its notes out of them, in whatever form they are."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from reengineer._records import dataclass
from reengineer.annotations import NAMESPACE, AnnotatedMap, Annotations, annotate
from reengineer.bpmn import Definitions, extensions, has_namespace, read_bpmn
from reengineer.errors import Problem, UsageError
from reengineer.files import read_bytes
from reengineer.interop import (
    BPSIM_NAMESPACES,
    QBP_NAMESPACE,
    Imported,
    is_drawing,
    read_bpsim,
    read_drawing,
    read_prosimos,
    read_qbp,
)
from reengineer.review._folder import REVIEW_FILE
from reengineer.review._map_files import is_map
from reengineer.review._read import load_review
from reengineer.simulation import RunSettings
from reengineer.source import Source

OTHER_ENDINGS = {".xes": "an event log (XES)", ".csv": "a table (CSV)", ".xpdl": "XPDL"}
MOST_BYTES = 64 * 1024 * 1024
WANTED = "Give a map, notes, a drawing, a model of another tool or a review."


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Hold what was read.

    Parameters
    ----------
    annotated : AnnotatedMap
    run : RunSettings or None
        Where the files say how long and how often to run.
    advice : tuple of Problem
        What is to be known of the reading.
    """

    annotated: AnnotatedMap
    run: RunSettings | None = None
    advice: tuple[Problem, ...] = ()


def refusal(code: str, message: str, remedy: str, path: Path | str) -> UsageError:
    """Return the error that says why files are not converted."""
    return UsageError([Problem(code, message, remedy, Source(file=str(path)))])


def read_given(inputs: Sequence[Path], scenario: str | None = None) -> Given:
    """Read a map with what is known of it.

    Parameters
    ----------
    inputs : sequence of Path
        In any order.
    scenario : str, optional
        Of a file with several of BPSim.

    Raises
    ------
    UsageError
        RE351, RE352, RE354: a form that is not read, files that do not go together, no notes.
    InputError
        With what is wrong in a file.
    """
    found = _told_apart(inputs)
    if "review" in found:
        review = load_review(found["review"])
        return Given(annotated=review.as_is, run=review.run)
    if "drawing" in found:
        return _of_import(read_drawing(found["drawing"]), found)
    if "parameters" in found:
        return _of_import(read_prosimos(found["map"], found["parameters"]), found)
    definitions = read_bpmn(found["map"])
    if "notes" in found:
        return Given(annotated=annotate(definitions, found["notes"]))
    imported = _carried(definitions, scenario)
    if imported is not None:
        return _of_import(imported, found)
    annotated = annotate(definitions)
    if annotated.notes == Annotations():
        remedy = "Give a file of notes as well, or make one with: reengineer init MAP.bpmn"
        message = "the map carries no notes, so there is nothing to convert"
        raise refusal("RE354", message, remedy, found["map"])
    return Given(annotated=annotated)


def _of_import(imported: Imported, found: dict[str, Path]) -> Given:
    """Return what was read of another tool's file; notes that are given beside it count instead of its own."""
    annotated = annotate(imported.map.map, found["notes"]) if "notes" in found else imported.map
    return Given(annotated=annotated, run=imported.run, advice=imported.problems)


def _carried(definitions: Definitions, scenario: str | None) -> Imported | None:
    """Read what another simulator has written into a map that has no notes of ours; None where there is no such."""
    if extensions(definitions, NAMESPACE):
        return None
    if has_namespace(definitions, QBP_NAMESPACE) and scenario is None:
        imported = read_qbp(definitions)
        if any(has_namespace(definitions, namespace) for namespace in BPSIM_NAMESPACES):
            message = "not used: the data of BPSim, because those of QBP are read; name a scenario to read them"
            told = Problem("RE130", message, "", definitions.source, "advice")
            return replace(imported, ignored=(*imported.ignored, told))
        return imported
    if any(has_namespace(definitions, namespace) for namespace in BPSIM_NAMESPACES):
        return read_bpsim(definitions, scenario=scenario)
    return None


def _told_apart(paths: Sequence[Path]) -> dict[str, Path]:
    """Say by content what each input is."""
    found: dict[str, Path] = {}
    for path in paths:
        kind = _kind(path)
        if kind in found:
            remedy = "Give one map and one file of notes, or one review."
            raise refusal("RE352", f"this is a second {kind}, beside {found[kind]}", remedy, path)
        found[kind] = path
    if "review" in found and len(found) > 1:
        raise refusal("RE352", "a review names its own map and notes", "Give the review alone.", found["review"])
    if "parameters" in found and set(found) != {"map", "parameters"}:
        message = "a model of Prosimos is a map and one file of parameters"
        raise refusal("RE352", message, "Give the two alone.", found["parameters"])
    if {"drawing", "map"} <= found.keys():
        raise refusal("RE352", "a drawing is a map already", "Give one of the two.", found["drawing"])
    if not found.keys() & {"review", "map", "drawing"}:
        remedy = "Give the map that the notes are about as well."
        raise refusal("RE352", "these are notes, and no map is given", remedy, paths[0])
    return found


def _kind(path: Path) -> str:
    if path.is_dir() or path.name == REVIEW_FILE:
        return "review"
    data = read_bytes(path, max_bytes=MOST_BYTES)
    if is_drawing(path, data):
        return "drawing"
    if data[:2] == b"PK":
        return "notes"
    start = data[:2000].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    ending = path.suffix.lower()
    if start.startswith(b"<") and (b"/XPDL" in start or b"<Package" in start or b"/2009/XPDL" in start):
        ending = ".xpdl"
    elif start.startswith(b"<") or is_map(path):
        return "map"
    if start.startswith(b"{") and ending not in (".yaml", ".yml"):
        return "parameters"
    if other := OTHER_ENDINGS.get(ending):
        remedy = "Export it as BPMN 2.0 (.bpmn)." if ending == ".xpdl" else WANTED
        raise refusal("RE351", f"{other} cannot be read by convert", remedy, path)
    return "notes"
