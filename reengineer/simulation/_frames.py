"""Make tables of a result for people and for pandas; pandas is loaded only here, and only when a table is read."""

from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from reengineer.errors import counted
from reengineer.eventlog import COLUMNS, INSTANTS, Log
from reengineer.measures import CAUSES, Measure
from reengineer.simulation._hour_sums import HOURS_A_WEEK
from reengineer.simulation._log import CASE_STATES, KINDS, STATES, LogRows
from reengineer.simulation._replication import TICKS_A_WEEK, Replication
from reengineer.simulation._tables import Ints
from reengineer.statistics import mean_estimate

if TYPE_CHECKING:
    import pandas as pd

    from reengineer.simulation._result import SimulationResult

TICKS_A_HOUR = 3_600_000_000
SECOND = 1e-6
USUAL = (
    Measure(name="cycle_time", clock="elapsed", unit="h"),
    Measure(name="cycle_time", clock="working", unit="h"),
    Measure(name="cycle_time", statistic="p90", clock="working", unit="h"),
    Measure(name="waiting_time", clock="working", unit="h"),
    Measure(name="processing_time", clock="elapsed", unit="h"),
    Measure(name="activity_cost"),
    Measure(name="throughput"),
    Measure(name="work_in_progress"),
    Measure(name="rework_rate"),
    Measure(name="handoffs"),
)


def _instants(result: "SimulationResult", ticks: Ints) -> "pd.Series[Any]":
    import pandas as pd

    start = pd.Timestamp(result.names.start)
    moved = start.tz_convert("UTC") + pd.to_timedelta(pd.Series(ticks), unit="us")
    return moved.where(pd.Series(ticks) >= 0).dt.tz_convert(start.tz)


def _names(names: tuple[str, ...], places: Ints) -> NDArray[np.object_]:
    """Return names by number, an empty text for -1."""
    found: NDArray[np.object_] = np.array([*names, ""], dtype=object)[places]
    return found


def log_frame(result: "SimulationResult") -> Log:
    """Return the log of all replications as one `Log`."""
    import pandas as pd

    frames = [_log_of(result, run, run.log) for run in result.replications if run.log is not None]
    return Log(frame=pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=list(COLUMNS)))


def _log_of(result: "SimulationResult", run: Replication, log: LogRows) -> "pd.DataFrame":
    import pandas as pd

    names = result.names
    element = log.column("element")
    of_case = run.cases[log.column("case") - 1]
    # The group of who did it, which may be that of another alternative than the first.
    of_member = np.append(result.scale.group_of_member, -1)
    group = of_member[log.first_member]
    frame = pd.DataFrame(
        {
            "option": result.name,
            "replication": run.number,
            "case": log.column("case"),
            "class": _names(names.classes, of_case[:, 3]),
            "process": _names(names.element_process, element),
            "element": _names(names.elements, element),
            "name": _names(names.element_labels, element),
            "scope": log.column("scope"),
            "visit": log.column("visit"),
            "instance": log.column("instance"),
            "kind": _names(KINDS, log.column("kind")),
            "state": _names(STATES, log.column("state")),
            "group": _names(names.groups, group),
            "members": _members(names.members, log),
            **{name: _instants(result, log.column(name)) for name in INSTANTS},
            "work_s": log.column("work") * SECOND,
            **{f"wait_{cause}_s": log.column(f"wait_{cause}") * SECOND for cause in CAUSES},
            "batch": log.column("batch"),
            "cost": log.column("cost") * SECOND,
        }
    )
    return frame[list(COLUMNS)]


def _members(names: tuple[str, ...], log: LogRows) -> list[str]:
    first, count = log.column("member_first").tolist(), log.column("member_count").tolist()
    members = log.members.tolist()
    return [
        "+".join(names[member] for member in members[at : at + many]) if many else ""
        for at, many in zip(first, count, strict=True)
    ]


def case_frame(result: "SimulationResult") -> "pd.DataFrame":
    """Return one row a case and replication."""
    import pandas as pd

    frames = []
    for run in result.replications:
        column = run.column
        frames.append(
            pd.DataFrame(
                {
                    "option": result.name,
                    "replication": run.number,
                    "case": column("case"),
                    "stream": _names(result.names.streams, column("stream")),
                    "class": _names(result.names.classes, column("class")),
                    "arrived": _instants(result, column("arrived")),
                    "completed": _instants(result, column("completed")),
                    "state": _names(CASE_STATES, column("state")),
                    "cost": column("cost") * SECOND,
                    "processing_s": column("processing") * SECOND,
                    "cycle_working_s": np.where(column("completed") >= 0, column("cycle_working") * SECOND, np.nan),
                    "in_warm_up": column("arrived") < result.scale.warm_up,
                    "in_hand": column("stream") < result.scale.in_hand,
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def member_frame(result: "SimulationResult") -> "pd.DataFrame":
    """Return one row a member and replication, over the weeks that count."""
    import pandas as pd

    frames = []
    for run in result.replications:
        weeks = slice(min(result.scale.warm_up // TICKS_A_WEEK, run.weeks), run.weeks)
        busy, duty, overtime = (table[:, weeks].sum(axis=1) for table in (run.busy, run.duty, run.overtime))
        frames.append(
            pd.DataFrame(
                {
                    "option": result.name,
                    "replication": run.number,
                    "group": _names(result.scale.groups, result.scale.group_of_member),
                    "member": list(result.names.members),
                    "busy_s": busy * SECOND,
                    "duty_s": duty * SECOND,
                    "overtime_s": overtime * SECOND,
                    "utilisation": np.divide(busy, duty, out=np.zeros(len(busy)), where=duty > 0),
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


HOUR_COLUMNS = (
    "option", "replication", "group", "weekday", "hour", "seen_h", "queue", "on_duty", "utilisation",
)  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def hour_frame(result: "SimulationResult") -> "pd.DataFrame":
    """Return one row an hour of the week, group and replication, over the weeks that count."""
    import pandas as pd

    frames = [pd.DataFrame(columns=list(HOUR_COLUMNS))]
    place = np.arange(HOURS_A_WEEK)
    for run in result.replications if result.names.groups else ():
        if run.hours is None:
            continue
        spans = run.hours.since(result.scale.warm_up)
        seen = run.hours.seen[spans].sum(axis=0)
        for number, group in enumerate(result.names.groups):
            queue, busy, duty = (
                table[number, spans].sum(axis=0) for table in (run.hours.queue, run.hours.busy, run.hours.duty)
            )
            values = {
                "option": result.name,
                "replication": run.number,
                "group": group,
                "weekday": _names(WEEKDAYS, place // 24),
                "hour": place % 24,
                "seen_h": seen / TICKS_A_HOUR,
                "queue": _ratio(queue, seen),
                "on_duty": _ratio(duty, seen),
                "utilisation": _ratio(busy, duty),
            }
            frames.append(pd.DataFrame(values))
    return pd.concat(frames[1:] or frames, ignore_index=True)


def _ratio(part: Ints, whole: Ints) -> NDArray[np.float64]:
    """Return parts of wholes; not a number where there is no whole."""
    found: NDArray[np.float64] = np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)
    return found


def measure_frame(result: "SimulationResult") -> "pd.DataFrame":
    """Return the usual measures, and the utilisation of each group, in long form."""
    import pandas as pd

    asked = [*USUAL, *(Measure(name="utilisation", scope="group", scope_id=group) for group in result.names.groups)]
    rows = [
        (
            result.name,
            run.number,
            measure.name,
            measure.statistic,
            measure.scope,
            measure.scope_id or "",
            measure.clock or "",
            _unit(measure, result),
            value,
        )
        for measure in asked
        for run, value in zip(result.replications, result.values(measure).tolist(), strict=True)
    ]
    columns = ["option", "replication", "measure", "statistic", "scope", "scope_id", "clock", "unit", "value"]
    return pd.DataFrame(rows, columns=columns)


def step_means(result: "SimulationResult") -> NDArray[np.float64]:
    """Return visits, work and waits of each element for a case that arrived, as means over replications.

    Returns
    -------
    array of float, shape (elements, 11)
        Visits, ticks of work, ticks of wait by cause, micro-units of cost.
    """
    means = []
    for run in result.replications:
        weeks = slice(min(result.scale.warm_up // TICKS_A_WEEK, run.weeks), run.weeks)
        cases = max(run.count_came(result.scale.warm_up, result.scale.in_hand), 1)
        means.append(run.steps[:, weeks].sum(axis=1) / cases)
    averaged: NDArray[np.float64] = np.mean(means, axis=0)
    return averaged


def wait_frame(result: "SimulationResult") -> "pd.DataFrame":
    """Return the wait of each step that waits or works, by cause, in hours a case."""
    import pandas as pd

    means = step_means(result)
    shown = _that_last(means)
    groups = result.scale.group_of_element[shown]
    return pd.DataFrame(
        {
            "element": _names(result.names.elements, shown),
            "name": _names(result.names.element_labels, shown),
            "group": _names(result.names.groups, groups),
            "visits_per_case": means[shown, 0],
            "work": means[shown, 1] / TICKS_A_HOUR,
            **{cause: means[shown, 2 + place] / TICKS_A_HOUR for place, cause in enumerate(CAUSES)},
        }
    )


def _that_last(means: NDArray[np.float64]) -> Ints:
    """Return the elements whose work or waits take any time."""
    return np.flatnonzero(means[:, 1:10].sum(axis=1) > 0)


def wait_rows(result: "SimulationResult") -> tuple[tuple[str, str, tuple[float, ...]], ...]:
    """Return what `wait_frame` holds of waits, without a frame: id, name, and hours a case by cause."""
    means, names = step_means(result), result.names
    return tuple(
        (names.elements[place], names.element_labels[place], tuple((means[place, 2:10] / TICKS_A_HOUR).tolist()))
        for place in _that_last(means).tolist()
    )


_UNITS = {"throughput": "cases/h", "work_in_progress": "cases", "handoffs": "per case"}


def _unit(measure: Measure, result: "SimulationResult") -> str:
    """Return the unit of a value, in words where the measure states none."""
    if measure.kind == "money":
        return measure.unit or result.names.currency
    return measure.unit or ("share" if measure.kind == "share" else _UNITS.get(measure.name, ""))


def result_html(result: "SimulationResult") -> str:
    """Return the usual measures with their 95 % intervals as HTML that stands alone."""
    rows = []
    for measure in USUAL:
        estimate = mean_estimate(result.values(measure).tolist())
        interval = estimate.interval()
        unit, factor = _unit(measure, result), 1.0
        if unit == "share":
            unit, factor = "%", 100.0
        value = "no value" if estimate.mean is None else f"{factor * estimate.mean:.4g} {unit}".strip()
        low, high = interval.low, interval.high
        ends = "" if low is None or high is None else f"{factor * low:.4g} to {factor * high:.4g}"
        rows.append(f"<tr><th scope='row'>{escape(measure.label)}</th><td>{value}</td><td>{ends}</td></tr>")
    caption = f"{escape(result.name)}: {counted(len(result.replications), 'replication')}, seed {result.seed}"
    heads = "<tr><th scope='col'>measure</th><th scope='col'>value</th><th scope='col'>95 % interval</th></tr>"
    return f"<table><caption>{caption}</caption><thead>{heads}</thead>{''.join(rows)}</table>"
