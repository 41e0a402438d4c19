"""Ranges are sampled by name, so that what options share is drawn alike."""

from collections.abc import Callable
from typing import Any

import pytest

from reengineer.annotations import AnnotatedMap, annotate
from reengineer.processmap import ProcessMap
from reengineer.quantities import Estimate

RANGES = """\
resources:
  clerk: {members: 4 (2 to 9), cost: 20 GBP/h (18 GBP/h to 30 GBP/h)}
  b: {members: [{name: A, speed: 1 to 2}]}
steps:
  check:
    role: clerk
    duration: triangular(1 min (0 min to 8 min), 4 min, 9 min)
    cost: 1 to 3 GBP
    setup_time: 1 to 3 min
  pay: {role: b, duration: "mixture(0.5: 1 to 3 min, 0.5: 9 min)"}
  file: {duration: "erlang(k=2 (1 to 5), mean=3 min)"}
flows: {complete: {f3: 30 to 50 %, f4: rest}}
cases: {c: {arrivals: {per_hour: 5 to 7}}}
"""


def test_numbers_with_ranges_have_names(read: Callable[..., AnnotatedMap]) -> None:
    assert set(read(RANGES).uncertain) == {
        "resources.clerk.members",
        "resources.clerk.cost",
        "resources.b.members.0.speed",
        "steps.check.duration.low",
        "steps.check.cost",
        "steps.check.setup_time",
        "steps.pay.duration.0.value",
        "steps.file.duration.k",
        "flows.complete.f3",
        "cases.c.arrivals.per_hour",
    }


def test_the_numbers_of_a_table_of_demand_rise_and_fall_together(read: Callable[..., AnnotatedMap]) -> None:
    arrivals = read(RANGES).sampled(lambda _name: 0.25).notes.cases["c"].arrivals
    assert arrivals is not None
    assert arrivals.per_hour is not None
    assert len({rate for hours in arrivals.per_hour.values() for rate in hours.values()}) == 1


@pytest.mark.parametrize(("u", "members", "mean_s", "share"), [(0.0, 2, 60, 0.3), (1.0, 9, 180, 0.5)])
def test_each_range_gives_its_point(
    read: Callable[..., AnnotatedMap], u: float, members: Any, mean_s: float, share: float
) -> None:
    drawn = read(RANGES).sampled(lambda _: u)
    assert drawn.uncertain == ()
    assert drawn.notes.resources["clerk"].count == members
    assert drawn.step("check").notes.setup_time.seconds == Estimate(mean_s)
    assert drawn.shares("complete") == pytest.approx({"f3": share, "f4": 1 - share})


def test_points_that_change_places_are_put_in_order(read: Callable[..., AnnotatedMap]) -> None:
    duration = read(RANGES).sampled(lambda _: 1.0).step("check").notes.duration
    assert [float(value) for _, value in duration.parameters] == [240, 480, 540]


def test_a_number_of_stages_stays_whole(read: Callable[..., AnnotatedMap]) -> None:
    assert read(RANGES).sampled(lambda _: 0.6).step("file").notes.duration.get("k") == Estimate(3)


def test_the_draw_of_a_name_serves_that_name_alone(read: Callable[..., AnnotatedMap]) -> None:
    drawn = read(RANGES).sampled(lambda name: 1.0 if name == "resources.clerk.members" else 0.0)
    assert (drawn.notes.resources["clerk"].count, drawn.notes.resources["clerk"].cost.amount) == (9, Estimate(18))


def test_shares_still_add_up(read: Callable[..., AnnotatedMap]) -> None:
    both = read("flows: {complete: {f3: 40 % (20 % to 60 %), f4: 60 % (40 % to 80 %)}}")
    assert both.sampled(lambda _: 1.0).shares("complete") == pytest.approx({"f3": 0.6 / 1.4, "f4": 0.8 / 1.4})


def test_without_ranges_nothing_changes(claim_map: ProcessMap) -> None:
    bare = annotate(claim_map)
    assert bare.sampled(lambda _: 0.1).notes == bare.notes
