"""Let one writer at a time change a file of a review, whatever process it runs in."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def held(descriptor: int) -> Iterator[None]:
    """Hold a file for one writer; the lock goes with the process, whatever ends it."""
    try:
        import fcntl
    except ImportError:  # pragma: no cover - Windows has no such module
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined,unused-ignore]
        try:
            yield
        finally:
            os.lseek(descriptor, 0, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        return
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


@contextmanager
def one_writer(path: Path) -> Iterator[None]:
    """Hold the right to replace a file; a file beside it carries the lock, because the file itself is replaced."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_name(f".{path.name}.lock").open("ab") as stream, held(stream.fileno()):
        yield
