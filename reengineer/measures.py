"""Name the measures: what each means, its unit, its clocks and which way is better.

The list is closed; a measure that is not here is refused by name. What can be computed from a run stands in
`SIMULATED`; the rest needs feedback or samples and is *not shown* by a simulation.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from reengineer._records import dataclass

Statistic = Literal["mean", "median", "sd", "p80", "p90", "p95", "p99", "max", "sum", "share"]
Scope = Literal["process", "class", "step", "group", "member", "event"]
Clock = Literal["elapsed", "open", "working"]
Kind = Literal["time", "money", "share", "count", "rate", "points"]

STATISTICS: tuple[Statistic, ...] = ("mean", "median", "sd", "p80", "p90", "p95", "p99", "max", "sum", "share")
QUANTILES: Mapping[str, float] = MappingProxyType({"median": 0.5, "p80": 0.8, "p90": 0.9, "p95": 0.95, "p99": 0.99})
"""The statistics that are quantiles, and the share of cases below each."""
SCOPES: tuple[Scope, ...] = ("process", "class", "step", "group", "member", "event")
CLOCKS: tuple[Clock, ...] = ("elapsed", "open", "working")
CAUSES = (
    "contention",
    "prioritisation",
    "unavailability",
    "batching",
    "synchronisation",
    "setup",
    "external",
    "extraneous",
)
"""Why work waits, in the order of the log's columns."""

SECONDS: Mapping[str, float] = MappingProxyType(
    {"s": 1.0, "min": 60.0, "h": 3600.0, "day": 86_400.0, "week": 604_800.0}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureDefinition:
    """Define one measure.

    Parameters
    ----------
    name : str
    kind : {"time", "money", "share", "count", "rate", "points"}
        What it is counted in; decides which units a criterion may use.
    better : {"lower", "higher", ""}
        The usual direction; empty where it depends.
    definition : str
        One sentence, with the formula in words.
    """

    name: str
    kind: Kind
    better: Literal["lower", "higher", ""]
    definition: str


def _define(name: str, kind: Kind, better: Literal["lower", "higher", ""], definition: str) -> MeasureDefinition:
    return MeasureDefinition(name=name, kind=kind, better=better, definition=definition)


MEASURES: Mapping[str, MeasureDefinition] = MappingProxyType(
    {
        entry.name: entry
        for entry in (
            _define("cycle_time", "time", "lower", "From the start to the end of a case."),
            _define(
                "waiting_time",
                "time",
                "lower",
                "Cycle time less the time in which anybody or anything worked on the case.",
            ),
            _define(
                "processing_time",
                "time",
                "lower",
                "Time in which somebody or something worked on the case; overlapping work counts once.",
            ),
            _define(
                "completion_rate",
                "share",
                "higher",
                "Cases that came to a step or event, such as the last one wanted, divided by the cases that came.",
            ),
            _define("flow_efficiency", "share", "higher", "Mean processing time divided by mean cycle time."),
            _define(
                "activity_cost", "money", "lower", "Minutes worked at the hourly rate, plus the fees of each execution."
            ),
            _define(
                "resourcing_cost",
                "money",
                "lower",
                "Paid hours at the hourly rate, worked or not, and overtime at its own.",
            ),
            _define("throughput", "rate", "higher", "Cases completed an hour."),
            _define("utilisation", "share", "", "Busy time on duty divided by time on duty."),
            _define(
                "occupancy", "share", "", "Contact and wrap-up time divided by that and the time ready for contacts."
            ),
            _define("queue_length", "count", "lower", "Work waiting, averaged over time."),
            _define("work_in_progress", "count", "lower", "Cases open, averaged over time."),
            _define("abandonment_rate", "share", "lower", "Contacts that gave up divided by contacts offered."),
            _define(
                "service_level",
                "share",
                "higher",
                "Contacts answered within a stated time divided by contacts offered.",
            ),
            _define("answer_time", "time", "lower", "Wait of the contacts that were answered."),
            _define(
                "first_contact_resolution", "share", "higher", "First contacts with no further contact on the matter."
            ),
            _define(
                "rework_rate", "share", "lower", "Cases in which some step was done more than once, divided by cases."
            ),
            _define("handoffs", "count", "lower", "Changes of resource group along a case."),
            _define(
                "compliance_rate",
                "share",
                "higher",
                "Sampled executions that meet the control, divided by those sampled.",
            ),
            _define(
                "wait_by_cause", "time", "lower", "Waiting of the steps by cause; adds up to the wait of the step."
            ),
            _define("csat", "points", "higher", "Satisfaction of customers from 0 to 100."),
            _define("nps", "points", "higher", "Share of promoters less share of detractors, from -100 to 100."),
            _define("ces", "points", "higher", "Agreement from 1 to 7 that it was easy."),
            _define("complaint_rate", "rate", "lower", "Complaints for 1,000 cases."),
            _define("failure_demand_share", "share", "lower", "Contacts caused by a failure, divided by contacts."),
        )
    }
)

SIMULATED = frozenset(
    {
        "cycle_time",
        "waiting_time",
        "processing_time",
        "flow_efficiency",
        "activity_cost",
        "resourcing_cost",
        "throughput",
        "utilisation",
        "queue_length",
        "work_in_progress",
        "rework_rate",
        "handoffs",
        "wait_by_cause",
        "completion_rate",
        "abandonment_rate",
        "answer_time",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """Ask for one number of a run.

    Parameters
    ----------
    name : str
        A key of `MEASURES`.
    statistic : str
        How the cases, or the visits of a step, become one number.
    scope : str
        What is looked at; ``process`` for all cases.
    scope_id : str or None
        Id of the step, group, member or class; for ``wait_by_cause`` of the process, the cause.
    clock : {"elapsed", "open", "working", None}
        Which time counts: all of it, the open hours of the demand, or the hours on duty. None for other kinds.
    unit : str or None
        Unit of the value: ``s min h day week`` for times (a working day is the hours of an open day), the currency
        for money; None for the base unit.
    within_s : float or None
        Limit of ``service_level`` in seconds.
    """

    name: str
    statistic: Statistic = "mean"
    scope: Scope = "process"
    scope_id: str | None = None
    clock: Clock | None = None
    unit: str | None = None
    within_s: float | None = None

    @property
    def kind(self) -> Kind:
        """Return what the measure is counted in."""
        return MEASURES[self.name].kind

    @property
    def label(self) -> str:
        """Return a short name for people, such as ``cycle time (mean, working)``."""
        about = [self.statistic] + ([self.clock] if self.clock and self.clock != "elapsed" else [])
        where = f" of {self.scope_id}" if self.scope_id else ""
        return f"{self.name.replace('_', ' ')}{where} ({', '.join(about)})"
