"""Name the kinds of value that people write as parameters of a change."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

from reengineer.quantities import (
    Distribution,
    Duration,
    Estimate,
    Money,
    QuantityError,
    one_share,
    parse_distribution,
    parse_duration,
    parse_money,
    parse_number,
    share_or_rest,
)

_PERCENT = re.compile(r"\s*([-+]?[\d.]+)\s*%\s*")
_TEXT_OR_NUMBER = WithJsonSchema({"type": ["string", "number"]})


def _above_zero(value: Estimate) -> Estimate:
    if value.value <= 0:
        raise QuantityError("the share is 0, so nothing would change; write a share above 0, such as 0.35")
    return value


def _time(value: object) -> Distribution:
    time = value if isinstance(value, Distribution) else parse_distribution(value)
    if time.unit != "s":
        raise QuantityError(f"{time} has no unit of time; write a duration such as 12 min")
    return time


def _minutes(value: object) -> Duration:
    """Take a plain number for minutes, as the name of such a parameter says."""
    if isinstance(value, Duration):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Duration(parse_number(value).scaled(60.0))
    return parse_duration(value)


def _not_negative(value: Money) -> Money:
    if value.amount.least < 0:
        raise QuantityError(f"{value} is below 0; write an amount of 0 or more, such as 0.80 GBP")
    return value


def _factor(value: object) -> float:
    """Take a number or a per cent, which says how much is left and not how much goes."""
    percent = _PERCENT.fullmatch(value) if isinstance(value, str) else None
    number = parse_number(percent[1] if percent is not None else value)
    if percent is not None and number.value <= 0:
        left = f"{max(100 + number.value, 1):g} %"
        raise QuantityError(f"{value} is not a factor; write what is left, such as {left}")
    if number.is_range or number.value <= 0:
        raise QuantityError(f"{number} is not a factor; write a number above 0, such as 0.8")
    return number.value / 100 if percent is not None else number.value


def _cv(value: object) -> float:
    number = parse_number(value)
    if number.is_range or number.value < 0:
        raise QuantityError(f"{number} is not a coefficient of variation; write a number of 0 or more, such as 0.5")
    return number.value


def _amount(value: object) -> Money | float:
    if isinstance(value, Money):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return parse_money(value)


ShareOf1 = Annotated[Estimate, BeforeValidator(one_share), _TEXT_OR_NUMBER]
PositiveShare = Annotated[Estimate, BeforeValidator(one_share), AfterValidator(_above_zero), _TEXT_OR_NUMBER]
ShareOrRest = Annotated[Estimate | Literal["rest"], BeforeValidator(share_or_rest), _TEXT_OR_NUMBER]
Time = Annotated[Distribution, BeforeValidator(_time), _TEXT_OR_NUMBER]
Minutes = Annotated[Duration, BeforeValidator(_minutes), _TEXT_OR_NUMBER]
Fee = Annotated[Money, AfterValidator(_not_negative)]
Amount = Annotated[Money | float, BeforeValidator(_amount), _TEXT_OR_NUMBER]
Factor = Annotated[float, BeforeValidator(_factor), _TEXT_OR_NUMBER]
Cv = Annotated[float, BeforeValidator(_cv), _TEXT_OR_NUMBER]
