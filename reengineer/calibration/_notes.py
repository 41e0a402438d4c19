"""Write what was estimated as annotations, each number with where it comes from."""

from collections.abc import Mapping
from dataclasses import field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

import numpy as np

from reengineer._records import dataclass
from reengineer.annotations import (
    Annotations,
    Arrivals,
    CalendarNotes,
    CaseNotes,
    Clock,
    EventNotes,
    Evidence,
    MemberNotes,
    Need,
    ResourceNotes,
    StepNotes,
)
from reengineer.calibration._arrivals import Arriving
from reengineer.calibration._delays import Delay
from reengineer.calibration._draw import Drawn
from reengineer.calibration._estimates import Delays, Worked, share_estimates
from reengineer.calibration._hours import DAY, Hours
from reengineer.calibration._items import Items
from reengineer.calibration._people import People
from reengineer.calibration._shapes import sample_points
from reengineer.quantities import Distribution, Duration, Estimate

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ORGANISATION = "organisation"
ARRIVALS = "arrivals"
ALWAYS = "always"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Hold everything that was estimated.

    Parameters
    ----------
    labels : mapping of step to label
        Steps of the map that the log shows, those drawn in among them.
    silent : tuple of str
        Steps of the map that the log never shows.
    ways : mapping of gateway to mapping of flow to count
    start : str
        The start event.
    """

    items: Items = field(repr=False)
    drawn: Drawn
    labels: Mapping[str, int]
    silent: tuple[str, ...]
    ways: Mapping[str, Mapping[str, float]]
    people: People
    work: Mapping[int, Worked]
    speeds: Mapping[int, float]
    delays: Delays
    arriving: Arriving
    start: str
    rates: bool = True


def notes_of(found: Found) -> Annotations:
    """Return the annotations of a model."""
    calendars = _Calendars(found)
    needed = {place for label in found.labels.values() for place in found.people.doers[label]}
    resources = {
        group.name: _resource(found, place, calendars)
        for place, group in enumerate(found.people.groups)
        if place in needed
    }
    steps = {node: _step(found, label) for node, label in found.labels.items()}
    steps |= {node: StepNotes(delay=Distribution.fixed(0.0), evidence=_UNSEEN) for node in found.silent}
    events = {event: _event(delay) for event, delay in (found.drawn.timers | dict(found.delays.at_events)).items()}
    for node in found.drawn.map.nodes:
        if node.position == "catch" and node.id not in events:
            events[node.id] = EventNotes(delay=Distribution.fixed(0.0), evidence=_UNSEEN)
    flows: dict[str, dict[str, Any]] = {}
    evidence: dict[str, Evidence] = {}
    for gateway, counts in {**found.ways, **found.drawn.shares}.items():
        flows[gateway] = _shares(counts, ranges=gateway in found.ways)
        evidence[f"flows.{gateway}"] = Evidence(method="replayed on the map", source=_LOG, n=int(sum(counts.values())))
    cases = {"case": CaseNotes(start=found.start, arrivals=_arrivals(found, calendars))}
    evidence["cases.case.arrivals"] = _of_arrivals(found)
    if any(event.delay is not None and event.delay.working for event in events.values()):
        organisation = calendars.add(ORGANISATION, found.people.organisation)
        events = {key: _counted(event, organisation) for key, event in events.items()}
    evidence |= calendars.evidence
    evidence |= _of_groups(found)
    return Annotations(
        clock=_clock(found),
        calendars=calendars.notes,
        cases=cases,
        resources=resources,
        steps=steps,
        flows=flows,
        events=events,
        evidence=evidence,
    )


_LOG = "event log"
_UNSEEN = Evidence(method="the log never shows it", source=_LOG, n=0)


def _clock(found: Found) -> Clock:
    """Return a clock that starts at the last arrival, so that the next one is a gap away."""
    zone = ZoneInfo(found.items.timezone)
    last = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(found.items.arrivals.max()))
    return Clock(start=last.astimezone(zone).replace(tzinfo=None), timezone=found.items.timezone)


class _Calendars:
    """Name calendars; those alike share a name."""

    def __init__(self, found: Found) -> None:
        self.found = found
        self.notes: dict[str, CalendarNotes] = {}
        self.evidence: dict[str, Evidence] = {}
        self._names: dict[tuple[object, ...], str] = {}

    def add(self, name: str, hours: Hours) -> str:
        """Return the name of a calendar with these hours, made if there is none."""
        if hours.always:
            # Where no calendar is named, office hours would be assumed.
            self.notes.setdefault(ALWAYS, CalendarNotes.model_validate({"daily": "00:00-24:00"}))
            return ALWAYS
        key = (*hours.key, hours.closed)
        if key not in self._names or name == ORGANISATION:
            self._names.setdefault(key, name)
            self.notes[name] = _hours_as_written(hours)
            self.evidence[f"calendars.{name}"] = Evidence(
                method=f"hours seen in at least 15 % of {hours.weeks} weeks", source=_LOG, n=hours.n
            )
        return name if name == ORGANISATION else self._names[key]


def _hours_as_written(hours: Hours) -> CalendarNotes:
    by_day: dict[str, list[str]] = {}
    for first, last in hours.weekly():
        for day in range(first // DAY, -(-last // DAY)):
            begins, ends = max(first - day * DAY, 0), min(last - day * DAY, DAY)
            by_day.setdefault(DAYS[day], []).append(f"{_clock_text(begins)}-{_clock_text(ends)}")
    closed = tuple(day.isoformat() for day in hours.closed)
    return CalendarNotes.model_validate({**by_day, "closed": list(closed)} if closed else by_day)


def _clock_text(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _resource(found: Found, place: int, calendars: _Calendars) -> ResourceNotes:
    people, group = found.people, found.people.groups[place]
    members = people.members(place)
    own = [people.own[member] for member in members]
    keys = [(*hours.key, hours.closed) for hours in own]
    usual = own[keys.index(max(keys, key=keys.count))] if own else people.hours[place]
    name = calendars.add(f"hours of {group.name}", usual)
    listed = []
    for member, hours in zip(members, own, strict=True):
        given: dict[str, Any] = {"name": found.items.members[member]}
        calendar = calendars.add(f"hours of {given['name']}", hours)
        if calendar != name:
            given["calendar"] = calendar
        if member in found.speeds:
            given["speed"] = found.speeds[member]
        listed.append(MemberNotes(**given))
    return ResourceNotes(members=tuple(listed), calendar=name)


def _step(found: Found, label: int) -> StepNotes:
    worked = found.work.get(label)
    if worked is None:
        return StepNotes(delay=Distribution.fixed(0.0), evidence=_UNSEEN)
    doers = [found.people.groups[place].name for place in found.people.doers[label]]
    who: dict[str, Any] = {"role": doers[0]} if len(doers) == 1 else {}
    if len(doers) > 1:
        who = {"needs": tuple(Need(group=name, alternative=number) for number, name in enumerate(doers))}
    how = "working time in the hours of who did it"
    if found.items.estimated:
        how = "estimated from the ends before it, in working time"
    evidence = Evidence(method=how, source=_LOG, n=worked.n, interval=_interval(worked.interval))
    if not doers:
        # Nobody of ours is seen at it; a duration would need somebody, who would be assumed.
        return StepNotes(delay=worked.shape.distribution, evidence=evidence)
    return StepNotes(**who, duration=worked.shape.distribution, evidence=evidence)


def _interval(bounds: tuple[float, float]) -> str:
    return " to ".join(str(Duration(Estimate(round(bound, 1)))) for bound in bounds)


def _event(delay: Delay) -> EventNotes:
    distribution = sample_points(delay.values, delay.weights, working=delay.working)
    spread = float(np.sqrt(np.average((delay.values - delay.mean_s) ** 2, weights=delay.weights)))
    error = 1.96 * spread / max(delay.n, 1) ** 0.5
    evidence = Evidence(
        method="delay that nobody's work or absence explains",
        source=_LOG,
        n=delay.n,
        interval=_interval((max(delay.mean_s - error, 0.0), delay.mean_s + error)),
    )
    return EventNotes(delay=distribution, calendar=ORGANISATION if delay.working else None, evidence=evidence)


def _counted(event: EventNotes, organisation: str) -> EventNotes:
    """Return an event whose working time is that of the organisation."""
    return event if event.calendar is None else event.model_copy(update={"calendar": organisation})


def _shares(counts: Mapping[str, float], *, ranges: bool) -> dict[str, Estimate | Literal["rest"]]:
    estimates = share_estimates(counts)
    largest = max(estimates, key=lambda flow: estimates[flow].value)
    return {
        flow: "rest" if flow == largest else estimate if ranges else Estimate(estimate.value)
        for flow, estimate in estimates.items()
    }


def _arrivals(found: Found, calendars: _Calendars) -> Arrivals:
    arriving = found.arriving
    calendar = calendars.add(ARRIVALS, arriving.hours)
    if found.rates and arriving.rates is not None:
        table = {
            DAYS[day]: {
                f"{hour:02d}:00-{hour + 1:02d}:00": round(float(rate), 4) for hour, rate in enumerate(row) if rate > 0
            }
            for day, row in enumerate(arriving.rates)
            if row.any()
        }
        return Arrivals.model_validate({"per_hour": table})
    gap = arriving.gap.distribution
    # Cases that all came at one instant are told apart by a second; a gap of none at all would never end.
    return Arrivals(every=gap if gap.mean > 0 else Distribution.fixed(1.0), calendar=calendar)


def _of_arrivals(found: Found) -> Evidence:
    arriving = found.arriving
    how = "rates by weekday and hour" if found.rates and arriving.rates is not None else "gaps in open time"
    if arriving.trimmed:
        how += f"; {arriving.trimmed} late arrivals cut off"
    return Evidence(method=how, source=_LOG, n=arriving.n, interval=_interval(arriving.interval))


def _of_groups(found: Found) -> dict[str, Evidence]:
    counts = np.bincount(found.items.member[found.items.member >= 0], minlength=len(found.items.members))
    return {
        f"resources.{group.name}": Evidence(
            method="people whose work is alike", source=_LOG, n=int(counts[list(group.members)].sum())
        )
        for group in found.people.groups
    }
