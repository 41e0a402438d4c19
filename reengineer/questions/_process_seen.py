"""Compute what a log tells of the process as a whole: case by case, over all of them, and week by week."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from reengineer.questions._hours import DAY_MIN, OpenHours
from reengineer.questions._study import Study, Value
from reengineer.questions._trace import SAME_MIN, Floats, Rows, Trace, mean, ratio, total

Computed = Callable[[Study, str], Value]
_WEEK_MIN = 7 * DAY_MIN
_FEWEST_WEEKS = 4


def _with_trace(compute: Callable[[Study, Trace], Value]) -> Computed:
    """Return what computes a value from the log; None without one."""
    return lambda study, _: compute(study, study.trace) if study.trace is not None else None


def process_calendar(study: Study) -> str | None:
    """Return the one calendar on which cases come; None where there is none or several."""
    names = {kind.arrivals.calendar for kind in study.annotated.notes.cases.values() if kind.arrivals is not None}
    return next(iter(names)) if len(names) == 1 else None


def open_day_min(study: Study) -> float:
    """Return the open minutes of a day on the calendar of the process; the whole day where there is none."""
    return 60 * study.annotated.calendar(process_calendar(study)).hours_per_day


def _open(study: Study, trace: Trace, minutes: Floats) -> Floats:
    """Return open minutes of the process before each instant, of instants since the first of the log."""
    offset = float(np.nanmin(trace.local("seen")))
    days = int((offset + np.nanmax(minutes, initial=0.0)) // DAY_MIN) + 1
    hours = OpenHours.of(study.annotated.calendar(process_calendar(study)), trace.midnight.date(), days)
    return np.where(np.isnan(minutes), np.nan, hours.before(np.nan_to_num(minutes) + offset))


def _ends(trace: Trace) -> Floats:
    """Return when each case ended; not a number where it is open."""
    ends = np.full(trace.cases, -np.inf)
    np.fmax.at(ends, trace.case, trace.completed)
    is_open = np.zeros(trace.cases, dtype=bool)
    is_open[trace.case[(trace.state == "open") | np.isnan(trace.completed)]] = True
    return np.where(is_open | np.isinf(ends), np.nan, ends)


def _cycles(study: Study, trace: Trace) -> Floats:
    """Return the cycle time of each finished case, on the clock of the deadline where there is one."""
    deadline = study.limits.deadline(open_day_min(study)) if study.limits is not None else None
    starts, ends = trace.arrivals, _ends(trace)
    if deadline is not None and deadline[1] == "open":
        starts, ends = _open(study, trace, starts), _open(study, trace, ends)
    cycles = ends - starts
    return cycles[~np.isnan(cycles)]


def _cycle_p95(study: Study, trace: Trace) -> Value:
    cycles = _cycles(study, trace)
    return float(np.quantile(cycles, 0.95)) if len(cycles) else None


def _breaches(study: Study, trace: Trace) -> Value:
    deadline = study.limits.deadline(open_day_min(study)) if study.limits is not None else None
    cycles = _cycles(study, trace)
    return float((cycles > deadline[0]).mean()) if deadline is not None and len(cycles) else None


def _flow_efficiency(_: Study, trace: Trace) -> Value:
    ended = ~np.isnan(_ends(trace))
    work = trace.work[ended[trace.case] & trace.is_task]
    return ratio(total(work), total((_ends(trace) - trace.arrivals)[ended]))


def _by_people(trace: Trace) -> Rows:
    return np.flatnonzero(trace.done & (trace.text("members") != ""))


def _touches(_: Study, trace: Trace) -> Value:
    rows = _by_people(trace)
    return len(rows) / trace.cases if len(rows) else None


def _in_order(trace: Trace, rows: Rows) -> Rows:
    return rows[np.argsort(trace.keys(trace.case[rows], trace.started[rows]), kind="stable")]


def _groups(study: Study, trace: Trace) -> tuple[Rows, NDArray[np.object_]]:
    """Return the completed rows with a group in the order in which work began, and their groups."""
    named = trace.text("group")
    if not (named != "").any():
        named = np.array([study.roles.get(str(step)) or "" for step in trace.element], dtype=object)
    rows = _in_order(trace, np.flatnonzero(trace.done & (named != "") & ~np.isnan(trace.started)))
    return rows, named[rows]


def _handoffs(study: Study, trace: Trace) -> Value:
    rows, groups = _groups(study, trace)
    same = trace.case[rows[1:]] == trace.case[rows[:-1]]
    return float((same & (groups[1:] != groups[:-1])).sum()) / trace.cases if len(rows) else None


def _roles(study: Study, trace: Trace) -> Value:
    rows, groups = _groups(study, trace)
    pairs = set(zip(trace.case[rows].tolist(), groups.tolist(), strict=True))
    return len(pairs) / len({case for case, _ in pairs}) if pairs else None


def _continuity(_: Study, trace: Trace) -> Value:
    """Return the part of follow-up work that goes to somebody who had the case before; the first row is none."""
    rows = _in_order(trace, _by_people(trace))
    known: dict[int, set[str]] = {}
    again, followed = 0, 0
    members = trace.text("members")
    for row, case in zip(rows.tolist(), trace.case[rows].tolist(), strict=True):
        people = set(members[row].split("+"))
        had = known.setdefault(case, set())
        if had:
            followed += 1
            again += bool(people & had)
        had.update(people)
    return again / followed if followed else None


def _is_contact(study: Study, trace: Trace) -> NDArray[np.bool_] | None:
    """Return which completed rows are contacts; None where a step of the log does not say."""
    stated = {step: study.steps[step].notes.customer_contact for step in study.activities if step in trace.logged}
    if None in stated.values():
        return None
    return np.asarray(trace.done & np.array([stated.get(str(step), False) for step in trace.element], dtype=bool))


def _contacts(study: Study, trace: Trace) -> Value:
    contact = _is_contact(study, trace)
    return float(contact.sum()) / trace.cases if contact is not None else None


def _max_silence(study: Study, trace: Trace) -> Value:
    """Return the longest mean time from the start or a contact to the next contact, by the steps at both ends."""
    contact = _is_contact(study, trace)
    if contact is None or not contact.any():
        return None
    rows = _in_order(trace, np.flatnonzero(contact))
    starts, ends = (_open(study, trace, each[rows]) for each in (trace.started, trace.completed))
    begun = _open(study, trace, trace.arrivals)
    spans: dict[tuple[str, str], list[float]] = {}
    before: tuple[int, int] | None = None
    for place, row in enumerate(rows.tolist()):
        case, step = int(trace.case[row]), str(trace.element[row])
        if before is not None and before[0] == case:
            spans.setdefault((str(trace.element[rows[before[1]]]), step), []).append(starts[place] - ends[before[1]])
        else:
            spans.setdefault(("", step), []).append(starts[place] - begun[case])
        before = (case, place)
    return max(sum(times) / len(times) for times in spans.values())


def _preprocess(_: Study, trace: Trace) -> Value:
    """Return waiting before the first activity of each case over all waiting of its rows."""
    firsts = np.flatnonzero(trace.is_task & ~np.isnan(trace.started))
    first = firsts[np.unique(trace.case[firsts], return_index=True)[1]]
    waited = trace.started[first] - trace.arrivals[trace.case[first]]
    return ratio(total(waited), total(np.concatenate(list(trace.waits.values()))))


def _kinds(trace: Trace) -> tuple[NDArray[np.str_], NDArray[np.str_]]:
    """Return the kind of each case, and the kinds there are; empty where the log names none."""
    firsts = np.flatnonzero(np.diff(trace.case, prepend=-1) != 0)
    kinds = trace.text("class")[firsts].astype(str)
    return kinds, np.unique(kinds[kinds != ""])


def _type_ratio(_: Study, trace: Trace) -> Value:
    kinds, names = _kinds(trace)
    cycles = _ends(trace) - trace.arrivals
    means = [found for name in names if (found := mean(cycles[kinds == name])) is not None]
    return ratio(max(means), min(means)) if len(means) > 1 else None


def _smallest_type(_: Study, trace: Trace) -> Value:
    kinds, names = _kinds(trace)
    return min(float((kinds == name).mean()) for name in names) if len(names) > 1 else None


def _check_time(study: Study, trace: Trace) -> Value:
    stated = {step: study.steps[step].notes.is_check for step in study.activities if step in trace.logged}
    if None in stated.values():
        return None
    checks = np.array([stated.get(str(step), False) for step in trace.element], dtype=bool)
    return ratio(total(trace.work[trace.done & checks]) or 0.0, total(trace.work[trace.done]))


def _peak(_: Study, trace: Trace) -> Value:
    firsts = np.flatnonzero(np.diff(trace.case, prepend=-1) != 0)
    hours = np.bincount((trace.local("seen")[firsts] // 60).astype(int) % 24, minlength=24)
    coming = hours[hours > 0]
    return float(coming.max() / coming.mean()) if len(coming) else None


def _live_rows(study: Study, trace: Trace) -> Rows:
    live = [step for step in study.activities if study.steps[step].notes.is_live_queue]
    found = [trace.rows(step) for step in live]
    rows = np.concatenate([np.array([], dtype=np.intp), *found])
    return rows[~np.isin(trace.state[rows], ["withdrawn", "open"])]


def _service_level(study: Study, trace: Trace) -> Value:
    within = study.limits.least_share("service_level")[1] if study.limits is not None else None
    rows = _live_rows(study, trace)
    if within is None or not len(rows):
        return None
    in_time = trace.started[rows] - trace.enabled[rows] <= within / 60 + SAME_MIN
    return float((in_time & (trace.state[rows] != "abandoned")).mean())


def _vulnerable_wait(study: Study, trace: Trace) -> Value:
    rows = _live_rows(study, trace)
    rows = rows[trace.text("class")[rows] == "vulnerable"]
    waited = trace.started[rows] - trace.enabled[rows]
    waited = waited[~np.isnan(waited)]
    return float(np.quantile(waited, 0.9)) if len(waited) else None


def _open_cases(trace: Trace, at: Floats) -> Floats:
    """Return how many cases are open at each instant, all runs together."""
    starts, ends = np.sort(trace.arrivals), np.sort(_ends(trace)[~np.isnan(_ends(trace))])
    return (np.searchsorted(starts, at, side="right") - np.searchsorted(ends, at, side="right")).astype(float)


def _wip_growth(_: Study, trace: Trace) -> Value:
    """Return the slope of the open cases at the end of each week over their mean.

    A log that begins with no case fills up first: the weeks of a mean cycle time are left out, one at the least.
    """
    weeks = int(np.nanmax(trace.arrivals) // _WEEK_MIN)
    cycle = mean(_ends(trace) - trace.arrivals) or 0.0
    first = max(1, int(np.ceil(cycle / _WEEK_MIN)))
    if weeks - first + 1 < _FEWEST_WEEKS:
        return None
    ends = np.arange(first, weeks + 1, dtype=np.float64)
    counts = _open_cases(trace, ends * _WEEK_MIN)
    return float(np.polyfit(ends, counts, 1)[0] / counts.mean()) if counts.mean() > 0 else None


def _wip(_: Study, trace: Trace) -> Value:
    """Return the time average of the open cases, from the first arrival to the last."""
    until = float(np.nanmax(trace.arrivals))
    stays = np.minimum(np.nan_to_num(_ends(trace), nan=until), until) - trace.arrivals
    return ratio(float(np.maximum(stays, 0).sum()), until * trace.replications())


def _throughput(_: Study, trace: Trace) -> Value:
    ends = _ends(trace)
    weeks = float(np.nanmax(ends)) / _WEEK_MIN if not np.isnan(ends).all() else 0.0
    return ratio(float((~np.isnan(ends)).sum()), weeks * trace.replications())


PROCESS_SEEN: Mapping[str, Computed] = {
    "cycle_p95": _with_trace(_cycle_p95),
    "deadline_breach_rate": _with_trace(_breaches),
    "flow_efficiency": _with_trace(_flow_efficiency),
    "touches_per_case": _with_trace(_touches),
    "handoffs_per_case": _with_trace(_handoffs),
    "roles_per_case": _with_trace(_roles),
    "case_continuity": _with_trace(_continuity),
    "contacts_per_case": _with_trace(_contacts),
    "max_silence_min": _with_trace(_max_silence),
    "preprocess_wait_share": _with_trace(_preprocess),
    "case_type_cycle_ratio": _with_trace(_type_ratio),
    "smallest_type_share": _with_trace(_smallest_type),
    "check_time_share": _with_trace(_check_time),
    "peak_to_mean": _with_trace(_peak),
    "service_level": _with_trace(_service_level),
    "vulnerable_wait_p90": _with_trace(_vulnerable_wait),
    "wip_growth_per_week": _with_trace(_wip_growth),
    "wip": _with_trace(_wip),
    "throughput": _with_trace(_throughput),
}
