"""Intervals of effects that rest on refits hold the true effects of a known model; those of chance alone do not."""

from collections.abc import Callable

import numpy as np
import pytest

from reengineer.annotations import AnnotatedMap, Refits
from reengineer.calibration import bootstrap, fit_evidence, items_of, prepare
from reengineer.comparison import refitted_interval
from reengineer.measures import Measure
from reengineer.simulation import Job, RunSettings, run_model, simulate
from reengineer.statistics import Interval, mean_estimate

pytestmark = pytest.mark.slow

MODEL = """
clock: {start: 2026-01-05}
calendars: {office: {mon-fri: "09:00-17:00"}}
cases: {case: {start: start, arrivals: {every: exponential(20 min), calendar: office}}}
resources:
  clerk: {members: [Ann, Bo], calendar: office}
  judge: {members: [Di], calendar: office}
steps:
  a: {role: clerk, duration: gamma(mean=22 min, cv=0.5)}
  b: {role: judge, duration: exponential(14 min)}
flows: {x: {x_to_b: 0.7, x_to_end: rest}}
"""
CYCLE = Measure(name="cycle_time", clock="working")
LOGS, REFITS = 6, 10
RUN = RunSettings(length="20 weeks", warm_up="4 weeks", replications=REFITS, seed=5)
TWICE = RUN.model_copy(update={"replications": 2 * REFITS})
Change = Callable[[AnnotatedMap], AnnotatedMap]


def factor_on(step: str, factor: float) -> Change:
    def change(model: AnnotatedMap) -> AnnotatedMap:
        notes = model.notes.steps[step]
        assert notes.duration is not None
        return model.with_step(step, notes.model_copy(update={"duration": notes.duration.scaled(factor)}))

    return change


def share_to_b(share: float) -> Change:
    return lambda model: model.with_shares("x", {"x_to_b": share, "x_to_end": "rest"})


CHANGES = (factor_on("a", 0.8), factor_on("b", 0.7), share_to_b(0.5))


def hours(model: AnnotatedMap, run: RunSettings = RUN, refits: tuple[AnnotatedMap, ...] = ()) -> np.ndarray:
    job = Job(unstable=True, sampled=bool(refits), refits=refits)
    return np.asarray(run_model(model, run, job).values(CYCLE)) / 3600


def intervals_of(truth: AnnotatedMap, seed: int) -> list[tuple[Interval, Interval]]:
    log = simulate(truth, RunSettings(length="5 weeks", replications=1, seed=seed)).event_log
    evidence = prepare(items_of(log), truth.map)
    fitted = fit_evidence(evidence).annotations
    redrawn = Refits.of(fitted.notes, [each.notes for each in bootstrap(evidence, REFITS)])
    models = tuple(fitted.with_notes(redrawn.applied(fitted.notes, number)) for number in range(REFITS))
    before, spread = hours(fitted), hours(fitted, TWICE, models)
    found = []
    for change in CHANGES:
        fixed = hours(change(fitted)) - before
        drawn = hours(change(fitted), TWICE, tuple(change(model) for model in models)) - spread
        total = refitted_interval(fixed.tolist(), drawn.tolist(), REFITS, 0.95)
        found.append((mean_estimate(fixed).interval(), total))
    return found


def test_intervals_from_refits_hold_the_true_effect(draw: Callable[..., AnnotatedMap]) -> None:
    truth = draw("start > a > ?x > b > end\nx > end", MODEL)
    many = RUN.model_copy(update={"replications": 40})
    base = hours(truth, many)
    true = [float((hours(change(truth), many) - base).mean()) for change in CHANGES]
    held = np.array([
        [interval.low <= effect <= interval.high for interval in pair]
        for seed in range(LOGS)
        for effect, pair in zip(true, intervals_of(truth, 300 + seed), strict=True)
    ])  # fmt: skip
    by_chance, with_refits = held.mean(axis=0)
    assert with_refits >= 0.85
    assert by_chance < with_refits
