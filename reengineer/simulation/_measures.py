"""Compute measures of one replication from its cases, steps and members."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from reengineer._records import dataclass
from reengineer.errors import Problem, UsageError, nearest
from reengineer.measures import CAUSES, QUANTILES, SECONDS, Measure
from reengineer.simulation._asked import check_asked
from reengineer.simulation._case_sums import CaseSums
from reengineer.simulation._log import CASE_COMPLETED
from reengineer.simulation._replication import STEP_COLUMNS, TICKS_A_WEEK, Replication
from reengineer.simulation._sum_measures import ANSWERED, Asked
from reengineer.simulation._tables import Ints

TICKS_A_SECOND = 1_000_000
MICRO = 1_000_000
Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Hold what a measure needs to know about the model beside a replication.

    Parameters
    ----------
    elements, groups, members, classes : tuple of str
        Names by number.
    group_of_element, group_of_member : array of int
    member_rate, member_paid : array of int
        Micro-units an hour; ticks a week that are paid, -1 for those on duty.
    overtime_rate : array of float
        Micro-units an hour of work outside of a member's hours, for each of the things that are done at once.
    open_day_s, working_day_s : float
        Seconds of a day on the clocks *open* and *working*.
    in_hand : int
        Of the streams, the first so many are cases in hand when the run begins.
    warm_up : int
        Ticks left out at the start; whole weeks.
    """

    elements: tuple[str, ...]
    groups: tuple[str, ...]
    members: tuple[str, ...]
    classes: tuple[str, ...]
    group_of_element: Ints
    group_of_member: Ints
    member_rate: Ints
    member_paid: Ints
    overtime_rate: NDArray[np.float64]
    open_day_s: float
    working_day_s: float
    in_hand: int = 0
    warm_up: int = 0

    def seconds_of(self, measure: Measure) -> float:
        """Return the seconds of the unit of a time measure; a day on a working clock is an open day."""
        unit = measure.unit or "s"
        if unit == "day" and measure.clock == "open":
            return self.open_day_s
        if unit == "day" and measure.clock == "working":
            return self.working_day_s
        return SECONDS[unit]


def measure_value(replication: Replication, scale: Scale, measure: Measure) -> float:
    """Return the value of a measure in one replication.

    Returns
    -------
    float
        In the unit of the measure, shares of 100 where that is ``%``; not a number where nothing was there to
        measure.

    Raises
    ------
    UsageError
        If the measure is unknown, cannot be computed as asked, or its scope names nothing in the model.
    """
    check_asked(measure)
    of_cases = measure.scope in ("process", "class") and measure.name in ANSWERED
    if replication.sums is not None and of_cases:
        value = ANSWERED[measure.name](_asked_of_sums(replication, scale, measure, replication.sums))
    else:
        value = _COMPUTED[measure.name](replication, scale, measure)
    return 100 * value if measure.unit == "%" and measure.kind == "share" else value


def _asked_of_sums(replication: Replication, scale: Scale, measure: Measure, sums: CaseSums) -> Asked:
    kind = _place(scale.classes, measure.scope_id, "class of case") if measure.scope == "class" else None
    unit = scale.seconds_of(measure) if measure.kind == "time" else 1.0
    return Asked(measure=measure, sums=sums, kind=kind, since=scale.warm_up, horizon=replication.horizon, unit_s=unit)


def _place(names: tuple[str, ...], name: str | None, what: str) -> int:
    if name in names:
        return names.index(name)
    raise UsageError(
        [
            Problem(
                "RE522",
                f'no {what} "{name}" takes part in this run; {nearest(name or "", names)}',
                f"Choose one of: {', '.join(names)}.",
            )
        ]
    )


def kept_cases(replication: Replication, scale: Scale, measure: Measure) -> NDArray[np.bool_]:
    """Return which cases count: completed, arrived in the run after the warm-up, of the class asked for."""
    kept: NDArray[np.bool_]
    kept = (replication.column("state") == CASE_COMPLETED) & replication.has_come(scale.warm_up, scale.in_hand)
    if measure.scope == "class":
        kept &= replication.column("class") == _place(scale.classes, measure.scope_id, "class of case")
    return kept


def _weeks(replication: Replication, scale: Scale) -> slice:
    """Return the weeks that count; the time after the arrivals stopped does not."""
    return slice(min(scale.warm_up // TICKS_A_WEEK, replication.weeks), replication.weeks)


def _window(replication: Replication, scale: Scale) -> int:
    return replication.horizon - min(scale.warm_up, replication.horizon)


def statistic(values: Values, name: str) -> float:
    """Return one statistic of an array; not a number where it is empty."""
    if not len(values):
        return float("nan")
    if name in QUANTILES:
        return float(np.quantile(values, QUANTILES[name]))
    if name == "sd":
        return float(np.std(values, ddof=1)) if len(values) > 1 else 0.0
    functions: dict[str, Callable[[Values], float]] = {"max": np.max, "sum": np.sum, "mean": np.mean, "share": np.mean}
    return float(functions[name](values))


def _case_times(replication: Replication, measure: Measure) -> Ints:
    if measure.clock == "open":
        return replication.column("cycle_open")
    if measure.clock == "working":
        return replication.column("cycle_working")
    return replication.column("completed") - replication.column("arrived")


def _of_cases(ticks: Callable[[Replication, Measure], Ints]) -> "Compute":
    def compute(replication: Replication, scale: Scale, measure: Measure) -> float:
        kept = kept_cases(replication, scale, measure)
        unit = scale.seconds_of(measure) * TICKS_A_SECOND
        return statistic(ticks(replication, measure)[kept] / unit, measure.statistic)

    return compute


def _cycle_time(replication: Replication, scale: Scale, measure: Measure) -> float:
    if measure.scope in ("step", "event"):
        return _step_time(replication, scale, measure, ("work", *CAUSES))
    return _of_cases(_case_times)(replication, scale, measure)


def _waiting_time(replication: Replication, scale: Scale, measure: Measure) -> float:
    if measure.scope in ("step", "event"):
        return _step_time(replication, scale, measure, CAUSES)
    return _of_cases(lambda run, asked: _case_times(run, asked) - run.column("processing"))(replication, scale, measure)


def _processing_time(replication: Replication, scale: Scale, measure: Measure) -> float:
    if measure.scope in ("step", "event"):
        return _step_time(replication, scale, measure, ("work",))
    return _of_cases(lambda run, _asked: run.column("processing"))(replication, scale, measure)


def _step_time(replication: Replication, scale: Scale, measure: Measure, columns: tuple[str, ...]) -> float:
    """Return a time of each visit of a step, averaged or summed over the visits."""
    element = _place(scale.elements, measure.scope_id, measure.scope)
    sums = replication.steps[element, _weeks(replication, scale)].sum(axis=0)
    ticks = float(sum(sums[STEP_COLUMNS.index(column)] for column in columns))
    count = float(sums[0]) if measure.statistic != "sum" else 1.0
    return ticks / count / TICKS_A_SECOND / scale.seconds_of(measure) if count else float("nan")


def _sums_of_step(replication: Replication, scale: Scale, measure: Measure) -> dict[str, float]:
    """Return the sums of one step over the weeks that count, by column."""
    element = _place(scale.elements, measure.scope_id, measure.scope)
    sums = replication.steps[element, _weeks(replication, scale)].sum(axis=0)
    return dict(zip(STEP_COLUMNS, map(float, sums), strict=True))


def _arrivals(replication: Replication, scale: Scale) -> float:
    """Return how many cases arrived in the window."""
    return float(replication.count_came(scale.warm_up, scale.in_hand))


def _completion_rate(replication: Replication, scale: Scale, measure: Measure) -> float:
    cases = _arrivals(replication, scale)
    return _sums_of_step(replication, scale, measure)["count"] / cases if cases else float("nan")


def _abandonment_rate(replication: Replication, scale: Scale, measure: Measure) -> float:
    sums = _sums_of_step(replication, scale, measure)
    return sums["left"] / sums["count"] if sums["count"] else float("nan")


def _answer_time(replication: Replication, scale: Scale, measure: Measure) -> float:
    sums = _sums_of_step(replication, scale, measure)
    ticks = sums["answered"] / sums["begun"] if sums["begun"] else float("nan")
    return ticks / TICKS_A_SECOND / scale.seconds_of(measure)


def _flow_efficiency(replication: Replication, scale: Scale, measure: Measure) -> float:
    kept = kept_cases(replication, scale, measure)
    cycle = float(_case_times(replication, measure)[kept].sum())
    return float(replication.column("processing")[kept].sum()) / cycle if cycle else float("nan")


def _activity_cost(replication: Replication, scale: Scale, measure: Measure) -> float:
    if measure.scope in ("step", "event"):
        element = _place(scale.elements, measure.scope_id, measure.scope)
        sums = replication.steps[element, _weeks(replication, scale)].sum(axis=0)
        cost = float(sums[STEP_COLUMNS.index("cost")]) / MICRO
        return cost if measure.statistic == "sum" else cost / float(sums[0]) if sums[0] else float("nan")
    kept = kept_cases(replication, scale, measure)
    return statistic(replication.column("cost")[kept] / MICRO, measure.statistic)


def _members(scale: Scale, measure: Measure) -> NDArray[np.bool_]:
    chosen: NDArray[np.bool_] = np.ones(len(scale.members), dtype=np.bool_)
    if measure.scope == "member":
        chosen = np.arange(len(scale.members)) == _place(scale.members, measure.scope_id, "member")
    elif measure.scope == "group":
        chosen = scale.group_of_member == _place(scale.groups, measure.scope_id, "group")
    return chosen


def _utilisation(replication: Replication, scale: Scale, measure: Measure) -> float:
    members, weeks = _members(scale, measure), _weeks(replication, scale)
    duty = float(replication.duty[members, weeks].sum())
    return float(replication.busy[members, weeks].sum()) / duty if duty else float("nan")


def _resourcing_cost(replication: Replication, scale: Scale, measure: Measure) -> float:
    """Return what the people cost: paid hours, those on duty unless others are stated, and overtime."""
    members, weeks = _members(scale, measure), _weeks(replication, scale)
    on_duty, beyond = (
        ticks[members, weeks].sum(axis=1) / (3600 * TICKS_A_SECOND)
        for ticks in (replication.duty, replication.overtime)
    )
    stated = scale.member_paid[members]
    share_of_week = _window(replication, scale) / TICKS_A_WEEK
    paid = np.where(stated >= 0, stated / (3600 * TICKS_A_SECOND) * share_of_week, on_duty)
    total = float((paid * scale.member_rate[members] + beyond * scale.overtime_rate[members]).sum()) / MICRO
    cases, _ = replication.completed_since(scale.warm_up, scale.in_hand)
    return total if measure.statistic == "sum" else total / cases if cases else float("nan")


def _throughput(replication: Replication, scale: Scale, _measure: Measure) -> float:
    completed = replication.column("completed")
    inside = (completed >= scale.warm_up) & (completed < replication.horizon)
    hours = _window(replication, scale) / (3600 * TICKS_A_SECOND)
    return float(inside.sum()) / hours if hours else float("nan")


def _work_in_progress(replication: Replication, scale: Scale, _measure: Measure) -> float:
    completed = replication.column("completed")
    end = np.where(completed < 0, replication.last_tick, completed)
    inside = np.minimum(end, replication.horizon) - np.maximum(replication.column("arrived"), scale.warm_up)
    window = _window(replication, scale)
    return float(np.maximum(inside, 0).sum()) / window if window else float("nan")


def _queue_length(replication: Replication, scale: Scale, measure: Measure) -> float:
    """Return waiting in queues by the time it lasted, of the work that came in the window (Little's law).

    Work in hand when the run begins counts too, where no warm-up is left out.
    """
    elements = np.ones(len(scale.elements), dtype=np.bool_)
    if measure.scope == "group":
        elements = scale.group_of_element == _place(scale.groups, measure.scope_id, "group")
    elif measure.scope == "step":
        elements = np.arange(len(scale.elements)) == _place(scale.elements, measure.scope_id, "step")
    queueing = [STEP_COLUMNS.index(cause) for cause in ("contention", "prioritisation", "unavailability")]
    staffed = elements & (scale.group_of_element >= 0)
    sums = replication.steps[staffed, _weeks(replication, scale)].sum(axis=(0, 1))
    if not scale.warm_up:
        sums = sums + replication.steps[staffed, replication.weeks].sum(axis=0)
    window = _window(replication, scale)
    return float(sums[queueing].sum()) / window if window else float("nan")


def _rework_rate(replication: Replication, scale: Scale, measure: Measure) -> float:
    return statistic(
        (replication.column("repeats")[kept_cases(replication, scale, measure)] > 0).astype(np.float64), "mean"
    )


def _handoffs(replication: Replication, scale: Scale, measure: Measure) -> float:
    kept = kept_cases(replication, scale, measure)
    return statistic(replication.column("handoffs")[kept].astype(np.float64), measure.statistic)


def _wait_by_cause(replication: Replication, scale: Scale, measure: Measure) -> float:
    """Return the wait by one cause, of all steps, for each case that came in the window."""
    place = STEP_COLUMNS.index(CAUSES[_place(CAUSES, measure.scope_id, "cause of waiting")])
    ticks = float(replication.steps[:, _weeks(replication, scale), place].sum())
    cases = _arrivals(replication, scale)
    return ticks / cases / TICKS_A_SECOND / scale.seconds_of(measure) if cases else float("nan")


def case_values(replication: Replication, scale: Scale, measure: Measure) -> Values | None:
    """Return one value for each case that counts, in the unit of the measure; None where cases have no such value.

    Raises
    ------
    UsageError
        As `measure_value`.
    """
    check_asked(measure)
    of_cases = measure.scope in ("process", "class") and replication.sums is None
    kept = kept_cases(replication, scale, measure) if of_cases else None
    if kept is None or measure.name not in _CASE_TICKS:
        return None
    values: Values = _CASE_TICKS[measure.name](replication, measure)[kept] / (
        scale.seconds_of(measure) * TICKS_A_SECOND if measure.kind == "time" else MICRO
    )
    return values


_CASE_TICKS: dict[str, Callable[[Replication, Measure], Ints]] = {
    "cycle_time": _case_times,
    "waiting_time": lambda run, asked: _case_times(run, asked) - run.column("processing"),
    "processing_time": lambda run, _asked: run.column("processing"),
    "activity_cost": lambda run, _asked: run.column("cost"),
}

Compute = Callable[[Replication, Scale, Measure], float]
_COMPUTED: dict[str, Compute] = {
    "cycle_time": _cycle_time,
    "waiting_time": _waiting_time,
    "processing_time": _processing_time,
    "flow_efficiency": _flow_efficiency,
    "activity_cost": _activity_cost,
    "resourcing_cost": _resourcing_cost,
    "throughput": _throughput,
    "utilisation": _utilisation,
    "queue_length": _queue_length,
    "work_in_progress": _work_in_progress,
    "rework_rate": _rework_rate,
    "handoffs": _handoffs,
    "wait_by_cause": _wait_by_cause,
    "completion_rate": _completion_rate,
    "abandonment_rate": _abandonment_rate,
    "answer_time": _answer_time,
}
