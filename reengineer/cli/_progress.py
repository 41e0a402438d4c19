"""Tell on a terminal how far a run is."""

import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from reengineer.cli._shared import clean

if TYPE_CHECKING:
    from reengineer.search import SearchProgress
    from reengineer.simulation import Progress, Told

EVERY_S = 0.1
"""The line is written anew no more often than this."""


@contextmanager
def progress() -> Iterator["Told | None"]:
    """Give what tells how far a run is, on a line that goes when it is over; None where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    line = ProgressLine(sys.stderr)
    try:
        yield line.tell
    finally:
        line.clear()


@contextmanager
def search_progress() -> Iterator["Callable[[SearchProgress], None] | None"]:
    """Give what tells how far a search is, as `progress` does for a run."""
    if not sys.stderr.isatty():
        yield None
        return
    line = ProgressLine(sys.stderr)
    try:
        yield line.tell_search
    finally:
        line.clear()


class ProgressLine:
    """Write how many replications are there, how quick it goes and how long it will take, over and over on one line.

    Parameters
    ----------
    stream : text stream
    clock : callable
        Gives seconds.
    """

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream, self._clock = stream, clock
        self._begun = clock()
        self._written_at = float("-inf")
        self._shown = 0

    def tell(self, at: "Progress") -> None:
        """Write the line, where it has not just been written."""
        now = self._clock()
        if now - self._written_at >= EVERY_S:
            self._written_at = now
            self._write(in_words(at, now - self._begun))

    def tell_search(self, at: "SearchProgress") -> None:
        """Write how far a search is."""
        self._write(
            f"searching: {at.spent:,} of {at.budget:,} replications, {at.tried:,} candidates, {at.front} on the front"
        )

    def clear(self) -> None:
        """Leave an empty line to what comes next."""
        self._write("")
        self._stream.write("\r")
        self._stream.flush()

    def _write(self, text: str) -> None:
        text = clean(text)[: shutil.get_terminal_size().columns - 1]
        self._stream.write("\r" + text.ljust(self._shown))
        self._stream.flush()
        self._shown = len(text)


def in_words(at: "Progress", seconds: float) -> str:
    """Return how far a run is after so many seconds."""
    words = f"simulating {at.name}: {at.done:,} of {at.wanted:,} replications"
    if not at.ran or seconds <= 0:
        return words
    left = seconds / at.ran * (at.wanted - at.done)
    return f"{words}, {at.activities / seconds:,.0f} activities/s, {_time(left)} left"


def _time(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
