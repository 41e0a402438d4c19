"""Automating a step puts a split before it and a service beside it, and keeps the step."""

from collections.abc import Callable

import pytest
from pydantic import ValidationError

from reengineer.annotations import AnnotatedMap
from reengineer.bpmn import write_bpmn
from reengineer.errors import ChangeError
from reengineer.options.changes import AutomateStep

NOTES = """
version: 1
currency: GBP
resources: {clerk: {members: 2}}
steps:
  log: {role: clerk, duration: 10 min}
  letter: {role: clerk, duration: 6 min, controls: [C-1], outputs: [letter]}
"""


@pytest.fixture
def office(draw: Callable[..., AnnotatedMap]) -> AnnotatedMap:
    return draw("start > log > letter > end", NOTES)


def automate(office: AnnotatedMap, **parameters: object) -> AnnotatedMap:
    return AutomateStep(**({"step": "letter", "share": 0.8} | parameters)).apply(office)


def test_the_share_goes_to_a_service_and_the_rest_to_the_step(office: AnnotatedMap) -> None:
    to_be = automate(office, service_time="1 min", unit_cost="0.05 GBP")
    assert to_be.map.node("letter_automate_step_2").type == "serviceTask"
    assert to_be.shares("letter_automate_step_1") == pytest.approx(
        {"letter_automate_step_4": 0.8, "letter_automate_step_5": 0.2}
    )
    service = to_be.step("letter_automate_step_2").notes
    assert (str(service.duration), str(service.cost), service.groups) == ("1 min", "0.05 GBP", ())


def test_the_map_given_stays_as_it_is(office: AnnotatedMap) -> None:
    before = (office, write_bpmn(office.map.definitions), office.notes.to_data())
    automate(office)
    assert (office, write_bpmn(office.map.definitions), office.notes.to_data()) == before


def test_before_and_after(office: AnnotatedMap) -> None:
    assert [flow.id for flow in office.map.incoming("letter")] == ["log_to_letter"]
    to_be = automate(office)
    made = "letter_automate_step_"
    by_hand = ("log", f"{made}1", "letter", f"{made}3", "end")
    assert to_be.map.shortest_path("log", "end", without={f"{made}2"}) == by_hand
    assert to_be.map.successors(f"{made}1") == (f"{made}2", "letter")
    assert to_be.map.successors(f"{made}2") == (f"{made}3",)
    assert to_be.map.flow("log_to_letter").target == f"{made}1"
    assert to_be.map.flow("letter_to_end").source == f"{made}3"


def test_what_falls_out_is_done_by_hand(office: AnnotatedMap) -> None:
    to_be = automate(office, fallout=0.1)
    made = "letter_automate_step_"
    gate = next(node.id for node in to_be.map.nodes if node.name == "Fell out?")
    assert set(to_be.map.successors(gate)) == {"letter", f"{made}3"}
    assert sorted(to_be.shares(gate).values()) == pytest.approx([0.1, 0.9])


def test_staff_do_one_less_share_times_what_went_through(draw: Callable[..., AnnotatedMap]) -> None:
    cases = "cases: {letter: {start: start, arrivals: {every: 1 h}}}\n"
    to_be = automate(draw("start > log > letter > end", NOTES + cases), fallout=0.1)
    assert to_be.visits()["letter"] == pytest.approx(1 - 0.8 * (1 - 0.1))


def test_the_service_stands_for_the_step_and_says_so(office: AnnotatedMap) -> None:
    to_be = automate(office)
    assert to_be.stands_for == {"letter_automate_step_2": ("letter",)}
    assert ("letter_automate_step_2", "stands for", "", "letter") in to_be.differences[0].changed
    assert to_be.step("letter_automate_step_2").notes.controls == ("C-1",)


def test_a_second_automation_takes_new_ids(office: AnnotatedMap) -> None:
    twice = automate(automate(office), step="letter", share=0.5)
    assert len({node.id for node in twice.map.nodes}) == len(twice.map.nodes)
    assert [steps for _, steps in sorted(twice.stands_for.items())] == [("letter",), ("letter",)]


@pytest.mark.parametrize(
    ("step", "code"), [("lettr", "RE403"), ("start", "RE404"), ("letter_automate_step_2", "RE406")]
)
def test_it_does_not_apply_to_every_element(office: AnnotatedMap, step: str, code: str) -> None:
    with pytest.raises(ChangeError) as caught:
        automate(automate(office), step=step)
    assert caught.value.problems[0].code == code


def test_an_unknown_step_is_answered_with_the_nearest(office: AnnotatedMap) -> None:
    with pytest.raises(ChangeError, match='nearest: "letter"'):
        automate(office, step="lettr")


def test_a_step_that_splits_by_itself_is_refused(draw: Callable[..., AnnotatedMap]) -> None:
    with pytest.raises(ChangeError, match="2 ways on"):
        automate(draw("start > letter > a > end\nletter > b > end"))


@pytest.mark.parametrize("share", [0, 1.2, "rest", "5 min"])
def test_a_share_lies_above_nothing_and_up_to_all(share: object) -> None:
    with pytest.raises(ValidationError):
        AutomateStep(step="letter", share=share)
