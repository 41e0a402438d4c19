"""Tell which rows of a log make up each activity, and when it began and ended."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from reengineer._records import dataclass
from reengineer.eventlog._ends import estimated_ends
from reengineer.eventlog._gather import Codes, Gathered, Ints
from reengineer.eventlog._pairs import COMPLETE, OTHER, START, find_pairs, kinds_of, tells_starts_from_ends
from reengineer.eventlog._times import NEVER


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Hold of each activity the row that tells of it and its instants, in the order of the log.

    Parameters
    ----------
    row, started, completed : array of int
    paired : bool
        Whether starts and ends stand on rows of their own.
    passed_over : int
        Rows that are neither the start nor the end of work.
    repeated : int
        Rows that say again, in every cell, what a row before them says.
    """

    row: Ints
    started: Ints
    completed: Ints
    paired: bool = False
    passed_over: int = 0
    repeated: int = 0

    @classmethod
    def of(cls, gathered: Gathered) -> "Rows":
        """Return the activities of the rows that could be read."""
        started, completed = gathered.instants("started"), gathered.instants("completed")
        if "kind" in gathered.names and "replication" in gathered.names:
            row = np.flatnonzero(_is(gathered.names["kind"], "task"))
            return cls(row=row, started=started[row], completed=completed[row]).in_order()
        if gathered.columns.completed is None:
            completed = _guessed_ends(gathered, started)
        again = _repeated(gathered)
        kinds = life_cycle(gathered)
        if kinds is not None and (kinds == START).any():
            return replace(_paired(gathered, np.where(again, OTHER, kinds), completed), repeated=int(again.sum()))
        chosen = ~again if kinds is None else ~again & (kinds == COMPLETE)
        row = np.flatnonzero(chosen)
        passed = gathered.rows - len(row)
        found = cls(row=row, started=started[row], completed=completed[row], passed_over=passed).in_order()
        return replace(found, repeated=int(again.sum()))

    def in_order(self) -> "Rows":
        """Return the activities by start, then end."""
        first = np.where(self.started != NEVER, self.started, self.completed)
        last = np.where(self.completed != NEVER, self.completed, np.iinfo(np.int64).max)
        order = np.lexsort((self.row, last, first))
        return replace(self, row=self.row[order], started=self.started[order], completed=self.completed[order])


def _paired(gathered: Gathered, kinds: Ints, instants: Ints) -> Rows:
    """Return activities whose starts and ends stand on rows of their own."""
    keys = np.zeros(gathered.rows, dtype=np.int64)
    for role in ("case", "activity", "instance"):
        codes = codes_of(gathered, role)
        if codes is not None:
            keys = keys * (int(codes.max()) + 1) + codes
    by = codes_of(gathered, "resource")
    pairs = find_pairs(kinds, keys, by if by is not None else np.zeros(gathered.rows, dtype=np.int64), instants)
    begun, ended = pairs.start >= 0, pairs.end >= 0
    return Rows(
        row=np.where(ended, pairs.end, pairs.start),
        started=np.where(begun, instants[pairs.start], NEVER),
        completed=np.where(ended, instants[pairs.end], NEVER),
        paired=True,
        passed_over=pairs.passed_over,
    ).in_order()


def _repeated(gathered: Gathered) -> NDArray[np.bool_]:
    """Return which rows say again, in every cell, what one before them says.

    Rows with one time are left alone: something may well be done twice in a second, or on one day.
    """
    import pandas as pd

    started, completed = gathered.instants("started"), gathered.instants("completed")
    lasting: NDArray[np.bool_] = (started != NEVER) & (completed > started)
    if not lasting.any():
        return lasting
    instants = {role: gathered.instants(role) for role in gathered.forms}
    columns = {**{name: codes.codes for name, codes in gathered.names.items()}, **instants}
    lasting &= pd.DataFrame(dict(enumerate(columns.values())), copy=False).duplicated().to_numpy()
    return lasting


def life_cycle(gathered: Gathered) -> Ints | None:
    """Return of each row what it is in the life cycle of work; None where no column tells."""
    column = gathered.names.get(gathered.columns.lifecycle or "")
    if column is None:
        return None
    kinds = kinds_of(column.texts)[column.codes]
    return kinds if tells_starts_from_ends(kinds) else None


def _guessed_ends(gathered: Gathered, started: Ints) -> Ints:
    case, by = codes_of(gathered, "case"), gathered.names.get(gathered.columns.resource or "")
    nobody = np.full(gathered.rows, -1, dtype=np.int64)
    member = nobody if by is None else np.where(by.codes == by.numbers.get("", -1), -1, by.codes)
    return estimated_ends(nobody if case is None else case, member, started)


def _is(codes: Codes, text: str) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = codes.codes == codes.numbers.get(text, -1)
    return found


def codes_of(gathered: Gathered, role: str) -> Ints | None:
    """Return the number of each row's text in the column of a role; None where there is no such column."""
    found = gathered.names.get(gathered.columns.as_dict().get(role, ""))
    return None if found is None else found.codes
