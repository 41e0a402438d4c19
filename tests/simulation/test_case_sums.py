"""Cases that are added up give the measures that their rows give: exactly, and quantiles to their stated error."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reengineer.errors import UsageError
from reengineer.measures import CLOCKS, QUANTILES, STATISTICS, Measure
from reengineer.simulation import Job, RunSettings, SimulationResult, run_model, simulate
from reengineer.simulation._buckets import ERROR, Counts, bucket_of, counted, middle_of, quantile
from reengineer.simulation._case_sums import CaseSummer, CaseSums, spans_of
from reengineer.simulation._kept import from_bytes, to_bytes
from reengineer.simulation._measures import measure_value
from reengineer.simulation._replication import Replication, reduce_run
from reengineer.simulation._sketch import Sketch
from reengineer.simulation._warm_up import warm_up_weeks, weekly_means, weekly_open_cases
from reengineer.simulation.loop import _summing
from reengineer.simulation.loop._engine import run_in_loop

WEEK = 604_800_000_000
NUMBERS = st.integers(0, 600) | st.integers(0, 2**52) | st.builds(lambda power: 2**power - 1, st.integers(1, 60))


def counts_of(values: list[int]) -> Counts:
    found = Counts()
    found.merge(*counted(bucket_of(np.array(values, dtype=np.int64))))
    return found


@given(
    values=st.lists(NUMBERS, min_size=1),
    share=st.sampled_from(sorted(QUANTILES.values())),
    sign=st.sampled_from((1, -1)),
)
def test_a_quantile_of_counts_is_that_of_the_values_to_the_stated_error(
    values: list[int], share: float, sign: int
) -> None:
    signed = [sign * value for value in values]
    got = quantile(*counts_of(signed).filled, share)
    assert got == pytest.approx(float(np.quantile(signed, share)), rel=ERROR * (1 + 1e-9), abs=0)


@given(values=st.lists(st.integers(-255, 255), min_size=1))
def test_small_numbers_have_a_bucket_of_their_own(values: list[int]) -> None:
    assert middle_of(bucket_of(np.array(values))).tolist() == values


@given(
    values=st.lists(NUMBERS | NUMBERS.map(lambda value: -value)),
    parts=st.lists(st.integers(0, 40), max_size=4),
    seed=st.integers(),
)
def test_counts_are_the_same_in_any_order_and_in_any_parts(values: list[int], parts: list[int], seed: int) -> None:
    mixed = random.Random(seed).sample(values, len(values))
    found = Counts()
    edges = sorted(min(each, len(values)) for each in parts)
    for first, last in zip([0, *edges], [*edges, len(values)], strict=True):
        found.merge(*counted(bucket_of(np.array(mixed[first:last], dtype=np.int64))))
    assert [each.tolist() for each in found.filled] == [each.tolist() for each in counts_of(values).filled]


@pytest.mark.parametrize(("weeks", "width"), [(1, 1), (32, 1), (33, 2), (64, 2), (65, 4), (5000, 256)])
def test_there_are_never_more_than_32_spans(weeks: int, width: int) -> None:
    assert spans_of(weeks) == width
    assert -(-weeks // width) <= 32


# A run with its rows, and what these add up to


def added(run: Replication, in_hand: int = 0, order: Iterator[int] | None = None) -> Replication:
    """Return a replication whose cases are added up, in any order and in parts."""
    summer = CaseSummer(in_hand)
    rows = run.cases if order is None else run.cases[list(order)]
    for part in np.array_split(rows, 3):
        summer.add(part, run.horizon, run.last_tick)
    return replace(run, cases=run.cases[:0], sums=summer.finish(run.weeks))


@pytest.fixture(scope="module")
def whole(sketch: Callable[..., Sketch]) -> SimulationResult:
    """Return five weeks of two classes of case, with work done again, open ones at the end, and some in hand."""
    made = sketch(
        "S A G B E, G C E, G A",
        calendars={"office": {"mon-fri": "09:00-17:00"}, "early": {"mon-fri": "07:00-15:00"}},
        cases={
            "case": {
                "start": "S",
                "arrivals": {"every": "exponential(70 min)", "calendar": "office"},
                "initial_work": {"A": 4},
            },
            "other": {"start": "S", "arrivals": "exponential(5 h)"},
        },
        clock={"start": "2026-01-07 10:30", "timezone": "Europe/London"},
        resources={
            "clerk": {"members": 2, "calendar": "office", "cost": "30 GBP/h"},
            "expert": {"members": 1, "calendar": "early"},
        },
        steps={
            "A": {"role": "clerk", "duration": "exponential(40 min)"},
            "B": {"role": "expert", "duration": "gamma(mean=35 min, cv=2)"},
            "C": {"duration": "2 days"},
        },
        flows={"G": {"to B": 0.6, "to A": 0.15, "to C": "rest"}},
    )
    return simulate(made.annotated(), RunSettings(length="5 weeks", replications=2, end="cut"), log=False)


def with_sums(result: SimulationResult, **how: Any) -> SimulationResult:
    return replace(result, replications=tuple(added(run, result.scale.in_hand, **how) for run in result.replications))


OF_CASES = ("cycle_time", "waiting_time", "processing_time", "activity_cost", "handoffs")


def asked(result: SimulationResult) -> Iterator[Measure]:
    scopes = [("process", None), *(("class", name) for name in result.classes)]
    for name, statistic, (scope, scope_id), clock in product(OF_CASES, STATISTICS, scopes, CLOCKS):
        yield Measure(name=name, statistic=statistic, scope=scope, scope_id=scope_id, clock=clock)  # type: ignore[arg-type]
    for name in ("flow_efficiency", "rework_rate"):
        yield from (Measure(name=name, scope=scope, scope_id=scope_id) for scope, scope_id in scopes)  # type: ignore[arg-type]
    yield from (Measure(name=name) for name in ("throughput", "work_in_progress", "resourcing_cost"))
    yield Measure(name="wait_by_cause", scope_id="contention")
    yield Measure(name="completion_rate", scope="step", scope_id="B")


@pytest.mark.parametrize("warm_up", [0, 2, 5])
def test_sums_give_every_measure_that_rows_give(whole: SimulationResult, warm_up: int) -> None:
    rows = whole.with_warm_up(warm_up * 604_800)
    sums = with_sums(rows)
    assert sums.quantile_error == ERROR
    assert rows.quantile_error == 0
    for measure in asked(rows):
        error = ERROR if measure.statistic in QUANTILES else 1e-9
        expected, got = rows.values(measure), sums.values(measure)
        if measure.name == "waiting_time" and measure.statistic in QUANTILES and (expected < 0).any():
            continue  # between values of either sign the error is a share of these, not of what lies between
        assert got == pytest.approx(expected, rel=error, abs=0, nan_ok=True), measure


def test_waits_parts_and_warm_up_are_the_same_from_sums(whole: SimulationResult) -> None:
    sums = with_sums(whole)
    assert sums.wait_rows() == whole.wait_rows()
    assert np.array_equal(sums.cycle_parts(), whole.cycle_parts())
    for runs in ((whole.replications, sums.replications),):
        assert np.array_equal(*(weekly_means(each, whole.scale.in_hand) for each in runs))
        assert np.array_equal(*(weekly_open_cases(each) for each in runs))
        assert len({warm_up_weeks(each, whole.scale.in_hand) for each in runs}) == 1


def same(one: CaseSums, other: CaseSums) -> bool:
    names = ("weekly", "cells", "moments", "buckets")
    return (one.count, one.width) == (other.count, other.width) and all(
        np.array_equal(getattr(one, name), getattr(other, name)) for name in names
    )


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_cases_may_end_in_any_order(whole: SimulationResult, seed: int) -> None:
    run = whole.replications[0]
    order = random.Random(seed).sample(range(len(run.cases)), len(run.cases))
    one, other = added(run, whole.scale.in_hand).sums, added(run, whole.scale.in_hand, iter(order)).sums
    assert one is not None
    assert other is not None
    assert same(one, other)


def test_stored_sums_are_read_back_and_damaged_ones_are_not(whole: SimulationResult) -> None:
    run = added(whole.replications[0], whole.scale.in_hand)
    data = to_bytes(run, "key")
    found = from_bytes(data, "key")
    assert found is not None
    assert found.sums is not None
    assert run.sums is not None
    assert same(found.sums, run.sums)
    assert found.case_count == len(whole.replications[0].cases)
    spoilt = replace(run, sums=replace(run.sums, buckets=run.sums.buckets + 10**6))
    assert from_bytes(to_bytes(spoilt, "key"), "key") is None


# The loop and the reference engine


@pytest.fixture
def few_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the loop add up cases again and again."""
    monkeypatch.setattr(_summing, "CASES_A_CHUNK", 1)


@pytest.fixture
def one_clerk(sketch: Callable[..., Sketch]) -> Sketch:
    steps = {"A": {"role": "clerk", "duration": "exponential(50 min)"}}
    return sketch(
        "S A E",
        steps=steps,
        resources={"clerk": {"members": 1}},
        cases={"case": {"start": "S", "arrivals": "exponential(1 h)"}},
    )


def test_long_runs_say_that_cases_were_added_up(
    one_clerk: Sketch, few_rows: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited = RunSettings(cases=2000, replications=1, warm_up="5 weeks")
    rows = simulate(one_clerk.annotated(), limited, log=False)
    for function in (run_in_loop, reduce_run):
        monkeypatch.setitem(function.__kwdefaults__, "most_kept", 500)
    one, other = (run_model(one_clerk.annotated(), limited, Job(engine=each)) for each in ("compiled", "reference"))  # type: ignore[arg-type]
    assert [to_bytes(run, "k") for run in one.replications] == [to_bytes(run, "k") for run in other.replications]
    assert "RE545" in {each.code for each in one.assumptions}
    # Some 50 weeks make spans of two, and the warm-up is rounded up to the end of one.
    assert one.warm_up_s == 6 * 604_800
    assert measure_value(one.replications[0], one.scale, Measure(name="cycle_time")) == pytest.approx(
        rows.with_warm_up(6 * 604_800).values(Measure(name="cycle_time"))[0], rel=1e-12
    )
    with pytest.raises(UsageError, match="kept no rows") as raised:
        _ = one.cases
    assert raised.value.problems[0].code == "RE524"
    assert one.case_values(Measure(name="cycle_time")) is None
