"""Fit a model to an event log: from a log and a map to annotations that can be simulated."""

from collections.abc import Mapping
from dataclasses import field, replace

import numpy as np
from numpy.typing import NDArray

from reengineer._records import dataclass
from reengineer.annotations import AnnotatedMap, annotate
from reengineer.bpmn import Definitions
from reengineer.calibration._arrivals import find_arrivals
from reengineer.calibration._departures import Departures, count_departures
from reengineer.calibration._draw import draw
from reengineer.calibration._estimates import enabled_instants, find_delays, find_work, free_before_first
from reengineer.calibration._hints import hints
from reengineer.calibration._items import Items, items_of
from reengineer.calibration._labels import Match, match_labels
from reengineer.calibration._net import Net
from reengineer.calibration._notes import Found, notes_of
from reengineer.calibration._people import People, find_people
from reengineer.calibration._redrawn import Redrawn
from reengineer.calibration._replay import Replay, replay
from reengineer.calibration._report import FitReport, report_of
from reengineer.calibration._supported import simulates
from reengineer.errors import InputError, Problem
from reengineer.eventlog import Log
from reengineer.processmap import ProcessMap, build_map

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """Hold a model that was fitted to a log.

    Parameters
    ----------
    annotations : AnnotatedMap
        The map, with what the log shows besides drawn in, and its notes; each number with its evidence.
    report : FitReport
        What was matched, what the map explains, and what is not part of the model.
    strict : mapping of gateway to flow
        For each gateway drawn for departures the branch that follows the map. With these taken always, the model does
        what the map says and nothing besides.
    """

    annotations: AnnotatedMap
    report: FitReport
    strict: Mapping[str, str] = field(default_factory=dict)

    def following_the_map(self) -> AnnotatedMap:
        """Return the model without departures: every case keeps to the map."""
        found = self.annotations
        for gateway, flow in self.strict.items():
            others = {each.id: 0.0 for each in found.map.outgoing(gateway) if each.id != flow}
            found = found.with_shares(gateway, {**others, flow: "rest"})
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Hold a log as replayed on a map; made once for many fits."""

    items: Items
    map: ProcessMap
    matches: tuple[Match, ...]
    labels: Mapping[str, int]
    replay: Replay
    departures: Departures


def fit(
    log: Log, model: Definitions | ProcessMap, *, labels: Mapping[str, str] | None = None, departures: bool = True
) -> Fitted:
    """Fit a model to an event log.

    The cases are replayed on the map. From that come the shares of branches, when each activity could begin, and where
    cases depart from the map. People are grouped by what they do; their hours, the arrivals, the durations and the
    delays that nobody's work or absence explains are estimated from the times.

    Parameters
    ----------
    log : Log
    model : Definitions or ProcessMap
    labels : mapping of label to activity, optional
        What labels of the log stand for, where names do not tell.
    departures : bool
        Whether what cases do besides the map is part of the model.

    Returns
    -------
    Fitted
        The same for the same log and map.

    Raises
    ------
    InputError
        RE450 nothing in the log has ended; RE451 no label of the log is an activity of the map.
    """
    process_map = model if isinstance(model, ProcessMap) else build_map(model)
    evidence = prepare(items_of(log), process_map, labels)
    return fit_evidence(evidence, departures=departures)


def prepare(items: Items, process_map: ProcessMap, given: Mapping[str, str] | None = None) -> Evidence:
    """Match and replay a log."""
    matches = match_labels(items.labels, process_map, dict(given or {}))
    labels = {node: number for number, match in enumerate(matches) for node in match.nodes}
    if not labels:
        listed = ", ".join(f'"{label}"' for label in items.labels[:10])
        known = ", ".join(f'"{node.label}"' for node in process_map.activities[:10])
        message = f"no label of the log is an activity of the map; the log has {listed}; the map has {known}"
        remedy = "Give what labels stand for, or take the map of this process."
        raise InputError([Problem("RE451", message, remedy, process_map.definitions.source)])
    replayed = replay(Net.of(process_map, labels), items)
    return Evidence(
        items=items,
        map=process_map,
        matches=matches,
        labels=labels,
        replay=replayed,
        departures=count_departures(items, replayed, labels),
    )


def fit_evidence(evidence: Evidence, *, departures: bool = True, weights: Floats | None = None) -> Fitted:
    """Fit a model to a replayed log whose cases count with weights.

    Groups of people that share work stay apart where an engine can let either do it; else they are made one.
    """
    departed = evidence.departures if departures else _none(evidence.departures)
    people = _people(evidence)
    found, annotated = _model(evidence, people, departed, weights)
    enabled = enabled_instants(evidence.items, evidence.replay)
    hinted = hints(evidence.items, evidence.replay, people, enabled, evidence.map)
    report = report_of(evidence.matches, evidence.replay, departed, found, hinted)
    return Fitted(annotations=annotated, report=report, strict=found.drawn.follows_map)


def _people(evidence: Evidence) -> People:
    enabled = enabled_instants(evidence.items, evidence.replay)
    people = find_people(evidence.items, enabled=enabled)
    if not simulates("alternatives") and any(len(doers) > 1 for doers in people.doers):
        return find_people(evidence.items, apart=False, enabled=enabled)
    return people


def _model(
    evidence: Evidence, people: People, departed: Departures, weights: Floats | None
) -> tuple[Found, AnnotatedMap]:
    found = _found(evidence, people, departed, weights)
    return found, annotate(found.drawn.map, notes_of(replace(found, rates=simulates("rates"))))


def _found(evidence: Evidence, people: People, departed: Departures, weights: Floats | None) -> Found:
    """Estimate everything."""
    items, replayed = evidence.items, evidence.replay
    of_cases = np.ones(items.cases) if weights is None else weights
    enabled = enabled_instants(items, replayed)
    work, quick = find_work(items, people, of_cases[items.case])
    of_rows = None if weights is None else weights[items.case]
    delays = find_delays(items, replayed, people, evidence.departures, enabled, of_rows)
    drawn = draw(evidence.map, departed, delays.before, delays.moves, items.labels)
    steps = {node.id for node in evidence.map.activities if not evidence.map.is_expanded(node.id)}
    return Found(
        items=items,
        drawn=drawn,
        labels={**evidence.labels, **drawn.copies},
        silent=tuple(sorted(steps - set(evidence.labels))),
        ways=_ways(evidence, of_cases),
        people=people,
        work=work,
        speeds=quick,
        delays=delays,
        arriving=find_arrivals(items, of_cases, free_before_first(items, people)),
        start=Net.of(evidence.map, evidence.labels).starts[0][0],
    )


def _none(departures: Departures) -> Departures:
    return Departures(
        following={}, skipped={}, state=departures.state, put_in=departures.put_in, modelled=0, total=departures.total
    )


def _ways(evidence: Evidence, weights: Floats) -> dict[str, dict[str, float]]:
    """Return how often each branch of each split of the map was taken; a split that no case came to has none."""
    found: dict[str, dict[str, float]] = {}
    for node in evidence.map.nodes:
        flows = evidence.map.outgoing(node.id)
        if node.type in ("exclusiveGateway", "inclusiveGateway") and len(flows) > 1:
            taken = {
                flow.id: [case for case, _ in evidence.replay.ways.get((node.id, flow.index), ())] for flow in flows
            }
            counts = {flow: float(weights[cases].sum()) for flow, cases in taken.items()}
            # A split that none of the cases drawn anew came to stays as all of them have it.
            found[node.id] = (
                counts if any(counts.values()) else {flow: float(len(each)) for flow, each in taken.items()}
            )
    return found


def bootstrap(evidence: Evidence, count: int, *, departures: bool = True, seed: int = 1) -> tuple[AnnotatedMap, ...]:
    """Return models refitted to cases drawn anew with replacement; their spread is what the log leaves uncertain.

    Cases that arrived in one week are drawn together, so that busy and quiet weeks are as uncertain as they are; of a
    short log those of one day, or single cases. A case that is drawn twice counts twice: for shares, durations,
    speeds, delays, and the gaps between arrivals. Who works when, the groups, and what is drawn for departures from
    the map stay as the whole log has them.

    Parameters
    ----------
    evidence : Evidence
    count : int
        1 or more.
    departures : bool
        Whether what cases do besides the map is part of the models.
    seed : int
        The same models for the same seed.
    """
    departed = evidence.departures if departures else _none(evidence.departures)
    people = _people(evidence)
    redrawn = Redrawn.of(evidence.items)
    return tuple(
        _model(evidence, people, departed, redrawn.weights(seed * 1_000_003 + number))[1] for number in range(count)
    )
