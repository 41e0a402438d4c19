"""Turn rows of text into numbers: names into codes, instants into microseconds, and refuse what cannot be."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from reengineer.errors import Problem
from reengineer.eventlog._columns import LogColumns
from reengineer.eventlog._tables import Chunk
from reengineer.eventlog._times import ISO, NEVER, TimeForm, agreed, find_form, read_instants
from reengineer.source import Source

SHOWN = 20
"""Refused rows that are told one by one; all are counted."""

INSTANT_ROLES = ("started", "completed", "enabled")
Ints = NDArray[np.int64]


class Refused:
    """Count the rows that are left out, and say of the first ones where they stand."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.counts: Counter[str] = Counter()
        self._first: list[Problem] = []

    def __call__(self, line: int, what: str) -> None:
        """Refuse a row."""
        self.counts[what.partition(":")[0]] += 1
        if len(self._first) < SHOWN:
            place = Source(file=self.file, line=line)
            self._first.append(Problem("RE363", f"this row is left out: {what}", _MEND, place, "warning"))

    @property
    def total(self) -> int:
        """Return how many rows were left out."""
        return sum(self.counts.values())

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return the first refusals, and one that tells of the rest."""
        rest = self.total - len(self._first)
        first = sorted(self._first, key=lambda problem: problem.source.line or 0)
        if rest <= 0:
            return tuple(first)
        listed = "; ".join(f"{what}: {count}" for what, count in self.counts.most_common())
        message = f"{rest} more rows are left out; in all {listed}"
        return (*first, Problem("RE363", message, _MEND, Source(file=self.file), "warning"))


_MEND = "Mend the row, or leave it out on purpose."


class TurnedError(Exception):
    """Say that dates which could be read either way are, as a later row shows, to be read the other way round."""

    def __init__(self, forms: dict[str, TimeForm]) -> None:
        self.forms = forms


class Codes:
    """Number the different texts of one column in the order in which they come."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self._parts: list[NDArray[np.int32]] = []
        self._rows = 0

    def add(self, texts: Sequence[str]) -> None:
        """Take the texts of some rows."""
        self.skip_to(self._rows)
        numbers = self.numbers
        found = [numbers.setdefault(text, len(numbers)) for text in texts]
        self._parts.append(np.array(found, dtype=np.int32))
        self._rows += len(found)

    def skip_to(self, rows: int) -> None:
        """Take empty texts for the rows that a column did not have yet."""
        if rows > self._rows:
            empty = self.numbers.setdefault("", len(self.numbers))
            self._parts.append(np.full(rows - self._rows, empty, dtype=np.int32))
            self._rows = rows

    @property
    def codes(self) -> Ints:
        """Return the number of each row's text."""
        found: Ints = np.concatenate(self._parts) if self._parts else np.zeros(0, dtype=np.int32)
        return found

    @property
    def texts(self) -> tuple[str, ...]:
        """Return the text of each number."""
        return tuple(self.numbers)


@dataclass(slots=True, kw_only=True)
class Gathered:
    """Hold the rows of a log that could be read, column by column.

    Parameters
    ----------
    columns : LogColumns
    timezone : str
        Of instants without an offset.
    refused : Refused
    forms : dict of role to TimeForm
        How instants are written, where that is known before.
    """

    columns: LogColumns
    timezone: str
    refused: Refused
    names: dict[str, Codes] = field(default_factory=dict)
    forms: dict[str, TimeForm] = field(default_factory=dict)
    rows: int = 0
    moved: int = 0
    _instants: dict[str, list[Ints]] = field(default_factory=dict)
    _lines: list[Ints] = field(default_factory=list)

    def add(self, chunk: Chunk) -> None:
        """Take the rows of a chunk that can be read."""
        roles = self.columns.as_dict()
        self._find_forms(chunk)
        instants = {role: self._read(role, chunk) for role in INSTANT_ROLES if role in roles}
        keep = self._readable(chunk, instants)
        places = np.flatnonzero(keep).tolist()
        whole = len(places) == len(keep)
        times = {column for role, column in roles.items() if role in INSTANT_ROLES}
        for column, cells in chunk.cells.items():
            if column not in times:
                codes = self.names.setdefault(column, Codes())
                codes.skip_to(self.rows)
                codes.add(cells if whole else [cells[place] for place in places])
        for role, values in instants.items():
            self._instants.setdefault(role, []).append(values[keep])
        self._lines.append(np.array(chunk.lines, dtype=np.int64)[keep])
        self.rows += len(places)
        for codes in self.names.values():
            codes.skip_to(self.rows)

    def instants(self, role: str) -> Ints:
        """Return the instants of a role, `NEVER` where there are none."""
        parts = self._instants.get(role)
        return np.concatenate(parts) if parts else np.full(self.rows, NEVER, dtype=np.int64)

    def lines(self) -> Ints:
        """Return the line of each row."""
        return np.concatenate(self._lines) if self._lines else np.zeros(0, dtype=np.int64)

    def _cells(self, role: str, chunk: Chunk) -> list[str]:
        column = self.columns.as_dict()[role]
        return chunk.cells.get(column) or [""] * len(chunk.lines)

    def _find_forms(self, chunk: Chunk) -> None:
        """Find how the instants of roles are written that had none yet."""
        roles = [role for role in INSTANT_ROLES if role in self.columns.as_dict() and role not in self.forms]
        cells = {role: self._cells(role, chunk) for role in roles}
        new = {role: find_form(texts) for role, texts in cells.items() if any(texts)}
        if new:
            self.forms = agreed({**self.forms, **new})

    def _read(self, role: str, chunk: Chunk) -> Ints:
        cells = self._cells(role, chunk)
        form = self.forms.get(role, TimeForm(ISO))
        values, moved = read_instants(cells, form, self.timezone)
        if form.is_ambiguous and (values == NEVER).any():
            unread = [cells[place] for place in np.flatnonzero(values == NEVER).tolist() if cells[place].strip()]
            if unread and (read_instants(unread, form.turned(), self.timezone)[0] != NEVER).any():
                raise TurnedError({role: replace(form.turned(), is_ambiguous=False)})
        self.moved += moved
        return values

    def _readable(self, chunk: Chunk, instants: dict[str, Ints]) -> NDArray[np.bool_]:
        keep = np.ones(len(chunk.lines), dtype=bool)
        for role in ("case", "activity"):
            cells = self._cells(role, chunk)
            if blank := {cell for cell in set(cells) if not cell.strip()}:
                self._drop(keep, np.fromiter((cell in blank for cell in cells), bool, len(cells)), chunk, f"no {role}")
        for role, values in instants.items():
            cells = self._cells(role, chunk)
            for place in np.flatnonzero((values == NEVER) & keep).tolist():
                if cells[place].strip():
                    keep[place] = False
                    self.refused(chunk.lines[place], f"the time of '{role}' cannot be read: '{cells[place][:40]}'")
        started, completed = instants.get("started"), instants.get("completed")
        if completed is None:
            completed = np.full(len(keep), NEVER, dtype=np.int64)
        never = completed == NEVER
        if started is None:
            self._drop(keep, never, chunk, "no time")
        else:
            self._drop(keep, never & (started == NEVER), chunk, "no time")
            backwards = (started != NEVER) & ~never & (started > completed)
            self._drop(keep, backwards, chunk, "it ends before it starts")
        return keep

    def _drop(self, keep: NDArray[np.bool_], wrong: NDArray[np.bool_], chunk: Chunk, what: str) -> None:
        for place in np.flatnonzero(keep & wrong).tolist():
            self.refused(chunk.lines[place], what)
        keep &= ~wrong
