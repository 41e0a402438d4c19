"""Give tests a small process with two steps, and spaces of any size over it."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from reengineer.annotations import AnnotatedMap, annotate
from reengineer.boundaries import Boundary
from reengineer.bpmn import read_bpmn
from reengineer.criteria import Criterion
from reengineer.options import parse_change
from reengineer.search import Lever, Setting, Space, Study
from reengineer.search._space import written_change
from reengineer.simulation import RunSettings

BPMN = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="http://example.org/desk">
  <process id="desk" isExecutable="false">
    <startEvent id="asked"/><userTask id="note" name="Note"/><userTask id="answer" name="Answer"/><endEvent id="told"/>
    <sequenceFlow id="a" sourceRef="asked" targetRef="note"/><sequenceFlow id="b" sourceRef="note" targetRef="answer"/>
    <sequenceFlow id="c" sourceRef="answer" targetRef="told"/>
  </process>
</definitions>
"""
NOTES = """
version: 1
currency: EUR
clock: {start: 2026-01-05, timezone: Europe/Berlin}
calendars: {office: {mon-fri: "09:00-17:00"}}
cases: {question: {start: asked, arrivals: {every: exponential(20 min), calendar: office}}}
resources:
  clerk: {members: 2, calendar: office, cost: 20 EUR/h}
  expert: {members: 2, calendar: office, cost: 40 EUR/h}
steps:
  note: {role: clerk, duration: exponential(20 min)}
  answer: {role: expert, duration: exponential(24 min)}
"""
BOUNDARY = """
version: 1
process: desk
permitted_changes:
  - {op: change_duration}
  - {op: change_cost}
  - {op: change_headcount, roles: [clerk, expert], min: -1, max: 3}
constraints:
  headcount: {total_max: 7}
"""
CRITERIA = (
    Criterion(id="cycle", measure="cycle_time", clock="working", unit="min", better="lower", smallest_change=2),
    Criterion(id="fees", measure="activity_cost", better="lower", smallest_change=0.5),
    Criterion(id="pay", measure="resourcing_cost", better="lower", smallest_change=2),
)


def lever(name: str, *settings: Sequence[str]) -> Lever:
    """Return a lever whose settings are given as lines of changes."""
    found = []
    for lines in settings:
        changes = tuple(parse_change(line) for line in lines)
        title = "; ".join(change.title for change in changes)
        found.append(Setting(title=title, changes=changes, written=tuple(written_change(each) for each in changes)))
    return Lever(id=name, title=name, settings=tuple(found))


def quicker(step: str, count: int, price: float) -> Lever:
    """Return a lever that makes a step quicker, each setting for a fee more."""
    return lever(
        f"{step} quicker",
        *(
            [
                f"change_duration {step} factor={1 - 0.6 * number / count:.3f}",
                f"change_cost {step} fixed_cost='{price * number:.2f} EUR'",
            ]
            for number in range(1, count + 1)
        ),
    )


def people(group: str, *by: int) -> Lever:
    """Return a lever for the headcount of a group."""
    return lever(f"people {group}", *([f"change_headcount {group} by={number}"] for number in by))


NOTE = lever("note", ["change_duration note factor=0.4", "change_cost note fixed_cost='6 EUR'"],
             ["change_duration note factor=1.3"])  # fmt: skip
SMALL = Space(levers=(NOTE, people("clerk", -1, 1), people("expert", 4)))


@pytest.fixture(scope="session")
def tools() -> SimpleNamespace:
    """Return the helpers of this file, which tests cannot import."""
    return SimpleNamespace(
        SMALL=SMALL, lever=lever, quicker=quicker, people=people, hypervolume=hypervolume, files=files
    )


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> AnnotatedMap:
    notes = tmp_path_factory.mktemp("desk") / "annotations.yaml"
    notes.write_text(NOTES, encoding="utf-8")
    return annotate(read_bpmn(BPMN.encode()), notes)


@pytest.fixture(scope="session")
def study(desk: AnnotatedMap) -> Study:
    return Study(
        as_is=desk,
        boundary=Boundary.read(BOUNDARY.encode()),
        as_of=date(2026, 1, 5),
        criteria=CRITERIA,
        run=RunSettings(length="2 days", replications=10, seed=3),
    )


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Return a list that fills with the name of every option that is simulated, once a run."""
    from reengineer.search import _retest, _runner

    names: list[str] = []
    real = _runner.run_models

    def run_models(models: Sequence[Any], *others: Any) -> Any:
        names.extend(model.job.name for model in models)
        return real(models, *others)

    monkeypatch.setattr(_runner, "run_models", run_models)
    monkeypatch.setattr(_retest, "run_models", run_models)
    return names


def hypervolume(rows: "np.ndarray[Any, np.dtype[np.float64]]", worst: "np.ndarray[Any, Any]") -> float:
    """Return the volume that rows are better than, less being better, up to a corner."""
    inside = rows[(rows < worst).all(axis=1)]
    if not len(inside):
        return 0.0
    if rows.shape[1] == 1:
        return float(worst[0] - inside.min())
    order = inside[inside[:, -1].argsort(kind="stable")]
    ends = [*order[1:, -1].tolist(), float(worst[-1])]
    return sum(
        (end - float(row[-1])) * hypervolume(order[: place + 1, :-1], worst[:-1])
        for place, (row, end) in enumerate(zip(order, ends, strict=True))
        if end > row[-1]
    )


def files(folder: Path) -> dict[str, bytes]:
    """Return what stands in a folder, by path."""
    return {str(each.relative_to(folder)): each.read_bytes() for each in sorted(folder.rglob("*")) if each.is_file()}
