"""Rate a step on satisfaction, cost and compliance, by rules that are stated and can be recomputed from the file.

The three ratings are never blended into one.
"""

from collections.abc import Mapping
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from reengineer._records import dataclass

Rating = Literal["green", "amber", "red", "grey"]


class RatingRules(BaseModel):
    """Say from where on a step is rated green, amber or red; defaults to begin with, to be agreed.

    Parameters
    ----------
    satisfaction_minimum, satisfaction_target : float
        Points from 0 to 100.
    least_n : int
        Answers below which satisfaction is grey.
    cost_amber, cost_red : float
        Share of the cost of a case from which a step is amber, and red.
    compliance_limit : float
        Share of sampled executions that must meet a control.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    satisfaction_minimum: float = Field(60, ge=0, le=100)
    satisfaction_target: float = Field(80, ge=0, le=100)
    least_n: int = Field(30, ge=1)
    cost_amber: float = Field(0.10, ge=0, le=1)
    cost_red: float = Field(0.25, ge=0, le=1)
    compliance_limit: float = Field(0.95, ge=0, le=1)

    @model_validator(mode="after")
    def _rises(self) -> Self:
        if self.satisfaction_minimum > self.satisfaction_target:
            raise ValueError("satisfaction_minimum lies above satisfaction_target; write them so that it does not")
        if self.cost_amber > self.cost_red:
            raise ValueError("cost_amber lies above cost_red; write them so that it does not")
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratings:
    """Hold the three ratings of a step, and that of its time which adds no value."""

    satisfaction: Rating
    cost: Rating
    no_value: Rating
    compliance: Rating


def rate(row: Mapping[str, str]) -> Ratings:
    """Return the ratings that a row of ``results/assessment.csv`` leads to; nothing but the row is looked at.

    Parameters
    ----------
    row : mapping of str to str
        The inputs of the row by column; an empty text is unknown.

    Notes
    -----
    Satisfaction is grey below the least number of answers, red where the interval's upper end is below the minimum,
    green where its lower end reaches the target, else amber. Cost, and apart from it the cost of time that adds no
    value, are judged by their share of the cost of a case. Compliance is red where a control fails its check on the
    map or the interval's upper end is below the limit, grey without a sample, green where its lower end reaches the
    limit, else amber.
    """
    known = {name: float(text) for name, text in row.items() if name in NUMBERS and text != ""}
    return Ratings(
        satisfaction=_satisfaction(known),
        cost=_cost(known, known.get("cost_share")),
        no_value=_cost(known, known.get("no_value_share")),
        compliance=_compliance(known),
    )


NUMBERS = (
    "satisfaction", "satisfaction_low", "satisfaction_high", "satisfaction_n", "satisfaction_minimum",
    "satisfaction_target", "least_n", "cost_share", "no_value_share", "cost_amber", "cost_red", "compliance_sampled",
    "compliance_met", "compliance_low", "compliance_high", "compliance_limit", "controls_broken",
)  # fmt: skip
"""Columns that ratings are made from."""


def _satisfaction(known: Mapping[str, float]) -> Rating:
    low, high = known.get("satisfaction_low"), known.get("satisfaction_high")
    if low is None or high is None or known.get("satisfaction_n", 0) < known["least_n"]:
        return "grey"
    if high < known["satisfaction_minimum"]:
        return "red"
    return "green" if low >= known["satisfaction_target"] else "amber"


def _cost(known: Mapping[str, float], share: float | None) -> Rating:
    if share is None:
        return "grey"
    if share >= known["cost_red"]:
        return "red"
    return "amber" if share >= known["cost_amber"] else "green"


def _compliance(known: Mapping[str, float]) -> Rating:
    if known.get("controls_broken", 0) > 0:
        return "red"
    low, high = known.get("compliance_low"), known.get("compliance_high")
    if low is None or high is None or not known.get("compliance_sampled"):
        return "grey"
    if high < known["compliance_limit"]:
        return "red"
    return "green" if low >= known["compliance_limit"] else "amber"
