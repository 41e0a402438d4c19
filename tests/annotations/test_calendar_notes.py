"""Calendars are made of weeks, holidays and dates."""

from datetime import date

import pytest

from reengineer.annotations import CalendarNotes, Clock
from reengineer.annotations._calendars import holiday_dates, make_calendar
from reengineer.calendars import WeeklyCalendar
from reengineer.quantities import QuantityError

CLOCK = Clock.model_validate({"start": "2026-01-05", "timezone": "Europe/London"})


def made(**data: object) -> WeeklyCalendar:
    return make_calendar("c", CalendarNotes.model_validate(data), CLOCK)


def test_a_week_is_in_minutes_from_monday() -> None:
    calendar = made(mon="09:00-12:00, 13:00-17:00", sun="22:00-24:00")
    assert calendar.weekly == ((540, 720), (780, 1020), (6 * 1440 + 1320, 7 * 1440))
    assert (calendar.name, calendar.timezone) == ("c", "Europe/London")


def test_hours_that_touch_over_midnight_are_joined() -> None:
    assert made(mon="22:00-24:00", tue="00:00-06:00").weekly == ((1320, 1800),)
    assert made(daily="00:00-24:00").weekly == ((0, 10_080),)


def test_holidays_close_from_the_year_before_to_six_after() -> None:
    days = dict(made(**{"mon-fri": "09:00-17:00", "holidays": "GB-ENG"}).exceptions)
    assert days[date(2026, 12, 25)] == ()
    assert {min(days).year, max(days).year} == {2025, 2032}
    assert date(2026, 11, 30) not in days


def test_a_region_has_its_own_holidays() -> None:
    assert date(2026, 11, 30) in holiday_dates("GB-SCT", 2026, 2026)
    assert date(2026, 11, 30) not in holiday_dates("gb", 2026, 2026)


def test_open_beats_closed_and_closed_beats_the_week() -> None:
    data = {"daily": "09:00-17:00", "holidays": "GB-ENG", "closed": ["2026-12-24", "2026-12-28"]}
    calendar = made(**data, open={"2026-12-24": "09:00-12:00", "2026-12-25": "10:00-11:00"})
    days = dict(calendar.exceptions)
    assert days[date(2026, 12, 24)] == ((540, 720),)
    assert days[date(2026, 12, 25)] == ((600, 660),)
    assert days[date(2026, 12, 28)] == ()


def test_a_calendar_open_on_one_date_opens() -> None:
    assert not made(open={"2026-12-24": "09:00-12:00"}).never_opens
    assert made(closed=["2026-12-24"]).never_opens


@pytest.mark.parametrize("code", ["ZZ", "GB-ZZ", ""])
def test_unknown_countries_and_regions_are_refused(code: str) -> None:
    with pytest.raises(QuantityError, match="not a"):
        holiday_dates(code, 2026, 2026)
