"""Compute what is known of resource groups: how busy they are, when work comes, and who else could do it."""

from collections.abc import Callable, Iterator, Mapping

import numpy as np

from reengineer.annotations import ResourceNotes
from reengineer.questions._chances import reaching
from reengineer.questions._hours import DAY_MIN, OpenHours, spread
from reengineer.questions._study import Study, Value, plain
from reengineer.questions._trace import Floats, Rows, Trace, ratio, total

Computed = Callable[[Study, str], Value]
_MAIN_PATH = 0.5


def _headcount(study: Study, group: str) -> Value:
    notes = study.annotated.notes.resources.get(group)
    members = notes.members if notes is not None else None
    return len(members) if isinstance(members, tuple | list) else plain(members)


def steps_of(study: Study, group: str) -> tuple[str, ...]:
    """Return the steps that a group is the first to be asked for."""
    return tuple(step for step in study.activities if study.annotated.group_of(step) == group)


def _on_main_path(study: Study, group: str) -> Value:
    """Say whether at least half of the cases pass one of the group's steps; one such step decides it."""
    answers = [_is_main(study, step) for step in steps_of(study, group)]
    return True if True in answers else (None if None in answers else False)


def _is_main(study: Study, step: str) -> bool | None:
    if study.entry is None:
        return None
    return reaching(study.exits, study.entry, (step,)).is_at_least(_MAIN_PATH)


def rows_of(study: Study, group: str) -> Rows:
    """Return the rows of the log on which a group worked; where the log names no groups, those of its steps."""
    trace = study.trace
    if trace is None:
        return np.array([], dtype=np.intp)
    named = trace.text("group")
    if (named != "").any():
        return np.flatnonzero(trace.is_task & (named == group))
    found = [trace.rows(step) for step in steps_of(study, group)]
    return np.concatenate([np.array([], dtype=np.intp), *found])


def _busy(study: Study, trace: Trace, group: str) -> tuple[Rows, Floats]:
    """Return the rows that somebody of a group works on, and the minutes of work of all of them together."""
    rows = rows_of(study, group)
    hands = {text: len(text.split("+")) for text in set(trace.text("members")[rows].tolist())}
    many = np.array([hands[text] for text in trace.text("members")[rows]], dtype=float)
    work = np.nan_to_num(trace.work[rows]) * many
    began = ~np.isnan(trace.started[rows]) & (trace.started[rows] <= np.nanmax(trace.arrivals))
    return rows[began], work[began]


def calendars_of(study: Study, trace: Trace, group: str) -> Iterator[OpenHours]:
    """Give the hours of each member over the days of the log, up to when the last case came."""
    notes = study.annotated.notes.resources.get(group)
    names = set(trace.text("members")[rows_of(study, group)].tolist()) - {""}
    days = int(np.nanmax(trace.arrivals) // DAY_MIN) + 1
    for calendar in _calendars(notes, len(names)):
        yield OpenHours.of(study.annotated.calendar(calendar), trace.midnight.date(), days)


def _calendars(notes: ResourceNotes | None, seen: int) -> list[str | None]:
    if notes is None:
        return []
    if isinstance(notes.members, tuple):
        return [member.calendar or notes.calendar for member in notes.members]
    return [notes.calendar] * (notes.count or seen)


def utilisation(study: Study, group: str) -> float | None:
    """Return busy time over rostered time, as seen; else the load that is offered, at most 1."""
    known = study.values("resource", group)
    if "busy" not in known:
        known["busy"] = _utilisation(study, group)
    return known["busy"]  # type: ignore[return-value]


def _utilisation(study: Study, group: str) -> float | None:
    trace = study.trace
    rows, work = _busy(study, trace, group) if trace is not None else (np.array([]), np.array([]))
    if trace is None or not len(rows):
        load = study.load.get(group)
        return min(load, 1.0) if load is not None else None
    ends = np.array([float(np.nanmax(trace.arrivals))]) + _offset(trace)
    rostered = sum(float(hours.before(ends)[0]) for hours in calendars_of(study, trace, group))
    return ratio(float(work.sum()), rostered * trace.replications())


def _offset(trace: Trace) -> float:
    """Return the minutes from the first midnight of the log to its first instant."""
    return float(np.nanmin(trace.local("seen")))


def peak_utilisation(study: Study, group: str) -> float | None:
    """Return busy time over time on duty in the hour of the day where that is most; None without a log."""
    trace = study.trace
    rows, work = _busy(study, trace, group) if trace is not None else (np.array([]), np.array([]))
    if trace is None or not len(rows):
        return None
    busy = spread(trace.local("started")[rows], trace.local("completed")[rows], work)
    duty = sum((hours.by_hour() for hours in calendars_of(study, trace, group)), np.zeros(24)) * trace.replications()
    return float((busy[duty > 0] / duty[duty > 0]).max()) if (duty > 0).any() else None


def _occupancy(study: Study, group: str) -> Value:
    """Return time at work over time at work and time on duty without work; None without a log."""
    share = utilisation(study, group) if len(rows_of(study, group)) else None
    return None if share is None else share / (share + max(0.0, 1 - share))


def _offshift(study: Study, group: str) -> Value:
    trace, rows = study.trace, rows_of(study, group)
    if trace is None or not len(rows):
        return None
    reached = trace.local("enabled")[rows]
    reached = reached[~np.isnan(reached)]
    on_duty = np.zeros(len(reached), dtype=bool)
    all_hours = list(calendars_of(study, trace, group))
    for hours in all_hours:
        on_duty |= hours.is_open(reached)
    return float(1 - on_duty.mean()) if len(reached) and all_hours else None


def _profile_mismatch(study: Study, group: str) -> Value:
    trace, rows = study.trace, rows_of(study, group)
    if trace is None or not len(rows):
        return None
    reached, work = trace.local("seen")[rows], np.nan_to_num(trace.work[rows])
    needed = spread(reached, reached, work)
    duty = sum((hours.by_hour() for hours in calendars_of(study, trace, group)), np.zeros(24))
    if not needed.sum() or not duty.sum():
        return None
    return float(0.5 * np.abs(needed / needed.sum() - duty / duty.sum()).sum())


def _waits(study: Study, rows: Rows, cause: str | None = None) -> float | None:
    trace = study.trace
    if trace is None:
        return None
    chosen = list(trace.waits_before.values()) if cause is None else [trace.waits_before[cause]]
    return total(np.concatenate([waits[rows] for waits in chosen]))


def _contention_share(study: Study, group: str) -> Value:
    trace, rows = study.trace, rows_of(study, group)
    everything = np.arange(len(trace.case)) if trace is not None else rows
    return ratio(_waits(study, rows, "contention"), _waits(study, everything)) if len(rows) else None


def _unavailability_share(study: Study, group: str) -> Value:
    rows = rows_of(study, group)
    return ratio(_waits(study, rows, "unavailability"), _waits(study, rows)) if len(rows) else None


def _peers(study: Study, group: str) -> tuple[str, ...]:
    """Return the groups that may take each other's place: alternatives of one step, each alone enough for it."""
    found = {group}
    for step in study.steps.values():
        options: dict[int, list[str]] = {}
        for need in step.notes.requests:
            options.setdefault(need.alternative, []).append(need.group)
        alone = [groups[0] for groups in options.values() if len(groups) == 1]
        if group in alone:
            found.update(alone)
    return tuple(each for each in study.groups if each in found)


def _same_skill_pools(study: Study, group: str) -> Value:
    notes = study.annotated.notes.resources.get(group)
    stated = notes.same_skill_pools if notes is not None else None
    peers = _peers(study, group)
    return stated if stated is not None or len(peers) < 2 else len(peers)


def _util_range(study: Study, group: str) -> Value:
    shares = [utilisation(study, each) for each in _peers(study, group)]
    known = [share for share in shares if share is not None]
    return max(known) - min(known) if len(known) == len(shares) > 1 else None


def _helpers(study: Study, group: str) -> set[str]:
    """Return the groups that could do some of the work: alternatives, or skilled enough and on the same system."""
    found = set(_peers(study, group))
    for step in steps_of(study, group):
        notes = study.steps[step].notes
        for other in study.activities:
            theirs, who = study.steps[other].notes, study.annotated.group_of(other)
            if notes.skill_required is None or theirs.skill_actual is None or who is None or notes.system is None:
                continue
            if theirs.system == notes.system and theirs.skill_actual >= notes.skill_required:
                found.add(who)
    return found - {group}


def _best_helper(study: Study, group: str) -> tuple[float, str] | None:
    shares = {each: utilisation(study, each) for each in _helpers(study, group)}
    return min(((share, each) for each, share in shares.items() if share is not None), default=None)


def _best_helper_share(study: Study, group: str) -> Value:
    best = _best_helper(study, group)
    return best[0] if best is not None else None


def _best_helper_name(study: Study, group: str) -> Value:
    best = _best_helper(study, group)
    return best[1] if best is not None else None


def _best_helper_label(study: Study, group: str) -> Value:
    best = _best_helper(study, group)
    return study.called(best[1]) if best is not None else None


def _abandon_rate(study: Study, group: str) -> Value:
    trace = study.trace
    rows = [trace.rows(step) for step in steps_of(study, group)] if trace is not None else []
    if trace is None or not rows:
        return None
    states = trace.state[np.concatenate(rows)]
    joined = ~np.isin(states, ["balked", "withdrawn", "open"])
    return float((states[joined] == "abandoned").mean()) if (states == "abandoned").any() else None


RESOURCE: Mapping[str, Computed] = {
    "id": lambda _study, group: group,
    "name": lambda study, group: study.called(group),
    "headcount": _headcount,
    "on_main_path": _on_main_path,
    "utilisation": utilisation,
    "occupancy": _occupancy,
    "offshift_arrival_share": _offshift,
    "profile_mismatch": _profile_mismatch,
    "wait_contention_share": _contention_share,
    "wait_unavailability_share": _unavailability_share,
    "same_skill_pools": _same_skill_pools,
    "util_range": _util_range,
    "best_helper": _best_helper_name,
    "best_helper_name": _best_helper_label,
    "best_helper_utilisation": _best_helper_share,
    "abandon_rate": _abandon_rate,
    "turnover": lambda study, group: study.counted("resource", group, "turnover"),
}
