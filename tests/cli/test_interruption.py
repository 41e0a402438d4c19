"""Ctrl-C keeps what is finished, and the same command takes it up again."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reengineer.simulation import Replication
from reengineer.simulation._series import Task

Call = Callable[..., Any]
RUN = ("simulate", "small", "--no-ranges", "--replications", "2", "--jobs", "1", "-o", "kept")


def test_finished_replications_are_kept_and_taken_up_again(
    small: Path, call: Call, contents: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    real, ran = Task.run, []

    def run_one(task: Task) -> Replication:
        if len(ran) == 3:
            raise KeyboardInterrupt
        ran.append(task.number)
        return real(task)

    monkeypatch.setattr(Task, "run", run_one)
    called = call(*RUN)
    assert called.code == 130
    assert "Interrupted" in called.err
    assert ran == [0, 1, 0]
    assert sorted(contents(Path("kept"))) == ["alone", "alone/0.npz", "as-is", "as-is/0.npz", "as-is/1.npz"]

    monkeypatch.setattr(Task, "run", real)
    assert call(*RUN).code == 0
    resumed = contents(Path("kept"))
    assert call(*RUN[:-1], "fresh").code == 0
    assert resumed == contents(Path("fresh"))


def test_what_is_taken_up_is_not_run_again(small: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    assert call(*RUN).code == 0
    real, ran = Task.run, []

    def run_one(task: Task) -> Replication:
        ran.append(task.number)
        return real(task)

    monkeypatch.setattr(Task, "run", run_one)
    Path("kept/as-is/1.npz").unlink()
    assert call(*RUN).code == 0
    assert ran == [1]
    assert call(*RUN, "--seed", "2").code == 0
    assert len(ran) == 1 + 8


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no groups of processes to signal")
@pytest.mark.parametrize("jobs", [1, 2])
def test_ctrl_c_at_a_terminal_ends_with_130_and_no_traceback(small: Path, jobs: int) -> None:
    path = small / "review.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("length: 1 week", "length: 52 weeks"), encoding="utf-8")
    command = [sys.executable, "-m", "reengineer", "simulate", "small", "-o", "kept", "--jobs", str(jobs)]
    process = subprocess.Popen(
        [*command, "--replications", "40"],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # Where the tests themselves run in the background, Ctrl-C is ignored, and a child would inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - no threads here
    )
    wanted = Path("kept/as-is/0.npz")
    deadline = time.monotonic() + 120
    while not wanted.exists() and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.1)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "Interrupted" in err
    assert "Traceback" not in err
    assert wanted.exists()
