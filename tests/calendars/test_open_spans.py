"""Many instants at once have the open time that a calendar gives them one by one."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reengineer.calendars import OpenSpans, WeeklyCalendar

START = datetime(2026, 3, 20, tzinfo=UTC)
OFFICE = tuple((day * 1440 + 540, day * 1440 + 1020) for day in range(5))
NIGHTS = ((0, 300), (1320, 1740), (10000, 10080))
HOUR = 3_600_000_000


def micros(instant: datetime) -> int:
    return (instant - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


@pytest.mark.parametrize("zone", ["UTC", "Europe/London", "America/New_York"])
@pytest.mark.parametrize("weekly", [OFFICE, NIGHTS])
@given(hours=st.lists(st.integers(0, 24 * 21), min_size=2, max_size=8))
def test_spans_agree_with_the_calendar_in_ticks(
    zone: str, weekly: tuple[tuple[int, int], ...], hours: list[int]
) -> None:
    calendar = WeeklyCalendar(name="c", weekly=weekly, timezone=zone, exceptions=((date(2026, 3, 25), ()),))
    ticks = calendar.open_time(START, 60 * 86_400.0)
    zero = micros(START)
    spans = OpenSpans.of(calendar, zero, zero + 21 * 24 * HOUR)
    at = np.array(sorted(hours), dtype=np.int64) * HOUR
    expected = [ticks.open_between(int(at[0]), int(end)) for end in at]
    assert spans.between(np.full(len(at), zero + at[0]), zero + at).tolist() == expected
    assert spans.is_open(zero + at).tolist() == [ticks.is_open(int(each)) for each in at]
    assert (spans.next_open(zero + at) - zero).tolist() == [ticks.next_open(int(each)) for each in at]
    work = np.full(len(at), 5 * HOUR)
    assert (spans.advance(zero + at, work) - zero).tolist() == [ticks.advance(int(each), 5 * HOUR) for each in at]


def test_closed_time_within_a_stretch() -> None:
    calendar = WeeklyCalendar(name="c", weekly=OFFICE)
    monday = micros(datetime(2026, 3, 23, tzinfo=UTC))
    spans = OpenSpans.of(calendar, monday, monday + 48 * HOUR)
    found = spans.closed_in(monday + 16 * HOUR, monday + 34 * HOUR)
    assert found == [(monday + 17 * HOUR, monday + 33 * HOUR)]
