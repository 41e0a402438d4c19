"""Before and after follow the map, with rework left out."""

import time
from collections.abc import Callable

import pytest

from reengineer.annotations import AnnotatedMap
from reengineer.questions._ways import Ways

LOOP = (
    {
        "start": "startEvent",
        "log": "userTask",
        "draft": "userTask",
        "check": "userTask",
        "ok": "exclusiveGateway",
        "send": "userTask",
        "end": "endEvent",
        "lost": "userTask",
    },
    "start>log log>draft draft>check check>ok ok>send ok>draft send>end",
)


@pytest.fixture
def ways(draw: Callable[..., AnnotatedMap]) -> Ways:
    annotated = draw(*LOOP)
    return Ways(map=annotated.map, steps=tuple(step.id for step in annotated.steps))


def test_rework_puts_nothing_before_itself(ways: Ways) -> None:
    assert ways.after("draft") == ("check", "send")
    assert ways.after("check") == ("send",)
    assert ways.is_after("log", "send")
    assert not ways.is_after("check", "draft")


def test_gateways_and_events_are_looked_through(ways: Ways) -> None:
    assert ways.following("check") == ("send",)
    assert ways.following("send") == ()


def test_steps_between_are_counted_on_the_shortest_way(ways: Ways) -> None:
    assert ways.steps_between("log", "draft") == 0
    assert ways.steps_between("log", "send") == 2
    assert ways.steps_between("send", "log") is None
    assert ways.between("log", "send") == ("draft", "check")


def test_position_runs_from_the_start_to_the_last_end(ways: Ways) -> None:
    assert ways.position("start") == 0
    assert ways.position("check") == pytest.approx(3 / 6)
    assert ways.position("end") == 1
    assert ways.position("lost") is None


def test_the_first_step_has_none_before_it(ways: Ways) -> None:
    assert ways.is_first("log") is True
    assert ways.is_first("send") is False
    assert ways.is_first("lost") is None


def test_parallel_branches_are_not_before_each_other(draw: Callable[..., AnnotatedMap]) -> None:
    nodes = {"start": "startEvent", "and": "parallelGateway", "a": "task", "b": "task", "end": "endEvent"}
    annotated = draw(nodes, "start>and and>a and>b a>end b>end")
    found = Ways(map=annotated.map, steps=("a", "b"))
    assert not found.is_after("a", "b")
    assert found.following("start") == ("a", "b")


def test_two_starts_are_walked_both(draw: Callable[..., AnnotatedMap]) -> None:
    annotated = draw({"one": "startEvent", "two": "startEvent", "a": "task", "end": "endEvent"}, "one>a two>a a>end")
    assert Ways(map=annotated.map, steps=("a",)).position("a") == pytest.approx(0.5)


def test_a_hundred_steps_cost_little(draw_chain: Callable[..., AnnotatedMap]) -> None:
    annotated = draw_chain(*(f"s{number}" for number in range(100)))
    began = time.perf_counter()
    found = Ways(map=annotated.map, steps=tuple(step.id for step in annotated.steps))
    assert sum(len(found.after(step)) for step in found.steps) == 4950
    assert found.steps_between("s0", "s99") == 98
    assert time.perf_counter() - began < 0.5
