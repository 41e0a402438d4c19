"""Where a token may go, what it must pass, and which parts run side by side."""

from collections.abc import Callable

import pytest

from reengineer.bpmn import read_bpmn
from reengineer.processmap import ProcessMap, build_map

MakeMap = Callable[..., ProcessMap]
DIAMOND = ("start:s xor:x task:a task:b xor:j end:e", "s>x x>a x>b a>j b>j j>e")


def names(nodes: object) -> list[str]:
    """Return ids."""
    return [node.id for node in nodes]  # type: ignore[attr-defined]


def test_starts_and_ends_are_events_or_what_nothing_leads_to(chart: MakeMap) -> None:
    assert names(chart(*DIAMOND).starts) == ["s"]
    assert names(chart(*DIAMOND).ends) == ["e"]
    bare = chart("task:a task:b catch:c", "a>b")
    assert names(bare.starts) == ["a", "c"]
    assert names(bare.ends) == ["b", "c"]


def test_what_starts_by_itself_is_no_start(make_map: MakeMap) -> None:
    inside = (
        '<bpmn:task id="a"/><bpmn:task id="undo" isForCompensation="true"/>'
        '<bpmn:boundaryEvent id="b" attachedToRef="a"><bpmn:compensateEventDefinition/></bpmn:boundaryEvent>'
        '<bpmn:subProcess id="s" triggeredByEvent="true"><bpmn:startEvent id="i"/></bpmn:subProcess>'
        '<bpmn:intermediateCatchEvent id="l"><bpmn:linkEventDefinition name="A"/></bpmn:intermediateCatchEvent>'
    )
    made = make_map(inside)
    assert names(made.starts) == ["a"]
    assert names(made.ends) == ["a", "l"]


def test_what_is_reachable_stops_at_what_is_left_out(chart: MakeMap) -> None:
    made = chart(*DIAMOND)
    assert made.reachable("x") == {"x", "a", "b", "j", "e"}
    assert made.reachable("x", without={"a"}) == {"x", "b", "j", "e"}
    assert made.reachable("x", without=("a", "b")) == {"x"}
    assert made.reachable("x", without=("x",)) == set()


def test_a_shortest_path_has_both_ends(chart: MakeMap) -> None:
    made = chart(*DIAMOND)
    assert made.shortest_path("s", "j") == ("s", "x", "a", "j")
    assert made.shortest_path("s", "j", without=("a",)) == ("s", "x", "b", "j")
    assert made.shortest_path("e", "s") is None
    assert made.shortest_path("s", "s") == ("s",)
    assert made.shortest_path("s", "e", without=("s",)) is None


def test_dominators_are_on_every_way(chart: MakeMap) -> None:
    made = chart(*DIAMOND)
    assert made.dominators() == {"s": None, "x": "s", "a": "x", "b": "x", "j": "x", "e": "j"}
    assert made.dominates("x", "e")
    assert not made.dominates("a", "e")


def test_two_starts_leave_nothing_on_every_way_but_the_join(chart: MakeMap) -> None:
    made = chart("start:s start:t task:a end:e", "s>a t>a a>e")
    assert made.dominators() == {"s": None, "t": None, "a": None, "e": "a"}


SUB = (
    '<bpmn:startEvent id="s"/><bpmn:subProcess id="w">'
    '<bpmn:startEvent id="i"/><bpmn:task id="a"/><bpmn:endEvent id="o"/>'
    '<bpmn:sequenceFlow id="i_a" sourceRef="i" targetRef="a"/><bpmn:sequenceFlow id="a_o" sourceRef="a" targetRef="o"/>'
    '<bpmn:subProcess id="ev" triggeredByEvent="true"><bpmn:startEvent id="x"/></bpmn:subProcess></bpmn:subProcess>'
    '<bpmn:boundaryEvent id="b" attachedToRef="w"/><bpmn:task id="r"/><bpmn:endEvent id="e"/>'
)


def test_a_token_goes_through_a_sub_process_and_not_past_it(make_map: MakeMap) -> None:
    made = make_map(SUB, "s>w w>e b>r")
    assert made.successors("w") == ("i", "ev", "b")
    assert made.successors("o") == ("e",)
    assert made.successors("x") == ("e",)
    assert made.reachable("s") == {"s", "w", "i", "a", "o", "e", "ev", "x", "b", "r"}
    assert "e" not in made.reachable("s", without=("a", "ev"))
    assert made.is_expanded("w")
    assert not made.is_expanded("r")


def test_a_link_jumps_to_its_catch(make_map: MakeMap) -> None:
    link = '<bpmn:linkEventDefinition name="A"/>'
    inside = (
        f'<bpmn:startEvent id="s"/><bpmn:intermediateThrowEvent id="t">{link}</bpmn:intermediateThrowEvent>'
        f'<bpmn:intermediateCatchEvent id="c">{link}</bpmn:intermediateCatchEvent><bpmn:endEvent id="e"/>'
    )
    made = make_map(inside, "s>t c>e")
    assert made.shortest_path("s", "e") == ("s", "t", "c", "e")
    assert names(made.ends) == ["e"]


def test_parallel_blocks_are_found_from_the_inside(chart: MakeMap) -> None:
    nodes = "start:s and:p task:a and:q task:b task:c and:r and:j end:e"
    made = chart(nodes, "s>p p>a p>q q>b q>c b>r c>r r>j a>j j>e")
    inner, outer = made.parallel_blocks()
    assert (inner.split, inner.join, inner.branches) == ("q", "r", (("b",), ("c",)))
    assert (outer.split, outer.join, outer.branches) == ("p", "j", (("a",), ("q", "b", "c", "r")))
    assert inner.inside == {"b", "c"}


def test_a_flow_straight_to_the_join_is_an_empty_branch(chart: MakeMap) -> None:
    (block,) = chart("start:s and:p task:a and:j end:e", "s>p p>a p>j a>j j>e").parallel_blocks()
    assert block.branches == (("a",), ())


@pytest.mark.parametrize(
    "flows",
    [
        "s>p p>a p>b a>j b>j b>e j>e",  # one branch may leave
        "s>p p>a p>b a>j b>j j>e s>j",  # something else enters the join
        "s>p p>a p>b a>j b>j j>e s>a",  # something else enters a branch
        "s>p p>a p>b a>b b>j a>j j>e",  # the branches meet
        "s>p p>a p>b a>p b>j a>j j>e",  # a branch goes back
        "s>p p>a p>b a>e b>e",  # there is no join
    ],
)
def test_what_is_not_closed_is_no_parallel_block(chart: MakeMap, flows: str) -> None:
    assert chart("start:s and:p task:a task:b and:j end:e", flows).parallel_blocks() == ()


def test_long_maps_need_no_deep_stack() -> None:
    head = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="P"><startEvent id="t0"/>'
    tasks = "".join(f'<task id="t{at}"/>' for at in range(1, 5000))
    flows = "".join(f'<sequenceFlow id="f{at}" sourceRef="t{at}" targetRef="t{at + 1}"/>' for at in range(4999))
    made = build_map(read_bpmn(f"{head}{tasks}{flows}</process></definitions>".encode()))
    assert len(made.reachable("t0")) == 5000
    assert len(made.shortest_path("t0", "t4999") or ()) == 5000
    assert made.dominators()["t4999"] == "t4998"
