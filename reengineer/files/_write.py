"""Write files whole or not at all."""

import os
import tempfile
from pathlib import Path


def write_text_atomic(path: str | Path, text: str) -> None:
    """Write text as UTF-8 with Unix line ends, replacing the file at once or leaving it as it was."""
    write_bytes_atomic(path, text.encode("utf-8"))


def write_bytes_atomic(path: str | Path, data: bytes, *, durable: bool = True) -> None:
    """Write bytes beside the file and then move them into its place, so that no reader sees half of them.

    Parameters
    ----------
    path : str or Path
    data : bytes
    durable : bool
        Wait until the disk has them, so that they outlast a loss of power. What is checked when it is read, and can be
        made again, need not.

    Raises
    ------
    OSError
        If the folder cannot be written to; the file is then as it was.
    """
    target = Path(path)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            if durable:
                os.fsync(stream.fileno())
        Path(name).chmod(target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
