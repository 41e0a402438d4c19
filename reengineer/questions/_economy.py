"""Work out volumes and money a year from what is stated of demand, people and steps."""

from reengineer.feedback import SCALES
from reengineer.quantities import Rate
from reengineer.questions._study import Study, plain


def executions_per_year(study: Study, step: str) -> float | None:
    """Return how often a step is done in a year; None where demand or the shares before it are not known."""
    cases, visits = study.cases_per_year, study.visits.get(step)
    trace = study.trace
    if visits is None and trace is not None and step in trace.logged:
        visits = len(trace.rows(step)) / trace.cases
    return cases * visits if cases is not None and visits is not None else None


def hourly_rate(study: Study, step: str) -> float | None:
    """Return the pay of one hour of all who do a step; None where it is not stated or nobody is needed."""
    return _labour_rate(study, step) if study.steps[step].notes.requests else None


def capacity_h_per_week(study: Study, group: str) -> float:
    """Return the hours that the members of a group are on duty in an ordinary week."""
    notes = study.annotated.notes.resources[group]
    calendars = [member.calendar or notes.calendar for member in notes.people(group)]
    return sum(study.annotated.calendar(each).open_s_per_week for each in calendars) / 3600


def rate_of(cost: Rate | None) -> float | None:
    """Return money an hour."""
    return cost.amount.value if cost is not None else None


def cost_of_execution(study: Study, step: str) -> float | None:
    """Return labour and fees of one execution, in the currency of the notes; None where a part is not stated."""
    notes = study.steps[step].notes
    fees = notes.cost.amount.value if notes.cost is not None else 0.0
    if not notes.requests:
        return fees if notes.cost is not None else None
    rate, minutes = _labour_rate(study, step), plain(notes.duration)
    return minutes / 60 * rate + fees if isinstance(minutes, float) and rate is not None else None


def satisfaction_of(study: Study, step: str) -> float | None:
    """Return satisfaction with a step from 0 to 100; None where it is not stated on a scale that we know."""
    notes = study.steps[step].notes.satisfaction
    ends = SCALES.get(notes.scale or "") if notes is not None else None
    if notes is None or ends is None or notes.score is None:
        return None
    return 100 * (notes.score - ends[0]) / (ends[1] - ends[0])


def _labour_rate(study: Study, step: str) -> float | None:
    """Return the pay of one hour of all who are needed at once; of alternatives, those that are tried first."""
    requests = study.steps[step].notes.requests
    resources, first = study.annotated.notes.resources, min(need.alternative for need in requests)
    total = 0.0
    for need in requests:
        if need.alternative == first:
            group = resources.get(need.group)
            rate = rate_of(group.cost) if group is not None else None
            if rate is None:
                return None
            total += rate * need.quantity
    return total
