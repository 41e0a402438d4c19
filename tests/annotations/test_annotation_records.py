"""What people may write is read in all its short forms; what makes no sense is refused with an example."""

from datetime import datetime
from typing import Any

import pytest
from pydantic import ValidationError

from reengineer.annotations import (
    Annotations,
    Arrivals,
    AttributeNotes,
    CalendarNotes,
    CaseNotes,
    Clock,
    MemberNotes,
    Need,
    Release,
    ResourceNotes,
    StepNotes,
    ValueNotes,
)
from reengineer.quantities import Distribution, Estimate


@pytest.mark.parametrize(
    ("data", "needs"),
    [
        ({"role": "a"}, (Need(group="a"),)),
        ({"needs": "a"}, (Need(group="a"),)),
        ({"needs": ["a", "b"]}, (Need(group="a"), Need(group="b", alternative=1))),
        ({"needs": {"a": 1, "b": 2}}, (Need(group="a"), Need(group="b", quantity=2))),
        ({"needs": [{"group": "a", "skill": "french"}]}, (Need(group="a", skill="french"),)),
        (
            {"needs": [{"a": 1, "b": 1}, "c"]},
            (Need(group="a"), Need(group="b"), Need(group="c", alternative=1)),
        ),
        ({"needs": [{"group": "a", "alternative": 3}]}, (Need(group="a", alternative=3),)),
        ({}, ()),
    ],
)
def test_needs_have_short_forms(data: Any, needs: tuple[Need, ...]) -> None:
    notes = StepNotes.model_validate(data)
    assert notes.requests == needs
    assert StepNotes.model_validate(notes.model_dump(mode="json", by_alias=True, exclude_defaults=True)) == notes


def test_the_groups_of_a_step_are_each_named_once() -> None:
    assert StepNotes.model_validate({"needs": [{"a": 1, "b": 1}, "a"]}).groups == ("a", "b")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"role": "a", "needs": ["b"]}, "not both"),
        ({"delay": "1 h", "role": "a"}, "done outside"),
        ({"delay": "1 h", "duration": "1 h"}, "done outside"),
        ({"cost": "-1 GBP"}, "below 0"),
        ({"duration": 12}, "no unit of time"),
        ({"instances": "12 min"}, "is a duration"),
        ({"rule_based": "rest"}, "'rest' means nothing here"),
        ({"rule_based": "20 to 40 %"}, "is a range"),
        ({"fields_used": -1}, "below 0"),
        ({"needs": [3]}, "valid dictionary or instance"),
        ({"release": {"at": ["9"]}}, "not a time of day"),
        ({"release": {"at": ["09:00"], "every": "1 h"}}, "either times or a period"),
        ({"release": {"every": "0 min"}}, "every 0 min is none"),
        ({"evidence": {"on": "July"}}, "not a date"),
    ],
)
def test_steps_that_make_no_sense_are_refused(data: Any, says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        StepNotes.model_validate(data)


def test_a_value_class_may_stand_alone() -> None:
    assert StepNotes.model_validate({"value": "VA"}).value == ValueNotes(class_="VA")


def test_lists_may_be_text_with_commas() -> None:
    assert StepNotes.model_validate({"controls": "C-1, C-2"}).controls == ("C-1", "C-2")
    assert Release.model_validate({"at": "9:00, 13:00"}).at == ("09:00", "13:00")


def test_arrivals_have_short_forms() -> None:
    every = Arrivals.model_validate("exponential(12 min)")
    assert every == Arrivals.model_validate({"every": Distribution.of("exponential", mean=720)})
    assert CaseNotes.model_validate({"arrivals": "12 min"}).arrivals == Arrivals(every=Distribution.fixed(720))


@pytest.mark.parametrize(
    ("table", "per_week"),
    [
        (12, 12 * 168),
        ("12 (10 to 15)", 12 * 168),
        ({"mon-fri": 2}, 240),
        ({"09:00-12:00": 10, "12:00-13:00": 20}, 350),
        ({"mon": {"9": 10, "10": 20}, "sat,sun": {"00:00-24:00": 1}}, 78),
        ({"fri-mon": {"12:00-13:00": 1}}, 4),
    ],
)
def test_hourly_rates_have_short_forms(table: Any, per_week: float) -> None:
    arrivals = Arrivals.model_validate({"per_hour": table})
    assert arrivals.cases_per_week(((0, 7 * 1440),)) == pytest.approx(per_week)
    assert Arrivals.model_validate(arrivals.model_dump(mode="json", exclude_defaults=True)) == arrivals


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({}, "none of every, per_hour and file"),
        ({"every": "1 h", "file": "a.csv"}, "every and file"),
        ({"every": "0 min"}, "gap between two cases is 0"),
        ({"per_hour": {"mon": 1, "someday": 2}}, "'someday' is not a day"),
        ({"per_hour": {"mon": 1, "mon-fri": 2}}, "mon is given twice"),
        ({"per_hour": {"mon": {"09:00-12:00": 1, "11:00-13:00": 2}}}, "overlap at 11:00"),
    ],
)
def test_arrivals_that_make_no_sense_are_refused(data: Any, says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        Arrivals.model_validate(data)


@pytest.mark.parametrize(
    ("data", "notes"),
    [
        (0.12, {"share": Estimate(0.12)}),
        ("12 %", {"share": Estimate(0.12)}),
        ("lognormal(mean=180, sd=220)", {"number": Distribution.of("lognormal", unit="1", mean=180, sd=220)}),
        ({"number": 0.5}, {"number": Distribution.fixed(0.5, unit="1")}),
        ({"retail": 0.8, "business": "rest"}, {"words": {"retail": Estimate(0.8), "business": "rest"}}),
    ],
)
def test_attributes_are_shares_numbers_or_words(data: Any, notes: Any) -> None:
    made = AttributeNotes.model_validate(data)
    assert made == AttributeNotes(**notes)
    assert AttributeNotes.model_validate(made.model_dump(mode="json")) == made


@pytest.mark.parametrize(
    "data", [{"a": 0.5}, {"a": 0.6, "b": 0.6}, {"a": "rest", "b": "rest"}, {"share": 0.1, "number": 3}, "12 min", {}]
)
def test_attributes_that_make_no_sense_are_refused(data: Any) -> None:
    with pytest.raises(ValidationError):
        AttributeNotes.model_validate(data)


@pytest.mark.parametrize(
    ("members", "count", "names"),
    [
        (2, 2, ["g 1", "g 2"]),
        ("2 (1 to 4)", 2, ["g 1", "g 2"]),
        (["Ade", {"name": "Bo"}], 2, ["Ade", "Bo"]),
        (None, 0, []),
    ],
)
def test_members_are_counted_or_named(members: Any, count: int, names: list[str]) -> None:
    group = ResourceNotes.model_validate({"members": members})
    assert group.count == count
    assert [member.name for member in group.people("g")] == names


@pytest.mark.parametrize("members", [-1, 2.5, "many", [{"name": "A", "speed": 0}], [{"speed": 1}], "2 (1.5 to 3)"])
def test_members_that_make_no_sense_are_refused(members: Any) -> None:
    with pytest.raises(ValidationError):
        ResourceNotes.model_validate({"members": members})


def test_member_numbers_are_names_too() -> None:
    assert MemberNotes.model_validate({"name": 7}).name == "7"


@pytest.mark.parametrize(
    ("data", "hours"),
    [
        ({"mon-fri": "09:00-17:00"}, dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), ("09:00-17:00",))),
        ({"sat,sun": ["13:00-14:00", "9:00-12:00"]}, dict.fromkeys(("sat", "sun"), ("09:00-12:00", "13:00-14:00"))),
        ({"mon": "09:00-12:00, 11:00-13:00"}, {"mon": ("09:00-13:00",)}),
        ({"daily": "00:00-24:00"}, dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), ("00:00-24:00",))),
        ({"sun-mon": "09:00-10:00"}, dict.fromkeys(("mon", "sun"), ("09:00-10:00",))),
        ({"mon": [], "tue": "09:00-10:00"}, {"tue": ("09:00-10:00",)}),
    ],
)
def test_calendars_have_short_forms(data: Any, hours: dict[str, tuple[str, ...]]) -> None:
    calendar = CalendarNotes.model_validate(data)
    assert calendar.hours == hours
    assert CalendarNotes.model_validate(calendar.model_dump(mode="json", exclude_defaults=True)) == calendar


def test_days_that_are_alike_are_written_as_a_run() -> None:
    data = {"mon-fri": "09:00-17:00", "sat": ["09:00-12:00", "13:00-14:00"], "open": {"2026-12-24": "09:00-12:00"}}
    assert CalendarNotes.model_validate(data).model_dump(mode="json", exclude_defaults=True) == data
    assert CalendarNotes.model_validate({"daily": "09:00-17:00"}).model_dump(mode="json") == {"daily": "09:00-17:00"}


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"mon": "9-17"}, "not opening hours"),
        ({"mon": {"a": 1}}, "not opening hours"),
        ({"mon": None, "tue": "09:00-10:00"}, "no hours are given"),
        ({"mon": "22:00-06:00"}, "does not end after it starts"),
        ({"mon": "09:00-24:30"}, "does not end after it starts"),
        ({"mon": "09:00-10:00", "mon-tue": "11:00-12:00"}, "mon is given twice"),
        ({"monday": "09:00-10:00"}, "Extra inputs"),
        ({"mon-fry": "09:00-10:00"}, "Extra inputs"),
        ({"closed": ["soon"]}, "not a date"),
        ({"open": {"2026-13-01": "09:00-10:00"}}, "not a date"),
        ("office", "valid dictionary"),
    ],
)
def test_calendars_that_make_no_sense_are_refused(data: Any, says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        CalendarNotes.model_validate(data)


def test_the_clock_is_a_local_date_or_instant() -> None:
    assert Clock.model_validate({"start": "2026-01-05"}).start == datetime(2026, 1, 5)  # noqa: DTZ001
    clock = Clock.model_validate({"start": "2026-01-05 09:30", "timezone": "Europe/London"})
    assert clock.model_dump(mode="json") == {"start": "2026-01-05 09:30:00", "timezone": "Europe/London"}
    assert Clock.model_validate(clock.model_dump()) == clock


@pytest.mark.parametrize(
    "data", [{"start": "soon"}, {"start": "2026-01-05T09:00+01:00"}, {"timezone": "Europe/Londn"}, {"timezone": "zz"}]
)
def test_clocks_that_make_no_sense_are_refused(data: Any) -> None:
    with pytest.raises(ValidationError):
        Clock.model_validate(data)


@pytest.mark.parametrize("data", [{"currency": "pounds"}, {"transitions": {"a to b": {}}}, {"version": 2}])
def test_annotations_that_make_no_sense_are_refused(data: Any) -> None:
    with pytest.raises(ValidationError):
        Annotations.model_validate(data)


def test_what_is_unknown_is_not_written() -> None:
    assert Annotations().to_data() == {"version": 1}


def test_records_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        StepNotes().role = "x"  # type: ignore[misc]
