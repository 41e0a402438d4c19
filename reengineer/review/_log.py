"""Keep the log of a review: one line an event, only ever added to, each line bound to the one before by its hash."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

from reengineer._records import dataclass
from reengineer.errors import Problem, ReviewError
from reengineer.files import canonical_json, read_bytes, sha256
from reengineer.review._lock import held
from reengineer.source import Source

LOG_FILE = "log.jsonl"
_FIRST = "0" * 64
_KEYS = ("at", "by", "kind", "text", "files", "previous")


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """Hold one event.

    Parameters
    ----------
    at : datetime
        In universal time.
    by : str
        Who, by role where that is enough.
    kind : str
        Such as ``note``, ``sealed`` or ``decision``.
    text : str
    files : tuple of (str, str)
        Files that it was about, and their SHA-256.
    previous, digest : str
        Hash of the entry before, and of this one.
    """

    at: datetime
    by: str
    kind: str
    text: str
    files: tuple[tuple[str, str], ...] = ()
    previous: str = _FIRST
    digest: str = ""

    def as_dict(self) -> dict[str, object]:
        """Return the entry as plain values."""
        return {**_content(self), "digest": self.digest}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewLog:
    """Hold the entries of a log, and what is wrong with its file."""

    entries: tuple[LogEntry, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_log(folder: Path) -> ReviewLog:
    """Read the log of a review folder; a line that was altered, taken out or torn by a crash is a problem (RE920)."""
    path = folder / LOG_FILE
    if not path.exists():
        return ReviewLog()
    data = read_bytes(path, error=ReviewError)
    entries: list[LogEntry] = []
    problems: list[Problem] = []
    previous = _FIRST
    for number, line in enumerate(data.split(b"\n"), 1):
        if not line.strip():
            continue
        entry = _read_line(line)
        wrong = _wrong(entry, previous)
        if wrong:
            remedy = "Restore the log from the copies of the folder, or explain the gap in a note."
            place = Source(file=str(path), line=number)
            problems.append(Problem("RE920", wrong, remedy, place, "warning"))
        if entry is not None:
            entries.append(entry)
            previous = entry.digest
    return ReviewLog(entries=tuple(entries), problems=tuple(problems))


def _wrong(entry: LogEntry | None, previous: str) -> str:
    if entry is None:
        return "the line of the log is torn or is no entry"
    if entry.digest != _digest(entry):
        return "the line of the log was altered after it was written"
    return "" if entry.previous == previous else "a line of the log before this one is missing or was altered"


def _read_line(line: bytes) -> LogEntry | None:
    try:
        data = json.loads(line)
        return LogEntry(
            at=datetime.fromisoformat(data["at"]),
            by=str(data["by"]),
            kind=str(data["kind"]),
            text=str(data["text"]),
            files=tuple((str(name), str(digest)) for name, digest in data["files"]),
            previous=str(data["previous"]),
            digest=str(data["digest"]),
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def add_to_log(
    folder: Path, *, by: str, kind: str, text: str, files: tuple[Path, ...] = (), at: datetime | None = None
) -> LogEntry:
    """Add an entry; two people who add at once both find theirs, and a crash leaves whole lines.

    Parameters
    ----------
    folder : Path
        Of the review.
    by, kind, text : str
    files : tuple of Path
        Hashed as they stand now.
    at : datetime, optional
        Now where left out.
    """
    named = tuple((_short(path, folder), sha256(read_bytes(path, error=ReviewError))) for path in files)
    path = folder / LOG_FILE
    with path.open("ab+") as stream, held(stream.fileno()):
        stream.seek(0)
        data = stream.read()
        known = [entry for line in data.split(b"\n") if line.strip() and (entry := _read_line(line)) is not None]
        bare = LogEntry(
            at=(at or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0),
            by=by,
            kind=kind,
            text=text,
            files=named,
            previous=known[-1].digest if known else _FIRST,
        )
        entry = LogEntry(**{name: getattr(bare, name) for name in _KEYS}, digest=_digest(bare))
        # A line that a crash has torn is ended first, so that it swallows nothing.
        torn = b"\n" if data and not data.endswith(b"\n") else b""
        stream.write(torn + json.dumps(entry.as_dict(), ensure_ascii=False).encode() + b"\n")
        stream.flush()
        os.fsync(stream.fileno())
    return entry


def _content(entry: LogEntry) -> dict[str, object]:
    return {
        "at": entry.at.isoformat(),
        "by": entry.by,
        "kind": entry.kind,
        "text": entry.text,
        "files": [list(pair) for pair in entry.files],
        "previous": entry.previous,
    }


def _digest(entry: LogEntry) -> str:
    return sha256(canonical_json(_content(entry)).encode())


def _short(path: Path, folder: Path) -> str:
    try:
        return path.resolve().relative_to(folder.resolve()).as_posix()
    except ValueError:
        return path.name
