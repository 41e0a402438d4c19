"""Add up the cases of a long run, so that what it takes of memory does not grow with their number.

What a case adds up to goes into sums when it ends: exact counts, sums, sums of squares and largest values, and counts
by bucket for quantiles. They are kept apart by class of case and by the weeks in which cases arrived: week by week in a
run of up to `MOST_SPANS` weeks, in longer ones by 2, 4, 8 ... weeks together, so that there are never more of such
spans. All of it is whole numbers that are added: the order in which cases end, and where the run paused, leave no
trace.
"""

import numpy as np
from numpy.typing import NDArray

from reengineer._records import dataclass
from reengineer.simulation._buckets import Counts, bucket_of, counted, quantile
from reengineer.simulation._log import CASE_AT, CASE_COLUMNS, CASE_COMPLETED

Ints = NDArray[np.int64]

MOST_KEPT = 100_000
"""Cases of a replication up to which each keeps its row; from there on a run without a log adds them up."""
MOST_SPANS = 32
TICKS_A_WEEK = 604_800_000_000
KINDS = (
    "cycle", "cycle_open", "cycle_working", "waiting", "waiting_open", "waiting_working",
    "processing", "cost", "handoffs",
)  # fmt: skip
"""What is added up of completed cases: ticks, micro-units of money, and a count."""
WEEKLY = ("came", "came_at", "ended", "ended_at", "completed", "kept", "cycle")
"""Sums by week: arrivals and ends, and how long after the begin of the week these were; cases completed in it; cases
that arrived in it, in the run, and were completed, and their times from start to end."""
FIRST_DERIVED = len(CASE_COLUMNS)
PART = 65_536
WORD = 62
LIMB = 23
Moments = tuple[int, int, int]
NO_MOMENTS: Moments = (0, 0, -(2**62))
"""Sum, sum of squares and largest value of nothing."""


def spans_of(weeks: int) -> int:
    """Return how many weeks each span has in a run with cases in so many weeks: a power of 2."""
    return 1 << max((weeks - 1) // MOST_SPANS, 0).bit_length()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSums:
    """Hold what the cases of a replication add up to; integers only.

    Parameters
    ----------
    count : int
        Cases that came, those in hand when the run began among them.
    width : int
        Weeks of a span.
    weekly : array of int, shape (weeks + 1, 7)
        Columns as in `WEEKLY`; the last place is what came after the arrivals stopped.
    cells : array of int, shape (n, 5)
        Span, class, cases that came in it, those of them that were completed, and those that did a task again. Cases
        that were in hand when the run began are in none.
    moments : array of int, shape (n, 9, 5)
        Of the completed cases of each cell, for each of `KINDS`: sum and sum of squares, as two words of 62 bits each,
        the higher first, and the largest value.
    buckets : array of int, shape (m, 3)
        ``cell * 9 + kind``, bucket, and how many it holds; in order.
    """

    count: int
    width: int
    weekly: Ints
    cells: Ints
    moments: Ints
    buckets: Ints

    def pooled(self, since: int, kind: int | None = None) -> "Pooled":
        """Return what the cases add up to that arrived from a tick on, all or those of a class.

        The tick is the begin of a span; one within a span leaves out all of the span.
        """
        first = -(-since // (TICKS_A_WEEK * self.width))
        chosen = self.cells[:, 0] >= first
        if kind is not None:
            chosen &= self.cells[:, 1] == kind
        return Pooled(self, np.flatnonzero(chosen))

    def opened(self, horizon: int) -> Ints:
        """Return the time that cases were open in each week up to the horizon, summed over the cases."""
        came, came_at, ended, ended_at = self.weekly[:-1, :4].T
        there = np.concatenate([[0], np.cumsum(came - ended)[:-1]])
        lasts = np.minimum(horizon - np.arange(len(came)) * TICKS_A_WEEK, TICKS_A_WEEK)
        found: Ints = (there + came - ended) * lasts - came_at + ended_at
        return found

    def weekly_sums(self, name: str) -> Ints:
        """Return one column of the sums by week."""
        found: Ints = self.weekly[:, WEEKLY.index(name)]
        return found


class Pooled:
    """Hold what the cases of some cells add up to together.

    Parameters
    ----------
    sums : CaseSums
    cells : array of int
        Their places.
    """

    def __init__(self, sums: CaseSums, cells: Ints) -> None:
        self._sums, self._cells = sums, cells
        self.came, self.kept, self.again = (int(each) for each in sums.cells[cells, 2:].sum(axis=0))

    def total(self, kind: str) -> int:
        """Return the sum over completed cases."""
        return self._word(kind, 0)

    def largest(self, kind: str) -> int:
        """Return the largest value of a completed case."""
        return int(self._sums.moments[self._cells, KINDS.index(kind), 4].max())

    def deviation(self, kind: str) -> float:
        """Return the standard deviation over completed cases; 0 of a single one."""
        n, total = self.kept, self.total(kind)
        return float(((n * self._word(kind, 2) - total * total) / (n * (n - 1))) ** 0.5) if n > 1 else 0.0

    def quantile(self, kind: str, share: float) -> float:
        """Return a quantile over completed cases, to one part in 256 of it."""
        buckets, counts = self._counted(kind)
        return min(quantile(buckets, counts, share), float(self.largest(kind)))

    def _word(self, kind: str, place: int) -> int:
        words = self._sums.moments[self._cells, KINDS.index(kind), place : place + 2].tolist()
        return sum((high << WORD) + low for high, low in words)

    def _counted(self, kind: str) -> tuple[Ints, Ints]:
        keys, buckets, counts = self._sums.buckets.T
        mine = np.isin(keys, self._cells * len(KINDS) + KINDS.index(kind))
        found, place = np.unique(buckets[mine], return_inverse=True)
        summed: Ints = np.zeros(len(found), dtype=np.int64)
        np.add.at(summed, place, counts[mine])
        return found, summed


class _Cell:
    """Add up the cases of one class that arrived in one span."""

    __slots__ = ("again", "came", "counts", "kept", "moments")

    def __init__(self) -> None:
        self.came = self.kept = self.again = 0
        self.moments = [NO_MOMENTS] * len(KINDS)
        self.counts = [Counts() for _ in KINDS]

    def add(self, kind: int, moments: Moments, lowest: int, counts: Ints) -> None:
        """Add what some completed cases add up to, for one of `KINDS`."""
        mine = self.moments[kind]
        self.moments[kind] = mine[0] + moments[0], mine[1] + moments[1], max(mine[2], moments[2])
        self.counts[kind].merge(lowest, counts)

    def merge(self, other: "_Cell") -> None:
        """Add what another one holds."""
        self.came, self.kept, self.again = self.came + other.came, self.kept + other.kept, self.again + other.again
        for kind, (moments, each) in enumerate(zip(other.moments, other.counts, strict=True)):
            self.add(kind, moments, each.lowest, each.counts)


def _values(rows: Ints) -> list[Ints]:
    """Return of completed cases what is added up, in the order of `KINDS`, from their columns."""
    cycle = rows[CASE_AT["completed"]] - rows[CASE_AT["arrived"]]
    by_clock, by_work, processing, handoffs = rows[FIRST_DERIVED : FIRST_DERIVED + 4]
    cycles = [cycle, *(cycle if np.array_equal(each, cycle) else each for each in (by_clock, by_work))]
    waits = {id(each): each - processing for each in cycles}
    return [*cycles, *(waits[id(each)] for each in cycles), processing, rows[CASE_AT["cost"]], handoffs]


def _moments(values: Ints) -> Moments:
    """Return sum, sum of squares and largest of at most `PART` values, exactly."""
    if not len(values):
        return NO_MOMENTS
    most = int(values.max())
    if max(most, -int(values.min())) >= 1 << 2 * LIMB:
        exact = values.tolist()
        return sum(exact), sum(each * each for each in exact), most
    high, low = values >> LIMB, values & ((1 << LIMB) - 1)
    squares = (int(high @ high) << 2 * LIMB) + (int(high @ low) << LIMB + 1) + int(low @ low)
    return int(values.sum()), squares, most


class CaseSummer:
    """Add up cases as they end.

    Parameters
    ----------
    in_hand : int
        Of the streams, the first so many are cases in hand when the run begins.
    """

    def __init__(self, in_hand: int) -> None:
        self._in_hand = in_hand
        self._width = 1
        self._weekly: Ints = np.zeros((1, len(WEEKLY)), dtype=np.int64)
        self._late: Ints = np.zeros(len(WEEKLY), dtype=np.int64)
        self._cells: dict[tuple[int, int], _Cell] = {}
        self.count = 0
        self.sojourn = 0
        """Ticks that cases were open, all of them together."""

    def add(self, rows: Ints, horizon: int, last_tick: int = -1) -> None:
        """Add cases that have ended, or that the end of the run finds open.

        Parameters
        ----------
        rows : array of int, shape (n, 13)
        horizon : int
            Tick at which arrivals stop; -1 as long as none is known, and all that happened was before it.
        last_tick : int
            Up to which open cases count.
        """
        for first in range(0, len(rows), PART):
            part = np.ascontiguousarray(rows[first : first + PART].T)
            self._add_weekly(part, horizon, last_tick)
            self._add_cells(part[:, part[CASE_AT["stream"]] >= self._in_hand])
            self.count += part.shape[1]

    def _add_weekly(self, part: Ints, horizon: int, last_tick: int) -> None:
        arrived, completed, state = (part[CASE_AT[name]] for name in ("arrived", "completed", "state"))
        ended = np.where(completed < 0, last_tick, completed)
        stayed = ended - arrived
        self.sojourn += (int((stayed >> LIMB).sum()) << LIMB) + int((stayed & ((1 << LIMB) - 1)).sum())
        is_kept = (state == CASE_COMPLETED) & (part[CASE_AT["stream"]] >= self._in_hand)
        is_late = ended >= horizon if horizon >= 0 else np.zeros(len(ended), dtype=np.bool_)
        came, went = arrived // TICKS_A_WEEK, ended[~is_late] // TICKS_A_WEEK
        self._grow(int(max(came.max(initial=0), went.max(initial=0))) + 1)
        self._put(0, came, arrived - came * TICKS_A_WEEK)
        self._put(2, went, ended[~is_late] - went * TICKS_A_WEEK)
        np.add.at(self._weekly[:, 4], went[completed[~is_late] >= 0], 1)
        self._put(5, came[is_kept], (completed - arrived)[is_kept])
        self._late[2] += int(is_late.sum())
        self._late[4] += int((is_late & (completed >= 0)).sum())

    def _put(self, column: int, weeks: Ints, values: Ints) -> None:
        """Count values by week, and add them up in the next column."""
        np.add.at(self._weekly[:, column], weeks, 1)
        np.add.at(self._weekly[:, column + 1], weeks, values)

    def _grow(self, weeks: int) -> None:
        if weeks > len(self._weekly):
            longer: Ints = np.zeros((max(weeks, 2 * len(self._weekly)), len(WEEKLY)), dtype=np.int64)
            longer[: len(self._weekly)] = self._weekly
            self._weekly = longer

    def _add_cells(self, part: Ints) -> None:
        if not part.shape[1]:
            return
        week = part[CASE_AT["arrived"]] // TICKS_A_WEEK
        self._widen(spans_of(int(week.max()) + 1))
        key = (week // self._width << 32) + part[CASE_AT["class"]]
        done = part[CASE_AT["state"]] == CASE_COMPLETED
        values = _values(part[:, done])
        buckets = {id(each): bucket_of(each) for each in values}
        cells = np.unique(key).tolist()
        for one in cells:
            mine = key == one
            cell = self._cells.setdefault((one >> 32, one & 0xFFFFFFFF), _Cell())
            cell.came += int(mine.sum())
            chosen = mine[done] if len(cells) > 1 else slice(None)
            again = part[-1, done][chosen]
            cell.kept += len(again)
            cell.again += int(np.count_nonzero(again))
            found = {id(each): (_moments(each[chosen]), *counted(buckets[id(each)][chosen])) for each in values}
            for place, each in enumerate(values):
                cell.add(place, *found[id(each)])

    def _widen(self, width: int) -> None:
        """Put spans together, so that each has so many weeks at least."""
        while self._width < width:
            self._width *= 2
            cells, self._cells = self._cells, {}
            for (span, kind), cell in cells.items():
                self._cells.setdefault((span // 2, kind), _Cell()).merge(cell)

    def finish(self, weeks: int) -> CaseSums:
        """Return the sums of a run with so many weeks of arrivals."""
        self._grow(weeks)
        self._widen(spans_of(weeks))
        ordered = sorted(self._cells.items())
        cells = [(*key, cell.came, cell.kept, cell.again) for key, cell in ordered]
        moments = [
            [(*divmod(total, 1 << WORD), *divmod(squares, 1 << WORD), most) for total, squares, most in cell.moments]
            for _, cell in ordered
        ]
        buckets = [
            np.column_stack([np.full(len(held), place * len(KINDS) + kind), held, many])
            for place, (_, cell) in enumerate(ordered)
            for kind, (held, many) in enumerate(each.filled for each in cell.counts)
        ]
        return CaseSums(
            count=self.count,
            width=self._width,
            weekly=np.vstack([self._weekly[:weeks], self._late]),
            cells=np.array(cells, dtype=np.int64).reshape(-1, 5),
            moments=np.array(moments, dtype=np.int64).reshape(-1, len(KINDS), 5),
            buckets=np.concatenate([np.zeros((0, 3), dtype=np.int64), *buckets]).astype(np.int64),
        )
