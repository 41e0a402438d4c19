"""Read the timer start events of a map: their cases come by themselves, when the timer says."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import chain, count
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from reengineer.annotations._arrival_file import MOST_ARRIVALS, ArrivalTable
from reengineer.annotations._demand import Arrivals, CaseNotes
from reengineer.annotations._people import CalendarNotes, Clock
from reengineer.processmap import Node
from reengineer.quantities import Distribution, QuantityError, parse_duration

if TYPE_CHECKING:
    from reengineer.annotations._annotated import AnnotatedMap

CYCLE = re.compile(r"R(?P<times>\d*)/(?:(?P<first>\d[^/]*)/)?(?P<period>P[^/]+)")
TICKS_A_SECOND = 1_000_000
TEN_YEARS = 10 * 366 * 86_400 * TICKS_A_SECOND
"""A cycle without end that begins at a date must be so slow that its rings are laid out for this long."""


def with_timer_starts(annotated: "AnnotatedMap", starts: Iterable[str]) -> "AnnotatedMap":
    """Return the map with the cases that timer start events bring by themselves, where nothing else is said of them.

    Parameters
    ----------
    annotated : AnnotatedMap
    starts : iterable of str
        Where cases may start.
    """
    notes = annotated.notes
    names = chain(["always"], map("always {}".format, count(2)))
    always = next(name for name in names if name not in notes.calendars)
    cases = dict(notes.cases)
    for node in map(annotated.map.node, starts):
        arrivals = _arrivals_of(node, notes.clock, always) if node.trigger == "timer" else None
        if arrivals is None:
            continue
        stated = {name: case for name, case in notes.cases.items() if case.start == node.id}
        if arrivals.calendar and always not in annotated.notes.calendars:
            never_closed = CalendarNotes.model_validate({"daily": "00:00-24:00"})
            annotated = annotated.with_calendar(always, never_closed)
        if not stated:
            stated = {node.label if node.label not in cases else node.id: CaseNotes(start=node.id)}
        for name, case in stated.items():
            cases[name] = case if case.arrivals is not None else case.model_copy(update={"arrivals": arrivals})
    return annotated.with_cases(cases) if cases != notes.cases else annotated


def _arrivals_of(node: Node, clock: Clock, always: str) -> Arrivals | None:
    """Return when the cases of a timer start event come; None where its timer states no date and no cycle.

    Parameters
    ----------
    node : Node
    clock : Clock
        Rings before the start of the run are past.
    always : str
        Name of a calendar that never closes.
    """
    for definition in getattr(node.element, "event_definitions", ()):
        for timer in definition.timers:
            body = (timer.body or "").strip()
            if timer.kind == "timeDate" and (tick := _tick(body, clock)) is not None:
                return _exactly(node, (tick,))
            if timer.kind == "timeCycle" and (cycle := CYCLE.fullmatch(body)):
                return _cycle(node, cycle, clock, always)
    return None


def _cycle(node: Node, cycle: re.Match[str], clock: Clock, always: str) -> Arrivals | None:
    """Return the rings of a cycle: the first at its date, or else one period after the start of the run."""
    try:
        lasts = parse_duration(cycle["period"]).seconds
    except QuantityError:
        return None
    period = round(lasts.value * TICKS_A_SECOND)
    if period <= 0:
        return None
    if not cycle["first"] and not cycle["times"]:
        return Arrivals(every=Distribution.fixed(lasts), calendar=always)
    first = _tick(cycle["first"], clock) if cycle["first"] else period
    if first is None:
        return None
    past = max(-(first // period), 0) if first < 0 else 0
    if not cycle["times"] and period * MOST_ARRIVALS < TEN_YEARS:
        return None
    rings = int(cycle["times"]) - past if cycle["times"] else MOST_ARRIVALS
    return _exactly(node, (first + (past + ring) * period for ring in range(min(rings, MOST_ARRIVALS))))


def _exactly(node: Node, ticks: Iterable[int]) -> Arrivals:
    coming = tuple(tick for tick in ticks if tick >= 0)
    return Arrivals(file=f"the timer of {node.id}").with_table(ArrivalTable(ticks=coming, columns={}))


def _tick(text: str, clock: Clock) -> int | None:
    """Return the tick of a date, below 0 for one before the run; a date without an offset is local."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    zone = ZoneInfo(clock.timezone)
    moment = found if found.tzinfo is not None else found.replace(tzinfo=zone)
    lasts = moment.astimezone(UTC) - clock.start.replace(tzinfo=zone).astimezone(UTC)
    return round(lasts.total_seconds() * TICKS_A_SECOND)
