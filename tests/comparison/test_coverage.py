"""Intervals hold the truth as often as they say, and identical options are not called better: thousands of runs."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from scipy.special import ndtri

from reengineer.annotations import annotate
from reengineer.bpmn import read_bpmn
from reengineer.comparison import ReplicationPlan, Stop, compare, look, total_interval
from reengineer.criteria import Criterion
from reengineer.simulation import Job, RunSettings, SimulationResult, run_model
from reengineer.statistics import clustered_quantile_interval, keyed_uniforms, mean_estimate

RUNS = 2000
EACH = 10
FOUR = ("cycle_time", "waiting_time", "activity_cost", "handoffs")

QUEUE = b"""<?xml version="1.0"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t">
  <process id="queue"><startEvent id="in"/><task id="serve" name="Serve"/><endEvent id="out"/>
  <sequenceFlow id="f1" sourceRef="in" targetRef="serve"/><sequenceFlow id="f2" sourceRef="serve" targetRef="out"/>
  </process></definitions>"""
NOTES = """
version: 1
currency: GBP
clock: {start: 2026-01-05, timezone: UTC}
calendars: {always: {mon-sun: "00:00-24:00"}}
cases: {customer: {start: in, arrivals: {every: exponential(12 min), calendar: always}}}
resources: {clerk: {members: 1, calendar: always, cost: 30 GBP/h}}
steps: {serve: {role: clerk, duration: exponential(5 min)}}
"""


@pytest.fixture(scope="module")
def replications(tmp_path_factory: pytest.TempPathFactory) -> SimulationResult:
    """Return many terminating runs of one queue, to be taken ten at a time."""
    notes = tmp_path_factory.mktemp("queue") / "annotations.yaml"
    notes.write_text(NOTES, encoding="utf-8")
    return run_model(
        annotate(read_bpmn(QUEUE), notes),
        RunSettings(cases=60, replications=RUNS * EACH, seed=5),
        Job(log=False),
    )


def tens(values: Any) -> Iterator[Any]:
    for first in range(0, RUNS * EACH, EACH):
        yield values[first : first + EACH]


def covered(truth: float, intervals: Iterator[Any]) -> float:
    held = [each.low is not None and each.high is not None and each.low <= truth <= each.high for each in intervals]
    assert len(held) == RUNS
    return sum(held) / len(held)


@pytest.mark.slow
def test_t_intervals_of_a_queue_cover_its_mean(replications: SimulationResult) -> None:
    from reengineer.measures import Measure

    values = replications.values(Measure(name="cycle_time", unit="min"))
    share = covered(float(values.mean()), (mean_estimate(ten).interval() for ten in tens(values.tolist())))
    assert 0.93 <= share <= 0.97


@pytest.mark.slow
def test_intervals_of_a_quantile_cover_it(replications: SimulationResult) -> None:
    from reengineer.measures import Measure

    cases = replications.case_values(Measure(name="cycle_time", unit="min", statistic="p80"))
    assert cases is not None
    truth = float(np.quantile(np.concatenate(cases), 0.8))
    share = covered(truth, (clustered_quantile_interval(ten, 0.8)[1] for ten in tens(cases)))
    assert 0.93 <= share <= 0.97


@pytest.mark.slow
def test_quantile_intervals_cover_the_known_quantile_of_a_queue_in_its_steady_state() -> None:
    # Time in an M/M/1 queue is exponential with rate mu - lambda; started in its steady state, nothing warms up.
    arrival, service, customers = 0.5, 1.0, 300
    many = RUNS * EACH
    uniforms = keyed_uniforms(77, many, 2 * customers + 1)
    work = -np.log(uniforms[:, :customers]) / service
    gaps = -np.log(uniforms[:, customers:-1]) / arrival
    busy = arrival / service
    wait = np.where(
        uniforms[:, -1] < busy, -np.log(np.clip(uniforms[:, -1] / busy, 1e-300, 1)) / (service - arrival), 0.0
    )
    times = np.empty((many, customers))
    for place in range(customers):
        times[:, place] = wait + work[:, place]
        wait = np.maximum(0.0, times[:, place] - gaps[:, place])
    truth = -np.log(1 - 0.9) / (service - arrival)
    share = covered(truth, (clustered_quantile_interval(list(ten), 0.9)[1] for ten in tens(times)))
    assert 0.93 <= share <= 0.97


@pytest.mark.slow
def test_total_intervals_cover_an_effect_that_depends_on_an_unknown_input() -> None:
    # The true effect is -1 plus an input that nobody knows; the sampled runs draw it from its range.
    normal = ndtri(keyed_uniforms(3, RUNS, 3 * EACH + 1))
    held = 0
    for row in normal:
        fixed = mean_estimate(-1 + 0.5 * row[:EACH])
        drawn = mean_estimate(-1 + row[EACH : 2 * EACH] + 0.5 * row[2 * EACH : 3 * EACH])
        interval = total_interval(fixed, drawn, 0.95)
        held += interval.low is not None and interval.low <= -1 + row[-1] <= (interval.high or 0.0)
    assert 0.93 <= held / RUNS <= 0.97


def criteria() -> list[Criterion]:
    return [Criterion(id=name, measure=name, better="lower") for name in FOUR]


def alike(result: Any, run: int, n: int) -> dict[str, Any]:
    """Return five options that differ from the as-is by luck alone."""
    noise = ndtri(keyed_uniforms(run, 6 * 4, n)).reshape(6, 4, n)
    names = ("as-is", "b", "c", "d", "e", "f")
    return {name: result(**dict(zip(FOUR, 10 + noise[place], strict=True))) for place, name in enumerate(names)}


@pytest.mark.slow
def test_options_that_are_alike_are_seldom_called_better(result: Any) -> None:
    false, covers = 0, 0
    for run in range(RUNS):
        found = compare(alike(result, run, EACH), criteria()).differences
        false += any(item.verdict == "better" for item in found)
        covers += all(item.ci_low is not None and item.ci_low <= 0 <= (item.ci_high or 0.0) for item in found)
    assert false / RUNS <= 0.05
    assert covers / RUNS >= 0.93


@pytest.mark.slow
def test_looking_again_and_again_makes_no_findings(result: Any) -> None:
    plan, false = ReplicationPlan(precision=0.5, step=10), 0
    for run in range(RUNS):
        results, n = alike(result, run, 30), plan.pilot
        results = {name: results[name] for name in ("as-is", "b", "c")}
        while True:
            cut = {name: each.first(n) for name, each in results.items()}
            comparison = compare(cut, [each.model_copy(update={"smallest_change": 0.2}) for each in criteria()[:2]])
            found = look(comparison, plan)
            if isinstance(found, Stop):
                break
            n = found
        false += any(item.verdict == "better" for item in comparison.differences)
    assert false / RUNS <= 0.05
