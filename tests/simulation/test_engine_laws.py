"""Laws that hold for any process: nothing is lost, rows add up, the same seed gives the same bytes."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reengineer.errors import InternalError
from reengineer.simulation._checks import check_run
from reengineer.simulation._items import RawRun
from reengineer.simulation._kept import to_bytes
from reengineer.simulation._log import AT, CASE_AT, CASE_COLUMNS, LogRows
from reengineer.simulation._program import Program
from reengineer.simulation._replication import reduce_run
from reengineer.simulation._settings import RunSettings
from reengineer.simulation._sketch import Sketch
from reengineer.simulation.compiling._compile import compile_model
from reengineer.simulation.reference import ReferenceEngine


def run_of(made: Sketch, seed: int = 1, **limit: Any) -> tuple[Program, RawRun]:
    program = compile_model(made.annotated(), RunSettings(**({"cases": 20} | limit)))
    return program, ReferenceEngine(program, seed, 0).run()


Sketches = st.SearchStrategy[Sketch]
LAWS = settings(max_examples=30, deadline=None)


@LAWS
@given(data=st.data())
def test_every_row_lasts_as_long_as_its_work_and_its_waits(sketches: Sketches, data: st.DataObject) -> None:
    made = data.draw(sketches)
    program, raw = run_of(made)
    check_run(program, raw)
    lasted = raw.log.column("completed") - raw.log.column("enabled")
    assert (lasted == raw.log.column("work") + raw.log.waits.sum(axis=1)).all()
    assert (raw.log.column("state") == 0).all()


@LAWS
@given(data=st.data())
def test_time_in_the_system_is_the_integral_of_open_cases(sketches: Sketches, data: st.DataObject) -> None:
    made = data.draw(sketches)
    _, raw = run_of(made)
    events = sorted([(case[4], 1) for case in raw.cases] + [(case[5], -1) for case in raw.cases])
    integral = 0
    for place, (tick, _) in enumerate(events[:-1]):
        integral += sum(change for _, change in events[: place + 1]) * (events[place + 1][0] - tick)
    assert raw.area == integral == sum(case[5] - case[4] for case in raw.cases)


@LAWS
@given(data=st.data())
def test_money_of_cases_is_money_of_their_rows(sketches: Sketches, data: st.DataObject) -> None:
    made = data.draw(sketches)
    _, raw = run_of(made)
    by_case = np.bincount(raw.log.column("case"), weights=raw.log.column("cost"), minlength=len(raw.cases) + 1)[1:]
    assert by_case.astype(int).tolist() == [case[7] for case in raw.cases]


@LAWS
@given(data=st.data())
def test_nobody_works_on_two_things_at_once_or_after_hours(sketches: Sketches, data: st.DataObject) -> None:
    made = data.draw(sketches)
    program, raw = run_of(made)
    for member in range(len(program.member_rate)):
        rows = raw.log.rows[(raw.log.first_member == member) & (raw.log.column("work") > 0)]
        rows = rows[np.argsort(rows[:, AT["started"]])]
        assert (rows[1:, AT["started"]] >= rows[:-1, AT["completed"]]).all()
        calendar = program.calendars[int(program.member_calendar[member])]
        for row in rows.tolist():
            assert calendar.open_between(row[AT["started"]], row[AT["completed"]]) == row[AT["work"]]


@LAWS
@given(data=st.data(), seed=st.integers(0, 2**32 - 1))
def test_the_same_seed_gives_the_same_bytes(sketches: Sketches, data: st.DataObject, seed: int) -> None:
    made = data.draw(sketches)
    runs = [run_of(made, seed) for _ in range(2)]
    first, second = (to_bytes(reduce_run(program, raw, 0, keep_log=False), "key") for program, raw in runs)
    assert first == second


@LAWS
@given(data=st.data())
def test_a_cut_is_the_longer_run_up_to_there(sketches: Sketches, data: st.DataObject) -> None:
    made = data.draw(sketches)
    _, whole = run_of(made, length="8 h", cases=None)
    _, cut = run_of(made, length="8 h", cases=None, end="cut")
    last = 8 * 3_600_000_000
    done = [log.rows[(log.column("completed") >= 0) & (log.column("completed") < last)] for log in (whole.log, cut.log)]
    columns = [place for name, place in AT.items() if name != "member_first"]
    assert np.array_equal(done[0][:, columns], done[1][:, columns])
    assert [case[4] for case in whole.cases] == [case[4] for case in cut.cases]
    assert cut.last_tick == last


@LAWS
@given(data=st.data())
def test_a_cut_obeys_the_laws_too(sketches: Sketches, data: st.DataObject) -> None:
    made = data.draw(sketches)
    program, raw = run_of(made, length="5 h", cases=None, end="cut")
    check_run(program, raw)
    still = raw.log.column("completed") < 0
    until = raw.last_tick - raw.log.column("enabled")[still]
    assert (until == raw.log.column("work")[still] + raw.log.waits[still].sum(axis=1)).all()


@LAWS
@given(data=st.data())
def test_a_parallel_step_beside_the_process_changes_no_other_draw(sketches: Sketches, data: st.DataObject) -> None:
    made = data.draw(sketches)
    first = next(target for source, target in made.flows if source == "S")
    nodes = {"S": "startEvent", "side": "parallelGateway", "extra": "task", **made.nodes}
    flows = [("S", "side"), ("side", first), ("side", "extra"), ("extra", "E"), *list(made.flows)[1:]]
    steps = {**made.notes["steps"], "extra": {"duration": "exponential(5 min)"}}
    beside = Sketch(nodes=nodes, flows=flows, notes={**made.notes, "steps": steps})
    assert works(beside, without="extra") == works(made)


def works(made: Sketch, without: str = "") -> dict[tuple[str, int, int], int]:
    """Return the ticks of work of each visit of each step."""
    program, raw = run_of(made)
    names = ("element", "case", "visit", "work")
    rows = zip(*(raw.log.column(name).tolist() for name in names), strict=True)
    found = {(program.names.elements[element], case, visit): work for element, case, visit, work in rows}
    return {key: work for key, work in found.items() if key[0] != without}


def test_other_seeds_and_replications_give_other_runs(sketch: Callable[..., Sketch]) -> None:
    made = sketch("S A E", steps={"A": {"duration": "exponential(5 min)"}})
    program = compile_model(made.annotated(), RunSettings(cases=5))
    runs = [ReferenceEngine(program, *key).run() for key in ((1, 0), (1, 1), (2, 0))]
    assert len({tuple(raw.log.column("work").tolist()) for raw in runs}) == 3


@pytest.fixture
def simple(sketch: Callable[..., Sketch]) -> tuple[Program, RawRun]:
    steps = {"A": {"role": "clerk", "duration": "5 min"}}
    return run_of(sketch("S A E", steps=steps, resources={"clerk": {"members": 1}}), cases=3)


def spoilt(raw: RawRun, name: str, by: int) -> RawRun:
    """Return the run with one number of its first row changed."""
    rows = raw.log.rows.copy()
    rows[0, AT[name]] += by
    return replace(raw, log=LogRows(rows=rows, members=raw.log.members))


@pytest.mark.parametrize(
    ("name", "by", "message"),
    [("completed", 1, "longer or shorter"), ("work", -(10**10), "below 0"), ("element", 1, "tokens in")],
)
def test_a_row_that_does_not_add_up_is_found(simple: tuple[Program, RawRun], name: str, by: int, message: str) -> None:
    program, raw = simple
    with pytest.raises(InternalError, match=message) as raised:
        check_run(program, spoilt(raw, name, by))
    assert {each.code for each in raised.value.problems} == {"RE590"}


def test_a_case_that_is_lost_is_found(simple: tuple[Program, RawRun]) -> None:
    program, raw = simple
    with pytest.raises(InternalError, match="Little's law"):
        check_run(program, replace(raw, area=raw.area + 1))


def test_work_that_nobody_did_is_found(simple: tuple[Program, RawRun]) -> None:
    program, raw = simple
    with pytest.raises(InternalError, match="clerk 1 was busy for 1 ticks"):
        check_run(program, replace(raw, busy=[1]))


def test_columns_of_cases_are_where_they_are_said_to_be(simple: tuple[Program, RawRun]) -> None:
    first = dict(zip(CASE_COLUMNS, simple[1].cases[0], strict=True))
    assert first == {
        "case": 1,
        "stream": 0,
        "number": 1,
        "class": 0,
        "arrived": 3_600_000_000,
        "completed": 3_900_000_000,
        "state": 0,
        "cost": 0,
    }
    assert CASE_AT["completed"] == 5
