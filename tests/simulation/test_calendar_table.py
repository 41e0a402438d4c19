"""Calendars of a model are laid out once, joined, and turned into releases."""

from datetime import UTC, datetime

import pytest

from reengineer.annotations import Release
from reengineer.calendars import OpenTime, WeeklyCalendar
from reengineer.simulation.compiling._calendar_table import CalendarTable

HOUR = 3_600_000_000
DAY = 24 * HOUR
WEEK = 7 * DAY
MONDAY = datetime(2026, 1, 5, tzinfo=UTC)


def weekly(*spans: tuple[int, int], zone: str = "UTC") -> WeeklyCalendar:
    """Return a calendar of hours of the week."""
    return WeeklyCalendar(name="some", weekly=tuple((60 * a, 60 * b) for a, b in spans), timezone=zone)


@pytest.fixture
def table() -> CalendarTable:
    return CalendarTable(MONDAY, 2 * 604_800.0)


def instants(calendar: OpenTime, until: int) -> list[float]:
    """Return the hours at which a calendar of single ticks opens."""
    found, tick = [], -1
    while (tick := calendar.next_open(tick + 1)) < until:
        found.append(tick / HOUR)
    return found


def every(text: str) -> Release:
    return Release.model_validate({"every": text})


def test_equal_calendars_share_a_number(table: CalendarTable) -> None:
    assert table.weekly(weekly((9, 17))) == table.weekly(weekly((9, 17))) != table.weekly(weekly((9, 16)))


def test_the_union_of_one_calendar_is_itself(table: CalendarTable) -> None:
    number = table.weekly(weekly((9, 17)))
    assert table.union([number, number]) == number
    assert len(table.laid_out) == 1


def test_a_union_is_open_where_any_is(table: CalendarTable) -> None:
    numbers = [table.weekly(weekly(*spans)) for spans in ([(9, 12), (20, 22)], [(11, 17)], [(22, 23)])]
    union = table.laid_out[table.union(numbers)]
    assert union.intervals() == [(9 * HOUR, 17 * HOUR), (20 * HOUR, 23 * HOUR)]
    assert union.repeats() == (0, WEEK)


def test_a_union_of_a_plain_week_and_a_dated_one_is_right_in_both(table: CalendarTable) -> None:
    plain = table.weekly(weekly((9, 12)))
    dated = table.weekly(weekly((11, 17), zone="Europe/London"))
    union = table.laid_out[table.union([plain, dated])]
    # In summer 11:00 in London is 10:00 in universal time: the two still overlap, and end an hour sooner.
    for week, open_hours in ((0, 8), (3, 8), (12, 7), (20, 7), (45, 8)):
        assert union.open_between(week * WEEK, (week + 1) * WEEK) == open_hours * HOUR


def test_a_release_every_so_often_counts_from_each_opening(table: CalendarTable) -> None:
    number = table.release(weekly((9, 17), (33, 35)), every("3 h"))
    assert instants(table.laid_out[number], WEEK + DAY) == [9, 12, 15, 33, 177, 180, 183]


def test_a_release_keeps_the_rhythm_of_a_shift_that_began_before_the_run(table: CalendarTable) -> None:
    # Sunday 22:00 to Monday 06:00: every three hours is 22:00, 01:00 and 04:00.
    number = table.release(weekly((0, 6), (166, 168)), every("3 h"))
    assert instants(table.laid_out[number], 2 * DAY) == [1, 4]
    assert instants(table.laid_out[number], WEEK + 5 * HOUR) == [1, 4, 166, 169, 172]


def test_a_release_without_closing_time_never_loses_its_rhythm(table: CalendarTable) -> None:
    number = table.release(weekly((0, 168)), every("5 h"))
    assert instants(table.laid_out[number], 21 * HOUR) == [0, 5, 10, 15, 20]
    assert table.laid_out[number].next_open(34 * 5 * HOUR - 1) == 34 * 5 * HOUR


def test_a_release_on_a_calendar_with_dates_counts_from_each_opening(table: CalendarTable) -> None:
    number = table.release(weekly((9, 14), zone="Europe/London"), every("2 h"))
    assert instants(table.laid_out[number], WEEK) == [9, 11, 13]
    # In the thirteenth week it is summer time.
    assert instants(table.laid_out[number], 14 * WEEK)[-3:] == [13 * 168 + hour for hour in (8, 10, 12)]


def test_releases_at_times_fall_on_open_days_only(table: CalendarTable) -> None:
    number = table.release(weekly((9, 17), (33, 41)), Release.model_validate({"at": ["18:00", "08:00"]}))
    assert instants(table.laid_out[number], WEEK) == [8, 18, 32, 42]
