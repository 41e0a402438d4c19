"""Every real map that is sound runs on assumptions, or is refused by name with its place; nothing else happens."""

import json
from pathlib import Path

import pytest

from reengineer.annotations import assume_all
from reengineer.bpmn import read_bpmn
from reengineer.errors import InternalError, Problem, ReengineerError
from reengineer.processmap import build_map
from reengineer.simulation import RunSettings
from reengineer.simulation._program import Program
from reengineer.simulation.compiling._compile import compile_model
from reengineer.simulation.loop._engine import run_in_loop

pytestmark = pytest.mark.slow

RUNS = RunSettings(length="2 weeks", end="cut")
LEAST_SHARE = 0.8
"""Of the maps, at least so many run; most of the others have steps that nothing leads to."""


def ran(path: Path) -> bool:
    """Run a map; say whether it was not refused."""
    problems = refusals(path)
    assert all(problem.code.startswith("RE") and problem.message and problem.remedy for problem in problems), path
    return not problems


def refusals(path: Path) -> tuple[Problem, ...]:
    try:
        run_in_loop(compiled(path), 1, 0, keep_log=True)
    except InternalError:
        raise
    except ReengineerError as error:
        return error.problems
    return ()


def compiled(path: Path) -> Program:
    return compile_model(assume_all(build_map(read_bpmn(path))), RUNS)


def test_real_maps_run_or_are_refused_by_name(shared: Path) -> None:
    corpus = shared / "corpus"
    entries = json.loads((corpus / "manifest.json").read_text(encoding="utf-8"))["files"]
    wanted = [corpus / entry["file"] for entry in entries if entry["expect"] == "parse"]
    outcomes = [ran(path) for path in wanted]
    assert sum(outcomes) >= LEAST_SHARE * len(outcomes)
