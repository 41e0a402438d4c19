"""Work out what is at stake in a question, so that questions of one kind can be ranked.

Units differ between kinds, so a stake is only ever compared within its kind. A stake that cannot be worked out is not
zero: it says what is missing and comes last within its kind.
"""

import math
from bisect import bisect_right
from collections.abc import Callable, Mapping

import numpy as np

from reengineer._records import dataclass
from reengineer.questions._economy import capacity_h_per_week, executions_per_year, hourly_rate, rate_of
from reengineer.questions._evidence import Context, Subject, value_of
from reengineer.questions._groups import rows_of, utilisation
from reengineer.questions._records import Rule, StakeKind
from reengineer.questions._study import WEEKS_PER_YEAR, Study
from reengineer.questions._trace import Rows, total

# A case passes the five levels of probability at these chances.
_LEVELS = (0.01, 0.05, 0.2, 0.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stake:
    """Hold what is at stake.

    Parameters
    ----------
    kind : str
        wait, work, cost, risk or satisfaction.
    value : float or None
        What questions of one kind are ranked by; None where it cannot be worked out.
    unit : str
    hours : float or None
        Hours a year of work or of waiting; None for other kinds, and where they cannot be worked out.
    missing : tuple of str
        What would have to be known.
    """

    kind: StakeKind
    value: float | None
    unit: str
    hours: float | None = None
    missing: tuple[str, ...] = ()


def stake_of(study: Study, rule: Rule, subject: Subject, context: Context) -> Stake:
    """Return the stake of a question that has been raised."""
    kind = rule.notes.stake.kind
    unit, measure = _MEASURES[kind](study)
    factors = measure(study, rule, subject, context)
    missing = tuple(name for name, value in factors.items() if value is None)
    hours = _product({name: value for name, value in factors.items() if name != _PAY}) if kind in _TIMED else None
    return Stake(kind=kind, value=_product(factors), unit=unit, hours=hours, missing=missing)


_Factors = Mapping[str, float | None]
_Measure = Callable[[Study, Rule, Subject, Context], _Factors]
_TIMED = ("work", "wait")
_PAY, _EXECUTIONS, _HOURS = "pay an hour", "executions a year", "hours a minute"


def _product(factors: _Factors) -> float | None:
    known = [value for value in factors.values() if value is not None]
    return math.prod(known) if len(known) == len(factors) else None


def _step_of(study: Study, subject: Subject) -> str | None:
    """Return the step that would change: the second of a pair, the one in the middle, the one before a gateway."""
    parts = dict(subject.parts)
    if "f" in parts:
        return subject.elements[1] if len(subject.elements) == 3 else None
    if "g" in parts:
        flows = study.map.incoming(subject.elements[0])
        source = flows[0].source if len(flows) == 1 else None
        return source if source in study.activities else None
    step = parts.get("b", parts.get("s"))
    return str(step) if step is not None else None


def _expressed(rule: Rule, part: str, context: Context, default: str | None) -> dict[str, float | None]:
    """Return the value of an expression of the rule under the names it misses, or of a name where it has none."""
    expression = dict(rule.stake).get(part)
    if expression is None:
        return {default or part: _number(context[default]) if default is not None else None}
    outcome = expression.examine(context)
    return {" ".join(outcome.missing) or part: _number(outcome.value)}


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _default(rule: Rule, name: str) -> str | None:
    letter = {"step": "s", "pair": "b"}.get(rule.scope)
    return f"{letter}.{name}" if letter else None


def _share(rule: Rule, context: Context) -> dict[str, float | None]:
    return _expressed(rule, "share", context, None) if "share" in dict(rule.stake) else {}


def _work(study: Study, rule: Rule, subject: Subject, context: Context) -> _Factors:
    if rule.scope == "process":
        return {**_all_work(study), **_share(rule, context)}
    step = _step_of(study, subject)
    minutes = _expressed(rule, "minutes", context, _default(rule, "duration_mean"))
    rate = hourly_rate(study, step) if step is not None else None
    return {**minutes, _EXECUTIONS: _executions(study, subject, step), _HOURS: 1 / 60, _PAY: rate}


def _executions(study: Study, subject: Subject, step: str | None) -> float | None:
    if "g" in dict(subject.parts):
        cases, visits = study.cases_per_year, study.visits.get(subject.elements[0])
        return cases * visits if cases is not None and visits is not None else None
    return executions_per_year(study, step) if step is not None else None


def _all_work(study: Study) -> dict[str, float | None]:
    """Return the hours of all work in a year, and their mean pay."""
    steps = [step for step in study.activities if study.steps[step].notes.requests]
    hours = [_number(value_of(study, "step", step, "hours_per_year")) for step in steps]
    rates = [hourly_rate(study, step) for step in steps]
    known = [hour for hour in hours if hour is not None]
    paid = [hour * rate for hour, rate in zip(hours, rates, strict=True) if hour is not None and rate is not None]
    whole = sum(known) if steps and len(known) == len(steps) else None
    return {"hours of work": whole, _PAY: sum(paid) / whole if whole and len(paid) == len(steps) else None}


def _wait(study: Study, rule: Rule, subject: Subject, context: Context) -> _Factors:
    if rule.scope in ("process", "resource"):
        rows = rows_of(study, subject.elements[0]) if rule.scope == "resource" else None
        return {"hours of waiting": _all_waiting(study, rows), **_share(rule, context)}
    default = "t.wait_mean" if rule.scope == "pair" else _default(rule, "wait_mean")
    executions = _executions(study, subject, _step_of(study, subject))
    return {**_expressed(rule, "minutes", context, default), _EXECUTIONS: executions, _HOURS: 1 / 60}


def _all_waiting(study: Study, rows: Rows | None) -> float | None:
    """Return the hours that cases wait in a year, at some rows of the log or at all of them."""
    if study.trace is None or study.cases_per_year is None:
        return None
    causes = [waits if rows is None else waits[rows] for waits in study.trace.waits_before.values()]
    waited = total(np.concatenate(causes))
    return waited / 60 / study.trace.cases * study.cases_per_year if waited is not None else None


def _cost(study: Study, rule: Rule, subject: Subject, context: Context) -> _Factors:
    if rule.scope == "resource":
        return _idle_pay(study, subject.elements[0])
    return _expressed(rule, "money", context, None)


def _idle_pay(study: Study, group: str) -> _Factors:
    """Return what a group is paid a year while this process does not need it."""
    notes, busy = study.annotated.notes.resources.get(group), utilisation(study, group)
    rate = rate_of(notes.cost) if notes is not None else None
    hours = capacity_h_per_week(study, group) * WEEKS_PER_YEAR if notes is not None else None
    return {"paid hours a year": hours, _PAY: rate, "time not used": 1 - busy if busy is not None else None}


def _risk(_study: Study, rule: Rule, _subject: Subject, context: Context) -> _Factors:
    chances = _expressed(rule, "probability", context, None)
    levels = {name: _level(chance) if chance is not None else None for name, chance in chances.items()}
    severity = {"step": "s.severity", "pair": "b.severity"}.get(rule.scope, "p.severity")
    return {**_expressed(rule, "severity", context, severity), **levels}


def _level(chance: float) -> float:
    return 1.0 + bisect_right(_LEVELS, chance)


def _satisfaction(study: Study, rule: Rule, subject: Subject, context: Context) -> _Factors:
    if rule.scope == "process":
        target = study.limits.satisfaction_target if study.limits is not None else None
        contacts = _number(context["p.contacts_per_case"])
        return {
            **_gap(target, _number(context["p.csat"])),
            "contacts a case": contacts,
            "cases a year": study.cases_per_year,
        }
    step = _step_of(study, subject)
    letter = "b" if "b" in dict(subject.parts) else "s"
    target, score, n = (_number(context[f"{letter}.{name}"]) for name in ("csat_target", "csat", "feedback_n"))
    notes = study.steps[step].notes.satisfaction if step is not None else None
    enough = n is not None and n >= (_number(context["th.min_feedback"]) or 0.0)
    return {
        **_gap(target, score if enough else None),
        "importance to customers": notes.importance if notes is not None else None,
        "contacts a year": executions_per_year(study, step) if step is not None else None,
    }


def _gap(target: float | None, score: float | None) -> dict[str, float | None]:
    if target is not None and score is not None:
        return {"gap": max(0.0, target - score)}
    known = {"a target for satisfaction": target, "satisfaction, from enough answers": score}
    return {name: None for name, value in known.items() if value is None}


def _money_unit(study: Study) -> str:
    return f"{study.annotated.currency or 'money'} a year"


_MEASURES: Mapping[StakeKind, Callable[[Study], tuple[str, _Measure]]] = {
    "wait": lambda _study: ("hours of waiting a year", _wait),
    "work": lambda study: (_money_unit(study), _work),
    "cost": lambda study: (_money_unit(study), _cost),
    "risk": lambda _study: ("severity times probability, 1 to 25", _risk),
    "satisfaction": lambda _study: ("points times contacts a year", _satisfaction),
}
