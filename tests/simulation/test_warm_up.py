"""The start-up of a run is found where there is one."""

from dataclasses import replace

import numpy as np
import pytest

from reengineer.simulation._log import CASE_OPEN
from reengineer.simulation._replication import ALL_CASE_COLUMNS, COLUMN, TICKS_A_WEEK, Replication
from reengineer.simulation._warm_up import warm_up_weeks, weekly_means, weekly_open_cases


def replication(cycles: list[float], cases: int = 5) -> Replication:
    """Return a replication with some cases each week, all of the same cycle time in ticks."""
    rows = np.zeros((len(cycles) * cases, len(ALL_CASE_COLUMNS)), dtype=np.int64)
    weeks = np.repeat(np.arange(len(cycles)), cases)
    rows[:, COLUMN["arrived"]] = weeks * TICKS_A_WEEK + np.tile(np.arange(cases), len(cycles))
    rows[:, COLUMN["completed"]] = rows[:, COLUMN["arrived"]] + np.repeat(np.array(cycles), cases)
    empty = np.zeros((0, len(cycles) + 1), dtype=np.int64)
    horizon = len(cycles) * TICKS_A_WEEK
    return Replication(
        number=0, cases=rows, steps=empty, busy=empty, duty=empty, overtime=empty, horizon=horizon, last_tick=horizon
    )


def steady(weeks: int) -> list[float]:
    return [100.0 + 3 * (week % 2) for week in range(weeks)]


def test_a_planted_start_up_is_found() -> None:
    assert warm_up_weeks([replication([10.0, 40.0, 70.0, *steady(17)])]) == 3


def test_a_run_without_a_start_up_keeps_nearly_everything() -> None:
    assert warm_up_weeks([replication(steady(20))]) <= 1


def test_never_more_than_half_is_left_out() -> None:
    assert warm_up_weeks([replication([float(10 * week) for week in range(12)])]) <= 6


@pytest.mark.parametrize("weeks", [1, 5])
def test_a_short_run_has_no_warm_up(weeks: int) -> None:
    assert warm_up_weeks([replication([1.0, 100.0, 100.0, 100.0, 100.0][:weeks])]) == 0


def test_weeks_are_averaged_over_replications() -> None:
    means = weekly_means([replication([10.0, 20.0]), replication([30.0, 40.0])])
    assert means.tolist() == [20, 30]


def test_open_cases_and_parts_of_a_week_do_not_count() -> None:
    run = replication([10.0, 20.0, 30.0])
    run.cases[0, COLUMN["state"]] = CASE_OPEN
    run.cases[0, COLUMN["completed"]] = -1
    shorter = Replication(
        number=0, cases=run.cases, steps=run.steps, busy=run.busy, duty=run.duty, overtime=run.overtime,
        horizon=2 * TICKS_A_WEEK + 5, last_tick=0,
    )  # fmt: skip
    assert weekly_means([shorter]).tolist() == [10, 20]


def test_open_cases_are_averaged_over_each_week() -> None:
    # Two cases: one open for the whole first week, one for a quarter of the second.
    run = replication([float(TICKS_A_WEEK), TICKS_A_WEEK / 4], cases=1)
    assert weekly_open_cases([run]).tolist() == [1, 0.25]


def test_a_process_that_fills_slowly_has_a_warm_up_though_its_cases_are_all_alike() -> None:
    # Each case lasts three weeks, so the number open rises for three weeks and then stays.
    assert warm_up_weeks([replication([3.0 * TICKS_A_WEEK] * 20)]) == 3


def test_weeks_after_the_last_arrival_do_not_count() -> None:
    run = replication([10.0, 40.0, 70.0, *steady(17)])
    longer = replace(run, horizon=50 * TICKS_A_WEEK)
    assert warm_up_weeks([longer]) == warm_up_weeks([run]) == 3
