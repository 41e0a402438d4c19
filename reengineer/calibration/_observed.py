"""Say of each step of a map what a log shows: how often it was done, how long it took, and what it waited for."""

from collections.abc import Mapping
from dataclasses import field

import numpy as np
from numpy.typing import NDArray

from reengineer._records import dataclass
from reengineer.calendars import WeeklyCalendar
from reengineer.calibration._estimates import enabled_instants
from reengineer.calibration._fit import Evidence, prepare
from reengineer.calibration._items import items_of
from reengineer.calibration._people import People, find_people
from reengineer.eventlog import CAUSES, Log, with_waits
from reengineer.processmap import ProcessMap

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservedStep:
    """Hold what a log shows of a step.

    Parameters
    ----------
    id, name : str
    n : int
        How often it was done, where the map has it and besides.
    per_case : float
    wait_h, work_h : float
        Mean time from when it could begin to when it did, and from start to end, in hours by the clock.
    causes_h : mapping of str to float
        The wait by cause, in hours.
    """

    id: str
    name: str
    n: int
    per_case: float
    wait_h: float
    work_h: float
    causes_h: Mapping[str, float]

    @property
    def main_cause(self) -> str:
        """Return the cause of most of the wait; empty where there is no wait."""
        cause = max(self.causes_h, key=lambda name: self.causes_h[name])
        return cause if self.causes_h[cause] > 0 else ""

    def to_dict(self) -> dict[str, object]:
        """Return plain data."""
        return {
            "id": self.id,
            "name": self.name,
            "n": self.n,
            "per_case": round(self.per_case, 4),
            "wait_h": round(self.wait_h, 4),
            "work_h": round(self.work_h, 4),
            "causes_h": {cause: round(value, 4) for cause, value in self.causes_h.items()},
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """Hold what a log shows of a map.

    Parameters
    ----------
    steps : tuple of ObservedStep
        In the order of the map; steps that the log never shows among them.
    branches : mapping of gateway to mapping of flow to int
        How often each branch was taken.
    cases : int
    fitness, fitting_cases : float
    besides : int
        Activities of labels that the map does not have.
    """

    steps: tuple[ObservedStep, ...]
    branches: Mapping[str, Mapping[str, int]]
    cases: int
    fitness: float
    fitting_cases: float
    besides: int
    evidence: Evidence = field(repr=False)


def observe(log: Log, process_map: ProcessMap, labels: Mapping[str, str] | None = None) -> Observed:
    """Return what a log shows of each step and branch of a map.

    Waits run from when the replay on the map lets an activity begin; their causes are told as for any log, with the
    hours of people as the log shows them.
    """
    items = items_of(log)
    evidence = prepare(items, process_map, labels)
    enabled = enabled_instants(items, evidence.replay)
    waits = _waits(log, evidence, enabled)
    node_of = _nodes(evidence)
    steps = []
    for node in process_map.activities:
        rows = np.flatnonzero(node_of == node.id)
        steps.append(
            ObservedStep(
                id=node.id,
                name=node.label,
                n=len(rows),
                per_case=len(rows) / items.cases,
                wait_h=_mean_h(np.maximum(items.start[rows] - enabled[rows], 0)),
                work_h=_mean_h(items.end[rows] - items.start[rows]),
                causes_h={cause: _mean_h(values[rows] * 1e6) for cause, values in waits.items()},
            )
        )
    return Observed(
        steps=tuple(steps),
        branches=_branches(evidence),
        cases=items.cases,
        fitness=evidence.replay.fitness,
        fitting_cases=evidence.replay.fitting_cases,
        besides=int((node_of == "").sum()),
        evidence=evidence,
    )


def _nodes(evidence: Evidence) -> NDArray[np.str_]:
    """Return of each activity its step; one put in counts for a step that bears its label."""
    by_label = {label: node for node, label in reversed(list(evidence.labels.items()))}
    labels = evidence.items.label.tolist()
    named = (node or by_label.get(label, "") for node, label in zip(evidence.replay.node, labels, strict=True))
    return np.array(list(named), dtype=str)


def _mean_h(micros: NDArray[np.int64] | Floats) -> float:
    return float(micros.mean()) / 3.6e9 if len(micros) else 0.0


def _branches(evidence: Evidence) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for (gateway, flow), cases in evidence.replay.ways.items():
        found.setdefault(gateway, {})[evidence.map.flows[flow].id] = len(cases)
    return found


def _waits(log: Log, evidence: Evidence, enabled: NDArray[np.int64]) -> dict[str, Floats]:
    """Return the wait of each activity by cause, in seconds, in the order of the items."""
    import pandas as pd

    items = evidence.items
    frame = log.activities.iloc[items.row]
    zone = items.timezone

    def stamps(micros: NDArray[np.int64]) -> "pd.DatetimeIndex":
        return pd.DatetimeIndex(micros.view("datetime64[us]")).tz_localize("UTC").tz_convert(zone)

    known = frame.assign(
        enabled=stamps(np.minimum(enabled, items.start)), started=stamps(items.start), completed=stamps(items.end)
    )
    found = with_waits(Log(frame=known), _calendars(find_people(items), evidence)).frame
    return {cause: found[f"wait_{cause}_s"].to_numpy(dtype=float) for cause in CAUSES}


def _calendars(people: People, evidence: Evidence) -> dict[str, WeeklyCalendar]:
    items = evidence.items
    return {
        name: hours.calendar(name, items.timezone)
        for name, hours in zip(items.members, people.own, strict=True)
        if not hours.always
    }
