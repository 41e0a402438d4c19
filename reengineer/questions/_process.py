"""Compute what is known of the process as a whole from its notes, the boundary and what was counted."""

from collections.abc import Callable, Mapping

from reengineer.annotations import AttributeNotes
from reengineer.errors import ReengineerError
from reengineer.questions._branches import REJECT_RATE
from reengineer.questions._gaps import GAPS
from reengineer.questions._process_seen import PROCESS_SEEN, open_day_min
from reengineer.questions._steps_seen import work_mean
from reengineer.questions._study import Study, Value, first_known, plain

Computed = Callable[[Study, str], Value]
_DISCIPLINES = {"fifo": "FIFO", "lifo": "LIFO", "edd": "EDD", "shortest": "SPT"}
_COUNTED = (
    "channel_cost_ratio", "csat", "failure_causes_pareto", "failure_demand_share", "fcr", "fcr_fail_authority",
    "prefer_other_channel", "reopen_rate", "repeat_contact_rate_7d", "site_cycle_ratio", "social_mentions_month",
    "social_response_h", "status_chase_share", "stuck_after_days", "stuck_share", "theme_access", "theme_repetition",
    "transfer_rate",
)  # fmt: skip


def counted(name: str) -> Computed:
    """Return what gives the figure that was counted."""
    return lambda study, _: study.counted("process", "", name)


def _noted(study: Study, name: str) -> Value:
    return plain(getattr(study.annotated.notes.process, name))


def _demand_n(study: Study, _: str) -> Value:
    figure = study.figure("process", "", "failure_demand_share")
    return figure.n if figure is not None else None


def _case_type_count(study: Study, _: str) -> Value:
    cases = study.annotated.notes.cases
    return first_known(lambda: _noted(study, "case_type_count"), lambda: len(cases) or None)


def _weights(study: Study) -> Mapping[str, float]:
    """Return the cases a week of each kind; empty where one kind does not say."""
    try:
        weekly = study.annotated.arrival_rate_per_week()
    except ReengineerError:
        return {}
    return weekly if len(weekly) == len(study.annotated.notes.cases) else {}


def _smallest_type_share(study: Study, element: str) -> Value:
    weights = _weights(study)
    if len(weights) > 1:
        return min(weights.values()) / sum(weights.values())
    return PROCESS_SEEN["smallest_type_share"](study, element)


def _vulnerable_share(study: Study, _: str) -> Value:
    """Return the share as noted, else that of the attribute of this name, over all kinds of case."""
    noted, weights = _noted(study, "vulnerable_share"), _weights(study)
    if noted is not None:
        return noted
    kinds = study.annotated.notes.cases
    shares = {name: _share(kind.attributes.get("vulnerable")) for name, kind in kinds.items()}
    known = {name: share for name, share in shares.items() if share is not None}
    if not known or len(known) < len(shares):
        return None
    if len(known) == 1:
        return next(iter(known.values()))
    return sum(weights[name] * share for name, share in known.items()) / sum(weights.values()) if weights else None


def _share(attribute: AttributeNotes | None) -> float | None:
    return float(attribute.share) if attribute is not None and attribute.share is not None else None


def _priority_rule(study: Study, _: str) -> Value:
    """Return the rule as noted, else the discipline that all groups share; steps may have priorities instead."""
    noted = _noted(study, "priority_rule")
    used = {study.annotated.notes.resources[group].discipline for group in study.annotated.notes.resources}
    if noted is not None or any(step.notes.priority is not None for step in study.steps.values()):
        return noted if noted is not None else "priority"
    return _DISCIPLINES.get(next(iter(used)) or "") if len(used) == 1 else None


def _contacts_noted(study: Study) -> Value:
    contacts = {step: study.steps[step].notes.customer_contact for step in study.activities}
    visits = [study.visits.get(step) for step, is_one in contacts.items() if is_one]
    known = [each for each in visits if each is not None]
    return sum(known) if None not in contacts.values() and len(known) == len(visits) else None


def _contacts(study: Study, element: str) -> Value:
    return first_known(lambda: PROCESS_SEEN["contacts_per_case"](study, element), lambda: _contacts_noted(study))


def _check_time(study: Study, element: str) -> Value:
    return first_known(lambda: PROCESS_SEEN["check_time_share"](study, element), lambda: _check_time_noted(study))


def _check_time_noted(study: Study) -> Value:
    work = {step: _work_a_case(study, step) for step in study.activities}
    checks = {step: study.steps[step].notes.is_check for step in study.activities}
    known = {step: each for step, each in work.items() if each is not None}
    if len(known) < len(work) or None in checks.values() or not sum(known.values()):
        return None
    return sum(each for step, each in known.items() if checks[step]) / sum(known.values())


def _work_a_case(study: Study, step: str) -> float | None:
    work, visits = work_mean(study, step), study.visits.get(step)
    return work * visits if isinstance(work, float) and visits is not None else None


def _peak_to_mean(study: Study, element: str) -> Value:
    return first_known(lambda: PROCESS_SEEN["peak_to_mean"](study, element), lambda: _peak_noted(study))


def _peak_noted(study: Study) -> Value:
    """Return the ratio of the noted hourly rates; hours of the day without any are left out."""
    by_hour = [0.0] * 24
    for kind in study.annotated.notes.cases.values():
        if kind.arrivals is None or kind.arrivals.per_hour is None:
            return None
        for spans in kind.arrivals.per_hour.values():
            for span, rate in spans.items():
                start, end = (int(part[:2]) + int(part[3:]) / 60 for part in span.split("-"))
                for hour in range(24):
                    by_hour[hour] += float(rate) * max(0.0, min(end, hour + 1) - max(start, hour))
    coming = [rate for rate in by_hour if rate > 0]
    return max(coming) / (sum(coming) / len(coming)) if coming else None


def _target(measure: str) -> Computed:
    return lambda study, _: study.limits.least_share(measure)[0] if study.limits is not None else None


def _service_level_seconds(study: Study, _: str) -> Value:
    return study.limits.least_share("service_level")[1] if study.limits is not None else None


def _service_level(study: Study, element: str) -> Value:
    return first_known(
        lambda: study.counted("process", element, "service_level"),
        lambda: PROCESS_SEEN["service_level"](study, element),
    )


def _vulnerable_wait(study: Study, element: str) -> Value:
    return first_known(
        lambda: study.counted("process", element, "vulnerable_wait_p90"),
        lambda: PROCESS_SEEN["vulnerable_wait_p90"](study, element),
    )


def _vulnerable_target(study: Study, _: str) -> Value:
    return study.limits.vulnerable_wait_min if study.limits is not None else None


def _deadline(study: Study, _: str) -> Value:
    found = study.limits.deadline(open_day_min(study)) if study.limits is not None else None
    return found[0] if found is not None else None


def _checks(study: Study) -> list[str] | None:
    stated = {step: study.steps[step].notes.is_check for step in study.activities}
    return None if None in stated.values() else [step for step, is_one in stated.items() if is_one]


def _check_count(study: Study, _: str) -> Value:
    checks = _checks(study)
    return len(checks) if checks is not None else None


def _currency(study: Study, _: str) -> Value:
    return study.annotated.currency


def _severity(study: Study, _: str) -> Value:
    noted = [step.notes.severity for step in study.steps.values() if step.notes.severity is not None]
    return max(noted, default=None)


def _reject_rates(study: Study, _: str) -> Value:
    rates = {step: REJECT_RATE(study, step) for step in _checks(study) or ()}
    told = tuple(f"{study.nodes[step].label}: {rate:.1%}" for step, rate in rates.items() if isinstance(rate, float))
    return told or None


PROCESS: Mapping[str, Computed] = {
    **PROCESS_SEEN,
    **GAPS,
    **{name: counted(name) for name in _COUNTED},
    "demand_sample_n": _demand_n,
    "case_type_count": _case_type_count,
    "smallest_type_share": _smallest_type_share,
    "vulnerable_share": _vulnerable_share,
    "priority_rule": _priority_rule,
    "contacts_per_case": _contacts,
    "check_time_share": _check_time,
    "peak_to_mean": _peak_to_mean,
    "fcr_target": _target("first_contact_resolution"),
    "service_level_target": _target("service_level"),
    "service_level_seconds": _service_level_seconds,
    "service_level": _service_level,
    "vulnerable_wait_p90": _vulnerable_wait,
    "vulnerable_wait_target": _vulnerable_target,
    "deadline": _deadline,
    "check_count": _check_count,
    "currency": _currency,
    "severity": _severity,
    "reject_rates_by_check": _reject_rates,
}
