"""What cannot be simulated is refused by name, with its place, before a run."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from reengineer.annotations import Annotations, CalendarNotes, annotate
from reengineer.bpmn import read_bpmn
from reengineer.errors import ModelError, Problem
from reengineer.simulation._settings import RunSettings
from reengineer.simulation._sketch import Sketch
from reengineer.simulation.compiling import _demand, _flows
from reengineer.simulation.compiling._compile import compile_model

PLAIN = {"A": {"duration": "5 min"}}
CLERK = {"clerk": {"members": 1}}
HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">'


def problems(made: Sketch, **settings: Any) -> tuple[Problem, ...]:
    with pytest.raises(ModelError) as raised:
        compile_model(made.annotated(), RunSettings(**({"cases": 1} | settings)))
    return raised.value.problems


def only(made: Sketch, **settings: Any) -> Problem:
    (problem,) = problems(made, **settings)
    return problem


def chain(tag: str, **notes: Any) -> Sketch:
    """Return a process of one element X."""
    nodes = {"S": "startEvent", "X": tag, "E": "endEvent"}
    demand = {"cases": {"case": {"start": "S", "arrivals": "60 min"}}}
    return Sketch(nodes=nodes, flows=[("S", "X"), ("X", "E")], notes=demand | notes)


def changed(made: Sketch, old: str, new: str) -> Callable[[], tuple[Problem, ...]]:
    """Return what compiles a sketch with a piece of its BPMN replaced."""
    text = made.bpmn().decode()
    assert old in text
    annotated = annotate(read_bpmn(text.replace(old, new).encode()), Annotations.model_validate(dict(made.notes)))

    def run() -> tuple[Problem, ...]:
        with pytest.raises(ModelError) as raised:
            compile_model(annotated, RunSettings(cases=1))
        return raised.value.problems

    return run


@pytest.mark.parametrize(
    ("tag", "hint"),
    [
        ("complexGateway", "inclusive or parallel"),
        ("subProcess", "duration and a role"),
        ("callActivity", "duration and a role"),
        ("adHocSubProcess", "usual order"),
    ],
)
def test_an_element_is_refused_by_its_type_with_the_nearest_thing(tag: str, hint: str) -> None:
    found = [each for each in problems(chain(tag)) if each.code == "RE501"]
    assert [(each.source.element_id, each.source.line) for each in found] == [("X", 1)]
    assert tag in found[0].message
    assert hint in found[0].remedy


@pytest.mark.parametrize("marker", ["<standardLoopCharacteristics/>", "<multiInstanceLoopCharacteristics/>"])
def test_a_marker_that_does_not_say_how_often_needs_notes(marker: str) -> None:
    made = chain("task", steps={"X": {"duration": "5 min"}})
    (problem,) = changed(made, '<task id="X" name="X"/>', f'<task id="X" name="X">{marker}</task>')()
    assert (problem.code, problem.source.element_id) == ("RE592", "X")


TIMER = "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>"
ERROR_AND_TIMER = f"<errorEventDefinition/>{TIMER}"


@pytest.mark.parametrize(
    ("tag", "attributes", "inside", "says"),
    [
        ("intermediateCatchEvent", "", ERROR_AND_TIMER, "a catch event of several kinds, with error,"),
        ("intermediateCatchEvent", "", f"<eventDefinitionRef>gone</eventDefinitionRef>{TIMER}", "with referenced,"),
        ("intermediateThrowEvent", "", f"<signalEventDefinition/>{TIMER}", "a throw event of several kinds, with tim"),
        ("endEvent", "", "<terminateEventDefinition/><errorEventDefinition/>", "an end event of both term"),
        ("boundaryEvent", "", f"<compensateEventDefinition/>{TIMER}", "a boundary event of several kinds, with comp"),
        ("boundaryEvent", ' parallelMultiple="true"', ERROR_AND_TIMER, "waits for an error together"),
    ],
)
def test_several_events_that_do_not_go_together_are_named(tag: str, attributes: str, inside: str, says: str) -> None:
    host = ' attachedToRef="A"' if tag == "boundaryEvent" else ""
    text = f"<{tag} id='X'{host}{attributes}>{inside}</{tag}>"
    flow = '<sequenceFlow id="x" sourceRef="S" targetRef="A"/>'
    reached = "" if host else '<sequenceFlow id="y" sourceRef="A" targetRef="X"/>'
    body = f'<startEvent id="S"/><task id="A"/>{text}{flow}{reached}'
    data = f'{HEAD}<process id="P">{body}</process></definitions>'
    notes = {"steps": PLAIN, "cases": {"case": {"start": "S", "arrivals": "60 min"}}}
    with pytest.raises(ModelError) as raised:
        compile_model(annotate(read_bpmn(data.encode()), Annotations.model_validate(notes)), RunSettings(cases=1))
    (problem,) = (each for each in raised.value.problems if each.code == "RE501")
    assert problem.source.element_id == "X"
    assert says in problem.message


def test_a_slow_down_needs_a_capacity(sketch: Callable[..., Sketch]) -> None:
    problem = only(sketch("S A E", steps=PLAIN, resources={"clerk": {"members": 1, "slow": [1, 1.3]}}))
    assert (problem.code, problem.source.element_name) == ("RE501", "clerk")


def test_one_queue_has_one_discipline(sketch: Callable[..., Sketch]) -> None:
    steps = {"A": {"duration": "5 min", "needs": ["clerk", "boss"]}}
    resources = {"clerk": {"members": 1}, "boss": {"members": 1, "discipline": "lifo"}}
    problem = only(sketch("S A E", steps=steps, resources=resources))
    assert (problem.code, problem.source.element_name) == ("RE593", "boss")


def test_those_who_are_never_there_together_are_named(sketch: Callable[..., Sketch]) -> None:
    resources = {name: {"members": 2, "calendar": name} for name in ("day", "night")}
    calendars = {"day": {"mon-fri": "09:00-17:00"}, "night": {"mon-fri": "18:00-23:00"}}
    steps = {"A": {"duration": "5 min", "needs": {"day": 2, "night": 1}}}
    problem = only(sketch("S A E", steps=steps, resources=resources, calendars=calendars))
    assert (problem.code, problem.source.element_id) == ("RE670", "A")
    assert "2 of day and night" in problem.message


def test_a_skill_that_nobody_has_is_named(sketch: Callable[..., Sketch]) -> None:
    steps = {"A": {"duration": "5 min", "needs": [{"group": "clerk", "skill": "french"}]}}
    problem = only(sketch("S A E", steps=steps, resources={"clerk": {"members": 2}}))
    assert (problem.code, problem.source.element_id) == ("RE509", "A")


@pytest.mark.parametrize(("arrivals", "code"), [({"file": "arrivals.csv"}, "RE516"), ({"per_hour": 0}, "RE594")])
def test_ways_to_arrive_that_are_none_are_refused(
    sketch: Callable[..., Sketch], arrivals: dict[str, Any], code: str
) -> None:
    problem = only(sketch("S A E", steps=PLAIN, cases={"letters": {"start": "S", "arrivals": arrivals}}))
    assert (problem.code, problem.source.element_name) == (code, "letters")


def test_an_inclusive_split_that_may_take_no_branch_is_refused() -> None:
    nodes = {"S": "startEvent", "O": "inclusiveGateway", "A": "task", "B": "task", "E": "endEvent"}
    flows = [("S", "O"), ("O", "A"), ("O", "B"), ("A", "E"), ("B", "E")]
    notes = {
        "steps": PLAIN | {"B": {"duration": "5 min"}},
        "flows": {"O": {"to A": 0.5, "to B": 0.5}},
        "cases": {"case": {"start": "S", "arrivals": "60 min"}},
    }
    problem = only(Sketch(nodes=nodes, flows=flows, notes=notes))
    assert (problem.code, problem.source.element_id) == ("RE518", "O")


def test_a_sub_process_with_a_duration_is_one_step() -> None:
    made = chain("subProcess", steps={"X": {"role": "clerk", "duration": "5 min"}}, resources=CLERK)
    assert compile_model(made.annotated(), RunSettings(cases=1)).element_count == 3


@pytest.mark.parametrize("key", ["discipline", "choice", "capacity", "at_close"])
def test_what_is_done_anyway_may_be_stated(sketch: Callable[..., Sketch], key: str) -> None:
    group = {"discipline": "fifo", "choice": "first", "capacity": 1}
    resources = {"clerk": {"members": 1, **({key: group[key]} if key in group else {})}}
    made = sketch("S A E", steps={"A": {"duration": "5 min", "at_close": "pause"}}, resources=resources)
    assert compile_model(made.annotated(), RunSettings(cases=1)).group_count == 1


def test_an_empirical_distribution_needs_its_values(sketch: Callable[..., Sketch]) -> None:
    problem = only(sketch("S A E", steps={"A": {"duration": "empirical(times.csv:minutes)"}}))
    assert (problem.code, problem.source.element_id) == ("RE516", "A")


def test_so_does_one_within_a_mixture(sketch: Callable[..., Sketch]) -> None:
    mixed = "mixture(0.5: 5 min, 0.5: empirical(times.csv:minutes))"
    problem = only(sketch("S A E", steps={"A": {"duration": mixed}}))
    assert (problem.code, problem.source.element_id) == ("RE516", "A")


def test_unknown_shares_are_named(sketch: Callable[..., Sketch]) -> None:
    problem = only(sketch("S A G B E, G E", steps={"A": {"duration": "5 min"}, "B": {"duration": "5 min"}}))
    assert (problem.code, problem.source.element_id) == ("RE506", "G")
    assert "flows: {G:" in problem.remedy


def test_a_step_that_no_case_reaches_is_named(sketch: Callable[..., Sketch]) -> None:
    made = sketch("S A E, B E", steps={"A": {"duration": "5 min"}, "B": {"duration": "5 min"}})
    problem = only(made)
    assert (problem.code, problem.source.element_id) == ("RE502", "B")


def test_a_message_that_nobody_sends_needs_a_delay(sketch: Callable[..., Sketch]) -> None:
    problem = only(sketch("S A M E", steps=PLAIN))
    assert (problem.code, problem.source.element_id) == ("RE503", "M")
    assert "message event" in problem.message


def test_a_receive_task_needs_a_delay() -> None:
    problem = only(chain("receiveTask"))
    assert (problem.code, problem.source.element_id) == ("RE503", "X")


def test_a_step_whose_group_is_empty_is_named(sketch: Callable[..., Sketch]) -> None:
    steps = {"A": {"role": "clerk", "duration": "5 min"}}
    problem = only(sketch("S A E", steps=steps, resources={"clerk": {}}))
    assert (problem.code, problem.source.element_id) == ("RE509", "A")


def test_separation_between_groups_holds_by_itself(sketch: Callable[..., Sketch]) -> None:
    steps = {
        "A": {"role": "clerk", "duration": "5 min"},
        "B": {"role": "boss", "duration": "5 min", "not_same_person": ["A"]},
    }
    made = sketch("S A B E", steps=steps, resources=CLERK | {"boss": {"members": 1}})
    assert compile_model(made.annotated(), RunSettings(cases=1)).group_count == 2


def test_a_release_that_never_comes_is_named(sketch: Callable[..., Sketch]) -> None:
    closed = {"never": {"open": {"2020-01-06": "09:00-17:00"}}}
    release = {"at": ["09:00"], "calendar": "never"}
    problem = only(sketch("S A E", calendars=closed, steps={"A": {"duration": "5 min", "release": release}}))
    assert (problem.code, problem.source.element_id) == ("RE510", "A")


@pytest.mark.parametrize("place", ["resources", "cases"])
def test_a_calendar_that_never_opens_is_named(sketch: Callable[..., Sketch], place: str) -> None:
    arrivals = {"every": "1 h"} | ({"calendar": "some"} if place == "cases" else {})
    group = {"members": 1} | ({"calendar": "some"} if place == "resources" else {})
    notes = {"resources": {"clerk": group}, "cases": {"clerk": {"start": "S", "arrivals": arrivals}}}
    annotated = sketch("S A E", calendars={"some": {"mon": "09:00-17:00"}}, steps=PLAIN, **notes).annotated()
    emptied = annotated.with_notes(annotated.notes.model_copy(update={"calendars": {"some": CalendarNotes()}}))
    with pytest.raises(ModelError) as raised:
        compile_model(emptied, RunSettings(cases=1))
    assert [(each.code, each.source.element_name) for each in raised.value.problems] == [("RE515", "clerk")]


def test_a_delay_together_with_a_release_is_refused(sketch: Callable[..., Sketch]) -> None:
    events = {"M": {"delay": "1 h", "release": {"at": ["09:00"]}}}
    problem = only(sketch("S A M E", steps=PLAIN, events=events))
    assert (problem.code, problem.source.element_id) == ("RE501", "M")


def test_demand_is_needed(sketch: Callable[..., Sketch]) -> None:
    assert only(sketch("S A E", steps=PLAIN, cases={})).code == "RE504"


@pytest.mark.parametrize("notes", [{"start": "S"}, {"arrivals": "1 h"}])
def test_half_a_demand_is_named(sketch: Callable[..., Sketch], notes: dict[str, str]) -> None:
    problem = only(sketch("S A E", steps=PLAIN, cases={"letters": notes}))
    assert (problem.code, problem.source.element_name) == ("RE504", "letters")


def test_an_hour_that_costs_too_much_for_the_arithmetic_is_refused(sketch: Callable[..., Sketch]) -> None:
    made = sketch("S A E", steps=PLAIN, currency="GBP", resources={"clerk": {"members": 1, "cost": "2501 GBP/h"}})
    assert (only(made).code, only(made).source.element_name) == ("RE507", "clerk")


@pytest.mark.parametrize(
    ("words", "apart"),
    [((10, 15), [10, 500]), ((10, 10 + 101), [10, 111]), ((2**32 - 5, 3), [2**32 - 5, 500]), ((10, 400), [10, 400])],
)
def test_streams_whose_draws_would_overlap_are_keyed_anew(
    sketch: Callable[..., Sketch], monkeypatch: pytest.MonkeyPatch, words: tuple[int, int], apart: list[int]
) -> None:
    given = dict(zip(("letters", "calls", "calls\0001", "calls\0002"), (*words, 2**32 - 50, 500), strict=True))
    monkeypatch.setattr(_demand, "hash32", given.__getitem__)
    made = sketch(
        "S A E", steps=PLAIN, cases={name: {"start": "S", "arrivals": "1 h"} for name in ("letters", "calls")}
    )
    assert compile_model(made.annotated(), RunSettings(cases=100)).stream_word.tolist() == apart


@pytest.mark.parametrize(("second", "kept"), [(10 + 3 * 65536, False), (11 + 3 * 65536, True), (2**32 - 90, False)])
def test_customers_who_come_again_have_draws_of_their_own(
    sketch: Callable[..., Sketch], monkeypatch: pytest.MonkeyPatch, second: int, kept: bool
) -> None:
    given = {"members": 10, "calls": second, "calls\0001": 1 << 30}
    monkeypatch.setattr(_demand, "hash32", given.__getitem__)
    cases = {name: {"start": "S", "arrivals": "1 h"} for name in ("members", "calls")}
    made = sketch("S A E", steps=PLAIN, cases={**cases, "members": cases["members"] | {"population": 3}})
    program = compile_model(made.annotated(), RunSettings(cases=100))
    assert program.stream_word.tolist() == [10, second if kept else 1 << 30]


def test_streams_for_whose_draws_there_is_no_room_are_refused(sketch: Callable[..., Sketch]) -> None:
    # Of a hundred million numbers each, no more than 42 find a place among 32 bits.
    made = sketch("S A E", steps=PLAIN, cases={f"d{n}": {"start": "S", "arrivals": "1 h"} for n in range(43)})
    found = problems(made, cases=100_000_000)
    assert {each.code for each in found} == {"RE508"}
    assert found[-1].source.element_name == "d42"


def test_a_map_with_too_many_flows_is_refused(sketch: Callable[..., Sketch], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_flows, "FLOW_BITS", 1)
    assert only(sketch("S A E", steps=PLAIN)).code == "RE505"


def test_a_condition_outside_a_gateway_is_refused(sketch: Callable[..., Sketch]) -> None:
    made = sketch("S A B E, A E", steps={"A": {"duration": "5 min"}, "B": {"duration": "5 min"}})
    new = 'id="A-B" sourceRef="A" targetRef="B"><conditionExpression>x</conditionExpression></sequenceFlow>'
    text = re.search(r'id="A-B"[^>]*/>', made.bpmn().decode())
    assert text is not None
    (problem,) = changed(made, text.group(), new)()
    assert (problem.code, problem.source.element_id) == ("RE519", "A-B")


def test_all_problems_are_told_at_once(sketch: Callable[..., Sketch]) -> None:
    made = sketch(
        "S A G B E, G M E, C E",
        steps={"A": {"duration": "empirical(times.csv:minutes)"}, "B": {"role": "clerk", "duration": "5 min"}},
        resources={"clerk": {"slow": [1, 2]}},
    )
    codes = sorted(each.code for each in problems(made))
    assert codes == ["RE501", "RE502", "RE503", "RE506", "RE509", "RE516"]


def test_a_timer_that_cannot_be_read_needs_a_delay() -> None:
    event = '<intermediateCatchEvent id="X" name="X"/>'
    timer = "<timerEventDefinition><timeDuration>${until}</timeDuration></timerEventDefinition>"
    (problem,) = changed(
        chain("intermediateCatchEvent"), event, event.replace("/>", f">{timer}</intermediateCatchEvent>")
    )()
    assert (problem.code, problem.source.element_id) == ("RE503", "X")
    assert "timer event" in problem.message


def test_a_release_more_often_than_every_minute_is_refused(sketch: Callable[..., Sketch]) -> None:
    made = sketch("S A E", steps={"A": {"duration": "5 min", "release": {"every": "1 s"}}})
    assert (only(made).code, only(made).source.element_id) == ("RE517", "A")


def in_hand(work: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"case": {"start": "S", "arrivals": "60 min", "initial_work": work} | more}


def test_no_case_is_in_hand_in_one_branch_of_several() -> None:
    nodes = {
        "S": "startEvent",
        "F": "parallelGateway",
        "A": "task",
        "B": "task",
        "J": "parallelGateway",
        "E": "endEvent",
    }
    flows = [("S", "F"), ("F", "A"), ("F", "B"), ("A", "J"), ("B", "J"), ("J", "E")]
    steps = {"A": {"duration": "5 min"}, "B": {"duration": "5 min"}}
    problem = only(Sketch(nodes=nodes, flows=flows, notes={"steps": steps, "cases": in_hand({"A": 3})}))
    assert (problem.code, problem.source.element_id) == ("RE555", "A")
    assert "J behind it waits for other branches" in problem.message


def test_nothing_is_left_of_what_takes_no_stated_time() -> None:
    nodes = {"S": "startEvent", "X": "eventBasedGateway", "C": "intermediateCatchEvent", "E": "endEvent"}
    flows = [("S", "X"), ("X", "C"), ("C", "E")]
    notes = {"events": {"C": {"delay": "1 h"}}, "cases": in_hand({"X": {"cases": 2, "left": "5 min"}})}
    problem = only(Sketch(nodes=nodes, flows=flows, notes=notes))
    assert (problem.code, problem.source.element_id) == ("RE557", "X")


def test_no_customer_of_a_population_is_in_hand(sketch: Callable[..., Sketch]) -> None:
    problem = only(sketch("S A E", steps=PLAIN, cases=in_hand({"A": 3}, population=5)))
    assert (problem.code, problem.source.element_id) == ("RE555", "A")


def test_no_case_is_in_hand_inside_a_sub_process() -> None:
    inside = '<task id="A"/><startEvent id="T"/><sequenceFlow id="f" sourceRef="T" targetRef="A"/>'
    made = chain("subProcess", steps=PLAIN, cases=in_hand({"A": 3}))
    (problem,) = changed(made, '<subProcess id="X" name="X"/>', f'<subProcess id="X">{inside}</subProcess>')()
    assert (problem.code, problem.source.element_id) == ("RE555", "A")


def test_a_transaction_that_is_cancelled_needs_a_way_on() -> None:
    inside = '<startEvent id="a"/><endEvent id="b"><cancelEventDefinition/></endEvent>'
    flow = '<sequenceFlow id="f" sourceRef="a" targetRef="b"/>'
    body = f'<startEvent id="S"/><transaction id="X">{inside}{flow}</transaction>'
    way = '<sequenceFlow id="g" sourceRef="S" targetRef="X"/>'
    border = '<boundaryEvent id="Y" attachedToRef="X"><cancelEventDefinition/></boundaryEvent>'
    notes = Annotations.model_validate({"cases": {"case": {"start": "S", "arrivals": "60 min"}}})

    def compiled(text: str) -> None:
        data = f'{HEAD}<process id="P">{text}{way}</process></definitions>'.encode()
        compile_model(annotate(read_bpmn(data), notes), RunSettings(cases=1))

    compiled(body + border)
    with pytest.raises(ModelError, match="none on its border"):
        compiled(body)


@pytest.mark.parametrize(
    ("kind", "hint"),
    [("", "Say what starts the event sub-process"), ("<compensateEventDefinition/>", "as a task for compensation")],
)
def test_an_event_sub_process_that_nothing_starts_tells_what_could(kind: str, hint: str) -> None:
    inside = f'<startEvent id="a">{kind}</startEvent>'
    body = f'<startEvent id="S"/><subProcess id="X" triggeredByEvent="true">{inside}</subProcess>'
    notes = Annotations.model_validate({"cases": {"case": {"start": "S", "arrivals": "60 min"}}})
    data = f'{HEAD}<process id="P">{body}</process></definitions>'.encode()
    with pytest.raises(ModelError, match=hint):
        compile_model(annotate(read_bpmn(data), notes), RunSettings(cases=1))
