"""Time the parts of a simulation one by one, and whole runs, with pytest-benchmark.

    python -m pytest benchmarks/micro.py -o python_files=micro.py -m "" --benchmark-sort=name

Nothing is judged here: how quick a machine is changes from minute to minute. `--benchmark-compare` sets two runs beside
each other.
"""

from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

import reengineer as rg
from reengineer.annotations import AnnotatedMap, complete
from reengineer.bpmn import read_bpmn
from reengineer.calendars import OpenTime
from reengineer.processmap import build_map
from reengineer.simulation import Job, Program, RunSettings, compile_model, from_bytes, run_model, to_bytes
from reengineer.simulation._draws import DURATION, EXPONENTIAL, LOGNORMAL, sample, uniform
from reengineer.simulation._replication import Replication
from reengineer.simulation.loop._engine import run_in_loop
from reengineer.simulation.reference import ReferenceEngine

ROOT = Path(__file__).resolve().parents[1]
CASES = 2_000


@pytest.fixture(scope="module")
def annotated() -> AnnotatedMap:
    return complete(rg.load_review(ROOT / "scenarios" / "complaints").as_is)[0]


@pytest.fixture(scope="module")
def program(annotated: AnnotatedMap) -> Program:
    return compile_model(annotated, RunSettings(cases=CASES))


@pytest.fixture(scope="module")
def replication(program: Program) -> Replication:
    return run_in_loop(program, 1, 0, keep_log=False)


@pytest.fixture
def office(program: Program) -> OpenTime:
    return program.calendars[int(program.open_calendar)]


def test_uniform(benchmark: BenchmarkFixture) -> None:
    assert 0 < benchmark(uniform, 1, 0, 7, 12345, 1, DURATION) < 1


@pytest.mark.parametrize(("family", "first"), [(EXPONENTIAL, 720.0), (LOGNORMAL, 6.0)])
def test_draw(benchmark: BenchmarkFixture, family: int, first: float) -> None:
    assert benchmark(sample, family, first, 0.5, 0.0, 0.0, 0.0, 0.3) >= 0


def test_advance_over_open_time(benchmark: BenchmarkFixture, office: OpenTime) -> None:
    assert benchmark(office.advance, 0, 40 * 3_600_000_000) > 0


def test_open_time_between(benchmark: BenchmarkFixture, office: OpenTime) -> None:
    assert benchmark(office.open_between, 0, 10**13) > 0


def test_read_map(benchmark: BenchmarkFixture) -> None:
    data = (ROOT / "models" / "complaints" / "as-is.bpmn").read_bytes()
    assert build_map(benchmark(read_bpmn, data)).nodes


def test_compile(benchmark: BenchmarkFixture, annotated: AnnotatedMap) -> None:
    assert benchmark(compile_model, annotated, RunSettings(cases=CASES)).element_count


def test_write_replication(benchmark: BenchmarkFixture, replication: Replication) -> None:
    assert benchmark(to_bytes, replication, "key")


def test_read_replication(benchmark: BenchmarkFixture, replication: Replication) -> None:
    assert benchmark(from_bytes, to_bytes(replication, "key"), "key")


@pytest.mark.parametrize("log", [True, False], ids=["logged", "streamed"])
def test_loop(benchmark: BenchmarkFixture, program: Program, log: bool) -> None:
    assert len(benchmark(run_in_loop, program, 1, 0, keep_log=log).cases) == CASES


def test_reference_engine(benchmark: BenchmarkFixture, program: Program) -> None:
    raw = benchmark.pedantic(lambda: ReferenceEngine(program, 1, 0).run(), rounds=2)
    assert len(raw.cases) == CASES


def test_whole_run(benchmark: BenchmarkFixture, annotated: AnnotatedMap) -> None:
    settings = RunSettings(cases=CASES, replications=10)
    result = benchmark.pedantic(lambda: run_model(annotated, settings, Job()), rounds=3)
    assert len(result.replications) == 10
