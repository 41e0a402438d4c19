"""Series made from an event log agree with what the simulation that wrote it measured."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from reengineer.criteria import Criterion
from reengineer.eventlog import read_log
from reengineer.measures import SECONDS
from reengineer.monitor import Observed, series_from_log
from reengineer.review import load_review
from reengineer.simulation import RunSettings, SimulationResult, simulate

SMALL = Path(__file__).resolve().parents[1] / "review" / "small"
CRITERIA = tuple(
    Criterion(id=name, measure=measure, clock=clock, unit=unit, better="lower")  # type: ignore[arg-type]
    for name, measure, clock, unit in (
        ("elapsed", "cycle_time", None, "h"),
        ("working", "cycle_time", "working", "h"),
        ("work", "processing_time", None, "h"),
        ("rework", "rework_rate", None, None),
        ("handoffs", "handoffs", None, None),
        ("cost", "activity_cost", None, None),
    )
)


@pytest.fixture(scope="module")
def ran() -> SimulationResult:
    review = load_review(SMALL)
    return simulate(review.as_is, RunSettings(length="8 weeks", replications=1, seed=2))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def logged(ran: SimulationResult, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("log") / "log.csv"
    ran.event_log.to_csv(path)
    return path


def series(path: Path, go_live: date | None = None) -> Observed:
    as_is = load_review(SMALL).as_is
    log = read_log(path, timezone="Europe/Berlin").log
    return series_from_log(
        log, CRITERIA, unit_s=lambda each: SECONDS[each.unit or "s"], calendar=as_is.calendar("office"), go_live=go_live
    )


def mean(found: Observed, name: str) -> float:
    points = found.of(name)
    return sum(point.value * (point.n or 0) for point in points) / sum(point.n or 0 for point in points)


@pytest.mark.parametrize("name", ["elapsed", "working", "work", "handoffs"])
def test_means_agree_with_the_simulation(ran: SimulationResult, logged: Path, name: str) -> None:
    [criterion] = [each for each in CRITERIA if each.id == name]
    wanted = float(ran.values(criterion.as_measure())[0])
    # The last week or two are left out, so the means are of slightly different cases.
    assert mean(series(logged), name) == pytest.approx(wanted, rel=0.15)


def test_weeks_are_whole_and_the_first_ones_are_there(ran: SimulationResult, logged: Path) -> None:
    found = series(logged)
    days = [point.day for point in found.of("working")]
    assert days[0] == date(2026, 1, 5)
    assert all(day.weekday() == 0 for day in days)
    assert 6 <= len(days) <= 8
    cases = ran.cases
    first = cases[cases["arrived"] < cases["arrived"].min().normalize() + timedelta(days=7)]
    assert found.of("arrivals")[0].value == len(first)


def test_what_a_log_cannot_tell_is_named(logged: Path) -> None:
    assert [problem.code for problem in series(logged).problems] == ["RE979"]


def test_cases_open_on_the_day_of_the_change_belong_to_neither_side(logged: Path) -> None:
    thursday = date(2026, 1, 22)
    plain, split = (sum(point.n or 0 for point in series(logged, day).of("working")) for day in (None, thursday))
    assert split <= plain
