"""Give the tests small processes, runs of them, and the draws in both of their forms."""

import importlib.util
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import strategies as st

from reengineer.annotations import AnnotatedMap, annotate
from reengineer.bpmn import read_bpmn
from reengineer.simulation._checks import check_run
from reengineer.simulation._hooks import Hooks
from reengineer.simulation._items import RawRun
from reengineer.simulation._log import COLUMNS
from reengineer.simulation._program import Program
from reengineer.simulation._settings import RunSettings
from reengineer.simulation._sketch import Sketch
from reengineer.simulation.compiling._compile import compile_model
from reengineer.simulation.reference import ReferenceEngine

TAGS = {
    "S": "startEvent",
    "E": "endEvent",
    "G": "exclusiveGateway",
    "F": "parallelGateway",
    "J": "parallelGateway",
    "T": "intermediateCatchEvent",
    "M": "messageCatch",
}


def _sketch(chains: str, /, **notes: Any) -> Sketch:
    pairs = [tuple(part.split()) for part in chains.split(",")]
    ends = [ends for chain in pairs for ends in pairwise(chain)]
    names = dict.fromkeys(name for pair in ends for name in pair)
    ordered = ["S", *(name for name in names if name not in ("S", "E")), *(["E"] if "E" in names else [])]
    nodes = {name: TAGS.get(name[0], "task") if name.isalpha() or name[1:].isdigit() else "task" for name in ordered}
    demand = {"cases": {"case": {"start": "S", "arrivals": "60 min"}}}
    return Sketch(nodes=nodes, flows=ends, notes=demand | notes)


@pytest.fixture(scope="session")
def sketch() -> Callable[..., Sketch]:
    """Return the function that makes a process of chains: ``sketch("S A E", steps={..})``.

    The first letter says what a node is: S start, E end, G exclusive, F or J parallel, T an event of no kind, M a
    message event; all else is a task. A case arrives every hour.
    """
    return _sketch


def _rows(program: Program, raw: RawRun) -> list[dict[str, Any]]:
    rows = []
    for values in raw.log.rows.tolist():
        row: dict[str, Any] = dict(zip(COLUMNS, values, strict=True))
        row["element"] = program.names.elements[row["element"]]
        first, count = row["member_first"], row["member_count"]
        row["who"] = "+".join(program.names.members[int(place)] for place in raw.log.members[first : first + count])
        rows.append({name: _minutes(name, value) for name, value in row.items()})
    return rows


def _minutes(name: str, value: Any) -> Any:
    times = ("enabled", "ready", "allocated", "started", "completed", "work")
    if name in times or name.startswith("wait_"):
        return None if value < 0 else value / 60e6
    return value / 1e6 if name == "cost" else value


@pytest.fixture(scope="session")
def rows_of() -> Callable[[Program, RawRun], list[dict[str, Any]]]:
    """Return the function that gives the rows of a log as dictionaries, in minutes and whole money."""
    return _rows


@pytest.fixture(scope="session")
def run() -> Callable[..., list[dict[str, Any]]]:
    """Return the function that runs a sketch and gives its rows, checked against the laws of every run."""

    def rows(made: Sketch, hooks: Hooks | None = None, **settings: Any) -> list[dict[str, Any]]:
        program = compile_model(made.annotated(), RunSettings(**({"cases": 3} | settings)))
        raw = ReferenceEngine(program, 1, 0, hooks).run()
        check_run(program, raw)
        return _rows(program, raw)

    return rows


@pytest.fixture(scope="session")
def waits() -> Callable[[Mapping[str, Any]], dict[str, float]]:
    """Return the function that gives the waits of a row that are not 0."""
    return lambda row: {
        name.removeprefix("wait_"): value for name, value in row.items() if name.startswith("wait_") and value
    }


def _beside(name: str) -> ModuleType:
    """Import a module of this folder, which is no package."""
    spec = importlib.util.spec_from_file_location(f"{name}_of_simulation", Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def sketches() -> st.SearchStrategy[Sketch]:
    """Return the strategy that draws processes at random."""
    strategy: st.SearchStrategy[Sketch] = _beside("sketching").sketches()
    return strategy


@pytest.fixture(scope="session")
def modelling() -> ModuleType:
    """Return the module that draws models of every construct at random."""
    return _beside("modelling")


@pytest.fixture(scope="session")
def import_plain() -> Callable[[str], ModuleType]:
    """Return the function that imports a module as Python runs it, even where it is compiled."""
    function: Callable[[str], ModuleType] = _beside("plain_modules").import_plain
    return function


@pytest.fixture(scope="session")
def plain(import_plain: Callable[[str], ModuleType]) -> ModuleType:
    """Return the module of draws as Python runs it, even where it is compiled."""
    return import_plain("reengineer.simulation._draws")


@pytest.fixture(scope="session")
def plain_quantiles(import_plain: Callable[[str], ModuleType]) -> ModuleType:
    """Return the module of quantiles as Python runs it, even where it is compiled."""
    return import_plain("reengineer.simulation._quantiles")


@pytest.fixture
def call_centre() -> AnnotatedMap:
    """Return the call centre of the samples, with abandonment and redial."""
    model = Path(__file__).resolve().parents[2] / "models" / "callcentre"
    return annotate(read_bpmn(model / "as-is.bpmn"), model / "annotations.yaml")
