"""An annotated map knows its steps, shares, visits and load, and is changed only by making a new one."""

import pickle
from collections.abc import Callable

import pytest

from reengineer.annotations import AnnotatedMap, Difference, EventNotes, Need, StepNotes, annotate
from reengineer.errors import AnnotationError, BpmnError, ModelError, Problem
from reengineer.processmap import ProcessMap
from reengineer.quantities import Distribution, Estimate


def test_steps_are_activities_and_events_with_notes(claims: AnnotatedMap) -> None:
    assert [step.id for step in claims.steps] == ["check", "reply", "pay", "file"]
    assert claims.step("Reply comes").notes.delay.working
    assert claims.step("join").notes == StepNotes()
    with pytest.raises(BpmnError):
        claims.step("nothing")


def test_the_currency_is_stated_or_that_of_the_first_amount(
    claims: AnnotatedMap, read: Callable[..., AnnotatedMap]
) -> None:
    assert claims.currency == "GBP"
    assert read("resources: {a: {cost: 3 EUR/h}}").currency == "EUR"
    assert read("version: 1").currency == "GBP"


def test_the_group_of_a_step_is_its_first(claims: AnnotatedMap) -> None:
    assert claims.group_of("check") == "clerk"
    assert claims.group_of("file") is None
    assert claims.group_of("reply") is None


def test_the_rest_is_what_the_others_leave(claims: AnnotatedMap) -> None:
    assert claims.shares("complete") == {"f3": 0.2, "f4": 0.8}
    assert claims.share_estimates("complete")["f4"] == Estimate(0.8, 0.6, 0.9)
    assert claims.shares("join") == {"f10": 1.0}


def test_missing_shares_are_refused_unless_assumed(claim_map: ProcessMap) -> None:
    bare = annotate(claim_map)
    with pytest.raises(
        ModelError, match=r"map.bpmn:\d+.*have no shares.*\n.*complete: {to reply: .., to fork: ..}.*RE320"
    ):
        bare.shares("complete")
    assert bare.shares("complete", assume=True) == {"f3": 0.5, "f4": 0.5}


def test_visits_follow_the_loop_and_the_parallel_part(claims: AnnotatedMap) -> None:
    visits = claims.visits()
    assert {name: visits[name] for name in ("check", "reply", "fork", "pay", "file", "join", "done")} == pytest.approx(
        {"check": 1.25, "reply": 0.25, "fork": 1, "pay": 1, "file": 1, "join": 1, "done": 1}
    )


def test_a_loop_without_a_way_out_is_refused(claims: AnnotatedMap) -> None:
    with pytest.raises(ModelError, match=r"map.bpmn:\d+: complete.*never leave the loop of '.*'.*\n.*RE323"):
        claims.with_shares("complete", {"f3": 1.0, "f4": 0.0}).visits()
    with pytest.raises(ModelError, match="RE323"):
        claims.with_shares("complete", {"f3": 1.0 - 1e-9, "f4": 1e-9}).visits()


def test_offered_load_is_work_over_what_members_can_do(claims: AnnotatedMap) -> None:
    load = claims.offered_load()
    # 200 claims a week; clerks: 1.25 checks of 24 min in 4 x 40 h; payers: 10 min in 1.5 x 40 h and 20 h.
    assert load["clerk"] == pytest.approx(200 * 1.25 * 24 / (4 * 40 * 60))
    assert load["payer"] == pytest.approx(200 * 10 / ((1.5 * 40 + 20) * 60))
    assert claims.arrival_rate_per_open_s() == pytest.approx({"claim": 1 / 720})
    assert claims.arrival_rate_per_week() == pytest.approx({"claim": 200})


def test_load_counts_quantities_of_the_first_alternative(claims: AnnotatedMap) -> None:
    needs = (Need(group="payer", quantity=2), Need(group="clerk", alternative=1))
    notes = StepNotes(needs=needs, duration=Distribution.fixed(600))
    load = claims.with_step("pay", notes).offered_load()
    assert load["payer"] == pytest.approx(2 * claims.offered_load()["payer"])
    assert load["clerk"] == pytest.approx(claims.offered_load()["clerk"])


def test_work_for_nobody_is_an_endless_load(read: Callable[..., AnnotatedMap]) -> None:
    notes = """\
        cases: {c: {arrivals: 1 h}}
        resources: {a: {}, b: {}}
        steps: {check: {role: a, duration: 1 min}}
        flows: {complete: {f3: 0.2, f4: rest}}
        """
    assert read(notes).offered_load() == {"a": float("inf"), "b": 0.0}


def test_demand_without_a_calendar_never_closes(read: Callable[..., AnnotatedMap]) -> None:
    assert read("cases: {c: {arrivals: 1 h}}").arrival_rate_per_week() == {"c": 168}
    assert read("cases: {c: {arrivals: {per_hour: {mon: 7}}}, d: {}}").arrival_rate_per_week() == {"c": 168}
    with pytest.raises(ModelError, match="RE322"):
        read("cases: {c: {arrivals: {file: a.csv}}}").arrival_rate_per_week()


TWO_STARTS = """
<startEvent id="s1" name="By phone"/><startEvent id="s2" name="By letter"/><task id="a"/><task id="b"/>
<sequenceFlow id="f1" sourceRef="s1" targetRef="a"/><sequenceFlow id="f2" sourceRef="s2" targetRef="b"/>
<sequenceFlow id="f3" sourceRef="b" targetRef="a"/>"""


def test_visits_weigh_the_kinds_of_case_by_their_demand(
    read: Callable[..., AnnotatedMap], make_process: Callable[..., ProcessMap]
) -> None:
    two = make_process(TWO_STARTS)
    notes = "cases: {p: {start: By phone, arrivals: 1 h}, l: {start: s2, arrivals: 3 h}}"
    assert read(notes, two).visits() == pytest.approx({"s1": 0.75, "s2": 0.25, "a": 1, "b": 0.25})
    assert read(notes, two).visits("l")["s1"] == 0
    assert read("cases: {p: {start: s1}, l: {start: s2}}", two).visits()["s1"] == 0.5


def test_where_cases_start_must_be_known(
    read: Callable[..., AnnotatedMap], make_process: Callable[..., ProcessMap]
) -> None:
    two = make_process(TWO_STARTS)
    for notes in ("version: 1", "cases: {c: {arrivals: 1 h}}"):
        with pytest.raises(ModelError, match=r"s1, s2.*\n.*RE321"):
            read(notes, two).visits()


SUB = """
<startEvent id="s"/><subProcess id="sub"><startEvent id="i"/><task id="inner"/>
<sequenceFlow id="x" sourceRef="i" targetRef="inner"/></subProcess>
<subProcess id="loose"><task id="one"/><task id="two"/></subProcess>
<intermediateThrowEvent id="out" name="L"><linkEventDefinition name="L"/></intermediateThrowEvent>
<intermediateCatchEvent id="in" name="L"><linkEventDefinition name="L"/></intermediateCatchEvent>
<eventBasedGateway id="race"/><intermediateCatchEvent id="m"><messageEventDefinition/></intermediateCatchEvent>
<intermediateCatchEvent id="t"><timerEventDefinition/></intermediateCatchEvent>
<sequenceFlow id="f1" sourceRef="s" targetRef="sub"/><sequenceFlow id="f2" sourceRef="sub" targetRef="loose"/>
<sequenceFlow id="f3" sourceRef="loose" targetRef="out"/><sequenceFlow id="f4" sourceRef="in" targetRef="race"/>
<sequenceFlow id="f5" sourceRef="race" targetRef="m"/><sequenceFlow id="f6" sourceRef="race" targetRef="t"/>"""


def test_visits_go_into_sub_processes_through_links_and_races(make_process: Callable[..., ProcessMap]) -> None:
    visits = annotate(make_process(SUB)).visits()
    assert {name: visits[name] for name in ("inner", "one", "two", "in", "m", "t")} == pytest.approx(
        {"inner": 1, "one": 1, "two": 1, "in": 1, "m": 0.5, "t": 0.5}
    )


POOLS = """
<collaboration id="c"><participant id="pa" name="Us" processRef="p"/><participant id="pb" name="They" processRef="q"/>
<messageFlow id="mf" sourceRef="ask" targetRef="hear"/><messageFlow id="mg" sourceRef="pb" targetRef="s"/>
</collaboration>
<process id="p"><startEvent id="s"/><sendTask id="ask"/><sequenceFlow id="f" sourceRef="s" targetRef="ask"/></process>
<process id="q"><startEvent id="hear"><messageEventDefinition/></startEvent><task id="work"/>
<sequenceFlow id="g" sourceRef="hear" targetRef="work"/></process>"""


def test_a_message_starts_the_other_pool(make_definitions: Callable[..., ProcessMap]) -> None:
    assert annotate(make_definitions(POOLS)).visits() == {"s": 1, "ask": 1, "hear": 1, "work": 1}


def test_calendars_are_made_by_name(claims: AnnotatedMap) -> None:
    assert claims.calendar("office").open_s_per_week == 40 * 3600
    assert claims.calendar(None).open_s_per_week == 168 * 3600
    assert claims.calendar(None).timezone == "Europe/London"
    with pytest.raises(ModelError, match=r"no calendar 'x'.*\n.*office, short.*RE311"):
        claims.calendar("x")


def test_changes_make_a_new_map_and_leave_the_old(claims: AnnotatedMap) -> None:
    before = claims.notes.model_copy()
    changed = (
        claims.with_step("file", StepNotes(duration=Distribution.fixed(60)))
        .with_event("reply", EventNotes(delay=Distribution.fixed(3600)))
        .with_shares("complete", {"f3": 0.1, "f4": "rest"})
        .with_difference(Difference(operation="change_duration", title="File takes a minute"))
        .with_assumptions([Problem("RE330", "x"), Problem("RE330", "x")])
    )
    assert claims.notes == before
    assert changed.step("file").notes.duration.mean == 60
    assert changed.step("reply").notes.delay.mean == 3600
    assert changed.shares("complete") == {"f3": 0.1, "f4": 0.9}
    assert [difference.operation for difference in changed.differences] == ["change_duration"]
    assert len(changed.assumptions) == 1


def test_notes_on_what_is_gone_go_with_it(claims: AnnotatedMap) -> None:
    notes = claims.without(["check", "f3"]).notes
    assert list(notes.steps) == ["pay", "file"]
    assert notes.steps["pay"].not_same_person == ()
    assert notes.flows == {}
    assert notes.transitions == {}
    assert claims.without(["reply", "complete"]).notes.events == {}
    linked = claims.with_step("pay", StepNotes(same_person="check", prefer_same_person="file"))
    assert linked.without(["check"]).notes.steps["pay"] == StepNotes(prefer_same_person="file")


def test_a_changed_map_keeps_its_notes(claims: AnnotatedMap, claim_map: ProcessMap) -> None:
    again = claims.with_definitions(claim_map.definitions)
    assert again.notes == claims.notes
    assert [node.id for node in again.map.nodes] == [node.id for node in claim_map.nodes]


def test_notes_that_no_longer_fit_are_found(claims: AnnotatedMap) -> None:
    assert claims.checked() is claims
    with pytest.raises(AnnotationError, match="RE310"):
        claims.with_step("file", StepNotes(role="nobody")).checked()


def test_annotated_maps_survive_pickling(claims: AnnotatedMap) -> None:
    again = pickle.loads(pickle.dumps(claims))  # noqa: S301 - our own bytes
    assert again.notes == claims.notes
    assert again.visits() == claims.visits()
