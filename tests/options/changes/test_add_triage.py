"""Triage sorts cases, sends some a way of their own, and sends the wrongly sorted back."""

from collections.abc import Callable

import pytest
from pydantic import ValidationError

from reengineer.annotations import AnnotatedMap
from reengineer.errors import ChangeError
from reengineer.options.changes import AddTriage

NOTES = """
version: 1
cases: {claim: {start: start, arrivals: {every: 1 h}}}
resources:
  clerk: {members: 5, cost: 20 GBP/h}
  named: {members: [{name: Ade}, {name: Bo}, {name: Cy}]}
steps:
  log: {outputs: [record]}
  gather: {role: clerk, duration: 25 min, inputs: [record], outputs: [list], controls: [C-1]}
  decide: {role: clerk, duration: 40 min, inputs: [list], outputs: [decision]}
  send: {role: clerk, duration: 5 min, inputs: [decision]}
flows: {good: {to send: 0.9, to gather: rest}}
"""
FAST = {
    "task": "fast",
    "group": {"fast": "1 from clerk"},
    "duration": "50 min",
    "replaces": ["gather", "decide"],
    "rejoin": "send",
}
TRIAGE = {
    "before": "gather",
    "classes": {"simple": 0.35, "other": "rest"},
    "accuracy": 0.9,
    "role": "clerk",
    "duration": "3 min",
}


@pytest.fixture
def claims(draw: Callable[..., AnnotatedMap]) -> AnnotatedMap:
    lanes = "front: start log, back: gather decide good send end"
    return draw("start > log > gather > decide > ?good > send > end\ngood > gather", NOTES, lanes)


def triage(route: dict[str, object] | None = None, **parameters: object) -> AddTriage:
    return AddTriage(**(TRIAGE | {"routes": {"simple": FAST | (route or {})}} | parameters))


def test_errors_fall_evenly_on_the_other_classes() -> None:
    change = triage()
    assert change.judged_shares() == pytest.approx(
        {"simple": 0.9 * 0.35 + 0.1 * 0.65, "other": 0.9 * 0.65 + 0.1 * 0.35}
    )
    assert change.wrong_share("simple") == pytest.approx(0.065 / 0.38)


def test_three_classes_share_the_errors() -> None:
    change = triage(classes={"simple": 0.2, "middle": 0.3, "other": "rest"}, accuracy=0.8)
    assert sum(change.judged_shares().values()) == pytest.approx(1)
    assert change.judged_shares()["simple"] == pytest.approx(0.8 * 0.2 + 0.1 * 0.8)


def test_before_and_after(claims: AnnotatedMap) -> None:
    to_be = triage().apply(claims)
    made = "gather_add_triage_"
    assert to_be.map.shortest_path("log", "send") == ("log", f"{made}1", f"{made}2", "fast", f"{made}6", "send")
    assert to_be.map.successors(f"{made}2") == ("gather", "fast")
    assert to_be.map.successors(f"{made}6") == ("send", "gather")
    assert to_be.step(f"{made}1").notes.role == "clerk"


def test_the_wrongly_sorted_cost_both_ways(claims: AnnotatedMap) -> None:
    visits = triage().apply(claims).visits()
    ordinary = 0.62 + 0.38 * (0.065 / 0.38)
    assert visits["fast"] == pytest.approx(0.38)
    assert visits["decide"] == pytest.approx(ordinary / 0.9)
    assert visits["send"] == pytest.approx(1)


def test_with_full_accuracy_nothing_comes_back(claims: AnnotatedMap) -> None:
    to_be = triage(accuracy=1).apply(claims)
    assert to_be.map.successors("fast") == ("send",)
    assert to_be.visits()["fast"] == pytest.approx(0.35)


def test_rework_is_not_sorted_again(claims: AnnotatedMap) -> None:
    to_be = triage().apply(claims)
    assert to_be.map.flow("good_to_gather").target == "gather"
    assert to_be.visits()["gather_add_triage_1"] == pytest.approx(1)


def test_one_member_moves_into_the_new_group(claims: AnnotatedMap) -> None:
    resources = triage().apply(claims).notes.resources
    assert (resources["clerk"].count, resources["fast"].count) == (4, 1)
    assert str(resources["fast"].cost) == "20 GBP/h"
    assert claims.notes.resources["clerk"].count == 5


def test_named_members_leave_from_the_end(claims: AnnotatedMap) -> None:
    resources = triage({"group": {"fast": "2 from named"}}).apply(claims).notes.resources
    assert [member.name for member in resources["fast"].people("fast")] == ["Bo", "Cy"]
    assert [member.name for member in resources["named"].people("named")] == ["Ade"]


def test_an_existing_group_may_do_the_route(claims: AnnotatedMap) -> None:
    to_be = triage({"group": "named"}).apply(claims)
    assert to_be.group_of("fast") == "named"
    assert to_be.notes.resources["clerk"].count == 5


def test_the_route_stands_for_what_it_replaces(claims: AnnotatedMap) -> None:
    to_be = triage().apply(claims)
    assert to_be.stands_for == {"fast": ("gather", "decide")}
    assert ("fast", "stands for", "", "gather, decide") in to_be.differences[0].changed
    notes = to_be.step("fast").notes
    assert (notes.inputs, notes.outputs, notes.controls) == (("record",), ("list", "decision"), ("C-1",))


def test_a_new_group_gets_a_lane(claims: AnnotatedMap) -> None:
    to_be = triage().apply(claims)
    assert to_be.map.node("fast").lane_name == "fast"
    assert to_be.map.node("gather_add_triage_1").lane_name == "back"


def test_triage_may_stand_on_a_flow(claims: AnnotatedMap) -> None:
    to_be = triage(before=None, at="decide_to_good").apply(claims)
    assert to_be.map.flow("decide_to_good").target == "good_add_triage_1"


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"at": "x"}, "one of before and at"),
        ({"classes": {"simple": 0.5, "other": 0.4}}, "add up to 0.9"),
        ({"classes": {"simple": "rest", "other": "rest"}}, "add up to 0"),
        ({"classes": {"easy": 0.5, "other": "rest"}}, "is no class"),
        ({"routes": {"simple": FAST, "other": FAST | {"task": "slow"}}}, "every class has a route"),
        ({"routes": {"simple": FAST | {"group": {"fast": "one clerk"}}}}, "does not say who moves"),
        ({"routes": {"simple": FAST | {"replaces": []}}}, "at least 1 item"),
        ({"accuracy": 2}, "between 0 and 1"),
    ],
)
def test_parameters_that_make_no_sense_are_refused(parameters: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        triage(**parameters)


@pytest.mark.parametrize(
    ("parameters", "route", "code"),
    [
        ({"role": "nobody"}, {}, "RE405"),
        ({"before": "nowhere"}, {}, "RE403"),
        ({}, {"task": "send"}, "RE406"),
        ({}, {"group": {"named": "1 from clerk"}}, "RE406"),
        ({}, {"group": {"fast": "9 from clerk"}}, "RE408"),
        ({}, {"group": {"fast": "1 from nobody"}}, "RE405"),
        ({}, {"group": "nobody"}, "RE405"),
        ({}, {"rejoin": "start"}, "RE408"),
        ({}, {"replaces": ["nothing"]}, "RE403"),
        ({"before": None, "at": "no_flow"}, {}, "RE409"),
    ],
)
def test_what_the_map_lacks_is_refused(
    claims: AnnotatedMap, parameters: dict[str, object], route: dict[str, object], code: str
) -> None:
    with pytest.raises(ChangeError) as caught:
        triage(route, **parameters).apply(claims)
    assert caught.value.problems[0].code == code


def test_a_step_that_begins_the_map_has_no_place_before_it(draw: Callable[..., AnnotatedMap]) -> None:
    with pytest.raises(ChangeError, match="nothing leads to gather"):
        triage().apply(draw("gather > decide > send > end", "version: 1\nresources: {clerk: {members: 5}}"))


def test_who_may_not_do_a_replaced_step_may_not_do_the_route(draw: Callable[..., AnnotatedMap]) -> None:
    apart = "version: 1\nresources: {clerk: {members: 5}}\nsteps: {send: {role: clerk, not_same_person: [decide]}}"
    to_be = triage().apply(draw("start > gather > decide > send > end", apart))
    assert to_be.step("send").notes.not_same_person == ("decide", "fast")
