"""Hold what people write about groups, members, calendars and the clock."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    WithJsonSchema,
    field_serializer,
    model_serializer,
    model_validator,
)

from reengineer.annotations._facts import GroupFacts
from reengineer.annotations._fields import (
    DAYS,
    Count,
    Hours,
    IsoDate,
    IsoDates,
    Notes,
    Texts,
    Zone,
    day_key,
)
from reengineer.quantities import Duration, Estimate, QuantityError, Rate, parse_number

_V = TypeVar("_V")
DAY_KEYS = ("daily", "mon-fri", "sat,sun", *DAYS)


class MemberNotes(Notes):
    """One member of a group."""

    name: str = Field(description="Name or number", examples=["Ade"])
    speed: Estimate = Field(Estimate(1.0), description="How fast: 1.1 does a tenth more in an hour", examples=["1.1"])
    calendar: str | None = Field(None, description="Where not the group's", examples=["late"])
    cost: Rate | None = Field(None, description="Where not the group's", examples=["26 GBP/h"])
    paid: Duration | None = Field(None, description="Where not the group's", examples=["30 h"])
    skills: Texts = Field((), description="What they can do besides", examples=["[french]"])

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: object) -> object:
        return {"name": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _moves(self) -> "MemberNotes":
        if self.speed.least <= 0:
            raise QuantityError(f"the speed of {self.name} is {self.speed}; write a speed above 0, such as 1.1")
        return self


def _members(value: object) -> object:
    if value is None or isinstance(value, Estimate | list | tuple):
        return value
    count = parse_number(value)
    if count.least < 0 or any(number != round(number) for number in (count.value, count.least, count.most)):
        raise QuantityError(f"{count} is not a number of people; write 9, 9 (8 to 10), or a list of members")
    return count


def _form_of_members(value: object) -> str:
    return "list" if isinstance(value, list | tuple) else "count"


Members = Annotated[
    Annotated[Estimate, Tag("count")] | Annotated[tuple[MemberNotes, ...], Tag("list")],
    Discriminator(_form_of_members),
    BeforeValidator(_members),
    WithJsonSchema({"type": ["integer", "string", "array"], "description": "9, '9 (8 to 10)', or a list of members"}),
]


class ResourceNotes(GroupFacts):
    """A group of people or systems that does work."""

    members: Members | None = Field(None, description="How many, or a list of them", examples=["9"])
    calendar: str | None = Field(None, description="When they work", examples=["office"])
    cost: Rate | None = Field(None, description="Cost of an hour of each", examples=["24 GBP/h"])
    overtime: Rate | None = Field(None, description="Cost of an hour of overtime", examples=["36 GBP/h"])
    paid: Duration | None = Field(
        None, description="Time a week that each is paid for, where not the hours on duty", examples=["37.5 h"]
    )
    choice: Literal["first", "longest_idle", "least_busy", "fastest", "cheapest", "random"] | None = Field(
        None, description="Who is taken of several who are free", examples=["first"]
    )
    discipline: Literal["fifo", "lifo", "edd", "shortest"] | None = Field(
        None, description="Which waiting item is taken next", examples=["fifo"]
    )
    ageing: Duration | None = Field(
        None, description="Head start that one step of priority is worth", examples=["30 min"]
    )
    capacity: int | None = Field(None, ge=1, description="Items a member works on at once", examples=["1"])
    slow: tuple[Count, ...] = Field((), description="Factor on time by items in hand", examples=["[1, 1.3]"])
    prefer_same_kind: bool | None = Field(None, description="Who needs no set-up is taken first", examples=["no"])

    @property
    def count(self) -> int:
        """Return how many members there are; 0 where that is unknown."""
        if self.members is None:
            return 0
        return round(self.members.value) if isinstance(self.members, Estimate) else len(self.members)

    def people(self, group: str) -> tuple[MemberNotes, ...]:
        """Return the members; counted ones are called ``group 1``, ``group 2`` and so on."""
        if isinstance(self.members, tuple):
            return self.members
        return tuple(MemberNotes(name=f"{group} {number}") for number in range(1, self.count + 1))


def _by_single_day(value: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    hours: dict[str, tuple[str, ...]] = {}
    for key, spans in value.items():
        for day in day_key(key) or ():
            if day in hours:
                raise QuantityError(f'{day} is given twice; write each day once, as in mon-fri: "09:00-17:00"')
            hours[day] = spans
    return {day: hours[day] for day in DAYS if hours.get(day)}


class CalendarNotes(Notes):
    """When a group works or cases arrive: hours of each weekday, and dates that differ."""

    model_config = ConfigDict(json_schema_extra={"x-keys": list(DAY_KEYS), "additionalProperties": True})

    hours: Annotated[dict[str, Hours], AfterValidator(_by_single_day)] = Field(default_factory=dict, exclude=True)
    holidays: str | None = Field(None, description="Country, and region, whose holidays are kept", examples=["GB-ENG"])
    closed: IsoDates = Field((), description="Further dates on which it is closed", examples=["[2026-12-24]"])
    open: dict[IsoDate, Hours] = Field(
        default_factory=dict, description="Dates with other hours", examples=['{2026-12-24: "09:00-12:00"}']
    )

    @model_validator(mode="before")
    @classmethod
    def _days_apart(cls, value: object) -> object:
        if not isinstance(value, dict) or "hours" in value:
            return value
        days = {key: item for key, item in value.items() if day_key(str(key)) is not None}
        return {**{key: item for key, item in value.items() if key not in days}, "hours": days}

    @field_serializer("open")
    def _open_as_written(self, value: dict[str, tuple[str, ...]]) -> dict[str, object]:
        return {day: _one_or_list(hours) for day, hours in value.items()}

    @model_serializer(mode="wrap")
    def _as_written(self, rest: Any) -> dict[str, Any]:  # noqa: ANN401 - pydantic's own type
        return {**day_ranges(self.hours), **{key: item for key, item in rest(self).items() if item}}


def day_ranges(hours: dict[str, tuple[str, ...]]) -> dict[str, object]:
    """Return hours by runs of days that are alike, such as ``mon-fri``."""
    return {days: _one_or_list(spans) for days, spans in runs_of_days(hours)}


def runs_of_days(by_day: Mapping[str, _V]) -> Iterator[tuple[str, _V]]:
    """Give what days hold by runs of days that are alike, such as ``mon-fri``; days that hold nothing are left out."""
    runs: list[tuple[str, str, _V | None]] = []
    for day in DAYS:
        held = by_day.get(day)
        if runs and runs[-1][2] == held:
            runs[-1] = (runs[-1][0], day, held)
        else:
            runs.append((day, day, held))
    for first, last, held in runs:
        if held:
            yield first if first == last else "daily" if (first, last) == ("mon", "sun") else f"{first}-{last}", held


def _one_or_list(hours: tuple[str, ...]) -> object:
    return hours[0] if len(hours) == 1 else list(hours)


def _instant(value: object) -> object:
    if isinstance(value, datetime):
        return value
    text = str(value).strip().replace(" ", "T", 1)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise QuantityError(f"'{value}' is not a date; write 2026-01-05 or 2026-01-05 09:00") from None
    if found.tzinfo is not None:
        raise QuantityError(f"'{value}' has an offset; write local time, and the zone under timezone")
    return found


class Clock(Notes):
    """When the run starts, and in which zone the hours are meant."""

    start: Annotated[datetime, BeforeValidator(_instant), WithJsonSchema({"type": "string"})] = Field(
        datetime(2026, 1, 5),  # noqa: DTZ001 - local time; the zone stands beside it
        description="Local date, or date and time",
        examples=["2026-01-05"],
    )
    timezone: Zone = Field("UTC", description="Name of the zone", examples=["Europe/London"])

    @field_serializer("start")
    def _start_as_written(self, value: datetime) -> str:
        return value.isoformat(" ").removesuffix(" 00:00:00")
