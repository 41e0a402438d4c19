"""The map at the end is checked as a whole: structure first, then data."""

from collections.abc import Callable

import pytest

from reengineer.annotations import AnnotatedMap, StepNotes
from reengineer.errors import ChangeError
from reengineer.options import Change, apply_changes
from reengineer.options._structure import check_structure
from reengineer.options.changes import DeleteStep
from reengineer.source import Source

Draw = Callable[..., AnnotatedMap]


def codes(before: AnnotatedMap, after: AnnotatedMap) -> list[str]:
    with pytest.raises(ChangeError) as caught:
        check_structure(before, after, ())
    return [problem.code for problem in caught.value.problems]


def test_what_can_no_longer_be_reached_is_refused(draw: Draw) -> None:
    assert codes(draw("start > a > b > end"), draw("start > a > end\nb > end2")) == ["RE420", "RE420"]


def test_what_no_longer_leads_to_an_end_is_refused(draw: Draw) -> None:
    with pytest.raises(ChangeError, match="loop does not lead to an end"):
        check_structure(draw("start > a > end"), draw("start > ?a > end\na > loop > loop2 > loop"), ())


def test_what_was_wrong_before_is_not_held_against_a_change(draw: Draw) -> None:
    odd = draw("start > a > end\nlost > lost2 > lost")
    check_structure(odd, odd, ())


def test_shares_must_add_up(draw: Draw) -> None:
    split = draw("start > ?g > a > end\ng > b > end", "version: 1\nflows: {g: {to a: 0.5, to b: 0.5}}")
    assert codes(split, split.with_shares("g", {"g_to_a": 0.5, "g_to_b": 0.6})) == ["RE421"]
    assert codes(split, split.with_shares("g", {"g_to_a": 1.5, "g_to_b": -0.5})) == ["RE421"]


def test_a_parallel_block_keeps_its_form(draw: Draw) -> None:
    block = draw("start > +s > a > +j > end\ns > b > j")
    assert codes(block, draw("start > +s > a > +j > end\ns > ?b > j\nb > end")) == ["RE422"]


NOTES = "version: 1\nsteps: {a: {outputs: [form]}, b: {inputs: [form]}, c: {inputs: [letter]}}"


def test_the_only_maker_of_something_used_stays(draw: Draw) -> None:
    with pytest.raises(ChangeError) as caught:
        apply_changes(draw("start > a > b > c > end", NOTES), [DeleteStep(step="a")])
    [problem] = caught.value.problems
    assert problem.code == "RE423"
    assert 'b uses "form", which nothing makes on path start > b' in problem.message


def test_another_maker_on_every_way_will_do(draw: Draw) -> None:
    both = draw("start > a > x > b > c > end", NOTES.replace("steps: {", "steps: {x: {outputs: [form]}, "))
    assert apply_changes(both, [DeleteStep(step="a")]).map.find("a") is None


def test_data_that_was_missing_before_is_not_held_against_a_change(draw: Draw) -> None:
    late = draw("start > b > a > end", NOTES.replace("c: {inputs: [letter]}", "a2: {}").replace(", a2: {}", ""))
    check_structure(late, late, ())


def test_the_problem_stands_at_the_last_change(draw: Draw) -> None:
    change = DeleteStep(step="a").placed(Source(file="x.yaml", line=3, column=5))
    with pytest.raises(ChangeError) as caught:
        apply_changes(draw("start > a > b > c > end", NOTES), [change])
    assert caught.value.problems[0].source.place == "x.yaml:3:5"


def test_a_kind_of_change_must_say_what_it_does() -> None:
    class Nothing(Change):
        operation = "delete_step"

    with pytest.raises(TypeError, match="altered"):
        Nothing()  # type: ignore[abstract]


def test_notes_on_elements_and_people_are_in_the_difference(draw: Draw) -> None:
    class Note(Change):
        operation = "change_cost"

        def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
            return as_is.with_step("a", StepNotes(calendar="late", controls=("C-1", "C-2")))

    difference = Note().apply(draw("start > a > end")).differences[0]
    assert difference.changed == (("a", "calendar", "", "late"), ("a", "controls", "", "C-1, C-2"))
    assert (difference.added, difference.removed, difference.title) == ((), (), "change cost")


def test_a_map_in_which_cases_get_stuck_is_refused(draw: Draw) -> None:
    text = "start > ?g > a > {join} > end\ng > b > {join}"
    assert codes(draw(text.format(join="?m")), draw(text.format(join="+m"))) == ["RE645"]


def test_a_map_that_got_stuck_before_may_be_changed(draw: Draw) -> None:
    stuck = draw("start > ?g > a > +j > x > end\ng > b > j")
    assert apply_changes(stuck, [DeleteStep(step="x")]).map.find("x") is None
