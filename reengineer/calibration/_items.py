"""Hold the activities of an observed log as arrays, ready for calibration."""

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from reengineer._records import dataclass
from reengineer.errors import InputError, Problem
from reengineer.eventlog import COLUMNS, Log, micros_of

if TYPE_CHECKING:
    import pandas as pd

Ints = NDArray[np.int64]
NEVER = np.iinfo(np.int64).min
_A_DAY = 86_400_000_000
_FEW = 5
_STAFFED = 0.5
_BETWEEN = (";", "|", " & ", " + ", "/", ",")
"""What stands between several people in a cell; names may hold all but the first two."""

MOST_VALUES = 20
"""Different values up to which a column counts as an attribute that may decide something."""

NOBODY = frozenset(
    {"", "not_set", "notset", "none", "nan", "null", "n/a", "na", "n.a.", "?", "-", "--", "unknown", "undefined"}
    | {"missing", "unassigned", "not assigned", "nobody", "(null)", "<null>", "(blank)", "(empty)", "__none__"}
    | {"unbekannt", "niemand", "keine", "keiner", "inconnu", "aucun", "desconocido", "ninguno", "teadmata", "puudub"}
)
"""Words that stand where nobody is named; such work is never taken for that of a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """Hold the activities of a log, case by case, each case by start and then by end.

    Parameters
    ----------
    case, label, member : array of int
        Number of the case, of the label and of the person of each activity; -1 for nobody.
    start, end : array of int
        In microseconds since 1970 UTC.
    row : array of int
        Place of each among the activities of the log.
    first : array of int
        Where each case begins, and the end of the last.
    labels, members : tuple of str
    estimated : bool
        Whether starts are not in the log, and were estimated.
    timezone : str
    dropped : int
        Rows without an end, which are left out.
    several : int
        Activities of which several people are named; the first counts.
    window : (int, int, int) or None
        First instant, last arrival and last instant of the whole log; None where these are all of it.
    attributes : mapping of str to array of int
        Of further columns with few different values, the number of the value that each case has first.
    """

    case: Ints
    label: Ints
    member: Ints
    start: Ints
    end: Ints
    row: Ints
    first: Ints
    labels: tuple[str, ...]
    members: tuple[str, ...]
    estimated: bool = False
    timezone: str = "UTC"
    dropped: int = 0
    several: int = 0
    window: tuple[int, int, int] | None = None
    attributes: Mapping[str, Ints] = field(default_factory=dict, repr=False)

    @property
    def cases(self) -> int:
        """Return the number of cases."""
        return len(self.first) - 1

    @property
    def arrivals(self) -> Ints:
        """Return when the first activity of each case began."""
        return self.start[self.first[:-1]]

    @property
    def departures(self) -> Ints:
        """Return when the last activity of each case ended."""
        found: Ints = np.maximum.reduceat(self.end, self.first[:-1])
        return found

    def chosen(self, cases: NDArray[np.bool_]) -> "Items":
        """Return the activities of some cases, with the cases numbered anew."""
        keep = cases[self.case]
        numbers = np.cumsum(cases) - 1
        sizes = np.diff(self.first)[cases]
        return Items(
            case=numbers[self.case[keep]],
            label=self.label[keep],
            member=self.member[keep],
            start=self.start[keep],
            end=self.end[keep],
            row=self.row[keep],
            first=np.concatenate([[0], np.cumsum(sizes)]),
            labels=self.labels,
            members=self.members,
            estimated=self.estimated,
            timezone=self.timezone,
            several=self.several,
            window=self.window or (int(self.start.min()), int(self.arrivals.max()), int(self.end.max())),
            attributes={name: codes[cases] for name, codes in self.attributes.items()},
        )


def items_of(log: Log) -> Items:
    """Return the finished activities of a log.

    Raises
    ------
    InputError
        RE450: the log holds none.
    """
    frame = log.activities
    start, end = micros_of(frame["started"]), micros_of(frame["completed"])
    whole = end != NEVER
    if not whole.any():
        message = "the log holds no activity that has ended"
        raise InputError([Problem("RE450", message, "Check which column holds the time of the end.")])
    case, _ = _numbered(frame["case"].astype(str).to_numpy(dtype=object)[whole])
    label, labels = _numbered(_one_line(frame["name"].astype(str).to_numpy(dtype=object)[whole]))
    people, several = _first_named(_one_line(frame["members"].astype(str).to_numpy(dtype=object)[whole]))
    member, members = _numbered(people)
    member, members = _without_nobody(member, members)
    start, end = start[whole], end[whole]
    estimated = bool((start == NEVER).mean() > 0.5)
    start = _begun(case, member, label, start, end)
    order = np.lexsort((np.arange(len(case)), end, start, case))
    # Cases are numbered by arrival, so that numbers mean the same in any order of rows.
    case, order = _by_arrival(case, start, end, order)
    sizes = np.bincount(case)
    row = np.flatnonzero(whole)[order]
    first = np.concatenate([[0], np.cumsum(sizes)])
    return Items(
        case=case[order],
        label=label[order],
        member=member[order],
        start=start[order],
        end=end[order],
        row=row,
        first=first,
        labels=labels,
        members=members,
        estimated=estimated,
        timezone=str(frame["completed"].dt.tz),
        dropped=int((~whole).sum()),
        several=several,
        attributes=_attributes(frame, row[first[:-1]]),
    )


def _attributes(frame: "pd.DataFrame", heads: Ints) -> dict[str, Ints]:
    """Return of each further column with few values what the first activity of each case has there."""
    found = {}
    for name in frame.columns:
        if name not in COLUMNS and name not in ("before", "before_members"):
            codes, values = frame[name].iloc[heads].astype(str).factorize(sort=True)
            if 2 <= len(values) <= MOST_VALUES:
                found[str(name)] = codes.astype(np.int64)
    return found


def _one_line(texts: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return texts with single spaces, and none at their ends."""
    plain = {text: " ".join(text.split()) for text in set(texts.tolist())}
    return np.array([plain[text] for text in texts.tolist()], dtype=object)


def _first_named(names: NDArray[np.object_]) -> tuple[NDArray[np.object_], int]:
    """Return who did each activity, the first where a cell names several people, and how many cells do.

    A name such as ``Doe, John`` is one where its parts are not people of their own elsewhere.
    """
    known = {name for name in set(names.tolist()) if name.lower() not in NOBODY}
    first = {}
    for name in known:
        for between in _BETWEEN:
            parts = [part.strip() for part in name.split(between) if part.strip()]
            if len(parts) > 1 and (between in ";|" or known.issuperset(parts)):
                first[name] = parts[0]
                break
    several = sum(name in first for name in names.tolist())
    found = [first.get(name, name if name in known else "") for name in names.tolist()]
    return np.array(found, dtype=object), several


def _numbered(texts: NDArray[np.object_]) -> tuple[Ints, tuple[str, ...]]:
    names, codes = np.unique(texts.astype(str), return_inverse=True)
    return codes.astype(np.int64), tuple(names.tolist())


def _without_nobody(member: Ints, members: tuple[str, ...]) -> tuple[Ints, tuple[str, ...]]:
    if "" not in members:
        return member, members
    place = members.index("")
    return np.where(member == place, -1, member - (member > place)), tuple(name for name in members if name)


def _begun(case: Ints, member: Ints, label: Ints, start: Ints, end: Ints) -> Ints:
    """Return starts; one that is missing is estimated.

    Work cannot have begun before what came before it in the case had ended, nor before the person's last work had. What
    lies between is work and wait together. So no work is taken to be longer than the middle one of its label of those
    that have both ends within one day.
    """
    missing = start == NEVER
    if not missing.any():
        return start
    earliest = np.maximum(_end_before(case, end), np.where(member >= 0, _end_before(member, end), NEVER))
    most = np.where(earliest == NEVER, 0, end - np.minimum(earliest, end))
    usual = np.zeros(int(label.max()) + 1, dtype=np.int64)
    staffed = np.zeros(len(usual), dtype=bool)
    told = missing & (earliest != NEVER) & (member >= 0)
    for each in range(len(usual)):
        rows = told & (label == each)
        close = rows & (most < _A_DAY)
        if rows.any():
            usual[each] = int(np.median(most[close if close.sum() >= _FEW else rows]))
            staffed[each] = (member[missing & (label == each)] >= 0).mean() >= _STAFFED
    # Work that is nobody's as a rule is a wait for something, however long it takes; where only the name is left out,
    # it takes as long as that of others.
    length = np.where((member >= 0) | staffed[label], np.minimum(most, usual[label]), most)
    return np.where(missing, end - length, start)


def _end_before(key: Ints, end: Ints) -> Ints:
    """Return the end of the row before each one of the same key."""
    order = np.lexsort((np.arange(len(key)), end, key))
    before = np.full(len(key), NEVER, dtype=np.int64)
    same = np.append(False, key[order][1:] == key[order][:-1])
    shifted = np.append(NEVER, end[order][:-1])
    before[order] = np.where(same, shifted, NEVER)
    return before


def _by_arrival(case: Ints, start: Ints, end: Ints, order: Ints) -> tuple[Ints, Ints]:
    firsts = np.flatnonzero(np.diff(case[order], prepend=-1))
    heads = order[firsts]
    ranks = np.empty(len(firsts), dtype=np.int64)
    ranks[np.lexsort((case[heads], end[heads], start[heads]))] = np.arange(len(firsts))
    numbers = ranks[case]
    return numbers, np.lexsort((np.arange(len(case)), end, start, numbers))
