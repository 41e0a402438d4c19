"""Give workers that replications are spread over: threads, processes of this machine, or a dask cluster."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager

from reengineer.simulation._cluster import cluster_workers
from reengineer.simulation._replication import Replication
from reengineer.simulation._series import Task

Submit = Callable[[Executor, Task], "Future[Replication]"]


class Workers:
    """Run tasks somewhere else than here.

    Parameters
    ----------
    start : callable
        Returns an executor; called again where its processes have broken.
    count : int
        How many tasks run at a time.
    submit : callable
        Gives a task to the executor.
    lost : tuple of type
        What a task raises whose workers have gone for good.
    """

    def __init__(
        self, start: Callable[[], Executor], count: int, submit: Submit, lost: tuple[type[Exception], ...] = ()
    ) -> None:
        self._start, self._submit, self.lost = start, submit, lost
        self._executor = start()
        self.count = count

    def submit(self, task: Task) -> "Future[Replication]":
        """Give a task to a worker."""
        return self._submit(self._executor, task)

    def restart(self) -> None:
        """Take new processes in the place of broken ones."""
        self._executor.shutdown(wait=False, cancel_futures=True)
        self._executor = self._start()

    def end(self, *, wait: bool) -> None:
        """Let the workers go; what has not begun is dropped where nobody waits."""
        if wait:
            self._executor.shutdown()
        else:
            self._executor.shutdown(wait=False, cancel_futures=True)


@contextmanager
def shared_workers(jobs: int, *, threads: bool = False, cluster: str | None = None) -> Iterator[Workers | None]:
    """Give workers that several runs may share, so that each is started once; None for one job of this machine.

    Parameters
    ----------
    jobs : int
        How many, 1 or more; of a cluster all that it has are used.
    threads : bool
        Threads for what the compiled loop runs, which holds no lock; processes for the rest.
    cluster : str or None
        Address of a dask scheduler, such as ``tcp://10.0.0.5:8786``.

    Yields
    ------
    Workers or None
        They are ended on leaving, at once where that is by an error.

    Raises
    ------
    UsageError
        RE551 to RE553 if the cluster cannot be used.
    """
    if cluster is not None:
        with cluster_workers(cluster) as (executor, count, submit, lost):
            yield Workers(lambda: executor, count, submit, lost)
        return
    if jobs < 2:
        yield None
        return
    workers = Workers(lambda: _Pools(jobs, threads=threads), jobs, _give)
    try:
        yield workers
    except BaseException:
        workers.end(wait=False)
        raise
    workers.end(wait=True)


class _Pools(Executor):
    """Hold threads and processes, each started with the first task that is for it."""

    def __init__(self, jobs: int, *, threads: bool) -> None:
        self._jobs, self._threads = jobs, threads
        self._started: dict[bool, Executor] = {}

    def give(self, task: Task) -> "Future[Replication]":
        """Give a task to a thread or to a process."""
        in_thread = self._threads and task.engine == "compiled"
        if in_thread not in self._started:
            self._started[in_thread] = ThreadPoolExecutor(self._jobs) if in_thread else _processes(self._jobs)
        return self._started[in_thread].submit(task.run)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let all of them go."""
        for executor in self._started.values():
            executor.shutdown(wait=wait, cancel_futures=cancel_futures)


def _give(executor: Executor, task: Task) -> "Future[Replication]":
    assert isinstance(executor, _Pools)  # noqa: S101 - made by shared_workers
    return executor.give(task)


def _processes(jobs: int) -> Executor:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    return ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_begin_process)


def _begin_process() -> None:
    """Let the parent alone answer Ctrl-C, which a terminal sends to all of its processes; end where it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    from multiprocessing import connection, parent_process

    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
