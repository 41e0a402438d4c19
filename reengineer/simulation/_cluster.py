"""Reach the workers of a dask cluster."""

import logging
import re
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from reengineer._version import __version__
from reengineer.errors import Problem, UsageError
from reengineer.simulation._replication import Replication
from reengineer.simulation._series import Task

ADDRESS = re.compile(r"((tcp|tls)://)?[^/\s]+:[0-9]{1,5}")
PATIENCE_S = 15
"""Seconds in which the scheduler must answer, and its first worker must be there."""

Reached = tuple[Executor, int, Callable[[Executor, Task], "Future[Replication]"], tuple[type[Exception], ...]]


@contextmanager
def cluster_workers(address: str) -> Iterator[Reached]:
    """Give an executor on the workers of a cluster, and how it is used.

    Parameters
    ----------
    address : str
        Of the scheduler, as dask writes it; ``tls://`` where dask's own settings name certificates.

    Yields
    ------
    Executor, int, callable, tuple of type
        With the number of its threads, how a task is given to it, and what tasks raise where it has gone.

    Raises
    ------
    UsageError
        RE551 if dask is not installed, RE552 if nobody answers there or no worker comes, RE553 if a worker has no
        reengineer, or another version of it.
    """
    if not ADDRESS.fullmatch(address):
        raise _unreachable(address, "that is no address such as tcp://10.0.0.5:8786")
    distributed = _distributed()
    with _quiet():
        client = _client(distributed, address)
        try:
            yield client.get_executor(pure=False), _threads(client, address), _submit, _lost()
        finally:
            # Closing drops what has not begun, and the results that nobody took.
            client.close(timeout=5)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep dask from writing to stderr what our errors say in plain words."""
    loggers = [logging.getLogger(name) for name in ("distributed", "distributed.client")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def _distributed() -> Any:  # noqa: ANN401 - dask says nothing of its types
    try:
        return import_module("distributed")
    except ImportError:
        remedy = "Install the extra: pip install 'reengineer[cluster]'. Or leave --cluster out."
        raise UsageError([Problem("RE551", "dask is not installed, so no cluster can be reached", remedy)]) from None


def _client(distributed: Any, address: str) -> Any:  # noqa: ANN401 - as above
    try:
        return distributed.Client(address, timeout=PATIENCE_S, set_as_default=False)
    except (OSError, ValueError, RuntimeError) as error:
        raise _unreachable(address, f"nobody answers there ({str(error) or type(error).__name__})") from None


def _threads(client: Any, address: str) -> int:  # noqa: ANN401 - as above
    """Return how many tasks the cluster runs at a time; refuse it where its workers cannot run ours."""
    try:
        client.wait_for_workers(1, timeout=PATIENCE_S)
    except TimeoutError:
        raise _unreachable(address, f"it has no worker after {PATIENCE_S} s") from None
    try:
        versions = client.run(version_here, on_error="return")
    except OSError as error:
        raise _unreachable(address, str(error)) from None
    for worker, found in sorted(versions.items()):
        if found != __version__:
            raise _other_version(worker, found if isinstance(found, str) else None)
    return sum(client.nthreads().values())


def _lost() -> tuple[type[Exception], ...]:
    from distributed import KilledWorker
    from distributed.comm.core import CommClosedError

    return CancelledError, KilledWorker, CommClosedError


def _unreachable(address: str, why: str) -> UsageError:
    remedy = "Check the address that 'dask scheduler' printed, and that 'dask worker' runs with it."
    return UsageError([Problem("RE552", f"the cluster at {address} cannot be used: {why}", remedy)])


def _other_version(worker: str, found: str | None) -> UsageError:
    has = "no reengineer" if found is None else f"reengineer {found}"
    message = f"the worker {worker} has {has}, and this is {__version__}; the numbers might not be the same"
    return UsageError([Problem("RE553", message, "Install the same version on every machine of the cluster.")])


def version_here() -> str:
    """Return the version of reengineer where this runs."""
    return __version__


def run_there(task: Task, version: str) -> Replication:
    """Run a task on a worker, which may have joined after the others were asked for their version.

    Raises
    ------
    UsageError
        RE553 if the worker has another version than the sender.
    """
    if version != __version__:
        raise _other_version("that took a replication", __version__)
    return task.run()


def _submit(executor: Executor, task: Task) -> "Future[Replication]":
    return executor.submit(run_there, task, __version__)
