"""Both engines write the same log, row for row and column for column, compiled and uncompiled, however they are fed."""

import random
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

import reengineer as rg
from reengineer.annotations import AnnotatedMap, complete
from reengineer.errors import ReengineerError
from reengineer.files import read_yaml
from reengineer.simulation._case_sums import CaseSummer
from reengineer.simulation._kept import to_bytes
from reengineer.simulation._log import COLUMNS
from reengineer.simulation._program import Program
from reengineer.simulation._replication import Replication, reduce_run
from reengineer.simulation._settings import RunSettings
from reengineer.simulation._sketch import Sketch
from reengineer.simulation.compiling._compile import compile_model
from reengineer.simulation.loop import _summing
from reengineer.simulation.loop._codes import DONE, IN_TROUBLE, NEEDS_ROOM
from reengineer.simulation.loop._engine import advance, begin_run, run_in_loop
from reengineer.simulation.loop._state import State
from reengineer.simulation.reference import LiteralEngine, ReferenceEngine
from reengineer.simulation.selftest._programs import program_of
from reengineer.simulation.selftest._records import plain, read_examples

Loop = Callable[..., Any]
FEW = 25


@pytest.fixture(scope="session")
def uncompiled(import_plain: Callable[[str], ModuleType]) -> Loop:
    """Return the loop as Python runs it, even where it is compiled."""
    assert str(import_plain("reengineer.simulation.loop._instant").__file__).endswith(".py")
    run: Loop = import_plain("reengineer.simulation.loop._engine").run_in_loop
    return run


def by_reference(program: Program, seed: int, *, literal: bool = False) -> Replication:
    engine = (LiteralEngine if literal else ReferenceEngine)(program, seed, 0)
    return reduce_run(program, engine.run(), 0, keep_log=True)


def difference(expected: Replication, got: Any) -> str:
    """Return nothing where two runs are the same, else the first row in which they differ."""
    mine, other = expected.log, got.log
    assert mine is not None
    for number, (row, its) in enumerate(zip(mine.rows.tolist(), other.rows.tolist(), strict=False)):
        if row != its:
            pairs = zip(COLUMNS, row, its, strict=True)
            return f"row {number} of case {row[0]}: " + ", ".join(f"{n}: {a} or {b}" for n, a, b in pairs if a != b)
    if len(mine.rows) != len(other.rows):
        return f"{len(mine.rows)} rows or {len(other.rows)}"
    for name in ("cases", "steps", "busy", "duty", "overtime"):
        if not np.array_equal(getattr(expected, name), getattr(got, name)):
            return f"the table of {name}"
    same = np.array_equal(mine.members, other.members) and to_bytes(expected, "k") == to_bytes(got, "k")
    return "" if same else "members or bytes"


def assert_same(program: Program, seed: int, *loops: Loop) -> None:
    expected = by_reference(program, seed)
    if len(expected.cases) <= FEW:  # it looks at everybody again and again
        assert difference(expected, by_reference(program, seed, literal=True)) == ""
    for loop in loops:
        # Little room and few steps at a time make the loop leave and come back in the middle of instants.
        for room, steps in ((4, 7), (1000, 10**6)):
            assert difference(expected, loop(program, seed, 0, keep_log=True, room=room, steps=steps)) == ""
    assert difference_of_sums(program, seed, expected) == ""


def difference_of_sums(program: Program, seed: int, expected: Replication) -> str:
    """Return nothing where a run of the loop that adds cases up gives what the rows of another add up to."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_summing, "CASES_A_CHUNK", 1)
        got = run_in_loop(program, seed, 0, keep_log=False, room=4, most_kept=2)
    if len(expected.cases) > 2:
        summer = CaseSummer(program.streams_in_hand)
        summer.add(expected.cases, expected.horizon, expected.last_tick)
        expected = replace(expected, cases=expected.cases[:0], sums=summer.finish(expected.weeks))
    return "" if to_bytes(got, "k") == to_bytes(expected, "k") else "the cases added up"


LIMITS = (
    {"cases": 20},
    {"cases": 20, "max_events": 50},
    {"length": "9 days", "max_events": 333},
    {"length": "5 h", "end": "cut"},
    {"length": "9 days"},
    {"length": "8 days", "end": "cut"},
)
"""The longer ones run over the edges of weeks."""


@settings(max_examples=60, deadline=None)
@given(data=st.data(), limit=st.sampled_from(LIMITS), seed=st.integers(0, 2**32 - 1))
def test_generated_processes_give_the_same_log(
    sketches: st.SearchStrategy[Sketch], data: st.DataObject, limit: dict[str, Any], seed: int
) -> None:
    made = data.draw(sketches)
    assert_same(compile_model(made.annotated(), RunSettings(**limit)), seed, run_in_loop)


@settings(max_examples=20, deadline=None)
@given(data=st.data(), limit=st.sampled_from(LIMITS))
def test_so_does_the_loop_uncompiled(
    sketches: st.SearchStrategy[Sketch], uncompiled: Loop, data: st.DataObject, limit: dict[str, Any]
) -> None:
    made = data.draw(sketches)
    assert_same(compile_model(made.annotated(), RunSettings(**limit)), 1, uncompiled)


AWAY = ("20 min", "exponential(20 min)", "discrete(0 min: 0.5, 10 min: 0.5)")


@settings(max_examples=30, deadline=None)
@given(data=st.data(), limit=st.sampled_from(LIMITS), customers=st.integers(1, 5), away=st.sampled_from(AWAY))
def test_customers_who_come_again_and_again_give_the_same_log(
    sketches: st.SearchStrategy[Sketch], data: st.DataObject, limit: dict[str, Any], customers: int, away: str
) -> None:
    made = data.draw(sketches)
    come = {"arrivals": away, "population": customers}
    kinds = {name: case | come for name, case in made.notes["cases"].items()}
    again = replace(made, notes=made.notes | {"cases": kinds})
    assert_same(compile_model(again.annotated(), RunSettings(**limit)), 1, run_in_loop)


@settings(max_examples=20, deadline=None)
@given(data=st.data(), limit=st.sampled_from(LIMITS), count=st.integers(1, 9))
def test_work_in_hand_gives_the_same_log(
    sketches: st.SearchStrategy[Sketch], data: st.DataObject, limit: dict[str, Any], count: int
) -> None:
    made = data.draw(sketches)
    places = data.draw(st.lists(st.sampled_from(sorted(made.notes["steps"])), min_size=1, max_size=3, unique=True))
    some = {"cases": count, "begun": 1, "left": data.draw(st.sampled_from(("0 s", "4 min"))), "age": "1 day"}
    work = {place: data.draw(st.sampled_from((count, some))) for place in places}
    in_hand = {"initial_work": work, "attributes": {"size": "uniform(1, 9)"}}
    kinds = {name: case | in_hand for name, case in made.notes["cases"].items()}
    begun = replace(made, notes=made.notes | {"cases": kinds})
    try:
        program = compile_model(begun.annotated(), RunSettings(**limit))
    except ReengineerError:
        reject()  # within one branch of several
    assert_same(program, 1, run_in_loop)


def _goes_on_and_on(program: Program, seed: int) -> bool:
    """Say whether a run takes far more steps than any other model of this size."""
    state = State(program, seed, 0, keep_log=False, room=1000)
    begin_run(state)
    for _ in range(100):
        status = advance(state, 500)
        if status in {DONE, IN_TROUBLE}:
            return False
        if status == NEEDS_ROOM:
            state.grow()
    return True


def same_or_both_stop(program: Program, seed: int, *loops: Loop) -> str:
    """Return nothing where loops do what the reference engine does, which may be to stop with an error.

    What goes round at one instant for ever is left out: both refuse it, the reference engine after many minutes.
    """
    if _goes_on_and_on(program, seed):
        return ""
    expected, reason = None, ""
    try:
        expected = by_reference(program, seed)
    except ReengineerError as error:
        reason = str(error)
    for loop, (room, steps) in product(loops, ((4, 7), (1000, 10**6))):
        try:
            got = loop(program, seed, 0, keep_log=True, room=room, steps=steps)
        except Exception as error:
            if str(error) != reason:
                raise
            continue
        found = difference(expected, got) if expected is not None else f"the reference engine stops: {reason}"
        if found:
            return found
    return "" if expected is None else difference_of_sums(program, seed, expected)


def model_at_random(modelling: ModuleType, data: st.DataObject) -> Program:
    """Return a program with any construct; one that is refused is drawn again."""
    modeller = modelling.Modelling(lambda options: data.draw(st.sampled_from(options)))
    try:
        program = program_of(modeller.model())
    except ReengineerError:
        reject()
    return replace(program, events_at_most=modeller.most_events())


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), seed=st.integers(0, 999))
def test_models_of_every_construct_give_the_same_log(modelling: ModuleType, data: st.DataObject, seed: int) -> None:
    assert same_or_both_stop(model_at_random(modelling, data), seed, run_in_loop) == ""


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_so_they_do_uncompiled(modelling: ModuleType, uncompiled: Loop, data: st.DataObject) -> None:
    assert same_or_both_stop(model_at_random(modelling, data), 1, uncompiled) == ""


def test_who_calls_again_and_mixtures_give_the_same_log(call_centre: AnnotatedMap, uncompiled: Loop) -> None:
    """What the models at random do not draw: retrial with patience, hourly rates, mixtures within mixtures."""
    calls = compile_model(complete(call_centre)[0], RunSettings(length="9 h"))
    mixed = "mixture(0.5: 5 min, 0.3: exponential(9 min), 0.2: mixture(0.5: 1 min, 0.5: gamma(mean=4 min, cv=0.5)))"
    steps = {"A": {"duration": mixed, "role": "one"}}
    notes = {"resources": {"one": {"members": 1}}, "cases": {"case": {"start": "S", "arrivals": "9 min"}}}
    nodes = {"S": "startEvent", "A": "task", "E": "endEvent"}
    made = Sketch(nodes=nodes, flows=[("S", "A"), ("A", "E")], notes={"steps": steps, **notes})
    for program in (calls, compile_model(made.annotated(), RunSettings(cases=60))):
        assert_same(program, 1, run_in_loop, uncompiled)


@pytest.mark.slow
def test_so_do_hundreds_more(modelling: ModuleType) -> None:
    for seed in range(400):
        try:
            modeller = modelling.Modelling(random.Random(seed).choice)
            program = program_of(modeller.model())
        except ReengineerError:
            continue
        program = replace(program, events_at_most=modeller.most_events())
        assert same_or_both_stop(program, seed, run_in_loop) == "", seed


WORKED = sorted((Path(__file__).resolve().parents[1] / "worked").glob("*.yaml"))


def test_worked_examples_give_the_same_log(shared: Path, uncompiled: Loop) -> None:
    paths = (shared / "oracles" / "worked_examples.yaml", *WORKED)
    examples = [example for path in paths for example in read_examples(read_yaml(path))]
    for example in examples:
        if example.expect.error is not None:
            continue
        program = program_of(plain(example.model))
        assert same_or_both_stop(program, 1, run_in_loop, uncompiled) == "", example.id


SCENARIOS = sorted((Path(__file__).resolve().parents[2] / "scenarios").glob("*/review.yaml"))


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.parent.name)
def test_every_option_of_every_scenario_gives_the_same_log(uncompiled: Loop, path: Path) -> None:
    review = rg.load_review(path.parent)
    maps = [review.as_is, *(option.apply(review.as_is) for option in review.options.values())]
    for annotated in maps:
        program = compile_model(complete(annotated)[0], RunSettings(cases=FEW, seed=5))
        assert_same(program, 5, run_in_loop, uncompiled)


def test_a_run_without_a_log_gives_the_same_sums(scenario: Path) -> None:
    review = rg.load_review(scenario)
    program = compile_model(complete(review.as_is)[0], RunSettings(length="3 weeks"))
    streamed = run_in_loop(program, 3, 0, keep_log=False)
    assert streamed.log is None
    assert to_bytes(streamed, "k") == to_bytes(by_reference(program, 3), "k")
