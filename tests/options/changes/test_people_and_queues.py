"""Changes of people, queues, costs and errors, each before and after."""

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from reengineer.annotations import AnnotatedMap, Need
from reengineer.bpmn import SetType
from reengineer.errors import ChangeError
from reengineer.options import kinds

NOTES = """
version: 1
currency: GBP
clock: {start: 2026-01-05, timezone: Europe/London}
calendars: {office: {mon-fri: "09:00-17:00", closed: [2026-01-06]}, late: {mon-fri: "13:00-21:00"}}
cases:
  claim:
    arrivals: {every: exponential(10 min), calendar: office}
    attributes: {vip: 0.1, size: {big: 0.2, small: rest}}
  chase: {arrivals: {every: exponential(1 h), calendar: office}}
resources:
  clerk: {members: 4, calendar: office, cost: 20 GBP/h}
  temp: {members: 2 (1 to 3), calendar: office, cost: 20 GBP/h}
  boss: {members: [{name: Ade}, {name: Bo, calendar: late, cost: 40 GBP/h}], calendar: office, cost: 36 GBP/h}
  lone: {cost: 20 GBP/h}
steps:
  a: {role: clerk, duration: "gamma(mean=10 min, cv=0.5)", variants: 3, patience: "gamma(mean=6 min, cv=1)",
      customer_present: true, cost: 1 GBP}
  b: {role: clerk, duration: 20 min, prefer_same_person: a, due: 5 days}
  c: {role: boss, duration: exponential(30 min), not_same_person: [b], setup: 5 min}
  d: {needs: [{clerk: 1, boss: 1}, temp], duration: 5 min}
  e: {delay: 2 days, cost: 3 GBP}
  f: {duration: 3 min}
flows: {g: {to e: 0.8, to a: rest}, h: {to f: 0.7, to c: rest}}
"""
MAP = "start > a > b > ?g > e > c > d > ?h > f > end\ng > a\nh > c"


@pytest.fixture
def office(draw: Callable[..., AnnotatedMap]) -> AnnotatedMap:
    return draw(MAP, NOTES, "clerk: a b g e, boss: c d h, other: f")


def made(office: AnnotatedMap, operation: str, **stated: object) -> AnnotatedMap:
    to_be = kinds()[operation].model_validate(stated).apply(office)
    return to_be.checked()


def refused(office: AnnotatedMap, operation: str, **stated: object) -> tuple[str, str]:
    with pytest.raises(ChangeError) as caught:
        kinds()[operation].model_validate(stated).apply(office)
    problem = caught.value.problems[0]
    assert problem.remedy
    return problem.code, problem.message


@pytest.mark.parametrize(
    ("operation", "stated", "code"),
    [
        ("change_rework_prob", {"gateway": "a", "probability": 0.1}, "RE404"),
        ("change_rework_prob", {"gateway": "g", "probability": 1}, "RE408"),
        ("change_cost", {"step": "a", "fixed_cost": "1 EUR"}, "RE406"),
        ("change_cost", {"role": "nobody", "rate": "1 GBP/h"}, "RE405"),
        ("change_error_rate", {"step": "f", "rate": 0.1}, "RE618"),
        ("change_error_rate", {"step": "a", "rate": 1}, "ok"),
        ("standardise_step", {"step": "b", "cv": 0.2}, "RE407"),
        ("set_batch", {"step": "g", "size": 3}, "RE404"),
        ("train", {"role": "clerk", "step": "c", "duration_factor": 0.9}, "RE406"),
        ("train", {"role": "lone", "duration_factor": 0.9, "hours": 2}, "RE407"),
        ("train", {"role": "boss", "duration_factor": 0.9, "hours": 2}, "RE406"),
        ("change_patience", {"queue": "b", "mean": 3}, "RE406"),
        ("change_patience", {"queue": "boss", "mean": 3}, "RE406"),
        ("change_patience", {"queue": "a", "mean": 0}, "RE406"),
        ("add_callback", {"queue": "c", "threshold": 3, "acceptance": 0.5}, "RE406"),
        ("add_callback", {"queue": "a", "threshold": 3, "acceptance": 0.5, "reach": 0.5}, "RE407"),
        ("outsource_step", {"step": "e", "lead_time": "1 day"}, "RE406"),
        ("reassign_step", {"step": "e", "role": "clerk"}, "RE406"),
        ("insource_step", {"step": "a", "role": "clerk"}, "RE406"),
        ("set_batch", {"step": "e", "period": "1 h"}, "RE406"),
        ("insource_step", {"step": "e", "role": "clerk"}, "RE407"),
        ("insource_step", {"step": "e", "role": "nobody", "duration": "5 min"}, "RE405"),
        ("change_calendar", {"role": "clerk", "shifts": "never"}, "RE405"),
        ("change_calendar", {"role": "clerk", "shifts": [{"people": 3, "calendar": "late"}]}, "RE408"),
        ("change_calendar", {"role": "clerk", "shifts": {}}, "RE406"),
        ("pool_resources", {"roles": ["clerk", "lone"]}, "RE407"),
        ("pool_resources", {"roles": ["clerk", "clerk"]}, "RE408"),
        ("pool_resources", {"roles": ["clerk", "boss"]}, "RE408"),
        ("cross_train", {"role": "clerk", "steps": ["b"]}, "RE406"),
        ("cross_train", {"role": "clerk", "steps": ["f"]}, "RE406"),
        ("cross_train", {"role": "boss", "steps": ["b"], "people": 3}, "RE408"),
        ("assign_case_manager", {"role": "clerk", "share": 0.5, "hold": 5}, "RE410"),
        ("assign_case_manager", {"role": "clerk"}, "RE407"),
        ("assign_case_manager", {"role": "temp", "hold": 5}, "RE408"),
        ("change_priority_rule", {"step": "f", "rule": "fifo"}, "RE407"),
        ("change_priority_rule", {"role": "clerk", "rule": "class", "classes": ["nobody"]}, "RE405"),
        ("change_priority_rule", {"role": "clerk", "rule": "class", "classes": ["c"]}, "RE405"),
        ("change_priority_rule", {"role": "boss", "rule": "edd"}, "RE407"),
        ("set_sla", {"step": "f", "target": 60}, "RE407"),
        ("set_sla", {"step": "a", "target": 60, "escalate_to": "clerk"}, "RE406"),
    ],
)
def test_what_does_not_apply_is_refused(
    office: AnnotatedMap, operation: str, stated: dict[str, Any], code: str
) -> None:
    if code == "ok":
        made(office, operation, **stated)
    else:
        assert refused(office, operation, **stated)[0] == code


@pytest.mark.parametrize(
    ("operation", "stated", "words"),
    [
        ("change_cost", {"step": "a"}, "go together"),
        ("change_cost", {"role": "clerk"}, "go together"),
        ("change_cost", {}, "nothing changes"),
        ("standardise_step", {"step": "a"}, "nothing changes"),
        ("set_batch", {"step": "a"}, "by number and wait"),
        ("set_batch", {"step": "a", "size": 3, "period": "1 h"}, "by number and wait"),
        ("set_batch", {"step": "a", "max_wait": "0 h"}, "above 0"),
        ("train", {"role": "clerk"}, "changes nothing"),
        ("train", {"role": "clerk", "error_rate": 0.1}, "step whose errors"),
        ("change_priority_rule", {"rule": "fifo"}, "one of role and step"),
        ("change_priority_rule", {"role": "clerk", "rule": "class"}, "classes go with"),
        ("change_priority_rule", {"role": "clerk", "rule": "fifo", "classes": ["a"]}, "classes go with"),
        ("set_sla", {"step": "a", "target": 0}, "above 0"),
        ("set_sla", {"step": "a", "target": 5, "after": 6}, "has passed"),
        ("change_calendar", {"role": "clerk", "shifts": []}, "shifts are"),
        ("change_calendar", {"role": "clerk", "shifts": [{"people": 4}]}, "calendar or hours"),
    ],
)
def test_parameters_fit_together(operation: str, stated: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        kinds()[operation].model_validate(stated)


def test_fewer_cases_are_sent_back(office: AnnotatedMap) -> None:
    to_be = made(office, "change_rework_prob", gateway="g", probability="0.1 (0.05 to 0.15)")
    assert to_be.shares("g") == pytest.approx({"g_to_a": 0.1, "g_to_e": 0.9})
    assert to_be.visits()["b"] == pytest.approx(1 / 0.9)
    assert str(to_be.share_estimates("g")["g_to_a"]) == "0.1 (0.05 to 0.15)"


def test_a_step_and_a_group_cost_something_else(office: AnnotatedMap) -> None:
    to_be = made(office, "change_cost", step="f", fixed_cost="0.4 GBP", role="boss", rate="38 GBP/h")
    assert str(to_be.step("f").notes.cost) == "0.40 GBP"
    boss = to_be.notes.resources["boss"]
    assert (str(boss.cost), str(boss.people("boss")[1].cost)) == ("38 GBP/h", "40 GBP/h")


def test_rework_moves_in_proportion_to_errors(office: AnnotatedMap) -> None:
    """Cases come back to a from g alone: 20 % today, which counts as its error rate."""
    to_be = made(office, "change_error_rate", step="a", rate=0.05)
    assert to_be.shares("g")["g_to_a"] == pytest.approx(0.05)
    assert to_be.step("a").notes.error_rate == 0.05
    stated = office.with_step("a", office.step("a").notes.model_copy(update={"error_rate": 0.1}))
    assert made(stated, "change_error_rate", step="a", rate=0.05).shares("g")["g_to_a"] == pytest.approx(0.1)


def test_a_share_cannot_pass_one(office: AnnotatedMap) -> None:
    stated = office.with_step("a", office.step("a").notes.model_copy(update={"error_rate": 0.1}))
    assert refused(stated, "change_error_rate", step="a", rate=0.6)[0] == "RE408"
    never = office.with_step("a", office.step("a").notes.model_copy(update={"error_rate": 0.0}))
    assert refused(never, "change_error_rate", step="a", rate=0.6)[0] == "RE407"


def test_a_standard_changes_mean_spread_and_errors(office: AnnotatedMap) -> None:
    to_be = made(office, "standardise_step", step="a", mean=8, cv=0.2, error_rate=0.1)
    assert str(to_be.step("a").notes.duration) == "gamma(mean=8 min, cv=0.2)"
    assert to_be.step("a").notes.standard_exists is True
    assert to_be.shares("g")["g_to_a"] == pytest.approx(0.1)


def test_batches_go_by_number_and_wait_or_by_the_clock(office: AnnotatedMap) -> None:
    notes = made(office, "set_batch", step="b", size=5, max_wait="2 h").step("b").notes
    assert notes.batch is not None
    assert [(rule.size, str(rule.waited)) for rule in notes.batch.rules] == [(5, "None"), (None, "2 h")]
    timed = made(office, "set_batch", step="b", period="90 min").step("b").notes
    assert timed.release is not None
    assert (str(timed.release.every), timed.batch) == ("90 min", None)
    assert made(made(office, "set_batch", step="b", size=5), "unbatch", step="b").step("b").notes.batch is None


def test_training_takes_hours_first_and_then_helps(office: AnnotatedMap) -> None:
    """Ten hours: four of the Monday, none of the closed Tuesday, four of the Wednesday, two of the Thursday."""
    to_be = made(office, "train", role="clerk", hours=10, duration_factor=0.8)
    calendar = to_be.notes.calendars["clerk in training"]
    assert calendar.open == {
        "2026-01-05": ("09:00-13:00",),
        "2026-01-07": ("09:00-13:00",),
        "2026-01-08": ("09:00-15:00",),
    }
    assert to_be.notes.resources["clerk"].calendar == "clerk in training"
    assert to_be.notes.resources["temp"].calendar == "office"
    assert [str(to_be.step(step).notes.duration) for step in "abc"] == [
        "gamma(mean=8 min, cv=0.5)",
        "16 min",
        "exponential(30 min)",
    ]


def test_a_patience_keeps_its_family(office: AnnotatedMap) -> None:
    assert str(made(office, "change_patience", queue="a", mean=3).step("a").notes.patience) == "gamma(mean=3 min, cv=1)"


def test_a_queue_may_be_named_by_its_group(office: AnnotatedMap) -> None:
    offer = made(office, "add_callback", queue="clerk", threshold="3 min", acceptance=0.45).step("a").notes.call_back
    assert offer is not None
    assert (str(offer.threshold), offer.acceptance, offer.reach) == ("3 min", 0.45, 1.0)


def test_a_supplier_takes_time_and_money_and_nobody_of_ours(office: AnnotatedMap) -> None:
    to_be = made(office, "outsource_step", step="c", unit_cost="9 GBP", lead_time="8 h working", error_rate=0.15)
    notes = to_be.step("c").notes
    assert (notes.groups, str(notes.delay), str(notes.cost), notes.calendar) == ((), "8 h working", "9 GBP", "office")
    assert (notes.setup, notes.not_same_person, notes.third_party) == (None, (), True)
    assert to_be.shares("h")["h_to_c"] == pytest.approx(0.15)
    assert to_be.offered_load()["boss"] < office.offered_load()["boss"]


def test_what_a_supplier_did_becomes_work_of_ours(office: AnnotatedMap) -> None:
    to_be = made(office, "insource_step", step="e", role="boss", duration="gamma(mean=20 min, cv=0.5)")
    notes = to_be.step("e").notes
    assert (notes.groups, str(notes.duration), notes.delay, notes.cost) == (
        ("boss",),
        "gamma(mean=20 min, cv=0.5)",
        None,
        None,
    )
    assert to_be.map.node("e").lane == "lane_boss"


def test_a_group_works_at_other_hours_and_paid_hours_are_told(office: AnnotatedMap) -> None:
    to_be = made(office, "change_calendar", role="boss", shifts={"mon-thu": "08:00-17:00"})
    boss = to_be.notes.resources["boss"]
    assert (boss.calendar, [member.calendar for member in boss.people("boss")]) == ("boss hours", [None, None])
    assert to_be.differences[0].changed[-1] == ("boss", "paid hours a week", "80", "72")


def test_a_group_works_in_shifts(office: AnnotatedMap) -> None:
    shifts = [{"people": 1, "calendar": "late"}, {"people": 3, "hours": {"mon-fri": "07:00-13:00"}}]
    to_be = made(office, "change_calendar", role="clerk", shifts=shifts)
    people = to_be.notes.resources["clerk"].people("clerk")
    assert [member.calendar for member in people] == ["late", *["clerk shift 2"] * 3]
    assert to_be.differences[0].changed[-1][2:] == ("160", "130")


def test_groups_that_are_alike_become_one_count(office: AnnotatedMap) -> None:
    to_be = made(office, "pool_resources", roles=["clerk", "temp"], duration_factor=1.3)
    pooled = to_be.notes.resources["clerk and temp"]
    assert str(pooled.members) == "6 (5 to 7)"
    assert (pooled.calendar, str(pooled.cost)) == ("office", "20 GBP/h")
    assert set(to_be.notes.resources) == {"clerk and temp", "boss", "lone"}
    # Two of six are new to what clerks do: 10 min x (4 + 2 x 1.3) / 6 = 11 min.
    assert str(to_be.step("a").notes.duration) == "gamma(mean=11 min, cv=0.5)"
    assert to_be.step("d").notes.needs == (
        Need(group="clerk and temp"),
        Need(group="boss"),
        Need(group="clerk and temp", alternative=1),
    )


def test_groups_that_differ_become_a_list_of_their_people(office: AnnotatedMap) -> None:
    needs = office.step("d").notes.model_copy(update={"needs": (), "role": "boss"})
    pooled = made(office.with_step("d", needs), "pool_resources", roles=["boss", "temp"]).notes.resources[
        "boss and temp"
    ]
    people = pooled.people("")
    assert [(member.name, member.calendar, str(member.cost)) for member in people] == [
        ("Ade", "office", "36 GBP/h"),
        ("Bo", "late", "40 GBP/h"),
        ("temp 1", "office", "20 GBP/h"),
        ("temp 2", "office", "20 GBP/h"),
    ]


def test_pooling_adds_capacity_up(office: AnnotatedMap) -> None:
    then, now = office.offered_load(), made(office, "pool_resources", roles=["clerk", "temp"]).offered_load()
    assert now["clerk and temp"] == pytest.approx((4 * then["clerk"] + 2 * then["temp"]) / 6)


def test_some_members_help_with_other_steps(office: AnnotatedMap) -> None:
    to_be = made(office, "cross_train", role="clerk", steps=["c"], people=1, duration_factor=1.5)
    notes = to_be.step("c").notes
    assert notes.role is None
    assert [(need.group, need.skill, need.alternative) for need in notes.needs] == [
        ("boss", None, 0),
        ("clerk", "helps c", 1),
    ]
    assert str(notes.needs[1].duration) == "exponential(45 min)"
    assert [member.skills for member in to_be.notes.resources["clerk"].people("clerk")] == [("helps c",), (), (), ()]


def test_where_all_help_no_skill_is_needed(office: AnnotatedMap) -> None:
    to_be = made(office, "cross_train", role="clerk", steps=["c"])
    assert to_be.step("c").notes.needs == (Need(group="boss"), Need(group="clerk", alternative=1))
    assert str(to_be.notes.resources["clerk"].members) == "4"


def test_a_case_keeps_its_person(office: AnnotatedMap) -> None:
    to_be = made(office, "assign_case_manager", role="clerk", duration_factor=0.9, hold="2 h")
    notes = to_be.step("b").notes
    assert (notes.prefer_same_person, str(notes.hold), str(notes.duration)) == ("a", "2 h", "18 min")
    assert to_be.step("a").notes == office.step("a").notes
    assert to_be.step("d").notes.prefer_same_person == "a"


@pytest.mark.parametrize(
    ("rule", "discipline"),
    [("FIFO", "fifo"), ("LIFO", "lifo"), ("EDD", "edd"), ("due date", "edd"), ("SPT", "shortest")],
)
def test_a_queue_is_served_by_another_rule(office: AnnotatedMap, rule: str, discipline: str) -> None:
    to_be = made(office, "change_priority_rule", step="b", rule=rule, ageing=30)
    group = to_be.notes.resources["clerk"]
    assert (group.discipline, str(group.ageing)) == (discipline, "30 min")


def test_classes_are_kinds_of_case_what_cases_have_or_steps(office: AnnotatedMap) -> None:
    classes = ["vip", "big", "chase", "claim", "b"]
    to_be = made(office, "change_priority_rule", role="clerk", rule="class", classes=classes)
    levels = {kind: [(one.level, one.when) for one in notes.priorities] for kind, notes in to_be.notes.cases.items()}
    assert levels == {
        "claim": [(1, "case.vip == 1"), (2, "case.size == 'big'"), (4, None)],
        "chase": [(3, None)],
    }
    assert to_be.step("b").notes.priority == 5
    numbered = made(office, "change_priority_rule", role="clerk", rule="priority", classes={"a": 7})
    assert numbered.step("a").notes.priority == 7


def test_a_promise_is_kept_by_going_first_or_by_help(office: AnnotatedMap) -> None:
    first = made(office, "set_sla", step="a", target="4 h").step("a").notes.escalation
    assert first is not None
    assert (str(first.target), str(first.after), first.priority, first.group) == ("4 h", "2 h", -1, None)
    helped = made(office, "set_sla", step="a", target="4 h", after="3 h", escalate_to="boss").step("a").notes.escalation
    assert helped is not None
    assert (str(helped.after), helped.priority, helped.group) == ("3 h", None, "boss")


def test_new_people_begin_on_a_date(office: AnnotatedMap) -> None:
    to_be = made(office, "change_headcount", role="clerk", by=2, from_date="2026-01-08")
    people = to_be.notes.resources["clerk"].people("clerk")
    assert [member.calendar for member in people] == [None] * 4 + ["clerk from 2026-01-08"] * 2
    calendar = to_be.notes.calendars["clerk from 2026-01-08"]
    assert calendar.closed == ("2026-01-06", "2026-01-05", "2026-01-07")
    assert calendar.hours == office.notes.calendars["office"].hours
    at_once = made(office, "change_headcount", role="clerk", by=2, from_date="2026-01-05")
    assert at_once.notes == made(office, "change_headcount", role="clerk", by=2).notes


def test_who_does_an_awaited_step_awaits_nothing(office: AnnotatedMap) -> None:
    awaited = office.with_definitions(office.map.definitions.edit(SetType(id="e", type="receiveTask")))
    to_be = made(awaited, "insource_step", step="e", role="boss", duration="20 min")
    assert (awaited.step("e").node.type, to_be.step("e").node.type) == ("receiveTask", "userTask")
