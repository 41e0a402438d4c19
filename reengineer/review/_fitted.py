"""Make a review folder from an event log and a map."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from reengineer.annotations import AnnotatedMap
from reengineer.bpmn import read_bpmn, write_bpmn
from reengineer.calibration import (
    Fidelity,
    Fitted,
    Items,
    assess,
    fit_evidence,
    gate,
    items_of,
    prepare,
    split,
    starting_at,
)
from reengineer.errors import Problem
from reengineer.eventlog import LogColumns, LogReading, read_log
from reengineer.files import dump_yaml, read_yaml, write_bytes_atomic, write_text_atomic
from reengineer.processmap import ProcessMap, build_map
from reengineer.review._init import MAP, new_review

NOTES = "annotations.yaml"
GIVEN = "given.bpmn"
REPORT = "fit.json"
FEWEST = 30
"""Cases below which none are held back: what is left would say too little."""

BASELINE = """\
# How well the process as it is agrees with the last cases of the log, which were not used to find this out.
baseline: {{predicted: {predicted}, held_back: {held_back}, cases: {cases}, within: {within}}}
"""

STRICT = """\
# An option for the folder options: it lets the model do what the map says, and nothing besides.
id: as-drawn
title: Every case keeps to the map
changes:
{changes}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class FitPlan:
    """Say how a log is to be fitted.

    Parameters
    ----------
    columns : LogColumns
        Which column of the log holds what, where names do not tell.
    timezone : str
        Zone of instants without an offset.
    labels : mapping of str to str
        What labels of the log stand for in the map, where names do not tell.
    departures : bool
        Whether what cases do besides the map is drawn into the model.
    test : path or None
        A log of later cases to compare with, where the clock of the review starts too; the last fifth of the log where
        None.
    check : bool
        Whether to compare with cases held back at all.
    within : float
        How far the mean cycle time may be off, as a share, for decisions to rest on the model.
    replications, seed : int
    """

    columns: LogColumns = field(default_factory=LogColumns)
    timezone: str = "UTC"
    labels: Mapping[str, str] = field(default_factory=dict)
    departures: bool = True
    test: Path | None = None
    check: bool = True
    within: float = 0.1
    replications: int = 5
    seed: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitting:
    """Hold what came of fitting a log.

    Parameters
    ----------
    folder : Path or None
        The review that was made.
    reading : LogReading
    fitted : Fitted
    fidelity : Fidelity or None
        None where nothing was held back.
    problems : tuple of Problem
        What a reader should know, of the log and of the model.
    """

    folder: Path | None
    reading: LogReading
    fitted: Fitted
    fidelity: Fidelity | None
    problems: tuple[Problem, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "schema": "reengineer/fit/1",
            "log": {
                "rows": self.reading.rows,
                "left_out": self.reading.refused,
                "columns": self.reading.columns.as_dict(),
            },
            "fit": self.fitted.report.to_dict(),
            "fidelity": None if self.fidelity is None else self.fidelity.to_dict(),
            "findings": [problem.as_dict() for problem in self.problems],
        }


def fit_review(log: str | Path, bpmn: str | Path, folder: str | Path | None, plan: FitPlan | None = None) -> Fitting:
    """Fit a model to a log, say how faithful it is, and make a review folder of it.

    The model is fitted to the first cases and compared with the last ones, then fitted to all of them.

    Parameters
    ----------
    log, bpmn : path
    folder : path or None
        Made if it is not there; it must be empty. None: nothing is written.
    plan : FitPlan, optional

    Raises
    ------
    InputError
        If the log or the map cannot be read, or have nothing in common.
    """
    plan = plan or FitPlan()
    reading = read_log(log, plan.columns, timezone=plan.timezone)
    process_map = build_map(read_bpmn(bpmn))
    items = items_of(reading.log)
    fitted = fit_evidence(prepare(items, process_map, plan.labels), departures=plan.departures)
    later = None if plan.test is None else items_of(read_log(plan.test, plan.columns, timezone=plan.timezone).log)
    if later is not None:
        fitted = replace(fitted, annotations=starting_at(fitted.annotations, int(later.arrivals.min())))
    fidelity = _fidelity(items, process_map, fitted, later, plan) if plan.check else None
    problems = [*reading.problems, *fitted.report.remarks]
    if fidelity is not None:
        problems.extend(filter(None, [gate(fidelity, plan.within)]))
    fitting = Fitting(folder=None, reading=reading, fitted=fitted, fidelity=fidelity, problems=tuple(problems))
    if folder is None:
        return fitting
    made = _written(Path(folder), process_map, fitting, plan.within)
    return Fitting(folder=made, reading=reading, fitted=fitted, fidelity=fidelity, problems=tuple(problems))


def _fidelity(
    items: Items, process_map: ProcessMap, fitted: Fitted, later: Items | None, plan: FitPlan
) -> Fidelity | None:
    if later is None and items.cases < FEWEST:
        return None
    if later is not None:
        return assess(fitted.annotations, items, later, replications=plan.replications, seed=plan.seed)
    train, held = split(items)
    first = fit_evidence(prepare(train, process_map, plan.labels), departures=plan.departures)
    return assess(first.annotations, train, held, replications=plan.replications, seed=plan.seed)


def _written(folder: Path, process_map: ProcessMap, fitting: Fitting, within: float) -> Path:
    annotated = fitting.fitted.annotations
    drawn = write_bpmn(annotated.map.definitions)
    original = process_map.definitions.original

    def fill(made: Path) -> None:
        write_bytes_atomic(made / MAP, drawn)
        if drawn != original:
            write_bytes_atomic(made / GIVEN, original)
        write_text_atomic(made / NOTES, dump_yaml(annotated.notes.to_data()))
        write_text_atomic(made / REPORT, json.dumps(fitting.to_dict(), indent=2, ensure_ascii=False) + "\n")

    name = process_map.definitions.name or Path(process_map.definitions.file).stem
    made = new_review(folder, annotated.map, fill, name=name, notes=NOTES)
    if fitting.fitted.strict:
        changes = "\n".join(_followed(annotated, fitting.fitted.strict))
        write_text_atomic(made / "as-drawn.yaml", STRICT.format(changes=changes))
    if fitting.fidelity is not None:
        _state_baseline(made / "review.yaml", fitting.fidelity, within)
    return made


def _followed(annotated: AnnotatedMap, strict: Mapping[str, str]) -> Iterator[str]:
    """Give the changes that make every case keep to the map."""
    for gateway, flow in strict.items():
        line = {"change_routing": {"gateway": gateway, "flow": flow, "probability": 1}}
        if annotated.map.is_split(gateway):
            yield f"  - {dump_yaml(line, flow=True)}"


def _state_baseline(path: Path, fidelity: Fidelity, within: float) -> None:
    """Put into the plan how well the model agrees with what was observed."""
    text = path.read_text(encoding="utf-8")
    stated = BASELINE.format(
        predicted=f"{fidelity.cycle_h:.4g} h",
        held_back=f"{fidelity.observed_h:.4g} h",
        cases=fidelity.cases,
        within=f"{within:g}",
    )
    head, run, tail = text.partition("run: ")
    write_text_atomic(path, f"{head}{stated}{run}{tail}")
    read_yaml(path.read_bytes(), name=str(path))
