"""A map with its notes becomes arrays of numbers."""

from collections.abc import Callable

import numpy as np
import pytest

from reengineer.simulation._draws import hash32
from reengineer.simulation._log import KIND_EVENT, KIND_TASK
from reengineer.simulation._program import CATCH, END, EXCLUSIVE, PARALLEL, PASS, START, TASK, Program
from reengineer.simulation._settings import RunSettings
from reengineer.simulation._sketch import Sketch
from reengineer.simulation.compiling import _elements
from reengineer.simulation.compiling._compile import compile_model

OFFICE = {"office": {"mon-fri": "09:00-17:00"}, "late": {"mon-fri": "13:00-21:00"}}


def compiled(made: Sketch, **settings: object) -> Program:
    return compile_model(made.annotated(), RunSettings(**({"cases": 1} | settings)))


@pytest.fixture
def program(sketch: Callable[..., Sketch]) -> Program:
    made = sketch(
        "S A G B F C J E, G F D J, B M T E",
        currency="GBP",
        calendars=OFFICE,
        resources={
            "clerk": {"members": 2, "calendar": "office", "cost": "24 GBP/h"},
            "expert": {
                "members": [{"name": "ann", "speed": 2}, {"name": "bob", "calendar": "late", "cost": "9 GBP/h"}]
            },
        },
        steps={
            "A": {"role": "clerk", "duration": "exponential(5 min)", "cost": "1.50 GBP"},
            "B": {"role": "expert", "duration": "5 min", "release": {"at": ["10:00"], "calendar": "office"}},
            "C": {"duration": "1 min"},
            "D": {"delay": "8 h working", "calendar": "late"},
        },
        events={"M": {"delay": "1 day"}},
        flows={"G": {"to B": 0.25, "to F": "rest"}},
    )
    return compiled(made)


def column(program: Program, name: str) -> dict[str, int]:
    return dict(zip(program.names.elements, getattr(program, name).tolist(), strict=True))


def test_each_element_gets_what_happens_there(program: Program) -> None:
    assert column(program, "opcode") == {
        "S": START, "A": TASK, "G": EXCLUSIVE, "B": TASK, "F": PARALLEL, "C": TASK, "J": PARALLEL, "D": CATCH,
        "M": CATCH, "T": PASS, "E": END,
    }  # fmt: skip


def test_elements_are_in_document_order_and_keyed_by_their_id(program: Program) -> None:
    assert program.names.elements == ("S", "A", "G", "B", "F", "C", "J", "D", "M", "T", "E")
    assert column(program, "word")["C"] == hash32("C")


def test_rows_of_a_step_done_outside_are_those_of_a_task(program: Program) -> None:
    kinds = column(program, "kind")
    assert (kinds["D"], kinds["M"]) == (KIND_TASK, KIND_EVENT)


def test_flows_into_one_element_are_neighbours_in_document_order(program: Program) -> None:
    targets = [program.names.elements[target] for target in program.flow_target.tolist()]
    assert targets == ["A", "G", "B", "F", "F", "C", "J", "J", "D", "M", "T", "E", "E"]
    assert program.in_first.tolist() == [0, 0, 1, 2, 3, 5, 6, 8, 9, 10, 11, 13]


def test_shares_are_running_sums_beside_the_flows(program: Program) -> None:
    place = program.names.elements.index("G")
    ways = slice(*program.out_first[place : place + 2].tolist())
    assert program.out_share[ways].tolist() == [0.25, 1.0]
    assert program.flow_target[program.out_flow[ways]].tolist() == [3, 4]


def test_members_have_calendars_rates_and_factors(program: Program) -> None:
    assert program.names.members == ("clerk 1", "clerk 2", "ann", "bob")
    assert program.member_first.tolist() == [0, 2, 4]
    assert program.member_rate.tolist() == [24_000_000, 24_000_000, 0, 9_000_000]
    assert program.member_factor.tolist() == [1.0, 1.0, 0.5, 1.0]
    assert program.group_of_member.tolist() == [0, 0, 1, 1]


def test_a_group_is_open_when_any_of_its_members_is(program: Program) -> None:
    clerks, experts = (program.calendars[number] for number in program.group_calendar.tolist())
    assert clerks.open_before(604_800_000_000) == 40 * 3_600_000_000
    assert experts.is_open(0)


def test_a_step_needs_its_group(program: Program) -> None:
    assert column(program, "group_of_element")["A"] == 0
    assert column(program, "group_of_element")["B"] == 1
    assert column(program, "group_of_element")["C"] == -1


def test_fees_are_micro_units(program: Program) -> None:
    assert column(program, "fixed_cost")["A"] == 1_500_000


def test_equal_durations_and_calendars_are_kept_once(sketch: Callable[..., Sketch]) -> None:
    steps = {"A": {"duration": "5 min"}, "B": {"duration": "300 s"}}
    resources = {"x": {"members": 3, "calendar": "office"}, "y": {"members": 1, "calendar": "office"}}
    program = compiled(sketch("S A B E", steps=steps, resources=resources, calendars=OFFICE))
    assert program.duration[1] == program.duration[2]
    assert len(set(program.member_calendar.tolist())) == 1


def test_the_working_clock_is_open_where_anybody_is_on_duty(program: Program) -> None:
    # 09:00 to 21:00 on weekdays.
    working = program.calendars[program.working_calendar]
    assert working.open_before(604_800_000_000) == 60 * 3_600_000_000
    assert program.working_day_s == 12 * 3600


def test_without_hours_the_working_clock_is_that_of_the_demand(sketch: Callable[..., Sketch]) -> None:
    cases = {"case": {"start": "S", "arrivals": {"every": "1 h", "calendar": "office"}}}
    program = compiled(sketch("S A E", cases=cases, calendars=OFFICE, steps={"A": {"duration": "1 min"}}))
    assert program.working_calendar == program.open_calendar == program.stream_calendar[0]
    assert program.working_day_s == program.open_day_s == 8 * 3600


def test_a_delay_in_working_time_runs_along_its_calendar(program: Program) -> None:
    calendars = column(program, "delay_calendar")
    along = program.calendars[calendars["D"]]
    assert along.next_open(0) == 13 * 3_600_000_000
    assert calendars["M"] == -1


def test_a_release_becomes_a_calendar_of_instants(program: Program) -> None:
    release = program.calendars[column(program, "release")["B"]]
    assert release.next_open(0) == 10 * 3_600_000_000
    assert release.open_before(7 * 86_400_000_000) == 5


def test_a_timer_drawn_with_a_duration_needs_no_note() -> None:
    made = Sketch(
        nodes={"S": "startEvent", "T": "intermediateCatchEvent", "E": "endEvent"},
        flows=[("S", "T"), ("T", "E")],
        notes={"cases": {"case": {"start": "S", "arrivals": "1 h"}}},
    )
    timer = b"<timerEventDefinition><timeDuration>PT30M</timeDuration></timerEventDefinition>"
    whole = made.bpmn().replace(b'name="T"/>', b'name="T">' + timer + b"</intermediateCatchEvent>")
    from reengineer.annotations import Annotations, annotate
    from reengineer.bpmn import read_bpmn

    program = compile_model(annotate(read_bpmn(whole), Annotations.model_validate(made.notes)), RunSettings(cases=1))
    assert column(program, "opcode")["T"] == CATCH
    assert program.parameters[program.delay[1]][0] == 1800


def test_a_rate_an_hour_becomes_exponential_gaps(sketch: Callable[..., Sketch]) -> None:
    cases = {"case": {"start": "S", "arrivals": {"per_hour": 12, "calendar": "office"}}}
    program = compiled(sketch("S A E", cases=cases, calendars=OFFICE, steps={"A": {"duration": "1 min"}}))
    assert program.parameters[program.stream_gap[0]][0] == 300


def test_a_run_is_limited_by_its_length_or_its_cases(sketch: Callable[..., Sketch]) -> None:
    made = sketch("S A E", steps={"A": {"duration": "1 min"}})
    limits = [compiled(made, **each) for each in ({"cases": 5}, {"cases": None, "length": "2 h", "end": "cut"})]
    assert [(each.horizon, each.cases, each.cut) for each in limits] == [(-1, 5, False), (7_200_000_000, -1, True)]


def test_two_streams_are_numbered_and_keyed_by_their_names(sketch: Callable[..., Sketch]) -> None:
    cases = {name: {"start": "S", "arrivals": "1 h"} for name in ("letter", "call")}
    program = compiled(sketch("S A E", cases=cases, steps={"A": {"duration": "1 min"}}))
    assert program.names.streams == ("letter", "call")
    assert program.stream_word.tolist() == [hash32("letter"), hash32("call")]
    assert program.stream_class.tolist() == [0, 1]


def test_elements_whose_ids_have_one_hash_draw_apart(
    sketch: Callable[..., Sketch], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_elements, "hash32", lambda text: {"A": 7, "B": 7, "B\0001": 8}.get(text, ord(text[0])))
    program = compiled(sketch("S A B E", steps={each: {"duration": "5 min"} for each in "AB"}))
    assert [column(program, "word")[each] for each in "AB"] == [7, 8]


def test_a_program_says_how_big_it_is(program: Program) -> None:
    assert (program.element_count, program.group_count) == (11, 2)
    assert np.diff(program.alternative_first).tolist() == [0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0]
