"""Hold a log as arrays, its rows in order of case and time, its elements those of one map.

Simulated and observed logs are one record, and both are read alike. Times are minutes since the first midnight of the
log; a value that the log does not hold is not a number.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from reengineer.eventlog import COLUMNS, Log
from reengineer.measures import CAUSES
from reengineer.processmap import ProcessMap

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]
AS_IS = "as-is"
MINUTES_A_YEAR = 365.25 * 24 * 60
# Two instants nearer than this are one: a key of case and time keeps a part in 10^16 of the whole log.
SAME_MIN = 1e-4


@dataclass(kw_only=True)
class Trace:
    """Answer what happened, by element and by case.

    Parameters
    ----------
    log : Log
        Of several options, the as-is counts; of several replications, all.
    map : ProcessMap
    zone : str
        Time zone in which hours of the day are meant.
    """

    log: Log
    map: ProcessMap
    zone: str = "UTC"
    _rows: dict[str, Rows] = field(default_factory=dict)
    _texts: dict[str, NDArray[np.object_]] = field(default_factory=dict)
    _minutes: dict[str, Floats] = field(default_factory=dict)

    @cached_property
    def frame(self) -> "pd.DataFrame":
        """Return the rows that count, by case and time."""
        frame = self.log.frame.reindex(columns=list(COLUMNS))
        if frame["option"].nunique() > 1 and (frame["option"] == AS_IS).any():
            frame = frame[frame["option"] == AS_IS]
        frame = frame[frame["kind"].ne("subprocess")]
        keys = frame[["replication", "case"]].astype(str)
        frame = frame.assign(case_code=keys.groupby(["replication", "case"], sort=False).ngroup())
        seen = frame["enabled"].fillna(frame["started"]).fillna(frame["completed"])
        ordered: pd.DataFrame = frame.assign(seen=seen).sort_values(["case_code", "seen", "completed"], kind="stable")
        return ordered

    @cached_property
    def element(self) -> NDArray[np.object_]:
        """Return the id of the element of each row; empty where the map has none of that id or name."""
        known = {node.id for node in self.map.nodes}
        elements, names = self.text("element").tolist(), self.text("name").tolist()
        named = {name: self._named(name) for name in set(names)}
        found = [one if one in known else named[name] for one, name in zip(elements, names, strict=True)]
        return np.array(found, dtype=object)

    def _named(self, name: str) -> str:
        node = self.map.find(name) if name else None
        return node.id if node is not None else ""

    @cached_property
    def case(self) -> NDArray[np.int64]:
        """Return the number of the case of each row."""
        return np.asarray(self.frame["case_code"].to_numpy(), dtype=np.int64)

    @cached_property
    def midnight(self) -> "pd.Timestamp":
        """Return the local midnight, without zone, from which minutes count."""
        import pandas as pd

        first = self._local("seen").min()
        return pd.Timestamp(0) if pd.isna(first) else first.normalize()

    def _local(self, column: str) -> "pd.Series[Any]":
        import pandas as pd

        return pd.to_datetime(self.frame[column], utc=True).dt.tz_convert(self.zone).dt.tz_localize(None)

    def local(self, column: str) -> Floats:
        """Return instants in minutes of local time, for hours of the day."""
        if column not in self._minutes:
            since = (self._local(column) - self.midnight).dt.total_seconds()
            self._minutes[column] = np.asarray(since.to_numpy(), dtype=float) / 60
        return self._minutes[column]

    @cached_property
    def _times(self) -> Mapping[str, Floats]:
        import pandas as pd

        columns = {name: pd.to_datetime(self.frame[name], utc=True) for name in ("enabled", "started", "completed")}
        first = pd.to_datetime(self.frame["seen"], utc=True).min()
        return {
            name: np.asarray((column - first).dt.total_seconds().to_numpy(), dtype=float) / 60
            for name, column in columns.items()
        }

    @property
    def enabled(self) -> Floats:
        """Return when a case reached the step."""
        return self._times["enabled"]

    @property
    def started(self) -> Floats:
        """Return when work began."""
        return self._times["started"]

    @property
    def completed(self) -> Floats:
        """Return when the step ended, however it ended."""
        return self._times["completed"]

    @cached_property
    def reached(self) -> Floats:
        """Return when a case reached the step, or when work began where the log holds no more."""
        known = np.where(np.isnan(self.enabled), self.started, self.enabled)
        return np.where(np.isnan(known), self.completed, known)

    @cached_property
    def work(self) -> Floats:
        """Return the work of each row; from start to end where the log holds no more."""
        stated = self._number("work_s") / 60
        return np.where(np.isnan(stated), self.completed - self.started, stated)

    @cached_property
    def waits(self) -> Mapping[str, Floats]:
        """Return the waiting of each row by cause."""
        return {cause: self._number(f"wait_{cause}_s") / 60 for cause in CAUSES}

    @cached_property
    def waits_before(self) -> Mapping[str, Floats]:
        """Return the waiting of each row before work began, by cause.

        A log charges pauses after the start to nobody being on duty, and then to later work that goes first.
        """
        paused = np.nan_to_num(np.maximum(self.completed - self.started - self.work, 0))
        off_duty = np.minimum(np.nan_to_num(self.waits["unavailability"]), paused)
        overtaken = np.minimum(np.nan_to_num(self.waits["prioritisation"]), paused - off_duty)
        less = {"unavailability": off_duty, "prioritisation": overtaken}
        return {cause: waits - less[cause] if cause in less else waits for cause, waits in self.waits.items()}

    @cached_property
    def cost(self) -> Floats:
        """Return the cost of each row."""
        return self._number("cost")

    def _number(self, column: str) -> Floats:
        import pandas as pd

        return np.asarray(pd.to_numeric(self.frame[column], errors="coerce").to_numpy(), dtype=float)

    @cached_property
    def state(self) -> NDArray[np.object_]:
        """Return how each row ended; ``completed`` where the log does not say."""
        stated = self.text("state")
        return np.where(stated == "", "completed", stated)

    def text(self, column: str) -> NDArray[np.object_]:
        """Return a column of words, empty where the log does not say."""
        if column not in self._texts:
            stated = self.frame[column]
            self._texts[column] = np.asarray(stated.astype(object).where(stated.notna(), "").astype(str), dtype=object)
        return self._texts[column]

    @cached_property
    def is_task(self) -> NDArray[np.bool_]:
        """Return which rows are activities."""
        return np.isin(self.text("kind").astype(str), ["task", ""])

    @cached_property
    def done(self) -> NDArray[np.bool_]:
        """Return which rows are activities that were completed."""
        return np.asarray(self.is_task & (self.state == "completed"), dtype=bool)

    @cached_property
    def logged(self) -> frozenset[str]:
        """Return the elements of the map that have rows."""
        return frozenset(str(name) for name in set(self.element.tolist()) if name)

    def rows(self, element: str) -> Rows:
        """Return the rows of an element, in order."""
        if not self._rows:
            order = np.argsort(self.element.astype(str), kind="stable")
            names, firsts = np.unique(self.element.astype(str)[order], return_index=True)
            self._rows.update(zip(map(str, names), np.split(order, firsts[1:]), strict=True))
        return self._rows.get(element, np.array([], dtype=np.intp))

    def group_of(self, element: str) -> str | None:
        """Return the group that worked on an element most often; None where the log names none."""
        named = Counter(name for name in self.text("group")[self.rows(element)].tolist() if name)
        return named.most_common(1)[0][0] if named else None

    def completed_rows(self, element: str) -> Rows:
        """Return the rows of an activity that were completed."""
        rows = self.rows(element)
        return rows[self.done[rows]]

    @cached_property
    def cases(self) -> int:
        """Return the number of cases."""
        return int(self.case.max()) + 1 if len(self.case) else 0

    @cached_property
    def _span(self) -> float:
        return float(np.nanmax(np.concatenate([self.reached, self.completed, [0.0]]))) + 1

    def keys(self, case: NDArray[np.int64], minutes: Floats) -> Floats:
        """Return numbers that order rows by case and, within it, by time."""
        return case * self._span + minutes

    @cached_property
    def arrivals(self) -> Floats:
        """Return when each case is first seen, in the order of their numbers."""
        return self.reached[np.flatnonzero(np.diff(self.case, prepend=-1) != 0)]

    def cases_per_year(self) -> float | None:
        """Return how many cases come in a year, by the time from the first to the last of a run."""
        span = float(np.nanmax(self.arrivals) - np.nanmin(self.arrivals)) * self.replications()
        return (self.cases - self.replications()) / span * MINUTES_A_YEAR if span > 0 else None

    def replications(self) -> int:
        """Return how many runs the log holds."""
        return max(1, self.frame["replication"].nunique())


def mean(values: Floats) -> float | None:
    """Return the mean of what is known; None where nothing is."""
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else None


def ratio(part: float | None, whole: float | None) -> float | None:
    """Return a part of a whole; None where either is unknown or the whole is nothing."""
    return part / whole if part is not None and whole else None


def total(values: Floats) -> float | None:
    """Return the sum of what is known; None where nothing is."""
    known = values[~np.isnan(values)]
    return float(known.sum()) if len(known) else None
