"""A terminal is told how far a run is, how quick it goes and how long it will take; nobody else is."""

import io

import pytest

from reengineer.cli._progress import ProgressLine, in_words, progress
from reengineer.simulation import Progress

FIRST = Progress(name="as-is", done=0, wanted=60)
LATER = Progress(name="B", done=30, wanted=60, ran=20, activities=3_000_000)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("at", "seconds", "words"),
    [
        (FIRST, 0.0, "simulating as-is: 0 of 60 replications"),
        (FIRST, 5.0, "simulating as-is: 0 of 60 replications"),
        # 20 took 10 s, so 30 more take 15.
        (LATER, 10.0, "simulating B: 30 of 60 replications, 300,000 activities/s, 15 s left"),
        (LATER, 100.0, "simulating B: 30 of 60 replications, 30,000 activities/s, 2 min left"),
        (LATER, 10_000.0, "simulating B: 30 of 60 replications, 300 activities/s, 4.2 h left"),
    ],
)
def test_the_line_says_how_far_how_quick_and_how_long(at: Progress, seconds: float, words: str) -> None:
    assert in_words(at, seconds) == words


def test_the_line_is_written_over_and_then_taken_away() -> None:
    stream, now = Terminal(), iter([0.0, 0.0, 0.05, 10.0])
    line = ProgressLine(stream, lambda: next(now))
    line.tell(LATER)
    line.tell(LATER)  # too soon after the first
    line.tell(FIRST)
    line.clear()
    shown = stream.getvalue().split("\r")[1:]
    assert shown[0] == "simulating B: 30 of 60 replications"
    assert shown[1].rstrip() == "simulating as-is: 0 of 60 replications"
    assert shown[2] == " " * len(shown[1].rstrip())
    assert shown[3] == ""


def test_a_name_cannot_steer_the_terminal() -> None:
    stream = Terminal()
    ProgressLine(stream).tell(Progress(name="red \x1b[31m", done=0, wanted=1))
    assert "\x1b" not in stream.getvalue()


def test_progress_is_for_terminals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", io.StringIO())
    with progress() as told:
        assert told is None
    monkeypatch.setattr("sys.stderr", Terminal())
    with progress() as told:
        assert told is not None
