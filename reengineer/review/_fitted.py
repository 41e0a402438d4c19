"""Make a review folder from an event log and a map."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from pathlib import Path
from typing import Any

from reengineer._records import dataclass
from reengineer.annotations import AnnotatedMap, Refits
from reengineer.bpmn import read_bpmn, write_bpmn
from reengineer.calibration import (
    Evidence,
    Fidelity,
    Fitted,
    Items,
    assess,
    bootstrap,
    fit_evidence,
    gate,
    items_of,
    nearly_full,
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
REFITS = "refits.json"
FEWEST = 30
"""Cases below which none are held back: what is left would say too little."""

BASELINE = """\
# How well the process as it is agrees with the last cases of the log, which were not used to find this out.
baseline: {{predicted: {predicted}, held_back: {held_back}, cases: {cases}, within: {within}}}
"""

REDRAWN = """\
# What the model would have been with other cases: uncertain inputs are drawn from these {count} refits.
refits: {file}
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
    refits : int
        How often the model is refitted to cases drawn anew, 0 to 1,000.
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
    refits: int = 0


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
    refits : Refits or None
        The model refitted to cases drawn anew; None where that was not asked for.
    """

    folder: Path | None
    reading: LogReading
    fitted: Fitted
    fidelity: Fidelity | None
    problems: tuple[Problem, ...]
    refits: Refits | None = None

    @property
    def load(self) -> dict[str, float]:
        """Return the work offered to each group of the model, as a share of the work that it can do."""
        return self.fitted.annotations.offered_load()

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
            "load": {group: round(load, 4) for group, load in self.load.items()},
            "refits": 0 if self.refits is None else len(self.refits),
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
    evidence = prepare(items, process_map, plan.labels)
    fitted = fit_evidence(evidence, departures=plan.departures)
    later = None if plan.test is None else items_of(read_log(plan.test, plan.columns, timezone=plan.timezone).log)
    if later is not None:
        fitted = replace(fitted, annotations=starting_at(fitted.annotations, int(later.arrivals.min())))
    fidelity = _fidelity(items, process_map, fitted, later, plan) if plan.check else None
    problems = [*reading.problems, *fitted.report.remarks, *nearly_full(fitted.annotations.offered_load())]
    if fidelity is not None:
        problems.extend(filter(None, [gate(fidelity, plan.within)]))
    fitting = Fitting(
        folder=None,
        reading=reading,
        fitted=fitted,
        fidelity=fidelity,
        problems=tuple(problems),
        refits=_refits(evidence, fitted, plan),
    )
    if folder is None:
        return fitting
    return replace(fitting, folder=_written(Path(folder), process_map, fitting, plan.within))


def _refits(evidence: Evidence, fitted: Fitted, plan: FitPlan) -> Refits | None:
    if not plan.refits:
        return None
    drawn = bootstrap(evidence, plan.refits, departures=plan.departures, seed=plan.seed)
    return Refits.of(fitted.annotations.notes, [each.notes for each in drawn])


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

        if fitting.refits is not None:
            write_text_atomic(made / REFITS, fitting.refits.to_json())

    name = process_map.definitions.name or Path(process_map.definitions.file).stem
    made = new_review(folder, annotated.map, fill, name=name, notes=NOTES)
    if fitting.fitted.strict:
        changes = "\n".join(_followed(annotated, fitting.fitted.strict))
        write_text_atomic(made / "as-drawn.yaml", STRICT.format(changes=changes))
    if fitting.fidelity is not None:
        _state(made / "review.yaml", _baseline(fitting.fidelity, within))
    if fitting.refits is not None:
        _state(made / "review.yaml", REDRAWN.format(count=len(fitting.refits), file=REFITS))
    return made


def _followed(annotated: AnnotatedMap, strict: Mapping[str, str]) -> Iterator[str]:
    """Give the changes that make every case keep to the map."""
    for gateway, flow in strict.items():
        line = {"change_routing": {"gateway": gateway, "flow": flow, "probability": 1}}
        if annotated.map.is_split(gateway):
            yield f"  - {dump_yaml(line, flow=True)}"


def _baseline(fidelity: Fidelity, within: float) -> str:
    """Return the lines that say how well the model agrees with what was observed."""
    return BASELINE.format(
        predicted=f"{fidelity.cycle_h:.4g} h",
        held_back=f"{fidelity.observed_h:.4g} h",
        cases=fidelity.cases,
        within=f"{within:g}",
    )


def _state(path: Path, stated: str) -> None:
    """Put lines into the plan, before what it says of the run."""
    text = path.read_text(encoding="utf-8")
    head, run, tail = text.partition("run: ")
    write_text_atomic(path, f"{head}{stated}{run}{tail}")
    read_yaml(path.read_bytes(), name=str(path))
