"""Compute measures of cases that were added up: the same definitions as in `_measures`, without a row a case."""

from collections.abc import Callable

from reengineer._records import dataclass
from reengineer.measures import QUANTILES, Measure
from reengineer.simulation._case_sums import TICKS_A_WEEK, CaseSums, Pooled

MICRO = 1_000_000
TICKS_A_SECOND = 1_000_000
NAN = float("nan")
CLOCKS = {"open": "_open", "working": "_working"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Carry one question to sums.

    Parameters
    ----------
    measure : Measure
    sums : CaseSums
    kind : int or None
        Class of case; None for all.
    since, horizon : int
        Ticks of the window; it begins where a span of the sums does.
    unit_s : float
        Seconds of the unit of a time.
    """

    measure: Measure
    sums: CaseSums
    kind: int | None
    since: int
    horizon: int
    unit_s: float

    @property
    def cases(self) -> Pooled:
        """Return what the cases add up to that are asked for."""
        return self.sums.pooled(self.since, self.kind)

    def clocked(self, name: str) -> str:
        """Return the kind of sum that stands for a time on the clock asked for."""
        return name + CLOCKS.get(self.measure.clock or "", "")

    def statistic(self, kind: str, unit: float) -> float:
        """Return the statistic asked for; not a number where no case was completed."""
        cases, name = self.cases, self.measure.statistic
        if not cases.kept:
            return NAN
        if name in QUANTILES:
            return cases.quantile(kind, QUANTILES[name]) / unit
        if name == "sd":
            return cases.deviation(kind) / unit
        if name == "max":
            return cases.largest(kind) / unit
        return cases.total(kind) / (1 if name == "sum" else cases.kept) / unit


def _time(name: str, *, clocked: bool = True) -> "Answer":
    def answer(asked: Asked) -> float:
        return asked.statistic(asked.clocked(name) if clocked else name, asked.unit_s * TICKS_A_SECOND)

    return answer


def _flow_efficiency(asked: Asked) -> float:
    cases = asked.cases
    cycle = cases.total(asked.clocked("cycle"))
    return cases.total("processing") / cycle if cycle else NAN


def _rework_rate(asked: Asked) -> float:
    cases = asked.cases
    return cases.again / cases.kept if cases.kept else NAN


def _throughput(asked: Asked) -> float:
    hours = (asked.horizon - asked.since) / (3600 * TICKS_A_SECOND)
    done = int(asked.sums.weekly_sums("completed")[asked.since // TICKS_A_WEEK : -1].sum())
    return done / hours if hours > 0 else NAN


def _work_in_progress(asked: Asked) -> float:
    opened = asked.sums.opened(asked.horizon)[asked.since // TICKS_A_WEEK :]
    window = asked.horizon - asked.since
    return sum(opened.tolist()) / window if window > 0 else NAN


Answer = Callable[[Asked], float]
ANSWERED: dict[str, Answer] = {
    "cycle_time": _time("cycle"),
    "waiting_time": _time("waiting"),
    "processing_time": _time("processing", clocked=False),
    "flow_efficiency": _flow_efficiency,
    "activity_cost": lambda asked: asked.statistic("cost", MICRO),
    "throughput": _throughput,
    "work_in_progress": _work_in_progress,
    "rework_rate": _rework_rate,
    "handoffs": lambda asked: asked.statistic("handoffs", 1),
}
"""By name of a measure, for the process and for a class of case."""
