"""Demand by the hour and by the gap put the same load on people."""

from collections.abc import Callable
from typing import Any

import pytest

from reengineer.annotations import AnnotatedMap, Annotations, annotate, complete
from reengineer.bpmn import read_bpmn

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


TIMED = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="P"><task id="a"/>
<startEvent id="t" name="nightly"><timerEventDefinition><timeCycle>{}</timeCycle></timerEventDefinition></startEvent>
<startEvent id="s"/><sequenceFlow id="f" sourceRef="t" targetRef="a"/><sequenceFlow id="g" sourceRef="s" targetRef="a"/>
</process></definitions>"""
OWN: dict[str, Any] = {
    "clock": {"start": "2026-01-05 08:00", "timezone": "Europe/London"},
    "calendars": {"always": {"mon": "09:00-10:00"}},
}


def timed(cycle: str, **cases: Any) -> AnnotatedMap:
    notes = OWN | {"cases": {"letter": {"start": "s", "arrivals": {"every": "1 h", "calendar": "always"}}} | cases}
    return complete(annotate(read_bpmn(TIMED.format(cycle).encode()), Annotations.model_validate(notes)))[0]


@pytest.mark.parametrize(
    ("cycle", "hours"),
    [
        ("R2/PT3H", (3, 6)),
        ("R3/2026-01-05T09:30:00/PT2H", (1.5, 3.5, 5.5)),
        ("R3/2026-01-05T09:30:00Z/PT2H", (1.5, 3.5, 5.5)),
        ("R3/2026-01-05T07:00:00/PT2H", (1, 3)),  # the first is past
        ("R2/2026-01-01T07:00:00/PT2H", ()),
    ],
)
def test_a_timer_start_brings_its_cases_by_itself(cycle: str, hours: tuple[float, ...]) -> None:
    case = timed(cycle).notes.cases["nightly"]
    assert case.start == "t"
    assert case.arrivals is not None
    assert case.arrivals.table is not None
    assert case.arrivals.table.ticks == tuple(round(hour * 3_600_000_000) for hour in hours)


def test_a_cycle_without_end_counts_every_hour_in_the_load() -> None:
    made = timed("R/PT12H")
    assert made.arrival_rate_per_week() == pytest.approx({"letter": 1, "nightly": 14})
    assert [case.arrivals and case.arrivals.calendar for case in made.notes.cases.values()] == ["always", "always 2"]


@pytest.mark.parametrize("cycle", ["R/soon", "0 0 9 * * ?", "R/2026-01-05T09:30:00/PT1M"])
def test_a_cycle_that_cannot_be_laid_out_has_its_demand_stated(cycle: str) -> None:
    assert list(timed(cycle).notes.cases) == ["letter"]


def test_what_is_stated_of_a_timer_start_counts() -> None:
    made = timed("R/PT12H", run={"start": "t", "arrivals": "8 h"})
    assert list(made.notes.cases) == ["letter", "run"]
    assert str(made.notes.cases["run"].arrivals and made.notes.cases["run"].arrivals.every) == "8 h"
