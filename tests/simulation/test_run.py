"""One entry to simulation: the same result for any number of processes, enough replications, and plain refusals."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from reengineer.errors import ModelError, UnstableError, UsageError
from reengineer.measures import Measure
from reengineer.simulation import Hooks, Job, RunSettings, SimulationResult, check_load, run_model, simulate, to_bytes
from reengineer.simulation._sketch import Sketch

CYCLE = Measure(name="cycle_time", clock="working")
HOURS = {"always": {"daily": "00:00-24:00"}}


@pytest.fixture(scope="module")
def made(sketch: Callable[..., Sketch]) -> Sketch:
    """Return one clerk with half as much work as one can do."""
    return sketch(
        "S A E",
        calendars=HOURS,
        resources={"clerk": {"members": 1, "calendar": "always"}},
        steps={"A": {"role": "clerk", "duration": "exponential(30 min (20 to 40))"}},
        cases={"case": {"start": "S", "arrivals": {"every": "exponential(60 min)", "calendar": "always"}}},
    )


def held(result: SimulationResult) -> list[bytes]:
    return [to_bytes(run, "key") for run in result.replications]


def test_a_run_says_how_it_was_made(made: Sketch) -> None:
    result = simulate(made.annotated(), RunSettings(cases=50, replications=2, seed=9))
    assert (result.name, result.engine, result.seed, len(result.replications)) == ("as-is", "compiled", 9, 2)
    assert result.load == {"clerk": pytest.approx(0.5)}
    assert result.weeks == 1
    assert result.horizon_s == max(run.horizon for run in result.replications) / 1e6


def test_the_first_replications_do_not_depend_on_how_many_there_are(made: Sketch) -> None:
    few, many = (simulate(made.annotated(), RunSettings(cases=50, replications=count)) for count in (2, 4))
    assert held(few) == held(many.first(2))


def test_no_log_is_kept_where_none_is_asked_for(made: Sketch) -> None:
    result = simulate(made.annotated(), RunSettings(cases=5, replications=1), log=False)
    assert len(result.log) == 0
    assert list(result.log.columns)[:3] == ["option", "replication", "case"]


def test_replications_go_on_until_the_mean_is_known(made: Sketch) -> None:
    numbers = {
        precision: len(
            simulate(made.annotated(), RunSettings(cases=100, replications="auto", precision=precision)).replications
        )
        for precision in (0.9, 0.12, 0.001)
    }
    assert numbers[0.9] == 10
    assert numbers[0.9] < numbers[0.12] < numbers[0.001] == 30


def test_replications_that_are_there_already_are_not_run_again_and_change_nothing(made: Sketch) -> None:
    settings = RunSettings(cases=100, replications="auto", precision=0.12)
    fresh = run_model(made.annotated(), settings)
    for count in (3, 12, 30):
        done = run_model(made.annotated(), RunSettings(cases=100, replications=count)).replications
        again = run_model(made.annotated(), settings, Job(done=done))
        assert held(again) == held(fresh)
        assert again.replications[0] is done[0]


def test_a_result_that_cannot_be_measured_is_never_precise(made: Sketch) -> None:
    settings = RunSettings(length=1.0, replications="auto")
    assert len(simulate(made.annotated(), settings).replications) == 30


def test_uncertain_inputs_are_sampled_once_a_replication(made: Sketch) -> None:
    settings = RunSettings(cases=400, replications=10)
    sampled = run_model(made.annotated(), settings, Job(sampled=True, log=True))
    stated = run_model(made.annotated(), settings, Job(log=True))
    assert sampled.sampled
    works = [[run.log.column("work").mean() / 60e6 for run in result.replications] for result in (sampled, stated)]
    # Ten means of 400 exponential draws lie within 10 per cent of 30; the sampled means range from 20 to 40.
    assert max(works[1]) - min(works[1]) < 6 < max(works[0]) - min(works[0])


def test_a_warm_up_can_be_looked_for(made: Sketch) -> None:
    result = simulate(made.annotated(), RunSettings(length="8 weeks", replications=2, warm_up="auto"))
    assert result.warm_up_s % 604_800 == 0
    assert result.warm_up_s <= 4 * 604_800


def test_a_warm_up_of_some_time_is_rounded_up_to_weeks(made: Sketch) -> None:
    result = simulate(made.annotated(), RunSettings(length="3 weeks", replications=1, warm_up="8 days"))
    assert result.warm_up_s == 2 * 604_800


def crowded(made: Sketch, minutes: int) -> Sketch:
    steps = {"A": {"role": "clerk", "duration": f"exponential({minutes} min)"}}
    return replace(made, notes={**made.notes, "steps": steps})


def test_more_work_than_can_be_done_is_refused_by_group(made: Sketch) -> None:
    with pytest.raises(UnstableError, match=r"clerk is offered 100\.0 %") as raised:
        simulate(crowded(made, 60).annotated(), RunSettings(cases=5))
    assert [problem.code for problem in raised.value.problems] == ["RE540"]


def test_a_nearly_full_group_is_a_warning(made: Sketch) -> None:
    result = simulate(crowded(made, 58).annotated(), RunSettings(cases=5, replications=1))
    found = [(problem.code, problem.severity) for problem in result.assumptions if problem.code.startswith("RE5")]
    assert found == [("RE541", "warning")]


def test_an_overfull_model_runs_where_that_is_wanted(made: Sketch) -> None:
    result = run_model(crowded(made, 90).annotated(), RunSettings(cases=5, replications=1), Job(unstable=True))
    assert result.load["clerk"] == pytest.approx(1.5)
    assert [problem.code for problem in result.assumptions if problem.code.startswith("RE5")] == ["RE541"]


def test_a_moderate_load_is_no_problem() -> None:
    assert check_load({"clerk": 0.5, "boss": 0.94}) == ()


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"engine": "compiled", "hooks": Hooks()}, "RE530"),
        ({"jobs": 0}, "RE531"),
        ({"jobs": 2, "hooks": Hooks()}, "RE532"),
    ],
)
def test_a_call_that_makes_no_sense_is_refused(made: Sketch, asked: dict[str, object], code: str) -> None:
    with pytest.raises(UsageError) as raised:
        simulate(made.annotated(), RunSettings(cases=5), **asked)
    assert [problem.code for problem in raised.value.problems] == [code]


def test_what_is_missing_and_cannot_be_assumed_is_told(sketch: Callable[..., Sketch]) -> None:
    with pytest.raises(ModelError):
        simulate(sketch("S M E").annotated(), RunSettings(cases=5))


@pytest.mark.slow
@pytest.mark.parametrize("sampled", [False, True])
def test_any_number_of_processes_gives_the_same_bytes(made: Sketch, sampled: bool) -> None:
    settings = RunSettings(cases=100, replications="auto", precision=0.12)
    results = [run_model(made.annotated(), settings, Job(jobs=jobs, sampled=sampled)) for jobs in (1, 2)]
    assert held(results[0]) == held(results[1])
    assert results[0].values(CYCLE).tolist() == results[1].values(CYCLE).tolist()
