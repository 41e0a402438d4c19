"""Hold a log of activities, simulated or observed: one record for both, so that each reader takes either."""

from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from reengineer._records import dataclass
from reengineer.files import write_text_atomic

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "option", "replication", "case", "class", "process", "element", "name", "scope", "visit", "instance", "kind",
    "state", "group", "members", "enabled", "ready", "allocated", "started", "completed", "work_s",
    "wait_contention_s", "wait_prioritisation_s", "wait_unavailability_s", "wait_batching_s", "wait_synchronisation_s",
    "wait_setup_s", "wait_external_s", "wait_extraneous_s", "batch", "cost",
)  # fmt: skip
"""Public columns, in order: times as timestamps, durations in seconds, money in the review's currency."""

INSTANTS = ("enabled", "ready", "allocated", "started", "completed")

Layout = Literal["plain", "xes", "prosimos"]
LAYOUTS: Mapping[Layout, Mapping[str, str]] = MappingProxyType(
    {
        "plain": {name: name for name in COLUMNS},
        "xes": {
            "case:concept:name": "case",
            "concept:name": "name",
            "org:resource": "members",
            "org:role": "group",
            "enable_timestamp": "enabled",
            "start_timestamp": "started",
            "time:timestamp": "completed",
            "lifecycle:transition": "state",
        },
        "prosimos": {
            "case_id": "case",
            "activity": "name",
            "enable_time": "enabled",
            "start_time": "started",
            "end_time": "completed",
            "resource": "members",
        },
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """Hold activities with their people, times and causes of waiting.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns as in `COLUMNS`; rows sorted by (option, replication, enabled, case, element).
    """

    frame: "pd.DataFrame" = field(repr=False)

    def __repr__(self) -> str:
        return f"<Log: activities {len(self)}, rows {len(self.frame)}>"

    def __len__(self) -> int:
        return int((self.frame["kind"] == "task").sum())

    @property
    def activities(self) -> "pd.DataFrame":
        """Return the rows of activities alone, without joins and events."""
        return self.frame[self.frame["kind"] == "task"]

    def to_csv(self, path: str | Path, layout: Layout = "plain") -> None:
        """Write the log: UTF-8, ISO 8601 with offset, one header.

        Parameters
        ----------
        path : path
        layout : {"plain", "xes", "prosimos"}
            Column names; all but ``plain`` hold activities only, and there the cases of several options or
            replications are written as ``option/replication/case``.
        """
        frame = self.frame if layout == "plain" else self.activities
        if layout != "plain":
            frame = _told_apart(frame)
        chosen = frame[list(LAYOUTS[layout].values())].set_axis(list(LAYOUTS[layout]), axis=1)
        if layout == "xes":
            chosen = chosen.assign(**{"lifecycle:transition": "complete"})
        renamed = {theirs: ours for theirs, ours in LAYOUTS[layout].items() if ours in INSTANTS}
        written = chosen.assign(**{name: chosen[name].map(_iso, na_action="ignore") for name in renamed})
        write_text_atomic(path, written.to_csv(index=False, lineterminator="\n"))


def _told_apart(frame: "pd.DataFrame") -> "pd.DataFrame":
    """Return the rows with case numbers that are unique, where several runs would share them."""
    runs = frame["option"].astype(str) + "/" + frame["replication"].astype(str)
    return frame if runs.nunique() < 2 else frame.assign(case=runs + "/" + frame["case"].astype(str))


def _iso(instant: "pd.Timestamp") -> str:
    return instant.isoformat(timespec="microseconds")
