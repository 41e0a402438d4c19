"""Work out what is at stake in a question, so that questions of one kind can be ranked.

Units differ between kinds, so a stake is only ever compared within its kind. A stake that cannot be worked out is not
zero: it says what is missing and comes last within its kind.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from reengineer.questions._economy import executions_per_year, hourly_rate
from reengineer.questions._evidence import Context, Subject
from reengineer.questions._records import Rule, StakeKind
from reengineer.questions._study import Study

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
        None where it cannot be worked out.
    unit : str
    missing : tuple of str
        What would have to be known.
    """

    kind: StakeKind
    value: float | None
    unit: str
    missing: tuple[str, ...] = ()


def stake_of(study: Study, rule: Rule, subject: Subject, context: Context) -> Stake:
    """Return the stake of a question that has been raised."""
    kind = rule.notes.stake.kind
    unit, measure = _MEASURES[kind](study)
    factors = measure(study, rule, subject, context)
    missing = tuple(name for name, value in factors.items() if value is None)
    if missing:
        return Stake(kind=kind, value=None, unit=unit, missing=missing)
    product = 1.0
    for value in factors.values():
        product *= value if value is not None else 0.0
    return Stake(kind=kind, value=product, unit=unit)


_Factors = Mapping[str, float | None]
_Measure = Callable[[Study, Rule, Subject, Context], _Factors]


def _step_of(subject: Subject) -> str | None:
    """Return the step that would change: the second of a pair."""
    parts = dict(subject.parts)
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


def _work(study: Study, rule: Rule, subject: Subject, context: Context) -> _Factors:
    step = _step_of(subject)
    minutes = _expressed(rule, "minutes", context, _default(rule, "duration_mean"))
    rate = hourly_rate(study, step) if step is not None else None
    executions = executions_per_year(study, step) if step is not None else None
    return {**minutes, "executions a year": executions, "pay a minute": rate / 60 if rate is not None else None}


def _wait(study: Study, rule: Rule, subject: Subject, context: Context) -> _Factors:
    default = "t.wait_mean" if rule.scope == "pair" else _default(rule, "wait_mean")
    step = _step_of(subject)
    executions = executions_per_year(study, step) if step is not None else None
    return {**_expressed(rule, "minutes", context, default), "executions a year": executions, "hours a minute": 1 / 60}


def _cost(_study: Study, rule: Rule, _subject: Subject, context: Context) -> _Factors:
    return _expressed(rule, "money", context, None)


def _risk(_study: Study, rule: Rule, _subject: Subject, context: Context) -> _Factors:
    chances = _expressed(rule, "probability", context, None)
    levels = {name: _level(chance) if chance is not None else None for name, chance in chances.items()}
    return {**_expressed(rule, "severity", context, None), **levels}


def _level(chance: float) -> float:
    return 1.0 + bisect_right(_LEVELS, chance)


def _satisfaction(study: Study, _rule: Rule, subject: Subject, context: Context) -> _Factors:
    step = _step_of(subject)
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
