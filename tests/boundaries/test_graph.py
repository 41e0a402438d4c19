"""Whether nodes cut every path, and how likely a case is to get round them, worked by hand on small graphs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reengineer.boundaries._graph import Block, FlowGraph


def graph(text: str, *, all_of: str = "", blocks: tuple[Block, ...] = ()) -> FlowGraph:
    """Build a graph from lines such as ``a: b 0.4, c 0.6``; it starts at the first and ends where no arc leaves."""
    arcs: dict[str, tuple[tuple[str, float | None], ...]] = {}
    for line in text.strip().splitlines():
        node, _, out = line.strip().partition(":")
        pairs = [part.split() for part in out.split(",") if part.strip()]
        arcs[node] = tuple((pair[0], float(pair[1]) if len(pair) > 1 else 1.0) for pair in pairs)
    ends = tuple(node for node, out in arcs.items() if not out)
    return FlowGraph(arcs=arcs, starts=(next(iter(arcs)),), ends=ends, all_of=frozenset(all_of.split()), blocks=blocks)


LOOP = """
log: quick
quick: end 0.45, ack 0.55
ack: draft
draft: check
check: draft 0.2, send 0.8
send: end
end:
"""

BLOCK = """
start: split
split: a, b
a: join
b: choose
choose: c 0.7, join 0.3
c: join
join: end
end:
"""
BOTH = Block(split="split", join="join", inside=frozenset({"a", "b", "choose", "c"}))


def test_a_node_on_every_path_cuts_them_all() -> None:
    assert graph(LOOP).without({"ack"}).shortest_path(["log"], ["send"]) is None


def test_a_node_that_can_be_passed_by_leaves_a_shortest_path_and_its_probability() -> None:
    left = graph(LOOP).without({"ack"})
    assert left.shortest_path(["log"], ["end"]) == ("log", "quick", "end")
    assert left.probability("log", ["end"]) == pytest.approx(0.45)


def test_a_rework_loop_is_left_in_the_end() -> None:
    assert graph(LOOP).probability("log", ["send"]) == pytest.approx(0.55)
    assert graph(LOOP).probability("draft", ["send"]) == pytest.approx(1.0)


def test_a_loop_without_a_way_out_never_arrives() -> None:
    trap = graph("a: b 0.5, c 0.5\nb: b2\nb2: b\nc:")
    assert trap.probability("a", ["c"]) == 0.5
    assert trap.probability("b", ["c"]) == 0.0


def test_an_unknown_share_on_the_way_makes_the_probability_unknown() -> None:
    unsure = FlowGraph(arcs={"a": (("b", None), ("c", None)), "b": (), "c": ()}, starts=("a",), ends=("b", "c"))
    assert unsure.probability("a", ["b"]) is None
    assert unsure.probability("a", ["b", "c"]) is None
    assert unsure.probability("b", ["b"]) == 1.0


def test_a_branch_of_a_parallel_block_runs_on_every_path() -> None:
    assert graph(BLOCK, all_of="split", blocks=(BOTH,)).without({"a"}).shortest_path(["start"], ["end"]) is None


def test_without_contraction_a_path_would_go_round_the_branch() -> None:
    assert graph(BLOCK, all_of="split").without({"a"}).shortest_path(["start"], ["end"]) is not None


def test_a_choice_inside_a_branch_can_be_missed_with_its_probability() -> None:
    left = graph(BLOCK, all_of="split", blocks=(BOTH,)).without({"c"})
    assert left.shortest_path(["start"], ["end"]) == ("start", "split", "join", "end")
    assert left.probability("start", ["end"]) == pytest.approx(0.3)


def test_within_a_block_only_the_same_branch_comes_before() -> None:
    whole = graph(BLOCK, all_of="split", blocks=(BOTH,))
    assert whole.without({"a"}, keep={"c"}).shortest_path(["start"], ["c"]) == ("start", "split", "b", "choose", "c")
    assert whole.without({"b"}, keep={"c"}).shortest_path(["start"], ["c"]) is None


def test_nested_blocks_are_contracted_from_the_inside() -> None:
    nested = graph(
        """
        start: s1
        s1: s2, x
        s2: a, b
        a: j2
        b: j2
        j2: j1
        x: j1
        j1: end
        end:
        """.replace("        ", ""),
        all_of="s1 s2",
        blocks=(
            Block(split="s2", join="j2", inside=frozenset("ab")),
            Block(split="s1", join="j1", inside=frozenset({"s2", "a", "b", "j2", "x"})),
        ),
    )
    assert nested.without({"b"}).shortest_path(["start"], ["end"]) is None
    assert nested.without({"end"}, keep=()).ends == ()
    assert nested.without(set()).shortest_path(["start"], ["end"]) == ("start", "s1", "j1", "end")


def test_a_parallel_split_that_stays_whole_counts_its_likeliest_branch() -> None:
    assert graph(BLOCK, all_of="split").probability("split", ["c"]) == pytest.approx(0.7)


def test_everything_that_leads_to_a_goal_is_found() -> None:
    assert graph(LOOP).leading_to(["send"]) == {"log", "quick", "ack", "draft", "check", "send"}


NODES = 6


@st.composite
def any_graph(draw: st.DrawFn) -> FlowGraph:
    names = [f"n{number}" for number in range(NODES)]
    targets = st.lists(st.sampled_from(names), max_size=3, unique=True)
    arcs = {name: tuple((target, 1 / len(out)) for target in out) for name in names for out in [draw(targets)]}
    return FlowGraph(arcs=arcs, starts=("n0",), ends=tuple(name for name in names if not arcs[name]))


def chance_by_walking(graph_: FlowGraph, goals: frozenset[str], banned: frozenset[str]) -> float:
    """Follow the mass of one case step by step until next to nothing is left on the way."""
    mass, arrived = {"n0": 1.0}, 0.0
    for _ in range(3000):
        ahead: dict[str, float] = {}
        for node, weight in mass.items():
            arrived += weight if node in goals and node not in banned else 0.0
            for target, share in graph_.arcs[node] if node not in goals | banned else ():
                ahead[target] = ahead.get(target, 0.0) + weight * share
        mass = ahead
    return arrived


@given(any_graph(), st.sampled_from([f"n{number}" for number in range(1, NODES)]))
def test_exposure_agrees_with_following_a_case(graph_: FlowGraph, banned: str) -> None:
    goals = frozenset(graph_.ends) - {banned}
    left = graph_.without({banned})
    exposure = left.probability("n0", goals)
    assert exposure == pytest.approx(chance_by_walking(graph_, goals, frozenset({banned})), abs=1e-9)
    assert (left.shortest_path(["n0"], goals) is not None) == (exposure is not None and exposure > 0)
