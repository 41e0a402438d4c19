"""Changes of demand, each before and after."""

from collections.abc import Callable
from typing import Any

import pytest

from reengineer.annotations import AnnotatedMap
from reengineer.errors import ChangeError
from reengineer.options import kinds

NOTES = """
version: 1
calendars: {office: {mon-fri: "09:00-17:00"}, half: {mon: "09:00-12:00"}}
cases:
  claim:
    start: start
    arrivals: {every: exponential(10 min), calendar: office}
    attributes: {channel: {phone: 0.6, mail: rest}}
  chase: {arrivals: {per_hour: {mon-tue: {"09:00-11:00": 6, "11:00-17:00": 2 (1 to 3)}}, calendar: office}}
resources: {clerk: {members: 5, calendar: office}}
steps:
  a: {role: clerk, duration: "gamma(mean=10 min, cv=0.5)", outputs: [x]}
  b: {role: clerk, duration: 5 min}
flows: {g: {to a: 0.2, to end: rest}}
"""
MAP = "start > a > b > ?g > end\ng > a"


@pytest.fixture
def office(draw: Callable[..., AnnotatedMap]) -> AnnotatedMap:
    return draw(MAP, NOTES)


def made(office: AnnotatedMap, operation: str, **stated: object) -> AnnotatedMap:
    return kinds()[operation].model_validate(stated).apply(office).checked()


def week(annotated: AnnotatedMap) -> dict[str, float]:
    return annotated.arrival_rate_per_week()


@pytest.mark.parametrize(
    ("operation", "stated", "code"),
    [
        ("change_arrivals", {"factor": 0.9, "share": "nobody"}, "RE405"),
        ("change_arrivals", {"profile": [1, 2]}, "RE623"),
        ("change_arrivals", {"profile": [0] * 8}, "RE623"),
        ("change_arrivals", {"profile": {"nine": 1}}, "RE623"),
        ("level_demand", {"share": 0.1, "from_hours": "09:00-11:00", "to_hours": "10:00-12:00"}, "RE623"),
        ("level_demand", {"share": 0.1, "from_hours": "09:00-11:00", "to_hours": "18:00-20:00"}, "RE623"),
        ("level_demand", {"share": 0.1, "from_hours": "11:00-09:00", "to_hours": "13-14"}, "RE623"),
        ("change_channel", {"share": 0.1, "from_channel": "phone", "to_channel": "fax"}, "RE405"),
        ("change_channel", {"share": 0.1, "from_channel": "phone", "to_channel": "phone"}, "RE406"),
        ("deflect_demand", {"step": "b", "taken": 0.5, "success": 0.5}, "RE408"),
        ("deflect_demand", {"step": "a", "taken": 1, "success": 1}, "RE408"),
        ("reduce_failure_demand", {"cause": "unclear letters", "share": 0.5}, "RE624"),
        ("reduce_failure_demand", {"cause": "chase", "share": 1}, "RE408"),
    ],
)
def test_what_does_not_apply_is_refused(
    office: AnnotatedMap, operation: str, stated: dict[str, Any], code: str
) -> None:
    with pytest.raises(ChangeError) as caught:
        kinds()[operation].model_validate(stated).apply(office)
    assert caught.value.problems[0].code == code
    assert caught.value.problems[0].remedy


def test_demand_must_be_known(draw: Callable[..., AnnotatedMap]) -> None:
    with pytest.raises(ChangeError, match="not known when cases come"):
        kinds()["change_arrivals"].model_validate({"factor": 2}).apply(draw(MAP))


def test_gaps_that_are_not_exponential_have_no_profile(draw: Callable[..., AnnotatedMap]) -> None:
    fixed = draw(MAP, "cases: {claim: {arrivals: 10 min}}")
    with pytest.raises(ChangeError, match="no rate that could differ"):
        kinds()["change_arrivals"].model_validate({"profile": [1] * 24}).apply(fixed)


def test_a_factor_holds_for_all_for_one_kind_or_for_a_share(office: AnnotatedMap) -> None:
    """Claims: 6 an hour for 40 hours. Chases: 2 days of 2 x 6 + 6 x 2 = 24."""
    assert week(office) == pytest.approx({"claim": 240, "chase": 48})
    assert week(made(office, "change_arrivals", factor=0.5)) == pytest.approx({"claim": 120, "chase": 24})
    assert week(made(office, "change_arrivals", factor=0.5, share="chase")) == pytest.approx(
        {"claim": 240, "chase": 24}
    )
    assert week(made(office, "change_arrivals", factor=0.5, share=0.4)) == pytest.approx({"claim": 192, "chase": 38.4})


def test_ranges_of_rates_are_kept(office: AnnotatedMap) -> None:
    arrivals = made(office, "change_arrivals", factor=2, share="chase").notes.cases["chase"].arrivals
    assert str(arrivals.per_hour["mon"]["11:00-17:00"]) == "4 (2 to 6)"


def test_a_profile_keeps_the_total_of_each_day(office: AnnotatedMap) -> None:
    """Weights 1 to 8 for the eight hours add up to 36; of 48 claims a day the first hour has 48/36."""
    to_be = made(office, "change_arrivals", profile=list(range(1, 9)), share="claim")
    table = to_be.notes.cases["claim"].arrivals.per_hour
    assert table["wed"]["09:00-10:00"].value == pytest.approx(48 / 36)
    assert table["wed"]["16:00-17:00"].value == pytest.approx(8 * 48 / 36)
    assert week(to_be)["claim"] == pytest.approx(240)


def test_a_profile_may_name_its_hours(office: AnnotatedMap) -> None:
    table = (
        made(office, "change_arrivals", profile={"9-13": 3, "13-17": 1}, share="claim").notes.cases["claim"].arrivals
    )
    assert {span: rate.value for span, rate in table.per_hour["fri"].items()} == pytest.approx(
        {"09:00-13:00": 9, "13:00-17:00": 3}
    )


def test_demand_moves_between_hours_and_none_is_lost(office: AnnotatedMap) -> None:
    """A quarter of 2 hours x 6 claims is 3, over the 3 hours from 14:00: one more an hour."""
    to_be = made(office, "level_demand", share=0.25, from_hours="09:00-11:00", to_hours="14:00-17:00")
    table = to_be.notes.cases["claim"].arrivals.per_hour["mon"]
    assert {span: rate.value for span, rate in table.items()} == pytest.approx(
        {"09:00-11:00": 4.5, "11:00-14:00": 6, "14:00-17:00": 7}
    )
    assert week(to_be) == pytest.approx(week(office))


def test_channels_are_words_of_cases_or_kinds_of_case(office: AnnotatedMap) -> None:
    words = made(office, "change_channel", share=0.5, from_channel="phone", to_channel="mail").notes.cases["claim"]
    assert {word: share.value for word, share in words.attributes["channel"].words.items()} == pytest.approx(
        {"phone": 0.3, "mail": 0.7}
    )
    moved = week(made(office, "change_channel", share=0.1, from_channel="claim", to_channel="chase"))
    assert moved == pytest.approx({"claim": 216, "chase": 72})


def test_those_who_serve_themselves_do_not_come(office: AnnotatedMap) -> None:
    """0.8 x 0.5 x 0.5 = a fifth is served; 0.2 of the 0.8 who come have tried in vain: a quarter."""
    to_be = made(office, "deflect_demand", step="a", offered=0.8, taken=0.5, success=0.5, failure_penalty="4 min")
    assert week(to_be) == pytest.approx({"claim": 192, "chase": 38.4})
    harder = "a_deflect_demand_2"
    assert to_be.shares("a_deflect_demand_1")["a_deflect_demand_4"] == pytest.approx(0.25)
    assert str(to_be.step(harder).notes.duration) == "gamma(mean=14 min, cv=0.5)"
    assert to_be.stands_for == {harder: ("a",)}
    plain = made(office, "deflect_demand", step="a", taken=0.4, success=0.5)
    assert plain.differences[0].added == ()
    assert week(plain)["claim"] == pytest.approx(192)


def test_a_cause_is_a_kind_of_case_a_way_or_words(office: AnnotatedMap) -> None:
    assert week(made(office, "reduce_failure_demand", cause="chase", share=0.5))["chase"] == pytest.approx(24)
    assert made(office, "reduce_failure_demand", cause="g_to_a", share=0.3).shares("g")["g_to_a"] == pytest.approx(0.14)
    assert made(office, "reduce_failure_demand", cause="a", share=0.5).shares("g")["g_to_a"] == pytest.approx(0.1)
    words = made(office, "reduce_failure_demand", cause="unclear letters", share=0.5, part=0.2)
    assert week(words) == pytest.approx({"claim": 216, "chase": 43.2})


def test_an_action_and_a_plan_change_nothing(office: AnnotatedMap) -> None:
    for operation, stated in (("investigate", {"topic": "x"}), ("collect_feedback", {"step": "a", "target_n": 5})):
        to_be = made(office, operation, **stated)
        assert (to_be.map, to_be.notes) == (office.map, office.notes)
    with pytest.raises(ChangeError, match="what to find out"):
        made(office, "investigate", topic=" ")
