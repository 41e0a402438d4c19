"""Tell when each activity of a log could have begun: when what it depends on had ended."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from reengineer.eventlog._log import Log

if TYPE_CHECKING:
    import pandas as pd

Ints = NDArray[np.int64]
_NEVER = np.iinfo(np.int64).min


def micros_of(column: "pd.Series[Any]") -> Ints:
    """Return instants as microseconds since 1970; the smallest integer where there is none."""
    utc = column.dt.tz_convert("UTC").dt.tz_localize(None)
    found: Ints = utc.to_numpy().astype("datetime64[us]").view(np.int64).copy()
    return found


def with_enabled(log: Log, *, concurrent: Sequence[Collection[str]] = ()) -> Log:
    """Return a log in which each activity has the instant when it could have begun, and what came before it.

    That is the end of the activity before it in its case, by start and then by end. Activities that do not wait for
    each other all follow the one before them, and what comes after them follows the last of them to end. The first
    of a case is enabled when it starts. Instants that the log has are kept.

    Parameters
    ----------
    log : Log
    concurrent : sequence of collections of activity
        Activities of one collection do not wait for each other.

    Returns
    -------
    Log
        With ``enabled``, and further columns ``before`` and ``before_members``, empty for the first of a case.
    """
    frame = log.frame
    start, end = micros_of(frame["started"]), micros_of(frame["completed"])
    begun = np.where(start != _NEVER, start, end)
    enabled = micros_of(frame["enabled"])
    known = enabled != _NEVER
    before = np.full(len(frame), -1, dtype=np.int64)
    names = frame["name"].astype(str).to_numpy()
    beside = _beside(concurrent)
    for rows in _cases(frame, begun, end):
        for place, row in enumerate(rows):
            source = _source(rows, place, names, end, beside)
            before[row] = source
            if not known[row]:
                enabled[row] = begun[row] if source < 0 else max(end[source], _NEVER + 1)
    stamps = enabled.view("datetime64[us]")
    return Log(frame=frame.assign(enabled=_zoned(frame, stamps), **_named(frame, before)))


def _beside(concurrent: Sequence[Collection[str]]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for group in concurrent:
        for name in group:
            found[name] = found.get(name, frozenset()) | (frozenset(group) - {name})
    return found


def _cases(frame: "pd.DataFrame", begun: Ints, end: Ints) -> list[list[int]]:
    cases = frame["case"].astype("category").cat.codes.to_numpy()
    order = np.lexsort((np.arange(len(frame)), end, begun, cases))
    firsts = np.flatnonzero(np.diff(cases[order], prepend=-2))
    return [each.tolist() for each in np.split(order, firsts[1:])] if len(order) else []


def _source(
    rows: list[int], place: int, names: NDArray[np.object_], end: Ints, beside: dict[str, frozenset[str]]
) -> int:
    """Return the row that enabled the one at a place; -1 for the first of a case."""
    others = beside.get(names[rows[place]], frozenset())
    at = place - 1
    while at >= 0 and names[rows[at]] in others:
        at -= 1
    if at < 0:
        return -1
    last = rows[at]
    block = beside.get(names[last], frozenset())
    while at > 0 and names[rows[at - 1]] in block:
        at -= 1
        if end[rows[at]] > end[last]:
            last = rows[at]
    return last


def _zoned(frame: "pd.DataFrame", stamps: NDArray[np.datetime64]) -> "pd.DatetimeIndex":
    import pandas as pd

    zone = frame["completed"].dt.tz
    return pd.DatetimeIndex(stamps).tz_localize("UTC").tz_convert(zone)


def _named(frame: "pd.DataFrame", before: Ints) -> dict[str, NDArray[np.object_]]:
    found = {}
    for column, name in (("before", "name"), ("before_members", "members")):
        texts = np.append(frame[name].astype(str).to_numpy(dtype=object), "")
        found[column] = texts[before]
    return found
