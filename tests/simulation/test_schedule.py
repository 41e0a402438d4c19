"""Replications of several models go to whoever is free; what broken workers held is run again."""

import sys
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any

import pytest

from reengineer.errors import UsageError
from reengineer.simulation import Job, Model, Progress, Replication, RunSettings, _workers, run_models, to_bytes
from reengineer.simulation._cluster import _threads, run_there, version_here
from reengineer.simulation._run import _series
from reengineer.simulation._schedule import run_series
from reengineer.simulation._series import STEP, Task
from reengineer.simulation._sketch import Sketch
from reengineer.simulation._workers import Workers, shared_workers

HOURS = {"always": {"daily": "00:00-24:00"}}
AUTO = RunSettings(cases=60, replications="auto", precision=0.15)
FEW = RunSettings(cases=20, replications=3)


@pytest.fixture(scope="module")
def models(sketch: Callable[..., Sketch]) -> tuple[Model, ...]:
    """Return one model twice, under two settings."""
    annotated = sketch(
        "S A E",
        calendars=HOURS,
        resources={"clerk": {"members": 1, "calendar": "always"}},
        steps={"A": {"role": "clerk", "duration": "exponential(30 min (20 to 40))"}},
        cases={"case": {"start": "S", "arrivals": {"every": "exponential(60 min)", "calendar": "always"}}},
    ).annotated()
    return (
        Model(annotated=annotated, settings=AUTO, job=Job(name="auto")),
        Model(annotated=annotated, settings=FEW, job=Job(name="few", sampled=True)),
    )


class Giving(Executor):
    """Take tasks in a way of its own."""

    def give(self, task: Task) -> "Future[Replication]":
        raise AssertionError(task)


def give(executor: Executor, task: Task) -> "Future[Replication]":
    assert isinstance(executor, Giving)
    return executor.give(task)


def held(models: tuple[Model, ...], workers: Workers | None = None) -> list[list[bytes]]:
    return [[to_bytes(run, "key") for run in result.replications] for result in run_models(models, workers)]


class Backwards(Giving):
    """Run two at a time, the last first."""

    def __init__(self) -> None:
        self.given: list[tuple[Future[Replication], Task]] = []

    def give(self, task: Task) -> "Future[Replication]":
        future: Future[Replication] = Future()
        self.given.append((future, task))
        if len(self.given) == 2:
            for each, work in reversed(self.given):
                each.set_result(work.run())
            self.given.clear()
        return future


def test_the_order_in_which_replications_end_changes_nothing(models: tuple[Model, ...]) -> None:
    even = tuple(Model(annotated=each.annotated, settings=RunSettings(cases=20, replications=4), job=each.job)
                 for each in models)  # fmt: skip
    assert held(even, Workers(Backwards, 2, give)) == held(even)


def test_threads_give_what_one_after_the_other_gives(models: tuple[Model, ...]) -> None:
    with shared_workers(3, threads=True) as workers:
        assert held(models, workers) == held(models)


class Breaking(Giving):
    """Break as often as told, then work."""

    def __init__(self, times: list[int]) -> None:
        self.times = times

    def give(self, task: Task) -> "Future[Replication]":
        future: Future[Replication] = Future()
        self.times[0] -= 1
        if self.times[0] >= 0:
            future.set_exception(BrokenProcessPool("killed"))
        else:
            future.set_result(task.run())
        return future


def breaking(times: int) -> Workers:
    left = [times]
    return Workers(lambda: Breaking(left), 1, give)


def test_what_a_broken_worker_held_is_run_again(models: tuple[Model, ...]) -> None:
    assert held(models, breaking(2)) == held(models)


def test_workers_that_break_again_and_again_are_given_up(models: tuple[Model, ...]) -> None:
    with pytest.raises(UsageError, match="RE533"):
        held(models, breaking(1000))


def test_a_cluster_that_has_gone_is_named(models: tuple[Model, ...]) -> None:
    class Gone(Giving):
        def give(self, _task: Task) -> "Future[Replication]":
            future: Future[Replication] = Future()
            future.set_exception(CancelledError())
            return future

    with pytest.raises(UsageError, match="RE554"):
        held(models, Workers(Gone, 1, give, (CancelledError,)))


def test_each_replication_is_kept_as_soon_as_it_is_there(models: tuple[Model, ...]) -> None:
    kept: list[tuple[str, int]] = []
    told: list[Progress] = []
    jobs = [Job(name=each.job.name, keep=lambda run, name=each.job.name: kept.append((name, run.number)))
            for each in models]  # fmt: skip
    keeping = [Model(annotated=each.annotated, settings=FEW, job=job) for each, job in zip(models, jobs, strict=True)]
    run_models(keeping, None, lambda at: told.append(at) or None)
    assert kept == [(name, number) for name in ("auto", "few") for number in range(3)]
    assert [(at.name, at.done, at.wanted, at.ran) for at in told] == [
        ("auto", 0, 6, 0), ("auto", 1, 6, 1), ("auto", 2, 6, 2), ("auto", 3, 6, 3),
        ("few", 4, 6, 4), ("few", 5, 6, 5), ("few", 6, 6, 6),
    ]  # fmt: skip
    assert told[-1].activities == sum(int(run.steps[:, :, 0].sum()) for run in run_models(keeping)[0].replications) * 2


def test_rounds_are_the_same_for_any_workers(models: tuple[Model, ...]) -> None:
    alone = len(run_models(models)[0].replications)
    with shared_workers(4, threads=True) as workers:
        assert len(run_models(models, workers)[0].replications) == alone
    assert (alone - 10) % STEP == 0


def test_nothing_to_run_is_no_work() -> None:
    run_series([], None)


@pytest.mark.parametrize("address", ["", "10.0.0.5", "http://10.0.0.5:8786", "tcp://10.0.0.5:8786/x", "inproc://a:1"])
def test_what_is_no_address_of_a_scheduler_is_refused_at_once(address: str) -> None:
    with pytest.raises(UsageError, match="RE552"), shared_workers(1, cluster=address):
        pytest.fail("nobody is there")


def test_a_cluster_without_dask_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match="RE551"), shared_workers(1, cluster="tcp://127.0.0.1:9"):
        pytest.fail("dask is not here")


def test_a_worker_of_another_version_is_refused(models: tuple[Model, ...]) -> None:
    with pytest.raises(UsageError, match="RE553"):
        run_there(_series(models[0])[0].first, "0.0.0")


@pytest.mark.parametrize(("found", "words"), [("0.0.0", "has reengineer 0.0.0"), (ImportError("no"), "no reengineer")])
def test_a_cluster_with_a_worker_of_another_version_is_refused(found: object, words: str) -> None:
    class Client:
        def wait_for_workers(self, count: int, timeout: int) -> None:
            pass

        def run(self, _function: object, on_error: str) -> dict[str, object]:
            assert on_error == "return"
            return {"tcp://a:1": version_here(), "tcp://b:2": found}

    with pytest.raises(UsageError, match=f"tcp://b:2 .*{words}"):
        _threads(Client(), "tcp://c:3")


def test_threads_run_the_compiled_loop_and_processes_the_rest(
    models: tuple[Model, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[str] = []

    class Processes(ThreadPoolExecutor):
        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
            given.append(fn.__self__.engine)
            return super().submit(fn, *args, **kwargs)

    monkeypatch.setattr(_workers, "_processes", Processes)
    mixed = [Model(annotated=each.annotated, settings=FEW, job=Job(engine=engine))
             for each, engine in zip(models, ("compiled", "reference"), strict=True)]  # fmt: skip
    with shared_workers(2, threads=True) as workers:
        first, second = run_models(mixed, workers)
    assert given == ["reference"] * FEW.first_replications
    assert [to_bytes(run, "k") for run in first.replications] == [to_bytes(run, "k") for run in second.replications]
