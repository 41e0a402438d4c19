"""Join the start of an activity with its end, where each stands on a row of its own."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from reengineer._records import dataclass

Ints = NDArray[np.int64]
START, COMPLETE, OTHER, ABORT, UNKNOWN = 0, 1, 2, 3, 4
_STARTS = frozenset({"start", "started", "begin", "begun", "in progress", "resume_start"})
_ENDS = frozenset({"complete", "completed", "end", "ended", "finish", "finished", "done", "autoskip", "manualskip", ""})
_ABORTS = frozenset(
    {"abort", "aborted", "ate_abort", "pi_abort", "cancel", "canceled", "cancelled", "withdraw", "withdrawn"}
    | {"terminate", "terminated"}
)
_OTHERS = frozenset(
    {"schedule", "scheduled", "assign", "assigned", "reassign", "suspend", "suspended", "resume", "resumed"}
    | {"enable", "ready"}
)
MOSTLY_KNOWN = 0.5
"""Share of rows with words that no life cycle has, from which a column is not taken for one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Hold which rows make up each activity.

    Parameters
    ----------
    start, end : array of int
        Row of the start and of the end of each activity; -1 where there is none.
    passed_over : int
        Rows that are neither start nor end, those of work that was called off before it began among them.
    """

    start: Ints
    end: Ints
    passed_over: int


def kinds_of(texts: Sequence[str]) -> Ints:
    """Return of each word of a life cycle whether it is a start, an end, an end that is none of the work, or else."""
    words = {START: _STARTS, COMPLETE: _ENDS, ABORT: _ABORTS, OTHER: _OTHERS}
    plain = [text.strip().lower() for text in texts]
    kinds = (next((kind for kind, known in words.items() if text in known), UNKNOWN) for text in plain)
    return np.array(list(kinds), dtype=np.int64)


def tells_starts_from_ends(kinds: Ints) -> bool:
    """Say whether the words of a column are those of a life cycle: ends are among them, and most are known."""
    return bool((kinds == COMPLETE).any() and (kinds == UNKNOWN).mean() < MOSTLY_KNOWN)


def find_pairs(kinds: Ints, keys: Ints, resources: Ints, instants: Ints) -> Pairs:
    """Join starts with ends: of one case and activity the earliest open start, by the same person before others.

    Parameters
    ----------
    kinds : array of int
        Of each row: start, end or something else.
    keys : array of int
        Of each row: a number for its case, activity and, where there is one, instance.
    resources, instants : array of int
        Of each row. At one instant a start comes before an end.
    """
    called_off = kinds == ABORT
    kinds = np.where(called_off, COMPLETE, np.where(kinds == UNKNOWN, OTHER, kinds))
    rows = np.flatnonzero(kinds != OTHER)
    rows = rows[np.lexsort((rows, kinds[rows], instants[rows], keys[rows]))]
    first = np.flatnonzero(np.diff(keys[rows], prepend=-1))
    sizes = np.diff(first, append=len(rows))
    place = np.arange(len(rows)) - np.repeat(first, sizes)
    # Where starts and ends take turns there is nothing to choose.
    strays = np.add.reduceat(kinds[rows] != place % 2, first) > 0 if len(rows) else np.zeros(0, dtype=bool)
    plain = ~np.repeat(strays, sizes)
    begins = plain & (place % 2 == 0)
    following = np.append(rows[1:], -1)
    has_end = np.append(plain[1:] & (place[1:] % 2 == 1), False)
    start, end = [rows[begins]], [np.where(has_end, following, -1)[begins]]
    for group in np.flatnonzero(strays).tolist():
        chosen = rows[first[group] : first[group] + sizes[group]]
        pairs = list(_by_turns(chosen.tolist(), kinds[chosen].tolist(), resources[chosen].tolist()))
        start.append(np.array([pair[0] for pair in pairs], dtype=np.int64))
        end.append(np.array([pair[1] for pair in pairs], dtype=np.int64))
    starts, ends = np.concatenate(start), np.concatenate(end)
    # What was called off before it began was no work.
    kept = (starts >= 0) | ~called_off[ends]
    passed = int((kinds == OTHER).sum()) + int((~kept).sum())
    return Pairs(start=starts[kept], end=ends[kept], passed_over=passed)


def _by_turns(rows: list[int], kinds: list[int], resources: list[int]) -> Iterator[tuple[int, int]]:
    """Give the starts and ends of one activity in one case, -1 for one that is not there."""
    open_: list[tuple[int, int]] = []
    for row, kind, resource in zip(rows, kinds, resources, strict=True):
        if kind == START:
            open_.append((row, resource))
            continue
        place = next((place for place, (_, by) in enumerate(open_) if by == resource), 0)
        yield (open_.pop(place)[0] if open_ else -1), row
    yield from ((row, -1) for row, _ in open_)
