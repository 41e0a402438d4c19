"""Changes that move one number or one reference, each before and after."""

from collections.abc import Callable

import pytest
from pydantic import ValidationError

from reengineer.annotations import AnnotatedMap
from reengineer.errors import ChangeError
from reengineer.options.changes import ChangeDuration, ChangeHeadcount, ChangeRouting, ReassignStep, Unbatch

NOTES = """
version: 1
resources:
  clerk: {members: 5 (4 to 6)}
  named: {members: [{name: Ade}, {name: named 1}]}
  boss: {members: 1}
  unknown: {cost: 20 GBP/h}
steps:
  a: {role: clerk, duration: "gamma(mean=10 min, cv=0.5)", release: {at: ["09:00"]}}
  b: {role: boss, duration: "lognormal(mean=10 min, sd=5 min)", batch: {rules: [{size: 3}]}}
  c: {role: boss, duration: exponential(10 min)}
events:
  run: {release: {every: 60 min}}
  wait: {delay: 1 day}
flows:
  three: {to a: 0.5, to b: 0.3, to c: rest}
  two: {to d: 0.1, to end: rest}
  none: {to x: 1, to y: 0, to z: 0}
  any: {to e: 0.4, to end2: 0.9}
"""
MAP = """
start > ?three > a > ~run > ~wait > ?two > end
three > b > ?none > x > two
three > c > two
two > d > +o:any > e > end
none > y > two
none > z > two
any > end2
"""


@pytest.fixture
def office(draw: Callable[..., AnnotatedMap]) -> AnnotatedMap:
    text = MAP.replace("+o:any", "o:any")
    return draw(text, NOTES, "clerks: a, boss: b c")


def code_of(change: object, office: AnnotatedMap) -> str:
    with pytest.raises(ChangeError) as caught:
        change.apply(office)  # type: ignore[attr-defined]
    return caught.value.problems[0].code


def test_a_branch_takes_its_share_and_the_others_keep_their_proportions(office: AnnotatedMap) -> None:
    to_be = ChangeRouting(gateway="three", flow="to a", probability=0.2).apply(office)
    assert to_be.shares("three") == pytest.approx({"three_to_a": 0.2, "three_to_b": 0.48, "three_to_c": 0.32})
    assert office.shares("three")["three_to_a"] == 0.5


def test_of_two_branches_the_other_takes_the_rest(office: AnnotatedMap) -> None:
    to_be = ChangeRouting(gateway="two", flow="two_to_d", probability="75 %", sample=True).apply(office)
    assert to_be.shares("two") == {"two_to_d": 0.75, "two_to_end": 0.25}
    assert to_be.differences[0].changed[0] == ("two", "share of two_to_d", "0.1", "0.75")


def test_a_range_on_the_share_is_kept(office: AnnotatedMap) -> None:
    to_be = ChangeRouting(gateway="two", flow="two_to_d", probability="0.7 (0.6 to 0.8)").apply(office)
    assert to_be.share_estimates("two")["two_to_end"].most == pytest.approx(0.4)


def test_an_inclusive_split_scales_nothing(office: AnnotatedMap) -> None:
    to_be = ChangeRouting(gateway="any", flow="to e", probability=0.2).apply(office)
    assert to_be.shares("any") == {"any_to_e": 0.2, "any_to_end2": 0.9}


@pytest.mark.parametrize(
    ("gateway", "flow", "code"),
    [("a", "to run", "RE404"), ("three", "to end", "RE403"), ("nowhere", "x", "RE403"), ("none", "to x", "RE408")],
)
def test_routing_needs_a_branch_that_can_change(office: AnnotatedMap, gateway: str, flow: str, code: str) -> None:
    assert code_of(ChangeRouting(gateway=gateway, flow=flow, probability=0.5), office) == code


def test_a_release_of_an_event_goes_and_its_delay_would_stay(office: AnnotatedMap) -> None:
    assert Unbatch(step="run").apply(office).notes.events["run"].release is None


@pytest.mark.parametrize("step", ["a", "b"])
def test_a_release_or_batch_of_a_step_goes(office: AnnotatedMap, step: str) -> None:
    notes = Unbatch(step=step).apply(office).step(step).notes
    assert (notes.release, notes.batch) == (None, None)
    assert notes.duration == office.step(step).notes.duration


@pytest.mark.parametrize(("step", "code"), [("c", "RE406"), ("wait", "RE406"), ("nowhere", "RE403")])
def test_only_what_is_held_back_can_be_let_go(office: AnnotatedMap, step: str, code: str) -> None:
    assert code_of(Unbatch(step=step), office) == code


def test_a_counted_group_moves_with_its_range(office: AnnotatedMap) -> None:
    members = ChangeHeadcount(role="clerk", by=2).apply(office).notes.resources["clerk"].members
    assert str(members) == "7 (6 to 8)"
    assert ChangeHeadcount(role="clerk", to=2).apply(office).notes.resources["clerk"].count == 2


def test_named_members_are_added_under_free_names_and_go_from_the_end(office: AnnotatedMap) -> None:
    more = ChangeHeadcount(role="named", by=2).apply(office).notes.resources["named"].people("named")
    assert [member.name for member in more] == ["Ade", "named 1", "named 2", "named 3"]
    fewer = ChangeHeadcount(role="named", by=-1).apply(office).notes.resources["named"].people("named")
    assert [member.name for member in fewer] == ["Ade"]


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"role": "clerks", "by": 1}, "RE405"),
        ({"role": "unknown", "by": 1}, "RE407"),
        ({"role": "boss", "by": -2}, "RE408"),
        ({"role": "boss", "by": -1, "from_date": "2027-01-01"}, "RE410"),
        ({"role": "boss", "by": 1, "from_date": "2026-02-01"}, "RE407"),
        ({"role": "clerk", "by": 1, "from_date": "soon"}, "RE406"),
        ({"role": "clerk", "by": 1, "from_date": "2099-01-01"}, "RE408"),
    ],
)
def test_headcount_needs_a_known_group_with_enough_members(
    office: AnnotatedMap, parameters: dict[str, object], code: str
) -> None:
    assert code_of(ChangeHeadcount(**parameters), office) == code


def test_by_and_to_exclude_each_other() -> None:
    for parameters in ({}, {"by": 1, "to": 2}):
        with pytest.raises(ValidationError, match="one of by and to"):
            ChangeHeadcount(role="boss", **parameters)


def test_a_new_mean_keeps_family_and_spread(office: AnnotatedMap) -> None:
    to_be = ChangeDuration(step="a", mean="30 min").apply(office)
    assert str(to_be.step("a").notes.duration) == "gamma(mean=30 min, cv=0.5)"
    assert str(ChangeDuration(step="a", mean=30).apply(office).step("a").notes.duration) == "gamma(mean=30 min, cv=0.5)"


def test_a_factor_scales_the_time(office: AnnotatedMap) -> None:
    to_be = ChangeDuration(step="b", factor=0.8, cv=1).apply(office)
    assert str(to_be.step("b").notes.duration) == "lognormal(mean=8 min, sd=8 min)"


def test_a_range_on_the_mean_is_kept(office: AnnotatedMap) -> None:
    duration = ChangeDuration(step="a", mean="30 min (20 min to 40 min)", cv=0.2).apply(office).step("a").notes.duration
    assert str(duration) == "gamma(mean=30 min (20 min to 40 min), cv=0.2)"


def test_a_spread_of_nothing_makes_the_time_fixed(office: AnnotatedMap) -> None:
    assert str(ChangeDuration(step="a", factor=2, cv=0).apply(office).step("a").notes.duration) == "20 min"


@pytest.mark.parametrize(
    ("parameters", "code"), [({"step": "c", "factor": 1, "cv": 2}, "RE406"), ({"step": "d", "factor": 2}, "RE407")]
)
def test_a_time_must_be_known_and_able_to_spread(
    office: AnnotatedMap, parameters: dict[str, object], code: str
) -> None:
    assert code_of(ChangeDuration(**parameters), office) == code


@pytest.mark.parametrize(
    "parameters", [{}, {"mean": "1 min", "factor": 2}, {"factor": 0}, {"factor": "1 to 2"}, {"factor": 1, "cv": -1}]
)
def test_a_duration_needs_one_sound_number(parameters: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        ChangeDuration(step="a", **parameters)


def test_a_step_goes_to_another_group_and_to_its_lane(office: AnnotatedMap) -> None:
    to_be = ReassignStep(step="a", role="boss", duration_factor=1.5, location="Leeds").apply(office)
    step = to_be.step("a")
    assert (step.node.lane_name, step.notes.groups, step.notes.duration and step.notes.duration.mean) == (
        "boss",
        ("boss",),
        900,
    )
    assert (office.step("a").node.lane_name, office.group_of("a")) == ("clerks", "clerk")


def test_the_lane_with_most_of_a_groups_steps_is_its_lane(office: AnnotatedMap) -> None:
    assert ReassignStep(step="b", role="clerk").apply(office).step("b").node.lane_name == "clerks"


def test_a_group_without_a_lane_leaves_the_step_where_it_is(office: AnnotatedMap) -> None:
    to_be = ReassignStep(step="a", role="named").apply(office)
    assert (to_be.step("a").node.lane_name, to_be.group_of("a")) == ("clerks", "named")


def test_a_group_must_exist(office: AnnotatedMap) -> None:
    assert code_of(ReassignStep(step="a", role="bos"), office) == "RE405"
