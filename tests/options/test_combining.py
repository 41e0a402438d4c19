"""Options are carried out one after the other; what is in the way is named."""

from collections.abc import Callable

import pytest

from reengineer.annotations import AnnotatedMap
from reengineer.boundaries import Boundary
from reengineer.errors import ChangeError
from reengineer.options import Costs, Option, Pairing, pairing

NOTES = """
version: 1
resources: {clerk: {members: 5}}
steps:
  a: {role: clerk, duration: 10 min}
  b: {role: clerk, duration: 20 min}
  c: {role: clerk, duration: 30 min}
  d: {role: clerk, duration: 40 min}
flows: {gate: {to c: 0.5, to d: rest}}
"""
MAP = "start > a > b > ?gate > c > end\ngate > d > end"


@pytest.fixture
def office(draw: Callable[..., AnnotatedMap]) -> AnnotatedMap:
    return draw(MAP, NOTES)


def option(name: str, *changes: dict[str, object]) -> Option:
    return Option(id=name, title=f"The option {name}", changes=changes)  # type: ignore[arg-type]


FASTER_A = option("faster", {"change_duration": {"step": "a", "factor": 0.5}})
ALSO_A = option("also", {"change_duration": {"step": "a", "mean": "4 min"}})
NO_B = option("no b", {"delete_step": {"step": "b"}})
AFTER_B = option("after b", {"move_step": {"step": "a", "to": "after b"}})
LESS_C = option("less c", {"change_routing": {"gateway": "gate", "flow": "to c", "probability": 0.25}})
NEW = option("new", {"split_step": {"step": "c", "parts": [{"mean": 10}, {"mean": 20}]}})
ON_NEW = option("on new", {"change_duration": {"step": "c_split_step_1", "factor": 0.5}})


def found(office: AnnotatedMap, first: Option, second: Option) -> Pairing:
    return pairing(office, (first, second))


def test_two_options_make_one_after_the_other(office: AnnotatedMap) -> None:
    both = (FASTER_A + LESS_C).apply(office)
    assert both == LESS_C.apply(FASTER_A.apply(office))
    assert (FASTER_A + LESS_C).id == "faster+less c"


def test_costs_add_up_and_the_longer_time_counts() -> None:
    one = Costs(one_off="100 GBP (80 GBP to 120 GBP)", months=2, tasks=("dpia",), redeployment="none go")  # type: ignore[arg-type]
    two = Costs(one_off="50 GBP", per_year="5 GBP", months=3, tasks=("dpia", "consultation"), redeployment="none go")  # type: ignore[arg-type]
    both = one + two
    assert str(both.one_off) == "150 GBP (130 GBP to 170 GBP)"
    assert (str(both.per_year), both.months, both.redeployment) == ("5 GBP", 3, "none go")
    assert both.tasks == ("dpia", "consultation")


def test_costs_in_two_currencies_cannot_be_added() -> None:
    with pytest.raises(ChangeError, match="cannot be added up"):
        Costs(one_off="1 GBP") + Costs(one_off="1 EUR")  # type: ignore[arg-type]


def test_changes_of_different_things_go_in_any_order(office: AnnotatedMap) -> None:
    pair = found(office, FASTER_A, LESS_C)
    assert (pair.verdict, pair.conflicts, pair.is_possible) == ("any_order", (), True)


def test_changes_of_one_thing_depend_on_their_order_and_it_is_named(office: AnnotatedMap) -> None:
    pair = found(office, FASTER_A, ALSO_A)
    assert (pair.verdict, pair.conflicts) == ("order_matters", ("both change duration of a",))
    assert pair.is_possible


def test_an_option_that_takes_away_what_another_needs_must_come_after_it(office: AnnotatedMap) -> None:
    pair = found(office, NO_B, AFTER_B)
    assert pair.verdict == "reversed"
    assert pair.conflicts == (
        'after b after no b: move_step: "b" is not in the map; no b takes b away (delete step b)',
    )
    assert found(office, AFTER_B, NO_B).verdict == "in_order"


def test_two_that_exclude_each_other_are_named_with_both_reasons(office: AnnotatedMap) -> None:
    merged = option("merged", {"merge_steps": {"steps": ["a", "b"]}})
    pair = found(office, NO_B, merged)
    assert (pair.verdict, len(pair.conflicts), pair.is_possible) == ("no", 2, False)
    assert "no b takes b away" in pair.conflicts[0]
    assert "merged takes b away" in pair.conflicts[1]


def test_an_option_that_needs_another_does_not_stand_alone(office: AnnotatedMap) -> None:
    with pytest.raises(ChangeError, match="c_split_step_1"):
        found(office, NEW, ON_NEW)
    assert (NEW + ON_NEW).apply(office).step("c_split_step_1").notes.duration is not None


def test_what_the_boundary_has_against_the_pair_alone_is_told(office: AnnotatedMap) -> None:
    boundary = Boundary.read(
        b"""version: 1
process: p
permitted_changes: [{op: change_routing}, {op: change_headcount}, {op: add_exception_path}, {op: empower}]
rules: {minimum_check_share: [{step: c, min: 0.2}]}
"""
    )
    less = option("less", {"change_routing": {"gateway": "gate", "flow": "to c", "probability": 0.25}})
    around = option("around", {"empower": {"step": "c", "limit": 5, "share": 0.4}})
    pair = pairing(office, (less, around), boundary)
    assert pair.verdict == "in_order"
    assert [problem.code for problem in pair.breaches] == ["B204"]
    assert not pair.is_possible
