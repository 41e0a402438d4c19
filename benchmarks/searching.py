"""Time the first rung of a search, and say how much of the front of a large space a search finds for its budget.

    python benchmarks/searching.py                     complaints: candidates a minute of processor time, one core
    python benchmarks/searching.py front               volume found against budget, beside all of 2,000 candidates

Candidates are judged by the boundary, made, compiled and run three times, as `reengineer optimise` does it. Seconds are
of the processor, so that other programs count for less.
"""

import importlib.util
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from reengineer.annotations import annotate
from reengineer.bpmn import read_bpmn
from reengineer.review import Review, load_review, prepare_search
from reengineer.search import RUNGS, SearchPlan, Space, Study, optimise
from reengineer.search._memory import Memory
from reengineer.search._propose import Proposer, screening
from reengineer.search._race import undominated
from reengineer.search._runner import Runner, run_as_is
from reengineer.simulation import RunSettings, compiled

COMPLAINTS = "scenarios/complaints"
LENGTHS = ({"cases": 2000}, {})
COUNT = 60


def runner_of(review: Review) -> tuple[Study, Runner]:
    study, space = prepare_search(review)
    return study, Runner(study, space, run_as_is(study, None, "auto"), Memory(folder=None, context=""))


def first_rung(review: Review) -> None:
    """Print how many candidates a minute are judged and run three times: those of screening, then mixed ones."""
    _, runner = runner_of(review)
    space = runner.space
    known = {space.as_is}
    points = screening(space, COUNT // 2)
    known.update(points)
    mixed = Proposer(space, 1, known.__contains__).next(points, COUNT)
    # What is loaded on first use is no part of a candidate.
    runner.run([(runner.candidate(screening(space, 1)[0]), RUNGS[0])], None, "auto", lambda _: None)
    began = time.process_time()
    judged = [runner.candidate(point) for point in (*points, *mixed)]
    able = [each for each in judged if each.standing == "permitted"][:COUNT]
    told = time.process_time()
    runner.run([(each, RUNGS[0]) for each in able], None, "auto", lambda _: None)
    ended = time.process_time()
    ran = sum(each.n > 0 for each in able)
    extent = f"{review.run.cases} cases" if review.run.cases else "the length of the review"
    print(
        f"{extent}: {len(judged)} judged in {told - began:.2f} s, {ran} run in {ended - told:.2f} s; "
        f"{60 * ran / (ended - began):,.0f} first-rung candidates a minute"
    )


def fronts(budgets: Sequence[int]) -> None:
    """Print what a search of 2,000 points of the tests' process covers, beside all of them run three times."""
    tools, study, space = desk()
    runner = Runner(study, space, run_as_is(study, None, "auto"), Memory(folder=None, context=""))
    able = [each for each in map(runner.candidate, space.points()) if each.standing == "permitted"]
    runner.run([(each, RUNGS[0]) for each in able], None, "auto", lambda _: None)
    by_point = {each.point: each.estimates for each in able if each.n}
    rows = np.stack(list(by_point.values()))
    worst = rows.max(axis=0) + 1e-9
    whole = tools.hypervolume(front(rows), worst)
    print(f"{space.size:,} points, {len(rows):,} of them can be run, {len(front(rows))} on the front")
    for budget in budgets:
        began = time.process_time()
        found = optimise(study, space, SearchPlan(budget=budget, retest=2))
        tried = [by_point[each.point] for each in found.searched.candidates if each.point in by_point and each.n]
        share = tools.hypervolume(front(np.stack(tried)), worst) / whole
        seconds = time.process_time() - began
        print(f"budget {budget:,}: {len(tried):,} tried, {share:.1%} of the volume, {seconds:.1f} s")


def desk() -> tuple[Any, Study, Space]:
    """Return the helpers of the tests, their small process and a space of 2,000 points over it."""
    path = Path(__file__).resolve().parents[1] / "tests" / "search" / "conftest.py"
    spec = importlib.util.spec_from_file_location("searching_desk", path)
    assert spec is not None and spec.loader is not None  # noqa: PT018
    tools = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tools)
    with tempfile.TemporaryDirectory() as folder:
        notes = Path(folder) / "annotations.yaml"
        notes.write_text(tools.NOTES, encoding="utf-8")
        as_is = annotate(read_bpmn(tools.BPMN.encode()), notes)
    run = RunSettings(length="1 day", seed=5)
    study = Study(as_is=as_is, boundary=None, as_of=date(2026, 1, 5), criteria=tools.CRITERIA, run=run)
    levers = (
        tools.quicker("note", 9, 0.8),
        tools.quicker("answer", 9, 1.6),
        tools.people("clerk", -1, 1, 2, 3),
        tools.people("expert", 1, 2, 3),
    )
    return tools, study, Space(levers=levers)


def front(rows: "npt.NDArray[np.float64]") -> "npt.NDArray[np.float64]":
    return rows[undominated(rows, [0] * len(rows), np.zeros(rows.shape[1]))]


def main() -> None:
    print(f"compiled: {compiled()}")
    if sys.argv[1:2] == ["front"]:
        fronts((600, 1000, 1500, 3000))
        return
    review = load_review(COMPLAINTS)
    for changes in LENGTHS:
        first_rung(review.with_run(review.run.model_copy(update={**changes, **({"length": None} if changes else {})})))


if __name__ == "__main__":
    main()
