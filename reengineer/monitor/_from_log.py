"""Make weekly series out of an event log: what cases took, how many came, how often they went round."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from reengineer.calendars import OpenSpans, WeeklyCalendar, merged
from reengineer.criteria import Criterion
from reengineer.errors import Problem
from reengineer.eventlog import Log, micros_of
from reengineer.measures import QUANTILES
from reengineer.monitor._observed import ARRIVALS, Arm, Observed, ObservedPoint
from reengineer.source import Source

if TYPE_CHECKING:
    import pandas as pd

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
FROM_LOG = ("cycle_time", "waiting_time", "processing_time", "rework_rate", "handoffs", "throughput")
MICRO = 1_000_000
_WEEK = 7
_DAY_US = 86_400 * MICRO


def series_from_log(
    log: Log,
    criteria: tuple[Criterion, ...],
    *,
    unit_s: Callable[[Criterion], float],
    calendar: WeeklyCalendar | None = None,
    go_live: date | None = None,
    name: str = "",
) -> Observed:
    """Return one value a week for each criterion that a log can tell.

    Parameters
    ----------
    log : Log
        Cases that had not ended when it was made are in it too.
    criteria : tuple of Criterion
    unit_s : callable
        Seconds of the unit of a criterion of time.
    calendar : WeeklyCalendar, optional
        Hours on duty: those that count for work, and where a criterion's clock is not elapsed time.
    go_live : date, optional
        Cases that were open on this day belong to neither side and are left out.
    name : str
        Of the file.

    Notes
    -----
    A case belongs to the week in which it began, so that slow cases do not move on to later weeks; so the last weeks,
    in which a tenth of the cases or more had not ended by the end of the log, are left out.
    """
    if not len(log):
        return Observed(files=(name,))
    cases = _cases(log, calendar)
    weeks = cases["week"].to_numpy()
    kept = _judged(cases, go_live)
    series: dict[tuple[str, Arm], tuple[ObservedPoint, ...]] = {}
    problems: list[Problem] = []
    for criterion in criteria:
        values = _values(criterion, cases, unit_s(criterion), calendar)
        if values is None:
            message = f"{criterion.id} cannot be told from an event log"
            remedy = f"Give it in a file of measures. A log tells {', '.join(FROM_LOG)} of the process."
            problems.append(Problem("RE979", message, remedy, Source(file=name), "advice"))
        else:
            series[criterion.id, "trial"] = _weekly(values, weeks, kept, criterion.statistic)
    counted = np.unique(weeks[kept], return_counts=True)
    series[ARRIVALS, "trial"] = tuple(
        ObservedPoint(day=_day(week), value=float(count), n=float(count)) for week, count in zip(*counted, strict=True)
    )
    return Observed(series=series, rows=len(log.frame), problems=tuple(problems), files=(name,))


def _cases(log: Log, calendar: WeeklyCalendar | None) -> "pd.DataFrame":
    """Return one row a case: first and last instant, work, steps, changes of people."""
    import pandas as pd

    frame = log.activities
    begun, end = micros_of(frame["started"]), micros_of(frame["completed"])
    enabled = micros_of(frame["enabled"])
    first = np.where(enabled > 0, np.minimum(enabled, np.where(begun > 0, begun, enabled)), begun)
    first = np.where(first > 0, first, end)
    codes, names = pd.factorize(frame["case"].astype(str))
    table = pd.DataFrame({"case": codes, "first": first, "last": end, "begun": np.where(begun > 0, begun, first)})
    table["element"] = pd.factorize(frame["name"].astype(str))[0]
    table["who"] = pd.factorize(frame["group"].astype(str))[0]
    table = table.sort_values(["case", "begun", "last"], kind="stable")
    grouped = table.groupby("case", sort=True)
    found = pd.DataFrame({"first": grouped["first"].min(), "last": grouped["last"].max()})
    found["work"] = _covered(table, len(names), calendar)
    found["open"] = (table.assign(open=table["last"] <= 0).groupby("case")["open"].any()).to_numpy()
    found["repeats"] = (grouped["element"].nunique() < grouped["element"].size()).to_numpy()
    same = table["case"].eq(table["case"].shift()) & table["who"].ne(table["who"].shift())
    found["handoffs"] = same.groupby(table["case"]).sum().to_numpy()
    zone = frame["completed"].dt.tz
    local = pd.to_datetime(found["first"], unit="us", utc=True).dt.tz_convert(zone).dt.tz_localize(None)
    days = (local.astype("datetime64[us]").astype("int64") // _DAY_US).to_numpy()
    found["week"] = days - (days + 3) % _WEEK  # day 0 of the count was a Thursday
    return found


def _covered(table: "pd.DataFrame", count: int, calendar: WeeklyCalendar | None) -> Floats:
    """Return the time of each case in which something was worked on; overlapping work counts once.

    Work that goes on over closed hours rests then, so only hours on duty count.
    """
    case, begun = table["case"].to_numpy(), table["begun"].to_numpy()
    last = np.maximum(table["last"].to_numpy(), begun)
    spans: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    for at, start, end in zip(case.tolist(), begun.tolist(), last.tolist(), strict=True):
        spans[at].append((start, end))
    whose, starts, ends = [], [], []
    for at, each in enumerate(spans):
        for start, end in merged(each):
            whose.append(at)
            starts.append(start)
            ends.append(end)
    first, final = np.array(starts, dtype=np.int64), np.array(ends, dtype=np.int64)
    lengths = (final - first) if calendar is None else _open(calendar, first, final)
    total = np.zeros(count)
    np.add.at(total, np.array(whose, dtype=np.int64), lengths.astype(np.float64))
    return total


def _open(calendar: WeeklyCalendar, first: Ints, last: Ints) -> Ints:
    """Return the open microseconds of each stretch of time."""
    if not len(first):
        return first
    return OpenSpans.of(calendar, int(first.min()), int(last.max())).between(first, last)


def _judged(cases: "pd.DataFrame", go_live: date | None) -> NDArray[np.bool_]:
    """Return which cases count: of weeks of which nine in ten have ended, and not open on the day of the change."""
    end = cases["last"].max()
    done = (~cases["open"]).to_numpy()
    ended = cases.assign(done=done).groupby("week")["done"].mean()
    age = (end // _DAY_US) - cases["week"].to_numpy()
    typical = float(np.quantile((cases["last"] - cases["first"])[done], 0.9)) / _DAY_US if done.any() else 0.0
    kept = (ended.reindex(cases["week"]).to_numpy() > 0.9) & (age >= min(_WEEK + typical, 8 * _WEEK)) & done
    if go_live is not None:
        mark = (go_live - date(1970, 1, 1)).days
        week = mark - (mark + 3) % _WEEK
        straddles = (cases["week"].to_numpy() < week) & (cases["last"].to_numpy() // _DAY_US >= mark)
        kept &= ~straddles
    found: NDArray[np.bool_] = kept
    return found


def _values(
    criterion: Criterion, cases: "pd.DataFrame", unit_s: float, calendar: WeeklyCalendar | None
) -> Floats | None:
    if criterion.scope != "process" or criterion.measure not in FROM_LOG:
        return None
    plain: Mapping[str, str] = {"rework_rate": "repeats", "handoffs": "handoffs"}
    if criterion.measure in plain:
        values: Floats = cases[plain[criterion.measure]].to_numpy(dtype=np.float64)
        return values * 100 if criterion.unit == "%" else values
    if criterion.measure == "throughput":
        return None
    first, last = (cases[name].to_numpy(dtype=np.int64) for name in ("first", "last"))
    whole = (last - first).astype(np.float64)
    if criterion.clock in ("open", "working") and calendar is not None:
        whole = _open(calendar, first, last).astype(np.float64)
    work: Floats = cases["work"].to_numpy(dtype=np.float64)
    found: Floats = {"processing_time": work, "waiting_time": whole - work}.get(criterion.measure, whole)
    return found / (MICRO * unit_s)


def _weekly(values: Floats, weeks: Ints, kept: NDArray[np.bool_], statistic: str) -> tuple[ObservedPoint, ...]:
    found = []
    for week in np.unique(weeks[kept]):
        some = values[kept & (weeks == week)]
        found.append(ObservedPoint(day=_day(week), value=_statistic(some, statistic), n=float(len(some))))
    return tuple(found)


def _statistic(values: Floats, name: str) -> float:
    if name in QUANTILES:
        return float(np.quantile(values, QUANTILES[name]))
    if name == "sd":
        return float(np.std(values, ddof=1)) if len(values) > 1 else 0.0
    if name in ("max", "sum"):
        return float(values.max() if name == "max" else values.sum())
    return float(values.mean())


def _day(week: int) -> date:
    return date(1970, 1, 1) + timedelta(days=int(week))
