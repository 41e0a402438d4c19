"""Hold what people write about demand."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, PrivateAttr, Tag, field_validator, model_validator

from reengineer.annotations._arrival_file import ArrivalTable
from reengineer.annotations._attributes import AttributeNotes
from reengineer.annotations._fields import (
    DAYS,
    Cost,
    Notes,
    TimeDistribution,
    clock_text,
    day_key,
    hours_minutes,
)
from reengineer.quantities import Distribution, Duration, Estimate, QuantityError

RATE_EXAMPLE = 'per_hour: 12, or per_hour: {mon-fri: {"09:00-12:00": 20, "12:00-17:00": 12}}'


class Arrivals(Notes):
    """When cases arrive: a gap between them, a number an hour, or a file of instants; one of the three."""

    every: TimeDistribution | None = Field(
        None, description="Time between two cases; a plain time is exactly that", examples=["exponential(12 min)"]
    )
    per_hour: dict[str, dict[str, Estimate]] | None = Field(
        None, description="Cases an hour, by day and hours", examples=["12"]
    )
    file: str | None = Field(None, description="File with one instant a row", examples=["arrivals.csv"])
    calendar: str | None = Field(None, description="Calendar in whose open time they arrive", examples=["office"])
    first: Literal["gap", "start"] | None = Field(
        None, description="Whether the first case comes after a gap or at the start", examples=["gap"]
    )
    _table: ArrivalTable | None = PrivateAttr(None)

    @property
    def table(self) -> ArrivalTable | None:
        """Return what the file of arrivals says, once it has been read; None where there is no file."""
        return self._table

    def with_table(self, table: ArrivalTable) -> "Arrivals":
        """Return the same arrivals with what their file says."""
        found = self.model_copy()
        found._table = table  # noqa: SLF001 - of the same class
        return found

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: object) -> object:
        return {"every": value} if isinstance(value, str | Distribution) else value

    @field_validator("per_hour", mode="before")
    @classmethod
    def _rates(cls, value: object) -> object:
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


class CasePriority(Notes):
    """A level of priority, and the cases that have it."""

    level: int = Field(description="Lower goes first", examples=["1"])
    when: str | None = Field(
        None, description="Condition on attributes; of all other cases where left out", examples=["case.amount > 500"]
    )


class WorkInHand(Notes):
    """Cases at one place when the run begins: how many, and of those under way what is left."""

    cases: int = Field(ge=1, description="How many", examples=["12"])
    begun: int | None = Field(None, ge=1, description="How many of them are under way; all where left", examples=["2"])
    left: TimeDistribution | None = Field(
        None,
        description="What is left of the work, or the wait, of those under way",
        examples=["uniform(0 s, 9 min)"],
    )
    age: Duration | None = Field(None, description="How long ago they arrived", examples=["3 days"])

    @model_validator(mode="after")
    def _go_together(self) -> "WorkInHand":
        if self.begun is not None and self.left is None:
            raise QuantityError("it is not said what is left of what is under way; write left: uniform(0 min, 20 min)")
        if self.begun is not None and self.begun > self.cases:
            raise QuantityError(f"{self.begun} are under way, of {self.cases} cases; write at most {self.cases}")
        return self

    @property
    def under_way(self) -> int:
        """Return how many are under way; they come first."""
        return 0 if self.left is None else self.cases if self.begun is None else self.begun


def _form_of_work(value: object) -> str:
    return "known" if isinstance(value, Mapping | WorkInHand) else "count"


InHand = Annotated[
    Annotated[Annotated[int, Field(ge=1)], Tag("count")] | Annotated[WorkInHand, Tag("known")],
    Discriminator(_form_of_work),
]
"""Work in hand at one place: how many cases, or what is known of them."""


def work_in_hand(stated: "int | WorkInHand") -> WorkInHand:
    """Return what is said of work in hand where only a number may be stated."""
    return WorkInHand(cases=stated) if isinstance(stated, int) else stated


class CaseNotes(Notes):
    """One kind of case: where it starts, how often it comes, and how cases differ."""

    start: str | None = Field(None, description="Start event of the map", examples=["complaint_received"])
    arrivals: Arrivals | None = Field(
        None, description="When cases come", examples=["{every: exponential(12 min), calendar: office}"]
    )
    attributes: dict[str, AttributeNotes] = Field(
        default_factory=dict, description="How cases differ", examples=["{vulnerable: 0.12}"]
    )
    cost: Cost | None = Field(None, description="Cost of each case, due when it comes", examples=["2 GBP"])
    population: int | None = Field(None, ge=1, description="Customers, each with one case at a time", examples=["40"])
    priorities: tuple[CasePriority, ...] = Field(
        (),
        description="Levels of priority; the first whose condition holds",
        examples=["[{level: 1, when: case.vip == 1}]"],
    )
    initial_work: dict[str, InHand] = Field(
        default_factory=dict,
        description="Cases in hand when the run begins, by the step or event where they are",
        examples=["{investigate: 12}", "{investigate: {cases: 12, begun: 2, left: 15 min, age: 2 days}}"],
    )

    @field_validator("initial_work", mode="before")
    @classmethod
    def _counted(cls, value: object) -> object:
        """Take work of which only the number is known for that number."""
        if not isinstance(value, Mapping):
            return value
        return {
            place: work["cases"] if isinstance(work, Mapping) and list(work) == ["cases"] else work
            for place, work in value.items()
        }
