"""Read the log of a real process."""

import zlib
from collections.abc import Iterator
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from reengineer._records import dataclass
from reengineer.calendars import time_zones
from reengineer.errors import InputError, Problem, nearest
from reengineer.eventlog._columns import LogColumns, find_columns
from reengineer.eventlog._gather import Codes, Gathered, Refused, TurnedError
from reengineer.eventlog._log import COLUMNS, INSTANTS, Log
from reengineer.eventlog._remarks import remarks_of
from reengineer.eventlog._rows import Rows
from reengineer.eventlog._tables import Chunk, csv_chunks, csv_form, encoding_of, open_log, parquet_chunks
from reengineer.eventlog._times import NEVER, TimeForm
from reengineer.eventlog._xes import xes_chunks
from reengineer.source import Source

if TYPE_CHECKING:
    import pandas as pd

    Texts = pd.Categorical[str]

Ints = NDArray[np.int64]
XES_COLUMNS = LogColumns(
    case="case:concept:name",
    activity="concept:name",
    completed="time:timestamp",
    started="start_timestamp",
    enabled="enable_timestamp",
    resource="org:resource",
    group="org:group",
    lifecycle="lifecycle:transition",
    instance="concept:instance",
)
_PREFIX = "file:"
"""Before the name of a column of the file that is called like one of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogReading:
    """Hold a log and what was made of its file.

    Parameters
    ----------
    log : Log
        One row an activity. Times that are not in the file are NaT, waits are NaN. Columns of the file that have no
        part in it follow under their own names.
    columns : LogColumns
        What was read from which column.
    rows, refused : int
        Rows of the file, and how many of them were left out.
    problems : tuple of Problem
        Each row left out, the first ones with their line, and what else a reader should know.
    """

    log: Log
    columns: LogColumns
    rows: int
    refused: int
    problems: tuple[Problem, ...] = field(default=(), repr=False)


def read_log(path: str | Path, columns: LogColumns | None = None, *, timezone: str = "UTC") -> LogReading:
    """Read an event log: CSV, XES or Parquet, told apart by content; CSV and XES also packed by gzip.

    Parameters
    ----------
    path : path
    columns : LogColumns, optional
        Which column holds what; what is left out is guessed by name.
    timezone : str
        Zone of instants that carry no offset, and of the log.

    Returns
    -------
    LogReading

    Raises
    ------
    InputError
        RE360 no log; RE361, RE362 columns; RE364 to RE366 the file cannot be read; RE368 no row could be read.
    """
    path = Path(path)
    source = Source(file=str(path))
    _check_zone(timezone, source)
    try:
        gathered = _gathered(path, columns, timezone, source)
    except (OSError, EOFError, zlib.error) as error:
        code = "RE101" if isinstance(error, FileNotFoundError) else "RE360"
        what = "there is no such file" if code == "RE101" else f"the log cannot be read: {error}"
        raise InputError([Problem(code, what, "Check the path and the file.", source)]) from None
    refused = gathered.refused
    if not gathered.rows:
        message = f"none of its {refused.total} rows could be read" if refused.total else "it holds no events"
        more = refused.problems[:3]
        raise InputError([Problem("RE368", message, "Check that it is an event log.", source), *more])
    return _reading(gathered, source)


def _gathered(path: Path, columns: LogColumns | None, timezone: str, source: Source) -> Gathered:
    """Return the rows of a log; they are read twice where a late row shows which way round the dates are."""
    forms: dict[str, TimeForm] = {}
    while True:
        refused = Refused(str(path))
        found, chunks = _chunks(path, columns, refused, source)
        gathered = Gathered(columns=found, timezone=timezone, refused=refused, forms=dict(forms))
        try:
            for chunk in chunks:
                gathered.add(chunk)
        except TurnedError as turned:
            forms |= turned.forms
            continue
        return gathered


def _check_zone(timezone: str, source: Source) -> None:
    if timezone not in time_zones():
        hint = nearest(timezone, time_zones()) or "write one such as Europe/London"
        raise InputError([Problem("RE369", f"'{timezone}' is not a time zone; {hint}", "Name a zone.", source)])


def _chunks(
    path: Path, given: LogColumns | None, refused: Refused, source: Source
) -> tuple[LogColumns, Iterator[Chunk]]:
    with open_log(path) as stream:
        start = stream.read(4096)
    if start[:4] == b"PAR1":
        return _from_first(parquet_chunks(path), given, source)
    text = start.decode(encoding_of(start), "replace")
    if start[:2] == b"PK" or "\0" in text:
        message = "it is neither CSV, XES nor Parquet"
        raise InputError([Problem("RE360", message, "Save the log in one of these forms.", source)])
    if text.lstrip("\ufeff \t\r\n")[:1] == "<":
        stated = (given or LogColumns()).as_dict()
        return LogColumns(**{**XES_COLUMNS.as_dict(), **stated}), xes_chunks(path)
    form = csv_form(path)
    return find_columns(form.header, given, source), csv_chunks(path, form, refused)


def _from_first(
    chunks: Iterator[Chunk], given: LogColumns | None, source: Source
) -> tuple[LogColumns, Iterator[Chunk]]:
    """Return the columns that the first chunk shows, and all chunks."""
    first = next(chunks, Chunk(lines=[], cells={}))

    def everything() -> Iterator[Chunk]:
        yield first
        yield from chunks

    return find_columns(list(first.cells), given, source), everything()


def _reading(gathered: Gathered, source: Source) -> LogReading:
    rows = Rows.of(gathered)
    problems = [*gathered.refused.problems, *remarks_of(gathered, rows, source)]
    return LogReading(
        log=Log(frame=_frame(gathered, rows)),
        columns=_present(gathered),
        rows=gathered.rows + gathered.refused.total,
        refused=gathered.refused.total + rows.repeated,
        problems=tuple(problems),
    )


def _present(gathered: Gathered) -> LogColumns:
    """Return the columns that the file has."""
    here = {*gathered.names, *(gathered.columns.as_dict()[role] for role in gathered.forms)}
    return LogColumns(**{role: column for role, column in gathered.columns.as_dict().items() if column in here})


def _frame(gathered: Gathered, rows: Rows) -> "pd.DataFrame":
    import pandas as pd

    roles = gathered.columns.as_dict()
    zone = gathered.timezone
    known: dict[str, object] = {
        "case": _cases(gathered, rows.row),
        "name": _texts(gathered.names[roles["activity"]], rows.row),
        "members": _people(gathered, rows.row),
        "group": _optional(gathered, roles.get("group"), rows.row),
        "kind": _constant("task", len(rows.row)),
        "state": _states(rows.completed),
        "started": _stamps(rows.started, zone),
        "completed": _stamps(rows.completed, zone),
        "enabled": _stamps(gathered.instants("enabled")[rows.row], zone),
        "work_s": _seconds(rows),
    }
    frame = {name: known.get(name, _empty(name, len(rows.row), zone)) for name in COLUMNS}
    used = set(roles.values())
    for name, codes in gathered.names.items():
        if name not in used:
            frame[f"{_PREFIX}{name}" if name in COLUMNS else name] = _texts(codes, rows.row)
    return pd.DataFrame(frame, copy=False)


def _texts(codes: Codes, rows: Ints) -> "Texts":
    import pandas as pd

    return pd.Categorical.from_codes(codes.codes[rows], categories=pd.Index(codes.texts))


def _cases(gathered: Gathered, rows: Ints) -> "Texts":
    """Return the cases; those of several replications of a simulated log are told apart."""
    import pandas as pd

    codes = gathered.names[gathered.columns.case or ""]
    runs = [gathered.names[name] for name in ("option", "replication") if name in gathered.names]
    if "kind" not in gathered.names or len(runs) < 2 or all(len(run.texts) == 1 for run in runs):
        return _texts(codes, rows)
    parts = [np.array(each.texts, dtype=object)[each.codes[rows]] for each in (*runs, codes)]
    return pd.Categorical(["/".join(row) for row in zip(*parts, strict=True)])


def _people(gathered: Gathered, rows: Ints) -> "Texts":
    """Return who did the work; a number that a spreadsheet made a decimal of is itself again."""
    import pandas as pd

    codes = gathered.names.get(gathered.columns.resource or "")
    if codes is None:
        return _constant("", len(rows))
    texts = codes.texts
    if all(text.removesuffix(".0").isdigit() for text in texts if text) and any(text.endswith(".0") for text in texts):
        return pd.Categorical([texts[code].removesuffix(".0") for code in codes.codes[rows].tolist()])
    return _texts(codes, rows)


def _optional(gathered: Gathered, column: str | None, rows: Ints) -> "Texts":
    codes = gathered.names.get(column or "")
    return _constant("", len(rows)) if codes is None else _texts(codes, rows)


def _constant(text: str, count: int) -> "Texts":
    import pandas as pd

    return pd.Categorical.from_codes(np.zeros(count, dtype=np.int8), categories=pd.Index([text]))


def _states(completed: Ints) -> "Texts":
    import pandas as pd

    return pd.Categorical.from_codes((completed == NEVER).astype(np.int8), categories=pd.Index(["completed", "open"]))


def _stamps(micros: Ints, zone: str) -> "pd.DatetimeIndex":
    import pandas as pd

    return pd.DatetimeIndex(micros.view("datetime64[us]")).tz_localize("UTC").tz_convert(zone)


def _seconds(rows: Rows) -> NDArray[np.float64]:
    known = (rows.started != NEVER) & (rows.completed != NEVER)
    return np.where(known, (np.where(known, rows.completed, 0) - np.where(known, rows.started, 0)) / 1e6, np.nan)


def _empty(name: str, count: int, zone: str) -> object:
    if name in INSTANTS:
        return _stamps(np.full(count, NEVER, dtype=np.int64), zone)
    if name in ("option", "class", "process", "element"):
        return _constant("", count)
    if name.endswith("_s") or name == "cost":
        return np.full(count, np.nan)
    return np.zeros(count, dtype=np.int8)
