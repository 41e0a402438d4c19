"""Each name has a value from the map, the notes or the boundary, and none where nothing tells it."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from reengineer.annotations import AnnotatedMap
from reengineer.boundaries import Boundary
from reengineer.questions import catalogue
from reengineer.questions._evidence import value_of
from reengineer.questions._study import Study

Draw = Callable[..., AnnotatedMap]


def study(annotated: AnnotatedMap, boundary: Mapping[str, Any] | None = None) -> Study:
    agreed = None if boundary is None else Boundary.model_validate({"version": 1, "process": "p", **boundary})
    return Study(annotated=annotated, boundary=agreed)


def of_step(annotated: AnnotatedMap, step: str, name: str, boundary: Mapping[str, Any] | None = None) -> object:
    return value_of(study(annotated, boundary), "step", step, name)


def of_pair(annotated: AnnotatedMap, name: str, boundary: Mapping[str, Any] | None = None) -> object:
    return value_of(study(annotated, boundary), "transition", ("a", "b"), name)


def of_process(annotated: AnnotatedMap, name: str, boundary: Mapping[str, Any] | None = None) -> object:
    return value_of(study(annotated, boundary), "process", "", name)


@pytest.mark.parametrize(
    ("kind", "type_", "manual"),
    [
        ("userTask", "user", True),
        ("manualTask", "manual", True),
        ("serviceTask", "service", False),
        ("scriptTask", "script", False),
        ("businessRuleTask", "businessRule", False),
        ("sendTask", "send", None),
        ("receiveTask", "receive", None),
        ("task", None, None),
    ],
)
def test_the_task_type_tells_what_it_can(draw_chain: Draw, kind: str, type_: str | None, manual: bool | None) -> None:
    annotated = draw_chain("a", kind=kind)
    assert of_step(annotated, "a", "type") == type_
    assert of_step(annotated, "a", "manual") is manual


def test_what_people_say_beats_the_task_type(draw_chain: Draw) -> None:
    annotated = draw_chain("a", kind="serviceTask", notes={"steps": {"a": {"manual": True}}})
    assert of_step(annotated, "a", "manual") is True


@pytest.mark.parametrize(
    ("notes", "name", "value"),
    [
        ({"duration": "gamma(mean=12 min, cv=0.4)", "role": "x"}, "duration_mean", 12),
        ({"setup_time": "90 s"}, "setup_time", 1.5),
        ({"value": {"class": "NVA"}}, "value_class", "NVA"),
        ({"is_check": False}, "is_check", False),
        ({"search_time_share": "20 %"}, "search_time_share", 0.2),
        ({"variants": 3}, "variants", 3),
        ({"role": "x"}, "role", "x"),
        ({"release": {"every": "240 min"}}, "release_period_min", 240),
        ({"satisfaction": {"score": 3.4, "scale": "csat5", "n": 120}}, "csat", 60),
        ({"satisfaction": {"score": 3.4, "scale": "stars", "n": 120}}, "csat", None),
        ({"satisfaction": {"score": 3.4, "scale": "csat5", "n": 120}}, "feedback_n", 120),
        ({}, "duration_mean", None),
        ({}, "value_class", None),
        ({}, "csat", None),
        ({}, "role", None),
        ({}, "release_period_min", None),
        ({}, "error_rate", None),
        ({}, "theme_repetition", None),
    ],
)
def test_notes_are_read_in_the_units_of_the_rules(
    draw_chain: Draw, notes: Mapping[str, Any], name: str, value: object
) -> None:
    resources = {"x": {"members": 1}}
    annotated = draw_chain("a", notes={"resources": resources, "steps": {"a": notes}})
    assert of_step(annotated, "a", name) == (pytest.approx(value) if isinstance(value, float) else value)


def test_a_lane_stands_for_a_role_where_no_group_is_named(draw: Draw) -> None:
    lanes = '<laneSet id="ls"><lane id="l1" name="Clerks"><flowNodeRef>a</flowNodeRef></lane></laneSet>'
    annotated = draw({"s": "startEvent", "a": "userTask", "e": "endEvent"}, "s>a a>e", lanes=lanes)
    assert of_step(annotated, "a", "role") == "Clerks"


def test_controls_come_from_notes_and_boundary(draw_chain: Draw) -> None:
    annotated = draw_chain("a", "b", notes={"steps": {"a": {"controls": ["C1"]}}})
    boundary = {"controls": [{"id": "C1", "steps": ["a"]}, {"id": "C2", "steps": ["a"]}]}
    assert of_step(annotated, "a", "control_ids", boundary) == ("C1", "C2")
    assert of_step(annotated, "b", "control_ids", boundary) == ()
    assert of_step(annotated, "a", "control_ids") == ("C1",)
    assert of_step(annotated, "b", "control_ids") is None


def data(**steps: tuple[list[str], list[str]]) -> dict[str, Any]:
    return {"steps": {step: {"inputs": read, "outputs": written} for step, (read, written) in steps.items()}}


def test_outputs_are_counted_and_looked_up_downstream(draw_chain: Draw) -> None:
    annotated = draw_chain("a", "b", "c", notes=data(a=([], ["x", "y"]), c=(["x"], [])))
    assert of_step(annotated, "a", "outputs_written") == 2
    assert of_step(annotated, "a", "outputs_used") == 1
    assert of_step(annotated, "c", "outputs_used") == 0
    assert of_step(annotated, "b", "outputs_written") is None
    assert of_step(annotated, "b", "outputs_used") is None


def test_without_data_anywhere_nothing_is_known_of_it(draw_chain: Draw) -> None:
    annotated = draw_chain("a", "b")
    for name in ("outputs_written", "outputs_used", "recaptured_fields"):
        assert of_step(annotated, "a", name) is None
    assert of_pair(annotated, "data_dependency") is None


def test_a_step_upstream_reads_only_after_rework(draw: Draw) -> None:
    nodes = {"s": "startEvent", "a": "task", "b": "task", "g": "exclusiveGateway", "c": "task", "e": "endEvent"}
    annotated = draw(nodes, "s>a a>b b>g g>a g>c c>e", data(a=(["x"], []), b=([], ["x"]), c=([], ["z"])))
    assert of_step(annotated, "b", "outputs_used") == 1


def test_a_choice_right_after_reads_something_that_nobody_noted(draw: Draw) -> None:
    nodes = {"s": "startEvent", "a": "task", "g": "exclusiveGateway", "e": "endEvent", "f": "endEvent"}
    annotated = draw(nodes, "s>a a>g g>e g>f", data(a=([], ["verdict"])))
    assert of_step(annotated, "a", "outputs_used") is None


def test_whoever_gets_a_message_reads_something_that_nobody_noted(draw_chain: Draw) -> None:
    annotated = draw_chain("a", kind="sendTask", notes=data(a=([], ["letter"])))
    assert of_step(annotated, "a", "outputs_used") is None


def test_data_drawn_in_the_map_counts(draw: Draw) -> None:
    nodes = {"s": "startEvent", "a": "task", "b": "task", "e": "endEvent", "ref": "dataObjectReference"}
    extra = {
        "a": "<dataOutputAssociation id='o'><targetRef>ref</targetRef></dataOutputAssociation>",
        "b": "<dataInputAssociation id='i'><sourceRef>ref</sourceRef><targetRef>q</targetRef></dataInputAssociation>",
    }
    annotated = draw(nodes, "s>a a>b b>e", extra=extra)
    assert of_step(annotated, "a", "outputs_used") == 1
    assert of_pair(annotated, "data_dependency") is True


def test_data_is_captured_again_only_where_it_is_not_read(draw_chain: Draw) -> None:
    annotated = draw_chain(
        "a", "b", "c", notes=data(a=([], ["name", "date"]), b=([], ["name", "date", "size"]), c=(["name"], ["name"]))
    )
    assert of_step(annotated, "a", "recaptured_fields") == 0
    assert of_step(annotated, "b", "recaptured_fields") == 2
    assert of_step(annotated, "c", "recaptured_fields") == 0


def test_a_store_may_be_written_twice(draw: Draw) -> None:
    nodes = {"s": "startEvent", "a": "task", "b": "task", "e": "endEvent", "ref": "dataStoreReference"}
    write = "<dataOutputAssociation id='{}'><targetRef>ref</targetRef></dataOutputAssociation>"
    annotated = draw(nodes, "s>a a>b b>e", extra={"a": write.format("o1"), "b": write.format("o2")})
    assert of_step(annotated, "b", "recaptured_fields") == 0


BOUNDARY = {
    "scope": {"include_steps": ["a", "b", "c"], "exclude_steps": ["c"]},
    "locked_steps": [{"step": "B", "why": "agreed", "by": "C. Check"}],
    "controls": [
        {"id": "C1", "name": "First", "regulation": "R 1", "verified_by": "C. Check", "steps": ["a"]},
        {"id": "C2", "regulation": "R 2", "steps": ["b"]},
        {"id": "C4", "steps": ["a", "c"], "must": {"different_people": ["a", "c"]}},
    ],
    "rules": {
        "precedence": [{"before": "a", "after": "b"}, {"before": "b", "after": "a"}],
        "separation_of_duties": [{"group": "pay", "steps": ["a", "b"]}],
    },
    "constraints": {"outcomes": [{"measure": "csat", "min": 70}]},
}


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("locked", (False, True, True, True)),
        ("sod_group", ("pay", "pay", "C4", "")),
        ("sod_required", (True, True, True, False)),
        ("regulated", (True, True, False, False)),
        ("regulation_verified", (True, False, False, False)),
        ("regulation_ref", ("R 1", "R 2", None, None)),
        ("csat_target", (70, 70, 70, 70)),
        ("protects_name", ("B", "A", None, None)),
    ],
)
def test_the_boundary_tells_of_each_step(draw_chain: Draw, name: str, values: tuple[object, ...]) -> None:
    annotated = draw_chain("a", "b", "c", "d")
    assert tuple(of_step(annotated, step, name, BOUNDARY) for step in "abcd") == values
    assert of_step(annotated, "a", name) is None


def test_a_control_knows_where_its_act_is(draw_chain: Draw) -> None:
    annotated = draw_chain("a", "b")
    assert of_step(annotated, "a", "pos") == pytest.approx(1 / 3)
    assert of_step(annotated, "a", "protects_pos", BOUNDARY) == pytest.approx(2 / 3)


def test_the_ends_of_the_customers_way_are_found(draw_chain: Draw) -> None:
    contact = {
        "steps": {"a": {"customer_contact": True}, "b": {"customer_contact": True}, "c": {"customer_contact": False}}
    }
    annotated = draw_chain("a", "b", "c", notes=contact)
    assert [of_step(annotated, step, "is_last_contact") for step in "abc"] == [False, True, False]
    assert [of_step(annotated, step, "is_first_internal") for step in "abc"] == [True, False, False]
    assert of_step(draw_chain("a", "b"), "a", "is_last_contact") is None


def test_a_pair_is_described(draw_chain: Draw) -> None:
    roles = {"resources": {"x": {"members": 1}, "y": {"members": 2}}, "steps": {"a": {"role": "x"}, "b": {"role": "y"}}}
    annotated = draw_chain("a", "b", notes=roles)
    assert of_pair(annotated, "only_path") is True
    assert of_pair(annotated, "handoff") is True
    assert of_pair(annotated, "steps_between") == 0
    assert of_pair(annotated, "rekeyed_fields") is None
    assert of_pair(annotated, "wait_mean") is None
    assert of_pair(draw_chain("a", "b"), "handoff") is None


def test_a_gateway_between_is_not_the_only_path(draw: Draw) -> None:
    nodes = {"s": "startEvent", "a": "task", "g": "exclusiveGateway", "b": "task", "c": "task", "e": "endEvent"}
    assert of_pair(draw(nodes, "s>a a>g g>b g>c b>e c>e"), "only_path") is False


def test_facts_of_a_transition_are_read(draw_chain: Draw) -> None:
    notes = {"transitions": {"a -> b": {"rekeyed_fields": 6, "location_change": True, "setup_repeat": "2 min"}}}
    annotated = draw_chain("a", "b", notes=notes)
    assert of_pair(annotated, "rekeyed_fields") == 6
    assert of_pair(annotated, "location_change") is True
    assert of_pair(annotated, "setup_repeat") == 2


def test_people_are_kept_apart_by_notes_or_boundary(draw_chain: Draw) -> None:
    apart = draw_chain("a", "b", notes={"steps": {"b": {"not_same_person": ["a"]}}})
    assert of_pair(apart, "sod_required") is True
    assert of_step(apart, "b", "sod_required") is True
    assert of_pair(draw_chain("a", "b"), "sod_required") is None
    assert of_pair(draw_chain("a", "b"), "sod_required", BOUNDARY) is True
    assert of_pair(draw_chain("a", "b"), "sod_required", {}) is False
    assert of_pair(draw_chain("a", "b"), "precedence_required", BOUNDARY) is True
    assert of_pair(draw_chain("a", "b"), "precedence_required") is None


def test_a_step_between_may_feed_the_second(draw_chain: Draw) -> None:
    def between(**steps: tuple[list[str], list[str]]) -> object:
        return of_pair(draw_chain("a", "m", "b", notes=data(**steps)), "data_dependency_between")

    assert between(a=([], ["x"]), m=([], ["y"]), b=(["y"], [])) is True
    assert between(a=([], ["x"]), m=([], ["y"]), b=(["x"], [])) is False
    assert between(a=([], ["x"]), b=(["x"], [])) is None
    assert between(a=([], ["x"]), m=([], ["y"])) is None


SPLIT = (
    {"s": "startEvent", "g": "exclusiveGateway", "a": "task", "b": "task", "j": "exclusiveGateway", "e": "endEvent"},
    "s>g g>a g>b a>j b>j j>e",
)
GROUPS = {"resources": {"x": {"members": 1}, "y": {"members": [{"name": "Ade"}, {"name": "Bo"}]}}}


def with_shares(share: float) -> dict[str, Any]:
    steps = {"a": {"role": "x"}, "b": {"role": "y"}}
    return {**GROUPS, "steps": steps, "flows": {"g": {"g_a": share, "g_b": "rest"}}}


def test_chances_and_main_path_follow_the_shares(draw: Draw) -> None:
    annotated = draw(*SPLIT, with_shares(0.3))
    assert of_step(annotated, "a", "exec_prob") == pytest.approx(0.3)
    assert value_of(study(annotated), "resource", "x", "on_main_path") is False
    assert value_of(study(annotated), "resource", "y", "on_main_path") is True
    assert value_of(study(annotated), "resource", "y", "headcount") == 2


def test_without_shares_the_main_path_is_unknown(draw: Draw) -> None:
    annotated = draw(*SPLIT, {**GROUPS, "steps": {"a": {"role": "x"}}})
    assert of_step(annotated, "a", "exec_prob") is None
    assert value_of(study(annotated), "resource", "x", "on_main_path") is None
    assert value_of(study(annotated), "resource", "y", "on_main_path") is False


def test_a_gateway_is_described(draw: Draw) -> None:
    annotated = draw(*SPLIT, with_shares(0.3))
    found = {
        name: value_of(study(annotated), "gateway", "g", name)
        for name in ("kind", "max_branch_prob", "min_branch_prob")
    }
    assert found == {
        "kind": "exclusive_split",
        "max_branch_prob": pytest.approx(0.7),
        "min_branch_prob": pytest.approx(0.3),
    }
    assert value_of(study(annotated), "gateway", "g", "loop_prob") == 0
    assert value_of(study(annotated), "gateway", "j", "kind") == "exclusive_join"
    assert value_of(study(annotated), "gateway", "j", "loop_prob") is None


def test_a_gateway_without_a_label_is_told_by_its_place(draw: Draw) -> None:
    assert value_of(study(draw(*SPLIT)), "gateway", "g", "name") == "G"
    nodes = {"s": "startEvent", "a": "task", "e": "endEvent"}
    blank = '<exclusiveGateway id="g"/><sequenceFlow id="a_g" sourceRef="a" targetRef="g"/>'
    blank += '<sequenceFlow id="g_e" sourceRef="g" targetRef="e"/>'
    annotated = draw(nodes, "s>a", lanes=blank)
    assert value_of(study(annotated), "gateway", "g", "name") == "the gateway after A"


def test_a_gateway_that_leads_back_is_a_loop(draw: Draw) -> None:
    nodes = {"s": "startEvent", "a": "task", "g": "exclusiveGateway", "e": "endEvent"}
    annotated = draw(nodes, "s>a a>g g>a g>e", {"flows": {"g": {"g_a": 0.2, "g_e": "rest"}}})
    assert value_of(study(annotated), "gateway", "g", "kind") == "loop"
    assert value_of(study(annotated), "gateway", "g", "loop_prob") == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("kind", "told"),
    [("parallelGateway", "parallel_split"), ("inclusiveGateway", "inclusive_split"), ("eventBasedGateway", "event")],
)
def test_other_gateways_are_named(draw: Draw, kind: str, told: str) -> None:
    nodes, flows = dict(SPLIT[0]), SPLIT[1]
    annotated = draw({**nodes, "g": kind}, flows)
    assert value_of(study(annotated), "gateway", "g", "kind") == told


def control(**span: str) -> dict[str, Any]:
    return {"controls": [{"id": "C1", "name": "Check", "steps": ["a"], "must": {"on_every_path": span}}]}


def test_a_way_past_a_control_is_found_with_its_chance(draw: Draw) -> None:
    annotated = draw(*SPLIT, with_shares(0.9))
    boundary = control(**{"from": "start", "to": "end"})
    assert of_process(annotated, "uncontrolled_path_prob", boundary) == pytest.approx(0.1)
    assert of_process(annotated, "uncontrolled_path", boundary) == "S > G > B > J > E"
    assert of_process(annotated, "missing_control", boundary) == "Check"


def test_a_control_on_every_path_leaves_no_gap(draw: Draw) -> None:
    annotated = draw(*SPLIT)
    assert of_process(annotated, "uncontrolled_path_prob", control(**{"from": "a", "to": "end"})) == 0
    assert of_process(annotated, "uncontrolled_path_prob", {}) == 0
    assert of_process(annotated, "uncontrolled_path_prob") is None
    assert of_process(annotated, "missing_control", {}) is None


def test_a_gap_without_shares_has_no_chance_yet(draw: Draw) -> None:
    boundary = control(**{"from": "s", "to": "e"})
    assert of_process(draw(*SPLIT), "uncontrolled_path_prob", boundary) is None


def test_three_steps_in_a_row_show_their_roles(draw_chain: Draw) -> None:
    steps = {"a": {"role": "x"}, "b": {"role": "y"}, "c": {"role": "x"}}
    annotated = draw_chain("a", "b", "c", notes={**GROUPS, "steps": steps})
    three = ("a", "b", "c")
    assert value_of(study(annotated), "fragment", three, "pattern") == "A-B-A"
    assert value_of(study(annotated), "fragment", three, "middle_id") == "b"
    assert value_of(study(annotated), "fragment", three, "sod_required") is None
    assert value_of(study(annotated, BOUNDARY), "fragment", three, "sod_required") is True
    assert value_of(study(draw_chain("a", "b", "c")), "fragment", three, "pattern") is None


def test_volumes_and_money_follow_demand_and_pay(draw_chain: Draw) -> None:
    annotated = draw_chain(
        "a",
        notes={
            "currency": "GBP",
            "calendars": {"office": {"mon-fri": "09:00-17:00"}},
            "cases": {"c": {"arrivals": {"every": "12 min", "calendar": "office"}}},
            "resources": {"x": {"members": 1, "cost": "24 GBP/h", "calendar": "office"}},
            "steps": {"a": {"role": "x", "duration": "30 min", "cost": "0.50 GBP"}},
        },
    )
    yearly = 200 * 365.25 / 7
    assert of_step(annotated, "a", "executions_per_year") == pytest.approx(yearly)
    assert of_step(annotated, "a", "hours_per_year") == pytest.approx(yearly / 2)
    assert of_step(annotated, "a", "cost_per_execution") == pytest.approx(12.5)
    assert of_step(annotated, "a", "cost_per_case") == pytest.approx(12.5)
    assert of_step(annotated, "a", "role_cost_per_hour") == 24


def test_a_step_without_people_costs_its_fee(draw_chain: Draw) -> None:
    annotated = draw_chain("a", "b", notes={"steps": {"a": {"cost": "0.50 GBP"}}})
    assert of_step(annotated, "a", "cost_per_execution") == 0.5
    assert of_step(annotated, "b", "cost_per_execution") is None
    assert of_step(annotated, "a", "executions_per_year") is None


def test_all_who_are_needed_at_once_are_paid(draw_chain: Draw) -> None:
    groups = {"x": {"members": 2, "cost": "24 GBP/h"}, "y": {"members": 1, "cost": "36 GBP/h"}, "z": {"members": 1}}
    needs = [{"x": 2, "y": 1}, {"z": 1}]
    annotated = draw_chain("a", notes={"resources": groups, "steps": {"a": {"needs": needs, "duration": "60 min"}}})
    assert of_step(annotated, "a", "cost_per_execution") == pytest.approx(84)
    unpaid = draw_chain("a", notes={"resources": groups, "steps": {"a": {"needs": [{"z": 1}], "duration": "60 min"}}})
    assert of_step(unpaid, "a", "cost_per_execution") is None


def test_volumes_stay_unknown_where_demand_or_shares_are(draw: Draw) -> None:
    by_file = {"cases": {"c": {"arrivals": {"file": "arrivals.csv"}}}}
    assert of_step(draw(*SPLIT, by_file), "a", "executions_per_year") is None
    no_shares = {"cases": {"c": {"arrivals": {"every": "12 min"}}}}
    assert of_step(draw(*SPLIT, no_shares), "a", "executions_per_year") is None
    assert (
        of_step(draw(*SPLIT, {**no_shares, "flows": {"g": {"g_a": 0.5, "g_b": 0.5}}}), "a", "executions_per_year") > 0
    )


RACE_NODES = {
    "s": "startEvent",
    "g": "eventBasedGateway",
    "m": "intermediateCatchEvent",
    "n": "intermediateCatchEvent",
    "a": "task",
    "e": "endEvent",
    "f": "endEvent",
}
RACE = (RACE_NODES, "s>g g>m g>n m>a a>e n>f")


def test_a_race_of_events_has_no_shares_of_its_own(draw: Draw) -> None:
    demand = {"cases": {"c": {"arrivals": {"every": "12 min"}}}}
    assert of_step(draw(*RACE, demand), "a", "executions_per_year") is None
    assert of_step(draw(*RACE), "a", "exec_prob") is None


def test_a_boundary_event_leaves_the_chance_after_it_open(draw: Draw) -> None:
    nodes = {
        "s": "startEvent",
        "a": "task",
        "b": "task",
        "t": "boundaryEvent",
        "c": "task",
        "e": "endEvent",
        "f": "endEvent",
    }
    annotated = draw(nodes, "s>a a>b b>e t>c c>f", attached={"t": "a"})
    assert of_step(annotated, "a", "exec_prob") == 1
    assert of_step(annotated, "b", "exec_prob") is None
    assert of_step(annotated, "c", "exec_prob") is None


def test_several_flows_out_of_a_task_are_all_taken(draw: Draw) -> None:
    nodes = {"s": "startEvent", "a": "task", "b": "task", "c": "task", "e": "endEvent", "f": "endEvent"}
    assert of_step(draw(nodes, "s>a a>b a>c b>e c>f"), "c", "exec_prob") == 1


TWO_STARTS = ({"s": "startEvent", "t": "startEvent", "a": "task", "b": "task", "e": "endEvent"}, "s>a t>b a>e b>e")


def test_chances_need_one_place_where_cases_start(draw: Draw) -> None:
    assert of_step(draw(*TWO_STARTS), "a", "exec_prob") is None
    assert of_step(draw(*TWO_STARTS, {"cases": {"c": {"start": "t"}}}), "a", "exec_prob") == 0
    assert of_step(draw(*TWO_STARTS, {"cases": {"c": {"start": "s"}, "d": {"start": "t"}}}), "a", "exec_prob") is None


def test_a_boundary_may_name_what_the_map_lacks(draw_chain: Draw) -> None:
    annotated = draw_chain("a")
    lost = {
        "controls": [{"id": "C1", "steps": ["x"], "must": {"on_every_path": {"from": "y", "to": "z"}}}],
        "locked_steps": [{"step": "x"}],
    }
    assert of_process(annotated, "uncontrolled_path_prob", lost) == 0
    assert of_step(annotated, "a", "locked", lost) is False


def test_a_control_cannot_be_avoided_from_itself(draw_chain: Draw) -> None:
    assert of_process(draw_chain("a", "b"), "uncontrolled_path_prob", control(**{"from": "a", "to": "end"})) == 0


def test_knock_outs_go_by_effort_for_each_refusal() -> None:
    """Do the check first that takes less time for each case it turns down: d/r decides."""
    first, second = (20.0, 0.1), (6.0, 0.2)

    def expected(one: tuple[float, float], other: tuple[float, float]) -> float:
        return one[0] + (1 - one[1]) * other[0]

    context = {f"{letter}.effort_per_reject": d / r for letter, (d, r) in {"a": first, "b": second}.items()}
    context |= {
        "a.is_knockout": True,
        "b.is_knockout": True,
        "t.data_dependency": False,
        "t.precedence_required": False,
    }
    assert catalogue()["KO-01"].evaluate(context) is (expected(second, first) < expected(first, second)) is True


@pytest.mark.parametrize("setup", [0.9, 1.1])
def test_merging_two_checks_pays_where_set_up_exceeds_the_work_saved(setup: float) -> None:
    """Merge where the set-up of b exceeds the share that a turns down, times the duration of b."""
    refused, duration = 0.1, 10.0
    saved, wasted = (1 - refused) * setup, refused * (duration - setup)
    context = {"a.is_knockout": True, "b.is_knockout": True, "a.role": "x", "b.role": "x", "t.sod_required": False,
               "b.setup_time": setup, "b.reject_rate_upstream": refused, "b.duration_mean": duration}  # fmt: skip
    assert catalogue()["COMB-05"].evaluate(context) is (saved > wasted)


def test_a_rate_of_nothing_found_needs_its_n() -> None:
    """With none found in n the upper 95 % limit is about 3/n: in 100 that is the level of 3 % at which one asks."""
    n = catalogue().terms.values()["th.min_n"]
    assert 1 - 0.05 ** (1 / n) == pytest.approx(3 / n, rel=0.02)
    rare = {"s.is_check": True, "s.reject_rate": 0, "s.control_ids": ()}
    assert catalogue()["ELIM-03"].evaluate({**rare, "s.check_n": n}) is True
    assert catalogue()["ELIM-03"].evaluate({**rare, "s.check_n": n - 1}) is False
