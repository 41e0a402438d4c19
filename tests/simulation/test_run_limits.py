"""A run stops at a stated limit with what it has, and says so."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import pytest
from pydantic import ValidationError

import reengineer as rg
from reengineer.annotations import AnnotatedMap
from reengineer.simulation import Job, Model, RunSettings, SimulationResult, _limits, run_model, run_models, to_bytes
from reengineer.simulation._limits import EVENTS, MEMORY, TIME, Watch, resident_bytes
from reengineer.simulation._replication import Replication
from reengineer.simulation._series import Task
from reengineer.simulation._sketch import Sketch
from reengineer.simulation._workers import Workers, shared_workers
from reengineer.simulation.compiling._compile import compile_model

MINUTE = 60_000_000
NINE = 9 * 60 * MINUTE
"""When the office opens."""


@pytest.fixture(scope="module")
def one_clerk(sketch: Callable[..., Sketch]) -> AnnotatedMap:
    """Return a process in which a case comes every five minutes and takes ten."""
    return sketch(
        "S A E",
        resources={"clerk": {"members": 1, "cost": "30 GBP/h"}},
        currency="GBP",
        steps={"A": {"role": "clerk", "duration": "10 min"}},
        cases={"case": {"start": "S", "arrivals": {"every": "5 min", "first": "start"}}},
    ).annotated()


def run(annotated: AnnotatedMap, engine: str = "auto", **settings: Any) -> SimulationResult:
    return run_model(
        annotated,
        RunSettings.model_validate({"cases": 50, "replications": 2} | settings),
        Job(engine=engine, log=True, unstable=True),  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("engine", ["reference", "compiled"])
def test_events_are_counted_to_the_end_of_their_instant(one_clerk: AnnotatedMap, engine: str) -> None:
    result = run(one_clerk, engine, max_events=3)
    assert result.limit == "events"
    for replication in result.replications:
        assert (replication.limit, replication.last_tick, replication.horizon) == (
            EVENTS,
            NINE + 5 * MINUTE,
            NINE + 5 * MINUTE + 1,
        )
        assert replication.column("completed").tolist() == [-1, -1]
        assert replication.column("cost").tolist() == [2_500_000, 0]


def test_as_many_events_as_the_limit_stop_nothing(one_clerk: AnnotatedMap) -> None:
    """Each case reaches the start, the step and the end."""
    assert run(one_clerk, cases=1, max_events=3).limit == "none"
    assert run(one_clerk, cases=1, max_events=2).limit == "events"


def test_the_result_warns(one_clerk: AnnotatedMap) -> None:
    found = [problem for problem in run(one_clerk, max_events=3).assumptions if problem.code == "RE542"]
    assert [problem.severity for problem in found] == ["warning"]
    assert "limit of 3 events a replication: 0 of 2 replications came to their end" in found[0].message
    assert not [problem for problem in run(one_clerk).assumptions if problem.code == "RE542"]


@pytest.mark.parametrize("engine", ["reference", "compiled"])
def test_a_run_without_time_gives_the_begin_of_its_first_replication(one_clerk: AnnotatedMap, engine: str) -> None:
    result = run(one_clerk, engine, max_time=1e-9, cases=1_000_000 if engine == "compiled" else 50)
    (replication,) = result.replications
    assert (result.limit, result.is_cut_short, result.whole) == ("time", True, 0)
    assert (replication.number, replication.limit) == (0, TIME)


def test_memory_is_that_of_the_process(one_clerk: AnnotatedMap) -> None:
    held = resident_bytes()
    assert held > 10_000_000
    assert Watch(most_bytes=held // 2).reached() == MEMORY
    assert Watch(most_bytes=held * 1000).reached() == 0
    assert run(one_clerk, max_memory="1 kB", cases=1_000_000).limit == "memory"
    assert run(one_clerk, max_memory="1 TiB").limit == "none"


def test_an_instant_without_end_is_given_up(one_clerk: AnnotatedMap, monkeypatch: pytest.MonkeyPatch) -> None:
    from reengineer.simulation.loop import _engine

    monkeypatch.setattr(_engine, "PATIENCE", 2)
    monkeypatch.setattr(_engine, "advance", lambda _state, _steps: 1)
    with pytest.raises(rg.ReengineerError, match="limit of time was reached in the midst"):
        _engine.run_in_loop(compile_model(one_clerk, RunSettings()), 1, 0, keep_log=False, watch=Watch(until=0.0))


class Stepping:
    """Run what is given at once; the time is up after so many."""

    def __init__(self, clock: list[float], after: int) -> None:
        self.clock, self.after, self.given = clock, after, 0

    def give(self, task: Task) -> "Future[Replication]":
        self.given += 1
        if self.given > self.after:
            self.clock[0] = 1e12
        future: Future[Replication] = Future()
        future.set_result(task.run())
        return future


def models(annotated: AnnotatedMap, **settings: Any) -> list[Model]:
    limited = RunSettings.model_validate({"cases": 50, "replications": 4} | settings)
    return [Model(annotated=annotated, settings=limited, job=Job(name=name, unstable=True)) for name in "ab"]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return the time that watches see."""
    now = [0.0]
    monkeypatch.setattr(_limits.time, "time", lambda: now[0])
    return now


def test_options_take_turns_and_whole_replications_are_kept(one_clerk: AnnotatedMap, clock: list[float]) -> None:
    whole = run_models(models(one_clerk))
    with_stop = Workers(lambda: Stepping(clock, 5), 1, lambda executor, task: executor.give(task))  # type: ignore[arg-type,attr-defined,return-value]
    found = run_models(models(one_clerk, max_time="10 min"), with_stop)
    assert [len(result.replications) for result in found] == [3, 3]
    assert [result.limit for result in found] == ["time", "time"]
    for result, other in zip(found, whole, strict=True):
        for mine, its in zip(result.replications, other.replications, strict=False):
            assert to_bytes(mine, "k") == to_bytes(its, "k")


def test_nothing_that_a_limit_of_time_stopped_is_kept(one_clerk: AnnotatedMap, clock: list[float]) -> None:
    kept: list[Replication] = []
    job = Job(name="a", unstable=True, keep=kept.append, watch=Watch(until=-1.0))
    run_models([Model(annotated=one_clerk, settings=RunSettings(cases=10**6), job=job)])
    assert clock == [0.0]
    assert kept == []


def test_threads_stop_too(one_clerk: AnnotatedMap) -> None:
    with shared_workers(2, threads=True) as workers:
        found = run_models(models(one_clerk, max_time=1e-9, cases=1_000_000), workers)
    assert [(len(result.replications), result.limit) for result in found] == [(1, "time"), (1, "time")]


def test_a_replication_that_was_stopped_is_so_when_read_again(one_clerk: AnnotatedMap) -> None:
    from reengineer.simulation import from_bytes

    replication = run(one_clerk, max_events=3).replications[0]
    read = from_bytes(to_bytes(replication, "k"), "k")
    assert read is not None
    assert read.limit == EVENTS


@pytest.mark.parametrize(("text", "held"), [("2 GB", 2 * 10**9), ("1.5GiB", 3 * 2**29), ("500 MB", 5 * 10**8), (7, 7)])
def test_memory_is_written_as_people_write_it(text: str | int, held: int) -> None:
    settings = RunSettings.model_validate({"max_memory": text})
    assert settings.max_memory == held
    assert RunSettings.model_validate(settings.model_dump(mode="json")) == settings


@pytest.mark.parametrize("wrong", [{"max_memory": "much"}, {"max_memory": 0}, {"max_events": 0}, {"max_time": "0 min"}])
def test_a_limit_that_is_none_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        RunSettings.model_validate(wrong)
