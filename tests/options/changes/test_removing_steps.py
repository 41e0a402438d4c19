"""Deleting and merging steps, each before and after."""

from collections.abc import Callable

import pytest
from pydantic import ValidationError

from reengineer.annotations import AnnotatedMap, annotate
from reengineer.bpmn import read_bpmn, write_bpmn
from reengineer.errors import ChangeError
from reengineer.options.changes import DeleteStep, MergeSteps, RemoveControl

STEPS = """
version: 1
currency: GBP
resources: {clerk: {members: 5}, boss: {members: 1}}
steps:
  a: {role: clerk, duration: "gamma(mean=10 min, cv=0.5)", cost: 1 GBP, outputs: [one], not_same_person: [d]}
  b: {role: clerk, duration: 20 min, cost: 2 GBP, inputs: [one], outputs: [two], controls: [C-1]}
  c: {role: boss, duration: "gamma(mean=10 min, cv=1)", controls: [C-2], not_same_person: [b]}
  d: {role: boss, inputs: [two]}
"""
NOTES = STEPS + "flows: {gate: {to a: 0.25, to b: rest}}"
CHAIN = "start > ?gate > a > b > c > d > end\ngate > b"


@pytest.fixture
def chain(draw: Callable[..., AnnotatedMap]) -> AnnotatedMap:
    return draw("start > a > b > c > d > end", STEPS)


def test_what_led_to_a_deleted_step_leads_to_what_followed(chain: AnnotatedMap) -> None:
    to_be = DeleteStep(step="b").apply(chain)
    assert to_be.map.shortest_path("start", "end") == ("start", "a", "c", "d", "end")
    assert to_be.map.flow("a_to_b").target == "c"
    assert to_be.differences[0].removed == ("b", "b_to_c")
    assert chain.map.find("b") is not None


def test_notes_that_named_the_step_no_longer_do(chain: AnnotatedMap) -> None:
    to_be = DeleteStep(step="b").apply(chain)
    assert to_be.step("c").notes.not_same_person == ()
    assert "b" not in to_be.notes.steps


def test_incoming_shares_stay_with_their_flows(draw: Callable[..., AnnotatedMap]) -> None:
    to_be = DeleteStep(step="a").apply(draw(CHAIN, NOTES))
    assert to_be.shares("gate") == {"gate_to_a": 0.25, "gate_to_b": 0.75}
    assert [flow.id for flow in to_be.map.incoming("b")] == ["gate_to_a", "gate_to_b"]


def test_branches_of_a_parallel_join_stay_one_flow_each(draw: Callable[..., AnnotatedMap]) -> None:
    to_be = DeleteStep(step="c").apply(draw("start > +s > ?g > a > c > +j > end\ng > c\ns > b > j"))
    assert to_be.map.flow("a_to_c").target == "c_delete_step_1"
    assert len(to_be.map.incoming("j")) == 2
    assert len(to_be.map.parallel_blocks()) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("start > ?g > end\ng > a > g", "all that stands in a loop"),
        ("a > b > end", "nothing leads to a"),
        ("start > a > b > end\na > c > end", "2 ways on"),
    ],
)
def test_some_steps_cannot_be_deleted(draw: Callable[..., AnnotatedMap], text: str, words: str) -> None:
    with pytest.raises(ChangeError, match=words):
        DeleteStep(step="a").apply(draw(text))


def test_a_control_goes_with_its_step_and_what_it_lets_through_is_recorded(chain: AnnotatedMap) -> None:
    to_be = RemoveControl(step="c", control="C-2", escape="2 %").apply(chain)
    assert to_be.map.find("c") is None
    assert to_be.differences[0].title == "remove control c (control C-2, escape 2 %)"


def test_a_step_must_carry_the_control_named(chain: AnnotatedMap) -> None:
    with pytest.raises(ChangeError, match="it carries out C-2"):
        RemoveControl(step="c", control="C-1", escape=0).apply(chain)


def test_one_task_takes_the_place_of_a_chain(chain: AnnotatedMap) -> None:
    to_be = MergeSteps(steps=["a", "b"]).apply(chain)
    assert to_be.map.shortest_path("start", "end") == ("start", "a_merge_steps_1", "c", "d", "end")
    assert (to_be.map.flow("start_to_a").target, to_be.map.flow("b_to_c").source) == (
        "a_merge_steps_1",
        "a_merge_steps_1",
    )
    assert to_be.map.node("a_merge_steps_1").name == "A and B"
    assert to_be.stands_for == {"a_merge_steps_1": ("a", "b")}


def test_means_and_variances_add_up(chain: AnnotatedMap) -> None:
    merged = MergeSteps(steps=["a", "b"], saved_setup=5).apply(chain).step("a_merge_steps_1").notes.duration
    assert merged is not None
    assert merged.mean == pytest.approx(25 * 60)
    assert merged.variance == pytest.approx((5 * 60) ** 2)


def test_a_new_spread_may_be_stated(chain: AnnotatedMap) -> None:
    merged = MergeSteps(steps=["a", "b"], new_cv=0.2).apply(chain).step("a_merge_steps_1").notes
    assert str(merged.duration) == "gamma(mean=30 min, cv=0.2)"


def test_controls_data_and_costs_are_kept(chain: AnnotatedMap) -> None:
    notes = MergeSteps(steps=["a", "b"]).apply(chain).step("a_merge_steps_1").notes
    assert (notes.controls, notes.outputs, notes.inputs) == (("C-1",), ("one", "two"), ())
    assert (str(notes.cost), notes.groups, notes.not_same_person) == ("3 GBP", ("clerk",), ("d",))


def test_who_may_not_do_a_merged_step_may_not_do_the_task(chain: AnnotatedMap) -> None:
    assert MergeSteps(steps=["a", "b"]).apply(chain).step("c").notes.not_same_person == ("a_merge_steps_1",)


def test_steps_without_times_make_a_task_without(draw: Callable[..., AnnotatedMap]) -> None:
    merged = MergeSteps(steps=["a", "b"]).apply(draw("start > a > b > end")).step("a_merge_steps_1").notes
    assert (merged.duration, merged.cost, merged.role) == (None, None, None)


def test_several_roles_need_one_that_does_all(draw: Callable[..., AnnotatedMap]) -> None:
    roles = "version: 1\nresources: {x: {members: 1}, y: {members: 1}}\nsteps: {a: {role: x}, b: {role: y}}"
    mixed = draw("start > a > *b > end", roles)
    with pytest.raises(ChangeError, match="done by x, y"):
        MergeSteps(steps=["a", "b"]).apply(mixed)
    merged = MergeSteps(steps=["a", "b"], role="y").apply(mixed)
    assert merged.group_of("a_merge_steps_1") == "y"
    assert merged.map.node("a_merge_steps_1").type == "task"


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"steps": ["a", "c"]}, "RE408"),
        ({"steps": ["b", "c"], "role": "clerk"}, "RE406"),
        ({"steps": ["a", "b"], "saved_setup": "2 h"}, "RE408"),
        ({"steps": ["a", "zz"]}, "RE403"),
    ],
)
def test_what_is_no_chain_for_one_person_is_refused(
    chain: AnnotatedMap, parameters: dict[str, object], code: str
) -> None:
    with pytest.raises(ChangeError) as caught:
        MergeSteps(**parameters).apply(chain)
    assert caught.value.problems[0].code == code


def test_what_holds_items_back_is_not_merged_away(draw: Callable[..., AnnotatedMap]) -> None:
    held = draw("start > a > b > end", 'version: 1\nsteps: {b: {release: {at: ["09:00"]}}}')
    with pytest.raises(ChangeError, match="holds items back"):
        MergeSteps(steps=["a", "b"]).apply(held)


def test_one_step_is_no_chain() -> None:
    with pytest.raises(ValidationError):
        MergeSteps(steps=["a"])


def test_a_step_with_a_boundary_event_or_inside_is_no_plain_task(draw: Callable[..., AnnotatedMap]) -> None:
    from reengineer.annotations import annotate
    from reengineer.bpmn import AddFlowNode, BoundaryEvent

    plain = draw("start > a > b > end")
    event = AddFlowNode(parent="p", node=BoundaryEvent(id="late", attached_to="a"))
    with pytest.raises(ChangeError, match="carries boundary events"):
        MergeSteps(steps=["a", "b"]).apply(annotate(plain.map.definitions.edit(event)))


def test_times_that_do_not_vary_make_a_fixed_time(draw: Callable[..., AnnotatedMap]) -> None:
    fixed = draw("start > a > b > end", "version: 1\nsteps: {a: {duration: 1 min}, b: {duration: 2 min}}")
    assert str(MergeSteps(steps=["a", "b"]).apply(fixed).step("a_merge_steps_1").notes.duration) == "3 min"


def test_whoever_must_do_a_merged_step_must_do_the_task(draw: Callable[..., AnnotatedMap]) -> None:
    notes = (
        "version: 1\nresources: {x: {members: 1}}\nsteps: {c: {role: x, same_person: a}, a: {role: x}, b: {role: x}}"
    )
    merged = MergeSteps(steps=["a", "b"]).apply(draw("start > a > b > c > end", notes))
    assert merged.step("c").notes.same_person == "a_merge_steps_1"


@pytest.fixture
def in_lanes(draw: Callable[..., AnnotatedMap]) -> AnnotatedMap:
    """Return a map with a diagram: three lanes, the middle one with one step alone."""
    bare = draw("start > a > b > c > end", lanes="first: start a, middle: b, last: c end")
    return annotate(read_bpmn(write_bpmn(bare.map.definitions, draw=True)), bare.notes)


def test_a_lane_left_empty_goes_and_what_stands_below_moves_up(in_lanes: AnnotatedMap) -> None:
    before = in_lanes.map.definitions.diagram.shapes
    to_be = DeleteStep(step="b").apply(in_lanes)
    after = read_bpmn(write_bpmn(to_be.map.definitions)).diagram.shapes
    assert [lane.name for lane in to_be.map.lanes] == ["first", "last"]
    assert to_be.differences[0].removed == ("b", "b_to_c", "lane lane_middle")
    height = before["lane_middle"].bounds.height
    for moved in ("lane_last", "c", "end"):
        assert after[moved].bounds == before[moved].bounds.moved(dy=-height)
    assert after["a"] == before["a"]
    assert after["lane_last"].bounds.y == after["lane_first"].bounds.bottom


def test_a_lane_with_others_in_it_stays(in_lanes: AnnotatedMap) -> None:
    assert len(DeleteStep(step="c").apply(in_lanes).map.lanes) == 3


def test_work_in_hand_goes_on_where_its_step_is_gone(draw: Callable[..., AnnotatedMap]) -> None:
    cases = "cases: {case: {start: start, arrivals: 60 min, initial_work: {a: 3, b: 2}}}\n"
    chain = draw("start > a > b > c > d > end", STEPS + cases)
    in_hand = [
        DeleteStep(step="b").apply(chain).notes.cases["case"].initial_work,
        MergeSteps(steps=["a", "b"]).apply(chain).notes.cases["case"].initial_work,
    ]
    assert in_hand[0] == {"a": 3, "c": 2}
    assert list(in_hand[1].values()) == [5]
    assert not {"a", "b"} & set(in_hand[1])
