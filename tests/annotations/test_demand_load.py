"""Demand by the hour and by the gap put the same load on people."""

from collections.abc import Callable

import pytest

from reengineer.annotations import AnnotatedMap

NOTES = """\
calendars: {{office: {{mon-fri: "09:00-17:00"}}}}
resources: {{clerk: {{members: 1, calendar: office}}}}
steps: {{check: {{role: clerk, duration: 6 min}}}}
flows: {{complete: {{f3: 0.5, f4: rest}}}}
cases: {{c: {{arrivals: {{{arrivals}, calendar: office}}}}}}
"""


@pytest.mark.parametrize("arrivals", ["every: exponential(12 min)", "per_hour: 5"])
def test_an_hourly_number_counts_in_open_hours_only(read: Callable[..., AnnotatedMap], arrivals: str) -> None:
    annotated = read(NOTES.format(arrivals=arrivals))
    # Forty open hours of five cases each.
    assert annotated.arrival_rate_per_week()["c"] == pytest.approx(200)
    assert annotated.offered_load()["clerk"] == pytest.approx(0.5 * annotated.visits()["check"])


def test_a_table_of_hours_counts_where_the_calendar_is_open(read: Callable[..., AnnotatedMap]) -> None:
    arrivals = 'per_hour: {mon: {"08:00-10:00": 6, "16:00-18:00": 3}}'
    annotated = read(NOTES.format(arrivals=arrivals))
    # Six from nine to ten, three from four to five.
    assert annotated.arrival_rate_per_week()["c"] == pytest.approx(9)
