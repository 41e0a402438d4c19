"""Hold figures that were counted or heard, as people write them and as questions read them."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import date
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from reengineer._records import dataclass
from reengineer.quantities import QuantityError, parse_duration, parse_number

SCALES: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"csat5": (1, 5), "csat7": (1, 7), "csat10": (1, 10), "csat100": (0, 100)}
)
"""Lowest and highest answer of the scales on which satisfaction is asked."""
_COUNTED = re.compile(r"(\d+)\s+of\s+(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """Hold one figure.

    Parameters
    ----------
    value : float, str or tuple of str
        A share is 0 to 1, a score 0 to 100.
    n : int or None
        On how many it rests; None where it was not counted.
    """

    value: float | str | tuple[str, ...]
    n: int | None = None


def _counted(value: object) -> object:
    match = _COUNTED.fullmatch(str(value).strip())
    if match is None:
        raise QuantityError(f"'{value}' does not say how many of how many; write it as 94 of 100")
    count, n = int(match[1]), int(match[2])
    if n == 0 or count > n:
        raise QuantityError(f"'{value}' is no share; write how many, then of how many, such as 94 of 100")
    return Figure(value=count / n, n=n)


def _number(value: object) -> object:
    number = parse_number(value).value
    if number < 0:
        raise QuantityError(f"{number:g} is below 0; write a number of 0 or more")
    return Figure(value=number)


def _time(unit_s: float) -> Callable[[object], object]:
    def read(value: object) -> object:
        if isinstance(value, str):
            return Figure(value=float(parse_duration(value)) / unit_s)
        return _number(value)

    return read


def _scored(value: object) -> object:
    if not isinstance(value, dict) or set(value) != {"mean", "scale", "n"}:
        raise QuantityError("a score has a mean, a scale and an n; write {mean: 3.4, scale: csat5, n: 120}")
    low, high = ends_of(str(value["scale"]), SCALES)
    mean, n = float(value["mean"]), int(value["n"])
    if not low <= mean <= high or n < 1:
        raise QuantityError(f"a mean of {mean:g} from {n} answers is not on {value['scale']}; write {low} to {high}")
    return Figure(value=100 * (mean - low) / (high - low), n=n)


def ends_of(scale: str, scales: Mapping[str, tuple[float, float]]) -> tuple[float, float]:
    if scale not in scales:
        raise QuantityError(f"'{scale}' is not a scale; write one of {', '.join(scales)}")
    return scales[scale]


def _text(value: object) -> object:
    return Figure(value=str(value))


def _most_first(value: object) -> object:
    """Return what is named, the most frequent first; counts stand behind names."""
    if not isinstance(value, dict):
        raise QuantityError("this is not a list of counts; write {what: how many}")
    ordered = sorted(value.items(), key=lambda item: -float(item[1]))
    return Figure(value=tuple(f"{name} ({count})" for name, count in ordered))


# What a customer answers where a feature is there (first) and where it is not (second): how they would feel.
_FEELINGS = ("like", "expect", "neutral", "tolerate", "dislike")
_KANO = (
    ("unknown", "attractive", "attractive", "attractive", "one-dimensional"),
    ("reverse", "indifferent", "indifferent", "indifferent", "must-be"),
    ("reverse", "indifferent", "indifferent", "indifferent", "must-be"),
    ("reverse", "indifferent", "indifferent", "indifferent", "must-be"),
    ("reverse", "reverse", "reverse", "reverse", "unknown"),
)


def _kano(value: object) -> object:
    """Return the class that most pairs of answers fall into; where two are as frequent, it is unknown."""
    if not isinstance(value, dict):
        raise QuantityError("these are no paired answers; write {like/dislike: 14, expect/dislike: 30}")
    classes: Counter[str] = Counter()
    for pair, count in value.items():
        with_it, _, without = str(pair).partition("/")
        if with_it not in _FEELINGS or without not in _FEELINGS:
            raise QuantityError(f"'{pair}' is no pair of answers; write two of {', '.join(_FEELINGS)}, as like/dislike")
        classes[_KANO[_FEELINGS.index(with_it)][_FEELINGS.index(without)]] += int(count)
    ranked = classes.most_common(2)
    is_tied = not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1])
    return Figure(value="unknown" if is_tied else ranked[0][0], n=classes.total())


def _as(schema: dict[str, Any]) -> WithJsonSchema:
    return WithJsonSchema(schema)


Share = Annotated[Figure, BeforeValidator(_counted), _as({"type": "string", "pattern": r"^\d+ of \d+$"})]
Number = Annotated[Figure, BeforeValidator(_number), _as({"type": "number", "minimum": 0})]
Minutes = Annotated[Figure, BeforeValidator(_time(60)), _as({"type": ["number", "string"]})]
Hours = Annotated[Figure, BeforeValidator(_time(3600)), _as({"type": ["number", "string"]})]
Score = Annotated[Figure, BeforeValidator(_scored), _as({"type": "object", "required": ["mean", "scale", "n"]})]
Text = Annotated[Figure, BeforeValidator(_text), _as({"type": "string"})]
Ranking = Annotated[Figure, BeforeValidator(_most_first), _as({"type": "object"})]
Kano = Annotated[Figure, BeforeValidator(_kano), _as({"type": "object"})]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    def figures(self) -> dict[str, Figure]:
        """Return what is stated, by name."""
        stated = ((name, getattr(self, name)) for name in type(self).model_fields)
        return {name: figure for name, figure in stated if isinstance(figure, Figure)}


class StepFigures(_Entry):
    """Hold what was counted or heard of one step; each name as the questions use it."""

    abandon_rate: Share | None = None
    approve_rate: Share | None = None
    below_limit_share: Share | None = None
    between_agent_share: Number | None = None
    breach_rate: Share | None = None
    candidate_limit: Text | None = None
    complex_simple_ratio: Number | None = None
    compliance_rate: Share | None = None
    csat: Score | None = None
    detection_lag_steps: Number | None = None
    error_rate: Share | None = None
    fallout_rate: Share | None = None
    importance: Number | None = Field(None, description="From 1 to 5")
    incomplete_rate: Share | None = None
    info_request_rate: Share | None = None
    kano: Kano | None = None
    lookup_repeat_rate: Share | None = None
    low_risk_share: Share | None = None
    manual_fix_min: Minutes | None = None
    max_route_share: Share | None = None
    misroute_rate: Share | None = None
    missing_items_pareto: Ranking | None = None
    output_use_prob: Share | None = None
    overturn_rate: Share | None = None
    reject_rate: Share | None = None
    reject_rate_low_risk: Share | None = None
    rework_cost: Number | None = None
    same_outcome_rate: Share | None = None
    simple_duration: Minutes | None = None
    simple_share: Share | None = None
    staff_score: Score | None = None
    theme_clarity: Share | None = None
    theme_repetition: Share | None = None
    upstream_cause: Text | None = None


class GroupFigures(_Entry):
    """Hold what was counted of one group."""

    turnover: Share | None = None


class ProcessFigures(_Entry):
    """Hold what was counted or heard of the whole process."""

    channel_cost_ratio: Number | None = None
    csat: Score | None = None
    failure_causes_pareto: Ranking | None = None
    failure_demand_share: Share | None = None
    fcr: Share | None = None
    fcr_fail_authority: Share | None = None
    prefer_other_channel: Share | None = None
    reopen_rate: Share | None = None
    repeat_contact_rate_7d: Share | None = None
    service_level: Share | None = None
    site_cycle_ratio: Number | None = None
    social_mentions_month: Number | None = None
    social_response_h: Hours | None = None
    status_chase_share: Share | None = None
    stuck_after_days: Number | None = None
    stuck_share: Share | None = None
    theme_access: Share | None = None
    theme_repetition: Share | None = None
    transfer_rate: Share | None = None
    vulnerable_wait_p90: Minutes | None = None


class Period(_Entry):
    """Say in which time it was counted or heard."""

    from_: date = Field(alias="from")
    to: date


class FeedbackNotes(_Entry):
    """Hold a file of figures that were counted by hand."""

    version: Literal[1]
    period: Period | None = None
    source: str | None = Field(None, description="Who counted")
    steps: dict[str, StepFigures] = Field(default_factory=dict)
    groups: dict[str, GroupFigures] = Field(default_factory=dict)
    process: ProcessFigures = ProcessFigures()


Figures = Mapping[str, Mapping[str, Figure]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """Hold figures that were counted or heard, by element and name.

    Parameters
    ----------
    steps, groups : mapping of str to mapping of str to Figure
        By id or name of the step, and by name of the group.
    process : mapping of str to Figure
    since, until : date or None
        First and last day on which anything was heard or counted.
    answers : int
        Rows read from CSV files.
    """

    steps: Figures = field(default_factory=dict)
    groups: Figures = field(default_factory=dict)
    process: Mapping[str, Figure] = field(default_factory=dict)
    since: date | None = None
    until: date | None = None
    answers: int = 0
