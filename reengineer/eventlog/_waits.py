"""Say from a log what its waits were caused by."""

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from reengineer._records import dataclass
from reengineer.calendars import OpenSpans, Spans, WeeklyCalendar, cut, merged, subtract
from reengineer.eventlog._enabled import micros_of, with_enabled
from reengineer.eventlog._log import Log

if TYPE_CHECKING:
    import pandas as pd

CAUSES = ("batching", "contention", "prioritisation", "unavailability", "extraneous")
"""Causes in the order in which they take their part of a wait."""

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Hold one activity of a log for the rules of waiting.

    Parameters
    ----------
    row : int
    activity : int
    enabled, start, end : int
        In microseconds.
    """

    row: int
    activity: int
    enabled: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Hold rows that one person did in one go, and when the last of them could have begun."""

    rows: frozenset[int]
    enabled: int
    first: int


def with_waits(
    log: Log,
    calendars: Mapping[str, WeeklyCalendar] | None = None,
    *,
    concurrent: Sequence[Collection[str]] = (),
) -> Log:
    """Return a log with the causes of each wait, told from who was doing what at the time.

    A wait is the time from enabled to started. Its causes, each taking what those before it left: *batching*, until
    the last item of a batch could begin; *contention*, the person was at work that came before; *prioritisation*, at
    work that came later; *unavailability*, the person was off duty; *extraneous*, the rest.

    Parameters
    ----------
    log : Log
        Rows without a start or an end are left as they are. Where instants of enabling are missing, they are told by
        `with_enabled`.
    calendars : mapping of person to WeeklyCalendar, optional
        People who are not in it are always on duty.
    concurrent : sequence of collections of activity, optional
        Activities that do not wait for each other.

    Returns
    -------
    Log
        With ``enabled``, ``batch`` and the five causes filled in; ``ready`` and ``allocated`` stay unknown.
    """
    known = with_enabled(log, concurrent=concurrent)
    frame = known.frame
    waits = {cause: np.full(len(frame), np.nan) for cause in CAUSES}
    batch = np.full(len(frame), -1, dtype=np.int64)
    start, end = micros_of(frame["started"]), micros_of(frame["completed"])
    enabled = micros_of(frame["enabled"])
    whole = (start != _NEVER) & (end != _NEVER) & (enabled != _NEVER)
    activities = frame["name"].astype("category").cat.codes.to_numpy()
    horizon = (int(enabled[whole].min()), int(end[whole].max())) if whole.any() else (0, 0)
    for person, rows in _rows_by_person(frame, whole):
        open_ = _laid_out((calendars or {}).get(person), horizon)
        items = [
            Item(row=row, activity=int(activities[row]), enabled=min(int(enabled[row]), int(start[row])),
                 start=int(start[row]), end=int(end[row]))
            for row in rows
        ]  # fmt: skip
        for item, own, spans in _explained(items, open_):
            batch[item.row] = own.first if own else -1
            for cause in CAUSES:
                waits[cause][item.row] = sum(last - first for first, last in spans[cause]) / 1e6
    columns = {f"wait_{cause}_s": values for cause, values in waits.items()}
    return Log(frame=frame.assign(**columns, batch=batch))


_NEVER = np.iinfo(np.int64).min


def _rows_by_person(frame: "pd.DataFrame", whole: NDArray[np.bool_]) -> list[tuple[str, list[int]]]:
    names = frame["members"].astype(str).to_numpy()
    found: dict[str, list[int]] = {}
    for row in np.flatnonzero(whole).tolist():
        found.setdefault(names[row], []).append(row)
    return list(found.items())


def _laid_out(calendar: WeeklyCalendar | None, horizon: tuple[int, int]) -> OpenSpans | None:
    return None if calendar is None else OpenSpans.of(calendar, *horizon)


def _explained(items: list[Item], open_: OpenSpans | None) -> list[tuple[Item, Batch | None, dict[str, Spans]]]:
    """Return of each item of one person its batch and its wait by cause."""
    items = sorted(items, key=lambda item: (item.start, item.end, item.row))
    batches = _batches(items)
    starts = [item.start for item in items]
    latest = np.maximum.accumulate([item.end for item in items]).tolist() if items else []
    found: list[tuple[Item, Batch | None, dict[str, Spans]]] = []
    for item in items:
        own = batches.get(item.row)
        if item.start <= item.enabled:
            found.append((item, own, {cause: [] for cause in CAUSES}))
            continue
        others = _busy(items, starts, latest, item)
        found.append((item, own, _causes(item, own, others, open_)))
    return found


def _busy(items: list[Item], starts: list[int], latest: list[int], item: Item) -> list[Item]:
    """Return the other items that the person was at while this one waited."""
    place = bisect_left(starts, item.start) - 1
    found = []
    while place >= 0 and latest[place] > item.enabled:
        other = items[place]
        if other.end > item.enabled and other.row != item.row:
            found.append(other)
        place -= 1
    return found


def _batches(items: list[Item]) -> dict[int, Batch]:
    """Return the batch of each row that is in one."""
    found: dict[int, Batch] = {}
    by_activity: dict[int, list[Item]] = {}
    for item in items:
        by_activity.setdefault(item.activity, []).append(item)
    for same in by_activity.values():
        for run in _runs(same):
            rows = frozenset(each.row for each in run)
            batch = Batch(rows=rows, enabled=max(each.enabled for each in run), first=run[0].row)
            found.update(dict.fromkeys(rows if len(run) > 1 else (), batch))
    return found


def _runs(items: list[Item]) -> Iterator[list[Item]]:
    """Give the items of one activity that were done without a gap and could all begin before the first did."""
    run = items[:1]
    for item in items[1:]:
        if item.enabled <= run[0].start and item.start <= run[-1].end:
            run.append(item)
        else:
            yield run
            run = [item]
    yield run


def _causes(item: Item, own: Batch | None, others: list[Item], open_: OpenSpans | None) -> dict[str, Spans]:
    wait: Spans = [(item.enabled, item.start)]
    found: dict[str, Spans] = {"contention": [], "prioritisation": []}
    found["batching"] = cut([(item.enabled, own.enabled)], item.enabled, item.start) if own else []
    for other in others:
        since = item.enabled
        if own and other.row not in own.rows:
            since = min(own.enabled, item.start)
        cause = "contention" if other.enabled <= since else "prioritisation"
        found[cause].append((max(since, other.start), min(item.start, other.end)))
    found["unavailability"] = open_.closed_in(item.enabled, item.start) if open_ else []
    found["extraneous"] = wait
    taken: Spans = []
    for cause in CAUSES:
        left = subtract(cut(found[cause], item.enabled, item.start), taken)
        taken = merged([*taken, *left])
        found[cause] = left
    return found


def transitions(log: Log) -> "pd.DataFrame":
    """Return the waits of a log by transition: activity and person before, activity and person now.

    Parameters
    ----------
    log : Log
        With waits, as `with_waits` gives it.

    Returns
    -------
    pandas.DataFrame
        Columns ``before, before_members, name, members, n, wait_s`` and one for each cause, in seconds, sorted by the
        first four.
    """
    import pandas as pd

    frame = log.frame
    moves = frame[frame["before"].astype(str) != ""]
    causes = [f"wait_{cause}_s" for cause in CAUSES]
    keys = ["before", "before_members", "name", "members"]
    table = pd.DataFrame({key: moves[key].astype(str) for key in keys} | {cause: moves[cause] for cause in causes})
    table["n"] = 1
    summed = table.groupby(keys, sort=True).sum().reset_index()
    summed.insert(5, "wait_s", summed[causes].sum(axis=1))
    return summed[[*keys, "n", "wait_s", *causes]]
