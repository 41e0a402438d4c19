"""Let cases arrive when they did, and simulate what comes after cases that are known."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from reengineer.annotations import AnnotatedMap, Arrivals, ArrivalTable
from reengineer.calibration._items import Items, items_of
from reengineer.eventlog import Log
from reengineer.simulation import Job, RunSettings, run_model

Ints = NDArray[np.int64]
SECOND = 1_000_000

GIVEN = "given arrivals"
IN_HAND = 0.05
"""Cases in hand when the window begins, as a share of those held back, from which the window does not begin empty."""


def simulated(model: AnnotatedMap, run: RunSettings, timezone: str) -> tuple[list[Items], Mapping[str, float]]:
    """Return the activities of each replication, and the load of the groups."""
    result = run_model(model, run, Job(log=True, unstable=True))
    runs = [items_of(Log(frame=part)) for _, part in result.event_log.activities.groupby("replication")]
    return [replace(each, timezone=timezone) for each in runs], result.load


def cases_before(train: Items, held: Items) -> Ints:
    """Return when the cases of a log arrived that some of are in hand when others begin; none where hardly any are."""
    first = int(held.arrivals.min())
    in_hand = ((train.arrivals < first) & (train.departures > first)).sum()
    found: Ints = train.arrivals[train.arrivals < first] if in_hand > IN_HAND * held.cases else train.arrivals[:0]
    return found


def after(model: AnnotatedMap, before: Ints, runs: Sequence[Items], seed: int) -> list[Items]:
    """Return replications whose cases come after others that are known, and find the work of these.

    Parameters
    ----------
    model : AnnotatedMap
    before : array of int
        When the known cases arrived; none leaves the replications as they are.
    runs : sequence of Items
        Replications that begin with an empty process; their arrivals are taken.
    seed : int
    """
    return arriving_at(model, before, runs, seed) if len(before) else list(runs)


def arriving_at(model: AnnotatedMap, before: Ints, runs: Sequence[Items], seed: int) -> list[Items]:
    """Return one replication for each set of arrivals, after others; those cases are left out that came before."""
    found = []
    for number, each in enumerate(runs):
        instants = np.sort(np.concatenate([before, each.arrivals]))
        settings = RunSettings(cases=len(instants), replications=1, seed=seed + number)
        (run,), _ = simulated(_with_arrivals(model, instants), settings, each.timezone)
        found.append(run.chosen(np.arange(run.cases) >= len(before)))
    return found


def _with_arrivals(model: AnnotatedMap, instants: Ints) -> AnnotatedMap:
    """Return a model whose cases arrive at stated instants."""
    # A clock of whole seconds can be written down.
    notes = model.notes
    zone = ZoneInfo(notes.clock.timezone)
    start = instants[0] // SECOND * SECOND
    local = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(start))).astimezone(zone)
    # A clock cannot tell the second of two hours of one name; it then starts an hour early.
    clock = notes.clock.model_copy(update={"start": local.replace(tzinfo=None, fold=0)})
    began = clock.start.replace(tzinfo=zone).astimezone(UTC)
    ticks = instants - (began - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    name, case = next(iter(notes.cases.items()))
    given = Arrivals(file=GIVEN).with_table(ArrivalTable(ticks=tuple(ticks.tolist()), columns={}))
    cases = {name: case.model_copy(update={"arrivals": given})}
    return model.with_notes(notes.model_copy(update={"cases": cases, "clock": clock}))
