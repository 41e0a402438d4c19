"""Uncertain inputs: as stated, or sampled once a replication and shared by options."""

from collections.abc import Callable

from reengineer.annotations import AnnotatedMap
from reengineer.simulation import Job, RunSettings, run_model
from reengineer.simulation._series import with_sampled_inputs
from reengineer.simulation._sketch import Sketch
from reengineer.simulation.compiling._compile import compile_model

SHORT = RunSettings(cases=5, replications=3)


def mean_of(annotated: AnnotatedMap, step: str = "A") -> float:
    duration = annotated.notes.steps[step].duration
    assert duration is not None
    return duration.mean


def test_a_program_takes_numbers_as_stated(sketch: Callable[..., Sketch]) -> None:
    ranged = sketch("S A E", steps={"A": {"duration": "10 min (8 min to 15 min)"}}).annotated()
    plain = sketch("S A E", steps={"A": {"duration": "10 min"}}).annotated()
    assert (compile_model(ranged, SHORT).parameters == compile_model(plain, SHORT).parameters).all()


def test_a_sampled_number_lies_in_its_range_and_has_none(sketch: Callable[..., Sketch]) -> None:
    annotated = sketch("S A E", steps={"A": {"duration": "10 min (8 min to 15 min)"}}).annotated()
    for replication in range(50):
        sampled = with_sampled_inputs(annotated, 1, replication)
        assert 480 <= mean_of(sampled) <= 900
        assert not sampled.uncertain


def test_each_replication_has_its_own_numbers_and_keeps_them(sketch: Callable[..., Sketch]) -> None:
    annotated = sketch("S A E", steps={"A": {"duration": "10 min (8 min to 15 min)"}}).annotated()
    first, again, second = (mean_of(with_sampled_inputs(annotated, 1, number)) for number in (0, 0, 1))
    assert first == again
    assert first != second


def test_options_share_the_numbers_of_what_they_leave_alone(sketch: Callable[..., Sketch]) -> None:
    ranged = {"duration": "10 min (8 min to 15 min)"}
    alone = sketch("S A E", steps={"A": ranged}).annotated()
    longer = sketch("S B A E", steps={"A": ranged, "B": ranged}).annotated()
    assert mean_of(with_sampled_inputs(alone, 1, 4)) == mean_of(with_sampled_inputs(longer, 1, 4))
    assert mean_of(with_sampled_inputs(longer, 1, 4), "A") != mean_of(with_sampled_inputs(longer, 1, 4), "B")


def test_a_sampled_run_differs_and_says_so(sketch: Callable[..., Sketch]) -> None:
    annotated = sketch("S A E", steps={"A": {"duration": "10 min (8 min to 15 min)"}}).annotated()
    stated = run_model(annotated, SHORT, Job())
    sampled = run_model(annotated, SHORT, Job(sampled=True))
    assert sampled.sampled
    work = [run.column("processing").sum() for result in (stated, sampled) for run in result.replications]
    assert len(set(work[:3])) == 1
    assert len(set(work[3:])) == 3
