"""Breaks within the day, openings and closings are found in logs of processes whose hours are known."""

from collections.abc import Callable

import numpy as np
import pytest

from reengineer.annotations import AnnotatedMap
from reengineer.calibration import Fitted, fit
from reengineer.eventlog import Log
from reengineer.simulation import RunSettings, simulate

MODEL = """
clock: {{start: 2026-01-05}}
calendars:
  hours: {hours}
cases:
  case: {{start: start, arrivals: {{every: exponential({gap}), calendar: hours}}}}
resources:
  clerk: {{members: 3, calendar: hours}}
steps:
  a: {{role: clerk, duration: "gamma(mean=20 min, cv=0.6)"}}
  b: {{role: clerk, duration: "gamma(mean=10 min, cv=0.6)"}}
"""
LUNCH = '{mon-fri: ["08:30-12:15", "12:45-16:30"]}'
OFFICE = '{mon-fri: "09:00-17:00"}'
NIGHT = '{mon-fri: ["00:00-06:00", "22:00-24:00"]}'
Draw = Callable[..., AnnotatedMap]


def log_with(draw: Draw, hours: str) -> Log:
    truth = draw("start > a > b > end", MODEL.format(hours=hours, gap="25 min"))
    return simulate(truth, RunSettings(length="12 weeks", replications=1, seed=4)).event_log


def wrong_share(fitted: Fitted, hours: str, draw: Draw) -> float:
    """Return the share of the minutes of the week for which a fitted calendar differs from the true one."""
    true = draw("start > a > b > end", MODEL.format(hours=hours, gap="1 h"))
    (group,) = fitted.annotations.notes.resources.values()
    both = (true.calendar("hours").weekly, fitted.annotations.calendar(group.calendar).weekly)
    minutes = np.zeros((2, 7 * 1440), dtype=bool)
    for row, weekly in enumerate(both):
        for first, last in weekly:
            minutes[row, first:last] = True
    return float((minutes[0] != minutes[1]).mean())


@pytest.mark.parametrize("hours", [LUNCH, OFFICE, NIGHT])
def test_hours_of_the_day_are_found(draw: Draw, hours: str) -> None:
    fitted = fit(log_with(draw, hours), draw("start > a > b > end").map)
    assert wrong_share(fitted, hours, draw) < 0.01
