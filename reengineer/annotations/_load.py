"""Work out demand and the load that it puts on each group."""

import math
from typing import TYPE_CHECKING

from reengineer.annotations._demand import Arrivals
from reengineer.annotations._people import ResourceNotes
from reengineer.annotations._steps import StepNotes
from reengineer.calendars import WeeklyCalendar
from reengineer.errors import ModelError, Problem

if TYPE_CHECKING:
    from reengineer.annotations._annotated import AnnotatedMap

TICKS_A_WEEK = 604_800_000_000


def arrival_rates(annotated: "AnnotatedMap") -> dict[str, tuple[float, float]]:
    """Return of each class of case the arrivals in an open second of its calendar and in an ordinary week.

    A finite population counts as none: the more of its cases wait, the fewer come, so it overloads nobody.
    """
    found = {}
    for name, case in annotated.notes.cases.items():
        if case.population is not None:
            found[name] = (0.0, 0.0)
        elif case.arrivals is not None:
            calendar = annotated.calendar(case.arrivals.calendar)
            open_s, per_week = calendar.open_s_per_week, _per_week(name, case.arrivals, calendar)
            found[name] = (per_week / open_s if open_s else 0.0, per_week)
    return found


def _per_week(name: str, arrivals: Arrivals, calendar: WeeklyCalendar) -> float:
    if arrivals.every is not None:
        return calendar.open_s_per_week / arrivals.every.mean
    if arrivals.table is not None:
        ticks = arrivals.table.ticks
        return len(ticks) / max(ticks[-1] / TICKS_A_WEEK, 1.0) if ticks else 0.0
    table = arrivals.cases_per_week(calendar.weekly)
    if table is None:
        message = f"the load of '{name}' cannot be worked out: its arrivals are in the file '{arrivals.file}'"
        raise ModelError([Problem("RE322", message, "Write arrivals as every or per_hour as well as you can.")])
    return table


def case_entries(annotated: "AnnotatedMap", case: str | None) -> dict[str, float]:
    """Return the share of cases that starts at each start event.

    Raises
    ------
    ModelError
        RE321 if it is not known where cases start.
    """
    names = list(annotated.notes.cases) if case is None else [case]
    if not names:
        return {_only_start(annotated, "cases"): 1.0}
    rates = arrival_rates(annotated)
    weights = {name: rates.get(name, (0.0, 0.0))[1] for name in names}
    total = sum(weights.values())
    entries: dict[str, float] = {}
    for name in names:
        start = annotated.notes.cases[name].start or _only_start(annotated, f"cases of '{name}'")
        share = weights[name] / total if total else 1 / len(names)
        entries[start] = entries.get(start, 0.0) + share
    return entries


def _only_start(annotated: "AnnotatedMap", what: str) -> str:
    from reengineer.annotations._reached import open_starts

    found = open_starts(annotated)
    if len(found) == 1:
        return found[0]
    starts = ", ".join(found) or "none"
    remedy = "Write the start event under cases, as start: ID."
    message = f"it is not known where {what} start; the map has the start events: {starts}"
    raise ModelError([Problem("RE321", message, remedy, annotated.map.definitions.source)])


def offered_load(annotated: "AnnotatedMap", *, assume: bool = False, lasting: bool = False) -> dict[str, float]:
    """Return the offered load of each group; see `AnnotatedMap.offered_load`."""
    demand = sum(week for _, week in arrival_rates(annotated).values())
    work_s = dict.fromkeys(annotated.notes.resources, 0.0)
    for group, per_case in work_per_case_s(annotated, assume=assume, lasting=lasting).items():
        work_s[group] = work_s.get(group, 0.0) + per_case * demand
    return {
        group: work / capacity if (capacity := capacity_s(annotated, group)) else (float("inf") if work else 0.0)
        for group, work in work_s.items()
    }


def work_per_case_s(annotated: "AnnotatedMap", *, assume: bool = False, lasting: bool = False) -> dict[str, float]:
    """Return the seconds of work that an average case asks of each group; of steps where nobody gives up if lasting."""
    visits = annotated.visits(assume=assume) if annotated.notes.steps else {}
    work: dict[str, float] = {}
    for step_id, notes in annotated.notes.steps.items():
        mean = notes.duration.mean if notes.duration is not None else 0.0
        if lasting and notes.patience is not None:
            continue
        for need in notes.requests:
            if need.alternative == 0:
                often = visits.get(step_id, 0.0) * _repeated(notes)
                work[need.group] = work.get(need.group, 0.0) + often * mean * need.quantity
    return work


def _repeated(notes: StepNotes) -> float:
    """Return how often a step is done in a visit, on average; once where only a condition tells."""
    if notes.instances is not None:
        return min(notes.instances.mean, notes.stop_after or math.inf)
    loop = notes.loop
    if loop is None or loop.condition is not None:
        return 1.0
    if loop.again is None:
        return float(loop.times or 1)
    again, most = float(loop.again), loop.times or math.inf
    done = (1 - again**most) / (1 - again) if again < 1 else float(most)
    return again * done if loop.before else done


def capacity_s(annotated: "AnnotatedMap", group: str) -> float:
    """Return the seconds of work that the members of a group can do in an ordinary week."""
    notes = annotated.notes.resources.get(group, ResourceNotes())
    people = [(float(member.speed), member.calendar or notes.calendar) for member in notes.people(group)]
    open_s = {name: annotated.calendar(name).open_s_per_week for name in {name for _, name in people}}
    return sum(speed * open_s[name] for speed, name in people) * (notes.capacity or 1)
