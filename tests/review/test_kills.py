"""Ending a run, its workers or those of a cluster by force loses nothing that is finished, and changes no byte."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL"),
]
PATIENCE_S = 60
REPLICATIONS = 6


@pytest.fixture
def long(small: Path) -> Path:
    """Return the small review with a run that takes some seconds."""
    path = small / "review.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("length: 1 week", "length: 12 weeks"), encoding="utf-8")
    return small


def command(review: Path, folder: str, *more: str) -> list[str]:
    settings = ("--no-ranges", "--option", "quick", "--replications", str(REPLICATIONS), "--engine", "reference")
    return [sys.executable, "-m", "reengineer", "simulate", str(review), *settings, "-o", folder, *more]


def finish(*words: str) -> None:
    done = subprocess.run(list(words), capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def wait_for(found: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not found():
        assert process.poll() is None, "it ended too soon"
        assert time.monotonic() < deadline, "it takes too long"
        time.sleep(0.02)


def workers_of(process: int) -> list[int]:
    """Return the processes that a run shares its work with; none where the system does not show them."""
    started = Path(f"/proc/{process}/task/{process}/children")
    found = started.read_text(encoding="ascii").split() if started.exists() else []
    return [int(pid) for pid in found if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], dict[str, bytes]]:
    """Return the function that gives the results of a run to which nothing happened; it is run once."""
    known: dict[str, dict[str, bytes]] = {}

    def results(review: Path) -> dict[str, bytes]:
        if not known:
            finish(*command(review, "fresh"))
            known["fresh"] = contents(Path("fresh"))
        return known["fresh"]

    return results


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_run_that_is_killed_is_taken_up_where_it_was(
    long: Path, undisturbed: Callable[[Path], dict[str, bytes]], jobs: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(long.parent)
    expected = undisturbed(long)
    run = subprocess.Popen(command(long, "kept", "--jobs", jobs), stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    wait_for(lambda: len(list(Path("kept").glob("*/*.npz"))) >= 3, run)
    workers = workers_of(run.pid)
    assert len(workers) == (2 if jobs == "2" and Path("/proc").is_dir() else 0)
    run.kill()
    assert run.wait(PATIENCE_S) == -signal.SIGKILL
    there = contents(Path("kept"))
    assert 3 <= len(there) < len(expected)
    assert {name: data for name, data in there.items() if not name.endswith(".part")}.items() <= expected.items()
    deadline = time.monotonic() + PATIENCE_S
    while any(Path(f"/proc/{pid}").exists() for pid in workers):
        assert time.monotonic() < deadline, "workers outlive the run"
        time.sleep(0.05)
    times = {name: (Path("kept") / name).stat().st_mtime_ns for name in there if name.endswith(".npz")}
    finish(*command(long, "kept", "--jobs", jobs))
    assert contents(Path("kept")) == expected
    assert {name: (Path("kept") / name).stat().st_mtime_ns for name in times} == times


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="finds the workers in /proc")
def test_a_worker_that_is_killed_loses_nothing(
    long: Path, undisturbed: Callable[[Path], dict[str, bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(long.parent)
    expected = undisturbed(long)
    run = subprocess.Popen(command(long, "kept", "--jobs", "2"), stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
    wait_for(lambda: len(list(Path("kept").glob("*/*.npz"))) >= 2, run)
    os.kill(workers_of(run.pid)[-1], signal.SIGKILL)
    _, err = run.communicate(timeout=PATIENCE_S)
    assert run.returncode == 0, err
    assert contents(Path("kept")) == expected


class Cluster:
    """Be a dask scheduler and two workers on this machine."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "scheduler.json"
        dask = [sys.executable, "-m", "dask"]
        here = ["--host", "127.0.0.1", "--no-dashboard"]
        self.scheduler = self._start([*dask, "scheduler", *here, "--port", "0", "--scheduler-file", str(self.file)])
        wait_for(self.file.exists, self.scheduler)
        self.address = json.loads(self.file.read_text(encoding="utf-8"))["address"]
        worker = [
            *dask,
            "worker",
            self.address,
            *here,
            "--no-nanny",
            "--nthreads",
            "1",
            "--local-directory",
            str(folder),
        ]
        self.workers = [self._start(worker) for _ in range(2)]

    def _start(self, words: list[str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def end(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait(PATIENCE_S)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    made = Cluster(tmp_path)
    yield made
    made.end()


def test_a_cluster_gives_the_same_bytes_even_where_a_worker_is_killed(
    long: Path, undisturbed: Callable[[Path], dict[str, bytes]], cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(long.parent)
    expected = undisturbed(long)
    run = subprocess.Popen(
        command(long, "kept", "--cluster", cluster.address), stderr=subprocess.PIPE, stdout=subprocess.DEVNULL
    )
    wait_for(lambda: len(list(Path("kept").glob("*/*.npz"))) >= 2, run)
    cluster.workers[0].kill()
    _, err = run.communicate(timeout=PATIENCE_S)
    assert run.returncode == 0, err
    assert contents(Path("kept")) == expected


def test_a_scheduler_that_is_killed_is_named_and_the_run_goes_on_without_it(
    long: Path, undisturbed: Callable[[Path], dict[str, bytes]], cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(long.parent)
    monkeypatch.setenv("DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT", "1s")
    expected = undisturbed(long)
    run = subprocess.Popen(
        command(long, "kept", "--cluster", cluster.address), stderr=subprocess.PIPE, stdout=subprocess.DEVNULL
    )
    wait_for(lambda: len(list(Path("kept").glob("*/*.npz"))) >= 2, run)
    cluster.scheduler.kill()
    _, err = run.communicate(timeout=PATIENCE_S)
    assert run.returncode == 2, err
    assert b"RE554" in err
    assert b"Traceback" not in err, err.decode()
    finish(*command(long, "kept"))
    assert contents(Path("kept")) == expected


def test_a_cluster_that_is_not_there_is_refused(long: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(long.parent)
    monkeypatch.setattr("reengineer.simulation._cluster.PATIENCE_S", 1)
    from reengineer.errors import UsageError
    from reengineer.simulation import shared_workers

    with pytest.raises(UsageError, match="RE552"), shared_workers(1, cluster="tcp://127.0.0.1:9"):
        pytest.fail("nobody is there")
