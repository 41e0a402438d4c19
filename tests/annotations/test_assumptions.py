"""What is not known is assumed aloud, with the question to ask and whom."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reengineer.annotations import AnnotatedMap, Annotations, annotate, assume_all, assumptions, complete
from reengineer.bpmn import read_bpmn
from reengineer.errors import ModelError
from reengineer.processmap import ProcessMap, build_map
from reengineer.quantities import Distribution, Estimate


def codes(found: Any) -> Counter[str]:
    return Counter(problem.code for problem in found)


def test_a_bare_map_is_completed_from_start_to_end(claim_map: ProcessMap) -> None:
    made = assume_all(claim_map)
    assert codes(made.assumptions) == {
        "RE330": 3, "RE331": 1, "RE332": 2, "RE333": 2, "RE334": 1, "RE335": 1, "RE336": 1, "RE337": 1
    }  # fmt: skip
    assert made.notes.steps["check"].role == "claims_clerk"
    assert made.notes.steps["check"].duration == Distribution.of("exponential", mean=600)
    assert made.notes.steps["file"].duration == Distribution.fixed(0)
    assert made.notes.events["reply"].delay == Distribution.fixed(3600)
    assert made.shares("complete") == {"f3": 0.5, "f4": 0.5}
    assert made.arrival_rate_per_open_s() == {"case": 1 / 600}


def test_assumptions_are_advice_with_a_question_and_a_place(claim_map: ProcessMap) -> None:
    for found in assume_all(claim_map).assumptions:
        assert found.severity == "advice"
        assert found.remedy.startswith("Ask ")
        assert found.source.file == "map.bpmn"
    assert {found.source.element_id for found in assume_all(claim_map).assumptions} >= {"check", "complete", "reply"}


def test_groups_are_sized_to_80_per_cent(claim_map: ProcessMap) -> None:
    made = assume_all(claim_map)
    # 2 checks and 1 payment of 10 min each, a case every 10 min: 3 at full load, so 4.
    assert made.notes.resources["claims_clerk"].members == Estimate(4)
    assert made.offered_load() == pytest.approx({"claims_clerk": 0.75})


def test_what_is_known_is_kept(claims: AnnotatedMap) -> None:
    done, said = complete(claims)
    assert said == ()
    assert done.notes == claims.notes


def test_a_wait_for_nobody_must_be_filled_in(claim_map: ProcessMap) -> None:
    with pytest.raises(ModelError, match=r'reply "Reply comes": it waits for a message.*\n.*RE338'):
        complete(annotate(claim_map))
    (error,) = [found for found in assumptions(annotate(claim_map)) if found.severity == "error"]
    assert error.code == "RE338"


def test_volumes_headcounts_and_durations_are_enough(read: Callable[..., AnnotatedMap]) -> None:
    few = read(
        """\
        cases: {claim: {arrivals: exponential(12 min (10 min to 15 min))}}
        resources: {claims_clerk: {members: 5 (4 to 6)}}
        steps: {check: {duration: 10 to 20 min}, pay: {duration: 5 min}}
        events: {reply: {delay: 2 days}}
        """
    )
    done, said = complete(few)
    assert codes(said) == {"RE330": 1, "RE331": 1, "RE332": 2, "RE333": 2, "RE334": 1}
    assert done.checked().offered_load()["claims_clerk"] == pytest.approx((2 * 15 + 5) / 12 / 5)
    assert done.assumptions == said
    assert complete(done)[1] == tuple(found for found in said if found.code == "RE334")


def test_a_group_that_bears_the_name_of_the_lane_is_that_group(read: Callable[..., AnnotatedMap]) -> None:
    made, _ = complete(read("resources: {Claims Clerk: {members: 2}}\nevents: {reply: {delay: 1 h}}"))
    assert made.group_of("check") == "Claims Clerk"
    by_id, _ = complete(read("resources: {lane_clerk: {members: 2}}\nevents: {reply: {delay: 1 h}}"))
    assert by_id.group_of("check") == "lane_clerk"


def test_work_said_to_be_nobodys_stays_so(read: Callable[..., AnnotatedMap]) -> None:
    made, said = complete(
        read("steps: {check: {manual: false}, pay: {third_party: true}}\nevents: {reply: {delay: 1 h}}")
    )
    assert made.group_of("check") is None
    assert "RE333" not in codes(said)


def test_a_named_role_without_a_group_gets_one(read: Callable[..., AnnotatedMap]) -> None:
    made, said = complete(
        read("resources: {x: {}}\nsteps: {check: {role: x}, pay: {role: x}}\nevents: {reply: {delay: 1 h}}")
    )
    assert made.notes.resources["x"].count >= 1
    assert codes(said)["RE336"] == 1


def test_an_assumed_calendar_does_not_hide_a_known_one(read: Callable[..., AnnotatedMap]) -> None:
    notes = 'calendars: {office_hours: {mon: "09:00-10:00"}}\nevents: {reply: {delay: 1 h}}'
    made, _ = complete(read(notes))
    assert made.notes.resources["claims_clerk"].calendar == "office_hours_assumed"
    assert made.calendar("office_hours").open_s_per_week == 3600


def test_members_with_their_own_hours_and_costs_need_none_of_the_group(read: Callable[..., AnnotatedMap]) -> None:
    notes = """\
        calendars: {c: {mon: "09:00-10:00"}}
        resources: {claims_clerk: {members: [{name: A, calendar: c, cost: 3 GBP/h}]}}
        cases: {claim: {arrivals: {per_hour: 1}}}
        events: {reply: {delay: 1 h}}
        """
    assert not {"RE332", "RE334"} & set(codes(complete(read(notes))[1]))


def test_where_several_start_events_are_each_has_its_demand(make_process: Callable[..., ProcessMap]) -> None:
    two = make_process('<startEvent id="s1"/><startEvent id="s2"/>')
    made = assume_all(two)
    assert [case.start for case in made.notes.cases.values()] == ["s1", "s2"]
    assert sum(made.arrival_rate_per_open_s().values()) == pytest.approx(1 / 600)


def test_cases_without_a_start_among_several_are_an_error(
    read: Callable[..., AnnotatedMap], make_process: Callable[..., ProcessMap]
) -> None:
    two = make_process('<startEvent id="s1"/><startEvent id="s2"/>')
    with pytest.raises(ModelError, match="RE321"):
        complete(read("cases: {c: {arrivals: 1 h}}", two))


def test_without_lanes_the_pool_or_process_is_the_group(
    make_process: Callable[..., ProcessMap], make_definitions: Callable[..., ProcessMap]
) -> None:
    assert assume_all(make_process('<task id="a"/>')).group_of("a") == "p"
    pool = '<collaboration id="c"><participant id="x" name="Help desk" processRef="q"/></collaboration>'
    named = make_definitions(f'{pool}<process id="q" name="Calls"><task id="a"/></process>')
    assert assume_all(named).group_of("a") == "help_desk"


TIMER = """<intermediateCatchEvent id="{id}"><timerEventDefinition><{kind}>{body}</{kind}></timerEventDefinition>
</intermediateCatchEvent>"""
TIMERS = "".join(
    (
        '<startEvent id="s"/><receiveTask id="r" name="Hear"/><intermediateCatchEvent id="w"/>',
        TIMER.format(id="t", kind="timeDuration", body="PT2H"),
        TIMER.format(id="u", kind="timeDuration", body="${d}"),
        TIMER.format(id="v", kind="timeDate", body="2026-01-01"),
    )
)


def test_a_timer_that_the_map_states_is_used(make_process: Callable[..., ProcessMap]) -> None:
    made = assume_all(make_process(TIMERS))
    assert made.notes.events["t"].delay == Distribution.fixed(7200)
    assert made.notes.events["u"].delay == Distribution.fixed(3600)
    assert "v" not in made.notes.events  # it rings at its date
    assert made.notes.steps["r"].delay == Distribution.fixed(3600)
    assert "w" not in made.notes.events
    assert codes(made.assumptions)["RE337"] == 2


MARKED = (
    '<startEvent id="s"/><task id="l"><standardLoopCharacteristics/></task>'
    '<task id="m"><multiInstanceLoopCharacteristics/></task>'
)


def test_markers_that_do_not_say_how_often_are_assumed(make_process: Callable[..., ProcessMap]) -> None:
    made = assume_all(make_process(MARKED))
    loop, instances = made.notes.steps["l"].loop, made.notes.steps["m"].instances
    assert loop is not None
    assert loop.again == 0.2
    assert instances is not None
    assert instances.mean == 3
    assert codes(made.assumptions)["RE339"] == 2


def test_a_map_that_never_ends_is_still_listed(make_process: Callable[..., ProcessMap]) -> None:
    body = '<startEvent id="s"/><task id="a"/><sequenceFlow id="f" sourceRef="s" targetRef="a"/>'
    endless = make_process(f'{body}<sequenceFlow id="g" sourceRef="a" targetRef="a"/>')
    assert assume_all(endless).notes.resources["p"].count == 1


def test_an_inclusive_gateway_has_a_share_for_each_branch(make_process: Callable[..., ProcessMap]) -> None:
    body = '<inclusiveGateway id="g"/><task id="a"/><task id="b"/>'
    flows = '<sequenceFlow id="f" sourceRef="g" targetRef="a"/><sequenceFlow id="h" sourceRef="g" targetRef="b"/>'
    made = assume_all(make_process(body + flows))
    # Without a default flow one branch has to be certain, or a case could find no way on.
    assert made.notes.flows["g"] == {"f": Estimate(1.0), "h": Estimate(0.5)}
    assert made.checked()


def test_most_maps_of_the_corpus_can_be_assumed(shared: Path) -> None:
    from reengineer.bpmn import read_bpmn

    files = sorted((shared / "corpus").rglob("*.bpmn"))[::25]
    made = [assume_all(build_map(read_bpmn(path))) for path in files]
    assert made
    for one in made:
        one.checked()
        assert all(group.count >= 1 for group in one.notes.resources.values())


CHOICE = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x"><process id="p">
<startEvent id="s"/><exclusiveGateway id="g"/><task id="a"/><task id="b"/>
<sequenceFlow id="f0" sourceRef="s" targetRef="g"/>
<sequenceFlow id="f1" sourceRef="g" targetRef="a"><conditionExpression>case.amount &lt; 500</conditionExpression>
</sequenceFlow><sequenceFlow id="f2" sourceRef="g" targetRef="b"><conditionExpression>CONDITION</conditionExpression>
</sequenceFlow></process></definitions>"""


@pytest.mark.parametrize(("condition", "assumed"), [(b"case.amount >= 500", False), (b"all others", True), (b"", True)])
def test_no_shares_are_assumed_where_conditions_on_attributes_decide(condition: bytes, assumed: bool) -> None:
    case = {"start": "s", "arrivals": "10 min", "attributes": {"amount": "uniform(1, 900)"}}
    made = annotate(
        read_bpmn(CHOICE.replace(b"CONDITION", condition)), Annotations.model_validate({"cases": {"c": case}})
    )
    whole, said = complete(made)
    assert ("g" in whole.notes.flows) is assumed
    assert any(problem.code == "RE331" for problem in said) is assumed


CONDITION = (
    '<sequenceFlow id="{0}" sourceRef="{1}" targetRef="{2}"><conditionExpression>${{x}}</conditionExpression>'
    "</sequenceFlow>"
)
STEPS = (
    '<startEvent id="s"/><task id="a"/><task id="b"/><task id="c"/><sequenceFlow id="f0" sourceRef="s" targetRef="a"/>'
)


@pytest.mark.parametrize(
    ("last", "shares"),
    [
        (CONDITION.format("f2", "a", "c"), {"f1": Estimate(0.5), "f2": "rest"}),
        ('<sequenceFlow id="f2" sourceRef="a" targetRef="c"/>', {"f1": Estimate(0.5), "f2": Estimate(1.0)}),
    ],
)
def test_a_step_whose_conditions_cannot_be_read_has_shares(
    make_process: Callable[..., ProcessMap], last: str, shares: dict[str, object]
) -> None:
    """It takes one of its ways where all have conditions; one without a condition is always taken."""
    made = assume_all(make_process(STEPS + CONDITION.format("f1", "a", "b") + last))
    assert made.notes.flows["a"] == shares
    assert codes(made.assumptions)["RE331"] == 1
    assert made.visits()["c"] == (1.0 if shares["f2"] == Estimate(1.0) else 0.5)
    assert made.checked()


def test_a_sub_process_without_order_is_one_step(make_process: Callable[..., ProcessMap]) -> None:
    inside = '<adHocSubProcess id="x"><task id="b"/><task id="c"/></adHocSubProcess>'
    made = assume_all(make_process(f'<startEvent id="s"/>{inside}<sequenceFlow id="f" sourceRef="s" targetRef="x"/>'))
    assert set(made.notes.steps) == {"x"}
    assert any("no order; one step of 10 min on average" in found.message for found in made.assumptions)


def pools(first: str, messages: tuple[tuple[str, str], ...]) -> ProcessMap:
    """Return two pools that send messages to each other."""
    flows = "".join(f'<messageFlow id="m{a}{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in messages)
    text = f"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x">
<collaboration id="k"><participant id="k1" processRef="p"/><participant id="k2" processRef="q"/>{flows}</collaboration>
<process id="p">{first}<sendTask id="a"/><sequenceFlow id="f1" sourceRef="s" targetRef="a"/></process>
<process id="q"><startEvent id="t"><messageEventDefinition/></startEvent><task id="b"/><receiveTask id="c"/>
<sequenceFlow id="f2" sourceRef="t" targetRef="b"/><sequenceFlow id="f3" sourceRef="b" targetRef="c"/></process>
</definitions>"""
    return build_map(read_bpmn(text.encode()))


START, ASKED = '<startEvent id="s"/>', '<startEvent id="s"><messageEventDefinition/></startEvent>'


@pytest.mark.parametrize(
    ("map_", "starts", "delayed"),
    [
        (pools(START, (("a", "t"),)), ["s"], {"c"}),
        (pools(ASKED, (("a", "t"), ("b", "s"))), ["s"], {"c"}),
        (pools(START + '<sendTask id="z"/><sequenceFlow id="f9" sourceRef="z" targetRef="z"/>', (("z", "t"),)),
         ["s", "t"], {"c"}),
        (pools(START, (("a", "c"),)), ["s", "t"], set()),
    ],
)  # fmt: skip
def test_a_pool_whose_message_nobody_sends_has_cases_of_its_own(
    map_: ProcessMap, starts: list[str], delayed: set[str]
) -> None:
    made = assume_all(map_)
    assert [case.start for case in made.notes.cases.values()] == starts
    assert {step for step, notes in made.notes.steps.items() if notes.delay is not None} == delayed


@pytest.mark.parametrize(
    ("notes", "times"),
    [
        ({}, 1), ({"instances": 3}, 3), ({"instances": 3, "stop_after": 2}, 2), ({"loop": {"times": 4}}, 4),
        ({"loop": {"again": 0.5}}, 2), ({"loop": {"again": 0.5, "times": 2}}, 1.5),
        ({"loop": {"again": 0.5, "before": True}}, 1), ({"loop": {"again": 1, "times": 3}}, 3),
    ],
)  # fmt: skip
def test_work_that_is_repeated_counts_as_often(
    make_process: Callable[..., ProcessMap], notes: dict[str, Any], times: float
) -> None:
    """A case an hour of 6 minutes is a load of 0.1."""
    drawn = make_process('<startEvent id="s"/><task id="a"/><sequenceFlow id="f" sourceRef="s" targetRef="a"/>')
    stated = {
        "cases": {"c": {"start": "s", "arrivals": "60 min"}},
        "resources": {"r": {"members": 1}},
        "steps": {"a": {"role": "r", "duration": "6 min", **notes}},
    }
    annotated = AnnotatedMap(map=drawn, notes=Annotations.model_validate(stated))
    assert annotated.offered_load() == pytest.approx({"r": 0.1 * times})


def test_a_loop_that_always_goes_on_is_refused() -> None:
    with pytest.raises(ValueError, match="never ends"):
        Annotations.model_validate({"steps": {"a": {"loop": {"again": 1}}}})


def test_what_a_pool_without_a_start_event_would_answer_takes_an_assumed_time() -> None:
    """Its first step waits for a message, so no case is in it; who waits for its answer waits for one hour."""
    answer = '<messageFlow id="m1" sourceRef="a" targetRef="x"/><messageFlow id="m2" sourceRef="y" targetRef="b"/>'
    text = f"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x">
<collaboration id="k"><participant id="k1" processRef="p"/><participant id="k2" processRef="q"/>{answer}</collaboration>
<process id="p"><startEvent id="s"/><sendTask id="a"/><receiveTask id="b"/>
<sequenceFlow id="f1" sourceRef="s" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="b"/></process>
<process id="q"><receiveTask id="x"/><sendTask id="y"/><sequenceFlow id="f3" sourceRef="x" targetRef="y"/></process>
</definitions>"""
    made = assume_all(build_map(read_bpmn(text.encode())))
    assert [case.start for case in made.notes.cases.values()] == ["s"]
    assert made.notes.steps["b"].delay == Distribution.fixed(3600)
