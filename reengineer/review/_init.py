"""Make a review folder for a map, with a workbook to fill in."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from reengineer.annotations import prefill_workbook
from reengineer.bpmn import read_bpmn
from reengineer.errors import Problem, UsageError
from reengineer.files import dump_yaml, write_bytes_atomic, write_text_atomic
from reengineer.processmap import ProcessMap, build_map
from reengineer.review._boundary_form import boundary_form
from reengineer.simulation import RunSettings
from reengineer.source import Source

MAP = "as-is.bpmn"
WORKBOOK = "annotations.xlsx"
BOUNDARY = "boundary.yaml"

REVIEW = """\
# The plan of this review. Lines that begin with a number sign are notes; change the rest as you need.
version: 1
title: {title}
aims: []    # what the review is for, one sentence each, such as [Answer claims within two days]
map: {map}
annotations: {notes}
# boundary: boundary.yaml    # what decision makers agreed may change: fill the file in, then take the first sign away
options: options
criteria:
  # Add what you want to reach and what counts, such as: target: 8, minimum: 16, smallest_change: 0.5
  - {{id: cycle, measure: cycle_time, statistic: mean, clock: working, unit: h, better: lower}}
  - {{id: waiting, measure: waiting_time, statistic: mean, clock: working, unit: h, better: lower}}
  - {{id: cost, measure: activity_cost, statistic: mean, better: lower}}
run: {run}
"""
RUN = "{length: 12 weeks, warm_up: auto, replications: 10, seed: 1}"

OPTIONS = """\
An option is one way to change the process. Each has a file of its own in this folder, named as you like and ending
in .yaml. This one lets a step of this map take a fifth less time; save these lines as quicker.yaml to try it:

id: quicker
title: {title}
changes:
  - change_duration: {{step: {step}, factor: 0.8}}

Then run the review again. All that can be changed: docs/reference/operations.md of reengineer.
"""


def init_review(bpmn: str | Path, folder: str | Path) -> Path:
    """Make a review folder with a copy of the map, a prefilled workbook and a plan.

    Parameters
    ----------
    bpmn : path
        The map; read and checked before anything is written.
    folder : path
        Made if it is not there; it must be empty.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    BpmnError
        If the map cannot be read; nothing is written.
    UsageError
        If the folder holds files, or a file stands in its place.
    """
    definitions = read_bpmn(bpmn)
    process_map = build_map(definitions)

    def fill(made: Path) -> None:
        write_bytes_atomic(made / MAP, definitions.original)
        prefill_workbook(process_map, made / WORKBOOK)

    return new_review(Path(folder), process_map, fill, name=definitions.name or Path(bpmn).stem, notes=WORKBOOK)


def new_review(
    folder: Path,
    process_map: ProcessMap,
    fill: Callable[[Path], None],
    *,
    name: str,
    notes: str,
    run: RunSettings | None = None,
) -> Path:
    """Make a review folder: whatever `fill` puts into it, a plan and a first option to try.

    Parameters
    ----------
    folder : Path
        Made if it is not there; it must be empty.
    process_map : ProcessMap
    fill : function of the folder
        Writes the map and the notes.
    name : str
        Of the process.
    notes : str
        The name of the file of notes.
    run : RunSettings, optional
        What is known of how to run it; settings to begin with where left out or where nothing is said.
    """
    _check_empty(folder)
    existed = folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        fill(folder)
        _plan(folder, process_map, name, notes, run)
    except BaseException:
        _empty(folder, remove=not existed)
        raise
    return folder


def _check_empty(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        message = "it is there already and is not an empty folder"
        raise UsageError([Problem("RE640", message, "Name a new folder.", Source(file=str(folder)))])


def _empty(folder: Path, *, remove: bool) -> None:
    """Take back what was begun, and the folder too if it was made for it."""
    for path in folder.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    if remove:
        folder.rmdir()


def _plan(folder: Path, process_map: ProcessMap, name: str, notes: str, run: RunSettings | None) -> None:
    (folder / "options").mkdir()
    step = next(iter(process_map.activities), None)
    label, ref = (step.label, step.id) if step else ("a step", "ID_OF_A_STEP")
    option = OPTIONS.format(title=_quoted(f"A fifth less time for: {label}"), step=_quoted(ref))
    write_text_atomic(folder / "options" / "README.txt", option)
    write_text_atomic(folder / BOUNDARY, boundary_form(process_map))
    title = _quoted(f"Review of {_line(name)}"[:300])
    write_text_atomic(folder / "review.yaml", REVIEW.format(title=title, map=MAP, notes=notes, run=_run(run)))


def _run(run: RunSettings | None) -> str:
    """Return the settings of a run on one line of YAML."""
    stated = run.model_dump(mode="json", exclude_defaults=True) if run is not None else {}
    return dump_yaml({**stated, "seed": run.seed}, flow=True).strip() if run is not None and stated else RUN


def _line(text: str) -> str:
    return " ".join(text.split())


def _quoted(text: str) -> str:
    """Return text as YAML, on one line whatever it holds."""
    return json.dumps(_line(text), ensure_ascii=False)
