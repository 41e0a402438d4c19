"""Share replications among processes."""

import signal
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context


@contextmanager
def shared_workers(jobs: int, *, threads: bool = False) -> Iterator[Executor | None]:
    """Give workers that several runs may share, so that each is started once; None for one job.

    Parameters
    ----------
    jobs : int
        How many, 1 or more.
    threads : bool
        Threads instead of processes.

    Yields
    ------
    Executor or None
        Starts its processes with the first work. They are ended on leaving, at once where that is by an error.
    """
    if jobs < 2:
        yield None
        return
    pool = ThreadPoolExecutor(jobs) if threads else _processes(jobs)
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


def _processes(jobs: int) -> Executor:
    return ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_leave_interrupts)


def _leave_interrupts() -> None:
    """Let the parent alone answer Ctrl-C, which a terminal sends to all of its processes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
