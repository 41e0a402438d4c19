"""Let cases arrive when they did, and simulate what comes after cases that are known."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from reengineer.annotations import AnnotatedMap, Arrivals, CalendarNotes
from reengineer.calibration._hours import local_minutes
from reengineer.calibration._items import Items, items_of
from reengineer.eventlog import Log
from reengineer.simulation import Job, RunSettings, run_model

Ints = NDArray[np.int64]
MINUTE = 60_000_000
MOST_LATE = 30
"""Minutes by which a given arrival may be moved, so that no two come in one minute."""

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
    found = arriving_at(model, before, runs, seed) if len(before) else None
    return list(runs) if found is None else found


def arriving_at(model: AnnotatedMap, before: Ints, runs: Sequence[Items], seed: int) -> list[Items] | None:
    """Return one replication for each set of arrivals, after others; None where they come too close for that.

    Arrivals are met to the minute. Of the replications, those cases are left out that came before.
    """
    found = []
    for number, each in enumerate(runs):
        minutes = np.sort(np.concatenate([before, each.arrivals])) // MINUTE
        places = np.arange(len(minutes))
        apart = np.maximum.accumulate(minutes - places) + places
        if (apart - minutes).max() > MOST_LATE:
            return None
        settings = RunSettings(cases=len(minutes), replications=1, seed=seed + number)
        (run,), _ = simulated(_with_arrivals(model, apart, each.timezone), settings, each.timezone)
        found.append(run.chosen(np.arange(run.cases) >= len(before)))
    return found


def _with_arrivals(model: AnnotatedMap, minutes: Ints, timezone: str) -> AnnotatedMap:
    """Return a model whose cases arrive at stated minutes, one each.

    They arrive a minute of open time apart, and the calendar of arrivals is open in these minutes alone. The first
    comes after a gap, so a minute is open before them all.
    """
    local = local_minutes(np.concatenate([[minutes[0] - 1], minutes]) * MINUTE, timezone) // MINUTE
    hours: dict[str, list[str]] = {}
    for day, minute in zip((local // 1440).tolist(), (local % 1440).tolist(), strict=True):
        text = f"{minute // 60:02d}:{minute % 60:02d}-{(minute + 1) // 60:02d}:{(minute + 1) % 60:02d}"
        hours.setdefault((date(1970, 1, 1) + timedelta(days=day)).isoformat(), []).append(text)
    start = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=int(local[0]))
    notes = model.notes
    name, case = next(iter(notes.cases.items()))
    given = Arrivals.model_validate({"every": "1 min", "calendar": GIVEN})
    update = {
        "calendars": {**notes.calendars, GIVEN: CalendarNotes.model_validate({"open": hours})},
        "cases": {name: case.model_copy(update={"arrivals": given})},
        "clock": notes.clock.model_copy(update={"start": start.replace(tzinfo=None)}),
    }
    return model.with_notes(notes.model_copy(update=update))
