"""Weekly calendars laid out in ticks: starts within the week, zones, changes of the clock, exceptions."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reengineer.calendars import NEVER, OpenTime, WeeklyCalendar

HOUR = 3_600_000_000
DAY = 24 * HOUR
WEEK = 7 * DAY
LONDON = ZoneInfo("Europe/London")
FOUR_WEEKS = 4 * 7 * 86_400.0


def hours(*spans: tuple[float, float], days: range = range(5)) -> tuple[tuple[int, int], ...]:
    """Return minutes of the week of the same hours on several days."""
    return tuple((round((day * 24 + a) * 60), round((day * 24 + b) * 60)) for day in days for a, b in spans)


def office(zone: str = "UTC", **more: object) -> WeeklyCalendar:
    return WeeklyCalendar(name="office", weekly=hours((9, 17)), timezone=zone, **more)


def changes(calendar: OpenTime, until: int) -> list[float]:
    """Return the hours since the start at which a calendar opens or closes."""
    found, tick = [], 0
    while (tick := calendar.next_change(tick)) < until:
        found.append(tick / HOUR)
    return found


def test_a_week_in_universal_time_repeats_from_the_first_tick() -> None:
    laid_out = office().open_time(datetime(2026, 1, 5, tzinfo=UTC), 0)
    assert laid_out.repeats() == (0, WEEK)
    assert changes(laid_out, DAY) == [9, 17]


def test_a_run_may_start_in_the_middle_of_a_day() -> None:
    # Wednesday 13:30: four open hours less half an hour are left of the day.
    laid_out = office().open_time(datetime(2026, 1, 7, 13, 30, tzinfo=UTC), 0)
    assert laid_out.is_open(0)
    assert changes(laid_out, DAY) == [3.5, 19.5]
    assert laid_out.open_before(WEEK) == 40 * HOUR


def test_a_night_shift_goes_on_over_the_end_of_the_week() -> None:
    night = WeeklyCalendar(name="night", weekly=((0, 360), (9_960, 10_080)))
    # Sunday 22:00 to Monday 06:00 and a start on Sunday 23:00.
    laid_out = night.open_time(datetime(2026, 1, 11, 23, tzinfo=UTC), 0)
    assert laid_out.is_open(0)
    assert laid_out.next_change(0) == 7 * HOUR
    assert laid_out.next_change(8 * HOUR) == WEEK - HOUR


def test_a_zone_without_changes_of_the_clock_is_a_plain_week() -> None:
    # 09:00 in India is 03:30 in universal time.
    laid_out = office("Asia/Kolkata").open_time(datetime(2026, 1, 5, tzinfo=UTC), 0)
    assert laid_out.repeats() == (0, WEEK)
    assert changes(laid_out, DAY) == [3.5, 11.5]


@settings(max_examples=60, deadline=None)
@given(minute=st.integers(0, 10_079), zone=st.sampled_from(["UTC", "Asia/Kolkata", "Etc/GMT+7"]))
def test_a_plain_week_is_the_same_from_any_minute(minute: int, zone: str) -> None:
    start = datetime(2026, 1, 5, tzinfo=ZoneInfo(zone)) + timedelta(minutes=minute, microseconds=17)
    laid_out = office(zone).open_time(start, 0)
    for hour in (0, 5, 30, 100, 167, 300):
        local = (start.astimezone(UTC) + timedelta(hours=hour)).astimezone(ZoneInfo(zone))
        assert laid_out.is_open(hour * HOUR) is (local.weekday() < 5 and 9 <= local.hour < 17)


def test_office_hours_keep_their_local_time_when_clocks_go_forward() -> None:
    # From Friday 27 March 2026, 00:00: clocks go forward on Sunday, so Monday 09:00 is 80 hours later, not 81.
    laid_out = office("Europe/London").open_time(datetime(2026, 3, 27, tzinfo=LONDON), FOUR_WEEKS)
    assert changes(laid_out, 4 * DAY) == [9, 17, 80, 88]


def test_office_hours_keep_their_local_time_when_clocks_go_back() -> None:
    laid_out = office("Europe/London").open_time(datetime(2026, 10, 23, tzinfo=LONDON), FOUR_WEEKS)
    assert changes(laid_out, 4 * DAY) == [9, 17, 82, 90]


def test_work_over_the_week_end_of_the_change_takes_an_hour_less() -> None:
    laid_out = office("Europe/London").open_time(datetime(2026, 3, 27, tzinfo=LONDON), FOUR_WEEKS)
    # From Friday 16:00, two hours: one on Friday, one on Monday to 10:00.
    assert laid_out.advance(16 * HOUR, 2 * HOUR) == 81 * HOUR


def test_an_always_open_calendar_stays_open_over_the_change() -> None:
    always = WeeklyCalendar(name="always", weekly=((0, 10_080),), timezone="Europe/London")
    laid_out = always.open_time(datetime(2026, 3, 27, tzinfo=LONDON), FOUR_WEEKS)
    assert laid_out.next_change(0) == NEVER
    assert laid_out.open_before(4 * WEEK) == 4 * WEEK


@pytest.mark.parametrize(("month", "day", "length"), [(3, 29, 23), (3, 30, 24), (10, 25, 25)])
def test_a_local_day_has_as_many_hours_as_its_clock(month: int, day: int, length: int) -> None:
    # With an exception somewhere the days are laid out one by one, and still touch.
    daily = WeeklyCalendar(
        name="daily",
        weekly=hours((0, 24), days=range(7)),
        exceptions=((date(2026, 1, 1), ()),),
        timezone="Europe/London",
    )
    start = datetime(2026, month, day, tzinfo=LONDON)
    laid_out = daily.open_time(start, FOUR_WEEKS)
    end = (datetime(2026, month, day, tzinfo=LONDON) + timedelta(days=1)).astimezone(UTC) - start.astimezone(UTC)
    assert end == timedelta(hours=length)
    assert laid_out.open_before(length * HOUR) == length * HOUR
    assert laid_out.next_change(0) > 3 * WEEK


def test_hours_to_midnight_end_at_the_next_day() -> None:
    late = WeeklyCalendar(name="late", weekly=hours((20, 24), days=range(1)), exceptions=((date(2026, 6, 1), ()),))
    assert changes(late.open_time(datetime(2026, 1, 5, tzinfo=UTC), FOUR_WEEKS), 2 * DAY) == [20, 24]


def test_hours_that_begin_in_the_missing_hour_begin_at_the_change() -> None:
    # On 29 March 01:30 does not exist; 02:15 is quarter past the change, at 01:00 universal time.
    early = WeeklyCalendar(name="early", weekly=((8_730, 8_775),), timezone="Europe/London")
    laid_out = early.open_time(datetime(2026, 3, 29, tzinfo=LONDON), FOUR_WEEKS)
    assert changes(laid_out, DAY) == [1, 1.25]


def test_hours_in_the_missing_hour_alone_are_left_out() -> None:
    early = WeeklyCalendar(name="early", weekly=((8_710, 8_740),), timezone="Europe/London")
    laid_out = early.open_time(datetime(2026, 3, 29, tzinfo=LONDON), FOUR_WEEKS)
    assert laid_out.open_before(DAY) == 0


def test_hours_over_a_repeated_hour_are_an_hour_longer() -> None:
    early = WeeklyCalendar(name="early", weekly=((8_640, 8_640 + 180),), timezone="Europe/London")
    laid_out = early.open_time(datetime(2026, 10, 25, tzinfo=LONDON), FOUR_WEEKS)
    assert changes(laid_out, DAY) == [4]


def test_exceptions_replace_the_hours_of_their_date() -> None:
    # Tuesday closed, Saturday open from 10:00 to 12:00.
    calendar = office(exceptions=((date(2026, 1, 6), ()), (date(2026, 1, 10), ((600, 720),))))
    laid_out = calendar.open_time(datetime(2026, 1, 5, tzinfo=UTC), FOUR_WEEKS)
    assert changes(laid_out, WEEK) == [9, 17, 57, 65, 81, 89, 105, 113, 130, 132]
    assert calendar.minutes_of(date(2026, 1, 10)) == ((600, 720),)


def test_after_the_dated_part_the_last_year_repeats() -> None:
    laid_out = office("Europe/London").open_time(datetime(2026, 1, 5, tzinfo=LONDON), FOUR_WEEKS)
    assert laid_out.repeats() == (6 * WEEK, 52 * WEEK)
    assert laid_out.open_before(580 * WEEK) == 580 * 40 * HOUR


def test_a_release_at_nine_keeps_its_local_time_over_the_change() -> None:
    # On working days only: Friday 27 March and Monday 30 March at 09:00 local time.
    release = office("Europe/London").release_ticks(datetime(2026, 3, 27, tzinfo=LONDON), FOUR_WEEKS, (time(9),))
    assert release.next_open(0) == 9 * HOUR
    assert release.next_open(9 * HOUR + 1) == 80 * HOUR


def test_two_releases_that_a_change_brings_together_are_one() -> None:
    daily = WeeklyCalendar(name="daily", weekly=hours((0, 24), days=range(7)), timezone="Europe/London")
    times = (time(1, 30), time(2))
    release = daily.release_ticks(datetime(2026, 3, 29, tzinfo=LONDON), FOUR_WEEKS, times)
    assert release.next_open(0) == HOUR
    assert release.open_before(DAY) == 1


def test_the_numbers_of_a_week_are_those_of_its_hours() -> None:
    calendar = WeeklyCalendar(name="short", weekly=hours((9, 12), (13, 17), days=range(4)))
    assert calendar.open_s_per_week == 28 * 3600
    assert calendar.open_days_per_week == 4
    assert calendar.hours_per_day == 7


def test_a_calendar_without_hours_says_so() -> None:
    empty = WeeklyCalendar(name="empty", weekly=())
    assert empty.never_opens
    assert empty.hours_per_day == 24
    assert not WeeklyCalendar(name="once", weekly=(), exceptions=((date(2026, 1, 6), ((0, 60),)),)).never_opens
