"""Open-time arithmetic in ticks: laws that hold for any calendar, and values worked by hand."""

import pickle
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reengineer.calendars import ALWAYS_OPEN, NEVER, OpenTime

Arguments = tuple[list[int], list[int], int, int]


@st.composite
def calendars(draw: st.DrawFn) -> Arguments:
    """Draw intervals that do not touch; from the fold on they repeat, or nothing is open any more."""
    steps = draw(st.lists(st.tuples(st.integers(1, 40), st.integers(1, 40)), min_size=1, max_size=6))
    opens, closes, at = [], [], draw(st.integers(0, 20)) - 1
    for gap, length in steps:
        opens.append(at + gap)
        closes.append(at + gap + length)
        at = closes[-1]
    if draw(st.booleans()):
        return opens, closes, 0, 0
    fold = draw(st.sampled_from([0, *opens]))
    return opens, closes, fold, at + draw(st.integers(0, 20)) - fold


@st.composite
def repeating(draw: st.DrawFn) -> Arguments:
    opens, closes, _, _ = draw(calendars())
    return opens, closes, 0, closes[-1] + draw(st.integers(0, 20))


TICK = st.integers(0, 2_000)


@pytest.fixture(scope="module")
def office(ticks: ModuleType) -> Any:
    """Return hours from 10 to 20 and from 30 to 45 in every 100 ticks."""
    return ticks.OpenTime([10, 30], [20, 45], 0, 100)


@settings(max_examples=150, deadline=None)
@given(given_as=calendars(), tick=TICK, work=st.integers(0, 400))
def test_both_forms_give_the_same_numbers(plain: ModuleType, given_as: Arguments, tick: int, work: int) -> None:
    here, there = OpenTime(*given_as), plain.OpenTime(*given_as)
    for name in ("open_before", "is_open", "next_open", "next_change", "tick_at"):
        assert getattr(here, name)(tick) == getattr(there, name)(tick), name
    assert here.advance(tick, work) == there.advance(tick, work)
    assert here.open_between(tick, tick + work) == there.open_between(tick, tick + work)
    assert here.intervals() == there.intervals()


@settings(max_examples=150, deadline=None)
@given(given_as=calendars(), tick=TICK, work=st.integers(1, 400))
def test_the_open_time_up_to_the_end_of_work_is_the_work(given_as: Arguments, tick: int, work: int) -> None:
    calendar = OpenTime(*given_as)
    end = calendar.advance(tick, work)
    if end < NEVER:
        assert calendar.open_between(tick, end) == work
        assert calendar.open_between(tick, end - 1) == work - 1


@settings(max_examples=150, deadline=None)
@given(given_as=calendars(), tick=TICK, work=st.integers(0, 400), more=st.integers(0, 400))
def test_more_work_or_a_later_start_never_ends_sooner(given_as: Arguments, tick: int, work: int, more: int) -> None:
    calendar = OpenTime(*given_as)
    assert calendar.advance(tick, work) <= calendar.advance(tick, work + more)
    assert calendar.advance(tick, work) <= calendar.advance(tick + more, work)
    assert calendar.open_before(tick) <= calendar.open_before(tick + more)


@settings(max_examples=150, deadline=None)
@given(given_as=calendars(), tick=TICK)
def test_the_position_of_an_open_tick_leads_back_to_it(given_as: Arguments, tick: int) -> None:
    calendar = OpenTime(*given_as)
    following = calendar.next_open(tick)
    assert calendar.tick_at(calendar.open_before(tick)) == following
    if following < NEVER:
        assert calendar.is_open(following)
        assert calendar.open_between(tick, following) == 0


@settings(max_examples=150, deadline=None)
@given(given_as=calendars(), tick=TICK)
def test_nothing_changes_before_the_next_change(given_as: Arguments, tick: int) -> None:
    calendar = OpenTime(*given_as)
    change, state = calendar.next_change(tick), calendar.is_open(tick)
    assert change > tick
    assert {calendar.is_open(at) for at in range(tick, min(change, tick + 300))} == {state}
    if change < NEVER:
        assert calendar.is_open(change) is not state


@settings(max_examples=100, deadline=None)
@given(given_as=repeating(), tick=TICK)
def test_open_ticks_are_counted_one_by_one(given_as: Arguments, tick: int) -> None:
    calendar = OpenTime(*given_as)
    assert calendar.open_before(tick) == sum(calendar.is_open(at) for at in range(tick))


def test_work_pauses_between_the_hours(office: Any) -> None:
    # 5 ticks from 15 to 20, then 3 from 30.
    assert office.advance(15, 8) == 33


def test_work_may_end_exactly_at_closing_time(office: Any) -> None:
    assert office.advance(15, 5) == 20


def test_work_of_nothing_ends_at_once_even_at_night(office: Any) -> None:
    assert office.advance(25, 0) == 25


def test_work_goes_on_in_the_next_period(office: Any) -> None:
    # 25 open ticks a period: 5 of this one from 40, 25 of the next, 2 of the one after from 210.
    assert office.advance(40, 32) == 212


def test_closing_is_half_open(office: Any) -> None:
    assert [office.is_open(tick) for tick in (9, 10, 19, 20)] == [False, True, True, False]


def test_a_position_at_closing_time_falls_at_the_next_opening(office: Any) -> None:
    assert office.tick_at(10) == 30
    assert office.tick_at(25) == 110


def test_hours_before_the_fold_do_not_repeat(ticks: ModuleType) -> None:
    calendar = ticks.OpenTime([0, 50], [5, 60], 50, 20)
    # Open 0-5, then 50-60, 70-80, 90-100.
    assert calendar.open_before(100) == 35
    assert calendar.next_open(61) == 70


def test_after_the_last_hour_without_a_period_nothing_opens(ticks: ModuleType) -> None:
    calendar = ticks.OpenTime([10], [20], 0, 0)
    assert calendar.next_open(20) == ticks.NEVER
    assert calendar.next_change(20) == ticks.NEVER
    assert calendar.tick_at(10) == ticks.NEVER
    assert calendar.advance(15, 6) == ticks.NEVER


def test_hours_that_touch_over_the_period_never_change(ticks: ModuleType) -> None:
    assert ticks.OpenTime([0], [50], 0, 50).next_change(7) == ticks.NEVER


def test_hours_that_touch_over_the_period_are_one_stretch(ticks: ModuleType) -> None:
    # 0-10 and 40-50 in every 50: from 40 it is open to 60.
    assert ticks.OpenTime([0, 40], [10, 50], 0, 50).next_change(45) == 60


def test_the_calendar_that_never_closes_counts_every_tick() -> None:
    assert ALWAYS_OPEN.advance(123, 456) == 579
    assert ALWAYS_OPEN.next_change(5) == NEVER


def test_a_calendar_without_hours_never_opens(ticks: ModuleType) -> None:
    empty = ticks.OpenTime([], [], 0, 0)
    assert (empty.open_before(10), empty.is_open(3), empty.next_open(3)) == (0, False, ticks.NEVER)


def test_a_calendar_survives_pickling() -> None:
    calendar = pickle.loads(pickle.dumps(OpenTime([10, 30], [20, 45], 30, 100)))  # noqa: S301 - our own bytes
    assert calendar.intervals() == [(10, 20), (30, 45)]
    assert calendar.repeats() == (30, 100)


def test_the_search_finds_the_last_place_not_above(plain: ModuleType) -> None:
    assert [plain.last_at_or_before([2, 4, 4, 9], 0, 4, value) for value in (1, 2, 4, 8, 99)] == [-1, 0, 2, 2, 3]
