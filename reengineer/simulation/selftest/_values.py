"""Read the values of worked examples: numbers are minutes and pounds, a text may state its unit."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from reengineer.quantities import parse_duration, parse_money, parse_rate

SECONDS_A_MINUTE = 60.0


def minutes(value: object) -> object:
    return parse_duration(value).seconds.value / SECONDS_A_MINUTE if isinstance(value, str) else no_truth(value)


def _pounds(value: object) -> object:
    return parse_money(value).amount.value if isinstance(value, str) else no_truth(value)


def _pounds_an_hour(value: object) -> object:
    return parse_rate(value).amount.value if isinstance(value, str) else no_truth(value)


def no_truth(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("a number is wanted, not true or false; write a number such as 10")
    return value


def _open_at_all(span: list[float]) -> list[float]:
    if span[0] >= span[1]:
        raise ValueError("hours end after they begin; write [from, to]")
    return span


def _case(text: str) -> str:
    if text != "else" and not (text.isdigit() and int(text) > 0):
        raise ValueError(f'"{text}" is no case; write its number, from 1, or else')
    return text


Real = Annotated[float, Field(allow_inf_nan=False)]
Minutes = Annotated[float, BeforeValidator(minutes), Field(ge=0, allow_inf_nan=False)]
Pounds = Annotated[float, BeforeValidator(_pounds), Field(ge=0, allow_inf_nan=False)]
PoundsAnHour = Annotated[float, BeforeValidator(_pounds_an_hour), Field(ge=0, allow_inf_nan=False)]
Factor = Annotated[float, BeforeValidator(no_truth), Field(gt=0, allow_inf_nan=False)]
Share = Annotated[float, BeforeValidator(no_truth), Field(ge=0, le=1)]
Count = Annotated[int, BeforeValidator(no_truth), Field(ge=0)]
Number = Annotated[int, BeforeValidator(no_truth), Field(ge=1)]
CaseKey = Annotated[str, BeforeValidator(_case)]
Several = Annotated[list[Minutes], Field(min_length=1)]
Amounts = Minutes | Several | Annotated[dict[CaseKey, Minutes | Several], Field(min_length=1)]
Way = str | Annotated[list[str], Field(min_length=1)]
Span = Annotated[list[Minutes], Field(min_length=2, max_length=2), AfterValidator(_open_at_all)]
Spans = Annotated[list[Span], Field(min_length=1)]
Steps = str | list[str]
Cause = Literal[
    "contention", "prioritisation", "unavailability", "batching", "synchronisation", "setup", "external", "extraneous",
]  # fmt: skip
