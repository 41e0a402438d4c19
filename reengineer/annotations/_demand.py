"""Hold what people write about demand."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any, Literal

from pydantic import Field, field_validator, model_serializer, model_validator

from reengineer.annotations._fields import (
    DAYS,
    Notes,
    NumberDistribution,
    Share,
    ShareEstimate,
    TimeDistribution,
    clock_text,
    day_key,
    hours_minutes,
)
from reengineer.quantities import Distribution, Estimate, QuantityError, parse_distribution, parse_share

RATE_EXAMPLE = 'per_hour: 12, or per_hour: {mon-fri: {"09:00-12:00": 20, "12:00-17:00": 12}}'


class Arrivals(Notes):
    """When cases arrive: a gap between them, a number an hour, or a file of instants; one of the three."""

    every: TimeDistribution | None = Field(None, description="Time between two cases", examples=["exponential(12 min)"])
    per_hour: dict[str, dict[str, Estimate]] | None = Field(
        None, description="Cases an hour, by day and hours", examples=["12"]
    )
    file: str | None = Field(None, description="File with one instant a row", examples=["arrivals.csv"])
    calendar: str | None = Field(None, description="Calendar in whose open time they arrive", examples=["office"])
    first: Literal["gap", "start"] | None = Field(
        None, description="Whether the first case comes after a gap or at the start", examples=["gap"]
    )

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: object) -> object:
        return {"every": value} if isinstance(value, str | Distribution) else value

    @field_validator("per_hour", mode="before")
    @classmethod
    def _table(cls, value: object) -> object:
        return None if value is None else rate_table(value)

    @model_validator(mode="after")
    def _one_way(self) -> "Arrivals":
        given = [name for name in ("every", "per_hour", "file") if getattr(self, name) is not None]
        if len(given) != 1:
            shown = " and ".join(given) or "none of every, per_hour and file"
            raise QuantityError(f"arrivals are given by {shown}; write one, such as every: exponential(12 min)")
        if self.every is not None and self.every.family == "fixed" and self.every.mean == 0:
            raise QuantityError("the gap between two cases is 0; write a gap such as every: exponential(12 min)")
        return self

    def cases_per_week(self, weekly: tuple[tuple[int, int], ...]) -> float | None:
        """Return the cases of a week by the table of hourly rates; None where there is no table.

        Parameters
        ----------
        weekly : tuple of (int, int)
            Open minutes of the week; cases come in these only.
        """
        if self.per_hour is None:
            return None
        return sum(
            float(rate) / 60 * _shared_minutes(DAYS.index(day) * 1440, hours_minutes(span), weekly)
            for day, hours in self.per_hour.items()
            for span, rate in hours.items()
        )


def _shared_minutes(midnight: int, span: tuple[int, int], weekly: tuple[tuple[int, int], ...]) -> int:
    """Return the minutes of a span of one day that are open."""
    start, end = midnight + span[0], midnight + span[1]
    return sum(max(0, min(end, last) - max(start, first)) for first, last in weekly)


def rate_table(value: object) -> dict[str, dict[str, object]]:
    """Return hourly rates by single day and hours, from one number or a table by days, by hours or by both."""
    if not isinstance(value, Mapping):
        value = {"daily": {"00:00-24:00": value}}
    elif value and all(day_key(str(key)) is None for key in value):
        value = {"daily": value}
    table: dict[str, dict[str, object]] = {}
    for key, hours in value.items():
        days = day_key(str(key))
        if days is None:
            raise QuantityError(f"'{key}' is not a day; write {RATE_EXAMPLE}")
        spans = hours if isinstance(hours, Mapping) else {"00:00-24:00": hours}
        for day in days:
            if day in table:
                raise QuantityError(f"{day} is given twice; write each day once, as in {RATE_EXAMPLE}")
            table[day] = _spans(day, spans)
    return {day: table[day] for day in DAYS if day in table}


def _spans(day: str, spans: Mapping[Any, object]) -> dict[str, object]:
    found = sorted((hours_minutes(_hour(str(span))), rate) for span, rate in spans.items())
    for (first, _), (second, _) in pairwise(found):
        if second[0] < first[1]:
            raise QuantityError(f"hours of {day} overlap at {clock_text(second[0])}; write {RATE_EXAMPLE}")
    return {f"{clock_text(start)}-{clock_text(end)}": rate for (start, end), rate in found}


def _hour(text: str) -> str:
    """Take a single hour such as ``9`` for the hour that starts then."""
    return f"{int(text):02d}:00-{int(text) + 1:02d}:00" if text.isdigit() and int(text) < 24 else text


class AttributeNotes(Notes):
    """How an attribute of a case varies: a share that has it, a number drawn, or one of several words."""

    share: ShareEstimate | None = None
    number: NumberDistribution | None = None
    words: dict[str, Share] | None = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: object) -> object:
        if isinstance(value, dict) and not set(value) <= set(cls.model_fields):
            return {"words": value}
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            return {"number": value} if _is_distribution(value) else {"share": value}
        return value

    @model_validator(mode="after")
    def _adds_up(self) -> "AttributeNotes":
        if sum(item is not None for item in (self.share, self.number, self.words)) != 1:
            raise QuantityError(
                "an attribute is a share, a distribution or words with shares; write 0.12 or {a: 0.8, b: rest}"
            )
        if self.words is not None:
            check_shares(self.words)
        return self

    @model_serializer
    def _as_written(self) -> Any:  # noqa: ANN401 - one of three forms
        if self.words is not None:
            return {
                word: share.as_data() if isinstance(share, Estimate) else share for word, share in self.words.items()
            }
        if self.number is not None:
            return {"number": self.number.as_data()} if self.number.family == "fixed" else str(self.number)
        return None if self.share is None else self.share.as_data()


def _is_distribution(value: object) -> bool:
    try:
        parse_share(value)
    except QuantityError:
        return parse_distribution(value) is not None
    return False


def check_shares(shares: Mapping[str, Estimate | Literal["rest"]]) -> None:
    """Refuse shares that do not add up to 1, and more than one ``rest``."""
    rests = [name for name, share in shares.items() if share == "rest"]
    total = sum(float(share) for share in shares.values() if isinstance(share, Estimate))
    if len(rests) > 1:
        raise QuantityError(f"{' and '.join(rests)} are both 'rest'; write rest once")
    if total > 1 + 1e-9 or (not rests and total < 1 - 1e-9):
        raise QuantityError(
            f"the shares add up to {round(total, 9):g}; write shares that add up to 1, one of them rest"
        )


class CaseNotes(Notes):
    """One kind of case: where it starts, how often it comes, and how cases differ."""

    start: str | None = Field(None, description="Start event of the map", examples=["complaint_received"])
    arrivals: Arrivals | None = Field(
        None, description="When cases come", examples=["{every: exponential(12 min), calendar: office}"]
    )
    attributes: dict[str, AttributeNotes] = Field(
        default_factory=dict, description="How cases differ", examples=["{vulnerable: 0.12}"]
    )
