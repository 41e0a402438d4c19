"""Name the kinds of value that people write in annotations."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, PlainSerializer, WithJsonSchema

from reengineer.calendars import time_zones
from reengineer.quantities import (
    Distribution,
    Estimate,
    Money,
    QuantityError,
    Rate,
    format_number,
    one_share,
    parse_distribution,
    parse_number,
    share_or_rest,
)

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOURS = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)\s*-\s*([01]?\d|2[0-4]):([0-5]\d)")
CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


class Notes(BaseModel):
    """Be the base of what people write: frozen, and unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, coerce_numbers_to_str=True)

    def __repr_args__(self) -> Iterator[tuple[str | None, object]]:
        """Show what was stated, and nothing of what was not."""
        return ((name, value) for name, value in super().__repr_args__() if name in self.model_fields_set)


def _as_distribution(value: object) -> Distribution:
    return value if isinstance(value, Distribution) else parse_distribution(value)


def _in_time(value: Distribution) -> Distribution:
    # A file of values says its unit in the file, or in the name of its column.
    if value.unit != "s" and value.family != "empirical":
        raise QuantityError(f"{value} has no unit of time; write a duration such as 12 min")
    return value


def _in_numbers(value: Distribution) -> Distribution:
    if value.unit != "1" and value.family != "empirical":
        raise QuantityError(f"{value} is a duration; write plain numbers, such as triangular(1, 2, 5)")
    return value


def _plain_share(value: object) -> float:
    return _one(one_share(value))


def _count(value: object) -> float:
    number = _one(value if isinstance(value, Estimate) else parse_number(value))
    if number < 0:
        raise QuantityError(f"{format_number(number)} is below 0; write a number of 0 or more, such as 3")
    return number


def _one(value: Estimate) -> float:
    if value.low is not None:
        raise QuantityError(f"{value} is a range, and a fact has one value; write one number, such as {value.value:g}")
    return value.value


def _positive_money(value: Money) -> Money:
    if value.amount.least < 0:
        raise QuantityError(f"{value} is below 0; write an amount of 0 or more, such as 0.80 GBP")
    return value


def _listed(value: object) -> object:
    """Take one text for a list of one, and text with commas for a list."""
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return [value] if isinstance(value, int | float) and not isinstance(value, bool) else value


def clock_minutes(text: str) -> int:
    """Return a time of day in minutes from midnight; ``24:00`` is not one."""
    match = CLOCK.fullmatch(text.strip())
    if match is None:
        raise QuantityError(f"'{text}' is not a time of day; write it as 09:00")
    return int(match[1]) * 60 + int(match[2])


def clock_text(minutes: int) -> str:
    """Return minutes from midnight as ``09:00``; 1440 gives ``24:00``."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def hours_minutes(text: str) -> tuple[int, int]:
    """Return opening hours such as ``09:00-17:00`` in minutes from midnight."""
    match = HOURS.fullmatch(text.strip())
    if match is None:
        raise QuantityError(f"'{text}' is not opening hours; write them as 09:00-17:00")
    start, end = (int(match[1]) * 60 + int(match[2]), int(match[3]) * 60 + int(match[4]))
    if end > 24 * 60 or start >= end:
        raise QuantityError(
            f"'{text}' does not end after it starts; write a night as 22:00-24:00 and, on the next day, 00:00-06:00"
        )
    return start, end


def _clock(value: str) -> str:
    return clock_text(clock_minutes(value))


def merged_hours(value: object) -> tuple[str, ...]:
    """Return opening hours of one day, sorted, overlapping ones merged."""
    if value is None:
        # Within braces YAML takes `sat,sun: ..` for two keys, the first without a value.
        raise QuantityError('no hours are given; write [] where it is closed, and "sat,sun" in quotes within braces')
    items = _listed(value)
    if not isinstance(items, list | tuple):
        raise QuantityError(f"{value!r} is not opening hours; write them as 09:00-17:00, or a list of them")
    merged: list[tuple[int, int]] = []
    for start, end in sorted(hours_minutes(str(item)) for item in items):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(f"{clock_text(start)}-{clock_text(end)}" for start, end in merged)


def day_key(key: str) -> tuple[str, ...] | None:
    """Return the days that ``mon``, ``mon-fri``, ``sat,sun`` or ``daily`` stand for, or None for another word."""
    found: list[str] = []
    for part in key.lower().replace(" ", "").split(","):
        first, dash, last = part.partition("-")
        if part == "daily":
            found.extend(DAYS)
        elif first not in DAYS or (dash and last not in DAYS):
            return None
        else:
            start, end = DAYS.index(first), DAYS.index(last or first)
            # fri-mon runs over the end of the week.
            found.extend(DAYS[(start + step) % 7] for step in range((end - start) % 7 + 1))
    return tuple(found)


def _weekdays(value: object) -> object:
    """Return single days, in the order of the week, of words such as ``mon`` and ``mon-fri``."""
    words = _listed(value)
    if not isinstance(words, list | tuple):
        return words
    found: set[str] = set()
    for word in words:
        days = day_key(str(word))
        if days is None:
            raise QuantityError(f"'{word}' is not a day; write mon, tue, wed, thu, fri, sat or sun, or mon-fri")
        found.update(days)
    return tuple(day for day in DAYS if day in found)


def _date(value: object) -> str:
    text = str(value).strip()
    try:
        return date.fromisoformat(text[:10] if text[10:] == " 00:00:00" else text).isoformat()
    except ValueError:
        raise QuantityError(f"'{text}' is not a date; write it as 2026-12-24") from None


def _zone(value: str) -> str:
    from reengineer.errors import nearest

    if value not in time_zones():
        hint = nearest(value, time_zones())
        raise QuantityError(
            f"'{value}' is not a time zone{', ' + hint if hint else ''}; write one such as Europe/London"
        )
    return value


def _currency(value: str) -> str:
    if re.fullmatch(r"[A-Z]{3}", value) is None:
        raise QuantityError(f"'{value}' is not a currency; write three capital letters, such as GBP")
    return value


_TEXT_OR_NUMBER: dict[str, Any] = {"type": ["string", "number"]}
_number = PlainSerializer(lambda value: int(value) if value == int(value) else value)

TimeDistribution = Annotated[Distribution, BeforeValidator(_as_distribution), AfterValidator(_in_time)]
NumberDistribution = Annotated[Distribution, BeforeValidator(_as_distribution), AfterValidator(_in_numbers)]
ShareEstimate = Annotated[Estimate, BeforeValidator(one_share)]
Share = Annotated[
    Estimate | Literal["rest"],
    BeforeValidator(share_or_rest),
    WithJsonSchema({**_TEXT_OR_NUMBER, "description": "a share such as 0.35 or 35 %, or rest"}),
]
PlainShare = Annotated[float, BeforeValidator(_plain_share), _number, WithJsonSchema(_TEXT_OR_NUMBER)]
Count = Annotated[float, BeforeValidator(_count), _number, WithJsonSchema(_TEXT_OR_NUMBER)]
Cost = Annotated[Money, AfterValidator(_positive_money)]
HourlyRate = Rate
Texts = Annotated[tuple[str, ...], BeforeValidator(_listed)]
ClockTime = Annotated[str, AfterValidator(_clock)]
ClockTimes = Annotated[tuple[ClockTime, ...], BeforeValidator(_listed)]
Weekdays = Annotated[tuple[str, ...], BeforeValidator(_weekdays)]
Hours = Annotated[tuple[str, ...], BeforeValidator(merged_hours)]
IsoDate = Annotated[str, BeforeValidator(_date)]
IsoDates = Annotated[tuple[IsoDate, ...], BeforeValidator(_listed)]
Zone = Annotated[str, AfterValidator(_zone)]
Currency = Annotated[str, AfterValidator(_currency)]
