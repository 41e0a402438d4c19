"""Changes of where and in which order steps stand, each before and after."""

from collections.abc import Callable

import pytest
from pydantic import ValidationError

from reengineer.annotations import AnnotatedMap
from reengineer.errors import ChangeError
from reengineer.options import apply_changes
from reengineer.options.changes import (
    MoveStep,
    Parallelise,
    RelocateControl,
    ReorderKnockouts,
    Sequentialise,
    SplitStep,
)

Draw = Callable[..., AnnotatedMap]
STEPS = """
version: 1
resources: {clerk: {members: 5}, boss: {members: 1}}
steps:
  a: {role: clerk, duration: 10 min, outputs: [one]}
  b: {role: clerk, duration: 20 min, inputs: [one], outputs: [two]}
  c: {role: boss, duration: 30 min, is_check: true}
  d: {role: boss, duration: 5 min}
"""
CHAIN = "start > a > b > c > d > end"
KNOCK_OUTS = """
start > a > ?ga > b > ?gb > c > ?gc > d > end
ga > endno
gb > endno
gc > endno
"""
SHARES = "flows: {ga: {to b: 0.9, to endno: rest}, gb: {to c: 0.8, to endno: rest}, gc: {to d: 0.5, to endno: rest}}"


def path(annotated: AnnotatedMap, last: str = "end") -> str:
    found = annotated.map.shortest_path("start", last)
    assert found is not None
    return " > ".join(found)


def refused(change: object, annotated: AnnotatedMap) -> tuple[str, str]:
    with pytest.raises(ChangeError) as caught:
        change.apply(annotated)  # type: ignore[attr-defined]
    problem = caught.value.problems[0]
    assert problem.remedy
    return problem.code, problem.message


@pytest.mark.parametrize(
    ("step", "to", "after"),
    [
        ("d", "before b", "start > a > d > b > c > end"),
        ("d", "a_to_b", "start > a > d > b > c > end"),
        ("d", "after a", "start > a > d > b > c > end"),
        ("b", "after c", "start > a > c > b > d > end"),
        ("c", "after d", "start > a > b > d > c > end"),
        ("b", "before d", "start > a > c > b > d > end"),
    ],
)
def test_a_step_moves_and_no_element_comes_or_goes(draw: Draw, step: str, to: str, after: str) -> None:
    to_be = MoveStep(step=step, to=to).apply(draw(CHAIN, STEPS))
    assert path(to_be) == after
    [done] = to_be.differences
    assert (done.added, done.removed) == ((), ())


def test_behind_a_split_a_step_is_done_on_that_branch_only(draw: Draw) -> None:
    as_is = draw("start > a > b > ?g > c > end\ng > d > end", STEPS + "flows: {g: {to c: 0.3, to d: rest}}")
    to_be = MoveStep(step="b", to="g_to_c").apply(as_is)
    assert path(to_be) == "start > a > g > d > end"
    assert to_be.visits()["b"] == pytest.approx(0.3)
    assert to_be.shares("g") == {"g_to_c": 0.3, "g_to_d": 0.7}


def test_before_a_step_means_on_every_first_way_to_it(draw: Draw) -> None:
    as_is = draw("start > ?g > a > b > d > ?h > end\ng > b\nh > b\nstart > g", "")
    to_be = MoveStep(step="d", to="before b").apply(as_is)
    assert {flow.source for flow in to_be.map.incoming("d")} == {"a", "g"}
    assert {flow.source for flow in to_be.map.incoming("b")} == {"d", "h"}


def test_a_move_that_breaks_data_is_refused_and_the_map_stays(draw: Draw) -> None:
    as_is = draw(CHAIN, STEPS)
    with pytest.raises(ChangeError, match='b uses "one", which nothing makes on path start > b'):
        apply_changes(as_is, [MoveStep(step="a", to="after b")])
    assert path(as_is) == "start > a > b > c > d > end"


@pytest.mark.parametrize(
    ("step", "to", "code"),
    [
        ("b", "after a", "RE616"),
        ("b", "before c", "RE616"),
        ("b", "a_to_b", "RE616"),
        ("b", "b_to_c", "RE616"),
        ("b", "c", "RE615"),
        ("b", "before nowhere", "RE403"),
        ("b", "nowhere", "RE403"),
        ("nowhere", "after a", "RE403"),
        ("start", "after a", "RE404"),
        ("b", "before start", "RE408"),
        ("b", "after end", "RE408"),
    ],
)
def test_a_move_needs_a_step_and_another_place(draw: Draw, step: str, to: str, code: str) -> None:
    assert refused(MoveStep(step=step, to=to), draw(CHAIN, STEPS))[0] == code


def test_knock_outs_change_places_with_their_gateways(draw: Draw) -> None:
    as_is = draw(KNOCK_OUTS, STEPS.replace("inputs: [one], ", "") + SHARES)
    to_be = ReorderKnockouts(steps=["c", "a", "b"]).apply(as_is)
    assert path(to_be) == "start > c > gc > a > ga > b > gb > d > end"
    assert {flow.source for flow in to_be.map.incoming("endno")} == {"ga", "gb", "gc"}
    work = {step: as_is.visits()[step] for step in "abc"}, {step: to_be.visits()[step] for step in "abc"}
    assert work[0] == pytest.approx({"a": 1, "b": 0.9, "c": 0.72})
    assert work[1] == pytest.approx({"c": 1, "a": 0.5, "b": 0.45})
    assert to_be.visits()["d"] == pytest.approx(as_is.visits()["d"])


def test_two_knock_outs_save_work_exactly_if_effort_for_a_rejection_is_less(draw: Draw) -> None:
    """Before: 10 + 0.9 x 20 = 28 min; after: 20 + 0.8 x 10 = 28 min. At 10 of 20 min and 20 of 10 % it is equal."""
    notes = STEPS.replace("inputs: [one], ", "")
    as_is = draw(KNOCK_OUTS, notes + SHARES)

    def work(annotated: AnnotatedMap) -> float:
        visits = annotated.visits()
        return sum(visits[step.id] * step.notes.duration.mean / 60 for step in annotated.steps if step.id in "ab")  # type: ignore[union-attr]

    assert work(as_is) == pytest.approx(work(ReorderKnockouts(steps=["b", "a"]).apply(as_is)))
    better = draw(KNOCK_OUTS, notes + SHARES.replace("to c: 0.8", "to c: 0.7"))
    assert work(ReorderKnockouts(steps=["b", "a"]).apply(better)) < work(better)


@pytest.mark.parametrize(
    ("steps", "code", "words"),
    [
        (["a", "b"], "RE616", "in that order already"),
        (["c", "a"], "RE408", "do not follow each other directly"),
        (["d", "a"], "RE408", "turns nothing down"),
        (["a", "a"], "RE408", "do not follow each other directly"),
    ],
)
def test_only_a_chain_of_checks_can_be_reordered(draw: Draw, steps: list[str], code: str, words: str) -> None:
    found = refused(ReorderKnockouts(steps=steps), draw(KNOCK_OUTS, STEPS + SHARES))
    assert found[0] == code
    assert words in found[1]


def test_checks_that_turn_down_to_different_steps_are_not_reordered(draw: Draw) -> None:
    text = KNOCK_OUTS.replace("gb > endno", "gb > other > endno")
    shares = SHARES.replace("to c: 0.8, to endno", "to c: 0.8, to other")
    assert "different places" in refused(ReorderKnockouts(steps=["b", "a"]), draw(text, STEPS + shares))[1]


def test_checks_that_send_back_are_not_reordered(draw: Draw) -> None:
    text = KNOCK_OUTS.replace("gb > endno", "gb > a")
    found = refused(
        ReorderKnockouts(steps=["b", "a"]), draw(text, STEPS + SHARES.replace("endno: rest}, gc", "a: rest}, gc"))
    )
    assert "sends cases back" in found[1]


def test_a_control_takes_its_gateway_with_it(draw: Draw) -> None:
    as_is = draw("start > a > b > c > ?g > d > end\ng > endno", STEPS + "flows: {g: {to d: 0.8, to endno: rest}}")
    to_be = RelocateControl(step="c", to="before b").apply(as_is)
    assert path(to_be) == "start > a > c > g > b > d > end"
    assert to_be.visits()["b"] == pytest.approx(0.8)


def test_a_control_of_the_customer_takes_nobody_of_ours(draw: Draw) -> None:
    notes = RelocateControl(step="c", to="customer").apply(draw(CHAIN, STEPS)).step("c").notes
    assert (notes.groups, notes.duration, str(notes.delay), notes.is_check) == ((), None, "30 min", True)


@pytest.mark.parametrize(
    ("facts", "to", "code"),
    [
        ("is_check: false", "before b", "RE406"),
        ("customer_could_check: false", "customer", "RE406"),
    ],
)
def test_only_a_check_that_can_be_done_there_is_relocated(draw: Draw, facts: str, to: str, code: str) -> None:
    as_is = draw(CHAIN, STEPS.replace("is_check: true", facts))
    assert refused(RelocateControl(step="c", to=to), as_is)[0] == code


def test_a_control_with_two_ways_on_must_say_which_passes(draw: Draw) -> None:
    text = "start > a > b > c > ?g > d > end\ng > e > end"
    assert refused(RelocateControl(step="c", to="before b"), draw(text, STEPS))[0] == "RE617"
    shares = STEPS + "flows: {g: {to d: 0.6, to e: rest}}"
    to_be = RelocateControl(step="c", to="before b").apply(draw(text, shares))
    assert path(to_be, "d") == "start > a > c > g > b > d"


def test_steps_run_side_by_side(draw: Draw) -> None:
    to_be = Parallelise(steps=["b", "c", "d"]).apply(draw(CHAIN, STEPS))
    [block] = to_be.map.parallel_blocks()
    assert block.branches == (("b",), ("c",), ("d",)) or sorted(block.branches) == [("b",), ("c",), ("d",)]
    assert (block.split, block.join) == ("b_parallelise_1", "b_parallelise_2")
    assert to_be.visits()["c"] == 1
    assert to_be.differences[0].removed == ()


def test_what_is_made_in_a_block_is_there_behind_it(draw: Draw) -> None:
    notes = STEPS.replace("d: {role: boss", "d: {inputs: [two], role: boss")
    to_be = apply_changes(draw(CHAIN, notes), [Parallelise(steps=["b", "c"])])
    assert path(to_be, "d").endswith("b_parallelise_2 > d")


@pytest.mark.parametrize(
    ("steps", "code", "words"),
    [
        (["a", "b"], "RE608", 'b uses "one", which a makes'),
        (["b", "d"], "RE408", "between them stand c (userTask)"),
        (["c", "b"], "RE408", "no way leads from c to b"),
        (["b", "b"], "RE408", "no way leads from b to b"),
    ],
)
def test_only_independent_steps_of_a_chain_run_side_by_side(
    draw: Draw, steps: list[str], code: str, words: str
) -> None:
    found = refused(Parallelise(steps=steps), draw(CHAIN, STEPS))
    assert found[0] == code
    assert words in found[1]


def test_a_step_for_the_same_person_cannot_run_beside_theirs(draw: Draw) -> None:
    notes = STEPS.replace("is_check: true", "same_person: b")
    assert refused(Parallelise(steps=["b", "c"]), draw(CHAIN, notes))[0] == "RE608"


BLOCK = "start > +s > a > b > +j > end\ns > c > j\ns > d > j"


def test_a_block_becomes_a_chain_in_the_order_wanted(draw: Draw) -> None:
    to_be = Sequentialise(fragment="s", order=["d", "b", "c"]).apply(draw(BLOCK, STEPS))
    assert path(to_be) == "start > d > a > b > c > end"
    assert to_be.map.parallel_blocks() == ()
    assert set(to_be.differences[0].removed) == {"s", "j", "s_to_a", "s_to_c", "s_to_d", "j_to_end"}


def test_without_an_order_that_of_the_drawing_counts(draw: Draw) -> None:
    assert path(Sequentialise(fragment="j").apply(draw(BLOCK, STEPS))) == "start > a > b > c > d > end"


def test_side_by_side_and_back_is_where_it_began(draw: Draw) -> None:
    as_is = draw(CHAIN, STEPS)
    again = Sequentialise(fragment="b_parallelise_1", order=["b", "c"]).apply(
        Parallelise(steps=["b", "c"]).apply(as_is)
    )
    assert path(again) == path(as_is)
    assert again.notes == as_is.notes


@pytest.mark.parametrize(
    ("fragment", "order", "code"),
    [("a", (), "RE404"), ("s", ("a", "b"), "RE408"), ("s", ("a", "c"), "RE408"), ("s", ("a", "c", "end"), "RE408")],
)
def test_a_block_and_one_element_of_each_branch_are_needed(
    draw: Draw, fragment: str, order: tuple[str, ...], code: str
) -> None:
    assert refused(Sequentialise(fragment=fragment, order=order), draw(BLOCK, STEPS))[0] == code


def test_a_step_becomes_its_parts(draw: Draw) -> None:
    as_is = draw(CHAIN, STEPS.replace("inputs: [one]", "inputs: [one], controls: [C-1, C-2], cost: 2 GBP"))
    parts = [{"name": "First", "mean": 12, "controls": ["C-1"]}, {"role": "boss", "duration": "8 min"}]
    to_be = SplitStep(step="b", parts=parts).apply(as_is)
    assert path(to_be) == "start > a > b_split_step_1 > b_split_step_2 > c > d > end"
    first, second = (to_be.step(f"b_split_step_{number}") for number in (1, 2))
    assert (first.name, second.name) == ("First", "B (2 of 2)")
    assert (first.notes.groups, second.notes.groups) == (("clerk",), ("boss",))
    assert (first.notes.inputs, first.notes.outputs, first.notes.controls) == (("one",), (), ("C-1",))
    assert (second.notes.inputs, second.notes.outputs, second.notes.controls) == ((), ("two",), ("C-2",))
    assert (first.notes.cost, str(second.notes.cost)) == (None, "2 GBP")
    assert to_be.stands_for == {"b_split_step_1": ("b",), "b_split_step_2": ("b",)}


def test_the_first_part_is_queued_for_as_the_step_was(draw: Draw) -> None:
    queue = "patience: 5 min, limit: 9, retrial: {share: 0.5, after: 2 min}, abandoned_to: d, transfer: 3 min"
    ends = "fails: 0.1, updates: {size: 3}, priority: 2, prefer_same_person: a, hold: 1 min"
    as_is = draw(CHAIN, STEPS.replace("inputs: [one]", f"inputs: [one], {queue}, {ends}"))
    to_be = SplitStep(step="b", parts=[{"mean": 12}, {"role": "boss", "mean": 8}]).apply(as_is)
    whole, first, second = as_is.step("b").notes, *(to_be.step(f"b_split_step_{number}").notes for number in (1, 2))
    for name in ("patience", "limit", "retrial", "abandoned_to", "transfer"):
        assert (getattr(first, name), getattr(second, name)) == (getattr(whole, name), None)
    assert (first.fails, second.fails, second.updates) == (None, 0.1, whole.updates)
    assert (first.priority, second.priority) == (2, 2)
    assert (first.prefer_same_person, str(first.hold), second.prefer_same_person) == ("a", "1 min", None)


@pytest.mark.parametrize("repeated", ["loop: {times: 2}", "instances: 2"])
def test_a_step_that_is_repeated_is_not_split(draw: Draw, repeated: str) -> None:
    as_is = draw(CHAIN, STEPS.replace("inputs: [one]", f"inputs: [one], {repeated}"))
    assert refused(SplitStep(step="b", parts=[{"mean": 12}, {"mean": 8}]), as_is)[0] == "RE404"


def test_a_spread_makes_a_gamma_time(draw: Draw) -> None:
    parts = [{"mean": "12 min (10 min to 14 min)", "cv": 0.4}, {"mean": 8}]
    to_be = SplitStep(step="b", parts=parts).apply(draw(CHAIN, STEPS))
    assert str(to_be.step("b_split_step_1").notes.duration) == "gamma(mean=12 min (10 min to 14 min), cv=0.4)"


def test_parts_may_save_set_up_and_no_more(draw: Draw) -> None:
    as_is = draw(CHAIN, STEPS.replace("inputs: [one]", "inputs: [one], setup_time: 5 min"))
    SplitStep(step="b", parts=[{"mean": 10}, {"mean": 5}]).apply(as_is)
    code, message = refused(SplitStep(step="b", parts=[{"mean": 10}, {"mean": 4}]), as_is)
    assert (code, message) == ("RE408", "split_step: the parts take 14 min in all, less than the 15 of the step")


ONE, TWO_TIMES = {"mean": 1}, {"mean": 2, "duration": "1 min"}


@pytest.mark.parametrize("parts", [[ONE], [ONE, {}], [ONE, TWO_TIMES], [ONE, {"duration": "1 min", "cv": 1}]])
def test_parts_are_two_or_more_each_with_one_time(parts: list[dict[str, object]]) -> None:
    with pytest.raises(ValidationError):
        SplitStep(step="b", parts=parts)


@pytest.mark.parametrize(
    ("part", "code"),
    [({"role": "nobody"}, "RE405"), ({"controls": ["C-9"]}, "RE406"), ({"outputs": ["nine"]}, "RE406")],
)
def test_parts_have_groups_and_data_that_there_are(draw: Draw, part: dict[str, object], code: str) -> None:
    parts = [{"mean": 10, **part}, {"mean": 10}]
    assert refused(SplitStep(step="b", parts=parts), draw(CHAIN, STEPS))[0] == code
