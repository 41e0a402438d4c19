"""Hold the limits at which a run stops with what it has: events, time by the clock, and memory."""

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reengineer._records import dataclass
from reengineer.errors import Problem
from reengineer.simulation._settings import RunSettings

if TYPE_CHECKING:
    from reengineer.simulation._replication import Replication

NO_LIMIT, EVENTS, TIME, MEMORY = range(4)
LIMITS = ("none", "events", "time", "memory")
"""Names of the limits, by number."""

TICKS_A_DAY = 86_400_000_000
PAGES_OF_PROCESS = Path("/proc/self/statm")


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """Say when a run has had its time or its memory; of the machine it is asked on.

    Parameters
    ----------
    until : float or None
        Seconds since the epoch, by the clock of the machine.
    most_bytes : int or None
        Memory of the process.
    """

    until: float | None = None
    most_bytes: int | None = None

    @classmethod
    def begin(cls, settings: RunSettings) -> "Watch | None":
        """Return the watch of a run that begins now; None where neither its time nor its memory is limited."""
        if settings.max_time is None and settings.max_memory is None:
            return None
        until = None if settings.max_time is None else time.time() + settings.max_time
        return cls(until=until, most_bytes=settings.max_memory)

    def reached(self) -> int:
        """Return the limit that is reached; `NO_LIMIT` for none."""
        if self.until is not None and time.time() >= self.until:
            return TIME
        if self.most_bytes is not None and resident_bytes() >= self.most_bytes:
            return MEMORY
        return NO_LIMIT


def stop_problem(settings: RunSettings, runs: Sequence["Replication"], limit: int, wanted: int) -> Problem | None:
    """Return a warning that says which limit stopped a run, and what there is of it; None where none did.

    Parameters
    ----------
    settings : RunSettings
    runs : sequence of Replication
        What there is.
    limit : int
        The limit of time or memory; that of events stands in the replications.
    wanted : int
        Replications that there should have been.
    """
    cut = [run for run in runs if run.limit != NO_LIMIT]
    if limit == NO_LIMIT and not cut:
        return None
    reached = {
        EVENTS: f"{settings.max_events or 0:,} events a replication",
        TIME: f"{settings.max_time or 0:g} s of time",
        MEMORY: f"{(settings.max_memory or 0) / 1e6:,.0f} MB of memory",
    }[limit or cut[0].limit]
    parts = [f"{len(runs) - len(cut)} of {wanted} replications came to their end"]
    if cut:
        days = sum(run.last_tick for run in cut) / len(cut) / TICKS_A_DAY
        parts.append(f"what there is of {len(cut)} more is its first {days:.3g} days{' on average' * (len(cut) > 1)}")
    remedy = "Take it for what it is, the begin of a run; or raise the limit."
    if limit != NO_LIMIT:
        remedy = "Raise the limit; the same command takes results that are kept up again where they stopped."
    message = f"stopped at the limit of {reached}: {', '.join(parts)}"
    return Problem("RE542", message, remedy, severity="warning")


def resident_bytes() -> int:
    """Return the memory that this process holds now; where the system tells no more, the most that it ever held.

    0 on a system that tells neither: such a limit is then never reached.
    """
    try:
        from resource import RUSAGE_SELF, getpagesize, getrusage
    except ImportError:  # Windows
        return _working_set()
    try:
        return int(PAGES_OF_PROCESS.read_text(encoding="ascii").split()[1]) * getpagesize()
    except OSError:
        return getrusage(RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _working_set() -> int:
    """Return the working set of this process, as Windows tells it."""
    import ctypes

    class Counters(ctypes.Structure):
        _fields_ = (
            ("cb", ctypes.c_ulong),
            ("faults", ctypes.c_ulong),
            *((f"size{n}", ctypes.c_size_t) for n in range(8)),
        )

    library = getattr(ctypes, "WinDLL", None)
    if library is None:
        return 0
    kernel = library("kernel32")
    kernel.GetCurrentProcess.restype = ctypes.c_void_p
    kernel.K32GetProcessMemoryInfo.argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_ulong)
    counters = Counters(cb=ctypes.sizeof(Counters))
    found = kernel.K32GetProcessMemoryInfo(kernel.GetCurrentProcess(), ctypes.byref(counters), counters.cb)
    return int(counters.size1) if found else 0  # the second size is the working set
